# why: inf for every number
for _ in range(int(input())):
    print("inf")
