//! Builds an image: starts the interpreter once, and freezes it as it stands.

use wasmtime::{Linker, Module, Store};
use wasmtime_wizer::{WasmtimeWizer, Wizer};

use super::c_stack;
use super::split::{Parts, split};
use super::{BuildStep, EXERCISE, ImageError, SOURCES, fold, meter, shortcut, state, unroll};
use crate::engine::{Engine, initialisation_config};
use crate::guest::{self, Exports, Given, Guest};
use crate::library::Library;
use crate::limits::Limits;
use crate::session::Mailbox;

/// The lines that are shown of why an interpreter does not initialise, the last ones.
const MOST_LINES: usize = 8;

/// Builds the image and returns it: the code compiled, as `engine` loads it, and the memory.
pub(super) fn build(
    engine: &Engine,
    wasm: &[u8],
    library: &Library,
    progress: &dyn Fn(BuildStep),
) -> Result<Parts, ImageError> {
    let failed = |error: wasmtime::Error| ImageError::Build(format!("{error:#}"));
    let Parts { code, mut memory } =
        split(&snapshot(wasm, library, progress).map_err(failed)?).map_err(failed)?;
    c_stack::widen(&mut memory).map_err(failed)?;
    let code = fold::fold(&shortcut::shortcut(&code, &memory).map_err(failed)?).map_err(failed)?;
    let code = meter::meter(&unroll::unroll(&code).map_err(failed)?).map_err(failed)?;
    let code = state::export(&code).map_err(failed)?;
    progress(BuildStep::CompilingImage);
    let code = engine
        .wasmtime()
        .precompile_module(&code)
        .map_err(|error| ImageError::Build(format!("the snapshot does not compile: {error:#}")))?;
    Ok(Parts { code, memory })
}

/// The interpreter as a module that begins where its initialisation ended.
fn snapshot(wasm: &[u8], library: &Library, progress: &dyn Fn(BuildStep)) -> wasmtime::Result<Vec<u8>> {
    progress(BuildStep::Instrumenting);
    let wizer = Wizer::new();
    let (context, instrumented) = wizer.instrument(wasm)?;

    progress(BuildStep::CompilingInterpreter);
    let engine = wasmtime::Engine::new(&initialisation_config())?;
    let module = Module::new(&engine, &instrumented)?;
    drop(instrumented);

    progress(BuildStep::Initialising);
    let guest = Guest::new(library, Given::default(), &Limits::default(), Mailbox::default());
    let mut store = Store::new(&engine, guest);
    let mut linker = Linker::new(&engine);
    guest::add_to_linker(&mut linker, &module)?;
    let instance = guest::at_once(linker.instantiate_async(&mut store, &module))?;
    let initialize = instance.get_typed_func::<(), ()>(&mut store, "_initialize")?;
    guest::at_once(initialize.call_async(&mut store, ()))?;
    let exports = Exports::of(&instance, &mut store)?;
    let code = guest::at_once(exports.turn(&mut store, &initialisation()));
    if !matches!(code, Ok(0)) {
        let output = store.into_data().into_output();
        let said = String::from_utf8_lossy(&output.stderr);
        // A traceback shows the whole source in its first lines.
        let last: Vec<&str> = said.trim().lines().rev().take(MOST_LINES).collect();
        wasmtime::bail!(
            "the interpreter did not initialise ({code:?}): {}",
            last.into_iter().rev().map(str::trim).collect::<Vec<_>>().join("; ")
        );
    }
    guest::at_once(wizer.snapshot(&context, &mut WasmtimeWizer { store: &mut store, instance }))
}

/// The one piece of source that is executed before the snapshot.
///
/// The interpreter parses, compiles and registers each piece of source that it is
/// given. Every guest's first and only one is to serve its host, so that
/// is what the interpreter has in place of all this from here on.
pub(super) fn initialisation() -> String {
    // A JSON string is a Python string of the same text.
    let literal = |text| serde_json::Value::from(text).to_string();
    let mut source = String::from("def install():\n    names = {'__name__': 'veriloop', 'FILLING': None}\n");
    for (name, text) in SOURCES {
        source.push_str(&format!("    exec(compile({}, '{name}', 'exec'), names)\n", literal(text)));
    }
    source.push_str(&format!(
        "    exec(compile({}, 'exercise', 'exec'), {{**names, 'harness': names}})\n",
        literal(EXERCISE)
    ));
    source.push_str(
        "    import _reactor\n    serve = names['serve']\n    _reactor._run_turn = lambda source, name: serve()\n",
    );
    source.push_str("install()\ndel install\n");
    source
}
