# why: a little more than the right number
def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b + 1e-9)
solve()
