//! Strict checks: faults of a file that PDF and image readers silently repair.

use super::limits::InputError;
use super::sniff::Kind;
use std::ffi::OsStr;
use std::path::Path;

/// A PDF's end must stand within this many bytes of the file's (as PDF readers have it).
const PDF_TAIL: usize = 1024;

/// # Errors
/// The first doubt.
pub(crate) fn check(bytes: &[u8], kind: Kind, name: &OsStr) -> Result<(), InputError> {
    let doubt = ending(kind, name).or_else(|| match kind {
        Kind::Pdf => pdf(bytes),
        Kind::Png => {
            (!bytes.ends_with(b"IEND\xaeB`\x82")).then(|| "bytes after the image's end".to_owned())
        }
        Kind::Jpeg => {
            (!bytes.ends_with(&[0xFF, 0xD9])).then(|| "bytes after the image's end".to_owned())
        }
        Kind::Tiff | Kind::Bmp | Kind::WebP | Kind::Text => None,
    });
    doubt.map_or(Ok(()), |doubt| Err(InputError::Doubtful(doubt)))
}

/// A file whose name ends otherwise than its content asks for.
fn ending(kind: Kind, name: &OsStr) -> Option<String> {
    let ending = Path::new(name)
        .extension()?
        .to_string_lossy()
        .to_lowercase();
    let endings: &[&str] = match kind {
        Kind::Pdf => &["pdf"],
        Kind::Tiff => &["tif", "tiff"],
        Kind::Png => &["png"],
        Kind::Jpeg => &["jpg", "jpeg"],
        Kind::Bmp => &["bmp"],
        Kind::WebP => &["webp"],
        Kind::Text => &["txt"],
    };
    let fits = endings.contains(&ending.as_str());
    (!fits).then(|| format!("its name ends in .{ending}, but it is of the kind {kind:?}"))
}

/// A fault of a PDF that readers would have to repair.
fn pdf(bytes: &[u8]) -> Option<String> {
    if !bytes.starts_with(b"%PDF-") {
        return Some("bytes before the PDF's header".to_owned());
    }
    let tail = &bytes[bytes.len().saturating_sub(PDF_TAIL)..];
    let Some(end) = find_last(tail, b"%%EOF") else {
        return Some("the PDF's end is missing".to_owned());
    };
    let start = find_last(&tail[..end], b"startxref").and_then(|at| {
        let digits = String::from_utf8_lossy(&tail[at + b"startxref".len()..end]);
        digits.trim().parse::<usize>().ok()
    });
    let table = start
        .and_then(|start| bytes.get(start..))
        .map(<[u8]>::trim_ascii_start);
    match table {
        Some(table) if table.starts_with(b"xref") || is_object(table) => None,
        _ => Some("the PDF's table of objects is not where it should be".to_owned()),
    }
}

/// Whether an object begins here: `12 0 obj`, as a table that is a stream does.
fn is_object(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(32)]);
    let mut words = head.split_ascii_whitespace();
    let mut number = || words.next().is_some_and(|word| word.parse::<u32>().is_ok());
    number() && number() && words.next().is_some_and(|word| word.starts_with("obj"))
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_would_repair_is_doubtful() {
        let pdf = b"%PDF-1.4\nxref\n0 0\ntrailer\nstartxref\n9\n%%EOF\n".to_vec();
        let moved = [b"%PDF-1.4\n junk".as_slice(), &pdf[9..]].concat();
        let cases: [(&[u8], Kind, &str, Option<&str>); 7] = [
            (&pdf, Kind::Pdf, "a.PDF", None),
            (&pdf, Kind::Pdf, "a", None),
            (&pdf, Kind::Pdf, "a.tif", Some("ends in .tif")),
            (&pdf[..40], Kind::Pdf, "a.pdf", Some("end is missing")),
            (&moved, Kind::Pdf, "a.pdf", Some("table of objects")),
            (
                b"\xFF\xD8\xFF\xD9\0",
                Kind::Jpeg,
                "a.jpg",
                Some("after the image"),
            ),
            (b"ok", Kind::Text, "a.txt", None),
        ];
        for (bytes, kind, name, expected) in cases {
            let found = check(bytes, kind, OsStr::new(name));
            let message = found.err().map(|error| error.to_string());
            assert_eq!(message.is_some(), expected.is_some(), "{name}: {message:?}");
            let fits =
                expected.is_none_or(|words| message.is_some_and(|message| message.contains(words)));
            assert!(fits, "{name}");
        }
    }
}
