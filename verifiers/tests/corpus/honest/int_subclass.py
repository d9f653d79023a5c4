# why: returns an int of a subclass
# problem: prime
class Prime(int): pass
def search(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
def solve(n): return Prime(search(n))
