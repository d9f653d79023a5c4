//! Checkers that would take more of their host than they may: its memory, its time, its compiler's time.

#[path = "checkers/text.rs"]
mod text;

use std::path::Path;
use std::time::Duration;

use serde_json::Map;
use veriloop_sandbox::{Bytes, Fuel, Limits};
use veriloop_verifiers::component::Checker;
use veriloop_verifiers::{About, Candidate, Checkers, Fault, Judgement, Verdict};

use text::{ACCEPT, Source};

/// Limits that a test reaches in well under a second.
fn small() -> Limits {
    Limits::default().with_fuel(Fuel(200_000_000)).with_memory(Bytes::mib(64)).with_output(Bytes(1 << 16))
}

fn open(text: &str) -> Result<Checker, String> {
    let bytes = wat::parse_str(text).expect("text of a component");
    Checkers::new(None).open_bytes(Path::new("test.wasm"), &bytes).map_err(|error| error.to_string())
}

fn judged(limits: &Limits, text: &str) -> Result<Judgement, Fault> {
    let checker = open(text).expect("a checker");
    checker.judge(limits, &About::default(), &Map::new(), &Candidate::Text("whatever".into()))
}

/// Demands that a checker is reported by its name for what it did.
#[track_caller]
fn check(text: &str, expected: &str) {
    match judged(&small(), text) {
        Err(Fault::Checker { checker, what }) => {
            assert_eq!((checker.name.as_str(), checker.version.as_str()), ("test", "1"));
            assert!(what.contains(expected), "expected {expected:?} in {what:?}");
        }
        other => panic!("{other:?}"),
    }
}

/// Demands that a checker is refused when it is loaded, by its file's name.
#[track_caller]
fn check_refused(text: &str, expected: &str) {
    let why = open(text).err().expect("an error");
    assert!(why.starts_with("test.wasm: ") && why.contains(expected), "expected {expected:?} in {why:?}");
}

fn judging(body: &str) -> String {
    Source::new("test").judge(body).text()
}

fn with_functions(functions: &str, body: &str) -> String {
    Source { functions, ..Source::new("test") }.judge(body).text()
}

/// A text with a part of it exchanged.
#[track_caller]
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn accepting() -> String {
    judging(&format!("{ACCEPT} (local.get 14)"))
}

#[test]
fn a_list_is_not_taken_from_it_that_is_longer_than_what_it_may_return() {
    // Pairs of empty texts, which cost the host more than the guest; and more of them than there is memory.
    for (length, expected) in [(4000, "returned or wrote more"), (-1, "trapped: ")] {
        let body = format!(
            "{ACCEPT} (i32.store offset=48 (local.get 14) (i32.const 0)) \
             (i32.store offset=52 (local.get 14) (i32.const {length})) (local.get 14)"
        );
        check(&judging(&body), expected);
    }
}

#[test]
fn filling_and_copying_memory_uses_fuel_by_the_byte() {
    let grown = "(drop (memory.grow (i32.const 900)))";
    let fill = "(memory.fill (i32.const 0) (i32.const 1) (i32.const 50000000))";
    let copy = "(memory.copy (i32.const 0) (i32.const 8) (i32.const 50000000))";
    for step in [fill, copy] {
        check(
            &judging(&format!("{grown} (loop $again {step} (br $again)) unreachable")),
            "used up its fuel of 200000000 instructions",
        );
    }
}

