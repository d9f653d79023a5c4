# trick: has a crash handler crash
# problem: prime
def solve(n):
    import ctypes
    return ctypes.string_at(0)
