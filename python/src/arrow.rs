//! The tables of a document for Arrow, handed over by its PyCapsule interface: whatever reads that needs no package of
//! ours. Columns and types are those of `archive.db`.

use crate::{BaocaoError, UsageError};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    RecordBatchIterator, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use baocao::archive::ask::sql::{AnswerColumn, Sink};
use baocao::archive::export::names;
use baocao::archive::schema::{Kind, days, microseconds};
use baocao::{Document, Store};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use rusqlite::types::Value;
use std::ffi::CStr;
use std::io;
use std::sync::Arc;

/// The name that the interface gives to capsules of streams.
const STREAM: &CStr = c"arrow_array_stream";

/// A table that Arrow can read, any number of times.
#[pyclass(frozen, module = "baocao._baocao")]
pub(crate) struct ArrowTable(RecordBatch);

#[pymethods]
impl ArrowTable {
    /// The table as a stream of one batch. Types are as they are, so no other schema can be asked for.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RecordBatchIterator::new([Ok(self.0.clone())], self.0.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, STREAM)
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        let schema = self.0.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }
}

/// Names of the tables of a document.
#[pyfunction]
pub(crate) fn tables() -> Vec<&'static str> {
    names().collect()
}

/// A table of a document, given as its `document.json` and its text.
#[pyfunction]
pub(crate) fn table(py: Python<'_>, json: &str, text: &str, name: &str) -> PyResult<ArrowTable> {
    if !names().any(|known| known == name) {
        let known = names().collect::<Vec<_>>().join(", ");
        return Err(UsageError::new_err(format!(
            "{name}: no such table; there are {known}"
        )));
    }
    py.detach(|| rows(json, text, name))
        .map_err(BaocaoError::new_err)
}

fn rows(json: &str, text: &str, name: &str) -> Result<ArrowTable, String> {
    let document: Document = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let store = Store::of_document(document, text).map_err(|error| error.to_string())?;
    let mut columns = Columns::default();
    store
        .ask(&format!("SELECT * FROM \"{name}\""), &[], &mut columns)
        .map_err(|error| error.to_string())?;
    columns
        .batch()
        .map(ArrowTable)
        .map_err(|error| error.to_string())
}

/// Values by column.
#[derive(Default)]
struct Columns {
    columns: Vec<AnswerColumn>,
    values: Vec<Vec<Value>>,
}

impl Sink for Columns {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        self.columns = columns.to_vec();
        self.values = vec![Vec::new(); columns.len()];
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        for (values, value) in self.values.iter_mut().zip(row) {
            values.push(value.clone());
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Columns {
    fn batch(self) -> Result<RecordBatch, arrow_schema::ArrowError> {
        let field = |column: &AnswerColumn| Field::new(&column.name, data_type(column.kind), true);
        let schema: SchemaRef = Arc::new(Schema::new(
            self.columns.iter().map(field).collect::<Vec<_>>(),
        ));
        let arrays = self.columns.iter().zip(&self.values);
        let arrays = arrays.map(|(column, values)| array(column.kind, values));
        RecordBatch::try_new(schema, arrays.collect())
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Key | Kind::Integer => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Text => DataType::Utf8,
        Kind::Date => DataType::Date32,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Flag => DataType::Boolean,
    }
}

fn array(kind: Kind, values: &[Value]) -> ArrayRef {
    let whole = |value: &Value| match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    };
    let number = |value: &Value| match value {
        Value::Real(number) => Some(*number),
        _ => None,
    };
    let text = |value: &'_ Value| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    let values = values.iter();
    match kind {
        Kind::Key | Kind::Integer => Arc::new(values.map(whole).collect::<Int64Array>()),
        Kind::Real => Arc::new(values.map(number).collect::<Float64Array>()),
        Kind::Text => Arc::new(values.map(text).collect::<StringArray>()),
        Kind::Date => Arc::new(values.map(|v| days(&text(v)?)).collect::<Date32Array>()),
        Kind::Time => {
            let moments = values.map(|v| microseconds(&text(v)?));
            let array = moments.collect::<TimestampMicrosecondArray>();
            Arc::new(array.with_timezone("UTC"))
        }
        Kind::Flag => Arc::new(
            values
                .map(|v| Some(whole(v)? != 0))
                .collect::<BooleanArray>(),
        ),
    }
}
