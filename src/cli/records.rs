//! `baocao records OUT`: what systems of records ask for, of documents, files and fonds.

use super::failure::Failure;
use crate::archive::Store;
use crate::archive::ask::sql::Sink;
use crate::archive::export::xlsx::Sheets;
use crate::archive::export::{BOM, text};
use crate::archive::records::form::{Form, LEVELS};
use crate::archive::records::{Records, write};
use crate::results::folder::write_whole;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// Arguments of `records`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao records results --to xlsx records\n\nWhat a person must give stands in the file records.toml beside the scans (docs/records.md)."
)]
pub(crate) struct RecordsArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    out: PathBuf,
    /// Folder that the records are written to
    ///
    /// vi: Thư mục để ghi dữ liệu lưu trữ
    folder: PathBuf,
    /// Format of the files
    ///
    /// vi: Định dạng tệp
    #[arg(long, value_enum)]
    to: RecordsFormat,
    /// Fields of another system: rows of level, key and title, with tabs between
    ///
    /// vi: Trường của hệ thống khác: các dòng gồm cấp, khóa và tên, cách nhau bằng tab
    #[arg(long, value_name = "FILE")]
    form: Option<PathBuf>,
}

/// Formats of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RecordsFormat {
    /// One workbook with a sheet for each level
    Xlsx,
    /// A file for each level
    Csv,
    /// One object
    Json,
    /// One file
    Xml,
}

/// Runs `records`.
pub(crate) fn run(args: &RecordsArgs) -> Result<ExitCode, Failure> {
    let form = match &args.form {
        None => Form::builtin(),
        Some(path) => {
            let usage =
                |why: &dyn std::fmt::Display| Failure::Usage(format!("{}: {why}", path.display()));
            let list = std::fs::read_to_string(path).map_err(|error| usage(&error))?;
            Form::parse(&list).map_err(|why| usage(&why))?
        }
    };
    let records = Store::open_read_only(&args.out)?.records(&form)?;
    for (name, bytes) in files(args.to, &records, &form)? {
        let path = args.folder.join(name);
        write_whole(&path, &bytes).map_err(|error| failed(&path, &error))?;
        writeln!(io::stdout(), "{}", path.display())?;
    }
    for (level, key, count) in records.missing(&form) {
        let level = LEVELS.iter().find(|(known, ..)| *known == level);
        let level = level.map_or("", |(_, name, _)| name);
        tracing::info!("missing: {level}.{key} of {count}");
    }
    Ok(ExitCode::SUCCESS)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::Nothing(format!("{}: {error}", path.display()))
}

/// The files: their names and bytes.
fn files(to: RecordsFormat, records: &Records, form: &Form) -> io::Result<Vec<(String, Vec<u8>)>> {
    Ok(match to {
        RecordsFormat::Json => vec![("records.json".to_owned(), write::json(records).into_bytes())],
        RecordsFormat::Xml => vec![(
            "records.xml".to_owned(),
            write::xml(records, form).into_bytes(),
        )],
        RecordsFormat::Csv => {
            let mut files = Vec::new();
            for (level, _, name) in LEVELS {
                let memory = Memory::default();
                memory.clone().write_all(BOM)?;
                let mut sink = text::Csv::new(Box::new(memory.clone()));
                write::table(records, form, level, &mut sink)?;
                files.push((format!("{name}.csv"), memory.bytes()));
            }
            files
        }
        RecordsFormat::Xlsx => {
            let memory = Memory::default();
            let mut book = Sheets::new(Box::new(memory.clone()));
            for (level, _, name) in LEVELS {
                write::table(records, form, level, &mut book.table(name))?;
            }
            book.end()?;
            vec![("records.xlsx".to_owned(), memory.bytes())]
        }
    })
}

/// Bytes that a sink writes, kept.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn bytes(&self) -> Vec<u8> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
