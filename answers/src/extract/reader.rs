//! What extraction asks of whoever can read answers.

use crate::decision::Outcome;
use crate::rules::{Form, Rounding, Rules};
use crate::units;

/// What extraction asks of whoever can read answers.
pub trait Reader {
    /// Whether a text is mathematics of a form that is read. Prose is not, even where it may be an answer.
    fn reads(&self, text: &str) -> bool;

    /// Whether two texts are proved to be the same answer. It is asked only
    /// where they differ in more than white space.
    fn same(&self, first: &str, second: &str) -> bool;

    /// Whether words are the name of a unit.
    fn is_unit(&self, words: &str) -> bool;
}

/// The reader that reads as the judge does, and takes texts to be the same answer where the judge accepts one for the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrammarReader;

impl Reader for GrammarReader {
    fn reads(&self, text: &str) -> bool {
        text.len() <= MAX_READ && crate::reads(text)
    }

    fn same(&self, first: &str, second: &str) -> bool {
        let rules = Rules { form: Form::Any, rounding: Rounding::Abstain, ..Rules::default() };
        matches!(crate::judge::judge_alone(first, second, &rules, None).outcome, Outcome::Accept(_))
    }

    fn is_unit(&self, words: &str) -> bool {
        let mut words = words.split_whitespace();
        let known = |word: &str| {
            matches!(word, "square" | "cubic" | "per" | "degrees" | "degree") || units::symbol(word).is_some()
        };
        words.next().is_some_and(known) && words.all(known)
    }
}

/// The longest text that is read to find out whether it is an answer, in bytes.
const MAX_READ: usize = 400;

/// A reader that knows numbers in their plainest forms and the commonest
/// units, and takes no two different texts to be the same answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainReader;

impl Reader for PlainReader {
    fn reads(&self, text: &str) -> bool {
        // No words but the names of commands, and something that has a value.
        let mut before = ' ';
        let mut run = 0;
        for c in text.chars() {
            run = if c.is_alphabetic() { run + 1 } else { 0 };
            if run == 1 && before == '\\' {
                run = -1_000;
            }
            if run > 1 || c.is_control() {
                return false;
            }
            before = c;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        text.contains(|c: char| c.is_ascii_digit() || c == '\\') || letters == 1 && text.trim().len() == 1
    }

    fn same(&self, _first: &str, _second: &str) -> bool {
        false
    }

    fn is_unit(&self, words: &str) -> bool {
        const UNITS: [&str; 40] = [
            "cent",
            "cents",
            "dollar",
            "dollars",
            "degree",
            "degrees",
            "inch",
            "inches",
            "foot",
            "feet",
            "yard",
            "yards",
            "mile",
            "miles",
            "mm",
            "cm",
            "km",
            "meter",
            "meters",
            "metre",
            "metres",
            "centimeters",
            "kilometers",
            "gram",
            "grams",
            "kg",
            "kilograms",
            "pound",
            "pounds",
            "ounces",
            "second",
            "seconds",
            "minute",
            "minutes",
            "hour",
            "hours",
            "day",
            "days",
            "mph",
            "units",
        ];
        let words = words.strip_prefix("square ").or_else(|| words.strip_prefix("cubic ")).unwrap_or(words);
        UNITS.contains(&words)
    }
}

#[cfg(test)]
mod unit_tests {
    use super::{super::extract_from_pair, GrammarReader};

    fn check(cases: &[(&str, Option<&str>)]) {
        for (text, expected) in cases {
            assert_eq!(extract_from_pair(text, &GrammarReader).answer().as_deref(), *expected, "{text:?}");
        }
    }

    #[test]
    fn letters_of_a_unit_after_a_formula_are_no_variables() {
        check(&[
            (r"It saves $\boxed{160}$ m of rope.", Some(r"160 \text{m}")),
            (r"It is at $-\boxed{\frac{1}{2}}$ m.", Some(r"-(\frac{1}{2})\text{m}")),
            (r"It saves $\boxed{160} m$ of rope.", Some("160 m")),
            (r"It saves $\boxed{160}$ cm of rope.", Some("160 cm")),
        ]);
    }

    #[test]
    fn formulas_that_are_joined_are_stated_together() {
        check(&[
            ("$1$ and $2$", Some("$1$ and $2$")),
            ("The roots are $1$, $2$, and $3$.", Some("$1$, $2$, and $3$")),
            (r"The roots are \(1\) and \(2\).", Some(r"\(1\) and \(2\)")),
            ("It is not $1$ and $2$.", Some("It is not $1$ and $2$.")),
        ]);
    }

    #[test]
    fn an_answer_that_is_called_wrong_is_none() {
        check(&[
            ("The wrong answer is 4. The answer is 5.", Some("5")),
            ("incorrect: 4", Some("incorrect: 4")),
            ("The incorrect answer: 4\nHence 5 is wrong.", None),
        ]);
    }
}
