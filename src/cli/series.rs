//! `baocao series`: an indicator over time or agencies.

use super::config::Config;
use super::failure::Failure;
use super::query::StoreArgs;
use crate::archive::ask::chart;
use crate::archive::ask::series::{BY, By, Series, SeriesQuery};
use clap::Args;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `series`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao series -o results 'hồ sơ trực tuyến' --by month\n  baocao series -o results 'ho so truc tuyen' --by agency --plot online.svg"
)]
pub(crate) struct SeriesArgs {
    /// Words of the indicator, with marks or without
    ///
    /// vi: Từ của chỉ tiêu, có dấu hoặc không dấu
    #[arg(required = true)]
    indicator: Vec<String>,
    /// What figures are put together by: month, quarter, year, agency
    ///
    /// vi: Gộp số liệu theo: month (tháng), quarter (quý), year (năm), agency (cơ quan)
    #[arg(long, default_value = "month", value_parser = by)]
    by: By,
    /// Of agencies with these words in their names alone
    ///
    /// vi: Chỉ của cơ quan có các từ này trong tên
    #[arg(long, value_name = "WORDS")]
    agency: Option<String>,
    /// Also a chart: a file that ends in .svg or .png
    ///
    /// vi: Thêm biểu đồ: tệp đuôi .svg hoặc .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// JSON with the place of every figure instead of bars
    ///
    /// vi: JSON với vị trí từng số liệu thay cho các thanh
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreArgs,
}

fn by(name: &str) -> Result<By, String> {
    let known = BY.iter().find(|(known, _)| *known == name);
    known
        .map(|(_, by)| *by)
        .ok_or_else(|| "one of month, quarter, year, agency".to_owned())
}

/// Runs `series`: 1 if no figure was found.
pub(crate) fn run(args: &SeriesArgs, config: &Config) -> Result<ExitCode, Failure> {
    let words = args.indicator.join(" ");
    let query = SeriesQuery {
        indicator: &words,
        by: args.by,
        agency: args.agency.as_deref(),
    };
    let Some(series) = args.store.open()?.series(&query)? else {
        tracing::warn!("no figures of “{words}” with a period");
        return Ok(ExitCode::from(1));
    };
    if let Some(path) = &args.plot {
        plot(&series, path)?;
    }
    let mut out = stdout().lock();
    match args.json {
        true => writeln!(
            out,
            "{}",
            serde_json::to_string_pretty(&series).map_err(std::io::Error::from)?
        )?,
        false => out.write_all(chart::bars(&series, config.language).as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn plot(series: &Series, path: &Path) -> Result<(), Failure> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let bytes = match ending.to_str() {
        Some("svg") => chart::svg(series).into_bytes(),
        Some("png") => chart::png(series).map_err(|error| Failure::Nothing(error.to_string()))?,
        _ => {
            let why = format!("{}: the name must end in .svg or .png", path.display());
            return Err(Failure::Usage(why));
        }
    };
    crate::results::folder::write_whole(path, &bytes)
        .map_err(|error| Failure::Nothing(format!("{}: {error}", path.display())))
}
