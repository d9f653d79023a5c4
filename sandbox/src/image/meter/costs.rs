//! What the functions of a module cost, and the rounds of their loops.
//!
//! The cost is the number of instructions, at most [`CAP`], since of a long
//! body most is branched around; a stretch of more without a branch counts in
//! full. A function that takes no part in a recursion and is not long is paid
//! for by whoever calls it, so that nothing need be counted where it begins;
//! calls of what is in a table are counted where they are made. Between two
//! charges a guest thus does no more than the module allows, whatever it does.

use std::collections::BTreeMap;

use wasmparser::{BinaryReaderError, FunctionBody, Operator};

use crate::image::unroll;

/// What a round of a loop or a call of a function costs at most, beside stretches that count in full.
/// A round in which an interpreter executes several instructions is as many rounds.
const CAP: u64 = 64;

/// The most that a function costs which its callers pay for.
const SMALL: u64 = 1024;

/// What a call costs of whatever is in a table.
const INDIRECT: u64 = 32;

/// How the functions of a module are paid for, by their numbers without the imports.
pub(super) struct Functions {
    imported: u32,
    paid: Vec<Paid>,
}

/// How a function is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paid {
    /// By itself, where it begins.
    ByItself,
    /// By its callers, so much.
    ByCallers(u64),
}

/// What a function is by itself.
struct Shape {
    /// Its instructions outside of loops.
    size: u64,
    /// Whom it calls outside of loops, and within.
    calls: Vec<u32>,
    calls_in_loops: Vec<u32>,
}

impl Functions {
    /// Looks through the bodies of a module's functions.
    pub(super) fn of(imported: u32, bodies: &[FunctionBody<'_>]) -> Result<Functions, BinaryReaderError> {
        let shapes = bodies.iter().map(|body| Shape::of(imported, body)).collect::<Result<Vec<_>, _>>()?;
        Ok(Functions { imported, paid: paid(&shapes) })
    }

    /// What a call costs that calls this function, counted with the imports.
    fn call(&self, function: u32) -> u64 {
        let paid = function.checked_sub(self.imported).and_then(|number| self.paid.get(number as usize));
        match paid {
            Some(Paid::ByCallers(cost)) => 1 + cost,
            Some(Paid::ByItself) | None => 1,
        }
    }

    fn cost(&self, operator: &Operator<'_>) -> u64 {
        match operator {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                self.call(*function_index)
            }
            _ => 1,
        }
    }
}

impl Shape {
    fn of(imported: u32, body: &FunctionBody<'_>) -> Result<Shape, BinaryReaderError> {
        let mut shape = Shape { size: 0, calls: Vec::new(), calls_in_loops: Vec::new() };
        // Whether each block that is open is a loop.
        let mut blocks = Vec::new();
        let mut loops = 0;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            shape.size += u64::from(loops == 0);
            match operator {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    let calls = if loops == 0 { &mut shape.calls } else { &mut shape.calls_in_loops };
                    calls.extend(function_index.checked_sub(imported));
                }
                Operator::Loop { .. } => {
                    blocks.push(true);
                    loops += 1;
                }
                Operator::Block { .. } | Operator::If { .. } | Operator::TryTable { .. } => {
                    blocks.push(false);
                }
                Operator::End => loops -= i32::from(blocks.pop() == Some(true)),
                _ => {}
            }
        }
        Ok(shape)
    }

    /// Whom the function calls, the calls outside of loops first.
    fn callee(&self, at: usize) -> Option<usize> {
        let callee = match at.checked_sub(self.calls.len()) {
            None => self.calls.get(at),
            Some(at) => self.calls_in_loops.get(at),
        };
        callee.map(|&number| number as usize)
    }
}

