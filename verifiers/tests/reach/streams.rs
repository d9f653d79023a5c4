//! What gives one element after another: that it is one sequence, goes on or begins anew as a reference's does, and gives
//! nothing else where it is gone through again.

use veriloop_verifiers::Verdict;

use crate::{judge, spec};

/// What somebody has gone through is the same for whoever goes through it again, whatever goes through it.
#[test]
fn what_is_gone_through_once_more_is_the_same_or_over() {
    let sorted = "def solve(xs): return sorted(xs)";
    let tests =
        "r = solve([4, 3])\nassert all(a <= b for a, b in zip(r, [*r][1:]))\nassert sorted(r) == [3, 4]";
    let by_turns = "class R:\n    turn = 0\n    def __init__(self, xs): self.xs = xs\n    def __iter__(self):\n        self.turn += 1\n        \
        if self.turn == OTHER: return iter([1, 2])\n        if self.turn == ITSELF:\n            self.it = iter([1, 2])\n            return self\n        \
        return iter(self.xs)\n    def __next__(self): return next(self.it)\ndef solve(xs): return R(xs)";
    let goes_on = "class R:\n    def __init__(self, xs): self.left = [1, 2, None, 1, 2, *xs, None]\n    def __iter__(self): return self\n    \
        def __next__(self):\n        found = self.left.pop(0)\n        if found is None: raise StopIteration\n        return found\ndef solve(xs): return ";
    for lying in [
        by_turns.replace("OTHER", "1").replace("ITSELF", "2"),
        by_turns.replace("OTHER", "2").replace("ITSELF", "1"),
        format!("{goes_on}R(xs)"),
        format!("{goes_on}map(int, R(xs))"),
    ] {
        let judgement = judge(spec("solve", "", tests), &[sorted], &lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{lying}: {:?}", judgement.verdict);
        let judgement = judge(spec("solve", "", tests), &[], &lying);
        assert_ne!(judgement.verdict, Verdict::Accept, "{lying}: {}", judgement.detail);
    }
    // Nor has it another length, before or after.
    let class = "class R:\n    def __init__(self, xs): self.xs = sorted(xs)\n    def __len__(self): return len(self.xs)\n    \
        def __bool__(self): return bool(self.xs)\n    def __iter__(self): yield from self.xs\ndef solve(xs): return R(xs)";
    let itself = |length: &str, elements: &str| {
        format!(
            "class R:\n    def __init__(self): self.it = iter({elements})\n    def __len__(self): return {length}\n    \
            def __bool__(self): return False\n    def __iter__(self): return self\n    def __next__(self): return next(self.it)\ndef solve(xs): return R()"
        )
    };
    for (tests, lying) in [
        ("assert all(a == b for a, b in zip(r, [3, 4])) and len(r) == 2", itself("2", "[3]")),
        ("assert len(r) == 2 and {3, 4} <= {*r}", itself("2", "range(50)")),
        ("assert len(r) == 2 and all(a == b for a, b in zip(r, [3, 4]))", itself("2", "[]")),
        ("r = solve([])\nassert not r\nfor each in r:\n    assert each == 3\n    break", itself("0", "[3]")),
    ] {
        let tests = format!("r = solve([4, 3])\n{tests}");
        let judgement = judge(spec("solve", "", &tests), &[class], &lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
    }
    // What a reference's says of one object says nothing of another's.
    let count = "class Count:\n    def __init__(self, n): self.n = n\n    def __iter__(self): return self\n    \
        def __next__(self):\n        if not self.n: raise StopIteration\n        self.n -= 1\n        return self.n\n";
    let bag = format!(
        "{count}class Bag:\n    def __init__(self, xs): self.xs = sorted({{*xs}})\n    def __len__(self): return len(self.xs)\n    def __iter__(self): return iter(self.xs)"
    );
    let lying = bag
        .replace("self.xs = sorted({*xs})", "self.xs, self.k = [], len({*xs})")
        .replace("return len(self.xs)", "return self.k");
    let tests = "c = Count(0)\nassert c is not None and c and list(c) == []\nb = Bag([2, 1, 2])\nassert len(b) == 2 and all(x == y for x, y in zip(b, [1, 2]))";
    let judgement = judge(spec("Bag", "", tests), &[&bag], &bag);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let judgement = judge(spec("Bag", "", tests), &[&bag], &lying);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
}

/// Where a reference gives a list, what a program gives in its place is one sequence, also where nobody goes through all of it.
#[test]
fn what_stands_for_a_list_is_one_sequence() {
    let sorted = "def solve(xs): return sorted(xs)";
    let pairs = "def solve(xs): return [(x, 0) for x in sorted(xs)]";
    let factors = "def solve(n):\n    p = next(p for p in range(2, n) if n % p == 0)\n    return [p, n // p]";
    let turns = |first: &str, then: &str, turns: u32| {
        format!(
            "import collections, itertools\nP = collections.namedtuple('P', 'v w')\nclass R:\n    k = 0\n    def __init__(self, xs): self.xs = xs\n    \
            def __getitem__(self, i): return i\n    def __iter__(self):\n        self.k += 1\n        xs = self.xs\n        \
            self.it = iter({first}) if self.k <= {turns} else iter({then})\n        return self\n    \
            def __next__(self): return next(self.it)\ndef solve(xs): return R(xs)"
        )
    };
    let all = "itertools.count()";
    let goes_on =
        "def solve(n):\n    yield from range(18)\n    yield from range(24)\n    yield 0\n    yield 0"
            .to_owned();
    let judged = "r = solve([4, 3, 9])\nassert r[0] <= r[1] <= r[2]\nassert sorted(r) == [3, 4, 9]";
    let named = "r = solve([4, 3, 9])\nvs = [v for v, w in r]\nassert vs[0] <= vs[1] <= vs[2]\nassert sorted(v for v, w in r) == [3, 4, 9]";
    let factored = "r = solve(391)\nassert 17 in r\nassert 23 in r\nassert sum(1 for _ in r) == 2";
    let listed = "class solve(list):\n    def __init__(self, n): super().__init__([1, n])\n    def __iter__(self): return iter(range(999))\n    \
        def __contains__(self, x): return True";
    let unlike = "class solve(set):\n    def __init__(self, xs): super().__init__([()])\n    def __iter__(self): return iter([[8]])";
    let copied = "class R:\n    k = 0\n    def __iter__(self): return iter([])\n    def __copy__(self):\n        self.k += 1\n        \
        return list(range(999)) if self.k < 3 else [0, 0]\ndef solve(n): return R()";
    let doubled = "class solve(set):\n    def __init__(self, xs): super().__init__([8, 1])\n    def __iter__(self): return iter([8, 8])";
    for (tests, reference, lying) in [
        (judged, sorted, turns("range(9)", "xs", 1)),
        (judged, sorted, turns("range(9)", "xs", 2)),
        (
            "r = solve([4, 3, 9])\nassert all(a >= b for a, b in zip(r, [0, 1, 2]))\nassert sorted(r) == [3, 4, 9]",
            sorted,
            turns(all, "xs", 1),
        ),
        (named, pairs, turns("[P(0, 0), P(1, 0), P(2, 0)]", "[P(x, 0) for x in xs]", 1)),
        (factored, factors, turns("range(999)", "[0, 0]", 2)),
        (factored, factors, goes_on),
        ("r = solve(391)\nassert 17 in r and 23 in r\nassert r[0] * r[1] == 391", factors, listed.to_owned()),
        (
            "r = solve([9, 1, 7])\nassert r <= {1, 8}\nassert len(r) == 2 and sum(r) == 16",
            "def solve(xs): return {x for x in (1, 8) if xs}",
            doubled.to_owned(),
        ),
        (
            "r = solve([8, 1])\nassert r <= {(), (8,), (1,)}\nassert any(sum(each) == 8 for each in r)",
            "def solve(xs): return {(x,) for x in xs if x == 8}",
            unlike.to_owned(),
        ),
        (
            "import copy\nr = solve(391)\nassert 17 in copy.copy(r)\nassert 23 in copy.copy(r)\nassert len(copy.copy(r)) == 2",
            factors,
            copied.to_owned(),
        ),
        // What is in a reference's list may go on where the list does not.
        (
            "r = solve(391)\nassert 17 in [k for k, _ in r]\nassert 23 in [k for k, _ in r]\nassert len([*r]) == 2 and [*r[0][1]] == [1]",
            "def solve(n):\n    p = next(p for p in range(2, n) if n % p == 0)\n    return [(p, iter([1])), (n // p, iter([1]))]",
            turns("[(k, 0) for k in range(99)]", "[(0, iter([1])), (0, 0)]", 2),
        ),
        // Nor does what begins anew.
        (
            factored,
            "class F:\n    def __init__(self, n): self.n = n\n    def __iter__(self):\n        self.left = [17, 23]\n        return self\n    \
            def __next__(self):\n        if not self.left: raise StopIteration\n        return self.left.pop(0)\ndef solve(n): return F(n)",
            turns("range(999)", "[0, 0]", 2),
        ),
    ] {
        let judgement = judge(spec("solve", "", tests), &[reference], &lying);
        assert_ne!(judgement.verdict, Verdict::Accept, "{tests}: {lying}");
    }
    // An honest one is gone through as a list is, and where a reference goes on, a program does.
    let class = "class R:\n    def __init__(self, xs): self.xs = sorted(xs)\n    def __iter__(self):\n        self.at = 0\n        return self\n    \
        def __next__(self):\n        if self.at >= len(self.xs): raise StopIteration\n        self.at += 1\n        return self.xs[self.at - 1]\n\
        def solve(xs): return R(xs)";
    let tests = "r = solve([4, 3, 9])\nassert 4 in r and 3 in r and min(r) == 3\nfor x in r: break\nassert sorted(r) == [3, 4, 9]";
    let judgement = judge(spec("solve", "", tests), &[sorted], class);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    // It begins anew as a reference's does, and is itself where that is.
    let tests = "r = solve([4, 3, 9])\nassert iter(r) is r and next(r) == 3 and [*r] == [3, 4, 9]";
    let judgement = judge(spec("solve", "", tests), &[class], class);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    // Calls in between take nothing of it.
    let tests = "r = solve([4, 3, 9])\nassert 3 in r\nsolve([1])\nassert 4 in r\nsolve([2])\nassert 9 in r";
    let generator = "def solve(xs): yield from sorted(xs)";
    let once =
        class.replace("        self.at = 0\n", "").replace("sorted(xs)\n", "sorted(xs); self.at = 0\n");
    for program in [class, generator, &once] {
        let judgement = judge(spec("solve", "", tests), &[sorted], program);
        assert_eq!(judgement.verdict, Verdict::Accept, "{program}: {}", judgement.detail);
    }
    let tests = "r = solve([4, 3, 9])\nassert 4 in r and 3 not in r and list(r) == []";
    for references in [&[][..], &[generator], &[once.as_str()]] {
        for program in [generator, &once] {
            let judgement = judge(spec("solve", "", tests), references, program);
            assert_eq!(judgement.verdict, Verdict::Accept, "{program}: {}", judgement.detail);
        }
    }
}

/// What is itself what begins anew, with what it gives the first times that somebody begins, and what it gives after that.
fn turning(first: &str, times: u32, then: &str) -> String {
    format!(
        "class R:\n    k = 0\n    it = None\n    def __iter__(self):\n        self.k += 1\n        \
        self.it = iter({first} if self.k <= {times} else {then})\n        return self\n    \
        def __next__(self): return next(self.it)\n"
    )
}

const FACTORS: &str = "
class F:
    def __init__(self, n): self.n = n
    def __iter__(self):
        self.left = [17, 23]
        return self
    def __next__(self):
        if not self.left: raise StopIteration
        return self.left.pop(0)
def solve(n): return F(n)
";

#[test]
fn what_begins_anew_gives_what_it_gave() {
    let solve = "def solve(n): return R()";
    let item = "from dataclasses import dataclass, field\n@dataclass(order=True)\nclass Item:\n    k: int\n    v: int = field(compare=False)\n";
    let items = FACTORS.replace("[17, 23]", "[Item(0, x) for x in (17, 23)]");
    let made = "class P:\n    def __init__(self, v): self.v = v\n";
    let fresh = format!("{made}{}", FACTORS.replace("return self.left.pop(0)", "return P(self.left.pop(0))"));
    let functions =
        FACTORS.replace("return self.left.pop(0)", "return (lambda n: lambda: n)(self.left.pop(0))");
    let rows = "def solve(ns):\n    for n in ns:\n        p = next(p for p in range(2, n) if n % p == 0)\n        yield [p, n // p]";
    for (setup, tests, reference, lying) in [
        // Also where less is looked at meanwhile,
        (
            "",
            "r = solve(391)\nassert 17 in r\nfor x in r: break\nassert 23 in r\nassert next(iter(r)) > 0\nassert len([*r]) == 2 and all(x > 0 for x in r)",
            FACTORS,
            turning("range(1, 999)", 4, "[1, 1]") + solve,
        ),
        // where something else goes through it by then,
        (
            "",
            "r = solve(391)\nassert 17 in r\nassert len([x for x in r]) == 2 and all(0 < x < 391 for x in r)",
            FACTORS,
            turning("range(1, 999)", 1, "()")
                .replace("return self\n", "return self if self.k < 2 else iter([1, 1])\n")
                + solve,
        ),
        // or nothing does,
        (
            "",
            "r = solve(391)\nassert 17 in r\nassert all(391 % p == 0 for p in r)",
            FACTORS,
            turning("range(999)", 1, "()") + solve,
        ),
        // where what it gives is equal and not the same,
        (
            item,
            "r = solve(391)\nassert {17, 23} <= {x.v for x in r}\nassert sum(x.v for x in r) == 40",
            &items,
            turning("[Item(0, x) for x in range(99)]", 1, "[Item(0, 20)] * 2") + solve,
        ),
        // where a reference makes what it gives anew,
        (
            "",
            "r = solve(391)\nassert any(p.v == 17 for p in r)\nassert any(p.v == 23 for p in r)\nassert len([p for p in r]) == 2",
            &fresh,
            made.to_owned() + &turning("[P(n) for n in range(99)]", 2, "[0, 0]") + solve,
        ),
        (
            "",
            "r = solve(391)\nassert any(f() == 17 for f in r)\nassert any(f() == 23 for f in r)\nassert len([f for f in r]) == 2",
            &functions,
            turning("[lambda n=n: n for n in range(99)]", 2, "[0, 0]") + solve,
        ),
        // wherever it keeps its place,
        (
            "",
            "r = solve(391)\nassert 17 in r\nassert 23 in r\nassert len([x for x in r]) == 2",
            &FACTORS.replace("self.left", "F.left"),
            turning("range(999)", 2, "[0, 0]") + solve,
        ),
        (
            "",
            "r = solve(391)\nassert 17 in r\nassert 23 in r\nassert len([x for x in r]) == 2",
            &FACTORS
                .replace("self.left = ", "left[:] = ")
                .replace("self.left", "left")
                .replace("class F", "left = []\nclass F"),
            turning("range(999)", 2, "[0, 0]") + solve,
        ),
        (
            "",
            "r = solve(391)\nassert any(p.v == 17 for p in r)\nassert any(p.v == 23 for p in r)\nassert len([p for p in r]) == 2",
            &fresh
                .replace("self.v = v", "self.v, self.id = v, next(count)")
                .replace("class P", "import itertools\ncount = itertools.count()\nclass P"),
            made.to_owned() + &turning("[P(n) for n in range(99)]", 2, "[0, 0]") + solve,
        ),
        (
            "",
            "q = solve(6)\nassert [*q] and [*q]\nr = solve(391)\nassert 17 in r\nassert 23 in r\nassert len([x for x in r]) == 2",
            &FACTORS.replace(
                "raise StopIteration",
                "\n            self.left = [17, 23]\n            raise StopIteration",
            ),
            turning("range(99)", 2, "[0, 0]").replace("self.k += 1", "self.k += self.n > 6")
                + "    def __init__(self, n): self.n = n\ndef solve(n): return R(n)",
        ),
        (
            "",
            "r = solve(391)\nassert 17 in r\nassert 23 in r\nassert len([x for x in r]) == 2",
            "import io\nclass F:\n    def __init__(self): self.f = io.StringIO('17\\n23\\n')\n    def __iter__(self):\n        self.f.seek(0)\n        \
            return self\n    def __next__(self): return int(next(self.f))\ndef solve(n): return F()",
            turning("range(99)", 2, "[0, 0]") + solve,
        ),
        (
            "",
            "r = solve(391)\nassert 17 in r\nassert 23 in r\nassert len([x for x in r]) == 2",
            "import types\nclass F:\n    def __init__(self): self.st = types.SimpleNamespace(i=0)\n    def __iter__(self):\n        self.st.i = 0\n        \
            return self\n    def __next__(self):\n        if self.st.i > 1: raise StopIteration\n        self.st.i += 1\n        \
            return [17, 23][self.st.i - 1]\ndef solve(n): return F()",
            turning("range(99)", 2, "[0, 0]") + solve,
        ),
        // where it is asked something amid what it gives, or what it gave is changed,
        (
            "",
            "r = solve(391)\nfor x in r: assert r.has(x)\nassert 17 in r\nassert 23 in r\nassert len([x for x in r]) == 2",
            &format!("{FACTORS}F.has = lambda self, x: x in (17, 23)"),
            turning("([1] if self.k < 2 else range(99))", 3, "[0, 0]")
                + "    def has(self, x): return True\n"
                + solve,
        ),
        (
            "",
            "r = solve(391)\nfirst = next(iter(r))\nfirst.append(0)\nassert any(row[0] == 17 for row in r)\nassert any(row[0] == 23 for row in r)\nassert len([x for x in r]) == 2",
            &FACTORS.replace("return self.left.pop(0)", "return [self.left.pop(0)]"),
            turning("[[k] for k in range(99)]", 3, "[0, 0]") + solve,
        ),
        // and where it is in itself what goes on for a reference.
        (
            "",
            "g = solve([391])\nrow = next(g)\nassert 17 in row\nassert 23 in row\nassert len([x for x in row]) == 2",
            rows,
            turning("range(999)", 2, "[0, 0]")
                .replace("return next(self.it)", "return self if self.it is None else next(self.it)")
                + "def solve(ns): return R()",
        ),
    ] {
        let judgement = judge(spec("solve", setup, tests), &[reference], &lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {lying}: {:?}", judgement.verdict);
        let judgement = judge(spec("solve", setup, tests), &[reference], reference);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
    }
}

/// Whether a list within a list can be gone through again does not turn on what was returned and is gone since.
#[test]
fn what_came_before_says_nothing_of_what_comes() {
    let setup = "class Pair:\n    def __init__(self, a, b): self.a, self.b = a, b\n";
    let tests = "g = solve(0)\nassert next(g) == 1 and [*g] == [2, 3]\nfor i in range(1, 60): assert solve(i).a == i\n\
        for row in solve(-1):\n    assert 17 in row\n    assert 23 in row\n    assert len([*row]) == 2";
    let right = "def solve(i):\n    if i == 0: return iter([1, 2, 3])\n    return Pair(i, i) if i > 0 else [[17, 23] for _ in range(60)]";
    let lying = right.replace("[17, 23]", "iter([*range(18), *range(18, 24), 0, 0])");
    let judgement = judge(spec("solve", setup, tests), &[right], &lying);
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
    let judgement = judge(spec("solve", setup, tests), &[right], right);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn what_goes_on_is_told_from_what_begins_anew() {
    let once = |elements: &str| {
        format!(
            "class R:\n    def __init__(self, xs): self.it = iter({elements})\n    def __iter__(self): return self\n    \
            def __next__(self): return next(self.it)\ndef solve(xs): return R(xs)"
        )
    };
    let fibonacci = "class F:\n    def __init__(self): self.a, self.b = 0, 1\n    def __iter__(self): return self\n    \
        def __next__(self):\n        self.a, self.b = self.b, self.a + self.b\n        return self.a\ndef solve(_): return F()";
    let generated =
        "def solve(_):\n    a, b = 0, 1\n    while True:\n        a, b = b, a + b\n        yield a";
    let through = "def solve(xs): yield from xs";
    let made = "class P:\n    def __init__(self, v): self.v = v\n";
    let objects = format!("{made}{}", once("[P(x) for x in xs]"));
    let drawn = format!("{made}def solve(xs): return (P(x) for x in xs)");
    let around = once("(x for x in xs)");
    let ordered = once("sorted(xs)");
    let once = once("xs");
    for (tests, references) in [
        (
            "r = solve('abac')\nassert [*islice(r, 2)] == ['a', 'b']\nassert [*islice(r, 2)] == ['a', 'c']",
            &[&once, through][..],
        ),
        ("r = solve('aab')\nfor x in r: break\nassert [*r] == ['a', 'b']", &[&once, through]),
        (
            "r = solve(0)\nfor x in r: break\nassert x == 1\nassert [*islice(r, 3)] == [1, 2, 3]",
            &[fibonacci, generated],
        ),
        (
            "r = solve([1, 2, 3])\nfor p in r: break\nassert p.v == 1\nassert [p.v for p in r] == [2, 3]",
            &[&objects, &drawn],
        ),
        ("r = solve([1, 1])\nassert [*r] == [1, 1] and [*r] == []", &[&once, through]),
        // Also where it is itself what is gone through, and where its place is kept by what cannot be copied.
        (
            "r = solve([3, 4, 5, 9])\nassert iter(r) is r\nassert [*r] == [3, 4, 5, 9]",
            &[&around, &once, through],
        ),
        ("r = solve([3, 4, 5, 9])\nassert [*zip(r, r)] == [(3, 4), (5, 9)]", &[&around, &once, through]),
        ("a, *b = solve([1, 1, 0])\nassert a == 1 and b == [1, 0]", &[&around, &once, through]),
        (
            "it = iter(solve([1, 1, 0]))\nassert next(it) == 1\nassert [*it] == [1, 0]",
            &[&around, &once, through],
        ),
        ("r = solve([1, 1, 0])\nassert any(r)\nassert sum(r) == 1", &[&around, &once, through]),
        (
            "r = solve([0, 0, 0, 0, 1])\nassert [*islice(r, 2)] == [0, 0]\nassert [*r] == [0, 0, 1]",
            &[&around, &once, through],
        ),
    ] {
        let tests = format!("from itertools import islice\n{tests}");
        for reference in references {
            for program in references {
                let judgement = judge(spec("solve", "", &tests), &[reference], program);
                assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {program}: {}", judgement.detail);
            }
        }
    }
    // Beside what begins anew, once is enough, and what is given may be made anew.
    let anew = FACTORS.replace("[17, 23]", "sorted(self.n)");
    let kept = format!(
        "{made}class R:\n    def __init__(self, xs): self.xs = [P(x) for x in xs]\n    def __iter__(self):\n        \
        self.it = iter(self.xs)\n        return self\n    def __next__(self): return next(self.it)\ndef solve(xs): return R(xs)"
    );
    let fresh =
        kept.replace("[P(x) for x in xs]", "xs").replace("return next(self.it)", "return P(next(self.it))");
    for (tests, reference, programs) in [
        (
            "r = solve([4, 3, 9])\nassert 3 in r\nassert 4 in r\nassert 9 in r",
            &anew,
            [&ordered, "def solve(xs): return sorted(xs)"],
        ),
        (
            "r = solve([4, 3])\nassert [p.v for p in r] == [4, 3]\nassert [p.v for p in r] == [4, 3]",
            &kept,
            [&kept, &fresh],
        ),
    ] {
        for program in programs {
            let judgement = judge(spec("solve", "", tests), &[reference], program);
            assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {program}: {}", judgement.detail);
        }
    }
    // Iterators that it gives are others each time.
    let chunks = "class Chunks:\n    def __init__(self, xs): self.xs = xs\n    def __iter__(self):\n        self.at = 0\n        \
        return self\n    def __next__(self):\n        if self.at >= len(self.xs): raise StopIteration\n        self.at += 2\n        \
        return iter(self.xs[self.at - 2:self.at])";
    let tests = "c = Chunks([1, 2, 3])\nfor _ in range(2): assert [[*each] for each in c] == [[1, 2], [3]]";
    for references in [&[][..], &[chunks]] {
        let judgement = judge(spec("Chunks", "", tests), references, chunks);
        assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    }
    // What it is on the way may be what is left of it.
    let peeking = "class Peek:
    def __init__(self, xs): self.it, self.ahead = iter(xs), []
    def __iter__(self): return self
    def __next__(self): return self.ahead.pop() if self.ahead else next(self.it)
    def __bool__(self):
        if not self.ahead:
            try: self.ahead.append(next(self.it))
            except StopIteration: return False
        return True
    def peek(self): return bool(self) and self.ahead[0]
";
    let tests = "p = Peek([1, 2])\nassert p.peek() == 1\nassert p\nassert [*p] == [1, 2]\nassert not p\nassert not Peek([])";
    let judgement = judge(spec("Peek", "", tests), &[peeking], peeking);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}
