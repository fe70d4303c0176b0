//! `baocao worker`: answers questions about files, one after the other; ended when nobody asks any
//! more, whatever it is doing.

use super::engines::desk;
use super::failure::Failure;
use crate::worker::{fault, frame};
use clap::Args;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::channel;

/// Arguments of `worker`.
#[derive(Debug, Args)]
pub(super) struct WorkerArgs {
    /// Folder of the OCR engine's language data
    #[arg(long, value_name = "FOLDER")]
    tessdata: Option<PathBuf>,
    /// Bytes of memory that it may take
    #[arg(long, value_name = "BYTES")]
    memory: Option<u64>,
}

/// Runs `worker`.
pub(super) fn run(args: &WorkerArgs) -> Result<ExitCode, Failure> {
    let mut answers = BufWriter::new(answers()?);
    limit(args.memory)?;
    let (send, asked) = channel();
    std::thread::spawn(move || {
        let mut questions = BufReader::new(io::stdin());
        while let Ok(Some(question)) = frame::read_ask(&mut questions) {
            if send.send(question).is_err() {
                break;
            }
        }
        // Whoever asked is gone, even if a page is in hand.
        std::process::exit(0);
    });
    let faults = std::env::var(fault::VARIABLE).unwrap_or_default();
    let mut desk = desk(args.tessdata.clone())();
    for (file, ask) in asked {
        fault::strike(&faults, &file, &ask);
        frame::write_said(&mut answers, &desk.answer(&file, &ask))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The standard output for answers alone: what libraries print goes to the standard error.
#[cfg(unix)]
fn answers() -> io::Result<impl Write> {
    let answers = rustix::io::dup(io::stdout())?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(std::fs::File::from(answers))
}

#[cfg(not(unix))]
fn answers() -> io::Result<impl Write> {
    Ok(io::stdout())
}

/// Limits the memory, and writes no image of it where the process dies.
#[cfg(target_os = "linux")]
fn limit(memory: Option<u64>) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let to = |most| Rlimit {
        current: most,
        maximum: most,
    };
    setrlimit(Resource::Core, to(Some(0)))?;
    match memory {
        Some(bytes) => Ok(setrlimit(Resource::Data, to(Some(bytes)))?),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn limit(_: Option<u64>) -> io::Result<()> {
    Ok(())
}
