//! The linear memories of guests: copies of one image, used again and again.
//!
//! A guest's memory is a private mapping of the image's file, in which the
//! kernel copies a page when it is first written. Copying pages by faults, and
//! giving them back when the guest ends, costs more than everything that a
//! small program does. So a memory is kept for the next guest: the kernel says
//! which of its pages were written, and those get the image's contents again,
//! within the instance that has the memory where that goes on to the next guest.
//! Which pages guests write hardly depends on their programs, so that later
//! guests find nearly all the copies that they need.
//!
//! Where the kernel does not say (before Linux 6.7, elsewhere than on Linux, and
//! in a forked child), the whole mapping is made anew for every guest.

mod mapping;
mod pages;
mod usual;

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustix::mm::ProtFlags;
use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

use crate::engine::MAX_GUESTS;
use mapping::{Mapping, give_back};
use pages::Pages;
use usual::Usual;

/// Copied pages that a memory may have beyond those which guests usually change.
/// When it has more, all but those are given back, lest each guest pay for what others wrote.
const SPARE_PAGES: usize = 256;

/// Copied pages that a memory may have in all while it is not known which are usual.
const MOST_COPIES: usize = 1024;

/// Ranges of pages that are given back one by one. Where there are more, the whole memory is made anew.
const MOST_RANGES: usize = 1024;

/// Gives guests their memories.
#[derive(Default)]
pub(crate) struct Memories {
    image: OnceLock<Arc<Image>>,
}

/// What every memory begins with.
struct Image {
    file: File,
    /// The size of memories that the module declares: theirs at least is what they begin with.
    declared: usize,
    /// The image itself, mapped once more, from which pages are restored.
    pristine: Mapping,
    pages: Option<Pages>,
    usual: Usual,
    free: Mutex<Vec<Slot>>,
}

impl Memories {
    /// Has memories that are declared to have as many bytes as the file begin with its contents,
    /// which are copied, so that it may change.
    pub(crate) fn begin_with(&self, file: &mut File) -> io::Result<()> {
        let bytes = contents(file)?;
        self.begin_with_bytes(&bytes, bytes.len())
    }

    /// Has memories that are declared to have so many bytes begin with these, which may be more.
    pub(crate) fn begin_with_bytes(&self, bytes: &[u8], declared: usize) -> io::Result<()> {
        let file = private_file(bytes)?;
        let pristine = Mapping::of_file(&file, bytes.len(), ProtFlags::READ)?;
        let image = Image {
            file,
            declared,
            pristine,
            pages: Pages::of_this_process(),
            usual: Usual::default(),
            free: Mutex::default(),
        };
        let _ = self.image.set(Arc::new(image));
        Ok(())
    }

    /// Makes a memory in use what it was when it was made. False, and then it may be anything, where
    /// it has another size now, or nobody knows what was written to it.
    pub(crate) fn renew(&self, memory: &mut [u8]) -> io::Result<bool> {
        let image = self.image.get().filter(|image| image.pristine.len() == memory.len());
        image.map_or(Ok(false), |image| image.restore(memory))
    }

    /// Whether the kernel says what is written to memories, without which none is renewed while it is in use.
    #[cfg(test)]
    pub(crate) fn knows_what_is_written(&self) -> bool {
        self.image.get().is_some_and(|image| image.pages.is_some())
    }
}

