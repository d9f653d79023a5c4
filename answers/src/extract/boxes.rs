//! Boxes, with what belongs to each before and after it.

use super::{Final, MAX_STATEMENT, Reader, Rule, Suffix, SuffixKind, Visible, looks_at};

/// How far around a box something is looked for that belongs to it, in bytes.
const REACH: usize = 80;

/// The most boxes around one another that are taken off.
const MAX_NESTED: usize = 4;

/// A box, and whether it goes on with the sentence of the box before it.
pub(super) struct Boxed<'a> {
    pub(super) answer: Final<'a>,
    pub(super) continues: bool,
}

/// Where a box stands.
struct Place {
    /// Of the backslash.
    command: usize,
    start: usize,
    end: usize,
    /// Past the closing brace, if there is one.
    after: usize,
    rule: Rule,
}

/// The boxes, innermost content of the outermost ones, in one pass.
pub(super) fn find<'a>(visible: &Visible<'a>, reader: &impl Reader) -> Vec<Boxed<'a>> {
    let text = visible.text();
    let mut boxes: Vec<Boxed<'a>> = Vec::new();
    let mut previous_end = None;
    for place in places(text) {
        let Some((content, span)) = visible.at(place.start..place.end) else { continue };
        looks_at(content.len() + 2 * REACH);
        if content.len() > MAX_STATEMENT {
            continue;
        }
        let (content, span) = match only_box(content) {
            Some(inner) => (&content[inner.clone()], span.start + inner.start..span.start + inner.end),
            None => (content, span),
        };
        if is_placeholder(content) {
            continue;
        }
        let (before, is_negated) = sign_before(&text[..place.command]);
        let label = label_before(before);
        let suffix = suffix(&text[place.after..], reader).and_then(|(range, kind)| {
            let (text, _) = visible.at(place.after + range.start..place.after + range.end)?;
            Some(Suffix { text, kind })
        });
        let label = label.and_then(|range| visible.at(range)).map(|(label, _)| label);
        let continues =
            previous_end.is_some_and(|end| place.command >= end && joins(&text[end..place.command]));
        previous_end = Some(place.after);
        boxes.push(Boxed {
            answer: Final { text: content, span, rule: place.rule, label, is_negated, suffix },
            continues,
        });
    }
    boxes
}

/// Where the boxes are. One that is never closed counts where no box follows it.
fn places(text: &str) -> Vec<Place> {
    struct Open {
        command: usize,
        start: usize,
        depth: usize,
        found: usize,
    }
    let bytes = text.as_bytes();
    looks_at(2 * text.len());
    let mut found: Vec<Place> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            // A backspace is what is left of `\b` where a string was unescaped once too often.
            b'\\' | 8 => {
                if let Some(start) = argument(text, at) {
                    if bytes.get(start) == Some(&b'{') {
                        open.push(Open { command: at, start: start + 1, depth, found: found.len() });
                        depth += 1;
                        at = start + 1;
                    } else {
                        let end = start + bare_argument(&text[start..]);
                        found.push(Place { command: at, start, end, after: end, rule: Rule::Boxed });
                        at = end.max(start);
                    }
                } else {
                    // The character after a backslash is not a brace of its own.
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                continue;
            }
            b'{' => depth += 1,
            b'}' if depth > 0 => {
                depth -= 1;
                if let Some(last) = open.pop_if(|last| last.depth == depth) {
                    found.truncate(last.found);
                    found.push(Place {
                        command: last.command,
                        start: last.start,
                        end: at,
                        after: at + 1,
                        rule: Rule::Boxed,
                    });
                }
            }
            _ => {}
        }
        at += 1;
    }
    if let Some(last) = open.last()
        && last.found == found.len()
    {
        let end = last.start + unclosed(&text[last.start..]);
        let place =
            Place { command: last.command, start: last.start, end, after: end, rule: Rule::UnclosedBox };
        found.push(place);
    }
    found
}

