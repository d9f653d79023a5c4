//! A second judge, who may know what the checker cannot prove.

use crate::expr::Expr;

/// Somebody who is asked of two expressions where neither equality nor difference is proved.
///
/// An opinion is taken for true. Whoever has one says for itself how far it
/// can be trusted, and whoever decides with it marks the decision as such.
pub trait SecondJudge {
    /// What it says of two expressions, whose variables stand for real numbers.
    fn compare(&self, gold: &Expr, answer: &Expr) -> Opinion;
}

/// What a second judge says of two expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// They are equal wherever both have values.
    Equal,
    /// They differ, and where.
    Different(String),
    /// Neither.
    Unknown,
}
