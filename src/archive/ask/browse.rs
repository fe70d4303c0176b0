//! Documents a page at a time, filtered: each page is found by an index from where the last one ended.

use crate::archive::error::StoreError;
use crate::archive::store::Store;
use crate::text::{fold, number_value};
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};
use serde::{Deserialize, Serialize};

/// Which documents are listed; a field without a value does not filter.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Of this agency.
    pub agency: Option<String>,
    /// Of this type, by its abbreviation.
    pub kind: Option<String>,
    /// Issued in this year.
    pub year: Option<u32>,
    /// `ok`, `partial`, `failed`.
    pub status: Option<String>,
    /// Read with less confidence than this.
    pub below: Option<f64>,
    /// With sums that do not hold.
    pub failing: Option<bool>,
    /// Without a field that documents are filed by.
    pub incomplete: Option<bool>,
    /// With a field of this name that rules of the user's own took.
    pub custom: Option<String>,
    /// Whose value has these words, or compares so with a number: `> 5`, `<= 5`.
    pub custom_value: Option<String>,
    /// With this tag of a person's.
    pub tag: Option<String>,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Its number in the store.
    pub id: i64,
    /// The input.
    pub path: String,
    /// SHA-256 of its bytes as they were read.
    pub sha256: Option<String>,
    /// Number and symbol.
    pub number: Option<String>,
    /// Its type.
    pub doc_type: Option<String>,
    /// Day of issue.
    pub issued: Option<String>,
    /// Who issued it.
    pub agency: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Pages.
    pub pages: Option<u32>,
    /// `ok`, `partial`, `failed`.
    pub status: String,
    /// Why it is not `ok`.
    pub error: Option<String>,
    /// How sure its text is.
    pub confidence: Option<f64>,
    /// Sums that do not hold.
    pub failed_checks: Option<u32>,
    /// Fields that were not found.
    pub missing: Option<String>,
    /// Tags that people gave it.
    pub tags: Vec<String>,
}

/// A column that lists are sorted by.
#[derive(Debug)]
pub struct SortColumn {
    /// Its name in questions.
    pub name: &'static str,
    column: &'static str,
    is_number: bool,
}

/// All of them.
pub const SORT_COLUMNS: &[SortColumn] = &[
    SortColumn::text("date", "issued"),
    SortColumn::text("number", "number"),
    SortColumn::text("agency", "agency"),
    SortColumn::number("pages", "pages"),
    SortColumn::number("confidence", "confidence"),
    SortColumn::number("checks", "failed_checks"),
];

impl SortColumn {
    const fn text(name: &'static str, column: &'static str) -> Self {
        SortColumn {
            name,
            column,
            is_number: false,
        }
    }

    const fn number(name: &'static str, column: &'static str) -> Self {
        SortColumn {
            name,
            column,
            is_number: true,
        }
    }

    /// What a document has in the column, as text; empty where it has nothing.
    fn value(&self, document: &Listed) -> String {
        let text = match self.column {
            "issued" => document.issued.clone(),
            "number" => document.number.clone(),
            "agency" => document.agency.clone(),
            "pages" => document.pages.map(|pages| pages.to_string()),
            "confidence" => document.confidence.map(|sure| sure.to_string()),
            _ => document.failed_checks.map(|failed| failed.to_string()),
        };
        text.unwrap_or_default()
    }

    /// The same for SQLite.
    fn bound(&self, text: &str) -> Value {
        match text.parse::<f64>() {
            Ok(number) if self.is_number => number.into(),
            _ => text.to_owned().into(),
        }
    }
}

/// How lists are sorted; what has nothing in the column comes last, whichever way.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// By what.
    pub by: &'static SortColumn,
    /// The least first.
    pub ascending: bool,
}

impl Default for Order {
    /// The newest first.
    fn default() -> Self {
        Order {
            by: &SORT_COLUMNS[0],
            ascending: false,
        }
    }
}

