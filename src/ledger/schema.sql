-- The ledger of a run, version 3. Times are Unix seconds; hashes are lower-case hexadecimal SHA-256.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE problems (
    id TEXT PRIMARY KEY, family TEXT NOT NULL, level INTEGER NOT NULL, split TEXT NOT NULL,
    digest TEXT NOT NULL, verifier TEXT NOT NULL, problem TEXT NOT NULL
) STRICT;
-- A raw completion is stored before it is judged, so that a better verifier can judge it again.
CREATE TABLE completions (
    id INTEGER PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('training', 'evaluation')),
    round INTEGER NOT NULL, problem TEXT NOT NULL REFERENCES problems (id), sample INTEGER NOT NULL,
    decoding TEXT NOT NULL, seed INTEGER NOT NULL, policy TEXT NOT NULL, completion TEXT NOT NULL,
    tokens INTEGER NOT NULL, log_prob REAL NOT NULL, finish TEXT NOT NULL,
    UNIQUE (purpose, round, problem, sample)
) STRICT;
CREATE TABLE verdicts (
    completion INTEGER PRIMARY KEY REFERENCES completions (id),
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'abstain', 'error')),
    reason TEXT, detail TEXT NOT NULL, passed INTEGER, total INTEGER, sealed INTEGER NOT NULL,
    fuel INTEGER NOT NULL, wall_ms REAL NOT NULL, candidate TEXT NOT NULL, verifier TEXT NOT NULL
) STRICT;
-- What selection kept, and is trained on from its round on. Nothing without a verdict can be here.
CREATE TABLE kept (completion INTEGER PRIMARY KEY REFERENCES verdicts (completion), round INTEGER NOT NULL) STRICT;
CREATE TABLE rounds (
    round INTEGER PRIMARY KEY, frontiers TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER, stats TEXT
) STRICT;
CREATE TABLE checkpoints (round INTEGER PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TABLE evaluations (
    round INTEGER NOT NULL, family TEXT NOT NULL, level INTEGER NOT NULL, problems INTEGER NOT NULL,
    greedy_accepted INTEGER NOT NULL, sampled_problems INTEGER NOT NULL, pass_at_8 REAL NOT NULL,
    errors INTEGER NOT NULL, PRIMARY KEY (round, family, level)
) STRICT;
-- What a round's audit judged: candidates whose right verdict is known, and a sample of the round's own completions.
CREATE TABLE audits (
    round INTEGER NOT NULL, number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('canary', 'wrong', 'constant', 'reject', 'accept')),
    problem TEXT NOT NULL REFERENCES problems (id), completion INTEGER REFERENCES completions (id),
    what TEXT NOT NULL, candidate TEXT NOT NULL, text TEXT NOT NULL,
    expected TEXT CHECK (expected IN ('accept', 'reject')),
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'abstain', 'error')), reason TEXT,
    independent TEXT CHECK (independent IN ('accept', 'reject')), detail TEXT NOT NULL,
    PRIMARY KEY (round, number)
) STRICT;
CREATE TABLE alarms (
    round INTEGER NOT NULL, alarm TEXT NOT NULL, statistic REAL NOT NULL, threshold REAL NOT NULL,
    low REAL NOT NULL, high REAL NOT NULL, diagnosis TEXT NOT NULL, remedy TEXT NOT NULL,
    evidence TEXT NOT NULL, PRIMARY KEY (round, alarm)
) STRICT;
