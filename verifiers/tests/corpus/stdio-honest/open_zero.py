# why: open(0)
lines = open(0).read().split("\n")
for line in lines[1 : 1 + int(lines[0])]:
    print(sum(map(int, line.split())))
