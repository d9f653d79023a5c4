//! Characters outside ASCII, as tokens.

use super::token::{Bracket, Kind};
use crate::expr::{Constant, RelationOp};

/// What a character outside ASCII is.
pub(super) enum Unicode {
    Token(Kind<'static>),
    Space,
    Nothing,
    /// A fraction in one character, as numerator and denominator.
    Fraction(&'static str),
}

#[rustfmt::skip]
/// What a character is, where it is known.
pub(super) fn unicode(c: char) -> Option<Unicode> {
    use RelationOp::{Approximately, Congruent, Greater, GreaterEqual, Implies, In, Less, LessEqual, Maps, NotEqual, NotIn, Subset};
    use Unicode::{Fraction, Nothing, Space, Token};
    let relation = |op| Token(Kind::Relation(op));
    Some(match c {
        'π' => Token(Kind::Constant(Constant::Pi)),
        '∞' => Token(Kind::Constant(Constant::Infinity)),
        '∅' => Token(Kind::Constant(Constant::EmptySet)),
        'ℝ' => Token(Kind::Constant(Constant::Reals)),
        'ℤ' => Token(Kind::Constant(Constant::Integers)),
        'ℕ' => Token(Kind::Constant(Constant::Naturals)),
        'ℚ' => Token(Kind::Constant(Constant::Rationals)),
        'ℂ' => Token(Kind::Constant(Constant::Complexes)),
        '√' => Token(Kind::Sqrt),
        '∛' => Token(Kind::Cbrt),
        '×' | '·' | '⋅' | '∙' | '∗' | '•' | '✕' => Token(Kind::Times),
        '÷' | '∕' | '⁄' => Token(Kind::Slash),
        '−' | '–' | '—' | '‐' | '‑' | '－' | '﹣' => Token(Kind::Minus),
        '＋' => Token(Kind::Plus),
        '±' => Token(Kind::PlusMinus),
        '∓' => Token(Kind::MinusPlus),
        '≤' | '⩽' | '≦' => relation(LessEqual),
        '≥' | '⩾' | '≧' => relation(GreaterEqual),
        '＜' => relation(Less),
        '＞' => relation(Greater),
        '＝' => relation(RelationOp::Equal),
        '≠' => relation(NotEqual),
        '≈' | '≅' | '≃' => relation(Approximately),
        '≡' => relation(Congruent),
        '∈' => relation(In),
        '∉' => relation(NotIn),
        '⊂' | '⊆' => relation(Subset),
        '→' | '↦' => relation(Maps),
        '⇒' | '⇔' | '⟹' | '⟺' => relation(Implies),
        '∣' => Token(Kind::Mid),
        '∪' | '⋃' | '⊔' => Token(Kind::Union),
        '∩' | '⋂' => Token(Kind::Intersection),
        '∖' => Token(Kind::SetMinus),
        '∧' => Token(Kind::And),
        '∨' => Token(Kind::Or),
        '°' | '˚' | 'º' => Token(Kind::Degree),
        '′' => Token(Kind::Prime),
        '…' | '⋯' => Token(Kind::Ellipsis),
        '£' => Token(Kind::Currency("GBP")),
        '€' => Token(Kind::Currency("EUR")),
        '¥' => Token(Kind::Currency("JPY")),
        '₹' => Token(Kind::Currency("INR")),
        '（' => Token(Kind::Open(Bracket::Round)),
        '）' => Token(Kind::Close(Bracket::Round)),
        '［' | '【' => Token(Kind::Open(Bracket::Square)),
        '］' | '】' => Token(Kind::Close(Bracket::Square)),
        '｛' => Token(Kind::Open(Bracket::Curly)),
        '｝' => Token(Kind::Close(Bracket::Curly)),
        '⟨' | '〈' => Token(Kind::Open(Bracket::Angle)),
        '⟩' | '〉' => Token(Kind::Close(Bracket::Angle)),
        '⌊' => Token(Kind::Open(Bracket::Floor)),
        '⌋' => Token(Kind::Close(Bracket::Floor)),
        '⌈' => Token(Kind::Open(Bracket::Ceil)),
        '⌉' => Token(Kind::Close(Bracket::Ceil)),
        '，' | '、' => Token(Kind::Comma),
        '；' => Token(Kind::Semicolon),
        '：' | '∶' => Token(Kind::Colon),
        '。' => Token(Kind::Period),
        '％' => Token(Kind::Percent),
        'α' => Token(Kind::Letter("\\alpha")), 'β' => Token(Kind::Letter("\\beta")), 'γ' => Token(Kind::Letter("\\gamma")),
        'δ' => Token(Kind::Letter("\\delta")), 'ε' => Token(Kind::Letter("\\epsilon")), 'θ' => Token(Kind::Letter("\\theta")),
        'λ' => Token(Kind::Letter("\\lambda")), 'μ' => Token(Kind::Letter("\\mu")), 'ρ' => Token(Kind::Letter("\\rho")),
        'σ' => Token(Kind::Letter("\\sigma")), 'τ' => Token(Kind::Letter("\\tau")), 'φ' | 'ϕ' => Token(Kind::Letter("\\phi")),
        'ω' => Token(Kind::Letter("\\omega")), 'Δ' => Token(Kind::Letter("\\Delta")), 'Ω' => Token(Kind::Letter("\\Omega")),
        'ψ' => Token(Kind::Letter("\\psi")), 'ξ' => Token(Kind::Letter("\\xi")), 'η' => Token(Kind::Letter("\\eta")),
        'ℓ' => Token(Kind::Letter("\\ell")),
        '∀' => Token(Kind::Unknown("\\forall")), '∃' => Token(Kind::Unknown("\\exists")),
        '½' => Fraction("1/2"), '⅓' => Fraction("1/3"), '⅔' => Fraction("2/3"), '¼' => Fraction("1/4"),
        '¾' => Fraction("3/4"), '⅕' => Fraction("1/5"), '⅖' => Fraction("2/5"), '⅗' => Fraction("3/5"),
        '⅘' => Fraction("4/5"), '⅙' => Fraction("1/6"), '⅚' => Fraction("5/6"), '⅛' => Fraction("1/8"),
        '⅜' => Fraction("3/8"), '⅝' => Fraction("5/8"), '⅞' => Fraction("7/8"),
        '\u{a0}' | '\u{2009}' | '\u{2002}' | '\u{2003}' | '\u{202f}' | '\u{3000}' | '\u{2005}' => Space,
        '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{2061}' | '\u{2062}' | '“' | '”' | '‘' | '’' | '\u{200e}' | '✓' | '✅' => Nothing,
        _ => return None,
    })
}

/// What a raised character says: a digit, or `-` as 10.
pub(super) fn raised_digit(c: char) -> Option<u32> {
    Some(match c {
        '⁰' => 0,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁴'..='⁹' => u32::from(c) - u32::from('⁴') + 4,
        '⁻' => 10,
        _ => return None,
    })
}
