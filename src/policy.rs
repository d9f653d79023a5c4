//! The policy: a language model that writes completions for prompts.

mod architecture;
mod checkpoint;
mod local;
mod sampler;
mod tokenizer;

pub use architecture::{KvCache, Llama, ModelConfig};
pub use local::LocalPolicy;
pub use sampler::Sampler;
pub use tokenizer::Tokenizer;

/// What went wrong in the policy or its checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The tokenizer could not be learned, read or applied.
    #[error("tokenizer: {0}")]
    Tokenizer(String),
    /// A checkpoint could not be read or written.
    #[error("checkpoint {path}: {reason}")]
    Checkpoint {
        /// The file or folder.
        path: std::path::PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
    /// A prompt leaves no room for a completion.
    #[error("a prompt has {tokens} tokens; the model reads at most {limit} with its completion")]
    PromptTooLong {
        /// Tokens in the prompt.
        tokens: usize,
        /// Positions that the model has.
        limit: usize,
    },
    /// libtorch failed.
    #[error("libtorch: {0}")]
    Torch(#[from] tch::TchError),
}

/// How tokens are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decoding {
    /// The most probable token each time.
    Greedy,
    /// A draw from the distribution at this temperature.
    Temperature(f64),
}

/// One completion that is wanted.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// What the completion is to follow.
    pub prompt: &'a str,
    /// Decides every draw of this completion, whatever else is sampled beside it.
    pub seed: u64,
    /// The most tokens that the completion may have.
    pub max_new_tokens: usize,
}

/// Why a completion ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The policy wrote its end token.
    Stop,
    /// The limit of new tokens was reached.
    Length,
}

/// What the policy wrote for one request.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The text, special tokens left out.
    pub text: String,
    /// Tokens written, the end token included.
    pub tokens: usize,
    /// The natural logarithm of the completion's probability at temperature 1.
    pub log_prob: f64,
    /// Why it ended.
    pub finish: Finish,
}

/// Anything that writes completions: the model in this process, or later a server.
pub trait Policy {
    /// Writes a completion for every request and hands each over as soon as it is finished, in any order.
    ///
    /// `emit` gets the request's index; when it returns `ControlFlow::Break`, generation stops.
    ///
    /// # Errors
    ///
    /// When the policy itself fails. What was emitted until then stands.
    fn generate(
        &self,
        requests: &[Request<'_>],
        decoding: Decoding,
        emit: &mut dyn FnMut(usize, Completion) -> std::ops::ControlFlow<()>,
    ) -> Result<(), PolicyError>;
}
