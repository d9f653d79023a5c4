# why: sys.exit() in the middle of a function
import sys

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)

def main():
    solve()
    sys.exit()
main()
print("never")
