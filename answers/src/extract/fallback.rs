//! Answers that are not announced, for policies that let them count.

use super::statements::value_at_end;
use super::{Fallback, Final, MAX_STATEMENT, Reader, Rule, Visible, boxes, looks_at};

/// What one fallback finds.
pub(super) fn find<'a>(fallback: Fallback, visible: &Visible<'a>, reader: &impl Reader) -> Vec<Final<'a>> {
    looks_at(visible.text().len());
    let found = match fallback {
        Fallback::Bold => bold(visible),
        Fallback::Whole => whole(visible),
        Fallback::LastSentence => sentence(visible, reader),
        Fallback::LastDisplay => last_display(visible),
        Fallback::LastLine => last_line(visible),
        Fallback::LastNumber => last_number(visible),
    };
    found
        .into_iter()
        .filter(|found| {
            found.text.len() <= MAX_STATEMENT
                && !has_box(found.text)
                && !boxes::is_placeholder(found.text)
                && reader.reads(found.text)
        })
        .collect()
}

/// Whether a text has a box. Where one has not been found, it is a blank.
pub(super) fn has_box(text: &str) -> bool {
    ["\\boxed", "\\fbox", "\\framebox"].iter().any(|command| text.contains(command))
}

/// The whole text.
pub(super) fn whole<'a>(visible: &Visible<'a>) -> Option<Final<'a>> {
    let text = visible.text();
    let start = text.len() - text.trim_start().len();
    let (text, span) = visible.at(start..text.trim_end().len().max(start))?;
    (!text.is_empty()).then(|| Final::plain(text, span, Rule::Whole))
}

/// Bold type at the end of the last line.
fn bold<'a>(visible: &Visible<'a>) -> Option<Final<'a>> {
    let text = visible.text();
    let end = text.trim_end().trim_end_matches(['.', '!']).len();
    let line = &text[text[..end].rfind('\n').map_or(0, |at| at + 1)..end];
    let inside = line.strip_suffix("**")?;
    let open = inside.rfind("**")?;
    // An odd number of marks before it makes what stands between the last two plain.
    if line.matches("**").count() % 2 == 1 {
        return None;
    }
    let start = end - line.len() + open + 2;
    let content = &text[start..end - 2];
    let kept = content.trim_end().trim_end_matches('.').len();
    let (text, span) = visible.at(start..start + kept)?;
    (!text.is_empty()).then(|| Final::plain(text, span, Rule::Bold))
}

/// The value that the last sentence states.
pub(super) fn sentence<'a>(visible: &Visible<'a>, reader: &impl Reader) -> Option<Final<'a>> {
    let text = visible.text().trim_end();
    let line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    // A full stop before a capital ends a sentence; before anything else it may be a decimal point.
    let inside = line.trim_end_matches('.');
    let begin = inside.rfind(". ").map_or(0, |at| at + 2);
    let start = text.len() - line.len() + begin;
    let sentence = &line[begin..];
    if sentence.len() > MAX_STATEMENT {
        return None;
    }
    let value = value_at_end(sentence, reader)?;
    let (text, span) = visible.at(start + value.start..start + value.end)?;
    Some(Final::plain(text, span, Rule::LastSentence))
}

/// A displayed formula that ends the text.
fn last_display<'a>(visible: &Visible<'a>) -> Option<Final<'a>> {
    let text = visible.text();
    let text = text.trim_end().trim_end_matches('.').trim_end();
    for (opening, closing) in [(r"\[", r"\]"), ("$$", "$$")] {
        let Some(inside) = text.strip_suffix(closing) else { continue };
        let start = inside.rfind(opening)? + opening.len();
        let end = inside.trim_end().trim_end_matches(['.', ',']).len();
        let (text, span) = visible.at(start..end.max(start))?;
        return (!text.is_empty()).then(|| Final::plain(text, span, Rule::LastDisplay));
    }
    None
}

/// The last line.
fn last_line<'a>(visible: &Visible<'a>) -> Option<Final<'a>> {
    let text = visible.text().trim_end();
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    let kept = text[start..].trim_end_matches('.').len();
    let (text, span) = visible.at(start..start + kept)?;
    (!text.is_empty()).then(|| Final::plain(text, span, Rule::LastLine))
}

/// The last number.
fn last_number<'a>(visible: &Visible<'a>) -> Option<Final<'a>> {
    let text = visible.text();
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let is_inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/');
    let digits = &text[..end];
    let start = digits.trim_end_matches(is_inside).len();
    let lead = digits[start..].trim_start_matches(['.', ',', '/']).len();
    let start = end - lead;
    let is_negative =
        text[..start].ends_with('-') && !text[..start - 1].ends_with(|c: char| c.is_alphanumeric());
    let (text, span) = visible.at(start - usize::from(is_negative)..end)?;
    Some(Final::plain(text, span, Rule::LastNumber))
}
