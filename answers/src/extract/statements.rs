//! Answers that are announced in words, by a tag or by a mark at the beginning of a line.

use std::ops::Range;

use super::{Final, MAX_STATEMENT, Reader, Rule, Visible, boxes, looks_at};

/// An announced answer, and whether it is a value and not a remark such as "obviously even".
pub(super) struct Statement<'a> {
    pub(super) answer: Final<'a>,
    pub(super) states_value: bool,
}

/// A place where an answer is announced.
struct Announcement {
    /// Of the word "answer".
    word: usize,
    /// Where what is announced may begin.
    start: usize,
    rule: Rule,
    link: Link,
}

/// Whether a word or a mark says that the answer follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// As in "answer: 5".
    Said,
    /// As in "Answer `$5$`".
    None,
}

/// The announced answers, in the order of the text.
///
/// What one announcement announces ends where the next begins, so that no part of the text is read twice.
pub(super) fn find<'a>(visible: &Visible<'a>, reader: &impl Reader) -> Vec<Statement<'a>> {
    let text = visible.text();
    looks_at(4 * text.len());
    let mut found = Vec::new();
    let announcements = announcements(text);
    for (index, announcement) in announcements.iter().enumerate() {
        let next = announcements.get(index + 1).map(|next| next.word);
        let end = next.unwrap_or(text.len());
        let Some(span) = statement(text, announcement.start.min(end)..end) else { continue };
        if announcement.link == Link::None && !is_formula(&text[span.clone()]) {
            continue;
        }
        let is_cut_off = next.is_some_and(|next| text[span.end..next].trim().is_empty());
        let statement = stated(visible, span, announcement.rule);
        let statement = statement.map(|statement| statement.narrowed(visible, reader));
        found.extend(statement.filter(|statement| statement.states_value || !is_cut_off));
    }
    found.extend(tags(text).filter_map(|span| stated(visible, span, Rule::AnswerTag)));
    found.extend(marked_lines(visible, reader));
    found.sort_by_key(|statement| statement.answer.span.start);
    found
}

impl<'a> Statement<'a> {
    /// The value that the statement ends with, where it is a sentence that does:
    /// 34 in "the largest `$n$` is 34".
    fn narrowed(mut self, visible: &Visible<'a>, reader: &impl Reader) -> Statement<'a> {
        let span = self.answer.span.clone();
        let value = value_at_end(self.answer.text, reader)
            .and_then(|value| visible.at(span.start + value.start..span.start + value.end));
        if let Some((text, span)) = value {
            self.answer = Final::plain(text, span, self.answer.rule);
        }
        self
    }
}

fn stated<'a>(visible: &Visible<'a>, span: Range<usize>, rule: Rule) -> Option<Statement<'a>> {
    if span.len() > MAX_STATEMENT {
        return None;
    }
    let (text, span) = visible.at(span)?;
    looks_at(3 * text.len());
    if text.is_empty() || text.starts_with("not ") || boxes::is_placeholder(text) {
        return None;
    }
    Some(Statement { answer: Final::plain(text, span, rule), states_value: states_value(text) })
}

/// Whether a text has mathematics in it, or is one of the words that are answers by themselves.
pub(super) fn states_value(text: &str) -> bool {
    const ANSWERS: [&str; 5] = ["yes", "no", "true", "false", "none"];
    text.contains(|c: char| c.is_ascii_digit() || matches!(c, '\\' | '$'))
        || ANSWERS.iter().any(|answer| text.eq_ignore_ascii_case(answer))
        // No words, as in "x + y" and "(B)".
        || text.split(|c: char| !c.is_alphabetic()).all(|letters| letters.chars().count() <= 2)
}

/// Whether a text begins and ends as formulas do.
fn is_formula(text: &str) -> bool {
    text.len() > 1 && text.starts_with('$') && text.ends_with('$')
        || text.starts_with(r"\(") && text.ends_with(r"\)")
        || !text.contains(char::is_alphabetic)
}

