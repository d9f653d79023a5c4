//! Commands: programs for WASI preview 1, which read files and arguments, write, and end with a code.

use wasmtime::{InstancePre, Linker, Module};

use super::{ComponentError, Components, Kind, check_kind, compiled, engine};
use crate::cache::CacheDir;
use crate::digest::Digest;
use crate::guest::{self, Given, Guest};
use crate::library::Library;
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::python::SandboxError;
use crate::session::{Event, Mailbox, Session};
use crate::wasi;

/// The function in which a command begins.
const START: &str = "_start";

/// A command, compiled and linked.
pub struct Command {
    engine: wasmtime::Engine,
    pre: InstancePre<Guest>,
    identity: String,
}

/// How a command is called.
#[derive(Clone, Debug, Default)]
pub struct Invocation<'a> {
    /// Its arguments, of which the first is its name.
    pub arguments: &'a [&'a str],
    /// The files in the root folder, with their names. It may make others beside them.
    pub files: Vec<(String, Vec<u8>)>,
    /// What it is given beside them.
    pub given: Given,
}

impl Components {
    /// Loads a command from its bytes, as [`load`](Components::load) loads a component.
    ///
    /// # Errors
    ///
    /// A [`ComponentError`] that says what is wrong with the command.
    pub fn load_command(&self, bytes: &[u8], cache: Option<&CacheDir>) -> Result<Command, ComponentError> {
        check_kind(bytes, Kind::Module)?;
        let identity = Digest::of(bytes);
        let module: Module = compiled::open(&self.engine, bytes, &identity, cache)?;
        if module.get_export(START).and_then(|export| export.func().cloned()).is_none() {
            return Err(ComponentError::NotACommand(format!("a module without the function `{START}`")));
        }
        let link = || {
            let mut linker = Linker::new(&self.engine);
            wasi::add_to_linker(&mut linker, &module)?;
            linker.instantiate_pre(&module)
        };
        let pre = link()
            .map_err(|error| ComponentError::NotACommand(format!("one that does not link: {error:#}")))?;
        Ok(Command { engine: self.engine.clone(), pre, identity: identity.as_str().to_owned() })
    }
}

impl Command {
    /// The SHA-256 of the command's bytes, in hexadecimal digits.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Runs the command in a fresh instance. One that returns has ended with code 0.
    ///
    /// # Errors
    ///
    /// A [`SandboxError`] where the machinery failed.
    pub fn run(&self, limits: &Limits, invocation: Invocation<'_>) -> Result<Outcome, SandboxError> {
        let Invocation { arguments, files, given } = invocation;
        let library = Library::of_command(files);
        let run = async {
            let mut store = guest::command_store(&self.engine, &library, given, arguments, limits)?;
            engine::pausing(&mut store);
            let result = async {
                let instance = self.pre.instantiate_async(&mut store).await?;
                let start = instance.get_typed_func::<(), ()>(&mut store, START)?;
                start.call_async(&mut store, ()).await.map(|()| 0)
            };
            let result = result.await;
            let fuel_left = guest::fuel_left(&mut store)?;
            guest::outcome(store.into_data(), limits, fuel_left, result)
        };
        match Session::new(Mailbox::default(), limits.wall_backstop(), run).begin()? {
            Event::Ended(outcome) => Ok(outcome),
            Event::Asks(_) => Err(SandboxError::new("a command asked, and there is nobody to ask")),
        }
    }
}
