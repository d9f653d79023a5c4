//! Programs that are right in another way than the reference, and lose nothing by it.

use veriloop_verifiers::{AbstainReason, Verdict};

use crate::{judge, spec};

#[track_caller]
fn check(entry: &str, setup: &str, tests: &str, references: &[&str], program: &str, expected: Verdict) {
    let judgement = judge(spec(entry, setup, tests), references, program);
    assert_eq!(judgement.verdict, expected, "{tests}\n{program}: {}", judgement.detail);
}

const NODES: &str = "
class Node:
    def __init__(self, val, next=None): self.val, self.next = val, next
    def __eq__(self, other): return self.val == other.val and self.next == other.next
";

#[test]
fn what_a_reference_makes_in_place_a_program_may_make_anew_and_the_other_way_round() {
    let tests = "assert solve(Node(1, Node(2))) == Node(2, Node(1))";
    let in_place = "
def solve(node):
    before = None
    while node: node.next, before, node = before, node, node.next
    return before
";
    let anew = "
def solve(node):
    before = None
    while node: before, node = Node(node.val, before), node.next
    return before
";
    for (reference, program) in [(in_place, anew), (anew, in_place)] {
        check("solve", NODES, tests, &[reference], program, Verdict::Accept);
    }
    let card = "
import functools
@functools.total_ordering
class Card:
    def __init__(self, rank): self.rank = rank
    def __eq__(self, other): return self.rank == other.rank
    def __lt__(self, other): return self.rank < other.rank
";
    let tests = "assert solve([Card(3), Card(9)]) == Card(9)";
    let anew = "def solve(cards): return Card(max(card.rank for card in cards))";
    check("solve", card, tests, &["def solve(cards): return max(cards)"], anew, Verdict::Accept);
}

#[test]
fn a_class_may_derive_from_what_the_reference_s_does_not() {
    let tests = "assert Point(1, 2) == Point(1, 2) != Point(1, 3)\nassert Point(1, 2).swap() == Point(2, 1) and Point(1, 2).x == 1";
    let tuple = "
from typing import NamedTuple
class Point(NamedTuple):
    x: int
    y: int
    def swap(self): return Point(self.y, self.x)
";
    let plain = "
class Point:
    def __init__(self, x, y): self.x, self.y = x, y
    def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
    def swap(self): return Point(self.y, self.x)
";
    for (reference, program) in [(tuple, plain), (plain, tuple)] {
        check("Point", "", tests, &[reference], program, Verdict::Accept);
    }
}

#[test]
fn where_a_reference_has_one_object_a_program_may_have_two_that_are_equal() {
    let tests = "s = Store()\ns.add(Item('a'))\na = s.find('a')\ns.add(a)\nassert s.find('a') == a and s.all() == [a]";
    let item = "
import dataclasses
@dataclasses.dataclass
class Item: name: str
class Store:
    def __init__(self): self.items = {}
    def add(self, item): self.items[item.name] = item
";
    let same = "    def find(self, name): return self.items[name]\n    def all(self): return [*self.items.values()]\n";
    let equal = "    def find(self, name): return Item(name)\n    def all(self): return [Item(n) for n in self.items]\n";
    let (same, equal) = (format!("{item}{same}"), format!("{item}{equal}"));
    check("Store", "", tests, &[&same], &equal, Verdict::Accept);
}

#[test]
fn an_instance_without_names_of_its_own_is_what_its_built_in_base_is() {
    let upper = "class Upper(str):\n    def __new__(cls, text): return super().__new__(cls, text.upper())";
    for tests in [
        "assert isinstance(Upper('a'), str)",
        "assert ','.join([Upper('a'), Upper('b')]) == 'A,B'",
        "assert 'BAD'.find(Upper('a')) == 1 and Upper('a') in 'BAD' and ord(Upper('a')) == 65",
    ] {
        check("Upper", "", tests, &[], upper, Verdict::Accept);
        check("Upper", "", tests, &[upper], upper, Verdict::Accept);
    }
    // With names of its own it is used from afar, and is none of its base: then nobody is rejected for that.
    let loud = format!("{upper}\n    def shout(self): return self + '!'");
    let unsealed = Verdict::Abstain(AbstainReason::Unsealed);
    check("Upper", "", "assert Upper('a').shout() == 'A!'", &[], &loud, Verdict::Accept);
    check("Upper", "", "assert ','.join([Upper('a')]) == 'A'", &[], &loud, unsealed);
}

#[test]
fn nobody_is_rejected_for_a_text_that_was_not_told() {
    let retry = "
def retry(f):
    for last in (False, True):
        try: return f()
        except Exception:
            if last: raise
";
    let tests = "
def bad(): raise AssertionError('x')
try: retry(bad)
except AssertionError as error: assert str(error) == 'x'
else: assert False
";
    check("retry", "", tests, &[], retry, Verdict::Abstain(AbstainReason::Unsealed));
    check("retry", "", tests, &[retry], retry, Verdict::Accept);
}

#[test]
fn tests_that_only_draw_at_random_see_nothing_of_what_a_program_draws() {
    let draws = "import random\nx = random.randint(1, 9)\nassert solve(x) == x";
    let program = "import random\ndef solve(x):\n    random.seed(x)\n    random.random()\n    return x";
    check("solve", "", draws, &[], program, Verdict::Accept);
    // Who looks at what is drawn from sees it in one interpreter.
    let looks = "import random\nrandom.seed(1)\nstate = random.getstate()\nassert solve(2) == 2\nassert random.getstate() == state";
    check("solve", "", looks, &[], program, Verdict::Abstain(AbstainReason::Unsealed));
}
