//! The folder of results: who writes to it, names in it, and files that are written whole or not at
//! all.
//!
//! What is not a result lies in `.baocao`: the lock, files being written, and pages that were read of
//! documents that are not done.

use super::error::ResultsError;
use super::manifest;
use super::names::{BAG_DECLARATION, BAG_PAYLOAD, DOCUMENTS, STATE};
use crate::checksum::Summed;
use std::fs::{File, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::{fs, io};
use tempfile::NamedTempFile;

/// Longest part of a document's name in the name of its folder, in bytes: file systems allow 255.
const NAME_BYTES: usize = 200;

/// Digits of the SHA-256 in the name of a document's folder.
const HASH_DIGITS: usize = 8;

/// A folder of results that no other run writes to, but those that share it on purpose.
#[derive(Debug)]
pub struct OutFolder {
    /// The folder that was named.
    root: PathBuf,
    /// Where results go: the folder itself, or the payload of a bag.
    results: PathBuf,
    /// Where files are written before they get their names.
    new: PathBuf,
    /// Held as long as this lives; the system lets go of it when a process dies.
    _lock: File,
}

/// A file as it was written.
#[derive(Debug)]
pub struct Written {
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, lower-case hex.
    pub sha256: String,
}

impl OutFolder {
    /// Opens the folder `out`, or makes it; `bag` makes it a BagIt bag; a bag stays one.
    /// What a run that died had begun to write is removed.
    ///
    /// # Errors
    /// If it cannot be written to, or another run is writing to it.
    pub fn open(out: &Path, bag: bool) -> Result<Self, ResultsError> {
        OutFolder::locked(out, bag, File::try_lock, |state| {
            let new = state.join(NEW);
            match fs::remove_dir_all(&new) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::create_dir(&new)?,
            }
            Ok(new)
        })
    }

    /// Opens the folder to share it with others that open it so; `new` makes a folder of the state for files that
    /// this process begins to write.
    ///
    /// # Errors
    /// If it cannot be written to, or a run that shares it with none is writing to it.
    pub(crate) fn open_shared(
        out: &Path,
        bag: bool,
        new: impl FnOnce(&Path) -> io::Result<PathBuf>,
    ) -> Result<Self, ResultsError> {
        OutFolder::locked(out, bag, File::try_lock_shared, new)
    }

    fn locked(
        out: &Path,
        bag: bool,
        hold: impl FnOnce(&File) -> Result<(), TryLockError>,
        new: impl FnOnce(&Path) -> io::Result<PathBuf>,
    ) -> Result<Self, ResultsError> {
        let failed = |source| ResultsError::output(out, source);
        if bag && out.join(manifest::NAME).exists() {
            return Err(ResultsError::NoBag(out.display().to_string()));
        }
        let is_bag = bag || out.join(BAG_DECLARATION).exists();
        let results = if is_bag {
            out.join(BAG_PAYLOAD)
        } else {
            out.to_owned()
        };
        fs::create_dir_all(&results).map_err(failed)?;
        let state = out.join(STATE);
        fs::create_dir_all(&state).map_err(failed)?;
        let lock = lock(&state.join("lock"), out, hold)?;
        Ok(OutFolder {
            root: out.to_owned(),
            results,
            new: new(&state).map_err(failed)?,
            _lock: lock,
        })
    }

    /// Where results go.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// Whether it is a BagIt bag.
    pub fn is_bag(&self) -> bool {
        self.results != self.root
    }

    /// The folder that was named.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where pages are kept.
    pub(crate) fn pages(&self) -> PathBuf {
        self.root.join(STATE).join("pages")
    }

    /// Where files are written before they get their names.
    pub(crate) fn new_files(&self) -> &Path {
        &self.new
    }

    /// Writes a result, whole or not at all.
    ///
    /// # Errors
    /// Which file could not be written, and why.
    pub fn write(&self, name: &Path, bytes: &[u8]) -> Result<Written, ResultsError> {
        self.write_at(&self.results.join(name), bytes)
    }

    /// Writes a file anywhere in the folder, whole or not at all.
    pub(crate) fn write_at(&self, path: &Path, bytes: &[u8]) -> Result<Written, ResultsError> {
        let mut draft = self.draft_at(path)?;
        draft.add(bytes)?;
        draft.keep()
    }

    /// Begins a result that is written piece by piece.
    pub(crate) fn draft(&self, name: &Path) -> Result<Draft, ResultsError> {
        self.draft_at(&self.results.join(name))
    }

    /// Begins a file anywhere in the folder.
    pub(crate) fn draft_at(&self, path: &Path) -> Result<Draft, ResultsError> {
        Draft::new(self.new_files(), path).map_err(|error| ResultsError::output(path, error))
    }
}

