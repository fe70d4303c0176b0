//! A document → the store: in the place of whatever was there of it.

pub(crate) mod intake;
pub(crate) mod rows;

use crate::archive::correct::review;
use crate::archive::corrected::{CorrectedDocument, corrections};
use crate::archive::error::StoreError;
use crate::archive::schema::table;
use crate::document::{Document, Verdict};
use crate::results::manifest::{Row, Status, Versions};
use rows::{Filler, bounds, cell, name, real, row};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};

/// Puts a document in the place of whatever was there of its path or folder.
pub(crate) fn document(
    connection: &Connection,
    row: &Row,
    found: Document,
    text: &str,
    sha256: &str,
) -> Result<(), StoreError> {
    let id = make_room(connection, row)?;
    let input = row.sha256.clone().unwrap_or_default();
    let corrections = corrections(connection, &input)?;
    let machine = CorrectedDocument::new(found, text, &[]);
    let doubts = review::doubts(&machine);
    let whole = CorrectedDocument::new(machine.document, text, &corrections);
    let head = head(row, &whole, sha256);
    let filler = Filler {
        connection,
        document: id,
    };
    filler.put_with_id("documents", id, head)?;
    filler.body(&whole)?;
    filler.review(&whole, &doubts, &corrections)
}

/// An input of which there are no results.
pub(crate) fn failed(connection: &Connection, row: &Row) -> Result<(), StoreError> {
    let id = make_room(connection, row)?;
    let mut values = vec![Value::Null; table("documents").expect("there is one").columns.len() - 1];
    let set = [
        ("path", cell(&row.path)),
        ("sha256", cell(&row.sha256)),
        ("status", cell(&name(&row.status))),
        ("error", cell(&row.error)),
        ("missing", cell(&"")),
        ("program", cell(&row.versions.program)),
        ("engine", cell(&row.versions.engine)),
        ("model", cell(&row.versions.model)),
        ("seconds", cell(&row.seconds)),
        ("finished", cell(&row.finished)),
    ];
    let columns = &table("documents").expect("there is one").columns[1..];
    for (column, value) in set {
        let at = columns
            .iter()
            .position(|c| c.name == column)
            .expect("a column");
        values[at] = value;
    }
    Filler {
        connection,
        document: id,
    }
    .put_with_id("documents", id, values)
}

/// Replaces the rows of a document: it keeps its number and what the manifest says.
pub(crate) fn refill(
    connection: &Connection,
    id: i64,
    found: Document,
    text: &str,
    sha256: &str,
) -> Result<(), StoreError> {
    let row = connection.query_row("SELECT * FROM documents WHERE id = ?", [id], |row| {
        let status: String = row.get("status")?;
        let statuses = [Status::Ok, Status::Partial, Status::Failed];
        let status = statuses
            .into_iter()
            .find(|s| name(s).as_ref() == Some(&status));
        Ok(Row {
            sha256: row.get("sha256")?,
            status: status.unwrap_or(Status::Partial),
            error: row.get("error")?,
            folder: row.get("folder")?,
            seconds: row.get("seconds")?,
            finished: row.get("finished")?,
            versions: Versions {
                program: row.get::<_, Option<String>>("program")?.unwrap_or_default(),
                engine: row.get::<_, Option<String>>("engine")?.unwrap_or_default(),
                model: row.get::<_, Option<String>>("model")?.unwrap_or_default(),
                ..Default::default()
            },
            ..Row::new(row.get("path")?)
        })
    })?;
    document(connection, &row, found, text, sha256)
}

/// Removes what was there of a path or folder; the number for what comes, which stays what it was.
fn make_room(connection: &Connection, row: &Row) -> Result<i64, StoreError> {
    let mut words = connection.prepare_cached(
        "DELETE FROM page_words WHERE rowid IN (SELECT p.id FROM pages p JOIN documents d \
         ON d.id = p.document_id WHERE d.path = ?1 OR d.folder = ?2)",
    )?;
    words.execute(params![row.path, row.folder])?;
    let mut known = connection.prepare_cached(
        "SELECT id FROM documents WHERE path = ?1 OR folder = ?2 ORDER BY folder = ?2 DESC LIMIT 1",
    )?;
    let known = known
        .query_row(params![row.path, row.folder], |row| row.get(0))
        .optional()?;
    let mut old =
        connection.prepare_cached("DELETE FROM documents WHERE path = ?1 OR folder = ?2")?;
    old.execute(params![row.path, row.folder])?;
    match known {
        Some(id) => Ok(id),
        None => {
            let sql = "SELECT coalesce(max(id), 0) + 1 FROM documents";
            Ok(connection
                .prepare_cached(sql)?
                .query_row([], |row| row.get(0))?)
        }
    }
}

/// The values of `documents`, without the number.
fn head(row: &Row, whole: &CorrectedDocument, sha256: &str) -> Vec<Value> {
    let document = &whole.document;
    let (header, source) = (&document.extraction.header, &document.source);
    let means = document
        .pages
        .iter()
        .filter_map(|page| page.mean_confidence);
    let (sum, count) = means.fold((0.0, 0), |(sum, count), mean| (sum + mean, count + 1));
    let checks = document.extraction.checks.iter();
    let failed = checks
        .filter(|check| check.verdict == Verdict::Fails)
        .count();
    let (period, from, to) = bounds(header.report_period.as_ref());
    let (_, plan_from, plan_to) = bounds(header.plan_period.as_ref());
    let signatory = document.extraction.signatory.as_ref();
    row![
        row.path,
        row.folder,
        row.sha256,
        sha256,
        name(&source.kind),
        name(&row.status),
        row.error,
        source.pages,
        whole.field("number"),
        header.number.as_ref().and_then(|n| n.type_abbr.clone()),
        whole.field("doc_type"),
        whole.field("date"),
        whole.field("place"),
        whole.field("agency"),
        header.issuing_agency.as_ref().and_then(|a| a.abbr.clone()),
        header
            .superior_agency
            .as_ref()
            .map(|a| a.name.clone().unwrap_or_else(|| a.text.clone())),
        whole.field("subject"),
        period,
        from,
        to,
        plan_from,
        plan_to,
        whole.field("signer"),
        signatory.and_then(|s| s.position.clone()),
        header.secrecy.as_ref().map(|f| f.text.clone()),
        header.urgency.as_ref().map(|f| f.text.clone()),
        (count > 0).then(|| real(sum / count as f32)),
        failed as i64,
        review::missing(whole).join(" "),
        row.versions.program,
        source.engine,
        source.model,
        row.seconds,
        row.finished,
    ]
}
