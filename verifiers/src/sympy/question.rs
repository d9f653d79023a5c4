//! Expressions as the plain data that the guest's program builds sympy's expressions of.
//!
//! A tree is a tuple: the name of an operation and its operands. What has no
//! value of its own, or is meant in a way that sympy does not know, has no tree.

use dashu_int::UBig;
use veriloop_answers::expr::{BinaryOp, Constant, Expr, Function, NaryOp, Node, Number, UnaryOp};
use veriloop_sandbox::Value;
use veriloop_sandbox::value::Integer;

/// The variable that stands for the base of a logarithm which is not said, the same one everywhere.
const UNSAID_BASE: &str = "the base of log";

/// The tree of an expression, where it has one.
pub(super) fn tree(expr: &Expr) -> Option<Value> {
    match &expr.node {
        Node::Number(number) => number_tree(number),
        Node::Constant(constant) => {
            let name = match constant {
                Constant::Pi => "pi",
                Constant::E => "e",
                Constant::I => "i",
                _ => return None,
            };
            Some(operation("constant", [Value::text(name)]))
        }
        Node::Variable(name) => Some(operation("variable", [Value::text(name.as_str())])),
        Node::Unary(op, operand) => unary(*op, tree(operand)?),
        Node::Binary(op, parts) => {
            let name = match op {
                BinaryOp::Quotient => "quotient",
                BinaryOp::Power => "power",
                BinaryOp::Root => "root",
                BinaryOp::Mixed => "sum",
                BinaryOp::Binomial => "binomial",
                BinaryOp::Base | BinaryOp::Modulo | BinaryOp::Difference => return None,
            };
            Some(operation(name, [tree(&parts[0])?, tree(&parts[1])?]))
        }
        Node::Nary(op, parts) => {
            let name = match op {
                NaryOp::Sum => "sum",
                NaryOp::Product => "product",
                NaryOp::Union | NaryOp::Intersection | NaryOp::And | NaryOp::Or => return None,
            };
            Some(operation(name, parts.iter().map(tree).collect::<Option<Vec<_>>>()?))
        }
        Node::Call(call) => {
            let mut args = call.args.iter().map(tree).collect::<Option<Vec<_>>>()?;
            let (name, arity) = function(call.function)?;
            if call.function == Function::Log && args.len() == 1 {
                args.push(operation("variable", [Value::text(UNSAID_BASE)]));
            }
            arity.is_none_or(|arity| args.len() == arity).then(|| operation(name, args))
        }
        _ => None,
    }
}

/// The guest's name of a function, and how many arguments it has where that is not any number.
fn function(function: Function) -> Option<(&'static str, Option<usize>)> {
    Some(match function {
        Function::Sin => ("sin", Some(1)),
        Function::Cos => ("cos", Some(1)),
        Function::Tan => ("tan", Some(1)),
        Function::Cot => ("cot", Some(1)),
        Function::Sec => ("sec", Some(1)),
        Function::Csc => ("csc", Some(1)),
        Function::Asin => ("asin", Some(1)),
        Function::Acos => ("acos", Some(1)),
        Function::Atan => ("atan", Some(1)),
        Function::Sinh => ("sinh", Some(1)),
        Function::Cosh => ("cosh", Some(1)),
        Function::Tanh => ("tanh", Some(1)),
        Function::Exp => ("exp", Some(1)),
        Function::Ln => ("log", Some(1)),
        Function::Log => ("log", Some(2)),
        Function::Min => ("min", None),
        Function::Max => ("max", None),
        // The branch of the inverse cotangent is a matter of taste, and the rest says nothing to sympy.
        Function::Acot | Function::Gcd | Function::Lcm | Function::Named(_) => return None,
    })
}

