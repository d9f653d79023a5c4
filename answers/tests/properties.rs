//! Properties of judging, on answers that are made at random from a seed.

use std::fmt::Write as _;

use veriloop_answers::expr::Node;
use veriloop_answers::grammar::{Separators, read};
use veriloop_answers::{Outcome, Rules, judge};

/// A small generator whose numbers are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[usize::try_from(self.next(choices.len() as u64)).expect("it is small")]
    }
}

fn is_accepted(gold: &str, answer: &str) -> bool {
    matches!(judge(gold, answer, &Rules::default()).outcome, Outcome::Accept(_))
}

fn is_rejected(gold: &str, answer: &str) -> bool {
    matches!(judge(gold, answer, &Rules::default()).outcome, Outcome::Reject(_))
}

/// A random expression in `x` and `y`, in LaTeX.
fn expression(numbers: &mut Numbers, depth: u32) -> String {
    if depth == 0 || numbers.next(5) == 0 {
        return match numbers.next(6) {
            0 => "x".into(),
            1 => "y".into(),
            2 => r"\pi".into(),
            3 => format!(r"\sqrt{{{}}}", numbers.next(9) + 2),
            _ => (numbers.next(20) + 1).to_string(),
        };
    }
    let mut part = || expression(numbers, depth - 1);
    let (left, right) = (part(), part());
    match numbers.next(6) {
        0 => format!("({left} + {right})"),
        1 => format!("({left} - {right})"),
        2 => format!(r"({left}) \cdot ({right})"),
        3 => format!(r"\frac{{{left}}}{{{right} + 7}}"),
        4 => format!("({left})^{{{}}}", numbers.next(2) + 2),
        _ => format!(r"\sin\left({left}\right)"),
    }
}

/// The expression written in another way that is equal for all values.
fn rewritten(numbers: &mut Numbers, text: &str) -> String {
    let number = numbers.next(7) + 2;
    match numbers.next(19) {
        0 => format!("0 + {text}"),
        1 => format!(r"\frac{{2 \cdot ({text})}}{{2}}"),
        2 => format!("-(-({text}))"),
        3 => format!("({text}) + x - x"),
        4 => format!(r"\left({text}\right) \cdot 1"),
        5 => format!(r"({text}) \cdot (\sin^2 y + \cos^2 y)"),
        6 => format!(r"({text}) + \sqrt{{{}}} - {number}", number * number),
        7 => format!(r"({text}) + \ln({number}) + \ln\left(\frac{{1}}{{{number}}}\right)"),
        8 => format!(r"({text}) + \sin(2x) - 2\sin(x)\cos(x)"),
        9 => format!(r"({text}) + |{number}x| - {number}|x|"),
        10 => format!(r"({text}) + \frac{{x^2 - {0}}}{{x - {number}}} - x - {number}", number * number),
        11 => format!(r"({text}) \cdot \log_{{{number}}}({number})"),
        12 => format!(r"({text}) + (x + {number})^2 - x^2 - {}x - {}", 2 * number, number * number),
        13 => format!(r"({text}) + \binom{{{number}}}{{2}} - \frac{{{number} \cdot {}}}{{2}}", number - 1),
        14 => format!(r"({text}) + \frac{{1}}{{\sqrt{{{number}}} + 1}} \cdot (\sqrt{{{number}}} + 1) - 1"),
        15 => format!(r"({text}) + e^{{x + {number}}} - e^{{x}} \cdot e^{{{number}}}"),
        16 => format!(r"({text}) + 30^\circ - \frac{{\pi}}{{6}}"),
        17 => format!(r"({text}) + 0.\overline{{{number}}} - \frac{{{number}}}{{9}}"),
        _ => format!(r"\frac{{({text}) \cdot \sqrt{{2}}}}{{\sqrt{{2}}}}"),
    }
}

/// The expression changed so that it is not equal.
fn falsified(numbers: &mut Numbers, text: &str) -> String {
    let number = numbers.next(7) + 2;
    match numbers.next(10) {
        0 => format!("({text}) + 1"),
        1 => format!("({text}) - x"),
        2 => format!(r"({text}) + \sqrt{{2}}"),
        3 => format!(r"({text}) + \sqrt{{{}}} - {number}", number * number + 1),
        4 => format!(r"({text}) + \ln({number}) - \ln({})", number + 1),
        5 => format!(r"({text}) + \sin(2x) - 2\sin(x)"),
        6 => format!(r"({text}) + (x + {number})^2 - x^2 - {}", number * number),
        7 => format!(r"({text}) + e^{{x + {number}}} - e^{{x}} - e^{{{number}}}"),
        8 => format!(r"({text}) + 0.{number} - \frac{{{number}}}{{9}}"),
        _ => format!(r"({text}) - \frac{{1}}{{7}}"),
    }
}

