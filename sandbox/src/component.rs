//! Components: WebAssembly of any language that is called through typed functions.
//!
//! Every call gets a fresh instance, so that nothing of one call is there in
//! another. An instance has what its arguments bring and nothing else: the
//! system behind its imports is that of `component/system.rs`. What a call may
//! use up is bounded by [`Limits`](crate::Limits), and what came of it is a [`Called`]. Only a
//! failure of the machinery is an error.

mod call;
mod command;
mod compiled;
mod engine;
mod extent;
mod limiter;
mod link;
mod system;

use std::marker::PhantomData;

use wasmtime::component::{
    Component as Compiled, ComponentExportIndex, ComponentNamedList, InstancePre, Lift, Linker, Lower, types,
};

use crate::cache::CacheDir;
use crate::digest::Digest;
use crate::engine::EngineError;
use call::Host;

pub use call::Called;
pub use command::{Command, Invocation};
/// What gives types of Rust their form in the interface of a component: its derives, and the crate that these name.
pub use wasmtime;

/// The largest component that is loaded, in bytes.
pub const MAX_COMPONENT: usize = 128 << 20;

/// An engine for components, which share nothing but its pools of memory.
#[derive(Clone)]
pub struct Components {
    engine: wasmtime::Engine,
}

/// A component, compiled and linked: what is left to do for a call is to instantiate it.
pub struct Component {
    pre: InstancePre<Host>,
    identity: String,
}

/// A function that a component exports, whose type was checked.
pub struct Function<P, R> {
    index: ComponentExportIndex,
    types: PhantomData<fn(P) -> R>,
}

impl<P, R> Clone for Function<P, R> {
    fn clone(&self) -> Self {
        Function { index: self.index, types: PhantomData }
    }
}

/// Why a component cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComponentError {
    /// The bytes are no component.
    #[error("expected a WebAssembly component, found {0}")]
    NotAComponent(String),
    /// The bytes are no command.
    #[error("expected a command for WASI preview 1, found {0}")]
    NotACommand(String),
    /// The component has parts that this engine does not run.
    #[error("it cannot be compiled: {0}")]
    Compile(String),
    /// The component wants from its host what components are not given.
    #[error("the component imports {0}, and checkers are given nothing of the kind")]
    Import(String),
    /// The component does not export a function of the type that is asked for.
    #[error("the component's function `{name}` is not of the type that it must have: {why}")]
    Export {
        /// The function's name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Components {
    /// An engine for components.
    ///
    /// # Errors
    ///
    /// Where the machine cannot reserve the address space that components need.
    pub fn new() -> Result<Components, EngineError> {
        Ok(Components { engine: engine::new()? })
    }

    /// Loads a component from its bytes.
    ///
    /// Where there is a cache, compiled code is taken from it and kept in it. A cache that
    /// cannot be used costs time and is no error.
    ///
    /// # Errors
    ///
    /// A [`ComponentError`] that says what is wrong with the component.
    pub fn load(&self, bytes: &[u8], cache: Option<&CacheDir>) -> Result<Component, ComponentError> {
        check_kind(bytes, Kind::Component)?;
        let identity = Digest::of(bytes);
        let compiled = compiled::open(&self.engine, bytes, &identity, cache)?;
        let pre = self.link(&compiled)?;
        Ok(Component { pre, identity: identity.as_str().to_owned() })
    }

    fn link(&self, compiled: &Compiled) -> Result<InstancePre<Host>, ComponentError> {
        let mut linker = Linker::new(&self.engine);
        link::add_to_linker(&mut linker, compiled)?;
        linker.instantiate_pre(compiled).map_err(|error| ComponentError::Compile(format!("{error:#}")))
    }
}

/// What bytes of WebAssembly can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Component,
    Module,
}

/// Says what bytes are that are not of a kind.
fn check_kind(bytes: &[u8], expected: Kind) -> Result<(), ComponentError> {
    let found = match bytes {
        _ if bytes.len() > MAX_COMPONENT => {
            format!("{} bytes, which is more than {MAX_COMPONENT}", bytes.len())
        }
        [b'\0', b'a', b's', b'm', _, _, 1, 0, ..] if expected == Kind::Component => return Ok(()),
        [b'\0', b'a', b's', b'm', 1, 0, 0, 0, ..] if expected == Kind::Module => return Ok(()),
        [b'\0', b'a', b's', b'm', _, _, 1, 0, ..] => "a component".to_owned(),
        [b'\0', b'a', b's', b'm', 1, 0, 0, 0, ..] => "a core module".to_owned(),
        [] => "no bytes".to_owned(),
        _ => "something else".to_owned(),
    };
    Err(match expected {
        Kind::Component => ComponentError::NotAComponent(found),
        Kind::Module => ComponentError::NotACommand(found),
    })
}

impl Component {
    /// The SHA-256 of the component's bytes, in hexadecimal digits.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The function of this name, which takes `P` and returns `R`.
    ///
    /// # Errors
    ///
    /// [`ComponentError::Export`] where there is none, or its type is another.
    pub fn function<P, R>(&self, name: &str) -> Result<Function<P, R>, ComponentError>
    where
        P: ComponentNamedList + Lower,
        R: ComponentNamedList + Lift,
    {
        let wrong = |why: String| ComponentError::Export { name: name.to_owned(), why };
        let compiled = self.pre.component();
        let Some((item, index)) = compiled.get_export(None, name) else {
            return Err(wrong("it exports no function of that name".to_owned()));
        };
        let types::ComponentItem::ComponentFunc(function) = item else {
            return Err(wrong("what it exports by that name is no function".to_owned()));
        };
        function.typecheck::<P, R>(&self.pre.instance_type()).map_err(|error| wrong(format!("{error:#}")))?;
        Ok(Function { index, types: PhantomData })
    }
}
