//! A checkpoint on held-out problems of its own, outside of any run.

use std::collections::HashMap;
use std::ops::{ControlFlow, RangeInclusive};
use std::sync::Arc;

use serde::Serialize;
use veriloop_problems::HeldOutProblem;
use veriloop_verifiers::extract::extract;
use veriloop_verifiers::programs::inspect::Probes;
use veriloop_verifiers::{Candidate, Fault, Sha256, Task, Verifier};

use super::paired::{self, Discordant, Estimate};
use super::pass_at_k;
use crate::interval::Share;
use crate::policy::{Decoding, Policy, PolicyError, Request};
use crate::verification::{self, DEFAULT_RETRIES, Work};

/// Hidden calls of each program.
const HIDDEN: u32 = 64;

/// The ks of pass@k, as far as there are samples.
const KS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// How a checkpoint is sampled. Two checkpoints with the same plan draw with the same random numbers.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Samples of each problem, beside the greedy completion.
    pub samples: usize,
    /// Their temperature.
    pub temperature: f64,
    /// The most tokens of a completion.
    pub max_new_tokens: usize,
    /// Decides the samples, and the resamples of the intervals.
    pub seed: u64,
    /// Threads that judge.
    pub workers: usize,
}

/// What a checkpoint did on one problem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Solved {
    /// Whether its greedy completion is right; `None` after a fault of ours.
    pub greedy: Option<bool>,
    /// Samples with a verdict.
    pub samples: usize,
    /// Of these, right ones.
    pub right: usize,
}

impl Solved {
    fn pass_at(self, k: usize) -> Option<f64> {
        (self.samples >= k).then(|| pass_at_k(self.samples, self.right, k))
    }
}

/// Has a policy complete problems, and judges what it wrote. The result has the order of the problems.
///
/// A completion that was written before for the same problem is not judged again.
///
/// # Errors
///
/// When the policy fails.
pub fn solve(
    policy: &dyn Policy,
    verifier: &Verifier,
    problems: &[&HeldOutProblem],
    plan: Plan,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Solved>, PolicyError> {
    let mut written: Vec<Vec<String>> = Vec::new();
    let mut done = 0;
    for (decoding, samples) in
        [(Decoding::Greedy, 1), (Decoding::Temperature(plan.temperature), plan.samples)]
    {
        let requests: Vec<Request<'_>> = problems
            .iter()
            .flat_map(|problem| (0..samples).map(move |sample| request(problem, sample, plan)))
            .collect();
        let mut completions = vec![String::new(); requests.len()];
        policy.generate(&requests, decoding, &mut |request, completion| {
            completions[request] = completion.text;
            done += 1;
            progress(done);
            ControlFlow::Continue(())
        })?;
        written.push(completions);
    }
    let sampled = written.pop().unwrap_or_default();
    let greedy = written.pop().unwrap_or_default();

    let mut distinct: HashMap<(usize, &str), usize> = HashMap::new();
    let mut work: Vec<(usize, &str)> = Vec::new();
    let all = greedy
        .iter()
        .enumerate()
        .chain(sampled.iter().enumerate().map(|(at, text)| (at / plan.samples.max(1), text)));
    for (problem, text) in all {
        distinct.entry((problem, text)).or_insert_with(|| {
            work.push((problem, text));
            work.len() - 1
        });
    }
    let tasks: Vec<Arc<Task>> =
        problems.iter().map(|problem| Arc::new(problem.problem().clone().into_task())).collect();
    let jobs: Vec<((), Work)> = work
        .iter()
        .map(|&(at, text)| {
            let problem = problems[at].problem();
            let candidate = extract(&problem.verifier, &problem.prompt, text);
            ((), Work::Judge(Arc::clone(&tasks[at]), candidate))
        })
        .collect();
    let mut verdicts: Vec<Option<bool>> =
        verification::judge_all(verifier, jobs, plan.workers, DEFAULT_RETRIES)
            .map(|((), result)| result.ok().map(|judgement| judgement.verdict.is_accept()))
            .collect();

    let mut hidden = Hidden { verifier, seed: plan.seed, probes: HashMap::new() };
    for (verdict, &(at, text)) in verdicts.iter_mut().zip(&work) {
        if *verdict == Some(true) {
            *verdict = hidden.holds(at, problems[at], text);
        }
    }

    let verdict = |problem: usize, text: &str| verdicts[distinct[&(problem, text)]];
    Ok((0..problems.len())
        .map(|at| {
            let samples = sampled[at * plan.samples..(at + 1) * plan.samples].iter();
            let judged: Vec<bool> = samples.filter_map(|text| verdict(at, text)).collect();
            Solved {
                greedy: verdict(at, &greedy[at]),
                samples: judged.len(),
                right: judged.into_iter().filter(|&right| right).count(),
            }
        })
        .collect())
}

/// Calls of which no verifier knows: on inputs that are drawn for this evaluation, with what the reference returns.
struct Hidden<'a> {
    verifier: &'a Verifier,
    seed: u64,
    probes: HashMap<usize, Result<Option<Probes>, Fault>>,
}

