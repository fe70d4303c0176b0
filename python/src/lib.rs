//! `baocao._baocao`: the library for Python. What Python sees of it stands in `baocao/`, which gives it types and names.
//!
//! Work is done without the lock of the interpreter, so other threads of Python go on.

mod arrow;
mod engine;
mod text;

use pyo3::prelude::*;

pyo3::create_exception!(
    baocao,
    BaocaoError,
    pyo3::exceptions::PyException,
    "What baocao could not do."
);
pyo3::create_exception!(
    baocao,
    UsageError,
    BaocaoError,
    "An option is wrong; the message says which and why."
);
pyo3::create_exception!(
    baocao,
    ReadError,
    BaocaoError,
    "A document was not read; the message says why, and what to do about it."
);

/// The module.
#[pymodule]
mod _baocao {
    #[pymodule_export]
    use super::arrow::{ArrowTable, table, tables};
    #[pymodule_export]
    use super::engine::{Engine, main};
    #[pymodule_export]
    use super::text::{extract, restore, restore_tokens};
    #[pymodule_export]
    use super::{BaocaoError, ReadError, UsageError};

    /// The version of the program.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
