//! One running guest: its system, its limits, its door, and how it ends.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wasmtime::{
    AsContextMut, Caller, Extern, Global, Instance, Linker, Memory, Module, ModuleExport, ResourceLimiter,
    Store, Trap, TypedFunc, Val,
};

use crate::door::{HangUp, MAX_MESSAGE};
use crate::engine::Engine;
use crate::image::meter;
use crate::library::Library;
use crate::limits::{Fuel, Limits};
use crate::outcome::{Ending, Limit, MemoryUse, Outcome};
use crate::session::Mailbox;
use crate::stacks;
use crate::surroundings::Surroundings;
use crate::wasi::{self, GuestMemory, Output, OutputExceeded, ProcExit, Wasi};

/// The fuel that a guest is given at a time: what it uses in some hundredths of a second.
const PAUSE: u64 = 100_000_000;

/// Fuel charged for every message through the door, on top of its bytes.
const MESSAGE_FUEL: u64 = 2_000;

/// What the door answers where the guest's own request is at fault.
const BAD_REQUEST: i32 = -2;

/// Where a guest's fuel is.
#[derive(Clone, Copy)]
enum Tank {
    /// What it is using is in a global of its module's, beside which there is what it has not been given yet.
    Module { using: Global, left: u64 },
    /// The engine counts it.
    Engine,
}

/// What a guest is given beside its program.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its standard input.
    pub input: Arc<[u8]>,
    /// Its random numbers and its time.
    pub surroundings: Surroundings,
}

/// The state behind one guest's system calls.
pub(crate) struct Guest {
    pub(crate) wasi: Wasi,
    /// None for a guest that is trusted, and whose module counts no fuel.
    tank: Option<Tank>,
    memory_limit: MemoryLimit,
    mailbox: Mailbox,
    /// An address on the stack that it runs on, once it has asked.
    stack: Option<usize>,
}

/// Grants memory up to a limit, and remembers a refusal.
struct MemoryLimit {
    bytes: u64,
    used: MemoryUse,
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let granted = desired as u64 <= self.bytes;
        if !granted {
            self.used = MemoryUse::Refused;
        }
        Ok(granted)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        _desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl Guest {
    pub(crate) fn new(library: &Library, given: Given, limits: &Limits, mailbox: Mailbox) -> Guest {
        let Given { input, surroundings } = given;
        let output = usize::try_from(limits.output().0).unwrap_or(usize::MAX);
        Guest {
            wasi: Wasi::new(library.clone(), input, surroundings, output),
            tank: None,
            memory_limit: MemoryLimit { bytes: limits.memory().0, used: MemoryUse::WithinLimit },
            mailbox,
            stack: None,
        }
    }

    /// An address on the stack that the guest runs on, where it has ever asked.
    pub(crate) fn stack(&self) -> Option<usize> {
        self.stack
    }

    /// Gives the guest its fuel, of which the portion that is returned is to be in this global of its module's.
    pub(crate) fn fill_tank(&mut self, using: Global, fuel: Fuel) -> Val {
        let portion = fuel.0.min(PAUSE);
        self.tank = Some(Tank::Module { using, left: fuel.0 - portion });
        Val::I64(0_i64.saturating_add_unsigned(portion))
    }

    /// What the guest wrote.
    pub(crate) fn into_output(self) -> Output {
        self.wasi.into_output()
    }
}

/// A store for a guest, with its limits set but that on fuel.
pub(crate) fn store(engine: &Engine, guest: Guest) -> Store<Guest> {
    let mut store = Store::new(engine.wasmtime(), guest);
    store.limiter(|guest| &mut guest.memory_limit);
    store
}

/// What the host uses of an interpreter's instance to have it execute something.
pub(crate) struct Exports {
    pub(crate) memory: Memory,
    alloc: TypedFunc<u32, u32>,
    turn: TypedFunc<(u32, u32), i32>,
}

impl Exports {
    pub(crate) fn of(instance: &Instance, store: &mut Store<Guest>) -> wasmtime::Result<Exports> {
        let memory = instance
            .get_memory(&mut *store, "memory")
            .ok_or_else(|| wasmtime::format_err!("expected the module to export `memory`"))?;
        let alloc = instance.get_typed_func(&mut *store, "host_alloc")?;
        let turn = instance.get_typed_func(&mut *store, "turn")?;
        Ok(Exports { memory, alloc, turn })
    }

