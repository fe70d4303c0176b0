//! Inputs that nothing can be made of, among good ones: each gets a reason of its own, none takes the
//! others with it.

use super::{baocao, fixture, is_soak, measured, row, rows, run, said, scans};
use miniz_oxide::deflate::compress_to_vec_zlib;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// A PDF of these objects, numbered from 1; the first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, bytes.len());
    let trailer = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(format!("xref\n0 {size}\n{table}{trailer}").bytes());
    bytes
}

fn object(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn stream(dict: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>\nstream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";

/// A PDF of one page with this content and these resources.
fn page(resources: &str, content: Vec<u8>, more: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>"
    );
    let objects = [object(CATALOG), object(PAGES), object(&page), content];
    pdf(&[&objects, more].concat())
}

/// The bytes of a zlib stream of `matches` × 258 zeros, as one block of Huffman's fixed codes.
fn zeros(matches: usize) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::with_capacity(13 * matches + 32);
    let mut push = |text: &str| bits.extend(text.bytes().map(|bit| bit == b'1'));
    // The last block, of fixed codes; a zero; copies of 258 bytes from one byte before; the end.
    push("110");
    push("00110000");
    for _ in 0..matches {
        push("1100010100000");
    }
    push("0000000");
    let byte = |bits: &[bool]| {
        bits.iter()
            .rev()
            .fold(0, |byte, &bit| byte << 1 | u8::from(bit))
    };
    let packed = bits.chunks(8).map(byte);
    [0x78, 0x9C].into_iter().chain(packed).collect()
}

/// A TIFF of one directory with these entries of four bytes; the next lies at `next`.
fn tiff(entries: &[(u16, u32)], next: u32) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend([4, 0, 1, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend(next.to_le_bytes());
    bytes.resize(bytes.len() + 64, 0);
    bytes
}

/// Entries of a gray TIFF.
fn gray(width: u32, height: u32, bits: u32) -> [(u16, u32); 9] {
    let strip = [(273, 8), (277, 1), (278, height), (279, 64)];
    let [offset, samples, rows, length] = strip;
    [
        (256, width),
        (257, height),
        (258, bits),
        (259, 1),
        (262, 1),
        offset,
        samples,
        rows,
        length,
    ]
}

fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let mut bytes = (data.len() as u32).to_be_bytes().to_vec();
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(crc(&[kind, data].concat()).to_be_bytes());
        bytes
    };
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let head = [&size[..], &[8, 0, 0, 0, 0]].concat();
    let end = chunk(b"IEND", b"");
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        chunk(b"IDAT", data),
        end,
    ]
    .concat()
}

/// CRC-32 as PNG has it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        let mix = |crc: u32, _| (crc >> 1) ^ (0xEDB8_8320 & (0u32.wrapping_sub(crc & 1)));
        (0..8).fold(crc ^ u32::from(*byte), mix)
    })
}

/// A JPEG's beginning that promises an image of this size.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xFF\xD8\xFF\xC0\0\x0B\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\0\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\xFF\xD9");
    bytes
}

/// A bad file: its name, its bytes, and words of the reason.
type Bad = (&'static str, Vec<u8>, &'static str);

fn scan(name: &str) -> Vec<u8> {
    fs::read(fixture(name)).expect("a fixture")
}

/// Files of other kinds than their names say, and of none.
fn strangers() -> Vec<Bad> {
    let noise = (0..999u32).map(|n| ((n * n) >> 3) as u8).collect();
    let latin1 = b"B\xE1o c\xE1o th\xE1ng".to_vec();
    let long = b"Bao cao thang\n".repeat(1 << 21);
    let office = b"\xD0\xCF\x11\xE0 and so on".to_vec();
    vec![
        ("empty.pdf", Vec::new(), "empty"),
        ("empty.txt", Vec::new(), "empty"),
        ("noise.pdf", noise, "neither PDF"),
        ("zip.pdf", b"PK\x03\x04 and so on".to_vec(), "ZIP archive"),
        ("lost.pdf", b"<html>404 Not Found".to_vec(), "holds text"),
        ("office.tif", office, "old Office"),
        ("animation.png", b"GIF89a and so on".to_vec(), "GIF"),
        ("latin1.txt", latin1, "neither PDF"),
        ("long.txt", long, "bytes of text; at most"),
        ("two\nlines.pdf", b"\0\x01\x02".to_vec(), "neither PDF"),
    ]
}

/// PDFs.
fn pdfs() -> Vec<Bad> {
    let kids: String = (3..20_004).map(|number| format!("{number} 0 R ")).collect();
    let many = format!("<</Type/Pages/Kids[{kids}]/Count 20001>>");
    let blank = object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
    let mut pages = vec![object(CATALOG), object(&many)];
    pages.resize(20_003, blank);
    let tree = |pages: &str| pdf(&[object(CATALOG), object(pages)]);
    let image = "/Type/XObject/Subtype/Image/Width 40000/Height 40000/ColorSpace/DeviceGray\
                 /BitsPerComponent 8/Filter/FlateDecode";
    let draw = stream("", b"q 595 0 0 842 0 0 cm /X Do Q");
    let image = page("/XObject<</X 5 0 R>>", draw, &[stream(image, &zeros(9))]);
    let bomb = compress_to_vec_zlib(&zeros(14_000_000), 1);
    let bomb = stream("/Filter[/FlateDecode/FlateDecode]", &bomb);
    let cyclic = "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>";
    let cut = scan("scans/000-clean.pdf")[..300].to_vec();
    vec![
        ("truncated.pdf", cut, "damaged PDF"),
        ("encrypted.pdf", scan("input/password.pdf"), "encrypted"),
        ("no-pages.pdf", tree("<</Kids[]/Count 0>>"), "PDF"),
        ("cyclic-pages.pdf", tree(cyclic), "PDF"),
        ("many-pages.pdf", pdf(&pages), "20001 pages"),
        ("bomb-image.pdf", image, "40000 × 40000 pixels"),
        ("bomb-stream.pdf", page("", bomb, &[]), "memory"),
    ]
}

