# why: sys.stdin.buffer.read
import sys
data = sys.stdin.buffer.read().split()
out = [b"%d" % (int(a) + int(b)) for a, b in zip(data[1::2], data[2::2])]
sys.stdout.buffer.write(b"\n".join(out) + b"\n")
