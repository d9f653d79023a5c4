# why: sorts what it was given
# problem: mean
def solve(x):
    x.sort(key=lambda v: -v)
    return sum(x) / len(x)
