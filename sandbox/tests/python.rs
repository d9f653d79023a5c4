//! Guests of the real Python image: what they can do, what stops them, and that they repeat.
//!
//! The image is opened from the cache; the first run on a machine builds it.

use std::sync::OnceLock;
use std::time::Duration;

use veriloop_sandbox::value::Value;
use veriloop_sandbox::{
    Bytes, CacheDir, Door, Ending, Fuel, HangUp, Limit, Limits, MemoryUse, Outcome, Python,
};

/// The image, opened once for all tests of this binary.
fn python() -> &'static Python {
    static PYTHON: OnceLock<Python> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let cache = CacheDir::from_environment().expect("a cache folder");
        Python::open(&cache, &|step| eprintln!("{step:?}")).expect("the Python image")
    })
}

/// Limits that a test reaches in well under a second.
fn small() -> Limits {
    Limits::default().with_fuel(Fuel(1_000_000_000)).with_memory(Bytes::mib(256)).with_output(Bytes(10_000))
}

/// Gives a guest a list of commands and gathers its answers.
struct Script {
    commands: std::vec::IntoIter<Value>,
    answers: Vec<Value>,
}

impl Door for Script {
    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, HangUp> {
        self.answers.push(Value::decode(request).map_err(|_| HangUp)?);
        self.commands.next().map(|command| command.encode()).ok_or(HangUp)
    }
}

fn command<const N: usize>(parts: [Value; N]) -> Value {
    Value::Tuple(parts.into())
}

fn run_script(limits: &Limits, commands: Vec<Value>) -> (Outcome, Vec<Value>) {
    let script = Script { commands: commands.into_iter(), answers: Vec::new() };
    let (outcome, script) = python().run(limits, script).expect("no fault of the sandbox");
    // The first message says only that the guest is there.
    (outcome, script.answers.into_iter().skip(1).collect())
}

/// Executes a program and ends the guest in order.
fn execute(limits: &Limits, source: &str) -> (Outcome, Vec<Value>) {
    let execute = command([Value::text("execute"), Value::text("candidate"), Value::text(source)]);
    run_script(limits, vec![execute, command([Value::text("end")])])
}

fn done() -> Vec<Value> {
    vec![command([Value::text("done")])]
}

/// What a program prints that runs to its end.
fn printed(source: &str) -> String {
    let (outcome, answers) = execute(&Limits::default(), source);
    assert_eq!(answers, done(), "{source}: {}", String::from_utf8_lossy(&outcome.stderr));
    assert_eq!(outcome.ending, Ending::Completed(0), "{source}");
    String::from_utf8(outcome.stdout).expect("the program prints text")
}

/// The type of the exception that a program ends with.
fn exception(limits: &Limits, source: &str) -> String {
    let (_, answers) = execute(limits, source);
    match answers.as_slice() {
        [Value::Tuple(parts)] => match parts.as_slice() {
            [Value::Str(raised), _, Value::Str(name), ..] if raised == "raised" => name.clone(),
            other => panic!("expected an exception of {source:?}, found {other:?}"),
        },
        other => panic!("expected one answer of {source:?}, found {other:?}"),
    }
}

fn check_ending(source: &str, expect: Ending) {
    let (outcome, _) = execute(&small(), source);
    assert_eq!(outcome.ending, expect, "{source}");
}

#[test]
fn a_program_prints_what_it_prints() {
    assert_eq!(printed("print(sum(range(10)), 'ä')"), "45 ä\n");
}

#[test]
fn a_loop_without_end_uses_up_its_fuel() {
    let (outcome, _) = execute(&small(), "while True: pass");
    assert_eq!(outcome.ending, Ending::Limit(Limit::Fuel));
    assert_eq!(outcome.fuel, small().fuel());
}

#[test]
fn work_that_the_host_does_for_a_guest_uses_its_fuel() {
    check_ending("import os\nwhile True: os.urandom(1 << 24)", Ending::Limit(Limit::Fuel));
    check_ending("b = bytes(1 << 24)\nwhile True: b + b", Ending::Limit(Limit::Fuel));
}

#[test]
fn memory_beyond_the_limit_is_refused_and_remembered() {
    let (outcome, answers) = execute(&small(), "x = []\nwhile True: x.append(bytes(1 << 20))");
    assert_eq!(outcome.memory, MemoryUse::Refused);
    let Value::Tuple(parts) = &answers[0] else { panic!("expected a tuple, found {answers:?}") };
    assert_eq!(parts[1], Value::text("memory"));
}

#[test]
fn a_program_that_copes_without_the_memory_goes_on() {
    let source = "try:\n    x = bytes(1 << 29)\nexcept MemoryError:\n    print('coped')";
    let (outcome, answers) = execute(&small(), source);
    assert_eq!((outcome.ending, outcome.memory, answers), (Ending::Completed(0), MemoryUse::Refused, done()));
    assert_eq!(outcome.stdout, b"coped\n");
}

