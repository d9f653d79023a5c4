//! The generated families are discriminating, and their splits share nothing.
//!
//! What counts as wrong is decided here by texts that are taken apart, and by
//! the real verifier, not by the code that generated the problems.

use std::collections::HashSet;
use std::sync::Arc;

use veriloop_problems::families::Family;
use veriloop_problems::{HeldOutProblem, Problem};
use veriloop_sandbox::{CacheDir, Python};
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::{Verdict, Verifier};

fn judge(verifier: &Verifier, problem: &Problem, completion: &str) -> Verdict {
    let candidate = extract(&problem.verifier, &problem.prompt, completion);
    verifier.judge(&problem.verifier, &candidate).expect("the sandbox works").verdict
}

/// The statements of a code reference, one for each step, and the line that returns.
fn code_steps(reference: &str) -> (Vec<String>, String) {
    let statements = reference.lines().filter(|line| !line.starts_with("    # "));
    let mut lines: Vec<String> = statements.map(str::to_owned).collect();
    let end = lines.pop().expect("a reference has lines");
    (lines, end)
}

fn code_body(steps: &[String], end: &str) -> String {
    let mut text = String::new();
    for step in steps {
        text.push_str(step);
        text.push('\n');
    }
    text + end
}

/// Every list that lacks an item, has two neighbours swapped, or one item replaced.
fn mutants<S: Clone + PartialEq>(steps: &[S], others: &[S]) -> Vec<Vec<S>> {
    let mut all = Vec::new();
    for at in 0..steps.len() {
        let mut left_out = steps.to_vec();
        left_out.remove(at);
        all.push(left_out);
        if at > 0 {
            let mut swapped = steps.to_vec();
            swapped.swap(at - 1, at);
            all.push(swapped);
        }
        for other in others.iter().filter(|&other| *other != steps[at]) {
            let mut replaced = steps.to_vec();
            replaced[at] = other.clone();
            all.push(replaced);
        }
    }
    all
}

#[test]
fn a_program_with_one_step_left_out_swapped_or_replaced_fails_its_tests() {
    let cache = CacheDir::from_environment().expect("a cache folder");
    let python = Python::open(&cache, &|_| ()).expect("the sandbox; `cargo xtask setup` fetches it");
    let verifier = Verifier::with_python(Arc::new(python));
    let mut judged = 0;
    for level in [1, 2, 3, 5, 8] {
        let mut problems: Vec<Problem> =
            Family::Code.training(level, 4, 7).into_iter().map(|p| p.into_problem()).collect();
        problems.extend(Family::Code.held_out(level, 2, 7).into_iter().map(HeldOutProblem::into_problem));
        let donors: Vec<String> = Family::Code
            .training(2, 12, 8)
            .into_iter()
            .flat_map(|problem| code_steps(&problem.problem().references[0]).0)
            .collect();
        for problem in problems {
            let (steps, end) = code_steps(&problem.references[0]);
            assert_eq!(steps.len(), level as usize, "a level is the number of steps");
            assert_eq!(
                judge(&verifier, &problem, &code_body(&steps, &end)),
                Verdict::Accept,
                "{}",
                problem.id
            );
            // A step of the other domain would fail for want of its variable, which proves nothing.
            let variable = end.trim_start_matches("    return ");
            let assigns = format!("    {variable} = ");
            let others: Vec<String> =
                donors.iter().filter(|step| step.starts_with(&assigns)).cloned().collect();
            for mutant in mutants(&steps, &others) {
                let body = code_body(&mutant, &end);
                let verdict = judge(&verifier, &problem, &body);
                assert!(matches!(verdict, Verdict::Reject(_)), "{}\n{}{body}", problem.id, problem.prompt);
                judged += 1;
            }
        }
    }
    assert!(judged > 500, "only {judged} mutants were judged");
}

/// A step of a worked solution: its operator, its constant, and whether the value stands on the left.
#[derive(Clone, Debug, PartialEq)]
struct Worked {
    operator: char,
    constant: f64,
    value_is_left: bool,
}

