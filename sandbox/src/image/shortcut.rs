//! Lets the interpreter divide small integers without a detour.
//!
//! CPython has instructions of its own for sums, differences and products of
//! integers, once it has seen that a line has no others. For `//` and `%` it has
//! none: they go through a table of functions to one that looks for what both
//! operands' types have to say, to one of integers, to one that divides. So
//! where the interpreter's loop calls what is in that table, it looks first for
//! what is by far the commonest: operands that are `int`s above zero of one
//! digit each. Then the rest of the way leads to one machine instruction, which
//! is executed right there.
//!
//! ```text
//!                                block $done (result i32)
//! left                             block $usual
//! right                              are both `int`s above zero, of one digit?
//! i32.load BINARY_OPS[…]     ->      is it `%`?   PyLong_FromLong(left % right)   br $done
//! call_indirect                      is it `//`?  PyLong_FromLong(left / right)   br $done
//!                                  end
//!                                  left  right  BINARY_OPS[…]  call_indirect
//!                                end
//! ```

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{BlockType, CodeSection, Function, MemArg, Module, ValType};
use wasmparser::{
    ElementItems, ElementKind, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// Changes with what becomes of a module. It is part of every image's key.
pub(super) const VERSION: &str = "2";

/// The interpreter's loop, and the function that makes an integer of a number.
const LOOP: &str = "_PyEval_EvalFrameDefault";
const NEW: &str = "PyLong_FromLong";

/// The functions of the table of operators that get a shortcut, by their places in it (`NB_REMAINDER` and so on
/// in CPython's `opcode.h`).
const REMAINDERS: [(&str, u32); 2] = [("PyNumber_Remainder", 6), ("PyNumber_InPlaceRemainder", 19)];
const QUOTIENTS: [(&str, u32); 2] = [("PyNumber_FloorDivide", 2), ("PyNumber_InPlaceFloorDivide", 15)];

/// How `int` divides, by where types have what they do as numbers.
const METHODS: [(&str, u32); 2] = [("long_mod", 12), ("long_div", 116)];

/// Where objects have their type, where types have their name and what they do as numbers, and where integers
/// have their number of digits with their sign, and their first digit.
const TYPE: u32 = 4;
const NAME: u32 = 12;
const AS_NUMBER: u32 = 48;
const TAG: u32 = 8;
const DIGIT: u32 = 12;

/// The tag of an integer above zero with one digit, and the bit of it that says whether it is one of those that are always there.
const ONE_DIGIT: i32 = 1 << 3;
const ALWAYS_THERE: i32 = 1 << 2;

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// Gives an interpreter its shortcuts, which begins with this memory.
///
/// # Errors
///
/// Where the module has not what is to get them, or is none that can be read.
pub(super) fn shortcut(module: &[u8], memory: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let mut shortcuts = Shortcuts::of(&Names::of(module)?, Memory(memory))?;
    let mut shortened = Module::new();
    shortcuts
        .parse_core_module(&mut shortened, Parser::new(0), module)
        .map_err(|error| wasmtime::format_err!("{error}"))?;
    wasmtime::ensure!(
        shortcuts.found > 0,
        "expected `{LOOP}` to call what is in the table of operators, found no such call"
    );
    Ok(shortened.finish())
}

/// What a memory has at its addresses.
#[derive(Clone, Copy)]
struct Memory<'a>(&'a [u8]);

impl Memory<'_> {
    fn word(self, at: u32) -> Option<u32> {
        let bytes = self.0.get(at as usize..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// The word at an offset from where another word points to.
    fn field(self, at: u32, offset: u32) -> Option<u32> {
        self.word(at.checked_add(offset)?)
    }

    fn begins_with(self, at: u32, text: &[u8]) -> bool {
        self.0.get(at as usize..).is_some_and(|bytes| bytes.starts_with(text))
    }

    /// The type `int`: what has its name, and its methods by their places in the table of functions.
    fn int(self, methods: [(u32, u32); 2]) -> wasmtime::Result<u32> {
        let is_int = |at: &u32| {
            let has = |&(place, offset): &(u32, u32)| {
                let numbers = self.field(*at, AS_NUMBER)?;
                Some(self.field(numbers, offset)? == place)
            };
            let is_named = |name| self.begins_with(name, b"int\0");
            self.field(*at, NAME).is_some_and(is_named)
                && methods.iter().all(|method| has(method) == Some(true))
        };
        let end = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let found: Vec<u32> = (0..end).step_by(4).filter(is_int).collect();
        let [int] = found[..] else {
            wasmtime::bail!("expected the interpreter to have one type `int`, found {}", found.len());
        };
        Ok(int)
    }
}

struct Shortcuts<'a> {
    memory: Memory<'a>,
    /// The number of the loop, imports left out, and that of its first local that it has not itself.
    interpreter: u32,
    parameters: u32,
    new: u32,
    int: i32,
    /// The places in the table of functions of those for `%` and `//`, with those in the table of operators.
    remainders: [(u32, u32); 2],
    quotients: [(u32, u32); 2],
    /// The number of the next function whose body comes, and the calls that got a shortcut.
    next: u32,
    found: u32,
}

