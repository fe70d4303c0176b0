//! Leases: which of several processes, on one machine or many, has which document in hand.
//!
//! A lease is a file that names its owner, made so that only one process can make it, which shared file systems
//! (NFS since version 3) promise too. An owner writes another heartbeat several times within the expiry. Who meets the lease
//! of another looks at its heartbeat: if that has not changed for the expiry, by the clock of who looks, the owner is
//! dead, and the next file of the same lease decides who takes it over. Clocks are never compared, so they may differ.

use super::error::ResultsError;
use crate::checksum::{Key, key_digits};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The file of an owner's folder that changes as long as the owner lives.
const HEARTBEAT: &str = "heartbeat";
/// Heartbeats within the expiry: some may be late, on a busy machine or network.
const BEATS: u32 = 6;

/// The leases of a folder, as one of the processes that share it takes them.
#[derive(Debug)]
pub(crate) struct Leases {
    /// Where leases lie.
    folder: PathBuf,
    /// Where owners have their folders.
    owners: PathBuf,
    /// Who this is.
    name: String,
    seen: Mutex<Seen>,
    _heartbeat: Heartbeat,
}

/// A lease that is held; dropped, it is given back.
#[derive(Debug)]
pub(crate) struct Lease {
    /// The files of owners that died, and the own one.
    files: Vec<PathBuf>,
}

impl Leases {
    /// Takes leases in `folder` under the name of a folder of `owners`.
    pub(crate) fn begin(
        folder: PathBuf,
        owners: &Path,
        name: &str,
        expiry: Duration,
    ) -> Result<Self, ResultsError> {
        let failed = |error| ResultsError::output(&folder, error);
        fs::create_dir_all(&folder).map_err(failed)?;
        let beats = owners.join(name).join(HEARTBEAT);
        Ok(Leases {
            _heartbeat: Heartbeat::begin(beats, expiry / BEATS).map_err(failed)?,
            folder,
            owners: owners.to_owned(),
            name: name.to_owned(),
            seen: Mutex::new(Seen {
                expiry,
                ..Seen::default()
            }),
        })
    }

    /// How long to rest before a lease that others hold is asked for again.
    pub(crate) fn rest(&self) -> Duration {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.expiry / BEATS
    }

    /// Takes the lease of an item; `None` while another process that lives has it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(crate) fn claim(&self, item: &Key) -> Result<Option<Lease>, ResultsError> {
        let name = key_digits(item);
        let mut files = Vec::new();
        loop {
            let path = self.folder.join(format!("{name}.{}", files.len()));
            files.push(path.clone());
            match self.make(&path) {
                Ok(()) => return Ok(Some(Lease { files })),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(ResultsError::output(&path, error));
                }
                Err(_) if self.owner_lives(&path) => return Ok(None),
                Err(_) => {}
            }
        }
    }

    fn make(&self, path: &Path) -> io::Result<()> {
        let mut file = File::create_new(path)?;
        let written = file.write_all(self.name.as_bytes());
        // One without a name would be taken over only after the expiry.
        written.inspect_err(|_| drop(fs::remove_file(path)))
    }

    fn owner_lives(&self, lease: &Path) -> bool {
        let owner = fs::read_to_string(lease).unwrap_or_default();
        // Between making the file and naming itself in it, an owner is known by the lease alone.
        let (owner, beat) = match owner.is_empty() {
            true => (lease.to_string_lossy().into_owned(), Vec::new()),
            false => {
                let beat = fs::read(self.owners.join(&owner).join(HEARTBEAT));
                (owner, beat.unwrap_or_default())
            }
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.lives(owner, beat, Instant::now())
    }
}

impl Lease {
    /// Whether it was free, not taken over from an owner that died.
    pub(crate) fn was_free(&self) -> bool {
        self.files.len() == 1
    }

    /// Leaves it to the end of the batch, so that whoever asks for it looks what was done.
    pub(crate) fn keep(mut self) {
        self.files.clear();
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // The own file last: as long as it is there, who asks finds an owner that lives.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
    }
}

/// The heartbeats of others, and since when they are as they are.
#[derive(Debug, Default)]
struct Seen {
    expiry: Duration,
    beats: HashMap<String, (Vec<u8>, Instant)>,
}

impl Seen {
    /// Whether an owner whose heartbeat is now this one lives.
    fn lives(&mut self, owner: String, beat: Vec<u8>, now: Instant) -> bool {
        match self.beats.get(&owner) {
            Some((last, since)) if *last == beat => now - *since < self.expiry,
            _ => {
                self.beats.insert(owner, (beat, now));
                true
            }
        }
    }
}

/// Writes heartbeats until it is dropped.
#[derive(Debug)]
struct Heartbeat {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    fn begin(path: PathBuf, every: Duration) -> io::Result<Self> {
        fs::write(&path, "0")?;
        let (stop, stopped) = channel();
        let beat = move || {
            for count in 1_u64.. {
                match stopped.recv_timeout(every) {
                    // One that cannot be written is as one that is late.
                    Err(RecvTimeoutError::Timeout) => drop(fs::write(&path, count.to_string())),
                    _ => return,
                }
            }
        };
        Ok(Heartbeat {
            stop: Some(stop),
            thread: Some(std::thread::spawn(beat)),
        })
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_dead_when_its_heartbeat_has_not_changed_for_the_expiry() {
        let start = Instant::now();
        let mut seen = Seen {
            expiry: Duration::from_secs(10),
            ..Seen::default()
        };
        let mut lives = |beat: &str, second| {
            let now = start + Duration::from_secs(second);
            seen.lives("a".to_owned(), beat.into(), now)
        };
        // First seen long after it was written: what counts is how long it is watched.
        assert!(lives("7", 100) && lives("7", 109));
        assert!(!lives("7", 110));
        assert!(lives("8", 111), "it was only slow");
        assert!(lives("8", 120) && !lives("8", 121));
    }

    #[test]
    fn one_owner_at_a_time_and_of_a_dead_one_one_heir() {
        let folder = tempfile::tempdir().expect("a folder");
        let owner = |name: &str, expiry| {
            fs::create_dir_all(folder.path().join(name)).expect("made");
            let expiry = Duration::from_millis(expiry);
            let leases = folder.path().join("leases");
            Leases::begin(leases, folder.path(), name, expiry).expect("begun")
        };
        let item = [7; 16];
        let (one, two) = (owner("one", 60_000), owner("two", 60_000));
        let held = one.claim(&item).expect("asked").expect("free");
        assert!(two.claim(&item).expect("asked").is_none());
        drop(held);
        let lease = two.claim(&item).expect("asked").expect("given back");
        // Killed: its heartbeat stops and its lease stays.
        std::mem::forget(lease);
        drop(two);
        let heirs = [owner("three", 1), owner("four", 1)];
        let mut claimed: Vec<Lease> = Vec::new();
        for heir in heirs.iter().cycle().take(200) {
            claimed.extend(heir.claim(&item).expect("asked"));
            std::thread::sleep(Duration::from_millis(2));
            if !claimed.is_empty() {
                break;
            }
        }
        assert_eq!(claimed.len(), 1);
        assert!(one.claim(&item).expect("asked").is_none());
        drop(claimed);
        assert!(one.claim(&item).expect("asked").is_some());
    }
}
