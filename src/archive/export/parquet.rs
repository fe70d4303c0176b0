//! Parquet: a column of its type each, null where nothing is known; compressed with Zstandard.

use super::out::Out;
use crate::archive::ask::sql::{AnswerColumn, Sink};
use crate::archive::schema::column::Kind;
use crate::archive::schema::columns::{days, microseconds};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use rusqlite::types::Value;
use std::io;
use std::sync::Arc;

/// Rows that are held before they are written.
const GROUP: usize = 50_000;

/// The writer.
pub(crate) struct Columns {
    out: Option<Out>,
    file: Option<SerializedFileWriter<Out>>,
    columns: Vec<AnswerColumn>,
    /// By column.
    values: Vec<Vec<Value>>,
}

impl Columns {
    pub(crate) fn new(out: Out) -> Self {
        Columns {
            out: Some(out),
            file: None,
            columns: Vec::new(),
            values: Vec::new(),
        }
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let rows = self.values.first().map_or(0, Vec::len);
        let Some(file) = self.file.as_mut().filter(|_| rows > 0) else {
            return Ok(());
        };
        let mut group = file.next_row_group()?;
        for (column, values) in self.columns.iter().zip(&mut self.values) {
            write(&mut group, column.kind, &std::mem::take(values))?;
        }
        group.close()?;
        Ok(())
    }
}

fn physical(kind: Kind) -> (Physical, Option<LogicalType>) {
    match kind {
        Kind::Key | Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Time => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
        ),
        Kind::Flag => (Physical::BOOLEAN, None),
    }
}

fn field(column: &AnswerColumn) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = physical(column.kind);
    let field = Type::primitive_type_builder(&column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

fn write(
    group: &mut SerializedRowGroupWriter<'_, Out>,
    kind: Kind,
    values: &[Value],
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Ok(());
    };
    /// Those that are there, and for every row whether it is.
    fn present<T>(values: &[Value], of: impl Fn(&Value) -> Option<T>) -> (Vec<T>, Vec<i16>) {
        let all: Vec<Option<T>> = values.iter().map(of).collect();
        let levels = all.iter().map(|value| i16::from(value.is_some())).collect();
        (all.into_iter().flatten().collect(), levels)
    }
    macro_rules! put {
        ($writer:expr, $of:expr) => {{
            let (there, levels) = present(values, $of);
            $writer.write_batch(&there, Some(&levels), None)?;
        }};
    }
    let whole = |value: &Value| match (kind, value) {
        (Kind::Time, Value::Text(text)) => microseconds(text),
        (_, Value::Integer(number)) => Some(*number),
        _ => None,
    };
    let day = |value: &Value| match value {
        Value::Text(text) => days(text),
        _ => None,
    };
    let number = |value: &Value| match value {
        Value::Real(number) => Some(*number),
        _ => None,
    };
    let flag = |value: &Value| match value {
        Value::Integer(yes) => Some(*yes != 0),
        _ => None,
    };
    let text = |value: &Value| match value {
        Value::Text(text) => Some(ByteArray::from(text.as_str())),
        Value::Blob(bytes) => Some(ByteArray::from(bytes.clone())),
        _ => None,
    };
    match column.untyped() {
        ColumnWriter::Int64ColumnWriter(writer) => put!(writer, whole),
        ColumnWriter::Int32ColumnWriter(writer) => put!(writer, day),
        ColumnWriter::DoubleColumnWriter(writer) => put!(writer, number),
        ColumnWriter::BoolColumnWriter(writer) => put!(writer, flag),
        ColumnWriter::ByteArrayColumnWriter(writer) => put!(writer, text),
        _ => unreachable!("no column has another type"),
    }
    column.close()
}

impl Sink for Columns {
    fn begin(&mut self, columns: &[AnswerColumn]) -> io::Result<()> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("archive")
            .with_fields(fields)
            .build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("baocao {}", env!("CARGO_PKG_VERSION")));
        let out = self.out.take().expect("it begins once");
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build()))?;
        self.file = Some(file);
        self.columns = columns.to_vec();
        self.values = vec![Vec::new(); columns.len()];
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        for (column, value) in self.values.iter_mut().zip(row) {
            column.push(value.clone());
        }
        match self.values.first().map(Vec::len) {
            Some(GROUP) => Ok(self.group()?),
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.group()?;
        if let Some(file) = self.file.take() {
            file.close()?;
        }
        Ok(())
    }
}
