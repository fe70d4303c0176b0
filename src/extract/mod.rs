//! Text → fields: header, sections, references, dates, figures, plan, recipients, signatory.
//!
//! The text is joined into paragraphs once (`view`), every run of digits is found once
//! (`ledger`), and each family of rules, a file each, claims what it understands.

pub mod cases;
pub(crate) mod citations;
pub(crate) mod closing;
pub(crate) mod context;
pub mod explain;
pub(crate) mod figures;
pub(crate) mod head;
pub mod own_fields;
pub(crate) mod plan;
pub(crate) mod reading;
pub mod register;
pub(crate) mod shapes;
pub(crate) mod stamps;
pub(crate) mod tables;
pub(crate) mod time;

pub(crate) use citations::document_number::HeadNumber;
pub use head::further::FurtherDocument;

use crate::document::{CustomField, Extraction, NumberClass, StatisticId, TextTable};
use crate::rules::lists::Lists;
use crate::rules::precision::Precision;
use crate::rules::{RuleFile, RuleSet};
use crate::text::{Span, chunks};
use crate::text_tables::around::Lines;
use context::Context;
use reading::ids::Ids;
use reading::numbers::NumberLedger;
use reading::paragraphs::{JoinedText, Start};
use std::collections::HashSet;
use time::periods::TimeContext;
use time::{Lookups, TimeForms};

/// Reads fields with the built-in lists; made once, shared by all threads.
///
/// A text takes 0.15 s a megabyte on one core, and memory in proportion; [`Extractor::extract_long`] bounds it. Extracting
/// cannot fail: what is not found is absent.
///
/// ```
/// let found = baocao::Extractor::builtin().extract("Số: 220/BC-STTTT\nTrà Vinh, ngày 14 tháng 02 năm 2023");
/// assert_eq!(found.header.date.unwrap().iso.as_deref(), Some("2023-02-14"));
/// ```
#[derive(Debug)]
pub struct Extractor {
    lists: Lists,
    precision: Precision,
    time: TimeForms,
    own: Option<OwnRules>,
}

/// What a user's file of rules changes.
#[derive(Debug)]
struct OwnRules {
    rules: RuleSet,
    /// Names and terms of the fields that they yield.
    fields: Vec<(String, String)>,
    /// Built-in rules that take nothing.
    off: Vec<String>,
}

impl Extractor {
    /// The extractor with the lists that are built into the program.
    pub fn builtin() -> Self {
        Extractor {
            lists: Lists::builtin(),
            precision: Precision::builtin(),
            time: TimeForms::builtin(),
            own: None,
        }
    }

    /// The same with a user's own rules, from [`own_fields::read_file`].
    #[must_use]
    pub fn with_rules(self, file: RuleFile) -> Self {
        Extractor {
            own: Some(OwnRules {
                fields: file.fields().collect(),
                rules: RuleSet::new(file.rules),
                off: file.off,
            }),
            ..self
        }
    }

    /// Reads number and symbol from the line that *Số:* stands on.
    pub(crate) fn head_number(&self, line: &str) -> Option<HeadNumber> {
        let whole = Span::new(0, line.len());
        let slot = head::keywords::number_keyword(line, whole).map_or(whole, |found| found.1);
        let number = citations::document_number::in_header(line, slot, &self.lists)?;
        Some(HeadNumber::new(number, &self.lists))
    }

    /// Whether a line is the position of a signer, some of its letters aside.
    pub(crate) fn is_like_position(&self, line: &str) -> bool {
        self.lists.position_like(line).is_some()
    }

    /// Reads the fields out of the text of a whole document of which tables are known.
    pub fn extract_with(&self, text: &str, found: Vec<TextTable>) -> Extraction {
        if found.is_empty() {
            return self.extract(text);
        }
        let lines = Lines::of(text, 0);
        let mut extraction = self.extract(&lines.without(&found));
        tables::add(&found, &lines, self.lookups(), &mut extraction);
        // A user's rules look into tables as well.
        self.finish(
            &JoinedText::starting(text, Start::of(text)),
            &mut extraction,
        );
        extraction
    }

