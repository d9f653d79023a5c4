//! The system that a component sees: WASI 0.2, with nothing behind it.
//!
//! What standard libraries ask of their system when they start is answered: there
//! are no arguments, no environment and no folders, standard input is at its end,
//! a clock counts how often it was read, and random numbers come from a fixed
//! seed. So the same component does the same thing on every machine.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::wasi::{CLOCK_START, CLOCK_TICK, OutputExceeded, RANDOM_SEED};

/// Which of its outputs a component writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

/// What a component could tell one run from another by, if it looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surroundings {
    /// The time and the random numbers of every run.
    #[default]
    Usual,
    /// Other ones, to see whether a component does the same with them.
    Other,
}

impl Surroundings {
    fn seed(self) -> u64 {
        match self {
            Surroundings::Usual => RANDOM_SEED,
            Surroundings::Other => !RANDOM_SEED,
        }
    }

    /// Nanoseconds since an instance started, when it starts.
    fn start(self) -> u64 {
        match self {
            Surroundings::Usual => 0,
            // A time of some days that is a multiple of nothing much.
            Surroundings::Other => 234_567_891_234_567,
        }
    }
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
    /// Nanoseconds since the instance started.
    now: u64,
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
            now: surroundings.start(),
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
        self.sleep(CLOCK_TICK);
        self.now
    }

    /// Nanoseconds since 1970.
    pub(super) fn wall(&mut self) -> u64 {
        CLOCK_START.saturating_add(self.monotonic())
    }

    /// Lets this time have passed.
    pub(super) fn sleep(&mut self, nanoseconds: u64) {
        self.now = self.now.saturating_add(nanoseconds);
    }

    /// Lets the time be at least this.
    pub(super) fn sleep_until(&mut self, nanoseconds: u64) {
        self.now = self.now.max(nanoseconds);
    }

    pub(super) fn random(&mut self) -> u64 {
        self.rng().next_u64()
    }

    pub(super) fn random_bytes(&mut self, bytes: &mut [u8]) {
        self.rng().fill_bytes(bytes);
    }

    fn rng(&mut self) -> &mut ChaCha20Rng {
        let seed = self.surroundings.seed();
        self.random.get_or_insert_with(|| ChaCha20Rng::seed_from_u64(seed))
    }
}
