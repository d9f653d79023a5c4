# why: a TextIOWrapper of its own around the buffer
import io, sys
sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="ascii", newline="\n")

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
