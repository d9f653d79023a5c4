//! Equations, assignments, functions and chains; and the renaming of what they bind.

use super::{Comparison, Judged};
use crate::decision::{Doubt, Proof};
use crate::expr::{
    BinaryOp, Call, Constant, Expr, Function, Name, NaryOp, Node, Relation, RelationOp, UnaryOp,
};

/// What a chain of equals signs comes down to.
enum Resolved<'a> {
    /// A value, with the name that is given to it where one is.
    Value { subject: Option<&'a Expr>, value: &'a Expr },
    /// An equation between two expressions of which neither is a name for the other.
    Equation { left: &'a Expr, right: &'a Expr },
    /// A link of the chain does not hold.
    Broken,
    /// A link of the chain could not be decided.
    Undecided,
    /// A statement of another kind.
    Statement,
}

impl Comparison<'_> {
    /// Compares where one side at least is a relation that is no set of reals.
    pub(super) fn relations(&self, gold: &Expr, answer: &Expr) -> Judged {
        if gold == answer && !self.is_chain(gold) {
            return Judged::Equal(Proof::SameForm);
        }
        let (one, other) = (self.resolved(gold), self.resolved(answer));
        match (one, other) {
            (Resolved::Broken | Resolved::Undecided, _) => {
                Judged::Unknown(Doubt::UndefinedGold("a chain of which a link is not proved"))
            }
            (_, Resolved::Broken) => Judged::unknown("a chain of which a link does not hold"),
            (_, Resolved::Undecided) => Judged::unknown("a chain of which a link could not be decided"),
            (Resolved::Statement, _) | (_, Resolved::Statement) => {
                if gold == answer {
                    Judged::Equal(Proof::SameForm)
                } else {
                    self.other_statements(gold, answer)
                }
            }
            (
                Resolved::Value { subject: one, value: asked },
                Resolved::Value { subject: other, value: given },
            ) => self.assignments(one, asked, other, given),
            (Resolved::Equation { left, right }, Resolved::Equation { left: a, right: b }) => {
                self.equations(&difference(left, right), &difference(a, b))
            }
            (Resolved::Value { subject: Some(name), value }, Resolved::Equation { left, right }) => {
                self.equations(&difference(name, value), &difference(left, right))
            }
            (Resolved::Equation { left, right }, Resolved::Value { subject: Some(name), value }) => {
                self.equations(&difference(left, right), &difference(name, value))
            }
            (Resolved::Equation { left, right }, Resolved::Value { subject: None, value }) => {
                self.solved(left, right, value)
            }
            (Resolved::Value { .. }, Resolved::Equation { .. }) => {
                Judged::unknown("an equation where a value is expected")
            }
        }
    }

    fn is_chain(&self, expr: &Expr) -> bool {
        matches!(&expr.node, Node::Relation(relation) if relation.rest.len() > 1 || !matches!(relation.first.node, Node::Variable(_) | Node::Call(_)))
    }

    fn resolved<'a>(&self, expr: &'a Expr) -> Resolved<'a> {
        let Node::Relation(relation) = &expr.node else {
            return Resolved::Value { subject: None, value: expr };
        };
        let equals = |op: RelationOp| matches!(op, RelationOp::Equal | RelationOp::Approximately);
        if !relation.rest.iter().all(|(op, _)| equals(*op)) {
            return Resolved::Statement;
        }
        let last = &relation.rest[relation.rest.len() - 1].1;
        let exact = relation
            .rest
            .iter()
            .take_while(|(op, _)| *op == RelationOp::Equal)
            .last()
            .map_or(&relation.first, |(_, expr)| expr);
        let named = matches!(relation.first.node, Node::Variable(_))
            || matches!(&relation.first.node, Node::Call(call) if matches!(call.function, Function::Named(_)));
        if relation.rest.len() == 1 && named {
            // `x = x + 1` names nothing.
            let own = relation.first.variables();
            let is_name = matches!(relation.first.node, Node::Call(_))
                || own.iter().all(|name| !last.variables().contains(name));
            return if is_name {
                Resolved::Value { subject: Some(&relation.first), value: last }
            } else {
                Resolved::Equation { left: &relation.first, right: last }
            };
        }
        // `AB = 4`, `|AB| = 1` and `S_1 : S_2 = 1 : 3` name a length and a ratio in a figure.
        if let [(RelationOp::Equal, right)] = relation.rest.as_slice()
            && is_name_in_figure(&relation.first)
            && right.has_no_variables()
        {
            return Resolved::Value { subject: Some(&relation.first), value: right };
        }
        // `5 = x` names as well.
        if let [(RelationOp::Equal, right)] = relation.rest.as_slice()
            && matches!(right.node, Node::Variable(_))
            && !relation.first.variables().iter().any(|name| right.variables().contains(name))
        {
            return Resolved::Value { subject: Some(right), value: &relation.first };
        }
        let links = self.links(relation, named);
        match links {
            Judged::Equal(_) => {
                let subject = named.then_some(&relation.first);
                let value = match (named, relation.rest[0].0) {
                    // The exact value before `≈` counts, where there is one.
                    (true, RelationOp::Approximately) => last,
                    _ if std::ptr::eq(exact, &raw const relation.first) && named => last,
                    _ => exact,
                };
                Resolved::Value { subject, value }
            }
            _ if relation.rest.len() == 1 && !expr.has_no_variables() => {
                Resolved::Equation { left: &relation.first, right: last }
            }
            Judged::Different(_) => Resolved::Broken,
            Judged::Unknown(_) => Resolved::Undecided,
        }
    }

    /// Whether every link of a chain holds.
    fn links(&self, relation: &Relation, named: bool) -> Judged {
        let mut judged = Judged::Equal(Proof::SameForm);
        let mut before = (!named).then_some(&relation.first);
        for (op, next) in &relation.rest {
            if let Some(before) = before {
                let link = match self.measured_alike(before, next) {
                    Judged::Different(_) | Judged::Unknown(_) if *op == RelationOp::Approximately => {
                        if self.is_near(before, next) {
                            Judged::Equal(Proof::Rounding)
                        } else {
                            Judged::unknown("a value that is not near the one before it")
                        }
                    }
                    link => link,
                };
                judged = judged.and(|| link);
            }
            before = Some(next);
        }
        judged
    }

    /// Whether a value is near the exact one before it, as `≈` says: a rounding of it.
    fn is_near(&self, exact: &Expr, near: &Expr) -> bool {
        let places = match &near.node {
            Node::Number(number) => number.places,
            Node::Unary(UnaryOp::Minus, operand) => match &operand.node {
                Node::Number(number) => number.places,
                _ => return false,
            },
            _ => return false,
        };
        // A last digit that is one off is still near.
        super::value::rational(near).is_ok_and(|rounded| {
            self.rounds_to(exact, &rounded, places - 1) || self.rounds_to(exact, &rounded, places)
        })
    }

    /// Two values of a chain, of which one may leave out the unit.
    fn measured_alike(&self, one: &Expr, other: &Expr) -> Judged {
        let any = crate::rules::Rules { form: crate::rules::Form::Any, ..crate::rules::Rules::default() };
        Comparison { rules: &any, ..*self }.compare(one, other)
    }

    /// Values with names, or without.
    fn assignments(&self, one: Option<&Expr>, asked: &Expr, other: Option<&Expr>, given: &Expr) -> Judged {
        match (one.map(|name| &name.node), other.map(|name| &name.node)) {
            (Some(Node::Call(gold)), Some(Node::Call(answer))) => {
                let Some(renamed) = applied(answer, given, gold) else {
                    return Judged::unknown("functions of different arguments");
                };
                if marks(&gold.function) != marks(&answer.function) {
                    return Judged::unknown(
                        "a function on one side, and its derivative or inverse on the other",
                    );
                }
                let judged = self.compare(asked, &renamed);
                if gold.function == answer.function || judged.is_equal() && gold.args.len() == 1 {
                    return judged;
                }
                Judged::unknown("functions of different names")
            }
            (Some(Node::Variable(name)), Some(Node::Variable(other)))
                if name != other && asked.variables().contains(other) && given.variables().contains(name) =>
            {
                // `y = 2x` and `x = y/2`.
                let side = |name: &Name| Expr::new(asked.span, Node::Variable(*name));
                self.equations(&difference(&side(name), asked), &difference(&side(other), given))
            }
            (Some(Node::Variable(gold)), Some(Node::Variable(answer))) if gold != answer => {
                // Both may be the name of the same thing, and need not be.
                Judged::unknown("values of different variables")
            }
            (Some(Node::Call(_)), Some(Node::Variable(name)))
            | (Some(Node::Variable(name)), Some(Node::Call(_))) => {
                // `y = 2x` for `f(x) = 2x`.
                match self.compare(asked, given) {
                    Judged::Equal(proof) if name.as_str() == "y" => Judged::Equal(proof),
                    _ => Judged::unknown("a variable on one side and a function on the other"),
                }
            }
            (Some(gold), Some(answer)) if gold != answer => Judged::unknown("values of different names"),
            // `y^2 = x` gives `x`, and is an equation beside `\sqrt{x}`.
            (Some(Node::Variable(name)), None) if is_equation_in(*name, asked, given) => {
                Judged::unknown("an expression where an equation is expected")
            }
            (None, Some(Node::Variable(name))) if is_equation_in(*name, given, asked) => {
                Judged::unknown("an equation where a value is expected")
            }
            _ => self.compare(asked, &family_renamed(asked, given)),
        }
    }

    /// An equation in the gold, and in the answer what one of its variables equals.
    fn solved(&self, left: &Expr, right: &Expr, value: &Expr) -> Judged {
        let inside = value.variables();
        let mut names = left.variables();
        names.extend(right.variables());
        names.retain(|name| !inside.contains(name));
        names.dedup();
        match names.as_slice() {
            [name] if name.as_str() == "y" => {
                let subject = Expr::new(value.span, Node::Variable(*name));
                match self.equations(&difference(left, right), &difference(&subject, value)) {
                    Judged::Equal(proof) => Judged::Equal(proof),
                    judged => judged,
                }
            }
            _ => Judged::unknown("an expression where an equation is expected"),
        }
    }

    /// Statements that only their parts tell apart.
    fn other_statements(&self, gold: &Expr, answer: &Expr) -> Judged {
        let (Node::Relation(one), Node::Relation(other)) = (&gold.node, &answer.node) else {
            return Judged::unknown("one side is a statement and the other is none");
        };
        let mut judged = self.compare(&one.first, &other.first);
        if one.rest.len() != other.rest.len() {
            return Judged::unknown("statements of different forms");
        }
        for ((a, one), (b, other)) in one.rest.iter().zip(&other.rest) {
            if a != b {
                return Judged::unknown("statements of different forms");
            }
            let has_modulus = |expr: &Expr| matches!(expr.node, Node::Binary(BinaryOp::Modulo, _));
            if *a == RelationOp::Congruent && has_modulus(one) != has_modulus(other) {
                return Judged::unknown("a modulus on one side alone");
            }
            judged = judged.and(|| self.compare(one, other));
        }
        if judged.is_equal() { judged } else { Judged::unknown("statements of different parts") }
    }
}

