//! The tables of `archive.db` as data: statements that make them, `docs/store.md` and the types of
//! exported columns all come from here.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The number of a row.
    Key,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Text.
    Text,
    /// A day, ISO 8601.
    Date,
    /// A moment, ISO 8601, UTC.
    Time,
    /// Yes or no: 1 or 0.
    Flag,
}

/// Kinds by the names that SQL has for them.
const SQL_NAMES: [(Kind, &str); 7] = [
    (Kind::Key, "INTEGER PRIMARY KEY"),
    (Kind::Integer, "INTEGER"),
    (Kind::Real, "REAL"),
    (Kind::Text, "TEXT"),
    (Kind::Date, "DATE"),
    (Kind::Time, "DATETIME"),
    (Kind::Flag, "BOOLEAN"),
];

impl Kind {
    /// Its name in SQL; the number of a row is a whole number that is given by itself.
    pub fn sql(self) -> &'static str {
        let named = SQL_NAMES.iter().find(|(kind, _)| *kind == self);
        named.expect("every kind has a name").1
    }

    /// The kind that a column was declared as.
    pub fn declared(name: &str) -> Option<Kind> {
        let named = SQL_NAMES.iter().find(|(_, sql)| *sql == name);
        named.map(|(kind, _)| *kind)
    }
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What else SQL is told of it.
    pub rule: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// What it is looked up by: columns, and a condition where not all rows are.
    pub indices: &'static [&'static str],
}

/// A view: a question that is asked often.
#[derive(Debug)]
pub struct View {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its query.
    pub query: &'static str,
}

const fn column(name: &'static str, kind: Kind, rule: &'static str, about: &'static str) -> Column {
    Column {
        name,
        kind,
        rule,
        about,
    }
}

const NEEDED: &str = "NOT NULL";
const OF_DOCUMENT: &str = "NOT NULL REFERENCES documents(id) ON DELETE CASCADE";

const ID: Column = column("id", Kind::Key, "", "Number of the row");
const DOCUMENT: Column = column("document_id", Kind::Integer, OF_DOCUMENT, "Its document");
const ITEM: Column = column("item", Kind::Text, NEEDED, "Its id in `document.json`");
const PAGE: Column = column("page", Kind::Integer, "", "Page, from 1");
const LINE: Column = column("line", Kind::Integer, "", "Line of the text, from 1");
const START: Column = column(
    "start",
    Kind::Integer,
    "",
    "First character in the line, from 0",
);
const X0: Column = column(
    "x0",
    Kind::Integer,
    "",
    "Left, in pixels of the page as scanned",
);
const Y0: Column = column("y0", Kind::Integer, "", "Top");
const X1: Column = column("x1", Kind::Integer, "", "Right");
const Y1: Column = column("y1", Kind::Integer, "", "Bottom");
const CONFIDENCE: Column = column(
    "confidence",
    Kind::Real,
    "",
    "How sure it is, 0 to 1: of the rule times of the reading",
);
const TEXT: Column = column("text", Kind::Text, "", "As printed");

