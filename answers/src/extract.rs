//! Final answers in whole solutions.
//!
//! [`extract`] reads a solution and gives the answer that it states, the rule
//! by which it was found and where it stands. It never fails and never
//! guesses: what is not clearly stated is [`Extraction::Nothing`], and what is
//! stated several times with different values is [`Extraction::Ambiguous`].
//!
//! Only what the author of the solution says at the end of thinking counts:
//! blocks of thinking and an echo of the prompt are hidden first. What then
//! counts is described at [`Rule`], and what one rule finds after the answer
//! of another has to agree with it.
//!
//! The work is linear in the length of the text, whatever the text is: every
//! stage moves through it in one direction, what it looks back or ahead at is
//! bounded by a constant, and the [`Reader`] is asked at most a constant
//! number of times about texts of bounded length.

mod boxes;
mod fallback;
mod reader;
mod statements;
mod visible;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

pub use reader::{GrammarReader, PlainReader, Reader};
use visible::Visible;

/// The longest statement that can be an answer, in bytes. What is longer is prose.
pub const MAX_STATEMENT: usize = 2_000;

/// The most texts about which the [`Reader`] is asked whether they are the same
/// answer. Where more different ones are stated, they are ambiguous unasked.
const MAX_COMPARED: usize = 8;

/// What a solution states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extraction<'a> {
    /// One final answer. Where it is stated several times, this is the last.
    Final(Final<'a>),
    /// Different boxes of one final sentence, such as `\boxed{3} and
    /// \boxed{5}`, in the order of the text. Together they are an answer to a
    /// problem that asks for several values; one alone is an answer to none.
    Parts(Vec<Final<'a>>),
    /// Several different final answers, of which no more than a few are kept, in the order of the text.
    Ambiguous(Vec<Final<'a>>),
    /// No final answer.
    Nothing,
}

impl Extraction<'_> {
    /// The rule that found what is stated last, if anything is stated.
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Extraction::Final(found) => Some(found.rule),
            Extraction::Parts(several) | Extraction::Ambiguous(several) => {
                several.last().map(|found| found.rule)
            }
            Extraction::Nothing => None,
        }
    }

    /// The one answer that is stated, if there is one, with what belongs to it. Parts are a list.
    pub fn answer(&self) -> Option<String> {
        match self {
            Extraction::Final(found) => Some(found.statement().into_owned()),
            Extraction::Parts(parts) => {
                let parts: Vec<Cow<'_, str>> = parts.iter().map(Final::statement).collect();
                Some(parts.join(", "))
            }
            Extraction::Ambiguous(_) | Extraction::Nothing => None,
        }
    }
}

/// A final answer where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Final<'a> {
    /// The answer as written, without what surrounds it.
    pub text: &'a str,
    /// Where `text` stands in the solution, in bytes.
    pub span: Range<usize>,
    /// The rule that found it.
    pub rule: Rule,
    /// The name that a box is set equal to, as `x` in `$x = \boxed{5}$`.
    pub label: Option<&'a str>,
    /// A minus sign before a box, as in `$x = -\boxed{5}$`.
    pub is_negated: bool,
    /// What stands after a box and belongs to it.
    pub suffix: Option<Suffix<'a>>,
}

impl<'a> Final<'a> {
    fn plain(text: &'a str, span: Range<usize>, rule: Rule) -> Final<'a> {
        Final { text, span, rule, label: None, is_negated: false, suffix: None }
    }

    fn has_unit(&self) -> bool {
        matches!(self.suffix, Some(Suffix { kind: SuffixKind::Unit | SuffixKind::LettersInProse, .. }))
    }

    fn without_unit(&self) -> Final<'a> {
        if self.has_unit() { Final { suffix: None, ..self.clone() } } else { self.clone() }
    }

