//! Which instances are kept, on a module that changes all that one can, and on the interpreter.

use std::time::Duration;

use super::*;
use crate::cache::CacheDir;
use crate::door::{Door, HangUp};
use crate::limits::Bytes;
use crate::outcome::{Limit, MemoryUse};
use crate::python::Python;
use crate::session::{Event, Session};
use crate::value::Value;

/// A module whose `turn` asks once, changes all that it can and returns what it had found. The
/// first letter of its source says how it goes on.
const MODULE: &str = r#"(module
    (import "host" "call" (func $ask (param i32 i32 i32 i32) (result i32)))
    (import "host" "refuel" (func $refuel))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 2)
    (tag $tag)
    (table 1 funcref) (elem (i32.const 0) $change)
    (global $a (export "global 0") (mut i32) (i32.const 1))
    (global $b (export "global 1") (mut i64) (i64.const 20))
    (global $c (export "global 2") (mut f32) (f32.const 300.5))
    (global $d (export "global 3") (mut f64) (f64.const 4000.5))
    (global $fuel (export "fuel") (mut i64) (i64.const 0))
    (func (export "host_alloc") (param i32) (result i32) (i32.const 1024))
    (func $found (result i32)
      (i32.add
        (i32.add (global.get $a) (i32.wrap_i64 (global.get $b)))
        (i32.add
          (i32.add (i32.trunc_f32_s (global.get $c)) (i32.trunc_f64_s (global.get $d)))
          (i32.add (i32.load (i32.const 4096)) (i32.load (i32.const 131068))))))
    (func $change
      (global.set $a (i32.const -1)) (global.set $b (i64.const -1))
      (global.set $c (f32.const 0.1)) (global.set $d (f64.const 0.1))
      (memory.fill (i32.const 2048) (i32.const 85) (i32.const 129024)))
    (func $overflow (result i32) (i32.add (call $overflow) (i32.const 1)))
    (func $deep (param $left i32) (result i32)
      (if (result i32) (local.get $left)
        (then (i32.add (call $deep (i32.sub (local.get $left) (i32.const 1))) (i32.const 1)))
        (else (i32.const 0))))
    (func $is (param $at i32) (param $letter i32) (result i32)
      (i32.eq (i32.load8_u (local.get $at)) (local.get $letter)))
    (func (export "turn") (param $at i32) (param $length i32) (result i32) (local $found i32)
      (local.set $found (call $found))
      (local.set $at (i32.load8_u (local.get $at)))
      (call_indirect (i32.const 0))
      (i32.store8 (i32.const 0) (local.get $at))
      (drop (call $ask (i32.const 16) (i32.const 1) (i32.const 32) (i32.const 36)))
      (global.set $fuel (i64.sub (global.get $fuel) (i64.const 1000)))
      (if (call $is (i32.const 0) (i32.const 103)) (then (drop (memory.grow (i32.const 1)))))
      (if (call $is (i32.const 0) (i32.const 120)) (then (call $exit (i32.const 3))))
      (if (call $is (i32.const 0) (i32.const 116)) (then (unreachable)))
      (if (call $is (i32.const 0) (i32.const 115)) (then (drop (call $overflow))))
      (if (call $is (i32.const 0) (i32.const 100)) (then (drop (call $deep (i32.const 1000000)))))
      (if (call $is (i32.const 0) (i32.const 102))
        (then (loop $on
          (global.set $fuel (i64.const -1000000)) (call $refuel) (br $on))))
      (if (call $is (i32.const 0) (i32.const 101))
        (then (block $caught (try_table (catch_all $caught) (throw $tag)))))
      (local.get $found)))"#;

/// What `turn` returns in an instance that is as new.
const NEW: i32 = 1 + 20 + 300 + 4000 + 7 + 7;

fn instances() -> Instances {
    let engine = Engine::new().unwrap();
    let module = Module::new(engine.wasmtime(), wat::parse_str(MODULE).unwrap()).unwrap();
    let (mut memory, length) = (vec![0; 2 << 16], 2 << 16);
    memory[4096] = 7;
    memory[length - 4] = 7;
    engine.memories().begin_with_bytes(&memory, length).unwrap();
    Instances::new(&engine, &Library::empty(), &module).unwrap()
}

