//! What is checked of the final answer of a whole solution.

use veriloop_answers::extract::{
    Extraction, Fallback, Final, GrammarReader, MAX_STATEMENT, PlainReader, Policy, Rule, extract as find,
    extract_from_pair,
};

/// Every fallback, the most trusting last.
const FALLBACKS: [Fallback; 6] = [
    Fallback::Bold,
    Fallback::Whole,
    Fallback::LastSentence,
    Fallback::LastDisplay,
    Fallback::LastLine,
    Fallback::LastNumber,
];

/// Any text as a solution, after a prompt where there is a NUL between the two.
///
/// No text panics. What is found stands where it is said to stand, several
/// answers are more than one, a policy that trusts more finds nothing else
/// where a stricter one found something, and an answer that is put into a box
/// is found in the box.
///
/// # Panics
///
/// Where that does not hold.
pub fn extract(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (prompt, solution) = text.split_once('\0').unwrap_or(("", &text));
    let strict = find(prompt, solution, &Policy::strict(), &GrammarReader);
    let usual = find(prompt, solution, &Policy::default(), &GrammarReader);
    let trusting = find(prompt, solution, &Policy { fallbacks: FALLBACKS.to_vec() }, &GrammarReader);
    if strict != Extraction::Nothing {
        assert_eq!(strict, usual, "{solution:?}");
        assert_eq!(strict, trusting, "{solution:?}");
    }
    for extraction in [&usual, &trusting] {
        if let Extraction::Final(found) = extraction {
            is_found_in_a_box(found);
        }
    }
    for extraction in [usual, trusting, extract_from_pair(solution, &GrammarReader)] {
        match &extraction {
            Extraction::Final(found) => stands_there(solution, found),
            Extraction::Parts(several) | Extraction::Ambiguous(several) => {
                assert!(several.len() > 1, "{solution:?}: {several:?}");
                several.iter().for_each(|found| stands_there(solution, found));
            }
            Extraction::Nothing => {}
        }
    }
}

/// A text many times over, for which linear work takes little time and more than linear work much.
pub fn extract_repeated(input: &[u8]) {
    const LENGTH: usize = 32 * 1024;
    let text = String::from_utf8_lossy(input);
    if text.is_empty() {
        return;
    }
    let long = text.repeat(LENGTH.div_ceil(text.len()));
    find("How many are there?", &long, &Policy { fallbacks: FALLBACKS.to_vec() }, &PlainReader);
}

fn stands_there(solution: &str, found: &Final<'_>) {
    assert_eq!(solution.get(found.span.clone()), Some(found.text), "{solution:?}");
    assert_eq!(found.text.trim(), found.text, "{solution:?}");
    assert!(!found.text.is_empty(), "{solution:?}: {found:?}");
}

fn is_found_in_a_box(found: &Final<'_>) {
    let statement = found.statement();
    // Brackets that are not closed, and boxes in it, would end the box elsewhere.
    if statement.len() > MAX_STATEMENT || !is_closed(&statement) || statement.contains("box") {
        return;
    }
    let boxed = format!(r"So it is \boxed{{{statement}}}.");
    match find("", &boxed, &Policy::strict(), &GrammarReader) {
        Extraction::Final(again) => {
            assert_eq!(again.rule, Rule::Boxed, "{found:?}");
            assert_eq!(again.statement(), statement, "{found:?}");
        }
        other => panic!("{boxed:?} has {other:?}"),
    }
}

/// Whether every brace in a text is closed in it.
fn is_closed(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            // A backspace begins a box as a backslash does.
            '\u{8}' => return false,
            // What follows a backslash is not looked at.
            '\\' if chars.next().is_none() => return false,
            '{' => depth += 1,
            '}' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}
