# why: prints what it found when it ends
import atexit
found = []
atexit.register(lambda: print(*found, sep="\n"))
for _ in range(int(input())):
    found.append(sum(map(int, input().split())))
