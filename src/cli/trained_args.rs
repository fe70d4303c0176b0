//! The trained files: the built-in ones, or those that are named.

use super::config::Config;
use super::failure::Failure;
use crate::checksum;
use crate::lm::NgramModel;
use crate::restore::{Dictionary, Restorer};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Options that name trained files.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Language")]
pub(crate) struct TrainedArgs {
    /// Another language model than the built-in one
    ///
    /// vi: Mô hình ngôn ngữ khác mô hình sẵn có
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    model: Option<PathBuf>,
    /// Another table of confusions than the built-in one
    ///
    /// vi: Bảng nhầm lẫn khác bảng sẵn có
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    confusions: Option<PathBuf>,
    /// Words of this place: rows of what would be written and what is right, with a tab between
    ///
    /// vi: Từ của nơi này: các dòng gồm chữ sẽ ghi và chữ đúng, cách nhau bằng tab
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,
}

/// The table that is part of the program.
const BUILTIN_CONFUSIONS: &str = include_str!("../../dictionaries/confusions.tsv");
/// Checksums of the built-in files, as `sha256sum` writes them.
const CHECKSUMS: &str = include_str!("../../dictionaries/SHA256SUMS");

impl TrainedArgs {
    fn model<'a>(&'a self, config: &'a Config) -> Option<&'a PathBuf> {
        self.model.as_ref().or(config.model.as_ref())
    }

    fn confusions<'a>(&'a self, config: &'a Config) -> Option<&'a PathBuf> {
        self.confusions.as_ref().or(config.confusions.as_ref())
    }

    /// The same; the dictionary is the one that is named, or the `usual` one where it is there.
    pub(crate) fn with_usual(&self, usual: Option<PathBuf>) -> TrainedArgs {
        let usual = usual.filter(|path| path.is_file());
        TrainedArgs {
            dictionary: self.dictionary.clone().or(usual),
            ..self.clone()
        }
    }

    /// The restorer with these files.
    pub(crate) fn restorer(&self, config: &Config) -> Result<Restorer, Failure> {
        let restorer = self.plain_restorer(config)?;
        let Some(path) = &self.dictionary else {
            return Ok(restorer);
        };
        let list = std::fs::read_to_string(path).map_err(|error| usage(path, &error))?;
        let dictionary = Dictionary::parse(&list).map_err(|error| usage(path, &error))?;
        Ok(restorer.with_dictionary(dictionary))
    }

    fn plain_restorer(&self, config: &Config) -> Result<Restorer, Failure> {
        let model = match self.model(config) {
            Some(path) => NgramModel::open(path).map_err(|error| usage(path, &error))?,
            None => NgramModel::builtin(),
        };
        let Some(path) = self.confusions(config) else {
            return Ok(Restorer::with_builtin_confusions(model));
        };
        let table = std::fs::read_to_string(path).map_err(|error| usage(path, &error))?;
        Restorer::new(model, &table).map_err(|error| usage(path, &error))
    }

    /// Arguments that name the same files.
    pub(crate) fn arguments(&self, config: &Config) -> Vec<OsString> {
        let named = [
            ("--model", self.model(config)),
            ("--confusions", self.confusions(config)),
            ("--dictionary", self.dictionary.as_ref()),
        ];
        let named = named
            .into_iter()
            .filter_map(|(name, file)| Some((name, file?)));
        named
            .flat_map(|(name, file)| [name.into(), file.into()])
            .collect()
    }

    /// Version of the files, for the record: the first digits of their checksums.
    pub(crate) fn version(&self, config: &Config) -> Result<String, Failure> {
        let model = version("vi.lm", self.model(config))?;
        let confusions = version("confusions.tsv", self.confusions(config))?;
        let dictionary = match &self.dictionary {
            Some(_) => format!(" {}", version("dictionary", self.dictionary.as_ref())?),
            None => String::new(),
        };
        Ok(format!("{model} {confusions}{dictionary}"))
    }

    /// The table of confusions that is used.
    pub(crate) fn table(&self, config: &Config) -> Result<String, Failure> {
        match self.confusions(config) {
            Some(path) => std::fs::read_to_string(path).map_err(|error| usage(path, &error)),
            None => Ok(BUILTIN_CONFUSIONS.to_owned()),
        }
    }
}

fn version(name: &str, other: Option<&PathBuf>) -> Result<String, Failure> {
    let checksum = match other {
        Some(path) => {
            checksum::of_file(path)
                .map_err(|error| usage(path, &error))?
                .0
        }
        None => builtin_checksum(name).to_owned(),
    };
    Ok(checksum::version(name, &checksum))
}

fn builtin_checksum(name: &str) -> &'static str {
    let rows = CHECKSUMS.lines().filter_map(|row| row.split_once("  "));
    let row = rows.into_iter().find(|(_, file)| *file == name);
    row.expect("every built-in file has a checksum").0
}

fn usage(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_files() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
        for name in ["vi.lm", "confusions.tsv"] {
            let found = checksum::of_file(&folder.join(name)).expect("a file").0;
            assert_eq!(builtin_checksum(name), found, "{name}: run sha256sum again");
        }
    }
}
