//! The tables of `archive.db` as data: statements that make them, `docs/store.md` and the types of
//! exported columns all come from here.

pub(crate) mod column;
pub(crate) mod columns;
pub mod migrate;
pub(crate) mod tables;
pub(crate) mod views;

pub use tables::TABLES;
pub use views::VIEWS;

use column::{Column, Kind, Table, View};

/// Kinds by the names that SQL has for them.
pub(crate) const SQL_NAMES: [(Kind, &str); 7] = [
    (Kind::Key, "INTEGER PRIMARY KEY"),
    (Kind::Integer, "INTEGER"),
    (Kind::Real, "REAL"),
    (Kind::Text, "TEXT"),
    (Kind::Date, "DATE"),
    (Kind::Time, "DATETIME"),
    (Kind::Flag, "BOOLEAN"),
];

/// Where the pages' words are looked up: without marks, in small letters, one by one and in pairs.
pub const WORDS: &str = "CREATE VIRTUAL TABLE page_words USING fts5(words, pairs, content='', \
    contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")";

/// The table of this name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// What makes the views.
pub fn views() -> String {
    let view = |view: &View| format!("CREATE VIEW {} AS {};\n", view.name, view.query);
    VIEWS.iter().map(view).collect()
}

/// `docs/store.md`.
pub fn page() -> String {
    let mut page = format!(
        "# The store\n\n`archive.db` in the folder of results is an SQLite file that `run` and `watch` fill as \
         documents finish. Its tables and views are those of version {}; older files are brought up to \
         it when they are opened for writing. This page is made from `src/store/schema.rs`.\n",
        migrate::VERSION
    );
    for table in TABLES {
        page += &format!(
            "\n## {}\n\n{}.\n\n| column | type | meaning |\n|---|---|---|\n",
            table.name, table.about
        );
        for Column {
            name, kind, about, ..
        } in table.columns
        {
            page += &format!("| `{name}` | {} | {about} |\n", kind.sql().to_lowercase());
        }
    }
    page += "\n## Views\n\n";
    for View { name, about, query } in VIEWS {
        page += &format!("**{name}**: {about}.\n\n```sql\n{query}\n```\n\n");
    }
    page += "## Words\n\n`page_words` is the full-text index of `pages`, by the number of the row. It holds words \
             without marks; `baocao search` asks it.\n";
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_up_to_date() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/store.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, page()).expect("written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == page(),
            "docs/store.md is out of date: UPDATE=1 cargo test --lib store"
        );
    }

    #[test]
    fn kinds_are_told_by_their_names() {
        for (kind, name) in SQL_NAMES {
            assert_eq!((kind.sql(), Kind::declared(name)), (name, Some(kind)));
        }
    }
}
