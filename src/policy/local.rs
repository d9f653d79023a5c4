//! A policy in this process: model, parameters and tokenizer.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

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
        self.sampler.run(&self.model, &self.tokenizer, requests, decoding, emit)
    }
}
