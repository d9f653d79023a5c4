# trick: makes the entry point a value
# problem: prime
solve = 541
