# why: uses the library
# problem: mean
import statistics
def solve(x): return statistics.fmean(x)
