//! Gives the loop of an interpreter several rounds in one.
//!
//! An interpreter goes through a loop once for each of its instructions, so
//! what a round of that loop costs beside the instruction counts: a program
//! that computes pays a seventh of its time for the [metering](super::meter) of
//! it. Rounds that follow each other are therefore put into one loop: where a
//! round would go back to the beginning, it goes on to a copy of itself, and
//! only the last copy goes back.
//!
//! ```text
//! loop                      block $end
//!   …                         loop
//!   br 0                        block $next
//!   …                 ->          …  br $next  …  br $end
//! end                           end
//!                               …  br 0  …
//!                             end
//!                           end
//! ```

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{BlockType, Catch, CodeSection, Instruction, Module};
use wasmparser::{FunctionBody, Operator, Parser};

/// The rounds that are put into one.
pub(super) const ROUNDS: u32 = 2;

/// The targets of a branch by number from which on it is an interpreter's.
const MANY: u32 = 128;

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// Unrolls the loops of interpreters in a module.
///
/// # Errors
///
/// Where it is no module that can be read.
pub(super) fn unroll(module: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let mut unrolled = Module::new();
    Unroll
        .parse_core_module(&mut unrolled, Parser::new(0), module)
        .map_err(|error| wasmtime::format_err!("{error}"))?;
    Ok(unrolled.finish())
}

/// Whether an instruction is one by which interpreters go to what they execute next.
pub(super) fn dispatches(operator: &Operator<'_>) -> bool {
    matches!(operator, Operator::BrTable { targets } if targets.len() >= MANY)
}

/// Whether an instruction begins a block.
fn begins(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(operator, O::Block { .. } | O::Loop { .. } | O::If { .. } | O::TryTable { .. })
}

/// Whether an instruction has labels that are not among those which [`farther`] changes.
fn has_other_labels(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::BrOnCast { .. }
            | O::BrOnCastFail { .. }
            | O::BrOnCastDescEq { .. }
            | O::BrOnCastDescEqFail { .. }
            | O::Try { .. }
            | O::Catch { .. }
            | O::CatchAll
            | O::Rethrow { .. }
            | O::Delegate { .. }
            | O::Resume { .. }
            | O::ResumeThrow { .. }
            | O::ResumeThrowRef { .. }
            | O::Switch { .. }
    )
}

