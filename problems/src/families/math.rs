//! The math family: chains of exact arithmetic.
//!
//! A number goes round a table: each person adds, subtracts, multiplies or
//! divides exactly; every value on the way is a positive integer below 100.
//! Sums and products alternate, since two neighbouring steps of one kind could
//! be swapped without changing the result. The reference works the chain out a
//! line a person and boxes the last value.

use num_rational::Ratio;
use rand::{Rng, RngExt};
use serde_json::Map;
use veriloop_verifiers::VerifierSpec;

use super::{mutants, side};
use crate::{Problem, ProblemId, Split};

/// Values on the way stay below this.
const BOUND: i64 = 100;

/// Who may sit at the table; nobody sits there twice.
const NAMES: [&str; 24] = [
    "Ann", "Ben", "Cora", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jade", "Kim", "Leo", "Mia", "Nils",
    "Olga", "Pia", "Quin", "Rosa", "Sam", "Tess", "Uma", "Vera", "Will", "Zoe",
];

/// One step of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    operator: Operator,
    operand: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    const ALL: [Operator; 4] = [Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide];

    fn words(self) -> &'static str {
        match self {
            Operator::Add => "add",
            Operator::Subtract => "subtract",
            Operator::Multiply => "multiply by",
            Operator::Divide => "divide by",
        }
    }

    fn sign(self) -> char {
        match self {
            Operator::Add => '+',
            Operator::Subtract => '-',
            Operator::Multiply => '*',
            Operator::Divide => '/',
        }
    }

    fn operands(self) -> std::ops::RangeInclusive<i64> {
        match self {
            Operator::Add | Operator::Subtract => 2..=9,
            Operator::Multiply | Operator::Divide => 2..=3,
        }
    }

    fn is_product(self) -> bool {
        matches!(self, Operator::Multiply | Operator::Divide)
    }
}

impl Step {
    fn all() -> Vec<Step> {
        Operator::ALL
            .into_iter()
            .flat_map(|operator| operator.operands().map(move |operand| Step { operator, operand }))
            .collect()
    }

    fn apply(self, value: Ratio<i64>) -> Ratio<i64> {
        match self.operator {
            Operator::Add => value + self.operand,
            Operator::Subtract => value - self.operand,
            Operator::Multiply => value * self.operand,
            Operator::Divide => value / self.operand,
        }
    }
}

fn result(start: i64, steps: &[Step]) -> Ratio<i64> {
    steps.iter().fold(Ratio::from_integer(start), |value, step| step.apply(value))
}

/// One attempt at a problem of `level` steps; `None` where the draw is on the
/// other side of the border or is not discriminating.
pub(super) fn generate(level: u32, split: Split, rng: &mut impl Rng) -> Option<Problem> {
    let all = Step::all();
    let start = rng.random_range(2..=50);
    let mut steps: Vec<Step> = Vec::new();
    let mut values = vec![start];
    for _ in 0..level {
        let value = values[values.len() - 1];
        let possible: Vec<(Step, i64)> = all
            .iter()
            .filter(|step| {
                steps.last().is_none_or(|last| last.operator.is_product() != step.operator.is_product())
            })
            .map(|&step| (step, step.apply(Ratio::from_integer(value))))
            .filter(|(_, next)| next.is_integer() && (1..BOUND).contains(next.numer()))
            .map(|(step, next)| (step, next.to_integer()))
            .collect();
        // The operator is drawn first, so that products are as common as sums.
        let operators: Vec<Operator> = Operator::ALL
            .into_iter()
            .filter(|&o| possible.iter().any(|(step, _)| step.operator == o))
            .collect();
        let operator = *pick(&operators, rng)?;
        let possible: Vec<(Step, i64)> =
            possible.into_iter().filter(|(step, _)| step.operator == operator).collect();
        let &(step, next) = pick(&possible, rng)?;
        steps.push(step);
        values.push(next);
    }
    if side(&content(start, &steps)) != split || !is_discriminating(start, &steps, &all) {
        return None;
    }
    let names: Vec<&str> = rand::seq::index::sample(rng, NAMES.len(), steps.len())
        .into_iter()
        .map(|index| NAMES[index])
        .collect();
    let answer = values[values.len() - 1];
    let verifier = VerifierSpec::MathAnswer { reference: answer.to_string() };
    Some(Problem {
        id: ProblemId::new(""),
        prompt: prompt(start, &names, &steps),
        verifier,
        references: vec![worked(&values, &names, &steps)],
        split,
        tags: Map::new(),
    })
}

fn pick<'a, T>(items: &'a [T], rng: &mut impl Rng) -> Option<&'a T> {
    (!items.is_empty()).then(|| &items[rng.random_range(0..items.len())])
}

fn is_discriminating(start: i64, steps: &[Step], all: &[Step]) -> bool {
    let right = result(start, steps);
    mutants(steps, all).all(|mutant| result(start, &mutant) != right)
}

/// What decides the split: the chain itself, whoever works it.
fn content(start: i64, steps: &[Step]) -> String {
    let mut text = start.to_string();
    for step in steps {
        text.push_str(&format!(" {} {}", step.operator.sign(), step.operand));
    }
    text
}

fn prompt(start: i64, names: &[&str], steps: &[Step]) -> String {
    let mut text = format!("The number {start} goes round the table.");
    for (name, step) in names.iter().zip(steps) {
        text.push_str(&format!("\n{name}: {} {}", step.operator.words(), step.operand));
    }
    text.push_str("\nWhat is the result?");
    text
}

fn worked(values: &[i64], names: &[&str], steps: &[Step]) -> String {
    let mut text = String::new();
    for (at, (name, step)) in names.iter().zip(steps).enumerate() {
        let (before, after) = (values[at], values[at + 1]);
        text.push_str(&format!("\n{name}: {before} {} {} = {after}", step.operator.sign(), step.operand));
    }
    text.push_str(&format!("\n\\boxed{{{}}}", values[values.len() - 1]));
    text
}

#[cfg(test)]
mod tests {
    use super::{Operator, Step, is_discriminating, worked};

    #[test]
    fn a_chain_whose_neighbours_commute_is_not_discriminating() {
        let step = |operator, operand| Step { operator, operand };
        let sums = [step(Operator::Add, 3), step(Operator::Subtract, 2)];
        assert!(!is_discriminating(7, &sums, &Step::all()));
        let mixed = [step(Operator::Add, 3), step(Operator::Multiply, 2)];
        assert!(is_discriminating(7, &mixed, &Step::all()));
    }

    #[test]
    fn the_reference_works_out_every_step() {
        let steps =
            [Step { operator: Operator::Add, operand: 3 }, Step { operator: Operator::Multiply, operand: 2 }];
        let text = worked(&[7, 10, 20], &["Ann", "Ben"], &steps);
        assert_eq!(text, "\nAnn: 7 + 3 = 10\nBen: 10 * 2 = 20\n\\boxed{20}");
    }
}
