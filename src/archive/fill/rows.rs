//! Rows of the tables: their values in the order of the columns.

use crate::archive::ask::indicators::Indicators;
use crate::archive::ask::search;
use crate::archive::correct::review;
use crate::archive::corrected::{CorrectedDocument, Correction};
use crate::archive::error::StoreError;
use crate::archive::schema::table;
use crate::document::{
    CustomField, CustomKind, CustomValue, Extraction, PeriodRange, Provenance, Section, Statistic,
    StatisticId, Table, TableCell, TextSpan,
};
use crate::text::fold;
use rusqlite::types::{ToSqlOutput, Value};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use serde::Serialize;
use std::sync::OnceLock;

/// A row that is to be put into a table: its values in the order of the columns.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(cell(&$value)),*] };
}
pub(crate) use row;

/// A value as SQLite takes it.
pub(crate) fn cell(value: &dyn ToSql) -> Value {
    match value.to_sql() {
        Ok(ToSqlOutput::Owned(value)) => value,
        Ok(ToSqlOutput::Borrowed(value)) => value.try_into().unwrap_or(Value::Null),
        _ => Value::Null,
    }
}

/// A choice by the name it has in `document.json`.
pub(crate) fn name<T: Serialize>(choice: &T) -> Option<String> {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(name)) => Some(name),
        _ => None,
    }
}

/// Numbers of 32 bits are printed numbers: 0.93 stays 0.93.
pub(crate) fn real(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}

/// How sure an item is, where that is known.
fn confidence(provenance: &Provenance, span: &TextSpan) -> Option<f64> {
    provenance.at(span).map(real)
}

fn indicators() -> &'static Indicators {
    static INDICATORS: OnceLock<Indicators> = OnceLock::new();
    INDICATORS.get_or_init(Indicators::builtin)
}

/// Puts rows of a document into tables.
pub(crate) struct Filler<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) document: i64,
}

/// First and last day of a period.
pub(crate) fn bounds(
    period: Option<&PeriodRange>,
) -> (Option<String>, Option<String>, Option<String>) {
    let day = |given: &Option<String>, period: &PeriodRange| {
        given.clone().or_else(|| period.date.clone())
    };
    match period {
        Some(p) => (name(&p.kind), day(&p.from, p), day(&p.to, p)),
        None => (None, None, None),
    }
}

