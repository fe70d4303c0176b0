//! Vietnamese language data of the engine as part of the program, for machines that have none.

use std::path::Path;

/// Where the engine looks for language data if no folder is named.
pub(crate) const VARIABLE: &str = "TESSDATA_PREFIX";

/// The language data that are part of the program, unless a folder or [`VARIABLE`] names others.
#[cfg(feature = "builtin-language")]
pub(crate) fn builtin(folder: Option<&Path>) -> Option<&'static [u8]> {
    let named = folder.is_some() || std::env::var_os(VARIABLE).is_some();
    let data: &[u8] = include_bytes!("../../dictionaries/vie.traineddata");
    (!named).then_some(data)
}

/// None are part of this build.
#[cfg(not(feature = "builtin-language"))]
pub(crate) fn builtin(_: Option<&Path>) -> Option<&'static [u8]> {
    None
}
