//! When a returned value is the expected one.

use std::collections::HashMap;

use veriloop_sandbox::Value;

/// Whether `found` is the value that `expected` asks for.
///
/// Types must agree exactly, all the way down: `1`, `1.0` and `True` are three
/// values, and a tuple is no list. Within a type, equality is Python's: the
/// order of a dict's keys does not matter, and zero has no sign. Only `nan`
/// equals itself here.
pub(super) fn equal(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Float(expected), Value::Float(found)) => float_equal(*expected, *found),
        (Value::List(expected), Value::List(found)) => items_equal(expected, found),
        (Value::Tuple(expected), Value::Tuple(found)) => items_equal(expected, found),
        (Value::Dict(expected), Value::Dict(found)) => entries_equal(expected, found),
        (expected, found) => expected == found,
    }
}

fn float_equal(expected: f64, found: f64) -> bool {
    expected == found || (expected.is_nan() && found.is_nan())
}

fn items_equal(expected: &[Value], found: &[Value]) -> bool {
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(expected, found)| equal(expected, found))
}

/// Expected dicts come from JSON, so that their keys are texts. The guest may
/// have forged its own with a key twice, which the equal lengths rule out.
fn entries_equal(expected: &[(Value, Value)], found: &[(Value, Value)]) -> bool {
    let mut by_key = HashMap::with_capacity(found.len());
    for (key, item) in found {
        let Value::Str(key) = key else { return false };
        by_key.insert(key.as_str(), item);
    }
    expected.len() == found.len()
        && by_key.len() == found.len()
        && expected.iter().all(|(key, item)| {
            matches!(key, Value::Str(key) if by_key.get(key.as_str()).is_some_and(|found| equal(item, found)))
        })
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    fn check(expected: serde_json::Value, found: Value, equal_to: bool) {
        assert_eq!(equal(&Value::from_json(&expected), &found), equal_to, "{expected} and {found}");
    }

    #[test]
    fn types_must_agree_exactly() {
        check(1.into(), Value::int(1_i64), true);
        check(1.into(), Value::Bool(true), false);
        check(1.into(), Value::Float(1.0), false);
        check(1.0.into(), Value::int(1_i64), false);
        check(true.into(), Value::int(1_i64), false);
        check(serde_json::json!([]), Value::Tuple(vec![]), false);
        check(serde_json::json!([1]), Value::List(vec![Value::int(1_i64)]), true);
        check(serde_json::json!([1]), Value::List(vec![Value::Bool(true)]), false);
        check("a".into(), Value::Bytes(b"a".to_vec()), false);
        check(serde_json::Value::Null, Value::None, true);
        check(serde_json::Value::Null, Value::Opaque("builtins.NoneType".into()), false);
    }

    #[test]
    fn zero_has_no_sign_and_nan_equals_itself() {
        check(0.0.into(), Value::Float(-0.0), true);
        assert!(equal(&Value::Float(f64::NAN), &Value::Float(-f64::NAN)));
        check(0.5.into(), Value::Float(f64::NAN), false);
    }

    #[test]
    fn dicts_are_equal_in_any_order_and_never_with_a_key_twice() {
        let entry = |key: &str, item: i64| (Value::text(key), Value::int(item));
        let expected = serde_json::json!({"a": 1, "b": 2});
        check(expected.clone(), Value::Dict(vec![entry("b", 2), entry("a", 1)]), true);
        check(expected.clone(), Value::Dict(vec![entry("a", 1), entry("a", 1)]), false);
        check(expected.clone(), Value::Dict(vec![entry("a", 1)]), false);
        check(expected.clone(), Value::Dict(vec![entry("a", 1), entry("b", 3)]), false);
        check(expected, Value::Dict(vec![entry("a", 1), (Value::int(2_i64), Value::int(2_i64))]), false);
    }
}
