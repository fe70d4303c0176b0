//! `baocao learn OUT`: what corrections teach about misread letters.

use super::config::Config;
use super::failure::Failure;
use super::trained_args::TrainedArgs;
use crate::archive::Store;
use crate::archive::correct::learn::CorrectedLine;
use crate::restore::lessons::{Lesson, lessons, taught};
use crate::restore::train_channel::Pair;
use crate::restore::{parse_confusions, write_confusions};
use crate::results::folder::write_whole;
use crate::results::names::USER_DICTIONARY;
use clap::Args;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `learn`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao learn results\n  baocao learn results --apply our.tsv\n  baocao run scans/ -o results --confusions our.tsv"
)]
pub(crate) struct LearnArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    folder: PathBuf,
    /// Write the table of confusions with these weights to a file
    ///
    /// vi: Ghi bảng nhầm lẫn với các trọng số này ra tệp
    #[arg(long, value_name = "FILE")]
    apply: Option<PathBuf>,
    #[command(flatten)]
    trained: TrainedArgs,
}

/// Runs `learn`.
pub(crate) fn run(args: &LearnArgs, config: &Config) -> Result<ExitCode, Failure> {
    let store = Store::open_read_only(&args.folder)?;
    let lines = store.corrected_lines()?;
    let table = parse_confusions(&args.trained.table(config)?)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let pairs: Vec<Pair<'_>> = lines.iter().map(pair).collect();
    let lessons = lessons(&table, &pairs);
    let mut out = stdout().lock();
    let (count, words) = (lines.len(), args.folder.join(USER_DICTIONARY));
    let words = words.display();
    config.tell(
        &mut out,
        &format!("corrected lines: {count}; words of them: {words}"),
    )?;
    for lesson in &lessons {
        writeln!(out, "{}", row(lesson))?;
    }
    for (rule, times) in store.rejected_rules()? {
        config.tell(
            &mut out,
            &format!("{times:>4} × what {rule} took was no figure"),
        )?;
    }
    match &args.apply {
        Some(path) => {
            let text = write_confusions(&taught(&table, &lessons));
            write_whole(path, text.as_bytes())
                .map_err(|error| Failure::Nothing(format!("{}: {error}", path.display())))?;
            let path = path.display();
            config.tell(
                &mut out,
                &format!("{path}: written; use it with --confusions"),
            )?;
        }
        None if lessons.is_empty() => {}
        None => config.tell(
            &mut out,
            "Nothing is changed; --apply FILE writes the table with these weights.",
        )?,
    }
    Ok(ExitCode::SUCCESS)
}

fn pair(line: &CorrectedLine) -> Pair<'_> {
    Pair {
        gold: &line.right,
        read: &line.read,
    }
}

fn row(lesson: &Lesson) -> String {
    let edit = &lesson.edit;
    let before = lesson
        .before
        .map_or("  new".to_owned(), |cost| format!("{cost:5.2}"));
    format!(
        "{:>4} × “{}” read as “{}”: cost {before} → {:5.2}",
        lesson.times, edit.printed, edit.read, edit.cost
    )
}