/// Decides for each function how it is paid for: callees first, so that what
/// they cost is known. A function that is met again while its callees are
/// decided takes part in a recursion.
fn paid(shapes: &[Shape]) -> Vec<Paid> {
    let mut paid: Vec<Option<Paid>> = vec![None; shapes.len()];
    let mut is_met = vec![false; shapes.len()];
    for root in 0..shapes.len() {
        // The functions on the way to where the walk is, each with the next of its calls.
        let mut way = if is_met[root] { Vec::new() } else { vec![(root, 0)] };
        is_met[root] = true;
        while let Some((function, next)) = way.last_mut() {
            if let Some(callee) = shapes[*function].callee(*next) {
                *next += 1;
                if callee >= shapes.len() {
                    continue;
                }
                if !std::mem::replace(&mut is_met[callee], true) {
                    way.push((callee, 0));
                } else if paid[callee].is_none() {
                    paid[callee] = Some(Paid::ByItself);
                }
                continue;
            }
            let shape = &shapes[*function];
            let calls = shape.calls.iter().filter_map(|&callee| *paid.get(callee as usize)?);
            let cost = calls.fold(shape.size, |cost, callee| match callee {
                Paid::ByCallers(more) => cost.saturating_add(more),
                Paid::ByItself => cost,
            });
            let is_small = cost <= SMALL;
            paid[*function].get_or_insert(if is_small { Paid::ByCallers(cost) } else { Paid::ByItself });
            way.pop();
        }
    }
    paid.into_iter().map(|paid| paid.unwrap_or(Paid::ByItself)).collect()
}

/// Whether an instruction begins or ends a block, or leaves one.
fn branches(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::Block { .. }
            | O::Loop { .. }
            | O::If { .. }
            | O::TryTable { .. }
            | O::Else
            | O::End
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::Return
            | O::ReturnCall { .. }
            | O::ReturnCallIndirect { .. }
            | O::ReturnCallRef { .. }
            | O::Unreachable
            | O::Throw { .. }
            | O::ThrowRef
    )
}

/// What an instruction costs by itself, beside its function or loop.
pub(super) fn instruction(operator: &Operator<'_>) -> u64 {
    use Operator as O;
    match operator {
        O::CallIndirect { .. }
        | O::CallRef { .. }
        | O::ReturnCallIndirect { .. }
        | O::ReturnCallRef { .. } => INDIRECT,
        _ => 0,
    }
}

/// What the parts of a function cost.
pub(super) struct Costs {
    /// The call itself; nothing where its callers pay.
    pub(super) function: u64,
    /// A round of the loop that begins at each instruction; zero where none begins.
    pub(super) loops: Vec<u64>,
    /// Instructions in a row, more than [`CAP`], of which all are executed or none: their number, by where they begin.
    pub(super) stretches: BTreeMap<usize, u64>,
}

impl Costs {
    /// The costs of a function that has this number, imports left out.
    pub(super) fn of(functions: &Functions, number: usize, operators: &[Operator<'_>]) -> Costs {
        let mut costs = Costs { function: 0, loops: vec![0; operators.len()], stretches: BTreeMap::new() };
        // For each block that is open, where the loop begins that it is; none for other blocks.
        let mut blocks: Vec<Option<usize>> = Vec::new();
        // The function, and each loop that is open: what is in it outside of inner loops, and
        // how many of an interpreter's instructions it executes in a round.
        let mut regions: Vec<u64> = vec![0];
        let mut dispatches: Vec<u64> = vec![0];
        let mut stretch = 0..0;
        for (at, operator) in operators.iter().enumerate() {
            use Operator as O;
            if branches(operator) {
                costs.add_stretch(&mut regions, stretch);
                stretch = at + 1..at + 1;
            } else {
                stretch.end = at + 1;
            }
            match operator {
                O::Loop { .. } => {
                    blocks.push(Some(at));
                    regions.push(0);
                    dispatches.push(0);
                }
                O::Block { .. } | O::If { .. } | O::TryTable { .. } => blocks.push(None),
                O::End => {
                    if let Some(Some(start)) = blocks.pop() {
                        let rounds = dispatches.pop().unwrap_or(0).max(1);
                        costs.loops[start] = regions.pop().unwrap_or(0).clamp(1, rounds * CAP);
                    }
                }
                _ => {}
            }
            if let Some(region) = regions.last_mut() {
                *region += functions.cost(operator);
            }
            if let Some(dispatches) = dispatches.last_mut() {
                *dispatches += u64::from(unroll::dispatches(operator));
            }
        }
        if functions.paid.get(number) == Some(&Paid::ByItself) {
            costs.function = regions.first().map_or(1, |&cost| cost.clamp(1, CAP));
        }
        costs
    }

    /// Counts a stretch by itself where it is long, and then not in its loop or function as well.
    fn add_stretch(&mut self, regions: &mut [u64], stretch: std::ops::Range<usize>) {
        let length = stretch.len() as u64;
        if length > CAP {
            self.stretches.insert(stretch.start, length);
            if let Some(region) = regions.last_mut() {
                *region = region.saturating_sub(length);
            }
        }
    }
}
