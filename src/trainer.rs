//! Supervised fine-tuning on demonstrations and verified traces.
//!
//! AdamW with linear warm-up and cosine decay to a tenth, gradients clipped by
//! their norm, and the loss on completion tokens only. Positions are
//! drawn anew for every row, see `positions`.

mod positions;

use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use tch::nn::OptimizerConfig;
use tch::{Kind, Tensor, nn};

use crate::config::{GapsConfig, TrainerConfig};
use crate::policy::{LocalPolicy, PolicyError};
use positions::LineMarks;

/// Batches are cut from this many at once, sorted by length, so that little is padding.
const BATCHES_SORTED_TOGETHER: usize = 8;

/// Targets of this value carry no loss.
const IGNORED: i64 = -100;

/// One training row, as token ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Prompt ids, the begin token first.
    pub prompt: Vec<u32>,
    /// Completion ids, the end token last.
    pub completion: Vec<u32>,
}

impl Example {
    fn len(&self) -> usize {
        self.prompt.len() + self.completion.len()
    }
}

/// What a training run did.
#[derive(Clone, Copy, Debug)]
pub struct TrainingStats {
    /// Optimiser steps.
    pub steps: usize,
    /// Mean loss per completion token over the last tenth of the steps, in nats.
    pub final_loss: f64,
    /// Tokens that went through the model, padding included.
    pub tokens: usize,
    /// Time taken.
    pub elapsed: Duration,
}

/// Trains the policy for `steps` steps on batches that `draw` picks.
///
/// `draw` returns one example at a time, by whatever mixture the caller wants.
/// The optimiser starts fresh: a run that is resumed from a checkpoint takes
/// the same steps as one that was never interrupted. `progress` is called after every step.
///
/// # Errors
///
/// When libtorch fails.
pub fn train<'a>(
    policy: &LocalPolicy,
    config: &TrainerConfig,
    steps: usize,
    learning_rate: f64,
    seed: u64,
    mut draw: impl FnMut(&mut ChaCha8Rng) -> &'a Example,
    mut progress: impl FnMut(usize, f64),
) -> Result<TrainingStats, PolicyError> {
    let started = Instant::now();
    let marks = LineMarks::of(policy.tokenizer());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let adamw = nn::AdamW { beta1: 0.9, beta2: 0.98, wd: config.weight_decay, eps: 1e-8, amsgrad: false };
    let mut optimizer = adamw.build(policy.store(), learning_rate)?;
    let mut tokens = 0;
    let mut tail_losses = Vec::new();
    let tail_from = steps - steps.div_ceil(10);
    let mut batches: Vec<Vec<&Example>> = Vec::new();
    for step in 0..steps {
        if batches.is_empty() {
            let mut pool: Vec<&Example> =
                (0..BATCHES_SORTED_TOGETHER * config.batch_size).map(|_| draw(&mut rng)).collect();
            pool.sort_by_key(|example| example.len());
            batches = pool.chunks(config.batch_size).map(<[_]>::to_vec).collect();
            batches.shuffle(&mut rng);
        }
        let batch = batches.pop().expect("batches were just drawn");
        optimizer.set_lr(learning_rate * schedule(step, steps, config.warmup_steps));
        let (loss, batch_tokens) = loss(policy, &batch, &config.gaps, &marks, &mut rng);
        optimizer.zero_grad();
        loss.backward();
        optimizer.clip_grad_norm(config.clip_norm);
        optimizer.step();
        tokens += batch_tokens;
        let loss = loss.double_value(&[]);
        if step >= tail_from {
            tail_losses.push(loss);
        }
        progress(step + 1, loss);
    }
    let final_loss = tail_losses.iter().sum::<f64>() / tail_losses.len().max(1) as f64;
    Ok(TrainingStats { steps, final_loss, tokens, elapsed: started.elapsed() })
}

/// The share of the peak learning rate at a step: linear warm-up, then cosine decay to a tenth.
fn schedule(step: usize, steps: usize, warmup: usize) -> f64 {
    let warm = ((step + 1) as f64 / warmup.max(1) as f64).min(1.0);
    let cosine = 0.5 * (1.0 + (std::f64::consts::PI * step as f64 / steps as f64).cos());
    warm * (0.1 + 0.9 * cosine)
}

/// Mean cross-entropy over the batch's completion tokens, and the number of tokens run.
fn loss(
    policy: &LocalPolicy,
    batch: &[&Example],
    gaps: &GapsConfig,
    marks: &LineMarks,
    rng: &mut ChaCha8Rng,
) -> (Tensor, usize) {
    let device = policy.store().device();
    // The last token of a row is never an input: nothing follows it.
    let length = batch.iter().map(|example| example.len() - 1).max().unwrap_or(0);
    let mut ids = vec![0_i64; batch.len() * length];
    let mut targets = vec![IGNORED; batch.len() * length];
    let mut positions = vec![0_i64; batch.len() * length];
    for (row, example) in batch.iter().enumerate() {
        let at = row * length;
        let tokens = example.prompt.iter().chain(&example.completion).map(|&token| i64::from(token));
        for (column, token) in tokens.enumerate() {
            if column + 1 < example.len() {
                ids[at + column] = token;
            }
            if column >= example.prompt.len() {
                targets[at + column - 1] = token;
            }
        }
        let drawn = positions::draw(example, gaps, marks, rng);
        // Padding stands behind the row and is never attended to.
        positions[at..at + length].iter_mut().zip(drawn).for_each(|(position, drawn)| *position = drawn);
    }
    let shape = [batch.len() as i64, length as i64];
    let tensor = |values: &[i64]| Tensor::from_slice(values).view(shape).to_device(device);
    // Only completion tokens go through the softmax: prompts carry no loss.
    let targets = tensor(&targets).view([-1]);
    let places = targets.ne(IGNORED).nonzero().squeeze_dim(-1);
    let logits = policy.model().forward(&tensor(&ids), &tensor(&positions), &places);
    let loss = logits.log_softmax(-1, Kind::Float).nll_loss(&targets.index_select(0, &places));
    (loss, batch.len() * length)
}

#[cfg(test)]
mod tests {
    use super::schedule;

    #[test]
    fn the_learning_rate_warms_up_and_decays_to_a_tenth() {
        assert!(schedule(0, 100, 10) < 0.11);
        assert!(schedule(10, 100, 10) > 0.95);
        assert!((schedule(99, 100, 10) - 0.1).abs() < 0.01);
    }
}
