# why: null bytes between the words
def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b, end="\0")
solve()
