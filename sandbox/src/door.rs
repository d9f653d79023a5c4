//! The door: the one channel between a guest and its host.
//!
//! The guest sends bytes and waits; the host answers with bytes, or hangs up.
//! Nothing else passes in either direction, so what the host side of a door
//! can do is exactly what a guest can cause.

use std::any::Any;

/// The longest message that passes the door in either direction.
pub const MAX_MESSAGE: usize = 16 << 20;

/// The host's side of a guest's door.
///
/// A door is moved into the guest for the length of a run and comes back with
/// the outcome, so that it can gather what it learned in itself.
pub trait Door: Any + Send {
    /// Answers one request.
    ///
    /// # Errors
    ///
    /// [`HangUp`] to end the guest there and then.
    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, HangUp>;
}

/// The host wants no more of this guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the host hung up")]
pub struct HangUp;

/// A door that answers nothing: the first request ends the guest.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClosedDoor;

impl Door for ClosedDoor {
    fn answer(&mut self, _request: &[u8]) -> Result<Vec<u8>, HangUp> {
        Err(HangUp)
    }
}
