//! Answers judged by proof of equality or difference, as verdicts.
//!
//! The checker is the crate `veriloop-answers`; here its decision becomes a
//! [`Judgement`]: a witness of a difference is a rejection, and a doubt is an
//! abstention with the reason that files know.
//!
//! ```
//! use veriloop_answers::Rules;
//! use veriloop_verifiers::{Candidate, Verdict, answers::judge};
//!
//! let judgement = judge(r"\frac{1}{2}", &Rules::default(), &Candidate::Answer("0.5".into()));
//! assert_eq!(judgement.verdict, Verdict::Accept);
//! assert_eq!(
//!     judgement.detail,
//!     "gold read as 1/2; answer read as 0.5; compared as rational: equal in exact arithmetic"
//! );
//! ```

use std::fmt::Write as _;
use std::time::Instant;

use veriloop_answers::{Decision, Doubt, Kind, Outcome, Rules, Witness};

use crate::sympy::{self, Inquiry, Sympy};
use crate::{AbstainReason, Candidate, Fault, Judgement, RejectReason, Seal, SecondOpinion, Verdict};

/// Judges a candidate against a reference.
///
/// The reference is read first, since nothing can be said of any candidate
/// where it is unreadable. Several answers in one candidate are accepted only
/// where every one of them would be; otherwise which one is meant cannot be known.
pub fn judge(reference: &str, rules: &Rules, candidate: &Candidate) -> Judgement {
    let start = Instant::now();
    let (verdict, detail) = decided(reference, rules, candidate);
    judgement(verdict, detail, start)
}

fn judgement(verdict: Verdict, detail: String, start: Instant) -> Judgement {
    Judgement {
        verdict,
        detail,
        second_opinion: None,
        checker: None,
        tests: None,
        results: Vec::new(),
        seal: Seal::Sealed,
        fuel: 0,
        peak_fuel: 0,
        wall: start.elapsed(),
    }
}

/// Judges a candidate as [`judge`] does, and has sympy asked where that is
/// undecided. What is decided then is marked as sympy's.
///
/// # Errors
///
/// A [`Fault`] where the sandbox failed.
pub fn judge_with(
    reference: &str,
    rules: &Rules,
    candidate: &Candidate,
    sympy: &Sympy,
) -> Result<Judgement, Fault> {
    let Candidate::Answer(text) = candidate else { return Ok(judge(reference, rules, candidate)) };
    let start = Instant::now();
    let inquiry = Inquiry::new(sympy);
    let (verdict, mut detail) = verdict(&veriloop_answers::judge_with(reference, text, rules, &inquiry));
    let (said, fuel) = inquiry.end()?;
    // The checker by itself was undecided, so that whatever is decided now rests on sympy.
    let second_opinion = said.map(|said| SecondOpinion { judge: sympy::NAME, said });
    if let Some(SecondOpinion { judge, said }) = &second_opinion {
        detail = format!("{detail}; {judge}: {said}");
    }
    Ok(Judgement { second_opinion, fuel, peak_fuel: fuel, ..judgement(verdict, detail, start) })
}

/// What a reference is by its form, in words; none where it cannot be read.
pub fn form(reference: &str, rules: &Rules) -> Option<String> {
    rules.kind.or_else(|| Kind::of_text(reference)).map(|kind| kind.to_string())
}

/// Whether a text is an answer that the checker reads.
pub fn reads(text: &str) -> bool {
    veriloop_answers::reads(text)
}

fn decided(reference: &str, rules: &Rules, candidate: &Candidate) -> (Verdict, String) {
    let one = |text: &str| veriloop_answers::judge(reference, text, rules);
    match candidate {
        Candidate::Answer(text) => verdict(&one(text)),
        Candidate::Nothing => verdict(&one("")),
        Candidate::Ambiguous(texts) => {
            let decisions: Vec<Decision> = texts.iter().map(|text| one(text)).collect();
            if let Some(unreadable) = decisions.iter().find(|decision| is_unreadable_gold(decision)) {
                return verdict(unreadable);
            }
            let accepted = |decision: &Decision| matches!(decision.outcome, Outcome::Accept(_));
            if !decisions.is_empty() && decisions.iter().all(accepted) {
                return (Verdict::Accept, format!("all {} answers equal the gold", texts.len()));
            }
            let shown: Vec<String> = texts.iter().take(4).map(|text| quoted(text)).collect();
            let detail = format!("{} different final answers: {}", texts.len(), shown.join(", "));
            (Verdict::Abstain(AbstainReason::AmbiguousAnswer), detail)
        }
        Candidate::Program(_) | Candidate::Text(_) => {
            let gold = one("");
            if is_unreadable_gold(&gold) {
                return verdict(&gold);
            }
            (
                Verdict::Abstain(AbstainReason::UnreadableAnswer),
                "cannot read the answer: expected a final answer, found a text".to_owned(),
            )
        }
    }
}

fn is_unreadable_gold(decision: &Decision) -> bool {
    matches!(decision.outcome, Outcome::Abstain(Doubt::UnreadableGold(_) | Doubt::UndefinedGold(_)))
}

/// A decision as the verdict of files, with its explanation.
fn verdict(decision: &Decision) -> (Verdict, String) {
    let verdict = match &decision.outcome {
        Outcome::Accept(_) => Verdict::Accept,
        Outcome::Reject(Witness::NoAnswer) => Verdict::Reject(RejectReason::NoAnswer),
        Outcome::Reject(_) => Verdict::Reject(RejectReason::WrongAnswer),
        Outcome::Abstain(doubt) => Verdict::Abstain(match doubt {
            Doubt::UnreadableGold(_) | Doubt::UndefinedGold(_) => AbstainReason::UnreadableReference,
            Doubt::UnreadableAnswer(_) | Doubt::Words => AbstainReason::UnreadableAnswer,
            Doubt::SeveralAnswers(_) => AbstainReason::AmbiguousAnswer,
            Doubt::Undecided(_) | Doubt::Form(_) | Doubt::Rounding(_) | Doubt::Budget => {
                AbstainReason::Undecided
            }
        }),
    };
    // Most texts fit in what is reserved.
    let mut detail = String::with_capacity(192);
    // A string takes whatever is written.
    let _infallible = write!(detail, "{decision}");
    (verdict, shortened(detail))
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

/// A text of at most a few hundred characters, on one line.
fn shortened(text: String) -> String {
    const MOST: usize = 600;
    // Nearly every text is so already, and this is seen faster than it is made so.
    if text.len() <= MOST && text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control()) {
        return text;
    }
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
