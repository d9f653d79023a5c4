//! What was extracted from a completion.

use crate::Sha256;

/// The part of a completion that is judged.
///
/// Extraction never fails: where nothing was found, the candidate has no
/// answer, and judging it gives a rejection with reason `no-answer`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Candidate {
    /// A whole Python program.
    Program(String),
    /// A final answer, as it was written.
    Answer(String),
    /// The whole text, which a checker of the problem's own reads.
    Text(String),
    /// Several different final answers: which one is meant cannot be known.
    Ambiguous(Vec<String>),
    /// The completion holds nothing to judge.
    Nothing,
}

impl Candidate {
    /// The candidate's hash, over its kind and its text.
    pub fn digest(&self) -> Sha256 {
        match self {
            Candidate::Program(text) => Sha256::of_parts([b"program".as_slice(), text.as_bytes()]),
            Candidate::Answer(text) => Sha256::of_parts([b"answer".as_slice(), text.as_bytes()]),
            Candidate::Text(text) => Sha256::of_parts([b"text".as_slice(), text.as_bytes()]),
            Candidate::Ambiguous(texts) => Sha256::of_parts(
                std::iter::once(b"ambiguous".as_slice()).chain(texts.iter().map(String::as_bytes)),
            ),
            Candidate::Nothing => Sha256::of_parts([b"nothing".as_slice()]),
        }
    }
}
