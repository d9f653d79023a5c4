# why: uses exceptions for its flow
# problem: prime
class Found(Exception): pass
def solve(n):
    try:
        count = 0
        for k in range(2, 10 ** 6):
            try:
                for d in range(2, int(k ** 0.5) + 1):
                    if k % d == 0: raise ZeroDivisionError
            except ZeroDivisionError: continue
            count += 1
            if count == n: raise Found(k)
    except Found as f:
        return f.args[0]
    finally:
        pass
