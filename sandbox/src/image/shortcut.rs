//! Lets the interpreter make and divide small integers without a detour.
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
//!
//! And where the loop makes an integer of a number, which is mostly a small one,
//! it takes the one that is always there without a call.

mod names;
mod objects;

use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{BlockType, CodeSection, Function, InstructionSink, MemArg, Module, ValType};
use wasmparser::{FunctionBody, Operator, Parser};

use names::Names;
use objects::{ALWAYS_THERE, DIGIT, INTEGER, LEAST, Memory, ONE_DIGIT, Small, TAG, TYPE};

/// Changes with what becomes of a module. It is part of every image's key.
pub(super) const VERSION: &str = "3";

/// The interpreter's loop, and the function that makes an integer of a number.
const LOOP: &str = "_PyEval_EvalFrameDefault";
const NEW: &str = "PyLong_FromLong";

/// The functions of the table of operators that get a shortcut, by their places in it (`NB_REMAINDER` and so on
/// in CPython's `opcode.h`).
const REMAINDERS: [(&str, u32); 2] = [("PyNumber_Remainder", 6), ("PyNumber_InPlaceRemainder", 19)];
const QUOTIENTS: [(&str, u32); 2] = [("PyNumber_FloorDivide", 2), ("PyNumber_InPlaceFloorDivide", 15)];

/// How `int` divides, by where types have what they do as numbers.
const METHODS: [(&str, u32); 2] = [("long_mod", 12), ("long_div", 116)];

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// Gives an interpreter its shortcuts, which begins with this memory.
///
/// # Errors
///
/// Where the module has not what is to get them, or is none that can be read.
pub(super) fn shortcut(module: &[u8], memory: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let names = Names::of(module)?;
    let mut shortcuts = Shortcuts::of(&names, Memory(memory), &names.constants(NEW, module)?)?;
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

struct Shortcuts<'a> {
    memory: Memory<'a>,
    /// The number of the loop, imports left out, and that of its first local that it has not itself.
    interpreter: u32,
    parameters: u32,
    new: u32,
    int: i32,
    small: Small,
    /// The places in the table of functions of those for `%` and `//`, with those in the table of operators.
    remainders: [(u32, u32); 2],
    quotients: [(u32, u32); 2],
    /// The number of the next function whose body comes, and the calls that got a shortcut.
    next: u32,
    found: u32,
}

impl<'a> Shortcuts<'a> {
    fn of(names: &Names, memory: Memory<'a>, constants: &[i32]) -> wasmtime::Result<Shortcuts<'a>> {
        let places = |functions: [(&str, u32); 2]| -> wasmtime::Result<[(u32, u32); 2]> {
            let [(first, one), (second, other)] = functions;
            Ok([(names.place(first)?, one), (names.place(second)?, other)])
        };
        let interpreter = names.number(LOOP)?;
        let Some(own) = interpreter.checked_sub(names.imported) else {
            wasmtime::bail!("expected the interpreter to have `{LOOP}` itself, found that it is imported");
        };
        let int = memory.int(places(METHODS)?)?;
        // Those that the function for it gives, which has their number and their place.
        let is_given = |small: &Small| {
            let count = small.most - LEAST + 1;
            // Their place may be an offset from where all that the runtime has begins.
            let is_place = |&place: &i32| place == small.zero || constants.contains(&(small.zero - place));
            constants.iter().any(is_place) && constants.iter().any(|&each| each == count || each == count - 1)
        };
        let Some(small) = memory.small(int).into_iter().find(is_given) else {
            wasmtime::bail!(
                "expected `{NEW}` to give small integers that are always there, found none in it"
            );
        };
        Ok(Shortcuts {
            memory,
            interpreter: own,
            parameters: names.parameters(own),
            new: names.number(NEW)?,
            int: int.cast_signed(),
            small,
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
            self.make(&mut code, place);
            code.br(2).end();
        }
        code.end().local_get(left).local_get(right).local_get(place);
        body.instruction(call).instruction(&wasm_encoder::Instruction::End);
    }

    /// Makes an integer of the number on top of the stack, which this local is for.
    fn make(&self, code: &mut InstructionSink<'_>, number: u32) {
        let Small { zero, most } = self.small;
        code.local_tee(number).i32_const(-LEAST).i32_add().i32_const(most - LEAST).i32_le_u();
        code.if_(BlockType::Result(ValType::I32));
        code.local_get(number).i32_const(INTEGER).i32_mul().i32_const(zero).i32_add();
        code.else_().local_get(number).call(self.new).end();
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
            } else if matches!(operator, Operator::Call { function_index } if *function_index == self.new) {
                self.make(&mut shortened.instructions(), first);
            } else {
                shortened.instruction(&instruction);
            }
        }
        code.function(&shortened);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Store};

    use super::objects::{AS_NUMBER, NAME};
    use super::*;

