//! The stage that turns candidates into judgements: worker threads around one verifier.
//!
//! Three shapes. [`Pool`] streams: jobs go in by one bounded channel and
//! judgements come out by another, in whatever order they are done. [`judge_all`]
//! gives them back in the order of the jobs, with bounded memory. [`in_order`]
//! does so for work of any kind that needs no verifier and no retries.
//!
//! A [`Fault`] is retried, and one that stays is handed back as the error it is:
//! it never becomes a rejection.

mod in_order;
mod row;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crossbeam_channel::{Receiver, Sender, bounded};
use veriloop_sandbox::MAX_GUESTS;
use veriloop_verifiers::{Candidate, Fault, Judgement, Task, Verifier};

use in_order::Step;
pub use in_order::in_order;
pub use row::{RowVerdict, VerdictRow, own_reason};

/// How often a fault is retried where nothing else is said.
pub const DEFAULT_RETRIES: usize = 2;

/// Jobs for each worker that [`judge_all`] keeps under way: enough that one slow candidate does not stop the others.
const WINDOW_PER_WORKER: usize = 64;

/// The most workers for each core.
///
/// A guest that uses up the default fuel takes some ten seconds of a core, so
/// that four of them in turns on one core end long before the sandbox's
/// wall-clock backstop fires, on a machine of half the speed as well.
const MAX_WORKERS_PER_CORE: usize = 4;

/// A worker that judges tests has two guests at once: the tests' and the candidate's.
const GUESTS_PER_WORKER: u32 = 2;

/// One candidate to judge.
#[derive(Clone, Debug)]
pub struct Job {
    /// The caller's number for the job; it comes back with the judgement.
    pub ticket: u64,
    /// How the candidate is judged.
    pub task: Arc<Task>,
    /// What is judged.
    pub candidate: Candidate,
}

/// What became of a job.
#[derive(Debug)]
pub struct Judged {
    /// The number of the job.
    pub ticket: u64,
    /// The judgement, or the fault that was left after all retries.
    pub result: Result<Judgement, Fault>,
}

/// What [`judge_all`] is given of a candidate.
#[derive(Clone, Debug)]
pub enum Work {
    /// A candidate to judge.
    Judge(Arc<Task>, Candidate),
    /// A judgement that needs no verifier, and only keeps its place in the order.
    Judged(Judgement),
}

/// One worker for each core of this machine.
pub fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// As many workers as there may be where so many are asked for: at least one,
/// and no more than the machine's cores and the sandbox's guests allow.
fn allowed_workers(asked: usize, cores: usize) -> usize {
    asked.clamp(1, (cores * MAX_WORKERS_PER_CORE).clamp(1, (MAX_GUESTS / GUESTS_PER_WORKER) as usize))
}

/// Worker threads that judge jobs as they come.
///
/// Both channels are bounded: [`submit`](Pool::submit) waits while `queue` jobs
/// wait, and workers wait while `queue` judgements wait. So somebody must
/// receive while jobs are submitted: another thread with a clone of
/// [`results`](Pool::results), or the submitting thread between two jobs.
///
/// Where the pool and every clone of its receiver are dropped, jobs that no worker has begun are abandoned.
#[derive(Debug)]
pub struct Pool {
    jobs: Sender<Job>,
    results: Receiver<Judged>,
}

impl Pool {
    /// Starts the workers, of which there is at least one and no more than the
    /// machine and the sandbox can serve; the queue holds at least one job.
    pub fn start(verifier: &Verifier, workers: usize, queue: usize, retries: usize) -> Pool {
        let (jobs, waiting) = bounded::<Job>(queue.max(1));
        let (done, results) = bounded::<Judged>(queue.max(1));
        let turns = Turns::default();
        for number in 0..allowed_workers(workers, default_workers()) {
            let (verifier, waiting, done) = (verifier.clone(), waiting.clone(), done.clone());
            let turns = turns.clone();
            std::thread::Builder::new()
                .name(format!("verifier-{number}"))
                .spawn(move || {
                    for Job { ticket, task, candidate } in waiting {
                        let result = judge_with_retries(&verifier, &task, &candidate, retries, &turns);
                        if done.send(Judged { ticket, result }).is_err() {
                            // Nobody wants any more judgements.
                            return;
                        }
                    }
                })
                .expect("the system gives a process its threads");
        }
        Pool { jobs, results }
    }

    /// Hands a job to the workers, and waits while the queue is full.
    pub fn submit(&self, job: Job) {
        self.jobs.send(job).expect("workers live as long as their pool");
    }

