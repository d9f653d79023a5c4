//! Has a module count its own fuel.
//!
//! Every function and every round of a loop takes what it costs from one
//! global, and asks the host for more when that is below zero. What it costs is
//! the number of instructions that it has, at most [`CAP`] of them, since of a
//! long body most is branched around; a stretch of more without a branch
//! counts in full, and copying and filling memory costs by the byte. Small
//! functions that call nothing cost nothing: what calls them pays.
//!
//! Counting each instruction, as wasmtime can, keeps a register busy
//! everywhere and stores it around every call, which costs twice as much time.
//! Budgets need no more than what this gives: the same figure for the same run
//! on every machine, in proportion to the time that it takes.

use std::collections::VecDeque;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    BlockType, BranchHint, BranchHints, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection,
    Function, GlobalSection, GlobalType, ImportSection, Module, SectionId, TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, ExportSectionReader, FunctionBody, GlobalSectionReader, ImportSectionReader, Operator,
    Parser, Payload, TypeRef, TypeSectionReader,
};

/// What a round of a loop or a call of a function costs at most, beside
/// [stretches](Stretches) that count in full.
const CAP: u64 = 64;

/// The bytes that are copied or filled for one unit of fuel, as a power of two.
const BYTES_SHIFT: i64 = 2;

/// Changes with what programs cost. It is part of every image's key.
pub(super) const VERSION: &str = "1";

/// The global that has the fuel, and the function that asks for more.
pub(crate) const FUEL: &str = "fuel";
pub(crate) const REFUEL: (&str, &str) = ("host", "refuel");

/// Gives a module its metering.
///
/// # Errors
///
/// Where it is no module that can be read.
pub(super) fn meter(module: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let failed = |error: reencode::Error<Infallible>| wasmtime::format_err!("{error}");
    let mut meter = Meter::of(module).map_err(failed)?;
    let mut metered = Module::new();
    meter.parse_core_module(&mut metered, Parser::new(0), module).map_err(failed)?;
    Ok(metered.finish())
}

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// The module's own numbers, by which those of what is added follow.
struct Meter {
    imported_functions: u32,
    types: u32,
    globals: u32,
    /// The bodies, in order, and where in them the fuel is rarely used up.
    bodies: VecDeque<Function>,
    hints: BranchHints,
}

impl Meter {
    fn of(module: &[u8]) -> Result<Meter> {
        let mut meter = Meter {
            imported_functions: 0,
            types: 0,
            globals: 0,
            bodies: VecDeque::new(),
            hints: BranchHints::new(),
        };
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    for group in types {
                        meter.types += group?.types().len() as u32;
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        match import?.ty {
                            TypeRef::Func(_) => meter.imported_functions += 1,
                            TypeRef::Global(_) => meter.globals += 1,
                            _ => {}
                        }
                    }
                }
                Payload::GlobalSection(globals) => meter.globals += globals.count(),
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        for body in bodies {
            meter.add(&body)?;
        }
        Ok(meter)
    }

    /// The number of the function that asks for fuel, which is the last import.
    fn refuel(&self) -> u32 {
        self.imported_functions
    }

    /// The number of the global that has the fuel.
    fn fuel(&self) -> u32 {
        self.globals
    }

    /// The number of the global through which a length passes.
    fn length(&self) -> u32 {
        self.globals + 1
    }

    /// Meters a body.
    fn add(&mut self, body: &FunctionBody<'_>) -> Result<()> {
        let operators =
            body.get_operators_reader()?.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        let costs = Costs::of(&operators);
        let mut metered = self.new_function_with_parsed_locals(body)?;
        let mut hints = Vec::new();
        self.charge(&mut metered, costs.function, &mut hints);
        for (at, operator) in operators.into_iter().enumerate() {
            if costs.stretches.get(at) > 0 {
                self.take(&mut metered, costs.stretches.get(at));
            }
            if copies(&operator) {
                self.take_for_bytes(&mut metered);
            }
            metered.instruction(&self.instruction(operator)?);
            self.charge(&mut metered, costs.loops[at], &mut hints);
        }
        if !hints.is_empty() {
            // The function's own number, behind the imports and the one that is added to them.
            self.hints.function_hints(self.imported_functions + 1 + self.bodies.len() as u32, hints);
        }
        self.bodies.push_back(metered);
        Ok(())
    }

    /// Takes fuel, and asks for more where there is none left.
    fn charge(&self, body: &mut Function, cost: u64, hints: &mut Vec<BranchHint>) {
        if cost == 0 {
            return;
        }
        self.take(body, cost);
        body.instructions().global_get(self.fuel()).i64_const(0).i64_lt_s();
        hints.push(BranchHint { branch_func_offset: body.byte_len() as u32, branch_hint_value: 0 });
        body.instructions().if_(BlockType::Empty).call(self.refuel()).end();
    }

    fn take(&self, body: &mut Function, cost: u64) {
        let fuel = self.fuel();
        body.instructions().global_get(fuel).i64_const(cost as i64).i64_sub().global_set(fuel);
    }

    /// Takes fuel by the length on top of the stack, and leaves it there.
    fn take_for_bytes(&self, body: &mut Function) {
        let (fuel, length) = (self.fuel(), self.length());
        body.instructions()
            .global_set(length)
            .global_get(length)
            .global_get(fuel)
            .global_get(length)
            .i64_extend_i32_u()
            .i64_const(BYTES_SHIFT)
            .i64_shr_u()
            .i64_sub()
            .global_set(fuel);
    }
}

