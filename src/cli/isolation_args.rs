//! How pages are read: each in a process of its own, within limits, or in threads; and all that reading takes.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::pipeline_args::PipelineArgs;
use crate::worker::engines::servers;
use crate::worker::{FileToRead, Launch, ReadOptions, Start, WorkerPool};
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Options of isolation.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct IsolationArgs {
    /// Seconds that a page may take before it is given up [default: 120]
    ///
    /// vi: Số giây tối đa cho một trang trước khi bỏ [mặc định: 120]
    #[arg(long, value_name = "SECONDS", hide_short_help = true)]
    timeout_page: Option<f64>,
    /// Memory that a worker process may take: 800M, 2G [default: 1G]
    ///
    /// vi: Bộ nhớ tối đa của một tiến trình: 800M, 2G [mặc định: 1G]
    #[arg(long, value_name = "SIZE", hide_short_help = true)]
    memory_per_worker: Option<String>,
    /// Read pages in threads: nothing stops a page that hangs or crashes the engine
    ///
    /// vi: Đọc trang trong luồng: không gì chặn được trang làm treo hay sập bộ nhận dạng
    #[arg(long, hide_short_help = true)]
    no_isolation: bool,
}

/// Options of all that reads pages: how they are isolated, the engine, and what their text is made with.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    #[command(flatten)]
    pub(crate) isolation: IsolationArgs,
    #[command(flatten)]
    pub(crate) engine: EngineArgs,
    #[command(flatten)]
    pub(crate) made_with: PipelineArgs,
}

/// What a worker process may take.
struct Limits {
    timeout: Duration,
    memory: u64,
}

impl WorkerArgs {
    /// What reads pages; one engine is started at once, so that a missing one is noticed before the
    /// work begins.
    pub(crate) fn start(
        &self,
        usual_dictionary: Option<PathBuf>,
        config: &Config,
    ) -> Result<WorkerPool, Failure> {
        let version = self.made_with.trained.version(config)?;
        let made_with = self.made_with.with_usual(usual_dictionary);
        let tessdata = self.engine.tessdata(config);
        let limits = self.isolation.limits(config)?;
        // Made for processes too, so that an invalid file is a usage error.
        let pipeline = made_with.pipeline(version.clone(), config)?;
        let workers = match self.isolation.no_isolation {
            true => WorkerPool::threads(servers(tessdata, pipeline)),
            false => {
                let mut launch = launch(limits.memory, tessdata, config)?;
                launch.arguments.extend(made_with.arguments(config));
                let version = ["--model-version".into(), version.into()];
                launch.arguments.extend(version);
                WorkerPool::processes(launch, limits.timeout)
            }
        };
        let options = ReadOptions {
            readers: self.engine.readers,
            ..ReadOptions::default()
        };
        let any = FileToRead {
            options,
            ..FileToRead::default()
        };
        workers
            .send(&any, Start)
            .map_err(|error| Failure::Nothing(error.reason()))?;
        Ok(workers)
    }
}

impl IsolationArgs {
    /// What renders pages, within the usual limits; no engine is needed for that.
    pub(crate) fn renderers(config: &Config) -> Result<WorkerPool, Failure> {
        Ok(WorkerPool::processes(
            launch(MEMORY, None, config)?,
            TIMEOUT,
        ))
    }

    fn limits(&self, config: &Config) -> Result<Limits, Failure> {
        let timeout = self.timeout_page.or(config.timeout_page);
        let memory = self.memory_per_worker.as_ref();
        let memory = memory.or(config.memory_per_worker.as_ref());
        let wrong = |name: &str, why: String| Failure::Usage(format!("{name}: {why}"));
        Ok(Limits {
            timeout: timeout
                .map_or(Ok(TIMEOUT), seconds)
                .map_err(|why| wrong("timeout-page", why))?,
            memory: memory
                .map_or(Ok(MEMORY), |text| size(text))
                .map_err(|why| wrong("memory-per-worker", why))?,
        })
    }

    /// For the record.
    pub(crate) fn options(&self, config: &Config) -> Result<Vec<String>, Failure> {
        let Limits { timeout, memory } = self.limits(config)?;
        Ok(match self.no_isolation {
            true => vec!["no-isolation".to_owned()],
            false => vec![
                format!("timeout-page={}", timeout.as_secs_f32()),
                format!("memory-per-worker={memory}"),
            ],
        })
    }
}

/// Time that any page of ordinary size takes on a busy machine, many times over.
const TIMEOUT: Duration = Duration::from_secs(120);
/// Enough for A3 in colour at 600 dpi.
const MEMORY: u64 = 1 << 30;

fn launch(memory: u64, tessdata: Option<PathBuf>, config: &Config) -> Result<Launch, Failure> {
    let mut launch = match &config.program {
        Some(launch) => launch.clone(),
        None => Launch {
            program: program()?,
            arguments: Vec::new(),
        },
    };
    let arguments = [
        OsString::from("worker"),
        "--memory".into(),
        memory.to_string().into(),
    ];
    launch.arguments.extend(arguments);
    if let Some(folder) = tessdata {
        let named = ["--tessdata".into(), folder.into_os_string()];
        launch.arguments.extend(named);
    }
    Ok(launch)
}

/// This program, even if its file is replaced while it runs.
fn program() -> Result<PathBuf, Failure> {
    let running = PathBuf::from("/proc/self/exe");
    match running.exists() {
        true => Ok(running),
        false => std::env::current_exe()
            .map_err(|error| Failure::Nothing(format!("where this program lies: {error}"))),
    }
}

fn seconds(seconds: f64) -> Result<Duration, String> {
    match seconds > 0.0 {
        true => Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string()),
        false => Err("more than 0 is needed".to_owned()),
    }
}

/// A size in bytes, with `K`, `M` or `G`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" => 10,
        "M" | "MB" => 20,
        "G" | "GB" => 30,
        other => return Err(format!("{other}: not K, M or G")),
    };
    let number = digits.parse::<u64>().map_err(|error| error.to_string())?;
    number
        .checked_mul(1 << shift)
        .filter(|&bytes| bytes > 0)
        .ok_or_else(|| "not a size that memory can have".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        let cases = [
            ("800M", Some(800 << 20)),
            ("2g", Some(2 << 30)),
            ("4096", Some(4096)),
            ("0", None),
            ("2T", None),
            ("M", None),
            ("99999999999G", None),
        ];
        for (text, expected) in cases {
            assert_eq!(size(text).ok(), expected, "{text}");
        }
    }
}
