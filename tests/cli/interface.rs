//! Help, version, and what is no command.

use crate::dir::Dir;

#[test]
fn help_lists_the_commands_and_the_exit_codes_on_standard_output() {
    let run = Dir::new().veriloop(&["--help"]).exits_with(0);
    for word in [
        "run",
        "verify",
        "answer",
        "measure",
        "coverage",
        "problems",
        "report",
        "checker",
        "doctor",
        "Exit codes:",
        "70",
    ] {
        assert!(run.stdout.contains(word), "expected {word} in {}", run.stdout);
    }
    assert_eq!(run.stderr, "");
}

#[test]
fn every_command_has_help_with_an_example_or_an_explanation() {
    for command in [
        &["verify"][..],
        &["answer"],
        &["measure"],
        &["coverage"],
        &["problems", "import"],
        &["problems", "generate"],
        &["report"],
        &["bench", "sandbox"],
        &["bench", "answer"],
        &["bench", "checker"],
        &["checker", "new"],
        &["checker", "build"],
        &["checker", "test"],
        &["checker", "measure"],
        &["doctor"],
    ] {
        let args = [command, &["--help"]].concat();
        let run = Dir::new().veriloop(&args).exits_with(0);
        let explains = ["Example", "Exit code"].iter().any(|word| run.stdout.contains(word));
        assert!(explains, "{args:?}: {}", run.stdout);
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let run = Dir::new().veriloop(&["--version"]).exits_with(0);
    assert_eq!(run.stdout, format!("veriloop {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_command_that_does_not_exist_is_a_usage_error() {
    for args in [&["verfy"][..], &["verify", "--no-such-option"], &["answer", "5"], &["problems"], &[]] {
        let run = Dir::new().veriloop(args).exits_with(2);
        assert_eq!(run.stdout, "", "{args:?}");
        assert_ne!(run.stderr, "", "{args:?}");
    }
}

#[test]
fn the_doctor_examines_the_same_things_for_people_and_for_programs() {
    let dir = Dir::new();
    let (text, json) = (dir.veriloop(&["doctor"]), dir.veriloop(&["doctor", "--json"]));
    let findings = json.rows();
    assert!(!findings.is_empty());
    for finding in findings {
        let item = finding["item"].as_str().expect("an item");
        assert!(text.stdout.contains(item), "expected {item} in {}", text.stdout);
    }
}
