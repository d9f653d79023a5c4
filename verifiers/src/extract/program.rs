//! Programs in completions.

use crate::Candidate;

/// A fenced block of a Markdown text.
struct Block<'a> {
    language: &'a str,
    text: String,
}

pub(super) fn extract(entry_point: &str, prompt: &str, completion: &str) -> Candidate {
    let blocks = python_blocks(completion);
    if let Some(block) = last_of(&blocks, |block| defines(&block.text, entry_point)) {
        return standing_alone(entry_point, prompt, &block.text);
    }
    let open = opens(prompt, entry_point).is_some();
    if open && begins_indented(completion) {
        return continued(prompt, before_fence(completion));
    }
    if let Some(block) = last_of(&blocks, |_| true) {
        return if open && begins_indented(&block.text) {
            continued(prompt, &block.text)
        } else {
            standing_alone(entry_point, prompt, &block.text)
        };
    }
    if open && !defines(completion, entry_point) {
        return continued(prompt, before_fence(completion));
    }
    standing_alone(entry_point, prompt, completion)
}

fn continued(prompt: &str, rest: &str) -> Candidate {
    if rest.trim().is_empty() { Candidate::Nothing } else { Candidate::Program(format!("{prompt}{rest}")) }
}

/// A program which does not need the prompt's `def`, with what the prompt has before that.
fn standing_alone(entry_point: &str, prompt: &str, program: &str) -> Candidate {
    if program.lines().all(|line| line.trim().is_empty() || line.starts_with("```")) {
        return Candidate::Nothing;
    }
    let preamble = match opens(prompt, entry_point) {
        // A future import must be the first statement, so nothing can go before it.
        Some(at) if defines(program, entry_point) && !program.contains("from __future__") => &prompt[..at],
        _ => "",
    };
    if preamble.trim().is_empty() || program.contains(preamble.trim()) {
        Candidate::Program(program.to_owned())
    } else {
        Candidate::Program(format!("{preamble}{program}"))
    }
}

/// The text before a line that closes a fence, which ends a continuation of a prompt.
fn before_fence(text: &str) -> &str {
    if text.starts_with("```") {
        return "";
    }
    text.find("\n```").map_or(text, |at| &text[..=at])
}

/// Whether the first line that is not blank is indented.
fn begins_indented(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with([' ', '\t']))
}

/// Where the prompt begins the entry point's last definition at the outermost level, if it has one.
fn opens(prompt: &str, entry_point: &str) -> Option<usize> {
    let mut at = 0;
    let mut found = None;
    for line in prompt.split_inclusive('\n') {
        if defines_by_def(line, entry_point) {
            found = Some(at);
        }
        at += line.len();
    }
    found
}

/// Whether a text binds the name at the outermost level, in one of the usual ways.
fn defines(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        defines_by_def(line, name)
            || line.strip_prefix("class ").is_some_and(|rest| is_name_before(rest, name, &[':', '(']))
            || (is_name_before(line, name, &['=', ':']) && !line[name.len()..].trim_start().starts_with("=="))
            || (line.starts_with("from ") || line.starts_with("import "))
                && line.split([' ', ',', '(', ')', '\t']).any(|word| word == name)
    })
}

fn defines_by_def(line: &str, name: &str) -> bool {
    let line = line.strip_prefix("async ").map_or(line, str::trim_start);
    line.strip_prefix("def ").is_some_and(|rest| is_name_before(rest.trim_start(), name, &['(', '[']))
}

/// Whether a text is the name, then perhaps blanks, then one of these characters.
fn is_name_before(text: &str, name: &str, next: &[char]) -> bool {
    !name.is_empty()
        && text.strip_prefix(name).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(next))
}

/// The fenced blocks which are Python or do not say what they are. A block that is not closed ends with the text.
fn python_blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize, Block<'_>)> = None;
    for line in text.lines() {
        let indented = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - indented.len();
        let fence_len = indented.len() - indented.trim_start_matches('`').len();
        let fence = &indented[..fence_len];
        match &mut open {
            None if fence_len >= 3 => {
                // What follows the language, such as a file name, does not count.
                let language = indented[fence_len..].split_whitespace().next().unwrap_or("");
                open = Some((fence, indent, Block { language, text: String::new() }));
            }
            None => {}
            Some((opened, ..)) if fence_len >= opened.len() && indented[fence_len..].trim().is_empty() => {
                blocks.extend(open.take().map(|(_, _, block)| block));
            }
            Some((_, indent, block)) => {
                // A block inside a list is indented as a whole.
                let own = line.len() - line.trim_start_matches(' ').len();
                block.text.push_str(&line[own.min(*indent)..]);
                block.text.push('\n');
            }
        }
    }
    blocks.extend(open.map(|(_, _, block)| block));
    const PYTHON: [&str; 5] = ["", "python", "python3", "py", "py3"];
    blocks.retain(|block| PYTHON.iter().any(|name| block.language.eq_ignore_ascii_case(name)));
    blocks.retain(|block| !block.text.trim().is_empty());
    blocks
}

/// The last block that passes, one that says it is Python before any that says nothing.
fn last_of<'a, 'b>(blocks: &'a [Block<'b>], passes: impl Fn(&Block<'b>) -> bool) -> Option<&'a Block<'b>> {
    let named = blocks.iter().rev().filter(|block| !block.language.is_empty());
    named.chain(blocks.iter().rev()).find(|block| passes(block))
}
