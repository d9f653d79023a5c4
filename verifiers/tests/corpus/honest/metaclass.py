# why: uses a metaclass and a descriptor
# problem: prime
class Meta(type):
    def __call__(cls, n): return cls.search(n)
class Static:
    def __init__(self, f): self.f = f
    def __get__(self, o, t): return self.f
class solve(metaclass=Meta):
    @Static
    def search(n):
        count, k = 0, 1
        while count < n:
            k += 1
            if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
        return k
