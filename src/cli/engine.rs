//! Reading documents one by one for programs in other languages: the workers of `run`, with its options.

use super::config::Config;
use super::failure::Failure;
use super::globals::GlobalArgs;
use super::isolation_args::WorkerArgs;
use super::password_args::PasswordArgs;
use crate::checksum;
use crate::formats;
use crate::pipeline::Processed;
use crate::text::language::Language;
use crate::worker::{
    FileToRead, Launch, OpenedFile, ReadOptions, Stop, WorkerPool, WriteSearchable,
};
use clap::Parser;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::ffi::OsString;
use std::path::Path;

/// Options of `run` that say how a document is read.
#[derive(Debug, Parser)]
#[command(name = "Engine", no_binary_name = true, disable_help_flag = true)]
struct EngineOptions {
    #[command(flatten)]
    globals: GlobalArgs,
    #[command(flatten)]
    workers: WorkerArgs,
    #[command(flatten)]
    password: PasswordArgs,
    /// Any doubt about an input is an error
    ///
    /// vi: Mọi nghi ngờ về tệp gốc là lỗi
    #[arg(long)]
    strict: bool,
}

/// Why an engine does not start or a document is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// An option is wrong.
    #[error("{0}")]
    Usage(String),
    /// The document, or all of them: the reason, and what to do about it.
    #[error("{0}")]
    Failed(String),
    /// It was asked to stop.
    #[error("not read, as it was asked to stop")]
    Stopped,
}

impl From<Failure> for EngineError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Usage(why) => EngineError::Usage(why),
            other => EngineError::Failed(other.to_string()),
        }
    }
}

/// Reads documents in worker processes, many at once where many threads ask. Costly to start: a worker loads the language
/// model.
#[derive(Debug)]
pub struct Engine {
    workers: WorkerPool,
    read: ReadOptions,
    threads: ThreadPool,
    stop: Stop,
}

impl Engine {
    /// An engine with options as they are typed for `run`; `program` is how this program is started as a worker.
    ///
    /// # Errors
    /// If an option is wrong, or no worker starts.
    pub fn new(options: &[OsString], program: Launch) -> Result<Self, EngineError> {
        let options = EngineOptions::try_parse_from(options)
            .map_err(|error| EngineError::Usage(error.to_string().trim_end().to_owned()))?;
        let config = Config {
            program: Some(program),
            ..Config::load(&options.globals, Language::English)?
        };
        let stop = Stop::default();
        let workers = options.workers.start(None, &config)?;
        let threads = ThreadPoolBuilder::new().num_threads(config.jobs.unwrap_or(0));
        Ok(Engine {
            workers: workers.stopped_by(stop.clone()),
            read: ReadOptions {
                password: options.password.password()?,
                strict: options.strict,
                text_layer: options.workers.engine.text_layer,
                readers: options.workers.engine.readers,
            },
            threads: threads
                .build()
                .map_err(|error| EngineError::Failed(error.to_string()))?,
            stop,
        })
    }

    /// Reads a file, which its document knows by `name`; pages in as many workers as there are threads.
    ///
    /// # Errors
    /// Why there is no document.
    pub fn read(&self, path: &Path, name: &str) -> Result<Processed, EngineError> {
        let file = self.file(path)?;
        self.threads.install(|| self.read_file(&file, name))
    }

    /// Reads a file and writes what it holds: its document, and the file of each format of `asked`, `pdf` among them.
    ///
    /// # Errors
    /// Why there is no document or no such file.
    pub fn read_as(
        &self,
        path: &Path,
        name: &str,
        asked: &str,
    ) -> Result<(Processed, Vec<u8>), EngineError> {
        let processed = self.read(path, name)?;
        let document = &processed.document;
        let bytes = match (asked, formats::format(asked)) {
            ("pdf", _) => {
                let request = WriteSearchable(Box::new(document.clone()));
                let written = self.workers.send(&self.file(path)?, request);
                written.map_err(|error| self.failed(error.reason()))?.bytes
            }
            (_, Some(format)) => (format.write)(document).into_bytes(),
            (_, None) => return Err(EngineError::Usage(format!("{asked}: no such format"))),
        };
        Ok((processed, bytes))
    }

    /// Ends what is being read, and reads nothing more.
    pub fn stop(&self) {
        self.stop.ask();
    }

    /// How many pages are read at once.
    pub fn jobs(&self) -> usize {
        self.threads.current_num_threads()
    }

    fn file(&self, path: &Path) -> Result<FileToRead, EngineError> {
        let sum = checksum::of_file(path);
        let (sha256, _) = sum.map_err(|error| {
            let why = "cannot be read";
            EngineError::Failed(format!(
                "{why}: {error}; check the file and its permissions"
            ))
        })?;
        Ok(FileToRead {
            path: path.into(),
            sha256,
            options: self.read.clone(),
        })
    }

    fn read_file(&self, file: &FileToRead, name: &str) -> Result<Processed, EngineError> {
        let opened = self.workers.open(file, name);
        let OpenedFile { origin, pages } = opened.map_err(|error| self.failed(error.reason()))?;
        let page = |index| match self.stop.is_asked() {
            true => Err(EngineError::Stopped),
            false => Ok(self.workers.read_page(file, index)),
        };
        let read = |count| (0..count).into_par_iter().map(page).collect();
        let pages = pages.map(read).transpose()?;
        if self.stop.is_asked() {
            return Err(EngineError::Stopped);
        }
        let read = self.workers.document(file, origin, pages);
        let processed = read.map_err(|error| self.failed(error.reason()))?;
        let fault = processed.faults().next();
        match fault.filter(|_| self.read.strict) {
            Some(fault) => Err(EngineError::Failed(fault)),
            None => Ok(processed),
        }
    }

    fn failed(&self, reason: String) -> EngineError {
        match self.stop.is_asked() {
            true => EngineError::Stopped,
            false => EngineError::Failed(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_options_are_named_before_any_worker_starts() {
        let cases = [
            ("--jobs=0", "jobs: at least 1 is needed"),
            ("--timeout-page=0", "timeout-page: more than 0 is needed"),
            (
                "--memory-per-worker=2T",
                "memory-per-worker: T: not K, M or G",
            ),
            ("--model=missing.lm", "missing.lm: "),
        ];
        for (option, expected) in cases {
            let options = [OsString::from(option)];
            match Engine::new(&options, Launch::default()) {
                Err(EngineError::Usage(why)) => assert!(why.starts_with(expected), "{why}"),
                other => panic!("{option}: {other:?}"),
            }
        }
        let unknown = Engine::new(&["--no-such".into()], Launch::default());
        assert!(matches!(unknown, Err(EngineError::Usage(_))));
        let no_worker = Engine::new(&[], Launch::default());
        assert!(matches!(no_worker, Err(EngineError::Failed(_))));
    }
}