impl<'a> Shortcuts<'a> {
    fn of(names: &Names, memory: Memory<'a>) -> wasmtime::Result<Shortcuts<'a>> {
        let places = |functions: [(&str, u32); 2]| -> wasmtime::Result<[(u32, u32); 2]> {
            let [(first, one), (second, other)] = functions;
            Ok([(names.place(first)?, one), (names.place(second)?, other)])
        };
        let interpreter = names.number(LOOP)?;
        let Some(own) = interpreter.checked_sub(names.imported) else {
            wasmtime::bail!("expected the interpreter to have `{LOOP}` itself, found that it is imported");
        };
        Ok(Shortcuts {
            memory,
            interpreter: own,
            parameters: names.parameters(own),
            new: names.number(NEW)?,
            int: memory.int(places(METHODS)?)?.cast_signed(),
            remainders: places(REMAINDERS)?,
            quotients: places(QUOTIENTS)?,
            next: 0,
            found: 0,
        })
    }

    /// Whether some instructions end with getting a function from the table of operators, and calling it.
    fn calls_operator(&self, operators: &[Operator<'_>]) -> bool {
        use Operator as O;
        let [
            ..,
            O::I32Const { value: table },
            O::LocalGet { .. },
            O::I32Const { value: 2 },
            O::I32Shl,
            O::I32Add,
            O::I32Load { memarg },
            O::CallIndirect { .. },
        ] = operators
        else {
            return false;
        };
        let has = |&(place, at): &(u32, u32)| self.memory.field(table.cast_unsigned(), 4 * at) == Some(place);
        memarg.offset == 0 && self.remainders.iter().chain(&self.quotients).all(has)
    }

    /// Adds the shortcut before a call by what is on the stack, both operands and the place of a function.
    fn add(&self, body: &mut Function, locals: u32, call: &wasm_encoder::Instruction<'_>) {
        let [left, right, place] = [locals, locals + 1, locals + 2];
        let at = |offset: u32| MemArg { offset: u64::from(offset), align: 2, memory_index: 0 };
        let mut code = body.instructions();
        code.local_set(place).local_set(right).local_set(left);
        code.block(BlockType::Result(ValType::I32)).block(BlockType::Empty);
        for operand in [left, right] {
            code.local_get(operand).i32_load(at(TYPE)).i32_const(self.int).i32_ne().br_if(0);
            code.local_get(operand).i32_load(at(TAG)).i32_const(!ALWAYS_THERE).i32_and();
            code.i32_const(ONE_DIGIT).i32_ne().br_if(0);
        }
        for (functions, is_remainder) in [(self.remainders, true), (self.quotients, false)] {
            let [(one, _), (other, _)] = functions.map(|(place, at)| (place.cast_signed(), at));
            code.block(BlockType::Empty);
            code.local_get(place).i32_const(one).i32_ne().local_get(place).i32_const(other).i32_ne();
            code.i32_and().br_if(0);
            code.local_get(left).i32_load(at(DIGIT)).local_get(right).i32_load(at(DIGIT));
            if is_remainder {
                code.i32_rem_u();
            } else {
                code.i32_div_u();
            }
            code.call(self.new).br(2).end();
        }
        code.end().local_get(left).local_get(right).local_get(place);
        body.instruction(call).instruction(&wasm_encoder::Instruction::End);
    }
}

impl Reencode for Shortcuts<'_> {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<()> {
        let number = self.next;
        self.next += 1;
        if number != self.interpreter {
            return reencode::utils::parse_function_body(self, code, body);
        }
        let mut locals = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, kind) = declared?;
            locals.push((count, self.val_type(kind)?));
        }
        let first = self.parameters + locals.iter().map(|(count, _)| count).sum::<u32>();
        locals.push((3, ValType::I32));
        let mut shortened = Function::new(locals);
        let operators =
            body.get_operators_reader()?.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        for (at, operator) in operators.iter().enumerate() {
            let instruction = self.instruction(operator.clone())?;
            if self.calls_operator(&operators[..=at]) {
                self.found += 1;
                self.add(&mut shortened, first, &instruction);
            } else {
                shortened.instruction(&instruction);
            }
        }
        code.function(&shortened);
        Ok(())
    }
}