#[test]
fn exceptions_that_are_kept_count_as_memory() {
    let functions = "(tag $tag (param exnref)) (global $last (mut exnref) (ref.null exn))
        (func $throw (block $caught (result exnref)
          (try_table (catch_all_ref $caught) (throw $tag (global.get $last))) unreachable)
          (global.set $last))";
    let body = "(loop $again (call $throw) (br $again)) unreachable";
    let limits = small().with_fuel(Fuel(10_000_000_000));
    match judged(&limits, &with_functions(functions, body)) {
        Err(Fault::Checker { what, .. }) => assert!(what.contains("more memory than the 64 MiB"), "{what}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn handles_that_it_never_gives_back_are_bounded_and_every_one_costs_fuel() {
    let source = Source {
        import: r#"(import "wasi:io/streams@0.2.0" (instance $streams (export "output-stream" (type (sub resource)))))
          (alias export $streams "output-stream" (type $stream))
          (import "wasi:cli/stdout@0.2.0" (instance $host (alias outer 1 $stream (type $outer))
            (export "output-stream" (type $own (eq $outer))) (export "get-stdout" (func (result (own $own))))))"#,
        lower: r#"(canon lower (func $host "get-stdout"))"#,
        host: "(result i32)",
        ..Source::new("test")
    };
    let text = source.judge("(loop $again (drop (call $host)) (br $again)) unreachable").text();
    check(&text, "trapped: cannot allocate another handle");
    match judged(&small().with_fuel(Fuel(1_000_000)), &text) {
        Err(Fault::Checker { what, .. }) => assert!(what.contains("used up its fuel"), "{what}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_it_does_beside_judging_is_bounded_as_well() {
    let fuel = "used up its fuel of 200000000 instructions";
    let text = judging("unreachable");
    check(&changed(&text, "(local $at i32)", "(local $at i32) (loop $again (br $again))"), fuel);
    for (returned, expected) in [("-8", "beyond end of memory"), ("3", "not aligned")] {
        check(&changed(&text, "(local.get $at)))", &format!("(i32.const {returned})))")), expected);
    }
    for (body, expected) in [("(loop $again (br $again))", fuel), ("unreachable", "trapped: ")] {
        let after = changed(
            &accepting(),
            "(canon lift (core func $main \"judge\")",
            "(canon lift (core func $main \"judge\") (post-return (func $main \"after\"))",
        );
        let function = format!("(func (export \"after\") (param i32) {body}) (func (export \"judge\")");
        check(&changed(&after, "(func (export \"judge\")", &function), expected);
    }
    let start = "(func $start (loop $again (br $again))) (start $start)";
    check_refused(&with_functions(start, "unreachable"), "does not describe itself: used up its fuel");
    check_refused(
        &changed(
            &text,
            "(func (export \"describe\") (result i32)",
            "(func (export \"describe\") (result i32) unreachable",
        ),
        "does not describe itself: trapped: ",
    );
}

#[test]
fn calls_of_the_host_at_the_end_of_its_stack_end_it_and_nothing_else() {
    let source = Source {
        import: r#"(import "wasi:random/random@0.2.0" (instance $host (export "get-random-u64" (func (result u64)))))"#,
        lower: r#"(canon lower (func $host "get-random-u64"))"#,
        host: "(result i64)",
        functions: "(func $deep (param i32) (result i32) (drop (call $host)) \
                    (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (local.get 0)))",
        ..Source::new("test")
    };
    let text = source.judge("(call $deep (i32.const 0))").text();
    match judged(&small().with_fuel(Fuel(10_000_000_000)), &text) {
        Err(Fault::Checker { what, .. }) => assert_eq!(what, "overflowed its stack"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn more_memories_and_tables_than_there_are_or_other_kinds_of_them_are_refused_with_the_reason() {
    let declared = |functions: &str, expected: &str| {
        check_refused(&with_functions(functions, "unreachable"), expected);
    };
    declared(&"(memory 1)".repeat(9), "defined memories count of 9 exceeds");
    declared(&"(table 1 funcref)".repeat(60), "defined tables count of 60 exceeds");
    declared("(table 4000000000 funcref)", "minimum element size of 4000000000 which exceeds");
    declared("(memory 1 1 shared)", "threads must be enabled");
    check_refused(
        "(component (import \"wasi:cli/later@0.2.0\" (instance (export \"later\" (func (result (future u32)))))))",
        "`future` requires",
    );
}

/// A component in which every component instantiates the one in it twice, so deep.
fn doubling(depth: usize) -> String {
    let module = "(core module $module (memory 1)) (core instance (instantiate $module))";
    (1..=depth).fold(format!("(component $inner {module})"), |inner, _| {
        format!("(component $inner {inner} (instance (instantiate $inner)) (instance (instantiate $inner)))")
    })
}

#[test]
fn a_component_that_would_be_without_end_to_compile_is_refused_before_it_is() {
    check_refused(&doubling(60), "expected at most 100000 instances, functions, names and types, found more");
    // What it is given may be anything.
    let given = "(component (import \"c\" (component $given)) (instance (instantiate $given)))";
    check_refused(given, "expected at most 100000 instances");
    let aliased = format!(
        "(component $outer (component $used) {} (component (alias outer 1 $used (component $again)) \
                           (instance (instantiate $again))))",
        doubling(1)
    );
    check_refused(&aliased, "exports no function of that name");
    let long = format!("(component (core module (func {})))", "(block)".repeat(400_000));
    check_refused(&long, "expected functions of at most 1048576 bytes, found one of 1200002");
}

#[test]
fn time_that_its_parts_take_without_fuel_ends_at_the_wall_clock_s_backstop() {
    // Each part is a component of its own, and what passes between two of them is copied by the host.
    let source = Source {
        import: r#"(import "take" (func $take (param "text" string)))"#,
        lower: r#"(canon lower (func $take) (memory $libc "memory"))"#,
        host: "(param i32 i32)",
        ..Source::new("test")
    };
    let body = "(drop (memory.grow (i32.const 500))) \
                (loop $again (call $host (i32.const 65536) (i32.const 20000000)) (br $again)) unreachable";
    let giving = changed(&source.judge(body).text(), "(component", "(component $Giving");
    let text = format!(
        r#"(component
  (component $Taking
    (core module $module
      (memory (export "memory") 500)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "take") (param i32 i32)))
    (core instance $instance (instantiate $module))
    (func (export "take") (param "text" string)
      (canon lift (core func $instance "take") (memory $instance "memory") (realloc (func $instance "realloc")))))
  {giving}
  (instance $taking (instantiate $Taking))
  (instance $giving (instantiate $Giving (with "take" (func $taking "take"))))
  (alias export $giving "description" (type $d)) (export $description "description" (type $d))
  (alias export $giving "task" (type $t)) (export $task "task" (type $t))
  (alias export $giving "candidate" (type $c)) (export $candidate "candidate" (type $c))
  (alias export $giving "verdict" (type $v)) (export $verdict "verdict" (type $v))
  (export "describe" (func $giving "describe") (func (result $description)))
  (export "judge" (func $giving "judge")
    (func (param "task" $task) (param "candidate" $candidate) (result (result $verdict (error string))))))"#
    );
    let backstop = Duration::from_millis(300);
    let limits = small().with_wall_backstop(backstop);
    match judged(&limits, &text) {
        Err(Fault::WallBackstop(fired)) => assert_eq!(fired, backstop),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_accepts_within_its_bounds_is_not_stopped() {
    assert_eq!(judged(&small(), &accepting()).expect("no fault").verdict, Verdict::Accept);
}
