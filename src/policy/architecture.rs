//! The decoder-only transformer of the Llama family, on libtorch.
//!
//! Parameter names and layouts are those of Hugging Face's
//! `LlamaForCausalLM`: RMS norm before each block, rotary positions (the
//! rotate-half form), SwiGLU, no biases, tied embeddings.

use serde::{Deserialize, Serialize};
use tch::{Device, IndexOp, Kind, Tensor, nn};

/// The shape of a model, under the names of a Hugging Face `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Number of token ids.
    pub vocab_size: i64,
    /// Width of the residual stream.
    pub hidden_size: i64,
    /// Width of the feed-forward layer.
    pub intermediate_size: i64,
    /// Number of blocks.
    pub num_hidden_layers: i64,
    /// Number of attention heads; each has `hidden_size / num_attention_heads` dimensions.
    pub num_attention_heads: i64,
    /// Number of heads of keys and values, each shared by as many attention heads (Ainslie et al. 2023, arXiv:2305.13245).
    pub num_key_value_heads: i64,
    /// Base of the rotary frequencies.
    pub rope_theta: f64,
    /// Added to the mean square in RMS norm.
    pub rms_norm_eps: f64,
    /// Largest position plus one.
    pub max_position_embeddings: i64,
}

impl ModelConfig {
    fn head_dim(&self) -> i64 {
        self.hidden_size / self.num_attention_heads
    }

    /// Width of the keys, and of the values.
    fn key_value_size(&self) -> i64 {
        self.num_key_value_heads * self.head_dim()
    }
}

struct Block {
    input_norm: Tensor,
    q: Tensor,
    k: Tensor,
    v: Tensor,
    o: Tensor,
    post_attention_norm: Tensor,
    gate: Tensor,
    up: Tensor,
    down: Tensor,
}

/// A causal language model whose parameters live in a `VarStore`.
pub struct Llama {
    config: ModelConfig,
    embed: Tensor,
    blocks: Vec<Block>,
    norm: Tensor,
    inverse_frequencies: Tensor,
}

/// Keys and values of every block for a fixed number of slots.
///
/// Each tensor is `[slots, key_value_heads, capacity, head_dim]`; a slot holds one sequence.
pub struct KvCache {
    keys: Vec<Tensor>,
    values: Vec<Tensor>,
}

impl KvCache {
    /// An empty cache.
    pub fn new(config: &ModelConfig, slots: i64, capacity: i64, device: Device) -> KvCache {
        let shape = [slots, config.num_key_value_heads, capacity, config.head_dim()];
        let make = || (0..config.num_hidden_layers).map(|_| Tensor::zeros(shape, (Kind::Float, device)));
        KvCache { keys: make().collect(), values: make().collect() }
    }
}

/// Rotary cosines and sines, each `[batch, length, 1, head_dim]`.
struct Rotary {
    cos: Tensor,
    sin: Tensor,
}

impl Rotary {
    fn apply(&self, x: &Tensor) -> Tensor {
        let halves = x.chunk(2, -1);
        let rotated = Tensor::cat(&[-&halves[1], halves[0].shallow_clone()], -1);
        x * &self.cos + rotated * &self.sin
    }
}

impl Llama {
    /// Builds the model with freshly initialised parameters under `root`.
    ///
    /// Weights are normal with variance 1/fan-in, those that write to the
    /// residual stream scaled down by the square root of twice the depth.
    pub fn new(root: &nn::Path, config: &ModelConfig) -> Llama {
        let ModelConfig { hidden_size: hidden, intermediate_size: inner, .. } = *config;
        let ones = |path: nn::Path| path.var("weight", &[hidden], nn::Init::Const(1.0));
        let normal = |path: nn::Path, rows: i64, columns: i64, stdev: f64| {
            path.var("weight", &[rows, columns], nn::Init::Randn { mean: 0.0, stdev })
        };
        let fan_in = |columns: i64| (columns as f64).sqrt().recip();
        let residual = (2.0 * config.num_hidden_layers as f64).sqrt().recip();

        let model = root / "model";
        let blocks = (0..config.num_hidden_layers)
            .map(|index| {
                let block = &model / "layers" / index;
                let attention = &block / "self_attn";
                let mlp = &block / "mlp";
                Block {
                    input_norm: ones(&block / "input_layernorm"),
                    q: normal(&attention / "q_proj", hidden, hidden, fan_in(hidden)),
                    k: normal(&attention / "k_proj", config.key_value_size(), hidden, fan_in(hidden)),
                    v: normal(&attention / "v_proj", config.key_value_size(), hidden, fan_in(hidden)),
                    o: normal(&attention / "o_proj", hidden, hidden, fan_in(hidden) * residual),
                    post_attention_norm: ones(&block / "post_attention_layernorm"),
                    gate: normal(&mlp / "gate_proj", inner, hidden, fan_in(hidden)),
                    up: normal(&mlp / "up_proj", inner, hidden, fan_in(hidden)),
                    down: normal(&mlp / "down_proj", hidden, inner, fan_in(inner) * residual),
                }
            })
            .collect();
        let head_dim = config.head_dim();
        let exponents =
            Tensor::arange_start_step(0, head_dim, 2, (Kind::Float, root.device())) / head_dim as f64;
        Llama {
            embed: normal(&model / "embed_tokens", config.vocab_size, hidden, 0.1),
            blocks,
            norm: ones(&model / "norm"),
            inverse_frequencies: (exponents * -config.rope_theta.ln()).exp(),
            config: config.clone(),
        }
    }