    /// The answer with its sign and what belongs to it after it: `50 \%` for
    /// `$\boxed{50}\%$`, `(x+1)^2` for `$\boxed{x+1}^2$`.
    pub fn statement(&self) -> Cow<'a, str> {
        let is_atom = self.text.chars().all(|c| c.is_alphanumeric() || c == '.');
        let sign = if self.is_negated { "-" } else { "" };
        let is_operated_on =
            self.is_negated || matches!(self.suffix, Some(Suffix { kind: SuffixKind::Operation, .. }));
        let suffix: Cow<'_, str> = match self.suffix {
            Some(Suffix { text, kind: SuffixKind::LettersInProse }) => {
                Cow::Owned(format!("\\text{{{text}}}"))
            }
            suffix => Cow::Borrowed(suffix.map_or("", |suffix| suffix.text)),
        };
        match (is_operated_on && !is_atom, &*suffix) {
            (true, _) => Cow::Owned(format!("{sign}({}){suffix}", self.text)),
            (false, "") if !self.is_negated => Cow::Borrowed(self.text),
            (false, "") => Cow::Owned(format!("-{}", self.text)),
            (false, _) => Cow::Owned(format!("{sign}{} {suffix}", self.text)),
        }
    }
}

/// What stands right after a box and belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suffix<'a> {
    /// The suffix as written.
    pub text: &'a str,
    /// What it does to the content of the box.
    pub kind: SuffixKind,
}

/// What a suffix does to the content of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuffixKind {
    /// A percent sign or the word.
    Percent,
    /// A unit, degrees among them.
    Unit,
    /// A unit after the formula, a letter of which would be a variable in it: `m` in `$\boxed{160}$ m of rope`.
    LettersInProse,
    /// A power, a factorial, a product, a quotient or a constant of integration.
    Operation,
}

/// How an answer was found, in the order of authority: the first rule that
/// finds something decides, and what a later rule finds after it in the text
/// must not contradict it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// `\boxed{5}`, `\fbox{5}`, `\boxed 5`. Boxes to be filled in, such as
    /// `\boxed{}`, `\boxed{?}` and `\boxed{\text{answer}}`, are none.
    Boxed,
    /// `\boxed{5` whose closing brace is missing: the box ends with its
    /// formula, its line or the text.
    UnclosedBox,
    /// `<answer>5</answer>`.
    AnswerTag,
    /// `final answer: 5`, `the final answer is 5`, and a heading `Final Answer` over it.
    FinalAnswer,
    /// `the answer is 5`, `answer: 5`, to the end of the sentence or the formula.
    Announced,
    /// A line `#### 5`, as in GSM8K. A Markdown heading of that level is no
    /// answer, so what follows has to be readable unless the line is the last.
    Hashes,
    /// `A: 5` on the last line.
    LastLineLabel,
    /// `**5**` at the end of the last line.
    Bold,
    /// The whole solution is one readable answer.
    Whole,
    /// The last sentence states one value, plainly, as in "the area of the disc is `$4\pi$`."
    LastSentence,
    /// A displayed formula that ends the solution.
    LastDisplay,
    /// The last line is one readable answer.
    LastLine,
    /// The last number in the text.
    LastNumber,
}

impl Rule {
    /// Every rule, in the order of authority.
    pub const ALL: [Rule; 13] = [
        Rule::Boxed,
        Rule::UnclosedBox,
        Rule::AnswerTag,
        Rule::FinalAnswer,
        Rule::Announced,
        Rule::Hashes,
        Rule::LastLineLabel,
        Rule::Bold,
        Rule::Whole,
        Rule::LastSentence,
        Rule::LastDisplay,
        Rule::LastLine,
        Rule::LastNumber,
    ];

    /// The rule's name in files, in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Boxed => "boxed",
            Rule::UnclosedBox => "unclosed-box",
            Rule::AnswerTag => "answer-tag",
            Rule::FinalAnswer => "final-answer",
            Rule::Announced => "announced",
            Rule::Hashes => "hashes",
            Rule::LastLineLabel => "last-line-label",
            Rule::Bold => "bold",
            Rule::Whole => "whole",
            Rule::LastSentence => "last-sentence",
            Rule::LastDisplay => "last-display",
            Rule::LastLine => "last-line",
            Rule::LastNumber => "last-number",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What counts where a solution announces no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fallback {
    /// [`Rule::Bold`].
    Bold,
    /// [`Rule::Whole`].
    Whole,
    /// [`Rule::LastSentence`].
    LastSentence,
    /// [`Rule::LastDisplay`].
    LastDisplay,
    /// [`Rule::LastLine`].
    LastLine,
    /// [`Rule::LastNumber`], which finds a number in any failure too: "I tried 5 times".
    LastNumber,
}

/// Which rules count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What counts where no answer is announced, in the order of this list. By
    /// default, bold type at the end and a solution that is nothing but an answer.
    pub fallbacks: Vec<Fallback>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { fallbacks: vec![Fallback::Bold, Fallback::Whole] }
    }
}