/// A file that has its name once it is whole; dropped before, it never was.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    file: Summed<BufWriter<NamedTempFile>>,
}

impl Draft {
    /// `by` is a folder of the same file system.
    fn new(by: &Path, path: &Path) -> io::Result<Self> {
        let file = temporary_files().prefix(".part-").tempfile_in(by)?;
        Ok(Draft {
            path: path.to_owned(),
            file: Summed::new(BufWriter::new(file)),
        })
    }

    /// Adds bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Result<(), ResultsError> {
        let added = self.file.write_all(bytes);
        added.map_err(|error| ResultsError::output(&self.path, error))
    }

    /// Ends the file; it has no name yet.
    pub(crate) fn end(self) -> Result<Finished, ResultsError> {
        let path = self.path;
        let (file, sha256, bytes) = self.file.end();
        let file = file.into_inner().map_err(io::IntoInnerError::into_error);
        let file = file.map_err(|error| ResultsError::output(&path, error))?;
        let written = Written { bytes, sha256 };
        Ok(Finished {
            path,
            file,
            written,
        })
    }

    /// Gives the file its name.
    pub(crate) fn keep(self) -> Result<Written, ResultsError> {
        self.end()?.keep()
    }
}

/// A file that is whole and has no name yet.
#[derive(Debug)]
pub(crate) struct Finished {
    path: PathBuf,
    file: NamedTempFile,
    /// What was written.
    pub(crate) written: Written,
}

impl Finished {
    /// Gives the file its name once it has reached the disk.
    pub(crate) fn keep(self) -> Result<Written, ResultsError> {
        let kept = keep(self.file, &self.path);
        kept.map_err(|error| ResultsError::output(&self.path, error))?;
        Ok(self.written)
    }
}

/// Files being written.
const NEW: &str = "new";

/// Locks a file that names the process that holds it, or the last of several.
fn lock(
    path: &Path,
    out: &Path,
    hold: impl FnOnce(&File) -> Result<(), TryLockError>,
) -> Result<File, ResultsError> {
    let failed = |source| ResultsError::output(path, source);
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(failed)?;
    match hold(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(ResultsError::Locked {
                path: out.display().to_string(),
                process: fs::read_to_string(path)
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
            });
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.set_len(0)
        .and_then(|()| writeln!(file, "{}", std::process::id()))
        .map_err(failed)?;
    Ok(file)
}

/// How the results of a document are named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ResultNames {
    /// By the stem of the input's name and its checksum: [`document_folder`].
    #[default]
    Hashed,
    /// As the inputs are: each below its place in these folders.
    Mirrored(Vec<PathBuf>),
}

/// The file among the results that a mirrored one is named after.
const SEARCHABLE: &str = "searchable.pdf";

impl ResultNames {
    /// The folder of a document inside the folder of results.
    pub(crate) fn folder(&self, input: &Path, sha256: &str) -> PathBuf {
        let ResultNames::Mirrored(roots) = self else {
            return document_folder(input, sha256);
        };
        let roots: Vec<&PathBuf> = roots.iter().filter(|root| root.is_dir()).collect();
        let inside = roots
            .iter()
            .filter_map(|root| Some((*root, input.strip_prefix(root).ok()?)))
            .min_by_key(|(_, inside)| inside.components().count());
        // Where several folders are read, each has its own.
        let own = inside.map(|(root, _)| root).filter(|_| roots.len() > 1);
        let name = Path::new(input.file_name().unwrap_or_default());
        let inside = inside.map_or(name, |(_, inside)| inside);
        let parts = own.and_then(|root| root.file_name()).into_iter();
        let parts = parts.chain(inside.iter());
        let named = parts.map(|part| allowed(&part.to_string_lossy()));
        Path::new(DOCUMENTS).join(named.collect::<PathBuf>())
    }

    /// The name of a file of a document: its searchable PDF is named as the input is, where names are mirrored.
    pub(crate) fn file(&self, input: &Path, name: &str) -> String {
        match (self, name) {
            (ResultNames::Mirrored(_), SEARCHABLE) => {
                let stem = input.file_stem().unwrap_or_default().to_string_lossy();
                format!("{}.pdf", allowed(&stem))
            }
            _ => name.to_owned(),
        }
    }
}

