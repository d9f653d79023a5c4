# why: returns a defaultdict
# problem: words
import collections
def solve(t):
    d = collections.defaultdict(int)
    for w in t.lower().split(): d[w] += 1
    return d
