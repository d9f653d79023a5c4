//! What a guest may use up. Every limit is a type, and every default is written here.

use std::time::Duration;

/// Counted WebAssembly instructions. The one limit on time that decides verdicts.
///
/// Host calls are charged too, so that a guest cannot buy host time for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fuel(pub u64);

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub u64);

impl Bytes {
    /// This many mebibytes.
    pub const fn mib(count: u64) -> Bytes {
        Bytes(count << 20)
    }
}

/// The limits of one guest.
///
/// ```
/// use veriloop_sandbox::{Bytes, Fuel, Limits};
///
/// let limits = Limits::default();
/// assert_eq!(limits.fuel(), Fuel(60_000_000_000));
/// assert_eq!(limits.memory(), Bytes::mib(1024));
/// assert_eq!(limits.output(), Bytes::mib(1));
/// assert_eq!(limits.wall_backstop().as_secs(), 120);
/// assert_eq!(limits.with_fuel(Fuel(1_000)).fuel(), Fuel(1_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    fuel: Fuel,
    memory: Bytes,
    output: Bytes,
    wall_backstop: Duration,
}

impl Limits {
    /// The default fuel: some ten seconds of one core.
    pub const DEFAULT_FUEL: Fuel = Fuel(60_000_000_000);
    /// The default memory, and the most there is: the guest's whole linear
    /// memory, of which the interpreter itself takes some 50 MiB.
    pub const DEFAULT_MEMORY: Bytes = Bytes::mib(1024);
    /// The default of what the guest may write to standard output and standard error together.
    pub const DEFAULT_OUTPUT: Bytes = Bytes::mib(1);
    /// The default wall-clock backstop, far beyond what the default fuel can take on a machine in order.
    pub const DEFAULT_WALL_BACKSTOP: Duration = Duration::from_secs(120);

    /// The same limits with other fuel.
    #[must_use]
    pub fn with_fuel(self, fuel: Fuel) -> Limits {
        Limits { fuel, ..self }
    }

    /// The same limits with other memory; more than [`Limits::DEFAULT_MEMORY`] is cut to it.
    #[must_use]
    pub fn with_memory(self, memory: Bytes) -> Limits {
        Limits { memory: memory.min(Limits::DEFAULT_MEMORY), ..self }
    }

    /// The same limits with another bound on output.
    #[must_use]
    pub fn with_output(self, output: Bytes) -> Limits {
        Limits { output, ..self }
    }

    /// The same limits with another wall-clock backstop.
    #[must_use]
    pub fn with_wall_backstop(self, wall_backstop: Duration) -> Limits {
        Limits { wall_backstop, ..self }
    }

    /// Instructions that the guest may execute.
    pub fn fuel(&self) -> Fuel {
        self.fuel
    }

    /// Linear memory that the guest may have.
    pub fn memory(&self) -> Bytes {
        self.memory
    }

    /// Output that the guest may write.
    pub fn output(&self) -> Bytes {
        self.output
    }

    /// Host time after which the guest is stopped whatever it does. It is no
    /// verdict on the guest: the machine is overloaded.
    pub fn wall_backstop(&self) -> Duration {
        self.wall_backstop
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            fuel: Limits::DEFAULT_FUEL,
            memory: Limits::DEFAULT_MEMORY,
            output: Limits::DEFAULT_OUTPUT,
            wall_backstop: Limits::DEFAULT_WALL_BACKSTOP,
        }
    }
}
