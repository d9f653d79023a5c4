//! What words mean.

use super::token::Kind;
use crate::expr::{Constant, Function, RelationOp};

/// The small letter, where it is a letter of a word: that of `İ` is two, and that of `Ρ` is a name in mathematics.
pub(super) fn lower(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) if super::unicode::unicode(small).is_none() => small,
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
        2 => letters == "ab" || !words.contains(&letters) && !is_capital_word(letters, &words),
        3 | 4 => {
            let is_uniform = letters
                .bytes()
                .skip(1)
                .all(|b| b.is_ascii_lowercase() == letters.as_bytes()[0].is_ascii_lowercase());
            letters.bytes().all(|b| !matches!(b | 0x20, b'e' | b'i' | b'o' | b'u'))
                && (is_uniform || is_formula(letters))
                && !words.contains(&letters)
        }
        _ => false,
    }
}

/// Whether letters are of a formula by their case, as `GMm` and `nRT` are, and are no symbol of a unit, as `kHz` and `mPa`
/// are or might be.
fn is_formula(letters: &str) -> bool {
    has_mixed_case(letters) && !letters.contains('a') && crate::units::symbol(letters).is_none()
}

/// Whether letters are in a case that no word is in, as `GMm` and `nRT` are, and `Mass`, `MASS` and `DVDs` are not.
pub(super) fn has_mixed_case(letters: &str) -> bool {
    let is_capital = |c: char| c.is_uppercase();
    let singular = letters.strip_suffix('s').unwrap_or(letters);
    letters.chars().skip(1).any(is_capital) && !singular.chars().all(is_capital)
}

/// Whether letters are one of these words at the beginning of a sentence: `If`, `In`, `So`.
fn is_capital_word(letters: &str, words: &[&str]) -> bool {
    let mut small = [0_u8; 2];
    let Some(bytes) = small.get_mut(..letters.len()) else { return false };
    bytes.copy_from_slice(letters.as_bytes());
    bytes.make_ascii_lowercase();
    letters.as_bytes()[0].is_ascii_uppercase()
        && letters.as_bytes()[1].is_ascii_lowercase()
        && str::from_utf8(bytes).is_ok_and(|small| words.contains(&small))
}

/// The number that words spell: `five`, `twenty-one`, `three hundred and five`, up to the millions.
pub(super) fn number(words: &str) -> Option<u32> {
    // What is complete, and the hundreds, tens and ones that a word for a larger unit may still multiply.
    let (mut total, mut group) = (0_u32, 0_u32);
    let mut before = Word::Start;
    for word in words.split([' ', '-']) {
        let next = match word {
            "and" => Word::And,
            "hundred" => Word::Hundred,
            "thousand" => Word::Larger(1_000),
            "million" => Word::Larger(1_000_000),
            word => small(word)?,
        };
        match (before, next) {
            (Word::Hundred | Word::Larger(_), Word::And) => {}
            (
                Word::Start | Word::And | Word::Hundred | Word::Larger(_),
                Word::Ones(value) | Word::Tens(value),
            )
            | (Word::Tens(_), Word::Ones(value @ 1..=9)) => group += value,
            (Word::Ones(1..=9), Word::Hundred) if group < 10 => group *= 100,
            (Word::Ones(_) | Word::Tens(_) | Word::Hundred, Word::Larger(unit))
                if group > 0 && (total == 0 || total % (unit * 1_000) == 0) =>
            {
                total += group.checked_mul(unit)?;
                group = 0;
            }
            _ => return None,
        }
        before = next;
    }
    (before != Word::And).then_some(total + group)
}

/// A word of a number.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    Start,
    And,
    /// 0 to 19.
    Ones(u32),
    /// 20, 30 and so on to 90.
    Tens(u32),
    Hundred,
    Larger(u32),
}

/// A number below a hundred in one word.
fn small(word: &str) -> Option<Word> {
    const ONES: [&str; 20] = [
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
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let at =
        |names: &[&str]| names.iter().position(|&name| name == word).and_then(|at| u32::try_from(at).ok());
    at(&ONES).map(Word::Ones).or_else(|| at(&TENS).map(|at| Word::Tens((at + 2) * 10)))
}

/// Words that open what is said of the variables of an expression.
pub(super) fn opens_qualifier(word: &str) -> bool {
    matches!(
        word,
        "where" | "for" | "with" | "when" | "if" | "such" | "provided" | "given" | "as" | "whenever" | "over"
    )
}

/// Words that, right after a variable, begin to say what it is.
pub(super) fn is_said_of_variables(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "be"
            | "being"
            | "a"
            | "an"
            | "any"
            | "arbitrary"
            | "integer"
            | "integers"
            | "positive"
            | "negative"
            | "nonnegative"
            | "nonzero"
            | "natural"
            | "real"
            | "rational"
            | "complex"
            | "constant"
            | "constants"
            | "prime"
            | "odd"
            | "even"
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
