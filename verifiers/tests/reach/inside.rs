//! Assertions of the tests that fail inside what they lent, and tests that the program is given and never runs.

use veriloop_verifiers::{AbstainReason, Verdict};

use crate::{judge, spec};

/// Tests, a reference, and programs that are wrong: some catch what fails, some learn from it what is expected.
const CAUGHT: [(&str, &str, &[&str]); 5] = [
    (
        "def check(candidate):\n    def see(x): assert x == 6, 'expected 6'\n    candidate(see, [3])",
        "def solve(see, xs):\n    for x in xs: see(x * 2)",
        &[
            "def solve(see, xs):\n    try: see(0)\n    except BaseException: pass",
            "def solve(see, xs):\n    try: see(0)\n    except BaseException as error: see(int(str(error).split()[1]))",
        ],
    ),
    (
        "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        seen = []\n        def see(x):\n            \
         self.assertEqual(x, 6)\n            seen.append(x)\n        solve(see, [3])\n        self.assertEqual(seen, [6])",
        "def solve(see, xs):\n    for x in xs: see(x * 2)",
        &[
            "import re\ndef solve(see, xs):\n    try: see(0)\n    except BaseException as e: see(int(re.search(r'!= (\\d+)', str(e)).group(1)))",
        ],
    ),
    (
        "class Sink:\n    items = ()\n    def write(self, x):\n        assert x == len(self.items) ** 2, f'expected {len(self.items) ** 2}'\n        \
         self.items += x,\ndef check(candidate):\n    sink = Sink()\n    candidate([0, 1, 2], sink)\n    assert sink.items == (0, 1, 4)",
        "def solve(xs, sink):\n    for x in xs: sink.write(x * x)",
        &[
            "def solve(xs, sink):\n    for x in xs:\n        try: sink.write(None)\n        except BaseException as e: sink.write(int(str(e).split()[1]))",
        ],
    ),
    (
        "def check(candidate):\n    got = []\n    def source():\n        yield from range(3)\n        assert got == [0, 1, 4]\n    \
         for v in candidate(source()): got.append(v)",
        "def solve(xs):\n    for x in xs: yield x * x",
        &["def solve(xs):\n    try:\n        for x in xs: yield 0\n    except BaseException: pass"],
    ),
    (
        "def check(candidate):\n    events = candidate()\n    def heard(x): assert x == 'a-1'\n    events.on(heard)\n    events.emit('a', 1)",
        "class Events:\n    def __init__(self): self.heard = []\n    def on(self, f): self.heard.append(f)\n    def emit(self, a, b):\n        \
         for f in self.heard:\n            try: f(f'{a}-{b}')\n            except Exception: pass\ndef solve(): return Events()",
        &[
            "class Events:\n    def __init__(self): self.heard = []\n    def on(self, f): self.heard.append(f)\n    def emit(self, a, b):\n        \
         for f in self.heard:\n            try: f('wrong')\n            except Exception: pass\ndef solve(): return Events()",
        ],
    ),
];

#[test]
fn an_assertion_that_fails_in_what_the_tests_lent_fails_them() {
    for (tests, right, wrong) in CAUGHT {
        let spec = || spec("solve", "", tests);
        let judgement = judge(spec(), &[right], right);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
        for program in wrong {
            let judgement = judge(spec(), &[right], program);
            assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{program}: {:?}", judgement.verdict);
            // Without a reference it may be meant to fail, and what was expected is not told.
            let judgement = judge(spec(), &[], program);
            assert_ne!(judgement.verdict, Verdict::Accept, "{program}");
        }
    }
}

#[test]
fn an_assertion_that_fails_for_a_reference_too_is_part_of_the_problem() {
    let tests = "
def check(candidate):
    def good(): assert True
    def bad(): assert False, 'no'
    assert candidate([good, bad, good]) == (2, ['no'])
";
    let runner = "
def solve(tests):
    passed, messages = 0, []
    for test in tests:
        try:
            test()
            passed += 1
        except AssertionError as error: messages.append(str(error))
    return passed, messages
";
    let judgement = judge(spec("solve", "", tests), &[runner], runner);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
    let judgement = judge(
        spec("solve", "", &tests.replace("'no'])", "'no'][:0])")),
        &[],
        &runner.replace(".append(str(error))", ""),
    );
    assert_eq!(judgement.verdict, Verdict::Abstain(AbstainReason::Unsealed), "{}", judgement.detail);
}

#[test]
fn a_test_that_the_program_decorates_is_run() {
    let decorator = "def solve(f):\n    def g():\n        r = f()\n        return None if r is None else r + 1\n    return g";
    let class = "import unittest\n@solve\nclass T(unittest.TestCase):\n    def test_a(self): self.assertEqual(solve(5), 5)";
    let method = "import unittest\nclass T(unittest.TestCase):\n    @solve\n    def test_a(self): self.assertEqual(solve(len)('ab'), 2)";
    let passed_on = "def solve(f):\n    def g(*args): return f(*args)\n    return g";
    for (tests, right, wrong) in [
        (
            "@solve\ndef test_a():\n    assert solve(lambda: 1)() == 2",
            decorator,
            "def solve(f): return lambda: None",
        ),
        (
            "@solve\ndef test_a():\n    assert solve(lambda: 1)() == 2\ndef test_b():\n    assert True",
            decorator,
            "def solve(f): return lambda: None",
        ),
        (
            "@solve\ndef test_a():\n    assert solve(lambda: 1)() == 2",
            decorator,
            "def solve(f):\n    def g():\n        try: f()\n        except BaseException: pass\n    return g",
        ),
        (class, "def solve(f): return f", "def solve(f): return 5 if f == 5 else type('X', (), {})"),
        (method, passed_on, "def solve(f): return lambda self: None"),
        (
            "@solve\nasync def test_a():\n    assert solve(len)('ab') == 2",
            passed_on,
            "def solve(f):\n    def g(*args):\n        result = f(*args)\n        return result if type(result) is int else None\n    return g",
        ),
    ] {
        let judgement = judge(spec("solve", "", tests), &[right], right);
        assert_eq!(judgement.verdict, Verdict::Accept, "{tests}: {}", judgement.detail);
        let judgement = judge(spec("solve", "", tests), &[right], wrong);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
        let judgement = judge(spec("solve", "", tests), &[], wrong);
        assert_ne!(judgement.verdict, Verdict::Accept, "{tests}");
    }
}
