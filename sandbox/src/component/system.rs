//! The system that a component sees: WASI 0.2, with nothing behind it.
//!
//! What standard libraries ask of their system when they start is answered: there
//! are no arguments, no environment and no folders, standard input is at its end,
//! a clock counts how often it was read, and random numbers come from a given
//! seed. So the same component does the same thing on every machine.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;

use crate::surroundings::Surroundings;
use crate::wasi::OutputExceeded;

/// Which of its outputs a component writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

/// The component left by the system call that ends a process.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the component exited with code {0}")]
pub(super) struct Exit(pub(super) i32);

/// One instance's system.
pub(super) struct System {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    output_left: usize,
    surroundings: Surroundings,
    /// Made when it is first asked for, since most components never do.
    random: Option<ChaCha20Rng>,
}

impl System {
    pub(super) fn new(output_limit: usize, surroundings: Surroundings) -> System {
        System {
            stdout: Vec::new(),
            stderr: Vec::new(),
            output_left: output_limit,
            surroundings,
            random: None,
        }
    }

    /// Standard output and standard error.
    pub(super) fn into_outputs(self) -> (Vec<u8>, Vec<u8>) {
        (self.stdout, self.stderr)
    }

    /// How many bytes may still be written.
    pub(super) fn room(&self) -> u64 {
        // One more than there is, so that whoever writes all that it may is told of the limit.
        self.output_left as u64 + 1
    }

    pub(super) fn write(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), OutputExceeded> {
        self.output_left = self.output_left.checked_sub(bytes.len()).ok_or(OutputExceeded)?;
        match stream {
            Stream::Stdout => self.stdout.extend_from_slice(bytes),
            Stream::Stderr => self.stderr.extend_from_slice(bytes),
        }
        Ok(())
    }

    /// Nanoseconds since the instance started, of which every reading adds some.
    pub(super) fn monotonic(&mut self) -> u64 {
        self.surroundings.clock().read()
    }

    /// Nanoseconds since 1970.
    pub(super) fn wall(&mut self) -> u64 {
        self.surroundings.start().saturating_add(self.monotonic())
    }

    /// Lets this time have passed.
    pub(super) fn sleep(&mut self, nanoseconds: u64) {
        let clock = self.surroundings.clock();
        clock.advance_to(clock.now().saturating_add(nanoseconds));
    }

    /// Lets the time be at least this.
    pub(super) fn sleep_until(&mut self, nanoseconds: u64) {
        self.surroundings.clock().advance_to(nanoseconds);
    }

    pub(super) fn random(&mut self) -> u64 {
        self.rng().next_u64()
    }

    pub(super) fn random_bytes(&mut self, bytes: &mut [u8]) {
        self.rng().fill_bytes(bytes);
    }

    fn rng(&mut self) -> &mut ChaCha20Rng {
        self.random.get_or_insert_with(|| self.surroundings.random())
    }
}