    /// Has the guest's interpreter execute one piece of source.
    ///
    /// The guest runs on a stack of its own (wasmtime's, for futures), which holds
    /// all that a guest may use and what the host needs on top of it. On the
    /// caller's stack, whose size nobody knows, a deep recursion in the guest
    /// would be the end of the whole process.
    pub(crate) async fn turn(&self, store: &mut Store<Guest>, source: &str) -> wasmtime::Result<i32> {
        let length = u32::try_from(source.len())?;
        let address = self.alloc.call_async(&mut *store, length).await?;
        self.memory.write(&mut *store, address as usize, source.as_bytes())?;
        self.turn.call_async(&mut *store, (address, length)).await
    }
}

/// A store for one command, whose fuel the engine counts.
pub(crate) fn command_store(
    engine: &wasmtime::Engine,
    library: &Library,
    given: Given,
    arguments: &[&str],
    limits: &Limits,
) -> wasmtime::Result<Store<Guest>> {
    let mut guest = Guest::new(library, given, limits, Mailbox::default());
    guest.wasi = guest.wasi.with_arguments(arguments);
    guest.tank = Some(Tank::Engine);
    let mut store = Store::new(engine, guest);
    store.limiter(|guest| &mut guest.memory_limit);
    store.set_fuel(limits.fuel().0)?;
    Ok(store)
}

/// Gives a linker all that `module` may import.
pub(crate) fn add_to_linker(linker: &mut Linker<Guest>, module: &Module) -> wasmtime::Result<()> {
    wasi::add_to_linker(linker, module)?;
    add_fuel_to_linker(linker)?;
    add_door_to_linker(linker, module)
}

/// The export by which host calls reach the guest's memory.
pub(crate) fn memory_export(module: &Module) -> wasmtime::Result<ModuleExport> {
    export(module, "memory")
}

fn export(module: &Module, name: &str) -> wasmtime::Result<ModuleExport> {
    module
        .get_export_index(name)
        .ok_or_else(|| wasmtime::format_err!("expected the module to export `{name}`, found no such export"))
}

/// The memory and the state of the guest that made a host call.
pub(crate) fn enter<'a>(
    caller: &'a mut Caller<'_, Guest>,
    memory: &ModuleExport,
) -> wasmtime::Result<(GuestMemory<'a>, &'a mut Guest)> {
    let Some(Extern::Memory(memory)) = caller.get_module_export(memory) else {
        wasmtime::bail!("expected the export `memory` to be a memory");
    };
    let (bytes, guest) = memory.data_and_store_mut(caller);
    Ok((GuestMemory::new(bytes), guest))
}

/// Takes fuel for work that the host did for the guest.
pub(crate) fn charge(caller: &mut Caller<'_, Guest>, fuel: u64) -> wasmtime::Result<()> {
    let (using, left) = match caller.data().tank {
        None => return Ok(()),
        Some(Tank::Module { using, left }) => (using, left),
        Some(Tank::Engine) => {
            let left = caller.get_fuel()?.checked_sub(fuel);
            caller.set_fuel(left.unwrap_or(0))?;
            return left.map(|_| ()).ok_or_else(|| Trap::OutOfFuel.into());
        }
    };
    let mut has = in_use(using, &mut *caller).saturating_sub_unsigned(fuel);
    let slice = left.min(has.min(0).unsigned_abs());
    has = has.saturating_add_unsigned(slice);
    using.set(&mut *caller, Val::I64(has))?;
    caller.data_mut().tank = Some(Tank::Module { using, left: left - slice });
    if has < 0 { Err(Trap::OutOfFuel.into()) } else { Ok(()) }
}

/// The fuel that a guest has in use. It is below zero where the guest has used more than it had.
fn in_use(using: Global, store: impl AsContextMut) -> i64 {
    using.get(store).i64().unwrap_or(0)
}

/// Gives a linker the function by which a module asks for more fuel.
///
/// Between two portions the guest pauses, so that its host can look at the clock.
fn add_fuel_to_linker(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    let (module, name) = meter::REFUEL;
    linker.func_wrap_async(module, name, |mut caller: Caller<'_, Guest>, ()| {
        Box::new(async move {
            pause().await;
            let Some(Tank::Module { using, left }) = caller.data().tank else { return Ok(()) };
            let portion = left.min(PAUSE);
            let has = in_use(using, &mut caller).saturating_add_unsigned(portion);
            using.set(&mut caller, Val::I64(has))?;
            caller.data_mut().tank = Some(Tank::Module { using, left: left - portion });
            // What was used beyond the portions before is paid for with this one.
            charge(&mut caller, 0)
        })
    })?;
    Ok(())
}