/// A guest with a source, which has not begun.
fn session<'a>(instances: &'a Instances, limits: Limits, source: &'a str) -> Session<'a> {
    let mailbox = Mailbox::default();
    let guests_end = mailbox.clone();
    Session::new(mailbox, limits.wall_backstop(), async move {
        let mut instance = instances.fresh(Given::default(), &limits, guests_end).await?;
        let result = instance.turn(source).await;
        instances.end(instance, &limits, result)
    })
}

/// How a guest ends that gets its answer.
fn answered(instances: &Instances, source: &str) -> Outcome {
    let mut session = session(instances, Limits::default(), source);
    assert_eq!(session.begin().unwrap(), Event::Asks(vec![0]));
    match session.answer(vec![1, 2, 3]).unwrap() {
        Event::Ended(outcome) => outcome,
        Event::Asks(_) => panic!("{source}: expected an end, found a request"),
    }
}

impl Instances {
    /// How many are kept, of which the kernel says what is written to them.
    fn kept(&self) -> Option<usize> {
        self.engine.memories().knows_what_is_written().then(|| self.idle().len())
    }
}

fn check_kept(instances: &Instances, expect: usize, what: &str) {
    assert!(instances.kept().is_none_or(|kept| kept == expect), "{what}: {:?}", instances.kept());
}

#[test]
fn an_instance_whose_guest_ended_in_order_is_kept_and_as_new() {
    let instances = instances();
    let first = answered(&instances, "r");
    assert_eq!(first.ending, Ending::Completed(NEW));
    check_kept(&instances, 1, "completed");
    for round in 0..100 {
        let mut guest = session(&instances, Limits::default(), "r");
        guest.begin().unwrap();
        check_kept(&instances, 0, "in use");
        assert_eq!(guest.hang_up().unwrap().ending, Ending::HungUp);
        check_kept(&instances, 1, "hung up");
        assert_eq!(answered(&instances, "r"), first, "round {round}");
    }
}

#[test]
fn an_instance_whose_guest_ended_otherwise_is_not_kept() {
    let instances = instances();
    let cases = [
        ("x", Ending::Exited(3)),
        ("t", Ending::Trapped("wasm trap: wasm `unreachable` instruction executed".into())),
        ("s", Ending::Limit(Limit::Stack)),
        ("f", Ending::Limit(Limit::Fuel)),
        // These end in order, and leave what is not set back.
        ("g", Ending::Completed(NEW)),
        ("e", Ending::Completed(NEW)),
    ];
    for (source, ending) in cases {
        assert_eq!(answered(&instances, "r").ending, Ending::Completed(NEW), "before {source}");
        assert_eq!(answered(&instances, source).ending, ending, "{source}");
        check_kept(&instances, 0, source);
    }
    assert_eq!(answered(&instances, "r").ending, Ending::Completed(NEW));
    let no_time = Limits::default().with_wall_backstop(Duration::ZERO);
    let mut guest = session(&instances, no_time, "f");
    guest.begin().unwrap();
    assert_eq!(guest.answer(Vec::new()).unwrap(), Event::Ended(Outcome::out_of_time()));
    drop(guest);
    check_kept(&instances, 0, "out of time");
    assert_eq!(answered(&instances, "r").ending, Ending::Completed(NEW));
    check_kept(&instances, 1, "completed");
}

#[test]
fn a_session_that_is_dropped_hangs_up_where_its_guest_waits() {
    let instances = instances();
    let mut waiting = session(&instances, Limits::default(), "r");
    drop(session(&instances, Limits::default(), "r"));
    check_kept(&instances, 0, "dropped before it began");
    waiting.begin().unwrap();
    drop(waiting);
    check_kept(&instances, 1, "dropped while it waited");
    assert_eq!(answered(&instances, "r").ending, Ending::Completed(NEW));
}

#[test]
fn memory_that_a_guest_may_not_have_is_refused_whether_or_not_an_instance_is_kept() {
    let instances = instances();
    let begin = || {
        let limits = Limits::default().with_memory(Bytes(1 << 16));
        session(&instances, limits, "r").begin().map_err(|_| ())
    };
    assert_eq!(begin(), Err(()));
    answered(&instances, "r");
    assert_eq!(begin(), Err(()));
    check_kept(&instances, 1, "not used");
}

