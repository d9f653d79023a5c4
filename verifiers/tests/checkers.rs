//! Checkers that others wrote: what an honest one is told and says, and what becomes of ten that are not honest.

#[path = "checkers/text.rs"]
mod text;

use std::path::Path;

use serde_json::{Map, Value, json};
use veriloop_sandbox::{Bytes, Fuel, Limits};
use veriloop_verifiers::component::{Checker, CheckerError, Surroundings};
use veriloop_verifiers::{About, Candidate, Checkers, Fault, Judgement, RejectReason, Seal, Verdict};

use text::{ACCEPT, Source};

/// Limits that a test reaches in well under a second.
fn small() -> Limits {
    Limits::default().with_fuel(Fuel(200_000_000)).with_memory(Bytes::mib(64)).with_output(Bytes(1 << 16))
}

fn open(source: &Source<'_>) -> Result<Checker, CheckerError> {
    let bytes = wat::parse_str(source.text()).expect("text of a component");
    Checkers::new(None).open_bytes(Path::new("test.wasm"), &bytes)
}

fn judged(source: &Source<'_>, candidate: &str) -> Result<Judgement, Fault> {
    let checker = open(source).expect("a checker");
    checker.judge(&small(), &About::default(), &Map::new(), &Candidate::Text(candidate.to_owned()))
}

/// Demands that a checker is reported by its name for what it did.
#[track_caller]
fn check_reported(source: &Source<'_>, expected: &str) {
    match judged(source, "whatever") {
        Err(Fault::Checker { checker, what }) => {
            assert_eq!((checker.name.as_str(), checker.version.as_str()), (source.name, "1"));
            assert_eq!(checker.sha256.len(), 64);
            assert!(what.contains(expected), "expected {expected:?} in {what:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_that_loops_is_stopped_by_its_fuel() {
    let source = Source::new("loop").judge("(loop $again (br $again)) unreachable");
    check_reported(&source, "used up its fuel of 200000000 instructions");
}

#[test]
fn one_that_takes_all_memory_is_stopped_at_its_limit() {
    let source = Source::new("memory-bomb")
        .judge("(loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable");
    check_reported(&source, "asked for more memory than the 64 MiB that it may have");
}

#[test]
fn one_that_traps_is_reported_with_its_trap() {
    check_reported(&Source::new("trap").judge("unreachable"), "trapped: wasm trap: wasm `unreachable`");
    let division = "(i32.div_u (i32.const 1) (i32.const 0))";
    check_reported(&Source::new("divides").judge(division), "integer divide by zero");
}

#[test]
fn one_that_overflows_its_stack_is_stopped_there() {
    let source = Source::new("deep").judge("(call $deep (i32.const 0))");
    let function = "(func $deep (param i32) (result i32) \
                    (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (local.get 0)))";
    check_reported(&Source { functions: function, ..source }, "overflowed its stack");
}

#[test]
fn one_that_answers_with_a_huge_text_is_not_listened_to() {
    // More text than may be returned, more than there is memory, and more than an explanation may have.
    let long = format!("{ACCEPT} (i32.store offset=20 (local.get 14) (i32.const 100000)) (local.get 14)");
    check_reported(&Source::new("huge").judge(&long), "returned or wrote more than the 65536 bytes");
    let beyond = format!("{ACCEPT} (i32.store offset=20 (local.get 14) (i32.const -1)) (local.get 14)");
    check_reported(&Source::new("beyond").judge(&beyond), "trapped: ");
    let explained = format!("{ACCEPT} (i32.store offset=44 (local.get 14) (i32.const 20000)) (local.get 14)");
    check_reported(&Source::new("explains").judge(&explained), "gave an explanation of 20000 bytes");
}

#[test]
fn one_that_answers_outside_the_protocol_gives_no_verdict() {
    // The code is in the memory at 256, its length at 12 of the answer; the tag of the result is its first byte.
    let answer = |change: &str| format!("{ACCEPT} {change} (local.get 14)");
    let check = |change: &str, expected: &str| {
        check_reported(&Source::new("nonsense").judge(&answer(change)), expected);
    };
    check("(i32.store offset=12 (local.get 14) (i32.const 4))", "answered \"acce\", which is none of");
    check("(i32.store offset=20 (local.get 14) (i32.const 3))", "accepted with the reason");
    let scored = "(i32.store8 offset=24 (local.get 14) (i32.const 1))";
    check(&format!("{scored} (f64.store offset=32 (local.get 14) (f64.const nan))"), "gave the score NaN");
    check(&format!("{scored} (f64.store offset=32 (local.get 14) (f64.const 1.5))"), "gave the score 1.5");
    check(
        &format!("{scored} (f64.store offset=32 (local.get 14) (f64.const 0))"),
        "accepted with a score of 0",
    );
    check("(i32.store8 (local.get 14) (i32.const 7))", "trapped: ");
    check("(i32.store offset=8 (local.get 14) (i32.const 512))", "trapped: ");
    check("(i32.store8 (local.get 14) (i32.const 1))", "cannot judge: accept");
}

#[test]
fn one_that_reads_the_environment_finds_none() {
    let source = Source {
        import: r#"(import "wasi:cli/environment@0.2.3" (instance $host
                     (export "get-environment" (func (result (list (tuple string string)))))))"#,
        lower: r#"(canon lower (func $host "get-environment") (memory $libc "memory") (realloc (func $libc "realloc")))"#,
        host: "(param i32)",
        ..Source::new("curious")
    };
    // It rejects what it is asked, by the trap, if it finds as much as one variable.
    let judge = format!(
        "(call $host (i32.const 900)) (if (i32.load offset=904 (i32.const 0)) (then unreachable)) {ACCEPT} (local.get 14)"
    );
    assert_eq!(judged(&source.judge(&judge), "").expect("no fault").verdict, Verdict::Accept);
}

#[test]
fn one_that_tries_files_finds_no_folder_and_one_that_tries_the_network_is_denied() {
    let files = Source {
        import: r#"(import "wasi:filesystem/preopens@0.2.0" (instance $host
                     (export "descriptor" (type $d (sub resource)))
                     (export "get-directories" (func (result (list (tuple (own $d) string)))))))"#,
        lower: r#"(canon lower (func $host "get-directories") (memory $libc "memory") (realloc (func $libc "realloc")))"#,
        host: "(param i32)",
        ..Source::new("reader")
    };
    let none = format!(
        "(call $host (i32.const 900)) (if (i32.load offset=904 (i32.const 0)) (then unreachable)) {ACCEPT} (local.get 14)"
    );
    assert_eq!(judged(&files.judge(&none), "").expect("no fault").verdict, Verdict::Accept);
    let network = Source {
        import: r#"(import "wasi:sockets/tcp-create-socket@0.2.0" (instance $host
                     (export "tcp-socket" (type $socket (sub resource)))
                     (type $codes (enum "unknown" "access-denied" "not-supported"))
                     (export "error-code" (type $code (eq $codes)))
                     (type $families (enum "ipv4" "ipv6"))
                     (export "ip-address-family" (type $family (eq $families)))
                     (export "create-tcp-socket" (func (param "address-family" $family)
                       (result (result (own $socket) (error $code)))))))"#,
        lower: r#"(canon lower (func $host "create-tcp-socket") (memory $libc "memory"))"#,
        host: "(param i32 i32)",
        ..Source::new("caller")
    };
    // A result of tag 1 with the code 1, which is that access is denied.
    let denied = format!(
        "(call $host (i32.const 0) (i32.const 900))
         (if (i32.ne (i32.load8_u offset=900 (i32.const 0)) (i32.const 1)) (then unreachable))
         (if (i32.ne (i32.load8_u offset=904 (i32.const 0)) (i32.const 1)) (then unreachable)) {ACCEPT} (local.get 14)"
    );
    assert_eq!(judged(&network.judge(&denied), "").expect("no fault").verdict, Verdict::Accept);
}

