//! Has a module count its own fuel.
//!
//! Functions and rounds of loops take what they [cost](costs) from one global,
//! and ask the host for more when that is below zero. Copying and filling
//! memory costs by the byte.
//!
//! Counting each instruction, as wasmtime can, keeps a register busy
//! everywhere and stores it around every call, which costs twice as much time.
//! Budgets need no more than what this gives: the same figure for the same run
//! on every machine, in proportion to the time that it takes.

mod costs;

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

use costs::{Costs, Functions};

/// The bytes that are copied or filled for one unit of fuel, as a power of two.
const BYTES_SHIFT: i64 = 2;

/// Changes with what programs cost. It is part of every image's key.
pub(super) const VERSION: &str = "4";

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
    /// Of the sections that get more, those that the module does not have, in their order.
    missing: Vec<SectionId>,
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
            missing: vec![SectionId::Type, SectionId::Import, SectionId::Global, SectionId::Export],
            bodies: VecDeque::new(),
            hints: BranchHints::new(),
        };
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            if let Some((id, _)) = payload.as_section() {
                meter.missing.retain(|&section| u8::from(section) != id);
            }
            match payload {
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
        let functions = Functions::of(meter.imported_functions, &bodies)?;
        for (number, body) in bodies.iter().enumerate() {
            meter.add(&functions, number, body)?;
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

    /// Meters a body, which is that of the function of this number, imports left out.
    fn add(&mut self, functions: &Functions, number: usize, body: &FunctionBody<'_>) -> Result<()> {
        let operators =
            body.get_operators_reader()?.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        let costs = Costs::of(functions, number, &operators);
        let mut metered = self.new_function_with_parsed_locals(body)?;
        let mut hints = Vec::new();
        self.charge(&mut metered, costs.function, &mut hints);
        for (at, operator) in operators.into_iter().enumerate() {
            if let Some(&length) = costs.stretches.get(&at) {
                self.take(&mut metered, length);
            }
            if copies(&operator) {
                self.take_for_bytes(&mut metered);
            }
            self.charge(&mut metered, costs::instruction(&operator), &mut hints);
            metered.instruction(&self.instruction(operator)?);
            self.charge(&mut metered, costs.loops[at], &mut hints);
        }
        if !hints.is_empty() {
            // The function's own number, behind the imports and the one that is added to them.
            self.hints.function_hints(self.imported_functions + 1 + number as u32, hints);
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

/// What is added to each section.
impl Meter {
    fn add_section(&self, module: &mut Module, section: SectionId) {
        match section {
            SectionId::Type => {
                let mut types = TypeSection::new();
                add_type(&mut types);
                module.section(&types);
            }
            SectionId::Import => {
                let mut imports = ImportSection::new();
                self.add_import(&mut imports);
                module.section(&imports);
            }
            SectionId::Global => {
                let mut globals = GlobalSection::new();
                add_globals(&mut globals);
                module.section(&globals);
            }
            SectionId::Export => {
                let mut exports = ExportSection::new();
                self.add_export(&mut exports);
                module.section(&exports);
            }
            _ => {}
        }
    }

    fn add_import(&self, imports: &mut ImportSection) {
        imports.import(REFUEL.0, REFUEL.1, EntityType::Function(self.types));
    }

    fn add_export(&self, exports: &mut ExportSection) {
        exports.export(FUEL, ExportKind::Global, self.fuel());
    }
}

fn add_type(types: &mut TypeSection) {
    types.ty().function([], []);
}

fn add_globals(globals: &mut GlobalSection) {
    let mutable = |val_type| GlobalType { val_type, mutable: true, shared: false };
    globals.global(mutable(ValType::I64), &ConstExpr::i64_const(0));
    globals.global(mutable(ValType::I32), &ConstExpr::i32_const(0));
}

/// Where a section comes in a module, as the specification orders them.
fn place(section: SectionId) -> u8 {
    match section {
        SectionId::Tag => 2 * u8::from(SectionId::Memory) + 1,
        SectionId::DataCount => 2 * u8::from(SectionId::Element) + 1,
        other => 2 * u8::from(other),
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

impl Reencode for Meter {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(if function < self.imported_functions { function } else { function + 1 })
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Result<()> {
        reencode::utils::parse_type_section(self, types, section)?;
        add_type(types);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<()> {
        reencode::utils::parse_import_section(self, imports, section)?;
        self.add_import(imports);
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<()> {
        reencode::utils::parse_global_section(self, globals, section)?;
        add_globals(globals);
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<()> {
        reencode::utils::parse_export_section(self, exports, section)?;
        self.add_export(exports);
        Ok(())
    }

    fn intersperse_section_hook(
        &mut self,
        module: &mut Module,
        _after: Option<SectionId>,
        before: Option<SectionId>,
    ) -> Result<()> {
        while let Some(&section) = self.missing.first()
            && before.is_none_or(|before| place(section) < place(before))
        {
            self.missing.remove(0);
            self.add_section(module, section);
        }
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

#[cfg(test)]
mod tests {
    use wasmtime::{Caller, Engine, Instance, Linker, Module, Store, Val};

    use super::*;

    /// What each call of the function that asks for fuel gives.
    const PORTION: i64 = 1_000_000;

    #[derive(Debug, thiserror::Error)]
    #[error("no more fuel")]
    struct NoMore;

    /// An instance of the metered module, whose store counts the portions that are left.
    fn instance(module: &str, portions: u32) -> (Store<u32>, Instance) {
        let engine = Engine::default();
        let metered = meter(&wat::parse_str(module).unwrap()).unwrap();
        let module = Module::new(&engine, metered).unwrap();
        let mut store = Store::new(&engine, portions);
        let mut linker = Linker::new(&engine);
        linker.func_wrap("env", "twice", |x: i32| 2 * x).unwrap();
        linker
            .func_wrap(REFUEL.0, REFUEL.1, |mut caller: Caller<'_, u32>| {
                *caller.data_mut() = caller.data().checked_sub(1).ok_or(NoMore)?;
                let fuel = caller.get_export(FUEL).and_then(wasmtime::Extern::into_global).unwrap();
                let left = fuel.get(&mut caller).unwrap_i64();
                fuel.set(&mut caller, Val::I64(left + PORTION))
            })
            .unwrap();
        let instance = linker.instantiate(&mut store, &module).unwrap();
        (store, instance)
    }

    /// What `f` returns of a module, and the fuel that it used.
    fn call(module: &str, x: i32) -> (i32, i64) {
        const ALL: u32 = 1_000;
        let (mut store, instance) = instance(module, ALL);
        let f = instance.get_typed_func::<i32, i32>(&mut store, "f").unwrap();
        let result = f.call(&mut store, x).unwrap();
        let left = instance.get_global(&mut store, FUEL).unwrap().get(&mut store).unwrap_i64();
        (result, i64::from(ALL - store.data()) * PORTION - left)
    }

    /// A function that adds up the numbers below `x`, with more in each round of its loop.
    fn sum(more: &str) -> String {
        format!(
            "(module
               (memory 1)
               (table 1 funcref)
               (elem (i32.const 0) $small)
               (func $small (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
               (func (export \"f\") (param $x i32) (result i32) (local $sum i32)
                 (loop $next
                   {more}
                   (local.set $x (i32.sub (local.get $x) (i32.const 1)))
                   (local.set $sum (i32.add (local.get $sum) (local.get $x)))
                   (br_if $next (local.get $x)))
                 (local.get $sum)))"
        )
    }

    /// What a round of the loop costs.
    fn round(more: &str) -> i64 {
        let module = sum(more);
        let ((one, first), (hundred, all)) = (call(&module, 1), call(&module, 100));
        assert_eq!((one, hundred), (0, 4950), "{more}");
        assert_eq!((all - first) % 99, 0, "{more}");
        (all - first) / 99
    }

    #[test]
    fn a_round_of_a_loop_costs_what_is_in_it() {
        let bare = round("");
        // The ten instructions of the loop, and its end.
        assert_eq!(bare, 11);
        assert_eq!(round("nop nop"), bare + 2);
        // An inner loop pays for itself, what is around it too.
        assert_eq!(round("(loop nop nop)"), bare + 1 + 3);
        // A branch that is not taken counts, a stretch that is not counts only where it is long.
        assert_eq!(round("(if (i32.const 0) (then nop nop nop))"), bare + 6);
        let long = format!("(if (i32.const 0) (then {}))", "nop ".repeat(100));
        assert_eq!(round(&long), bare + 3);
        let long = format!("(if (i32.const 1) (then {}))", "nop ".repeat(100));
        assert_eq!(round(&long), bare + 3 + 100);
        let branches = "(if (i32.const 0) (then nop nop nop))".repeat(100);
        assert_eq!(round(&branches), 64);
    }

    #[test]
    fn callers_pay_for_small_functions_and_for_calls_through_tables() {
        let bare = round("");
        let direct = round("(drop (call $small (local.get $x)))");
        // Three instructions here, four there.
        assert_eq!(direct, bare + 3 + 4);
        let through_table =
            round("(drop (call_indirect (param i32) (result i32) (local.get $x) (i32.const 0)))");
        assert_eq!(through_table, bare + 4 + 32);
    }

    #[test]
    fn copied_and_filled_bytes_cost() {
        let none = round("(memory.fill (i32.const 0) (i32.const 1) (i32.const 0))");
        assert_eq!(round("(memory.fill (i32.const 0) (i32.const 1) (i32.const 4000))"), none + 1000);
        assert_eq!(round("(memory.copy (i32.const 0) (i32.const 1) (i32.const 4000))"), none + 1000);
    }

    #[test]
    fn whatever_goes_on_for_ever_asks_for_fuel() {
        let endless = [
            "(func $f (export \"f\") (loop $on (br $on)))",
            "(func $f (export \"f\") (return_call $f))",
            "(func $f (export \"f\") (return_call $g)) (func $g (return_call $f))",
            "(func $g (return_call $h)) (func $h (return_call $g)) (func $f (export \"f\") (return_call $h))",
            "(func $f (export \"f\") (loop $on (call $g) (br $on))) (func $g)",
            "(table 1 funcref) (elem (i32.const 0) $f)
             (func $f (export \"f\") (return_call_indirect (i32.const 0)))",
            "(table 2 funcref) (elem (i32.const 0) $f $g)
             (func $f (export \"f\") (return_call_indirect (i32.const 1)))
             (func $g (return_call $f))",
        ];
        for module in endless {
            let (mut store, instance) = instance(&format!("(module {module})"), 5);
            let f = instance.get_typed_func::<(), ()>(&mut store, "f").unwrap();
            let error = f.call(&mut store, ()).unwrap_err();
            assert!(error.is::<NoMore>(), "{module}: {error:?}");
            assert_eq!(*store.data(), 0, "{module}");
        }
    }

    #[test]
    fn a_metered_module_does_what_it_did() {
        let module = "(module
            (import \"env\" \"twice\" (func $twice (param i32) (result i32)))
            (global $calls (mut i32) (i32.const 0))
            (table 2 funcref)
            (elem (i32.const 0) $twice $odd)
            (start $begin)
            (func $begin (global.set $calls (i32.const 1000)))
            (func $odd (param i32) (result i32)
              (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
              (i32.add (call $twice (local.get 0)) (i32.const 1)))
            (func (export \"f\") (param i32) (result i32)
              (i32.add
                (global.get $calls)
                (i32.add
                  (call_indirect (param i32) (result i32) (local.get 0) (i32.const 1))
                  (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))))))";
        assert_eq!(call(module, 7).0, 1000 + 15 + 14);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(meter(b"\0asm\x01\0\0\0\x01\xff").is_err());
        assert!(meter(b"#!/bin/sh").is_err());
    }
}
