# why: nan for every number
for _ in range(int(input())):
    print("nan")