/// Where the argument of a command that draws a box begins, if one begins here.
fn argument(text: &str, at: usize) -> Option<usize> {
    // Two backslashes are one that was escaped.
    let slashes = if text[at..].starts_with(r"\\") { 2 } else { 1 };
    let name_at = at + slashes;
    let name = &text[name_at..];
    let command = ["boxed", "oxed", "fbox", "framebox"]
        .into_iter()
        .find(|command| name.starts_with(command) && (*command != "oxed" || text.as_bytes()[at] == 8))?;
    let spaced = &name[command.len()..];
    let argument = spaced.trim_start();
    let start = text.len() - argument.len();
    let first = argument.chars().next()?;
    // A letter right after the name makes it another command, such as `\boxedtext`.
    (first == '{' || spaced.len() > argument.len() || !first.is_ascii_alphabetic()).then_some(start)
}

/// The length of an argument without braces.
fn bare_argument(rest: &str) -> usize {
    let ends = |(at, c): &(usize, char)| {
        c.is_whitespace()
            || matches!(c, '$' | '}' | '*')
            || rest[*at..].starts_with(r"\)")
            || rest[*at..].starts_with(r"\]")
    };
    let end = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
    rest[..end].trim_end_matches(['.', ',', ';', ':']).len()
}

/// The length of the content of a box that is not closed: to the end of its formula, its line or the text.
fn unclosed(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let skipped = rest.len() - rest.trim_start().len();
    let mut end = rest.len();
    let mut at = skipped;
    let mut is_escaped = false;
    while at < bytes.len() {
        let here = &bytes[at..];
        if !is_escaped
            && (here[0] == b'\n'
                || here[0] == b'$' && at > skipped
                || [&br"\)"[..], br"\]", br"\end{", b"<|"].iter().any(|closer| here.starts_with(closer)))
        {
            end = at;
            break;
        }
        is_escaped = here[0] == b'\\' && !is_escaped;
        at += 1;
    }
    rest[..end].trim_end().trim_end_matches(['.', ',']).len()
}

/// Where the content of a box lies that holds nothing but another box, however deep.
fn only_box(content: &str) -> Option<std::ops::Range<usize>> {
    let mut inner = 0..content.len();
    for _ in 0..MAX_NESTED {
        let text = &content[inner.clone()];
        let trimmed = text.trim();
        let lead = text.len() - text.trim_start().len();
        let is_box = trimmed.starts_with('\\').then(|| argument(trimmed, 0)).flatten();
        match is_box {
            Some(start)
                if trimmed.as_bytes().get(start) == Some(&b'{')
                    && trimmed.ends_with('}')
                    && closes_at_end(&trimmed[start..]) =>
            {
                let from = inner.start + lead + start + 1;
                inner = from..inner.start + lead + trimmed.len() - 1;
            }
            _ if inner == (0..content.len()) => return None,
            _ => {
                let text = &content[inner.clone()];
                let start = inner.start + (text.len() - text.trim_start().len());
                return Some(start..start + text.trim().len());
            }
        }
    }
    Some(inner)
}

/// Whether the brace that a text begins with is closed by its last character.
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' if !is_escaped => depth += 1,
            b'}' if !is_escaped => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 == text.len();
                }
            }
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    false
}

/// Whether the content is a blank to be filled in, or says that an answer goes here.
pub(super) fn is_placeholder(content: &str) -> bool {
    const COMMANDS: [&str; 16] = [
        "text",
        "textbf",
        "mathrm",
        "mathbf",
        "phantom",
        "hphantom",
        "quad",
        "qquad",
        "square",
        "Box",
        "ldots",
        "dots",
        "cdots",
        "hspace",
        "underline",
        "_",
    ];
    const WORDS: [&str; 22] = [
        "answer",
        "your answer",
        "your answer here",
        "final answer",
        "your final answer",
        "the answer",
        "the final answer",
        "answer here",
        "final answer here",
        "your final answer here",
        "ans",
        "result",
        "your result",
        "final result",
        "insert answer here",
        "insert answer",
        "solution",
        "your solution",
        "number",
        "value",
        "blank",
        "your choice",
    ];
    if content.len() > 100 {
        return false;
    }
    if ["\\phantom", "\\hphantom", "\\hspace"].iter().any(|command| {
        let argument = content.strip_prefix(command).map(|rest| rest.trim_start_matches([' ', '*']));
        argument.is_some_and(|argument| argument.starts_with('{') && closes_at_end(argument))
    }) {
        return true;
    }
    let mut left = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            if name == 0 || COMMANDS.contains(&&rest[..name]) {
                rest = &rest[name..];
                if name == 0 && rest.starts_with(['{', '}']) {
                    // `\{\}` is the empty set.
                    return false;
                }
                continue;
            }
            return false;
        }
        left.push(c);
    }
    let left = left.replace('_', " ").to_ascii_lowercase();
    // `\emptyset` is a command, and `{}` or `()` alone may be meant as one too, but says nothing.
    let words = left.trim_matches(|c: char| c.is_whitespace() || ".…?_~{}[]()<>*:$,;!-".contains(c));
    words.is_empty() || WORDS.contains(&words)
}

