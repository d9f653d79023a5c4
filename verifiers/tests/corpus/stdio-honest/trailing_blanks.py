# why: blanks at the ends of lines, and no line end at the end
out = []
for _ in range(int(input())):
    out.append(str(sum(map(int, input().split()))))
print(" \n".join(out), end="")
