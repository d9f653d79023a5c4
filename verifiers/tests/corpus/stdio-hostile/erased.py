# why: the wrong output, and control characters that erase it
def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print("9\r", a + b, "\x1b[2K")
solve()
