//! Operations on strings of ASCII letters and digits.

use serde_json::Value;

use super::{Domain, Operation, Size};

const LETTERS: &[u8] = b"abcdeABCDE";

pub(super) static DOMAIN: Domain<String> = Domain {
    name: "string",
    variable: "s",
    operations: &[
        Operation {
            words: "keep the first {k} characters",
            statement: "s[:{k}]",
            constants: 4..=6,
            apply: |s, k| s.chars().take(k as usize).collect(),
        },
        Operation {
            words: "drop the first {k} characters",
            statement: "s[{k}:]",
            constants: 2..=4,
            apply: |s, k| s.chars().skip(k as usize).collect(),
        },
        Operation {
            words: "move the first {k} characters to the end",
            statement: "s[{k}:] + s[:{k}]",
            constants: 2..=4,
            apply: |s, k| s.chars().skip(k as usize).chain(s.chars().take(k as usize)).collect(),
        },
        Operation {
            words: "write the digit {k} at the end",
            statement: "s + '{k}'",
            constants: 2..=4,
            apply: |s, k| format!("{s}{k}"),
        },
        Operation {
            words: "write the digit {k} in front",
            statement: "'{k}' + s",
            constants: 2..=4,
            apply: |s, k| format!("{k}{s}"),
        },
        Operation {
            words: "write the digit {k} after every character",
            statement: "''.join(c + '{k}' for c in s)",
            constants: 2..=4,
            apply: |s, k| s.chars().flat_map(|c| format!("{c}{k}").chars().collect::<Vec<_>>()).collect(),
        },
        Operation {
            words: "keep the last {k} characters",
            statement: "s[-{k}:]",
            constants: 4..=6,
            apply: |s, k| s.chars().skip(s.chars().count().saturating_sub(k as usize)).collect(),
        },
        Operation {
            words: "drop the last {k} characters",
            statement: "s[:-{k}]",
            constants: 2..=4,
            apply: |s, k| s.chars().take(s.chars().count().saturating_sub(k as usize)).collect(),
        },
        Operation {
            words: "move the last {k} characters to the front",
            statement: "s[-{k}:] + s[:-{k}]",
            constants: 2..=4,
            apply: |s, k| {
                let at = s.chars().count().saturating_sub(k as usize);
                s.chars().skip(at).chain(s.chars().take(at)).collect()
            },
        },
        Operation {
            words: "replace every b by {k}",
            statement: "s.replace('b', '{k}')",
            constants: 2..=4,
            apply: |s, k| s.replace('b', &k.to_string()),
        },
        Operation {
            words: "replace every capital c by {k}",
            statement: "s.replace('C', '{k}')",
            constants: 2..=4,
            apply: |s, k| s.replace('C', &k.to_string()),
        },
        Operation {
            words: "remove every capital a",
            statement: "s.replace('A', '')",
            constants: 0..=0,
            apply: |s, _| s.replace('A', ""),
        },
        Operation {
            words: "remove every d",
            statement: "s.replace('d', '')",
            constants: 0..=0,
            apply: |s, _| s.replace('d', ""),
        },
        Operation {
            words: "convert to lower case",
            statement: "s.lower()",
            constants: 0..=0,
            apply: |s, _| s.to_ascii_lowercase(),
        },
        Operation {
            words: "write the string twice",
            statement: "s + s",
            constants: 0..=0,
            apply: |s, _| s.repeat(2),
        },
        Operation {
            words: "reverse the string",
            statement: "s[::-1]",
            constants: 0..=0,
            apply: |s, _| s.chars().rev().collect(),
        },
        Operation {
            words: "sort the characters",
            statement: "''.join(sorted(s))",
            constants: 0..=0,
            apply: |s, _| {
                let mut characters: Vec<char> = s.chars().collect();
                characters.sort_unstable();
                characters.into_iter().collect()
            },
        },
        Operation {
            words: "keep every second character",
            statement: "s[::2]",
            constants: 0..=0,
            apply: |s, _| s.chars().step_by(2).collect(),
        },
        Operation {
            words: "double every character",
            statement: "''.join(c + c for c in s)",
            constants: 0..=0,
            apply: |s, _| s.chars().flat_map(|c| [c, c]).collect(),
        },
        Operation {
            words: "append the string in reverse",
            statement: "s + s[::-1]",
            constants: 0..=0,
            apply: |s, _| s.chars().chain(s.chars().rev()).collect(),
        },
        Operation {
            words: "capitalize the string",
            statement: "s.capitalize()",
            constants: 0..=0,
            apply: |s, _| {
                let lower = s.to_ascii_lowercase();
                lower.char_indices().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect()
            },
        },
        Operation {
            words: "replace every e by {k}",
            statement: "s.replace('e', '{k}')",
            constants: 2..=4,
            apply: |s, k| s.replace('e', &k.to_string()),
        },
        Operation {
            words: "convert to upper case",
            statement: "s.upper()",
            constants: 0..=0,
            apply: |s, _| s.to_ascii_uppercase(),
        },
        Operation {
            words: "swap upper and lower case",
            statement: "s.swapcase()",
            constants: 0..=0,
            apply: |s, _| {
                let swap = |c: char| {
                    if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
                };
                s.chars().map(swap).collect()
            },
        },
    ],
    input: |draw, size| {
        let length = match size {
            Size::Example => 3,
            Size::Case => draw(12..=20),
        };
        (0..length).map(|_| char::from(LETTERS[draw(0..=LETTERS.len() as i64 - 1) as usize])).collect()
    },
    is_moderate: |s| s.len() <= 200,
    value: |s| Value::from(s.as_str()),
    literal: |s| format!("'{s}'"),
};
