# why: returns a Counter
# problem: words
import collections
def solve(t): return collections.Counter(t.lower().split())