    /// Where judgements arrive, in the order in which they are done. Clones receive from the same channel.
    pub fn results(&self) -> &Receiver<Judged> {
        &self.results
    }
}

fn judge_with_retries(
    verifier: &Verifier,
    task: &Task,
    candidate: &Candidate,
    retries: usize,
    turns: &Turns,
) -> Result<Judgement, Fault> {
    retrying(retries, |company| {
        let _turn = turns.take(company);
        task.judge(verifier, candidate)
    })
}

/// Whether others may judge at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Company {
    Others,
    Alone,
}

/// Lets workers judge at the same time, or one of them alone.
#[derive(Clone, Debug, Default)]
struct Turns(Arc<RwLock<()>>);

/// A turn, which ends when it is dropped.
enum Turn<'a> {
    WithOthers { _guard: RwLockReadGuard<'a, ()> },
    Alone { _guard: RwLockWriteGuard<'a, ()> },
}

impl Turns {
    fn take(&self, company: Company) -> Turn<'_> {
        let Turns(lock) = self;
        match company {
            Company::Others => {
                Turn::WithOthers { _guard: lock.read().unwrap_or_else(PoisonError::into_inner) }
            }
            Company::Alone => Turn::Alone { _guard: lock.write().unwrap_or_else(PoisonError::into_inner) },
        }
    }
}

/// Tries until there is a judgement, a fault that trying again cannot mend, or no retry left.
///
/// Where there was not time enough, the next try is made while no other worker judges.
fn retrying(
    retries: usize,
    mut judge: impl FnMut(Company) -> Result<Judgement, Fault>,
) -> Result<Judgement, Fault> {
    let mut retries_left = retries;
    let mut company = Company::Others;
    loop {
        // A verifier that panics is a fault of ours like any other, and must take neither the run nor the worker with it.
        let result = catch_unwind(AssertUnwindSafe(|| judge(company)))
            .unwrap_or_else(|_| Err(Fault::Sandbox("the verifier panicked".into())));
        match result {
            Err(Fault::Problem(_) | Fault::Checker { .. }) | Ok(_) => return result,
            Err(_) if retries_left == 0 => return result,
            Err(fault) => {
                retries_left -= 1;
                if matches!(fault, Fault::WallBackstop(_)) {
                    company = Company::Alone;
                }
            }
        }
    }
}

