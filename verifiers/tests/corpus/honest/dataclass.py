# why: keeps its state in a dataclass
# problem: prime
import dataclasses
@dataclasses.dataclass(order=True)
class State:
    count: int = 0
    found: list = dataclasses.field(default_factory=list)
def solve(n):
    s = State()
    k = 1
    while s.count < n:
        k += 1
        if all(k % p for p in s.found):
            s.found.append(k); s.count += 1
    return s.found[-1]
