//! What an answer looks like, before it has a value.

/// A number as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Digits, with a fraction and a repeating part where they were written.
    Decimal {
        /// The digits before the point.
        whole: String,
        /// The digits after it.
        fraction: String,
        /// The digits under a bar, repeated for ever.
        repeating: String,
    },
    /// One number over another.
    Ratio(Box<Form>, Box<Form>),
    /// A whole number and a fraction that is added to it.
    Mixed(Box<Form>, Box<Form>),
    /// A number times a power of ten.
    Scaled(Box<Form>, i64),
    /// The negative of a number.
    Negated(Box<Form>),
}

/// A whole answer as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The letter on the left side of an equation.
    pub variable: Option<char>,
    /// The sign of a currency before the number.
    pub currency: Option<char>,
    /// The number.
    pub number: Form,
    /// What follows the number, in its words.
    pub suffix: Option<String>,
}