impl Policy {
    /// Only what is announced counts.
    pub fn strict() -> Policy {
        Policy { fallbacks: Vec::new() }
    }
}

/// The final answer of a solution to a prompt.
///
/// Nothing is taken from the prompt, which may be empty, where the solution
/// repeats it, nor from a block of thinking.
///
/// ```
/// use veriloop_answers::extract::{Extraction, PlainReader, Policy, Rule, extract};
///
/// let found = extract("How many?", r"So it is $\boxed{72}$.", &Policy::default(), &PlainReader);
/// let Extraction::Final(answer) = found else { panic!("expected one answer, found {found:?}") };
/// assert_eq!((answer.text, answer.rule, answer.span), ("72", Rule::Boxed, 17..19));
///
/// let found = extract("How many?", "I tried 5 times and failed", &Policy::default(), &PlainReader);
/// assert_eq!(found, Extraction::Nothing);
/// ```
pub fn extract<'a>(prompt: &str, solution: &'a str, policy: &Policy, reader: &impl Reader) -> Extraction<'a> {
    let visible = Visible::of(prompt, solution);
    let stated = stated(&visible, reader);
    if stated != Extraction::Nothing {
        return stated;
    }
    for &fallback in &policy.fallbacks {
        let found = fallback::find(fallback, &visible, reader);
        if !found.is_empty() {
            return agreed(found, reader);
        }
    }
    Extraction::Nothing
}

/// The answer in a text that is either a whole solution or a final answer alone.
///
/// What a solution announces is found as by [`extract`]. Otherwise the value
/// that its last sentence states is taken, and then the text itself, if it is
/// a single line, in whatever form, or readable.
pub fn extract_from_pair<'a>(answer: &'a str, reader: &impl Reader) -> Extraction<'a> {
    let visible = Visible::of("", answer);
    let stated = stated(&visible, reader);
    if stated != Extraction::Nothing {
        return stated;
    }
    let whole = fallback::whole(&visible).filter(|whole| !fallback::has_box(whole.text));
    let Some(whole) = whole else { return Extraction::Nothing };
    let is_short = whole.text.len() <= MAX_STATEMENT;
    if is_short && let Some(sentence) = fallback::sentence(&visible, reader) {
        return Extraction::Final(sentence);
    }
    if whole.text.contains('\n') && !(is_short && reader.reads(whole.text)) {
        return Extraction::Nothing;
    }
    Extraction::Final(whole)
}

/// What a solution states in words or by a box.
fn stated<'a>(visible: &Visible<'a>, reader: &impl Reader) -> Extraction<'a> {
    let boxes = boxes::find(visible, reader);
    let statements = statements::find(visible, reader);
    if let Some(last) = boxes.last() {
        let contradicting: Vec<Final<'a>> = statements
            .into_iter()
            .filter(|found| found.states_value && found.answer.span.start >= last.answer.span.end)
            .map(|found| found.answer)
            .filter(|found| !restates(found.text, last.answer.text) && reader.reads(found.text))
            .collect();
        return boxed(boxes, contradicting, reader);
    }
    // A remark such as "the answer is obviously even" counts where nothing else is said.
    let values_only = statements.iter().any(|found| found.states_value);
    let mut kept: Vec<Final<'a>> = statements
        .into_iter()
        .filter(|found| found.states_value || !values_only)
        .map(|found| found.answer)
        .collect();
    let Some(best) = kept.iter().map(|found| found.rule).min() else { return Extraction::Nothing };
    let Some(last) = kept.iter().rposition(|found| found.rule == best) else { return Extraction::Nothing };
    let (text, end) = (kept[last].text, kept[last].span.end);
    kept.retain(|found| found.rule == best || found.span.start >= end && !restates(found.text, text));
    // What agrees with the best rule is reported under it.
    let position = kept.iter().rposition(|found| found.rule == best).unwrap_or(0);
    match agreed(kept.clone(), reader) {
        Extraction::Final(_) => Extraction::Final(kept.swap_remove(position)),
        other => other,
    }
}

