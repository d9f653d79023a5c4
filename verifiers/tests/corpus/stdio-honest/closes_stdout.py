# why: closes standard output when it is done
import sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)

solve()
sys.stdout.close()
