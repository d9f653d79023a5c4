//! The wasmtime engine, configured so that what a guest does depends on nothing but the guest.

use std::sync::Arc;

use wasmtime::{Config, OptLevel};

use crate::memory::Memories;
use crate::stacks::Stacks;

/// Counts changes of the configuration that change what guests do or how
/// images are laid out. It is part of every image's key.
pub(crate) const CONFIG_VERSION: &str = "4";

/// The most guests that can exist at once in one engine.
pub const MAX_GUESTS: u32 = 64;

/// The native stack that a guest may use: so much that the interpreter's own bound
/// on its recursion is nearly always reached first, which is an ordinary exception.
const WASM_STACK: usize = 64 << 20;

/// The whole stack that a guest runs on: its own part, and what the host's
/// calls need that it makes at the end of it.
const GUEST_STACK: usize = WASM_STACK + (8 << 20);

/// A configured engine, and where its guests' memories and stacks come from.
///
/// NaNs are canonical and relaxed SIMD is off, as deterministic execution asks
/// for; the fuel that it asks for as well is counted by the modules themselves.
#[derive(Clone)]
pub struct Engine {
    wasmtime: wasmtime::Engine,
    memories: Arc<Memories>,
    stacks: Arc<Stacks>,
}

impl Engine {
    /// An engine for guests.
    ///
    /// # Errors
    ///
    /// Where the machine cannot reserve the address space that guests need.
    pub fn new() -> Result<Engine, EngineError> {
        let (memories, stacks) = (Arc::new(Memories::default()), Arc::new(Stacks::default()));
        let config = config(Arc::clone(&memories), Arc::clone(&stacks));
        let wasmtime = wasmtime::Engine::new(&config).map_err(|error| EngineError(format!("{error:#}")))?;
        Ok(Engine { wasmtime, memories, stacks })
    }

    pub(crate) fn wasmtime(&self) -> &wasmtime::Engine {
        &self.wasmtime
    }

    /// Where guests' memories come from.
    pub(crate) fn memories(&self) -> &Memories {
        &self.memories
    }

    /// Where guests' stacks come from.
    pub(crate) fn stacks(&self) -> &Stacks {
        &self.stacks
    }
}

/// The engine could not be set up.
#[derive(Clone, Debug, thiserror::Error)]
#[error("no WebAssembly engine: {0}")]
pub struct EngineError(String);

impl EngineError {
    pub(crate) fn new(what: impl Into<String>) -> EngineError {
        EngineError(what.into())
    }
}

/// The configuration under which images are compiled and guests run.
fn config(memories: Arc<Memories>, stacks: Arc<Stacks>) -> Config {
    let mut config = shared_config();
    config
        // The modules that run count their own fuel, and say where it is rarely used up.
        .wasm_branch_hinting(true)
        .cranelift_opt_level(OptLevel::Speed)
        .with_host_memory(memories)
        .with_host_stack(stacks);
    config
}

/// The configuration under which an image is initialised, once: compiled quickly.
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
