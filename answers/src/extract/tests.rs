//! Tests of extraction.

use super::*;

/// What the text states by the default policy, in short: the statement and the rule, or what else it is.
fn told(prompt: &str, solution: &str, policy: &Policy) -> String {
    let joined = |several: &[Final<'_>]| {
        several.iter().map(|found| found.statement().into_owned()).collect::<Vec<_>>().join(" | ")
    };
    match extract(prompt, solution, policy, &PlainReader) {
        Extraction::Final(found) => {
            assert_eq!(&solution[found.span.clone()], found.text, "the span of {solution:?}");
            format!("{} by {}", found.statement(), found.rule)
        }
        Extraction::Parts(parts) => format!("parts {}", joined(&parts)),
        Extraction::Ambiguous(several) => format!("ambiguous {}", joined(&several)),
        Extraction::Nothing => "nothing".to_owned(),
    }
}

fn check(cases: &[(&str, &str)]) {
    for (solution, expected) in cases {
        assert_eq!(told("How many are there?", solution, &Policy::default()), *expected, "{solution:?}");
    }
}

#[test]
fn boxes_are_answers() {
    check(&[
        (r"So \boxed{72}.", "72 by boxed"),
        (r"$\boxed{\frac{1}{2}}$", r"\frac{1}{2} by boxed"),
        (r"\fbox{5}", "5 by boxed"),
        (r"\framebox{5}", "5 by boxed"),
        (r"\boxed {5}", "5 by boxed"),
        ("\\boxed\n{5}", "5 by boxed"),
        (r"$\boxed 5$", "5 by boxed"),
        (r"\(\boxed 5\)", "5 by boxed"),
        (r"\boxed 12, as claimed", "12 by boxed"),
        (r"$\boxed5$", "5 by boxed"),
        (r"\boxed{\{1\}}", r"\{1\} by boxed"),
        (r"\boxed{\left\{ x \mid x > 0 \right\}}", r"\left\{ x \mid x > 0 \right\} by boxed"),
        (r"\boxed{\text{(C)}}", r"\text{(C)} by boxed"),
        (r"\boxed{ \boxed{5} }", "5 by boxed"),
        (r"\boxed{\fbox{\boxed{5}}}", "5 by boxed"),
        (r"\boxed{\boxed{5}, 6}", r"\boxed{5}, 6 by boxed"),
        // Strings that were escaped once too often or too seldom.
        (r"$\\boxed{5}$", "5 by boxed"),
        ("$\u{8}oxed{5}$", "5 by boxed"),
        (r"So \boxedtext{5}", "nothing"),
        (r"boxed{5}", "nothing"),
        (r"\{\boxed{5}\}", "5 by boxed"),
        (r"} } \boxed{5} {", "5 by boxed"),
    ]);
}

#[test]
fn the_same_box_again_is_one_answer_and_another_is_not() {
    check(&[
        (r"\boxed{5} and again \boxed{ 5 }", "5 by boxed"),
        ("\\boxed{1  1/2}. So \\boxed{1\n1/2}", "1\n1/2 by boxed"),
        (r"\boxed{5}. Wait, no. \boxed{6}", "ambiguous 5 | 6"),
        (r"\boxed{1 1/2}. Thus \boxed{11/2}", "ambiguous 1 1/2 | 11/2"),
        (r"\boxed{5}\boxed{6}", "ambiguous 5 | 6"),
        (r"It is $\boxed{5}$ meters. So \boxed{5}.", "5 by boxed"),
        (r"It is $\boxed{5}$ meters. So $\boxed{5}$ feet.", "ambiguous 5 meters | 5 feet"),
        (r"It is $\boxed{5}$. So $\boxed{5}\%$.", r"ambiguous 5 | 5 \%"),
        ("\\boxed{5}\n\\boxed{6}", "ambiguous 5 | 6"),
        (r"\boxed{5}. If not, and only then, it could be \boxed{6}", "ambiguous 5 | 6"),
    ]);
    let many: Vec<String> = (0..20).map(|n| format!("\\boxed{{{n}}}.")).collect();
    let few: Vec<String> = (0..MAX_COMPARED).map(|n| n.to_string()).collect();
    check(&[(&many.join(" "), &format!("ambiguous {}", few.join(" | ")))]);
}

