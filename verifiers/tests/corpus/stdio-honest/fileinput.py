# why: fileinput and a try until the end of the input
import fileinput
lines = iter(fileinput.input())
count = int(next(lines))
while True:
    try:
        print(sum(map(int, next(lines).split())))
    except StopIteration:
        break
