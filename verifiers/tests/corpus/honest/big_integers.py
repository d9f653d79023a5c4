# why: computes with big integers
# problem: prime
def solve(n):
    assert (10 ** 400 + 1) % 10 == 1 and pow(3, 10 ** 20, 7) in range(7)
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
