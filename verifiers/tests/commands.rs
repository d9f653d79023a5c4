//! Checkers that are commands, in the protocols of other judges, on the outputs of programs.

#[path = "opened/python.rs"]
mod opened;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use veriloop_sandbox::{Fuel, Limits};
use veriloop_verifiers::spec::module::ModulePath;
use veriloop_verifiers::spec::{Checker, Comparison, StdioCase};
use veriloop_verifiers::{
    AbstainReason, Candidate, Checkers, Fault, Judgement, RejectReason, Verdict, Verifier, VerifierSpec,
};

/// A command that does `body`, with the system calls that checkers make.
fn command(name: &str, body: &str) -> ModulePath {
    let text = format!(
        r#"(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $arguments (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "output.txt./judgemessage.txtit says so")
  ;; Opens a file of this name to read it (2) or, with the flag that makes it, to write it (64).
  (func $file (param $name i32) (param $length i32) (param $flags i32) (param $rights i64) (result i32)
    (if (call $open (i32.const 3) (i32.const 0) (local.get $name) (local.get $length) (local.get $flags)
                    (local.get $rights) (i64.const 0) (i32.const 0) (i32.const 200))
      (then (call $exit (i32.const 99))))
    (i32.load (i32.const 200)))
  ;; The digit that a file begins with.
  (func $digit (param $file i32) (result i32)
    (i32.store (i32.const 208) (i32.const 300))
    (i32.store (i32.const 212) (i32.const 16))
    (drop (call $read (local.get $file) (i32.const 208) (i32.const 1) (i32.const 204)))
    (i32.sub (i32.load8_u (i32.const 300)) (i32.const 48)))
  (func $say (param $file i32)
    (i32.store (i32.const 208) (i32.const 128))
    (i32.store (i32.const 212) (i32.const 10))
    (drop (call $write (local.get $file) (i32.const 208) (i32.const 1) (i32.const 204))))
  (func (export "_start") {body}))"#
    );
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.wasm"));
    fs::write(&path, wat::parse_str(text).expect("text of a module")).expect("a written file");
    ModulePath::new(path.to_str().expect("a path in UTF-8"))
}

fn judge(checker: Checker, program: &str) -> Result<Judgement, Fault> {
    let spec = VerifierSpec::PythonStdio {
        cases: vec![StdioCase { stdin: "in".into(), stdout: "expected".into() }],
        compare: Comparison::default(),
        checker: Some(checker),
        several_answers: false,
    };
    let limits = Limits::default().with_fuel(Fuel(1_000_000_000));
    let verifier = Verifier::with_python(opened::python()).with_limits(limits);
    let verifier = verifier.with_checkers(Arc::new(Checkers::new(None)));
    verifier.judge(&spec, &Candidate::Program(program.to_owned()))
}

fn check(checker: &Checker, program: &str, verdict: Verdict, detail: &str) {
    let judgement = judge(checker.clone(), program).expect("no fault");
    assert_eq!((judgement.verdict, judgement.detail.as_str()), (verdict, detail), "{program}");
}

fn check_fault(checker: &Checker, program: &str, expected: &str) {
    match judge(checker.clone(), program) {
        Err(fault @ Fault::Checker { .. }) => assert!(fault.to_string().contains(expected), "{fault}"),
        other => panic!("{program}: {other:?}"),
    }
}

#[test]
fn the_protocol_of_testlib_is_files_by_name_and_exit_codes() {
    // It ends with the digit that the program wrote as its code.
    let body = "(call $say (i32.const 2))
                (call $exit (call $digit (call $file (i32.const 100) (i32.const 10) (i32.const 0) (i64.const 2))))";
    let checker = Checker::Testlib(command("testlib", body));
    check(&checker, "print(0)", Verdict::Accept, "");
    let wrong = Verdict::Reject(RejectReason::WrongAnswer);
    check(&checker, "print(1)", wrong, "case 1: it says so");
    check(&checker, "print(2)", wrong, "case 1: it says so");
    let points = "case 1: the checker gives points, which is neither right nor wrong: it says so";
    check(&checker, "print(7)", Verdict::Abstain(AbstainReason::ByChecker), points);
    check_fault(&checker, "print(3)", "the checker testlib.wasm failed with exit code 3: it says so");
    check_fault(&checker, "print(9)", "failed with exit code 9");
}

#[test]
fn the_protocol_of_kattis_is_standard_input_a_folder_for_messages_and_exit_codes() {
    let body = "(call $say (call $file (i32.const 110) (i32.const 18) (i32.const 1) (i64.const 64)))
                (call $exit (i32.add (i32.const 42) (call $digit (i32.const 0))))";
    let checker = Checker::Kattis(command("kattis", body));
    check(&checker, "print(0)", Verdict::Accept, "");
    check(&checker, "print(1)", Verdict::Reject(RejectReason::WrongAnswer), "case 1: it says so");
    check_fault(&checker, "print(2)", "the checker kattis.wasm failed with exit code 44: it says so");
}

#[test]
fn a_command_is_given_its_arguments_and_one_that_returns_has_ended_with_code_0() {
    // Four arguments and 40 bytes of text: checker, input.txt, output.txt, answer.txt, each with its zero.
    let body = "(drop (call $arguments (i32.const 400) (i32.const 404)))
                (if (i32.ne (i32.load (i32.const 400)) (i32.const 4)) (then unreachable))
                (if (i32.ne (i32.load (i32.const 404)) (i32.const 40)) (then unreachable))";
    check(&Checker::Testlib(command("returns", body)), "print(5)", Verdict::Accept, "");
}

#[test]
fn a_command_that_does_not_end_or_breaks_is_a_fault_and_no_verdict() {
    let loops = Checker::Testlib(command("loops", "(loop $again (br $again))"));
    check_fault(&loops, "print(0)", "the checker loops.wasm used up its fuel of 1000000000 instructions");
    let traps = Checker::Testlib(command("traps", "unreachable"));
    check_fault(&traps, "print(0)", "the checker traps.wasm trapped: ");
    // Whatever it opens that it was not given and does not make is not there.
    let body = "(call $exit (call $file (i32.const 128) (i32.const 10) (i32.const 0) (i64.const 2)))";
    check_fault(&Checker::Testlib(command("opens", body)), "print(0)", "failed with exit code 99");
}
