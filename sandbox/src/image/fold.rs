//! Folds the offsets of fields into the loads and stores that use them.
//!
//! CPython is compiled to have its integers wrap around, which also keeps the
//! compiler from letting an address and the offset of a field be added where
//! memory is read: the sum may wrap around 2^32, and that of a load may not. So
//! nearly every access to a field is an addition and an access, all through the
//! interpreter's loop.
//!
//! ```text
//! local.get 1
//! i32.const 28      ->      local.get 1
//! i32.add                   i32.load offset=28
//! i32.load
//! ```
//!
//! Only where the sum wraps around does that make a difference: then what was
//! meant lies below the offset, in the first [`LOWEST`] bytes of the memory,
//! where modules have nothing, and the access is now a trap.

use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Instruction, MemArg, Module};
use wasmparser::{
    BlockType, ContType, FrameKind, FuncType, FunctionBody, ModuleArity, Operator, Parser, RefType, SubType,
};

/// Changes with what becomes of a module. It is part of every image's key.
pub(super) const VERSION: &str = "1";

/// The address below which a module has nothing: compilers begin data there at the
/// earliest, and where the stack comes first, it is its end.
const LOWEST: u64 = 1024;

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// Folds offsets in all functions of a module.
///
/// # Errors
///
/// Where it is no module that can be read.
pub(super) fn fold(module: &[u8]) -> wasmtime::Result<Vec<u8>> {
    let mut folded = Module::new();
    Fold.parse_core_module(&mut folded, Parser::new(0), module)
        .map_err(|error| wasmtime::format_err!("{error}"))?;
    Ok(folded.finish())
}

struct Fold;

/// An operand to which the offset of a field was added last: where the first of the two instructions is that do so.
#[derive(Clone, Copy)]
struct Field {
    added_at: usize,
    offset: u64,
}

impl Reencode for Fold {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<()> {
        let operators =
            body.get_operators_reader()?.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        let mut folded = self.new_function_with_parsed_locals(&body)?;
        let mut instructions: Vec<Option<Instruction<'_>>> = Vec::with_capacity(operators.len());
        // What is known of the stack, from some operand of it to the top.
        let mut operands: Vec<Option<Field>> = Vec::new();
        for (at, operator) in operators.iter().enumerate() {
            let mut instruction = self.instruction(operator.clone())?;
            if let Some((takes, gives)) = operator.operator_arity(&Anywhere) {
                let address =
                    operands.len().checked_sub(takes as usize).and_then(|first| *operands.get(first)?);
                if let (Some(memory), Some(field)) = (accessed(&mut instruction), address)
                    && memory.offset + field.offset < LOWEST
                {
                    memory.offset += field.offset;
                    instructions[field.added_at..field.added_at + 2].fill(None);
                }
                operands.truncate(operands.len().saturating_sub(takes as usize));
                operands.resize(operands.len() + gives as usize, None);
                if let Some(last) = operands.last_mut() {
                    *last = field(&operators[..=at]);
                }
            } else {
                operands.clear();
            }
            instructions.push(Some(instruction));
        }
        for instruction in instructions.into_iter().flatten() {
            folded.instruction(&instruction);
        }
        code.function(&folded);
        Ok(())
    }
}

