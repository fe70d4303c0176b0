//! The engine that reads scans, and the command line.

use crate::{ReadError, UsageError};
use baocao::cli::engine::{Engine as Reader, EngineError};
use baocao::worker::Launch;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a document is waited for until it is looked whether Python was interrupted.
const LOOK: Duration = Duration::from_millis(50);

/// The reason given for a document over which this process failed.
const PANICKED: &str = "an internal error stopped this document; please report it with the file";

/// What was read: `document.json`, the text, and the file of the format that was asked for.
type Read = (String, String, Option<Vec<u8>>);

/// Reads documents in worker processes.
#[pyclass(frozen, module = "baocao._baocao")]
pub(crate) struct Engine {
    options: Vec<OsString>,
    program: Launch,
    /// None after it was stopped; the next document makes another.
    reader: Mutex<Option<Arc<Reader>>>,
}

#[pymethods]
impl Engine {
    /// An engine with options as `run` has them, whose workers are `program` with its arguments.
    #[new]
    fn new(py: Python<'_>, options: Vec<OsString>, program: Vec<OsString>) -> PyResult<Self> {
        let engine = Engine {
            options,
            program: launch(program)?,
            reader: Mutex::new(None),
        };
        py.detach(|| engine.reader())?;
        Ok(engine)
    }

    /// Reads a file that its document knows by `name`, and makes the file of a format of it.
    fn process(
        &self,
        py: Python<'_>,
        path: PathBuf,
        name: String,
        asked: Option<String>,
    ) -> PyResult<Read> {
        let reader = py.detach(|| self.reader())?;
        let (send, mut done) = channel();
        std::thread::spawn(move || {
            let read = match &asked {
                Some(format) => reader
                    .read_as(&path, &name, format)
                    .map(|(read, bytes)| (read, Some(bytes))),
                None => reader.read(&path, &name).map(|read| (read, None)),
            };
            // Nobody waits any more after an interruption.
            let _ = send.send(read);
        });
        let (read, bytes) = loop {
            let outcome;
            (outcome, done) = py.detach(move || (done.recv_timeout(LOOK), done));
            match outcome {
                Ok(read) => break read.map_err(raised)?,
                Err(RecvTimeoutError::Timeout) => {
                    py.check_signals().inspect_err(|_| self.stop())?;
                }
                Err(RecvTimeoutError::Disconnected) => return Err(ReadError::new_err(PANICKED)),
            }
        };
        let json = serde_json::to_string_pretty(&read.document);
        let json = json.map_err(|error| ReadError::new_err(error.to_string()))?;
        Ok((json, read.text, bytes))
    }

    /// Ends what is being read; later documents are read by new workers.
    fn stop(&self) {
        if let Some(reader) = self.slot().take() {
            reader.stop();
        }
    }

    /// How many pages are read at once.
    #[getter]
    fn jobs(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(py.detach(|| self.reader())?.jobs())
    }
}

impl Engine {
    fn slot(&self) -> MutexGuard<'_, Option<Arc<Reader>>> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reader, which is made where there is none.
    fn reader(&self) -> PyResult<Arc<Reader>> {
        let mut slot = self.slot();
        if let Some(reader) = &*slot {
            return Ok(reader.clone());
        }
        let reader = Reader::new(&self.options, self.program.clone());
        Ok(slot.insert(Arc::new(reader.map_err(raised)?)).clone())
    }
}

/// A program and its arguments.
fn launch(program: Vec<OsString>) -> PyResult<Launch> {
    let mut parts = program.into_iter();
    let none = || UsageError::new_err("no program is named that starts workers");
    Ok(Launch {
        program: parts.next().ok_or_else(none)?.into(),
        arguments: parts.collect(),
    })
}

fn raised(error: EngineError) -> PyErr {
    let why = error.to_string();
    match error {
        EngineError::Usage(_) => UsageError::new_err(why),
        EngineError::Failed(_) => ReadError::new_err(why),
        EngineError::Stopped => PyKeyboardInterrupt::new_err(why),
    }
}

/// The command line: what was typed, the name of the program first; the exit code. `program` starts this one again.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, typed: Vec<OsString>, program: Vec<OsString>) -> PyResult<u8> {
    let program = launch(program)?;
    let code = py.detach(|| baocao::cli::main_of(typed, Some(program)));
    // An exit code cannot be asked for its number.
    let number = (0..=u8::MAX).find(|&number| ExitCode::from(number) == code);
    Ok(number.unwrap_or(1))
}
