//! Words, yes and no, and choices.

use super::{Comparison, Judged};
use crate::decision::{Doubt, Proof, Witness};
use crate::expr::{Brackets, Constant, Expr, NaryOp, Node};

/// Compares where one side at least is words.
///
/// Words that are the same are the same answer. Words that differ may still
/// mean the same, so that is no proof of a difference.
pub(super) fn compare(gold: &Expr, answer: &Expr) -> Judged {
    match (&gold.node, &answer.node) {
        (Node::Text(gold), Node::Text(answer)) if normal(gold) == normal(answer) => {
            Judged::Equal(Proof::SameForm)
        }
        (Node::Text(_), Node::Text(_)) => {
            Judged::unknown("the words differ, and words are only compared as they stand")
        }
        (_, Node::Text(_)) => Judged::Unknown(Doubt::Words),
        _ => Judged::unknown("the gold is words and the answer is mathematics"),
    }
}

/// Words without articles, hyphens and commas.
///
/// An article stands before a word; `A` after one is a name, as in "Point A".
/// A hyphen stands between words; anywhere else it is a minus sign.
fn normal(text: &str) -> Vec<&str> {
    let is_word = |word: &str| word.len() > 1 && word.chars().all(char::is_alphabetic);
    let mut words = text.split_whitespace().peekable();
    let mut kept = Vec::new();
    let mut before = "";
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or("");
        let is_passed_over = match word {
            "the" | "a" | "an" => is_word(next),
            "A" => before.is_empty() && is_word(next),
            "-" => is_word(before) && is_word(next),
            "," => is_word(before) || is_word(next),
            _ => false,
        };
        if !is_passed_over {
            kept.push(word);
        }
        before = word;
    }
    kept
}

/// Compares where one side is a constant that is no number: yes, no, undefined.
pub(super) fn constants(gold: &Expr, answer: &Expr) -> Option<Judged> {
    let word = |expr: &Expr| match expr.node {
        Node::Constant(constant @ (Constant::Yes | Constant::No | Constant::Undefined)) => Some(constant),
        _ => None,
    };
    match (word(gold), word(answer)) {
        (None, None) => None,
        (Some(one), Some(other)) if one == other => Some(Judged::Equal(Proof::SameForm)),
        (Some(Constant::Yes), Some(Constant::No)) => {
            Some(Judged::different("the answer is no, and the gold is yes"))
        }
        (Some(Constant::No), Some(Constant::Yes)) => {
            Some(Judged::different("the answer is yes, and the gold is no"))
        }
        _ => Some(Judged::unknown("one side is a word and the other is not")),
    }
}

/// Compares letters of choices in a row with a list of them: `ABD` and `A, B, D`.
///
/// In a row they may be a product as well, so that other letters are no proof of a difference.
pub(super) fn letters(gold: &Expr, answer: &Expr) -> Option<Judged> {
    fn of(parts: &[Expr]) -> Option<Vec<&str>> {
        let mut letters: Vec<&str> = Vec::with_capacity(parts.len());
        for part in parts {
            let Node::Variable(name) = &part.node else { return None };
            if !matches!(name.as_str().as_bytes(), [b'A'..=b'J']) || letters.contains(&name.as_str()) {
                return None;
            }
            letters.push(name.as_str());
        }
        letters.sort_unstable();
        Some(letters)
    }
    let row = |expr: &Expr| matches!(expr.node, Node::Nary(NaryOp::Product, _));
    let parts = |expr: &Expr| match &expr.node {
        Node::Nary(NaryOp::Product | NaryOp::And, parts) | Node::Sequence(Brackets::Bare, parts) => {
            of(parts).map(|letters| letters.concat())
        }
        _ => None,
    };
    if row(gold) == row(answer) {
        return None;
    }
    let (one, other) = (parts(gold)?, parts(answer)?);
    Some(if one == other {
        Judged::Equal(Proof::SameForm)
    } else {
        Judged::unknown("letters in a row may be choices or a product")
    })
}

impl Comparison<'_> {
    /// Compares where one side at least is a choice.
    pub(super) fn choices(&self, gold: &Expr, answer: &Expr) -> Judged {
        let letter = |expr: &Expr| match &expr.node {
            Node::Choice(letter, _) => Some(*letter),
            Node::Variable(name) => match name.as_str().as_bytes() {
                [letter @ b'A'..=b'J'] => Some(char::from(*letter)),
                // Bold type.
                [b'\\', b'm', b'a', b't', b'h', b'b', b'f', b'{', letter @ b'A'..=b'J', b'}'] => {
                    Some(char::from(*letter))
                }
                _ => None,
            },
            Node::Labelled(labelled) if matches!(&*labelled.label, "option" | "choice" | "answer") => {
                match &labelled.value.node {
                    Node::Variable(name) => name.as_str().chars().next(),
                    _ => None,
                }
            }
            _ => None,
        };
        if beside(answer).is_some_and(says_more) || beside(gold).is_some_and(says_more) && gold != answer {
            return Judged::unknown("what stands beside the letter may take it back or name another");
        }
        fn beside(expr: &Expr) -> Option<&Expr> {
            match &expr.node {
                Node::Choice(_, value) => value.as_deref(),
                _ => None,
            }
        }
        match (letter(gold), letter(answer)) {
            (Some(one), Some(other)) if one == other => match (beside(gold), beside(answer)) {
                // The letter decides, unless what stands beside it is something else.
                (Some(one), Some(other)) => match self.compare(one, other) {
                    Judged::Different(_) => Judged::unknown("the same letter stands beside different values"),
                    _ => Judged::Equal(Proof::SameForm),
                },
                _ => Judged::Equal(Proof::SameForm),
            },
            (Some(_), Some(_)) => Judged::Different(Witness::Other("another choice")),
            // One side is the letter and the other what stands beside it.
            _ => {
                let (one, other) = (beside(gold).unwrap_or(gold), beside(answer).unwrap_or(answer));
                if matches!(one.node, Node::Choice(..)) || matches!(other.node, Node::Choice(..)) {
                    return Judged::unknown("one side is a choice by its letter alone");
                }
                match self.compare(one, other) {
                    Judged::Equal(proof) => Judged::Equal(proof),
                    _ => Judged::unknown("one side is a choice and the other is none"),
                }
            }
        }
    }
}

/// Whether what stands beside the letter of a choice is more than what that choice offers: another letter, or words
/// that deny it.
fn says_more(beside: &Expr) -> bool {
    let is_letter = |word: &str| matches!(word.as_bytes(), [b'A'..=b'J']);
    beside.any(&mut |part| match &part.node {
        Node::Choice(..) => true,
        Node::Variable(name) => is_letter(name.as_str()),
        Node::Text(text) => text.split(|c: char| !c.is_alphanumeric()).any(|word| {
            is_letter(word)
                || matches!(
                    word,
                    "not"
                        | "isn"
                        | "no"
                        | "or"
                        | "wrong"
                        | "incorrect"
                        | "false"
                        | "never"
                        | "neither"
                        | "nor"
                        | "but"
                )
        }),
        _ => false,
    })
}