/// What some instructions leave on the stack, where they end with adding the offset of a field.
fn field(operators: &[Operator<'_>]) -> Option<Field> {
    let [.., Operator::I32Const { value }, Operator::I32Add] = operators else { return None };
    let offset = u64::try_from(*value).ok().filter(|&offset| offset < LOWEST)?;
    Some(Field { added_at: operators.len() - 2, offset })
}

/// Where an instruction reads or writes a number in memory. Its address is the first of its operands.
fn accessed<'a>(instruction: &'a mut Instruction<'_>) -> Option<&'a mut MemArg> {
    use Instruction as I;
    match instruction {
        I::I32Load(memory)
        | I::I64Load(memory)
        | I::F32Load(memory)
        | I::F64Load(memory)
        | I::I32Load8S(memory)
        | I::I32Load8U(memory)
        | I::I32Load16S(memory)
        | I::I32Load16U(memory)
        | I::I64Load8S(memory)
        | I::I64Load8U(memory)
        | I::I64Load16S(memory)
        | I::I64Load16U(memory)
        | I::I64Load32S(memory)
        | I::I64Load32U(memory)
        | I::I32Store(memory)
        | I::I64Store(memory)
        | I::F32Store(memory)
        | I::F64Store(memory)
        | I::I32Store8(memory)
        | I::I32Store16(memory)
        | I::I64Store8(memory)
        | I::I64Store16(memory)
        | I::I64Store32(memory) => Some(memory),
        _ => None,
    }
}

/// A module of which nothing is known: how many operands an instruction takes
/// that calls or branches is then not known either.
struct Anywhere;

impl ModuleArity for Anywhere {
    fn sub_type_at(&self, _type: u32) -> Option<&SubType> {
        None
    }

    fn tag_type_arity(&self, _tag: u32) -> Option<(u32, u32)> {
        None
    }

    fn type_index_of_function(&self, _function: u32) -> Option<u32> {
        None
    }

    fn func_type_of_cont_type(&self, _type: &ContType) -> Option<&FuncType> {
        None
    }

    fn sub_type_of_ref_type(&self, _type: &RefType) -> Option<&SubType> {
        None
    }

    fn control_stack_height(&self) -> u32 {
        0
    }

    fn label_block(&self, _depth: u32) -> Option<(BlockType, FrameKind)> {
        None
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store, Trap};

    use super::*;

    /// A module whose function `f` takes an address and a number, with this in it.
    fn module(body: &str) -> Vec<u8> {
        let text = format!(
            "(module (memory (export \"memory\") 1)
               (func $same (param i32) (result i32) (local.get 0))
               (func (export \"f\") (param i32 i32) (result i32) (local i32) {body}))"
        );
        wat::parse_str(text).expect("a module")
    }

    /// What `f` returns, and the sum of the bytes of the memory by their places, where it ends.
    fn run(module: &[u8], address: i32, number: i32) -> std::result::Result<(i32, u64), Trap> {
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &Module::new(&engine, module).expect("a module"), &[])
            .expect("an instance");
        let memory = instance.get_memory(&mut store, "memory").expect("a memory");
        for (at, byte) in memory.data_mut(&mut store).iter_mut().enumerate() {
            *byte = (at % 251) as u8;
        }
        let f = instance.get_typed_func::<(i32, i32), i32>(&mut store, "f").expect("a function");
        let found = f
            .call(&mut store, (address, number))
            .map_err(|error| error.downcast::<Trap>().expect("a trap"))?;
        let sum = memory.data(&store).iter().zip(1..).map(|(&byte, place)| u64::from(byte) * place).sum();
        Ok((found, sum))
    }

    /// How many instructions less a body has, which does what it did.
    fn saved(body: &str) -> usize {
        let (before, after) = (module(body), fold(&module(body)).expect("a module"));
        for (address, number) in [(2048, 7), (4096, -1), (5001, 1 << 20)] {
            assert_eq!(run(&after, address, number), run(&before, address, number), "{body}");
        }
        count(&before) - count(&after)
    }

    fn count(module: &[u8]) -> usize {
        let bodies =
            Parser::new(0).parse_all(module).filter_map(|payload| match payload.expect("a module") {
                wasmparser::Payload::CodeSectionEntry(body) => Some(body),
                _ => None,
            });
        bodies.map(|body| body.get_operators_reader().expect("a body").into_iter().count()).sum()
    }

    const FIELD: &str = "(i32.add (local.get 0) (i32.const 8))";

    #[test]
    fn offsets_of_fields_become_those_of_loads_and_stores() {
        assert_eq!(saved(&format!("(i32.load {FIELD})")), 2);
        assert_eq!(saved(&format!("(i32.load8_u offset=4 {FIELD})")), 2);
        assert_eq!(saved(&format!("(i32.wrap_i64 (i64.load32_s {FIELD}))")), 2);
        assert_eq!(saved(&format!("(i32.store {FIELD} (local.get 1)) (local.get 1)")), 2);
        assert_eq!(
            saved(&format!("(i32.store {FIELD} (i32.mul (local.get 1) (i32.load {FIELD}))) (local.get 1)")),
            4
        );
        // Of two offsets, the last.
        assert_eq!(saved(&format!("(i32.load (i32.add {FIELD} (i32.const 4)))")), 2);
        // A field of what a field refers to.
        assert_eq!(
            saved(
                "(i32.load (i32.add (i32.and (i32.load (i32.add (local.get 0) (i32.const 4))) (i32.const 4095)) (i32.const 12)))"
            ),
            4
        );
    }

    #[test]
    fn what_is_no_offset_of_a_field_stays() {
        for body in [
            "(i32.load (i32.add (local.get 0) (i32.const -4)))",
            "(i32.load (i32.add (local.get 0) (i32.const 1024)))",
            "(i32.load offset=1020 (i32.add (local.get 0) (i32.const 8)))",
            "(i32.load (i32.add (local.get 0) (i32.const 1023) (i32.and (local.get 1) (i32.const 7)) (i32.add)))",
            "(i32.load (local.tee 2 (i32.add (local.get 0) (i32.const 8)))) (i32.add (local.get 2))",
            "(i32.add (local.get 0) (i32.const 8))",
            "(i32.store (local.get 0) (i32.add (local.get 1) (i32.const 8))) (local.get 1)",
            "(i32.load (call $same (i32.add (local.get 0) (i32.const 8))))",
            "(i32.load (block (result i32) (i32.add (local.get 0) (i32.const 8))))",
            "(i32.load (select (i32.add (local.get 0) (i32.const 8)) (local.get 0) (local.get 1)))",
            "(i32.load (i32.sub (local.get 0) (i32.const 8)))",
        ] {
            assert_eq!(saved(body), 0, "{body}");
        }
        // What is not known of the stack keeps an offset where it is.
        let across =
            "(i32.store (i32.add (local.get 0) (i32.const 8)) (call $same (local.get 1))) (local.get 1)";
        assert_eq!(saved(across), 0);
    }

    #[test]
    fn an_address_that_wraps_around_is_a_trap() {
        let body = module("(i32.load (i32.add (local.get 0) (i32.const 8)))");
        assert!(run(&body, -4, 0).is_ok());
        assert_eq!(run(&fold(&body).expect("a module"), -4, 0), Err(Trap::MemoryOutOfBounds));
    }
}
