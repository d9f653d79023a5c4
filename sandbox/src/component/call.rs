//! One call of a component: a fresh instance, its limits, and how it ends.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use wasmtime::component::{ComponentNamedList, Lift, Lower};
use wasmtime::{PoolConcurrencyLimitError, Store, StoreContextMut, Trap};

use super::limiter::Limiter;
use super::system::{Exit, System};
use super::{Component, Function, engine};
use crate::limits::{Fuel, Limits};
use crate::outcome::{Ending, Limit, MemoryUse};
use crate::python::SandboxError;
use crate::surroundings::Surroundings;
use crate::wasi::OutputExceeded;

/// The most handles of resources that an instance may have at once: each takes memory of the host's.
const HANDLES: usize = 100_000;

/// Fuel charged for every call of the host, on top of the bytes that it moves.
const CALL_FUEL: u64 = 500;

/// What wasmtime says where a component hands over more than it may.
const TOO_MUCH: &str = "fuel allocated for hostcalls has been exhausted";

/// The state behind one instance.
pub(super) struct Host {
    pub(super) system: System,
    limiter: Limiter,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub struct Called<R> {
    /// What the function returned, or how the instance ended instead.
    pub result: Result<R, Ending>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// The fuel it used.
    pub fuel: Fuel,
}

impl Component {
    /// Calls a function in a fresh instance.
    ///
    /// What it returns may have as many bytes as it may write to its outputs.
    ///
    /// # Errors
    ///
    /// A [`SandboxError`] where the machinery failed.
    pub fn call<P, R>(
        &self,
        limits: &Limits,
        surroundings: Surroundings,
        function: &Function<P, R>,
        params: P,
    ) -> Result<Called<R>, SandboxError>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let broken = |error: wasmtime::Error| SandboxError::new(format!("{error:#}"));
        let output = usize::try_from(limits.output().0).unwrap_or(usize::MAX);
        let host = Host { system: System::new(output, surroundings), limiter: Limiter::new(limits.memory()) };
        let mut store = Store::new(self.pre.engine(), host);
        store.limiter(|host| &mut host.limiter);
        store.set_hostcall_fuel(output);
        store.set_max_component_handles(HANDLES);
        store.set_fuel(limits.fuel().0).map_err(broken)?;
        engine::pausing(&mut store);
        let run = async {
            let instance = self.pre.instantiate_async(&mut store).await?;
            let function = instance.get_typed_func::<P, R>(&mut store, &function.index)?;
            function.call_async(&mut store, params).await
        };
        let ended = within(Instant::now() + limits.wall_backstop(), run);
        let left = store.get_fuel().map_err(broken)?;
        let Host { system, limiter } = store.into_data();
        let result = match ended {
            None => Err(Ending::WallBackstop),
            Some(Ok(returned)) => Ok(returned),
            Some(Err(error)) => Err(ending(&error, limiter.used).ok_or_else(|| broken(error))?),
        };
        let (stdout, stderr) = system.into_outputs();
        Ok(Called { result, stdout, stderr, fuel: Fuel(limits.fuel().0.saturating_sub(left)) })
    }
}

/// The result of a future that pauses now and then; none where the deadline passed before it.
fn within<T>(deadline: Instant, run: impl Future<Output = T>) -> Option<T> {
    let mut run = pin!(run);
    loop {
        match run.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => return Some(result),
            Poll::Pending if Instant::now() < deadline => {}
            Poll::Pending => return None,
        }
    }
}

/// What an error says of the component; none where it says something of us.
fn ending(error: &wasmtime::Error, memory: MemoryUse) -> Option<Ending> {
    if error.is::<PoolConcurrencyLimitError>() {
        return None;
    }
    if let Some(Exit(code)) = error.downcast_ref() {
        return Some(Ending::Exited(*code));
    }
    if error.is::<OutputExceeded>() {
        return Some(Ending::Limit(Limit::Output));
    }
    Some(match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Ending::Limit(Limit::Fuel),
        Some(Trap::StackOverflow) => Ending::Limit(Limit::Stack),
        _ if memory == MemoryUse::Refused => Ending::Limit(Limit::Memory),
        Some(trap) => Ending::Trapped(trap.to_string()),
        None => {
            let why = format!("{error:#}");
            if why.contains(TOO_MUCH) { Ending::Limit(Limit::Output) } else { Ending::Trapped(why) }
        }
    })
}

/// Takes fuel for work that the host does for the component.
pub(super) fn charge(store: &mut StoreContextMut<'_, Host>, bytes: u64) -> wasmtime::Result<()> {
    match store.get_fuel()?.checked_sub(CALL_FUEL.saturating_add(bytes)) {
        Some(left) => store.set_fuel(left),
        None => {
            store.set_fuel(0)?;
            Err(Trap::OutOfFuel.into())
        }
    }
}
