//! Countdown: reach a number from given numbers, each used at most once.
//!
//! Two or three of the numbers lead to the target, and the others are in the way. The shortest way is the reference.

use rand::{Rng, RngExt as _};
use serde_json::json;
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::module::ModulePath;

use super::Draft;

/// The highest number that is given.
const HIGHEST: i64 = 10;

/// No value on the way is above this.
const BOUND: i64 = 99;

/// What an operation makes of two numbers.
struct Operation {
    sign: char,
    value: i64,
}

/// Every operation on two numbers with a positive whole result within the bound, and none that changes nothing.
fn operations(a: i64, b: i64) -> impl Iterator<Item = Operation> {
    [
        (a + b <= BOUND).then(|| Operation { sign: '+', value: a + b }),
        (a > b).then(|| Operation { sign: '-', value: a - b }),
        (a > 1 && b > 1 && a * b <= BOUND).then(|| Operation { sign: '*', value: a * b }),
        (b > 1 && a % b == 0).then(|| Operation { sign: '/', value: a / b }),
    ]
    .into_iter()
    .flatten()
}

/// One attempt at a problem of `level` + 1 numbers; `None` where the numbers drawn lead nowhere new.
pub(super) fn draw(checker: &ModulePath, level: u32, rng: &mut impl Rng) -> Option<Draft> {
    let mut numbers: Vec<i64> = (0..=level).map(|_| rng.random_range(1..=HIGHEST)).collect();
    // Those that lead to the target are the first; they are no longer once the numbers are sorted.
    let used = if numbers.len() > 2 && rng.random_bool(0.6) { 3 } else { 2 };
    let target = numbers[1..used].iter().try_fold(numbers[0], |value, &number| {
        let possible: Vec<Operation> = operations(value, number).collect();
        (!possible.is_empty()).then(|| possible[rng.random_range(0..possible.len())].value)
    })?;
    if numbers.contains(&target) {
        return None;
    }
    numbers.sort_unstable();
    let reference = with_two(&numbers, target).or_else(|| with_three(&numbers, target))?;
    let listed: Vec<String> = numbers.iter().map(i64::to_string).collect();
    let params = [("numbers", json!(numbers)), ("target", target.into())];
    Some(Draft {
        prompt: format!("Reach {target} with {}\n", listed.join(" ")),
        verifier: VerifierSpec::component(checker.clone(), params),
        reference,
    })
}

/// Every two numbers at different places, in both orders, and the places.
fn pairs(numbers: &[i64]) -> impl Iterator<Item = ([usize; 2], i64, i64)> {
    let places = 0..numbers.len();
    places.flat_map(move |i| {
        (0..numbers.len()).filter(move |&j| j != i).map(move |j| ([i, j], numbers[i], numbers[j]))
    })
}

/// The first way that uses two of the numbers.
fn with_two(numbers: &[i64], target: i64) -> Option<String> {
    pairs(numbers).find_map(|(_, a, b)| {
        let found = operations(a, b).find(|operation| operation.value == target)?;
        Some(format!("{a} {} {b} = {target}", found.sign))
    })
}

/// The first way that uses three of the numbers, with the value on the way in a line before.
fn with_three(numbers: &[i64], target: i64) -> Option<String> {
    pairs(numbers).find_map(|(places, a, b)| {
        operations(a, b).find_map(|first| {
            let others = numbers.iter().enumerate().filter(|(at, _)| !places.contains(at));
            others.map(|(_, &c)| c).find_map(|c| {
                let inner = format!("{a} {} {b}", first.sign);
                let outer = |left, right| operations(left, right).find(|second| second.value == target);
                let whole =
                    outer(first.value, c).map(|second| format!("({inner}) {} {c}", second.sign)).or_else(
                        || outer(c, first.value).map(|second| format!("{c} {} ({inner})", second.sign)),
                    )?;
                Some(format!("{inner} = {}\n{whole} = {target}", first.value))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{with_three, with_two};

    #[test]
    fn the_shortest_way_is_found_and_the_value_on_the_way_is_told() {
        assert_eq!(with_two(&[3, 5, 20], 17).as_deref(), Some("20 - 3 = 17"));
        assert_eq!(with_two(&[3, 5, 20], 85), None);
        assert_eq!(with_three(&[3, 5, 20], 85).as_deref(), Some("20 - 3 = 17\n(20 - 3) * 5 = 85"));
        assert_eq!(with_three(&[2, 3, 10], 4).as_deref(), Some("2 * 3 = 6\n10 - (2 * 3) = 4"));
        assert_eq!(with_three(&[2, 3, 10], 97), None);
    }
}