/// A minus sign right before a box that makes its content negative, and the text before that.
fn sign_before(before: &str) -> (&str, bool) {
    let spaced = before.trim_end_matches(' ');
    looks_at(before.len() - spaced.len());
    let Some(rest) = spaced.strip_suffix('-') else { return (before, false) };
    let first = rest.trim_end_matches(' ');
    let begins = first.is_empty()
        || first.ends_with(['=', '$', '\n', '&', ','])
        || first.ends_with(r"\(")
        || first.ends_with(r"\[");
    if begins { (rest, true) } else { (before, false) }
}

/// The name that a formula sets equal to what follows it, where that is the whole left side.
fn label_before(before: &str) -> Option<std::ops::Range<usize>> {
    let equation = before.trim_end_matches([' ', '&']);
    let side = equation.strip_suffix('=')?.trim_end_matches([' ', '&']);
    let reach = &side[side.ceil_char_boundary(side.len().saturating_sub(REACH / 2))..];
    let start = ["$", r"\(", r"\[", "\n", ",", r"\\"]
        .iter()
        .filter_map(|opening| Some(reach.rfind(opening)? + opening.len()))
        .max()
        .or((reach.len() == side.len()).then_some(0))?;
    // A call such as `f(x, y)` has its comma inside.
    let label = reach[start..].trim();
    let letter = label.trim_start_matches('\\').chars().next()?.is_alphabetic();
    let named =
        label.chars().all(|c| c.is_alphanumeric() || matches!(c, '\\' | '_' | '{' | '}' | '(' | ')' | '\''));
    let single = label.split(['_', '(', '\'']).next()?;
    let is_name = single.starts_with('\\') || single.chars().count() == 1;
    let end = side.len();
    (letter && named && is_name).then_some(end - label.len()..end)
}

