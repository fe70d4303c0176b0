//! Columns, tables and views, and the SQL that makes them.

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

/// Kinds by the names that SQL has for them. SQLite takes what stands beside a column of a type without `TEXT` in its
/// name as a number, if it looks like one: of days, `>= '2023'` would then be every one.
pub(crate) const SQL_NAMES: [(Kind, &str); 7] = [
    (Kind::Key, "INTEGER PRIMARY KEY"),
    (Kind::Integer, "INTEGER"),
    (Kind::Real, "REAL"),
    (Kind::Text, "TEXT"),
    (Kind::Date, "DATE_TEXT"),
    (Kind::Time, "DATETIME_TEXT"),
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
    /// Its constraints in SQL.
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

/// A view: a query that is needed often.
#[derive(Debug)]
pub struct View {
    /// Its name.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its query.
    pub query: &'static str,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_compared_as_text() {
        let store = rusqlite::Connection::open_in_memory().expect("a store");
        let made = format!("CREATE TABLE t (day {});", Kind::Date.sql());
        store.execute_batch(&made).expect("made");
        let sql = "INSERT INTO t VALUES ('2022-12-31'), ('2023-01-01'), ('2024-05-06')";
        store.execute(sql, []).expect("filled");
        for (condition, count) in [
            (">= '2023'", 2),
            ("< '2023'", 1),
            ("BETWEEN '2023' AND '2024'", 1),
        ] {
            let sql = format!("SELECT count(*) FROM t WHERE day {condition}");
            let found: i64 = store
                .query_row(&sql, [], |row| row.get(0))
                .expect("counted");
            assert_eq!(found, count, "{condition}");
        }
    }

    #[test]
    fn kinds_are_recognised_by_their_names() {
        for (kind, name) in SQL_NAMES {
            assert_eq!((kind.sql(), Kind::declared(name)), (name, Some(kind)));
        }
    }
}
