//! What is checked of the decision on two answers.

use veriloop_answers::expr::{BinaryOp, Brackets, Constant, Expr, NaryOp, Node, UnaryOp};
use veriloop_answers::grammar;
use veriloop_answers::rules::{Form, Order, Percent, Rounding, Units};
use veriloop_answers::{Decision, Doubt, Kind, Outcome, Proof, Rules, judge};

use crate::estimate::estimate;

/// Two answers with a tab between them, after letters that stand for rules and another tab where there are two.
///
/// No pair panics, and the same pair is decided the same. Nothing is decided
/// to the contrary where the two change places, where they are in their
/// canonical printing, or where what has no order is in another one. Nothing
/// is rejected against itself. And what is accepted has values that lie no
/// further apart than floating point errs.
///
/// # Panics
///
/// Where that does not hold.
pub fn decide(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (rules, gold, answer) = pair(&text);
    let decision = judge(gold, answer, &rules);
    assert!(!decision.to_string().is_empty());
    assert_eq!(judge(gold, answer, &rules), decision, "{gold:?} against {answer:?} again");
    let agree = |one: &str, other: &str| {
        let second = judge(one, other, &rules);
        assert!(
            !are_contrary(&decision.outcome, &second.outcome) || !have_values(&decision),
            "{gold:?} against {answer:?}: {decision}; and {one:?} against {other:?}: {second}"
        );
    };
    // No answer at all is rejected, and no gold at all is an error of the problem. A gold that is a whole solution
    // is read by the answer that it states, and an answer as it stands.
    let is_solution = |text: &str| ["box", "####", "nswer"].iter().any(|mark| text.contains(mark));
    if !answer.trim().is_empty() && !is_solution(gold) && !is_solution(answer) {
        agree(answer, gold);
    }
    if let (Some(one), Some(other)) = (&decision.gold, &decision.answer) {
        // Words promise nothing, and where commas may mean something else, the printing says only one of the two.
        let are_clear = [gold, answer]
            .into_iter()
            .all(|text| !grammar::has_decimal_comma(text) && !grammar::has_two_readings(text));
        if are_clear && !crate::parse::has_words(one) && !crate::parse::has_words(other) {
            let printed = other.to_string();
            agree(&one.to_string(), &printed);
            if let Some(reordered) = reordered(one, rules.order) {
                agree(&reordered.to_string(), &printed);
            }
        }
        values_agree(one, other, &decision);
    }
    for text in [gold, answer] {
        let itself = judge(text, text, &rules);
        assert!(!matches!(itself.outcome, Outcome::Reject(_)), "{text:?} against itself: {itself}");
    }
}

/// One decision on what [`decide`] is given, whose time is bounded.
pub fn decide_once(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (rules, gold, answer) = pair(&text);
    judge(gold, answer, &rules);
}

fn pair(text: &str) -> (Rules, &str, &str) {
    let parts: Vec<&str> = text.splitn(3, '\t').collect();
    match *parts.as_slice() {
        [letters, gold, answer] => (rules(letters), gold, answer),
        [gold, answer] => (Rules::default(), gold, answer),
        _ => (Rules::default(), text, text),
    }
}

/// The expression with its terms, its factors and what else has no order the other way round.
fn reordered(expr: &Expr, order: Order) -> Option<Expr> {
    fn reverse(expr: &mut Expr, order: Order) {
        match &mut expr.node {
            Node::Nary(NaryOp::Sum | NaryOp::Product | NaryOp::Union | NaryOp::Intersection, parts) => {
                parts.reverse();
            }
            Node::Nary(NaryOp::And | NaryOp::Or, parts) | Node::Sequence(Brackets::Curly, parts)
                if order != Order::Ordered =>
            {
                parts.reverse();
            }
            _ => {}
        }
        expr.for_each_part_mut(&mut |part| reverse(part, order));
    }
    // Dots stand for what goes on between their neighbours, the order of matrices counts in products, and what is
    // taken from a set is no term.
    let takes_from_set = |expr: &Expr| match &expr.node {
        Node::Nary(NaryOp::Sum, parts) => parts.iter().any(is_set),
        _ => false,
    };
    if expr.any(&mut |part| matches!(part.node, Node::Ellipsis | Node::Matrix(_)) || takes_from_set(part)) {
        return None;
    }
    let mut other = expr.clone();
    reverse(&mut other, order);
    Some(other)
}

