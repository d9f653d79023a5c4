# why: writes the right output and aborts
import os, sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
sys.stdout.flush()
os.abort()
