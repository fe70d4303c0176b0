//! Options of all commands.

use super::language::LanguageChoice;
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::path::PathBuf;

/// Options of all commands.
#[derive(Debug, Args)]
#[command(next_help_heading = "General")]
pub(crate) struct GlobalArgs {
    /// Threads to work with [default: all cores]
    ///
    /// vi: Số luồng làm việc [mặc định: mọi lõi]
    #[arg(short, long, global = true)]
    pub(crate) jobs: Option<usize>,
    /// Say nothing but errors
    ///
    /// vi: Chỉ báo lỗi
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more
    ///
    /// vi: Báo nhiều hơn
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to colour messages [default: auto]
    ///
    /// vi: Khi nào tô màu thông báo [mặc định: auto]
    #[arg(long, global = true, value_enum, hide_short_help = true)]
    pub(crate) color: Option<ColorChoice>,
    /// Language of help and messages [default: that of the system]
    ///
    /// vi: Ngôn ngữ của trợ giúp và thông báo [mặc định: của hệ thống]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LanguageChoice>,
    /// TOML file with options: jobs, quiet, verbose, color, tessdata, timeout_page, memory_per_worker, model, confusions, rules
    ///
    /// vi: Tệp TOML chứa tùy chọn: jobs, quiet, verbose, color, tessdata, timeout_page, memory_per_worker, model,
    /// confusions, rules
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) config: Option<PathBuf>,
}

/// When to colour messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Even into a file
    Always,
    /// Not at all
    Never,
}

impl ColorChoice {
    /// Whether to colour what goes to a stream that is a terminal or not.
    pub(crate) fn on(self, terminal: bool) -> bool {
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }
}
