//! Time as a guest sees it: a count of how often it looked.

use super::{Answer, Errno, GuestMemory, Wasi};
use crate::surroundings::{Surroundings, TICK};

/// The size of a subscription and of an event, in bytes.
const SUBSCRIPTION: u32 = 48;
const EVENT: u32 = 32;

/// The clocks of preview 1.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ClockId {
    /// The time of day.
    Real,
    /// The monotonic clock, and the processor clocks, which are the same here.
    SinceStart,
}

impl ClockId {
    fn new(id: u32) -> Result<ClockId, Errno> {
        match id {
            0 => Ok(ClockId::Real),
            1..=3 => Ok(ClockId::SinceStart),
            _ => Err(Errno::INVAL),
        }
    }
}

/// The time that a clock shows.
fn read(surroundings: &Surroundings, id: ClockId) -> u64 {
    let now = surroundings.clock().read();
    match id {
        ClockId::Real => surroundings.start().saturating_add(now),
        ClockId::SinceStart => now,
    }
}

/// When a subscription to a clock is due, in nanoseconds since the start.
fn due(surroundings: &Surroundings, id: ClockId, timeout: u64, absolute: bool) -> u64 {
    match (absolute, id) {
        (false, _) => surroundings.clock().now().saturating_add(timeout),
        (true, ClockId::Real) => timeout.saturating_sub(surroundings.start()),
        (true, ClockId::SinceStart) => timeout,
    }
}

impl Wasi {
    pub(super) fn clock_res_get(&mut self, mut memory: GuestMemory<'_>, id: u32, result: u32) -> Answer {
        ClockId::new(id)?;
        memory.write_u64(result, TICK)?;
        Ok(())
    }

    pub(super) fn clock_time_get(
        &mut self,
        mut memory: GuestMemory<'_>,
        id: u32,
        _precision: u64,
        result: u32,
    ) -> Answer {
        let now = read(&self.surroundings, ClockId::new(id)?);
        memory.write_u64(result, now)?;
        Ok(())
    }

    /// Waiting takes no time: files are always ready, and where only clocks are
    /// waited for, the virtual clock is put forward to the first that is due.
    pub(super) fn poll_oneoff(
        &mut self,
        mut memory: GuestMemory<'_>,
        subscriptions: u32,
        events: u32,
        count: u32,
        result: u32,
    ) -> Answer {
        if count == 0 {
            return Err(Errno::INVAL.into());
        }
        let size = count.checked_mul(SUBSCRIPTION).ok_or(Errno::INVAL)?;
        // Both arrays must lie in memory as a whole, which bounds the work below.
        memory.slice(subscriptions, size)?;
        memory.slice(events, count * EVENT)?;
        self.moved += u64::from(size);

        let mut waits = Vec::with_capacity(count as usize);
        for index in 0..count {
            let at = subscriptions + index * SUBSCRIPTION;
            let userdata = memory.read_u64(at)?;
            let kind = memory.read_u8(at + 8)?;
            let due = match kind {
                0 => {
                    let id = ClockId::new(memory.read_u32(at + 16)?)?;
                    let absolute = memory.read_u16(at + 40)? & 1 == 1;
                    due(&self.surroundings, id, memory.read_u64(at + 24)?, absolute)
                }
                1 | 2 => 0,
                _ => return Err(Errno::INVAL.into()),
            };
            waits.push((due, kind, userdata));
        }
        let first = waits.iter().map(|(due, ..)| *due).min().unwrap_or(0);
        let clock = self.surroundings.clock();
        clock.advance_to(first);
        let now = clock.now().max(first);

        let mut ready = 0;
        for (_, kind, userdata) in waits.into_iter().filter(|(due, ..)| *due <= now) {
            let at = events + ready * EVENT;
            let mut event = [0; EVENT as usize];
            event[..8].copy_from_slice(&userdata.to_le_bytes());
            event[10] = kind;
            memory.write(at, &event)?;
            ready += 1;
        }
        memory.write_u32(result, ready)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn a_sleep_returns_at_once_and_puts_the_clock_forward() {
        let mut wasi = Wasi::new(Library::empty(), std::sync::Arc::default(), Surroundings::default(), 0);
        let mut bytes = vec![0; 256];
        let sleep = 1_000_000_000_000_u64;
        bytes[16] = 1;
        bytes[24..32].copy_from_slice(&sleep.to_le_bytes());
        let poll = wasi.poll_oneoff(GuestMemory::new(&mut bytes), 0, 64, 1, 128);
        assert_eq!(poll, Ok(()));
        assert_eq!(bytes[128], 1, "one event is ready");
        assert_eq!(wasi.clock_time_get(GuestMemory::new(&mut bytes), 1, 0, 136), Ok(()));
        assert_eq!(bytes[136..144], (sleep + TICK).to_le_bytes());
    }
}