#[test]
fn boxes_of_the_last_sentence_are_parts() {
    check(&[
        (r"The roots are $\boxed{3}$ and $\boxed{5}$.", "parts 3 | 5"),
        (r"$\boxed{1}$, $\boxed{2}$, and $\boxed{3}$", "parts 1 | 2 | 3"),
        (r"$x = \boxed{3}$, $y = \boxed{5}$", "parts 3 | 5"),
        (r"$x = \boxed{3}$ and $y = \boxed{5}$", "parts 3 | 5"),
        (r"\boxed{3} \text{ or } \boxed{-3}", "parts 3 | -3"),
        (r"First $\boxed{3}$. Hence $\boxed{3}$ and $\boxed{5}$.", "parts 3 | 5"),
        (r"First $\boxed{4}$. Hence $\boxed{3}$ and $\boxed{5}$.", "ambiguous 4 | 3 | 5"),
        (r"$\boxed{3}$ and $\boxed{5}$, so the answer is 8.", "ambiguous 3 | 5 | 8"),
        (r"$\boxed{3}$ and $\boxed{3}$", "3 by boxed"),
    ]);
    let text = r"$x = \boxed{3}$ and $f(t) = \boxed{t^2}$";
    let Extraction::Parts(parts) = extract("", text, &Policy::default(), &PlainReader) else {
        panic!("expected parts")
    };
    assert_eq!(parts.iter().map(|part| part.label).collect::<Vec<_>>(), [Some("x"), Some("f(t)")]);
}

#[test]
fn only_a_name_alone_before_a_box_labels_it() {
    for (text, expected) in [
        (r"$x = \boxed{5}$", Some("x")),
        (r"\(f(x)=\boxed{5}\)", Some("f(x)")),
        (r"$a_{10} = \boxed{5}$", Some("a_{10}")),
        (r"\[\theta &= \boxed{5}\]", Some(r"\theta")),
        (r"$x + y = \boxed{5}$", None),
        (r"$2x = \boxed{5}$", None),
        (r"$x = 2 + 3 = \boxed{5}$", None),
        (r"It is \boxed{5}", None),
    ] {
        let Extraction::Final(found) = extract("", text, &Policy::default(), &PlainReader) else {
            panic!("expected one answer in {text:?}")
        };
        assert_eq!(found.label, expected, "{text:?}");
    }
}

#[test]
fn blanks_and_placeholders_are_no_answers() {
    check(&[
        (r"\boxed{}", "nothing"),
        (r"\boxed{ }", "nothing"),
        (r"\boxed{?}", "nothing"),
        (r"\boxed{...}", "nothing"),
        (r"\boxed{\ldots}", "nothing"),
        (r"\boxed{\_\_}", "nothing"),
        (r"\boxed{\quad}", "nothing"),
        (r"\boxed{\text{answer}}", "nothing"),
        (r"\boxed{answer}", "nothing"),
        (r"\boxed{\text{Your answer here}}", "nothing"),
        (r"\boxed{[final answer]}", "nothing"),
        (r"\boxed{<answer>}", "nothing"),
        (r"\boxed{\phantom{2}}", "nothing"),
        (r"\boxed{\hspace*{1em}}", "nothing"),
        (r"\boxed{\hspace 1 b^{\circ }}", r"\hspace 1 b^{\circ } by boxed"),
        (r"Put your answer in \boxed{}.", "nothing"),
        (r"\[4 = \boxed{\phantom{2}}\] so \boxed{4}", "4 by boxed"),
        (r"fill \boxed{\_\_} with \boxed{?}: \boxed{4}", "4 by boxed"),
        (r"I put it in \boxed{}: the answer is 4.", "4 by announced"),
        (r"\boxed{\{\}}", r"\{\} by boxed"),
        (r"\boxed{\emptyset}", r"\emptyset by boxed"),
        (r"\boxed{\text{no solution}}", r"\text{no solution} by boxed"),
        ("The answer is ...", "nothing"),
        ("<answer>answer</answer>", "nothing"),
    ]);
}

#[test]
fn a_missing_closing_brace_is_repaired() {
    check(&[
        (r"So $\boxed{5$.", "5 by unclosed-box"),
        (r"So $\boxed{\frac{1}{2}$.", r"\frac{1}{2} by unclosed-box"),
        (r"\(\boxed{\frac{1}{2}\)", r"\frac{1}{2} by unclosed-box"),
        ("\\[\n\\boxed{\\sqrt{2}\n\\]", r"\sqrt{2} by unclosed-box"),
        ("So \\boxed{5\nThat is all.", "5 by unclosed-box"),
        (r"So \boxed{5", "5 by unclosed-box"),
        (r"So \boxed{5.", "5 by unclosed-box"),
        (r"So \boxed{", "nothing"),
        (r"an open one \boxed{ and \boxed{5}", "5 by boxed"),
        (r"\boxed{6}. Better: $\boxed{5$", "ambiguous 6 | 5"),
    ]);
}

