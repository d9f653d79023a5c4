//! Operations on lists of integers.

use serde_json::Value;

use super::{Domain, Operation, Size};

type List = Vec<i64>;

pub(super) static DOMAIN: Domain<List> = Domain {
    name: "list",
    variable: "v",
    operations: &[
        Operation {
            words: "add {k} to every item",
            statement: "[x + {k} for x in v]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().map(|x| x + k).collect(),
        },
        Operation {
            words: "multiply every item by {k}",
            statement: "[x * {k} for x in v]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().map(|x| x * k).collect(),
        },
        Operation {
            words: "keep the items divisible by {k}",
            statement: "[x for x in v if x % {k} == 0]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().filter(|x| x.rem_euclid(k) == 0).collect(),
        },
        Operation {
            words: "keep the items above {k}",
            statement: "[x for x in v if x > {k}]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().filter(|&x| x > k).collect(),
        },
        Operation {
            words: "keep the first {k} items",
            statement: "v[:{k}]",
            constants: 4..=6,
            apply: |mut v, k| {
                v.truncate(k as usize);
                v
            },
        },
        Operation {
            words: "drop the first {k} items",
            statement: "v[{k}:]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().skip(k as usize).collect(),
        },
        Operation {
            words: "put {k} in front",
            statement: "[{k}] + v",
            constants: 2..=4,
            apply: |mut v, k| {
                v.insert(0, k);
                v
            },
        },
        Operation {
            words: "append {k}",
            statement: "v + [{k}]",
            constants: 2..=4,
            apply: |mut v, k| {
                v.push(k);
                v
            },
        },
        Operation {
            words: "move the first {k} items to the end",
            statement: "v[{k}:] + v[:{k}]",
            constants: 2..=4,
            apply: |mut v, k| {
                let k = (k as usize).min(v.len());
                v.rotate_left(k);
                v
            },
        },
        Operation {
            words: "subtract {k} from every item",
            statement: "[x - {k} for x in v]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().map(|x| x - k).collect(),
        },
        Operation {
            words: "drop the items divisible by {k}",
            statement: "[x for x in v if x % {k} != 0]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().filter(|x| x.rem_euclid(k) != 0).collect(),
        },
        Operation {
            words: "raise every item to at least {k}",
            statement: "[max(x, {k}) for x in v]",
            constants: 2..=4,
            apply: |v, k| v.into_iter().map(|x| x.max(k)).collect(),
        },
        Operation {
            words: "replace every item by its remainder modulo {k}",
            statement: "[x % {k} for x in v]",
            constants: 5..=7,
            apply: |v, k| v.into_iter().map(|x| x.rem_euclid(k)).collect(),
        },
        Operation {
            words: "keep the last {k} items",
            statement: "v[-{k}:]",
            constants: 4..=6,
            apply: |v, k| {
                let from = v.len().saturating_sub(k as usize);
                v[from..].to_vec()
            },
        },
        Operation {
            words: "drop the last {k} items",
            statement: "v[:-{k}]",
            constants: 2..=4,
            apply: |mut v, k| {
                v.truncate(v.len().saturating_sub(k as usize));
                v
            },
        },
        Operation {
            words: "move the last {k} items to the front",
            statement: "v[-{k}:] + v[:-{k}]",
            constants: 2..=4,
            apply: |mut v, k| {
                let k = (k as usize).min(v.len());
                v.rotate_right(k);
                v
            },
        },
        Operation {
            words: "append the list in reverse",
            statement: "v + v[::-1]",
            constants: 0..=0,
            apply: |mut v, _| {
                let reversed: List = v.iter().rev().copied().collect();
                v.extend(reversed);
                v
            },
        },
        Operation {
            words: "sort the items",
            statement: "sorted(v)",
            constants: 0..=0,
            apply: |mut v, _| {
                v.sort_unstable();
                v
            },
        },
        Operation {
            words: "reverse the list",
            statement: "v[::-1]",
            constants: 0..=0,
            apply: |mut v, _| {
                v.reverse();
                v
            },
        },
        Operation {
            words: "keep every second item",
            statement: "v[::2]",
            constants: 0..=0,
            apply: |v, _| v.into_iter().step_by(2).collect(),
        },
        Operation {
            words: "square every item",
            statement: "[x * x for x in v]",
            constants: 0..=0,
            apply: |v, _| v.into_iter().map(|x| x * x).collect(),
        },
        Operation {
            words: "negate every item",
            statement: "[-x for x in v]",
            constants: 0..=0,
            apply: |v, _| v.into_iter().map(|x| -x).collect(),
        },
    ],
    input: |draw, size| match size {
        Size::Example => (0..3).map(|_| draw(0..=9)).collect(),
        Size::Case => (0..draw(12..=20)).map(|_| draw(-30..=60)).collect(),
    },
    is_moderate: |v| v.len() <= 200 && v.iter().all(|x| x.abs() < 1_000_000),
    value: |v| v.iter().copied().map(Value::from).collect(),
    literal: |v| format!("{v:?}"),
};
