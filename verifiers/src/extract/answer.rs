//! Final answers in completions.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use crate::{Candidate, answers};

/// The longest statement that can be an answer, in bytes. What is longer is prose.
const MAX_STATEMENT: usize = 2_000;

/// How far after a box something is looked for that belongs to it, in bytes.
const MAX_CONTINUATION: usize = 60;

/// The answer that a text states in words or by a box, if it states one.
pub(super) fn stated(text: &str) -> Option<Candidate> {
    boxed(text).candidate().or_else(|| hashed(text).candidate()).or_else(|| announced(text).candidate())
}

/// The whole text, if it is one line which reads as a number.
pub(super) fn bare_number(text: &str) -> Option<Candidate> {
    let text = text.trim();
    (!text.contains('\n') && answers::reads(text)).then(|| Candidate::Answer(text.to_owned()))
}

/// The different answers of one kind, of which the last wording of equal ones is kept.
#[derive(Default)]
struct Found {
    texts: Vec<String>,
    /// Where each stands in `texts`, by its words with one blank between them.
    positions: HashMap<String, usize>,
}

impl Found {
    fn add(&mut self, text: &str) {
        let key = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.positions.entry(key) {
            Entry::Occupied(known) => text.clone_into(&mut self.texts[*known.get()]),
            Entry::Vacant(new) => {
                new.insert(self.texts.len());
                self.texts.push(text.to_owned());
            }
        }
    }

    fn candidate(mut self) -> Option<Candidate> {
        match self.texts.len() {
            0 | 1 => self.texts.pop().map(Candidate::Answer),
            _ => Some(Candidate::Ambiguous(self.texts)),
        }
    }
}

