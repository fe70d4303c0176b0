//! `baocao query`: queries of the archive, in SQL or by name.

use super::config::Config;
use super::failure::Failure;
use crate::archive::Store;
use crate::archive::ask::questions::{QUESTIONS, question};
use crate::archive::ask::sql::AnswerError;
use crate::archive::error::StoreError;
use crate::archive::export::formats;
use crate::archive::export::formats::{FORMATS, SinkFormat};
use clap::Args;
use std::io::{IsTerminal, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

/// Where the store is.
#[derive(Debug, Args)]
pub(crate) struct StoreArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    #[arg(short, long, default_value = ".", value_name = "OUT")]
    pub(crate) out: PathBuf,
}

impl StoreArgs {
    /// The store, to be asked only.
    pub(crate) fn open(&self) -> Result<Store, Failure> {
        let store = Store::open_to_ask(&self.out)?;
        if let Some(reason) = store.set_aside() {
            tracing::warn!("{reason}");
        }
        Ok(store)
    }
}

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao query -o results failing-sums\n  baocao query -o results citing 411/QĐ-TTg\n  baocao query -o results 'SELECT agency, count(*) FROM documents GROUP BY agency' --format csv\n\nTables and views: docs/store.md. Without a question, those that have names are listed."
)]
pub(crate) struct QueryArgs {
    /// SQL, or the name of a question
    ///
    /// vi: SQL, hoặc tên câu hỏi
    question: Option<String>,
    /// What stands for the question's `?`
    ///
    /// vi: Giá trị thay cho `?` của câu hỏi
    values: Vec<String>,
    /// How the answer is written: table, csv, csv-vi, json, jsonl, parquet, xlsx
    ///
    /// vi: Trả lời ghi thế nào: table, csv, csv-vi, json, jsonl, parquet, xlsx
    #[arg(short, long, default_value = "table", value_parser = format)]
    format: &'static SinkFormat,
    #[command(flatten)]
    store: StoreArgs,
}

/// The format of this name.
pub(crate) fn format(name: &str) -> Result<&'static SinkFormat, String> {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    formats::format(name).ok_or_else(|| format!("one of {}", names.join(", ")))
}

/// Runs `query`.
pub(crate) fn run(args: &QueryArgs, config: &Config) -> Result<ExitCode, Failure> {
    let Some(asked) = &args.question else {
        return list(config);
    };
    if !args.format.readable && stdout().is_terminal() {
        let why = format!(
            "{} is not for terminals: send it to a file with >",
            args.format.name
        );
        return Err(Failure::Usage(why));
    }
    let store = args.store.open()?;
    let sql = match question(asked) {
        Some(named) if named.needs.len() != args.values.len() => {
            let why = format!("{}: give {}", named.name, named.needs.join(" "));
            return Err(Failure::Usage(why));
        }
        Some(named) => named.sql,
        None if !asked.trim().contains(char::is_whitespace) => {
            let names: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
            return Err(Failure::Usage(format!(
                "{asked}: no SQL and no question with that name; there are {}",
                names.join(", ")
            )));
        }
        None => asked,
    };
    let mut sink = (args.format.sink)(Box::new(std::io::BufWriter::new(stdout())));
    store.ask(sql, &args.values, sink.as_mut())?;
    Ok(ExitCode::SUCCESS)
}

fn list(config: &Config) -> Result<ExitCode, Failure> {
    let mut out = stdout().lock();
    for question in QUESTIONS {
        let call = [&[question.name], question.needs].concat().join(" ");
        writeln!(out, "{call:16} {}", config.language.say(question.about))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InvalidQuery(why) => Failure::Usage(why),
            StoreError::Sqlite(rusqlite::Error::SqlInputError {
                msg, sql, offset, ..
            }) => {
                let before = sql.get(..offset.max(0) as usize).unwrap_or_default();
                let near = sql.get(before.len()..).unwrap_or_default();
                let near: String = near.chars().take(20).collect();
                Failure::Usage(format!("SQL: {msg}, at “{near}”"))
            }
            other => Failure::Nothing(other.to_string()),
        }
    }
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Store(error) => error.into(),
            AnswerError::Written(error) => error.into(),
        }
    }
}
