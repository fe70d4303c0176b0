//! `baocao completions SHELL` and `baocao man FOLDER`: what shells and `man` are told of the program, from its arguments.

use super::failure::Failure;
use clap::{Args, Command};
use clap_complete::Shell;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao completions bash > ~/.local/share/bash-completion/completions/baocao\n  baocao completions zsh > ~/.zfunc/_baocao\n  baocao completions fish > ~/.config/fish/completions/baocao.fish"
)]
pub(crate) struct CompletionsArgs {
    /// For which shell
    ///
    /// vi: Cho shell nào
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao man ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Where the pages are written: one of the program, one of each command
    ///
    /// vi: Nơi ghi các trang: một cho chương trình, một cho mỗi lệnh
    folder: PathBuf,
}

/// Runs `completions`.
pub(crate) fn completions(
    args: &CompletionsArgs,
    mut program: Command,
) -> Result<ExitCode, Failure> {
    let name = program.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `man`.
pub(crate) fn man(args: &ManArgs, program: Command) -> Result<ExitCode, Failure> {
    let folder = args.folder.display();
    std::fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(program, &args.folder))
        .map_err(|error| Failure::Nothing(format!("{folder}: {error}")))?;
    Ok(ExitCode::SUCCESS)
}