impl Filler<'_> {
    pub(crate) fn put_with_id(
        &self,
        name: &str,
        id: i64,
        values: Vec<Value>,
    ) -> Result<(), StoreError> {
        let table = table(name).expect("a table of the schema");
        let mut statement = self.connection.prepare_cached(&table.insert())?;
        let values = std::iter::once(Value::Integer(id)).chain(values);
        statement.execute(rusqlite::params_from_iter(values))?;
        Ok(())
    }

    /// Puts a row into a table of things that documents have; its number.
    fn put(&self, name: &str, values: Vec<Value>) -> Result<i64, StoreError> {
        let table = table(name).expect("a table of the schema");
        let mut statement = self.connection.prepare_cached(&table.insert())?;
        let own = [Value::Null, Value::Integer(self.document)];
        statement.execute(rusqlite::params_from_iter(own.into_iter().chain(values)))?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Puts all that a document holds beside its head.
    pub(crate) fn body(&self, whole: &CorrectedDocument) -> Result<(), StoreError> {
        self.pages(whole)?;
        let found = &whole.document.extraction;
        self.sections(&found.sections, 1)?;
        let figures = found.statistics.iter();
        for statistic in figures.filter(|figure| !whole.rejected.contains(&figure.id)) {
            let agency = whole.field("agency");
            self.statistic(statistic, agency, whole.corrected.contains(&statistic.id))?;
        }
        self.checks(found)?;
        self.references(found)?;
        self.dates(found)?;
        self.plan_items(found)?;
        self.recipients(found)?;
        self.custom(&found.custom)?;
        found.tables.iter().try_for_each(|table| self.table(table))
    }

    fn table(&self, table: &Table) -> Result<(), StoreError> {
        let (_, from, to) = bounds(table.period.as_ref());
        let [x0, y0, x1, y1] = sides(&table.span);
        self.put(
            "tables",
            row![
                table.id,
                table.caption,
                table.unit,
                from,
                to,
                table.continues,
                table.rows.len() as i64,
                table.columns.len() as i64,
                page(&table.span),
                table.span.line,
                x0,
                y0,
                x1,
                y1,
                table.span.confidence.map(real),
            ],
        )?;
        for (number, cells) in (1i64..).zip(&table.rows) {
            for cell in cells {
                self.table_cell(&table.id, number, cell)?;
            }
        }
        Ok(())
    }

    fn table_cell(&self, table: &str, number: i64, cell: &TableCell) -> Result<(), StoreError> {
        let [x0, y0, x1, y1] = sides(&cell.span);
        self.put(
            "cells",
            row![
                table,
                number,
                cell.column + 1,
                cell.row_span,
                cell.column_span,
                cell.header,
                cell.row_label,
                cell.column_label,
                cell.statistic.map(String::from),
                cell.text,
                page(&cell.span),
                cell.span.line,
                x0,
                y0,
                x1,
                y1,
                cell.span.confidence.map(real),
            ],
        )?;
        Ok(())
    }

    fn checks(&self, found: &Extraction) -> Result<(), StoreError> {
        for check in &found.checks {
            let first = check.statistics.first();
            let page = found
                .statistics
                .iter()
                .find(|s| Some(&s.id) == first)
                .map(|s| page(&s.span));
            let suggested = check.suggestion.as_ref();
            let suggested = suggested.map(|s| format!("{} {}", s.statistic, s.suggested_text));
            self.put(
                "checks",
                row![
                    check.id,
                    name(&check.kind),
                    check.expression,
                    check
                        .statistics
                        .iter()
                        .map(StatisticId::to_string)
                        .collect::<Vec<_>>()
                        .join(" "),
                    check.computed,
                    check.stated,
                    name(&check.verdict),
                    suggested,
                    check.decided_by.map(String::from),
                    page,
                ],
            )?;
        }
        Ok(())
    }

    fn references(&self, found: &Extraction) -> Result<(), StoreError> {
        for r in &found.references {
            let key = r.number.as_deref().map(fold);
            self.put(
                "references",
                row![
                    r.id,
                    r.number,
                    key,
                    r.doc_type,
                    r.date,
                    r.issuer,
                    r.subject,
                    name(&r.relation),
                    r.text,
                    page(&r.span),
                    r.span.line,
                    confidence(&r.provenance, &r.span),
                ],
            )?;
        }
        Ok(())
    }

    fn dates(&self, found: &Extraction) -> Result<(), StoreError> {
        for d in &found.dates {
            self.put(
                "dates",
                row![
                    d.id,
                    d.iso,
                    name(&d.role),
                    d.text,
                    page(&d.span),
                    d.span.line,
                    confidence(&d.provenance, &d.span),
                ],
            )?;
        }
        Ok(())
    }

    fn plan_items(&self, found: &Extraction) -> Result<(), StoreError> {
        for item in &found.plan_items {
            let (_, from, to) = bounds(item.period.as_ref());
            self.put(
                "plan_items",
                row![
                    item.id,
                    item.verb,
                    item.action,
                    item.lead_agency.as_ref().map(|a| a.name.clone()),
                    item.deadline,
                    from,
                    to,
                    item.section,
                    item.legal_basis.join(" "),
                    item.text,
                    page(&item.span),
                    item.span.line,
                    confidence(&item.provenance, &item.span),
                ],
            )?;
        }
        Ok(())
    }

    fn recipients(&self, found: &Extraction) -> Result<(), StoreError> {
        for r in &found.recipients {
            self.put(
                "recipients",
                row![
                    r.names.join("; "),
                    r.purpose,
                    r.archive,
                    r.text,
                    page(&r.span),
                    r.span.line,
                ],
            )?;
        }
        Ok(())
    }

    /// Puts fields of rules of the user's own.
    pub(crate) fn custom(&self, fields: &[CustomField]) -> Result<(), StoreError> {
        for field in fields {
            let (number, value) = match &field.value {
                Some(CustomValue::Number(number)) => (Some(*number), Some(number.to_string())),
                Some(CustomValue::Text(text)) => (None, Some(text.clone())),
                None => (None, None),
            };
            let is_day = field.kind == CustomKind::Day;
            let day = field
                .from
                .clone()
                .or_else(|| value.clone().filter(|_| is_day));
            let rule = field.provenance.rule_confidence.unwrap_or(1.0);
            let confidence = field.span.confidence.unwrap_or(1.0) * rule;
            let [x0, y0, x1, y1] = sides(&field.span);
            self.put(
                "custom",
                row![
                    field.id,
                    field.name,
                    field.term,
                    name(&field.kind),
                    value,
                    value.as_deref().map(fold),
                    number,
                    field.unit,
                    day,
                    field.to,
                    field.text,
                    page(&field.span),
                    field.span.line,
                    field.span.start,
                    x0,
                    y0,
                    x1,
                    y1,
                    real(confidence),
                ],
            )?;
        }
        Ok(())
    }

    /// Pages and their words. A text has pages between form feeds.
    fn pages(&self, whole: &CorrectedDocument) -> Result<(), StoreError> {
        let text = whole.text();
        let mut first_line = 1;
        for (index, text) in text.split('\u{c}').enumerate() {
            let page = whole.document.pages.get(index);
            let text = search::composed(text.strip_suffix('\n').unwrap_or(text));
            let id = self.put(
                "pages",
                row![
                    index as i64 + 1,
                    page.map(|p| p.width),
                    page.map(|p| p.height),
                    page.map(|p| real(p.dpi)),
                    page.map(|p| p.rotation),
                    page.and_then(|p| p.mean_confidence).map(real),
                    page.and_then(|p| p.worst_confidence).map(real),
                    page.and_then(|p| p.error.clone()),
                    text,
                    first_line,
                ],
            )?;
            first_line += text.matches('\n').count() as i64 + 1;
            let (words, pairs) = search::index(&text);
            let sql = "INSERT INTO page_words (rowid, words, pairs) VALUES (?, ?, ?)";
            self.connection
                .prepare_cached(sql)?
                .execute(params![id, words, pairs])?;
        }
        Ok(())
    }

    fn sections(&self, sections: &[Section], level: i64) -> Result<(), StoreError> {
        for section in sections {
            self.put(
                "sections",
                row![
                    section.id,
                    level,
                    name(&section.kind),
                    section.label,
                    section.title,
                    page(&section.span),
                    section.span.line,
                ],
            )?;
            self.sections(&section.children, level + 1)?;
        }
        Ok(())
    }

    fn statistic(
        &self,
        s: &Statistic,
        agency: Option<String>,
        corrected: bool,
    ) -> Result<(), StoreError> {
        let indicator = match indicators().name(s) {
            Some(name) => Some(self.indicator(&name)?),
            None => None,
        };
        let base = s.value.zip(s.unit.as_deref());
        let base = base.map(|(value, unit)| indicators().in_base_unit(value, unit));
        let (base_value, base_unit) = base.unzip();
        let (period, from, to) = bounds(s.period.as_ref());
        let [x0, y0, x1, y1] = sides(&s.span);
        self.put(
            "statistics",
            row![
                s.id.to_string(),
                indicator,
                agency,
                name(&s.kind),
                s.value,
                s.value_text,
                s.unit,
                base_value.or(s.value),
                base_unit,
                s.subject,
                s.qualifier,
                s.action,
                s.section,
                period,
                from,
                to,
                s.parent.map(String::from),
                name(&s.relation_to_parent),
                s.numerator,
                s.denominator,
                s.approx || s.estimate,
                corrected,
                s.text,
                page(&s.span),
                s.span.line,
                s.span.start,
                x0,
                y0,
                x1,
                y1,
                confidence(&s.provenance, &s.span),
            ],
        )?;
        Ok(())
    }

    /// The number of an indicator, which is made where it is new.
    fn indicator(&self, name: &str) -> Result<i64, StoreError> {
        let key = fold(name);
        let mut known = self
            .connection
            .prepare_cached("SELECT id FROM indicators WHERE key = ?")?;
        if let Some(id) = known.query_row([&key], |row| row.get(0)).optional()? {
            return Ok(id);
        }
        let mut new = self
            .connection
            .prepare_cached("INSERT INTO indicators (name, key) VALUES (?, ?)")?;
        Ok(new.insert([name, &key])?)
    }

    pub(crate) fn review(
        &self,
        whole: &CorrectedDocument,
        doubts: &review::Doubts,
        corrections: &[Correction],
    ) -> Result<(), StoreError> {
        for item in review::review_items(whole, doubts, corrections) {
            self.put(
                "review",
                row![
                    item.target,
                    item.item,
                    review::REASONS[item.urgency],
                    item.urgency as i64,
                    real(item.confidence),
                    item.decided,
                    item.page,
                ],
            )?;
        }
        Ok(())
    }
}

/// The page of a place; a text without page breaks is one page.
fn page(span: &TextSpan) -> u32 {
    span.page.unwrap_or(1)
}

/// The sides of a place on its page; nulls where it was never an image.
fn sides(span: &TextSpan) -> [Option<i32>; 4] {
    let side = |of: fn(&crate::document::layout::BBox) -> i32| span.bbox.as_ref().map(of);
    [
        side(|b| b.x0),
        side(|b| b.y0),
        side(|b| b.x1),
        side(|b| b.y1),
    ]
}
