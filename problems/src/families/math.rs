//! The math family: chains of exact arithmetic.
//!
//! A number, then steps in words: sums, products, exact divisions and
//! differences from a round number. Every value on the way is a positive
//! integer below 60, no step occurs twice, and no step could as well come before
//! the one before it: sums commute, and so do products. Differences from a
//! round number commute with nothing, so half of the steps are such: where only
//! sums and products take turns, their order follows from what they are. The
//! reference names each step in a line, works it out in the next and boxes the last value.

use num_rational::Ratio;
use rand::{Rng, RngExt};
use serde_json::Map;
use veriloop_verifiers::VerifierSpec;

use super::{mutants, side};
use crate::{Problem, ProblemId, Split};

/// Values on the way stay below this.
const BOUND: i64 = 60;

/// What a step does with the value `v` and its operand `k`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// `v + k`
    Add,
    /// `v - k`
    Subtract,
    /// `v * k`
    Multiply,
    /// `v / k`
    Divide,
    /// `k - v`
    SubtractFrom,
}

/// What decides whether two steps commute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sum,
    Product,
    Difference,
}

impl Operator {
    fn kind(self) -> Kind {
        match self {
            Operator::Add | Operator::Subtract => Kind::Sum,
            Operator::Multiply | Operator::Divide => Kind::Product,
            Operator::SubtractFrom => Kind::Difference,
        }
    }
}

/// One step of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    words: &'static str,
    operator: Operator,
    operand: i64,
}

const fn step(words: &'static str, operator: Operator, operand: i64) -> Step {
    Step { words, operator, operand }
}

/// Every step that there is.
const STEPS: [Step; 34] = [
    step("add one", Operator::Add, 1),
    step("add two", Operator::Add, 2),
    step("add three", Operator::Add, 3),
    step("add four", Operator::Add, 4),
    step("add five", Operator::Add, 5),
    step("add ten", Operator::Add, 10),
    step("add twenty", Operator::Add, 20),
    step("add thirty", Operator::Add, 30),
    step("subtract one", Operator::Subtract, 1),
    step("subtract two", Operator::Subtract, 2),
    step("subtract three", Operator::Subtract, 3),
    step("subtract four", Operator::Subtract, 4),
    step("subtract five", Operator::Subtract, 5),
    step("subtract ten", Operator::Subtract, 10),
    step("subtract twenty", Operator::Subtract, 20),
    step("subtract thirty", Operator::Subtract, 30),
    step("double it", Operator::Multiply, 2),
    step("triple it", Operator::Multiply, 3),
    step("multiply by four", Operator::Multiply, 4),
    step("multiply by five", Operator::Multiply, 5),
    step("halve it", Operator::Divide, 2),
    step("divide by three", Operator::Divide, 3),
    step("divide by four", Operator::Divide, 4),
    step("divide by five", Operator::Divide, 5),
    step("subtract it from fifteen", Operator::SubtractFrom, 15),
    step("subtract it from twenty", Operator::SubtractFrom, 20),
    step("subtract it from twenty-five", Operator::SubtractFrom, 25),
    step("subtract it from thirty", Operator::SubtractFrom, 30),
    step("subtract it from thirty-five", Operator::SubtractFrom, 35),
    step("subtract it from forty", Operator::SubtractFrom, 40),
    step("subtract it from forty-five", Operator::SubtractFrom, 45),
    step("subtract it from fifty", Operator::SubtractFrom, 50),
    step("subtract it from fifty-five", Operator::SubtractFrom, 55),
    step("subtract it from sixty", Operator::SubtractFrom, 60),
];

impl Step {
    /// Whether two steps that follow each other could change places, whatever the value.
    fn commutes_with(self, other: Step) -> bool {
        let kind = self.operator.kind();
        kind != Kind::Difference && kind == other.operator.kind()
    }

    fn apply(self, value: Ratio<i64>) -> Ratio<i64> {
        match self.operator {
            Operator::Add => value + self.operand,
            Operator::Subtract => value - self.operand,
            Operator::Multiply => value * self.operand,
            Operator::Divide => value / self.operand,
            Operator::SubtractFrom => -value + self.operand,
        }
    }

    /// The step worked out on a value, as an equation without its right side.
    fn equation(self, value: i64) -> String {
        let operand = self.operand;
        match self.operator {
            Operator::Add => format!("{value} + {operand}"),
            Operator::Subtract => format!("{value} - {operand}"),
            Operator::Multiply => format!("{value} * {operand}"),
            Operator::Divide => format!("{value} / {operand}"),
            Operator::SubtractFrom => format!("{operand} - {value}"),
        }
    }
}