    /// The same parameters behind handles of their own: one thread's handle is not another's to use.
    pub fn share(&self) -> Llama {
        let share = Tensor::shallow_clone;
        Llama {
            config: self.config.clone(),
            embed: share(&self.embed),
            blocks: self
                .blocks
                .iter()
                .map(|block| Block {
                    input_norm: share(&block.input_norm),
                    q: share(&block.q),
                    k: share(&block.k),
                    v: share(&block.v),
                    o: share(&block.o),
                    post_attention_norm: share(&block.post_attention_norm),
                    gate: share(&block.gate),
                    up: share(&block.up),
                    down: share(&block.down),
                })
                .collect(),
            norm: share(&self.norm),
            inverse_frequencies: share(&self.inverse_frequencies),
        }
    }

    /// The model's shape.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// Where the parameters live.
    pub fn device(&self) -> Device {
        self.embed.device()
    }

    /// Logits at chosen places of whole sequences: ids and positions `[batch, length]`,
    /// places as indices `[n]` into their flattened form, to `[n, vocab]`.
    pub fn forward(&self, ids: &Tensor, positions: &Tensor, places: &Tensor) -> Tensor {
        let rotary = self.rotary(positions);
        let mut x = self.embed_tokens(ids);
        for block in &self.blocks {
            let (q, k, v) = self.project(block, &x, &rotary);
            x = self.close_block(block, x, causal_attention(&q, &k, &v));
        }
        self.logits(x.view([-1, self.config.hidden_size]).index_select(0, places))
    }

    /// Runs prompts `[batch, length]`, padded on the right, and stores their keys and values.
    ///
    /// Row `i` goes to each of the slots `targets[j]` with `sources[j] == i`
    /// (both `[m]`), so that several samples of one prompt share the work.
    /// Returns the logits at each prompt's last token (`last`, `[batch]`), as `[batch, vocab]`.
    pub fn prefill(
        &self,
        ids: &Tensor,
        positions: &Tensor,
        last: &Tensor,
        cache: &mut KvCache,
        sources: &Tensor,
        targets: &Tensor,
    ) -> Tensor {
        let length = ids.size()[1];
        let rotary = self.rotary(positions);
        let mut x = self.embed_tokens(ids);
        for (index, block) in self.blocks.iter().enumerate() {
            let (q, k, v) = self.project(block, &x, &rotary);
            for (store, rows) in [(&mut cache.keys[index], &k), (&mut cache.values[index], &v)] {
                let rows = rows.transpose(1, 2).index_select(0, sources);
                let _ = store.narrow(2, 0, length).index_copy_(0, targets, &rows);
            }
            x = self.close_block(block, x, causal_attention(&q, &k, &v));
        }
        let rows = Tensor::arange(ids.size()[0], (Kind::Int64, ids.device()));
        self.logits(x.index(&[Some(rows), Some(last.shallow_clone())]))
    }

