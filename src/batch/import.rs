//! Lines of documents, as `export --shard` writes them → a folder of results. A line is a row of the manifest with
//! the document and its text, so a cluster whose nodes share no folder hands on lines.

use super::finish::Ending;
use super::intake::Intake;
use super::outcome::BatchResult;
use crate::checksum;
use crate::document::Document;
use crate::results::error::ResultsError;
use crate::results::folder::{OutFolder, document_folder};
use crate::results::manifest::{KeyFields, OutputFile, Row, Status};
use crate::results::names::DOCUMENT;
use crate::results::paths::path_of;
use crate::results::shard_lines::{self, ShardLine};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Why lines of documents are not imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// There are none.
    #[error("{folder}: no {name} in it or below; name a folder that `export --shard` has written")]
    Nothing {
        /// The folder.
        folder: String,
        /// What files are called that have lines.
        name: &'static str,
    },
    /// A line is not what it should be.
    #[error("{path}, line {line}: {reason}; write the file again")]
    Line {
        /// The file.
        path: String,
        /// The number of the line.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Results cannot be written.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

/// Takes the documents of all files of lines in and below the folders `from` into the folder of `ending`, and closes
/// it. Of several lines of a document the first one with results counts.
///
/// # Errors
/// If there are no such files or a line is not what it should be; if results cannot be written.
pub(crate) fn import(from: &[PathBuf], ending: &Ending<'_>) -> Result<BatchResult, ImportError> {
    let mut files = Vec::new();
    for folder in from {
        let found = line_files(folder);
        if found.is_empty() {
            return Err(ImportError::Nothing {
                folder: folder.display().to_string(),
                name: shard_lines::NAME,
            });
        }
        files.extend(found);
    }
    let mut intake = Intake::begin(ending.out)?;
    for path in files {
        import_file(&path, &mut intake, ending.out)?;
    }
    Ok(intake.end(ending)?)
}

fn line_files(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = entries.flatten().map(walkdir::DirEntry::into_path);
    files
        .filter(|path| {
            path.is_file()
                && path
                    .file_name()
                    .is_some_and(|name| name == shard_lines::NAME)
        })
        .collect()
}

fn import_file(path: &Path, intake: &mut Intake, out: &OutFolder) -> Result<(), ImportError> {
    let wrong = |line, reason: String| ImportError::Line {
        path: path.display().to_string(),
        line,
        reason,
    };
    let file = File::open(path).map_err(|error| wrong(1, error.to_string()))?;
    for (number, text) in (1..).zip(BufReader::new(file).split(b'\n')) {
        let text = text.map_err(|error| wrong(number, error.to_string()))?;
        if text.is_empty() {
            continue;
        }
        let line = serde_json::from_slice(&text).map_err(|error| wrong(number, error.to_string()));
        let (row, document) = checked(line?).map_err(|reason| wrong(number, reason.to_owned()))?;
        intake.take(row, |row| match &document {
            Some((document, text)) => write(out, row, document, text),
            None => Ok(Vec::new()),
        })?;
    }
    Ok(())
}

/// A document and its text.
type ReadText = (Document, String);

/// The row of a line with what its document says, the document and its text; or what is wrong with it.
fn checked(line: ShardLine) -> Result<(Row, Option<ReadText>), &'static str> {
    let ShardLine {
        row,
        document,
        text,
    } = line;
    let none = Row {
        folder: None,
        outputs: Vec::new(),
        ..row
    };
    if none
        .sha256
        .as_deref()
        .is_some_and(|sum| !checksum::is_sum(sum))
    {
        return Err("sha256 is no SHA-256 in lower-case hex");
    }
    match (document, text, none.status) {
        (Some(document), Some(text), _) => {
            if none.sha256.as_ref() != Some(&document.source.sha256) {
                return Err("sha256 is not that of its document");
            }
            let folder = document_folder(&path_of(&none.path), &document.source.sha256);
            let row = Row {
                pages: Some(document.source.pages),
                warnings: document.warnings.clone(),
                found: KeyFields::of(&document),
                folder: Some(folder.to_string_lossy().into_owned()),
                ..none
            };
            Ok((row, Some((document, text))))
        }
        (None, _, Status::Failed) => Ok((none, None)),
        _ => Err("document and text are needed where the status is not failed"),
    }
}

/// Writes the files of a document; which they are.
fn write(
    out: &OutFolder,
    row: &Row,
    document: &Document,
    text: &str,
) -> Result<Vec<OutputFile>, ResultsError> {
    let folder = Path::new(row.folder.as_deref().unwrap_or_default());
    let json = serde_json::to_vec_pretty(document).expect("a document is JSON");
    // The document is written last: where it is, all is.
    let files = [("text.txt", text.as_bytes()), (DOCUMENT, &json)];
    let written = files.map(|(name, bytes)| {
        let written = out.write(&folder.join(name), bytes)?;
        Ok(OutputFile {
            name: name.to_owned(),
            bytes: written.bytes,
            sha256: written.sha256,
        })
    });
    written.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a line of these fields.
    fn wrong(fields: &str) -> Option<String> {
        let line = serde_json::from_str(&format!("{{{fields}}}"));
        match line.map(checked) {
            Err(error) => Some(error.to_string()),
            Ok(checked) => checked.err().map(str::to_owned),
        }
    }

    #[test]
    fn lines_need_a_path_a_status_and_what_was_read() {
        let sum = "ab".repeat(32);
        let known = format!("\"path\":\"a.pdf\",\"sha256\":\"{sum}\"");
        assert_eq!(wrong(&format!("{known},\"status\":\"failed\"")), None);
        assert_eq!(wrong("\"path\":\"a.pdf\",\"status\":\"failed\""), None);
        for (fields, part) in [
            (format!("{known},\"status\":\"ok\""), "are needed"),
            (known.clone(), "missing field `status`"),
            ("\"status\":\"failed\"".to_owned(), "missing field `path`"),
            // It would lead out of the folder of results.
            (
                "\"path\":\"a.pdf\",\"sha256\":\"../../../x\",\"status\":\"failed\"".to_owned(),
                "no SHA-256",
            ),
        ] {
            let told = wrong(&fields).unwrap_or_default();
            assert!(told.contains(part), "{fields}: {told}");
        }
    }
}
