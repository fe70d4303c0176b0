//! `--config FILE`: the options that a place always uses, as TOML. The command line wins.

use super::failure::Failure;
use super::globals::{ColorChoice, GlobalArgs};
use crate::text::language::Language;
use crate::worker::Launch;
use serde::Deserialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a configuration file can hold; names as on the command line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Threads to work with.
    pub(crate) jobs: Option<usize>,
    /// Say nothing but errors.
    ///
    /// vi: Chỉ báo lỗi
    #[serde(default)]
    pub(crate) quiet: bool,
    /// Say more.
    ///
    /// vi: Báo nhiều hơn
    #[serde(default)]
    pub(crate) verbose: bool,
    /// When to colour messages.
    pub(crate) color: Option<ColorChoice>,
    /// Folder of the OCR engine's language data.
    ///
    /// vi: Thư mục dữ liệu ngôn ngữ của bộ nhận dạng
    pub(crate) tessdata: Option<PathBuf>,
    /// Seconds that a page may take.
    pub(crate) timeout_page: Option<f64>,
    /// Memory that a worker process may take.
    pub(crate) memory_per_worker: Option<String>,
    /// Language model.
    pub(crate) model: Option<PathBuf>,
    /// Table of confusions.
    pub(crate) confusions: Option<PathBuf>,
    /// Rules of a user's own.
    pub(crate) rules: Option<PathBuf>,
    /// The language of messages, which is chosen before any file is read.
    #[serde(skip)]
    pub(crate) language: Language,
    /// How this program is started again, where that is not by its own file.
    #[serde(skip)]
    pub(crate) program: Option<Launch>,
}

impl Config {
    /// Reads the file that the command line names, and puts what the command line says over it.
    pub(crate) fn load(args: &GlobalArgs, language: Language) -> Result<Self, Failure> {
        let mut config = match &args.config {
            Some(path) => Config::read(path)?,
            None => Config::default(),
        };
        config.language = language;
        config.jobs = args.jobs.or(config.jobs);
        config.color = args.color.or(config.color);
        // Of two that exclude each other, the one that was typed.
        if args.quiet || args.verbose {
            (config.quiet, config.verbose) = (args.quiet, args.verbose);
        }
        if config.jobs == Some(0) {
            return Err(Failure::Usage("jobs: at least 1 is needed".to_owned()));
        }
        Ok(config)
    }

    /// Writes a line in the language of messages.
    pub(crate) fn tell(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", self.language.say(text))
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let usage =
            |error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", path.display()));
        let text = std::fs::read_to_string(path).map_err(|error| usage(&error))?;
        toml::from_str(&text).map_err(|error| usage(&error))
    }
}
