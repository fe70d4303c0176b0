//! Electronic signatures that a file carries, as their certificates name who signed.

use serde::{Deserialize, Serialize};

/// An electronic signature (*chữ ký số*) of a file. Whether it is valid is not checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileSignature {
    /// Its day in ISO 8601; null where it is not told.
    pub date: Option<String>,
    /// Who signed, as the certificate names the agency or person; null where it cannot be read.
    pub name: Option<String>,
    /// The body that this one belongs to, as the certificate says.
    pub organisation: Option<String>,
}

/// The days of signatures, each once.
pub(crate) fn days(signatures: &[FileSignature]) -> Vec<String> {
    let days = signatures
        .iter()
        .filter_map(|signature| signature.date.clone());
    let mut days: Vec<String> = days.collect();
    days.sort();
    days.dedup();
    days
}
