# trick: has a regular expression search for ever
# problem: prime
import re
def solve(n): return bool(re.match(r'(a+)+$', 'a' * 40 + 'b'))
