//! What is said of the variables of an expression, and whether two conditions say the same.
//!
//! A condition that names a set of numbers, in words or in signs, is compared
//! by that set: "where k is an integer" is `k \in \mathbb{Z}`, and neither is
//! "for positive integers k". Where one side says nothing, the other may say
//! no more than that its parameters are integers, real numbers or constants,
//! since that is what is meant by leaving it out. Of the argument of a
//! function any set may be named: it repeats the domain that the question gives.

use super::{Comparison, Judged, equations, families};
use crate::decision::Doubt;
use crate::expr::{Brackets, Constant, Expr, Name, NaryOp, Node, Qualified, RelationOp};

/// A set of numbers that a condition names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbers {
    /// No set: "for some constant c", "for all x".
    Unsaid,
    Of {
        sort: Sort,
        sign: Sign,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Integers,
    /// Whether 0 is one of them is a matter of taste.
    Naturals,
    Rationals,
    Reals,
    Complexes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Any,
    Positive,
    Negative,
    NonNegative,
    NonZero,
}

impl Numbers {
    /// Whether saying it says no more than leaving it out does.
    fn is_meant_where_nothing_is_said(self) -> bool {
        match self {
            Numbers::Unsaid => true,
            Numbers::Of { sort, sign } => sign == Sign::Any && matches!(sort, Sort::Integers | Sort::Reals),
        }
    }
}

impl Comparison<'_> {
    /// Compares expressions of which one or both come with something that is said of their variables.
    pub(super) fn qualified(&self, gold: &Expr, answer: &Expr) -> Judged {
        let parts = |expr: &'_ Expr| match &expr.node {
            Node::Qualified(qualified) => (qualified.subject.clone(), Some(qualified.condition.clone())),
            _ => (expr.clone(), None),
        };
        let ((gold, of_gold), (mut answer, of_answer)) = (parts(gold), parts(answer));
        let mut condition = of_answer.clone();
        // A variable that only its condition introduces may have any name.
        if let Some(names) = equations::parameter_names(&gold, &answer, of_gold.as_ref(), of_answer.as_ref())
        {
            answer = equations::renamed(&answer, &[names]);
            condition = condition.map(|condition| equations::renamed(&condition, &[names]));
        }
        let agree = match (&of_gold, &condition) {
            (Some(one), Some(other)) if one == other => true,
            (one, other) => self.agree(one.as_ref(), other.as_ref(), &arguments(&gold), &arguments(&answer)),
        };
        let said = |condition: &Option<Expr>| condition.as_ref().and_then(integer);
        let families = |judged: Judged| match (said(&of_gold), said(&condition)) {
            (Some(parameter), _) if !judged.is_equal() => {
                self.families(&gold, &answer, parameter).unwrap_or(judged)
            }
            // What the answer alone says of a name need not be meant by the gold.
            (None, Some(parameter)) if !judged.is_equal() => match self.families(&gold, &answer, parameter) {
                Some(Judged::Equal(_)) => {
                    Judged::unknown("the parameter may be any integer for the answer alone")
                }
                _ => judged,
            },
            _ => judged,
        };
        let judged = match (self.compare(&gold, &answer), of_gold.as_ref().and_then(parameter)) {
            // The same members may be counted from another number on, or be given by another number.
            (Judged::Different(witness), Some((name, numbers))) if is_part_of_family(numbers, &gold) => {
                match self.families(&gold, &answer, name) {
                    None => Judged::Different(witness),
                    Some(Judged::Equal(_)) => Judged::unknown(families::NO_LINE),
                    Some(judged) => judged,
                }
            }
            (judged, _) => judged,
        };
        match judged {
            judged if agree => families(judged),
            // The values differ, whatever the gold's variables may be.
            Judged::Different(witness) if of_answer.is_none() => Judged::Different(witness),
            _ => Judged::Unknown(Doubt::Undecided("what is said of the variables cannot be compared")),
        }
    }

    /// Whether two conditions say the same, or what one of them says is understood.
    fn agree(&self, one: Option<&Expr>, other: Option<&Expr>, golds: &[Name], answers: &[Name]) -> bool {
        let (first, second) = (one.and_then(numbers), other.and_then(numbers));
        // The domain of a function is the question's.
        if one.is_none_or(|one| first.is_some() && is_about(one, golds))
            && other.is_none_or(|other| second.is_some() && is_about(other, answers))
        {
            return true;
        }
        match (one, other) {
            (None, None) => true,
            (None, Some(_)) => second.is_some_and(Numbers::is_meant_where_nothing_is_said),
            (Some(_), None) => first.is_some_and(Numbers::is_meant_where_nothing_is_said),
            (Some(one), Some(other)) => match (first, second) {
                (Some(first), Some(second)) => {
                    first == second
                        || first == Numbers::Unsaid && second.is_meant_where_nothing_is_said()
                        || second == Numbers::Unsaid && first.is_meant_where_nothing_is_said()
                }
                (None, None) => {
                    matches!(one.node, Node::Relation(_))
                        && matches!(other.node, Node::Relation(_))
                        && self.compare(one, other).is_equal()
                }
                _ => false,
            },
        }
    }
}

