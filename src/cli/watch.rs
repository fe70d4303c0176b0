//! `baocao watch IN -o OUT`: reads what is dropped into a folder, once it is complete.

use super::config::Config;
use super::failure::Failure;
use super::inputs::FilterArgs;
use super::read_args::ReadArgs;
use super::signals;
use crate::batch::console_summary::printable;
use crate::batch::{Input, ReadPolicy, Stop};
use clap::Args;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

/// Arguments of `watch`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  baocao watch /srv/scanner -o results\n\nCtrl-C ends it; started again, it goes on."
)]
pub(crate) struct WatchArgs {
    /// Folders that scans are dropped into
    ///
    /// vi: Thư mục mà bản quét được thả vào
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Seconds for which a file must not change before it is taken as complete
    ///
    /// vi: Số giây tệp phải đứng yên thì mới coi là đủ
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    settle: u64,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    read: ReadArgs,
}

/// How often the folders are scanned.
const SCAN: Duration = Duration::from_secs(1);
/// How often a request to stop is checked.
const WAKE: Duration = Duration::from_millis(100);
/// Endings that programs give to files they have not finished.
const UNFINISHED: [&str; 5] = ["part", "tmp", "crdownload", "filepart", "partial"];

/// Runs `watch` until it is asked to stop.
pub(crate) fn run(args: &WatchArgs, config: &Config) -> Result<ExitCode, Failure> {
    if let Some(folder) = args.folders.iter().find(|folder| !folder.is_dir()) {
        return Err(Failure::Nothing(format!(
            "{}: no folder to watch",
            folder.display()
        )));
    }
    let stop = signals::stop()?;
    let out = args.read.folder().map_err(Failure::nothing)?;
    let setup = args.read.setup(config, stop)?;
    let (batch, stop) = (setup.batch(&out, ReadPolicy::Missing), &setup.stop);
    let filter = args.filter.filter();
    let mut drops = Drops::new(Duration::from_secs(args.settle));
    tracing::info!("watching; Ctrl-C ends it");
    while !stop.is_asked() {
        let found = filter.found(&args.folders, &args.read.out).inputs;
        let complete = drops.complete(found, Instant::now());
        if !complete.is_empty() {
            for path in complete.iter().flatten() {
                tracing::info!("{}: reading", printable(&path.to_string_lossy()));
            }
            let result = batch.run(&complete);
            let result = result.map_err(|error| Failure::Nothing(error.to_string()))?;
            if let Some(error) = result.error {
                return Err(Failure::Nothing(error.to_string()));
            }
            if result.outcomes.len() < complete.len() {
                tracing::warn!("interrupted: run the same command again to go on");
                return Ok(ExitCode::from(signals::INTERRUPTED));
            }
        }
        rest(stop);
    }
    Ok(ExitCode::SUCCESS)
}

fn rest(stop: &Stop) {
    let start = Instant::now();
    while start.elapsed() < SCAN && !stop.is_asked() {
        std::thread::sleep(WAKE);
    }
}

/// Length and time of the last change of a file.
type State = (u64, Option<SystemTime>);

/// Files as they were seen.
struct Drops {
    settle: Duration,
    seen: HashMap<PathBuf, Drop>,
}

struct Drop {
    state: State,
    /// When it was first seen so.
    since: Instant,
    taken: bool,
}

impl Drops {
    fn new(settle: Duration) -> Self {
        Drops {
            settle,
            seen: HashMap::new(),
        }
    }

    /// Those that have not changed for a while and were not taken as they are.
    fn complete(&mut self, found: Vec<Input>, now: Instant) -> Vec<Input> {
        let paths: BTreeSet<PathBuf> = found.into_iter().flatten().collect();
        self.seen.retain(|path, _| paths.contains(path));
        let complete = paths.into_iter().filter(|path| self.is_complete(path, now));
        complete.map(Ok).collect()
    }

    fn is_complete(&mut self, path: &Path, now: Instant) -> bool {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        let Ok(file) = path.metadata() else {
            return false;
        };
        if UNFINISHED.iter().any(|unfinished| ending == *unfinished) {
            return false;
        }
        let state = (file.len(), file.modified().ok());
        let new = || Drop {
            state,
            since: now,
            taken: false,
        };
        let drop = self.seen.entry(path.to_owned()).or_insert_with(new);
        if drop.state != state {
            *drop = new();
        }
        let complete = !drop.taken && file.len() > 0 && now - drop.since >= self.settle;
        drop.taken |= complete;
        complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_drop_is_taken_once_when_it_is_complete() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.pdf");
        let (settle, start) = (Duration::from_secs(5), Instant::now());
        let mut drops = Drops::new(settle);
        let mut at = |seconds| {
            let found = [&path, &folder.path().join("b.part")].map(|path| Ok(path.clone()));
            let now = start + Duration::from_secs(seconds);
            drops.complete(found.into(), now).len()
        };
        fs::write(folder.path().join("b.part"), "whole").expect("written");
        fs::write(&path, "").expect("written");
        assert_eq!([at(0), at(9)], [0, 0], "an empty file is not complete");
        fs::write(&path, "half").expect("written");
        assert_eq!(at(10), 0);
        fs::write(&path, "whole.").expect("written");
        assert_eq!([at(14), at(16), at(19), at(20), at(30)], [0, 0, 1, 0, 0]);
        fs::write(&path, "another").expect("written");
        assert_eq!([at(31), at(36), at(37)], [0, 1, 0]);
    }
}
