//! Texts: restored, token by token, and read for their fields.

use baocao::formats::Spool;
use baocao::{Extractor, Restorer};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::LazyLock;

static RESTORER: LazyLock<Restorer> = LazyLock::new(Restorer::builtin);
static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::builtin);

/// The restored text.
#[pyfunction]
pub(crate) fn restore(py: Python<'_>, text: &str) -> String {
    py.detach(|| RESTORER.restore_text(text))
}

/// JSON rows of the restored lines, as `baocao restore --format jsonl` writes them.
#[pyfunction]
pub(crate) fn restore_tokens(py: Python<'_>, text: &str) -> String {
    let rows = py.detach(|| baocao::restore::rows::rows(&RESTORER, text));
    serde_json::Value::Array(rows).to_string()
}

/// The fields of a text as JSON, as `baocao extract` writes them; `correct` texts are taken as they are.
#[pyfunction]
pub(crate) fn extract(py: Python<'_>, text: &str, correct: bool) -> PyResult<String> {
    let json = py.detach(|| {
        let restored = (!correct).then(|| RESTORER.restore_text(text));
        let (mut spool, mut json) = (Spool::new(), Vec::new());
        EXTRACTOR.extract_long(restored.as_deref().unwrap_or(text), |found| {
            spool.add(found)
        })?;
        spool.write(&mut json)?;
        Ok::<_, std::io::Error>(json)
    })?;
    String::from_utf8(json).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}
