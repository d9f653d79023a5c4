# trick: hides its code behind an encoding
# problem: prime
# -*- coding: utf-7 -*-
def solve(n): return 0