/// How a module numbers its functions, and what they go by.
#[derive(Default)]
struct Names {
    imported: u32,
    named: HashMap<String, u32>,
    /// The places that functions have in the table, by their numbers.
    table: HashMap<u32, u32>,
    /// The parameters of each type of function, and the type of each function that the module has itself.
    types: Vec<u32>,
    functions: Vec<u32>,
}

impl Names {
    fn of(module: &[u8]) -> wasmtime::Result<Names> {
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

    fn number(&self, name: &str) -> wasmtime::Result<u32> {
        let found = self.named.get(name).copied();
        found.ok_or_else(|| {
            wasmtime::format_err!("expected the interpreter to have `{name}`, found no such function")
        })
    }

    /// The place of a function in the table.
    fn place(&self, name: &str) -> wasmtime::Result<u32> {
        let found = self.table.get(&self.number(name)?).copied();
        found.ok_or_else(|| {
            wasmtime::format_err!("expected the interpreter's table to have `{name}`, found it nowhere there")
        })
    }

    /// The parameters of a function of the module's own.
    fn parameters(&self, function: u32) -> u32 {
        let kind = self.functions.get(function as usize).and_then(|&kind| self.types.get(kind as usize));
        kind.copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Store};

    use super::*;

    /// A module with the names of an interpreter's, whose loop calls an operator: those for `%` and `//` return
    /// -1 and -2, in place -3 and -4, others -5, and a new integer is its number and a hundred.
    const INTERPRETER: &str = r#"(module
      (memory (export "memory") 1)
      (type $binary (func (param i32 i32) (result i32)))
      (table 9 funcref)
      (elem (i32.const 1) $long_mod $long_div $PyNumber_Remainder $PyNumber_FloorDivide
        $PyNumber_InPlaceRemainder $PyNumber_InPlaceFloorDivide $PyNumber_Add)
      (func $long_mod (type $binary) (i32.const 0))
      (func $long_div (type $binary) (i32.const 0))
      (func $PyLong_FromLong (param i32) (result i32) (i32.add (local.get 0) (i32.const 100)))
      (func $PyNumber_Remainder (type $binary) (i32.const -1))
      (func $PyNumber_FloorDivide (type $binary) (i32.const -2))
      (func $PyNumber_InPlaceRemainder (type $binary) (i32.const -3))
      (func $PyNumber_InPlaceFloorDivide (type $binary) (i32.const -4))
      (func $PyNumber_Add (type $binary) (i32.const -5))
      (func $_PyEval_EvalFrameDefault (export "run") (param i32 i32 i32) (result i32) (local i64 i32)
        (call_indirect (type $binary) (local.get 1) (local.get 2)
          (i32.load (i32.add (i32.const 4096) (i32.shl (local.get 0) (i32.const 2)))))))"#;

    /// Places in memory: of `int`, of a class derived from it, and of what they do as numbers; of names; of two objects.
    const INT: u32 = 0x100;
    const DERIVED: u32 = 0x200;
    const NUMBERS: u32 = 0x300;
    const NAMES: [u32; 2] = [0x400, 0x410];
    const OBJECTS: [u32; 2] = [0x500, 0x600];
    const OPERATORS: u32 = 4096;

    fn memory() -> Vec<u8> {
        let mut memory = vec![0; 1 << 16];
        let mut put = |at: u32, bytes: &[u8]| memory[at as usize..][..bytes.len()].copy_from_slice(bytes);
        put(NAMES[0], b"int\0");
        put(NAMES[1], b"integer\0");
        for (kind, name) in [(INT, NAMES[0]), (DERIVED, NAMES[1])] {
            put(kind + NAME, &name.to_le_bytes());
            put(kind + AS_NUMBER, &NUMBERS.to_le_bytes());
        }
        for ((_, offset), place) in METHODS.iter().zip(1_u32..) {
            put(NUMBERS + offset, &place.to_le_bytes());
        }
        for (place, at) in [(3_u32, 6), (4, 2), (5, 19), (6, 15), (7, 0)] {
            put(OPERATORS + 4 * at, &place.to_le_bytes());
        }
        memory
    }

