//! Whether a file and its pages are whole. Readers repair what they can, fill what they cannot decode and leave out
//! what they do not find, all without a word; so what they hide is checked beside them: checksums, ends, lengths,
//! counts.

pub(crate) mod colour_space;
pub(crate) mod huffman;
pub(crate) mod jbig2;
pub(crate) mod jpeg;
pub(crate) mod jpeg2000;
pub(crate) mod packed;
mod pdf_names;
pub(crate) mod pdf_page;
pub(crate) mod pdf_places;
pub(crate) mod pdf_repeated;
pub(crate) mod pdf_table;
pub(crate) mod png;
pub(crate) mod tiff;
pub(crate) mod tiff_map;
