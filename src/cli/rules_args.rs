//! `--rules`: rules of a user's own.

use super::config::Config;
use super::failure::Failure;
use super::streams;
use crate::archive::OwnFieldReader;
use crate::checksum;
use crate::extract::Extractor;
use crate::rules::{RuleFile, register};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The option that names a file of rules.
#[derive(Debug, Clone, Args)]
pub(crate) struct RulesArgs {
    /// Rules of your own, which add fields to every document: a TOML file, see docs/rules.md
    ///
    /// vi: Quy tắc riêng, thêm trường cho mọi văn bản: tệp TOML, xem docs/rules.md
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

impl RulesArgs {
    fn path<'a>(&'a self, config: &'a Config) -> Option<&'a Path> {
        self.rules.as_deref().or(config.rules.as_deref())
    }

    /// The rules, where any are named.
    pub(crate) fn file(&self, config: &Config) -> Result<Option<RuleFile>, Failure> {
        self.path(config).map(read).transpose()
    }

    /// What reads fields, these rules among them.
    pub(crate) fn extractor(&self, config: &Config) -> Result<Extractor, Failure> {
        let extractor = Extractor::builtin();
        Ok(match self.file(config)? {
            Some(file) => extractor.with_rules(file),
            None => extractor,
        })
    }

    /// What reads the fields of these rules off documents that are there already.
    pub(crate) fn own_fields(&self, config: &Config) -> Result<Option<OwnFieldReader>, Failure> {
        let file = self.file(config)?;
        Ok(file.map(|file| OwnFieldReader::new(Extractor::builtin().with_rules(file))))
    }

    /// Version of the file, for the record: the first digits of its checksum; empty where there is none.
    pub(crate) fn version(&self, config: &Config) -> Result<String, Failure> {
        let Some(path) = self.path(config) else {
            return Ok(String::new());
        };
        let sum = checksum::of(&streams::bytes(path)?);
        Ok(checksum::version("rules", &sum))
    }

    /// Arguments that name the same file.
    pub(crate) fn arguments(&self, config: &Config) -> Vec<OsString> {
        let path = self.path(config).into_iter();
        path.flat_map(|path| ["--rules".into(), path.into()])
            .collect()
    }
}

/// Reads a file of rules; what is wrong with it is wrong usage.
pub(crate) fn read(path: &Path) -> Result<RuleFile, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
    register::read_file(&name, &text).map_err(|error| Failure::Usage(error.to_string()))
}