    fn lookups(&self) -> Lookups<'_> {
        Lookups {
            lists: &self.lists,
            time: &self.time,
        }
    }

    /// The documents that begin within the text of another, in order.
    pub fn further_documents(&self, text: &str) -> Vec<FurtherDocument> {
        let view = JoinedText::starting(text, Start::of(text));
        head::further::find(&view, &self.lists, &head::read(&view, &self.lists))
    }

    /// Reads the fields out of the text of a whole document.
    pub fn extract(&self, text: &str) -> Extraction {
        self.read(text, Start::of(text), None).0
    }

    /// Reads the fields out of a text of any length in bounded memory: in chunks of some megabytes,
    /// whose fields are given to `each` in order. Ids and places count through the whole text. The header
    /// is read in the first chunk; what stands in different chunks is not related: a part to its
    /// whole, a heading to the one above it, a citation to an earlier one of the same document. A text of
    /// one chunk is read as by [`Self::extract`].
    ///
    /// # Errors
    /// The first that `each` returns; nothing is read after it.
    pub fn extract_long<E>(
        &self,
        text: &str,
        each: impl FnMut(Extraction) -> Result<(), E>,
    ) -> Result<(), E> {
        self.in_chunks(text, chunks::LONG, each)
    }

    /// [`Self::extract_long`] with chunks of a size.
    fn in_chunks<E>(
        &self,
        text: &str,
        size: chunks::Size,
        mut each: impl FnMut(Extraction) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut start, mut time, mut ids) = (Start::of(text), None, Ids::default());
        for chunk in chunks::cut(text, size) {
            let (mut found, own, end) = self.read(chunk, start, time.take());
            ids.go_on(&mut found);
            (start, time) = (end, Some(own));
            each(found)?;
        }
        Ok(())
    }

    /// Reads a text that begins at `start`; `before` is what is known of the document's own time if its
    /// head stood before. Gives that for the text that follows, and where this begins, as well.
    fn read(
        &self,
        text: &str,
        start: Start,
        before: Option<TimeContext>,
    ) -> (Extraction, TimeContext, Start) {
        let found = crate::text_tables::find(text, start.lines(), start.pages(), &self.lists);
        if found.is_empty() {
            return self.read_sentences(text, start, before);
        }
        let lines = Lines::of(text, start.lines());
        let (mut extraction, time, end) =
            self.read_sentences(&lines.without(&found), start, before);
        tables::add(&found, &lines, self.lookups(), &mut extraction);
        self.precision.mark(&mut extraction);
        (extraction, time, end)
    }

    /// [`Self::read`] for a text without tables.
    fn read_sentences(
        &self,
        text: &str,
        start: Start,
        before: Option<TimeContext>,
    ) -> (Extraction, TimeContext, Start) {
        let mut view = JoinedText::starting(text, start);
        let lists = &self.lists;
        let head = match before {
            None => head::read(&view, lists),
            Some(_) => head::Head::default(),
        };
        // Without a head, as in the later chunks of a long text, no document is the first.
        let further = before
            .is_none()
            .then(|| head::further::find(&view, lists, &head));
        let end = further.and_then(|found| Some(found.first()?.start));
        let end = end.unwrap_or(view.text.len());
        let close = closing::read(&view, lists, Span::new(head.end, end));
        // No paragraph of the body goes on in the close, however full its last line.
        view.break_at(close.block.start);
        let body = Span::new(head.end, close.start.max(head.end));
        let mut ledger = NumberLedger::new(&view.text);
        claim_structure(&view, &mut ledger, &head, close.block);
        let issue = head
            .date
            .zip(head.header.date.clone())
            .map(|(span, date)| (span, date.iso));
        let reader = self.lookups().time_reader(&view);
        let mut days = time::dates::find(&reader, &mut ledger, issue);
        let citations = citations::find(&view, lists, &mut ledger, &mut days);
        let named = citations::find_named(&view, lists, &mut ledger);
        let mut time = before.unwrap_or_else(|| time_context(&head));
        let periods = time::periods::find(&reader, &mut ledger, &mut time);
        // It holds the text twice.
        drop(reader);
        let headings = plan::sections::find(&view, &lists.words, body, time.plan);
        let context = Context {
            view: &view,
            lists,
            headings: &headings,
            citations: &citations,
            days: &days,
            periods: &periods,
            time: &time,
            after: head.end,
        };
        let plan_items = plan::find(&context, body);
        let (statistics, checks) = figures::read(&context, &mut ledger);
        let mut header = head.header;
        header.report_period.clone_from(&time.report);
        header.plan_period = (time.planned.clone()).or_else(|| plan_items.first()?.period.clone());
        let references = citations
            .into_iter()
            .chain(named)
            .map(|citation| citation.reference);
        let mut extraction = Extraction {
            header,
            sections: plan::sections::tree(&view, &headings),
            references: references.collect(),
            dates: days.into_iter().map(|day| day.mention).collect(),
            periods: periods.into_iter().map(|mention| mention.period).collect(),
            statistics,
            checks,
            plan_items,
            recipients: close.recipients,
            signatory: close.signatory,
            tables: Vec::new(),
            numbers: ledger.mentions(&view),
            custom: Vec::new(),
        };
        self.finish(&view, &mut extraction);
        // The subject stands in this text.
        time.subject = None;
        (extraction, time, view.end)
    }

    /// Notes how often rules are right, leaves out what those took that are off, and reads the fields of a
    /// user's own.
    fn finish(&self, view: &JoinedText, extraction: &mut Extraction) {
        self.precision.mark(extraction);
        let Some(own) = &self.own else { return };
        extraction.keep(&mut |item| !own.off.iter().any(|off| *off == item.provenance.rule));
        let issued = extraction.header.date.as_ref();
        let issued = issued.and_then(|date| date.iso.clone());
        extraction.custom = self.own_fields_in(view, issued);
    }

    fn own_fields_in(&self, view: &JoinedText, issued: Option<String>) -> Vec<CustomField> {
        let reader = own_fields::Reader {
            view,
            lists: &self.lists,
            time: &self.time,
            issued,
        };
        let own = self.own.as_ref();
        own.map_or_else(Vec::new, |own| own_fields::read(&own.rules, &reader))
    }

    /// The fields alone that a user's rules take in a text whose day of issue is known.
    pub fn own_fields(&self, text: &str, issued: Option<String>) -> Vec<CustomField> {
        self.own_fields_in(&JoinedText::starting(text, Start::of(text)), issued)
    }

    /// Names and terms of the fields that a user's rules yield.
    pub fn own_field_names(&self) -> &[(String, String)] {
        self.own.as_ref().map_or(&[], |own| &own.fields)
    }
}