#[test]
fn what_surrounds_a_box_and_changes_its_value_belongs_to_it() {
    check(&[
        (r"So $\boxed{50}\%$.", r"50 \% by boxed"),
        (r"So \boxed{50}% of it.", "50 % by boxed"),
        (r"It is $\boxed{50}$ percent.", "50 percent by boxed"),
        (r"$\boxed{50}\text{ percent}$", r"50 \text{ percent} by boxed"),
        (r"$\boxed{5}\text{ cents}$", r"5 \text{ cents} by boxed"),
        (r"$\boxed{5}$ cents.", "5 cents by boxed"),
        (r"$\boxed{54}\text{ cm}^2.$", r"54 \text{ cm}^2 by boxed"),
        (r"$\boxed{54}\,\mathrm{cm}^{2}$", r"54 \mathrm{cm}^{2} by boxed"),
        (r"$\boxed{54}$ square feet", "54 square feet by boxed"),
        (r"$\boxed{30}^\circ$", r"30 ^\circ by boxed"),
        (r"$\boxed{30^\circ}$", r"30^\circ by boxed"),
        (r"$\boxed{3} \times 10^4$", r"3 \times 10^4 by boxed"),
        (r"$\boxed{5}^2$", "5 ^2 by boxed"),
        (r"$\boxed{x+1}^2$.", "(x+1)^2 by boxed"),
        (r"$\boxed{5}!$", "5 ! by boxed"),
        (r"$\boxed{\frac{x^2}{2}} + C$", r"(\frac{x^2}{2})+ C by boxed"),
        (r"$x = -\boxed{5}$", "-5 by boxed"),
        (r"$-\boxed{x+1}$", "-(x+1) by boxed"),
        (r"$3 - \boxed{5}$", "5 by boxed"),
        (r"**\boxed{5}**!", "5 by boxed"),
        (r"$\boxed{5}$!", "5 by boxed"),
        (r"$\boxed{5}$ apples, 50% of them", "5 by boxed"),
        (r"$\boxed{5}$ in all", "5 by boxed"),
        (r"$\boxed{17} = x$", "17 by boxed"),
        (r"$\boxed{4}\pmod{7}$", "4 by boxed"),
        (r"$\boxed{(B)} 3(1 + r/10)^x = 7$", "(B) by boxed"),
    ]);
}

#[test]
fn what_is_said_after_an_answer_must_not_contradict_it() {
    check(&[
        ("\\boxed{5}\n#### 6", "ambiguous 5 | 6"),
        ("\\boxed{5}\n#### 5", "5 by boxed"),
        (r"\boxed{5}. The final answer is $6$.", "ambiguous 5 | $6$"),
        (r"\boxed{5}. The answer is $5$.", "5 by boxed"),
        (r"\boxed{5}. So the answer is 5 apples.", "5 by boxed"),
        (r"\boxed{5}. The answer is in the box.", "5 by boxed"),
        (r"The answer is 6 at first sight. But \boxed{5}.", "5 by boxed"),
        (r"The answer is $\boxed{5}$.", "5 by boxed"),
        (r"\boxed{5}. The answer is 5 more than nothing at all.", "5 by boxed"),
        (r"\boxed{5}. The answer is $6\cdot 1 = 6$, so there are \boxed{5}.", "5 by boxed"),
        ("The answer is 5.\n#### 6", "ambiguous 5 | 6"),
        ("#### 5\nA: 6", "ambiguous 5 | 6"),
        ("The answer is 12 so far.\nA: 13", "ambiguous 12 so far | 13"),
    ]);
}

#[test]
fn lines_of_four_hashes_are_answers_and_headings_are_not() {
    check(&[
        ("48 + 24 = 72\n#### 72", "72 by hashes"),
        ("#### Step 1\nAdd.\n#### 72\n", "72 by hashes"),
        ("#### 72\n\nThat is it.", "72 by hashes"),
        ("#### **72**", "72 by hashes"),
        ("x\n#### two", "two by hashes"),
        ("x\n#### -1,234.5", "-1,234.5 by hashes"),
        ("#### 5\n#### 6", "ambiguous 5 | 6"),
        ("#### Step 1\nNothing came of it.", "nothing"),
        ("##### 5\nfive hashes", "nothing"),
        ("#### Answer: 5", "5 by announced"),
    ]);
}

