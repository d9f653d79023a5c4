//! Tables of answers with the verdicts that they must get.

use veriloop_answers::{Outcome, Rules, judge};

#[path = "tables/conditions.rs"]
mod conditions;
#[path = "tables/equations.rs"]
mod equations;
#[path = "tables/hostile.rs"]
mod hostile;
#[path = "tables/judge.rs"]
mod judge;
#[path = "tables/parts.rs"]
mod parts;
#[path = "tables/policies.rs"]
mod policies;
#[path = "tables/series.rs"]
mod series;
#[path = "tables/sets.rs"]
mod sets;
#[path = "tables/spellings.rs"]
mod spellings;
#[path = "tables/values.rs"]
mod values;

const ACCEPT: &str = "accept";
const REJECT: &str = "reject";
const ABSTAIN: &str = "abstain";

fn verdict(gold: &str, answer: &str, rules: &Rules) -> &'static str {
    match judge(gold, answer, rules).outcome {
        Outcome::Accept(_) => ACCEPT,
        Outcome::Reject(_) => REJECT,
        Outcome::Abstain(_) => ABSTAIN,
    }
}

fn check(gold: &str, answers: &[(&str, &str)]) {
    check_with(&Rules::default(), gold, answers);
}

fn check_with(rules: &Rules, gold: &str, answers: &[(&str, &str)]) {
    for (answer, expected) in answers {
        let decision = judge(gold, answer, rules);
        assert_eq!(verdict(gold, answer, rules), *expected, "{gold:?} against {answer:?}: {decision}");
    }
}

/// Looks at the reason that is given, which stands last in the explanation.
fn check_reason(gold: &str, answer: &str, reason: &str) {
    let explanation = judge(gold, answer, &Rules::default()).to_string();
    assert!(explanation.ends_with(&format!(": {reason}")), "{gold:?} against {answer:?}: {explanation}");
}
