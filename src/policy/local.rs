//! A policy in this process: model, parameters and tokenizer.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::bounded;
use tch::{Device, nn};

use super::{Completion, Decoding, Llama, ModelConfig, Policy, PolicyError, Request, Sampler, Tokenizer};

/// A language model on libtorch in this process.
pub struct LocalPolicy {
    pub(super) store: nn::VarStore,
    pub(super) model: Llama,
    pub(super) tokenizer: Arc<Tokenizer>,
    pub(super) sampler: Sampler,
}

impl LocalPolicy {
    /// A policy with freshly initialised parameters; the same seed gives the same parameters.
    pub fn initialise(
        config: &ModelConfig,
        tokenizer: Arc<Tokenizer>,
        sampler: Sampler,
        device: Device,
        seed: i64,
    ) -> LocalPolicy {
        // libtorch has one generator for the whole process, which must not be drawn from in between.
        static GENERATOR: Mutex<()> = Mutex::new(());
        let guard = GENERATOR.lock().unwrap_or_else(PoisonError::into_inner);
        tch::manual_seed(seed);
        let store = nn::VarStore::new(device);
        let model = Llama::new(&store.root(), config);
        drop(guard);
        LocalPolicy { store, model, tokenizer, sampler }
    }

    /// The model.
    pub fn model(&self) -> &Llama {
        &self.model
    }

    /// The parameters.
    pub fn store(&self) -> &nn::VarStore {
        &self.store
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Number of trained parameters.
    pub fn parameters(&self) -> usize {
        self.store.trainable_variables().iter().map(tch::Tensor::numel).sum()
    }
}

impl Policy for LocalPolicy {
    fn generate(
        &self,
        requests: &[Request<'_>],
        decoding: Decoding,
        emit: &mut dyn FnMut(usize, Completion) -> ControlFlow<()>,
    ) -> Result<(), PolicyError> {
        let lanes = match self.store.device() {
            Device::Cpu => share_out(requests, self.sampler.threads),
            // An accelerator is fed by one thread.
            _ => return self.sampler.run(&self.model, &self.tokenizer, requests, decoding, emit),
        };
        let (sampler, tokenizer) = (self.sampler, &*self.tokenizer);
        let (sender, completions) = bounded(sampler.slots.max(1));
        thread::scope(|scope| {
            let threads: Vec<_> =
                lanes
                    .iter()
                    .map(|lane| {
                        let (model, sender) = (self.model.share(), sender.clone());
                        scope.spawn(move || {
                            tch::set_num_threads(1);
                            let requests: Vec<Request<'_>> =
                                lane.iter().map(|&index| requests[index].clone()).collect();
                            sampler.run(&model, tokenizer, &requests, decoding, &mut |at, completion| {
                                match sender.send((lane[at], completion)) {
                                    Ok(()) => ControlFlow::Continue(()),
                                    Err(_) => ControlFlow::Break(()),
                                }
                            })
                        })
                    })
                    .collect();
            drop(sender);
            for (request, completion) in &completions {
                if emit(request, completion).is_break() {
                    break;
                }
            }
            // Threads that still sample stop at their next completion.
            drop(completions);
            threads
                .into_iter()
                .try_for_each(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }
}

/// Indices of requests for each of `threads` samplers: those of one prompt stay
/// together, since they share its prefill, and prompts go round in turn.
fn share_out(requests: &[Request<'_>], threads: usize) -> Vec<Vec<usize>> {
    let mut lanes = vec![Vec::new(); threads.max(1)];
    let mut prompts = 0;
    for (index, request) in requests.iter().enumerate() {
        if index > 0 && request.prompt != requests[index - 1].prompt {
            prompts += 1;
        }
        lanes[prompts % threads.max(1)].push(index);
    }
    lanes
}

#[cfg(test)]
mod unit_tests {
    use super::{Request, share_out};

    #[test]
    fn requests_are_shared_out_by_prompt_and_none_is_lost() {
        let request = |prompt| Request { prompt, seed: 0, max_new_tokens: 1 };
        let requests = ["a", "a", "b", "c", "c", "c", "a"].map(request);
        assert_eq!(share_out(&requests, 2), [vec![0, 1, 3, 4, 5], vec![2, 6]]);
        assert_eq!(share_out(&requests, 1), [vec![0, 1, 2, 3, 4, 5, 6]]);
        assert_eq!(share_out(&requests[..1], 3), [vec![0], vec![], vec![]]);
    }
}
