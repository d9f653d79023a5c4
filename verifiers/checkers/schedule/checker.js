// A schedule under constraints: when does every task begin, so that each waits for those before it, no worker has
// two at once, and all are done in time?
//
// Many schedules are right, so that none can be compared with a reference. The candidate's last line is a JSON object
// that gives each task its beginning, such as {"wash": 0, "dry": 3}.

export function describe() {
  return {
    name: "schedule",
    version: "1.0.0",
    decides: "whether the candidate's last line begins every task at a time that the constraints allow",
    parameters: [
      ["tasks", "an object of tasks: {\"takes\": hours, \"after\": [tasks], \"worker\": name}"],
      ["deadline", "the hour by which all are done"],
    ],
    more: [],
  };
}

export function judge(task, candidate) {
  const { tasks, deadline } = problem(task.parameters);
  const line = candidate.text.trim().split("\n").pop().trim();
  if (line === "") return reject("no-answer", "expected a JSON object, found nothing");
  let begins;
  try {
    begins = JSON.parse(line);
  } catch {
    return reject("unreadable-answer", "the last line is no JSON");
  }
  if (typeof begins !== "object" || begins === null || Array.isArray(begins)) {
    return reject("unreadable-answer", "the last line is no JSON object");
  }

  const names = Object.keys(tasks);
  const ends = {};
  for (const name of names) {
    if (!Object.hasOwn(begins, name) || !Number.isFinite(begins[name]) || begins[name] < 0) {
      return reject("not-scheduled", `expected an hour from 0 up for ${name}`);
    }
    ends[name] = begins[name] + tasks[name].takes;
  }
  for (const name of names) {
    for (const before of tasks[name].after ?? []) {
      if (begins[name] < ends[before]) return reject("too-early", `${name} begins before ${before} is done`);
    }
    if (ends[name] > deadline) return reject("too-late", `${name} is done at ${ends[name]}, after ${deadline}`);
  }
  for (const [at, one] of names.entries()) {
    for (const other of names.slice(at + 1)) {
      const sameWorker = tasks[one].worker !== undefined && tasks[one].worker === tasks[other].worker;
      if (sameWorker && begins[one] < ends[other] && begins[other] < ends[one]) {
        return reject("two-at-once", `${tasks[one].worker} does ${one} and ${other} at once`);
      }
    }
  }
  return verdict("accept", "", `${names.length} tasks, done by ${Math.max(...Object.values(ends))}`);
}

// What a problem says. One that cannot be read is no candidate's fault: what is thrown is an error, and no verdict.
function problem(parameters) {
  const { tasks, deadline } = JSON.parse(parameters);
  if (typeof tasks !== "object" || tasks === null) throw "expected `tasks`, found none";
  if (!Number.isFinite(deadline)) throw "expected `deadline`, found no number";
  for (const [name, { takes, after }] of Object.entries(tasks)) {
    if (!(takes > 0)) throw `expected the hours that ${name} takes, found ${takes}`;
    for (const before of after ?? []) if (!Object.hasOwn(tasks, before)) throw `${name} is after ${before}, which is no task`;
  }
  return { tasks, deadline };
}

function verdict(code, reason, explanation) {
  // An explanation may have 16 KiB, and what the candidate wrote any length.
  return { code, reason, score: undefined, explanation: explanation.slice(0, 400), more: [] };
}

function reject(reason, explanation) {
  return verdict("reject", reason, explanation);
}
