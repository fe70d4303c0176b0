//! `baocao search`: full text, with or without marks.

use super::config::Config;
use super::failure::Failure;
use super::globals::ColorChoice;
use super::query::StoreArgs;
use crate::archive::ask::search::{Hit, Piece, SearchResults};
use crate::batch::console_summary::printable;
use clap::Args;
use std::io::{IsTerminal, Write, stdout};
use std::process::ExitCode;

/// Arguments of `search`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao search -o results 'chuyen doi so'\n  baocao search -o results '\"ủy ban\" 411/QĐ-TTg' --json"
)]
pub(crate) struct SearchArgs {
    /// Words; what stands between quotation marks must stand so in the text
    ///
    /// vi: Từ; phần trong ngoặc kép phải có đúng như thế trong văn bản
    #[arg(required = true)]
    words: Vec<String>,
    /// Documents that are shown
    ///
    /// vi: Số văn bản hiện ra
    #[arg(short = 'n', long, default_value_t = 20)]
    limit: usize,
    /// JSON instead of text
    ///
    /// vi: JSON thay cho chữ
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgs,
}

/// Runs `search`: 1 if nothing was found.
pub(crate) fn run(args: &SearchArgs, config: &Config) -> Result<ExitCode, Failure> {
    let store = args.store.open()?;
    let found = store.search(&args.words.join(" "), args.limit)?;
    let color = config.color.unwrap_or(ColorChoice::Auto);
    let marks = match color.on(stdout().is_terminal()) {
        true => ["\x1b[1;33m", "\x1b[0m"],
        false => ["[", "]"],
    };
    let mut out = stdout().lock();
    match args.json {
        true => writeln!(
            out,
            "{}",
            serde_json::to_string_pretty(&found).map_err(std::io::Error::from)?
        )?,
        false => show(&found, marks, config, &mut out)?,
    }
    Ok(ExitCode::from(u8::from(found.hits.is_empty())))
}

fn show(
    found: &SearchResults,
    marks: [&str; 2],
    config: &Config,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for hit in &found.hits {
        writeln!(out, "{}", head(hit))?;
        let pieces = hit.snippet.iter().map(|piece| marked(piece, marks));
        writeln!(out, "    {}", pieces.collect::<String>().trim())?;
    }
    if found.more {
        config.tell(out, "There are more; say more of what you look for.")?;
    }
    Ok(())
}

fn marked(piece: &Piece, marks: [&str; 2]) -> String {
    let text = printable(&piece.text);
    match piece.hit {
        true => format!("{}{text}{}", marks[0], marks[1]),
        false => text.to_string(),
    }
}

fn head(hit: &Hit) -> String {
    let known = [&hit.issued, &hit.number, &hit.agency]
        .into_iter()
        .flatten();
    let known: Vec<&str> = known.map(String::as_str).collect();
    let head = format!("{} · {}, page {}", known.join(" · "), hit.path, hit.page);
    printable(head.trim_start_matches(" · ")).to_string()
}
