//! The files that a batch reads.

use super::failure::Failure;
use crate::batch::Input;
use crate::batch::inputs::InputFilter;
use clap::Args;
use glob::Pattern;
use std::path::{Path, PathBuf};

/// Which files of folders are read.
#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
    /// Of folders, only files whose name or path fits, such as '*.pdf' or '2023/**'
    ///
    /// vi: Trong thư mục, chỉ lấy tệp có tên hoặc đường dẫn khớp, như '*.pdf' hay '2023/**'
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    include: Vec<Pattern>,
    /// Of folders, no files whose name or path fits
    ///
    /// vi: Trong thư mục, bỏ các tệp có tên hoặc đường dẫn khớp
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    exclude: Vec<Pattern>,
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::new(text).map_err(|error| format!("no pattern: {error}"))
}

/// Files that are no documents and are named, at most.
const NAMED: usize = 3;

impl FilterArgs {
    /// The filter.
    pub(crate) fn filter(&self) -> InputFilter {
        InputFilter {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
        }
    }

    /// The files that are named.
    ///
    /// # Errors
    /// If no file is found.
    pub(crate) fn inputs(&self, named: &[PathBuf], out: &Path) -> Result<Vec<Input>, Failure> {
        let found = self.filter().found(named, out);
        if let Some(told) = told(&found.others) {
            tracing::info!("{told}");
        }
        if !found.results.is_empty() {
            let folders = found.results.iter();
            let folders: Vec<String> = folders.map(|path| path.display().to_string()).collect();
            tracing::warn!(
                "passed over, as results of another run: {}; name their documents to read them",
                folders.join(", ")
            );
        }
        let inputs = found.inputs;
        if inputs.iter().any(Result::is_ok) {
            return Ok(inputs);
        }
        let missing = inputs.into_iter().filter_map(Result::err);
        let missing: Vec<String> = missing
            .map(|(name, why)| format!("{name}: {why}"))
            .collect();
        Err(Failure::Nothing(match missing.is_empty() {
            true if found.in_own_results => format!(
                "no input: all of it lies in {}, where results are written; give -o another folder",
                out.display()
            ),
            true if !found.results.is_empty() => {
                "no input: the folder holds results of another run alone".to_owned()
            }
            true => "no input: the folder has no scans or texts".to_owned(),
            false => missing.join("; "),
        }))
    }
}

/// What is said of files that are no documents.
fn told(others: &[PathBuf]) -> Option<String> {
    let first = others.iter().take(NAMED);
    let names: Vec<String> = first
        .map(|path| path.file_name().unwrap_or_default().display().to_string())
        .collect();
    let more = if others.len() > NAMED { ", …" } else { "" };
    (!others.is_empty()).then(|| {
        format!(
            "passed over, as no scans or texts: {} files ({}{more}); name a file to read it",
            others.len(),
            names.join(", ")
        )
    })
}