#[test]
fn announced_answers_are_found() {
    check(&[
        ("The answer is 72.", "72 by announced"),
        ("the final answer is: $3.50. Good.", "$3.50 by final-answer"),
        ("Therefore the answer is 72\nBye", "72 by announced"),
        ("**Answer:** 72", "72 by announced"),
        ("Answer:\n\n72\n", "72 by announced"),
        ("ANSWER: (B)", "(B) by announced"),
        ("Answer: x = 1 or x = 2", "x = 1 or x = 2 by announced"),
        ("The answers are 1 and 2.", "1 and 2 by announced"),
        ("The answer to the question is 5.", "5 by announced"),
        ("The answer is therefore 12.", "12 by announced"),
        ("The answer is obviously even. The answer is 12.", "12 by announced"),
        ("The answer is:\n\\[\nx = 5.\n\\]\nDone.", "x = 5 by announced"),
        ("The answer is $$\\frac{1}{2}$$", "\\frac{1}{2} by announced"),
        ("Final Answer: The final answer is $5$. I hope it is correct.", "$5$ by final-answer"),
        ("\\boxed{5} Final Answer: The final answer is $5$. I hope it is correct.", "5 by boxed"),
        ("Final Answer: The largest $n$ is 34.", "34 by final-answer"),
        (r"Answer \( 9 \)", r"\( 9 \) by announced"),
        ("Answer $ 9 $", "$ 9 $ by announced"),
        (r"Answer \[ 9 \]", "9 by announced"),
        ("This answer $x$ must be even.", "nothing"),
        ("# Final Answer\n\n5", "5 by final-answer"),
        ("**Final Answer**\n5", "5 by final-answer"),
        ("The answer is 5.<|im_end|>", "5 by announced"),
        ("So \\boxed{5}.</s> Next: \\boxed{6}", "5 by boxed"),
        ("<think>\n</s> \\boxed{4}</think>So \\boxed{5}<|eot_id|>", "5 by boxed"),
        ("<|im_start|>assistant\nThe answer is 5.<|im_end|>", "5 by announced"),
        ("<answer> 5 </answer>", "5 by answer-tag"),
        ("<answer>\\boxed{5}</answer>", "5 by boxed"),
        ("Work.\nA: 1,200", "1,200 by last-line-label"),
        ("Work.\n**A:** 7", "7 by last-line-label"),
        ("The answer is 5. No, the answer is 6.", "ambiguous 5 | 6"),
        ("The answer is 5. The answer is 5.", "5 by announced"),
        ("The answer is not 5.", "nothing"),
        ("A: first I add.\nThen I stop at 5", "nothing"),
        ("There is no answer isn't it 5", "nothing"),
        ("The answer issue has number 5", "nothing"),
    ]);
}

#[test]
fn the_answer_is_never_taken_from_thinking() {
    check(&[
        ("<think>\\boxed{4}</think>\\boxed{5}", "5 by boxed"),
        ("<think>\\boxed{4}</think>", "nothing"),
        ("<think>\\boxed{4}", "nothing"),
        ("\\boxed{4}</think>\\boxed{5}", "5 by boxed"),
        ("\\boxed{4}</think>", "nothing"),
        ("\\boxed{3}</think>\\boxed{4}</think>\\boxed{5}", "5 by boxed"),
        ("<think>a<think>b</think>\\boxed{5}", "5 by boxed"),
        ("\\boxed{5}<think>\\boxed{4}</think> Done.", "5 by boxed"),
        ("\\boxed{5}<think>\\boxed{4}", "5 by boxed"),
        ("<THINK>\\boxed{4}</THINK>5", "5 by whole"),
        ("<thinking>\\boxed{4}</thinking>\\boxed{5}", "5 by boxed"),
        ("\\boxed{<think>4</think>}", "nothing"),
        ("x < y > z so \\boxed{5}", "5 by boxed"),
        ("<think>é \\boxed{4}</think>The answer is 5", "5 by announced"),
    ]);
}

