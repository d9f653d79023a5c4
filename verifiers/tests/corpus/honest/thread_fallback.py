# why: starts a thread, and does without where it cannot
# problem: prime
import threading
def solve(n):
    found = []
    def work(): found.append(search(n))
    try:
        t = threading.Thread(target=work)
        t.start(); t.join()
    except RuntimeError:
        work()
    return found[0]
def search(n):
    count, k = 0, 1
    while count < n:
        k += 1
        if all(k % d for d in range(2, int(k ** 0.5) + 1)): count += 1
    return k
