//! A query in SQL → rows with typed columns, handed on one by one.

use crate::archive::error::StoreError;
use crate::archive::schema::column::Kind;
use crate::archive::store::Store;
use rusqlite::types::Value;
use rusqlite::{Statement, params_from_iter};
use std::io;

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// Where an answer goes.
pub trait Sink {
    /// The columns, before all rows.
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()>;
    /// A row; its values are of the columns' kinds or null.
    fn row(&mut self, row: &[Value]) -> io::Result<()>;
    /// After all rows.
    fn end(&mut self) -> io::Result<()>;
}

/// Why a query is not answered.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The store or the query.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer could not be written.
    #[error(transparent)]
    Written(#[from] io::Error),
}

impl From<rusqlite::Error> for AnswerError {
    fn from(error: rusqlite::Error) -> Self {
        AnswerError::Store(error.into())
    }
}

/// Rows by which the kinds of computed columns are inferred.
const SEEN: usize = 1000;

impl Store {
    /// Runs a query in SQL that only reads; returns the number of rows.
    ///
    /// # Errors
    /// If the query is invalid or writes, or the rows cannot be written.
    pub fn ask(
        &self,
        sql: &str,
        parameters: &[String],
        sink: &mut dyn Sink,
    ) -> Result<usize, AnswerError> {
        let mut statement = self.connection.prepare(sql)?;
        if !statement.readonly() || statement.column_count() == 0 {
            let why = "only questions (SELECT) are answered; nothing is changed here";
            return Err(StoreError::InvalidQuery(why.to_owned()).into());
        }
        if statement.parameter_count() != parameters.len() {
            let why = format!(
                "{} values are needed for its ?, {} are given",
                statement.parameter_count(),
                parameters.len()
            );
            return Err(StoreError::InvalidQuery(why).into());
        }
        let (names, declared) = columns(&statement);
        let count = names.len();
        let mut rows = statement.query(params_from_iter(parameters))?;
        let mut seen: Vec<Vec<Value>> = Vec::new();
        let mut kinds: Option<Vec<Kind>> = None;
        let mut total = 0;
        while let Some(row) = rows.next()? {
            let values = (0..count)
                .map(|at| row.get(at))
                .collect::<Result<Vec<Value>, _>>()?;
            total += 1;
            match &kinds {
                Some(kinds) => sink.row(&fitted(values, kinds)?)?,
                None => seen.push(values),
            }
            if seen.len() == SEEN {
                kinds = Some(begin(sink, &names, &declared, &mut seen)?);
            }
        }
        if kinds.is_none() {
            begin(sink, &names, &declared, &mut seen)?;
        }
        sink.end()?;
        Ok(total)
    }
}

/// Names of the columns, and their kinds where they are columns of tables.
fn columns(statement: &Statement<'_>) -> (Vec<String>, Vec<Option<Kind>>) {
    let columns = statement.columns();
    columns
        .map(|column| {
            let kind = column.decl_type().and_then(Kind::declared);
            (column.name().to_owned(), kind)
        })
        .unzip()
}

/// Tells the columns and hands on the rows that were seen.
fn begin(
    sink: &mut dyn Sink,
    names: &[String],
    declared: &[Option<Kind>],
    seen: &mut Vec<Vec<Value>>,
) -> Result<Vec<Kind>, AnswerError> {
    let kind =
        |at: usize| declared[at].unwrap_or_else(|| inferred(seen.iter().map(|row| &row[at])));
    let kinds: Vec<Kind> = (0..names.len()).map(kind).collect();
    let columns = names.iter().zip(&kinds).map(|(name, &kind)| AnswerColumn {
        name: name.clone(),
        kind,
    });
    sink.begin(&columns.collect::<Vec<_>>())?;
    for row in seen.drain(..) {
        sink.row(&fitted(row, &kinds)?)?;
    }
    Ok(kinds)
}

/// The kind of a computed column by its values.
fn inferred<'v>(values: impl Iterator<Item = &'v Value>) -> Kind {
    let mut kind = None;
    for value in values {
        let one = match value {
            Value::Null => continue,
            Value::Integer(_) => Kind::Integer,
            Value::Real(_) => Kind::Real,
            Value::Text(text) if is_day(text) => Kind::Date,
            _ => Kind::Text,
        };
        kind = match (kind, one) {
            (None, one) => Some(one),
            (Some(known), one) if known == one => Some(known),
            (Some(Kind::Integer | Kind::Real), Kind::Integer | Kind::Real) => Some(Kind::Real),
            _ => return Kind::Text,
        };
    }
    kind.unwrap_or(Kind::Text)
}

fn is_day(text: &str) -> bool {
    crate::archive::schema::columns::days(text).is_some()
}

/// A row whose values are of the columns' kinds.
fn fitted(row: Vec<Value>, kinds: &[Kind]) -> io::Result<Vec<Value>> {
    let fit = |(value, &kind): (Value, &Kind)| match (kind, value) {
        (Kind::Real, Value::Integer(whole)) => Ok(Value::Real(whole as f64)),
        (Kind::Text, Value::Integer(whole)) => Ok(Value::Text(whole.to_string())),
        (Kind::Text, Value::Real(number)) => Ok(Value::Text(number.to_string())),
        (Kind::Key | Kind::Integer | Kind::Flag, Value::Real(_)) => Err(io::Error::other(
            "a column holds whole numbers at first and others later; say CAST(… AS REAL)",
        )),
        (_, value) => Ok(value),
    };
    row.into_iter().zip(kinds).map(fit).collect()
}
