# why: takes memory without end
x = [0]
while True:
    x = x + x