impl Order {
    /// Where a page ended whose last document this is.
    pub fn end(&self, last: &Listed) -> End {
        (self.by.value(last), last.id)
    }

    /// In SQL. Numbers of documents are unique, so that pages neither overlap nor leave gaps.
    fn clause(&self) -> String {
        let (column, way) = (self.by.column, if self.ascending { "ASC" } else { "DESC" });
        format!("ORDER BY {column} {way} NULLS LAST, id {way}")
    }

    /// What comes behind the end of a page: a condition and the values of its `?`.
    fn behind(&self, (value, id): &End) -> (String, Vec<Value>) {
        let (column, sign) = (self.by.column, if self.ascending { ">" } else { "<" });
        match value.is_empty() {
            true => (
                format!("{column} IS NULL AND id {sign} ?"),
                vec![(*id).into()],
            ),
            false => {
                let value = self.by.bound(value);
                let condition = format!(
                    "({column} {sign} ? OR {column} = ? AND id {sign} ? OR {column} IS NULL)"
                );
                (condition, vec![value.clone(), value, (*id).into()])
            }
        }
    }
}

/// Where a page of a list ended: what the last document has in the column of the order, and its number.
pub type End = (String, i64);

/// Columns of a [`Listed`].
const COLUMNS: &str = "id, path, number, doc_type, issued, agency, subject, pages, status, error, \
                       confidence, failed_checks, missing, sha256, (SELECT group_concat(item, char(10)) FROM corrections c \
                       WHERE c.sha256 = documents.sha256 AND c.target = 'tag' AND c.undone IS NULL)";

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let tags: Option<String> = row.get(14)?;
    Ok(Listed {
        tags: tags.map_or(Vec::new(), |tags| tags.lines().map(str::to_owned).collect()),
        id: row.get(0)?,
        path: row.get(1)?,
        number: row.get(2)?,
        doc_type: row.get(3)?,
        issued: row.get(4)?,
        agency: row.get(5)?,
        subject: row.get(6)?,
        pages: row.get(7)?,
        status: row.get(8)?,
        error: row.get(9)?,
        confidence: row.get(10)?,
        failed_checks: row.get(11)?,
        missing: row.get(12)?,
        sha256: row.get(13)?,
    })
}

/// The condition that a document is one of these.
pub(crate) fn among(documents: &[i64]) -> String {
    let numbers: Vec<String> = documents.iter().map(i64::to_string).collect();
    format!("id IN ({})", numbers.join(", "))
}

/// What rows have to fulfil, in SQL.
pub(crate) fn clause(conditions: &[&str]) -> String {
    match conditions.is_empty() {
        true => String::new(),
        false => format!("WHERE {}", conditions.join(" AND ")),
    }
}

impl Filter {
    /// Conditions in SQL and the values of their `?`.
    pub(crate) fn conditions<'c>(&self) -> (Vec<&'c str>, Vec<Value>) {
        let (mut conditions, mut values): (Vec<&'c str>, Vec<Value>) = (Vec::new(), Vec::new());
        let mut add = |condition, value: Option<Value>| {
            conditions.push(condition);
            values.extend(value);
        };
        let texts = [
            ("agency = ?", &self.agency),
            ("type_abbr = ?", &self.kind),
            ("status = ?", &self.status),
            (WITH_TAG, &self.tag),
        ];
        for (condition, text) in texts {
            if let Some(text) = text {
                add(condition, Some(text.clone().into()));
            }
        }
        if let Some(year) = self.year {
            add("issued >= ?", Some(format!("{year:04}-01-01").into()));
            add("issued <= ?", Some(format!("{year:04}-12-31").into()));
        }
        if let Some(below) = self.below {
            add("confidence < ?", Some(below.into()));
        }
        if self.failing == Some(true) {
            add("failed_checks > 0", None);
        }
        if self.incomplete == Some(true) {
            add("missing <> ''", None);
        }
        if let Some(name) = &self.custom {
            let (condition, value) = self.custom_condition();
            conditions.push(condition);
            values.push(name.clone().into());
            values.extend(value);
        }
        (conditions, values)
    }
}

