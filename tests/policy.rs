//! The policy and its trainer, on libtorch's CPU kernels.
#![cfg(feature = "torch")]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use tch::{Device, Kind, Tensor};
use veriloop::config::TrainerConfig;
use veriloop::policy::{
    Completion, Decoding, Finish, LocalPolicy, ModelConfig, Policy as _, Request, Sampler, Tokenizer,
};
use veriloop::trainer::{self, Example};

const PAIRS: [(&str, &str); 4] = [
    ("say one", "\n1"),
    ("say a longer thing than that", "\nlonger 1234\nand more"),
    ("say two", "\n22"),
    ("x", ""),
];

fn tokenizer() -> Arc<Tokenizer> {
    let texts: Vec<String> =
        PAIRS.iter().map(|(prompt, completion)| format!("{prompt}{completion}")).collect();
    Arc::new(Tokenizer::learn(&texts, 300).expect("300 tokens are enough"))
}

fn policy(slots: usize, threads: usize) -> LocalPolicy {
    let tokenizer = tokenizer();
    let config = ModelConfig {
        vocab_size: tokenizer.vocab_size() as i64,
        hidden_size: 32,
        intermediate_size: 64,
        num_hidden_layers: 2,
        num_attention_heads: 4,
        num_key_value_heads: 2,
        rope_theta: 10_000.0,
        rms_norm_eps: 1e-6,
        max_position_embeddings: 256,
    };
    LocalPolicy::initialise(&config, tokenizer, Sampler { slots, threads }, Device::Cpu, 7)
}

fn generate(
    policy: &LocalPolicy,
    requests: &[Request<'_>],
    decoding: Decoding,
) -> BTreeMap<usize, Completion> {
    let mut completions = BTreeMap::new();
    let outcome = policy.generate(requests, decoding, &mut |request, completion| {
        assert!(completions.insert(request, completion).is_none(), "request {request} was answered twice");
        ControlFlow::Continue(())
    });
    outcome.expect("the policy works");
    completions
}

fn requests() -> Vec<Request<'static>> {
    (0..20)
        .map(|at| Request { prompt: PAIRS[at / 3 % 4].0, seed: at as u64, max_new_tokens: 3 + at % 9 })
        .collect()
}

/// Greedy decoding without a cache: the whole sequence again for every token.
fn greedy_by_definition(policy: &LocalPolicy, prompt: &str, max_new_tokens: usize) -> (String, f64) {
    let tokenizer = policy.tokenizer();
    let mut ids: Vec<i64> = tokenizer.encode_prompt(prompt).unwrap().into_iter().map(i64::from).collect();
    let mut written = Vec::new();
    let mut log_prob = 0.0;
    while written.len() < max_new_tokens {
        let length = ids.len() as i64;
        let logits = tch::no_grad(|| {
            policy.model().forward(
                &Tensor::from_slice(&ids).unsqueeze(0),
                &Tensor::arange(length, (Kind::Int64, Device::Cpu)).unsqueeze(0),
                &Tensor::from_slice(&[length - 1]),
            )
        });
        let token = logits.argmax(-1, false).int64_value(&[0]);
        log_prob += logits.log_softmax(-1, Kind::Float).double_value(&[0, token]);
        written.push(token as u32);
        ids.push(token);
        if token == i64::from(tokenizer.end()) {
            break;
        }
    }
    (tokenizer.decode(&written).unwrap(), log_prob)
}

#[test]
fn sampling_with_a_cache_and_refilled_slots_is_sampling_by_definition() {
    let policy = policy(5, 1);
    let requests = requests();
    let completions = generate(&policy, &requests, Decoding::Greedy);
    assert_eq!(completions.len(), requests.len());
    for (at, request) in requests.iter().enumerate() {
        let (text, log_prob) = greedy_by_definition(&policy, request.prompt, request.max_new_tokens);
        assert_eq!(completions[&at].text, text, "request {at}");
        assert!((completions[&at].log_prob - log_prob).abs() < 1e-3, "request {at}");
    }
}

#[test]
fn a_sample_depends_on_its_own_seed_and_not_on_what_is_sampled_beside_it() {
    let requests = requests();
    let decoding = Decoding::Temperature(0.9);
    let alone = generate(&policy(1, 1), &requests, decoding);
    for together in [policy(20, 1), policy(3, 2), policy(2, 7)] {
        let together = generate(&together, &requests, decoding);
        for at in 0..requests.len() {
            assert_eq!(alone[&at].text, together[&at].text, "request {at}");
        }
    }
    let same_prompt: Vec<&str> = (0..3).map(|at| alone[&at].text.as_str()).collect();
    assert!(
        same_prompt.iter().any(|text| *text != same_prompt[0]),
        "three seeds gave one text: {same_prompt:?}"
    );
}