/// A name without control characters and what other systems or bags forbid.
fn allowed(name: &str) -> String {
    let forbidden = |c: char| c.is_control() || "\\/:*?\"<>|%".contains(c);
    match name {
        ".." => "__".to_owned(),
        name => name.replace(forbidden, "_"),
    }
}

/// The folder of a document inside the folder of results: `documents/<stem>-<hash>`.
pub fn document_folder(input: &Path, sha256: &str) -> PathBuf {
    let stem = allowed(&input.file_stem().unwrap_or_default().to_string_lossy());
    let mut end = stem.len().min(NAME_BYTES);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let hash = &sha256[..HASH_DIGITS.min(sha256.len())];
    Path::new(DOCUMENTS).join(format!("{}-{hash}", &stem[..end]))
}

/// Writes a file whole or not at all: under a temporary name beside it, to the disk, renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let mut file = temporary_files().prefix(".part-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    keep(file, path)
}

/// Gives a file its name once it has reached the disk.
fn keep(file: NamedTempFile, path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    sync_folder(folder)
}

/// A new folder lasts once the one above it has reached the disk.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    folder.parent().map_or(Ok(()), sync_folder)
}

/// What makes files under temporary names: with the permissions that new files have, less what the user masks.
fn temporary_files() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

/// A rename lasts once its folder has reached the disk; only Unix can sync a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_by_stem_and_hash() {
        let long = format!("{}.pdf", "ế".repeat(200));
        let cases = [
            ("a/Báo cáo 12.pdf", "Báo cáo 12-01234567".to_owned()),
            ("noext", "noext-01234567".to_owned()),
            ("two\nlines: 5%.pdf", "two_lines_ 5_-01234567".to_owned()),
            (&*long, format!("{}-01234567", "ế".repeat(66))),
        ];
        for (input, expected) in cases {
            let folder = document_folder(Path::new(input), "0123456789abcdef");
            assert_eq!(folder, Path::new("documents").join(expected));
        }
    }

    #[test]
    fn names_are_mirrored_below_the_folders_that_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, two) = (folder.path().join("2022"), folder.path().join("2023"));
        let input = one.join("tháng 1/Báo cáo 12.tif");
        fs::create_dir_all(input.parent().expect("a parent")).expect("made");
        fs::create_dir_all(&two).expect("made");
        let folder = |roots: &[&PathBuf]| {
            let roots = roots.iter().map(|&root| root.clone());
            ResultNames::Mirrored(roots.collect()).folder(&input, "0123456789abcdef")
        };
        let documents = Path::new("documents");
        assert_eq!(folder(&[&one]), documents.join("tháng 1/Báo cáo 12.tif"));
        assert_eq!(
            folder(&[&one, &two]),
            documents.join("2022/tháng 1/Báo cáo 12.tif")
        );
        assert_eq!(folder(&[&input]), documents.join("Báo cáo 12.tif"));
        let names = ResultNames::Mirrored(Vec::new());
        assert_eq!(names.file(&input, "searchable.pdf"), "Báo cáo 12.pdf");
        assert_eq!(names.file(&input, "text.txt"), "text.txt");
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x/text.txt");
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        let count = |folder: &Path| fs::read_dir(folder).expect("listed").count();
        assert_eq!(count(&folder.path().join("x")), 1);
        let out = OutFolder::open(&folder.path().join("out"), false).expect("opened");
        let written = out.write(Path::new("a/b.txt"), b"").expect("written");
        assert!(written.bytes == 0 && written.sha256.starts_with("e3b0c442"));
        assert_eq!(count(out.new_files()), 0);
    }

    #[test]
    fn one_run_at_a_time_and_what_a_dead_one_began_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = OutFolder::open(folder.path(), false).expect("opened");
        let second = OutFolder::open(folder.path(), false).map(|_| ());
        let said = second.expect_err("locked").to_string();
        assert!(said.contains(&std::process::id().to_string()), "{said}");
        fs::write(first.new_files().join(".part-1"), "torn").expect("written");
        drop(first);
        let again = OutFolder::open(folder.path(), false).expect("opened again");
        assert_eq!(fs::read_dir(again.new_files()).expect("listed").count(), 0);
    }
}
