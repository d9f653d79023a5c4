//! What may follow a number: units, and words that are not known to be units.

use std::fmt;

/// What follows a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A percentage. It is never compared with a plain number, since 50 % is written for 0.5 and for 50.
    Percent,
    /// A unit of money.
    Money(String),
    /// A unit of measurement.
    Known(String),
    /// Words that may change the value, such as "million" or "or more".
    Other(String),
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Percent => f.write_str("%"),
            Unit::Money(name) | Unit::Known(name) | Unit::Other(name) => f.write_str(name),
        }
    }
}

/// Names of units; those in one row are the same unit.
const KNOWN: &[&[&str]] = &[
    &["degree"],
    &["mm", "millimeter", "millimetre"],
    &["cm", "centimeter", "centimetre"],
    &["dm", "decimeter", "decimetre"],
    &["meter", "metre", "m"],
    &["km", "kilometer", "kilometre"],
    &["inch", "inches"],
    &["foot", "feet", "ft"],
    &["yard", "yd"],
    &["mile", "mi"],
    &["unit"],
    &["mg", "milligram"],
    &["gram", "g"],
    &["kg", "kilogram"],
    &["pound", "lb"],
    &["ounce", "oz"],
    &["ton"],
    &["ml", "mL", "milliliter", "millilitre"],
    &["liter", "litre", "L"],
    &["gallon"],
    &["second", "sec", "s"],
    &["minute", "min"],
    &["hour", "hr"],
    &["day"],
    &["week"],
    &["month"],
    &["year"],
    &["mph", "mile per hour", "mile/hour"],
    &["km/h", "kilometer per hour", "kilometre per hour"],
    &["point"],
    &["people"],
];

const MONEY: &[&[&str]] = &[&["$", "dollar", "USD"], &["£", "GBP"], &["€", "euro", "EUR"], &[CENT]];

/// The unit of money that is a hundredth of another.
pub(super) const CENT: &str = "cent";

/// Whether words that TeX does not set as text are a unit. A single letter is
/// more likely a variable, and only as text is it a unit.
pub(super) fn is_known(words: &str) -> bool {
    let words = words.trim();
    words.len() > 1 && !matches!(named(words), Unit::Other(_))
}

/// The unit that these words name.
pub(super) fn named(words: &str) -> Unit {
    if matches!(words, "%" | "percent") {
        return Unit::Percent;
    }
    let (name, power) = match words.rsplit_once('^') {
        Some((name, power)) => (name, power),
        None => {
            let powers = [("square ", "2"), ("sq ", "2"), ("cubic ", "3")];
            let stripped = powers.iter().find_map(|(word, power)| Some((words.strip_prefix(word)?, *power)));
            stripped.unwrap_or((words, ""))
        }
    };
    let name = name.trim().trim_end_matches('.');
    if let Some(money) = row_of(MONEY, name)
        && power.is_empty()
    {
        return Unit::Money(money.to_owned());
    }
    match row_of(KNOWN, name) {
        Some(name) if power.is_empty() => Unit::Known(name.to_owned()),
        Some(name) => Unit::Known(format!("{name}^{power}")),
        None => Unit::Other(words.to_owned()),
    }
}

/// The first name of the row in which a name stands, in the singular or the plural.
fn row_of(rows: &[&[&'static str]], name: &str) -> Option<&'static str> {
    let names = |known: &str| {
        let is = |word: &str| word == known || (known.len() > 2 && word.eq_ignore_ascii_case(known));
        // Only whole words have a plural; a symbol of two letters with an "s" would be another one.
        let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
        let singular = first.strip_suffix('s').filter(|word| word.len() > 1);
        let singular =
            singular.map(|word| if rest.is_empty() { word.to_owned() } else { format!("{word} {rest}") });
        is(name) || singular.is_some_and(|word| is(&word))
    };
    rows.iter().find(|row| row.iter().any(|known| names(known))).map(|row| row[0])
}
