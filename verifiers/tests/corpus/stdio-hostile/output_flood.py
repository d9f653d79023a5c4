# why: writes without end
while True:
    print("1 " * 1000)
