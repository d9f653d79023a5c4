//! Extends an image: has a guest of it import an extension, and keeps the memory that the guest leaves.
//!
//! A guest that has ended leaves its interpreter as the initialisation of an
//! image does, between two calls of the host. So another guest can begin with
//! what that one left, and the compiled code is that of the image.

use std::fs::File;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::store::ImageStore;
use super::{BuildStep, ImageError, PythonImage, module};
use crate::cache::CacheDir;
use crate::digest::Digest;
use crate::engine::Engine;
use crate::extension::Extension;
use crate::guest::{self, Given};
use crate::instances::Instances;
use crate::library::Library;
use crate::limits::{Fuel, Limits};
use crate::memory;
use crate::session::{Mail, Mailbox};
use crate::value::Value;

/// The fuel of the guest that imports, which is trusted: far more than it needs, and still an end.
const FUEL: Fuel = Fuel(10_000_000_000_000);

/// The image that is extended.
pub(super) struct Base {
    pub(super) key: Digest,
    pub(super) identity: Digest,
    pub(super) zip: Vec<u8>,
    pub(super) code: File,
    pub(super) memory: File,
}

/// An extension with the bytes of its packages.
pub(super) struct Extended<'a> {
    extension: &'a Extension,
    archives: Vec<(String, Vec<u8>)>,
}

impl<'a> Extended<'a> {
    pub(super) fn read(extension: &'a Extension) -> Result<Extended<'a>, ImageError> {
        Ok(Extended { extension, archives: extension.archives()? })
    }

    /// Opens the memory in the cache that goes with a base, or makes it where there is none that is whole.
    pub(super) fn open(
        self,
        engine: &Engine,
        cache: &CacheDir,
        base: Base,
        progress: &dyn Fn(BuildStep),
    ) -> Result<PythonImage, ImageError> {
        let source = self.extension.initialisation();
        let digests: Vec<(&str, Digest)> =
            self.archives.iter().map(|(name, bytes)| (name.as_str(), Digest::of(bytes))).collect();
        let extended = |of: &Digest| {
            let archives = digests.iter().map(|(name, digest)| (*name, digest.as_str()));
            let fixed = [("extended", of.as_str()), ("initialisation", &source)];
            Digest::of_parts(fixed.into_iter().chain(archives))
        };
        let (identity, key) = (extended(&base.identity), extended(&base.key));
        drop(digests);
        let library = Library::new(base.zip, self.archives);

        let store = ImageStore::new(cache.images(), key.as_str());
        let failed = |error: io::Error| ImageError::Build(format!("no memory can be read or made: {error}"));
        let declared = base.memory.metadata().map_err(failed)?.len();
        let code = base.code.try_clone().map_err(failed)?;
        let waiting = || progress(BuildStep::Waiting);
        let mut stored = store.or_make(ImageStore::verified_memory, waiting, || {
            progress(BuildStep::Extending);
            let bytes = extend(code, base.memory, &library, &source)?;
            progress(BuildStep::Storing);
            store.put_memory(&bytes)
        })?;
        let bytes = memory::contents(&mut stored).map_err(failed)?;
        let declared = usize::try_from(declared).unwrap_or(usize::MAX);
        engine.memories().begin_with_bytes(&bytes, declared).map_err(failed)?;
        Ok(PythonImage { module: module(engine, base.code)?, library, identity })
    }
}

/// The memory that a guest leaves which executed the source.
fn extend(code: File, mut memory: File, library: &Library, source: &str) -> Result<Vec<u8>, ImageError> {
    let failed = |what: String| ImageError::Build(format!("the extension was not imported: {what}"));
    // An engine of its own, since an engine's memories begin with one image.
    let engine = Engine::new().map_err(|error| failed(error.to_string()))?;
    let module = module(&engine, code)?;
    engine.memories().begin_with(&mut memory).map_err(|error| failed(error.to_string()))?;
    let run = || -> wasmtime::Result<Result<Vec<u8>, String>> {
        let instances = Instances::new(&engine, library, &module)?;
        let mailbox = Mailbox::default();
        let limits = Limits::default().with_fuel(FUEL);
        let fresh = instances.fresh(Given::default(), &limits, mailbox.clone());
        let mut instance = guest::at_once(fresh)?;
        let mut said = None;
        let ended = {
            let mut turn = pin!(instance.turn("serve"));
            let commands = [vec!["execute", "setup", source], vec!["end"]];
            let mut commands = commands.into_iter();
            loop {
                match turn.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                    Poll::Ready(ended) => break ended?,
                    Poll::Pending => {
                        // Without a request it has only used some fuel.
                        let Mail::Request(request) = mailbox.take() else { continue };
                        said = Value::decode(&request).ok();
                        let command = commands.next().unwrap_or_default().into_iter().map(Value::text);
                        mailbox.answer(Ok(Value::Tuple(command.collect()).encode()));
                    }
                }
            }
        };
        if ended != 0 || said != Some(Value::Tuple(vec![Value::text("done")])) {
            return Ok(Err(
                said.map_or_else(|| format!("the guest ended with {ended}"), |said| said.to_string())
            ));
        }
        Ok(Ok(instance.memory().to_vec()))
    };
    run().map_err(|error| failed(format!("{error:#}")))?.map_err(failed)
}
