//! The entrance: a gold, an answer, and the decision.

use crate::compare::{Comparison, Effort, Judged};
use crate::decision::{Decision, Doubt, Outcome, Proof, Witness};
use crate::expr::{Expr, Node, Number, Span, UnaryOp};
use crate::extract::{self, Extraction, GrammarReader, Rule};
use crate::grammar::{self, Separators};
use crate::kernel::Rational;
use crate::kind::Kind;
use crate::rules::Rules;
use crate::second::SecondJudge;

/// Judges an answer against the gold.
///
/// The gold is read first, since nothing can be said of any answer where it
/// is unreadable. An answer of white space alone is no answer, and rejected.
/// A gold that is a whole solution, as some data sets have it, is the answer
/// that it states in a box, after four hashes or as "the answer is".
///
/// ```
/// use veriloop_answers::{Outcome, Rules, judge};
///
/// let decision = judge(r"\frac{1}{2}", "0.5", &Rules::default());
/// assert!(matches!(decision.outcome, Outcome::Accept(_)));
/// let decision = judge(r"\sqrt{8}", r"2\sqrt{2} + 1", &Rules::default());
/// assert!(matches!(decision.outcome, Outcome::Reject(_)));
/// ```
pub fn judge(gold: &str, answer: &str, rules: &Rules) -> Decision {
    decide(gold, answer, rules, None)
}

/// Judges an answer, with a second judge where the checker itself can prove
/// neither equality nor difference of two expressions.
///
/// The second judge is asked of expressions alone: what the rules say of
/// forms, orders, names and units holds as it does without one. Where the
/// checker decides by itself, nobody is asked.
pub fn judge_with(gold: &str, answer: &str, rules: &Rules, second: &dyn SecondJudge) -> Decision {
    let decision = decide(gold, answer, rules, None);
    match decision.outcome {
        Outcome::Abstain(Doubt::Undecided(_) | Doubt::Budget) => decide(gold, answer, rules, Some(second)),
        _ => decision,
    }
}

fn decide(gold: &str, answer: &str, rules: &Rules, second: Option<&dyn SecondJudge>) -> Decision {
    if let (Some(one), Some(other)) = (plain_integer(gold), plain_integer(answer))
        && rules.is_default()
    {
        return integers(one, other);
    }
    if let Some(stated) = stated(gold) {
        // What the gold is read as, its own text is read as too.
        let answer = if answer == gold { &stated } else { answer };
        return judge_alone(&stated, answer, rules, second);
    }
    judge_alone(gold, answer, rules, second)
}

/// The answer that a gold states where it is a whole solution; none where it is an answer alone.
fn stated(gold: &str) -> Option<String> {
    if !["\\boxed", "\\fbox", "####", "nswer"].iter().any(|mark| gold.contains(mark)) {
        return None;
    }
    if reads(gold) {
        return None;
    }
    match extract::extract_from_pair(gold, &GrammarReader) {
        Extraction::Final(found) if found.rule > Rule::Hashes => None,
        extraction => extraction.answer(),
    }
}

/// Judges an answer against a gold that is an answer alone.
pub(crate) fn judge_alone(
    gold: &str,
    answer: &str,
    rules: &Rules,
    second: Option<&dyn SecondJudge>,
) -> Decision {
    let read = |text: &str| grammar::read(text, Separators::Thousands);
    let one = match read(gold) {
        Ok(one) => one,
        Err(why) => {
            let outcome = same_spelling(gold, answer).unwrap_or(Outcome::Abstain(Doubt::UnreadableGold(why)));
            return Decision { outcome, gold: None, answer: None, comparator: None };
        }
    };
    let comparator = Some(rules.kind.unwrap_or_else(|| Kind::of(&one)));
    if answer.trim().is_empty() {
        let outcome = Outcome::Reject(Witness::NoAnswer);
        return Decision { outcome, gold: Some(one), answer: None, comparator };
    }
    let other = match read(answer) {
        Ok(other) => other,
        Err(why) => {
            let outcome = Outcome::Abstain(Doubt::UnreadableAnswer(why));
            return Decision { outcome, gold: Some(one), answer: None, comparator };
        }
    };
    // `B` is a variable by its form, and a choice beside `(C)`.
    let comparator = match &other.node {
        Node::Choice(..) if rules.kind.is_none() && matches!(one.node, Node::Variable(_)) => {
            Some(Kind::Choice)
        }
        _ => comparator,
    };
    let effort = Effort::new();
    let comparison = Comparison { rules, texts: [gold, answer], effort: &effort, second };
    let judged = match as_kind(rules.kind, &one, &other) {
        Some(judged) => judged,
        None => comparison.compare(&one, &other),
    };
    let judged = other_readings(&comparison, gold, answer, &one, &other, judged);
    let outcome = match judged {
        Judged::Equal(proof) => Outcome::Accept(proof),
        Judged::Different(witness) => Outcome::Reject(witness),
        Judged::Unknown(doubt) => Outcome::Abstain(doubt),
    };
    Decision { outcome, gold: Some(one), answer: Some(other), comparator }
}

/// Whether a text is mathematics that can be read. Words alone are not, even where they may be an answer.
pub fn reads(text: &str) -> bool {
    grammar::read(text, Separators::Thousands).is_ok_and(|expr| is_mathematics(&expr))
}