#[test]
fn no_more_instances_are_kept_than_guests_can_exist_and_none_for_ever() {
    let instances = instances();
    let most = MAX_GUESTS as usize;
    let mut held: Vec<Session<'_>> =
        (0..most + 3).map(|_| session(&instances, Limits::default(), "r")).collect();
    for guest in &mut held {
        guest.begin().unwrap();
    }
    for guest in held {
        guest.hang_up().unwrap();
    }
    check_kept(&instances, most, "many at once");

    instances.idle().truncate(1);
    for _ in 1..MOST_GUESTS {
        check_kept(&instances, 1, "below the most guests");
        answered(&instances, "r");
    }
    check_kept(&instances, 0, "after the most guests");
}

#[cfg(target_os = "linux")]
#[test]
fn an_instance_keeps_little_of_a_stack_that_its_guest_used_deeply() {
    let instances = instances();
    let mut guest = session(&instances, Limits::default(), "d");
    guest.begin().unwrap();
    let Event::Ended(outcome) = guest.answer(Vec::new()).unwrap() else { panic!("expected an end") };
    assert_eq!(outcome.ending, Ending::Completed(NEW));
    check_kept(&instances, 1, "completed");
    let resident = instances.engine.stacks().resident();
    assert!(resident <= 2 << 20, "{resident}");
}

/// An interpreter whose instances no other test uses.
fn python() -> Python {
    let cache = CacheDir::from_environment().expect("a cache folder");
    Python::open(&cache, &|step| eprintln!("{step:?}")).expect("the Python image")
}

/// Gives a guest the commands, and then hangs up.
struct Script(std::vec::IntoIter<Value>);

impl Door for Script {
    fn answer(&mut self, _request: &[u8]) -> Result<Vec<u8>, HangUp> {
        self.0.next().map(|command| command.encode()).ok_or(HangUp)
    }
}

/// What is left of a guest that executes a program.
fn executed(python: &Python, limits: &Limits, source: &str) -> Outcome {
    let execute = ["execute", "candidate", source].map(Value::text);
    let commands = [Value::Tuple(execute.into()), Value::Tuple(vec![Value::text("end")])];
    python.run(limits, Script(Vec::from(commands).into_iter())).expect("no fault of the sandbox").0
}

/// A program that prints what a guest could have left, and computes a while.
const LOOK: &str = "
import gc, os, random, sys, time
print(sorted(sys.modules) == list(sorted(sys.modules)), len(sys.modules), len(gc.get_objects()), id(object()))
print(hash('text'), random.random(), os.urandom(8), time.time(), sys.getrecursionlimit(), len('ab'))
print(hasattr(sys, 'left'), 'left' in dir(__builtins__), sum(n * n % 7 for n in range(20000)), 2 ** 200 % 10 ** 9)
try: sorted([1], key=lambda n: n / 0)
except ZeroDivisionError as error: print(error, len(str(sys.exc_info())))
";

/// Guests that change what they can and end in order, so that their instances are kept.
const KEPT: [&str; 5] = [
    "
import builtins, gc, random, sys
builtins.left = sys.left = 1
random.seed(1)
gc.disable()
sys.setrecursionlimit(50000)
for name in ('os', 'time', 're', 'collections'): sys.modules.pop(name, None)
int.__doc__, builtins.len, builtins.sorted = None, None, None
",
    "left = {n: [bytes([n % 251]) * 300, str(n), float(n)] for n in range(4000)}",
    "
import functools, sys
sys.setrecursionlimit(10**9)
@functools.lru_cache(None)
def f(n): return f(n + 1)
try: f(0)
except RecursionError: pass
",
    "
def deep(n): return n and sorted([n], key=lambda n: deep(n - 1))[0]
def fail(n): return deep(40) / 0
try: sorted(range(9), key=fail)
except ZeroDivisionError: pass
import functools
functools.reduce(fail, [1, 2])
",
    // The host answers the first that it asks, and hangs up at the second.
    "
import _host
def deep(n): return _host.call(b'n') if n == 0 else max(map(deep, [n - 1]))
deep(20)
deep(150)
",
];