/// The whole of an open file.
pub(crate) fn contents(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file that is nobody else's, with these bytes.
fn private_file(bytes: &[u8]) -> io::Result<File> {
    use std::io::Write as _;

    #[cfg(target_os = "linux")]
    let mut file = File::from(rustix::fs::memfd_create("veriloop-image", rustix::fs::MemfdFlags::CLOEXEC)?);
    #[cfg(not(target_os = "linux"))]
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    Ok(file)
}

// SAFETY: what is handed out is a mapping of at least the size asked for, with the guard behind
// it inaccessible, that nobody else uses until the memory is dropped.
unsafe impl MemoryCreator for Memories {
    fn new_memory(
        &self,
        _ty: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        let image = self.image.get().filter(|image| image.declared == minimum);
        let size = image.map_or(minimum, |image| image.pristine.len());
        let capacity = reserved.unwrap_or(size).max(size);
        let slot = match image {
            Some(image) => image.slot(capacity, guard),
            None => Slot::empty(capacity, guard, size),
        };
        let slot = slot.map_err(|error| error.to_string())?;
        Ok(Box::new(Memory { slot: Some(slot), size, image: image.cloned() }))
    }
}

/// A memory in use.
struct Memory {
    /// None only while it is dropped.
    slot: Option<Slot>,
    size: usize,
    /// None for a memory that begins empty.
    image: Option<Arc<Image>>,
}

impl Memory {
    fn slot(&self) -> &Slot {
        self.slot.as_ref().expect("a memory has its slot until it is dropped")
    }
}

// SAFETY: the pointer stays what it is and is valid for the size that is said, as long as the memory lives.
unsafe impl LinearMemory for Memory {
    fn byte_size(&self) -> usize {
        self.size
    }

    fn byte_capacity(&self) -> usize {
        self.slot().capacity
    }

    fn grow_to(&mut self, size: usize) -> wasmtime::Result<()> {
        let slot = self.slot();
        if size > slot.capacity {
            wasmtime::bail!("expected a memory of at most {} bytes, found {size}", slot.capacity);
        }
        slot.mapping.make_accessible(self.size..size)?;
        self.size = size;
        Ok(())
    }

    fn as_ptr(&self) -> *mut u8 {
        self.slot().mapping.base()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let (Some(slot), Some(image)) = (self.slot.take(), &self.image) {
            image.take_back(slot, self.size);
        }
    }
}

/// An address range with what a memory needs.
struct Slot {
    mapping: Mapping,
    /// The most bytes that can be made accessible; behind them is the guard.
    capacity: usize,
    guard: usize,
}

impl Slot {
    /// A slot for a memory of zeros.
    fn empty(capacity: usize, guard: usize, size: usize) -> io::Result<Slot> {
        let slot = Slot { mapping: Mapping::inaccessible(capacity + guard)?, capacity, guard };
        slot.mapping.make_accessible(0..size)?;
        Ok(slot)
    }
}

impl Image {
    /// A slot that has the image's contents, and nothing else.
    fn slot(&self, capacity: usize, guard: usize) -> io::Result<Slot> {
        let fits = |slot: &Slot| slot.capacity == capacity && slot.guard == guard;
        if let Some(slot) = self.free().pop_if(|slot| fits(slot)) {
            return Ok(slot);
        }
        let mapping = Mapping::inaccessible(capacity + guard)?;
        let slot = Slot { mapping, capacity, guard };
        self.map_onto(&slot)?;
        Ok(slot)
    }

    fn free(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a slot for the next guest, as new, where that succeeds.
    fn take_back(&self, mut slot: Slot, size: usize) {
        if self.renew(&mut slot, size).is_ok() {
            let mut free = self.free();
            if free.len() < MAX_GUESTS as usize {
                free.push(slot);
            }
        }
    }

    /// Makes a slot what it was before a guest used it and let it grow to `size`.
    fn renew(&self, slot: &mut Slot, size: usize) -> io::Result<()> {
        let length = self.pristine.len();
        if size > length {
            slot.mapping.make_inaccessible(length..size)?;
        }
        if self.restore(slot.mapping.bytes_mut(length))? { Ok(()) } else { self.map_onto(slot) }
    }

    /// Gives the pages of a memory that were written the image's contents again. False where
    /// the kernel does not say which, or where it takes less time to make the whole memory anew.
    fn restore(&self, memory: &mut [u8]) -> io::Result<bool> {
        let start = memory.as_ptr().addr();
        let addresses = start..start + memory.len();
        let Some(pages) = &self.pages else { return Ok(false) };
        let Some(written) = pages.written(&addresses) else { return Ok(false) };
        let image = self.pristine.read(memory.len());
        let unusual = match self.usual.pages() {
            Some(usual) => pages::without(&written, usual),
            None => {
                self.usual.learn(&written, memory, image);
                if pages::count(&written) > MOST_COPIES { written.clone() } else { Vec::new() }
            }
        };
        let unusual = if pages::count(&unusual) > SPARE_PAGES { unusual } else { Vec::new() };
        if unusual.len() > MOST_RANGES {
            return Ok(false);
        }
        for range in &unusual {
            give_back(&mut memory[range.clone()])?;
            pages.watch_again(&(start + range.start..start + range.end))?;
        }
        for range in pages::without(&written, &unusual) {
            memory[range.clone()].copy_from_slice(&image[range]);
        }
        Ok(true)
    }

    /// Gives a slot the image anew, with the pages that guests write as copies already.
    fn map_onto(&self, slot: &Slot) -> io::Result<()> {
        let length = self.pristine.len();
        slot.mapping.map_file(&self.file, length)?;
        if let Some(pages) = &self.pages {
            pages.watch(&slot.mapping.bytes(length));
        }
        for range in self.usual.pages().into_iter().flatten() {
            slot.mapping.copy_pages(range.clone());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

    use super::pages::PAGE;
    use super::*;

    const PAGES: usize = 1024;
    const LENGTH: usize = PAGES * PAGE;
    const RESERVED: usize = 4 * LENGTH;

    fn memories(contents: &[u8]) -> Memories {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(contents).unwrap();
        let memories = Memories::default();
        memories.begin_with(&mut file).unwrap();
        memories
    }

    fn memory(memories: &Memories) -> Box<dyn LinearMemory> {
        let ty = MemoryType::new((LENGTH >> 16) as u32, None);
        memories.new_memory(ty, LENGTH, None, Some(RESERVED), 1 << 16).unwrap()
    }

    fn bytes(memory: &mut dyn LinearMemory) -> &mut [u8] {
        // SAFETY: the memory is accessible up to its size, and borrowed here alone.
        unsafe { std::slice::from_raw_parts_mut(memory.as_ptr(), memory.byte_size()) }
    }

    #[test]
    fn a_memory_begins_with_the_image_whatever_was_done_to_the_one_before() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut contents = vec![0; LENGTH];
        random.fill_bytes(&mut contents);
        let memories = memories(&contents);
        // Few pages, so that memories are restored; now and then many, so that they are made anew.
        for round in 0..60 {
            let mut memory = memory(&memories);
            assert!(bytes(&mut *memory) == contents, "round {round}");
            let writes = if round % 7 == 6 { 5000 } else { 40 };
            for _ in 0..writes {
                let at = random.next_u32() as usize % LENGTH;
                bytes(&mut *memory)[at] ^= 0x55;
            }
            if round % 3 == 1 {
                memory.grow_to(LENGTH + 8 * PAGE * (round + 1)).unwrap();
                assert!(bytes(&mut *memory)[LENGTH..].iter().all(|&byte| byte == 0), "round {round}");
                bytes(&mut *memory)[LENGTH..].fill(0xaa);
            }
        }
    }

    #[test]
    fn a_memory_in_use_is_what_it_was_once_it_is_renewed() {
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let mut contents = vec![0; LENGTH];
        random.fill_bytes(&mut contents);
        let memories = memories(&contents);
        let mut memory = memory(&memories);
        // Beyond the rounds after which the usual pages are known, with few pages and now and then all.
        for round in 0..100 {
            let writes = if round % 7 == 6 { 20_000 } else { 40 };
            for _ in 0..writes {
                let at = random.next_u32() as usize % LENGTH;
                bytes(&mut *memory)[at] ^= 0x55;
            }
            let is_renewed = memories.renew(bytes(&mut *memory)).unwrap();
            assert_eq!(is_renewed, memories.knows_what_is_written(), "round {round}");
            if !is_renewed {
                return;
            }
            assert!(bytes(&mut *memory) == contents, "round {round}");
        }
        memory.grow_to(LENGTH + PAGE).unwrap();
        assert!(!memories.renew(bytes(&mut *memory)).unwrap());
    }

    #[test]
    fn a_memory_of_which_nobody_knows_what_was_written_is_not_renewed_in_use_and_new_all_the_same() {
        let contents = vec![7; LENGTH];
        let mut memories = memories(&contents);
        let image = memories.image.get_mut().and_then(Arc::get_mut).unwrap();
        image.pages = None;
        for _ in 0..3 {
            let mut memory = memory(&memories);
            assert!(bytes(&mut *memory) == contents);
            bytes(&mut *memory).fill(8);
            assert!(!memories.renew(bytes(&mut *memory)).unwrap());
        }
    }

    #[test]
    fn memories_in_use_at_once_are_apart() {
        let memories = memories(&vec![7; LENGTH]);
        let mut held: Vec<_> = (0..4).map(|_| memory(&memories)).collect();
        for (number, memory) in held.iter_mut().enumerate() {
            bytes(&mut **memory)[..PAGE].fill(number as u8);
        }
        for (number, memory) in held.iter_mut().enumerate() {
            assert!(bytes(&mut **memory)[..PAGE].iter().all(|&byte| byte == number as u8));
            assert!(bytes(&mut **memory)[PAGE..].iter().all(|&byte| byte == 7));
        }
    }

    #[test]
    fn a_memory_does_not_outgrow_what_is_reserved_for_it() {
        let memories = memories(&vec![7; LENGTH]);
        let mut memory = memory(&memories);
        assert_eq!(memory.byte_capacity(), RESERVED);
        memory.grow_to(RESERVED).unwrap();
        assert!(memory.grow_to(RESERVED + 1).is_err());
    }

    #[test]
    fn a_memory_may_begin_with_more_than_its_module_declares() {
        let memories = Memories::default();
        memories.begin_with_bytes(&vec![7; LENGTH], LENGTH / 2).unwrap();
        for _ in 0..3 {
            let ty = MemoryType::new((LENGTH >> 17) as u32, None);
            let mut memory = memories.new_memory(ty, LENGTH / 2, None, Some(RESERVED), 1 << 16).unwrap();
            assert_eq!(memory.byte_size(), LENGTH);
            assert!(bytes(&mut *memory).iter().all(|&byte| byte == 7));
            bytes(&mut *memory).fill(8);
        }
    }

    #[test]
    fn a_memory_of_another_size_begins_with_zeros() {
        let memories = memories(&vec![7; LENGTH]);
        let mut other = memories.new_memory(MemoryType::new(1, None), 1 << 16, None, None, 0).unwrap();
        assert!(bytes(&mut *other).iter().all(|&byte| byte == 0));
    }
}