/// Whether a name is given a value with variables, while the other side's value has that name in it.
fn is_equation_in(name: Name, value: &Expr, other: &Expr) -> bool {
    !value.has_no_variables() && other.variables().contains(&name)
}

/// Whether an expression names something in a figure: a product, a quotient
/// or an absolute value of capital letters.
fn is_name_in_figure(expr: &Expr) -> bool {
    match &expr.node {
        Node::Variable(name) => name.as_str().starts_with(|c: char| c.is_ascii_uppercase()),
        Node::Nary(NaryOp::Product, parts) | Node::Colon(parts) => parts.iter().all(is_name_in_figure),
        Node::Binary(BinaryOp::Quotient, parts) => parts.iter().all(is_name_in_figure),
        Node::Unary(UnaryOp::Abs | UnaryOp::Bar, operand) => is_name_in_figure(operand),
        _ => false,
    }
}

/// How many primes the name of a function has, and whether it is an inverse: either is another function.
fn marks(function: &Function) -> (usize, bool) {
    match function {
        Function::Named(name) => (name.as_str().matches('\'').count(), name.as_str().ends_with("^{-1}")),
        _ => (0, false),
    }
}

/// `left - right`.
fn difference(left: &Expr, right: &Expr) -> Expr {
    let minus = Expr::new(right.span, Node::Unary(UnaryOp::Minus, Box::new(right.clone())));
    Expr::new(left.span.to(right.span), Node::Nary(NaryOp::Sum, vec![left.clone(), minus]))
}

