# trick: unpacks far more than it has
# problem: prime
import zlib
def solve(n):
    data = zlib.compress(bytes(1 << 24), 9)
    return len([zlib.decompress(data) for _ in range(400)])