#[test]
fn the_answer_is_never_taken_from_the_prompt() {
    let prompt = "What is 2 + 3?  Give it as \\boxed{42} is given.\nThe answer is 42.";
    for (solution, expected) in [
        (prompt.to_owned(), "nothing"),
        (format!("  {}", prompt.replace(' ', "\n")), "nothing"),
        (format!("{prompt}\nIt is \\boxed{{5}}."), "5 by boxed"),
        (format!("You ask: {prompt} It is \\boxed{{5}}."), "5 by boxed"),
        (format!("\\boxed{{5}} is the answer to: {prompt}"), "5 by boxed"),
        ("The answer is 42.".to_owned(), "42 by announced"),
    ] {
        assert_eq!(told(prompt, &solution, &Policy::default()), expected, "{solution:?}");
    }
    assert_eq!(told("5", "5", &Policy::default()), "5 by whole");
}

#[test]
fn only_the_fallbacks_that_the_policy_allows_count() {
    let nothing = "nothing";
    for (fallback, solution, expected) in [
        (Fallback::Whole, " 72\n", "72 by whole"),
        (Fallback::Whole, r"$\frac{1}{2}$", r"$\frac{1}{2}$ by whole"),
        (Fallback::Whole, "five or six", nothing),
        (Fallback::Bold, "She makes **18**.", "18 by bold"),
        (Fallback::Bold, "She makes\n\n**18**\n", "18 by bold"),
        (Fallback::Bold, "**18** is what she makes", nothing),
        (Fallback::Bold, "**Step 1**", nothing),
        (Fallback::Bold, "a ** b ** 2**", nothing),
        (Fallback::Bold, "x = **12** or **13**", "13 by bold"),
        (Fallback::LastDisplay, "Hence\n\\[ x = 5. \\]\n", "x = 5 by last-display"),
        (Fallback::LastDisplay, "Hence $$5$$", "5 by last-display"),
        (Fallback::LastDisplay, "Hence $$5$$ at last", nothing),
        (Fallback::LastLine, "So\nx = 5.", "x = 5 by last-line"),
        (Fallback::LastLine, "So\nI stop at 5.", nothing),
        (Fallback::LastSentence, r"So I add. The area of the disc is $4\pi$.", r"$4\pi$ by last-sentence"),
        (Fallback::LastSentence, "Hence the largest $n$ is 34.", "34 by last-sentence"),
        (Fallback::LastSentence, r"Therefore $5 > 2$ is the solution.", "$5 > 2$ by last-sentence"),
        (Fallback::LastSentence, "It is not 34.", nothing),
        (Fallback::LastSentence, "It is less than $34$.", nothing),
        (Fallback::LastSentence, "It isn't $34$.", nothing),
        (Fallback::LastSentence, "It is at least $34$.", nothing),
        (Fallback::LastSentence, "The largest is 34 or so.", nothing),
        (Fallback::LastSentence, "It is $3$ or $4$.", nothing),
        (Fallback::LastSentence, "I tried 5 times and failed", nothing),
        (Fallback::LastNumber, "I tried 5 times and failed", "5 by last-number"),
        (Fallback::LastNumber, "It is -1,234.5.", "-1,234.5 by last-number"),
        (Fallback::LastNumber, "no number", nothing),
    ] {
        let policy = Policy { fallbacks: vec![fallback] };
        assert_eq!(told("", solution, &policy), expected, "{solution:?} by {fallback:?}");
        assert_eq!(told("", solution, &Policy::strict()), nothing, "{solution:?}");
    }
    check(&[
        ("I tried 5 times and failed", "nothing"),
        ("5\n6", "nothing"),
        ("", "nothing"),
        (" \n ", "nothing"),
        ("x = 3\nso $$5$$", "nothing"),
    ]);
}

#[test]
fn a_pairs_answer_is_a_statement_or_the_whole_text() {
    for (answer, expected) in [
        ("f(x)=2x", Some("f(x)=2x")),
        ("16 - 3 = 13\nA: 13", Some("13")),
        ("all even numbers", Some("all even numbers")),
        ("Ann: 18, Bob: 14", Some("Ann: 18, Bob: 14")),
        ("The least is $x = 5$.", Some("$x = 5$")),
        ("The greatest of them is not 5", Some("The greatest of them is not 5")),
        (r"[asy] dots [/asy] so it is \boxed{}", None),
        (r"x = \boxed{5}", Some("5")),
        ("first\nsecond", None),
        ("  ", None),
        ("<think>5</think>", None),
        ("<think>4</think>5", Some("5")),
    ] {
        let found = match extract_from_pair(answer, &PlainReader) {
            Extraction::Final(found) => Some(found.text),
            Extraction::Nothing => None,
            other => panic!("{answer:?}: {other:?}"),
        };
        assert_eq!(found, expected, "{answer:?}");
    }
}

