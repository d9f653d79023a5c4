//! Python sandboxes: a fresh interpreter for every program, in a fraction of a millisecond.

use wasmtime::{InstancePre, Linker};

use crate::cache::CacheDir;
use crate::door::{Door, HangUp};
use crate::engine::{Engine, EngineError};
use crate::guest::{self, Guest};
use crate::image::{BuildStep, ImageError, PythonImage};
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::session::{Event, Mailbox, Session};

/// What the interpreter is told to execute: the loop of `harness.py`.
const SERVE: &str = "serve()";

/// Runs guests from one image. Share it between threads by reference: every run is a fresh instance.
pub struct Python {
    engine: Engine,
    image: PythonImage,
    pre: InstancePre<Guest>,
}

/// Why there is no Python sandbox.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// There is no image.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The image asks for imports that guests are not given.
    #[error("the Python image does not link: {0}")]
    Link(String),
}

/// The sandbox itself failed; it says nothing of the guest.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the sandbox failed: {0}")]
pub struct SandboxError(String);

impl SandboxError {
    pub(crate) fn new(what: impl Into<String>) -> SandboxError {
        SandboxError(what.into())
    }
}

impl Python {
    /// Opens the image in the cache, and builds it first where there is none.
    /// That takes some minutes, of which `progress` is told.
    ///
    /// # Errors
    ///
    /// An [`OpenError`] that says what is missing or what failed.
    pub fn open(cache: &CacheDir, progress: &dyn Fn(BuildStep)) -> Result<Python, OpenError> {
        let engine = Engine::new()?;
        let image = PythonImage::open(&engine, cache, progress)?;
        let link = || {
            let mut linker = Linker::new(engine.wasmtime());
            guest::add_to_linker(&mut linker, image.module())?;
            linker.instantiate_pre(image.module())
        };
        let pre = link().map_err(|error| OpenError::Link(format!("{error:#}")))?;
        Ok(Python { engine, image, pre })
    }

    /// The hash of everything that decides what guests do. It is the same on
    /// every machine, and another one where any input of the image is another.
    pub fn identity(&self) -> String {
        self.image.identity().to_owned()
    }

    /// A fresh guest, which has not begun.
    ///
    /// The conversation with it is the one that the module [`value`](crate::value)
    /// and the guest's harness describe.
    pub fn session(&self, limits: &Limits) -> Session<'_> {
        let (mailbox, limits) = (Mailbox::default(), *limits);
        let guests_end = mailbox.clone();
        Session::new(mailbox, async move {
            let mut store = guest::store(&self.engine, self.image.library(), &limits, guests_end)?;
            let instance = self.pre.instantiate_async(&mut store).await?;
            let result = guest::turn(&mut store, &instance, SERVE).await;
            guest::take_apart(store, &limits, result)
        })
    }

    /// Runs a fresh guest, which asks `door` what to do, until it ends. The door comes back with what it gathered.
    ///
    /// # Errors
    ///
    /// A [`SandboxError`] where the machinery failed.
    pub fn run<D: Door>(&self, limits: &Limits, mut door: D) -> Result<(Outcome, D), SandboxError> {
        let mut session = self.session(limits);
        let mut event = session.begin()?;
        loop {
            match event {
                Event::Ended(outcome) => return Ok((outcome, door)),
                Event::Asks(request) => match door.answer(&request) {
                    Ok(answer) => event = session.answer(answer)?,
                    Err(HangUp) => return Ok((session.hang_up()?, door)),
                },
            }
        }
    }
}
