# trick: waits for the time to run out
# problem: prime
import time
def solve(n):
    time.sleep(10**9)
    return 0