    /// One step for every slot: ids `[slots]` to logits `[slots, vocab]`.
    ///
    /// `lengths` `[slots]` is how many tokens each slot already holds, which is
    /// the new token's position, and `longest` the largest of them plus one.
    pub fn decode(&self, ids: &Tensor, lengths: &Tensor, longest: i64, cache: &mut KvCache) -> Tensor {
        let slots = ids.size()[0];
        let device = ids.device();
        let rotary = self.rotary(&lengths.unsqueeze(1));
        let rows = Tensor::arange(slots, (Kind::Int64, device));
        let columns = Tensor::arange(longest, (Kind::Int64, device));
        let seen = columns.unsqueeze(0).le_tensor(&lengths.unsqueeze(1));
        let mask = seen.unsqueeze(1).unsqueeze(1);
        let kv_heads = self.config.num_key_value_heads;
        let grouped = [slots, kv_heads, -1, self.config.head_dim()];
        let heads = Tensor::arange(kv_heads, (Kind::Int64, device)).unsqueeze(0);
        let at = [Some(rows.unsqueeze(1)), Some(heads), Some(lengths.unsqueeze(1))];
        let mut x = self.embed_tokens(&ids.unsqueeze(1));
        for (index, block) in self.blocks.iter().enumerate() {
            let (q, k, v) = self.project(block, &x, &rotary);
            let _ = cache.keys[index].index_put_(&at, &k.squeeze_dim(1), false);
            let _ = cache.values[index].index_put_(&at, &v.squeeze_dim(1), false);
            // The attention heads that share keys and values stand as queries of one head beside each other.
            let attended = Tensor::scaled_dot_product_attention(
                &q.view(grouped),
                &cache.keys[index].narrow(2, 0, longest),
                &cache.values[index].narrow(2, 0, longest),
                Some(&mask),
                0.0,
                false,
                None,
                false,
            );
            x = self.close_block(block, x, attended.reshape([slots, -1, 1, self.config.head_dim()]));
        }
        self.logits(x).i((.., 0))
    }

    fn embed_tokens(&self, ids: &Tensor) -> Tensor {
        Tensor::embedding(&self.embed, ids, -1, false, false)
    }

    fn rotary(&self, positions: &Tensor) -> Rotary {
        let angles = positions.to_kind(Kind::Float).unsqueeze(-1) * &self.inverse_frequencies;
        let angles = Tensor::cat(&[&angles, &angles], -1).unsqueeze(2);
        Rotary { cos: angles.cos(), sin: angles.sin() }
    }

    fn normalise(&self, x: &Tensor, weight: &Tensor) -> Tensor {
        x.rms_norm([self.config.hidden_size], Some(weight), self.config.rms_norm_eps)
    }

    /// Queries `[batch, length, heads, head_dim]`, keys and values `[batch, length, key_value_heads, head_dim]`,
    /// positions applied.
    fn project(&self, block: &Block, x: &Tensor, rotary: &Rotary) -> (Tensor, Tensor, Tensor) {
        let (batch, length) = x.size2_of_3();
        let x = self.normalise(x, &block.input_norm);
        let weight = Tensor::cat(&[&block.q, &block.k, &block.v], 0);
        let ModelConfig { num_attention_heads: heads, num_key_value_heads: kv_heads, .. } = self.config;
        let shape = [batch, length, heads + 2 * kv_heads, self.config.head_dim()];
        let projected = x.linear::<Tensor>(&weight, None).view(shape);
        // Queries and keys are turned together.
        let turned = rotary.apply(&projected.narrow(2, 0, heads + kv_heads));
        let values = projected.narrow(2, heads + kv_heads, kv_heads);
        (turned.narrow(2, 0, heads), turned.narrow(2, heads, kv_heads), values)
    }

    /// Adds the attention's output (`[batch, heads, length, head_dim]`) and the feed-forward layer's to the stream.
    fn close_block(&self, block: &Block, x: Tensor, attended: Tensor) -> Tensor {
        let attended = attended.transpose(1, 2).reshape(x.size());
        let x = x + attended.linear::<Tensor>(&block.o, None);
        let inner = self.normalise(&x, &block.post_attention_norm);
        let weight = Tensor::cat(&[&block.gate, &block.up], 0);
        let halves = inner.linear::<Tensor>(&weight, None).chunk(2, -1);
        let inner = halves[0].silu() * &halves[1];
        x + inner.linear::<Tensor>(&block.down, None)
    }

    fn logits(&self, x: Tensor) -> Tensor {
        self.normalise(&x, &self.norm).linear::<Tensor>(&self.embed, None)
    }
}

fn causal_attention(q: &Tensor, k: &Tensor, v: &Tensor) -> Tensor {
    let (batch, length, heads, head_dim) = q.size4().expect("queries have four dimensions");
    let kv_heads = k.size()[2];
    // Each head of keys and values once for every attention head that shares it.
    let repeated = |x: &Tensor| {
        let shape = [batch, length, kv_heads, heads / kv_heads, head_dim];
        x.unsqueeze(3).expand(shape, false).reshape([batch, length, heads, head_dim]).transpose(1, 2)
    };
    Tensor::scaled_dot_product_attention::<Tensor>(
        &q.transpose(1, 2),
        &repeated(k),
        &repeated(v),
        None,
        0.0,
        true,
        None,
        false,
    )
}

/// Batch and length of a `[batch, length, width]` tensor.
trait BatchAndLength {
    fn size2_of_3(&self) -> (i64, i64);
}

impl BatchAndLength for Tensor {
    fn size2_of_3(&self) -> (i64, i64) {
        let (batch, length, _) = self.size3().expect("hidden states have three dimensions");
        (batch, length)
    }
}
