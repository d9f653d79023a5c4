"""Graph colouring: give every vertex one of so many colours, and no two ends of an edge the same.

Nearly every graph has many colourings, so that none can be compared with a
reference. The candidate's last line is a JSON object that gives each vertex its
colour, such as {"a": 1, "b": 2}: vertices by their names, colours from 1.
"""

import json

from componentize_py_types import Err
from wit_world import WitWorld as Checker
from wit_world.imports.types import Candidate, Description, Task, Verdict


def verdict(code: str, reason: str = "", explanation: str = "", score: float | None = None) -> Verdict:
    # An explanation may have 16 KiB, and what the candidate wrote, which is part of it, any length.
    return Verdict(code, reason, score, explanation[:400], [])


def edges_of(task: Task) -> tuple[list[tuple[str, str]], int]:
    """The edges and the number of colours that a problem gives."""
    try:
        parameters = json.loads(task.parameters)
        edges = [(str(a), str(b)) for a, b in parameters["edges"]]
        return edges, int(parameters["colours"])
    except (KeyError, TypeError, ValueError) as error:
        # A problem that gives no graph is no candidate's fault: an error, and not a verdict.
        raise Err(f"expected `edges` and `colours`, found {error!r}") from None


class WitWorld(Checker):
    def describe(self) -> Description:
        return Description(
            name="colouring",
            version="1.0.0",
            decides="whether the candidate's last line colours a graph so that neighbours differ",
            parameters=[
                ("edges", "pairs of vertices that must have different colours"),
                ("colours", "how many colours there are"),
            ],
            more=[],
        )

    def judge(self, task: Task, candidate: Candidate) -> Verdict:
        edges, colours = edges_of(task)
        lines = candidate.text.strip().splitlines()
        if not lines:
            return verdict("reject", "no-answer", "expected a JSON object, found nothing")
        try:
            given = json.loads(lines[-1])
        except (ValueError, RecursionError):
            return verdict("reject", "unreadable-answer", "the last line is no JSON")
        if not isinstance(given, dict):
            return verdict("reject", "unreadable-answer", "the last line is no JSON object")

        for vertex in sorted({vertex for edge in edges for vertex in edge}):
            colour = given.get(vertex)
            # True is 1 in Python, and is no colour.
            if type(colour) is not int or not 1 <= colour <= colours:
                why = f"expected a colour from 1 to {colours} for {vertex}, found {colour!r}"
                return verdict("reject", "no-colour", why)

        clashes = [(a, b) for a, b in edges if given[a] == given[b]]
        if clashes:
            a, b = clashes[0]
            # Partial credit: the share of the edges that are as they must be.
            score = 1 - len(clashes) / len(edges)
            return verdict("reject", "same-colour", f"{a} and {b} both have colour {given[a]}", score)
        return verdict("accept", explanation=f"{len(edges)} edges, {colours} colours")
