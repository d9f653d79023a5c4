//! What of a solution counts: not its thinking, not the prompt that it repeats, and nothing after the end of its turn.

use std::borrow::Cow;
use std::ops::Range;

use super::looks_at;

/// The tags around thinking, as models write them.
const THINKING: [(&str, &str); 4] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
];

/// What models write where their turn ends, and another begins. Nothing after it is theirs to answer.
const ENDS: [&str; 9] = [
    "<|im_end|>",
    "<|im_start|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|end_of_text|>",
    "<|end|>",
    "<\u{ff5c}end\u{2581}of\u{2581}sentence\u{ff5c}>",
    "<end_of_turn>",
    "</s>",
];

/// The fewest bytes of a prompt that is looked for anywhere but at the beginning.
const SHORTEST_ECHO: usize = 20;

/// A solution in which every byte that does not count is a line feed, so that positions stay.
pub(super) struct Visible<'a> {
    solution: &'a str,
    masked: Cow<'a, str>,
}

impl<'a> Visible<'a> {
    /// What counts of a solution to a prompt.
    pub(super) fn of(prompt: &str, solution: &'a str) -> Visible<'a> {
        let mut hidden = thinking(solution);
        looks_at(2 * solution.len() + prompt.len());
        let thought = hidden.last().map_or(0, |range| range.end);
        hidden.extend(end_of_turn(solution, thought).map(|end| end..solution.len()));
        hidden.extend(echoes(prompt, solution));
        if hidden.is_empty() {
            return Visible { solution, masked: Cow::Borrowed(solution) };
        }
        let mut bytes = solution.as_bytes().to_vec();
        for range in hidden {
            looks_at(range.len());
            bytes[range].fill(b'\n');
        }
        // Whole characters were replaced, so nothing is lost here.
        let masked = String::from_utf8(bytes).unwrap_or_default();
        Visible { solution, masked: Cow::Owned(masked) }
    }

    /// The text to look in.
    pub(super) fn text(&self) -> &str {
        &self.masked
    }

    /// The original at a place, without white space around it, unless part of it is hidden.
    pub(super) fn at(&self, span: Range<usize>) -> Option<(&'a str, Range<usize>)> {
        let whole = &self.solution[span.clone()];
        let start = span.start + (whole.len() - whole.trim_start().len());
        let text = whole.trim();
        let span = start..start + text.len();
        (self.masked[span.clone()] == *text).then_some((text, span))
    }
}

/// Where thinking is. An open block takes the rest, and a closing tag without
/// an opening one ends thinking that the prompt began.
fn thinking(solution: &str) -> Vec<Range<usize>> {
    let bytes = solution.as_bytes();
    let mut hidden = Vec::new();
    // Where the innermost unfinished block began. Blocks do not nest: models do not close what they open twice.
    let mut open: Option<usize> = None;
    let mut at = 0;
    looks_at(solution.len());
    while at < bytes.len() {
        if bytes[at] != b'<' {
            at += 1;
            continue;
        }
        let is_here = |tag: &str| {
            bytes.get(at..at + tag.len()).is_some_and(|here| here.eq_ignore_ascii_case(tag.as_bytes()))
        };
        if let Some((tag, _)) = THINKING.iter().find(|(tag, _)| is_here(tag)) {
            open.get_or_insert(at);
            at += tag.len();
        } else if let Some((_, tag)) = THINKING.iter().find(|(_, tag)| is_here(tag)) {
            at += tag.len();
            match open.take() {
                Some(start) => hidden.push(start..at),
                None => {
                    hidden.clear();
                    hidden.push(0..at);
                }
            }
        } else {
            at += 1;
        }
    }
    hidden.extend(open.map(|start| start..bytes.len()));
    hidden
}

/// Where a turn ends after its thinking. A text that begins with such a mark is a conversation, whose turns are not told apart.
fn end_of_turn(solution: &str, thought: usize) -> Option<usize> {
    looks_at(solution.len());
    let mut ends = solution[thought..]
        .match_indices('<')
        .map(|(at, _)| thought + at)
        .filter(|&at| ENDS.iter().any(|end| solution[at..].starts_with(end)));
    ends.next().filter(|&at| !solution[thought..at].trim().is_empty())
}

/// Where the prompt is repeated: at the beginning with any white space, elsewhere literally.
fn echoes(prompt: &str, solution: &str) -> Vec<Range<usize>> {
    let prompt = prompt.trim();
    // A prompt of one word could be the answer.
    if !prompt.contains(char::is_whitespace) {
        return Vec::new();
    }
    let mut hidden: Vec<Range<usize>> = Vec::new();
    let mut rest = solution.char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut end = 0;
    let is_repeated = prompt.chars().filter(|c| !c.is_whitespace()).all(|expected| {
        rest.next().is_some_and(|(at, found)| {
            end = at + found.len_utf8();
            found == expected
        })
    });
    if is_repeated {
        hidden.push(0..end);
    }
    if prompt.len() >= SHORTEST_ECHO {
        hidden.extend(solution.match_indices(prompt).map(|(at, _)| at..at + prompt.len()));
    }
    hidden
}
