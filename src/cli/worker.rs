//! `baocao worker`: answers requests about files, one after the other; it ends when its standard
//! input is closed, whatever it is doing.

use super::config::Config;
use super::failure::Failure;
use super::pipeline_args::PipelineArgs;
use crate::worker::engines::servers;
use crate::worker::{fault, frame};
use clap::Args;
use std::io;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::channel;

/// Arguments of `worker`.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// Folder of the OCR engine's language data
    ///
    /// vi: Thư mục dữ liệu ngôn ngữ của bộ nhận dạng
    #[arg(long, value_name = "FOLDER")]
    tessdata: Option<PathBuf>,
    /// Bytes of memory that it may take
    #[arg(long, value_name = "BYTES")]
    memory: Option<u64>,
    #[command(flatten)]
    made_with: PipelineArgs,
    /// What documents say that they were read with
    #[arg(long, default_value = "")]
    model_version: String,
}

/// Bytes more for each page of a document that is put together or laid out.
#[cfg(target_os = "linux")]
const MEMORY_OF_PAGE: u64 = 2 << 20;

/// Runs `worker`.
pub(crate) fn run(args: &WorkerArgs, config: &Config) -> Result<ExitCode, Failure> {
    let mut replies = BufWriter::new(replies()?);
    limit(args.memory, 1)?;
    let (send, requests) = channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(io::stdin());
        while let Ok(Some(request)) = frame::read_request(&mut input) {
            if send.send(request).is_err() {
                break;
            }
        }
        // The parent is gone, even if a page is being read.
        std::process::exit(0);
    });
    let faults = std::env::var(fault::VARIABLE).unwrap_or_default();
    let pipeline = args
        .made_with
        .pipeline(args.model_version.clone(), config)?;
    let mut server = servers(args.tessdata.clone(), pipeline)().with_faults(faults);
    for (file, request) in requests {
        limit(args.memory, request.pages())?;
        server.answer_into(&mut replies, &file, request)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The standard output for replies alone: what libraries print goes to the standard error.
#[cfg(unix)]
fn replies() -> io::Result<impl Write> {
    let replies = rustix::io::dup(io::stdout())?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok(std::fs::File::from(replies))
}

#[cfg(not(unix))]
fn replies() -> io::Result<impl Write> {
    Ok(io::stdout())
}

/// Limits the memory, and writes no image of it where the process dies.
#[cfg(target_os = "linux")]
fn limit(memory: Option<u64>, pages: usize) -> io::Result<()> {
    use rustix::process::Resource;
    use rustix::process::Rlimit;
    use rustix::process::getrlimit;
    use rustix::process::setrlimit;
    let to = |resource, most| {
        let limit = Rlimit {
            current: Some(most),
            ..getrlimit(resource)
        };
        setrlimit(resource, limit)
    };
    to(Resource::Core, 0)?;
    match memory {
        Some(bytes) => {
            let more = (pages as u64 - 1).saturating_mul(MEMORY_OF_PAGE);
            Ok(to(Resource::Data, bytes.saturating_add(more))?)
        }
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn limit(_: Option<u64>, _: usize) -> io::Result<()> {
    Ok(())
}