/// Documents with a tag.
const WITH_TAG: &str = "sha256 IN (SELECT sha256 FROM corrections WHERE target = 'tag' AND item = ? AND undone IS NULL)";
/// Documents with a field, whatever its value, and by its value.
const WITH_FIELD: &str = "id IN (SELECT document_id FROM custom WHERE name = ?)";
const WITH_WORDS: &str =
    "id IN (SELECT document_id FROM custom WHERE name = ? AND instr(value_key, ?) > 0)";
/// Comparisons, the longer ones first.
const COMPARISONS: [(&str, &str); 5] = [
    (
        ">=",
        "id IN (SELECT document_id FROM custom WHERE name = ? AND number >= ?)",
    ),
    (
        "<=",
        "id IN (SELECT document_id FROM custom WHERE name = ? AND number <= ?)",
    ),
    (
        ">",
        "id IN (SELECT document_id FROM custom WHERE name = ? AND number > ?)",
    ),
    (
        "<",
        "id IN (SELECT document_id FROM custom WHERE name = ? AND number < ?)",
    ),
    (
        "=",
        "id IN (SELECT document_id FROM custom WHERE name = ? AND number = ?)",
    ),
];

impl Filter {
    /// The condition on the value of a field, and what it is compared with.
    fn custom_condition(&self) -> (&'static str, Option<Value>) {
        let Some(wanted) = self
            .custom_value
            .as_deref()
            .map(str::trim)
            .filter(|w| !w.is_empty())
        else {
            return (WITH_FIELD, None);
        };
        let compared = COMPARISONS.iter().find_map(|(sign, condition)| {
            let number = number_value(wanted.strip_prefix(sign)?.trim())?;
            Some((*condition, Some(number.into())))
        });
        compared.unwrap_or_else(|| (WITH_WORDS, Some(fold(wanted).into())))
    }
}

