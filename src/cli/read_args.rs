//! Options of `run` and `watch`, and the batches that they set up.

use super::config::Config;
use super::failure::Failure;
use super::format_args::FormatArgs;
use super::isolation_args::WorkerArgs;
use super::password_args::PasswordArgs;
use crate::batch::isolated_reader::IsolatedReader;
use crate::batch::progress::Progress;
use crate::batch::{Batch, Outcome, ReadPolicy, STRICT, Stop};
use crate::ocr::text_layer::LayerUse;
use crate::pipeline::engines;
use crate::reader::Readers;
use crate::results::error::ResultsError;
use crate::results::folder::{OutFolder, ResultNames};
use crate::results::manifest::{Status, Versions};
use crate::results::members::Member;
use crate::results::names::USER_DICTIONARY;
use crate::text::language::Language;
use crate::worker::ReadOptions;
use clap::Args;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

/// Options of reading documents into a folder of results.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    #[arg(short, long)]
    pub(crate) out: PathBuf,
    /// Also a searchable PDF of every scan
    ///
    /// vi: Thêm PDF tìm được cho mỗi bản quét
    #[arg(long)]
    pdf: bool,
    #[command(flatten)]
    formats: FormatArgs,
    /// Write the results as a BagIt bag (RFC 8493)
    ///
    /// vi: Ghi kết quả thành gói BagIt (RFC 8493)
    #[arg(long)]
    bagit: bool,
    /// Also mets.xml and premis.xml, for systems that keep digital objects
    ///
    /// vi: Thêm mets.xml và premis.xml cho hệ thống lưu trữ số
    #[arg(long)]
    mets: bool,
    /// Repair nothing silently: any doubt about an input is an error
    ///
    /// vi: Không sửa ngầm: mọi nghi ngờ về tệp gốc là lỗi
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    pub(crate) password: PasswordArgs,
    #[command(flatten)]
    workers: WorkerArgs,
}

impl ReadArgs {
    /// The folder of results, shared with none.
    pub(crate) fn folder(&self) -> Result<OutFolder, ResultsError> {
        OutFolder::open(&self.out, self.bagit)
    }

    /// The folder of results, shared with other processes of which one is dead whose heartbeat has not changed for
    /// `expiry`.
    pub(crate) fn member(&self, expiry: Duration) -> Result<Member, ResultsError> {
        Member::join(&self.out, self.bagit, expiry)
    }

    /// What batches need beside their folder.
    pub(crate) fn setup(&self, config: &Config, stop: Stop) -> Result<BatchSetup, Failure> {
        let reader = self.reader(config, stop.clone())?;
        Ok(BatchSetup {
            stop,
            reader,
            progress: progress(config),
            language: config.language,
            mets: self.mets,
        })
    }

    /// What reads the documents.
    fn reader(&self, config: &Config, stop: Stop) -> Result<IsolatedReader, Failure> {
        let versions = Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engines::info(self.workers.engine.readers).version,
            language_data: self.workers.engine.language_data(config),
            model: self.workers.made_with.trained.version(config)?,
            rules: self.workers.made_with.rules.version(config)?,
        };
        let words = Some(self.out.join(USER_DICTIONARY));
        let workers = self.workers.start(words, config)?;
        Ok(IsolatedReader {
            workers: workers.stopped_by(stop.clone()),
            versions,
            stop,
            pdf: self.pdf,
            formats: self.formats.formats.clone(),
            read: ReadOptions {
                password: self.password.password()?,
                strict: self.strict,
                text_layer: self.workers.engine.text_layer,
                readers: self.workers.engine.readers,
            },
            options: self.options(config)?,
        })
    }

    fn options(&self, config: &Config) -> Result<Vec<String>, Failure> {
        let formats = self.formats.formats.iter().map(|format| format.name);
        let written = self.pdf.then_some("pdf").into_iter().chain(formats);
        let asked = [
            (self.strict, STRICT),
            (
                self.workers.engine.text_layer == LayerUse::Keep,
                "text-layer=keep",
            ),
            (
                self.workers.engine.text_layer == LayerUse::Ignore,
                "text-layer=ignore",
            ),
            (
                self.workers.engine.readers == Readers::Tesseract,
                "readers=tesseract",
            ),
            (self.workers.engine.readers == Readers::Own, "readers=own"),
        ];
        let asked = asked.into_iter().filter(|(asked, _)| *asked);
        let named = written
            .chain(asked.map(|(_, name)| name))
            .map(str::to_owned);
        Ok(named
            .chain(self.workers.isolation.options(config)?)
            .collect())
    }
}

/// What a batch needs, ready to run.
pub(crate) struct BatchSetup {
    /// Asked by Ctrl-C.
    pub(crate) stop: Stop,
    reader: IsolatedReader,
    progress: Progress,
    language: Language,
    mets: bool,
}

impl BatchSetup {
    /// A batch that is to be run in this folder.
    pub(crate) fn batch<'a>(&'a self, out: &'a OutFolder, policy: ReadPolicy) -> Batch<'a> {
        Batch {
            out,
            reader: &self.reader,
            names: ResultNames::default(),
            mets: self.mets,
            policy,
            stop: &self.stop,
            progress: &self.progress,
            language: self.language,
            positions: Vec::new(),
        }
    }
}

/// The exit code of what a batch came to: 1 where any document failed, 3 where nothing was done.
pub(crate) fn code(error: Option<&ResultsError>, outcomes: &[Outcome]) -> u8 {
    let done = outcomes.iter().any(|outcome| outcome.has_results);
    let all_well = outcomes.iter().all(|outcome| outcome.status == Status::Ok);
    match error {
        Some(_) if !done => 3,
        Some(_) => 1,
        None => u8::from(!all_well),
    }
}

/// A bar on a terminal, lines otherwise.
pub(crate) fn progress(config: &Config) -> Progress {
    match std::io::stderr().is_terminal() && !config.quiet {
        true => Progress::bar(config.language),
        false => Progress::log(),
    }
}
