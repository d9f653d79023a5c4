//! Wrong answers like a right one.

use veriloop_verifiers::Candidate;

use super::{Options, What, Wrong};

/// Answers that are tried whatever the right one is.
pub(crate) const CONSTANTS: [&str; 6] = ["0", "1", "-1", "2", "x", "A"];

/// The answers that a reference is to be told from: its mutants, and those that fit many questions.
///
/// A mutant has another number in place of one of its own (`CRP`), the other
/// sign in front of it (`AOD` where there is one), or plus for minus and minus for plus (`AOR`).
pub(super) fn wrong(reference: &str, options: Options) -> Vec<Wrong> {
    let mutants =
        mutants(reference).into_iter().take(options.mutants as usize).map(|(operator, answer)| Wrong {
            what: What::Mutant { operator: operator.to_owned(), line: 1 },
            candidate: Candidate::Answer(answer),
        });
    let constants =
        CONSTANTS.iter().filter(|constant| **constant != reference.trim()).map(|constant| Wrong {
            what: What::Constant((*constant).to_owned()),
            candidate: Candidate::Answer((*constant).to_owned()),
        });
    mutants.chain(constants).collect()
}

/// The mutants of an answer: the operator, and the text.
pub(crate) fn mutants(reference: &str) -> Vec<(&'static str, String)> {
    let mut mutants = Vec::new();
    let bytes = reference.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let replaced = |end: usize, by: &str| format!("{}{by}{}", &reference[..at], &reference[end..]);
        match bytes[at] {
            b'0'..=b'9' => {
                let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let end = at + length;
                mutants.push(("CRP", replaced(end, &next(&reference[at..end]))));
                at = end;
                continue;
            }
            b'+' => mutants.push(("AOR", replaced(at + 1, "-"))),
            b'-' if at > 0 => mutants.push(("AOR", replaced(at + 1, "+"))),
            b'-' => mutants.push(("AOD", replaced(at + 1, ""))),
            _ => {}
        }
        at += 1;
    }
    mutants
}

/// The number after the one that some digits are, with as many digits at least.
fn next(digits: &str) -> String {
    let mut next: Vec<u8> = digits.bytes().collect();
    for digit in next.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return next.iter().map(|&digit| char::from(digit)).collect();
        }
        *digit = b'0';
    }
    format!("1{}", "0".repeat(digits.len()))
}

#[cfg(test)]
mod tests {
    use super::mutants;

    #[test]
    fn an_answer_s_mutants_have_one_number_or_sign_that_is_another() {
        let check = |reference, expected: &[(&str, &str)]| {
            let found = mutants(reference);
            let found: Vec<_> = found.iter().map(|(operator, text)| (*operator, text.as_str())).collect();
            assert_eq!(found, expected, "{reference}");
        };
        check("99", &[("CRP", "100")]);
        check(
            r"-\frac{1}{209}",
            &[("AOD", r"\frac{1}{209}"), ("CRP", r"-\frac{2}{209}"), ("CRP", r"-\frac{1}{210}")],
        );
        check("é x-1", &[("AOR", "é x+1"), ("CRP", "é x-2")]);
        check(r"\text{(B)}", &[]);
    }
}
