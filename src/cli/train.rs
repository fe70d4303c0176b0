//! `baocao train`: corpora and OCR pairs → the language model and the confusion table.

use super::failure::Failure;
use crate::lm::estimate::Sizes as NgramSizes;
use crate::lm::phrases;
use crate::lm::train::Corpus;
use crate::restore::train_channel::Pair;
use crate::restore::{Noise, train_channel, write_confusions};
use crate::results::folder::write_whole;
use clap::Args;
use std::fs::{File, read_to_string};
use std::io;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `train`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao train --corpus legal.txt.zst news.txt.zst --pairs pairs.jsonl -o dictionaries"
)]
pub(crate) struct TrainArgs {
    /// Texts, a paragraph a line, plain or compressed with Zstandard
    ///
    /// vi: Văn bản, mỗi đoạn một dòng, thường hoặc nén Zstandard
    #[arg(long, num_args = 1..)]
    corpus: Vec<PathBuf>,
    /// Lists of set phrases that are added to the texts
    ///
    /// vi: Danh sách cụm từ cố định thêm vào văn bản
    #[arg(long, num_args = 1..)]
    phrases: Vec<PathBuf>,
    /// Lists of places (name, kind, province) that are added to the texts
    ///
    /// vi: Danh sách địa danh (tên, cấp, tỉnh) thêm vào văn bản
    #[arg(long, num_args = 1..)]
    places: Vec<PathBuf>,
    /// Pairs of OCR and correct text: JSON rows with `gold`, `ocr` and `lang`
    ///
    /// vi: Cặp OCR và văn bản đúng: các dòng JSON có `gold`, `ocr` và `lang`
    #[arg(long)]
    pairs: Option<PathBuf>,
    /// Folder that `vi.lm` and `confusions.tsv` are written to
    ///
    /// vi: Thư mục ghi `vi.lm` và `confusions.tsv`
    #[arg(short, long)]
    out: PathBuf,
}

/// Runs `train`.
pub(crate) fn run(args: &TrainArgs) -> Result<ExitCode, Failure> {
    if args.corpus.is_empty() && args.pairs.is_none() {
        return Err(Failure::Usage(
            "name a --corpus, --pairs or both".to_owned(),
        ));
    }
    std::fs::create_dir_all(&args.out)?;
    if let Some(pairs) = &args.pairs {
        write_whole(
            &args.out.join("confusions.tsv"),
            confusions(pairs)?.as_bytes(),
        )?;
    }
    if !args.corpus.is_empty() {
        write_whole(&args.out.join("vi.lm"), &language_model(args)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Largest window of a Zstandard stream, as a power of two: long-distance matching uses 27.
const WINDOW_LOG: u32 = 31;

/// Reads the corpora and lists and trains a language model: the bytes of a model file.
fn language_model(args: &TrainArgs) -> io::Result<Vec<u8>> {
    let mut corpus = Corpus::default();
    for path in &args.corpus {
        for line in lines(path)? {
            corpus.add(&line?);
        }
        tracing::info!("{}: {} pieces so far", path.display(), corpus.len());
    }
    let mut add = |phrase: String| (0..phrases::TIMES).for_each(|_| corpus.add(&phrase));
    for path in &args.phrases {
        phrases::phrases(&read_to_string(path)?).for_each(&mut add);
    }
    for path in &args.places {
        phrases::places(&read_to_string(path)?).for_each(&mut add);
    }
    Ok(corpus.train(NgramSizes::default()))
}

/// A row of a file of OCR pairs.
#[derive(serde::Deserialize)]
struct PairRow {
    gold: String,
    ocr: String,
    lang: String,
}

/// Learns the table of confusions from a file of OCR pairs (JSON, a row a pair).
fn confusions(pairs: &Path) -> io::Result<String> {
    let rows: Vec<PairRow> = lines(pairs)?
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<io::Result<_>>()?;
    let learn = |noise, lang: &str| {
        let of_lang = rows.iter().filter(|row| row.lang == lang);
        let pairs: Vec<Pair> = of_lang
            .map(|row| Pair {
                gold: &row.gold,
                read: &row.ocr,
            })
            .collect();
        train_channel::learn(noise, &pairs)
    };
    let (foreign, native) = rayon::join(
        || learn(Noise::OcrLatin, "eng"),
        || learn(Noise::OcrVietnamese, "vie"),
    );
    Ok(write_confusions(&[foreign, native].concat()))
}

/// The lines of a text file, plain or compressed with Zstandard.
fn lines(path: &Path) -> io::Result<impl Iterator<Item = io::Result<String>>> {
    let file = File::open(path)?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|e| e == "zst") {
        let mut decoder = zstd::Decoder::new(file)?;
        decoder.window_log_max(WINDOW_LOG)?;
        Box::new(decoder)
    } else {
        Box::new(file)
    };
    Ok(BufReader::with_capacity(1 << 20, reader).lines())
}