impl Store {
    /// A page of documents, after where the last page ended.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn list(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&End>,
        limit: usize,
    ) -> Result<Vec<Listed>, StoreError> {
        let (mut conditions, mut values) = filter.conditions();
        let behind = after.map(|end| order.behind(end));
        if let Some((condition, bound)) = &behind {
            conditions.push(condition);
            values.extend(bound.iter().cloned());
        }
        let (wanted, sorted) = (clause(&conditions), order.clause());
        values.push((limit as i64).into());
        let sql = format!("SELECT {COLUMNS} FROM documents {wanted} {sorted} LIMIT ?");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), listed)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many documents are wanted, counted up to a bound.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count(&self, filter: &Filter, most: usize) -> Result<u32, StoreError> {
        let (conditions, mut values) = filter.conditions();
        let wanted = clause(&conditions);
        values.push((most as i64).into());
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM documents {wanted} LIMIT ?)");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    /// A document as it stands in lists.
    ///
    /// # Errors
    /// If there is none.
    pub fn listed(&self, id: i64) -> Result<Listed, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM documents WHERE id = ?");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map([id], listed)?.next();
        found
            .transpose()?
            .ok_or_else(|| StoreError::InvalidQuery(format!("no document {id}")))
    }

    /// The one document with this number and symbol; `None` where there is none or several have it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn numbered(&self, number: &str) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT id FROM documents WHERE number = ? AND folder IS NOT NULL LIMIT 2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_map([number], |row| row.get(0))?;
        let found: Vec<i64> = found.collect::<Result<_, _>>()?;
        Ok(found.first().copied().filter(|_| found.len() == 1))
    }

    /// Documents of those that were found that are wanted: sorted, or as they were found.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn wanted(
        &self,
        filter: &Filter,
        order: Option<Order>,
        found: &[i64],
    ) -> Result<Vec<Listed>, StoreError> {
        let (mut conditions, values) = filter.conditions();
        let among = among(found);
        conditions.push(&among);
        let sorted = order.map_or(String::new(), |order| order.clause());
        let sql = format!(
            "SELECT {COLUMNS} FROM documents {} {sorted}",
            clause(&conditions)
        );
        let mut statement = self.connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(values), listed)?;
        let mut wanted: Vec<Listed> = rows.collect::<Result<_, _>>()?;
        if order.is_none() {
            wanted.sort_by_key(|document| found.iter().position(|id| *id == document.id));
        }
        Ok(wanted)
    }

    /// Tags with how many inputs have each, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn tags(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let sql = "SELECT item, count(DISTINCT sha256) FROM corrections WHERE target = 'tag' AND undone IS NULL \
                   GROUP BY 1 ORDER BY 1 LIMIT 300";
        self.counted(sql)
    }

    /// Names with counts.
    fn counted(&self, sql: &str) -> Result<Vec<(String, u32)>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Values of a column of `documents` with how often each is there, the commonest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn values(&self, facet: Facet) -> Result<Vec<(String, u32)>, StoreError> {
        let column = match facet {
            Facet::Agency => "agency",
            Facet::Kind => "type_abbr",
            Facet::Status => "status",
        };
        let sql = format!(
            "SELECT {column}, count(*) FROM documents WHERE {column} IS NOT NULL GROUP BY 1 \
             ORDER BY 2 DESC, 1 LIMIT 300"
        );
        self.counted(&sql)
    }

    /// Years of issue with how many documents each has, the last first. Each is a range of an index.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn years(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let next = "SELECT substr(max(issued), 1, 4) FROM documents WHERE issued < ?";
        let count = "SELECT count(*) FROM documents WHERE issued >= ? AND issued < ?";
        let mut next = self.connection.prepare_cached(next)?;
        let mut count = self.connection.prepare_cached(count)?;
        let (mut years, mut before) = (Vec::new(), "9999".to_owned());
        while let Some(year) = next.query_row([&before], |row| row.get::<_, Option<String>>(0))? {
            let documents = count.query_row([&year, &before], |row| row.get(0))?;
            years.push((year.clone(), documents));
            before = year;
        }
        Ok(years)
    }

    /// Fields of rules of the user's own: name, term, and how many documents have them, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn custom_names(&self) -> Result<Vec<(String, String, u32)>, StoreError> {
        let sql = "SELECT name, max(term), count(DISTINCT document_id) FROM custom GROUP BY 1 ORDER BY 1 LIMIT 300";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Indicators that a chart of the newest documents would show most of, with the period to draw them by.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn suggested_indicators(&self, limit: usize) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT i.name, s.period_kind FROM statistics s JOIN indicators i ON i.id = s.indicator_id \
                   WHERE s.document_id IN (SELECT id FROM documents WHERE issued IS NOT NULL ORDER BY issued DESC LIMIT ?) \
                   AND s.kind IN ('count', 'money', 'percent') AND s.base_value IS NOT NULL \
                   AND s.period_kind IN ('month', 'quarter', 'year') \
                   GROUP BY s.indicator_id, s.period_kind HAVING count(DISTINCT s.period_from) > 1 \
                   ORDER BY count(DISTINCT s.period_from) DESC, count(DISTINCT s.document_id) DESC, length(i.name), 1 LIMIT ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![NEWEST, limit as i64], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Names of indicators that have all the words, the shortest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn indicator_names(&self, words: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        let mut names: Vec<String> = self
            .indicators(words)?
            .into_iter()
            .map(|meant| meant.name)
            .collect();
        names.truncate(limit);
        Ok(names)
    }
}

/// Documents whose figures are looked at for suggestions.
const NEWEST: i64 = 300;

/// A column of `documents` that lists are narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Who issued it.
    Agency,
    /// Its type.
    Kind,
    /// What became of it.
    Status,
}
