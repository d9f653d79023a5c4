//! The property of the door's target, on messages that are nearly right and on what fuzzing has kept.

use std::fs;
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use veriloop_sandbox::Value;

/// One value of every kind, in one.
fn everything() -> Value {
    let parts = vec![
        Value::None,
        Value::Bool(true),
        Value::from_json(&serde_json::json!([0, -1, 1.5, "text", {"k": [1, {"n": null}]}])),
        Value::text("\u{10ffff}"),
        Value::Bytes(vec![0, 255]),
        Value::Set(vec![Value::text("a"), Value::Tuple(vec![])]),
        Value::List(vec![Value::List(vec![Value::List(vec![])])]),
    ];
    Value::Tuple(parts)
}

#[test]
fn what_fuzzing_has_kept_is_decoded_or_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept/door.jsonl");
    let kept = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    for line in kept.lines() {
        let input: String = serde_json::from_str(line).expect("every line is a string");
        veriloop_fuzz::door(&hex::decode(input).expect("every string is hexadecimal digits"));
    }
    assert!(kept.lines().count() > 50, "{} has too few inputs to mean anything", path.display());
}

#[test]
fn what_is_nearly_a_message_is_decoded_or_refused() {
    let message = everything().encode();
    veriloop_fuzz::door(&message);
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut decoded = 0;
    for _ in 0..100_000 {
        let mut broken = message.clone();
        for _ in 0..=random.next_u32() % 3 {
            let at = random.next_u32() as usize % broken.len();
            match random.next_u32() % 4 {
                0 => broken[at] = random.next_u32() as u8,
                1 => broken[at] ^= 1 << (random.next_u32() % 8),
                2 => drop(broken.drain(at..(at + 3).min(broken.len()))),
                _ => broken.insert(at, broken[at]),
            }
            if broken.is_empty() {
                break;
            }
        }
        veriloop_fuzz::door(&broken);
        decoded += u32::from(Value::decode(&broken).is_ok());
    }
    assert!(decoded > 1000, "{decoded} of the broken messages are messages, too few to mean anything");
}
