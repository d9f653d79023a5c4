//! `veriloop answer --pairs`: files of any length, in bounded memory.

use std::cell::RefCell;
use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use veriloop_problems::Pair;
use veriloop_problems::jsonl::Rows;
use veriloop_verifiers::{Candidate, Fault, SecondJudge, Verifier, VerifierSpec};

use super::Judged;
use crate::cli::AnswerArgs;
use crate::commands::verdicts::{Flush, Tally, write};
use crate::commands::{RowCount, Sandbox, check_writable, checked_rows, open_verifier};
use crate::console;
use crate::exit::{CommandError, ExitCode};
use crate::verification::{VerdictRow, in_order};

/// Pairs that a worker takes at a time: many, since one takes microseconds, and few enough to be nothing in memory.
const CHUNK: usize = 128;

/// A chunk ends with the pair that brings it to this many bytes, so that long solutions stay few.
const CHUNK_BYTES: usize = 1 << 18;

/// Pairs with the number of the first, from 0.
struct Chunk {
    first: u64,
    pairs: Vec<Pair>,
}

/// Writes a row for each pair, in the order of the pairs, whatever the number of workers.
///
/// No more than some chunks of the file are ever in memory. What can be read
/// only once, such as a pipe, is judged pair by pair: whoever writes it may
/// wait for one verdict before the next pair.
///
/// # Errors
///
/// Where the pairs cannot be read, or the rows not be written.
pub(super) fn judge(path: &Path, args: &AnswerArgs) -> Result<ExitCode, CommandError> {
    if let Some(out) = &args.out {
        check_writable(out, &[path])?;
    }
    let (pairs, count) = checked_rows::<Pair>(path, |_, _| Ok(()))?;
    let progress = count.progress("judging");
    let second = args.second_judge.map(SecondJudge::from);
    let verifier = open_verifier(Sandbox::NotNeeded, second)?;
    let rows = move |chunk: Chunk| rows(chunk, &verifier, second);
    let start = Instant::now();
    // A fault in the input ends the chunks here and is reported once what was judged before it is through.
    let stopped = RefCell::new(None);
    let tally = RefCell::new(Tally::default());
    let counted = |row: VerdictRow| {
        tally.borrow_mut().count(&row);
        progress.advance();
        row
    };
    let out = args.out.as_deref();
    match count {
        RowCount::Known(_) => {
            let rows = in_order(chunks(pairs, CHUNK, &stopped), args.workers(), rows).flatten();
            write(out, rows.map(counted), Flush::WhenFull, &stopped)?;
        }
        RowCount::Unknown => {
            let rows = chunks(pairs, 1, &stopped).flat_map(rows);
            write(out, rows.map(counted), Flush::EachRow, &stopped)?;
        }
    }
    drop(progress);
    let tally = tally.into_inner();
    console::note(tally.summary("pairs", start.elapsed()));
    Ok(if tally.errors() == 0 { ExitCode::Done } else { ExitCode::Fault })
}

/// The pairs of a file in chunks. They end before a fault, which is then in `stopped`.
fn chunks(
    mut pairs: Rows<Pair>,
    size: usize,
    stopped: &RefCell<Option<CommandError>>,
) -> impl Iterator<Item = Chunk> {
    let mut first = 0;
    iter::from_fn(move || {
        let mut chunk = Chunk { first, pairs: Vec::with_capacity(size) };
        let mut bytes = 0;
        while chunk.pairs.len() < size && bytes < CHUNK_BYTES {
            match pairs.next() {
                Some(Ok((_, pair))) => {
                    bytes += pair.gold.len() + pair.answer.len();
                    chunk.pairs.push(pair);
                }
                Some(Err(error)) => {
                    *stopped.borrow_mut() = Some(error.into());
                    break;
                }
                None => break,
            }
        }
        first += chunk.pairs.len() as u64;
        (!chunk.pairs.is_empty()).then_some(chunk)
    })
}

/// The rows of a chunk.
fn rows(chunk: Chunk, verifier: &Verifier, second: Option<SecondJudge>) -> Vec<VerdictRow> {
    (chunk.first..).zip(&chunk.pairs).map(|(index, pair)| row(index, pair, verifier, second)).collect()
}

fn row(index: u64, pair: &Pair, verifier: &Verifier, second: Option<SecondJudge>) -> VerdictRow {
    // A checker that panics is a fault of ours like any other, and must not take the other pairs with it.
    catch_unwind(AssertUnwindSafe(|| Judged::of(pair, verifier, second).into_row(index))).unwrap_or_else(
        |_| {
            let candidate = Candidate::Answer(pair.answer.clone()).digest();
            let spec = VerifierSpec::math_answer(pair.gold.clone()).with_second_judge(second);
            let fault = Fault::Sandbox("the verifier panicked".into());
            VerdictRow::new(None, index, candidate, verifier.identity(&spec), Err(fault))
        },
    )
}
