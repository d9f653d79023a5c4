//! A guest that runs until it asks, waits for the answer, and goes on.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::door::HangUp;
use crate::outcome::Outcome;
use crate::python::SandboxError;

/// A running guest, between two of its requests.
///
/// A guest runs on a stack of its own and on the thread of whoever resumes it.
/// While it waits nothing of it runs, so that one thread can hold several and
/// carry what they say from one to the other. Dropping a session ends its guest,
/// as hanging up does where the guest waits.
pub struct Session<'a> {
    run: Pin<Box<dyn Future<Output = wasmtime::Result<Outcome>> + Send + 'a>>,
    mailbox: Mailbox,
    /// When its host has no more time for it, once it has begun.
    deadline: Option<Instant>,
    wall_backstop: Duration,
    /// Whether it has asked, and nobody has answered.
    waits: bool,
    has_ended: bool,
}

/// What a guest did that was resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It asks, and waits for the answer.
    Asks(Vec<u8>),
    /// It ended.
    Ended(Outcome),
}

impl<'a> Session<'a> {
    /// A guest that has not begun: `run` is all that it will do, with this mailbox as its end of the door.
    pub(crate) fn new(
        mailbox: Mailbox,
        wall_backstop: Duration,
        run: impl Future<Output = wasmtime::Result<Outcome>> + Send + 'a,
    ) -> Session<'a> {
        Session { run: Box::pin(run), mailbox, deadline: None, wall_backstop, waits: false, has_ended: false }
    }

    /// Lets the guest begin, and run until it asks or ends.
    ///
    /// # Errors
    ///
    /// A [`SandboxError`] where the machinery failed, or the guest has ended already.
    pub fn begin(&mut self) -> Result<Event, SandboxError> {
        if self.deadline.is_some() {
            return Err(SandboxError::new("a guest that has begun was asked to begin"));
        }
        self.resume()
    }

    /// Gives the guest its answer, and lets it run until it asks again or ends.
    ///
    /// # Errors
    ///
    /// As [`begin`](Session::begin).
    pub fn answer(&mut self, answer: Vec<u8>) -> Result<Event, SandboxError> {
        self.mailbox.answer(Ok(answer));
        self.resume()
    }

    /// Ends a guest that waits, and says what is left of it.
    ///
    /// # Errors
    ///
    /// As [`begin`](Session::begin).
    pub fn hang_up(mut self) -> Result<Outcome, SandboxError> {
        self.mailbox.answer(Err(HangUp));
        match self.resume()? {
            Event::Ended(outcome) => Ok(outcome),
            Event::Asks(_) => Err(SandboxError::new("a guest went on after the host hung up")),
        }
    }

    fn resume(&mut self) -> Result<Event, SandboxError> {
        if self.has_ended {
            return Err(SandboxError::new("a guest that has ended was asked to go on"));
        }
        self.waits = false;
        let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + self.wall_backstop);
        loop {
            match self.run.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(ended) => {
                    self.has_ended = true;
                    return ended.map(Event::Ended).map_err(|error| SandboxError::new(format!("{error:#}")));
                }
                Poll::Pending => match self.mailbox.take() {
                    Mail::Request(request) => {
                        self.waits = true;
                        return Ok(Event::Asks(request));
                    }
                    // It has used some fuel, and goes on where there is time.
                    Mail::Nothing if Instant::now() < deadline => {}
                    Mail::Nothing => {
                        self.has_ended = true;
                        return Ok(Event::Ended(Outcome::out_of_time()));
                    }
                    Mail::Answer(_) => {
                        return Err(SandboxError::new(
                            "a guest went on without the answer that it waits for",
                        ));
                    }
                },
            }
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // Whatever has its guest end in order is kept for another one.
        if self.waits && !std::thread::panicking() {
            self.mailbox.answer(Err(HangUp));
            let _ = self.resume();
        }
    }
}

/// What lies between a guest and its host: one message at a time.
#[derive(Clone, Default)]
pub(crate) struct Mailbox(Arc<Mutex<Mail>>);

#[derive(Default)]
pub(crate) enum Mail {
    #[default]
    Nothing,
    Request(Vec<u8>),
    Answer(Result<Vec<u8>, HangUp>),
}

impl Mailbox {
    /// Leaves the guest's request, and waits for the answer.
    pub(crate) async fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>, HangUp> {
        self.put(Mail::Request(request));
        poll_fn(|_| {
            let mut mail = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match std::mem::take(&mut *mail) {
                Mail::Answer(answer) => Poll::Ready(answer),
                other => {
                    *mail = other;
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// Leaves the answer to the request that was made.
    pub(crate) fn answer(&self, answer: Result<Vec<u8>, HangUp>) {
        self.put(Mail::Answer(answer));
    }

    fn put(&self, mail: Mail) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = mail;
    }

    /// Takes what was left, whoever left it.
    pub(crate) fn take(&self) -> Mail {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
