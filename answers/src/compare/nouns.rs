//! Words after a number that are no known unit: whether they leave its value alone.
//!
//! `5 apples` is 5, and `5 dozen`, `5 doubled` and `5 or so` are not known to
//! be. Words are taken for a noun that is counted only where one of the first
//! few of them is a plural, and none of them makes another number of it,
//! denies it or takes it back.

use crate::expr::{Expr, Node, Quantity};
use crate::units::{self, Unit};

/// How far into the words the noun may stand.
const REACH: usize = 4;

/// Whether words after a number are a counted noun, so that the number is the value.
pub(super) fn are_counted(words: &str, count_is_one: bool) -> bool {
    let all = || words.split([' ', '-']).filter(|word| !word.is_empty());
    if all().any(|word| changes_value(word) || takes_back(word)) {
        return false;
    }
    // "5 cups of tea" are 5, and "5 of them" may be 5 of 6.
    let noun = all().take(REACH).take_while(|word| *word != "of").any(is_plural);
    noun || count_is_one && all().count() <= REACH && all().all(|word| word != "of")
}

/// A quantity in a unit without the words that say what is measured in it, where it has such words.
pub(super) fn without_contents(expr: &Expr) -> Option<&Expr> {
    let Node::Quantity(quantity) = &expr.node else { return None };
    let is_measured = matches!(quantity.value.node, Node::Quantity(_));
    (is_measured && are_contents(&quantity.unit)).then_some(&quantity.value)
}

/// `(20\text{ kg})\text{ m/s^2}` in the product of both units; none where it has one, or one is not known.
pub(super) fn in_one_unit(expr: &Expr) -> Option<Expr> {
    let Node::Quantity(outer) = &expr.node else { return None };
    let Node::Quantity(inner) = &outer.value.node else { return None };
    let unit = format!("{}*{}", inner.unit, outer.unit);
    Unit::parse(&unit)?;
    let quantity = Quantity { value: inner.value.clone(), unit: unit.into() };
    Some(Expr::new(expr.span, Node::Quantity(Box::new(quantity))))
}

/// The value of an angle in radians.
pub(super) fn in_radians(expr: &Expr) -> Option<&Expr> {
    match &expr.node {
        Node::Quantity(quantity) if &*quantity.unit == "rad" => Some(&quantity.value),
        _ => None,
    }
}

/// What an ordinal number counts, where it is one: 15 in `15th`, and 15 days in `15th day`.
pub(super) fn without_place(expr: &Expr) -> Option<Expr> {
    let Node::Quantity(quantity) = &expr.node else { return None };
    match quantity.unit.strip_prefix("th")? {
        "" => Some(quantity.value.clone()),
        words => {
            let words = words.strip_prefix(' ')?;
            let (value, unit) = (quantity.value.clone(), units::symbol(words).unwrap_or(words).into());
            Some(Expr::new(expr.span, Node::Quantity(Box::new(Quantity { value, unit }))))
        }
    }
}

/// Whether a label says that what stands under it is not the answer, or another value: "incorrect: 4".
pub(super) fn is_denied_by(label: &str) -> bool {
    label.split([' ', '-']).any(|word| {
        matches!(
            word,
            "not"
                | "no"
                | "isn"
                | "wrong"
                | "incorrect"
                | "false"
                | "never"
                | "negative"
                | "minus"
                | "except"
        )
    })
}

/// Whether words after a unit say what is measured in it: `5 liters of milk`.
fn are_contents(words: &str) -> bool {
    words.strip_prefix("of ").is_some_and(|words| {
        words
            .split([' ', '-'])
            .all(|word| !matches!(word, "of" | "them" | "it") && !changes_value(word) && !takes_back(word))
    })
}

/// Whether a word is a noun in the plural, or one that has none.
fn is_plural(word: &str) -> bool {
    #[rustfmt::skip]
    const OTHERS: [&str; 35] = [
        "people", "men", "women", "children", "feet", "teeth", "geese", "mice", "oxen", "fish", "sheep",
        "deer", "cattle", "dice", "vertices", "indices", "matrices", "radii", "water", "milk", "money",
        "paper", "flour", "sugar", "rice", "sand", "fruit", "salt", "juice", "gas", "candy", "homework",
        "altogether", "total", "each",
    ];
    let by_ending = word.len() > 2
        && word.ends_with('s')
        && !["ss", "us", "is", "as"].iter().any(|ending| word.ends_with(ending));
    by_ending || OTHERS.contains(&word)
}

/// Words after a number that make another number of it.
fn changes_value(word: &str) -> bool {
    #[rustfmt::skip]
    const CHANGERS: [&str; 94] = [
        "ten", "tens", "hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion",
        "billions", "trillion", "trillions", "dozen", "dozens", "pair", "pairs", "couple", "couples",
        "score", "scores", "gross", "half", "halves", "third", "thirds", "quarter", "quarters", "more",
        "less", "fewer", "times", "than", "to", "at", "least", "most", "minus", "plus", "squared", "cubed",
        "not", "out", "percent", "percents", "pct", "remainder", "remainders", "remaining", "r", "mod",
        "modulo", "per", "every", "point", "up", "over", "under", "above", "below", "factorial",
        "factorials", "k", "m", "b", "bn", "mil", "doubled", "tripled", "halved", "twice", "thrice",
        "double", "triple", "inverse", "inverses", "inverted", "reciprocal", "reciprocals", "negative",
        "negatives", "negated", "multiples", "multiplied", "divided", "added", "subtracted", "raised",
        "power", "powers", "root", "base", "choose", "permute", "even",
    ];
    CHANGERS.contains(&word)
        || !matches!(word, "month" | "months" | "paths" | "baths" | "cloths" | "moths")
            && (word.ends_with("ths") || word.ends_with("th"))
}

/// Words that deny what stands before them, hedge it, or go on to something else.
fn takes_back(word: &str) -> bool {
    #[rustfmt::skip]
    const HEDGES: [&str; 57] = [
        "no", "not", "never", "nor", "neither", "isn", "aren", "wasn", "don", "doesn", "wrong", "wrongs",
        "incorrect", "false", "untrue", "maybe", "perhaps", "possibly", "probably", "approximately",
        "roughly", "about", "around", "almost", "nearly", "ish", "so", "or", "either", "if", "unless",
        "but", "except", "however", "instead", "actually", "wait", "oops", "was", "were", "is", "are",
        "does", "guess", "guesses", "sometimes", "always", "unknown", "something", "anything", "nothing",
        "whatever", "then", "this", "its", "yes", "although",
    ];
    HEDGES.contains(&word)
}

#[cfg(test)]
mod unit_tests {
    use super::are_counted;

    #[test]
    fn a_counted_noun_leaves_the_number_alone_and_other_words_may_not() {
        for words in [
            "apples",
            "chocolate candies",
            "red marbles",
            "students in class",
            "people",
            "ways",
            "square tiles",
            "months",
            "cups of tea",
        ] {
            assert!(are_counted(words, false), "{words}");
        }
        for words in [
            "dozen",
            "hundred",
            "thousand apples",
            "pairs of shoes",
            "squared",
            "factorial",
            "more apples",
            "fewer than boys",
            "not",
            "wrong answers",
            "doubled",
            "inverse",
            "ish",
            "or so",
            "tenths",
            "hundredths",
            "something",
            "apple",
            "is apples",
            "maybe apples",
            "to the tenths",
            "of them",
            "out of apples",
        ] {
            assert!(!are_counted(words, false), "{words}");
        }
        assert!(are_counted("apple", true));
        assert!(!are_counted("half", true));
    }
}