/// Whether an expression is no words and no list with words in it.
fn is_mathematics(expr: &Expr) -> bool {
    match &expr.node {
        Node::Text(_) => false,
        Node::Sequence(_, parts) | Node::Nary(_, parts) => parts.iter().all(is_mathematics),
        _ => true,
    }
}

/// An integer in plain digits.
fn plain_integer(text: &str) -> Option<i64> {
    let text = text.trim_ascii();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn integers(gold: i64, answer: i64) -> Decision {
    let expr = |value: i64| {
        let number = Expr::new(Span::default(), Node::Number(Number::integer(value.unsigned_abs())));
        if value < 0 {
            Expr::new(Span::default(), Node::Unary(UnaryOp::Minus, Box::new(number)))
        } else {
            number
        }
    };
    let outcome = if gold == answer {
        Outcome::Accept(Proof::Exact)
    } else {
        Outcome::Reject(Witness::Numbers { gold: Rational::from(gold), answer: Rational::from(answer) })
    };
    let comparator = Some(Kind::Integer);
    Decision { outcome, gold: Some(expr(gold)), answer: Some(expr(answer)), comparator }
}

/// Where nothing can be read, the same tokens are still the same answer.
fn same_spelling(gold: &str, answer: &str) -> Option<Outcome> {
    match (grammar::spelling(gold), grammar::spelling(answer)) {
        (Ok(one), Ok(other)) if one == other && one.len() > 3 => Some(Outcome::Accept(Proof::SameForm)),
        _ => None,
    }
}

/// What a kind that the problem names says of an answer by itself.
fn as_kind(kind: Option<Kind>, gold: &Expr, answer: &Expr) -> Option<Judged> {
    let of_kind = |expr: &Expr| match kind {
        // One letter is a choice as well as a variable.
        Some(Kind::Choice) => matches!(Kind::of(expr), Kind::Choice | Kind::Expression | Kind::Text),
        Some(Kind::Integer) => {
            Kind::of(expr) == Kind::Integer || !matches!(Kind::of(expr), Kind::List | Kind::Tuple)
        }
        _ => true,
    };
    match kind {
        Some(Kind::Text) => match (spelled(gold), spelled(answer)) {
            (one, other) if one == other => Some(Judged::Equal(Proof::SameForm)),
            _ => Some(Judged::Unknown(Doubt::Undecided(
                "the words differ, and words are only compared as they stand",
            ))),
        },
        Some(_) if !of_kind(gold) => {
            Some(Judged::Unknown(Doubt::UndefinedGold("it is not of the kind that the rules name")))
        }
        Some(_) if !of_kind(answer) => {
            Some(Judged::Unknown(Doubt::Form("the answer is not of the kind that the rules name")))
        }
        _ => None,
    }
}

fn spelled(expr: &Expr) -> String {
    expr.to_string().to_lowercase()
}

/// A difference stands only where every reading of the commas says so: a comma
/// may separate thousands, the elements of a list, or a fraction.
fn other_readings(
    comparison: &Comparison<'_>,
    gold: &str,
    answer: &str,
    one: &Expr,
    other: &Expr,
    judged: Judged,
) -> Judged {
    if !matches!(judged, Judged::Different(_)) {
        return judged;
    }
    let again = |text: &str, first: &Expr| {
        let readings = [
            grammar::has_two_readings(text).then(|| grammar::read(text, Separators::Lists)),
            grammar::has_decimal_comma(text)
                .then(|| grammar::read(&text.replacen(',', ".", 1), Separators::Thousands)),
        ];
        readings.into_iter().flatten().flatten().filter(|expr| expr != first).collect::<Vec<Expr>>()
    };
    let (golds, answers) = (again(gold, one), again(answer, other));
    // The same digits with a point on one side and a comma on the other.
    if has_point(answer) && golds.iter().any(|gold| is_equal_number(gold, other))
        || has_point(gold) && answers.iter().any(|answer| is_equal_number(one, answer))
    {
        // `1,234` may be a thousand and more, or one and a fraction.
        let grouped = |text: &str| grammar::has_two_readings(text) && !text.trim_start().starts_with('0');
        return if grouped(gold) || grouped(answer) {
            Judged::Unknown(Doubt::Undecided("a comma may separate thousands or a fraction"))
        } else {
            Judged::Equal(Proof::Exact)
        };
    }
    let differs = |one: &Expr, other: &Expr| matches!(comparison.compare(one, other), Judged::Different(_));
    let all_differ =
        golds.iter().all(|gold| differs(gold, other) && answers.iter().all(|answer| differs(gold, answer)))
            && answers.iter().all(|answer| differs(one, answer));
    if all_differ {
        judged
    } else {
        Judged::Unknown(Doubt::Undecided("a comma may separate thousands, elements of a list or a fraction"))
    }
}

/// Whether a decimal point stands between digits.
fn has_point(text: &str) -> bool {
    text.as_bytes()
        .windows(3)
        .any(|three| three[1] == b'.' && three[0].is_ascii_digit() && three[2].is_ascii_digit())
}

/// Whether both are numbers with as many decimal places, and the same.
fn is_equal_number(one: &Expr, other: &Expr) -> bool {
    match (&one.node, &other.node) {
        (Node::Number(one), Node::Number(other)) => one == other && one.places > 0,
        (Node::Unary(UnaryOp::Minus, one), Node::Unary(UnaryOp::Minus, other)) => is_equal_number(one, other),
        _ => false,
    }
}
