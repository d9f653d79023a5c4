//! What tests draw at random, and the time that they look at: no program has it ready, and both sides have one clock.

use serde_json::json;
use veriloop_verifiers::{Candidate, Verdict, VerifierSpec};

use crate::{accepted, judge, rejected, spec, verifier};

#[track_caller]
fn check(setup: &str, tests: &str, program: &str) {
    for references in [&[][..], &["def solve(x): return x[::-1]"]] {
        let judgement = judge(spec("solve", setup, tests), references, program);
        assert!(matches!(judgement.verdict, Verdict::Reject(_)), "{tests}: {:?}", judgement.verdict);
    }
}

#[test]
fn a_program_that_draws_what_the_tests_draw_has_not_undone_it() {
    let tests = |draws: &str| {
        format!(
            "def check(c):\n    for _ in range(9):\n        text = {draws}\n        assert c(text[::-1]) == text"
        )
    };
    for (module, draws) in [
        ("random", "''.join(random.choice('abcdefgh') for _ in range(9))"),
        ("random", "str(random.getrandbits(64))"),
        ("random", "str(random.Random().random())"),
        ("random", "str(random.SystemRandom().random())"),
        ("secrets", "secrets.token_hex(8)"),
        ("uuid", "str(uuid.uuid4())"),
        ("os", "os.urandom(8).hex()"),
    ] {
        let program = format!("import {module}\ndef solve(x): return {draws}");
        check("", &format!("import {module}\n{}", tests(draws)), &program);
        // A function of the set-up that draws for the tests.
        check(&format!("import {module}\ndef drawn(): return {draws}"), &tests("drawn()"), &program);
    }
}

/// The first draw that the tests see, which an assertion of theirs tells.
fn told_by_tests(tests: &str, program: &str) -> String {
    judge(spec("solve", "", tests), &["def solve(x): return x"], program).detail
}

#[test]
fn what_is_drawn_follows_from_the_program_as_well() {
    let tests = "import random\nassert solve(1) == 2, str(random.random())";
    let told = |program: &str| told_by_tests(tests, program);
    assert_eq!(told("def solve(x): return 1"), told("def solve(x): return 1"));
    assert_ne!(told("def solve(x): return 1"), told("def solve(x): return 3"));
}

#[test]
fn what_a_checker_draws_follows_from_the_output() {
    let checker =
        "import random\ndef check(stdin, output, expected):\n    return False, str(random.random())";
    let spec: VerifierSpec = serde_json::from_value(json!({
        "type": "python-stdio",
        "cases": [{"stdin": "1", "stdout": "2"}],
        "checker": {"python": checker},
    }))
    .expect("a specification");
    let told = |output: u32| {
        let program = Candidate::Program(format!("print({output})"));
        verifier().judge(&spec, &program).expect("no fault").detail
    };
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(3));
}

#[test]
fn a_day_that_is_written_down_is_not_today() {
    let today = "import datetime\nassert solve(1) == datetime.date.today().isoformat()";
    for year in ["2026-01-01", "1970-01-01"] {
        rejected("", today, &format!("def solve(x): return '{year}'"));
    }
    accepted(today, "import datetime\ndef solve(x): return datetime.date.today().isoformat()");
}

#[test]
fn what_one_side_reads_of_the_clock_is_later_than_what_the_other_has_read() {
    let between = "import time\nbefore = time.time()\nread = solve(1)\nafter = time.time()\nassert before < read < after";
    accepted(between, "import time\ndef solve(x): return time.time()");
    let replayed = "import datetime\nnow = datetime.datetime.now()\nassert solve(1) != now";
    accepted(replayed, "import datetime\ndef solve(x): return datetime.datetime.now()");
    // Time that the tests let pass has passed for the program.
    let expired = "import time\nc = Cache()\nc.put('k', 1)\nassert c.get('k') == 1\ntime.sleep(60)\nassert c.get('k') is None";
    let cache = "import time
class Cache:
    def __init__(self): self.kept = {}
    def put(self, k, v): self.kept[k] = v, time.monotonic() + 30
    def get(self, k):
        v, until = self.kept[k]
        return v if time.monotonic() < until else None";
    let judgement = judge(spec("Cache", "", expired), &[], cache);
    assert_eq!(judgement.verdict, Verdict::Accept, "{}", judgement.detail);
}

#[test]
fn what_a_set_up_draws_and_reads_is_the_same_on_both_sides() {
    for (module, what) in [
        ("random", "random.random()"),
        ("uuid", "uuid.uuid4()"),
        ("os", "os.urandom(8)"),
        ("time", "time.time()"),
        ("datetime", "datetime.datetime.now()"),
    ] {
        let setup = format!("import {module}\nDRAWN = {what}");
        let judgement =
            judge(spec("solve", &setup, "assert solve(1) == DRAWN"), &[], "def solve(x): return DRAWN");
        assert_eq!(judgement.verdict, Verdict::Accept, "{what}: {}", judgement.detail);
    }
}

#[test]
fn programs_that_do_the_same_are_asked_the_same_whatever_is_drawn_for_them() {
    let tests = "import random
s = Stack()
for _ in range(4):
    name = random.choice(['push', 'top', 'size', 'clear', 'copy', 'swap'])
    getattr(s, name)()
    assert s.log[-1] == name";
    let stack = "class Stack:
    def __init__(self): self.log = []
    def push(self): self.log.append('push')
    def top(self): self.log.append('top')
    def size(self): self.log.append('size')
    def clear(self): self.log.append('clear')
    def copy(self): self.log.append('copy')
    def swap(self): self.log.append('swap')";
    for number in 0..12 {
        let judgement = judge(spec("Stack", "", tests), &[stack], &format!("{stack}\n# {number}"));
        assert_eq!(judgement.verdict, Verdict::Accept, "{number}: {}", judgement.detail);
    }
}

#[test]
fn a_clock_is_not_stopped_by_a_long_sleep() {
    let tests = "import time\nstart = time.perf_counter()\nsolve()\nassert time.perf_counter() - start < 0.5";
    rejected("", tests, "import time\ntime.sleep(8e9)\ndef solve(): time.sleep(1)");
    accepted(tests, "import time\ndef solve(): time.sleep(0.1)");
}