/// What stands right after a box and changes its value or gives its unit, as a range.
fn suffix(after: &str, reader: &impl Reader) -> Option<(std::ops::Range<usize>, SuffixKind)> {
    let reach = &after[..after.floor_char_boundary(REACH)];
    let is_in_formula = |rest: &str| !reach[..reach.len() - rest.len()].contains(['$', ')', ']']);
    let mut rest = reach.trim_start_matches('}');
    // A power of the box itself, before anything else.
    loop {
        let next = rest.trim_start_matches([' ', '$', '~']);
        let next = [r"\,", r"\ ", r"\;", r"\:", r"\!", r"\)"]
            .iter()
            .find_map(|space| next.strip_prefix(space))
            .unwrap_or(next);
        if next.len() == rest.len() {
            break;
        }
        rest = next;
    }
    let start = reach.len() - rest.len();
    let found = |length: usize, kind| Some((start..start + length, kind));
    if let Some(sign) = [r"\%", "%"].iter().find(|sign| rest.starts_with(**sign)) {
        return found(sign.len(), SuffixKind::Percent);
    }
    if let Some(sign) = ["^\\circ", "^{\\circ}", "^{\\circ }", "°", "\\degree", "^\\degree"]
        .iter()
        .find(|sign| rest.starts_with(**sign))
    {
        return found(sign.len(), SuffixKind::Unit);
    }
    if is_in_formula(rest) {
        if let Some(length) = operation(rest) {
            return found(length, SuffixKind::Operation);
        }
        for command in [r"\text{", r"\mathrm{", r"\textrm{", r"\rm{", r"\mbox{"] {
            if let Some(inner) = rest.strip_prefix(command) {
                let end = inner.find('}')?;
                let words = inner[..end].trim().trim_end_matches('.');
                if matches!(words, "percent" | "per cent") {
                    return found(command.len() + end + 1, SuffixKind::Percent);
                }
                let mut length = command.len() + end + 1;
                let power = &rest[length..];
                if let Some(power) = power.strip_prefix('^') {
                    length += group(power).map_or(0, |group| group + 1);
                }
                return reader.is_unit(words).then(|| (start..start + length, SuffixKind::Unit));
            }
        }
    }
    // Up to three words, the most that are a unit.
    let mut ends: Vec<usize> = Vec::new();
    let mut at = 0;
    while ends.len() < 3 {
        let word = rest[at..].trim_start_matches(' ');
        let begin = rest.len() - word.len();
        let length =
            word.find(|c: char| !(c.is_alphabetic() || matches!(c, '/' | '²' | '³'))).unwrap_or(word.len());
        if length == 0 {
            break;
        }
        at = begin + length;
        ends.push(at);
    }
    let first = &rest[..ends.first().copied()?];
    if first.eq_ignore_ascii_case("percent") {
        return found(first.len(), SuffixKind::Percent);
    }
    // These are words of a sentence before they are units.
    if matches!(first, "in" | "a" | "at" | "as" | "is" | "h" | "d" | "s") {
        return None;
    }
    let end = ends.into_iter().rev().find(|end| reader.is_unit(&rest[..*end]))?;
    let is_letter = |word: &str| word.chars().count() == 1;
    let kind = if !is_in_formula(rest) && rest[..end].split([' ', '/']).any(is_letter) {
        SuffixKind::LettersInProse
    } else {
        SuffixKind::Unit
    };
    found(end, kind)
}

/// The length of an operation on a box: to the end of the formula where it goes on, or one power.
fn operation(rest: &str) -> Option<usize> {
    if rest.starts_with('!') && !rest.starts_with("!$$!") {
        return Some(1);
    }
    if let Some(constant) = rest.strip_prefix('+').map(|rest| rest.trim_start()) {
        let is_constant = constant.starts_with(['C', 'c'])
            && !constant[1..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '('));
        return is_constant.then(|| rest.len() - constant.len() + 1);
    }
    let goes_on = rest.starts_with(['^', '/']) || rest.starts_with(r"\times") || rest.starts_with(r"\cdot");
    if !goes_on {
        return None;
    }
    let end =
        ["$", "\n", r"\)", r"\]", "="].iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    Some(rest[..end].trim_end().trim_end_matches(['.', ',']).trim_end().len())
}

/// The length of a group in braces or of one character.
fn group(text: &str) -> Option<usize> {
    if text.starts_with('{') {
        text.find('}').map(|end| end + 1)
    } else {
        text.chars().next().map(char::len_utf8)
    }
}

/// Whether two boxes with this between them are parts of one sentence: a
/// comma or a word that joins, and a name that the second is set equal to.
fn joins(between: &str) -> bool {
    if between.len() > REACH {
        return false;
    }
    let mut plain: String = between.to_ascii_lowercase();
    for mark in
        [r"\text{", r"\quad", r"\qquad", r"\,", r"\;", r"\ ", r"\(", r"\)", r"\[", r"\]", "$", "}", "*", "~"]
    {
        plain = plain.replace(mark, " ");
    }
    if plain.contains('\n') {
        return false;
    }
    let plain = plain.trim();
    let joined = ["and", "or", "&"].iter().any(|word| {
        plain == *word
            || plain.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', ',']))
            || plain.starts_with(&format!(", {word}"))
    });
    let rest = plain.trim_start_matches([',', ';']).trim_start();
    let rest = ["and", "or", "&"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest).trim();
    let is_named = rest.is_empty() || rest.ends_with('=') && rest.len() <= 12 || rest.ends_with(" is");
    (joined || plain.starts_with([',', ';'])) && is_named && !plain.contains(". ")
}
