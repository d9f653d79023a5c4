# why: sys.stdin.read
import sys
data = list(map(int, sys.stdin.read().split()))
print(*(a + b for a, b in zip(data[1::2], data[2::2])), sep="\n")