/// `\{k\pi : k \in \mathbb{Z}\}` as `k\pi` with what is said of `k`.
pub(super) fn of_elements(expr: &Expr) -> Option<Expr> {
    let Node::SetBuilder(parts) = &expr.node else { return None };
    let [element, condition] = &**parts;
    // `\{x : x = k\pi, k \in \mathbb{Z}\}` names its elements first.
    let (element, condition) = match (&element.node, &condition.node) {
        (Node::Variable(_), Node::Nary(NaryOp::And, statements)) => match statements.as_slice() {
            [Expr { node: Node::Relation(relation), .. }, condition] if relation.first == *element => {
                match relation.rest.as_slice() {
                    [(RelationOp::Equal, value)] => (value, condition),
                    _ => return None,
                }
            }
            _ => return None,
        },
        _ => (element, condition),
    };
    let is_expression = !matches!(element.node, Node::Variable(_) | Node::Relation(_));
    (is_expression && matches!(numbers(condition), Some(Numbers::Of { .. }))).then(|| {
        let qualified = Qualified { subject: element.clone(), condition: condition.clone() };
        Expr::new(expr.span, Node::Qualified(Box::new(qualified)))
    })
}

/// `x^2 - 3, x \ge 0` as `x^2 - 3` with what is said of `x`, where variables are bounded beside what they are in.
///
/// Beside `x = 3`, a bound of `x` is another solution.
pub(super) fn of_list(expr: &Expr) -> Option<Expr> {
    let Node::Sequence(Brackets::Bare, parts) = &expr.node else { return None };
    let is_bound = |part: &&Expr| matches!(part.node, Node::Relation(_)) && super::is_set_of_reals(part);
    if !parts.iter().any(|part| is_bound(&part)) {
        return None;
    }
    let (bounds, subjects): (Vec<&Expr>, Vec<&Expr>) = parts.iter().partition(is_bound);
    let inside: Vec<Name> = subjects.iter().flat_map(|subject| named_value(subject).variables()).collect();
    if !bounds.iter().all(|bound| bound.variables().iter().all(|name| inside.contains(name))) {
        return None;
    }
    let together = |parts: Vec<&Expr>, whole: fn(Vec<Expr>) -> Node| match parts.as_slice() {
        [part] => (*part).clone(),
        _ => Expr::new(expr.span, whole(parts.into_iter().cloned().collect())),
    };
    let subject = together(subjects, |parts| Node::Sequence(Brackets::Bare, parts));
    let condition = together(bounds, |parts| Node::Nary(NaryOp::And, parts));
    Some(Expr::new(expr.span, Node::Qualified(Box::new(Qualified { subject, condition }))))
}

/// What stands right of an equals sign after a name, or the whole.
fn named_value(expr: &Expr) -> &Expr {
    match families::rule(expr) {
        (Some(Expr { node: Node::Variable(_) | Node::Call(_), .. }), right) => right,
        _ => expr,
    }
}

/// The arguments of the function whose rule an expression gives.
fn arguments(expr: &Expr) -> Vec<Name> {
    let mut names = Vec::new();
    expr.any(&mut |part| {
        if let Node::Relation(relation) = &part.node {
            relation.first.any(&mut |left| {
                if let Node::Call(call) = &left.node {
                    call.args.iter().for_each(|argument| names.extend(argument.variables()));
                }
                false
            });
        }
        false
    });
    names
}

/// Whether a condition speaks of these variables and no others.
fn is_about(condition: &Expr, names: &[Name]) -> bool {
    match &condition.node {
        Node::Text(text) => {
            let mut letters = text.split(' ').filter(|word| is_letter(word)).peekable();
            letters.peek().is_some() && letters.all(|word| names.iter().any(|name| name.as_str() == word))
        }
        _ => {
            let about = condition.variables();
            !about.is_empty() && about.iter().all(|name| names.contains(name))
        }
    }
}

/// Whether a word of a condition is a variable: one letter, or the command of one.
fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some('a'), None) => false,
        (Some(letter), None) => letter.is_alphabetic(),
        (Some('\\'), Some(_)) => word[1..].chars().all(|c| c.is_ascii_alphabetic()),
        _ => false,
    }
}

/// The variable of which a condition says that it is any integer, where it speaks of one alone.
fn integer(condition: &Expr) -> Option<Name> {
    let of_integers = Numbers::Of { sort: Sort::Integers, sign: Sign::Any };
    parameter(condition).filter(|(_, numbers)| *numbers == of_integers).map(|(name, _)| name)
}

