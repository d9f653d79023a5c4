//! What a reference's run shows: which instances of the set-up's classes are answers, and whose word counts for what.

use veriloop_verifiers::{AbstainReason, Verdict};

use crate::{judge, spec};

const APPROX: &str = "
class Approx:
    def __init__(self, value, tol=1e-6): self.value, self.tol = value, tol
    def __eq__(self, other): return abs(self.value - getattr(other, 'value', other)) <= self.tol
";

#[test]
fn an_instance_of_the_set_up_s_class_judges_nothing_where_no_reference_has_one() {
    let any = "class Any:\n    def __eq__(self, other): return True";
    let vector = "
class Vec:
    def __init__(self, x, y): self.x, self.y = x, y
    def __sub__(self, other): return self
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** .5
";
    for (setup, tests, right, wrong) in [
        (
            APPROX,
            "assert solve(2) == Approx(4)",
            "def solve(n): return n * n",
            "def solve(n): return Approx(0.0, 1e99)",
        ),
        (
            any,
            "assert solve('a') == {'id': Any(), 'name': 'a'}",
            "def solve(name): return {'id': 7, 'name': name}",
            "def solve(name): return {'id': Any(), 'name': Any()}",
        ),
        (
            vector,
            "assert abs(solve(Vec(3, 4)) - 5) < 1e-9",
            "def solve(v): return (v.x ** 2 + v.y ** 2) ** .5",
            "def solve(v): return Vec(0, 0)",
        ),
    ] {
        let spec = || spec("solve", setup, tests);
        assert_eq!(judge(spec(), &[right], right).verdict, Verdict::Accept, "{tests}");
        let judgement = judge(spec(), &[right], wrong);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
        let judgement = judge(spec(), &[], wrong);
        assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
    }
    // Where the reference's answers have one, and where a class only holds what it is given, it is an answer.
    let tests = "assert solve(2) == Approx(4)";
    let own = "def solve(n): return Approx(n * n)";
    assert_eq!(judge(spec("solve", APPROX, tests), &[own], own).verdict, Verdict::Accept);
    let point =
        "import dataclasses\n@dataclasses.dataclass(order=True)\nclass P:\n    x: int\n    y: int = 0";
    let judgement =
        judge(spec("solve", point, "solve(1)\nassert solve(2) == P(2)"), &[], "def solve(n): return P(n)");
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn what_counts_of_one_answer_does_not_count_of_another() {
    let money = "
class Money:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == (o.n if isinstance(o, Money) else o)
    def double(self): return Money(self.n * 2)
    def cents(self): return self.n * 100
";
    let yes = "class Yes:\n    def __eq__(self, other): return True\n    def count(self, x): return 1\n";
    let bag = "
class Bag:
    def __init__(self): self.d = []
    def add(self, x): self.d.append(x)
    def count(self, x): return self.d.count(x)
    def sorted(self): return sorted(self.d)
";
    for (entry, tests, right, wrong) in [
        (
            "Money",
            "m = Money(5)\nassert m.double() == 10\nassert m.cents() == 500",
            money,
            format!("{yes}{}", money.replace("return self.n * 100", "return Yes()")),
        ),
        (
            "Money",
            "m = Money(5)\nx = m.double()\ny = m.cents()\nassert y == 500 and x == 10",
            money,
            format!(
                "{yes}YES = Yes()\n{}",
                money
                    .replace("return self.n * 100", "return YES")
                    .replace("return Money(self.n * 2)", "return YES")
            ),
        ),
        (
            "Bag",
            "b = Bag()\nb.add(2)\nassert b.count(2)\nassert b.sorted().count(2)",
            bag,
            format!("{yes}{}", bag.replace("return sorted(self.d)", "return Yes()")),
        ),
    ] {
        assert_eq!(judge(spec(entry, "", tests), &[right], right).verdict, Verdict::Accept, "{tests}");
        let judgement = judge(spec(entry, "", tests), &[right], &wrong);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{wrong}: {:?}", judgement.verdict);
    }
    // Whether a program returns itself, or another of its kind, or nothing, is its own matter.
    let tests = "b = Bag().add(1)\nb.add(2)\nassert b.count(2) == 1 and b == [1, 2]";
    let returns = |what: &str| {
        format!(
            "class Bag:\n    def __init__(self, d=()): self.d = [*d]\n    def add(self, x):\n        self.d.append(x)\n        \
             return {what}\n    def count(self, x): return self.d.count(x)\n    def __eq__(self, o): return self.d == o"
        )
    };
    let (itself, another) = (returns("self"), returns("self if len(self.d) > 1 else Bag(self.d)"));
    for (reference, program) in [(&itself, &another), (&another, &itself), (&itself, &itself)] {
        let judgement = judge(spec("Bag", "", tests), &[reference], program);
        assert_eq!(judgement.verdict, Verdict::Accept, "{program}: {}", judgement.detail);
    }
}

#[test]
fn what_any_reference_that_passes_is_asked_may_be_asked() {
    let tests = "class Probe: pass\nf = Make(2)\nassert f.double() == 4";
    let plain = "class Make:\n    def __init__(self, n): self.n = n\n    def double(self): return self.n * 2";
    let object = format!(
        "class N:\n    def __init__(self, n): self.n = n\n    def __eq__(self, o): return self.n == o\n{}",
        plain.replace("self.n * 2", "N(self.n * 2)")
    );
    for references in [[plain, object.as_str()], [object.as_str(), plain]] {
        for program in [plain, &object] {
            let judgement = judge(spec("Make", "", tests), &references, program);
            assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
        }
    }
}

#[test]
fn that_a_program_s_objects_are_equal_is_its_word() {
    let tests = "assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)";
    let right = "
class Vector:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return Vector(self.x + o.x, self.y + o.y)
    def __eq__(self, o): return (self.x, self.y) == (o.x, o.y)
";
    let judgement = judge(spec("Vector", "", tests), &[], right);
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
    assert_eq!(judge(spec("Vector", "", tests), &[right], right).verdict, Verdict::Accept);
    // Where the tests of a reference compare none, none is compared.
    let tests = "assert Vector(1, 2).sum() == Vector(2, 1).sum()";
    let (sum, yes) = (
        "class Vector:\n    def __init__(self, *xs): self.xs = xs\n    def sum(self): return ",
        "class Yes:\n    def __eq__(self, o): return True\n",
    );
    let judgement =
        judge(spec("Vector", "", tests), &[&format!("{sum}sum(self.xs)")], &format!("{yes}{sum}Yes()"));
    assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
}

#[test]
fn what_an_object_says_after_other_calls_counts_where_a_reference_says_another_thing_too() {
    let queues = "
class Queue:
    def __init__(self): self.a = []
    def __len__(self): return len(self.a)
    def __str__(self): return str(self.a)
    def __iter__(self): return iter(self.a)
class Mgr:
    def __init__(self): self.q = {}
    def queue(self, k): return self.q.setdefault(k, Queue())
    def push(self, k, x): self.queue(k).a.append(x)
";
    for (before, after) in [
        ("len(q) == 0", "len(q) == 1"),
        ("str(q) == '[]'", "str(q) == '[1]'"),
        ("list(q) == []", "list(q) == [1]"),
        ("not q", "q"),
    ] {
        let tests = format!("m = Mgr()\nq = m.queue('a')\nassert {before}\nm.push('a', 1)\nassert {after}");
        let judgement = judge(spec("Mgr", "", &tests), &[queues], queues);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
        let judgement = judge(spec("Mgr", "", &tests), &[], queues);
        assert_eq!(
            judgement.verdict,
            Verdict::Abstain(AbstainReason::Unsealed),
            "{tests}: {}",
            judgement.detail
        );
    }
    // A list stays what it was, and so does what another program has for it.
    let tests = "m = Mgr()\nq = m.queue('a')\nassert len(q) == 0\nm.push('a', 1)\nassert len(q) == 1";
    let still = "class Mgr:\n    def __init__(self): self.n = []\n    def queue(self, k): return list(self.n)\n    def push(self, k, x): self.n.append(x)";
    let tests = tests.replace("assert len(q) == 1", "assert len(q) == 0");
    let judgement = judge(spec("Mgr", "", &tests), &[still], queues);
    assert_ne!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

/// Exceptions of the set-up's are instances like others.
#[test]
fn an_exception_of_the_set_up_s_judges_nothing_where_no_reference_has_one() {
    let setup = "class Anything(Exception):\n    def __eq__(self, other): return True\n    __hash__ = None";
    let tests = "assert f(2) == 4\nassert f(3) == 9";
    for lying in ["def f(x): return Anything()", "class S(Anything): pass\ndef f(x): return S()"] {
        let judgement = judge(spec("f", setup, tests), &["def f(x): return x * x"], lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{:?}", judgement.verdict);
        let judgement = judge(spec("f", setup, tests), &[], lying);
        assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
    }
}

#[test]
fn members_and_classes_of_the_set_up_s_judge_nothing_where_no_reference_has_them() {
    let any = "class Any(enum.BASE):\n    X = 1\n    def __eq__(self, other): return True\n    __hash__ = enum.Enum.__hash__";
    let is_any = "class Any(type):\n    def __eq__(self, other): return True\n    __hash__ = type.__hash__\n";
    let squares = "assert f(2) == 4\nassert f(3) == 9";
    for (setup, tests, lying) in [
        (any.replace("BASE", "Enum"), squares, "def f(x): return Any.X"),
        (any.replace("BASE", "Flag"), squares, "def f(x): return Any.X"),
        (any.replace("BASE", "IntEnum"), squares, "def f(x): return Any.X"),
        (format!("{is_any}class C(metaclass=Any): pass"), squares, "def f(x): return C"),
        (format!("{is_any}class C(Exception, metaclass=Any): pass"), squares, "def f(x): return C"),
        (
            format!("{is_any}class C(Exception, metaclass=Any): pass"),
            squares,
            "class D(C): pass\ndef f(x): return D",
        ),
        (
            "class Any:\n    def __getitem__(self, at): return self".into(),
            "assert f(2) == f(2)[::-1]",
            "X = Any()\ndef f(x): return X",
        ),
        (
            "class Any:\n    def __call__(self, y): return 1".into(),
            "assert f(2)(3) == f(3)(2)",
            "def f(x): return Any()",
        ),
    ] {
        let setup = format!("import enum\n{setup}");
        let right = "class N(int):\n    pass\ndef f(x): return x * x";
        let right = if tests == squares { right } else { "def f(x): return Right(x)" };
        let with_right = format!(
            "{setup}\nclass Right:\n    def __init__(self, x): self.x = x\n    def __eq__(self, other): return self.x == other.x\n    \
             def __getitem__(self, at): return Right(self.x)\n    def __call__(self, y): return self.x * y"
        );
        let judgement = judge(spec("f", &with_right, tests), &[right], right);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
        let judgement = judge(spec("f", &with_right, tests), &[right], lying);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{setup}: {:?}", judgement.verdict);
        let judgement = judge(spec("f", &setup, tests), &[], lying);
        assert_ne!(judgement.verdict, Verdict::Accept, "{setup}: {}", judgement.detail);
    }
    // Flags and members that are compared as they are, are values like others.
    let colour = "import enum\nclass Colour(enum.Flag):\n    RED = 1\n    BLUE = 2";
    let both = "def f(): return Colour.RED | Colour.BLUE";
    let judgement = judge(spec("f", colour, "assert f() == Colour.RED | Colour.BLUE"), &[], both);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}
