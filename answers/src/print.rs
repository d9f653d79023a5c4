//! Canonical printing: one spelling for each expression, which reads back as an equal one.

use std::fmt;

use crate::expr::{
    BinaryOp, Brackets, Case, Constant, Expr, Fence, Function, NaryOp, Node, Notation, Number, RelationOp,
    UnaryOp,
};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, Level::Statement, f)
    }
}

/// How tightly an expression binds. A part that binds less than its place asks for gets brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Lists and statements.
    Statement,
    /// An element of a list.
    Item,
    /// Operands of unions.
    Set,
    /// Sums, and what has a sign.
    Sum,
    /// Products and quotients.
    Product,
    /// Factors.
    Factor,
    /// What may stand under a power.
    Atom,
}

fn level(expr: &Expr) -> Level {
    match &expr.node {
        Node::Sequence(Brackets::Bare, _) | Node::Qualified(_) => Level::Statement,
        Node::Nary(NaryOp::And | NaryOp::Or, _) | Node::Choice(..) => Level::Statement,
        Node::Relation(_) | Node::Text(_) | Node::Labelled(_) => Level::Item,
        Node::Nary(NaryOp::Union | NaryOp::Intersection, _) | Node::Binary(BinaryOp::Difference, _) => {
            Level::Set
        }
        Node::Nary(NaryOp::Sum, _)
        | Node::Unary(UnaryOp::Minus | UnaryOp::PlusMinus | UnaryOp::MinusPlus, _) => Level::Sum,
        Node::Binary(BinaryOp::Modulo | BinaryOp::Mixed, _) | Node::Quantity(_) | Node::Colon(_) => {
            Level::Sum
        }
        Node::Nary(NaryOp::Product, _) | Node::Binary(BinaryOp::Quotient, _) => Level::Product,
        Node::Unary(
            UnaryOp::Factorial
            | UnaryOp::DoubleFactorial
            | UnaryOp::Percent
            | UnaryOp::Degrees
            | UnaryOp::Prime,
            _,
        )
        | Node::Binary(BinaryOp::Power | BinaryOp::Base, _) => Level::Factor,
        Node::Number(number) if has_exponent(number) => Level::Factor,
        _ => Level::Atom,
    }
}

fn print(expr: &Expr, place: Level, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if level(expr) >= place {
        return bare(expr, f);
    }
    // Round brackets would make a tuple of a list.
    let (open, close) = match expr.node {
        Node::Sequence(Brackets::Bare, _) => ("{", "}"),
        _ => ("(", ")"),
    };
    f.write_str(open)?;
    bare(expr, f)?;
    f.write_str(close)
}

fn joined(parts: &[Expr], separator: &str, place: Level, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(separator)?;
        }
        print(part, place, f)?;
    }
    Ok(())
}

fn bare(expr: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &expr.node {
        Node::Number(number) => print_number(number, f),
        Node::Constant(constant) => f.write_str(constant_name(*constant)),
        Node::Variable(name) => f.write_str(name.as_str()),
        Node::Unary(op, operand) => unary(*op, operand, f),
        Node::Binary(op, operands) => binary(*op, &operands[0], &operands[1], f),
        Node::Nary(op, parts) => nary(*op, parts, f),
        Node::Call(call) => {
            match (call.function, call.args.as_slice()) {
                (Function::Log, [argument, base]) => {
                    f.write_str("\\log_{")?;
                    print(base, Level::Sum, f)?;
                    f.write_str("}(")?;
                    print(argument, Level::Sum, f)?;
                }
                (function, args) => {
                    match function {
                        Function::Named(name) => f.write_str(name.as_str())?,
                        function => f.write_str(function_name(function))?,
                    }
                    f.write_str("(")?;
                    joined(args, ", ", Level::Sum, f)?;
                }
            }
            f.write_str(")")
        }
        Node::Quantity(quantity) => {
            print(&quantity.value, Level::Product, f)?;
            write!(f, " \\text{{{}}}", quantity.unit)
        }
        Node::Colon(parts) => joined(parts, ":", Level::Factor, f),
        Node::Relation(relation) => {
            print(&relation.first, Level::Set, f)?;
            for (op, part) in &relation.rest {
                f.write_str(" ")?;
                f.write_str(relation_sign(*op))?;
                f.write_str(" ")?;
                print(part, Level::Set, f)?;
            }
            Ok(())
        }
        Node::Sequence(brackets, parts) => sequence(*brackets, parts, f),
        Node::SetBuilder(parts) => {
            f.write_str("\\{")?;
            print(&parts[0], Level::Item, f)?;
            f.write_str(" : ")?;
            print(&parts[1], Level::Statement, f)?;
            f.write_str("\\}")
        }
        Node::Matrix(matrix) => {
            let name = match matrix.fence {
                Fence::Matrix => "pmatrix",
                Fence::Determinant => "vmatrix",
            };
            write!(f, "\\begin{{{name}}}")?;
            for (at, entry) in matrix.entries.iter().enumerate() {
                f.write_str(match at {
                    0 => " ",
                    at if at % matrix.columns == 0 => " \\\\ ",
                    _ => " & ",
                })?;
                print(entry, Level::Item, f)?;
            }
            write!(f, " \\end{{{name}}}")
        }
        Node::Piecewise(cases) => piecewise(cases, f),
        Node::Labelled(labelled) => {
            write!(f, "\\text{{{}}}: ", labelled.label)?;
            print(&labelled.value, Level::Item, f)
        }
        Node::Qualified(qualified) => {
            print(&qualified.subject, Level::Statement, f)?;
            match &qualified.condition.node {
                Node::Text(text) => write!(f, ", {text}"),
                _ => {
                    f.write_str(", where ")?;
                    print(&qualified.condition, Level::Item, f)
                }
            }
        }
        Node::Choice(letter, None) => write!(f, "({letter})"),
        Node::Choice(letter, Some(value)) => {
            write!(f, "({letter}) ")?;
            print(value, Level::Statement, f)
        }
        Node::Ellipsis => f.write_str("…"),
        Node::Text(text) => f.write_str(text),
    }
}

