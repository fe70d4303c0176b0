//! The model that is part of the program.

use super::model::NgramModel;

/// Puts bytes where a cache line begins, so that tables can be read in place.
#[repr(C, align(64))]
struct Aligned<B: ?Sized>(B);

static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../dictionaries/vi.lm"));

impl NgramModel {
    /// The built-in model of Vietnamese.
    pub fn builtin() -> Self {
        NgramModel::from_static(&BYTES.0).expect("the built-in model has this version's format")
    }
}