fn is_set(expr: &Expr) -> bool {
    match &expr.node {
        Node::Constant(constant) => {
            !matches!(constant, Constant::Pi | Constant::E | Constant::I | Constant::Infinity)
        }
        Node::Sequence(..) | Node::SetBuilder(_) | Node::Binary(BinaryOp::Difference, _) => true,
        Node::Nary(op, _) => matches!(op, NaryOp::Union | NaryOp::Intersection),
        _ => false,
    }
}

/// What is accepted has one value, as far as floating point can tell.
fn values_agree(one: &Expr, other: &Expr, decision: &Decision) {
    let Outcome::Accept(proof) = decision.outcome else { return };
    let (mut names, mut others) = (one.variables(), other.variables());
    names.sort();
    others.sort();
    // Where one side has degrees, they may be a unit that the other leaves out.
    let has_degrees =
        |expr: &Expr| expr.any(&mut |part| matches!(part.node, Node::Unary(UnaryOp::Degrees, _)));
    if proof == Proof::Rounding || names != others || has_degrees(one) != has_degrees(other) {
        return;
    }
    for sign in [1.0, -1.0] {
        // Some number for each name, between 1/2 and 5/2.
        let value = |name: &str| {
            let hash = name.bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(byte));
            sign * (0.5 + f64::from(hash.wrapping_mul(0x9e37_79b9) >> 16) / 32768.0)
        };
        if let (Some(gold), Some(answer)) = (estimate(one, &value), estimate(other, &value)) {
            assert!(gold.may_equal(answer), "{decision}: {gold:?} and {answer:?}");
        }
    }
}

fn are_contrary(one: &Outcome, other: &Outcome) -> bool {
    matches!(
        (one, other),
        (Outcome::Accept(_), Outcome::Reject(_)) | (Outcome::Reject(_), Outcome::Accept(_))
    )
}

/// Whether no part of either side is proved to have no value, such as a division by zero.
///
/// An answer without a value is rejected, since the gold is trusted to have one, and it is so
/// where the two are the same.
fn have_values(decision: &Decision) -> bool {
    [&decision.gold, &decision.answer].into_iter().flatten().all(|expr| {
        !expr.any(&mut |part| {
            let alone = judge(&part.to_string(), "1", &Rules::default());
            matches!(alone.outcome, Outcome::Abstain(Doubt::UndefinedGold(_)))
        })
    })
}

/// The rules that letters stand for. Letters that stand for none are passed over.
fn rules(letters: &str) -> Rules {
    let mut rules = Rules::default();
    for letter in letters.chars() {
        match letter {
            'o' => rules.order = Order::Ordered,
            'm' => rules.order = Order::Multiset,
            's' => rules.order = Order::Set,
            'a' => rules.form = Form::Any,
            'e' => rules.form = Form::Evaluated,
            'f' => rules.form = Form::Factored,
            'r' => rules.form = Form::Reduced,
            'n' => rules.rounding = Rounding::Abstain,
            'j' => rules.rounding = Rounding::Reject,
            'p' => rules.percent = Percent::Exact,
            'u' => rules.units = Units::Required,
            _ => rules.kind = kind(letter).or(rules.kind),
        }
    }
    rules
}

fn kind(letter: char) -> Option<Kind> {
    Some(match letter {
        'A' => Kind::Integer,
        'B' => Kind::Rational,
        'C' => Kind::ClosedForm,
        'D' => Kind::Expression,
        'E' => Kind::Quantity,
        'F' => Kind::BaseN,
        'G' => Kind::Ratio,
        'H' => Kind::Tuple,
        'I' => Kind::List,
        'J' => Kind::RealSet,
        'K' => Kind::Matrix,
        'L' => Kind::Equation,
        'M' => Kind::Function,
        'N' => Kind::Piecewise,
        'O' => Kind::Choice,
        'P' => Kind::Text,
        'Q' => Kind::Statement,
        _ => return None,
    })
}