/// Makes the checks of an extraction anew whose figures were corrected: the same relations, with the
/// values that the figures have now.
pub fn check_again(extraction: &mut Extraction, corrected: &HashSet<StatisticId>) {
    let statistics = &extraction.statistics;
    for check in &mut extraction.checks {
        if let Some(now) = figures::relations::again(check, statistics) {
            *check = now;
        }
    }
    figures::suggestions::suggest(extraction, corrected, &|_| Vec::new());
}

/// Reads the fields out of the text of a whole document.
pub fn extract(text: &str) -> Extraction {
    Extractor::builtin().extract(text)
}

/// Claims the digits of the document's own number, of labels and of page numbers.
fn claim_structure(view: &JoinedText, ledger: &mut NumberLedger, head: &head::Head, block: Span) {
    for line in view.lines.iter().filter(|line| line.page_number) {
        ledger.claim(line.span, NumberClass::PageNumber, None);
    }
    for label in view
        .paragraphs
        .iter()
        .filter_map(|paragraph| paragraph.label)
    {
        ledger.claim(label.span, NumberClass::Label, None);
    }
    if let Some(number) = head.number {
        ledger.claim(number, NumberClass::DocumentNumber, Some("header.number"));
    }
    ledger.claim(block, NumberClass::Identifier, None);
}

/// What the header says about time.
fn time_context(head: &head::Head) -> TimeContext {
    let doc_type = head
        .header
        .doc_type
        .as_ref()
        .map(|doc_type| doc_type.name.as_str());
    TimeContext {
        issued: head.header.date.as_ref().and_then(|date| date.iso.clone()),
        subject: head.subject,
        // With another body as well: *Chương trình phối hợp*.
        plan: doc_type
            .is_some_and(|name| name.starts_with("Kế hoạch") || name.starts_with("Chương trình")),
        periodic: !matches!(
            doc_type,
            Some("Thông báo" | "Tờ trình" | "Quyết định" | "Chỉ thị" | "Công văn")
        ),
        ..TimeContext::default()
    }
}
