//! Lets the interpreter divide small integers without a detour.
//!
//! CPython has instructions of its own for sums, differences and products of
//! integers, once it has seen that a line has no others. For `//` and `%` it has
//! none: they go through a table of functions to one that looks for what both
//! operands' types have to say, to one of integers, to one that divides. So the
//! first of these functions is given a look of its own at what is by far the
//! commonest case: operands of one type, whose division is that of `int`,
//! neither of them negative and both of one digit. Then the rest of the way
//! leads to one machine instruction, which is executed right there.
//!
//! ```text
//! PyNumber_Remainder:            block
//!   …                              type(v) is type(w), and its slot has long_mod?
//!                      ->          both positive and of one digit?
//!                                  return PyLong_FromLong(digit of v % digit of w)
//!                                end
//!                                …
//! ```

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{BlockType, CodeSection, Function, InstructionSink, MemArg, Module};
use wasmparser::{
    ElementItems, ElementKind, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// The functions that get a shortcut.
const SHORTCUTS: [Shortcut; 2] = [
    Shortcut { of: "PyNumber_Remainder", slot: 12, method: "long_mod", divides: Divides::ForRemainder },
    Shortcut { of: "PyNumber_FloorDivide", slot: 116, method: "long_div", divides: Divides::ForQuotient },
];

/// The function that makes an integer of a number.
const NEW: &str = "PyLong_FromLong";

/// Where objects have their type, where types have what they do as numbers, and where integers have
/// their number of digits with their sign, and their first digit.
const TYPE: u64 = 4;
const AS_NUMBER: u64 = 48;
const TAG: u64 = 8;
const DIGIT: u64 = 12;

/// The tag of an integer above zero with one digit, and the bit of it that says whether it is one of those that are always there.
const ONE_DIGIT: i32 = 1 << 3;
const ALWAYS_THERE: i32 = 1 << 2;

/// A function of the interpreter's for an operator, and how `int` has it.
struct Shortcut {
    of: &'static str,
    /// Where what types do as numbers has the method, and that of `int`.
    slot: u64,
    method: &'static str,
    divides: Divides,
}

#[derive(Clone, Copy)]
enum Divides {
    ForRemainder,
    ForQuotient,
}

/// Changes with what becomes of a module. It is part of every image's key.
pub(super) const VERSION: &str = "1";

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// Gives an interpreter its shortcuts.
///
/// # Errors
///
/// Where the module has not the functions that are to get them, or is none that can be read.
pub(super) fn shortcut(module: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let mut shortcuts = Shortcuts::of(module)?;
    let mut shortened = Module::new();
    shortcuts
        .parse_core_module(&mut shortened, Parser::new(0), module)
        .map_err(|error| wasmtime::format_err!("{error}"))?;
    Ok(shortened.finish())
}

struct Shortcuts {
    /// What each of these functions begins with, by its number without the imports.
    of: HashMap<u32, Beginning>,
    /// The number of the next function whose body comes.
    next: u32,
}

/// A shortcut with the numbers that the module has for what it names.
struct Beginning {
    slot: u64,
    /// What the slot has where the method is that of `int`: its place in the table.
    method: i32,
    divides: Divides,
    new: u32,
}

impl Shortcuts {
    fn of(module: &[u8]) -> wasmtime::Result<Shortcuts> {
        let Numbers { imported, named, table } = Numbers::of(module)?;
        let number = |name: &str| {
            let found = named.get(name).copied();
            found.ok_or_else(|| {
                wasmtime::format_err!("expected the interpreter to have `{name}`, found no such function")
            })
        };
        let mut of = HashMap::new();
        for Shortcut { of: function, slot, method, divides } in SHORTCUTS {
            let Some(&place) = table.get(&number(method)?) else {
                wasmtime::bail!(
                    "expected the interpreter's table to have `{method}`, found it nowhere there"
                );
            };
            let Some(own) = number(function)?.checked_sub(imported) else {
                wasmtime::bail!(
                    "expected the interpreter to have `{function}` itself, found that it is imported"
                );
            };
            of.insert(own, Beginning { slot, method: place, divides, new: number(NEW)? });
        }
        Ok(Shortcuts { of, next: 0 })
    }
}

impl Beginning {
    /// Adds the shortcut to a body that begins.
    fn add(&self, body: &mut Function) {
        const LEFT: u32 = 0;
        const RIGHT: u32 = 1;
        let at = |offset: u64| MemArg { offset, align: 2, memory_index: 0 };
        let mut code = body.instructions();
        code.block(BlockType::Empty);
        code.local_get(LEFT).i32_load(at(TYPE)).local_get(RIGHT).i32_load(at(TYPE)).i32_ne().br_if(0);
        code.local_get(LEFT).i32_load(at(TYPE)).i32_load(at(AS_NUMBER)).i32_load(at(self.slot));
        code.i32_const(self.method).i32_ne().br_if(0);
        for operand in [LEFT, RIGHT] {
            code.local_get(operand).i32_load(at(TAG)).i32_const(!ALWAYS_THERE).i32_and();
            code.i32_const(ONE_DIGIT).i32_ne().br_if(0);
        }
        code.local_get(LEFT).i32_load(at(DIGIT)).local_get(RIGHT).i32_load(at(DIGIT));
        self.divides.add(&mut code);
        code.call(self.new).return_().end();
    }
}

impl Divides {
    fn add(self, code: &mut InstructionSink<'_>) {
        match self {
            Divides::ForRemainder => code.i32_rem_u(),
            Divides::ForQuotient => code.i32_div_u(),
        };
    }
}

impl Reencode for Shortcuts {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<()> {
        let number = self.next;
        self.next += 1;
        let Some(beginning) = self.of.remove(&number) else {
            return reencode::utils::parse_function_body(self, code, body);
        };
        let mut shortened = self.new_function_with_parsed_locals(&body)?;
        beginning.add(&mut shortened);
        for operator in body.get_operators_reader()? {
            shortened.instruction(&self.instruction(operator?)?);
        }
        code.function(&shortened);
        Ok(())
    }
}

/// How a module numbers its functions.
struct Numbers {
    imported: u32,
    named: HashMap<String, u32>,
    /// The places that functions have in the table, by their numbers.
    table: HashMap<u32, i32>,
}

impl Numbers {
    fn of(module: &[u8]) -> wasmtime::Result<Numbers> {
        let mut numbers = Numbers { imported: 0, named: HashMap::new(), table: HashMap::new() };
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        numbers.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
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
                        for (place, function) in (value..).zip(functions) {
                            numbers.table.insert(function?, place);
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(names) = section.as_known() else { continue };
                    for subsection in names {
                        let Name::Function(functions) = subsection? else { continue };
                        for naming in functions {
                            let naming = naming?;
                            numbers.named.insert(naming.name.to_owned(), naming.index);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(numbers)
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store};

    use super::*;

    /// A module with the names of an interpreter's: its functions for operators return -1 and -2, and a new
    /// integer is its number and a hundred.
    const INTERPRETER: &str = r#"(module
      (memory (export "memory") 1)
      (table 4 funcref)
      (elem (i32.const 1) $long_mod $long_div $other)
      (func $long_mod (param i32 i32) (result i32) (i32.const 0))
      (func $long_div (param i32 i32) (result i32) (i32.const 0))
      (func $other (param i32 i32) (result i32) (i32.const 0))
      (func $PyLong_FromLong (param i32) (result i32) (i32.add (local.get 0) (i32.const 100)))
      (func $PyNumber_Remainder (export "remainder") (param i32 i32) (result i32) (i32.const -1))
      (func $PyNumber_FloorDivide (export "quotient") (param i32 i32) (result i32) (i32.const -2)))"#;

    /// Places of two types in memory, of which the second has methods of its own, and of what they do as numbers.
    const TYPES: [u32; 2] = [0x100, 0x200];
    const NUMBERS: [u32; 2] = [0x300, 0x400];
    /// Places of two objects.
    const OBJECTS: [u32; 2] = [0x500, 0x600];

    /// What the two functions return for objects that are given by their types, their tags and their digits.
    fn divided(objects: [(usize, u32, u32); 2]) -> [i32; 2] {
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let module = shortcut(&wat::parse_str(INTERPRETER).expect("a module")).expect("a module");
        let instance = Instance::new(&mut store, &Module::new(&engine, module).expect("a module"), &[])
            .expect("an instance");
        let memory = instance.get_memory(&mut store, "memory").expect("a memory");
        let mut write = |at: u32, offset: u64, word: u32| {
            memory.write(&mut store, at as usize + offset as usize, &word.to_le_bytes()).expect("room");
        };
        for (kind, methods) in [[1, 2], [3, 3]].into_iter().enumerate() {
            write(TYPES[kind], AS_NUMBER, NUMBERS[kind]);
            for (shortcut, place) in SHORTCUTS.iter().zip(methods) {
                write(NUMBERS[kind], shortcut.slot, place);
            }
        }
        for (at, (kind, tag, digit)) in OBJECTS.into_iter().zip(objects) {
            write(at, TYPE, TYPES[kind]);
            write(at, TAG, tag);
            write(at, DIGIT, digit);
        }
        ["remainder", "quotient"].map(|name| {
            let function = instance.get_typed_func::<(u32, u32), i32>(&mut store, name).expect("a function");
            function.call(&mut store, (OBJECTS[0], OBJECTS[1])).expect("a result")
        })
    }

    const POSITIVE: u32 = 1 << 3;
    const SMALL: u32 = POSITIVE | 1 << 2;

    #[test]
    fn positive_integers_of_one_digit_are_divided_at_once() {
        for tags in [[POSITIVE, POSITIVE], [SMALL, POSITIVE], [POSITIVE, SMALL]] {
            assert_eq!(divided([(0, tags[0], 17), (0, tags[1], 5)]), [102, 103]);
        }
        let largest = (1 << 30) - 1;
        assert_eq!(divided([(0, POSITIVE, largest), (0, POSITIVE, 1 << 29)]), [(1 << 29) + 99, 101]);
    }

    #[test]
    fn whatever_else_is_divided_goes_the_usual_way() {
        const ZERO: u32 = 1 | 1 << 2;
        const NEGATIVE: u32 = POSITIVE | 2;
        const TWO_DIGITS: u32 = 2 << 3;
        for other in [ZERO, NEGATIVE, TWO_DIGITS, NEGATIVE | 1 << 2] {
            assert_eq!(divided([(0, POSITIVE, 17), (0, other, 5)]), [-1, -2], "{other}");
            assert_eq!(divided([(0, other, 17), (0, POSITIVE, 5)]), [-1, -2], "{other}");
        }
        for kinds in [[0, 1], [1, 0], [1, 1]] {
            assert_eq!(divided([(kinds[0], POSITIVE, 17), (kinds[1], POSITIVE, 5)]), [-1, -2], "{kinds:?}");
        }
    }

    #[test]
    fn what_is_no_such_interpreter_is_refused() {
        let without =
            |name: &str| shortcut(&wat::parse_str(INTERPRETER.replace(name, "else")).expect("a module"));
        let refusal = |name: &str| without(name).expect_err("a function is missing").to_string();
        assert!(refusal("PyLong_FromLong").contains("PyLong_FromLong"));
        assert!(refusal("PyNumber_Remainder").contains("PyNumber_Remainder"));
        assert!(refusal("long_div").contains("long_div"));
    }
}
