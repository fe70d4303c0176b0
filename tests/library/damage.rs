//! Files that are damaged at random: either what they hold is the same, or it is said that it may not be.
//!
//! A page is held against the original by its words where it holds text, else by its print: pixels that are dark
//! in both. So no engine is needed, and a thousand damages take minutes.

use crate::random::Random;
use baocao::input::{Limits, Source, open};
use image::GrayImage;
use pdf_writer::Finish;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Damages of the quick form, and of the long one.
const QUICK: u64 = 60;
const LONG: u64 = 1000;
/// Share of the words or the print that may be lost without a word: of the few words of these pages four, which are
/// one in a hundred of the words of a usual page.
const LOST: f64 = 0.07;
/// Share of damages of single bits that may be silent: most formats guard no bit of a picture.
const BITS: f64 = 0.02;
/// A level up to which a pixel is print.
const DARK: u8 = 128;

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Cut,
    Zeroed,
    Byte,
    Bit,
    Lost,
    Twice,
    Swapped,
}

use Damage::{Bit, Byte, Cut, Lost, Swapped, Twice, Zeroed};

const DAMAGES: [Damage; 7] = [Cut, Zeroed, Byte, Bit, Lost, Twice, Swapped];

/// What a page holds: its words, where it is a text, and what it looks like.
#[derive(Debug, Clone, PartialEq)]
struct Page {
    words: Vec<String>,
    picture: Option<GrayImage>,
}

/// Whether pages that hold their text are drawn too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Draw {
    Scans,
    All,
}

/// A file's pages, or why they may not be all.
fn read(bytes: &[u8], draw: Draw) -> Result<Vec<Page>, String> {
    let source = open(bytes.into(), &Limits::default()).map_err(|error| error.to_string())?;
    let pages = match source {
        Source::Text(text) => {
            let words = text.split_whitespace().map(str::to_owned).collect();
            let picture = None;
            return Ok(vec![Page { words, picture }]);
        }
        Source::Pages(pages) => pages,
    };
    if let Some(fault) = pages.faults().into_iter().next() {
        return Err(fault);
    }
    let page = |index| {
        if let Some(fault) = pages.page_fault(index) {
            return Err(fault);
        }
        let words: Vec<String> = match pages.text_layer(index) {
            Some(layer) => layer.words.into_iter().map(|word| word.text).collect(),
            None => Vec::new(),
        };
        let is_drawn = words.is_empty() || draw == Draw::All;
        let picture = is_drawn.then(|| pages.page(index)).transpose();
        let picture = picture.map_err(|error| error.to_string())?;
        let picture = picture.map(|page| page.image.into_luma8());
        Ok(Page { words, picture })
    };
    (0..pages.len()).map(page).collect()
}

/// Share of the first pages' words or print that the second do not have, in whatever order they come.
fn lost(before: &[Page], after: &[Page]) -> f64 {
    let least = |page: &Page| {
        after
            .iter()
            .map(|other| difference(page, other))
            .fold(1.0, f64::min)
    };
    before.iter().map(least).sum::<f64>() / before.len() as f64
}

/// Words that are others are not believed where the page looks the same: then it is read by its looks.
fn difference(before: &Page, after: &Page) -> f64 {
    let words = (!before.words.is_empty()).then(|| words_lost(&before.words, &after.words));
    let pictures = before.picture.as_ref().zip(after.picture.as_ref());
    let print = pictures.map(|(before, after)| print_lost(before, after));
    words.into_iter().chain(print).fold(1.0, f64::min)
}

fn words_lost(before: &[String], after: &[String]) -> f64 {
    let mut left: HashMap<&str, i64> = HashMap::new();
    before
        .iter()
        .for_each(|word| *left.entry(word).or_default() += 1);
    after
        .iter()
        .for_each(|word| *left.entry(word).or_default() -= 1);
    let missing: i64 = left.values().filter(|&&count| count > 0).sum();
    missing as f64 / before.len() as f64
}