/// Judges every job and gives the results back in the order of the jobs.
///
/// Each job carries something of the caller's, which comes back with its
/// result. Jobs are drawn as they are needed, and a bounded number of them is under way.
pub fn judge_all<T, I>(
    verifier: &Verifier,
    jobs: I,
    workers: usize,
    retries: usize,
) -> impl Iterator<Item = (T, Result<Judgement, Fault>)> + use<T, I>
where
    I: IntoIterator<Item = (T, Work)>,
{
    let (verifier, turns) = (verifier.clone(), Turns::default());
    let jobs = jobs.into_iter().map(|(payload, work)| match work {
        Work::Judge(task, candidate) => (payload, Step::Do((task, candidate))),
        Work::Judged(judgement) => (payload, Step::Done(Ok(judgement))),
    });
    let workers = allowed_workers(workers, default_workers());
    in_order::carrying(jobs, workers, WINDOW_PER_WORKER, move |(task, candidate): (Arc<Task>, Candidate)| {
        judge_with_retries(&verifier, &task, &candidate, retries, &turns)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use veriloop_sandbox::Limits;
    use veriloop_verifiers::{RejectReason, Verdict, VerifierSpec};

    fn number(value: u64) -> Arc<Task> {
        Arc::new(Task::new(VerifierSpec::math_answer(value.to_string())))
    }

    fn program() -> (Arc<Task>, Candidate) {
        let spec =
            VerifierSpec::PythonTests { entry_point: "f".into(), tests: "f()".into(), setup: String::new() };
        (Arc::new(Task::new(spec)), Candidate::Program("def f(): pass".into()))
    }

    #[test]
    fn judgements_come_back_in_the_order_of_the_jobs() {
        let count = 3 * WINDOW_PER_WORKER as u64 * 4;
        let jobs =
            (0..count).map(|n| (n, Work::Judge(number(n), Candidate::Answer((n - n % 2).to_string()))));
        let results: Vec<_> = judge_all(&Verifier::answers_only(), jobs, 4, 0).collect();
        assert_eq!(results.len() as u64, count);
        for (n, (payload, result)) in results.into_iter().enumerate() {
            assert_eq!(payload, n as u64);
            let expected =
                if n % 2 == 0 { Verdict::Accept } else { Verdict::Reject(RejectReason::WrongAnswer) };
            assert_eq!(result.unwrap().verdict, expected, "job {n}");
        }
    }

    #[test]
    fn no_more_jobs_are_drawn_than_the_window_holds() {
        let drawn = std::cell::Cell::new(0);
        let jobs = std::iter::repeat_with(|| {
            drawn.set(drawn.get() + 1);
            ((), Work::Judge(number(1), Candidate::Answer("1".into())))
        });
        let mut results = judge_all(&Verifier::answers_only(), jobs, 1, 0);
        for _ in 0..10 {
            results.next().unwrap().1.unwrap();
        }
        drop(results);
        assert!(drawn.get() <= 10 + WINDOW_PER_WORKER, "drew {}", drawn.get());
    }

    #[test]
    fn a_program_without_a_sandbox_is_a_fault_and_not_a_rejection() {
        let (task, candidate) = program();
        let jobs =
            [((), Work::Judge(task, candidate)), ((), Work::Judge(number(1), Candidate::Answer("1".into())))];
        let results: Vec<_> = judge_all(&Verifier::answers_only(), jobs, 2, 2).collect();
        assert!(matches!(&results[0].1, Err(Fault::Sandbox(_))), "{:?}", results[0]);
        assert!(results[1].1.as_ref().is_ok_and(|judgement| judgement.verdict.is_accept()));
    }

    #[test]
    fn a_judgement_that_is_there_already_keeps_its_place() {
        let verifier = Verifier::answers_only();
        let there = number(1).judge(&verifier, &Candidate::Nothing).unwrap();
        let accepted = || Work::Judge(number(1), Candidate::Answer("1".into()));
        let jobs = [(0, accepted()), (1, Work::Judged(there.clone())), (2, accepted())];
        let results: Vec<_> = judge_all(&verifier, jobs, 2, 0).collect();
        assert_eq!(results.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(results[1].1.as_ref().unwrap(), &there);
    }

    fn check_tries(retries: usize, fault: fn() -> Fault, succeeds_at: Option<usize>, tries: usize) {
        let mut tried = 0;
        let result = retrying(retries, |company| {
            assert_eq!(company == Company::Alone, tried > 0);
            tried += 1;
            if succeeds_at == Some(tried) {
                number(1).judge(&Verifier::answers_only(), &Candidate::Answer("1".into()))
            } else {
                Err(fault())
            }
        });
        assert_eq!(tried, tries);
        assert_eq!(result.is_ok(), succeeds_at.is_some_and(|at| at <= tries));
    }

    #[test]
    fn a_fault_is_retried_as_often_as_asked_and_no_oftener() {
        let overloaded = || Fault::WallBackstop(Duration::from_secs(1));
        check_tries(0, overloaded, None, 1);
        check_tries(2, overloaded, None, 3);
        check_tries(2, overloaded, Some(2), 2);
        check_tries(2, overloaded, Some(3), 3);
    }

    #[test]
    fn a_fault_of_the_problem_is_not_retried() {
        check_tries(5, || Fault::Problem("its tests do not parse".into()), None, 1);
    }

    #[test]
    fn a_verifier_that_panics_is_a_fault() {
        let result = retrying(1, |_| std::panic::resume_unwind(Box::new("broken")));
        assert!(matches!(result, Err(Fault::Sandbox(_))), "{result:?}");
    }

    #[test]
    fn no_more_workers_are_started_than_guests_can_be_served_in_time() {
        let seconds_of_default_fuel = 10;
        for cores in 1..100 {
            for asked in [0, 1, 7, 65, 10_000] {
                let workers = allowed_workers(asked, cores);
                assert!(workers >= 1 && workers <= asked.max(1));
                assert!(workers * GUESTS_PER_WORKER as usize <= MAX_GUESTS as usize);
                let seconds = seconds_of_default_fuel * workers.div_ceil(cores) as u64;
                assert!(2 * seconds < Limits::DEFAULT_WALL_BACKSTOP.as_secs(), "{workers} on {cores}");
            }
        }
        assert_eq!((allowed_workers(4, 2), allowed_workers(32, 2), allowed_workers(100, 100)), (4, 8, 32));
    }

    #[test]
    fn a_pool_that_is_dropped_still_serves_whoever_receives() {
        let pool = Pool::start(&Verifier::answers_only(), 1, 2, 0);
        for ticket in 0..2 {
            pool.submit(Job { ticket, task: number(1), candidate: Candidate::Nothing });
        }
        let results = pool.results().clone();
        drop(pool);
        // The channel ends once the worker has gone, and not before.
        assert_eq!(results.iter().count(), 2);
    }
}
