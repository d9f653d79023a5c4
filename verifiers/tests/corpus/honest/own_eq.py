# why: has a class with a comparison of its own
# problem: prime
class Number:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == (o.v if isinstance(o, Number) else o)
    def __mod__(self, o): return Number(self.v % o)
def solve(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if not any(Number(k) % d == 0 for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
