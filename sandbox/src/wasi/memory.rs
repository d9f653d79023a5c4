//! A guest's linear memory, as the host may touch it: every access checked.

use super::Errno;

/// The linear memory of a guest that waits in a call.
pub(crate) struct GuestMemory<'a>(&'a mut [u8]);

impl<'a> GuestMemory<'a> {
    pub(crate) fn new(bytes: &'a mut [u8]) -> GuestMemory<'a> {
        GuestMemory(bytes)
    }

    /// `length` bytes at `address`.
    pub(crate) fn slice(&self, address: u32, length: u32) -> Result<&[u8], Errno> {
        let start = address as usize;
        let end = start.checked_add(length as usize).ok_or(Errno::FAULT)?;
        self.0.get(start..end).ok_or(Errno::FAULT)
    }

    /// `length` bytes at `address`, to be written.
    pub(crate) fn slice_mut(&mut self, address: u32, length: u32) -> Result<&mut [u8], Errno> {
        let start = address as usize;
        let end = start.checked_add(length as usize).ok_or(Errno::FAULT)?;
        self.0.get_mut(start..end).ok_or(Errno::FAULT)
    }

    pub(crate) fn write(&mut self, address: u32, bytes: &[u8]) -> Result<(), Errno> {
        let length = u32::try_from(bytes.len()).map_err(|_| Errno::FAULT)?;
        self.slice_mut(address, length)?.copy_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn write_u32(&mut self, address: u32, value: u32) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    pub(crate) fn write_u64(&mut self, address: u32, value: u64) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    pub(crate) fn read_u32(&self, address: u32) -> Result<u32, Errno> {
        Ok(u32::from_le_bytes(self.array(address)?))
    }

    pub(crate) fn read_u64(&self, address: u32) -> Result<u64, Errno> {
        Ok(u64::from_le_bytes(self.array(address)?))
    }

    pub(crate) fn read_u16(&self, address: u32) -> Result<u16, Errno> {
        Ok(u16::from_le_bytes(self.array(address)?))
    }

    pub(crate) fn read_u8(&self, address: u32) -> Result<u8, Errno> {
        Ok(self.array::<1>(address)?[0])
    }

    fn array<const N: usize>(&self, address: u32) -> Result<[u8; N], Errno> {
        Ok(self.slice(address, N as u32)?.try_into().expect("the slice has N bytes"))
    }

    /// The `index`-th of the buffers of a scattered read or a gathered write.
    pub(crate) fn vector(&self, vectors: u32, index: u32) -> Result<(u32, u32), Errno> {
        let at = index.checked_mul(8).and_then(|offset| vectors.checked_add(offset)).ok_or(Errno::FAULT)?;
        let second = at.checked_add(4).ok_or(Errno::FAULT)?;
        Ok((self.read_u32(at)?, self.read_u32(second)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_beyond_the_end_is_a_fault_and_not_a_panic() {
        let mut bytes = [0; 16];
        let mut memory = GuestMemory::new(&mut bytes);
        assert_eq!(memory.write_u64(8, 7), Ok(()));
        assert_eq!(memory.read_u64(8), Ok(7));
        assert_eq!(memory.write_u64(9, 7), Err(Errno::FAULT));
        assert_eq!(memory.slice(u32::MAX, u32::MAX), Err(Errno::FAULT));
        assert_eq!(memory.vector(u32::MAX - 3, 1), Err(Errno::FAULT));
    }
}
