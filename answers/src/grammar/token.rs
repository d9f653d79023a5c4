//! The tokens of answers.

use crate::expr::{Constant, Function, RelationOp, Span};

/// A token, where it stands, and what stands before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'a> {
    /// What it is.
    pub kind: Kind<'a>,
    /// Its bytes.
    pub span: Span,
    /// What separates it from the token before.
    pub gap: Gap,
}

/// What stands between two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// White space, of the text's kind or of TeX's.
    Space,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind<'a> {
    /// A number, with its separators, exponent and period.
    Number(&'a str),
    /// A letter that names a variable: one character or the TeX command of one.
    Letter(&'a str),
    /// Letters that make a word.
    Word(&'a str),
    /// A function that has a name.
    Function(Function),
    /// A constant that has a name.
    Constant(Constant),
    /// A sign between expressions that makes a statement.
    Relation(RelationOp),
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `\pm`
    PlusMinus,
    /// `\mp`
    MinusPlus,
    /// A sign of multiplication.
    Times,
    /// A sign of division.
    Slash,
    /// `^`
    Caret,
    /// A power in raised characters, such as `²`.
    Raised(&'a str),
    /// `_`
    Underscore,
    /// `!`
    Bang,
    /// `'`
    Prime,
    /// `\%`
    Percent,
    /// The degree sign.
    Degree,
    /// The sign of a currency.
    Currency(&'static str),
    /// A bracket that opens.
    Open(Bracket),
    /// A bracket that closes.
    Close(Bracket),
    /// `|`, which opens or closes.
    Bar,
    /// `\mid`, or a bar that is known to stand between.
    Mid,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// A full stop.
    Period,
    /// The end of a row or a line.
    Newline,
    /// `&`, which separates columns.
    Ampersand,
    /// `\frac`
    Frac,
    /// `\sqrt`
    Sqrt,
    /// `\sqrt[3]` without its argument, written as one word: `cbrt`.
    Cbrt,
    /// `\binom`
    Binom,
    /// `\overline`
    Overline,
    /// A mark on a letter that makes another name of it.
    Accent(&'static str),
    /// `\cup`
    Union,
    /// `\cap`
    Intersection,
    /// `\setminus`
    SetMinus,
    /// "and"
    And,
    /// "or"
    Or,
    /// `\bmod`
    Modulo,
    /// `\ldots`
    Ellipsis,
    /// The beginning of an environment.
    Begin(Environment),
    /// The end of an environment.
    End,
    /// Anything else, which no expression contains.
    Unknown(&'a str),
}

impl<'a> Kind<'a> {
    /// The letters of a word or a name, and nothing of anything else.
    pub(super) fn letters(self) -> &'a str {
        match self {
            Kind::Word(letters) | Kind::Letter(letters) => letters,
            _ => "",
        }
    }
}

/// The kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    /// `( )`
    Round,
    /// `[ ]`
    Square,
    /// `\{ \}`
    Curly,
    /// `{ }`, which TeX groups with.
    Brace,
    /// `\langle \rangle`
    Angle,
    /// `\lfloor \rfloor`
    Floor,
    /// `\lceil \rceil`
    Ceil,
    /// Bars that are known to open and close.
    Bar,
}

/// The environments that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Environment {
    /// A matrix in brackets of any kind.
    Matrix,
    /// A matrix between single bars.
    Determinant,
    /// Cases.
    Cases,
    /// Rows of statements.
    Aligned,
}
