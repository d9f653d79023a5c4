//! Policies: what a problem may say of how its answer is judged.

use serde::{Deserialize, Serialize};

use crate::kind::Kind;

/// How a problem wants its answer judged. Everything that is not said is inferred from the gold.
///
/// ```
/// use veriloop_answers::rules::{Form, Order, Percent, Rounding, Rules, Units};
///
/// let rules = Rules::default();
/// assert_eq!(rules.kind, None);
/// assert_eq!(rules.order, Order::Inferred);
/// assert_eq!(rules.form, Form::Inferred);
/// assert_eq!(rules.rounding, Rounding::AcceptExact);
/// assert_eq!(rules.percent, Percent::Either);
/// assert_eq!(rules.units, Units::Optional);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// The answer's type, where it is not the one that the gold suggests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Whether the order of several parts counts.
    #[serde(skip_serializing_if = "is_default")]
    pub order: Order,
    /// The form that the answer must have.
    #[serde(skip_serializing_if = "is_default")]
    pub form: Form,
    /// What becomes of an answer of which the gold is a rounding.
    #[serde(skip_serializing_if = "is_default")]
    pub rounding: Rounding,
    /// How percentages compare with plain numbers.
    #[serde(skip_serializing_if = "is_default")]
    pub percent: Percent,
    /// Whether a unit may be left out.
    #[serde(skip_serializing_if = "is_default")]
    pub units: Units,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Rules {
    /// Whether nothing is said.
    pub fn is_default(&self) -> bool {
        *self == Rules::default()
    }
}

/// Whether the order of an answer's parts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// It does between brackets, as in `(1, 2)`, and does not without them or in a set.
    #[default]
    Inferred,
    /// It counts.
    Ordered,
    /// It does not count, but how often a part comes does.
    Multiset,
    /// Neither order nor repetition counts.
    Set,
}

/// The form that an answer must have, besides its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Where the gold is a plain number, the answer must be evaluated; else any form will do.
    #[default]
    Inferred,
    /// Any expression of the same value.
    Any,
    /// A number, without an operation left to do.
    Evaluated,
    /// A product, as in "factor completely": the same factors as the gold, up to order and constants.
    Factored,
    /// A fraction in lowest terms, a mixed number or an integer.
    Reduced,
}

/// What becomes of an answer that equals the gold after rounding alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// It is accepted, and the proof says so, where the gold is a decimal of
    /// at least two places and three significant digits, and the answer is the
    /// exact value in another form than a decimal, such as 27/59 for 0.458.
    /// Every other rounding is an abstention that says so.
    #[default]
    AcceptExact,
    /// It is an abstention that says so.
    Abstain,
    /// It is rejected like any other difference.
    Reject,
}

/// How a percentage compares with a plain number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Percent {
    /// `25%` is 0.25, and is 25 where the question asks for a percentage: either is accepted.
    #[default]
    Either,
    /// `25%` is 0.25 and nothing else.
    Exact,
}

/// Whether the answer must name its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Units {
    /// A number without a unit is in the unit of the other side.
    #[default]
    Optional,
    /// A unit on one side alone is an abstention.
    Required,
}
