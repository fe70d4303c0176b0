//! What the console shows at the end of a run: a table, what failed, and the counts.

use super::summary::{Causes, doubtful};
use crate::results::manifest::{Row, Status};
use crate::text::language::Language;
use std::fmt::Write;
use std::path::Path;

/// Most documents that are listed one by one.
const LISTED: usize = 40;
/// Widest name, in characters; of longer ones the end is shown.
const WIDEST: usize = 44;

/// What the console shows of the inputs of a run.
#[derive(Debug, Clone, Default)]
pub struct ConsoleSummary {
    /// The first rows, and whether they are those of an earlier run.
    first: Vec<(Row, bool)>,
    /// The first lines of what failed, and of fields that are doubtful.
    failures: Vec<String>,
    doubts: Vec<String>,
    documents: usize,
    pages: u64,
    by_status: [usize; 3],
    /// Those that were ok, and those that failed, in an earlier run.
    before: [usize; 2],
    causes: Causes,
}

impl ConsoleSummary {
    /// Adds what became of an input.
    pub(crate) fn add(&mut self, row: Row, skipped: bool) {
        self.documents += 1;
        self.pages += u64::from(row.pages.unwrap_or(0));
        self.by_status[row.status as usize] += 1;
        self.before[usize::from(!row.is_ok())] += usize::from(skipped);
        self.causes.add(&row);
        if let Some(error) = row.error.as_ref().filter(|_| self.failures.len() < LISTED) {
            let before = if skipped { " before" } else { "" };
            let (path, error) = (printable(&row.path), printable(error));
            let line = format!("{}{before}: {path}: {error}", status(row.status));
            self.failures.push(line);
        }
        for doubt in row.found.doubts.iter().filter(|_| !skipped) {
            if self.doubts.len() < LISTED {
                let told = format!("?: {}: {}", row.path, doubtful(doubt));
                self.doubts.push(printable(&told));
            }
        }
        // One more than are listed shows that there are more.
        if self.first.len() <= LISTED {
            self.first.push((row, skipped));
        }
    }

    /// Leaves out the failures one by one, which log lines have told.
    pub fn without_failures(mut self) -> Self {
        self.failures.clear();
        self
    }

    /// A line per document of a small batch, each failure with its reason, the count, and where the
    /// results lie.
    pub fn text(&self, out: &Path, language: Language) -> String {
        let mut text = String::new();
        if self.first.len() <= LISTED {
            table(&mut text, &self.first, language);
        }
        for line in self.lines(out).lines() {
            writeln!(text, "{}", language.say(line)).expect("a string");
        }
        text
    }

    /// What stands under the table.
    fn lines(&self, out: &Path) -> String {
        let mut text = String::new();
        for line in self.failures.iter().chain(&self.doubts) {
            writeln!(text, "{line}").expect("a string");
        }
        self.counts(&mut text);
        let report = out.join("report.html");
        let (out, report) = (out.display(), report.display());
        writeln!(text, "results: {out}; report: {report}").expect("a string");
        text
    }

    fn counts(&self, text: &mut String) {
        let causes = self.causes.clone().end();
        if causes.iter().any(|cause| cause.count > 1) {
            for cause in &causes {
                let name = printable(&cause.cause);
                writeln!(text, "{:>6} × {name}", cause.count).expect("a string");
            }
        }
        let count = |status| self.by_status[status as usize];
        let [ok_before, failed_before] = self.before;
        writeln!(
            text,
            "{}, {}: {} ok, {} partial, {} failed; {ok_before} done before",
            counted(self.documents as u64, "document"),
            counted(self.pages, "page"),
            count(Status::Ok),
            count(Status::Partial),
            count(Status::Failed),
        )
        .expect("a string");
        if failed_before > 0 {
            let next = "what failed before was not tried again; --retry-failed does";
            writeln!(text, "{next}").expect("a string");
        }
    }
}

/// *1 page*, *2 pages*.
pub(crate) fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A name as it can be shown on a terminal: control characters cannot move its cursor.
pub(crate) fn printable(text: &str) -> String {
    let shown = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(shown).collect()
}

fn table(text: &mut String, rows: &[(Row, bool)], language: Language) {
    let cells = rows
        .iter()
        .map(|(row, skipped)| cells(row, *skipped, language));
    let head = ["document", "pages", "number", "date", "conf", "status"];
    let head = head.map(|name| language.say(name).into_owned());
    let cells: Vec<[String; 6]> = std::iter::once(head).chain(cells).collect();
    let width = |column: usize| {
        let widths = cells.iter().map(|cells| cells[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let (name_width, number_width) = (width(0), width(2));
    for [name, pages, number, date, confidence, status] in &cells {
        writeln!(
            text,
            "{name:name_width$}  {pages:>5}  {number:number_width$}  {date:11} {confidence:>4}  {status}"
        )
        .expect("a string");
    }
}

fn cells(row: &Row, skipped: bool, language: Language) -> [String; 6] {
    let or_dash = |cell: Option<String>| cell.unwrap_or_else(|| "-".to_owned());
    let found = &row.found;
    let marked = |cell: &Option<String>, field: &str| match found.is_doubted(field) {
        true => Some(format!("{}?", cell.as_deref().unwrap_or_default())),
        false => cell.clone(),
    };
    let status = match skipped && row.is_ok() {
        true => "ok (done before)",
        false => status(row.status),
    };
    [
        shortened(&printable(&row.path)),
        or_dash(row.pages.map(|pages| pages.to_string())),
        or_dash(marked(&found.number, "number")),
        or_dash(marked(&found.date, "date")),
        or_dash(found.confidence.map(|sure| format!("{sure:.2}"))),
        language.say(status).into_owned(),
    ]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        let one = ConsoleSummary {
            documents: 1,
            pages: 1,
            ..ConsoleSummary::default()
        };
        let lines = one.lines(Path::new("out"));
        let told = "1 document, 1 page: 0 ok, 0 partial, 0 failed; 0 done before";
        assert!(lines.starts_with(told), "{lines}");
        let spoken = Language::Vietnamese.say(told);
        assert_eq!(
            spoken,
            "1 văn bản, 1 trang: 0 đã đọc, 0 đọc chưa đủ, 0 hỏng; 0 đã đọc từ trước"
        );
    }

    #[test]
    fn names_cannot_move_the_cursor() {
        assert_eq!(printable("a\n\u{1b}[2Jố"), "a\\n\\u{1b}[2Jố");
    }
}
