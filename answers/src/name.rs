//! Names of variables and functions, kept without the heap.

use std::fmt;

/// A name such as `x`, `x_1`, `\alpha` or `f'`, in its normal spelling.
///
/// One letter, or one TeX command for a letter, with a subscript in braces
/// where that is longer than one character, and marks such as primes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    bytes: [u8; Name::MAX],
    length: u8,
}

impl Name {
    /// The longest name, in bytes.
    pub const MAX: usize = 23;

    /// The name of this spelling, unless it is empty or longer than [`Name::MAX`].
    pub fn new(text: &str) -> Option<Name> {
        let length = u8::try_from(text.len()).ok()?;
        let mut bytes = [0; Name::MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        (length > 0).then_some(Name { bytes, length })
    }

    /// Its spelling without bold type, which says of a letter that it is a vector or a choice.
    pub(crate) fn without_bold(&self) -> &str {
        let text = self.as_str();
        text.strip_prefix("\\mathbf{").and_then(|text| text.strip_suffix('}')).unwrap_or(text)
    }

    /// Its spelling.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("it was made of text")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
