# why: the right output and one more number
def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
print(0)
