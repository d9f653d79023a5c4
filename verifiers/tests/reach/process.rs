//! What programs expect of the process that they run in.

use veriloop_verifiers::{AbstainReason, RejectReason, Verdict};

use crate::{accepted, judge, spec};

#[test]
fn threads_and_executors_work_where_nothing_waits_for_what_runs_later() {
    let tests = "assert solve([1, 2, 3]) == [1, 4, 9]";
    accepted(
        tests,
        "import threading
def solve(numbers):
    squares = [None] * len(numbers)
    def square(at): squares[at] = numbers[at] ** 2
    threads = [threading.Thread(target=square, args=(at,)) for at in range(len(numbers))]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return squares",
    );
    accepted(
        tests,
        "from concurrent.futures import ThreadPoolExecutor
def solve(numbers):
    with ThreadPoolExecutor(4) as pool: return list(pool.map(lambda n: n ** 2, numbers))",
    );
    accepted(tests, "import resource\ndef solve(numbers): return [n ** 2 for n in numbers]");
}

#[test]
fn there_is_an_event_loop() {
    let square = "async def square(n):\n    await asyncio.sleep(0.1)\n    return n ** 2\n";
    for solve in [
        "def solve(ns): return asyncio.run(all_of(ns))",
        "def solve(ns): return asyncio.get_event_loop().run_until_complete(all_of(ns))",
    ] {
        let program = format!(
            "import asyncio\n{square}async def all_of(ns): return list(await asyncio.gather(*map(square, ns)))\n{solve}"
        );
        accepted("assert solve([1, 2, 3]) == [1, 4, 9]", &program);
    }
    // What the program returns to be awaited runs where it is.
    let program = format!("import asyncio\n{square}solve = square");
    accepted("import asyncio\nassert asyncio.run(solve(3)) == 9", &program);
    accepted(
        "import asyncio\nasync def check(c):\n    await asyncio.sleep(1)\n    assert await c(3) == 9",
        &program,
    );
    accepted(
        "import unittest\nclass T(unittest.IsolatedAsyncioTestCase):\n    async def test_it(self):\n        self.assertEqual(await solve(3), 9)",
        &program,
    );
    let judgement = judge(
        spec("solve", "", "import asyncio\nassert asyncio.run(solve(3)) == 9"),
        &[],
        "async def solve(n): return n",
    );
    assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::WrongAnswer));
    // So does what the tests give to be awaited.
    let calls_back =
        "import asyncio\nasync def double(n): return 2 * n\nassert asyncio.run(solve(double, 3)) == 7";
    accepted(calls_back, "async def solve(f, n): return await f(n) + 1");
}

#[test]
fn the_largest_length_is_that_of_the_machines_that_programs_are_written_for() {
    let clamps = "assert solve(2 ** 31) == 0 and solve(-5) == -5";
    let judgement = judge(
        spec("solve", "", clamps),
        &[],
        "import sys\ndef solve(n): return n if -sys.maxsize - 1 <= n <= sys.maxsize else 0",
    );
    assert_eq!(judgement.verdict, Verdict::Reject(RejectReason::WrongAnswer));
    accepted(
        "assert solve([2 ** 40, 2 ** 35]) == 2 ** 35",
        "import sys\ndef solve(ns):\n    least = sys.maxsize\n    for n in ns: least = min(least, n)\n    return least",
    );
}

#[test]
fn standard_output_takes_bytes_and_settings() {
    accepted(
        "assert solve(1) == 2",
        "import sys
def solve(n):
    sys.stdout.reconfigure(line_buffering=True)
    sys.stdout.buffer.write(b'two\\n')
    return n + 1",
    );
}

#[test]
fn tests_that_find_nothing_to_go_through_have_not_passed() {
    let tests = "for name, f in OPERATORS.items(): assert solve(name, 2, 3) == f(2, 3)";
    let reference =
        "OPERATORS = {'add': lambda a, b: a + b}\ndef solve(name, a, b): return OPERATORS[name](a, b)";
    let empty = "OPERATORS = {}\ndef solve(name, a, b): return 0";
    let verdict =
        |references: &[&str], program: &str| judge(spec("solve", "", tests), references, program).verdict;
    assert_eq!(verdict(&[reference], reference), Verdict::Accept);
    assert_eq!(verdict(&[reference], empty), Verdict::Reject(RejectReason::WrongAnswer));
    assert_eq!(verdict(&[], empty), Verdict::Abstain(AbstainReason::Unsealed));
}
