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
    if program
        .lines()
        .all(|line| line.trim().is_empty() || line.starts_with("```") || line.starts_with("~~~"))
    {
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
    const FENCES: [&str; 2] = ["```", "~~~"];
    if FENCES.iter().any(|fence| text.starts_with(fence)) {
        return "";
    }
    let ends = FENCES.iter().filter_map(|fence| text.find(&format!("\n{fence}")));
    ends.min().map_or(text, |at| &text[..=at])
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

/// Whether what stands before a `</think>` can be thinking: it has no fence and no code, and no quotation is open.
pub(super) fn may_be_thinking(before: &str) -> bool {
    const BEGINNINGS: [&str; 7] = ["def ", "class ", "import ", "from ", "async ", "return ", "@"];
    let is_code =
        |line: &str| Fence::of(line).is_some() || BEGINNINGS.iter().any(|word| line.starts_with(word));
    let last = before.rsplit('\n').next().unwrap_or_default();
    let is_quoted = last.ends_with(['"', '\'']) || last.matches('"').count() % 2 == 1;
    !is_quoted && !begins_indented(before) && !before.lines().any(is_code)
}

/// A line that may open or close a fenced block.
#[derive(Clone, Copy)]
struct Fence<'a> {
    marker: char,
    count: usize,
    indent: usize,
    info: &'a str,
}

impl<'a> Fence<'a> {
    fn of(line: &'a str) -> Option<Fence<'a>> {
        let indented = line.trim_start_matches([' ', '\t']);
        let marker = indented.chars().next().filter(|first| matches!(first, '`' | '~'))?;
        let info = indented.trim_start_matches(marker);
        let count = indented.len() - info.len();
        let indent = line[..line.len() - indented.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        (count >= 3).then_some(Fence { marker, count, indent, info: info.trim() })
    }

    /// A line that has backticks after its fence quotes code within the line.
    fn opens(&self) -> bool {
        self.marker == '~' || !self.info.contains('`')
    }

    fn closes(&self, opened: &Fence<'_>) -> bool {
        self.marker == opened.marker
            && self.count >= opened.count
            && self.indent <= opened.indent + 3
            && self.info.is_empty()
    }
}

/// The fenced blocks which are Python or do not say what they are, by CommonMark's
/// rules. A block that is not closed ends with the text.
fn python_blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(Fence<'_>, Block<'_>)> = None;
    for line in text.lines() {
        let fence = Fence::of(line);
        match &mut open {
            None => {
                open = fence.filter(Fence::opens).map(|fence| {
                    // What follows the language, such as a file name, does not count.
                    let language = fence.info.split_whitespace().next().unwrap_or("");
                    (fence, Block { language, text: String::new() })
                });
            }
            Some((opened, _)) if fence.is_some_and(|fence| fence.closes(opened)) => {
                blocks.extend(open.take().map(|(_, block)| block));
            }
            Some((opened, block)) => {
                // A block inside a list is indented as a whole.
                let own = line.len() - line.trim_start_matches(' ').len();
                block.text.push_str(&line[own.min(opened.indent)..]);
                block.text.push('\n');
            }
        }
    }
    blocks.extend(open.map(|(_, block)| block));
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