fn unary(op: UnaryOp, operand: Value) -> Option<Value> {
    let name = match op {
        UnaryOp::Minus => "minus",
        UnaryOp::Factorial => "factorial",
        UnaryOp::DoubleFactorial => "double-factorial",
        UnaryOp::Abs => "abs",
        UnaryOp::Floor => "floor",
        UnaryOp::Ceil => "ceil",
        UnaryOp::Sqrt => return Some(operation("root", [operand, rational(&UBig::from(2_u8), &UBig::ONE)])),
        UnaryOp::Percent => {
            return Some(operation("quotient", [operand, rational(&UBig::from(100_u8), &UBig::ONE)]));
        }
        UnaryOp::Degrees => {
            let pi = operation("constant", [Value::text("pi")]);
            let turned = operation("product", [operand, pi]);
            return Some(operation("quotient", [turned, rational(&UBig::from(180_u8), &UBig::ONE)]));
        }
        UnaryOp::PlusMinus | UnaryOp::MinusPlus | UnaryOp::Bar | UnaryOp::Prime => return None,
    };
    Some(operation(name, [operand]))
}

/// The number's value as a quotient of integers. Its digits and places are bounded by the grammar.
fn number_tree(number: &Number) -> Option<Value> {
    let ten = UBig::from(10_u8);
    let shift = ten.pow(usize::try_from(number.places.unsigned_abs()).ok()?);
    if number.places < 0 {
        return Some(rational(&(&number.digits * shift), &UBig::ONE));
    }
    if number.period == 0 {
        return Some(rational(&number.digits, &shift));
    }
    // Digits with the period once, less the digits before it, over nines and zeros.
    let repeat = ten.pow(usize::try_from(number.period).ok()?);
    let before = &number.digits / &repeat;
    let zeros = &shift / &repeat;
    Some(rational(&(&number.digits - before), &((repeat - UBig::ONE) * zeros)))
}

fn rational(above: &UBig, below: &UBig) -> Value {
    let integer = |number: &UBig| {
        let mut bytes = number.to_le_bytes().into_vec();
        // Two's complement, of which the last bit is the sign.
        bytes.push(0);
        Value::int(Integer::from_le_bytes(&bytes))
    };
    operation("rational", [integer(above), integer(below)])
}

fn operation(name: &str, operands: impl IntoIterator<Item = Value>) -> Value {
    Value::Tuple(std::iter::once(Value::text(name)).chain(operands).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use veriloop_answers::grammar::{self, Separators};

    fn check(text: &str, expect: Option<&str>) {
        let expr = grammar::read(text, Separators::Thousands).expect("an expression");
        assert_eq!(tree(&expr).map(|tree| tree.to_string()).as_deref(), expect, "{text}");
    }

    #[test]
    fn numbers_are_quotients_of_integers() {
        check("12", Some("('rational', 12, 1)"));
        check("0.50", Some("('rational', 50, 100)"));
        check(r"0.1\overline{6}", Some("('rational', 15, 90)"));
        check("12e3", Some("('rational', 12000, 1)"));
        check("200", Some("('rational', 200, 1)"));
    }

    #[test]
    fn operations_keep_the_order_in_which_they_were_written() {
        check(
            r"\sqrt{x}-\frac{1}{2}",
            Some(
                "('sum', ('root', ('variable', 'x'), ('rational', 2, 1)), \
                 ('minus', ('quotient', ('rational', 1, 1), ('rational', 2, 1))))",
            ),
        );
        check(r"\log_2 x", Some("('log', ('variable', 'x'), ('rational', 2, 1))"));
        check(r"\log x", Some("('log', ('variable', 'x'), ('variable', 'the base of log'))"));
        check(
            r"\sin 30^\circ",
            Some(
                "('sin', ('quotient', ('product', ('rational', 30, 1), ('constant', 'pi')), ('rational', 180, 1)))",
            ),
        );
    }

    #[test]
    fn what_has_no_value_of_its_own_has_no_tree() {
        for text in
            ["f(x)", r"1 \pm \sqrt{2}", "(1, 2)", "x = 5", r"\infty", r"5\text{ cm}", "yes", r"\text{odd}"]
        {
            check(text, None);
        }
    }
}
