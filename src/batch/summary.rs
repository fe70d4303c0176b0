//! The table at the end of a batch and the list of what failed.

use super::Outcome;
use super::manifest::Status;
use std::fmt::Write;
use std::path::Path;

/// Most documents that are listed one by one.
const LISTED: usize = 40;
/// Widest name, in characters; of longer ones the end is shown.
const WIDEST: usize = 44;

/// A line per document of a small batch, each failure with its reason, the count, and where the
/// results lie.
pub fn summary(outcomes: &[Outcome], out: &Path) -> String {
    let mut text = String::new();
    if outcomes.len() <= LISTED {
        table(&mut text, outcomes);
    }
    for row in outcomes.iter().map(|outcome| &outcome.row) {
        if let Some(error) = &row.error {
            writeln!(text, "{}: {}: {error}", status(row.status), row.path).expect("a string");
        }
    }
    let count = |wanted| outcomes.iter().filter(|o| o.row.status == wanted).count();
    let skipped = outcomes.iter().filter(|outcome| outcome.skipped).count();
    let pages: u32 = outcomes
        .iter()
        .filter_map(|outcome| outcome.row.pages)
        .sum();
    writeln!(
        text,
        "{} documents, {pages} pages: {} ok, {} partial, {} failed; {skipped} done before",
        outcomes.len(),
        count(Status::Ok),
        count(Status::Partial),
        count(Status::Failed),
    )
    .expect("a string");
    writeln!(text, "results: {}", out.display()).expect("a string");
    text
}

fn table(text: &mut String, outcomes: &[Outcome]) {
    let names: Vec<String> = outcomes.iter().map(|o| shortened(&o.row.path)).collect();
    let width = |of: &dyn Fn(usize) -> usize| (0..outcomes.len()).map(of).max().unwrap_or(0);
    let number = |index: usize| outcomes[index].row.found.number.as_deref().unwrap_or("-");
    let name_width = width(&|i| names[i].chars().count()).max("document".len());
    let number_width = width(&|i| number(i).chars().count()).max("number".len());
    let mut line = |cells: [&str; 6]| {
        let [name, pages, number, date, confidence, status] = cells;
        writeln!(
            text,
            "{name:name_width$}  {pages:>5}  {number:number_width$}  {date:10}  {confidence:>4}  {status}"
        )
        .expect("a string");
    };
    line(["document", "pages", "number", "date", "conf", "status"]);
    for (index, outcome) in outcomes.iter().enumerate() {
        let row = &outcome.row;
        let pages = row.pages.map_or("-".to_owned(), |pages| pages.to_string());
        let confidence = row
            .found
            .confidence
            .map_or("-".to_owned(), |c| format!("{c:.2}"));
        let date = row.found.date.as_deref().unwrap_or("-");
        let status = match outcome.skipped && row.status == Status::Ok {
            true => "ok (done before)",
            false => status(row.status),
        };
        line([
            &names[index],
            &pages,
            number(index),
            date,
            &confidence,
            status,
        ]);
    }
}

fn shortened(path: &str) -> String {
    let length = path.chars().count();
    match length > WIDEST {
        true => format!(
            "…{}",
            path.chars().skip(length + 1 - WIDEST).collect::<String>()
        ),
        false => path.to_owned(),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Partial => "partial",
        Status::Failed => "failed",
    }
}
