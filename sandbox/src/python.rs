//! Python sandboxes: a fresh interpreter for every program, in a fraction of a millisecond.

use crate::cache::CacheDir;
use crate::door::{Door, HangUp};
use crate::engine::{Engine, EngineError};
use crate::extension::Extension;
use crate::guest::Given;
use crate::image::{BuildStep, ImageError, PythonImage};
use crate::instances::Instances;
use crate::limits::Limits;
use crate::outcome::Outcome;
use crate::session::{Event, Mailbox, Session};
use crate::value::Value;

/// What a guest's interpreter is given as its source. Whatever it is, the guest serves its host.
const SERVE: &str = "serve";

/// A program like those that are judged, to see what guests write of their memory.
const REHEARSAL: &str = "
import collections, math, typing
class Pair:
    def __init__(self, first, second): self.first, self.second = first, second
def solve(numbers: typing.List[int]) -> int:
    counts = collections.Counter(numbers)
    found = sorted(n for n in counts if all(n % d for d in range(2, math.isqrt(n) + 1)))
    return Pair(found[-1], {n: str(n) for n in found})
for n in range(20): assert solve(list(range(2, 90 + n))).first > 1
try: solve([])
except IndexError as error: message = f'{error}'
";

/// Tests of it.
const REHEARSAL_TESTS: &str = "
import math
METADATA = {'author': 'nobody', 'dataset': 'test'}
def check(candidate):
    assert candidate([2, 3, 4]).first == 3, 'This prints if this assert fails 1'
    assert abs(candidate([5, 7, 9]).first - 7.0) < 1e-6
    for n in range(3, 12):
        assert candidate(list(range(2, n))).second.keys() == {m for m in range(2, n) if m in (2, 3, 5, 7)}
    assert math.isclose(candidate([2]).first, 2) and candidate([11]).second == {11: '11'}
";

/// Runs guests from one image. Share it between threads by reference: every run has an instance that is as new.
pub struct Python {
    image: PythonImage,
    instances: Instances,
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
        Python::open_image(cache, None, progress)
    }

    /// Opens the image that has an extension, which is one beside the ordinary image.
    ///
    /// # Errors
    ///
    /// As [`open`](Python::open), also where a package of the extension is missing.
    pub fn open_extended(
        cache: &CacheDir,
        extension: &Extension,
        progress: &dyn Fn(BuildStep),
    ) -> Result<Python, OpenError> {
        Python::open_image(cache, Some(extension), progress)
    }

    fn open_image(
        cache: &CacheDir,
        extension: Option<&Extension>,
        progress: &dyn Fn(BuildStep),
    ) -> Result<Python, OpenError> {
        let engine = Engine::new()?;
        let image = PythonImage::open(&engine, cache, extension, progress)?;
        let instances = Instances::new(&engine, image.library(), image.module())
            .map_err(|error| OpenError::Link(format!("{error:#}")))?;
        let python = Python { image, instances };
        // Where it fails, guests are slower and do the same.
        let _ = python.rehearse();
        Ok(python)
    }

    /// The hash of everything that decides what guests do. It is the same on
    /// every machine, and another one where any input of the image is another.
    pub fn identity(&self) -> String {
        self.image.identity().to_owned()
    }

    #[cfg(test)]
    pub(crate) fn instances(&self) -> &Instances {
        &self.instances
    }

    /// Lets a first guest execute a small program, so that memories are made for what guests write.
    fn rehearse(&self) -> Result<(), SandboxError> {
        let mut session = self.session(&Limits::default());
        session.begin()?;
        let program = ["execute", "candidate", REHEARSAL];
        for command in [&program[..], &["test", REHEARSAL_TESTS, "solve"], &["end"]] {
            let command = command.iter().map(|part| Value::text(*part)).collect();
            session.answer(Value::Tuple(command).encode())?;
        }
        Ok(())
    }

    /// A fresh guest, which has not begun, with nothing in its standard input and the usual surroundings.
    ///
    /// The conversation with it is the one that the module [`value`](crate::value)
    /// and the guest's harness describe.
    pub fn session(&self, limits: &Limits) -> Session<'_> {
        self.session_with(limits, Given::default())
    }

    /// A fresh guest, which has not begun, and is given this.
    pub fn session_with(&self, limits: &Limits, given: Given) -> Session<'_> {
        let (mailbox, limits) = (Mailbox::default(), *limits);
        let guests_end = mailbox.clone();
        Session::new(mailbox, limits.wall_backstop(), async move {
            let mut instance = self.instances.fresh(given, &limits, guests_end).await?;
            let result = instance.turn(SERVE).await;
            self.instances.end(instance, &limits, result)
        })
    }

    /// Runs a fresh guest, which asks `door` what to do, until it ends. The door comes back with what it gathered.
    ///
    /// # Errors
    ///
    /// A [`SandboxError`] where the machinery failed.
    pub fn run<D: Door>(&self, limits: &Limits, door: D) -> Result<(Outcome, D), SandboxError> {
        self.run_with(limits, Given::default(), door)
    }

    /// Runs a fresh guest as [`run`](Python::run) does, which is given this.
    ///
    /// # Errors
    ///
    /// As [`run`](Python::run).
    pub fn run_with<D: Door>(
        &self,
        limits: &Limits,
        given: Given,
        mut door: D,
    ) -> Result<(Outcome, D), SandboxError> {
        let mut session = self.session_with(limits, given);
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
