//! Paths as the manifest records them, and back.

use std::path::{Path, PathBuf};

/// A path as it is recorded: bytes that are no UTF-8 as `\xFF`, so that two names stay two.
pub(crate) fn recorded(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    shown
}

/// Where a recorded input is: a path that does not lead to it from the current folder is looked for from the folder of
/// results and those above it, in one of which `run` was mostly started.
pub(crate) fn located(recorded: &str, out: &Path) -> PathBuf {
    let path = path_of(recorded);
    if path.is_absolute() || path.exists() {
        return path;
    }
    let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    let from = out.ancestors().map(|folder| folder.join(&path));
    from.into_iter().find(|path| path.exists()).unwrap_or(path)
}

/// The path that [`recorded`] records so.
#[cfg(unix)]
pub(crate) fn path_of(recorded: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let plain = PathBuf::from(recorded);
    if plain.symlink_metadata().is_ok() {
        return plain;
    }
    let mut parts = recorded.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|byte| !byte.is_ascii()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => bytes.extend([b"\\x", part.as_bytes()].concat()),
        }
    }
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
pub(crate) fn path_of(recorded: &str) -> PathBuf {
    recorded.into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn inputs_are_found_from_the_folder_of_results() {
        let folder = tempfile::tempdir().expect("a folder");
        let (out, scan) = (
            folder.path().join("a/out"),
            folder.path().join("scans/b.pdf"),
        );
        for path in [&out, &folder.path().join("scans")] {
            std::fs::create_dir_all(path).expect("made");
        }
        std::fs::write(&scan, "").expect("written");
        let found = located("scans/b.pdf", &out);
        assert_eq!(found, scan.canonicalize().expect("there"));
        assert_eq!(located("scans/c.pdf", &out), Path::new("scans/c.pdf"));
    }

    #[test]
    fn names_stay_apart_and_lead_back() {
        for (bytes, expected) in [
            ("số.pdf".as_bytes(), "số.pdf"),
            (b"a\xFFb", "a\\xFFb"),
            (b"a\xFE", "a\\xFE"),
            (b"two\nlines", "two\nlines"),
            (b"a\\xG1\\x41\\x", "a\\xG1\\x41\\x"),
        ] {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(recorded(path), expected);
            assert_eq!(path_of(expected), path);
        }
    }
}
