# why: writes the right output and then fails
def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
raise SystemExit(1)