#[test]
fn generation_stops_when_the_receiver_has_had_enough() {
    let mut received = 0;
    let outcome = policy(4, 2).generate(&requests(), Decoding::Greedy, &mut |_, _| {
        received += 1;
        if received == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    outcome.expect("stopping is no failure");
    assert_eq!(received, 3);
}

#[test]
fn a_prompt_that_does_not_fit_is_an_error_and_not_a_crash() {
    let long = "say one ".repeat(200);
    let requests = [Request { prompt: &long, seed: 0, max_new_tokens: 8 }];
    let error = policy(1, 2).generate(&requests, Decoding::Greedy, &mut |_, _| ControlFlow::Continue(()));
    let message = error.expect_err("the prompt is too long").to_string();
    assert!(message.contains("256"), "{message}");
}

#[test]
fn training_teaches_completions_and_a_checkpoint_brings_them_back() {
    let policy = policy(4, 2);
    let examples: Vec<Example> = PAIRS
        .iter()
        .map(|(prompt, completion)| Example {
            prompt: policy.tokenizer().encode_prompt(prompt).unwrap(),
            completion: policy.tokenizer().encode_completion(completion).unwrap(),
        })
        .collect();
    let config = TrainerConfig { batch_size: 8, warmup_steps: 5, ..TrainerConfig::default() };
    let mut steps_seen = 0;
    let mut next = 0;
    let stats = trainer::train(
        &policy,
        &config,
        150,
        5e-3,
        1,
        |_| {
            next += 1;
            &examples[next % 4]
        },
        |step, loss| {
            assert!(loss.is_finite());
            steps_seen = step;
        },
    )
    .expect("training works");
    assert_eq!((stats.steps, steps_seen), (150, 150));
    assert!(stats.final_loss < 0.1, "loss {}", stats.final_loss);

    let requests: Vec<Request<'_>> =
        PAIRS.iter().map(|(prompt, _)| Request { prompt, seed: 0, max_new_tokens: 30 }).collect();
    let check = |policy: &LocalPolicy| {
        for (at, completion) in generate(policy, &requests, Decoding::Greedy) {
            assert_eq!((completion.text.as_str(), completion.finish), (PAIRS[at].1, Finish::Stop));
        }
    };
    check(&policy);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    policy.save(&path).expect("the checkpoint can be written");
    check(
        &LocalPolicy::load(&path, Sampler { slots: 2, threads: 1 }, Device::Cpu)
            .expect("the checkpoint can be read"),
    );
    let config: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path.join("config.json")).unwrap()).unwrap();
    assert_eq!(config["model_type"], "llama");
    assert_eq!(config["num_key_value_heads"], 2);
}

#[test]
fn the_prompt_carries_no_loss() {
    // Whatever the prompt says, a completion of nothing but the end token is learned to a loss of almost zero.
    let policy = policy(1, 1);
    let end = policy.tokenizer().encode_completion("").unwrap();
    let prompts: Vec<Example> = ["say one", "say two", "x", "longer 1234"]
        .iter()
        .map(|prompt| Example {
            prompt: policy.tokenizer().encode_prompt(prompt).unwrap(),
            completion: end.clone(),
        })
        .collect();
    let config = TrainerConfig { batch_size: 4, warmup_steps: 5, ..TrainerConfig::default() };
    let mut next = 0;
    let draw = |_: &mut _| {
        next += 1;
        &prompts[next % 4]
    };
    let stats = trainer::train(&policy, &config, 60, 5e-3, 1, draw, |_, _| ()).unwrap();
    assert!(stats.final_loss < 0.02, "loss {}", stats.final_loss);
}

#[test]
fn a_checkpoint_of_another_kind_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    policy(1, 1).save(&path).unwrap();
    let config = path.join("config.json");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("\"llama\"", "\"gpt2\"")).unwrap();
    let error = LocalPolicy::load(&path, Sampler { slots: 1, threads: 1 }, Device::Cpu)
        .err()
        .expect("gpt2 is not read")
        .to_string();
    assert!(error.contains("llama") && error.contains("gpt2") && error.contains("checkpoint"), "{error}");
}

#[test]
fn any_text_can_be_encoded_and_comes_back() {
    let tokenizer = tokenizer();
    for text in ["", "say one\n1", "tabs\tand 日本語 and \u{1F600}", "\n\n  indented: 12345\n", "a:b: c"] {
        let ids = tokenizer.encode_completion(text).unwrap();
        assert_eq!(tokenizer.decode(&ids).unwrap(), text);
    }
}
