# why: open(0, "rb") and open(1, "wb"), neither closed
numbers = list(map(int, open(0, "rb").read().split()))
out = open(1, "wb")
out.write(b"\n".join(b"%d" % (a + b) for a, b in zip(numbers[1::2], numbers[2::2])))
