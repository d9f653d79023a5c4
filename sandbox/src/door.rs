//! The door: the one channel between a guest and its host.
//!
//! The guest sends bytes and waits; the host answers with bytes, or hangs up.
//! Nothing else passes in either direction, so what the host side of a door
//! can do is exactly what a guest can cause.

/// The longest message that passes the door in either direction.
pub const MAX_MESSAGE: usize = 16 << 20;

/// The host's side of a guest's door.
///
/// A door comes back with the outcome of a run, so that it can gather what it learned in itself.
pub trait Door {
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
