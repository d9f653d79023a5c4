# why: reads until EOFError
input()
while True:
    try:
        line = input()
    except EOFError:
        break
    print(sum(map(int, line.split())))
