//! The code family: Python functions composed of list or string operations.
//!
//! The prompt gives an example and the steps in words, and opens the function;
//! the completion is the function's body, for each step a comment with its
//! words and a statement: a step is first found, then written. Operations are
//! defined twice, as Python text and as a native function, which computes what
//! the tests expect; that both agree is tested in the sandbox.

mod lists;
mod strings;

use rand::{Rng, RngExt};
use serde_json::{Map, Value};
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::Case;

use super::{mutants, side};
use crate::{Problem, ProblemId, Split};

/// The function that every problem of the family asks for.
const ENTRY_POINT: &str = "f";
/// Hidden cases of a training problem.
const TRAINING_CASES: usize = 8;
/// Hidden cases of a held-out problem.
const HELD_OUT_CASES: usize = 24;

/// One operation on values of type `T`; `{k}` in the texts stands for the constant, which the words spell out.
struct Operation<T> {
    words: &'static str,
    statement: &'static str,
    /// The constants that the operation takes, or one unused value.
    constants: std::ops::RangeInclusive<i64>,
    apply: fn(T, i64) -> T,
}

/// The operations on one type of value, and how its inputs are made.
struct Domain<T: 'static> {
    name: &'static str,
    variable: &'static str,
    operations: &'static [Operation<T>],
    input: fn(&mut dyn FnMut(std::ops::RangeInclusive<i64>) -> i64, Size) -> T,
    /// Whether a value may stand in a problem: bounds keep numbers and lengths small.
    is_moderate: fn(&T) -> bool,
    value: fn(&T) -> Value,
    literal: fn(&T) -> String,
}

/// How large an input is.
#[derive(Clone, Copy)]
enum Size {
    /// For the example that the prompt shows.
    Example,
    /// For a hidden case.
    Case,
}

/// One step: an operation of the domain with its constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    operation: usize,
    constant: i64,
}

/// One attempt at a problem of `level` steps; `None` where the draw is on the
/// other side of the border or is not discriminating.
pub(super) fn generate(level: u32, split: Split, rng: &mut impl Rng) -> Option<Problem> {
    if rng.random_bool(0.5) {
        generate_in(&lists::DOMAIN, level, split, rng)
    } else {
        generate_in(&strings::DOMAIN, level, split, rng)
    }
}

fn generate_in<T: Clone + PartialEq>(
    domain: &Domain<T>,
    level: u32,
    split: Split,
    rng: &mut impl Rng,
) -> Option<Problem> {
    let inputs: Vec<T> = (0..if split == Split::Train { TRAINING_CASES } else { HELD_OUT_CASES })
        .map(|_| (domain.input)(&mut |range| rng.random_range(range), Size::Case))
        .collect();
    let steps = domain.chain(level, &inputs, rng)?;
    if side(&domain.content(&steps)) != split || !domain.is_discriminating(&steps, &inputs) {
        return None;
    }
    let example = (domain.input)(&mut |range| rng.random_range(range), Size::Example);
    let example_result = domain.run(&steps, example.clone())?;
    let cases = inputs
        .into_iter()
        .map(|input| {
            let args = vec![(domain.value)(&input)];
            let expect = (domain.value)(&domain.run(&steps, input)?);
            Some(Case { args, kwargs: Map::new(), expect })
        })
        .collect::<Option<Vec<Case>>>()?;
    Some(Problem {
        id: ProblemId::new(""),
        prompt: domain.prompt(&steps, &example, &example_result),
        verifier: VerifierSpec::PythonCases { entry_point: ENTRY_POINT.into(), cases },
        references: vec![domain.body(&steps)],
        split,
        tags: Map::new(),
    })
}

impl<T: Clone + PartialEq> Domain<T> {
    /// Every step of the domain.
    fn steps(&self) -> Vec<Step> {
        self.operations
            .iter()
            .enumerate()
            .flat_map(|(operation, definition)| {
                definition.constants.clone().map(move |constant| Step { operation, constant })
            })
            .collect()
    }

