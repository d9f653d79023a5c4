//! The grammar of answers: LaTeX, plain text and Unicode as models and people write them.
//!
//! A text becomes tokens in one pass (`lexer`), and tokens become an
//! expression in one pass (`statement`, `operators`, `primary`): no part is
//! parsed twice, nesting is bounded, and so is the number of tokens, so the
//! time is linear in the text and nothing overflows a stack.
//!
//! What can be meant in two ways is not guessed. `1/2x` is refused as
//! ambiguous; `1,000` is read as a number, and with [`Separators::Lists`] as a
//! list, so that whoever compares can see whether it matters.

mod brackets;
mod commands;
mod digits;
mod environments;
mod lexer;
mod literal;
mod names;
mod operators;
mod primary;
mod quantity;
mod series;
mod statement;
mod token;
mod unicode;
mod words;

use nom::IResult;

use crate::expr::{Expr, Node};
use token::{Bracket, Kind, Token};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 8_192;

/// The most tokens that are read.
pub const MAX_TOKENS: usize = 2_048;

/// The deepest nesting of brackets, powers, fractions and functions.
pub const MAX_DEPTH: u16 = 48;

/// The deepest expression. Operators that follow one another, as in `x!!!!`, nest without brackets.
pub const MAX_LEVELS: usize = 96;

/// The most digits of one number.
pub const MAX_DIGITS: usize = 2_000;

/// The largest power of ten of a number's exponent, up or down.
pub const MAX_EXPONENT: i32 = 2_000;

/// Why a text is not an answer that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing is there.
    #[error("expected an answer, found nothing")]
    Empty,
    /// The text is longer than what is read.
    #[error("expected at most {most} {what}, found more")]
    TooLong {
        /// What is counted.
        what: &'static str,
        /// How many are read.
        most: usize,
    },
    /// The text goes on otherwise than an answer can.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What may stand there.
        expected: &'static str,
        /// What stands there, in a few characters.
        found: String,
        /// Its offset in the text, in bytes.
        at: u32,
    },
    /// It can be meant in two ways.
    #[error("expected an expression of one meaning, found {0}")]
    Ambiguous(&'static str),
    /// An environment that is not read.
    #[error("expected a matrix, cases or aligned rows, found the environment `{name}`")]
    Environment {
        /// Its name.
        name: String,
    },
}

/// What commas between groups of three digits separate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separators {
    /// Thousands, where the whole text allows it.
    Thousands,
    /// The elements of a list.
    Lists,
}

/// Reads an answer.
///
/// # Errors
///
/// [`Unreadable`], where the text is no answer of the grammar, can be meant
/// in two ways, or exceeds a bound.
pub fn read(text: &str, separators: Separators) -> Result<Expr, Unreadable> {
    let tokens = tokens(text, separators)?;
    match statement::answer(&tokens) {
        Ok(expr) if expr.is_deeper(MAX_LEVELS) => {
            Err(Unreadable::TooLong { what: "levels of operations", most: MAX_LEVELS })
        }
        Ok(expr) => Ok(expr),
        Err(fault) => match wording(&tokens) {
            // Words that are no expression are still an answer in words.
            Some(words) => Ok(Expr::new(span(&tokens), Node::Text(words.into()))),
            None => Err(fault.into_unreadable(text, &tokens)),
        },
    }
}

/// Whether the only comma in the text stands right between digits, and so may begin a decimal fraction.
///
/// Between brackets a comma separates.
pub fn has_decimal_comma(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut commas = (0..bytes.len()).filter(|&at| bytes[at] == b',');
    match (commas.next(), commas.next()) {
        (Some(at), None) => {
            at > 0
                && bytes[at - 1].is_ascii_digit()
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                && !bytes.iter().any(|byte| matches!(byte, b'.' | b'(' | b'[' | b'{'))
        }
        _ => false,
    }
}

/// Whether commas in the text may separate thousands or elements.
pub fn has_two_readings(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..bytes.len().saturating_sub(3)).any(|at| {
        bytes[at] == b','
            && bytes[at - 1].is_ascii_digit()
            && bytes[at + 1..at + 4].iter().all(u8::is_ascii_digit)
    })
}

/// The tokens of a text in one spelling, for texts that no comparator understands.
///
/// # Errors
///
/// [`Unreadable`], where there are none or too many.
pub fn spelling(text: &str) -> Result<String, Unreadable> {
    let tokens = tokens(text, Separators::Lists)?;
    Ok(spelled(&tokens))
}

fn tokens(text: &str, separators: Separators) -> Result<Vec<Token<'_>>, Unreadable> {
    if text.len() > MAX_BYTES {
        return Err(Unreadable::TooLong { what: "bytes", most: MAX_BYTES });
    }
    let mut tokens = lexer::tokens(text, separators)?;
    while tokens.last().is_some_and(|token| matches!(token.kind, Kind::Period | Kind::Newline | Kind::Comma))
    {
        tokens.pop();
    }
    if tokens.is_empty() { Err(Unreadable::Empty) } else { Ok(tokens) }
}

