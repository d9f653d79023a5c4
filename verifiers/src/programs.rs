//! Programs judged in fresh Python sandboxes.
//!
//! Every candidate gets an interpreter of its own that nothing ran in before.
//! The host's half of the conversation with it is a plan, which
//! is told what the guest answered and says what the guest is to do next, or
//! what the verdict is. What a guest says of itself is never believed where a
//! limit, an exit or a trap says otherwise.

pub mod cases;
mod conversation;
mod equality;
mod guest;
pub mod inspect;
pub(crate) mod prepared;
pub(crate) mod protocol;
mod sealed;
pub(crate) mod stdio;
pub mod tests;
mod text;

/// The longest program that is judged, in bytes.
pub const MAX_PROGRAM: usize = 4 << 20;
