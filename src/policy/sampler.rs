//! Batched sampling with a KV cache and slot refill.
//!
//! A fixed number of slots each hold one sequence. Every step advances all of
//! them by one token; when enough have finished, the free slots are refilled
//! from the queue, and samples of one prompt share its prefill.

use std::ops::ControlFlow;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Device, Kind, Tensor};

use super::{Completion, Decoding, Finish, KvCache, Llama, PolicyError, Request, Tokenizer};

/// Slots are refilled once this share of them is free: each refill stops the
/// others for a prefill, and each free slot wastes its share of a step.
const REFILL_SHARE: f64 = 0.25;

/// The batch dimension of sampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampler {
    /// Sequences in flight at once in each thread.
    pub slots: usize,
    /// Threads that sample beside each other on a CPU, each its share of the prompts.
    pub threads: usize,
}

/// One sequence in flight.
struct Sequence {
    request: usize,
    written: Vec<u32>,
    log_prob: f64,
    length: i64,
    rng: ChaCha8Rng,
}

impl Sampler {
    /// Samples a completion for every request; see [`super::Policy::generate`].
    pub fn run(
        &self,
        model: &Llama,
        tokenizer: &Tokenizer,
        requests: &[Request<'_>],
        decoding: Decoding,
        emit: &mut dyn FnMut(usize, Completion) -> ControlFlow<()>,
    ) -> Result<(), PolicyError> {
        tch::no_grad(|| self.run_without_gradients(model, tokenizer, requests, decoding, emit))
    }

    fn run_without_gradients(
        &self,
        model: &Llama,
        tokenizer: &Tokenizer,
        requests: &[Request<'_>],
        decoding: Decoding,
        emit: &mut dyn FnMut(usize, Completion) -> ControlFlow<()>,
    ) -> Result<(), PolicyError> {
        let device = model.device();
        let prompts = requests
            .iter()
            .map(|request| tokenizer.encode_prompt(request.prompt))
            .collect::<Result<Vec<_>, _>>()?;
        let capacity = prompts
            .iter()
            .zip(requests)
            .map(|(prompt, request)| prompt.len() + request.max_new_tokens)
            .max()
            .unwrap_or(0);
        let limit = model.config().max_position_embeddings as usize;
        if capacity > limit {
            let tokens = prompts.iter().map(Vec::len).max().unwrap_or(0);
            return Err(PolicyError::PromptTooLong { tokens, limit });
        }
        let slots = self.slots.min(requests.len());
        if slots == 0 {
            return Ok(());
        }

        let mut cache = KvCache::new(model.config(), slots as i64, capacity as i64, device);
        let mut sequences: Vec<Option<Sequence>> = (0..slots).map(|_| None).collect();
        let mut next_tokens = vec![0_i64; slots];
        let mut queue = 0..requests.len();
        let refill_at = ((slots as f64 * REFILL_SHARE).ceil() as usize).max(1);

        loop {
            let free: Vec<usize> = (0..slots).filter(|&slot| sequences[slot].is_none()).collect();
            if !queue.is_empty() && (free.len() >= refill_at || free.len() == slots) {
                let admitted: Vec<(usize, usize)> = free.into_iter().zip(queue.by_ref()).collect();
                let logits = admit(model, &prompts, &admitted, &mut cache);
                for &(slot, request) in &admitted {
                    sequences[slot] = Some(Sequence {
                        request,
                        written: Vec::new(),
                        log_prob: 0.0,
                        length: prompts[request].len() as i64,
                        rng: ChaCha8Rng::seed_from_u64(requests[request].seed),
                    });
                }
                let of_slots: Vec<usize> = admitted.iter().map(|&(slot, _)| slot).collect();
                draw(&logits, decoding, &of_slots, &mut sequences, &mut next_tokens);
                if retire(&of_slots, tokenizer, requests, &mut sequences, &next_tokens, emit)?.is_break() {
                    return Ok(());
                }
                continue;
            }
            let active: Vec<usize> = (0..slots).filter(|&slot| sequences[slot].is_some()).collect();
            if active.is_empty() {
                return Ok(());
            }
            // Free slots run along as length 0: their row is never read.
            let lengths: Vec<i64> = sequences.iter().map(|s| s.as_ref().map_or(0, |s| s.length)).collect();
            let longest = lengths.iter().max().copied().unwrap_or(0) + 1;
            let lengths = Tensor::from_slice(&lengths).to_device(device);
            let logits = model.decode(
                &Tensor::from_slice(&next_tokens).to_device(device),
                &lengths,
                longest,
                &mut cache,
            );
            for sequence in sequences.iter_mut().flatten() {
                sequence.length += 1;
            }
            let rows = if active.len() == slots {
                logits
            } else {
                let index: Vec<i64> = active.iter().map(|&slot| slot as i64).collect();
                logits.index_select(0, &Tensor::from_slice(&index).to_device(device))
            };
            draw(&rows, decoding, &active, &mut sequences, &mut next_tokens);
            if retire(&active, tokenizer, requests, &mut sequences, &next_tokens, emit)?.is_break() {
                return Ok(());
            }
        }
    }
}

/// Prefills the prompts of the admitted `(slot, request)` pairs; returns logits `[admitted, vocab]`.
fn admit(model: &Llama, prompts: &[Vec<u32>], admitted: &[(usize, usize)], cache: &mut KvCache) -> Tensor {
    let device = model.device();
    let mut rows: Vec<&[u32]> = Vec::new();
    let mut sources = Vec::with_capacity(admitted.len());
    for &(_, request) in admitted {
        // Requests of one prompt stand next to each other, so looking at the last row finds them.
        if rows.last() != Some(&prompts[request].as_slice()) {
            rows.push(&prompts[request]);
        }
        sources.push(rows.len() as i64 - 1);
    }
    let longest = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut ids = vec![0_i64; rows.len() * longest];
    for (row, tokens) in rows.iter().enumerate() {
        for (column, &token) in tokens.iter().enumerate() {
            ids[row * longest + column] = i64::from(token);
        }
    }
    let last: Vec<i64> = rows.iter().map(|row| row.len() as i64 - 1).collect();
    let targets: Vec<i64> = admitted.iter().map(|&(slot, _)| slot as i64).collect();
    let shape = [rows.len() as i64, longest as i64];
    let positions = Tensor::arange(longest as i64, (Kind::Int64, device));
    let sources = Tensor::from_slice(&sources).to_device(device);
    let logits = model.prefill(
        &Tensor::from_slice(&ids).view(shape).to_device(device),
        &positions.unsqueeze(0).expand(shape, false),
        &Tensor::from_slice(&last).to_device(device),
        cache,
        &sources,
        &Tensor::from_slice(&targets).to_device(device),
    );
    logits.index_select(0, &sources)
}

/// Draws the next token of each of `slots` from its row of `logits`.
fn draw(
    logits: &Tensor,
    decoding: Decoding,
    slots: &[usize],
    sequences: &mut [Option<Sequence>],
    next_tokens: &mut [i64],
) {
    let log_probs = logits.log_softmax(-1, Kind::Float);
    let chosen = match decoding {
        Decoding::Greedy => logits.argmax(-1, true),
        Decoding::Temperature(temperature) => {
            // One uniform number a sequence, from its own generator, turned into
            // a token by the inverse of the cumulative distribution.
            let uniforms: Vec<f32> = slots
                .iter()
                .map(|&slot| sequences[slot].as_mut().map_or(0.0, |sequence| sequence.rng.random()))
                .collect();
            let uniforms = Tensor::from_slice(&uniforms).to_device(logits.device()).unsqueeze(1);
            let cumulative = (logits / temperature).softmax(-1, Kind::Float).cumsum(-1, Kind::Float);
            let last = logits.size()[1] - 1;
            let above: Option<Tensor> = None;
            uniforms.searchsorted(&cumulative, false, true, "right", above).clamp_max(last)
        }
    };
    let log_probs = log_probs.gather(-1, &chosen, false).squeeze_dim(-1).to_device(Device::Cpu);
    let chosen = chosen.squeeze_dim(-1).to_device(Device::Cpu);
    let log_probs = Vec::<f32>::try_from(log_probs).expect("log-probabilities are floats");
    let chosen = Vec::<i64>::try_from(chosen).expect("token ids are integers");
    for ((&slot, token), log_prob) in slots.iter().zip(chosen).zip(log_probs) {
        next_tokens[slot] = token;
        if let Some(sequence) = &mut sequences[slot] {
            sequence.written.push(token as u32);
            sequence.log_prob += f64::from(log_prob);
        }
    }
}

/// Hands over the sequences of `slots` that have ended and frees their slots.
fn retire(
    slots: &[usize],
    tokenizer: &Tokenizer,
    requests: &[Request<'_>],
    sequences: &mut [Option<Sequence>],
    next_tokens: &[i64],
    emit: &mut dyn FnMut(usize, Completion) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, PolicyError> {
    for &slot in slots {
        let Some(sequence) = &sequences[slot] else { continue };
        let stopped = next_tokens[slot] == i64::from(tokenizer.end());
        if !stopped && sequence.written.len() < requests[sequence.request].max_new_tokens {
            continue;
        }
        let completion = Completion {
            text: tokenizer.decode(&sequence.written)?,
            tokens: sequence.written.len(),
            log_prob: sequence.log_prob,
            finish: if stopped { Finish::Stop } else { Finish::Length },
        };
        let request = sequence.request;
        sequences[slot] = None;
        if emit(request, completion).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
