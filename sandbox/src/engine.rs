//! The wasmtime engine, configured so that what a guest does depends on nothing but the guest.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig};

use crate::limits::Limits;

/// Counts changes of the configuration that change what guests do or how
/// images are laid out. It is part of every image's key.
pub(crate) const CONFIG_VERSION: &str = "1";

/// How often the epoch advances, and so how exact the wall-clock backstop is.
const TICK: Duration = Duration::from_millis(100);

/// The most guests that can exist at once in one engine.
pub const MAX_GUESTS: u32 = 64;

/// A guest's own stack, and one for what the host calls in it while it waits at its door.
const STACKS_PER_GUEST: u32 = 2;

/// Memory of a guest that stays resident for the next one, rather than being given back and faulted in again.
///
/// It pays only where the kernel says which pages a guest wrote (`PAGEMAP_SCAN`, Linux 6.7);
/// elsewhere all of this would be copied after every guest, and nothing is kept.
const KEEP_RESIDENT: usize = 64 << 20;

/// The native stack that a guest may use.
const WASM_STACK: usize = 8 << 20;

/// The whole stack that a guest runs on: its own part, and as much again for
/// the host's calls that it makes at the end of it.
const GUEST_STACK: usize = 2 * WASM_STACK;

/// A configured engine with the thread that advances its epoch.
///
/// Fuel is counted, NaNs are canonical, relaxed SIMD is off: the three things
/// that deterministic execution asks for. Epochs serve the backstop alone.
#[derive(Clone)]
pub struct Engine {
    wasmtime: wasmtime::Engine,
    _ticker: Arc<Ticker>,
}

impl Engine {
    /// An engine for guests.
    ///
    /// # Errors
    ///
    /// Where the machine cannot reserve the address space that guests need.
    pub fn new() -> Result<Engine, EngineError> {
        let wasmtime = wasmtime::Engine::new(&config()).map_err(|error| EngineError(format!("{error:#}")))?;
        let ticker = Ticker::start(wasmtime.clone()).map_err(|error| EngineError(error.to_string()))?;
        Ok(Engine { wasmtime, _ticker: Arc::new(ticker) })
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.wasmtime
    }

    /// How many ticks of the epoch cover a span of time.
    pub(crate) fn ticks(&self, span: Duration) -> u64 {
        u64::try_from(span.as_nanos() / TICK.as_nanos()).unwrap_or(u64::MAX / 2).min(u64::MAX / 2) + 1
    }
}

/// The engine could not be set up.
#[derive(Clone, Debug, thiserror::Error)]
#[error("no WebAssembly engine: {0}")]
pub struct EngineError(String);

/// The configuration under which images are compiled and guests run.
fn config() -> Config {
    let mut pool = PoolingAllocationConfig::default();
    // The interpreter has 94,000 functions, all of which are in its table and
    // in its instance's own data.
    let keep_resident = if PoolingAllocationConfig::is_pagemap_scan_available() { KEEP_RESIDENT } else { 0 };
    pool.max_core_instance_size(4 << 20)
        .table_elements(200_000)
        .max_memory_size(Limits::DEFAULT_MEMORY.0 as usize)
        .total_core_instances(MAX_GUESTS)
        .total_memories(MAX_GUESTS)
        .total_tables(MAX_GUESTS)
        .total_stacks(STACKS_PER_GUEST * MAX_GUESTS)
        .linear_memory_keep_resident(keep_resident)
        .table_keep_resident(keep_resident)
        .pagemap_scan(Enabled::Auto);
    let mut config = shared_config();
    config
        .consume_fuel(true)
        .epoch_interruption(true)
        .cranelift_opt_level(OptLevel::Speed)
        .memory_init_cow(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}

/// The configuration under which an image is initialised, once: compiled
/// quickly, and run without fuel, because what is initialised is trusted.
pub(crate) fn initialisation_config() -> Config {
    let mut config = shared_config();
    config.cranelift_opt_level(OptLevel::None);
    config
}

fn shared_config() -> Config {
    let mut config = Config::new();
    config
        .wasm_exceptions(true)
        .wasm_relaxed_simd(false)
        .cranelift_nan_canonicalization(true)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(GUEST_STACK)
        // A trap is an outcome here, and nobody reads its frames.
        .wasm_backtrace_max_frames(None)
        .parallel_compilation(true);
    config
}

/// The thread that advances the epoch until its engine is dropped.
struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    fn start(engine: wasmtime::Engine) -> std::io::Result<Ticker> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("epoch".into()).spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                engine.increment_epoch();
            }
        })?;
        Ok(Ticker { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread does nothing that can panic.
            let _ = thread.join();
        }
    }
}
