//! The instances of the interpreter: each has one guest after another, and is what it was in between.
//!
//! To make a store and an instance, and to fill in the table of a new one function by function as they are
//! first called, takes a tenth of the time of a small program. So an instance is kept for the next guest.
//! All that code can change of an instance is set back: its memory gets the image's contents again, its
//! globals what they began as, and [the image](crate::image::state) has nothing else that changes. What the
//! host knows of a guest goes with the guest.
//!
//! Only an instance whose guest ended in order is kept. After any other end, and wherever
//! something cannot be set back, it is dropped with its store, and the next guest gets another one.

use std::sync::{Mutex, MutexGuard, PoisonError};

use wasmtime::{Global, InstancePre, Linker, Module, Store, Val};

use crate::engine::{Engine, MAX_GUESTS};
use crate::guest::{self, Exports, Given, Guest};
use crate::image::{meter, state};
use crate::library::Library;
use crate::limits::{Fuel, Limits};
use crate::outcome::{Ending, Outcome};
use crate::session::Mailbox;

/// The guests that an instance has at most, so that nothing can pile up that its store may keep of each.
const MOST_GUESTS: u32 = 1_000;

/// Makes the instances of an interpreter, and keeps those that nobody uses.
pub(crate) struct Instances {
    engine: Engine,
    library: Library,
    pre: InstancePre<Guest>,
    /// The bytes of memory that the module declares, without which no guest begins.
    declared: u64,
    idle: Mutex<Vec<Instance>>,
}

/// An instance, for one guest at a time.
pub(crate) struct Instance {
    store: Store<Guest>,
    exports: Exports,
    fuel: Global,
    /// The globals that its code can change, with what they began as.
    globals: Vec<(Global, Val)>,
    /// The guests that it has had, the present one included.
    guests: u32,
}

impl Instances {
    /// Instances of a module in which guests find this library.
    pub(crate) fn new(engine: &Engine, library: &Library, module: &Module) -> wasmtime::Result<Instances> {
        let mut linker = Linker::new(engine.wasmtime());
        guest::add_to_linker(&mut linker, module)?;
        let memory = module.get_export("memory").and_then(|export| export.memory().cloned());
        Ok(Instances {
            engine: engine.clone(),
            library: library.clone(),
            pre: linker.instantiate_pre(module)?,
            declared: memory.map_or(0, |memory| memory.minimum() * memory.page_size()),
            idle: Mutex::default(),
        })
    }

    /// An instance for a guest, which is as new, and has the guest's fuel.
    pub(crate) async fn fresh(
        &self,
        given: Given,
        limits: &Limits,
        mailbox: Mailbox,
    ) -> wasmtime::Result<Instance> {
        let guest = Guest::new(&self.library, given, limits, mailbox);
        let kept = self.idle().pop_if(|_| self.declared <= limits.memory().0);
        let mut instance = match kept {
            Some(mut instance) => {
                *instance.store.data_mut() = guest;
                instance
            }
            None => self.instantiate(guest).await?,
        };
        instance.guests += 1;
        instance.fill_tank(limits.fuel())?;
        Ok(instance)
    }

    async fn instantiate(&self, guest: Guest) -> wasmtime::Result<Instance> {
        let mut store = guest::store(&self.engine, guest);
        let instance = self.pre.instantiate_async(&mut store).await?;
        let exports = Exports::of(&instance, &mut store)?;
        let fuel = instance
            .get_global(&mut store, meter::FUEL)
            .ok_or_else(|| wasmtime::format_err!("expected the module to export `{}`", meter::FUEL))?;
        let globals: Vec<Global> = instance
            .exports(&mut store)
            .filter(|export| export.name().starts_with(state::GLOBAL))
            .filter_map(|export| export.into_extern().into_global())
            .collect();
        let globals = globals.into_iter().map(|global| (global, global.get(&mut store))).collect();
        Ok(Instance { store, exports, fuel, globals, guests: 0 })
    }

    /// What came of a guest that ended with `result`. Its instance is kept where it can be as new.
    pub(crate) fn end(
        &self,
        mut instance: Instance,
        limits: &Limits,
        result: wasmtime::Result<i32>,
    ) -> wasmtime::Result<Outcome> {
        let fuel_left = guest::fuel_left(&mut instance.store)?;
        let is_trimmed = self.engine.stacks().trim(&mut instance.store);
        let nobody = Guest::new(&self.library, Given::default(), limits, Mailbox::default());
        let guest = std::mem::replace(instance.store.data_mut(), nobody);
        let outcome = guest::outcome(guest, limits, fuel_left, result)?;
        let has_ended_in_order = matches!(outcome.ending, Ending::Completed(_) | Ending::HungUp);
        if has_ended_in_order && is_trimmed && instance.renew(&self.engine).unwrap_or(false) {
            self.keep(instance);
        }
        Ok(outcome)
    }

    fn keep(&self, instance: Instance) {
        let mut idle = self.idle();
        if idle.len() < MAX_GUESTS as usize {
            idle.push(instance);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Instance>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Instance {
    /// Has the guest's interpreter execute one piece of source.
    pub(crate) async fn turn(&mut self, source: &str) -> wasmtime::Result<i32> {
        self.exports.turn(&mut self.store, source).await
    }

    /// The guest's memory.
    pub(crate) fn memory(&self) -> &[u8] {
        self.exports.memory.data(&self.store)
    }

    fn fill_tank(&mut self, fuel: Fuel) -> wasmtime::Result<()> {
        let portion = self.store.data_mut().fill_tank(self.fuel, fuel);
        self.fuel.set(&mut self.store, portion)
    }

    /// Sets all that code can change back to what it was. False where that is not possible.
    fn renew(&mut self, engine: &Engine) -> wasmtime::Result<bool> {
        // An exception that code throws stays for good in the store's heap, which has no size before the first.
        if self.guests >= MOST_GUESTS || self.store.gc_heap_capacity() > 0 {
            return Ok(false);
        }
        for (global, value) in &self.globals {
            global.set(&mut self.store, *value)?;
        }
        Ok(engine.memories().renew(self.exports.memory.data_mut(&mut self.store))?)
    }
}

#[cfg(test)]
mod tests;