fn print_lost(before: &GrayImage, after: &GrayImage) -> f64 {
    if before.dimensions() != after.dimensions() {
        return 1.0;
    }
    let (mut print, mut changed) = (0, 0);
    for (&before, &after) in before.as_raw().iter().zip(after.as_raw()) {
        print += usize::from(before <= DARK);
        changed += usize::from((before <= DARK) != (after <= DARK));
    }
    changed as f64 / print.max(1) as f64
}

fn damaged(bytes: &[u8], damage: Damage, random: &mut Random) -> Vec<u8> {
    let length = bytes.len() as u64;
    let mut changed = bytes.to_vec();
    let mut at = random.below(length) as usize;
    // Most of a PDF is streams: half of the changed bytes are those between them.
    let is_one = matches!(damage, Byte | Bit);
    if is_one && bytes.starts_with(b"%PDF") && random.below(2) == 0 {
        while parts(bytes, b">>\nstream\n", b"endstream")
            .iter()
            .any(|stream| stream.contains(&at))
        {
            at = random.below(length) as usize;
        }
    }
    let block = ((64 << random.below(9)) as usize).min(bytes.len() / 3);
    let end = (at + block).min(bytes.len());
    match damage {
        Cut => changed.truncate((length * (10 + random.below(89)) / 100) as usize),
        Zeroed => changed[at..end].fill(0),
        Byte => changed[at] ^= 1 + random.below(255) as u8,
        Bit => changed[at] ^= 1 << random.below(8),
        Lost => match pick(&parts(bytes, b" obj", b"endobj"), random) {
            Some(object) => changed[object].fill(b' '),
            None => drop(changed.drain(at..end)),
        },
        Twice => drop(changed.splice(at..at, bytes[at..end].to_vec())),
        Swapped => {
            let streams = parts(bytes, b">>\nstream\n", b"\nendstream");
            match (pick(&streams, random), pick(&streams, random)) {
                (Some(one), Some(other)) => return exchanged(bytes, one, other),
                _ => {
                    let half = bytes.len() / 2;
                    let block = block.min(half / 2);
                    let one = random.below((half - block) as u64) as usize;
                    return exchanged(bytes, one..one + block, half + one..half + one + block);
                }
            }
        }
    }
    changed
}

/// Stretches of a file between two marks.
fn parts(bytes: &[u8], start: &[u8], end: &[u8]) -> Vec<std::ops::Range<usize>> {
    let find = |from: usize, wanted: &[u8]| {
        let found = bytes[from..]
            .windows(wanted.len())
            .position(|window| window == wanted);
        found.map(|at| from + at)
    };
    let (mut parts, mut at) = (Vec::new(), 0);
    while let Some(first) = find(at, start).map(|found| found + start.len()) {
        let Some(last) = find(first, end) else { break };
        parts.push(first..last);
        at = last;
    }
    parts
}

fn pick(parts: &[std::ops::Range<usize>], random: &mut Random) -> Option<std::ops::Range<usize>> {
    (!parts.is_empty()).then(|| parts[random.below(parts.len() as u64) as usize].clone())
}

fn exchanged(bytes: &[u8], one: std::ops::Range<usize>, other: std::ops::Range<usize>) -> Vec<u8> {
    let (first, second) = if one.start <= other.start {
        (one, other)
    } else {
        (other, one)
    };
    if first.end > second.start {
        return bytes.to_vec();
    }
    let between = &bytes[first.end..second.start];
    [
        &bytes[..first.start],
        &bytes[second.clone()],
        between,
        &bytes[first],
        &bytes[second.end..],
    ]
    .concat()
}

/// The files that are damaged: those of a folder that is named, else fixtures.
fn sources() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/whole");
    let folder = std::env::var_os("BAOCAO_DAMAGED").map_or(fixtures, PathBuf::from);
    let files = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files
}

/// A number of the environment.
fn number(name: &str, usual: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(usual, |text| text.parse().expect("a number"))
}

/// Whether damage of this kind can be seen at all: a text that is cut is a shorter text, and neither
/// bare pixels nor a picture's codes have an order.
fn can_be_seen(name: &str, damage: Damage) -> bool {
    match damage {
        Cut | Lost | Twice | Swapped if name.ends_with(".txt") => false,
        Twice if name.starts_with("bare") => false,
        Swapped => name.ends_with(".pdf"),
        _ => true,
    }
}