/// All tables, those that others refer to first.
pub const TABLES: &[Table] = &[
    Table {
        name: "documents",
        about: "An input and what was found in its head (*văn bản*)",
        columns: &[
            ID,
            column("path", Kind::Text, "NOT NULL UNIQUE", "The input as given"),
            column(
                "folder",
                Kind::Text,
                "UNIQUE",
                "Its results; null where there are none",
            ),
            column("sha256", Kind::Text, "", "SHA-256 of the input"),
            column(
                "document_sha256",
                Kind::Text,
                "",
                "SHA-256 of its `document.json`",
            ),
            column("kind", Kind::Text, "", "`scan` or `text`"),
            column("status", Kind::Text, NEEDED, "`ok`, `partial` or `failed`"),
            column("error", Kind::Text, "", "Why it is not `ok`"),
            column("pages", Kind::Integer, "", "Number of pages (*số trang*)"),
            column(
                "number",
                Kind::Text,
                "",
                "Number and symbol (*số, ký hiệu*)",
            ),
            column(
                "type_abbr",
                Kind::Text,
                "",
                "Abbreviation of its type (`BC`)",
            ),
            column("doc_type", Kind::Text, "", "Its type (*tên loại*)"),
            column("issued", Kind::Date, "", "Day of issue (*ngày ban hành*)"),
            column("place", Kind::Text, "", "*Địa danh*"),
            column(
                "agency",
                Kind::Text,
                "",
                "Who issued it (*cơ quan ban hành*)",
            ),
            column("agency_abbr", Kind::Text, "", "Its abbreviation"),
            column(
                "superior_agency",
                Kind::Text,
                "",
                "The agency above (*cơ quan chủ quản*)",
            ),
            column("subject", Kind::Text, "", "*Trích yếu*"),
            column(
                "period_kind",
                Kind::Text,
                "",
                "Kind of the period that is reported on",
            ),
            column("period_from", Kind::Date, "", "Its first day"),
            column("period_to", Kind::Date, "", "Its last day"),
            column(
                "plan_from",
                Kind::Date,
                "",
                "First day of the period that is planned for",
            ),
            column("plan_to", Kind::Date, "", "Its last day"),
            column("signer", Kind::Text, "", "Who signed (*người ký*)"),
            column("signer_position", Kind::Text, "", "Position (*chức vụ*)"),
            column("secrecy", Kind::Text, "", "*Độ mật*"),
            column("urgency", Kind::Text, "", "*Mức độ khẩn*"),
            column(
                "confidence",
                Kind::Real,
                "",
                "Mean confidence of its pages, 0 to 1; null for texts",
            ),
            column(
                "failed_checks",
                Kind::Integer,
                "",
                "Sums and rates that do not hold",
            ),
            column(
                "missing",
                Kind::Text,
                "",
                "Fields of the head that were not found, separated by spaces",
            ),
            column(
                "program",
                Kind::Text,
                "",
                "Version of the program that read it",
            ),
            column("engine", Kind::Text, "", "OCR engine"),
            column("model", Kind::Text, "", "Language model"),
            column("seconds", Kind::Real, "", "Time that reading took"),
            column("finished", Kind::Time, "", "When it was read"),
        ],
        indices: &[
            "issued, id",
            "agency, issued, id",
            "type_abbr, issued, id",
            "status, issued, id",
            "confidence, id",
            "sha256",
            "number",
            "failed_checks, issued, id WHERE failed_checks > 0",
            "missing WHERE missing <> ''",
        ],
    },
    Table {
        name: "pages",
        about: "A page and its text (*trang*)",
        columns: &[
            ID,
            DOCUMENT,
            column("number", Kind::Integer, NEEDED, "From 1"),
            column("width", Kind::Integer, "", "In pixels; null for texts"),
            column("height", Kind::Integer, "", "In pixels"),
            column("dpi", Kind::Real, "", "Dots per inch"),
            column(
                "rotation",
                Kind::Integer,
                "",
                "Clockwise turn that brought it upright",
            ),
            column(
                "confidence",
                Kind::Real,
                "",
                "Mean confidence of its words, 0 to 1",
            ),
            column(
                "worst_confidence",
                Kind::Real,
                "",
                "Mean of the lowest twentieth of them",
            ),
            column("error", Kind::Text, "", "Why it could not be read"),
            column(
                "text",
                Kind::Text,
                NEEDED,
                "Its text, restored and corrected",
            ),
            column(
                "first_line",
                Kind::Integer,
                NEEDED,
                "Line of the document's text that it begins with",
            ),
        ],
        indices: &["document_id, number", "confidence"],
    },
    Table {
        name: "sections",
        about: "A heading (*phần, mục, khoản, điểm*)",
        columns: &[
            ID,
            DOCUMENT,
            ITEM,
            column("level", Kind::Integer, NEEDED, "Depth, from 1"),
            column("kind", Kind::Text, NEEDED, "How it is labelled"),
            column("label", Kind::Text, NEEDED, "The label as printed"),
            column("title", Kind::Text, "", "The heading"),
            PAGE,
            LINE,
        ],
        indices: &["document_id"],
    },
    Table {
        name: "indicators",
        about: "What figures of several documents are about (*chỉ tiêu*)",
        columns: &[
            ID,
            column(
                "name",
                Kind::Text,
                NEEDED,
                "Its name, in lower case, normalised",
            ),
            column(
                "key",
                Kind::Text,
                "NOT NULL UNIQUE",
                "The name without marks",
            ),
        ],
        indices: &[],
    },
    Table {
        name: "statistics",
        about: "A figure (*số liệu*)",
        columns: &[
            ID,
            DOCUMENT,
            ITEM,
            column(
                "indicator_id",
                Kind::Integer,
                "REFERENCES indicators(id)",
                "What it is about, normalised",
            ),
            column(
                "agency",
                Kind::Text,
                "",
                "Who issued its document, so that series need no other table",
            ),
            column(
                "kind",
                Kind::Text,
                NEEDED,
                "`count`, `percent`, `ratio`, `money`, `change`, `implicit_zero`",
            ),
            column("value", Kind::Real, "", "The value in the printed unit"),
            column("value_text", Kind::Text, "", "The number as printed"),
            column(
                "unit",
                Kind::Text,
                "",
                "What is counted or measured (*đơn vị*)",
            ),
            column("base_value", Kind::Real, "", "The value in `base_unit`"),
            column(
                "base_unit",
                Kind::Text,
                "",
                "The unit without multipliers: *đồng* for *tỷ đồng*",
            ),
            column("subject", Kind::Text, "", "What it is about, as printed"),
            column("qualifier", Kind::Text, "", "Which part of it"),
            column("action", Kind::Text, "", "What was done"),
            column("section", Kind::Text, "", "Id of its section"),
            column(
                "period_kind",
                Kind::Text,
                "",
                "Kind of the period it counts",
            ),
            column("period_from", Kind::Date, "", "First day of that period"),
            column("period_to", Kind::Date, "", "Last day"),
            column("parent", Kind::Text, "", "The figure it is part of"),
            column("relation", Kind::Text, "", "How it relates to it"),
            column("numerator", Kind::Real, "", "Upper number of a ratio"),
            column("denominator", Kind::Real, "", "Lower number of a ratio"),
            column(
                "approximate",
                Kind::Flag,
                NEEDED,
                "*Gần, hơn, khoảng, ước* before it",
            ),
            column(
                "corrected",
                Kind::Flag,
                NEEDED,
                "Whether a person set its value",
            ),
            TEXT,
            PAGE,
            LINE,
            START,
            X0,
            Y0,
            X1,
            Y1,
            CONFIDENCE,
        ],
        indices: &[
            "document_id",
            "indicator_id, base_unit, period_kind, period_from, agency, base_value, parent, item, page, document_id",
            "value",
        ],
    },
    Table {
        name: "checks",
        about: "An arithmetic relation between figures (*kiểm tra số học*)",
        columns: &[
            ID,
            DOCUMENT,
            ITEM,
            column(
                "kind",
                Kind::Text,
                NEEDED,
                "`sum`, `sum_le`, `le`, `percent`, `delta`, `remainder`, `same`",
            ),
            column(
                "expression",
                Kind::Text,
                NEEDED,
                "With the numbers filled in",
            ),
            column(
                "statistics",
                Kind::Text,
                NEEDED,
                "Its figures, the stated one first, separated by spaces",
            ),
            column("computed", Kind::Real, NEEDED, "What the arithmetic gives"),
            column("stated", Kind::Real, NEEDED, "What the document says"),
            column(
                "verdict",
                Kind::Text,
                NEEDED,
                "`holds`, `holds_truncated` or `fails`",
            ),
            column(
                "suggested",
                Kind::Text,
                "",
                "The figure and how it may have been printed: `s12 1.234`",
            ),
            PAGE,
        ],
        indices: &[
            "document_id",
            "verdict, document_id WHERE verdict = 'fails'",
        ],
    },
    Table {
        name: "references",
        about: "A document that is cited (*văn bản viện dẫn*); the view `citations` has its citing document too",
        columns: &[
            ID,
            DOCUMENT,
            ITEM,
            column("number", Kind::Text, "", "Normalised number and symbol"),
            column(
                "number_key",
                Kind::Text,
                "",
                "The number without marks, in lower case",
            ),
            column("doc_type", Kind::Text, "", "Its type"),
            column("date", Kind::Date, "", "Its day"),
            column("issuer", Kind::Text, "", "Who issued it, as printed"),
            column("subject", Kind::Text, "", "What it is about, as printed"),
            column(
                "relation",
                Kind::Text,
                "",
                "What the citing document does to it",
            ),
            TEXT,
            PAGE,
            LINE,
            CONFIDENCE,
        ],
        indices: &["document_id", "number_key"],
    },
    Table {
        name: "dates",
        about: "A day (*ngày*)",
        columns: &[
            ID,
            DOCUMENT,
            ITEM,
            column("date", Kind::Date, "", "The day; null without a year"),
            column(
                "role",
                Kind::Text,
                NEEDED,
                "`issue`, `reference`, `event`, `deadline`, `as_of`",
            ),
            TEXT,
            PAGE,
            LINE,
            CONFIDENCE,
        ],
        indices: &["document_id", "role, date"],
    },
    Table {
        name: "plan_items",
        about: "What is planned (*nhiệm vụ*)",
        columns: &[
            ID,
            DOCUMENT,
            ITEM,
            column("verb", Kind::Text, "", "The verbs it begins with"),
            column("action", Kind::Text, NEEDED, "What follows them"),
            column("lead_agency", Kind::Text, "", "Who is to do it"),
            column("deadline", Kind::Date, "", "By when"),
            column(
                "period_from",
                Kind::Date,
                "",
                "First day of the period it is planned for",
            ),
            column("period_to", Kind::Date, "", "Last day"),
            column("section", Kind::Text, "", "Id of its section"),
            column(
                "legal_basis",
                Kind::Text,
                "",
                "References that it rests on, separated by spaces",
            ),
            TEXT,
            PAGE,
            LINE,
            CONFIDENCE,
        ],
        indices: &["document_id", "deadline WHERE deadline IS NOT NULL"],
    },
    Table {
        name: "recipients",
        about: "Who gets the document (*nơi nhận*)",
        columns: &[
            ID,
            DOCUMENT,
            column(
                "name",
                Kind::Text,
                "",
                "The recipients, separated by semicolons",
            ),
            column("purpose", Kind::Text, "", "What for"),
            column("archive", Kind::Flag, NEEDED, "The file copy (*Lưu*)"),
            TEXT,
            PAGE,
            LINE,
        ],
        indices: &["document_id"],
    },
    Table {
        name: "corrections",
        about: "What a person decided: nothing of it is ever removed, and no run changes it",
        columns: &[
            ID,
            column(
                "sha256",
                Kind::Text,
                NEEDED,
                "SHA-256 of the input it is about",
            ),
            column(
                "target",
                Kind::Text,
                NEEDED,
                "`header`, `statistic` or `line`",
            ),
            column(
                "item",
                Kind::Text,
                NEEDED,
                "Which one: `number`, `s12`, the number of a line",
            ),
            column(
                "line",
                Kind::Integer,
                "",
                "The line of a figure, by which it is found again",
            ),
            column(
                "start",
                Kind::Integer,
                "",
                "Its first character in the line",
            ),
            column("old", Kind::Text, "", "As the program has it"),
            column(
                "new",
                Kind::Text,
                "",
                "As it is; equal to `old` where the person said that it is right",
            ),
            column("author", Kind::Text, NEEDED, "Who decided"),
            column("made", Kind::Time, NEEDED, "When"),
            column("undone", Kind::Time, "", "When it was taken back"),
            column("undone_by", Kind::Text, "", "Who took it back"),
        ],
        indices: &["sha256, target, item"],
    },
    Table {
        name: "review",
        about: "What a person should look at, the most urgent first",
        columns: &[
            ID,
            DOCUMENT,
            column("target", Kind::Text, NEEDED, "`header` or `statistic`"),
            ITEM,
            column(
                "reason",
                Kind::Text,
                NEEDED,
                "`check`, `missing`, `doubt` or `sample`",
            ),
            column(
                "urgency",
                Kind::Integer,
                NEEDED,
                "0 failing checks, 1 missing fields, 2 doubtful figures, 3 the sample",
            ),
            column(
                "confidence",
                Kind::Real,
                NEEDED,
                "How sure the program is, 0 to 1",
            ),
            column("decided", Kind::Flag, NEEDED, "Whether a person did"),
            PAGE,
        ],
        indices: &[
            "urgency, confidence, id WHERE decided = 0",
            "document_id",
            "reason, decided",
        ],
    },
];