/// The contents of the boxes, outermost ones only, in one pass, each with what belongs to it after the box.
fn boxed(text: &str) -> Found {
    struct Open {
        start: usize,
        depth: usize,
        found: usize,
    }
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => {
                if let Some(start) = after_box_command(text, at) {
                    if bytes.get(start) == Some(&b'{') {
                        open.push(Open { start: start + 1, depth, found: found.len() });
                        depth += 1;
                        at = start + 1;
                    } else {
                        let rest = &text[start..];
                        let end = rest.find(|c: char| c.is_whitespace() || c == '$').unwrap_or(rest.len());
                        found.push(start..start + rest[..end].trim_end_matches('.').len());
                        at = start + end;
                    }
                } else {
                    // The character after a backslash is not a brace of its own.
                    at += 2;
                }
                continue;
            }
            b'{' => depth += 1,
            b'}' if depth > 0 => {
                depth -= 1;
                if let Some(last) = open.pop_if(|last| last.depth == depth) {
                    found.truncate(last.found);
                    found.push(last.start..at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    let mut different = Found::default();
    for range in found {
        let content = text[range.clone()].trim();
        if content.len() <= MAX_STATEMENT && !is_blank(content) {
            match continuation(&text[range.end..]) {
                "" => different.add(content),
                rest => different.add(&format!("{content} {rest}")),
            }
        }
    }
    different
}

/// What stands right after a box and changes its value: a percent sign, cents, a power or a product.
fn continuation(after: &str) -> &str {
    let after = after.strip_prefix('}').unwrap_or(after);
    let after = &after[..after.floor_char_boundary(MAX_CONTINUATION)];
    let after = after.trim_start_matches([' ', '$', '~']);
    let after = [r"\,", r"\ ", r"\;"].iter().find_map(|space| after.strip_prefix(space)).unwrap_or(after);
    if let Some(sign) = [r"\%", "%"].iter().find(|sign| after.starts_with(**sign)) {
        return sign;
    }
    let word = after.strip_prefix(r"\text{").unwrap_or(after).trim_start();
    let word = &word[..word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len())];
    if matches!(word, "percent" | "cent" | "cents") {
        return word;
    }
    let goes_on =
        after.starts_with(['^', '/']) || after.starts_with(r"\times") || after.starts_with(r"\cdot");
    if goes_on { after[..after.find(['$', '\n']).unwrap_or(after.len())].trim_end() } else { "" }
}

/// Whether a box is one to be filled in: empty, or with nothing that would show, as in `\boxed{\phantom{2}}`.
fn is_blank(content: &str) -> bool {
    let phantom =
        |text: &str| text.strip_prefix(r"\phantom{")?.strip_suffix('}').map(|inner| !inner.contains('}'));
    phantom(content) == Some(true)
        || content.chars().all(|c| c.is_whitespace() || matches!(c, '_' | '?' | '\\' | '~'))
}

/// Where the argument of a `\boxed` or `\fbox` begins, if one begins here.
fn after_box_command(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let command = ["\\boxed", "\\fbox"].into_iter().find(|command| rest.starts_with(command))?;
    let argument = rest[command.len()..].trim_start();
    let start = text.len() - argument.len();
    let first = argument.chars().next()?;
    let spaced = start > at + command.len();
    // A letter right after the name makes it another command, such as `\boxedtext`.
    (first == '{' || spaced || !first.is_ascii_alphabetic()).then_some(start)
}

/// What follows `####` at the beginning of lines.
fn hashed(text: &str) -> Found {
    let mut found = Found::default();
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        let Some(rest) = line.trim_start().strip_prefix("####") else { continue };
        let rest = without_emphasis(rest);
        if rest.is_empty() || rest.starts_with('#') || rest.len() > MAX_STATEMENT {
            continue;
        }
        if is_last || answers::reads(rest) {
            found.add(rest);
        }
    }
    found
}

/// What follows `answer is` and `answer:`, and `A:` on the last line.
fn announced(text: &str) -> Found {
    let mut values = Found::default();
    let mut remarks = Found::default();
    let mut add = |text: &str| {
        if let Some(text) = statement(text) {
            if states_value(text) { values.add(text) } else { remarks.add(text) }
        }
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let mut on_next_line = false;
    while let Some(line) = lines.next() {
        if std::mem::take(&mut on_next_line) {
            add(line);
        }
        // Lower case keeps every byte in its place for ASCII, which is all that is looked for.
        let lower = line.to_ascii_lowercase();
        for (at, word) in lower.match_indices("answer") {
            let Some(after) = after_announcement(&line[at + word.len()..]) else { continue };
            if after.trim_start_matches(|c: char| c.is_whitespace() || c == '*').is_empty() {
                on_next_line = true;
            } else {
                add(after);
            }
        }
        if lines.peek().is_none()
            && let Some(rest) = line.trim_start().strip_prefix("A:")
        {
            add(rest);
        }
    }
    // A remark such as "the answer is obviously even" states no value, unless nothing else is stated.
    if values.texts.is_empty() { remarks } else { values }
}

/// What follows the word "answer" where that announces a value: "answer is 5", "answer: 5", "**Answer:** 5".
fn after_announcement(rest: &str) -> Option<&str> {
    let plain = rest.trim_start_matches('*');
    if let Some(after) = plain.strip_prefix(':') {
        return Some(after);
    }
    let spaced = plain.trim_start();
    let after = spaced.strip_prefix("is")?;
    let boundary = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
    (spaced.len() < plain.len() && boundary).then(|| after.trim_start().trim_start_matches(':'))
}

/// A statement up to the end of its sentence, or `None` where it has no end in reach.
fn statement(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
    let reach = &text[..text.floor_char_boundary(MAX_STATEMENT + 1)];
    let ends_sentence = |at: usize| {
        let after = &text[at + 1..];
        after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '*')
    };
    let end = match reach.match_indices('.').find(|(at, _)| ends_sentence(*at)) {
        Some((at, _)) => at,
        None if reach.len() == text.len() => text.len(),
        None => return None,
    };
    let text = without_emphasis(&text[..end]);
    (!text.is_empty() && text.len() <= MAX_STATEMENT).then_some(text)
}

fn states_value(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit() || c == '\\' || c == '$')
}

/// A text without white space and Markdown emphasis around it.
fn without_emphasis(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '*')
}
