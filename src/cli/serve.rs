//! `baocao serve OUT`: the archive as a web page.

use super::config::Config;
use super::failure::Failure;
use super::isolation_args::IsolationArgs;
use super::rules_args::RulesArgs;
use crate::serve;
use crate::serve::{Access, ServeError, Settings};
use clap::Args;
use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao serve results\n  BAOCAO_TOKEN=… baocao serve results --bind 192.168.1.5:7878\n\nCtrl-C ends it. Beyond this machine, put it behind a server that speaks HTTPS."
)]
pub(crate) struct ServeArgs {
    /// Folder of results
    ///
    /// vi: Thư mục kết quả
    folder: PathBuf,
    /// Address and port; others than this machine need --token
    ///
    /// vi: Địa chỉ và cổng; ngoài máy này thì cần --token
    #[arg(long, default_value = "127.0.0.1:7878", value_name = "ADDRESS")]
    bind: SocketAddr,
    /// What must be shown: open http://ADDRESS/?token=TOKEN once [default: BAOCAO_TOKEN]
    ///
    /// vi: Mã phải trình: mở http://ADDRESS/?token=TOKEN một lần [mặc định: BAOCAO_TOKEN]
    #[arg(long)]
    token: Option<String>,
    /// Name that corrections are kept under, unless another is given on the page [default: the user]
    ///
    /// vi: Tên người sửa, trừ khi trang có tên khác [mặc định: người dùng]
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    #[command(flatten)]
    rules: RulesArgs,
}

/// Runs `serve` until it is asked to stop.
pub(crate) fn run(args: &ServeArgs, config: &Config) -> Result<ExitCode, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let token = args.token.clone().or_else(|| variable("BAOCAO_TOKEN"));
    let shown = if token.is_some() { "?token=…" } else { "" };
    let author = args.author.clone().or_else(|| variable("USER"));
    let settings = Settings {
        access: Access::new(args.bind, token).map_err(Failure::Usage)?,
        workers: IsolationArgs::renderers(config)?,
        author: author.unwrap_or_else(|| "?".to_owned()),
        own_fields: args.rules.own_fields(config)?,
        out: args.folder.clone(),
    };
    let ready = |address: SocketAddr| {
        // Who waits for this line may have gone.
        let _ = writeln!(stdout(), "http://{address}/{shown}").and_then(|()| stdout().flush());
    };
    serve::serve(settings, args.bind, ready).map_err(Failure::from)?;
    Ok(ExitCode::SUCCESS)
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Store(error) => error.into(),
            other => Failure::Nothing(other.to_string()),
        }
    }
}
