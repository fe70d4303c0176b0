//! Exported tables, read by others: DuckDB and pandas, which `make setup` puts into `target/python`.

use super::{archive, baocao, root, said};
use baocao::archive::export::names;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs a script with the Python that has DuckDB and pandas.
fn python(script: &str, folder: &Path) -> String {
    let python = root().join("target/python/bin/python");
    assert!(
        python.exists(),
        "run make setup: {} is missing",
        python.display()
    );
    let output = Command::new(python)
        .args(["-c", script])
        .current_dir(folder)
        .output();
    let output = output.expect("started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.trim().to_owned()
}

fn write(format: &str, folder: &Path) -> String {
    let mut export = baocao();
    export
        .args(["export", "--to", format, "-o"])
        .arg(archive())
        .arg(folder);
    said(&mut export, 0)
}

/// Exports a file for each table.
fn export(format: &str, folder: &Path) {
    let told = write(format, folder);
    for name in names() {
        assert!(told.contains(&format!("{name}.{format}: ")), "{told}");
        assert!(folder.join(format!("{name}.{format}")).is_file());
    }
    assert_eq!(
        fs::read_dir(folder).expect("listed").count(),
        names().count()
    );
}

#[test]
fn duckdb_and_pandas_read_parquet_and_csv_with_the_right_types() {
    let folder = tempfile::tempdir().expect("a folder");
    export("parquet", folder.path());
    export("csv", &folder.path().join("csv"));
    let types = "import duckdb\n\
        for source in ['figures.parquet', 'csv/figures.csv']:\n\
        \x20   d = dict((r[0], r[1]) for r in duckdb.sql(f\"DESCRIBE SELECT * FROM '{source}'\").fetchall())\n\
        \x20   print(*[d[c] for c in ['agency', 'period_from', 'value', 'page', 'corrected', 'issued']])";
    let expected = "VARCHAR DATE DOUBLE BIGINT BOOLEAN DATE";
    let told = python(types, folder.path());
    assert_eq!(told.lines().collect::<Vec<_>>(), [expected, expected]);
    let sums = "import duckdb\n\
        for source in ['figures.parquet', 'csv/figures.csv']:\n\
        \x20   print(duckdb.sql(f\"SELECT sum(value), min(period_from), count(*) FROM '{source}' WHERE indicator = 'hồ sơ trực tuyến'\").fetchall())";
    let row = "[(22174.0, datetime.date(2023, 1, 1), 7)]";
    assert_eq!(
        python(sums, folder.path()).lines().collect::<Vec<_>>(),
        [row, row]
    );
    let pandas = "import pandas as pd\n\
        p = pd.read_parquet('documents.parquet')\n\
        c = pd.read_csv('csv/documents.csv', parse_dates=['issued', 'finished'])\n\
        print(len(p), p['issued'].dropna().map(type).unique()[0].__name__, p['finished'].dtype, p['pages'].dtype, p['seconds'].dtype)\n\
        print(len(c), c['issued'].dtype.kind, c['finished'].dtype.kind, c['pages'].dtype, c['seconds'].dtype)\n\
        print(p['issued'].max(), c['issued'].max().date(), p['number'].notna().sum(), c['number'].notna().sum())";
    let told = python(pandas, folder.path());
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "9 date datetime64[us, UTC] int64 float64");
    assert_eq!(lines[1], "9 M M int64 float64");
    assert_eq!(lines[2], "2023-05-12 2023-05-12 8 8");
}

#[test]
fn excel_files_have_days_and_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(write("xlsx", folder.path()).lines().count(), 1);
    let script = "import openpyxl\n\
        book = openpyxl.load_workbook('tables.xlsx')\n\
        assert 'statistics' in book.sheetnames and 'Sheet1' not in book.sheetnames\n\
        sheet = book['documents']\n\
        head = [c.value for c in sheet[1]]\n\
        day = sorted(r[head.index('issued')].value for r in sheet.iter_rows(min_row=2) if r[head.index('issued')].value)[0]\n\
        print(type(day).__name__, day.date(), sheet.max_row, type(sheet.cell(2, head.index('pages') + 1).value).__name__)";
    assert_eq!(python(script, folder.path()), "datetime 2023-01-05 10 int");
}

#[test]
fn csv_files_open_in_spreadsheets() {
    let folder = tempfile::tempdir().expect("a folder");
    write("csv-vi", folder.path());
    let text = fs::read_to_string(folder.path().join("documents.csv")).expect("a file");
    assert!(text.starts_with("\u{feff}id;path;"), "{}", &text[..40]);
    let figures = fs::read_to_string(folder.path().join("statistics.csv")).expect("a file");
    assert!(figures.contains(";2920;2.920;") && figures.contains(";0,9"));
}

#[test]
fn json_lines_are_a_row_each() {
    let folder = tempfile::tempdir().expect("a folder");
    export("jsonl", folder.path());
    let text = fs::read_to_string(folder.path().join("documents.jsonl")).expect("a file");
    let rows: Vec<serde_json::Value> = text
        .lines()
        .map(|row| serde_json::from_str(row).expect("JSON"))
        .collect();
    assert_eq!(rows.len(), 9);
    assert!(
        rows.iter()
            .any(|row| row["number"] == "220/BC-STTTT" && row["pages"] == 1)
    );
}

#[test]
fn charts_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, start) in [("a.svg", &b"<svg"[..]), ("a.png", b"\x89PNG")] {
        let mut series = baocao();
        series
            .args(["series", "ho so truc tuyen", "--by", "agency", "-o"])
            .arg(archive());
        let told = said(series.arg("--plot").arg(folder.path().join(name)), 0);
        assert!(
            told.contains("Sở Tài chính") && told.contains("2.845"),
            "{told}"
        );
        assert!(
            fs::read(folder.path().join(name))
                .expect("a file")
                .starts_with(start)
        );
    }
    let mut series = baocao();
    said(series.args(["series", "không có", "-o"]).arg(archive()), 1);
    let mut series = baocao();
    said(
        series
            .args(["series", "hồ sơ", "--plot", "a.gif", "-o"])
            .arg(archive()),
        2,
    );
}
