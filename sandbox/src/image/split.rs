//! A snapshot in two parts: its code, and the memory that it begins with.
//!
//! Memories are made by the sandbox itself, with their contents, so that the
//! module which is compiled has none.

use wasmparser::{Data, DataKind, Operator, Parser, Payload};

/// A module without its data, and the memory that the data would make.
pub(super) struct Parts {
    pub(super) code: Vec<u8>,
    pub(super) memory: Vec<u8>,
}

/// The number of a module's data section, and of the section that counts its parts.
const DATA: u8 = 11;
const DATA_COUNT: u8 = 12;

/// Splits a module that has one memory and no data but what it begins with.
pub(super) fn split(module: &[u8]) -> wasmtime::Result<Parts> {
    let mut code = module.get(..8).unwrap_or_default().to_vec();
    let mut memory = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::MemorySection(memories) => {
                let [declared] = memories.clone().into_iter().collect::<Result<Vec<_>, _>>()?[..] else {
                    wasmtime::bail!("expected one memory, found {}", memories.count());
                };
                memory.resize(usize::try_from(declared.initial)? << 16, 0);
            }
            Payload::DataSection(data) => {
                for part in data.clone() {
                    put(&part?, &mut memory)?;
                }
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section()
            && id != DATA
            && id != DATA_COUNT
        {
            code.push(id);
            code.extend(leb128(range.len()));
            code.extend_from_slice(&module[range]);
        }
    }
    Ok(Parts { code, memory })
}

/// Puts a part of the data where it belongs. An empty one belongs nowhere.
fn put(part: &Data<'_>, memory: &mut [u8]) -> wasmtime::Result<()> {
    if part.data.is_empty() {
        return Ok(());
    }
    let DataKind::Active { memory_index: 0, offset_expr } = &part.kind else {
        wasmtime::bail!("expected data of the one memory's beginning, found other data");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        wasmtime::bail!("expected data at a constant address, found another");
    };
    let start = value.cast_unsigned() as usize;
    let Some(place) = memory.get_mut(start..start + part.data.len()) else {
        wasmtime::bail!("expected data within the memory, found some at {start}");
    };
    place.copy_from_slice(part.data);
    Ok(())
}

/// An unsigned number as WebAssembly writes it.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_becomes_the_memory_and_the_rest_stays() {
        // (module (memory 1) (data (i32.const 3) "ab") (export "memory" (memory 0)))
        let module = [
            b"\0asm\x01\0\0\0".as_slice(),
            b"\x05\x03\x01\0\x01",
            b"\x07\x0a\x01\x06memory\x02\0",
            b"\x0b\x08\x01\0\x41\x03\x0b\x02ab",
        ];
        let parts = split(&module.concat()).unwrap();
        assert_eq!(parts.code, module[..3].concat());
        assert_eq!(parts.memory.len(), 1 << 16);
        assert_eq!(&parts.memory[..6], b"\0\0\0ab\0");
    }

    #[test]
    fn lengths_are_written_as_webassembly_has_them() {
        assert_eq!(
            (leb128(5), leb128(128), leb128(624_485)),
            (vec![5], vec![0x80, 1], vec![0xe5, 0x8e, 0x26])
        );
    }
}
