//! Text to token ids and back.
//!
//! A byte-level BPE in Hugging Face's `tokenizer.json` format. Any text can be
//! encoded; merges stay within one line and within three digits.

use std::path::Path;

use tokenizers::decoders::byte_level::ByteLevel as ByteLevelDecoder;
use tokenizers::models::TrainerWrapper;
use tokenizers::models::bpe::{BPE, BpeTrainerBuilder};
use tokenizers::normalizers::NormalizerWrapper;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::processors::byte_level::ByteLevel as ByteLevelProcessor;
use tokenizers::{
    AddedToken, DecoderWrapper, ModelWrapper, PostProcessorWrapper, PreTokenizerWrapper,
    SplitDelimiterBehavior, TokenizerImpl,
};

use super::PolicyError;

const BEGIN: &str = "<|begin|>";
const END: &str = "<|end|>";
/// Merges stay within a piece: a comment or a line of words with its line break, which names a step; up to
/// three digits; a line break before words; or what else stands in a line. So a name is one token wherever it
/// stands, and the token before it is one whose only work is to find it.
const PIECES: &str = r"# [^\d\n]*\n|[a-z][a-z -]*\n|\d{1,3}|\n(?=[a-z])|\n[^\d\n#]*|[^\d\n#]+|#";

type Inner =
    TokenizerImpl<ModelWrapper, NormalizerWrapper, PreTokenizerWrapper, PostProcessorWrapper, DecoderWrapper>;

/// A tokenizer with the ids of its two special tokens.
pub struct Tokenizer {
    inner: Inner,
    begin: u32,
    end: u32,
}

impl Tokenizer {
    /// Learns at most `vocab_size` tokens from texts; the same texts give the same tokenizer.
    ///
    /// # Errors
    ///
    /// When the pieces cannot be learned, which means that `vocab_size` is below the 258 basic tokens.
    pub fn learn(texts: &[String], vocab_size: usize) -> Result<Tokenizer, PolicyError> {
        let fail = |error: tokenizers::Error| PolicyError::Tokenizer(error.to_string());
        let mut trainer = BpeTrainerBuilder::new()
            .show_progress(false)
            .vocab_size(vocab_size)
            .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
            .special_tokens([BEGIN, END].map(|text| AddedToken::from(text, true)).to_vec())
            .build()
            .into();
        let split = Split::new(SplitPattern::Regex(PIECES.into()), SplitDelimiterBehavior::Isolated, false)
            .map_err(fail)?;
        let bytes = ByteLevel::new(false, false, false);
        let mut inner = Inner::new(ModelWrapper::BPE(BPE::default()));
        inner
            .with_pre_tokenizer(Some(PreTokenizerWrapper::Sequence(Sequence::new(vec![
                PreTokenizerWrapper::Split(split),
                PreTokenizerWrapper::ByteLevel(bytes),
            ]))))
            .with_post_processor(Some(PostProcessorWrapper::ByteLevel(ByteLevelProcessor::new(
                false, false, false,
            ))))
            .with_decoder(Some(DecoderWrapper::ByteLevel(ByteLevelDecoder::new(false, false, false))));
        let _: &mut TrainerWrapper = &mut trainer;
        inner.train(&mut trainer, texts.iter().map(String::as_str)).map_err(fail)?;
        Tokenizer::from_inner(inner)
    }

    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or lacks the special tokens.
    pub fn open(path: &Path) -> Result<Tokenizer, PolicyError> {
        let fail = |error: tokenizers::Error| PolicyError::Tokenizer(format!("{}: {error}", path.display()));
        Tokenizer::from_inner(Inner::from_file(path).map_err(fail)?)
    }

    fn from_inner(inner: Inner) -> Result<Tokenizer, PolicyError> {
        let id = |text: &str| {
            inner.token_to_id(text).ok_or_else(|| {
                PolicyError::Tokenizer(format!("expected a special token `{text}`, found none"))
            })
        };
        Ok(Tokenizer { begin: id(BEGIN)?, end: id(END)?, inner })
    }

    /// The tokenizer as the text of a `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// When it cannot be serialised.
    pub fn to_json(&self) -> Result<String, PolicyError> {
        self.inner.to_string(true).map_err(|error| PolicyError::Tokenizer(error.to_string()))
    }

    /// Number of token ids.
    pub fn vocab_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// The token that begins every sequence.
    pub fn begin(&self) -> u32 {
        self.begin
    }

    /// The token that ends every completion.
    pub fn end(&self) -> u32 {
        self.end
    }

    /// The ids of a prompt, with the begin token before them.
    ///
    /// # Errors
    ///
    /// When the text cannot be encoded.
    pub fn encode_prompt(&self, text: &str) -> Result<Vec<u32>, PolicyError> {
        let mut ids = vec![self.begin];
        ids.extend(self.encode(text)?);
        Ok(ids)
    }

    /// The ids of a completion, with the end token after them.
    ///
    /// # Errors
    ///
    /// When the text cannot be encoded.
    pub fn encode_completion(&self, text: &str) -> Result<Vec<u32>, PolicyError> {
        let mut ids = self.encode(text)?;
        ids.push(self.end);
        Ok(ids)
    }

    fn encode(&self, text: &str) -> Result<Vec<u32>, PolicyError> {
        let encoding = self.inner.encode(text, false).map_err(|e| PolicyError::Tokenizer(e.to_string()))?;
        Ok(encoding.get_ids().to_vec())
    }

    /// The text of some ids, special tokens left out.
    ///
    /// # Errors
    ///
    /// When an id is not in the vocabulary.
    pub fn decode(&self, ids: &[u32]) -> Result<String, PolicyError> {
        self.inner.decode(ids, true).map_err(|error| PolicyError::Tokenizer(error.to_string()))
    }
}