/// Where a sentence such as "the area of the disc is `$4\pi$`" or "therefore
/// `$x > 5$` is the solution" states its value, if it states just one, plainly.
pub(super) fn value_at_end(sentence: &str, reader: &impl Reader) -> Option<Range<usize>> {
    const BOUNDING: [&str; 3] = ["at least", "at most", "up to"];
    const AFTER: [&str; 12] = [
        "is the solution",
        "is the answer",
        "is our answer",
        "is the final answer",
        "is the correct answer",
        "is our final answer",
        "is the result",
        "is correct",
        "as required",
        "as desired",
        "ago",
        "in total",
    ];
    const LINKS: [&str; 14] = [
        " is ",
        " are ",
        " equals ",
        " by ",
        " to ",
        " gives ",
        " get ",
        " have ",
        " obtain ",
        " find that ",
        " so ",
        " therefore ",
        " thus ",
        ": ",
    ];
    looks_at(8 * sentence.len());
    let body = sentence.trim_end_matches(['.', ' ']);
    let body = AFTER.iter().find_map(|words| body.strip_suffix(words)).unwrap_or(body).trim_end();
    let (begin, end) = if let Some(formula) = formula_at_end(body) {
        (joined_from(body, formula), body.len())
    } else {
        // The last place where a link begins, each of which begins with one of two characters.
        let link_at = |at: usize| LINKS.iter().filter(|link| body[at..].starts_with(**link)).max();
        let links = body.rmatch_indices([' ', ':']).find_map(|(at, _)| Some(at + link_at(at)?.len()));
        (links?, body.len())
    };
    let (before, value) = (&body[..begin], &body[begin..end]);
    let words = || {
        before.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’')).filter(|word| !word.is_empty())
    };
    let is_prose = words().any(|word| word.len() > 1)
        && before.matches('$').count() % 2 == 0
        && before.matches(':').count() <= 1
        // Other values than those in formulas, as in "Ann: 18, Bob: 14", are part of the answer.
        && !before.split('$').step_by(2).any(|prose| prose.contains(|c: char| c.is_ascii_digit()))
        && !before.contains(['=', '<', '>', '{', '}'])
        && before.matches(r"\(").count() == before.matches(r"\)").count();
    let is_plain = words().all(|word| !turns(&word.to_ascii_lowercase()))
        && !BOUNDING.iter().any(|words| before.contains(words));
    let counts = is_prose && is_plain && states_value(value) && reader.reads(value);
    counts.then_some(begin..end)
}

/// Whether a word turns, bounds or qualifies what follows it.
fn turns(word: &str) -> bool {
    matches!(
        word,
        "not"
            | "no"
            | "never"
            | "nor"
            | "neither"
            | "cannot"
            | "than"
            | "except"
            | "but"
            | "without"
            | "unless"
            | "if"
            | "when"
            | "where"
            | "suppose"
            | "assume"
            | "half"
            | "twice"
            | "double"
            | "about"
            | "approximately"
            | "around"
            | "roughly"
            | "nearly"
            | "almost"
            | "between"
            | "over"
            | "under"
            | "above"
            | "below"
            | "either"
            | "or"
            | "incorrect"
            | "wrong"
            | "negative"
            | "minus"
    ) || word.ends_with("n't")
        || word.ends_with("n’t")
}

/// Where the formula begins that a text ends with, if it has a beginning and an end of its own.
fn formula_at_end(text: &str) -> Option<usize> {
    for (opening, closing) in [("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")] {
        if let Some(inside) = text.strip_suffix(closing) {
            let begin = inside.rfind(opening)?;
            // A dollar sign that closes another formula opens none.
            let is_opening = opening != "$" || inside[..begin].matches('$').count() % 2 == 0;
            return is_opening.then_some(begin);
        }
    }
    None
}

