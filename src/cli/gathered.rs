//! What `merge` and `import` have in common: results that were made elsewhere come into one folder.

use super::config::Config;
use super::failure::Failure;
use super::isolation_args::IsolationArgs;
use super::run::ended;
use crate::batch::BatchResult;
use crate::batch::finish::Ending;
use crate::batch::isolated_reader::thumbnail;
use crate::results::folder::OutFolder;
use crate::worker::FileToRead;
use clap::Args;
use std::path::Path;
use std::process::ExitCode;

/// What the folder is beside one of results.
#[derive(Debug, Args)]
pub(crate) struct GatheredArgs {
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
}

impl GatheredArgs {
    /// Fills the folder `out`, which no other run writes to, by `fill`, and tells what it holds.
    pub(crate) fn fill_folder<E: std::error::Error>(
        &self,
        out: &Path,
        config: &Config,
        fill: impl FnOnce(&Ending<'_>) -> Result<BatchResult, E>,
    ) -> Result<ExitCode, Failure> {
        let folder = OutFolder::open(out, self.bagit).map_err(Failure::nothing)?;
        let workers = IsolationArgs::renderers(config)?;
        let thumbnail = |path: &Path, sha256: &str, page| {
            let file = FileToRead {
                path: path.into(),
                sha256: sha256.to_owned(),
                ..FileToRead::default()
            };
            thumbnail(&workers, &file, page)
        };
        let ending = Ending {
            out: &folder,
            mets: self.mets,
            language: config.language,
            thumbnail: &thumbnail,
        };
        let result = fill(&ending).map_err(Failure::nothing)?;
        Ok(ended(result, out, config)?)
    }
}