/// Whether a number is printed with an exponent: where it is large, and where it was written so and is small.
fn has_exponent(number: &Number) -> bool {
    number.places < 0
        || number.notation == Notation::Exponent
            && number.places.unsigned_abs() as usize > number.digits.to_string().len() + 8
}

fn print_number(number: &Number, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Most numbers are short integers, which are printed in less time than long ones.
    if number.places == 0
        && let Ok(short) = u64::try_from(&number.digits)
    {
        return write!(f, "{short}");
    }
    let digits = number.digits.to_string();
    if has_exponent(number) {
        return write!(f, "{digits}e{}", -number.places);
    }
    if number.places == 0 {
        return f.write_str(&digits);
    }
    let places = number.places.unsigned_abs() as usize;
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    let (fixed, repeating) = fraction.split_at(places - number.period as usize);
    write!(f, "{whole}.{fixed}")?;
    if repeating.is_empty() { Ok(()) } else { write!(f, "\\overline{{{repeating}}}") }
}

fn unary(op: UnaryOp, operand: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (before, place, after) = match op {
        UnaryOp::Minus => ("-", Level::Product, ""),
        UnaryOp::PlusMinus => ("±", Level::Product, ""),
        UnaryOp::MinusPlus => ("∓", Level::Product, ""),
        UnaryOp::Factorial => ("", Level::Atom, "!"),
        UnaryOp::DoubleFactorial => ("", Level::Atom, "!!"),
        UnaryOp::Abs => ("\\left|", Level::Sum, "\\right|"),
        UnaryOp::Floor => ("⌊", Level::Sum, "⌋"),
        UnaryOp::Ceil => ("⌈", Level::Sum, "⌉"),
        UnaryOp::Sqrt => ("sqrt(", Level::Sum, ")"),
        UnaryOp::Percent => ("", Level::Atom, "%"),
        UnaryOp::Degrees => ("", Level::Atom, "°"),
        UnaryOp::Bar => ("\\overline{", Level::Sum, "}"),
        UnaryOp::Prime => ("", Level::Atom, "^\\prime"),
    };
    f.write_str(before)?;
    print(operand, place, f)?;
    f.write_str(after)
}

fn binary(op: BinaryOp, left: &Expr, right: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match op {
        BinaryOp::Quotient => {
            print(left, Level::Product, f)?;
            f.write_str("/")?;
            print(right, Level::Factor, f)
        }
        BinaryOp::Power => {
            print(left, Level::Atom, f)?;
            match &right.node {
                Node::Number(number) if !has_exponent(number) => {
                    f.write_str("^")?;
                    bare(right, f)
                }
                _ => {
                    f.write_str("^(")?;
                    print(right, Level::Sum, f)?;
                    f.write_str(")")
                }
            }
        }
        BinaryOp::Root => {
            f.write_str("\\sqrt[")?;
            print(right, Level::Sum, f)?;
            f.write_str("]{")?;
            print(left, Level::Sum, f)?;
            f.write_str("}")
        }
        BinaryOp::Mixed => {
            print(left, Level::Atom, f)?;
            f.write_str(" ")?;
            print(right, Level::Product, f)
        }
        BinaryOp::Binomial => {
            f.write_str("\\binom{")?;
            print(left, Level::Sum, f)?;
            f.write_str("}{")?;
            print(right, Level::Sum, f)?;
            f.write_str("}")
        }
        BinaryOp::Base => {
            print(left, Level::Item, f)?;
            f.write_str("_{")?;
            print(right, Level::Sum, f)?;
            f.write_str("}")
        }
        BinaryOp::Modulo => {
            print(left, Level::Product, f)?;
            f.write_str(" \\bmod ")?;
            print(right, Level::Product, f)
        }
        BinaryOp::Difference => {
            print(left, Level::Sum, f)?;
            f.write_str(" ∖ ")?;
            print(right, Level::Sum, f)
        }
    }
}