/// Gives whoever polls a future the turn, once.
async fn pause() {
    let mut has_paused = false;
    poll_fn(|_| if std::mem::replace(&mut has_paused, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Gives a linker the guest's end of the door, `host.call`.
///
/// The guest passes the address and length of its request, and two addresses
/// that receive the address and the length of the answer, which lies in
/// memory that the guest's own `host_alloc` gave.
fn add_door_to_linker(linker: &mut Linker<Guest>, module: &Module) -> wasmtime::Result<()> {
    let memory = memory_export(module)?;
    let alloc = export(module, "host_alloc")?;
    linker.func_wrap_async(
        "host",
        "call",
        move |mut caller: Caller<'_, Guest>, (at, length, answer_at, answer_length): (u32, u32, u32, u32)| {
            caller.data_mut().stack = Some(stacks::here());
            Box::new(async move {
                let (request, mailbox) = {
                    let (memory, guest) = enter(&mut caller, &memory)?;
                    let Ok(request) = memory.slice(at, length) else { return Ok(BAD_REQUEST) };
                    if request.len() > MAX_MESSAGE {
                        return Ok(BAD_REQUEST);
                    }
                    (request.to_vec(), guest.mailbox.clone())
                };
                let answer = mailbox.ask(request).await?;
                let size = answer.len() as u32;
                if answer.len() > MAX_MESSAGE {
                    wasmtime::bail!("expected an answer of at most {MAX_MESSAGE} bytes, found {size}");
                }
                charge(&mut caller, MESSAGE_FUEL + u64::from(length) + u64::from(size))?;
                let Some(Extern::Func(alloc)) = caller.get_module_export(&alloc) else {
                    wasmtime::bail!("expected the export `host_alloc` to be a function");
                };
                let address = alloc.typed::<u32, u32>(&caller)?.call_async(&mut caller, size).await?;
                let (mut memory, _) = enter(&mut caller, &memory)?;
                let written = memory
                    .write(address, &answer)
                    .and_then(|()| memory.write_u32(answer_at, address))
                    .and_then(|()| memory.write_u32(answer_length, size));
                // An allocation that failed is the null address, which is no place for an answer.
                Ok(if address == 0 || written.is_err() { BAD_REQUEST } else { 0 })
            })
        },
    )?;
    Ok(())
}

/// The result of a future that has nothing to wait for.
pub(crate) fn at_once<T>(future: impl Future<Output = wasmtime::Result<T>>) -> wasmtime::Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => wasmtime::bail!("expected a result at once, found a future that waits"),
    }
}

/// The fuel that a guest has left.
pub(crate) fn fuel_left(store: &mut Store<Guest>) -> wasmtime::Result<u64> {
    Ok(match store.data().tank {
        Some(Tank::Module { using, left }) => left.saturating_add_signed(in_use(using, store)),
        Some(Tank::Engine) => store.get_fuel()?,
        None => 0,
    })
}

/// What came of a guest that ended with `result`, and had so much fuel left.
pub(crate) fn outcome(
    guest: Guest,
    limits: &Limits,
    fuel_left: u64,
    result: wasmtime::Result<i32>,
) -> wasmtime::Result<Outcome> {
    let fuel = Fuel(limits.fuel().0.saturating_sub(fuel_left));
    let Guest { wasi, memory_limit, .. } = guest;
    let ending = match result {
        Ok(code) => Ending::Completed(code),
        Err(error) => ending(error, memory_limit.used)?,
    };
    let output = wasi.into_output();
    Ok(Outcome {
        ending,
        stdout: output.stdout,
        stderr: output.stderr,
        files: output.files,
        fuel,
        memory: memory_limit.used,
    })
}

/// What an error says of the guest. An error that says nothing of it is ours, and stays one.
fn ending(error: wasmtime::Error, memory: MemoryUse) -> wasmtime::Result<Ending> {
    if let Some(ProcExit(code)) = error.downcast_ref() {
        return Ok(Ending::Exited(*code));
    }
    if error.is::<HangUp>() {
        return Ok(Ending::HungUp);
    }
    if error.is::<OutputExceeded>() {
        return Ok(Ending::Limit(Limit::Output));
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Ok(Ending::Limit(Limit::Fuel)),
        Some(Trap::StackOverflow) => Ok(Ending::Limit(Limit::Stack)),
        Some(_) if memory == MemoryUse::Refused => Ok(Ending::Limit(Limit::Memory)),
        Some(trap) => Ok(Ending::Trapped(trap.to_string())),
        // A WebAssembly exception that nobody caught is the guest's own end as well.
        None if error.is::<wasmtime::ThrownException>() => Ok(Ending::Trapped("uncaught exception".into())),
        None => Err(error),
    }
}
