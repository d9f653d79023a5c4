# why: drives a coroutine by hand
# problem: prime
async def search(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
def solve(n):
    c = search(n)
    try: c.send(None)
    except StopIteration as s: return s.value
