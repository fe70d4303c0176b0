//! Members: processes that share a folder of results. Each has a folder of its own in `.baocao/join` with its journal,
//! its heartbeat and the files that it begins to write; documents and pages go where they always go.

use super::error::ResultsError;
use super::fixity;
use super::folder::OutFolder;
use super::journal::{Journal, in_order};
use super::leases::Leases;
use super::manifest::{NAME, Row};
use super::names::STATE;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

/// Where members have their folders.
const MEMBERS: &str = "join";
/// Where leases lie among them.
const LEASES: &str = "leases";
/// Files that a member begins to write.
const NEW: &str = "new";

/// One of several processes that share a folder of results.
#[derive(Debug)]
pub(crate) struct Member {
    /// What it has in hand.
    pub(crate) leases: Arc<Leases>,
    /// The folder, which no run that shares it with none can open.
    pub(crate) out: OutFolder,
    folder: PathBuf,
}

impl Member {
    /// Joins those that share the folder `out`, or begins to share it. A member whose heartbeat has not changed
    /// for `expiry` is taken for dead.
    ///
    /// # Errors
    /// If it cannot be written to, or a run that shares it with none is writing to it.
    pub(crate) fn join(out: &Path, bag: bool, expiry: Duration) -> Result<Self, ResultsError> {
        let mut folder = PathBuf::new();
        let out = OutFolder::open_shared(out, bag, |state| {
            let members = state.join(MEMBERS);
            fs::create_dir_all(&members)?;
            let own = tempfile::Builder::new()
                .prefix(&format!("{}-{}-", host(), std::process::id()))
                .tempdir_in(members)?;
            folder = own.keep();
            let new = folder.join(NEW);
            fs::create_dir(&new)?;
            Ok(new)
        })?;
        let members = members(&out);
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let leases = Leases::begin(members.join(LEASES), &members, &name, expiry)?;
        Ok(Member {
            leases: Arc::new(leases),
            out,
            folder,
        })
    }

    /// Its journal.
    pub(crate) fn journal(&self) -> Result<Journal, ResultsError> {
        Journal::open_at(&self.folder.join(NAME))
    }
}

/// The name of this machine, for people who look who has what in hand.
fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let known = name
        .trim()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    match known.is_empty() {
        true => "host".to_owned(),
        false => known,
    }
}

fn members(out: &OutFolder) -> PathBuf {
    out.root().join(STATE).join(MEMBERS)
}

/// The journals of all members, those that ended and those that died too.
pub(crate) fn journals(out: &OutFolder) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(members(out)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let journal = entry?.path().join(NAME);
        if journal.is_file() {
            found.push(journal);
        }
    }
    found.sort();
    Ok(found)
}

/// Takes what members of the folder wrote into its manifest, in the order of the inputs. None is at work any more,
/// as the folder is shared with none.
///
/// # Errors
/// If the manifest cannot be written.
pub(crate) fn gather(out: &OutFolder) -> Result<(), ResultsError> {
    let folder = members(out);
    let failed = |error| ResultsError::output(&folder, error);
    let journals = journals(out).map_err(failed)?;
    let journals = journals.iter().map(|path| Journal::open_to_read(path));
    let journals: Vec<Journal> = journals.collect::<Result<_, _>>()?;
    let rows = in_order(&journals)?;
    if !rows.is_empty() {
        fixity::begin(out)?;
        let manifest = Journal::open(out)?;
        for (journal, place) in rows {
            let row = journals[journal].row(place)?;
            manifest.add(&Row {
                position: None,
                ..row
            })?;
        }
        manifest.sync()?;
    }
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::manifest::rows;
    use crate::results::manifest::tests::row;

    const EXPIRY: Duration = Duration::from_secs(60);

    #[test]
    fn members_share_a_folder_and_what_they_wrote_is_gathered_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        let join = || Member::join(out, false, EXPIRY).expect("joined");
        let (one, two) = (join(), join());
        let placed = |path: &str, position| Row {
            position: Some(position),
            ..row(path, 1)
        };
        for (member, path, position) in [(&one, "c", 2), (&one, "a", 0), (&two, "b", 1)] {
            let journal = member.journal().expect("a journal");
            journal.append(&placed(path, position)).expect("appended");
        }
        assert!(matches!(
            OutFolder::open(out, false),
            Err(ResultsError::Locked { .. })
        ));
        drop((one, two));
        let alone = OutFolder::open(out, false).expect("opened");
        let refused = Member::join(out, false, EXPIRY).map(|_| ());
        assert!(matches!(refused, Err(ResultsError::Locked { .. })));
        for _ in 0..2 {
            gather(&alone).expect("gathered");
            let text = fs::read(out.join(NAME)).expect("a manifest");
            assert_eq!(rows(&text), ["a", "b", "c"].map(|path| row(path, 1)));
        }
        assert!(!members(&alone).exists());
    }
}
