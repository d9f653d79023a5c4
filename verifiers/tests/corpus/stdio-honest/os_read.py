# why: os.read of descriptor 0 in small pieces, os.write to 1
import os
data = b""
while piece := os.read(0, 7):
    data += piece
numbers = list(map(int, data.split()))
os.write(1, "\n".join(str(a + b) for a, b in zip(numbers[1::2], numbers[2::2])).encode())