    fn shortened(text: &str) -> wasmtime::Result<Vec<u8>> {
        shortcut(&wat::parse_str(text).expect("a module"), &memory())
    }

    /// What the loop returns for an operator, and objects that are given by their types, their tags and their digits.
    fn run(operator: u32, objects: [(u32, u32, u32); 2]) -> i32 {
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let module =
            wasmtime::Module::new(&engine, shortened(INTERPRETER).expect("a module")).expect("a module");
        let instance = Instance::new(&mut store, &module, &[]).expect("an instance");
        let found = instance.get_memory(&mut store, "memory").expect("a memory");
        found.write(&mut store, 0, &memory()).expect("room");
        for (at, (kind, tag, digit)) in OBJECTS.into_iter().zip(objects) {
            for (offset, word) in [(TYPE, kind), (TAG, tag), (DIGIT, digit)] {
                found.write(&mut store, (at + offset) as usize, &word.to_le_bytes()).expect("room");
            }
        }
        let function =
            instance.get_typed_func::<(u32, u32, u32), i32>(&mut store, "run").expect("a function");
        function.call(&mut store, (operator, OBJECTS[0], OBJECTS[1])).expect("a result")
    }

    const POSITIVE: u32 = 1 << 3;
    const SMALL: u32 = POSITIVE | 1 << 2;
    /// The operators `+`, `%`, `//`, `%=` and `//=`.
    const ALL: [u32; 5] = [0, 6, 2, 19, 15];

    fn all(objects: [(u32, u32, u32); 2]) -> [i32; 5] {
        ALL.map(|operator| run(operator, objects))
    }

    #[test]
    fn integers_above_zero_of_one_digit_are_divided_at_once() {
        for tags in [[POSITIVE, POSITIVE], [SMALL, POSITIVE], [POSITIVE, SMALL]] {
            assert_eq!(all([(INT, tags[0], 17), (INT, tags[1], 5)]), [-5, 102, 103, 102, 103]);
        }
        let largest = (1 << 30) - 1;
        assert_eq!(run(6, [(INT, POSITIVE, largest), (INT, POSITIVE, 1 << 29)]), (1 << 29) + 99);
    }

    #[test]
    fn whatever_else_is_divided_goes_the_usual_way() {
        const ZERO: u32 = 1 | 1 << 2;
        const NEGATIVE: u32 = POSITIVE | 2;
        const TWO_DIGITS: u32 = 2 << 3;
        let usual = [-5, -1, -2, -3, -4];
        for other in [ZERO, NEGATIVE, TWO_DIGITS, NEGATIVE | 1 << 2] {
            assert_eq!(all([(INT, POSITIVE, 17), (INT, other, 5)]), usual, "{other}");
            assert_eq!(all([(INT, other, 17), (INT, POSITIVE, 5)]), usual, "{other}");
        }
        for kinds in [[INT, DERIVED], [DERIVED, INT], [DERIVED, DERIVED]] {
            assert_eq!(all([(kinds[0], POSITIVE, 17), (kinds[1], POSITIVE, 5)]), usual, "{kinds:?}");
        }
    }

    #[test]
    fn what_is_no_such_interpreter_is_refused() {
        for name in [NEW, LOOP, "PyNumber_Remainder", "PyNumber_InPlaceFloorDivide", "long_div"] {
            let refusal =
                shortened(&INTERPRETER.replace(name, "else")).expect_err("a function is missing").to_string();
            assert!(refusal.contains(name), "{refusal}");
        }
        let elsewhere = shortened(&INTERPRETER.replace("4096", "8192")).expect_err("no table of operators");
        assert!(elsewhere.to_string().contains("no such call"), "{elsewhere}");
        let unnamed = shortcut(&wat::parse_str(INTERPRETER).expect("a module"), &vec![0; 1 << 16]);
        assert!(unnamed.expect_err("no type").to_string().contains("one type `int`, found 0"));
    }
}
