//! Text → fields: header, sections, references, dates, figures, plan, recipients, signatory.
//!
//! The text is joined into paragraphs once (`view`), every run of digits is found once
//! (`tokens`), and each family of rules, a file each, claims what it understands.

pub(crate) mod citations;
pub(crate) mod closing;
pub mod explain;
pub(crate) mod figures;
pub(crate) mod head;
pub(crate) mod lists;
pub(crate) mod plan;
pub(crate) mod reading;
pub mod register;
pub(crate) mod rule;
pub(crate) mod time;
pub(crate) mod words;

pub(crate) use citations::document_number::HeadNumber;
pub use figures::tables::{TextCell, TextTable};

use crate::document::{Extraction, NumberClass};
use crate::text::Span;
use lists::Lists;
use reading::chunks::Ids;
use reading::numbers::Tokens;
use reading::paragraphs::{Start, View};
use time::periods::Frame;

/// Reads fields with the built-in lists.
#[derive(Debug)]
pub struct Extractor {
    lists: Lists,
}

impl Extractor {
    /// The extractor with the lists that are built into the program.
    pub fn builtin() -> Self {
        Extractor {
            lists: Lists::builtin(),
        }
    }

    /// Reads number and symbol from the line that *Số:* stands on.
    pub(crate) fn head_number(&self, line: &str) -> Option<HeadNumber> {
        let whole = Span::new(0, line.len());
        let slot = head::keywords::so_keyword(line, whole).map_or(whole, |found| found.1);
        let number = citations::document_number::in_header(line, slot, &self.lists)?;
        Some(HeadNumber::new(number, &self.lists))
    }

    /// Reads the fields out of the text of a whole document of which tables are known.
    pub fn extract_with(&self, text: &str, found: Vec<TextTable>) -> Extraction {
        if found.is_empty() {
            return self.extract(text);
        }
        let mut extraction = self.extract(&figures::tables::without(text, &found));
        figures::tables::add(found, &mut extraction);
        extraction
    }

    /// Reads the fields out of the text of a whole document.
    pub fn extract(&self, text: &str) -> Extraction {
        self.read(text, Start::of(text), None).0
    }

    /// Reads the fields out of a text of any length in bounded memory: in stretches of some megabytes,
    /// whose fields are given to `each` in order. Ids and places count through the whole text. The head
    /// is read in the first stretch; what stands in different stretches is not related: a part to its
    /// whole, a heading to the one above it, a citation to an earlier one of the same document. A text of
    /// one stretch is read as by [`Self::extract`].
    ///
    /// # Errors
    /// The first that `each` returns; nothing is read after it.
    pub fn extract_long<E>(
        &self,
        text: &str,
        each: impl FnMut(Extraction) -> Result<(), E>,
    ) -> Result<(), E> {
        self.in_stretches(text, reading::chunks::LENGTH, each)
    }

