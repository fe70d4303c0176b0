//! Whether the table of a PDF's objects is whole (ISO 32000-1, 7.5): the end of the file, every object where the
//! table says that it stands, and as many pages as the root counts. Readers search for objects where the table
//! fails, and leave out what they do not find.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Stream};
use hayro::hayro_syntax::reader::{Reader, ReaderContext, ReaderExt};
use std::collections::BTreeSet;

/// A PDF's header stands within this many bytes.
const HEADER: usize = 1024;

/// What readers would repair or leave out.
pub(crate) fn faults(pdf: &Pdf) -> Vec<String> {
    let bytes = pdf.data().as_ref();
    // Bytes before the header count for some programs and do not for others.
    let header = find(&bytes[..bytes.len().min(HEADER)], b"%PDF-").unwrap_or(0);
    let table = check_tables(bytes).or_else(|fault| match header {
        0 => Err(fault),
        header => check_tables(&bytes[header..]),
    });
    let pages = missing_pages(pdf);
    table.err().into_iter().chain(pages).collect()
}

/// Where the last table stands.
fn last_table(bytes: &[u8]) -> Result<usize, String> {
    let missing = || "the end of the PDF is missing".to_owned();
    let end = find_last(bytes, b"%%EOF").ok_or_else(missing)?;
    if find(&bytes[end..], b" obj").is_some() {
        return Err(missing());
    }
    let start = find_last(&bytes[..end], b"startxref").ok_or_else(missing)?;
    number(&bytes[start + b"startxref".len()..])
        .map(|(start, _)| start)
        .ok_or_else(missing)
}

/// Follows the tables, the newest first.
fn check_tables(bytes: &[u8]) -> Result<(), String> {
    let (mut wanted, mut seen) = (vec![last_table(bytes)?], BTreeSet::new());
    while let Some(start) = wanted.pop() {
        if !seen.insert(start) {
            continue;
        }
        let table = bytes.get(start..).map(<[u8]>::trim_ascii_start);
        let entries = match table {
            Some(table) if table.starts_with(b"xref") => plain_table(table),
            Some(table) => stream_table(table),
            None => None,
        };
        let (places, trailer) =
            entries.ok_or("the PDF's table of objects is damaged, and had to be rebuilt")?;
        for (object, place) in places {
            let found = bytes.get(place..).and_then(object_number);
            if found != Some(object) {
                return Err(format!(
                    "object {object} is not where the PDF's table has it, so the table had to be rebuilt"
                ));
            }
        }
        let linked = [b"/Prev".as_slice(), b"/XRefStm"];
        wanted.extend(linked.iter().filter_map(|key| {
            let at = find(trailer, key)? + key.len();
            Some(number(&trailer[at..])?.0)
        }));
    }
    Ok(())
}

/// Numbers of objects and where they stand, and the dictionary behind them.
type Table<'a> = (Vec<(usize, usize)>, &'a [u8]);

/// A table of lines.
fn plain_table(table: &[u8]) -> Option<Table<'_>> {
    let mut rest = table.strip_prefix(b"xref")?.trim_ascii_start();
    let mut places = Vec::new();
    while !rest.starts_with(b"trailer") {
        let (first, behind) = number(rest)?;
        let (count, behind) = number(behind)?;
        rest = behind.trim_ascii_start();
        for object in first..first.checked_add(count)? {
            let (place, behind) = number(rest)?;
            let (_, behind) = number(behind)?;
            let (kind, behind) = behind.trim_ascii_start().split_first()?;
            match kind {
                b'n' if place > 0 => places.push((object, place)),
                b'n' | b'f' => {}
                _ => return None,
            }
            rest = behind.trim_ascii_start();
        }
    }
    let end = find(rest, b"startxref").unwrap_or(rest.len());
    Some((places, &rest[..end]))
}

/// A table that is a stream.
fn stream_table(table: &[u8]) -> Option<Table<'_>> {
    object_number(table)?;
    // It need not be in itself, so it cannot be asked of the reader.
    let body = &table[find(table, b"obj")? + b"obj".len()..];
    let mut reader = Reader::new(body.trim_ascii_start());
    let stream: Stream<'_> = reader.read_with_context(&ReaderContext::dummy())?;
    let dict = stream.dict();
    let widths: Vec<usize> = dict
        .get::<Array<'_>>(b"W".as_slice())?
        .iter::<u32>()
        .map(|width| width as usize)
        .collect();
    let &[kind, place, _] = &widths[..] else {
        return None;
    };
    let length: usize = widths.iter().sum();
    (length > 0 && widths.iter().all(|&width| width <= 8)).then_some(())?;
    let size = dict.get::<u32>(b"Size".as_slice())?;
    let sections: Vec<u32> = match dict.get::<Array<'_>>(b"Index".as_slice()) {
        Some(sections) => sections.iter::<u32>().collect(),
        None => vec![0, size],
    };
    let numbers = sections
        .chunks_exact(2)
        .flat_map(|section| section[0]..section[0].saturating_add(section[1]));
    let data = stream.decoded_data().ok()?;
    let value = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, &byte| sum << 8 | usize::from(byte))
    };
    let entries = numbers.zip(data.chunks_exact(length));
    let in_file = entries.filter(|(_, entry)| kind == 0 || value(&entry[..kind]) == 1);
    let places =
        in_file.map(|(object, entry)| (object as usize, value(&entry[kind..kind + place])));
    let end = find(table, b"stream").unwrap_or(table.len());
    Some((places.collect(), &table[..end]))
}

/// The number of the object that begins here: `12 0 obj`.
fn object_number(bytes: &[u8]) -> Option<usize> {
    let (object, rest) = number(bytes)?;
    let (_, rest) = number(rest)?;
    rest.trim_ascii_start()
        .starts_with(b"obj")
        .then_some(object)
}

/// A whole number behind white space, and what follows it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let text = std::str::from_utf8(&bytes[..digits]).ok()?;
    Some((text.parse().ok()?, &bytes[digits..]))
}

fn missing_pages(pdf: &Pdf) -> Option<String> {
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id())?;
    let counted = root
        .get::<Dict<'_>>(b"Pages".as_slice())
        .and_then(|pages| pages.get::<u32>(b"Count".as_slice()));
    let found = pdf.pages().len();
    match counted {
        Some(counted) if counted as usize == found => None,
        Some(counted) => Some(format!(
            "the PDF has {counted} pages, but {found} were found"
        )),
        None => Some("the PDF's list of pages is damaged".to_owned()),
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}
