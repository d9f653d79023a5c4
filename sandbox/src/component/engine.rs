//! The wasmtime engine that components run in, and the clock that has its guests pause.

use std::thread;
use std::time::Duration;

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Store};

use crate::engine::{EngineError, MAX_GUESTS};
use crate::limits::Limits;

/// Counts changes of the configuration that change what compiled code does.
pub(super) const CONFIG_VERSION: &str = "2";

/// The native stack that a component may use: so much that an interpreter's own bound on its
/// recursion is reached first, which is an ordinary exception.
const WASM_STACK: usize = 64 << 20;

/// The whole stack that a component runs on: its own part, and what the host's calls need at the end of it.
const GUEST_STACK: usize = WASM_STACK + (2 << 20);

/// The most core instances of one component. A component of Python's has some thirty.
const CORE_INSTANCES: u32 = 80;

/// The most memories of one component, and the most tables.
const MEMORIES: u32 = 4;
const TABLES: u32 = 40;

/// The most elements of a table. An interpreter has tens of thousands of functions.
const TABLE_ELEMENTS: usize = 200_000;

/// The most bytes that wasmtime keeps of an instance, beside its memories.
const INSTANCE_BYTES: usize = 8 << 20;

/// What is kept of a memory from one instance to the next: the pages that were written get the
/// component's own bytes again, which is faster than to map them anew.
const RESIDENT: usize = 64 << 20;

/// How long a guest runs before it pauses, so that its host can look at the clock.
///
/// Fuel is no measure for it: what passes between the components inside a component is copied by the host, and
/// takes time without taking fuel.
const PAUSE: Duration = Duration::from_millis(50);

/// An engine for components, with a thread that counts its pauses for as long as it is used.
pub(super) fn new() -> Result<wasmtime::Engine, EngineError> {
    let failed = |why: &dyn std::fmt::Display| EngineError::new(format!("{why:#}"));
    let engine = wasmtime::Engine::new(&config()).map_err(|error| failed(&error))?;
    let weak = engine.weak();
    let count = move || {
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(PAUSE);
        }
    };
    let thread = thread::Builder::new().name("component-pauses".into());
    thread.spawn(count).map_err(|error| failed(&error))?;
    Ok(engine)
}

/// Has what runs in a store pause now and then.
pub(super) fn pausing<T>(store: &mut Store<T>) {
    store.set_epoch_deadline(1);
    store.epoch_deadline_async_yield_and_update(1);
}

/// What a component does must depend on nothing but the component: NaNs are canonical,
/// relaxed SIMD and threads are off, and counted instructions bound how long it runs.
fn config() -> Config {
    let mut config = Config::new();
    config
        .wasm_exceptions(true)
        .wasm_relaxed_simd(false)
        .wasm_threads(false)
        .concurrency_support(false)
        .cranelift_nan_canonicalization(true)
        .cranelift_opt_level(OptLevel::Speed)
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(GUEST_STACK)
        .wasm_backtrace_max_frames(None)
        .parallel_compilation(true)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    config
}

fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    let memory = usize::try_from(Limits::DEFAULT_MEMORY.0).unwrap_or(usize::MAX);
    pool.total_component_instances(MAX_GUESTS)
        .total_core_instances(MAX_GUESTS * CORE_INSTANCES)
        .total_memories(MAX_GUESTS * MEMORIES)
        .total_tables(MAX_GUESTS * TABLES)
        .total_stacks(MAX_GUESTS)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(MEMORIES)
        .max_tables_per_component(TABLES)
        .max_tables_per_module(TABLES)
        .max_component_instance_size(INSTANCE_BYTES)
        .max_core_instance_size(INSTANCE_BYTES)
        .table_elements(TABLE_ELEMENTS)
        .max_memory_size(memory)
        .linear_memory_keep_resident(RESIDENT)
        .table_keep_resident(1 << 20)
        .async_stack_keep_resident(16 << 10)
        // Where the kernel does not say which pages were written, they are mapped anew.
        .pagemap_scan(Enabled::Auto);
    pool
}