/// Where the formulas begin that "and" joins to the one that begins here: `$1$` in "are `$1$`, `$2$` and `$3$`".
fn joined_from(text: &str, last: usize) -> usize {
    let mut begin = last;
    let mut joints: &[&str] = &[", and", " and"];
    while let Some(before) = joints.iter().find_map(|joint| text[..begin].trim_end().strip_suffix(joint)) {
        match formula_at_end(before.trim_end()) {
            Some(formula) => begin = formula,
            None => break,
        }
        joints = &[","];
    }
    begin
}

/// Where the word "answer" announces something.
fn announcements(text: &str) -> Vec<Announcement> {
    const WORD: &[u8] = b"answer";
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + WORD.len() <= bytes.len() {
        // Nearly every byte is passed over here, so the first letter is looked at before the word.
        let is_word =
            bytes[at].eq_ignore_ascii_case(&WORD[0]) && bytes[at..at + WORD.len()].eq_ignore_ascii_case(WORD);
        if !is_word {
            at += 1;
            continue;
        }
        let word = at;
        at += WORD.len();
        let before = text[..word].trim_end_matches([' ', '*', '_']);
        // An answer that is called wrong is none.
        if ["wrong", "incorrect", "Wrong", "Incorrect"].iter().any(|word| before.ends_with(word)) {
            continue;
        }
        let is_final = before.len() >= 5
            && before.is_char_boundary(before.len() - 5)
            && before[before.len() - 5..].eq_ignore_ascii_case("final");
        let rest = &text[at..];
        let heads = heads(&text[..word], rest, is_final);
        let said = announced(rest).or(heads).map(|after| (after, Link::Said));
        let shown = || shown(rest).map(|after| (after, Link::None));
        if let Some((after, link)) = said.or_else(shown) {
            let rule = if is_final { Rule::FinalAnswer } else { Rule::Announced };
            found.push(Announcement { word, start: text.len() - after.len(), rule, link });
        }
    }
    found
}

/// What follows the word "answer" where that announces something: "answer is 5", "answers: 5", "**Answer:** 5".
fn announced(rest: &str) -> Option<&str> {
    const LINKS: [&str; 8] = ["is", "are", "would be", "will be", "must be", "should be", "comes to", "="];
    const ASKED: [&str; 6] = [
        "to the question",
        "to this question",
        "to the problem",
        "to this problem",
        "to the original question",
        "to the original problem",
    ];
    let plain = rest.strip_prefix(['s', 'S']).unwrap_or(rest).trim_start_matches(['*', '_']);
    if let Some(after) = plain.strip_prefix(':').or_else(|| plain.strip_prefix('：')) {
        return Some(after);
    }
    // White space ends the word. More than a little of it ends the phrase.
    let near = |text: &'_ str| text.len() - text.trim_start_matches([' ', '\n']).len() <= 3;
    if !near(plain) {
        return None;
    }
    let spaced = plain.trim_start_matches([' ', '\n']);
    if spaced.len() == plain.len() {
        return None;
    }
    let spaced = match ASKED.iter().find_map(|asked| spaced.strip_prefix(asked)) {
        Some(rest) if near(rest) => rest.trim_start_matches([' ', '\n']),
        Some(_) => return None,
        None => spaced,
    };
    let after = LINKS.iter().find_map(|link| spaced.strip_prefix(link))?;
    let is_word = after.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '\'' && c != '’');
    is_word.then(|| after.strip_prefix(':').unwrap_or(after))
}

/// What follows the word where that is a formula.
fn shown(rest: &str) -> Option<&str> {
    let plain = rest.strip_prefix([' ', '\n'])?;
    ["$", r"\(", r"\["].iter().any(|opening| plain.starts_with(opening)).then_some(plain)
}

/// What follows a heading "Final Answer" that stands alone on its line.
fn heads<'a>(before: &str, rest: &'a str, is_final: bool) -> Option<&'a str> {
    const LONGEST: usize = 40;
    let short = |text: &str| text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST))..].to_owned();
    let line = short(before);
    let line = &line[line.rfind('\n').map_or(0, |at| at + 1)..];
    let lead = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '*' | '_'));
    let is_heading = line.trim_start().starts_with(['#', '*']);
    let is_alone = lead.is_empty() || is_final && lead.eq_ignore_ascii_case("final");
    let end = rest.trim_start_matches(['*', '_', ' ']);
    (is_alone && (is_heading || is_final) && end.starts_with('\n')).then_some(end)
}

