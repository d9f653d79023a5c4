//! Judges that are not the loop's: of programs by calls that no test makes, of answers by sympy.

use veriloop_problems::Problem;
use veriloop_sandbox::Fuel;
use veriloop_verifiers::programs::inspect::Probes;
use veriloop_verifiers::{Candidate, Fault, Verdict, Verifier, VerifierSpec};

use super::{candidate, key};
use crate::ledger::Opinion;

/// A program that is judged again may use this many times the loop's fuel.
const BUDGET: u64 = 10;

/// What an independent judge says.
pub(super) struct Said {
    /// Its opinion, where it has one.
    pub(super) opinion: Option<Opinion>,
    /// Why.
    pub(super) detail: String,
}

impl Said {
    fn nothing(why: impl Into<String>) -> Said {
        Said { opinion: None, detail: why.into() }
    }
}

/// Judges a completion independently of the problem's verifier.
pub(super) fn judge(
    verifier: &Verifier,
    problem: &Problem,
    completion: &str,
    probes: u32,
    seed: u64,
) -> Said {
    let said = match &problem.verifier {
        VerifierSpec::MathAnswer { reference, .. } => by_sympy(verifier, problem, reference, completion),
        _ => by_probes(verifier, problem, &candidate(problem, completion), probes, seed),
    };
    said.unwrap_or_else(|fault| Said::nothing(format!("not judged again: {fault}")))
}

/// The calls by which programs of a problem are judged again; none where there is no reference to compare with, or
/// its tests call no function with plain data.
pub(super) fn probes_of(
    verifier: &Verifier,
    problem: &Problem,
    count: u32,
    seed: u64,
) -> Result<Option<Probes>, Fault> {
    let reference = problem.references.first().map(|reference| candidate(problem, reference));
    let Some(Candidate::Program(reference)) = reference else { return Ok(None) };
    let seed = key(seed, &format!("probes/{}", problem.id.as_str()));
    verifier.probes(&problem.verifier, &reference, count, seed)
}

/// Judges a program by what it returns where the tests call it, and where others do.
fn by_probes(
    verifier: &Verifier,
    problem: &Problem,
    program: &Candidate,
    count: u32,
    seed: u64,
) -> Result<Said, Fault> {
    let Some(probes) = probes_of(verifier, problem, count, seed)? else {
        return Ok(Said::nothing("not judged again: no reference's calls to compare with"));
    };
    let fuel = Fuel(verifier.limits().fuel().0.saturating_mul(BUDGET));
    let judgement = verifier.judge_by(&probes, &verifier.limits().with_fuel(fuel), program)?;
    let opinion = match judgement.verdict {
        Verdict::Accept => Some(Opinion::Accept),
        Verdict::Reject(_) => Some(Opinion::Reject),
        Verdict::Abstain(_) => None,
    };
    let detail = match opinion {
        Some(Opinion::Accept) => format!("returns what the reference does in {} calls", probes.count()),
        _ => judgement.detail,
    };
    Ok(Said { opinion, detail })
}

/// Judges an answer by sympy; where none was extracted, the last number of the last line.
fn by_sympy(
    verifier: &Verifier,
    problem: &Problem,
    reference: &str,
    completion: &str,
) -> Result<Said, Fault> {
    let Some(sympy) = verifier.second_judge() else {
        return Ok(Said::nothing("not judged again: sympy is not there"));
    };
    let answer = match candidate(problem, completion) {
        Candidate::Answer(answer) => answer,
        _ => match last_number(completion) {
            Some(number) => number.to_owned(),
            None => {
                let detail = "there is no number in its last line".into();
                return Ok(Said { opinion: Some(Opinion::Reject), detail });
            }
        },
    };
    let shown: String = answer.chars().take(80).collect();
    Ok(match sympy.finds_equal(reference, &answer)? {
        Some(true) => Said {
            opinion: Some(Opinion::Accept),
            detail: format!("sympy finds {shown} equal to {reference}"),
        },
        Some(false) => Said {
            opinion: Some(Opinion::Reject),
            detail: format!("sympy finds {shown} different from {reference}"),
        },
        None => Said::nothing(format!("sympy cannot tell whether {shown} is {reference}")),
    })
}

/// The last number of the last line that is not blank.
fn last_number(completion: &str) -> Option<&str> {
    let line = completion.lines().rev().find(|line| !line.trim().is_empty())?;
    let is_digit = |c: char| c.is_ascii_digit();
    let end = line.rfind(is_digit)? + 1;
    let is_of_number = |c: char| is_digit(c) || c == '.' || c == ',';
    let begin = line[..end]
        .rfind(|c: char| !is_of_number(c))
        .map_or(0, |at| at + line[at..].chars().next().map_or(0, char::len_utf8));
    let begin = begin + line[begin..end].find(is_digit)?;
    let has_sign = line[..begin].ends_with('-')
        && !line[..begin - 1].ends_with(|c: char| c.is_alphanumeric() || c == ')');
    Some(&line[if has_sign { begin - 1 } else { begin }..end])
}

#[cfg(test)]
mod tests {
    use super::last_number;

    #[test]
    fn the_last_number_of_the_last_line_is_found() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(last_number(text), expected, "{text:?}");
        check("add two\n3 + 4 = 17\n\n", Some("17"));
        check("so it is -5", Some("-5"));
        check("10-5", Some("5"));
        check("1,234.5 euros", Some("1,234.5"));
        check("é7é", Some("7"));
        check("12\nnothing", None);
        check("", None);
    }
}
