//! Sets for the checkers that ship, as whoever makes a file of one sees them.

use std::collections::{BTreeMap, HashSet};

use veriloop_problems::sets::{ProblemSet, SetSize};
use veriloop_problems::{Problem, Source, Split, jsonl};
use veriloop_verifiers::spec::module::ModulePath;

fn made(set: ProblemSet, size: SetSize, seed: u64) -> Vec<Problem> {
    set.generate(&ModulePath::new("checker.wasm"), size, seed)
}

const SMALL: SetSize = SetSize { levels: 4, training: 40, held_out: 10 };

fn prompts(problems: &[Problem], split: Split) -> HashSet<&str> {
    problems.iter().filter(|problem| problem.split == split).map(|problem| problem.prompt.as_str()).collect()
}

#[test]
fn a_set_is_the_same_every_time_and_another_with_another_seed() {
    for set in ProblemSet::ALL {
        assert_eq!(made(set, SMALL, 1), made(set, SMALL, 1), "{set:?}");
        assert_ne!(made(set, SMALL, 1), made(set, SMALL, 2), "{set:?}");
    }
}

#[test]
fn no_prompt_occurs_twice_or_on_both_sides_whatever_the_seeds() {
    for set in ProblemSet::ALL {
        let (first, second) = (made(set, SMALL, 1), made(set, SMALL, 2));
        let all: HashSet<&str> = first.iter().map(|problem| problem.prompt.as_str()).collect();
        assert_eq!(all.len(), first.len(), "{set:?}");
        for (training, held_out) in [(&first, &first), (&first, &second), (&second, &first)] {
            let (training, held_out) = (prompts(training, Split::Train), prompts(held_out, Split::HeldOut));
            assert!(training.is_disjoint(&held_out), "{set:?}");
        }
    }
}

#[test]
fn a_set_has_as_many_problems_of_a_level_as_are_asked_for_where_there_are_as_many() {
    for set in ProblemSet::ALL {
        let mut counts: BTreeMap<(u64, bool), usize> = BTreeMap::new();
        for problem in made(set, SMALL, 1) {
            let level = problem.tags["level"].as_u64().expect("a level");
            *counts.entry((level, problem.split == Split::Train)).or_default() += 1;
            assert_eq!(problem.references.len(), 1, "{set:?}");
        }
        for level in 2..=4 {
            assert_eq!((counts[&(level, true)], counts[&(level, false)]), (40, 10), "{set:?} {level}");
        }
    }
    // There are few problems of one length, and all of them are found.
    let all = SetSize { levels: 1, training: 1000, held_out: 1000 };
    assert_eq!(made(ProblemSet::Conversion, all, 1).len(), 64);
}

#[test]
fn a_set_in_a_file_is_a_source_of_problems_for_a_run() {
    for set in ProblemSet::ALL {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let checker = folder.path().join("checker.wasm");
        std::fs::write(&checker, "").expect("the folder takes a file");
        let path = folder.path().join("set.jsonl");
        let module = ModulePath::from_folder(&checker, folder.path()).expect("both are there");
        jsonl::write(&path, set.generate(&module, SMALL, 1)).expect("the folder takes a file");
        let source = Source::file(&path, 2).expect("a source");
        assert_eq!((source.name().as_str(), source.highest_level()), ("set", 4), "{set:?}");
        assert_eq!(source.demonstrations(2, 100, 1).len(), 40, "{set:?}");
        assert_eq!(source.held_out(4, 100, 1).len(), 10, "{set:?}");
    }
}
