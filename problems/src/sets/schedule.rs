//! Schedules: tasks of a few hours, some after others, some by the same worker, and a deadline that can be met.

use rand::{Rng, RngExt as _};
use serde_json::{Map, Value, json};
use veriloop_verifiers::VerifierSpec;
use veriloop_verifiers::spec::module::ModulePath;

use super::{Draft, letters};

/// Who works, where a task needs somebody.
const WORKERS: [&str; 2] = ["Ann", "Bob"];

/// The longest that a task takes, in hours.
const LONGEST: u64 = 4;

/// One task.
struct Task {
    takes: u64,
    after: Vec<usize>,
    worker: Option<&'static str>,
}

/// One problem of `level` + 1 tasks.
pub(super) fn draw(checker: &ModulePath, level: u32, rng: &mut impl Rng) -> Draft {
    let names = letters(level as usize + 1);
    let tasks: Vec<Task> = (0..names.len())
        .map(|at| Task {
            takes: rng.random_range(1..=LONGEST),
            after: (0..at).filter(|_| rng.random_bool(0.35)).collect(),
            worker: WORKERS.get(rng.random_range(0..=WORKERS.len())).copied(),
        })
        .collect();
    let begins = earliest(&tasks);
    let deadline = (0..tasks.len()).map(|at| begins[at] + tasks[at].takes).max().unwrap_or(0);
    let mut prompt = String::new();
    let mut told = Map::new();
    for (task, name) in tasks.iter().zip(&names) {
        let after: Vec<&str> = task.after.iter().map(|&at| names[at].as_str()).collect();
        prompt.push_str(&format!("{name} takes {}", task.takes));
        let mut one = json!({"takes": task.takes});
        if !after.is_empty() {
            prompt.push_str(&format!(" after {}", after.join(" ")));
            one["after"] = json!(after);
        }
        if let Some(worker) = task.worker {
            prompt.push_str(&format!(" by {worker}"));
            one["worker"] = worker.into();
        }
        prompt.push('\n');
        told.insert(name.clone(), one);
    }
    prompt.push_str(&format!("done at {deadline}\n"));
    let schedule: Map<String, Value> =
        names.iter().cloned().zip(begins.into_iter().map(Value::from)).collect();
    Draft {
        prompt,
        verifier: VerifierSpec::component(
            checker.clone(),
            [("tasks", told.into()), ("deadline", deadline.into())],
        ),
        reference: Value::from(schedule).to_string(),
    }
}

/// When each task begins, if each in its turn begins as early as those before it and its worker allow.
fn earliest(tasks: &[Task]) -> Vec<u64> {
    let mut begins: Vec<u64> = Vec::new();
    for task in tasks {
        let end = |at: usize, begins: &[u64]| begins[at] + tasks[at].takes;
        let mut begin = task.after.iter().map(|&at| end(at, &begins)).max().unwrap_or(0);
        // Whatever of the worker's is in the way is waited for, until nothing is.
        while let Some(clash) = (0..begins.len()).find(|&at| {
            task.worker.is_some()
                && tasks[at].worker == task.worker
                && begin < end(at, &begins)
                && begins[at] < begin + task.takes
        }) {
            begin = end(clash, &begins);
        }
        begins.push(begin);
    }
    begins
}

#[cfg(test)]
mod tests {
    use super::{Task, earliest};

    #[test]
    fn a_task_waits_for_those_before_it_and_for_its_worker() {
        let task = |takes, after: &[usize], worker| Task { takes, after: after.to_vec(), worker };
        let tasks = [
            task(2, &[], Some("Ann")),
            task(1, &[0], None),
            task(3, &[], Some("Ann")),
            task(1, &[1], Some("Bob")),
        ];
        assert_eq!(earliest(&tasks), [0, 2, 2, 3]);
    }
}
