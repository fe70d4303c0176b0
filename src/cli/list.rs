//! Inputs that a file lists, for more than a command line holds.

use super::failure::Failure;
use super::streams;
use crate::batch::shard::KnownSums;
use crate::checksum;
use clap::Args;
use std::path::PathBuf;

/// Which list of inputs is read.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Also the inputs of a list, one a line (or between NULs, as `find -print0` ends them), or lines of `sha256sum`; `-` is the standard input
    ///
    /// vi: Thêm các tệp trong danh sách, mỗi dòng một tệp (hoặc cách nhau bằng NUL như `find -print0`), hoặc các dòng
    /// của `sha256sum`; `-` là đầu vào chuẩn
    #[arg(long, value_name = "LIST")]
    from_file: Option<PathBuf>,
}

/// Inputs that are listed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct InputList {
    /// Their paths.
    pub(crate) paths: Vec<PathBuf>,
    /// The checksums of those that are listed with them.
    pub(crate) sums: KnownSums,
}

impl ListArgs {
    /// The list; without one, it is empty.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn list(&self) -> Result<InputList, Failure> {
        match &self.from_file {
            Some(file) => Ok(parsed(&streams::bytes(file)?)),
            None => Ok(InputList::default()),
        }
    }
}

fn parsed(bytes: &[u8]) -> InputList {
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let mut list = InputList::default();
    for line in bytes.split(|&byte| byte == end) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        match summed(line) {
            Some((sum, name)) => {
                list.sums.insert(path(name), sum);
                list.paths.push(path(name));
            }
            None => list.paths.push(path(line)),
        }
    }
    list
}

/// Digits of a SHA-256.
const DIGITS: usize = 64;

/// The checksum and name of a line of `sha256sum`.
fn summed(line: &[u8]) -> Option<(String, &[u8])> {
    let (sum, name) = line.split_at_checked(DIGITS)?;
    let name = name.strip_prefix(b"  ").or(name.strip_prefix(b" *"))?;
    let sum = std::str::from_utf8(sum).ok()?;
    (checksum::is_sum(sum) && !name.is_empty()).then(|| (sum.to_owned(), name))
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_a_path_a_line_with_or_without_its_checksum() {
        let sum = "ab".repeat(32);
        let paths = |list: &InputList| -> Vec<String> {
            let paths = list.paths.iter();
            paths.map(|path| path.display().to_string()).collect()
        };
        let text = format!("a b.pdf\r\n\n{sum}  c.pdf\n{sum} *d.pdf\n{sum}.pdf\n");
        let list = parsed(text.as_bytes());
        assert_eq!(
            paths(&list),
            ["a b.pdf", "c.pdf", "d.pdf", &format!("{sum}.pdf")]
        );
        assert_eq!(list.sums.len(), 2);
        assert_eq!(list.sums[&PathBuf::from("d.pdf")], sum);
        let list = parsed("two\nlines.pdf\0số.tif\0".as_bytes());
        assert_eq!(paths(&list), ["two\nlines.pdf", "số.tif"]);
        assert_eq!(parsed(b""), InputList::default());
    }
}
