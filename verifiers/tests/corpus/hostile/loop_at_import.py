# trick: never ends, before anything is tested
# problem: prime
while True: pass
