//! What a guest could tell one run from another by, if it looked: its random numbers and its time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// What every reading of a clock adds, in nanoseconds.
pub(crate) const TICK: u64 = 1_000;

/// The first real time at which guests start: 2026-01-01T00:00:00Z, in nanoseconds.
const FIRST: u64 = 1_767_225_600_000_000_000;

/// Within how many nanoseconds of it they start: those of 365 days.
const SPAN: u64 = 365 * 24 * 60 * 60 * 1_000_000_000;

/// The longest time that a clock goes on; Python keeps times as signed 64-bit nanoseconds.
const LONGEST: u64 = i64::MAX as u64 - FIRST - SPAN;

/// The seed of random numbers where nothing else is said.
const SEED: u64 = 0x7665_7269_6c6f_6f70;

/// Where a guest's random numbers and its time come from.
///
/// Neither comes from the host, so that a run can be repeated. The clock counts
/// how often it was read, and guests that have surroundings [beside](Surroundings::beside)
/// each other have one clock, as processes of one machine have: what one of them reads,
/// the other reads only later times than.
#[derive(Clone, Debug)]
pub struct Surroundings {
    seed: Seed,
    /// The real time at which the clock began, in nanoseconds since 1970.
    start: u64,
    clock: Clock,
}

#[derive(Clone, Copy, Debug)]
enum Seed {
    Number(u64),
    Bytes([u8; 32]),
}

impl Surroundings {
    /// The surroundings that follow from these bytes, such as a digest of all that a guest is given.
    ///
    /// Whoever can neither choose nor foretell the bytes can foretell neither the random numbers nor the day.
    pub fn of(seed: [u8; 32]) -> Surroundings {
        let [a, b, c, d, e, f, g, h, ..] = seed;
        let start = FIRST + u64::from_le_bytes([a, b, c, d, e, f, g, h]) % SPAN;
        Surroundings { seed: Seed::Bytes(seed), start, clock: Clock::default() }
    }

    /// Surroundings with the same time, whose random numbers are the usual ones.
    pub fn beside(&self) -> Surroundings {
        Surroundings { seed: Seed::Number(SEED), ..self.clone() }
    }

    /// Surroundings which differ from the usual ones in everything, to see whether a guest does the same there.
    pub fn other() -> Surroundings {
        // A time of some days that is a multiple of nothing much.
        let clock = Clock(Arc::new(AtomicU64::new(234_567_891_234_567)));
        Surroundings { seed: Seed::Number(!SEED), start: FIRST, clock }
    }

    pub(crate) fn random(&self) -> ChaCha20Rng {
        match self.seed {
            Seed::Number(number) => ChaCha20Rng::seed_from_u64(number),
            Seed::Bytes(bytes) => ChaCha20Rng::from_seed(bytes),
        }
    }

    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// The usual surroundings, which are the same for every guest.
impl Default for Surroundings {
    fn default() -> Self {
        Surroundings { seed: Seed::Number(SEED), start: FIRST, clock: Clock::default() }
    }
}

/// Nanoseconds since a clock began, for all guests that have it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<AtomicU64>);

impl Clock {
    /// The time, which is later than at any reading before.
    pub(crate) fn read(&self) -> u64 {
        self.advance_to(self.now().saturating_add(TICK));
        self.now()
    }

    /// The time when it was last read.
    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Lets the time be at least this.
    pub(crate) fn advance_to(&self, since_start: u64) {
        // The guests that have one clock run in turns.
        self.0.fetch_max(since_start.min(LONGEST), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::Rng as _;

    use super::*;

    fn drawn(surroundings: &Surroundings) -> u64 {
        surroundings.random().next_u64()
    }

    #[test]
    fn what_follows_from_the_same_bytes_is_the_same_and_from_others_another() {
        let (one, other) = (Surroundings::of([1; 32]), Surroundings::of([2; 32]));
        assert_eq!(drawn(&one), drawn(&Surroundings::of([1; 32])));
        assert_ne!(drawn(&one), drawn(&other));
        assert_ne!(one.start(), other.start());
        for start in [one.start(), other.start(), Surroundings::of([255; 32]).start()] {
            assert!((FIRST..FIRST + SPAN).contains(&start), "{start}");
        }
    }

    #[test]
    fn surroundings_beside_each_other_have_one_clock_and_other_random_numbers() {
        let tests = Surroundings::of([1; 32]);
        let program = tests.beside();
        assert_eq!(program.start(), tests.start());
        assert_eq!(
            [tests.clock().read(), program.clock().read(), tests.clock().read()],
            [TICK, 2 * TICK, 3 * TICK]
        );
        assert_ne!(drawn(&tests), drawn(&program));
        assert_eq!(drawn(&program), drawn(&Surroundings::default()));
    }

    #[test]
    fn the_clock_stops_at_the_last_time_that_python_has() {
        let latest = Surroundings::of([255; 32]);
        latest.clock().advance_to(u64::MAX);
        assert!(latest.start() + latest.clock().read() <= i64::MAX as u64);
    }
}
