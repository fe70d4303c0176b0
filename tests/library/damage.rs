//! Files that are damaged at random: either what they hold is the same, or it is said that it may not be.
//!
//! A page is held against the original by its words where it holds text, else by its print: pixels that are dark
//! in both. So no engine is needed, and a thousand damages take minutes.

use crate::random::Random;
use baocao::input::{Limits, Source, open};
use image::GrayImage;
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
