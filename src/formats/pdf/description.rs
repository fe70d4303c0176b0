//! What the PDF says of itself: the title from the document's head; author, days and programs from the input.

use crate::document::Document;
use crate::document::layout::{PdfDay, PdfDescription};
use crate::formats::title::{self, head_title};
use crate::text::xml::Escaped;
use pdf_writer::{Date, Pdf, Ref, TextStr};
use std::fmt::Write;
use std::path::Path;

/// What of PDF/A-2 a file follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conformance {
    /// It looks the same everywhere (2b).
    Looks,
    /// Its text can also be read everywhere (2u).
    Unicode,
}

/// The description, and the file that it is made from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Described {
    of: PdfDescription,
    /// The input and, where it is signed, that.
    source: String,
}

/// Describes a document, of whose input `own` is known.
pub(crate) fn described(
    document: &Document,
    own: PdfDescription,
    signatures: &[String],
) -> Described {
    let path = document.source.path.as_deref().map(Path::new);
    let name = path.and_then(Path::file_name).unwrap_or_default();
    let name = name.to_string_lossy();
    let title = head_title(document).or(own.title);
    let title = title.unwrap_or_else(|| title::title(document));
    let program = concat!("baocao ", env!("CARGO_PKG_VERSION"));
    let producer = match &own.producer {
        Some(producer) => format!("{program}; of the input: {producer}"),
        None => program.to_owned(),
    };
    let mut source = format!("{name}, SHA-256 {}", document.source.sha256);
    if !signatures.is_empty() {
        let days = signatures.join(", ");
        let _ = write!(source, ", signed electronically {days}; this file is not");
    }
    let of = PdfDescription {
        title: Some(title),
        producer: Some(producer),
        ..own
    };
    Described { of, source }
}

/// Writes what older programs read.
pub(crate) fn write_info(pdf: &mut Pdf, at: Ref, described: &Described) {
    let said = &described.of;
    let mut info = pdf.document_info(at);
    for (key, text) in [
        ("Title", &said.title),
        ("Author", &said.author),
        ("Subject", &said.subject),
        ("Keywords", &said.keywords),
        ("Creator", &said.creator),
        ("Producer", &said.producer),
    ] {
        if let Some(text) = text {
            info.pair(pdf_writer::Name(key.as_bytes()), TextStr(text));
        }
    }
    if let Some(day) = said.created {
        info.creation_date(date(day));
    }
    if let Some(day) = said.modified {
        info.modified_date(date(day));
    }
}

fn date(day: PdfDay) -> Date {
    Date::new(day.year)
        .month(day.month)
        .day(day.day)
        .hour(day.hour)
        .minute(day.minute)
        .second(day.second)
        .utc_offset_hour(day.offset_hours)
        .utc_offset_minute(day.offset_minutes)
}

/// The same as XMP, which PDF/A asks for.
pub(crate) fn xmp(described: &Described, conformance: Option<Conformance>) -> String {
    let said = &described.of;
    let mut xmp = String::from(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n",
    );
    if let Some(conformance) = conformance {
        let level = match conformance {
            Conformance::Looks => "B",
            Conformance::Unicode => "U",
        };
        put(&mut xmp, "pdfaid:part", "", Some("2"));
        put(&mut xmp, "pdfaid:conformance", "", Some(level));
    }
    let (title, author, subject) = (&said.title, &said.author, &said.subject);
    put(&mut xmp, "dc:title", "rdf:Alt", title.as_deref());
    put(&mut xmp, "dc:creator", "rdf:Seq", author.as_deref());
    put(&mut xmp, "dc:description", "rdf:Alt", subject.as_deref());
    put(&mut xmp, "dc:source", "", Some(&described.source));
    put(&mut xmp, "pdf:Keywords", "", said.keywords.as_deref());
    put(&mut xmp, "pdf:Producer", "", said.producer.as_deref());
    put(&mut xmp, "xmp:CreatorTool", "", said.creator.as_deref());
    let (created, modified) = (said.created.map(iso), said.modified.map(iso));
    put(&mut xmp, "xmp:CreateDate", "", created.as_deref());
    put(&mut xmp, "xmp:ModifyDate", "", modified.as_deref());
    xmp + "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
}

/// Writes an element, in a container where it needs one.
fn put(xmp: &mut String, name: &str, container: &str, text: Option<&str>) {
    let Some(text) = text.map(Escaped) else {
        return;
    };
    // Writing to a string cannot fail.
    let _ = match container {
        "" => writeln!(xmp, "<{name}>{text}</{name}>"),
        "rdf:Alt" => writeln!(
            xmp,
            "<{name}><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></{name}>"
        ),
        _ => writeln!(
            xmp,
            "<{name}><{container}><rdf:li>{text}</rdf:li></{container}></{name}>"
        ),
    };
}

fn iso(day: PdfDay) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{:+03}:{:02}",
        day.year,
        day.month,
        day.day,
        day.hour,
        day.minute,
        day.second,
        day.offset_hours,
        day.offset_minutes
    )
}