impl Hidden<'_> {
    /// Whether an accepted completion holds there too; none after a fault. What is no function is taken as it was judged.
    fn holds(&mut self, at: usize, problem: &HeldOutProblem, text: &str) -> Option<bool> {
        let problem = problem.problem();
        let program = |text: &str| match extract(&problem.verifier, &problem.prompt, text) {
            Candidate::Program(program) => Some(program),
            _ => None,
        };
        let (Some(reference), Some(candidate)) =
            (problem.references.first().and_then(|it| program(it)), program(text))
        else {
            return Some(true);
        };
        let probes = self
            .probes
            .entry(at)
            .or_insert_with(|| self.verifier.probes(&problem.verifier, &reference, HIDDEN, self.seed));
        let Some(probes) = probes.as_ref().ok()? else { return Some(true) };
        let judged = self.verifier.judge_by(probes, self.verifier.limits(), &Candidate::Program(candidate));
        judged.ok().map(|judgement| judgement.verdict.is_accept())
    }
}

fn request<'a>(problem: &'a HeldOutProblem, sample: usize, plan: Plan) -> Request<'a> {
    let problem = problem.problem();
    let seed = Sha256::of(format!("evaluate/{}/{}/{sample}", plan.seed, problem.id).as_bytes()).number();
    Request { prompt: &problem.prompt, seed, max_new_tokens: plan.max_new_tokens }
}

/// The figures of a checkpoint on the problems of one family and level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Greedy pass@1.
    pub greedy: Share,
    /// Unbiased pass@k (Chen et al. 2021, arXiv:2107.03374) over problems with at least k samples.
    pub pass_at: Vec<PassAt>,
}

/// One pass@k.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PassAt {
    /// Samples of which one has to be right.
    pub k: usize,
    /// The figure.
    #[serde(flatten)]
    pub estimate: Estimate,
}

impl Figures {
    /// Sums up what a checkpoint did on some problems.
    pub fn of(solved: &[Solved], seed: u64) -> Figures {
        let greedy: Vec<bool> = solved.iter().filter_map(|solved| solved.greedy).collect();
        let right = greedy.iter().filter(|&&right| right).count() as u64;
        Figures {
            greedy: Share::counted(right, greedy.len() as u64),
            pass_at: pass_at(
                |k| solved.iter().filter_map(|solved| solved.pass_at(k)).collect(),
                0.0..=1.0,
                seed,
            ),
        }
    }
}

/// How a checkpoint compares with another on the same problems of one family and level.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Problems whose greedy completion is right in one of the two alone.
    pub greedy: Discordant,
    /// McNemar's exact p-value of that.
    pub greedy_p: f64,
    /// The differences of pass@k, problem by problem.
    pub pass_at: Vec<PassAt>,
}

impl Compared {
    /// Compares what two checkpoints did on the same problems, in the same order.
    pub fn of(solved: &[Solved], other: &[Solved], seed: u64) -> Compared {
        let pairs = || solved.iter().zip(other);
        let greedy = Discordant::count(pairs().filter_map(|(one, other)| Some((one.greedy?, other.greedy?))));
        let differences =
            |k| pairs().filter_map(|(one, other)| Some(one.pass_at(k)? - other.pass_at(k)?)).collect();
        Compared { greedy, greedy_p: greedy.p_value(), pass_at: pass_at(differences, -1.0..=1.0, seed) }
    }
}

fn pass_at(figures: impl Fn(usize) -> Vec<f64>, range: RangeInclusive<f64>, seed: u64) -> Vec<PassAt> {
    let pass_at = |k| Some(PassAt { k, estimate: paired::mean(&figures(k), range.clone(), seed)? });
    KS.into_iter().filter_map(pass_at).collect()
}

#[cfg(test)]
mod tests {
    use super::{Compared, Figures, Solved};

    fn solved(greedy: bool, samples: usize, right: usize) -> Solved {
        Solved { greedy: Some(greedy), samples, right }
    }

    #[test]
    fn figures_are_means_over_problems_and_go_as_far_as_there_are_samples() {
        let figures = Figures::of(&[solved(true, 8, 8), solved(false, 8, 0), Solved::default()], 1);
        assert_eq!((figures.greedy.count, figures.greedy.of), (1, 2));
        let found: Vec<(usize, f64)> = figures.pass_at.iter().map(|it| (it.k, it.estimate.value)).collect();
        assert_eq!(found, [(1, 0.5), (2, 0.5), (4, 0.5), (8, 0.5)]);
    }

    #[test]
    fn checkpoints_are_compared_problem_by_problem() {
        let (after, before) =
            ([solved(true, 4, 4), solved(true, 4, 2)], [solved(false, 4, 0), solved(true, 4, 2)]);
        let compared = Compared::of(&after, &before, 1);
        assert_eq!((compared.greedy.gained, compared.greedy.lost, compared.greedy_p), (1, 0, 1.0));
        assert_eq!(compared.pass_at[0].estimate.value, 0.5);
        assert!(compared.pass_at[0].estimate.low >= 0.0);
    }
}
