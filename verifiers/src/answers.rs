//! Answers judged by exact comparison with the reference.
//!
//! Both sides are read into exact rational numbers, with a unit where one is
//! written, and compared. Floating point decides nothing. The stages are files:
//! `grammar` reads text into a form, `value` brings a form to its exact value
//! within stated bounds, `units` knows what may follow a number, and `decide`
//! compares.
//!
//! What is read: integers, decimals with a repeating part, fractions, mixed
//! numbers, thousands separators, scientific notation, percentages, currency
//! signs, units, a variable that is set equal to a number, and the TeX around
//! all of these. Anything else, and anything that can be understood in two
//! ways, is unreadable, and the verdict is an abstention.
//!
//! ```
//! use veriloop_verifiers::{Candidate, Verdict, answers::judge};
//!
//! let judgement = judge(r"\frac{1}{2}", &Candidate::Answer("0.5".into()));
//! assert_eq!(judgement.verdict, Verdict::Accept);
//! assert_eq!(judgement.detail, "answer 1/2 = reference 1/2 (exact rational)");
//! ```

mod decide;
mod form;
mod grammar;
mod units;
mod value;

use std::time::Instant;

use crate::{AbstainReason, Candidate, Judgement, RejectReason, Seal, Verdict};
use value::Reading;

/// The longest text that is read, in bytes. What is longer is unreadable, so that work is bounded.
pub const MAX_BYTES: usize = 1_000;

/// The largest power of ten that is read, up or down.
pub const MAX_EXPONENT: u32 = 1_000;

/// Judges a candidate against a reference.
///
/// Accept where both are read and proved equal, reject where both are read and
/// proved different. The reference is read first, since nothing can be said of
/// any candidate where it is unreadable.
///
/// Several answers in one candidate are accepted only where every one of them
/// would be; otherwise which one is meant cannot be known.
///
/// **Units.** `$5` and `5 dollars` are the same unit. Where both sides have the
/// same unit, the numbers decide. A number without a unit is read in the unit
/// of the reference. The other way round, where only the answer has a unit of
/// measurement, the reference is taken to be in that unit: equal numbers are
/// accepted, and different ones abstain, since another unit may be asked for.
/// Currencies decide either way, unless one number is a hundred times the
/// other, and cents against a plain number abstain, since that may be in
/// dollars. Different units and percentages against plain numbers abstain:
/// nothing is converted.
///
/// **Variables.** `x = 5` is read as 5 where the left side is one letter.
/// Where both sides name a variable, different names abstain.
pub fn judge(reference: &str, candidate: &Candidate) -> Judgement {
    let start = Instant::now();
    let (verdict, detail) = decision(reference, candidate);
    Judgement {
        verdict,
        detail,
        tests: None,
        results: Vec::new(),
        seal: Seal::Sealed,
        fuel: 0,
        peak_fuel: 0,
        wall: start.elapsed(),
    }
}

/// Whether a text is an answer that this checker reads.
pub fn reads(text: &str) -> bool {
    Reading::of(text).is_ok()
}

fn decision(reference: &str, candidate: &Candidate) -> (Verdict, String) {
    let gold = match Reading::of(reference) {
        Ok(gold) => gold,
        Err(error) => {
            let detail = format!("cannot read the reference {}: {error}", quoted(reference));
            return (Verdict::Abstain(AbstainReason::UnreadableReference), detail);
        }
    };
    match candidate {
        Candidate::Nothing => no_answer(),
        Candidate::Answer(text) => one(&gold, text),
        Candidate::Ambiguous(texts) => {
            if !texts.is_empty() && texts.iter().all(|text| one(&gold, text).0.is_accept()) {
                return (
                    Verdict::Accept,
                    format!("all {} answers equal reference {gold} (exact rational)", texts.len()),
                );
            }
            let shown: Vec<String> = texts.iter().take(4).map(|text| quoted(text)).collect();
            let detail = format!("{} different final answers: {}", texts.len(), shown.join(", "));
            (Verdict::Abstain(AbstainReason::AmbiguousAnswer), detail)
        }
        Candidate::Program(_) => (
            Verdict::Abstain(AbstainReason::UnreadableAnswer),
            "cannot read the answer: expected a final answer, found a program".to_owned(),
        ),
    }
}

fn one(gold: &Reading, text: &str) -> (Verdict, String) {
    if text.trim().is_empty() {
        return no_answer();
    }
    match Reading::of(text) {
        Ok(answer) => decide::compare(gold, &answer),
        Err(error) => {
            let detail = format!("cannot read the answer {}: {error}", quoted(text));
            (Verdict::Abstain(AbstainReason::UnreadableAnswer), detail)
        }
    }
}

fn no_answer() -> (Verdict, String) {
    (Verdict::Reject(RejectReason::NoAnswer), "no final answer was found".to_owned())
}

/// A text in quotes, on one line, shortened.
fn quoted(text: &str) -> String {
    const MOST: usize = 80;
    let mut chars = text.trim().chars();
    let shown: String = chars.by_ref().take(MOST).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    let escaped: String = shown
        .chars()
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    format!("`{escaped}{more}`")
}
