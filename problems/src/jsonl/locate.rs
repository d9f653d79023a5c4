//! Where in a row a reading error lies.
//!
//! Serde reads an internally tagged enum, such as a verifier, through a buffer,
//! and an error in there comes without the path to its field. The path is
//! recovered by experiment: parts of the row are taken away, and the smallest
//! row that still shows the same error tells where it lies. This works for
//! every type, and costs time only once something is wrong.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

/// The most rows that are tried in the search for the object that lacks a field.
const MAX_TRIALS: usize = 2_000;

/// One step down into a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The field (with a colon and a space) and the message of an error in a row that is JSON.
pub(super) fn explain<T: DeserializeOwned>(
    text: &str,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> (String, String) {
    let message = without_position(&error.inner().to_string());
    let mut path: Vec<Step> = error
        .path()
        .iter()
        .map_while(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let named = named_field(&message);
    if let Ok(row) = serde_json::from_str::<Value>(text) {
        let is_reproduced = failure::<T>(row.clone()).as_deref() == Some(message.as_str());
        match named {
            Some(Named::Missing(field)) if is_reproduced => {
                find_lacking::<T>(&row, &mut path, field, &message);
            }
            _ if is_reproduced => descend::<T>(&row, &mut path, &message),
            // In a row with two faults, another order of its fields may show the other one.
            Some(Named::Unknown(field)) => find_only_holder(&row, &mut path, field),
            _ => {}
        }
    }
    let ends_in = |field: &str| path.last() == Some(&Step::Key(field.to_owned()));
    let message = match named {
        Some(Named::Missing(field)) => {
            path.push(Step::Key(field.to_owned()));
            "expected this field, found none".to_owned()
        }
        Some(Named::Unknown(field)) => {
            if !ends_in(field) {
                path.push(Step::Key(field.to_owned()));
            }
            unknown_field(&message)
        }
        Some(Named::Duplicate(field)) if is_leaf_of(text, &path) && !ends_in(field) => {
            format!("another name of {field}, expected one of them, found both")
        }
        Some(Named::Duplicate(field)) => {
            if !ends_in(field) {
                path.push(Step::Key(field.to_owned()));
            }
            "expected this field once, found it twice".to_owned()
        }
        None => without_jargon(message),
    };
    shown(&path, &message)
}

/// A place as the field with a colon and a space, and what is wrong there as one line.
pub(super) fn shown(path: &[Step], message: &str) -> (String, String) {
    let mut field = printable(&render(path));
    if !field.is_empty() {
        field.push_str(": ");
    }
    (field, printable(message))
}

/// The field that serde's message names.
#[derive(Clone, Copy)]
enum Named<'a> {
    Missing(&'a str),
    Unknown(&'a str),
    Duplicate(&'a str),
}

fn named_field(message: &str) -> Option<Named<'_>> {
    let quoted = |prefix: &str| message.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('`'));
    if let Some(field) = quoted("missing field `") {
        return Some(Named::Missing(field));
    }
    if let Some(field) = quoted("duplicate field `") {
        return Some(Named::Duplicate(field));
    }
    let rest = message.strip_prefix("unknown field `")?;
    let end = rest.rfind("`, expected ").or_else(|| rest.rfind("`, there are no fields"))?;
    // The names that were expected hold no such separator, and the unknown one may: so the last one ends it.
    Some(Named::Unknown(&rest[..end]))
}

fn unknown_field(message: &str) -> String {
    match message.rfind("`, expected ") {
        Some(at) => format!("unknown field, {}", message[at + 3..].replace('`', "")),
        None => "unknown field, expected none here".to_owned(),
    }
}

/// Whether the path ends at a value that has no fields of its own.
fn is_leaf_of(text: &str, path: &[Step]) -> bool {
    let row = serde_json::from_str::<Value>(text).unwrap_or_default();
    at(&row, path).is_some_and(|value| !value.is_object() && !value.is_array())
}

/// The message that a row gives, or `None` if it reads well.
fn failure<T: DeserializeOwned>(row: Value) -> Option<String> {
    serde_json::from_value::<T>(row).err().map(|error| without_position(&error.to_string()))
}

/// Extends the path to the smallest part of the row that still shows the error.
fn descend<T: DeserializeOwned>(row: &Value, path: &mut Vec<Step>, message: &str) {
    loop {
        let Some(part) = at(row, path) else { return };
        let shows = |kept: Value| {
            let mut trial = row.clone();
            match at_mut(&mut trial, path) {
                Some(place) => *place = kept,
                None => return false,
            }
            failure::<T>(trial).as_deref() == Some(message)
        };
        let (len, first_len): (usize, Box<dyn Fn(usize) -> Value>) = match part {
            Value::Array(items) => (items.len(), Box::new(|len| Value::Array(items[..len].to_vec()))),
            Value::Object(fields) => (
                fields.len(),
                Box::new(|len| {
                    let mut keys: Vec<_> = fields.iter().collect();
                    // The tag decides what the other fields must be, so it is never taken away.
                    keys.sort_by_key(|(key, _)| *key != "type");
                    Value::Object(keys.into_iter().take(len).map(|(k, v)| (k.clone(), v.clone())).collect())
                }),
            ),
            _ => return,
        };
        if len == 0 || shows(first_len(0)) {
            return;
        }
        // A longer beginning shows the error wherever a shorter one does, so the shortest is found by halving.
        let (mut without, mut with) = (0, len);
        while with - without > 1 {
            let middle = without + (with - without) / 2;
            if shows(first_len(middle)) {
                with = middle;
            } else {
                without = middle;
            }
        }
        match part {
            Value::Array(_) => path.push(Step::Index(with - 1)),
            Value::Object(fields) => {
                let mut keys: Vec<_> = fields.keys().collect();
                keys.sort_by_key(|key| *key != "type");
                path.push(Step::Key(keys[with - 1].clone()));
            }
            _ => return,
        }
    }
}

/// Extends the path to the first object which, given the missing field, no longer shows the error.
fn find_lacking<T: DeserializeOwned>(row: &Value, path: &mut Vec<Step>, field: &str, message: &str) {
    let mut places = vec![path.clone()];
    let mut trials = 0;
    while let Some(place) = places.pop() {
        match at(row, &place) {
            Some(Value::Object(fields)) => {
                if !fields.contains_key(field) {
                    trials += 1;
                    if trials > MAX_TRIALS {
                        return;
                    }
                    let mut trial = row.clone();
                    if let Some(Value::Object(fields)) = at_mut(&mut trial, &place) {
                        fields.insert(field.to_owned(), Value::Null);
                    }
                    if failure::<T>(trial).as_deref() != Some(message) {
                        *path = place;
                        return;
                    }
                }
                let deeper = fields.keys().rev().map(|key| Step::Key(key.clone()));
                places.extend(deeper.map(|step| extended(&place, step)));
            }
            Some(Value::Array(items)) => {
                let deeper = (0..items.len()).rev().map(Step::Index);
                places.extend(deeper.map(|step| extended(&place, step)));
            }
            _ => {}
        }
    }
}

/// Extends the path to the one object below it that has a field of this name, if there is just one.
fn find_only_holder(row: &Value, path: &mut Vec<Step>, field: &str) {
    let mut holders = Vec::new();
    let mut places = vec![path.clone()];
    while let Some(place) = places.pop() {
        match at(row, &place) {
            Some(Value::Object(fields)) => {
                places.extend(fields.keys().map(|key| extended(&place, Step::Key(key.clone()))));
                if fields.contains_key(field) {
                    holders.push(place);
                }
            }
            Some(Value::Array(items)) => {
                places.extend((0..items.len()).map(|index| extended(&place, Step::Index(index))));
            }
            _ => {}
        }
    }
    if holders.len() == 1 {
        path.clone_from(&holders[0]);
    }
}

/// A message in the words of the file's author, who knows nothing of the types that it is read into.
fn without_jargon(message: String) -> String {
    match message.find("expected internally tagged enum ") {
        Some(at) => format!("{}expected an object with \"type\"", &message[..at]),
        None => message,
    }
}

fn extended(path: &[Step], step: Step) -> Vec<Step> {
    path.iter().cloned().chain(std::iter::once(step)).collect()
}

fn at<'a>(row: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(row, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    })
}

fn at_mut<'a>(row: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(row, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    })
}

fn render(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => {
                text.push('.');
                text.push_str(key);
            }
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// A message without serde_json's position, which counts lines within the row.
pub(super) fn without_position(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(at) => message[..at].to_owned(),
        None => message.to_owned(),
    }
}

/// One line, with control characters escaped and long values shortened.
fn printable(text: &str) -> String {
    const MOST: usize = 300;
    let mut line = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == MOST {
            line.push('…');
            break;
        }
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}