#[test]
fn one_that_asks_for_more_than_standard_libraries_do_is_refused_by_the_name_of_what_it_asks() {
    let source = Source {
        import: r#"(import "wasi:http/outgoing-handler@0.2.0" (instance $host (export "handle" (func))))"#,
        lower: r#"(canon lower (func $host "handle"))"#,
        host: "",
        ..Source::new("caller")
    };
    let refused = open(&source.judge("unreachable")).err().expect("an error").to_string();
    let expected = "test.wasm: the component imports the interface `wasi:http/outgoing-handler@0.2.0`";
    assert!(refused.starts_with(expected), "{refused}");
}

/// A checker that accepts by the toss of a coin.
fn tossing() -> Source<'static> {
    Source {
        import: r#"(import "wasi:random/random@0.2.0" (instance $host (export "get-random-u64" (func (result u64)))))"#,
        lower: r#"(canon lower (func $host "get-random-u64"))"#,
        host: "(result i64)",
        ..Source::new("coin")
    }
}

#[test]
fn one_that_tosses_a_coin_tosses_the_same_every_time_and_another_one_elsewhere() {
    // The explanation is as long as the random number says, so that each coin shows.
    let toss = format!(
        "{ACCEPT} (i32.store offset=44 (local.get 14) (i32.and (i32.wrap_i64 (call $host)) (i32.const 1023))) (local.get 14)"
    );
    let source = tossing();
    let checker = open(&source.judge(&toss)).expect("a checker");
    let toss = |surroundings| {
        let text = Candidate::Text(String::new());
        let judged = checker.judge_in(surroundings, &small(), &About::default(), &Map::new(), &text);
        judged.expect("no fault").detail.len()
    };
    let first = toss(Surroundings::default());
    assert_eq!([toss(Surroundings::default()), toss(Surroundings::default())], [first; 2]);
    assert_ne!(toss(Surroundings::other()), first);
}

