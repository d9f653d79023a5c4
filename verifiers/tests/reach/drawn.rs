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