/// All views.
pub const VIEWS: &[View] = &[
    View {
        name: "figures",
        about: "A figure with its document: who says what of which period, and where it stands",
        query: "SELECT d.number AS document, s.agency, s.period_kind, s.period_from, s.period_to, \
            i.name AS indicator, s.value, s.unit, s.base_value, s.base_unit, s.value_text, s.kind, \
            s.corrected, d.issued, d.type_abbr, s.page, s.line, s.x0, s.y0, s.x1, s.y1, s.confidence, \
            s.item, s.parent, d.folder, d.path, s.document_id, s.indicator_id \
            FROM statistics s JOIN documents d ON d.id = s.document_id \
            LEFT JOIN indicators i ON i.id = s.indicator_id",
    },
    View {
        name: "failing_checks",
        about: "A sum or a rate that does not hold",
        query: "SELECT d.number AS document, d.agency, d.issued, c.kind, c.expression, c.computed, \
            c.stated, c.suggested, c.page, c.statistics, d.folder, c.document_id \
            FROM checks c JOIN documents d ON d.id = c.document_id WHERE c.verdict = 'fails'",
    },
    View {
        name: "citations",
        about: "A citation with the document that cites",
        query: "SELECT d.number AS document, d.agency, d.type_abbr, d.issued, d.subject AS about, \
            r.number AS cited, r.doc_type AS cited_type, r.date AS cited_date, r.issuer AS cited_issuer, \
            r.relation, r.text, r.page, r.confidence, r.number_key, d.folder, r.document_id \
            FROM \"references\" r JOIN documents d ON d.id = r.document_id",
    },
    View {
        name: "plans",
        about: "A plan item with its document",
        query: "SELECT d.number AS document, d.agency, d.issued, p.deadline, p.lead_agency, p.verb, \
            p.action, p.period_from, p.period_to, p.page, p.confidence, d.folder, p.document_id \
            FROM plan_items p JOIN documents d ON d.id = p.document_id",
    },
    View {
        name: "incomplete",
        about: "A document whose head lacks a field that it is filed by",
        query: "SELECT path, number, issued, agency, doc_type, missing, confidence, folder, id AS document_id \
            FROM documents WHERE missing <> ''",
    },
];

