//! Held-out evaluation: what the policy can do, on problems that the loop never sees.
//!
//! This stage shares no problem and no verdict with the loop. Held-out programs
//! are judged by more cases than the loop's, on inputs of their own.

#[cfg(feature = "torch")]
pub mod checkpoint;
pub mod paired;

use veriloop_verifiers::Verdict;

/// The unbiased estimate of pass@k from `n` samples of which `c` are correct:
/// 1 - C(n-c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374, equation 1).
///
/// # Panics
///
/// When `k` is 0 or more than `n`, or `c` more than `n`.
pub fn pass_at_k(n: usize, c: usize, k: usize) -> f64 {
    assert!((1..=n).contains(&k) && c <= n, "pass@{k} of {c} in {n} is not defined");
    if n - c < k {
        return 1.0;
    }
    1.0 - (n - c + 1..=n).map(|i| 1.0 - k as f64 / i as f64).product::<f64>()
}

/// The verdicts on one held-out problem's completions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemResult {
    /// On the greedy completion; `None` after a fault of ours.
    pub greedy: Option<Verdict>,
    /// On the samples; faults of ours are not among them.
    pub sampled: Vec<Verdict>,
}

/// The figures of one family and level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelResult {
    /// Problems whose greedy completion has a verdict.
    pub problems: usize,
    /// Of these, accepted.
    pub greedy_accepted: usize,
    /// Problems with at least eight judged samples.
    pub sampled_problems: usize,
    /// Mean unbiased estimate of pass@8 over these.
    pub pass_at_8: f64,
}

/// Sums up the problems of one family and level.
pub fn sum_up(results: &[ProblemResult]) -> LevelResult {
    let greedy: Vec<Verdict> = results.iter().filter_map(|result| result.greedy).collect();
    let pass_at_8: Vec<f64> = results
        .iter()
        .filter(|result| result.sampled.len() >= 8)
        .map(|result| {
            let correct = result.sampled.iter().filter(|verdict| verdict.is_accept()).count();
            pass_at_k(result.sampled.len(), correct, 8)
        })
        .collect();
    LevelResult {
        problems: greedy.len(),
        greedy_accepted: greedy.iter().filter(|verdict| verdict.is_accept()).count(),
        sampled_problems: pass_at_8.len(),
        pass_at_8: pass_at_8.iter().sum::<f64>() / pass_at_8.len().max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::{ProblemResult, pass_at_k, sum_up};
    use veriloop_verifiers::{RejectReason, Verdict};

    /// The definition, by binomials.
    fn by_definition(n: u64, c: u64, k: u64) -> f64 {
        let choose = |n: u64, k: u64| (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product::<f64>();
        if n - c < k { 1.0 } else { 1.0 - choose(n - c, k) / choose(n, k) }
    }

    #[test]
    fn pass_at_k_is_its_definition() {
        for n in 1..=20 {
            for c in 0..=n {
                for k in 1..=n {
                    let expected = by_definition(n as u64, c as u64, k as u64);
                    assert!((pass_at_k(n, c, k) - expected).abs() < 1e-9, "n {n}, c {c}, k {k}");
                }
            }
        }
    }

    #[test]
    fn a_fault_counts_neither_for_nor_against_the_policy() {
        let wrong = Verdict::Reject(RejectReason::WrongAnswer);
        let judged = ProblemResult { greedy: Some(Verdict::Accept), sampled: vec![wrong; 8] };
        let faulty = ProblemResult { greedy: None, sampled: vec![Verdict::Accept; 3] };
        let level = sum_up(&[judged, faulty]);
        assert_eq!((level.problems, level.greedy_accepted), (1, 1));
        assert_eq!((level.sampled_problems, level.pass_at_8), (1, 0.0));
    }
}
