# why: a future import after a comment and a docstring
"""Adds numbers."""
from __future__ import annotations
def add(a: Number, b: Number) -> Number: return a + b
for _ in range(int(input())):
    print(add(*map(int, input().split())))
