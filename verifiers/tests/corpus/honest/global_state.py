# why: keeps state between calls
# problem: prime
found = [2]
def solve(n):
    k = found[-1]
    while len(found) < n:
        k += 1
        if all(k % p for p in found): found.append(k)
    return found[n - 1]
