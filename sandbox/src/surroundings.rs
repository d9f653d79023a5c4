//! What a guest could tell one run from another by, if it looked: its random numbers and its time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// What every reading of a clock adds, in nanoseconds.
pub(crate) const TICK: u64 = 1_000;

/// Seconds of a day, and of an hour.
const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 60 * 60;

/// The usual time at which guests start: 2026-01-01T00:00:00Z, in seconds.
const START: u64 = 1_767_225_600;

/// The days of 2026 before each of the months from February to November, which have a month of the same year before
/// and behind them.
const DAYS_BEFORE: [u64; 10] = [31, 59, 90, 120, 151, 181, 212, 243, 273, 304];

/// The days of a month that have one of the same month before and behind them, whichever month it is: from the second.
const INNER_DAYS: u64 = 26;

const NANOSECONDS: u64 = 1_000_000_000;

/// The seed of random numbers where nothing else is said.
const SEED: u64 = 0x7665_7269_6c6f_6f70;

/// Where a guest's random numbers and its time come from.
///
/// Neither comes from the host, so that a run can be repeated. The clock counts
/// how often it was read. Guests can be made to [go on](Surroundings::go_on_beside) beside
/// each other with one clock, as processes of one machine have: what one of them reads
/// is later than all that the other has read.
#[derive(Clone, Debug)]
pub struct Surroundings {
    seed: Seed,
    /// Whether random numbers follow from the seed yet, and are not the usual ones.
    is_own: Arc<AtomicBool>,
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
    fn new(seed: Seed) -> Surroundings {
        Surroundings {
            seed,
            is_own: Arc::new(AtomicBool::new(true)),
            start: START * NANOSECONDS,
            clock: Clock::default(),
        }
    }

    /// Surroundings whose random numbers follow from these bytes, such as a digest of all that a guest is given.
    ///
    /// Whoever can neither choose nor foretell the bytes cannot foretell the random numbers.
    pub fn of(seed: [u8; 32]) -> Surroundings {
        Surroundings::new(Seed::Bytes(seed))
    }

    /// The same on a day that follows from these bytes: one of 2026 that is neither near the turn of the year nor of a
    /// month, at a time between six and eighteen.
    #[must_use]
    pub fn on_day_of(self, seed: [u8; 32]) -> Surroundings {
        let [a, b, c, d, ..] = seed;
        let number = u64::from(u32::from_le_bytes([a, b, c, d]));
        let months = DAYS_BEFORE.len() as u64;
        let day = DAYS_BEFORE[(number % months) as usize] + 1 + number / months % INNER_DAYS;
        let second = 6 * HOUR + number / months / INNER_DAYS % (12 * HOUR);
        Surroundings { start: (START + day * DAY + second) * NANOSECONDS, ..self }
    }

    /// The same, with the usual random numbers until its guest goes on beside another one.
    #[must_use]
    pub fn beginning_as_usual(self) -> Surroundings {
        Surroundings { is_own: Arc::new(AtomicBool::new(false)), ..self }
    }

    /// Surroundings of the same day, with a clock of their own and the usual random numbers.
    #[must_use]
    pub fn usual_on_this_day(&self) -> Surroundings {
        Surroundings { start: self.start, ..Surroundings::default() }
    }

    /// From here on the guest has random numbers of its own, and the clock of another one.
    pub fn go_on_beside(&self, other: &Surroundings) {
        self.is_own.store(true, Ordering::Relaxed);
        self.clock.join(&other.clock);
    }

    /// Surroundings which differ from the usual ones in everything, to see whether a guest does the same there.
    pub fn other() -> Surroundings {
        let surroundings = Surroundings::new(Seed::Number(!SEED));
        // A time of some days that is a multiple of nothing much.
        surroundings.clock.advance_to(234_567_891_234_567);
        surroundings
    }

