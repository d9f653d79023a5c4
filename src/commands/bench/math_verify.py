"""Times Math-Verify, one pair at a time. Writes its version, then reads rows of JSON and writes one row of JSON for each."""

import importlib.metadata
import json
import sys
import time

from math_verify import parse, verify

DELIMITERS = ("$", "\\(", "\\[", "\\boxed")


def in_math(text):
    """LaTeX is read only between delimiters, so a text that has none of its own gets them."""
    return text if any(delimiter in text for delimiter in DELIMITERS) else f"${text}$"


print(json.dumps({"version": importlib.metadata.version("math-verify")}), flush=True)
for line in sys.stdin:
    row = json.loads(line)
    gold = in_math(row["gold"])
    answer = row["answer"] if row["whole"] else in_math(row["answer"])
    start = time.perf_counter()
    try:
        read = parse(gold)
        accepted = bool(verify(read, parse(answer)))
    except Exception:
        read, accepted = [], False
    seconds = time.perf_counter() - start
    print(json.dumps({"accepted": accepted, "gold_read": bool(read), "seconds": seconds}), flush=True)