#[test]
fn output_beyond_the_limit_ends_the_guest() {
    let (outcome, _) = execute(&small(), "while True: print('spam')");
    assert_eq!(outcome.ending, Ending::Limit(Limit::Output));
    assert_eq!(outcome.stdout.len(), 10_000);
}

#[test]
fn deep_recursion_is_an_ordinary_exception() {
    assert_eq!(exception(&small(), "def f(): f()\nf()"), "RecursionError");
    let through_c = "import functools, sys
sys.setrecursionlimit(10**9)
@functools.lru_cache(None)
def f(n): return f(n + 1)
f(0)";
    assert_eq!(exception(&Limits::default(), through_c), "RecursionError");
}

#[test]
fn an_overflow_of_the_native_stack_ends_the_guest_and_not_the_host() {
    let source = "x = iter([1])\nfor _ in range(1000000): x = map(int, x)\nnext(x)";
    let check = || {
        let (outcome, _) = execute(&Limits::default(), source);
        assert_eq!(outcome.ending, Ending::Limit(Limit::Stack));
    };
    check();
    let cramped = std::thread::Builder::new().stack_size(256 << 10);
    let thread = cramped.spawn(check);
    thread.expect("a thread").join().expect("the guest does not run on its thread's stack");
}

#[test]
fn leaving_by_the_system_call_is_not_completion() {
    check_ending("import os\nos._exit(0)", Ending::Exited(0));
    check_ending(
        "import os\nos.abort()",
        Ending::Trapped("wasm trap: wasm `unreachable` instruction executed".into()),
    );
    assert_eq!(exception(&small(), "import sys\nsys.exit(0)"), "SystemExit");
}

#[test]
fn the_wall_clock_backstop_is_told_apart_from_the_fuel_limit() {
    let limits =
        Limits::default().with_fuel(Fuel(u64::MAX / 4)).with_wall_backstop(Duration::from_millis(50));
    let (outcome, _) = execute(&limits, "while True: pass");
    assert_eq!(outcome.ending, Ending::WallBackstop);
}

#[test]
fn the_same_program_does_the_same_and_uses_the_same_fuel_every_time() {
    let source = "
import os, random, time, uuid, datetime
print(hash('text'), {'a', 'b', 'c'}, id(object()))
print(random.random(), random.SystemRandom().random(), os.urandom(4), uuid.uuid4())
print(time.time(), time.perf_counter(), time.process_time(), datetime.datetime.now())
";
    let first = execute(&Limits::default(), source);
    assert_eq!(first.1, done());
    assert_eq!(execute(&Limits::default(), source), first);
    let elsewhere = std::thread::spawn(move || execute(&Limits::default(), source));
    assert_eq!(elsewhere.join().unwrap(), first);
}

#[test]
fn sleeping_takes_no_time_and_the_clock_agrees_that_it_did() {
    let source = "
import time
real, since = time.time(), time.monotonic()
time.sleep(1000)
print(round(time.time() - real), round(time.monotonic() - since))
";
    assert_eq!(printed(source), "1000 1000\n");
}

#[test]
fn the_clock_goes_forward_with_every_reading() {
    assert_eq!(printed("import time\nprint(time.time() < time.time())"), "True\n");
}

#[test]
fn nothing_but_the_library_can_be_read_and_nothing_written() {
    let small = small();
    assert_eq!(
        printed("import os\nprint(os.listdir('/usr/local/lib'), dict(os.environ))"),
        "['python315.zip'] {}\n"
    );
    for path in ["/etc/passwd", "/proc/self/environ", "/usr/local/lib/../../../etc/passwd", "x", "/"] {
        let raised = exception(&small, &format!("open({path:?})"));
        assert!(
            ["FileNotFoundError", "PermissionError", "IsADirectoryError"].contains(&&*raised),
            "{path}: {raised}"
        );
    }
    for write in [
        "open('/usr/local/lib/x', 'w')",
        "open('/usr/local/lib/python315.zip', 'r+b')",
        "__import__('os').mkdir('/usr/local/lib/d')",
        "__import__('os').unlink('/usr/local/lib/python315.zip')",
    ] {
        assert_eq!(exception(&small, write), "OSError", "{write}");
    }
}

#[test]
fn there_is_no_network_and_no_process() {
    let small = small();
    for connect in [
        "urllib.request.urlopen('http://127.0.0.1')",
        "socket.create_connection(('127.0.0.1', 1))",
        "socket.socket()",
    ] {
        let raised = exception(&small, &format!("import socket, urllib.request\n{connect}"));
        assert!(["AttributeError", "OSError", "URLError"].contains(&&*raised), "{connect}: {raised}");
    }
    assert_eq!(exception(&small, "import os\nos.system('true')"), "AttributeError");
    assert_eq!(exception(&small, "import subprocess\nsubprocess.run(['true'])"), "OSError");
}

