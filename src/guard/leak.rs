//! Problems that are on both sides of the border.

use std::collections::HashMap;

use veriloop_problems::Problem;

use super::{Alarm, AlarmKind, Remedy, Round};

/// Pairs that are shown.
const SHOWN: usize = 5;

/// The prompts of the held-out problems, without what makes no difference.
#[derive(Clone, Debug, Default)]
pub struct HeldOutPrompts(HashMap<String, String>);

impl HeldOutPrompts {
    /// The prompts of some problems.
    pub fn of<'a>(problems: impl Iterator<Item = &'a Problem>) -> HeldOutPrompts {
        HeldOutPrompts(
            problems.map(|problem| (problem.normalised_prompt(), problem.id.as_str().to_owned())).collect(),
        )
    }

    /// The training problems whose prompt is also that of a held-out problem: the ids of both.
    pub fn leaks<'a>(&self, problems: impl Iterator<Item = &'a Problem>) -> Vec<(String, String)> {
        problems
            .filter_map(|problem| {
                let held_out = self.0.get(&problem.normalised_prompt())?;
                Some((problem.id.as_str().to_owned(), held_out.clone()))
            })
            .collect()
    }
}

pub(super) fn alarm(last: &Round) -> Option<Alarm> {
    let leaks = last.stats.leaks.len();
    (leaks > 0).then(|| Alarm {
        kind: AlarmKind::Leak,
        statistic: leaks as f64,
        threshold: 0.0,
        low: leaks as f64,
        high: leaks as f64,
        diagnosis: format!(
            "{leaks} problems of the round are held out as well, so held-out figures say nothing of new problems any \
             more: split the problems anew, by content, and begin the run again from its base"
        ),
        remedy: Remedy::ByHand,
        evidence: last
            .stats
            .leaks
            .iter()
            .take(SHOWN)
            .map(|(training, held_out)| format!("{training} has the prompt of {held_out}"))
            .collect(),
    })
}
