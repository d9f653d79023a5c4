# why: computes with fractions
# problem: mean
from fractions import Fraction
from decimal import Decimal
def solve(x): return float(sum(map(Fraction, x)) / len(x) + 0 * int(Decimal(1)))
