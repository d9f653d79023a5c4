//! What is checked of a guest's messages.

use veriloop_sandbox::Value;

/// A message that came through a guest's door.
///
/// It is decoded or refused, without a panic and within memory bounded by its
/// length; and what was decoded is the same after being sent once more.
///
/// # Panics
///
/// Where that does not hold.
pub fn door(message: &[u8]) {
    let Ok(value) = Value::decode(message) else { return };
    let again = Value::decode(&value.encode()).expect("what was decoded can be sent");
    // NaN is not equal to itself, and sets have no order: what is sent is compared.
    assert_eq!(again.encode(), value.encode());
    assert!(value.weight() <= 16 * message.len(), "{} bytes weigh {}", message.len(), value.weight());
    assert!(value.to_string().len() <= 16 * message.len() + 64);
}