/// A statement from its beginning to the end of its sentence, line or displayed formula.
fn statement(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    const ADVERBS: [&str; 14] = [
        "therefore ",
        "thus ",
        "then ",
        "clearly ",
        "simply ",
        "just ",
        "indeed ",
        "hence ",
        "given by ",
        "equal to ",
        "now ",
        "still ",
        "also ",
        "exactly ",
    ];
    let is_around = |c: char| c.is_whitespace() || matches!(c, '*' | ':');
    let mut start = range.end - text[range.clone()].trim_start_matches(is_around).len();
    while let Some(adverb) = ADVERBS.iter().find(|adverb| text[start..range.end].starts_with(**adverb)) {
        start += adverb.len();
    }
    let whole = &text[start..range.end];
    let reach = &whole[..whole.floor_char_boundary(MAX_STATEMENT + 1)];
    for (opening, closing) in [("$$", "$$"), (r"\[", r"\]")] {
        if let Some(inner) = reach.strip_prefix(opening) {
            let end = inner.find(closing)?;
            let begin = start + opening.len();
            return Some(begin..begin + inner[..end].trim_end().trim_end_matches(['.', ',']).len());
        }
    }
    let ends = |(at, c): &(usize, char)| {
        let after = &reach[at + c.len_utf8()..];
        match c {
            '\n' => true,
            '.' | '!' | '?' | ';' => {
                after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c == '*')
            }
            '<' => after.starts_with(['|', '/']),
            _ => false,
        }
    };
    let end = match reach.char_indices().find(ends) {
        Some((at, '!')) if !reach[at + 1..].trim_start().is_empty() => at,
        // At the very end of the text, an exclamation mark may be a factorial or may end the sentence.
        Some((at, _)) => at,
        None if reach.len() == whole.len() => reach.len(),
        None => return None,
    };
    let kept =
        reach[..end].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | ',' | '.')).len();
    (kept > 0).then_some(start..start + kept)
}

/// The contents of `<answer>` tags.
fn tags(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const OPEN: &str = "<answer>";
    const CLOSE: &str = "</answer>";
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(OPEN)? + OPEN.len();
        let end = start + text[start..].find(CLOSE)?;
        at = end + CLOSE.len();
        Some(start..end)
    })
}

/// Lines that begin with `####`, and a last line that begins with `A:`.
fn marked_lines<'a>(visible: &Visible<'a>, reader: &impl Reader) -> Vec<Statement<'a>> {
    let text = visible.text();
    let last_end = text.trim_end().len();
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let begin = start + indent;
        let is_last = begin < last_end && start + line.len() >= last_end;
        start += line.len();
        let content = line.trim();
        let (mark, rule) = match content {
            _ if content.starts_with("####") => ("####", Rule::Hashes),
            _ if is_last && content.starts_with("A:") => ("A:", Rule::LastLineLabel),
            _ if is_last && content.starts_with("**A:**") => ("**A:**", Rule::LastLineLabel),
            _ => continue,
        };
        if content[mark.len()..].starts_with('#') {
            continue;
        }
        let is_around = |c: char| c.is_whitespace() || c == '*';
        let rest = content[mark.len()..].trim_start_matches(is_around);
        let from = begin + content.len() - rest.len();
        let rest = match rule {
            Rule::LastLineLabel => rest.trim_end_matches(|c: char| is_around(c) || c == '.'),
            _ => rest.trim_end_matches(is_around),
        };
        let statement = stated(visible, from..from + rest.len(), rule);
        let counts = |statement: &Statement<'_>| is_last || reader.reads(statement.answer.text);
        found.extend(statement.filter(counts));
    }
    found
}