    /// A module with the names of an interpreter's, whose loop calls an operator: those for `%` and `//` return
    /// -1 and -2, in place -3 and -4, others -5, and a new integer is its number and a hundred. A third function
    /// has the loop make an integer of its first argument.
    const INTERPRETER: &str = r#"(module
      (memory (export "memory") 1)
      (type $binary (func (param i32 i32) (result i32)))
      (table 9 funcref)
      (elem (i32.const 1) $long_mod $long_div $PyNumber_Remainder $PyNumber_FloorDivide
        $PyNumber_InPlaceRemainder $PyNumber_InPlaceFloorDivide $PyNumber_Add)
      (func $long_mod (type $binary) (i32.const 0))
      (func $long_div (type $binary) (i32.const 0))
      (func $PyLong_FromLong (param i32) (result i32)
        (if (i32.lt_u (i32.add (local.get 0) (i32.const 5)) (i32.const 306))
          (then (return (i32.add (i32.shl (local.get 0) (i32.const 4)) (i32.const 16464)))))
        (i32.add (local.get 0) (i32.const 100)))
      (func $PyNumber_Remainder (type $binary) (i32.const -1))
      (func $PyNumber_FloorDivide (type $binary) (i32.const -2))
      (func $PyNumber_InPlaceRemainder (type $binary) (i32.const -3))
      (func $PyNumber_InPlaceFloorDivide (type $binary) (i32.const -4))
      (func $PyNumber_Add (type $binary) (i32.const -5))
      (func $_PyEval_EvalFrameDefault (export "run") (param i32 i32 i32) (result i32) (local i64 i32)
        (if (i32.eq (local.get 0) (i32.const 99)) (then (return (call $PyLong_FromLong (local.get 1)))))
        (call_indirect (type $binary) (local.get 1) (local.get 2)
          (i32.load (i32.add (i32.const 4096) (i32.shl (local.get 0) (i32.const 2)))))))"#;

    /// Places in memory: of `int`, of a class derived from it, and of what they do as numbers; of names; of two objects.
    const INT: u32 = 0x100;
    const DERIVED: u32 = 0x200;
    const NUMBERS: u32 = 0x300;
    const NAMES: [u32; 2] = [0x400, 0x410];
    const OBJECTS: [u32; 2] = [0x500, 0x600];
    const OPERATORS: u32 = 4096;
    /// Zero, between the integers from -5 to 300.
    const NOTHING: i32 = 16464;
    /// What has the loop make an integer, in place of an operator.
    const MAKE: u32 = 99;

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
        for value in -5..=300_i32 {
            let tag = [POSITIVE | 2, 1, POSITIVE][(value.signum() + 1) as usize] | 1 << 2;
            let at = (NOTHING + 16 * value).cast_unsigned();
            for (offset, word) in [(TYPE, INT), (TAG, tag), (DIGIT, value.unsigned_abs())] {
                put(at + offset, &word.to_le_bytes());
            }
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
        let mut memory = memory();
        for (at, (kind, tag, digit)) in OBJECTS.into_iter().zip(objects) {
            for (offset, word) in [(TYPE, kind), (TAG, tag), (DIGIT, digit)] {
                memory[(at + offset) as usize..][..4].copy_from_slice(&word.to_le_bytes());
            }
        }
        let module = shortened(INTERPRETER).expect("a module");
        call(&module, &memory, (operator, OBJECTS[0], OBJECTS[1]))
    }

    fn call(module: &[u8], memory: &[u8], arguments: (u32, u32, u32)) -> i32 {
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let module = wasmtime::Module::new(&engine, module).expect("a module");
        let instance = Instance::new(&mut store, &module, &[]).expect("an instance");
        let found = instance.get_memory(&mut store, "memory").expect("a memory");
        found.write(&mut store, 0, memory).expect("room");
        let function =
            instance.get_typed_func::<(u32, u32, u32), i32>(&mut store, "run").expect("a function");
        function.call(&mut store, arguments).expect("a result")
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
            let [two, three] = [2, 3].map(|value| NOTHING + 16 * value);
            assert_eq!(all([(INT, tags[0], 17), (INT, tags[1], 5)]), [-5, two, three, two, three]);
        }
        let largest = (1 << 30) - 1;
        assert_eq!(run(6, [(INT, POSITIVE, largest), (INT, POSITIVE, 1 << 29)]), (1 << 29) + 99);
    }

    #[test]
    fn small_integers_are_those_that_are_there_already() {
        let module = shortened(INTERPRETER).expect("a module");
        for (number, made) in [
            (-6, 94),
            (-5, NOTHING - 80),
            (0, NOTHING),
            (300, NOTHING + 4800),
            (301, 401),
            (i32::MAX, i32::MAX.wrapping_add(100)),
            (i32::MIN, i32::MIN + 100),
        ] {
            assert_eq!(call(&module, &memory(), (MAKE, number.cast_unsigned(), 0)), made, "{number}");
        }
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
        for (number, other) in [("16464", "16480"), ("306", "262")] {
            let refusal =
                shortened(&INTERPRETER.replace(number, other)).expect_err("other integers").to_string();
            assert!(refusal.contains("`PyLong_FromLong` to give small integers"), "{refusal}");
        }
        let elsewhere = shortened(&INTERPRETER.replace("4096", "8192")).expect_err("no table of operators");
        assert!(elsewhere.to_string().contains("no such call"), "{elsewhere}");
        let unnamed = shortcut(&wat::parse_str(INTERPRETER).expect("a module"), &vec![0; 1 << 16]);
        assert!(unnamed.expect_err("no type").to_string().contains("one type `int`, found 0"));
    }
}