/// The first loop without a result in which there is an interpreter's branch
/// that is in no inner loop: from its beginning to its end. None where the
/// function has branches of other kinds than compilers of C make.
fn interpreter(operators: &[Operator<'_>]) -> Option<Range<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut found = None;
    for (at, operator) in operators.iter().enumerate() {
        if begins(operator) {
            open.push(at);
        } else if matches!(operator, Operator::End) {
            let start = open.pop();
            if start.is_some() && start == found {
                return start.map(|start| start..at).filter(|_| !operators.iter().any(has_other_labels));
            }
        } else if found.is_none() && dispatches(operator) {
            let is_loop = |at: &&usize| matches!(operators[**at], Operator::Loop { .. });
            let innermost = open.iter().rev().find(is_loop).copied();
            let is_plain = |at: &usize| {
                matches!(operators[*at], Operator::Loop { blockty: wasmparser::BlockType::Empty })
            };
            found = innermost.filter(is_plain);
        }
    }
    None
}

struct Unroll;

impl Reencode for Unroll {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<()> {
        let operators =
            body.get_operators_reader()?.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        let Some(found) = interpreter(&operators) else {
            return reencode::utils::parse_function_body(self, code, body);
        };
        let mut unrolled = self.new_function_with_parsed_locals(&body)?;
        for operator in &operators[..found.start] {
            unrolled.instruction(&self.instruction(operator.clone())?);
        }
        unrolled.instructions().block(BlockType::Empty).loop_(BlockType::Empty);
        for _ in 1..ROUNDS {
            unrolled.instructions().block(BlockType::Empty);
        }
        for round in 1..=ROUNDS {
            // The blocks that are open in this round, whose ends are where later rounds begin.
            let later = ROUNDS - round;
            let mut depth = 0;
            for operator in &operators[found.start + 1..found.end] {
                let instruction = self.instruction(operator.clone())?;
                // The loop's own label is now that of where the next round begins. Beyond it are
                // those of the later rounds, of the loop and of its end, in place of the loop's alone.
                unrolled.instruction(&farther(instruction, depth, later + 1));
                if begins(operator) {
                    depth += 1;
                } else if matches!(operator, Operator::End) {
                    depth -= 1;
                }
            }
            unrolled.instructions().br(later + 1).end();
        }
        unrolled.instructions().end();
        for operator in &operators[found.end + 1..] {
            unrolled.instruction(&self.instruction(operator.clone())?);
        }
        code.function(&unrolled);
        Ok(())
    }
}

/// An instruction whose branches beyond so many labels go so many labels farther.
fn farther(instruction: Instruction<'_>, beyond: u32, more: u32) -> Instruction<'_> {
    use Instruction as I;
    let label = |label: u32| if label > beyond { label + more } else { label };
    match instruction {
        I::Br(to) => I::Br(label(to)),
        I::BrIf(to) => I::BrIf(label(to)),
        I::BrTable(targets, default) => {
            I::BrTable(Cow::Owned(targets.iter().map(|&to| label(to)).collect()), label(default))
        }
        I::BrOnNull(to) => I::BrOnNull(label(to)),
        I::BrOnNonNull(to) => I::BrOnNonNull(label(to)),
        I::TryTable(block, catches) => {
            let catch = |catch: &Catch| match *catch {
                Catch::One { tag, label: to } => Catch::One { tag, label: label(to) },
                Catch::OneRef { tag, label: to } => Catch::OneRef { tag, label: label(to) },
                Catch::All { label: to } => Catch::All { label: label(to) },
                Catch::AllRef { label: to } => Catch::AllRef { label: label(to) },
            };
            I::TryTable(block, Cow::Owned(catches.iter().map(catch).collect()))
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store};

    use super::*;

    /// An interpreter of bytes in memory: 0 ends it, 1 adds one, 2 doubles, 3 skips the byte after it,
    /// 4 leaves in the middle of an inner block, and any other goes back to the first byte while the
    /// sum is under a hundred.
    fn byte_interpreter() -> String {
        let table = "3 ".repeat(MANY as usize - 4);
        format!(
            "(module (memory (export \"memory\") 1)
              (func (export \"run\") (result i32)
                (local $at i32) (local $sum i32) (local $rounds i32)
                (block $out
                  (loop $next
                    (local.set $rounds (i32.add (local.get $rounds) (i32.const 1)))
                    (block $back (block $leave (block $skip (block $double (block $one (block $end
                      (br_table $end $one $double $skip $leave {}
                        (i32.load8_u (local.get $at))))
                      (br $out))
                      (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                      (local.set $at (i32.add (local.get $at) (i32.const 1)))
                      (br $next))
                      (local.set $sum (i32.shl (local.get $sum) (i32.const 1)))
                      (local.set $at (i32.add (local.get $at) (i32.const 1)))
                      (br $next))
                      (local.set $at (i32.add (local.get $at) (i32.const 2)))
                      (br_if $next (i32.const 1)))
                      (block (br_if $out (i32.const 1)) (br $next)))
                    (local.set $at (i32.const 0))
                    (br_if $next (i32.lt_u (local.get $sum) (i32.const 100)))))
                (i32.add (i32.mul (local.get $rounds) (i32.const 10000)) (local.get $sum))))",
            table.replace('3', "$back")
        )
    }

    /// What a module comes to when it interprets these bytes.
    fn run(module: &[u8], program: &[u8]) -> i32 {
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let module = Module::new(&engine, module).expect("a module");
        let instance = Instance::new(&mut store, &module, &[]).expect("an instance");
        let memory = instance.get_memory(&mut store, "memory").expect("a memory");
        memory.write(&mut store, 0, program).expect("room for the program");
        instance
            .get_typed_func::<(), i32>(&mut store, "run")
            .expect("a function")
            .call(&mut store, ())
            .expect("an end")
    }

    #[test]
    fn an_unrolled_interpreter_does_what_it_did() {
        let module = wat::parse_str(byte_interpreter()).expect("a module");
        let unrolled = unroll(&module).expect("a module");
        assert!(unrolled.len() > module.len());
        let programs: [&[u8]; 8] = [
            &[0],
            &[1, 0],
            &[1, 1, 0],
            &[1, 2, 2, 0],
            &[1, 3, 0, 2, 0],
            &[1, 2, 4, 1],
            &[1, 9],
            &[1, 2, 1, 9, 0],
        ];
        for program in programs {
            assert_eq!(run(&unrolled, program), run(&module, program), "{program:?}");
        }
        assert_eq!(run(&unrolled, &[1, 2, 1, 0]), 40_003);
    }

    #[test]
    fn other_loops_stay_as_they_are() {
        let module = "(module (func (export \"f\") (param i32) (loop $next
            (block $one (block $two (br_table $one $two $next (local.get 0))))
            (br_if $next (local.get 0)))))";
        let module = wat::parse_str(module).expect("a module");
        assert_eq!(unroll(&module).expect("a module"), module);
    }
}