#[test]
fn a_rewriting_by_a_true_identity_is_accepted_and_by_a_false_one_never() {
    let mut numbers = Numbers(1);
    let (mut accepted, mut rejected, count) = (0, 0, 600);
    for _ in 0..count {
        let gold = format!("{} + x", expression(&mut numbers, 3));
        let same = rewritten(&mut numbers, &gold);
        let other = falsified(&mut numbers, &gold);
        assert!(
            !is_rejected(&gold, &same),
            "{gold} against {same}: {}",
            judge(&gold, &same, &Rules::default())
        );
        assert!(!is_accepted(&gold, &other), "{gold} against {other}");
        accepted += usize::from(is_accepted(&gold, &same));
        rejected += usize::from(is_rejected(&gold, &other));
    }
    assert!(accepted * 100 >= count * 90, "{accepted} of {count} true identities were accepted");
    assert!(rejected * 100 >= count * 90, "{rejected} of {count} false ones were rejected");
}

#[test]
fn judging_is_reflexive_and_symmetric() {
    let mut numbers = Numbers(2);
    let golds: Vec<String> = (0..60)
        .map(|_| match numbers.next(5) {
            0 => (0..3).map(|_| numbers.next(9).to_string()).collect::<Vec<_>>().join(", "),
            1 => format!("({}, {}]", numbers.next(5), numbers.next(5) + 5),
            2 => format!(r"\frac{{{}}}{{{}}}", numbers.next(9), numbers.next(9) + 1),
            3 => format!("y = {}x + {}", numbers.next(5) + 1, numbers.next(5)),
            _ => format!("{} + y", expression(&mut numbers, 2)),
        })
        .collect();
    for one in &golds {
        assert!(is_accepted(one, one), "{one}: {}", judge(one, one, &Rules::default()));
        for other in &golds {
            assert_eq!(is_accepted(one, other), is_accepted(other, one), "{one} against {other}");
            assert_eq!(is_rejected(one, other), is_rejected(other, one), "{one} against {other}");
        }
    }
}

#[test]
fn canonical_printing_reads_back_as_an_equal_expression() {
    let mut numbers = Numbers(3);
    for _ in 0..2_000 {
        let text = expression(&mut numbers, 3);
        let first = read(&text, Separators::Thousands).unwrap_or_else(|why| panic!("{text}: {why}"));
        let printed = first.to_string();
        let second = read(&printed, Separators::Thousands).unwrap_or_else(|why| panic!("{printed}: {why}"));
        assert_eq!(first, second, "{text} printed as {printed}");
        assert_eq!(second.to_string(), printed);
    }
}

#[test]
fn no_text_of_the_grammars_own_pieces_breaks_the_judge() {
    const PIECES: [&str; 60] = [
        "1",
        "23",
        "000",
        ",",
        ".",
        "/",
        "-",
        "+",
        "$",
        r"\$",
        "%",
        r"\frac",
        "{",
        "}",
        "(",
        ")",
        r"\left(",
        r"\right]",
        " ",
        r"\,",
        "^",
        "_",
        "10^",
        "e",
        r"\text{",
        r"\overline",
        "x=",
        "x",
        "y",
        "<",
        r"\le",
        r"\in",
        r"\cup",
        "|",
        r"\{",
        r"\}",
        "[",
        "]",
        "!",
        r"\sqrt",
        r"\pm",
        r"\pi",
        "i",
        r"\sin",
        "f(x)",
        ":",
        ";",
        " and ",
        " or ",
        " cm",
        r"\begin{pmatrix}",
        r"\end{pmatrix}",
        r"\\",
        "&",
        "°",
        "√",
        "²",
        "½",
        "∞",
        "=",
    ];
    let mut numbers = Numbers(4);
    let (mut read_back, mut texts) = (0, Vec::new());
    for _ in 0..40_000 {
        let mut text = String::new();
        for _ in 0..=numbers.next(9) {
            text.write_str(numbers.of(&PIECES)).expect("a string takes everything");
        }
        if let Ok(first) = read(&text, Separators::Thousands) {
            // Words are kept as they stand, and promise nothing.
            if !first.any(&mut |part| matches!(part.node, Node::Text(_))) {
                let printed = first.to_string();
                let second = read(&printed, Separators::Thousands);
                let second = second.unwrap_or_else(|why| panic!("{text:?} printed as {printed:?}: {why}"));
                assert_eq!(first, second, "{text:?} printed as {printed:?}");
                read_back += 1;
            }
            texts.push(text);
        }
    }
    assert!(texts.len() > 2_000, "{} texts were read", texts.len());
    assert!(read_back > 1_000, "{read_back} texts were read back");
    for pair in texts.windows(2) {
        let (one, other) =
            (judge(&pair[0], &pair[1], &Rules::default()), judge(&pair[1], &pair[0], &Rules::default()));
        let verdicts = |first: &Outcome, second: &Outcome| {
            matches!(
                (first, second),
                (Outcome::Accept(_), Outcome::Reject(_)) | (Outcome::Reject(_), Outcome::Accept(_))
            )
        };
        assert!(!verdicts(&one.outcome, &other.outcome), "{:?}: {one} / {other}", pair);
    }
}