#[test]
fn one_that_keeps_count_begins_at_the_beginning_for_every_candidate() {
    let source = Source { functions: "(global $count (mut i32) (i32.const 0))", ..Source::new("counter") };
    let judge = format!(
        "(global.set $count (i32.add (global.get $count) (i32.const 1)))
         (if (i32.ne (global.get $count) (i32.const 1)) (then unreachable))
         (if (i32.load offset=960 (i32.const 0)) (then unreachable))
         (i32.store offset=960 (i32.const 0) (i32.const 1)) {ACCEPT} (local.get 14)"
    );
    let checker = open(&source.judge(&judge)).expect("a checker");
    for _ in 0..3 {
        let text = Candidate::Text("the same".into());
        let judged = checker.judge(&small(), &About::default(), &Map::new(), &text);
        assert_eq!(judged.expect("no fault").verdict, Verdict::Accept);
    }
}

#[test]
fn one_that_accepts_everything_is_a_verifier_like_any_other() {
    let judge = format!("{ACCEPT} (local.get 14)");
    let judgement = judged(&Source::new("generous").judge(&judge), "").expect("no fault");
    assert_eq!((judgement.verdict, judgement.seal), (Verdict::Accept, Seal::Sealed));
    assert!(judgement.fuel > 0);
    let said = judgement.checker.expect("a checker judged");
    assert_eq!((said.name.as_str(), said.version.as_str(), said.score), ("generous", "1", None));
}

#[test]
fn what_is_no_checker_is_refused_with_what_it_is() {
    let check = |bytes: &[u8], expected: &str| {
        let error = Checkers::new(None).open_bytes(Path::new("c.wasm"), bytes).err().expect("an error");
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(b"", "c.wasm: expected a WebAssembly component, found no bytes");
    check(b"\x7fELF", "found something else");
    check(&wat::parse_str("(module)").expect("a module"), "found a core module");
    check(
        &wat::parse_str("(component)").expect("a component"),
        "`describe` is not of the type that it must have",
    );
    let broken = [b"\0asm\x0d\0\x01\0".as_slice(), b"\xff\xff"].concat();
    check(&broken, "c.wasm: it cannot be compiled");
    let other = r#"(component (core module $m (func (export "f"))) (core instance $i (instantiate $m))
                     (func (export "describe") (canon lift (core func $i "f"))))"#;
    check(&wat::parse_str(other).expect("a component"), "`describe` is not of the type");
    // One that was built against another version of the interface, whose candidates have a field more.
    let later = Source::new("later")
        .text()
        .replace("(field \"text\" string)", "(field \"text\" string) (field \"language\" string)");
    let later = later.replace("(param i32 i32 i32 i32 i32", "(param i32 i32 i32 i32 i32 i32 i32");
    check(
        &wat::parse_str(later).expect("a component"),
        "`judge` is not of the type that it must have: expected record of 2 fields, found 3 fields; \
         the interface is veriloop:verifier@1.0.0",
    );
}

/// The checker that was built against the first version of the interface, and is never built again.
fn first() -> Checker {
    let bytes = include_bytes!("checkers/first/first.wasm");
    Checkers::new(None).open_bytes(Path::new("first.wasm"), bytes).expect("the first checker still loads")
}

#[test]
fn a_checker_built_against_the_first_version_of_the_interface_still_runs() {
    let checker = first();
    assert_eq!((checker.name(), checker.version()), ("first", "1.0.0"));
    assert_eq!(checker.parameters(), [("word".to_owned(), "the word that a candidate must hold".to_owned())]);
    let params = |params: Value| params.as_object().expect("an object").clone();
    let about = About { id: "p".into(), prompt: "Say it.".into(), references: vec!["a".into(), "b".into()] };
    let judge = |text: &str| {
        let candidate = Candidate::Text(text.to_owned());
        checker
            .judge(&Limits::default(), &about, &params(json!({"word": "yes"})), &candidate)
            .expect("no fault")
    };
    let accepted = judge("oh yes, yes");
    assert_eq!(accepted.verdict, Verdict::Accept);
    assert_eq!(accepted.detail, r#"id p, prompt Say it., parameters {"word":"yes"}, references a b"#);
    assert_eq!(accepted.checker.expect("a checker judged").score, Some(1.0));
    let rejected = judge("no");
    assert_eq!(rejected.verdict, Verdict::Reject(RejectReason::ByChecker));
    let said = rejected.checker.expect("a checker judged");
    assert_eq!((said.reason.as_str(), said.score), ("word-not-found", Some(0.0)));
    assert_eq!(judge("").verdict, Verdict::Reject(RejectReason::NoAnswer));
    let candidate = Candidate::Text("yes".into());
    match checker.judge(&Limits::default(), &about, &params(json!({})), &candidate) {
        Err(Fault::Checker { what, .. }) => assert_eq!(what, "cannot judge: expected a parameter `word`"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_candidate_uses_the_same_fuel_every_time() {
    let checker = first();
    let params = json!({"word": "yes"}).as_object().expect("an object").clone();
    let fuel = |text: &str| {
        let candidate = Candidate::Text(text.to_owned());
        checker.judge(&Limits::default(), &About::default(), &params, &candidate).expect("no fault").fuel
    };
    let first = fuel("yes");
    fuel(&"no ".repeat(100_000));
    assert_eq!([fuel("yes"), fuel("yes")], [first; 2]);
}
