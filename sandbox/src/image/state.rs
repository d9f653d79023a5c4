//! Has a module export all of its own state, so that its host can set an instance back to what it began as.
//!
//! What code can change of an instance is its memory, its globals, its tables and which of its segments it
//! has dropped. The memory has an export already, and globals that can be changed are given one here. A
//! module whose code changes more than these is refused.

use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{
    ExportSectionReader, FunctionBody, GlobalType, Operator, Parser, Payload, TypeRef, ValType,
};

/// Changes with what becomes of a module. It is part of every image's key.
pub(super) const VERSION: &str = "1";

/// What the names begin with under which globals are exported that can be changed.
pub(crate) const GLOBAL: &str = "global ";

/// Exports the globals of a module that can be changed.
///
/// # Errors
///
/// Where it is no module that can be read, or has other state that its code can change.
pub(super) fn export(module: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let globals = changeable(module)?;
    let mut exporting = Module::new();
    let mut is_exported = false;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let Payload::ExportSection(exports) = payload {
            exporting.section(&with_globals(exports, &globals)?);
            is_exported = true;
        } else if let Some((id, range)) = payload.as_section() {
            exporting.section(&RawSection { id, data: &module[range] });
        }
    }
    if !is_exported {
        wasmtime::bail!("expected a module with exports, found none");
    }
    Ok(exporting.finish())
}

/// The numbers of the globals that can be changed, of a module that has no other state but one memory.
fn changeable(module: &[u8]) -> wasmtime::Result<Vec<u32>> {
    let mut globals = Vec::new();
    let mut memories = 0;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    if !matches!(import.ty, TypeRef::Func(_)) {
                        wasmtime::bail!("expected imports of functions alone, found `{}`", import.name);
                    }
                }
            }
            Payload::MemorySection(section) => memories = section.count(),
            Payload::GlobalSection(section) => {
                for (number, global) in (0..).zip(section) {
                    let ty = global?.ty;
                    if ty.mutable {
                        expect_number(ty)?;
                        globals.push(number);
                    }
                }
            }
            Payload::StartSection { .. } => {
                wasmtime::bail!("expected a module that begins as it is, found a function that starts it");
            }
            Payload::CodeSectionEntry(body) => expect_constant_tables(&body)?,
            _ => {}
        }
    }
    if memories != 1 {
        wasmtime::bail!("expected one memory, found {memories}");
    }
    Ok(globals)
}

fn expect_number(global: GlobalType) -> wasmtime::Result<()> {
    match global.content_type {
        ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 | ValType::V128 => Ok(()),
        ValType::Ref(_) => {
            wasmtime::bail!("expected globals that are numbers, found one that is a reference")
        }
    }
}

/// Sees that a body changes no table, and drops no segment.
fn expect_constant_tables(body: &FunctionBody<'_>) -> wasmtime::Result<()> {
    use Operator as O;
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        if matches!(
            operator,
            O::TableSet { .. }
                | O::TableGrow { .. }
                | O::TableFill { .. }
                | O::TableCopy { .. }
                | O::TableInit { .. }
                | O::ElemDrop { .. }
                | O::MemoryInit { .. }
                | O::DataDrop { .. }
        ) {
            wasmtime::bail!("expected tables and segments that stay what they are, found {operator:?}");
        }
    }
    Ok(())
}

/// The exports of a module, and these globals.
fn with_globals(section: ExportSectionReader<'_>, globals: &[u32]) -> wasmtime::Result<ExportSection> {
    let mut exports = ExportSection::new();
    RoundtripReencoder
        .parse_export_section(&mut exports, section)
        .map_err(|error| wasmtime::format_err!("{error}"))?;
    for &global in globals {
        exports.export(&format!("{GLOBAL}{global}"), ExportKind::Global, global);
    }
    Ok(exports)
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store, Val};

    use super::*;

    fn exported(module: &str) -> wasmtime::Result<Vec<u8>> {
        export(&wat::parse_str(module).unwrap())
    }

    #[test]
    fn all_globals_that_can_be_changed_are_exported_and_no_others() {
        let module = exported(
            "(module
               (import \"env\" \"f\" (func))
               (memory 1)
               (global $a (mut i32) (i32.const 5))
               (global i32 (i32.const 6))
               (global (mut f64) (f64.const 0.5))
               (global (export \"b\") (mut i64) (i64.const -7))
               (func (export \"get\") (result i32) (global.get $a)))",
        );
        let engine = Engine::default();
        let module = Module::new(&engine, module.unwrap()).unwrap();
        let mut store = Store::new(&engine, ());
        let f = wasmtime::Func::wrap(&mut store, || {});
        let instance = Instance::new(&mut store, &module, &[f.into()]).unwrap();
        let names: Vec<&str> = module.exports().map(|export| export.name()).collect();
        assert_eq!(names, ["b", "get", "global 0", "global 2", "global 3"]);
        let value = |store: &mut _, name| instance.get_global(&mut *store, name).unwrap().get(&mut *store);
        assert_eq!(value(&mut store, "global 2").unwrap_f64(), 0.5);
        assert_eq!(value(&mut store, "global 3").unwrap_i64(), -7);
        let a = instance.get_global(&mut store, "global 0").unwrap();
        a.set(&mut store, Val::I32(8)).unwrap();
        let get = instance.get_typed_func::<(), i32>(&mut store, "get").unwrap();
        assert_eq!(get.call(&mut store, ()).unwrap(), 8);
    }

    #[test]
    fn a_module_with_state_of_other_kinds_is_refused() {
        let check = |more: &str, expect: &str| {
            let module = format!(
                "(module
                   {more}
                   (table $t 2 funcref) (memory 1)
                   (elem $e funcref (ref.func $f)) (data $d \"ab\")
                   (func $f (export \"f\")))"
            );
            match (exported(&module), expect) {
                (Ok(_), "") => {}
                (Err(error), expect) if !expect.is_empty() => {
                    assert!(error.to_string().contains(expect), "{more}: {error}");
                }
                (found, _) => panic!("{more}: expected {expect:?}, found {found:?}"),
            }
        };
        check("", "");
        check("(func (drop (table.get $t (i32.const 0))) (drop (table.size $t)))", "");
        check("(func (call_indirect $t (i32.const 0)))", "");
        let changes = [
            "(table.set $t (i32.const 0) (ref.null func))",
            "(drop (table.grow $t (ref.null func) (i32.const 1)))",
            "(table.fill $t (i32.const 0) (ref.null func) (i32.const 1))",
            "(table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 1))",
            "(table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1))",
            "(elem.drop $e)",
            "(memory.init $d (i32.const 0) (i32.const 0) (i32.const 1))",
            "(data.drop $d)",
        ];
        for change in changes {
            check(&format!("(func {change})"), "tables and segments that stay");
        }
        check("(start $f)", "a function that starts it");
        check("(global (mut funcref) (ref.null func))", "one that is a reference");
        check("(memory 1)", "one memory, found 2");
        check("(import \"env\" \"table\" (table 1 funcref))", "imports of functions alone");
        check("(import \"env\" \"global\" (global (mut i32)))", "imports of functions alone");
    }

    #[test]
    fn what_is_no_module_or_has_no_exports_is_refused() {
        assert!(export(b"\0asm\x01\0\0\0\x01\xff").is_err());
        assert!(exported("(module (memory 1))").is_err());
    }
}