    /// Whether random numbers follow from the seed yet.
    pub(crate) fn is_own(&self) -> bool {
        self.is_own.load(Ordering::Relaxed)
    }

    pub(crate) fn random(&self) -> ChaCha20Rng {
        match self.seed {
            Seed::Bytes(bytes) if self.is_own() => ChaCha20Rng::from_seed(bytes),
            Seed::Bytes(_) => ChaCha20Rng::seed_from_u64(SEED),
            Seed::Number(number) => ChaCha20Rng::seed_from_u64(number),
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
        Surroundings::new(Seed::Number(SEED))
    }
}

/// Nanoseconds since a clock began, for all guests that have it.
///
/// It goes on whatever guests sleep, beyond what Python can keep, which is an error there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<Reading>);

#[derive(Debug, Default)]
struct Reading {
    now: AtomicU64,
    /// The clock that is read in its place.
    joined: OnceLock<Clock>,
}

impl Clock {
    fn join(&self, other: &Clock) {
        if !Arc::ptr_eq(&self.0, &other.0) {
            other.advance_to(self.now());
            let _ = self.0.joined.set(other.clone());
        }
    }

    /// The clock that is read.
    fn read_one(&self) -> &Clock {
        self.0.joined.get().map_or(self, Clock::read_one)
    }

    /// The time, which is later than at any reading before.
    pub(crate) fn read(&self) -> u64 {
        self.advance_to(self.now().saturating_add(TICK));
        self.now()
    }

    /// The time when it was last read.
    pub(crate) fn now(&self) -> u64 {
        self.read_one().0.now.load(Ordering::Relaxed)
    }

    /// Lets the time be at least this.
    pub(crate) fn advance_to(&self, since_start: u64) {
        // The guests that have one clock run in turns.
        self.read_one().0.now.fetch_max(since_start, Ordering::Relaxed);
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
        let day = |seed: u8| one.clone().on_day_of([seed; 32]).start();
        assert_eq!(day(1), day(1));
        assert_ne!(day(1), day(2));
    }

    #[test]
    fn days_are_within_a_month_that_is_within_the_year() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for number in 0..5000_u32 {
            let mut seed = [0; 32];
            seed[..4].copy_from_slice(&number.wrapping_mul(858_993_459).to_le_bytes());
            let start = Surroundings::default().on_day_of(seed).start() / NANOSECONDS - START;
            let (mut day, mut month) = (start / DAY, 0);
            while day >= lengths[month] {
                day -= lengths[month];
                month += 1;
            }
            assert!((1..11).contains(&month), "month {month} of {number}");
            assert!((1..27).contains(&day) && day + 1 < lengths[month], "day {day} of {number}");
            assert!((6 * HOUR..18 * HOUR).contains(&(start % DAY)), "{number}");
        }
    }

    #[test]
    fn guests_that_go_on_beside_each_other_have_one_clock_and_random_numbers_of_their_own() {
        let tests = Surroundings::of([1; 32]).on_day_of([3; 32]).beginning_as_usual();
        let program = tests.usual_on_this_day();
        // Until then they see the same, whichever is first.
        assert_eq!(program.start(), tests.start());
        assert_eq!(drawn(&tests), drawn(&program));
        assert_eq!(
            [program.clock().read(), program.clock().read(), tests.clock().read()],
            [TICK, 2 * TICK, TICK]
        );
        tests.go_on_beside(&program);
        let readings = [tests.clock().read(), program.clock().read(), tests.clock().read()];
        assert_eq!(readings, [3 * TICK, 4 * TICK, 5 * TICK]);
        assert_ne!(drawn(&tests), drawn(&program));
        assert_eq!(drawn(&tests), drawn(&Surroundings::of([1; 32])));
    }

    #[test]
    fn a_clock_goes_on_after_any_sleep() {
        let clock = Clock::default();
        clock.advance_to(i64::MAX as u64);
        assert!(clock.read() < clock.read());
    }
}
