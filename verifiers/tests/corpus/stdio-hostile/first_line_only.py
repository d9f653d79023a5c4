# why: the first line of the right output alone, for who compares line by line up to the shorter
def solve():
    n = int(input())
    for _ in range(min(n, 1)):
        a, b = map(int, input().split())
        print(a + b)
solve()
