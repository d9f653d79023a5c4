//! What objects of the interpreter's have in its memory.

/// Where objects have their type, where types have their name and what they do as numbers, and where integers
/// have their number of digits with their sign, and their first digit.
pub(super) const TYPE: u32 = 4;
pub(super) const NAME: u32 = 12;
pub(super) const AS_NUMBER: u32 = 48;
pub(super) const TAG: u32 = 8;
pub(super) const DIGIT: u32 = 12;

/// The tag of an integer above zero with one digit, that of zero, and the bits of it that say whether it is below zero
/// and whether it is one of those that are always there.
pub(super) const ONE_DIGIT: i32 = 1 << 3;
const ZERO: i32 = 1;
const NEGATIVE: i32 = 1 << 1;
pub(super) const ALWAYS_THERE: i32 = 1 << 2;

/// What a memory has at its addresses.
#[derive(Clone, Copy)]
pub(super) struct Memory<'a>(pub(super) &'a [u8]);

impl Memory<'_> {
    fn word(self, at: u32) -> Option<u32> {
        let bytes = self.0.get(at as usize..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// The word at an offset from where another word points to.
    pub(super) fn field(self, at: u32, offset: u32) -> Option<u32> {
        self.word(at.checked_add(offset)?)
    }

    fn begins_with(self, at: u32, text: &[u8]) -> bool {
        self.0.get(at as usize..).is_some_and(|bytes| bytes.starts_with(text))
    }

    /// The type `int`: what has its name, and its methods by their places in the table of functions.
    pub(super) fn int(self, methods: [(u32, u32); 2]) -> wasmtime::Result<u32> {
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

    /// Wherever there are integers of this type one behind the other, which are always there.
    pub(super) fn small(self, int: u32) -> Vec<Small> {
        let is_there = |zero: u32, value: i32| {
            let at = zero.wrapping_add_signed(value * INTEGER);
            let sign = match value {
                0 => ZERO,
                1.. => ONE_DIGIT,
                ..0 => ONE_DIGIT | NEGATIVE,
            };
            let words =
                [(TYPE, int), (TAG, (sign | ALWAYS_THERE).cast_unsigned()), (DIGIT, value.unsigned_abs())];
            words.iter().all(|&(offset, word)| self.field(at, offset) == Some(word))
        };
        let end = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let begins = |&zero: &u32| (LEAST..=LEAST_MOST).all(|value| is_there(zero, value));
        let most =
            |zero| (LEAST_MOST..).take_while(|&value| is_there(zero, value)).last().unwrap_or(LEAST_MOST);
        let small = |zero: u32| Small { zero: zero.cast_signed(), most: most(zero) };
        (0..end).step_by(4).filter(begins).map(small).collect()
    }
}

/// Where the integers are that are always there: all from [`LEAST`] on to the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Small {
    /// The address of zero.
    pub(super) zero: i32,
    pub(super) most: i32,
}

/// The least of the integers that are always there, and a number that the largest of them is not below in any CPython.
pub(super) const LEAST: i32 = -5;
const LEAST_MOST: i32 = 256;

/// The bytes of each.
pub(super) const INTEGER: i32 = 16;
