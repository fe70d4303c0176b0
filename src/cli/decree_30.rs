//! `baocao scan --decree-30`: whether scans are as Decree 30/2020/NĐ-CP, Annex I, asks of digitised documents.

use super::config::Config;
use super::failure::Failure;
use super::isolation_args::IsolationArgs;
use crate::batch::Input;
use crate::batch::console_summary::printable;
use crate::checksum;
use crate::input::{Requirement, Shortfall};
use crate::results::paths::recorded;
use crate::text::language::Language;
use crate::worker::{CheckScan, CheckedScan, Contents, FileToRead, Open, ReadOptions, WorkerPool};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// A file as workers open it.
///
/// # Errors
/// Why its bytes cannot be had.
pub(crate) fn file(path: &Path, options: &ReadOptions) -> Result<FileToRead, String> {
    let (sha256, _) =
        checksum::of_file(path).map_err(|error| format!("cannot be read: {error}"))?;
    Ok(FileToRead {
        path: path.into(),
        sha256,
        options: options.clone(),
    })
}

/// A scan that was checked; none where a text has no scans.
type Checked = Result<Option<CheckedScan>, String>;

/// Prints what each input falls short of: 0 if nothing, 1 if something or if it cannot be read.
pub(crate) fn check(
    inputs: &[Input],
    options: &ReadOptions,
    as_json: bool,
    config: &Config,
) -> Result<ExitCode, Failure> {
    let workers = IsolationArgs::renderers(config)?;
    let one = |input: &Input| match input {
        Ok(path) => (recorded(path), checked(path, options, &workers)),
        Err((name, reason)) => (name.clone(), Err(reason.clone())),
    };
    let all: Vec<(String, Checked)> = inputs.par_iter().map(one).collect();
    let mut out = std::io::stdout().lock();
    for (name, checked) in &all {
        match as_json {
            true => writeln!(out, "{}", row(name, checked))?,
            false => write!(out, "{}", lines(name, checked, config.language))?,
        }
    }
    let short = all.iter().filter(|(_, checked)| !meets(checked)).count();
    if !as_json {
        let total = format!("documents: {}; fall short: {short}", all.len());
        config.tell(&mut out, &total)?;
    }
    Ok(ExitCode::from(u8::from(short > 0)))
}

fn checked(path: &Path, options: &ReadOptions, workers: &WorkerPool) -> Checked {
    let file = file(path, options)?;
    let reason = |error: crate::worker::RequestError| error.reason();
    match workers.send(&file, Open).map_err(reason)? {
        Contents::Text => Ok(None),
        Contents::Pages { .. } => workers.send(&file, CheckScan).map(Some).map_err(reason),
    }
}

fn meets(checked: &Checked) -> bool {
    match checked {
        Ok(Some(scan)) => scan.shortfalls.is_empty(),
        Ok(None) => true,
        Err(_) => false,
    }
}

fn row(name: &str, checked: &Checked) -> Value {
    match checked {
        Ok(Some(scan)) => json!({
            "path": name,
            "pages": scan.pages,
            "scans": scan.scans,
            "meets": scan.shortfalls.is_empty(),
            "shortfalls": scan.shortfalls,
        }),
        Ok(None) => {
            json!({ "path": name, "pages": 0, "scans": 0, "meets": true, "shortfalls": [] })
        }
        Err(reason) => json!({ "path": name, "meets": false, "error": reason }),
    }
}

fn lines(name: &str, checked: &Checked, language: Language) -> String {
    let name = printable(name);
    let line = |text: String| format!("{}\n", language.say(&text));
    match checked {
        Err(reason) => line(format!("cannot      {name}: {}", printable(reason))),
        Ok(Some(scan)) if !scan.shortfalls.is_empty() => {
            let short = scan.shortfalls.iter();
            let short: String = short
                .map(|short| format!("    {}", line(said(short))))
                .collect();
            line(format!("falls short {name}")) + &short
        }
        Ok(scan) if scan.as_ref().is_none_or(|scan| scan.scans == 0) => {
            line(format!("no scan     {name}"))
        }
        Ok(_) => line(format!("meets       {name}")),
    }
}

/// What a person is told of a shortfall.
fn said(short: &Shortfall) -> String {
    let (pages, found) = (pages(&short.pages), &short.found);
    match (short.requirement, found.as_str()) {
        (Requirement::Format, _) => format!("not a PDF: {found}"),
        (Requirement::Version, _) => format!("PDF {found}, older than 1.4"),
        (Requirement::Colour, _) => format!("{pages}: not in colour"),
        (Requirement::Resolution, "unknown") => format!("{pages}: no resolution is given"),
        (Requirement::Resolution, _) => format!("{pages}: {found} dpi, fewer than 200"),
        (Requirement::Scale, "unknown") => format!("{pages}: no size is given"),
        (Requirement::Scale, _) => format!("{pages}: {found} mm, no paper's size"),
    }
}

/// *page 4*, *pages 1-3, 5*.
fn pages(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let shown = runs.map(|run| match run {
        [first, .., last] => format!("{first}-{last}"),
        run => run.iter().map(u32::to_string).collect(),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    format!("page{} {shown}", if numbers.len() == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_are_ranges() {
        assert_eq!(pages(&[1, 2, 3, 5, 7, 8]), "pages 1-3, 5, 7-8");
        assert_eq!(pages(&[4]), "page 4");
    }

    #[test]
    fn shortfalls_are_said_in_both_languages() {
        let scan = |requirement, found: &str| CheckedScan {
            pages: 3,
            scans: 3,
            shortfalls: vec![Shortfall {
                requirement,
                pages: vec![1, 2],
                found: found.to_owned(),
            }],
        };
        for (requirement, found, english) in [
            (Requirement::Format, "TIFF", "    not a PDF: TIFF\n"),
            (Requirement::Version, "1.3", "    PDF 1.3, older than 1.4\n"),
            (
                Requirement::Colour,
                "gray",
                "    pages 1-2: not in colour\n",
            ),
            (
                Requirement::Resolution,
                "150",
                "    pages 1-2: 150 dpi, fewer than 200\n",
            ),
            (
                Requirement::Resolution,
                "unknown",
                "    pages 1-2: no resolution is given\n",
            ),
            (
                Requirement::Scale,
                "197 × 279",
                "    pages 1-2: 197 × 279 mm, no paper's size\n",
            ),
            (
                Requirement::Scale,
                "unknown",
                "    pages 1-2: no size is given\n",
            ),
        ] {
            let checked = Ok(Some(scan(requirement, found)));
            let said = lines("a.pdf", &checked, Language::English);
            assert_eq!(said, format!("falls short a.pdf\n{english}"));
            let spoken = lines("a.pdf", &checked, Language::Vietnamese);
            let mut both = spoken.lines().zip(said.lines());
            assert!(
                both.all(|(vietnamese, english)| vietnamese != english),
                "{spoken}"
            );
        }
    }
}