fn nary(op: NaryOp, parts: &[Expr], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match op {
        NaryOp::Sum => {
            for (at, part) in parts.iter().enumerate() {
                let (sign, term) = match &part.node {
                    Node::Unary(UnaryOp::Minus, term) => (" - ", term.as_ref()),
                    Node::Unary(UnaryOp::PlusMinus, term) => (" ± ", term.as_ref()),
                    Node::Unary(UnaryOp::MinusPlus, term) => (" ∓ ", term.as_ref()),
                    _ => (" + ", part),
                };
                match at {
                    0 => {
                        // A sum in a sum keeps its brackets; a sign needs none at the beginning.
                        let place = match &part.node {
                            Node::Unary(..) => Level::Sum,
                            _ => Level::Product,
                        };
                        print(part, place, f)?;
                    }
                    _ => {
                        f.write_str(sign)?;
                        print(term, Level::Product, f)?;
                    }
                }
            }
            Ok(())
        }
        NaryOp::Product => joined(parts, "*", Level::Factor, f),
        NaryOp::Union => joined(parts, " ∪ ", Level::Sum, f),
        NaryOp::Intersection => joined(parts, " ∩ ", Level::Sum, f),
        NaryOp::And => joined(parts, " and ", Level::Item, f),
        NaryOp::Or => {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    f.write_str(" or ")?;
                }
                match &part.node {
                    Node::Nary(NaryOp::And, inner) => nary(NaryOp::And, inner, f)?,
                    _ => print(part, Level::Item, f)?,
                }
            }
            Ok(())
        }
    }
}

fn sequence(brackets: Brackets, parts: &[Expr], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (open, close) = match brackets {
        Brackets::Bare => ("", ""),
        Brackets::Round => ("(", ")"),
        Brackets::Square => ("[", "]"),
        Brackets::RoundSquare => ("(", "]"),
        Brackets::SquareRound => ("[", ")"),
        Brackets::Curly => ("\\{", "\\}"),
        Brackets::Angle => ("⟨", "⟩"),
    };
    f.write_str(open)?;
    let nested = brackets == Brackets::Bare
        && parts.iter().any(|part| matches!(part.node, Node::Sequence(Brackets::Bare, _)));
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(if nested { "; " } else { ", " })?;
        }
        match &part.node {
            Node::Sequence(Brackets::Bare, inner) if nested => joined(inner, ", ", Level::Item, f)?,
            _ => print(part, Level::Item, f)?,
        }
    }
    f.write_str(close)
}

fn piecewise(cases: &[Case], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\\begin{cases} ")?;
    for (at, case) in cases.iter().enumerate() {
        if at > 0 {
            f.write_str(" \\\\ ")?;
        }
        print(&case.value, Level::Item, f)?;
        match &case.condition {
            Some(condition) => {
                f.write_str(" & ")?;
                print(condition, Level::Statement, f)?;
            }
            None => f.write_str(" & \\text{otherwise}")?,
        }
    }
    f.write_str(" \\end{cases}")
}

pub(crate) fn constant_name(constant: Constant) -> &'static str {
    match constant {
        Constant::Pi => "π",
        Constant::E => "e",
        Constant::I => "i",
        Constant::Infinity => "∞",
        Constant::EmptySet => "∅",
        Constant::Naturals => "ℕ",
        Constant::Integers => "ℤ",
        Constant::PositiveIntegers => "ℤ^+",
        Constant::Rationals => "ℚ",
        Constant::Reals => "ℝ",
        Constant::PositiveReals => "ℝ^+",
        Constant::Complexes => "ℂ",
        Constant::Yes => "yes",
        Constant::No => "no",
        Constant::Undefined => "undefined",
    }
}

/// A function's name in plain letters.
pub(crate) fn function_name(function: Function) -> &'static str {
    match function {
        Function::Sin => "sin",
        Function::Cos => "cos",
        Function::Tan => "tan",
        Function::Cot => "cot",
        Function::Sec => "sec",
        Function::Csc => "csc",
        Function::Asin => "arcsin",
        Function::Acos => "arccos",
        Function::Atan => "arctan",
        Function::Acot => "arccot",
        Function::Sinh => "sinh",
        Function::Cosh => "cosh",
        Function::Tanh => "tanh",
        Function::Exp => "exp",
        Function::Ln => "ln",
        Function::Log => "log",
        Function::Gcd => "gcd",
        Function::Lcm => "lcm",
        Function::Min => "min",
        Function::Max => "max",
        Function::Named(_) => "",
    }
}

pub(crate) fn relation_sign(op: RelationOp) -> &'static str {
    match op {
        RelationOp::Equal => "=",
        RelationOp::NotEqual => "≠",
        RelationOp::Less => "<",
        RelationOp::LessEqual => "≤",
        RelationOp::Greater => ">",
        RelationOp::GreaterEqual => "≥",
        RelationOp::Approximately => "≈",
        RelationOp::Congruent => "≡",
        RelationOp::In => "∈",
        RelationOp::NotIn => "∉",
        RelationOp::Subset => "⊆",
        RelationOp::Divides => "∣",
        RelationOp::Maps => "→",
        RelationOp::Implies => "⇒",
        RelationOp::Other(command) => command,
    }
}