/// The rule of the answer's function for the arguments of the gold's.
fn applied(answer: &Call, rule: &Expr, gold: &Call) -> Option<Expr> {
    if answer.args == gold.args {
        return Some(rule.clone());
    }
    if answer.args.len() != gold.args.len() {
        return None;
    }
    let mut names = Vec::new();
    for (from, to) in answer.args.iter().zip(&gold.args) {
        match (&from.node, &to.node) {
            (Node::Variable(from), Node::Variable(to)) => names.push((*from, *to)),
            _ => return None,
        }
    }
    // A name of the gold's that is free in the answer's rule would be caught.
    let free = rule.variables();
    let caught = names.iter().any(|(_, to)| free.contains(to) && names.iter().all(|(from, _)| from != to));
    (!caught).then(|| renamed(rule, &names))
}

/// The expression with variables renamed, all at once.
pub(super) fn renamed(expr: &Expr, names: &[(Name, Name)]) -> Expr {
    mapped(expr, &mut |part| match part.node {
        Node::Variable(name) => {
            let (_, to) = names.iter().find(|(from, _)| *from == name)?;
            Some(Expr::new(part.span, Node::Variable(*to)))
        }
        _ => None,
    })
}

/// The expression with parts replaced where `replace` gives something for them.
pub(super) fn mapped(expr: &Expr, replace: &mut dyn FnMut(&Expr) -> Option<Expr>) -> Expr {
    if let Some(replaced) = replace(expr) {
        return replaced;
    }
    let mut copy = expr.clone();
    copy.for_each_part_mut(&mut |part| *part = mapped(part, replace));
    copy
}