/// The answer of boxes and of statements after them that are not in their words.
fn boxed<'a>(
    boxes: Vec<boxes::Boxed<'a>>,
    contradicting: Vec<Final<'a>>,
    reader: &impl Reader,
) -> Extraction<'a> {
    // The last sentence's boxes are parts of one answer, if no other box says something else.
    let last_group = boxes.iter().rposition(|found| !found.continues).unwrap_or(0);
    let answers: Vec<Final<'a>> = boxes.into_iter().map(|found| found.answer).collect();
    let parts = &answers[last_group..];
    let mut all = answers.clone();
    all.extend(contradicting.iter().cloned());
    match agreed(all, reader) {
        Extraction::Final(_) => answers.last().cloned().map_or(Extraction::Nothing, Extraction::Final),
        Extraction::Ambiguous(_)
            if parts.len() > 1
                && contradicting.is_empty()
                && answers[..last_group].iter().all(|early| {
                    parts.len() <= MAX_STATEMENT / 100
                        && parts.iter().any(|part| same_words(&part.statement(), &early.statement()))
                }) =>
        {
            Extraction::Parts(parts.to_vec())
        }
        other => other,
    }
}

/// One answer where all are the same, and otherwise the different ones.
fn agreed<'a>(found: Vec<Final<'a>>, reader: &impl Reader) -> Extraction<'a> {
    let mut different: Vec<Final<'a>> = Vec::new();
    let mut is_ambiguous = false;
    for answer in found {
        if let Some(known) = different.iter_mut().find(|known| compared(known, &answer, same_words)) {
            // The last wording of equal ones is kept.
            *known = answer;
            continue;
        }
        if different.len() == MAX_COMPARED {
            is_ambiguous = true;
            break;
        }
        different.push(answer);
    }
    let same = |first: &str, second: &str| reader.same(first, second);
    if is_ambiguous || different.windows(2).any(|pair| !compared(&pair[0], &pair[1], same)) {
        return Extraction::Ambiguous(different);
    }
    different
        .into_iter()
        .max_by_key(|answer| answer.span.start)
        .map_or(Extraction::Nothing, Extraction::Final)
}

/// What a comparison says of two answers. A unit that only one of them names is the unit of both.
fn compared(first: &Final<'_>, second: &Final<'_>, same: impl Fn(&str, &str) -> bool) -> bool {
    looks_at(first.text.len() + second.text.len());
    if first.has_unit() == second.has_unit() {
        same(&first.statement(), &second.statement())
    } else {
        same(&first.without_unit().statement(), &second.without_unit().statement())
    }
}

/// Whether two texts are the same but for the width of white space and dollar signs around them.
fn same_words(first: &str, second: &str) -> bool {
    let words = |text: &'_ str| -> Vec<String> {
        text.trim_matches(|c: char| c == '$' || c.is_whitespace())
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    first == second || words(first) == words(second)
}

/// Whether a statement says in a sentence what a box holds: "5 apples" after `\boxed{5}`.
fn restates(statement: &str, boxed: &str) -> bool {
    let trimmed = |text: &'_ str| -> String {
        text.chars().filter(|c| !matches!(c, '$' | '*')).collect::<String>().trim().to_owned()
    };
    let (statement, boxed) = (trimmed(statement), trimmed(boxed));
    let statement = statement.trim_start_matches(r"\(").trim_start();
    statement.strip_prefix(boxed.as_str()).is_some_and(|rest| {
        let rest = rest.strip_prefix(r"\)").unwrap_or(rest);
        let word = rest.trim_start();
        let letters = word.chars().take_while(|c| c.is_alphabetic()).count();
        rest.trim_end_matches('.').is_empty()
            || rest.len() > word.len() && letters > 1
            || rest.starts_with(r"\text")
    })
}

/// Counts the bytes that extraction looks at, so that a test can hold it to linear work.
#[cfg(test)]
mod work {
    use std::cell::Cell;

    thread_local! { static BYTES: Cell<usize> = const { Cell::new(0) }; }

    pub(super) fn add(bytes: usize) {
        BYTES.set(BYTES.get() + bytes);
    }

    pub(super) fn take() -> usize {
        BYTES.replace(0)
    }
}

/// Notes that so many bytes are looked at.
#[cfg(test)]
fn looks_at(bytes: usize) {
    work::add(bytes);
}

/// Notes that so many bytes are looked at.
#[cfg(not(test))]
fn looks_at(_bytes: usize) {}

#[cfg(test)]
mod tests;
