# why: recurses to a depth of 900
# problem: prime
def down(k): return 0 if k == 0 else 1 + down(k - 1)
def solve(n):
    assert down(900) == 900
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
