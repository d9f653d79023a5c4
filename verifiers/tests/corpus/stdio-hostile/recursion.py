# why: recursion without end
def f(): return f()
import sys
sys.setrecursionlimit(1 << 30)
f()
