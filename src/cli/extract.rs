//! `baocao extract`: text in, the document as JSON out.

use super::config::Config;
use super::failure::Failure;
use super::rules_args::RulesArgs;
use super::streams;
use super::trained_args::TrainedArgs;
use crate::document::Extraction;
use crate::document::explain::explain;
use crate::formats::Spool;
use clap::Args;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao extract report.txt | jq .header.number.normalized\n  baocao extract --explain report.txt | grep figure."
)]
pub(crate) struct ExtractArgs {
    /// A text file; `-` is the standard input
    ///
    /// vi: Tệp văn bản; `-` là đầu vào chuẩn
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Take the text as it is: it is correct
    ///
    /// vi: Giữ nguyên văn bản: văn bản đã đúng
    #[arg(long)]
    no_restore: bool,
    /// Leave out what rule and reading together are less sure of, 0 to 1; a rule whose precision is not
    /// known counts as 0
    ///
    /// vi: Bỏ những gì quy tắc và nhận dạng cùng cho độ tin cậy thấp hơn, từ 0 đến 1; quy tắc chưa biết độ chính xác
    /// tính là 0
    #[arg(long, value_name = "C", default_value_t = 0.0)]
    min_confidence: f32,
    /// Print a line for every item instead: part, id, rule, its confidence (`-`: not known), place, text
    ///
    /// vi: In mỗi mục một dòng: phần, mã, quy tắc, độ tin cậy (`-`: chưa biết), vị trí, chữ
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    trained: TrainedArgs,
    #[command(flatten)]
    rules: RulesArgs,
}

/// Runs `extract`.
pub(crate) fn run(args: &ExtractArgs, config: &Config) -> Result<ExitCode, Failure> {
    let extractor = args.rules.extractor(config)?;
    let mut text = streams::text(&args.file)?;
    if !args.no_restore {
        text = args.trained.restorer(config)?.restore_owned_text(text);
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut spool = Spool::new();
    extractor.extract_long(&text, |mut found| {
        found.keep_confident(args.min_confidence);
        match args.explain {
            true => explained(&found, &mut out),
            false => spool.add(found),
        }
    })?;
    if !args.explain {
        spool.write(&mut out)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// A line for every item, its fields separated by tabs.
fn explained(extraction: &Extraction, out: &mut impl Write) -> std::io::Result<()> {
    for item in explain(extraction) {
        let text = item.text.replace(['\t', '\n'], " ");
        let share = item.rule_confidence.map(|share| format!("{share:.2}"));
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{text}",
            item.part,
            item.id,
            item.rule,
            share.as_deref().unwrap_or("-"),
            item.place
        )?;
    }
    Ok(())
}