fn result(start: Ratio<i64>, steps: &[Step]) -> Ratio<i64> {
    steps.iter().fold(start, |value, step| step.apply(value))
}

/// One attempt at a problem of `level` steps; `None` where the draw is on the
/// other side of the border or is not discriminating.
pub(super) fn generate(level: u32, split: Split, rng: &mut impl Rng) -> Option<Problem> {
    let start = rng.random_range(2..BOUND);
    let mut steps: Vec<Step> = Vec::new();
    let mut values = vec![start];
    for _ in 0..level {
        let value = values[values.len() - 1];
        let possible: Vec<(Step, i64)> = STEPS
            .into_iter()
            .filter(|step| !steps.contains(step))
            .filter(|step| steps.last().is_none_or(|last| !last.commutes_with(*step)))
            .map(|step| (step, step.apply(Ratio::from_integer(value))))
            .filter(|(_, next)| next.is_integer() && (1..BOUND).contains(next.numer()))
            .map(|(step, next)| (step, next.to_integer()))
            .collect();
        let wanted =
            if rng.random_bool(0.5) { Kind::Difference } else { *pick(&[Kind::Sum, Kind::Product], rng)? };
        let possible: Vec<(Step, i64)> =
            possible.into_iter().filter(|(step, _)| step.operator.kind() == wanted).collect();
        let &(step, next) = pick(&possible, rng)?;
        steps.push(step);
        values.push(next);
    }
    if side(&content(&steps)) != split || !is_discriminating(start, &steps) {
        return None;
    }
    let answer = values[values.len() - 1];
    Some(Problem {
        id: ProblemId::new(""),
        prompt: prompt(start, &steps),
        verifier: VerifierSpec::math_answer(answer.to_string()),
        references: vec![worked(&values, &steps)],
        split,
        tags: Map::new(),
    })
}

fn pick<'a, T>(items: &'a [T], rng: &mut impl Rng) -> Option<&'a T> {
    (!items.is_empty()).then(|| &items[rng.random_range(0..items.len())])
}

fn is_discriminating(start: i64, steps: &[Step]) -> bool {
    let right = result(Ratio::from_integer(start), steps);
    mutants(steps, &STEPS).all(|mutant| {
        let kept = result(Ratio::from_integer(start), &steps[..mutant.kept]);
        result(kept, &mutant.rest) != right
    })
}

/// What decides the split: the steps, not the number they start with.
fn content(steps: &[Step]) -> String {
    steps.iter().map(|step| step.words).collect::<Vec<_>>().join("; ")
}

fn prompt(start: i64, steps: &[Step]) -> String {
    let mut text = format!("Start with {start}.\n");
    for step in steps {
        text.push_str(&format!("{}\n", step.words));
    }
    text.push_str("What is the result?\n");
    text
}

fn worked(values: &[i64], steps: &[Step]) -> String {
    let mut text = String::new();
    for (at, step) in steps.iter().enumerate() {
        text.push_str(&format!("{}\n{} = {}\n", step.words, step.equation(values[at]), values[at + 1]));
    }
    text.push_str(&format!("\\boxed{{{}}}", values[values.len() - 1]));
    text
}

#[cfg(test)]
mod tests {
    use super::{Operator, STEPS, is_discriminating, step, worked};

    #[test]
    fn a_chain_whose_neighbours_commute_is_not_discriminating() {
        let sums = [step("add three", Operator::Add, 3), step("subtract two", Operator::Subtract, 2)];
        assert!(!is_discriminating(7, &sums));
        let mixed = [step("add three", Operator::Add, 3), step("double it", Operator::Multiply, 2)];
        assert!(is_discriminating(10, &mixed));
    }

    #[test]
    fn the_reference_works_out_every_step() {
        let steps =
            [step("add three", Operator::Add, 3), step("subtract it from fifty", Operator::SubtractFrom, 50)];
        let text = worked(&[7, 10, 40], &steps);
        assert_eq!(text, "add three\n7 + 3 = 10\nsubtract it from fifty\n50 - 10 = 40\n\\boxed{40}");
    }

    #[test]
    fn no_two_steps_are_told_in_the_same_words() {
        for (at, step) in STEPS.iter().enumerate() {
            assert!(STEPS[..at].iter().all(|other| other.words != step.words), "{}", step.words);
        }
    }
}
