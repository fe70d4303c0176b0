//! Whether time grows with the length of a text and no faster, whatever the text: `cargo run --release --example shapes`.
//!
//! A shape is a piece of text that is repeated: every word of the lists, the cases of all rules, brackets, numbers,
//! days, empty lines. Each is extracted from and restored at a length, at twice and at four times it. Time is that of
//! the processor, so that other programs do not count. Ends with 1 if any doubling takes more than [`MOST`] times as
//! long; names of shapes as arguments limit it to these.
#![allow(clippy::print_stdout)]

use baocao::{Extractor, Restorer};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// What twice the text may take of what the text took.
const MOST: f64 = 2.2;
/// Bytes of a text that is measured first, and of the longest.
const BYTES: std::ops::Range<usize> = 1 << 14..1 << 21;
/// Seconds that the shortest text has to take, as shorter times are those of caches.
const SECONDS: f64 = 0.15;
/// How often a shape is tried that seems slow.
const TRIES: usize = 4;
/// Ticks of the system's clock for processors in a second (`getconf CLK_TCK`).
const TICKS: f64 = 100.0;
/// Of long lists, so many words are tried.
const LONG: usize = 12;

/// Shapes that are no words of lists.
const SHAPES: [&str; 44] = [
    "Số: ",
    "số ",
    "ngày ",
    "tháng 5 ",
    "năm 2023 ",
    "ngày 01 tháng 02 năm 2023 ",
    "12/2023 ",
    "quý I ",
    "12/BC-UBND ",
    "Quyết định số 12/QĐ-UBND ",
    "Căn cứ ",
    "Luật ",
    "UBND ",
    "V/v ",
    "Nơi nhận: ",
    "Kính gửi: ",
    "KT. ",
    "TM. ",
    "GIÁM ĐỐC ",
    "I. ",
    "1.1. ",
    "a) ",
    "- ",
    "((1 ) ",
    "(",
    ")",
    "[",
    "\"",
    "1",
    "1.",
    "1.234,5 ",
    "5/7 ",
    "tăng 5% so với ",
    "trong đó ",
    "trong đó: 5 nam, ",
    "từ 5 đến 6 ",
    "đạt 5% kế hoạch ",
    "\n",
    " ",
    "\t",
    "1\n",
    "1\t2\n",
    "a",
    "I. \n",
];

/// Seconds that this program itself kept processors busy, without those of the system, which clears memory; where that
/// is not told, seconds of the clock.
fn seconds(since: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().nth(11);
    match ticks.and_then(|ticks| ticks.parse::<f64>().ok()) {
        Some(ticks) => ticks / TICKS,
        None => since.elapsed().as_secs_f64(),
    }
}

/// The first columns of lists and the cases of rules.
fn listed() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dictionaries");
    let mut shapes = BTreeSet::new();
    for file in std::fs::read_dir(&folder).expect("lists").flatten() {
        let path = file.path();
        let name = file.file_name();
        if path.extension().is_none_or(|ending| ending != "tsv") || name == "confusions.tsv" {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a list");
        let words = text.lines().filter(|line| !line.starts_with('#'));
        let words: Vec<&str> = words.filter_map(|line| line.split('\t').next()).collect();
        shapes.extend(thinned(words).map(|word| format!("{word} ")));
    }
    for file in std::fs::read_dir(folder.join("rules"))
        .expect("rules")
        .flatten()
    {
        let text = std::fs::read_to_string(file.path()).expect("rules");
        let cases = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("{ text = \""));
        let cases: Vec<&str> = cases.filter_map(|case| case.split('"').next()).collect();
        shapes.extend(thinned(cases).map(|case| case.replace("\\n", "\n") + " "));
    }
    shapes
}

/// At most [`LONG`] of them, evenly spread.
fn thinned(all: Vec<&str>) -> impl Iterator<Item = &str> {
    let step = all.len().div_ceil(LONG);
    all.into_iter().step_by(step)
}

/// The lesser of two times that a shape repeated to a length takes.
fn time(shape: &str, bytes: usize, work: Work) -> f64 {
    let start = Instant::now();
    let text = shape.repeat(bytes / shape.len());
    let one = || {
        let before = seconds(start);
        work(&text);
        seconds(start) - before
    };
    one().min(one())
}

/// The least times of a shape at a length, at twice and at four times it, tried until time grows as it may, [`TRIES`]
/// times at most: caches and other programs only ever add to a time.
fn times(shape: &str, work: Work) -> [f64; 3] {
    let mut bytes = BYTES.start;
    while time(shape, bytes, work) < SECONDS && bytes < BYTES.end {
        bytes *= 2;
    }
    let mut least = [f64::MAX; 3];
    for _ in 0..TRIES {
        for (i, least) in least.iter_mut().enumerate() {
            *least = least.min(time(shape, bytes << i, work));
        }
        if !is_slow(least) {
            break;
        }
    }
    least
}

/// Whether four times the text takes more than two doublings may; what takes a moment is not judged.
fn is_slow(times: [f64; 3]) -> bool {
    times[2] > 4.0 * SECONDS && times[2] > MOST * MOST * times[0]
}

/// What is timed on a text.
type Work<'a> = &'a dyn Fn(&str);

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let all = SHAPES
        .iter()
        .map(|shape| (*shape).to_owned())
        .chain(listed());
    let shapes: Vec<String> = all
        .filter(|shape| named.is_empty() || named.contains(shape))
        .collect();
    let extractor = Extractor::builtin();
    let restorer = Restorer::builtin();
    let extract = |text: &str| drop(extractor.extract(text));
    let restore = |text: &str| drop(restorer.restore_text(text));
    let works: [(&str, Work); 2] = [("extract", &extract), ("restore", &restore)];
    let mut slow = 0;
    for shape in &shapes {
        for (name, work) in works {
            let found = times(shape, work);
            if is_slow(found) {
                slow += 1;
                println!("{name} {shape:?}: {found:.3?} s");
            }
        }
    }
    println!("{} shapes, {slow} slow", shapes.len());
    ExitCode::from(u8::from(slow > 0))
}
