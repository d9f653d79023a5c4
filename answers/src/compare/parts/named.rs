//! What the parts of an answer are called, and what their names say.

use super::super::groups;
use super::Parts;

/// Whether every part has a name, and no two the same.
pub(super) fn has_distinct_names(parts: &Parts) -> bool {
    parts.parts.len() > 1
        && parts.parts.iter().enumerate().all(|(at, part)| {
            part.name.is_some() && parts.parts[..at].iter().all(|before| before.name != part.name)
        })
}

/// Puts `y = 2, x = 1` in the order of the alphabet, in which a tuple without names has them.
pub(super) fn in_order_of_names(parts: &mut Parts) {
    let names: Vec<&str> = parts.parts.iter().filter_map(|part| part.name.as_deref()).collect();
    if has_distinct_names(parts) && groups::follow_one_another(&names) {
        parts.parts.sort_by(|one, other| one.name.cmp(&other.name));
    }
}

/// Whether names say which part is which, so that the order of the other side counts.
pub(super) fn names_say_order(parts: &Parts) -> bool {
    // A heading over several parts names none of them.
    let mut names = parts.parts.iter().map(|part| part.name.as_ref());
    let Some(Some(first)) = names.next() else { return false };
    parts.parts.iter().all(|part| part.name.is_some()) && names.flatten().any(|name| name != first)
}

/// Whether both sides say by names which part is which, and have other names.
pub(super) fn are_named_otherwise(gold: &Parts, answer: &Parts) -> bool {
    names_say_order(gold) && names_say_order(answer) && have_other_names(gold, answer)
}

/// Whether every part of both sides is a value of a variable, and a variable of one side is none of the other's:
/// `x = 1` or `x = 2`, and `y = 1` or `y = 2`. A subscript counts values of one variable: `x_1 = 1, x_2 = 2`.
pub(super) fn are_values_of_others(gold: &Parts, answer: &Parts) -> bool {
    fn variable(name: &str) -> Option<&str> {
        let base = name.split('_').next().unwrap_or(name);
        let is_variable = base.starts_with('\\') || base.trim_end_matches('\'').chars().count() == 1;
        is_variable.then_some(base)
    }
    let of = |parts: &Parts| -> Option<Vec<Box<str>>> {
        parts.parts.iter().map(|part| variable(part.name.as_deref()?).map(Box::from)).collect()
    };
    match (of(gold), of(answer)) {
        (Some(one), Some(other)) => {
            one.iter().any(|name| !other.contains(name)) || other.iter().any(|name| !one.contains(name))
        }
        _ => false,
    }
}

/// Whether the names are one variable with subscripts, which count its values.
pub(super) fn count_values(parts: &Parts) -> bool {
    let mut names = parts.parts.iter().map(|part| part.name.as_deref().and_then(|name| name.split_once('_')));
    let Some(Some((first, _))) = names.next() else { return false };
    names.all(|name| name.is_some_and(|(name, _)| name == first))
}

/// Whether one side has a name that the other has not.
pub(super) fn have_other_names(gold: &Parts, answer: &Parts) -> bool {
    let lacks = |one: &Parts, other: &Parts| {
        one.parts.iter().any(|part| other.parts.iter().all(|other| other.name != part.name))
    };
    lacks(gold, answer) || lacks(answer, gold)
}
