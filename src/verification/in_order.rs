//! Work on several threads whose results come in the order of the items.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

/// Items for each worker that are under way: enough that a slow one does not stop the others.
const WINDOW_PER_WORKER: usize = 4;

/// What is to be done with an item.
pub(super) enum Step<T, R> {
    /// The work, by a worker.
    Do(T),
    /// Nothing: this is its result, which only keeps its place in the order.
    Done(R),
}

/// Does the same to every item, on `workers` threads, and gives the results in the order of the items.
///
/// Items are drawn as they are needed, by whoever draws the results, and a
/// bounded number of them is under way. A panic of the work comes out where the result is drawn.
pub fn in_order<I, T, R, F>(items: I, workers: usize, work: F) -> impl Iterator<Item = R> + use<I, T, R, F>
where
    I: IntoIterator<Item = T>,
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Clone + Send + 'static,
{
    let items = items.into_iter().map(|item| ((), Step::Do(item)));
    carrying(items, workers, WINDOW_PER_WORKER, work).map(|((), result)| result)
}

/// The same where each item carries something of the caller's, which comes back with its result, and where some need
/// no work. For each worker, `window_per_worker` items are under way.
pub(super) fn carrying<I, P, T, R, F>(
    items: I,
    workers: usize,
    window_per_worker: usize,
    work: F,
) -> impl Iterator<Item = (P, R)> + use<I, P, T, R, F>
where
    I: IntoIterator<Item = (P, Step<T, R>)>,
    T: Send + 'static,
    R: Send + 'static,
    F: Fn(T) -> R + Clone + Send + 'static,
{
    let workers = workers.max(1);
    let window = workers * window_per_worker;
    // No more than the window is ever under way, so neither channel is ever full and nobody waits to send.
    let (jobs, waiting) = bounded::<(u64, T)>(window);
    let (done, results) = bounded(window);
    for number in 0..workers {
        let (waiting, done, work) = (waiting.clone(), done.clone(), work.clone());
        thread::Builder::new()
            .name(format!("worker-{number}"))
            .spawn(move || {
                for (ticket, item) in waiting {
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    if done.send((ticket, result)).is_err() {
                        // Nobody wants any more results.
                        return;
                    }
                }
            })
            .expect("the system gives a process its threads");
    }
    InOrder {
        jobs,
        results,
        items: items.into_iter().fuse(),
        window,
        under_way: VecDeque::with_capacity(window),
        first_ticket: 0,
    }
}

struct InOrder<I, P, T, R> {
    jobs: Sender<(u64, T)>,
    results: Receiver<(u64, thread::Result<R>)>,
    items: I,
    window: usize,
    /// What has been drawn and not been given back, oldest first, with its result once there is one.
    under_way: VecDeque<(P, Option<thread::Result<R>>)>,
    /// The ticket of the oldest.
    first_ticket: u64,
}

impl<I: Iterator<Item = (P, Step<T, R>)>, P, T, R> Iterator for InOrder<I, P, T, R> {
    type Item = (P, R);

    fn next(&mut self) -> Option<(P, R)> {
        loop {
            while self.under_way.len() < self.window {
                let Some((payload, step)) = self.items.next() else { break };
                let ticket = self.first_ticket + self.under_way.len() as u64;
                let result = match step {
                    Step::Do(item) => {
                        self.jobs.send((ticket, item)).expect("workers live as long as there is work");
                        None
                    }
                    Step::Done(result) => Some(Ok(result)),
                };
                self.under_way.push_back((payload, result));
            }
            if let (_, Some(_)) = self.under_way.front()? {
                let (payload, result) = self.under_way.pop_front()?;
                self.first_ticket += 1;
                return Some((payload, result?.unwrap_or_else(|panic| resume_unwind(panic))));
            }
            let (ticket, result) = self.results.recv().expect("workers live as long as there is work");
            let position = usize::try_from(ticket - self.first_ticket).expect("inside the window");
            self.under_way[position].1 = Some(result);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(workers: usize) {
        // The first of every few items is the slow one.
        let work = |n: u64| {
            if n.is_multiple_of(5) {
                (0..20_000).fold(n, |sum, more| sum ^ more) ^ (0..20_000).fold(0, |sum, more| sum ^ more)
            } else {
                n
            }
        };
        let results: Vec<u64> = in_order(0..500, workers, work).collect();
        assert_eq!(results, (0..500).collect::<Vec<u64>>(), "{workers} workers");
    }

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_the_number_of_workers() {
        for workers in [0, 1, 2, 7] {
            check(workers);
        }
    }

    #[test]
    fn no_more_items_are_drawn_than_the_window_holds() {
        let drawn = std::cell::Cell::new(0);
        let items = std::iter::repeat_with(|| drawn.set(drawn.get() + 1));
        let mut results = in_order(items, 2, |()| ());
        for _ in 0..10 {
            results.next().unwrap();
        }
        assert!(drawn.get() <= 10 + 2 * WINDOW_PER_WORKER, "drew {}", drawn.get());
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn a_panic_comes_out_where_the_result_is_drawn() {
        let work = |n: u64| if n == 3 { resume_unwind(Box::new("broken")) } else { n };
        let _ = in_order(0..10, 2, work).count();
    }
}
