//! Components: typed calls in fresh instances, what stops one, and the compiled code in the cache.

use std::fs;
use std::time::Duration;

use veriloop_sandbox::component::{Component, ComponentError, Components};
use veriloop_sandbox::{Bytes, CacheDir, Ending, Fuel, Limit, Limits, Surroundings};

fn component(text: &str) -> Component {
    let bytes = wat::parse_str(text).expect("text of a component");
    Components::new().expect("an engine").load(&bytes, None).expect("a component")
}

fn limits() -> Limits {
    Limits::default().with_fuel(Fuel(100_000_000)).with_memory(Bytes::mib(16)).with_output(Bytes(1000))
}

/// A component with one function, which is this core function of one number and one result.
fn of_number(body: &str) -> Component {
    component(&number_text(body))
}

fn number_text(body: &str) -> String {
    format!(
        r#"(component
  (core module $module (func (export "f") (param i32) (result i32) {body}))
  (core instance $instance (instantiate $module))
  (func (export "f") (param "n" u32) (result u32) (canon lift (core func $instance "f"))))"#
    )
}

/// A component that writes its own text of ten bytes so many times, and ends with that number as its code.
const WRITES: &str = r#"(component
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.9" (instance $streams
    (alias outer 1 $error (type $inner))
    (export "error" (type $same (eq $inner)))
    (export "output-stream" (type $stream (sub resource)))
    (type $reasons (variant (case "last-operation-failed" (own $same)) (case "closed")))
    (export "stream-error" (type $reason (eq $reasons)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $stream)) (param "contents" (list u8)) (result (result (error $reason)))))))
  (alias export $streams "output-stream" (type $stream))
  (import "wasi:cli/stdout@0.2.9" (instance $stdout
    (alias outer 1 $stream (type $inner))
    (export "output-stream" (type $same (eq $inner)))
    (export "get-stdout" (func (result (own $same))))))
  (import "wasi:cli/exit@0.2.9" (instance $exit (export "exit-with-code" (func (param "status-code" u8)))))
  (core module $libc-module (memory (export "memory") 1))
  (core instance $libc (instantiate $libc-module))
  (core func $stdout (canon lower (func $stdout "get-stdout")))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush")
    (memory $libc "memory")))
  (core func $exit (canon lower (func $exit "exit-with-code")))
  (core module $module
    (import "libc" "memory" (memory 1))
    (import "host" "stdout" (func $stdout (result i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (import "host" "exit" (func $exit (param i32)))
    (data (i32.const 0) "0123456789")
    (func (export "f") (param i32) (result i32) (local $stream i32) (local $left i32)
      (local.set $stream (call $stdout))
      (local.set $left (local.get 0))
      (loop $again
        (call $write (local.get $stream) (i32.const 0) (i32.const 10) (i32.const 100))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $again (local.get $left)))
      (call $exit (local.get 0))
      unreachable))
  (core instance $instance (instantiate $module (with "libc" (instance $libc)) (with "host" (instance
    (export "stdout" (func $stdout)) (export "write" (func $write)) (export "exit" (func $exit))))))
  (func (export "f") (param "n" u32) (result u32) (canon lift (core func $instance "f"))))"#;

#[track_caller]
fn check(component: &Component, n: u32, expected: Result<u32, Ending>) {
    let function = component.function::<(u32,), (u32,)>("f").expect("the function");
    let called =
        component.call(&limits(), Surroundings::default(), &function, (n,)).expect("no fault of ours");
    assert_eq!(called.result.map(|(result,)| result), expected);
    assert!(called.fuel <= limits().fuel());
}

#[test]
fn a_function_is_called_by_its_type_and_one_of_another_type_is_refused() {
    let twice = of_number("(i32.mul (local.get 0) (i32.const 2))");
    check(&twice, 21, Ok(42));
    check(&twice, 5, Ok(10));
    let refused = |error: Option<ComponentError>, name: &str| match error {
        Some(ComponentError::Export { name: found, .. }) => assert_eq!(found, name),
        other => panic!("{other:?}"),
    };
    refused(twice.function::<(String,), (u32,)>("f").err(), "f");
    refused(twice.function::<(u32,), (u32,)>("g").err(), "g");
}

#[test]
fn every_limit_ends_a_call_in_its_own_way() {
    check(&of_number("(loop $again (br $again)) unreachable"), 1, Err(Ending::Limit(Limit::Fuel)));
    let deep = "(i32.add (call 0 (local.get 0)) (i32.const 1))";
    check(&of_number(deep), 1, Err(Ending::Limit(Limit::Stack)));
    let trap = "wasm trap: wasm `unreachable` instruction executed";
    check(&of_number("unreachable"), 1, Err(Ending::Trapped(trap.to_owned())));
}

#[test]
fn a_component_whose_memory_begins_beyond_its_limit_is_ended_by_it() {
    let text = number_text("(local.get 0)").replacen(
        "(core module $module ",
        "(core module $module (memory 1000) ",
        1,
    );
    check(&component(&text), 1, Err(Ending::Limit(Limit::Memory)));
}

#[test]
fn what_is_written_is_kept_up_to_its_limit_and_an_exit_has_its_code() {
    let writes = component(WRITES);
    let function = writes.function::<(u32,), (u32,)>("f").expect("the function");
    let call =
        |n: u32| writes.call(&limits(), Surroundings::default(), &function, (n,)).expect("no fault of ours");
    let called = call(3);
    assert_eq!(called.result.map(|_| ()), Err(Ending::Exited(3)));
    assert_eq!(called.stdout, b"012345678901234567890123456789");
    let called = call(101);
    assert_eq!(called.result.map(|_| ()), Err(Ending::Limit(Limit::Output)));
    assert_eq!(called.stdout.len(), 1000);
}

#[test]
fn a_call_that_takes_longer_than_the_machine_has_time_is_no_ending_of_the_components() {
    let loops = of_number("(loop $again (br $again)) unreachable");
    let function = loops.function::<(u32,), (u32,)>("f").expect("the function");
    let limits = Limits::default().with_wall_backstop(Duration::ZERO);
    let called = loops.call(&limits, Surroundings::default(), &function, (1,)).expect("no fault of ours");
    assert_eq!(called.result.map(|_| ()), Err(Ending::WallBackstop));
}

#[test]
fn compiled_code_is_kept_and_believed_only_as_it_was_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let cache = CacheDir::at(folder.path());
    let bytes =
        wat::parse_str(number_text("(i32.add (local.get 0) (i32.const 1))")).expect("text of a component");
    let load = || Components::new().expect("an engine").load(&bytes, Some(&cache)).expect("a component");
    check(&load(), 1, Ok(2));
    let mut files: Vec<_> = fs::read_dir(cache.components())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let [code, hash] = &files[..] else { panic!("{files:?}") };
    let kept = fs::read(code).expect("the code");
    check(&load(), 2, Ok(3));
    for altered in [&kept[..kept.len() / 2], b"", &[kept.as_slice(), b"x"].concat()] {
        fs::write(code, altered).expect("a written file");
        check(&load(), 3, Ok(4));
        assert_eq!(fs::read(code).expect("the code"), kept, "it is kept again");
    }
    fs::remove_file(hash).expect("a file");
    check(&load(), 4, Ok(5));
}
