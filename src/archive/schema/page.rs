//! `docs/store.md`, made from the schema.

use super::column::{Column, View};
use super::migrate;
use super::tables::TABLES;
use super::views::VIEWS;

/// `docs/store.md`.
pub fn page() -> String {
    let mut page = format!(
        "# The store\n\n`archive.db` in the folder of results is an SQLite file that `run` and `watch` fill as \
         documents finish. Its tables and views are those of version {}; older files are brought up to \
         it when they are opened for writing. This page is made from `src/archive/schema/`.\n",
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
            "docs/store.md is out of date: UPDATE=1 cargo test --lib archive::schema"
        );
    }
}
