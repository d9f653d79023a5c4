# trick: has no function
# problem: prime
pass
