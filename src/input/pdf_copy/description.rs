//! What a PDF says of itself: title, author, days, the programs that made it.

use crate::document::layout::{PdfDay, PdfDescription};
use crate::input::pdf_text;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::DateTime;

/// What programs put where they know nothing.
const NOTHING: [&str; 3] = ["untitled", "unspecified", "anonymous"];

/// The description of a PDF.
pub(crate) fn of(pdf: &Pdf) -> PdfDescription {
    let said = pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| {
        let text = pdf_text::decoded(bytes.as_deref()?);
        let text = text.trim();
        let bare = text.trim_matches(['(', ')']).to_lowercase();
        let said = !bare.is_empty() && !NOTHING.contains(&&*bare);
        said.then(|| text.to_owned())
    };
    PdfDescription {
        title: text(&said.title),
        author: text(&said.author),
        subject: text(&said.subject),
        keywords: text(&said.keywords),
        creator: text(&said.creator),
        producer: text(&said.producer),
        created: said.creation_date.map(day),
        modified: said.modification_date.map(day),
    }
}

fn day(said: DateTime) -> PdfDay {
    PdfDay {
        year: said.year,
        month: said.month,
        day: said.day,
        hour: said.hour,
        minute: said.minute,
        second: said.second,
        offset_hours: said.utc_offset_hour,
        offset_minutes: said.utc_offset_minute,
    }
}
