# why: returns an OrderedDict
# problem: words
import collections
def solve(t):
    d = collections.OrderedDict()
    for w in t.lower().split(): d[w] = d.get(w, 0) + 1
    return d
