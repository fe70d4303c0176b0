//! Where a model's bytes lie: in the program itself, in a mapped file, or in memory. Always aligned
//! to a cache line.

#![allow(unsafe_code)] // Mapping a file; the invariant stands at the call.

use super::bytes::ALIGN;
use std::fs::File;
use std::io;

/// A cache line of bytes.
#[repr(C, align(64))]
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Chunk([u8; ALIGN]);

/// A model's bytes.
#[derive(Debug)]
pub(crate) enum Storage {
    Static(&'static [u8]),
    Mapped(memmap2::Mmap),
    Owned(Vec<Chunk>),
}

impl Storage {
    /// Maps a file into memory.
    pub(crate) fn map(file: &File) -> io::Result<Self> {
        // SAFETY: the file is only read. Should another process cut it while it is mapped, reading
        // the lost part ends this process with a signal, as with any mapped program or library.
        unsafe { memmap2::Mmap::map(file) }.map(Storage::Mapped)
    }

    /// Copies bytes to where they are aligned.
    pub(crate) fn copy(bytes: &[u8]) -> Self {
        let mut chunks = vec![Chunk([0; ALIGN]); bytes.len().div_ceil(ALIGN)];
        bytemuck::cast_slice_mut(&mut chunks)[..bytes.len()].copy_from_slice(bytes);
        Storage::Owned(chunks)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Storage::Static(bytes) => bytes,
            Storage::Mapped(map) => map,
            Storage::Owned(chunks) => bytemuck::cast_slice(chunks),
        }
    }
}
