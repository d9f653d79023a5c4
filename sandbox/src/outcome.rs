//! How a guest ended, and what it left.

use crate::limits::Fuel;

/// How a guest ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The guest's function returned, with this code.
    Completed(i32),
    /// The guest left by the system call that ends a process, with this code.
    Exited(i32),
    /// The host's side of the door hung up: it had what it wanted, or wanted no more.
    HungUp,
    /// The guest reached a limit.
    Limit(Limit),
    /// The guest trapped: its interpreter aborted or broke.
    Trapped(String),
    /// The wall-clock backstop fired. It says that the machine is overloaded, and nothing of the guest.
    WallBackstop,
}

/// Which limit a guest reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Its fuel was used up.
    Fuel,
    /// It was refused memory, and broke.
    Memory,
    /// It wrote more than it may.
    Output,
    /// It overflowed the native stack. A Python `RecursionError` is an ordinary exception and not this.
    Stack,
}

/// What is left of a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// What it wrote to standard output, as far as the interpreter had flushed it.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// The files that it made, with their names; only commands can.
    pub files: Vec<(Vec<u8>, Vec<u8>)>,
    /// The fuel it used.
    pub fuel: Fuel,
    /// Whether it ever asked for more memory than it may have. It may have coped.
    pub memory: MemoryUse,
}

impl Outcome {
    /// What is left of a guest that its host had no more time for.
    pub(crate) fn out_of_time() -> Outcome {
        Outcome {
            ending: Ending::WallBackstop,
            stdout: Vec::new(),
            stderr: Vec::new(),
            files: Vec::new(),
            fuel: Fuel(0),
            memory: MemoryUse::WithinLimit,
        }
    }
}

/// Whether a guest stayed within its memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemoryUse {
    /// Every growth that it asked for was granted.
    WithinLimit,
    /// A growth beyond its limit was refused.
    Refused,
}