/// Guests that do not end in order.
fn not_kept() -> [(&'static str, Ending); 4] {
    [
        ("while True: pass", Ending::Limit(Limit::Fuel)),
        ("x = iter([1])\nfor _ in range(1000000): x = map(int, x)\nnext(x)", Ending::Limit(Limit::Stack)),
        ("import os\nos._exit(3)", Ending::Exited(3)),
        ("while True: print('spam', flush=True)", Ending::Limit(Limit::Output)),
    ]
}

#[test]
fn a_guest_is_the_same_whatever_the_guest_before_it_did() {
    let python = python();
    let limits = Limits::default().with_fuel(Fuel(3_000_000_000)).with_output(Bytes(100_000));
    python.instances().idle().clear();
    let first = executed(&python, &limits, LOOK);
    assert_eq!(first.ending, Ending::Completed(0));
    assert!(first.stdout.starts_with(b"True "), "{}", String::from_utf8_lossy(&first.stdout));
    check_kept(python.instances(), 1, "completed");
    for round in 0..3 {
        for source in KEPT {
            let what = format!("round {round} of {source}");
            let before = executed(&python, &limits, source);
            let hangs_up = source.contains("_host");
            let ending = if hangs_up { Ending::HungUp } else { Ending::Completed(0) };
            assert_eq!(before.ending, ending, "{what}");
            assert_eq!(before, executed(&python, &limits, source), "{what}");
            check_kept(python.instances(), 1, &what);
            assert_eq!(executed(&python, &limits, LOOK), first, "{what}");
        }
    }
}

#[test]
fn guests_that_are_hung_up_on_leave_nothing_of_what_they_were_about() {
    let python = python();
    let exported = python.instances().pre.module().exports();
    let globals = exported.filter(|export| export.name().starts_with(state::GLOBAL)).count();
    assert_eq!(globals, 3, "that of C's stack, that of the fuel and that of lengths");
    let limits = Limits::default();
    let first = executed(&python, &limits, LOOK);
    for _ in 0..300 {
        assert_eq!(executed(&python, &limits, KEPT[4]).ending, Ending::HungUp);
    }
    assert_eq!(executed(&python, &limits, LOOK), first);
}

#[test]
fn an_interpreter_that_did_not_end_in_order_or_grew_is_not_kept() {
    let python = python();
    let limits = Limits::default().with_output(Bytes(100_000));
    let first = executed(&python, &limits, LOOK);
    for (source, ending) in not_kept() {
        let little = limits.with_fuel(Fuel(1_000_000_000));
        let limits_of_it = if ending == Ending::Limit(Limit::Fuel) { little } else { limits };
        let outcome = executed(&python, &limits_of_it, source);
        assert_eq!(outcome.ending, ending, "{source}");
        check_kept(python.instances(), 0, source);
        assert_eq!(executed(&python, &limits, LOOK), first, "after {source}");
    }
    let memory = limits.with_memory(Bytes::mib(256));
    for source in ["x = []\nwhile True: x.append(bytes(1 << 20))", "x = [bytes(1 << 20) for n in range(100)]"]
    {
        let outcome = executed(&python, &memory, source);
        assert_eq!(outcome.memory == MemoryUse::Refused, source.contains("while"), "{source}: {outcome:?}");
        check_kept(python.instances(), 0, source);
        assert_eq!(executed(&python, &limits, LOOK), first, "after {source}");
    }
}

#[test]
fn guests_of_many_threads_are_the_same() {
    let python = python();
    let limits = Limits::default();
    python.instances().idle().clear();
    let first = executed(&python, &limits, LOOK);
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let (python, first) = (&python, &first);
            scope.spawn(move || {
                for round in 0..12 {
                    executed(python, &limits, KEPT[(thread + round) % KEPT.len()]);
                    assert_eq!(executed(python, &limits, LOOK), *first, "thread {thread}, round {round}");
                }
            });
        }
    });
    assert!(python.instances().kept().is_none_or(|kept| (1..=6).contains(&kept)));
}
