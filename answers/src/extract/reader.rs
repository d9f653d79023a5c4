//! What extraction asks of whoever can read answers.

/// What extraction asks of whoever can read answers.
pub trait Reader {
    /// Whether a text is an answer of a form that is read.
    fn reads(&self, text: &str) -> bool;

    /// Whether two texts are proved to be the same answer. It is asked only
    /// where they differ in more than white space.
    fn same(&self, first: &str, second: &str) -> bool;

    /// Whether words are the name of a unit.
    fn is_unit(&self, words: &str) -> bool;
}

/// A reader that knows numbers in their plainest forms and the commonest
/// units, and takes no two different texts to be the same answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainReader;

impl Reader for PlainReader {
    fn reads(&self, text: &str) -> bool {
        let text = text.trim().trim_matches('$').trim();
        let is_letter = |text: &str| text.len() == 1 && text.as_bytes()[0].is_ascii_alphabetic();
        is_letter(text)
            || text.starts_with('\\')
            || text.contains(|c: char| c.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || " +-*/^.,:=()[]{}<>%$\\xyn".contains(c))
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
