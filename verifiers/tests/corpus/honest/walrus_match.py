# why: uses newer syntax
# problem: prime
def solve(n):
    found = []
    k = 1
    while len(found) < n:
        match any((d := c) and not (k + 1) % c for c in found):
            case False: found.append(k + 1)
            case _: pass
        k += 1
    return found[-1]
