//! Documents a page at a time, filtered: each page is found by an index from where the last one ended.

use crate::archive::error::StoreError;
use crate::archive::store::Store;
use crate::text::{fold, number_value};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};
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
}

/// Where a page of a list ended: day and number of the last document.
pub type End = (String, i64);

/// Columns of a [`Listed`].
const COLUMNS: &str = "id, path, number, doc_type, issued, agency, subject, pages, status, error, \
                       confidence, failed_checks, missing, sha256";

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
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

/// What rows have to fulfil, in SQL.
fn clause(conditions: &[&str]) -> String {
    match conditions.is_empty() {
        true => String::new(),
        false => format!("WHERE {}", conditions.join(" AND ")),
    }
}

impl Filter {
    /// Conditions in SQL and the values of their `?`.
    fn conditions(&self) -> (Vec<&'static str>, Vec<Value>) {
        let (mut conditions, mut values): (Vec<&'static str>, Vec<Value>) =
            (Vec::new(), Vec::new());
        let mut add = |condition, value: Option<Value>| {
            conditions.push(condition);
            values.extend(value);
        };
        let texts = [
            ("agency = ?", &self.agency),
            ("type_abbr = ?", &self.kind),
            ("status = ?", &self.status),
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
    /// A page of documents, the newest first, after where the last page ended.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn list(
        &self,
        filter: &Filter,
        after: Option<&End>,
        limit: usize,
    ) -> Result<Vec<Listed>, StoreError> {
        let (mut conditions, mut values) = filter.conditions();
        // Documents without a day come last: the empty text is less than any day.
        match after {
            Some((day, id)) if day.is_empty() => {
                conditions.push("issued IS NULL AND id < ?");
                values.push((*id).into());
            }
            Some((day, id)) => {
                conditions.push("(issued < ? OR issued = ? AND id < ? OR issued IS NULL)");
                values.extend([day.clone().into(), day.clone().into(), (*id).into()]);
            }
            None => {}
        }
        let wanted = clause(&conditions);
        values.push((limit as i64).into());
        let sql = format!(
            "SELECT {COLUMNS} FROM documents {wanted} ORDER BY issued DESC, id DESC LIMIT ?"
        );
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

    /// Documents of those that were found that are wanted.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn wanted(&self, filter: &Filter, found: &[i64]) -> Result<Vec<Listed>, StoreError> {
        let (mut conditions, values) = filter.conditions();
        conditions.push("id = ?");
        let sql = format!("SELECT {COLUMNS} FROM documents {}", clause(&conditions));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut wanted = Vec::new();
        for &id in found {
            let asked = values.iter().cloned().chain([id.into()]);
            wanted.extend(
                statement
                    .query_row(params_from_iter(asked), listed)
                    .optional()?,
            );
        }
        Ok(wanted)
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
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
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