#[test]
fn a_guest_leaves_nothing_for_the_next() {
    printed("import builtins, sys, random\nbuiltins.left = sys.left = 1\nrandom.seed(1)\nlen = None");
    assert_eq!(
        printed("import sys\nprint('left' in dir(__builtins__), hasattr(sys, 'left'), len('ab'))"),
        "False False 2\n"
    );
}

/// `//` and `%` of small integers go a shorter way in the interpreter than `divmod` does.
#[test]
fn integers_are_divided_as_everywhere() {
    const SOURCE: &str = "
import itertools, operator
class Own(int):
    def __mod__(self, other): return 'mod'
    def __rfloordiv__(self, other): return 'rfloordiv'
class Plain(int): pass
numbers = [0, 1, -1, 2, -2, 3, 7, -7, 255, 256, 257, 1 << 29, (1 << 30) - 1, 1 << 30, -(1 << 30), 1 << 31, 10**20, -(10**20)]
numbers += [True, False, *map(Plain, (0, 7, -7, 1 << 40))]
wrong = []
for a, b in itertools.product(numbers, repeat=2):
    for function, at in ((operator.floordiv, 0), (operator.mod, 1), (operator.ifloordiv, 0), (operator.imod, 1)):
        try: found = function(a, b)
        except ZeroDivisionError as error: found = str(error)
        try: expected = divmod(a, b)[at]
        except ZeroDivisionError as error: expected = str(error)
        if found != expected or type(found) is not type(expected): wrong.append((a, b, function, found, expected))
print(wrong)
print(7 % Own(2), Own(7) % 2, Own(7) % Own(2), 7 // Own(2), Own(7) // 2, Own(7) // Own(2), 7.5 % 2, '%d' % 3)
total = 0
for n in range(-40, 4000): total += n % 7 + n // 7
print(total)
";
    let total: i32 = (-40_i32..4000).map(|n| n.rem_euclid(7) + n.div_euclid(7)).sum();
    let expected = format!("[]\n1 mod mod rfloordiv 3 3 1.5 3\n{total}\n");
    assert_eq!(printed(SOURCE), expected);
}

#[test]
fn every_type_of_value_crosses_the_door_in_both_directions() {
    let everything = vec![
        Value::None,
        Value::Bool(true),
        Value::int(-(1_i64 << 40)),
        Value::Int(veriloop_sandbox::value::Integer::from_le_bytes(&[7; 100])),
        Value::Float(-0.0),
        Value::Float(f64::INFINITY),
        Value::Complex(0.5, -1.0),
        Value::text("text ä \u{1f980}"),
        Value::IllFormedStr(vec![0xed, 0xa0, 0x80]),
        Value::Bytes(vec![0, 255]),
        Value::ByteArray(vec![1]),
        Value::List(vec![Value::List(vec![]), Value::Tuple(vec![])]),
        Value::Set(vec![Value::int(1_i64)]),
        Value::FrozenSet(vec![Value::text("a")]),
        Value::Dict(vec![(Value::text("k"), Value::None), (Value::int(2_i64), Value::Bool(false))]),
        Value::Range(Box::new([0_i64.into(), 9_i64.into(), 2_i64.into()])),
    ];
    let identity = command([
        Value::text("execute"),
        Value::text("candidate"),
        Value::text("def f(*x, **named): return [*x, named]"),
    ]);
    let call = command([
        Value::text("call"),
        Value::text("f"),
        Value::List(everything.clone()),
        Value::Dict(vec![(Value::text("a"), Value::None)]),
    ]);
    let (_, answers) = run_script(&small(), vec![identity, call]);
    let mut expect = everything;
    expect.push(Value::Dict(vec![(Value::text("a"), Value::None)]));
    assert_eq!(answers[1], command([Value::text("returned"), Value::List(expect)]));
}

#[test]
fn a_program_that_forges_messages_cannot_break_the_host() {
    let source = "import _host\nwhile True: _host.call(b'l\\xff\\xff\\xff\\xff')";
    check_ending(source, Ending::HungUp);
    let source = "import _host\n_host.call(bytes(17 << 20))";
    assert!(!exception(&small(), source).is_empty());
}

#[test]
fn an_exception_costs_little_more_than_success() {
    let fuel = |source: &str| execute(&Limits::default(), source).0.fuel.0;
    let passing = fuel("def f(x):\n    return x\nf(1)");
    for failing in
        ["def f(x):\n    return x.y\nf(1)", "def f(x):\n    assert x == 2\nf(1)", "def f(x)\n    return x"]
    {
        let failing_fuel = fuel(failing);
        assert!(failing_fuel < passing + 1_000_000, "{failing}: {failing_fuel} against {passing}");
    }
}