/// Takes texts with the same digits to be the same, and counts what it is asked.
#[derive(Default)]
struct Digits(std::cell::Cell<usize>);

impl Reader for Digits {
    fn reads(&self, text: &str) -> bool {
        self.0.set(self.0.get() + text.len());
        PlainReader.reads(text)
    }

    fn same(&self, first: &str, second: &str) -> bool {
        self.0.set(self.0.get() + first.len() + second.len());
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        digits(first) == digits(second)
    }

    fn is_unit(&self, words: &str) -> bool {
        self.0.set(self.0.get() + words.len());
        PlainReader.is_unit(words)
    }
}

#[test]
fn the_reader_says_whether_different_texts_are_one_answer() {
    for (solution, expected) in [
        (r"\boxed{1/2}, or \boxed{\frac{1}{2}}", Some(r"\frac{1}{2}")),
        (r"\boxed{5}. The answer is $5$.", Some("5")),
        ("\\boxed{1,000}\n#### 1000", Some("1,000")),
        ("The answer is 1,000.\n#### 1000", Some("1,000")),
        (r"\boxed{5}. So \boxed{6}", None),
    ] {
        let found = match extract("", solution, &Policy::default(), &Digits::default()) {
            Extraction::Final(found) => Some(found.text),
            Extraction::Ambiguous(_) => None,
            other => panic!("{solution:?}: {other:?}"),
        };
        assert_eq!(found, expected, "{solution:?}");
    }
}

#[test]
fn hostile_texts_take_linear_work() {
    let pieces = [
        r"\boxed{",
        r"\boxed{1}",
        r"\boxed{1} and ",
        r"\boxed ",
        r"\boxed",
        r"\boxed{\boxed{1}}",
        "{",
        "}",
        "\\",
        "\\boxed{1} ",
        "-",
        "= \\boxed{1}",
        "$x = \\boxed{2",
        "#### ",
        "#### 1\n",
        "the answer is ",
        "answer: 1. ",
        "answer",
        "final answer\n",
        "answer is * * ",
        "Answer:\n",
        "answer: \\[ ",
        "answer: $$ ",
        "answer is\n\n",
        "<think>",
        "</think>",
        "<think></think>",
        "<",
        "<answer>",
        "<answer>1",
        "</answer>",
        "**",
        "** 1 ",
        "A:\n",
        " ",
        "\n",
        "$$",
        "\\[",
        "1",
        "1.",
        "é",
        "How many are there?",
        "How many ",
        "\\text{",
        "^",
    ];
    for piece in pieces {
        let work = |count: usize| {
            let text = piece.repeat(count);
            let policy = Policy {
                fallbacks: vec![
                    Fallback::LastSentence,
                    Fallback::Bold,
                    Fallback::Whole,
                    Fallback::LastDisplay,
                    Fallback::LastLine,
                    Fallback::LastNumber,
                ],
            };
            let reader = Digits::default();
            work::take();
            extract("How many are there?", &text, &policy, &reader);
            (work::take() + reader.0.get(), text.len())
        };
        for count in [1_000, 20_000] {
            let (work, length) = work(count);
            assert!(work <= 60 * length + 40_000, "{work} for {length} bytes of {piece:?}");
        }
    }
}

#[test]
fn any_cut_of_any_text_is_read_without_a_panic() {
    let text = "<think>é</think>\\boxed{\\frac{1}{2}}^\\circ é, and $f(x) = -\\boxed{é \\% . The **final answer** is: \
                \\[ 5é \\] #### ½\n<answer>é</answer>\n**é**.\nA: ½ \u{8}oxed é";
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for &start in &starts {
        for &end in starts.iter().filter(|&&end| end >= start) {
            let cut = &text[start..end];
            let policy =
                Policy { fallbacks: vec![Fallback::Bold, Fallback::LastDisplay, Fallback::LastNumber] };
            extract("é</think>\\boxed{ ?", cut, &policy, &PlainReader);
            extract_from_pair(cut, &PlainReader);
        }
    }
}
