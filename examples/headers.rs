//! `cargo run --release --example headers -- FOLDER [WEIGHTS [STRIPS]]`: number, day and symbol of
//! scanned headers against `labels.tsv` (file, number, day in ISO 8601), with other weights of the
//! recogniser; the lines cut out go to STRIPS.
#![allow(clippy::print_stdout)]

use baocao::document::{Header, Slot};
use baocao::handwriting::{Recogniser, strips};
use baocao::input::{self, Limits, Source};
use baocao::ocr::{self, TesseractEngine};
use baocao::pipeline::{EngineInfo, Origin, Pipeline, read_page};
use baocao::{extract::Extractor, restore::Restorer};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// From this confidence on, a value counts as given for sure.
const SURE: f32 = 0.9;

/// What is read of a header.
struct ReadHeader {
    number: Option<String>,
    symbol: Option<String>,
    day: Option<String>,
    /// What number and day most likely are where they are not given.
    perhaps: [Option<String>; 2],
    /// Confidences of number and day; 1 where print was read by the engine alone.
    confidence: [f32; 2],
}

impl ReadHeader {
    fn of(header: &Header) -> ReadHeader {
        let (number, date) = (header.number.as_ref(), header.date.as_ref());
        let number_sure = number.and_then(|number| number.slot.confidence);
        let day_sure = date.and_then(|date| date.slot.confidence);
        ReadHeader {
            number: number.and_then(|number| number.normalized.clone()),
            symbol: number.map(|number| number.symbol.clone()),
            day: date.and_then(|date| date.iso.clone()),
            perhaps: [
                number.and_then(|number| likeliest(&number.slot)),
                date.and_then(|date| likeliest(&date.slot)),
            ],
            confidence: [number_sure.unwrap_or(1.0), day_sure.unwrap_or(1.0)],
        }
    }
}

struct HeaderReader {
    pipeline: Pipeline,
    engine: TesseractEngine,
    recogniser: Recogniser,
    strips: Option<PathBuf>,
}

impl HeaderReader {
    fn header(&mut self, file: &Path) -> Result<Header, Box<dyn Error>> {
        let Source::Pages(source) = input::open(std::fs::read(file)?.into(), &Limits::default())?
        else {
            return Err("a text".into());
        };
        let image = source.page(0)?;
        let mut reader = ocr::PageReader {
            engine: &mut self.engine,
            second: None,
            fluency: &|text| self.pipeline.restorer.fluency(text),
        };
        let read = read_page(1, &image, &mut reader, &self.recogniser)?;
        if let Some(folder) = &self.strips {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            for (number, strip) in strips(&image, &read.page).iter().enumerate() {
                strip.save(folder.join(format!("{stem}-{number}.png")))?;
            }
        }
        let engine = EngineInfo {
            version: TesseractEngine::version(),
            language: "vie".to_owned(),
        };
        // The name of the file is no evidence here: it may be made of the label.
        let origin = Origin {
            path: None,
            sha256: String::new(),
            signatures: Vec::new(),
            attachments: Vec::new(),
            faults: Vec::new(),
        };
        Ok(self
            .pipeline
            .scan(origin, &engine, vec![Ok(read)])
            .document
            .extraction
            .header)
    }
}

fn likeliest(slot: &Slot) -> Option<String> {
    slot.alternatives.first().map(|other| other.value.clone())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1).map(PathBuf::from);
    let folder = args
        .next()
        .ok_or("usage: headers FOLDER [WEIGHTS [STRIPS]]")?;
    let pipeline = Pipeline {
        restorer: Restorer::builtin(),
        extractor: Extractor::builtin(),
        model_version: "built in".to_owned(),
    };
    let recogniser = match args.next() {
        Some(weights) => Recogniser::read(&std::fs::read(weights)?).ok_or("not these weights")?,
        None => Recogniser::builtin(),
    };
    let engine = TesseractEngine::new("vie", None)?;
    let mut reader = HeaderReader {
        pipeline,
        engine,
        recogniser,
        strips: args.next(),
    };
    let labels = std::fs::read_to_string(folder.join("labels.tsv"))?;
    let (mut right, mut wrong_and_sure, mut all) = ([0; 3], 0, 0);
    let started = Instant::now();
    for row in labels.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, number, day, ..] = cells[..] else {
            continue;
        };
        let found = ReadHeader::of(&reader.header(&folder.join(file))?);
        let symbol = number
            .split_once(['/', '-'])
            .map(|(_, symbol)| symbol.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/'));
        let hits = [
            found.number.as_deref() == Some(number),
            found.day.as_deref() == Some(day),
            found.symbol.as_deref() == symbol,
        ];
        right
            .iter_mut()
            .zip(hits)
            .for_each(|(sum, hit)| *sum += u32::from(hit));
        let values = [&found.number, &found.day];
        wrong_and_sure += (0..2)
            .filter(|&n| values[n].is_some() && !hits[n] && found.confidence[n] >= SURE)
            .count();
        all += 1;
        let mark = |hit: bool| if hit { ' ' } else { '✗' };
        let said = |value: &Option<String>, at: usize| {
            let sure = found.confidence[at];
            match (value, &found.perhaps[at]) {
                (Some(value), _) => format!("{value} {sure:.2}"),
                (None, Some(perhaps)) => format!("none, perhaps {perhaps} {sure:.2}"),
                (None, None) => "none".to_owned(),
            }
        };
        println!(
            "{file}\t{}{number}\t{}\t{}{day}\t{}\t{}{}",
            mark(hits[0]),
            said(&found.number, 0),
            mark(hits[1]),
            said(&found.day, 1),
            mark(hits[2]),
            found.symbol.as_deref().unwrap_or("none"),
        );
    }
    println!(
        "{all} headers: number right {}, day right {}, symbol right {}, wrong with confidence ≥ {SURE}: {wrong_and_sure}; {:.0} ms each",
        right[0],
        right[1],
        right[2],
        started.elapsed().as_secs_f32() * 1000.0 / all as f32
    );
    Ok(())
}
