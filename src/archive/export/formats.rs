//! The formats that answers are written in: a file for each, and its line in [`FORMATS`].

use super::out::Out;
use super::{parquet, table, text, xlsx};
use crate::archive::ask::sql::Sink;

/// A format.
pub struct SinkFormat {
    /// Its name.
    pub name: &'static str,
    /// The ending of its files.
    pub ending: &'static str,
    /// Whether a terminal can show it.
    pub readable: bool,
    /// Whether tables are exported in it.
    pub exported: bool,
    /// What writes it.
    pub sink: fn(Out) -> Box<dyn Sink>,
}

impl std::fmt::Debug for SinkFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The format of one file with a sheet for each table.
pub(crate) const XLSX: &str = "xlsx";

/// All formats.
pub const FORMATS: &[SinkFormat] = &[
    SinkFormat {
        name: "table",
        ending: "txt",
        readable: true,
        exported: false,
        sink: |out| Box::new(table::Grid::new(out)),
    },
    SinkFormat {
        name: "csv",
        ending: "csv",
        readable: true,
        exported: true,
        sink: |out| Box::new(text::Csv::new(out)),
    },
    SinkFormat {
        name: "csv-vi",
        ending: "csv",
        readable: true,
        exported: true,
        sink: |out| Box::new(text::Csv::vietnamese(out)),
    },
    SinkFormat {
        name: "json",
        ending: "json",
        readable: true,
        exported: false,
        sink: |out| Box::new(text::Json::array(out)),
    },
    SinkFormat {
        name: "jsonl",
        ending: "jsonl",
        readable: true,
        exported: true,
        sink: |out| Box::new(text::Json::lines(out)),
    },
    SinkFormat {
        name: "parquet",
        ending: "parquet",
        readable: false,
        exported: true,
        sink: |out| Box::new(parquet::Columns::new(out)),
    },
    SinkFormat {
        name: XLSX,
        ending: "xlsx",
        readable: false,
        exported: true,
        sink: |out| Box::new(xlsx::Sheets::new(out)),
    },
];

/// The format of this name.
pub fn format(name: &str) -> Option<&'static SinkFormat> {
    FORMATS.iter().find(|format| format.name == name)
}
