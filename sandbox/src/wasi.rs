//! The system that a guest sees: WASI preview 1, with nothing behind it.
//!
//! The guest's world is one read-only folder with one file in it (the Python
//! library), the standard input it was given, two bounded outputs, a clock that counts
//! how often it was read, and random numbers from a given seed. All of it lives
//! in memory: no call reaches the host's files, network, environment, clock or
//! entropy, so that the same guest does the same thing on every machine.
//! Where a guest asks for more, it is refused as a read-only system would.

mod clock;
mod files;
mod memory;

use std::sync::Arc;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use wasmtime::{Caller, Linker, Module, ModuleExport};

use crate::guest::{self, Guest};
use crate::library::Library;
use crate::surroundings::Surroundings;
use files::Descriptors;
pub(crate) use files::Output;
pub(crate) use memory::GuestMemory;

/// The module name of WASI preview 1.
const PREVIEW1: &str = "wasi_snapshot_preview1";

/// Fuel charged for every system call, on top of what it moves.
const CALL_FUEL: u64 = 500;

/// The only argument that an interpreter is given.
const ARGUMENT: &str = "python";

/// An error number of preview 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(i32);

impl Errno {
    pub(crate) const BADF: Errno = Errno(8);
    pub(crate) const FAULT: Errno = Errno(21);
    pub(crate) const INVAL: Errno = Errno(28);
    pub(crate) const ISDIR: Errno = Errno(31);
    pub(crate) const MFILE: Errno = Errno(33);
    pub(crate) const NOENT: Errno = Errno(44);
    pub(crate) const NOTDIR: Errno = Errno(54);
    pub(crate) const NOTSOCK: Errno = Errno(57);
    pub(crate) const PERM: Errno = Errno(63);
    pub(crate) const ROFS: Errno = Errno(69);
    pub(crate) const SPIPE: Errno = Errno(70);
}

/// Why a system call did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The guest is told, and goes on.
    Errno(Errno),
    /// The guest wrote more than it may, and is stopped.
    OutputLimit,
}

impl From<Errno> for Failure {
    fn from(errno: Errno) -> Failure {
        Failure::Errno(errno)
    }
}

type Answer = Result<(), Failure>;

/// The guest left by `proc_exit`.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the guest exited with code {0}")]
pub(crate) struct ProcExit(pub(crate) i32);

/// The guest wrote more than it may.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the guest wrote more than its output limit")]
pub(crate) struct OutputExceeded;

/// One guest's system.
pub(crate) struct Wasi {
    descriptors: Descriptors,
    /// The arguments, each with a zero behind it.
    arguments: Vec<Vec<u8>>,
    surroundings: Surroundings,
    random: ChaCha20Rng,
    /// Whether the random numbers are those of the surroundings' own.
    draws_own: bool,
    /// Bytes that the current call moved, to be charged for.
    moved: u64,
}

impl Wasi {
    pub(crate) fn new(
        library: Library,
        input: Arc<[u8]>,
        surroundings: Surroundings,
        output_limit: usize,
    ) -> Wasi {
        Wasi {
            descriptors: Descriptors::new(library, input, output_limit),
            arguments: vec![zero_terminated(ARGUMENT)],
            random: surroundings.random(),
            draws_own: surroundings.is_own(),
            surroundings,
            moved: 0,
        }
    }

    /// The same system with other arguments, of which the first is the program's name.
    pub(crate) fn with_arguments(self, arguments: &[&str]) -> Wasi {
        Wasi { arguments: arguments.iter().map(|argument| zero_terminated(argument)).collect(), ..self }
    }

    /// What the guest wrote.
    pub(crate) fn into_output(self) -> Output {
        self.descriptors.into_output()
    }

    fn args_get(&mut self, mut memory: GuestMemory<'_>, argv: u32, buffer: u32) -> Answer {
        let (mut pointer, mut at) = (argv, buffer);
        for argument in &self.arguments {
            memory.write_u32(pointer, at)?;
            memory.write(at, argument)?;
            // Wherever the guest has these leads, writing there is checked.
            pointer = pointer.wrapping_add(4);
            at = at.wrapping_add(argument.len() as u32);
        }
        Ok(())
    }

    fn args_sizes_get(&mut self, mut memory: GuestMemory<'_>, count: u32, size: u32) -> Answer {
        memory.write_u32(count, self.arguments.len() as u32)?;
        memory.write_u32(size, self.arguments.iter().map(Vec::len).sum::<usize>() as u32)?;
        Ok(())
    }

    fn environ_get(&mut self, _memory: GuestMemory<'_>, _environ: u32, _buffer: u32) -> Answer {
        Ok(())
    }

    fn environ_sizes_get(&mut self, mut memory: GuestMemory<'_>, count: u32, size: u32) -> Answer {
        memory.write_u32(count, 0)?;
        memory.write_u32(size, 0)?;
        Ok(())
    }

    fn random_get(&mut self, mut memory: GuestMemory<'_>, buffer: u32, length: u32) -> Answer {
        if self.draws_own != self.surroundings.is_own() {
            self.draws_own = !self.draws_own;
            self.random = self.surroundings.random();
        }
        self.random.fill_bytes(memory.slice_mut(buffer, length)?);
        self.moved += u64::from(length);
        Ok(())
    }
}

