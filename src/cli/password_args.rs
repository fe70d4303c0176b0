//! The password of encrypted PDFs: typed, in a file, or in a variable, which other users of the machine cannot see.

use super::failure::Failure;
use clap::Args;
use std::path::PathBuf;

/// The variable that may hold the password.
const VARIABLE: &str = "BAOCAO_PASSWORD";

/// Options of the password.
#[derive(Debug, Args)]
#[command(next_help_heading = "Passwords")]
pub(crate) struct PasswordArgs {
    /// Password of encrypted PDFs; others see it in the list of processes [default: BAOCAO_PASSWORD]
    ///
    /// vi: Mật khẩu của PDF mã hóa; người khác thấy nó trong danh sách tiến trình [mặc định: BAOCAO_PASSWORD]
    #[arg(long, conflicts_with = "password_file", hide_short_help = true)]
    password: Option<String>,
    /// File whose first line is the password
    ///
    /// vi: Tệp có dòng đầu là mật khẩu
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    password_file: Option<PathBuf>,
}

impl PasswordArgs {
    /// Whether there is one on the command line.
    pub(crate) fn is_given(&self) -> bool {
        self.password.is_some() || self.password_file.is_some()
    }

    /// The password.
    pub(crate) fn password(&self) -> Result<Option<String>, Failure> {
        let Some(path) = &self.password_file else {
            let variable = || std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
            return Ok(self.password.clone().or_else(variable));
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        Ok(text.lines().next().map(str::to_owned))
    }
}