/// Where the pages' words are looked up: without marks, in small letters, one by one and in pairs.
pub const WORDS: &str = "CREATE VIRTUAL TABLE page_words USING fts5(words, pairs, content='', \
    contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")";

/// The table of this name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// What makes the table and its indices.
    pub fn statements(&self) -> String {
        let columns = self.columns.iter();
        let columns: Vec<String> = columns
            .map(|c| {
                format!("{} {} {}", c.name, c.kind.sql(), c.rule)
                    .trim_end()
                    .to_owned()
            })
            .collect();
        let mut sql = format!("CREATE TABLE \"{}\" ({});\n", self.name, columns.join(", "));
        for (number, index) in (1..).zip(self.indices) {
            let (by, condition) = match index.split_once(" WHERE ") {
                Some((by, condition)) => (by, format!(" WHERE {condition}")),
                None => (*index, String::new()),
            };
            let name = format!("{}_{number}", self.name);
            sql += &format!(
                "CREATE INDEX {name} ON \"{}\" ({by}){condition};\n",
                self.name
            );
        }
        sql
    }

    /// What puts a row into the table; values are in the order of the columns.
    pub fn insert(&self) -> String {
        let marks = vec!["?"; self.columns.len()].join(", ");
        format!("INSERT INTO \"{}\" VALUES ({marks})", self.name)
    }
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
        super::migrate::VERSION
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
