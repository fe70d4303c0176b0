//! `cargo run --release --example slots -- FOLDER [WEIGHTS [FAULTS]]`: the slots of lines that
//! `training/strips.py` made, read as the program reads them; lines with a fault are copied to FAULTS.
#![allow(clippy::print_stdout)]

use baocao::document::layout::Candidate;
use baocao::handwriting::{Recogniser, read_strip};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What stands in the slots of a line by its labels: the digits behind each word, and whether any of them
/// is written by hand.
struct Wanted {
    slots: BTreeMap<&'static str, (String, bool)>,
}

impl Wanted {
    fn of(labels: &str) -> Wanted {
        let mut slots: BTreeMap<&str, (String, bool)> = BTreeMap::new();
        let mut word = None;
        for label in labels.split(' ') {
            let digit = label.trim_start_matches('w');
            if let Some(known) = ["Số", "ngày", "tháng", "năm"].iter().find(|w| **w == label) {
                word = Some(*known);
                slots.entry(known).or_default();
            } else if digit.bytes().all(|byte| byte.is_ascii_digit()) {
                if let Some(slot) = word.and_then(|word| slots.get_mut(word)) {
                    slot.0.push_str(digit);
                    slot.1 |= digit != label;
                }
            } else {
                // Digits behind a mark are those of the symbol.
                word = None;
            }
        }
        Wanted { slots }
    }

    /// The year, where it is printed: the engine reads it; any for what stands behind the end of the strip.
    fn printed_year(&self) -> Option<u32> {
        let (digits, by_hand) = self.slots.get("năm")?;
        let digits = if digits.is_empty() { "2020" } else { digits };
        digits.parse().ok().filter(|_| !by_hand)
    }

    /// Each slot that is filled in, with what was read of it.
    fn read(&self, serial: &[Candidate], day: &[Candidate]) -> Vec<(&'static str, bool)> {
        let part = |candidates: &[Candidate], at: usize| {
            let parts = candidates.first().map(|first| &first.parts);
            parts.and_then(|parts| parts.get(at)).cloned()
        };
        let filled = self.slots.iter().filter(|(_, slot)| !slot.0.is_empty());
        filled
            .map(|(&word, slot)| {
                let found = match word {
                    "Số" => part(serial, 0),
                    "ngày" => part(day, 0),
                    "tháng" => part(day, 1),
                    _ => part(day, 2),
                };
                (word, found.as_ref() == Some(&slot.0))
            })
            .collect()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).map(PathBuf::from);
    let folder = args
        .next()
        .ok_or("usage: slots FOLDER [WEIGHTS [FAULTS]]")?;
    let recogniser = match args.next().filter(|path| path.as_os_str() != "-") {
        Some(weights) => Recogniser::read(&std::fs::read(weights)?).ok_or("not these weights")?,
        None => Recogniser::builtin(),
    };
    let faults = args.next();
    let labels = std::fs::read_to_string(folder.join("labels.tsv"))?;
    let (mut lines, mut time) = (0, Duration::ZERO);
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    // Lines, and those without a fault, by the twentieth that the first candidate's probability lies in.
    let mut bins = [(0, 0); 20];
    for row in labels.lines().skip(1) {
        let (file, labels) = row.split_once('\t').ok_or("file and labels")?;
        let strip = image::open(folder.join(file))?.to_luma8();
        let wanted = Wanted::of(labels);
        let started = Instant::now();
        let (serial, day) = read_strip(&strip, wanted.printed_year(), &recogniser);
        time += started.elapsed();
        lines += 1;
        // A day is given whole or not at all; its year may stand behind the end of the strip.
        let blank = |(word, slot): (&&str, &(String, bool))| slot.0.is_empty() && *word != "năm";
        if wanted.slots.iter().any(blank) {
            continue;
        }
        let read = wanted.read(&serial, &day);
        let whole = read.iter().all(|(_, right)| *right);
        if let Some(first) = serial.first().or(day.first()) {
            let bin = &mut bins[((first.probability * 20.0) as usize).min(19)];
            *bin = (bin.0 + 1, bin.1 + u32::from(whole));
        }
        if let (Some(faults), true) = (&faults, !whole) {
            let candidates = if serial.is_empty() { &day } else { &serial };
            println!(
                "{file}\t{labels}\t{:?}",
                candidates.iter().take(3).collect::<Vec<_>>()
            );
            std::fs::copy(folder.join(file), faults.join(file))?;
        }
        for (word, right) in read {
            let count = counts.entry(word).or_default();
            *count = (count.0 + u32::from(right), count.1 + 1);
        }
    }
    for (bin, (lines, right)) in bins.iter().enumerate() {
        let from = bin as f32 / 20.0;
        println!("probability from {from:.2}: {right} of {lines} lines right");
    }
    let sum = |part: fn(&(u32, u32)) -> u32| counts.values().map(part).sum::<u32>();
    for (word, (right, all)) in &counts {
        println!("{word}: {right} of {all}");
    }
    println!(
        "slots right: {} of {} ({:.2} %); {:.1} ms a line",
        sum(|count| count.0),
        sum(|count| count.1),
        100.0 * f64::from(sum(|count| count.0)) / f64::from(sum(|count| count.1)),
        time.as_secs_f64() * 1000.0 / f64::from(lines)
    );
    Ok(())
}