    /// [`Self::extract_long`] with stretches of `length` to twice `length` bytes.
    fn in_stretches<E>(
        &self,
        text: &str,
        length: usize,
        mut each: impl FnMut(Extraction) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut start, mut frame, mut ids) = (Start::of(text), None, Ids::default());
        for stretch in reading::chunks::cut(text, length) {
            let (mut found, own, end) = self.read(stretch, start, frame.take());
            ids.go_on(&mut found);
            (start, frame) = (end, Some(own));
            each(found)?;
        }
        Ok(())
    }

    /// Reads a text that begins at `start`; `before` is what is known of the document's own time if its
    /// head stood before. Gives that for the text that follows, and where this begins, as well.
    fn read(&self, text: &str, start: Start, before: Option<Frame>) -> (Extraction, Frame, Start) {
        let view = View::starting(text, start);
        let lists = &self.lists;
        let head = match before {
            None => head::read(&view, lists),
            Some(_) => head::Head::default(),
        };
        let close = closing::read(&view, lists, head.end);
        let body = Span::new(head.end, close.start.max(head.end));
        let mut tokens = Tokens::new(&view.text);
        claim_structure(&view, &mut tokens, &head, close.block);
        let issue = head
            .date
            .zip(head.header.date.clone())
            .map(|(span, date)| (span, date.iso));
        let mut days = time::dates::find(&view, &lists.words, &mut tokens, issue);
        let citations = citations::find(&view, lists, &mut tokens, &mut days);
        let named = citations::find_named(&view, &mut tokens);
        let mut frame = before.unwrap_or_else(|| frame(&head));
        let stretches = time::periods::find(&view, &lists.words, &mut tokens, &mut frame);
        let headings = plan::sections::find(&view, &lists.words, body, frame.plan);
        let found = plan::Found {
            headings: &headings,
            citations: &citations,
            days: &days,
            stretches: &stretches,
            frame: &frame,
        };
        let plan_items = plan::find(&view, lists, body, &found);
        let context = figures::figure::Context {
            view: &view,
            lists,
            headings: &headings,
            stretches: &stretches,
            frame: &frame,
            after: head.end,
        };
        let (statistics, checks) = figures::read(&context, &mut tokens);
        let mut header = head.header;
        header.report_period.clone_from(&frame.report);
        header.plan_period = (frame.planned.clone()).or_else(|| plan_items.first()?.period.clone());
        let references = citations
            .into_iter()
            .chain(named)
            .map(|citation| citation.reference);
        let extraction = Extraction {
            header,
            sections: plan::sections::tree(&view, &headings),
            references: references.collect(),
            dates: days.into_iter().map(|day| day.mention).collect(),
            periods: stretches
                .into_iter()
                .map(|stretch| stretch.period)
                .collect(),
            statistics,
            checks,
            plan_items,
            recipients: close.recipients,
            signatory: close.signatory,
            tables: Vec::new(),
            numbers: tokens.mentions(&view),
        };
        // The subject stands in this text.
        frame.subject = None;
        (extraction, frame, view.end)
    }
}

/// Makes the checks of an extraction anew whose figures were corrected: the same relations, with the
/// values that the figures have now.
pub fn check_again(extraction: &mut Extraction) {
    let statistics = &extraction.statistics;
    for check in &mut extraction.checks {
        if let Some(now) = figures::checks::again(check, statistics) {
            *check = now;
        }
    }
    figures::suggestions::suggest(extraction, &|_| Vec::new());
}

/// Reads the fields out of the text of a whole document.
pub fn extract(text: &str) -> Extraction {
    Extractor::builtin().extract(text)
}

/// Claims the digits of the document's own number, of labels and of page numbers.
fn claim_structure(view: &View, tokens: &mut Tokens, head: &head::Head, block: Span) {
    for line in view.lines.iter().filter(|line| line.page_number) {
        tokens.claim(line.span, NumberClass::PageNumber, None);
    }
    for label in view
        .paragraphs
        .iter()
        .filter_map(|paragraph| paragraph.label)
    {
        tokens.claim(label.span, NumberClass::Label, None);
    }
    if let Some(number) = head.number {
        tokens.claim(number, NumberClass::DocumentNumber, Some("header.number"));
    }
    tokens.claim(block, NumberClass::Identifier, None);
}

/// What the head tells about time.
fn frame(head: &head::Head) -> Frame {
    let doc_type = head
        .header
        .doc_type
        .as_ref()
        .map(|doc_type| doc_type.name.as_str());
    Frame {
        issued: head.header.date.as_ref().and_then(|date| date.iso.clone()),
        subject: head.subject,
        plan: matches!(doc_type, Some("Kế hoạch" | "Chương trình")),
        periodic: !matches!(
            doc_type,
            Some("Thông báo" | "Tờ trình" | "Quyết định" | "Chỉ thị" | "Công văn")
        ),
        ..Frame::default()
    }
}
