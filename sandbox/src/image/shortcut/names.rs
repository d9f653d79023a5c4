//! How a module's functions are numbered, and what they are called.

use std::collections::HashMap;

use wasmparser::{ElementItems, ElementKind, KnownCustom, Name, Operator, Parser, Payload, TypeRef};

/// How a module numbers its functions, and what they go by.
#[derive(Default)]
pub(super) struct Names {
    pub(super) imported: u32,
    named: HashMap<String, u32>,
    /// The places that functions have in the table, by their numbers.
    table: HashMap<u32, u32>,
    /// The parameters of each type of function, and the type of each function that the module has itself.
    types: Vec<u32>,
    functions: Vec<u32>,
}

impl Names {
    pub(super) fn of(module: &[u8]) -> wasmtime::Result<Names> {
        let mut names = Names::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    for kind in types.into_iter_err_on_gc_types() {
                        names.types.push(u32::try_from(kind?.params().len())?);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        names.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(functions) => {
                    names.functions = functions.into_iter().collect::<std::result::Result<_, _>>()?;
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        let ElementKind::Active { table_index: None | Some(0), offset_expr } = element.kind
                        else {
                            continue;
                        };
                        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                            continue;
                        };
                        let ElementItems::Functions(functions) = element.items else { continue };
                        for (place, function) in (value.cast_unsigned()..).zip(functions) {
                            names.table.insert(function?, place);
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(sections) = section.as_known() else { continue };
                    for section in sections {
                        let Name::Function(functions) = section? else { continue };
                        for naming in functions {
                            let naming = naming?;
                            names.named.insert(naming.name.to_owned(), naming.index);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(names)
    }

    pub(super) fn number(&self, name: &str) -> wasmtime::Result<u32> {
        let found = self.named.get(name).copied();
        found.ok_or_else(|| {
            wasmtime::format_err!("expected the interpreter to have `{name}`, found no such function")
        })
    }

    /// The place of a function in the table.
    pub(super) fn place(&self, name: &str) -> wasmtime::Result<u32> {
        let found = self.table.get(&self.number(name)?).copied();
        found.ok_or_else(|| {
            wasmtime::format_err!("expected the interpreter's table to have `{name}`, found it nowhere there")
        })
    }

    /// The parameters of a function of the module's own.
    pub(super) fn parameters(&self, function: u32) -> u32 {
        let kind = self.functions.get(function as usize).and_then(|&kind| self.types.get(kind as usize));
        kind.copied().unwrap_or(0)
    }

    /// The constants in a function that the module has itself.
    pub(super) fn constants(&self, name: &str, module: &[u8]) -> wasmtime::Result<Vec<i32>> {
        let mut own = self.number(name)?.checked_sub(self.imported);
        let mut constants = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            let Payload::CodeSectionEntry(body) = payload? else { continue };
            if own == Some(0) {
                for operator in body.get_operators_reader()? {
                    if let Operator::I32Const { value } = operator? {
                        constants.push(value);
                    }
                }
            }
            own = own.and_then(|number| number.checked_sub(1));
        }
        Ok(constants)
    }
}
