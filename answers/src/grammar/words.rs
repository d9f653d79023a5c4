//! What words mean.

use super::token::Kind;
use crate::expr::{Constant, Function, RelationOp};

/// The small letter, where it is one letter: that of `İ` is two, and no word when it is read again.
pub(super) fn lower(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

/// What a word is by itself, wherever it stands, in lower case.
#[rustfmt::skip]
pub(super) fn meaning(word: &str) -> Option<Kind<'static>> {
    Some(match word {
        "and" => Kind::And,
        "or" => Kind::Or,
        "union" => Kind::Union,
        "sqrt" => Kind::Sqrt,
        "cbrt" => Kind::Cbrt,
        "mod" => Kind::Modulo,
        "percent" | "pct" | "percentage" => Kind::Percent,
        "pi" => Kind::Constant(Constant::Pi),
        "infinity" | "infty" | "inf" | "oo" => Kind::Constant(Constant::Infinity),
        "sin" => Kind::Function(Function::Sin),
        "cos" => Kind::Function(Function::Cos),
        "tan" | "tg" => Kind::Function(Function::Tan),
        "cot" | "ctg" => Kind::Function(Function::Cot),
        "sec" => Kind::Function(Function::Sec),
        "csc" | "cosec" => Kind::Function(Function::Csc),
        "arcsin" | "asin" => Kind::Function(Function::Asin),
        "arccos" | "acos" => Kind::Function(Function::Acos),
        "arctan" | "atan" | "arctg" => Kind::Function(Function::Atan),
        "arccot" => Kind::Function(Function::Acot),
        "sinh" => Kind::Function(Function::Sinh),
        "cosh" => Kind::Function(Function::Cosh),
        "tanh" => Kind::Function(Function::Tanh),
        "exp" => Kind::Function(Function::Exp),
        "ln" => Kind::Function(Function::Ln),
        "log" | "lg" => Kind::Function(Function::Log),
        "gcd" => Kind::Function(Function::Gcd),
        "lcm" => Kind::Function(Function::Lcm),
        "min" => Kind::Function(Function::Min),
        "max" => Kind::Function(Function::Max),
        "theta" => Kind::Letter("\\theta"),
        "alpha" => Kind::Letter("\\alpha"),
        "beta" => Kind::Letter("\\beta"),
        "gamma" => Kind::Letter("\\gamma"),
        "lambda" => Kind::Letter("\\lambda"),
        "phi" => Kind::Letter("\\phi"),
        "approximately" => Kind::Relation(RelationOp::Approximately),
        _ => return None,
    })
}

/// Whether letters that stand together, of more than one, are variables multiplied rather than a word.
///
/// Vowels other than `a` make words; so do the short words that are listed.
pub(super) fn is_product(letters: &str) -> bool {
    let words = [
        "is", "in", "if", "to", "of", "at", "as", "an", "by", "it", "no", "on", "so", "we", "be", "do", "go",
        "he", "me", "my", "up", "us", "am", "pm", "cm", "mm", "km", "kg", "ml", "mg", "ft", "yd", "hr",
        "hrs", "st", "nd", "rd", "th", "sq", "lb", "lbs", "mph", "kmh", "all", "any", "are", "has", "was",
        "for", "day", "days", "by", "way", "ways", "dnf", "cal", "cats", "dna", "man", "can", "may", "cents",
        "yr", "yrs", "why", "try", "gal", "pts", "rad", "bag", "hat", "cat", "car", "cars", "ab", "star",
        "half", "gram", "yard", "last", "that", "than", "has", "what", "part", "hr", "mins", "secs", "sgn",
        "card", "rank", "span", "arg", "var", "lhs", "rhs", "tall", "fast", "baht", "math", "dark", "flat",
        "sand", "many", "army", "and", "ant", "map", "tr", "adj", "arcs", "ray",
    ];
    match letters.len() {
        2 => letters == "ab" || !words.contains(&letters),
        3 | 4 => {
            letters.bytes().all(|b| !matches!(b | 0x20, b'e' | b'i' | b'o' | b'u'))
                && letters
                    .bytes()
                    .skip(1)
                    .all(|b| b.is_ascii_lowercase() == letters.as_bytes()[0].is_ascii_lowercase())
                && !words.contains(&letters)
        }
        _ => false,
    }
}

/// The number that a word spells.
pub(super) fn number(word: &str) -> Option<u32> {
    const SMALL: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [&str; 7] = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let small = SMALL.iter().position(|&name| name == word);
    let tens = TENS.iter().position(|&name| name == word).map(|at| (at + 3) * 10);
    small.or(tens).and_then(|value| u32::try_from(value).ok())
}

/// Words that open what is said of the variables of an expression.
pub(super) fn opens_qualifier(word: &str) -> bool {
    matches!(
        word,
        "where" | "for" | "with" | "when" | "if" | "such" | "provided" | "given" | "as" | "whenever" | "over"
    )
}

/// Words that may stand before an answer and add nothing to it.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(word, "only" | "exactly" | "answer" | "therefore" | "thus" | "hence" | "so")
}

/// A statement in a few words that has a constant for it.
#[rustfmt::skip]
pub(super) fn constant(words: &str) -> Option<Constant> {
    Some(match words {
        "yes" | "true" => Constant::Yes,
        "no" | "false" => Constant::No,
        "no solution" | "no solutions" | "no real solution" | "no real solutions" | "empty set" | "the empty set"
        | "there is no solution" | "there are no solutions" | "no such numbers" | "no roots" | "no real roots" =>
            Constant::EmptySet,
        "undefined" | "dne" | "does not exist" | "not defined" => Constant::Undefined,
        "all real numbers" | "all reals" | "the real numbers" | "real numbers" | "any real number" => Constant::Reals,
        "all integers" | "the integers" | "any integer" => Constant::Integers,
        _ => return None,
    })
}