/// How much of a damaged file is lost without a word.
fn silently_lost(whole: &[u8], damaged: &[u8]) -> f64 {
    let lost = |draw| {
        let found = read(damaged, draw).ok()?;
        let lost = lost(&read(whole, draw).expect("it is whole"), &found);
        (lost > LOST).then_some(lost)
    };
    lost(Draw::Scans)
        .and_then(|_| lost(Draw::All))
        .unwrap_or(0.0)
}

#[test]
fn damage_is_never_silent() {
    let long = std::env::var_os("BAOCAO_SOAK").is_some();
    let count = number("BAOCAO_DAMAGES", if long { LONG } else { QUICK });
    let mut random = Random(number("BAOCAO_SEED", 24) * 0x9E37_79B9 + 1);
    let files = sources();
    let mut silent: BTreeMap<Damage, Vec<String>> = BTreeMap::new();
    let mut bits = 0;
    for round in 0..count {
        let path = &files[random.below(files.len() as u64) as usize];
        let damage = DAMAGES[random.below(DAMAGES.len() as u64) as usize];
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if !can_be_seen(&name, damage) {
            continue;
        }
        bits += u64::from(damage == Bit);
        let bytes = std::fs::read(path).expect("a file");
        let changed = damaged(&bytes, damage, &mut random);
        let lost = silently_lost(&bytes, &changed);
        if lost > LOST {
            if let Some(folder) = std::env::var_os("BAOCAO_KEEP") {
                let kept = Path::new(&folder).join(format!("{round}-{damage:?}-{name}"));
                std::fs::write(kept, &changed).expect("a folder");
            }
            let line = format!("{name}, round {round}: {lost:.3}");
            silent.entry(damage).or_default().push(line);
        }
    }
    let of_bits = silent.remove(&Bit).unwrap_or_default();
    assert!(
        of_bits.len() as f64 <= (BITS * bits as f64).ceil(),
        "of {bits} bits {of_bits:#?}"
    );
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn whole_files_are_found_to_be_whole() {
    for path in sources() {
        let found = read(&std::fs::read(&path).expect("a file"), Draw::Scans);
        assert_eq!(found.err(), None, "{}", path.display());
    }
}

/// A file of `fixtures/whole`.
fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/whole");
    std::fs::read(folder.join(name)).expect("a file")
}

/// A file whose first stretch of these bytes is another.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut found = bytes.windows(from.len());
    let at = found
        .position(|window| window == from)
        .expect("it is there");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn pages_that_show_less_than_they_should_are_noticed() {
    let cases = [
        ("dct.pdf", "[ 0 0 403.2 230.4 ]", "[ 0 0 403.2 130.4 ]"),
        ("dct.pdf", "/Im0 8 0 R", "/Im0 6 0 R"),
        ("dct.pdf", "/Contents 7 0 R", "/Contents 5 0 R"),
        ("dct.pdf", "/Im0 Do Q", "/Im0 Do  "),
        ("dct.pdf", "/Im0 Do Q", "/Im0     "),
        ("g4.pdf", "/Width 420", "/Width 428"),
        ("g4.pdf", "/BlackIs1", "/BlaGkIs1"),
        ("g3.pdf", "/BlackIs1 true", "/BlackIs1 \u{3}rue"),
        ("g3.pdf", "<< /BlackIs1", "<< \u{1}BlackIs1"),
        ("text0.pdf", "595.2756 841", "595.2756 241"),
        ("text0.pdf", "/Subtype /TrueType", "/Subtype /TrueTape"),
    ];
    for (name, from, to) in cases {
        let changed = replaced(&fixture(name), from.as_bytes(), to.as_bytes());
        assert!(
            read(&changed, Draw::Scans).is_err(),
            "{name}: {from} → {to}"
        );
    }
}