/// Images.
fn images() -> Vec<Bad> {
    let mut cut = Vec::new();
    let strip = scans::strip(0);
    strip
        .write_to(&mut std::io::Cursor::new(&mut cut), image::ImageFormat::Png)
        .expect("a PNG");
    cut.truncate(cut.len() / 2);
    let photo = scan("scans/002-office200.jpg")[..50_000].to_vec();
    let report = scan("scans/sample-report.tif")[..100].to_vec();
    let wide = tiff(&gray(100_000, 10_000, 8), 0);
    let large = png(31_623, 31_623, &zeros(99));
    vec![
        ("truncated.jpg", photo, "damaged JPEG"),
        ("truncated.png", cut, "damaged image"),
        ("truncated.tif", report, "damaged TIFF"),
        ("bomb.png", large, "31623 × 31623 pixels"),
        ("bomb.tif", wide, "100000 × 10000 pixels"),
        ("bomb.jpg", jpeg(65_000, 65_000), "65000 × 65000 pixels"),
        ("no-size.png", png(0, 10, b""), "damaged image"),
        ("short.png", png(900, 900, &zeros(9)), "damaged image"),
        ("deep.tif", tiff(&gray(10, 10, 64), 0), "damaged TIFF"),
        ("cyclic.tif", tiff(&gray(8, 8, 8), 8), "damaged TIFF"),
    ]
}

/// Files that would take down a reader that follows them blindly. What is read of them is blank; of the last two, it
/// is said that something is missing.
fn harmless() -> Vec<(&'static str, Vec<u8>)> {
    let deep = [vec![b'['; 3_000_000], vec![b']'; 3_000_000]].concat();
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>";
    let draw = || stream("", b"/X Do");
    let itself = page(
        "/XObject<</X 5 0 R>>",
        draw(),
        &[stream(form, b"/X Do /X Do")],
    );
    let behind = [page("", object(""), &[]), deep.clone()].concat();
    vec![
        ("deep.pdf", page("", stream("", &deep), &[])),
        ("deep-behind.pdf", behind),
        ("draws-itself.pdf", itself),
    ]
}

/// Writes the bad inputs; their names as they are recorded and words of their reasons.
fn write(folder: &Path) -> Vec<(String, &'static str)> {
    let mut bad = Vec::new();
    for (name, bytes, reason) in [strangers(), pdfs(), images()].concat() {
        fs::write(folder.join(name), bytes).expect("written");
        bad.push((name.to_owned(), reason));
    }
    fs::write(folder.join(OsStr::from_bytes(b"odd-\xFF.png")), "\0").expect("written");
    symlink("nowhere", folder.join("broken.pdf")).expect("a link");
    symlink("loop.pdf", folder.join("loop.pdf")).expect("a link");
    symlink(folder, folder.join("itself")).expect("a link");
    let pipe = Command::new("mkfifo").arg(folder.join("pipe.pdf")).status();
    assert!(pipe.expect("mkfifo").success());
    for (name, reason) in [
        ("odd-\\xFF.png", "neither PDF"),
        ("broken.pdf", "leads nowhere"),
        ("loop.pdf", "leads nowhere"),
        ("itself", "link to a folder"),
        ("pipe.pdf", "a pipe"),
    ] {
        bad.push((name.to_owned(), reason));
    }
    bad
}

#[test]
fn bad_inputs_get_their_reasons_and_good_ones_are_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 10, 1);
    let bad = write(&input);
    for (name, bytes) in harmless() {
        fs::write(input.join(name), bytes).expect("written");
    }
    let mut command = run(&input, &out);
    let (text, time, memory) = measured(&mut command, 1);
    eprintln!("{} bad inputs: {time:.1?}, {memory} MiB", bad.len());
    assert!(!is_soak() || memory < 1500, "{memory} MiB");
    let good = 10 + harmless().len();
    assert_eq!(rows(&out).len(), bad.len() + good);
    for scan in 0..10 {
        let row = row(&out, &format!("scan-{scan:02}.tif"));
        assert_eq!(row["status"], "ok", "{row}");
    }
    let unclear = bad.iter().filter(|(name, reason)| {
        let row = row(&out, name);
        let error = row["error"].as_str().unwrap_or_default();
        eprintln!("{name:?}: {error}");
        row["status"] != "failed" || !error.contains(reason) || error.len() < 10
    });
    assert_eq!(unclear.collect::<Vec<_>>(), Vec::<&(String, &str)>::new());
    let count = format!("{} ok, 2 partial, {} failed", good - 2, bad.len());
    assert!(text.contains(&count), "{text}");
    // Pages of documents that are done in part wait for the next run.
    let kept = walkdir::WalkDir::new(out.join(".baocao/pages"))
        .into_iter()
        .flatten();
    let kept = kept.filter(|entry| entry.file_type().is_file());
    assert_eq!(kept.count(), 2);
    said(baocao().arg("verify").arg(&out), 0);
}

#[test]
fn a_password_opens_what_is_encrypted() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |code, arguments: &[&str]| {
        let mut command = super::run(&fixture("input/password.pdf"), folder.path());
        said(command.args(arguments), code)
    };
    assert!(run(1, &[]).contains("--password"));
    run(1, &["--password", "wrong"]);
    run(0, &["--password", "secret"]);
    let manifest = fs::read_to_string(folder.path().join("manifest.jsonl")).expect("a manifest");
    assert!(!manifest.contains("secret"));
}