/// The one variable that is in the first and not in the second.
fn only_in(one: &[Name], other: &[Name]) -> Option<Name> {
    let mut own = one.iter().filter(|name| !other.contains(name));
    match (own.next(), own.next()) {
        (Some(name), None) => Some(*name),
        _ => None,
    }
}

/// The answer with the gold's name for the parameter of a family of solutions, or for an arbitrary constant.
///
/// `n` for `k` in a multiple of pi, `c` for `C`: names that no question gives.
fn family_renamed(gold: &Expr, answer: &Expr) -> Expr {
    let (golds, answers) = (gold.variables(), answer.variables());
    let (Some(to), Some(from)) = (only_in(&golds, &answers), only_in(&answers, &golds)) else {
        return answer.clone();
    };
    let is_integer = |name: Name| matches!(name.as_str(), "k" | "n" | "m" | "l" | "\\ell");
    let periodic = gold.any(&mut |part| match &part.node {
        Node::Nary(NaryOp::Product, factors) => {
            factors.iter().any(|factor| matches!(factor.node, Node::Constant(Constant::Pi)))
                && factors.iter().any(|factor| factor.node == Node::Variable(to))
        }
        _ => false,
    });
    let constant = matches!(
        (to.as_str(), from.as_str()),
        ("C", "c" | "k" | "K" | "A" | "C_1" | "c_1")
            | ("c", "C" | "k" | "K")
            | ("K", "k")
            | ("k", "K" | "C" | "c")
    );
    if is_integer(to) && is_integer(from) && periodic || constant {
        renamed(answer, &[(from, to)])
    } else {
        answer.clone()
    }
}

/// What stands right of an equals sign after names, or the whole.
fn value_of(expr: &Expr) -> &Expr {
    match &expr.node {
        Node::Relation(relation) => match relation.rest.as_slice() {
            [(RelationOp::Equal, right)] => right,
            _ => expr,
        },
        _ => expr,
    }
}

/// The answer's name and the gold's for a variable that the conditions introduce, where there is just one.
pub(super) fn parameter_names(
    gold: &Expr,
    answer: &Expr,
    of_gold: Option<&Expr>,
    of_answer: Option<&Expr>,
) -> Option<(Name, Name)> {
    let (golds, answers) = (value_of(gold).variables(), value_of(answer).variables());
    let (to, from) = (only_in(&golds, &answers)?, only_in(&answers, &golds)?);
    let introduces = |condition: Option<&Expr>, name: Name| {
        condition.is_some_and(|condition| match &condition.node {
            Node::Text(text) => text.split(' ').any(|word| word == name.as_str()),
            _ => condition.variables().contains(&name),
        })
    };
    (introduces(of_answer, from) || introduces(of_gold, to)).then_some((from, to))
}
