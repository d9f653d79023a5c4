//! Checkpoints: a folder in Hugging Face's layout.
//!
//! `config.json`, `model.safetensors`, `tokenizer.json` and
//! `generation_config.json`. A checkpoint is written beside its place and
//! renamed into it, so that a folder that exists is whole.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tch::{Device, nn};

use super::{Llama, LocalPolicy, ModelConfig, PolicyError, Sampler, Tokenizer};

/// `config.json`: the shape, and what other readers of the format need besides.
#[derive(Serialize, Deserialize)]
struct ConfigFile {
    architectures: Vec<String>,
    model_type: String,
    #[serde(flatten)]
    model: ModelConfig,
    hidden_act: String,
    tie_word_embeddings: bool,
    attention_bias: bool,
    bos_token_id: u32,
    eos_token_id: u32,
    torch_dtype: String,
}

impl LocalPolicy {
    /// Writes the policy to the folder `path`, which must not exist yet.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written; nothing half-written stays under its name.
    pub fn save(&self, path: &Path) -> Result<(), PolicyError> {
        let fail = |reason: String| PolicyError::Checkpoint { path: path.to_owned(), reason };
        let parent = path.parent().ok_or_else(|| fail("expected a folder with a parent".into()))?;
        let scratch = tempfile::tempdir_in(parent).map_err(|error| fail(error.to_string()))?;
        let config = ConfigFile {
            architectures: vec!["LlamaForCausalLM".into()],
            model_type: "llama".into(),
            model: self.model.config().clone(),
            hidden_act: "silu".into(),
            tie_word_embeddings: true,
            attention_bias: false,
            bos_token_id: self.tokenizer.begin(),
            eos_token_id: self.tokenizer.end(),
            torch_dtype: "float32".into(),
        };
        let generation = serde_json::json!({
            "bos_token_id": config.bos_token_id, "eos_token_id": config.eos_token_id, "do_sample": true,
        });
        let pretty = |value: serde_json::Result<String>| value.map_err(|error| fail(error.to_string()));
        for (name, text) in [
            ("config.json", pretty(serde_json::to_string_pretty(&config))?),
            ("generation_config.json", pretty(serde_json::to_string_pretty(&generation))?),
            ("tokenizer.json", self.tokenizer.to_json()?),
        ] {
            fs::write(scratch.path().join(name), text).map_err(|error| fail(error.to_string()))?;
        }
        self.store.save(scratch.path().join("model.safetensors"))?;
        fs::rename(scratch.path(), path).map_err(|error| fail(error.to_string()))?;
        // The folder has its final name now; there is nothing left to clean up.
        let _ = scratch.keep();
        Ok(())
    }

    /// Reads the policy in the folder `path`.
    ///
    /// # Errors
    ///
    /// When a file is missing, of another model type, or does not fit the shape that `config.json` declares.
    pub fn load(path: &Path, sampler: Sampler, device: Device) -> Result<LocalPolicy, PolicyError> {
        let fail = |reason: String| PolicyError::Checkpoint { path: path.to_owned(), reason };
        let config_path = path.join("config.json");
        let text = fs::read_to_string(&config_path).map_err(|error| fail(format!("config.json: {error}")))?;
        let config: ConfigFile =
            serde_json::from_str(&text).map_err(|error| fail(format!("config.json: {error}")))?;
        if config.model_type != "llama" {
            return Err(fail(format!(
                "config.json: model_type: expected `llama`, found `{}`",
                config.model_type
            )));
        }
        let tokenizer = Arc::new(Tokenizer::open(&path.join("tokenizer.json"))?);
        let mut store = nn::VarStore::new(device);
        let model = Llama::new(&store.root(), &config.model);
        store.load(path.join("model.safetensors")).map_err(|error| fail(error.to_string()))?;
        Ok(LocalPolicy { store, model, tokenizer, sampler })
    }
}