/// The variable of which a condition says what numbers it stands for, where it speaks of one alone.
fn parameter(condition: &Expr) -> Option<(Name, Numbers)> {
    let numbers = numbers(condition)?;
    let name = match &condition.node {
        Node::Text(text) => {
            let mut letters = text.split([' ', ',']).filter(|word| is_letter(word));
            let name = Name::new(letters.next()?)?;
            letters.next().is_none().then_some(name)?
        }
        _ => match condition.variables().as_slice() {
            [name] => *name,
            _ => return None,
        },
    };
    Some((name, numbers))
}

/// Whether a parameter of some integers counts the members of a set, or one of real numbers the points of a line.
fn is_part_of_family(numbers: Numbers, gold: &Expr) -> bool {
    match numbers {
        Numbers::Of { sort: Sort::Naturals, .. } => true,
        Numbers::Of { sort: Sort::Integers, sign } => sign != Sign::Any,
        Numbers::Of { sort: Sort::Reals, .. } => matches!(families::rule(gold).1.node, Node::Sequence(..)),
        _ => false,
    }
}

/// The set of numbers that a condition names; none where it says anything else.
fn numbers(condition: &Expr) -> Option<Numbers> {
    match &condition.node {
        Node::Variable(_) => Some(Numbers::Unsaid),
        Node::Text(text) => in_words(text),
        Node::Relation(relation) => {
            let [(RelationOp::In, set)] = relation.rest.as_slice() else { return None };
            let is_variable = |expr: &Expr| matches!(expr.node, Node::Variable(_));
            let of_variables = match &relation.first.node {
                Node::Sequence(_, parts) => parts.iter().all(is_variable),
                _ => is_variable(&relation.first),
            };
            let Node::Constant(constant) = set.node else { return None };
            let (sort, sign) = match constant {
                Constant::Integers => (Sort::Integers, Sign::Any),
                Constant::PositiveIntegers => (Sort::Integers, Sign::Positive),
                Constant::Naturals => (Sort::Naturals, Sign::Any),
                Constant::Rationals => (Sort::Rationals, Sign::Any),
                Constant::Reals => (Sort::Reals, Sign::Any),
                Constant::PositiveReals => (Sort::Reals, Sign::Positive),
                Constant::Complexes => (Sort::Complexes, Sign::Any),
                _ => return None,
            };
            of_variables.then_some(Numbers::Of { sort, sign })
        }
        _ => None,
    }
}

/// The set that words name, where they name one for all variables and say nothing else.
fn in_words(text: &str) -> Option<Numbers> {
    let mut named: Option<Numbers> = None;
    for clause in text.split([',', ';']).flat_map(|clause| clause.split(" and ")) {
        let (mut sort, mut sign) = (None, Sign::Any);
        let mut words = clause.split([' ', '-']).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            match word {
                "integer" | "integers" => sort = Some(Sort::Integers),
                "natural" => sort = Some(Sort::Naturals),
                "rational" => sort = Some(Sort::Rationals),
                "real" | "reals" => sort = Some(Sort::Reals),
                "complex" => sort = Some(Sort::Complexes),
                "positive" => sign = Sign::Positive,
                "negative" => sign = Sign::Negative,
                "nonnegative" => sign = Sign::NonNegative,
                "nonzero" => sign = Sign::NonZero,
                "non" => match words.next() {
                    Some("negative") => sign = Sign::NonNegative,
                    Some("zero") => sign = Sign::NonZero,
                    _ => return None,
                },
                "for" | "all" | "any" | "some" | "every" | "each" | "where" | "with" | "is" | "are"
                | "be" | "an" | "a" | "the" | "as" | "number" | "numbers" | "constant" | "constants"
                | "arbitrary" | "and" | "fixed" | "value" | "values" | "of" => {}
                // The sign of membership in words that are kept as they stand.
                "∈" => match words.next() {
                    Some("ℤ") => sort = Some(Sort::Integers),
                    Some("ℝ") => sort = Some(Sort::Reals),
                    Some("ℕ") => sort = Some(Sort::Naturals),
                    Some("ℂ") => sort = Some(Sort::Complexes),
                    _ => return None,
                },
                word if is_letter(word) => {}
                _ => return None,
            }
        }
        let found = match (sort, sign) {
            (Some(sort), sign) => Numbers::Of { sort, sign },
            // "positive" alone is said of real numbers.
            (None, Sign::Any) => continue,
            (None, sign) => Numbers::Of { sort: Sort::Reals, sign },
        };
        if named.is_some_and(|named| named != found) {
            return None;
        }
        named = Some(found);
    }
    Some(named.unwrap_or(Numbers::Unsaid))
}
