//! Which bytes of a TIFF belong to something. Where the way to a page is lost, its bytes belong to nothing: no
//! reader misses it, as pages are found from page to page.

use std::collections::HashSet;
use std::ops::Range;

/// Bytes that may belong to nothing: programs that change a directory write it anew and leave the old one.
const LEFT_OVER: usize = 512;
/// Bytes of a file's head: programs that append pages as files of their own leave one before each.
const HEAD: usize = 8;
/// Tags: where strips, tiles and a JPEG start, and behind each of these its length.
const STARTS: [(u16, u16); 3] = [(273, 279), (324, 325), (513, 514)];
/// Tags of further directories: of smaller images, of the camera and of the place.
const DIRECTORIES: [u16; 3] = [330, 34665, 34853];
/// Directories that are followed.
const MOST: usize = 100_000;

/// A file's bytes and how its numbers are written.
struct Reader<'a> {
    bytes: &'a [u8],
    is_big_endian: bool,
    /// Bytes of a place in the file: 4, or 8 in BigTIFF.
    place: usize,
}

/// A directory's entries by tag: their values, where these are whole numbers.
type Entries = Vec<(u16, Vec<usize>)>;

/// How many bytes belong to nothing, if they are more than a directory takes; `None` as well where the file cannot
/// be followed.
pub(crate) fn unreferenced(bytes: &[u8]) -> Option<usize> {
    let reader = Reader::of(bytes)?;
    let mut used: Vec<Range<usize>> = std::iter::once(0..4 + reader.place * 3).collect();
    let mut wanted = vec![reader.number(if reader.place == 4 { 4 } else { 8 }, reader.place)?];
    let mut seen = HashSet::from([0]);
    while let Some(start) = wanted.pop() {
        if !seen.insert(start) {
            continue;
        }
        let (entries, next) = reader.directory(start, &mut used)?;
        (seen.len() < MOST).then_some(())?;
        wanted.push(next);
        let values = |wanted: u16| {
            let mut all = entries.iter().filter(|(tag, _)| *tag == wanted);
            all.next()
                .map(|(_, values)| values.as_slice())
                .unwrap_or_default()
        };
        for (starts, lengths) in STARTS {
            let pairs = values(starts).iter().zip(values(lengths));
            used.extend(pairs.map(|(&start, &length)| start..start.saturating_add(length)));
        }
        wanted.extend(DIRECTORIES.iter().flat_map(|&tag| values(tag)));
    }
    let left = not_covered(bytes, used);
    (left > LEFT_OVER).then_some(left)
}

/// Bytes outside all ranges, without stretches of zeros, and without the heads of files that were put together.
fn not_covered(bytes: &[u8], mut used: Vec<Range<usize>>) -> usize {
    used.sort_by_key(|range| range.start);
    used.push(bytes.len()..bytes.len());
    let (mut left, mut end) = (0, 0);
    for range in used {
        let gap = bytes.get(end..range.start).unwrap_or_default();
        let head = gap.iter().position(|&byte| byte != 0);
        let is_head = head
            .is_some_and(|at| gap.len() - at == HEAD && gap[at..].starts_with(&bytes[..HEAD / 2]));
        if !is_head && gap.iter().any(|&byte| byte != gap[0]) {
            left += gap.len();
        }
        end = end.max(range.end);
    }
    left
}

impl<'a> Reader<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let is_big_endian = bytes.starts_with(b"MM");
        let mut reader = Reader {
            bytes,
            is_big_endian,
            place: 4,
        };
        if reader.number(2, 2)? == 43 {
            reader.place = 8;
        }
        Some(reader)
    }

    fn number(&self, at: usize, length: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(length)?)?;
        let value = |sum: usize, &byte: &u8| sum << 8 | usize::from(byte);
        Some(match self.is_big_endian {
            true => bytes.iter().fold(0, value),
            false => bytes.iter().rev().fold(0, value),
        })
    }

    /// The entries of a directory and where the next one starts; notes what bytes they take.
    fn directory(&self, start: usize, used: &mut Vec<Range<usize>>) -> Option<(Entries, usize)> {
        let (head, entry) = if self.place == 4 { (2, 12) } else { (8, 20) };
        let count = self.number(start, head)?;
        let end = start.checked_add(head + count.checked_mul(entry)?)?;
        used.push(start..end + self.place);
        let mut entries = Entries::new();
        for at in (start + head..end).step_by(entry) {
            let (tag, kind) = (self.number(at, 2)? as u16, self.number(at + 2, 2)?);
            let count = self.number(at + 4, self.place)?;
            let size = size_of_kind(kind);
            let length = count.saturating_mul(size);
            let here = at + 4 + self.place;
            let values = match length <= self.place {
                true => here,
                false => self.number(here, self.place)?,
            };
            used.push(values..values.saturating_add(length));
            let is_read = DIRECTORIES.contains(&tag)
                || STARTS
                    .iter()
                    .any(|(starts, lengths)| [starts, lengths].contains(&&tag));
            if is_read {
                let value = |number: usize| self.number(values + number * size, size);
                entries.push((tag, (0..count).map_while(value).collect()));
            }
        }
        Some((entries, self.number(end, self.place)?))
    }
}

/// Bytes of a value.
fn size_of_kind(kind: usize) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of pages, each a file of its own but that the one before leads to it, with one strip of `strip` bytes.
    fn appended(pages: u32, strip: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        for page in 0..pages {
            let start = bytes.len() as u32;
            let entries = [(273, start + 8), (279, strip)];
            let directory = start + 8 + strip;
            bytes.extend(b"II*\0");
            bytes.extend(directory.to_le_bytes());
            bytes.extend((0..strip).map(|at| at as u8 | 1));
            bytes.extend((entries.len() as u16).to_le_bytes());
            for (tag, value) in entries {
                bytes.extend((tag as u16).to_le_bytes());
                bytes.extend([4, 0, 1, 0, 0, 0]);
                bytes.extend(u32::to_le_bytes(value));
            }
            let end = bytes.len() as u32 + 4;
            // The next directory lies behind its page's head and strip.
            let next = if page + 1 < pages { end + 8 + strip } else { 0 };
            bytes.extend(next.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn heads_of_files_that_were_put_together_are_nothing_lost() {
        let whole = appended(100, 40);
        assert_eq!(unreferenced(&whole), None);
        let mut lost = appended(3, 2000);
        // The second page leads to none.
        let second = lost.len() / 3 * 2;
        lost[second - 4..second].fill(0);
        assert!(unreferenced(&lost).is_some());
    }
}