    /// The value after all steps, or `None` where one on the way is not moderate.
    fn run(&self, steps: &[Step], input: T) -> Option<T> {
        steps.iter().try_fold(input, |value, step| {
            let value = (self.operations[step.operation].apply)(value, step.constant);
            (self.is_moderate)(&value).then_some(value)
        })
    }

    /// Draws steps one after the other; no operation comes twice. A step that
    /// changes nothing, or that could as well come before the one before it, is
    /// drawn again: a chain with such a step would be thrown away in the end.
    fn chain(&self, level: u32, inputs: &[T], rng: &mut impl Rng) -> Option<Vec<Step>> {
        const DRAWS: usize = 24;
        let mut steps: Vec<Step> = Vec::new();
        let mut before: Option<Vec<T>> = None;
        let mut values = inputs.to_vec();
        for _ in 0..level {
            let after = |values: &[T], step: Step| -> Option<Vec<T>> {
                values.iter().map(|value| self.run(&[step], value.clone())).collect()
            };
            let (step, next) = (0..DRAWS).find_map(|_| {
                // The operation is drawn first, so that each is as common as any other.
                let operation = rng.random_range(0..self.operations.len());
                let constant = rng.random_range(self.operations[operation].constants.clone());
                let step = Step { operation, constant };
                if steps.iter().any(|earlier| earlier.operation == operation) {
                    return None;
                }
                let next = after(&values, step)?;
                if next == values {
                    return None;
                }
                if let (Some(before), Some(&last)) = (&before, steps.last()) {
                    let swapped = after(before, step).and_then(|values| after(&values, last));
                    if swapped.as_ref() == Some(&next) {
                        return None;
                    }
                }
                Some((step, next))
            })?;
            steps.push(step);
            before = Some(std::mem::replace(&mut values, next));
        }
        Some(steps)
    }

    /// Whether every mutant of the chain differs from it on some input.
    fn is_discriminating(&self, steps: &[Step], inputs: &[T]) -> bool {
        let all = self.steps();
        // Of each input, its value before the first step, after it, and so on to the last.
        let values: Option<Vec<Vec<T>>> = inputs
            .iter()
            .map(|input| {
                let mut values = vec![input.clone()];
                for step in steps {
                    values.push(self.run(&[*step], values[values.len() - 1].clone())?);
                }
                Some(values)
            })
            .collect();
        values.is_some_and(|values| {
            mutants(steps, &all).all(|mutant| {
                values.iter().any(|values| {
                    self.run(&mutant.rest, values[mutant.kept].clone()).as_ref() != values.last()
                })
            })
        })
    }

    /// What decides the split: the domain and the chain, not the inputs.
    fn content(&self, steps: &[Step]) -> String {
        let mut text = self.name.to_owned();
        for &step in steps {
            text.push_str("; ");
            text.push_str(&self.words(step));
        }
        text
    }

    fn words(&self, step: Step) -> String {
        const NUMBERS: [&str; 10] =
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
        self.operations[step.operation].words.replace("{k}", NUMBERS[step.constant as usize])
    }

    fn prompt(&self, steps: &[Step], example: &T, result: &T) -> String {
        let (example, result) = ((self.literal)(example), (self.literal)(result));
        let mut text = format!("# {ENTRY_POINT}({example}) == {result}\n# Steps:\n");
        for &step in steps {
            text.push_str(&format!("# {}\n", self.words(step)));
        }
        text.push_str(&format!("def {ENTRY_POINT}({}):\n", self.variable));
        text
    }

    fn body(&self, steps: &[Step]) -> String {
        let mut text = String::new();
        for &step in steps {
            let statement =
                self.operations[step.operation].statement.replace("{k}", &step.constant.to_string());
            text.push_str(&format!("    # {}\n    {} = {statement}\n", self.words(step), self.variable));
        }
        text.push_str(&format!("    return {}\n", self.variable));
        text
    }
}