fn span(tokens: &[Token<'_>]) -> crate::expr::Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => crate::expr::Span::default(),
    }
}

/// What tokens spell, where they hold words and can be an answer in words.
fn wording(tokens: &[Token<'_>]) -> Option<String> {
    let words = tokens.iter().filter(|token| matches!(token.kind, Kind::Word(_))).count();
    (words > 0).then(|| spelled(tokens))
}

fn spelled(tokens: &[Token<'_>]) -> String {
    let groups = groups_that_count(tokens);
    let mut groups = groups.iter().copied().peekable();
    let mut out = String::new();
    for (at, token) in tokens.iter().enumerate() {
        if groups.next_if_eq(&at).is_some() {
            out.push_str(if token.kind == Kind::Open(Bracket::Brace) { "{ " } else { "} " });
        }
        literal::spell(token.kind, &mut out);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Where the braces stand that say what belongs together: those around more than one token, and around more than one
/// digit, of which TeX takes one without them. Without those, `2^{x+1}` would be spelled as `2^x+1` is.
fn groups_that_count(tokens: &[Token<'_>]) -> Vec<usize> {
    /// A brace that opened here.
    struct Group {
        at: usize,
        tokens: usize,
        digits: usize,
    }
    let mut counting = Vec::new();
    let mut open: Vec<Group> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (inside, digits) = match token.kind {
            Kind::Open(Bracket::Brace) => {
                open.push(Group { at, tokens: 0, digits: 0 });
                continue;
            }
            Kind::Close(Bracket::Brace) => match open.pop() {
                Some(group) if group.tokens > 1 || group.digits > 1 => {
                    counting.extend([group.at, at]);
                    (1, 0)
                }
                Some(_) => (1, 0),
                None => continue,
            },
            Kind::Number(text) => (1, text.len()),
            _ => (1, 0),
        };
        if let Some(group) = open.last_mut() {
            group.tokens += inside;
            group.digits += digits;
        }
    }
    counting.sort_unstable();
    counting
}

/// Tokens that are left to read.
type Input<'t, 'a> = &'t [Token<'a>];

/// What a parser gives: the tokens that are left and what it read.
type Parsed<'t, 'a, T> = IResult<Input<'t, 'a>, T, Fault>;

/// Why a parser stopped, and how many tokens were left then.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fault {
    why: Why,
    left: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Why {
    Expected(&'static str),
    Ambiguous(&'static str),
    TooDeep,
}

impl Fault {
    fn into_unreadable(self, text: &str, tokens: &[Token<'_>]) -> Unreadable {
        match self.why {
            Why::Ambiguous(what) => Unreadable::Ambiguous(what),
            Why::TooDeep => Unreadable::TooLong { what: "levels of nesting", most: usize::from(MAX_DEPTH) },
            Why::Expected(expected) => {
                let token = tokens.len().checked_sub(self.left).and_then(|at| tokens.get(at));
                let at = token.map_or(text.len(), |token| token.span.start as usize);
                let shown: String =
                    text[at..].chars().take(16).map(|c| if c.is_control() { ' ' } else { c }).collect();
                let found = if shown.is_empty() { "the end".to_owned() } else { format!("`{shown}`") };
                Unreadable::Unexpected { expected, found, at: u32::try_from(at).unwrap_or(u32::MAX) }
            }
        }
    }
}

fn expected<T>(input: Input<'_, '_>, what: &'static str) -> Result<T, nom::Err<Fault>> {
    Err(nom::Err::Error(Fault { why: Why::Expected(what), left: input.len() }))
}

fn ambiguous<T>(input: Input<'_, '_>, what: &'static str) -> Result<T, nom::Err<Fault>> {
    Err(nom::Err::Failure(Fault { why: Why::Ambiguous(what), left: input.len() }))
}

fn peek<'a>(input: Input<'_, 'a>) -> Option<Kind<'a>> {
    input.first().map(|token| token.kind)
}

/// Where a parser is: how deep, and what ends an expression there.
#[derive(Clone, Copy, Debug)]
struct Context {
    depth: u16,
    /// Whether a single bar ends the expression.
    bars: Bars,
    /// What a colon does.
    colon: Colons,
    /// Whether an argument of a function without brackets is being read.
    argument: Argument,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bars {
    Open,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Colons {
    Divide,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Argument {
    No,
    Bare,
}

impl Context {
    const TOP: Context =
        Context { depth: 0, bars: Bars::Open, colon: Colons::Divide, argument: Argument::No };

    /// One level deeper, inside brackets.
    fn inside(self, input: Input<'_, '_>) -> Result<Context, nom::Err<Fault>> {
        Ok(Context { depth: self.deeper(input)?.depth, ..Context::TOP })
    }

    /// One level deeper, with the same ends.
    fn deeper(self, input: Input<'_, '_>) -> Result<Context, nom::Err<Fault>> {
        if self.depth >= MAX_DEPTH {
            return Err(nom::Err::Failure(Fault { why: Why::TooDeep, left: input.len() }));
        }
        Ok(Context { depth: self.depth + 1, ..self })
    }
}