/// The steps of a math reference, read from its equations.
fn math_steps(problem: &Problem) -> (f64, Vec<Worked>) {
    let start: f64 = problem.prompt["Start with ".len()..].split('.').next().unwrap().parse().unwrap();
    let mut value = start;
    let mut steps = Vec::new();
    let mut lines = problem.references[0].lines();
    while let Some(words) = lines.next().filter(|line| !line.starts_with("\\boxed")) {
        let line = lines.next().expect("every step is worked out");
        let parts: Vec<&str> = line.split(' ').collect();
        let [left, operator, right, "=", next] = parts[..] else { panic!("an equation, found {line}") };
        let (left, right): (f64, f64) = (left.parse().unwrap(), right.parse().unwrap());
        let value_is_left = !words.starts_with("subtract it from");
        assert_eq!(if value_is_left { left } else { right }, value, "{line} goes on from the line before");
        let step = Worked {
            operator: operator.chars().next().unwrap(),
            constant: if value_is_left { right } else { left },
            value_is_left,
        };
        value = next.parse().unwrap();
        assert_eq!(work(left_value(&step, left, right), std::slice::from_ref(&step)), value, "{line}");
        steps.push(step);
    }
    (start, steps)
}

fn left_value(step: &Worked, left: f64, right: f64) -> f64 {
    if step.value_is_left { left } else { right }
}

fn work(start: f64, steps: &[Worked]) -> f64 {
    steps.iter().fold(start, |value, step| {
        let (left, right) = if step.value_is_left { (value, step.constant) } else { (step.constant, value) };
        match step.operator {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            other => panic!("an operator, found {other}"),
        }
    })
}

#[test]
fn a_derivation_with_one_step_left_out_swapped_or_replaced_has_another_answer() {
    let verifier = Verifier::answers_only();
    let donors: Vec<Worked> =
        Family::Math.training(2, 40, 8).iter().flat_map(|problem| math_steps(problem.problem()).1).collect();
    let mut judged = 0;
    for level in 1..=Family::HIGHEST_LEVEL {
        for problem in Family::Math.training(level, 10, 7) {
            let problem = problem.problem();
            assert_eq!(judge(&verifier, problem, &problem.references[0]), Verdict::Accept, "{}", problem.id);
            let (start, steps) = math_steps(problem);
            assert_eq!(steps.len(), level as usize, "a level is the number of steps");
            for mutant in mutants(&steps, &donors) {
                let answer = work(start, &mutant);
                // A fraction cannot equal the reference, which is an integer, and would have to be written as one.
                if answer.fract() != 0.0 {
                    continue;
                }
                let verdict = judge(&verifier, problem, &format!("\\boxed{{{answer}}}"));
                assert!(matches!(verdict, Verdict::Reject(_)), "{} accepts {mutant:?}", problem.id);
                judged += 1;
            }
        }
    }
    assert!(judged > 1000, "only {judged} mutants were judged");
}

/// What a solver of the problem is told to do, without the example or the start.
fn steps_told(problem: &Problem) -> String {
    problem.prompt.lines().skip(1).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_held_out_problem_has_the_steps_of_a_training_problem_whatever_the_seeds() {
    for family in Family::ALL {
        for level in [1, 2, 3, 6] {
            let training: HashSet<String> = (0..8)
                .flat_map(|seed| family.training(level, 60, seed))
                .map(|problem| steps_told(problem.problem()))
                .collect();
            for seed in 0..8 {
                for problem in family.held_out(level, 20, seed) {
                    let told = steps_told(problem.problem());
                    assert!(
                        !training.contains(&told),
                        "{} is a training problem too:\n{told}",
                        family.name()
                    );
                }
            }
        }
    }
}

#[test]
fn held_out_programs_are_judged_by_more_cases_than_training_programs() {
    let cases = |problem: &Problem| match &problem.verifier {
        veriloop_verifiers::VerifierSpec::PythonCases { cases, .. } => cases.len(),
        other => panic!("the code family is judged by cases, found {}", other.type_name()),
    };
    let training = cases(Family::Code.training(3, 1, 1)[0].problem());
    let held_out = cases(Family::Code.held_out(3, 1, 1)[0].problem());
    assert!(held_out > 2 * training, "{held_out} against {training}");
}
