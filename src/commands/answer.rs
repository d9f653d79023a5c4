//! `veriloop answer`: the answer checker alone, with its explanation.

mod pairs;

use std::fmt::Write as _;

use veriloop_answers::expr::Expr;
use veriloop_answers::extract::{Extraction, GrammarReader, Rule, extract_from_pair};
use veriloop_problems::Pair;
use veriloop_verifiers::extract::candidate;
use veriloop_verifiers::{Candidate, Fault, Judgement, Rules, SecondJudge, Verdict, Verifier, VerifierSpec};

use super::{Sandbox, open_verifier};
use crate::cli::AnswerArgs;
use crate::console::Output;
use crate::exit::{CommandError, ExitCode};
use crate::verification::VerdictRow;

/// Judges one answer, or every pair of a file.
///
/// # Errors
///
/// Where the pairs cannot be read, or nothing can be printed.
pub fn run(args: &AnswerArgs) -> Result<ExitCode, CommandError> {
    match (&args.pairs, &args.gold, &args.answer) {
        (Some(pairs), _, _) => pairs::judge(pairs, args),
        (None, Some(gold), Some(answer)) => {
            let second = args.second_judge.map(SecondJudge::from);
            let verifier = open_verifier(Sandbox::NotNeeded, second)?;
            let pair = Pair { gold: gold.clone(), answer: answer.clone() };
            let pair = Judged::of(&pair, &verifier, second);
            let is_accept = pair.result.as_ref().is_ok_and(|judgement| judgement.verdict.is_accept());
            let mut output = Output::stdout();
            if args.json {
                output.json(&pair.into_row(0))?;
            } else {
                output.text(pair.explanation()?)?;
            }
            output.flush()?;
            Ok(if is_accept { ExitCode::Done } else { ExitCode::No })
        }
        (None, _, _) => Err(CommandError::bad_input("expected a reference and an answer, or --pairs")),
    }
}

/// A pair with what was found in it and what came of that.
struct Judged<'a> {
    pair: &'a Pair,
    spec: VerifierSpec,
    verifier: &'a Verifier,
    candidate: Candidate,
    /// What found the answer in a longer text.
    rule: Option<Rule>,
    /// The judgement. The checker needs no sandbox, so there is a fault only of a second judge or of this program.
    result: Result<Judgement, Fault>,
}

impl<'a> Judged<'a> {
    /// Judges a pair, with a second judge where one is asked for.
    fn of(pair: &'a Pair, verifier: &'a Verifier, second: Option<SecondJudge>) -> Judged<'a> {
        let spec = VerifierSpec::math_answer(pair.gold.clone()).with_second_judge(second);
        let extraction = extract_from_pair(&pair.answer, &GrammarReader);
        let rule = match &extraction {
            Extraction::Final(found) => Some(found.rule),
            Extraction::Parts(parts) => parts.first().map(|part| part.rule),
            Extraction::Ambiguous(_) | Extraction::Nothing => None,
        };
        let rule = rule.filter(|&rule| rule != Rule::Whole);
        let candidate = candidate(extraction);
        let result = verifier.judge(&spec, &candidate);
        Judged { pair, spec, verifier, candidate, rule, result }
    }

    fn into_row(self, index: u64) -> VerdictRow {
        let identity = self.verifier.identity(&self.spec);
        let mut row = VerdictRow::new(None, index, self.candidate.digest(), identity, self.result);
        if let Some(rule) = self.rule {
            row.detail = format!("answer found by {rule}; {}", row.detail);
        }
        row
    }

    /// The verdict, both sides and the reason, for a person.
    fn explanation(&self) -> Result<String, CommandError> {
        let judgement = self.result.as_ref().map_err(CommandError::fault)?;
        let verdict = match judgement.verdict {
            Verdict::Accept => "accept".to_owned(),
            Verdict::Reject(reason) => format!("reject ({reason})"),
            Verdict::Abstain(reason) => format!("abstain ({reason})"),
        };
        let opinion = judgement.second_opinion.as_ref();
        let by = match (opinion, judgement.verdict) {
            (Some(opinion), Verdict::Accept | Verdict::Reject(_)) => format!(", by {}", opinion.judge),
            _ => String::new(),
        };
        let found = match &self.candidate {
            Candidate::Answer(text) | Candidate::Program(text) | Candidate::Text(text)
                if text.trim() == self.pair.answer.trim() =>
            {
                shown(text)
            }
            Candidate::Answer(text) | Candidate::Program(text) | Candidate::Text(text) => {
                format!("{}, found in {}", shown(text), shown(&self.pair.answer))
            }
            Candidate::Ambiguous(texts) => {
                const MOST: usize = 8;
                let first: Vec<String> = texts.iter().take(MOST).map(|text| shown(text)).collect();
                let more = match texts.len().saturating_sub(MOST) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!("{}{more}, all found in {}", first.join(" and "), shown(&self.pair.answer))
            }
            Candidate::Nothing => format!("none found in {}", shown(&self.pair.answer)),
        };
        // Without one answer, the gold is read all the same.
        let answer = match &self.candidate {
            Candidate::Answer(answer) => answer,
            Candidate::Program(_) | Candidate::Text(_) | Candidate::Ambiguous(_) | Candidate::Nothing => "",
        };
        let decision = veriloop_answers::judge(&self.pair.gold, answer, &Rules::default());
        let read_as = |expr: Option<&Expr>| expr.map_or(String::new(), |expr| format!(", read as {expr}"));
        let gold = read_as(decision.gold.as_ref());
        let answer = read_as(decision.answer.as_ref());
        let why = match &self.candidate {
            Candidate::Answer(_) | Candidate::Nothing => decision.outcome.to_string(),
            Candidate::Program(_) | Candidate::Text(_) | Candidate::Ambiguous(_) => judgement.detail.clone(),
        };
        let mut text = String::new();
        for (name, value) in [
            ("verdict", Some(format!("{verdict}{by}"))),
            ("reference", Some(format!("{}{gold}", shown(&self.pair.gold)))),
            ("answer", Some(format!("{found}{answer}"))),
            ("found by", self.rule.map(|rule| rule.to_string())),
            ("compared", decision.comparator.map(|comparator| format!("as {comparator}"))),
            ("why", Some(why)),
            ("second", opinion.map(|opinion| format!("{}: {}", opinion.judge, opinion.said))),
        ] {
            if let Some(value) = value {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{name:<10} {value}");
            }
        }
        Ok(text)
    }
}

/// A text on one line, shortened.
fn shown(text: &str) -> String {
    const MOST: usize = 100;
    let mut chars = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}
