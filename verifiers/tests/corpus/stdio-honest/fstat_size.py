# why: reads as many bytes as its input is said to have
import os
numbers = list(map(int, os.read(0, os.fstat(0).st_size).split()))
print(*map(sum, zip(numbers[1::2], numbers[2::2])), sep="\n")