/// Whether an instruction takes time by the number on top of the stack.
fn copies(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::MemoryCopy { .. }
            | Operator::MemoryFill { .. }
            | Operator::MemoryInit { .. }
            | Operator::TableCopy { .. }
            | Operator::TableFill { .. }
            | Operator::TableInit { .. }
    )
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

/// Whether an instruction calls a function.
fn calls(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::Call { .. }
            | O::CallIndirect { .. }
            | O::CallRef { .. }
            | O::ReturnCall { .. }
            | O::ReturnCallIndirect { .. }
            | O::ReturnCallRef { .. }
    )
}

/// What the parts of a function cost.
struct Costs {
    /// The call itself.
    function: u64,
    /// A round of the loop that begins at each instruction; zero where none begins.
    loops: Vec<u64>,
    stretches: Stretches,
}

/// Instructions in a row, more than [`CAP`], of which all are executed or none: their number, by where they begin.
#[derive(Default)]
struct Stretches(std::collections::BTreeMap<usize, u64>);

impl Stretches {
    fn get(&self, at: usize) -> u64 {
        self.0.get(&at).copied().unwrap_or(0)
    }
}

impl Costs {
    fn of(operators: &[Operator<'_>]) -> Costs {
        let mut costs =
            Costs { function: 0, loops: vec![0; operators.len()], stretches: Stretches::default() };
        // For each block that is open, where the loop begins that it is; none for other blocks.
        let mut blocks: Vec<Option<usize>> = Vec::new();
        // For the function and each loop that is open: where it begins, and its instructions outside of inner loops.
        let mut regions: Vec<(Option<usize>, u64)> = vec![(None, 0)];
        let mut stretch = 0..0;
        let mut is_small_leaf = true;
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
                    regions.push((Some(at), 0));
                }
                O::Block { .. } | O::If { .. } | O::TryTable { .. } => blocks.push(None),
                O::End => {
                    if let Some(Some(_)) = blocks.pop()
                        && let Some((Some(start), size)) = regions.pop()
                    {
                        costs.loops[start] = size.clamp(1, CAP);
                    }
                }
                _ => {}
            }
            is_small_leaf &= !calls(operator) && !matches!(operator, O::Loop { .. });
            if let Some((_, size)) = regions.last_mut() {
                *size += 1;
            }
        }
        let size = regions.first().map_or(0, |(_, size)| *size);
        costs.function = if is_small_leaf && size <= CAP { 0 } else { size.clamp(1, CAP) };
        costs
    }

    /// Counts a stretch by itself where it is long, and then not in its loop or function as well.
    fn add_stretch(&mut self, regions: &mut [(Option<usize>, u64)], stretch: std::ops::Range<usize>) {
        let length = stretch.len() as u64;
        if length > CAP {
            self.stretches.0.insert(stretch.start, length);
            if let Some((_, size)) = regions.last_mut() {
                *size = size.saturating_sub(length);
            }
        }
    }
}

impl Reencode for Meter {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(if function < self.imported_functions { function } else { function + 1 })
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Result<()> {
        reencode::utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<()> {
        reencode::utils::parse_import_section(self, imports, section)?;
        imports.import(REFUEL.0, REFUEL.1, EntityType::Function(self.types));
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<()> {
        reencode::utils::parse_global_section(self, globals, section)?;
        let mutable = |val_type| GlobalType { val_type, mutable: true, shared: false };
        globals.global(mutable(ValType::I64), &ConstExpr::i64_const(0));
        globals.global(mutable(ValType::I32), &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<()> {
        reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(FUEL, ExportKind::Global, self.fuel());
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        _after: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Result<()> {
        if before == Some(SectionId::Code) {
            module.section(&self.hints);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, _section: CodeSectionReader<'_>) -> Result<()> {
        for body in self.bodies.drain(..) {
            code.function(&body);
        }
        Ok(())
    }
}