/// A PDF of a page with these contents, and a stamp that looks as these packed bytes say.
fn page_of(contents: &[u8], stamp: &[u8]) -> Vec<u8> {
    let ids: Vec<pdf_writer::Ref> = (1..=6).map(pdf_writer::Ref::new).collect();
    let size = pdf_writer::Rect::new(0.0, 0.0, 80.0, 20.0);
    let mut pdf = pdf_writer::Pdf::new();
    pdf.catalog(ids[0]).pages(ids[1]);
    pdf.pages(ids[1]).kids([ids[2]]).count(1);
    let mut page = pdf.page(ids[2]);
    page.media_box(size).parent(ids[1]).contents(ids[3]);
    page.annotations([ids[4]]);
    page.finish();
    let mut annotation = pdf.annotation(ids[4]);
    annotation.subtype(pdf_writer::types::AnnotationType::Text);
    annotation.rect(size).appearance().normal().stream(ids[5]);
    annotation.finish();
    let mut form = pdf.form_xobject(ids[5], stamp);
    form.bbox(size).filter(pdf_writer::Filter::FlateDecode);
    form.finish();
    pdf.stream(ids[3], contents);
    pdf.finish()
}

#[test]
fn images_within_contents_and_stamps_over_them_are_checked() {
    let contents = |rows: &str| {
        let image = "BI /W 8 /H 4 /BPC 1 /CS /G /F /AHx ID ";
        format!("q 80 0 0 20 0 0 cm {image}{rows}\nEI Q")
    };
    let stamp = miniz_oxide::deflate::compress_to_vec_zlib(b"0 0 9 9 re f", 6);
    let found = |rows| read(&page_of(contents(rows).as_bytes(), &stamp), Draw::Scans).err();
    assert_eq!(found("00FF00FF>"), None);
    let short = found("00FF00>").expect("it is not whole");
    assert!(short.contains("rows are missing"), "{short}");
    assert!(found("00FF00FF").is_some());
    let whole = contents("00FF00FF>");
    let cut = page_of(whole.as_bytes(), &stamp[..stamp.len() - 3]);
    assert!(read(&cut, Draw::Scans).is_err());
    let without_size = replaced(&page_of(whole.as_bytes(), &stamp), b"/BBox", b"/Box_");
    assert!(read(&without_size, Draw::Scans).is_err());
}

#[test]
fn a_scan_of_a_progressive_jpeg_that_is_lost_is_noticed() {
    let whole = fixture("prog.jpg");
    let starts: Vec<usize> = (0..whole.len() - 1)
        .filter(|&at| whole[at..at + 2] == [0xFF, 0xDA])
        .collect();
    // A scan goes on to the next one with its tables.
    let after = |at: usize| {
        let next = |at: &usize| whole[*at] == 0xFF && !matches!(whole[*at + 1], 0 | 0xD0..=0xD7);
        (at + 2..whole.len() - 1).find(next).expect("an end")
    };
    for &start in &starts {
        let lost = [&whole[..start], &whole[after(start)..]].concat();
        assert!(read(&lost, Draw::Scans).is_err(), "scan at {start}");
    }
}

/// Where the entry of a tag begins in the first directory of a TIFF, lowest bytes first.
fn entry(bytes: &[u8], tag: u16) -> usize {
    let start = u32::from_le_bytes(bytes[4..8].try_into().expect("four bytes")) as usize;
    let entries = (start + 2..bytes.len()).step_by(12);
    let mut entries = entries.filter(|&at| bytes[at..at + 2] == tag.to_le_bytes());
    entries.next().expect("the tag")
}

#[test]
fn numbers_of_a_tiff_that_cannot_be_are_noticed() {
    const HEIGHT: u16 = 257;
    const STRIPS: u16 = 273;
    for name in [
        "bare.tif",
        "deflate.tif",
        "lzw.tif",
        "packbits.tif",
        "jpeg.tif",
        "g4.tif",
    ] {
        let whole = fixture(name);
        let mut lower = whole.clone();
        let height = entry(&whole, HEIGHT) + 8;
        lower[height] /= 2;
        assert!(read(&lower, Draw::Scans).is_err(), "{name}: lower");
        // So many that no memory holds them.
        let mut many = whole.clone();
        let count = entry(&whole, STRIPS) + 4;
        many[count..count + 4].copy_from_slice(&0x47FF_FFFFu32.to_le_bytes());
        assert!(read(&many, Draw::Scans).is_err(), "{name}: strips");
    }
}
