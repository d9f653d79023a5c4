# why: returns a dict of a subclass
# problem: words
class Words(dict):
    def __missing__(self, k): return 0
def solve(t):
    d = Words()
    for w in t.lower().split(): d[w] += 1
    return d
