//! Days on which a PDF was signed: the time of every signature dictionary (ISO 32000, 12.8).

/// Days of the signatures of a file, ISO 8601; none for files that are no PDF.
///
/// A signature's dictionary is never compressed, since the signature leaves it out of what it
/// covers; so it is found in the bytes as they are.
pub fn signature_days(bytes: &[u8]) -> Vec<String> {
    if !bytes.starts_with(b"%PDF") {
        return Vec::new();
    }
    let ranges = positions(bytes, b"/ByteRange");
    let mut days: Vec<String> = ranges
        .filter_map(|at| day(object_around(bytes, at)))
        .collect();
    days.sort();
    days.dedup();
    days
}

/// Bytes that an object can have: a signature of several certificates has some 60 kB of hex.
const LARGEST: usize = 1 << 18;

fn object_around(bytes: &[u8], at: usize) -> &[u8] {
    let before = &bytes[at.saturating_sub(LARGEST)..at];
    let start = positions(before, b" obj")
        .last()
        .map_or(0, |start| at - before.len() + start);
    let after = &bytes[at..bytes.len().min(at + LARGEST)];
    let end = positions(after, b"endobj")
        .next()
        .map_or(after.len(), |end| end);
    &bytes[start..at + end]
}

/// The day in `/M (D:20190702161230+07'00')`.
fn day(object: &[u8]) -> Option<String> {
    let rest = positions(object, b"/M").find_map(|at| {
        let rest = object[at + 2..].trim_ascii_start();
        rest.strip_prefix(b"(D:")
    })?;
    let digits = std::str::from_utf8(rest.get(..8)?).ok()?;
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
    crate::text::days::iso_day(number(0..4)?, number(4..6)?, number(6..8)?)
}

fn positions<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let starts = bytes.windows(word.len()).enumerate();
    starts
        .filter(move |(_, window)| *window == word)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_signatures_are_found() {
        let signed = "1 0 obj <</Type/Sig/M(D:20190702161230+07'00')/ByteRange[0 1 2 3]/Contents<00>>> endobj";
        let other = "2 0 obj <</M (D:20180101)/T(note)>> endobj";
        let late = "3 0 obj <</ByteRange [0 9]/Contents <00ff>/M (D:20190801)>> endobj";
        for (text, wanted) in [
            (format!("%PDF-1.7 {signed}"), vec!["2019-07-02"]),
            (format!("%PDF-1.4 {other} {signed}"), vec!["2019-07-02"]),
            (
                format!("%PDF-1.4 {late}\n{other}\n{signed}"),
                vec!["2019-07-02", "2019-08-01"],
            ),
            (format!("%PDF-1.4 {other}"), vec![]),
            ("%PDF-1.4 /ByteRange /M(D:2019".to_owned(), vec![]),
            (signed.to_owned(), vec![]),
        ] {
            assert_eq!(signature_days(text.as_bytes()), wanted, "{text}");
        }
    }
}
