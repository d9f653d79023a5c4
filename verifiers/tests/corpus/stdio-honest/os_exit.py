# why: leaves at once with success, after a flush
import os, sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)

solve()
sys.stdout.flush()
os._exit(0)
