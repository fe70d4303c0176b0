//! The bundled scans, read once for all tests that look at what comes of them.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of results in a bag, in all formats, of `fixtures/scans`, of whose longest document two pages are read.
pub(crate) fn results() -> &'static Path {
    static RESULTS: OnceLock<PathBuf> = OnceLock::new();
    RESULTS.get_or_init(|| {
        let scans = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bundled");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("in")).expect("a folder");
        for scan in fs::read_dir(scans).expect("scans").flatten() {
            let copy = folder.join("in").join(scan.file_name());
            match scan.file_name() == "sample-report.tif" {
                true => first_pages(2, &scan.path(), &copy),
                false => drop(fs::copy(scan.path(), copy).expect("copied")),
            }
        }
        let mut run = Command::new(env!("CARGO_BIN_EXE_baocao"));
        run.args([
            "-q", "run", "--pdf", "--alto", "--hocr", "--mets", "--bagit",
        ])
        .arg(folder.join("in"))
        .arg("-o")
        .arg(folder.join("out"));
        assert!(run.status().expect("started").success());
        folder.join("out/data")
    })
}

/// The rows of their manifest.
pub(crate) fn rows() -> Vec<Value> {
    let manifest = fs::read_to_string(results().join("manifest.jsonl")).expect("a manifest");
    let rows = manifest.lines();
    rows.map(|row| serde_json::from_str(row).expect("JSON"))
        .collect()
}

/// The folder of what came of the scan with this name.
pub(crate) fn document(name: &str) -> PathBuf {
    let is_of = |row: &Value| {
        row["path"]
            .as_str()
            .is_some_and(|path| path.ends_with(name))
    };
    let row = rows().into_iter().find(is_of).expect("the scan's row");
    results().join(row["folder"].as_str().expect("a folder"))
}

/// Writes a copy of a little-endian TIFF file that ends with this page. Pages stand in it one after the other, each with
/// its directory behind its picture and the lists that do not fit into the directory behind that.
fn first_pages(pages: usize, tiff: &Path, copy: &Path) {
    let mut bytes = fs::read(tiff).expect("a TIFF");
    let short = |bytes: &[u8], at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let long = |bytes: &[u8], at: usize| {
        u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
    };
    // Where the place of the next page's directory stands: in the head of the file, then behind each directory.
    let (mut next, mut end) = (4, 0);
    for _ in 0..pages {
        let directory = long(&bytes, next);
        let first = directory + 2;
        next = first + 12 * usize::from(short(&bytes, directory));
        let lists = (first..next).step_by(12).map(|entry| {
            let size = match short(&bytes, entry + 2) {
                3 => 2,
                5 => 8,
                _ => 4,
            };
            (long(&bytes, entry + 8), long(&bytes, entry + 4) * size)
        });
        let lists = lists.filter(|(_, length)| *length > 4);
        end = lists
            .map(|(at, length)| at + length)
            .max()
            .unwrap_or(next + 4);
    }
    bytes[next..next + 4].fill(0);
    bytes.truncate(end);
    fs::write(copy, bytes).expect("written");
}