fn zero_terminated(text: &str) -> Vec<u8> {
    text.bytes().chain([0]).collect()
}

/// Declares a system call for each line, served by the method of the same name.
macro_rules! serve {
    ($linker:ident, $memory:ident: $($name:ident($($arg:ident: $ty:ty),*))*) => {$(
        let export = $memory;
        $linker.func_wrap(
            PREVIEW1,
            stringify!($name),
            move |mut caller: Caller<'_, Guest>, $($arg: $ty),*| -> wasmtime::Result<i32> {
                let (memory, guest) = guest::enter(&mut caller, &export)?;
                let answer = guest.wasi.$name(memory, $($arg),*);
                let moved = std::mem::take(&mut guest.wasi.moved);
                guest::charge(&mut caller, CALL_FUEL + moved)?;
                match answer {
                    Ok(()) => Ok(0),
                    Err(Failure::Errno(errno)) => Ok(errno.0),
                    Err(Failure::OutputLimit) => Err(OutputExceeded.into()),
                }
            },
        )?;
    )*};
}

/// Declares system calls that a guest may make and is always refused.
macro_rules! refuse {
    ($linker:ident: $($name:ident($($ty:ty),*) $errno:ident)*) => {$(
        $linker.func_wrap(
            PREVIEW1,
            stringify!($name),
            |mut caller: Caller<'_, Guest>, $(_: $ty),*| -> wasmtime::Result<i32> {
                guest::charge(&mut caller, CALL_FUEL)?;
                Ok(Errno::$errno.0)
            },
        )?;
    )*};
}

/// Gives a linker every system call that `module` may import.
pub(crate) fn add_to_linker(linker: &mut Linker<Guest>, module: &Module) -> wasmtime::Result<()> {
    let memory: ModuleExport = guest::memory_export(module)?;
    serve! { linker, memory:
        args_get(argv: u32, buffer: u32)
        args_sizes_get(count: u32, size: u32)
        environ_get(environ: u32, buffer: u32)
        environ_sizes_get(count: u32, size: u32)
        clock_res_get(id: u32, result: u32)
        clock_time_get(id: u32, precision: u64, result: u32)
        poll_oneoff(subscriptions: u32, events: u32, count: u32, result: u32)
        random_get(buffer: u32, length: u32)
        fd_advise(fd: u32, offset: u64, length: u64, advice: u32)
        fd_close(fd: u32)
        fd_datasync(fd: u32)
        fd_fdstat_get(fd: u32, result: u32)
        fd_fdstat_set_flags(fd: u32, flags: u32)
        fd_filestat_get(fd: u32, result: u32)
        fd_pread(fd: u32, vectors: u32, count: u32, offset: u64, result: u32)
        fd_prestat_get(fd: u32, result: u32)
        fd_prestat_dir_name(fd: u32, path: u32, length: u32)
        fd_read(fd: u32, vectors: u32, count: u32, result: u32)
        fd_readdir(fd: u32, buffer: u32, length: u32, cookie: u64, result: u32)
        fd_seek(fd: u32, offset: i64, whence: u32, result: u32)
        fd_sync(fd: u32)
        fd_tell(fd: u32, result: u32)
        fd_write(fd: u32, vectors: u32, count: u32, result: u32)
        path_filestat_get(fd: u32, flags: u32, path: u32, length: u32, result: u32)
        path_open(fd: u32, lookup: u32, path: u32, length: u32, flags: u32, rights: u64, inheriting: u64, fd_flags: u32, result: u32)
        path_readlink(fd: u32, path: u32, length: u32, buffer: u32, size: u32, result: u32)
    }
    refuse! { linker:
        fd_filestat_set_size(u32, u64) ROFS
        fd_filestat_set_times(u32, u64, u64, u32) ROFS
        fd_pwrite(u32, u32, u32, u64, u32) ROFS
        path_create_directory(u32, u32, u32) ROFS
        path_filestat_set_times(u32, u32, u32, u32, u64, u64, u32) ROFS
        path_link(u32, u32, u32, u32, u32, u32, u32) ROFS
        path_remove_directory(u32, u32, u32) ROFS
        path_rename(u32, u32, u32, u32, u32, u32) ROFS
        path_symlink(u32, u32, u32, u32, u32) ROFS
        path_unlink_file(u32, u32, u32) ROFS
        sock_accept(u32, u32, u32) NOTSOCK
        sock_recv(u32, u32, u32, u32, u32, u32) NOTSOCK
        sock_send(u32, u32, u32, u32, u32) NOTSOCK
        sock_shutdown(u32, u32) NOTSOCK
    }
    linker.func_wrap(PREVIEW1, "sched_yield", |mut caller: Caller<'_, Guest>| -> wasmtime::Result<i32> {
        guest::charge(&mut caller, CALL_FUEL)?;
        Ok(0)
    })?;
    linker.func_wrap(PREVIEW1, "proc_exit", |code: i32| -> wasmtime::Result<()> {
        Err(ProcExit(code).into())
    })?;
    Ok(())
}
