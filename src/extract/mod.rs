//! Text → fields: header, sections, references, dates, figures, plan, recipients, signatory.
//!
//! The text is joined into paragraphs once (`view`), every run of digits is found once
//! (`ledger`), and each family of rules, a file each, claims what it understands.

pub(crate) mod citations;
pub(crate) mod closing;
pub(crate) mod context;
pub(crate) mod figures;
pub(crate) mod head;
pub mod own_fields;
pub(crate) mod plan;
pub(crate) mod reading;
pub(crate) mod stamps;
pub(crate) mod tables;
pub(crate) mod time;

pub(crate) use citations::document_number::HeadNumber;
pub use head::further::FurtherDocument;

use crate::document::ids::Ids;
use crate::document::{CustomField, Extraction, NumberClass, StatisticId, TextTable};
use crate::rules::lists::Lists;
use crate::rules::precision::Precision;
use crate::rules::{RuleFile, RuleSet};
use crate::text::{Span, chunks};
use crate::text_tables;
use crate::text_tables::around::Lines;
use closing::Closing;
use context::Context;
use head::Head;
use reading::numbers::NumberLedger;
use reading::paragraphs::{JoinedText, Start};
use std::collections::HashSet;
use time::TimeReader;
use time::periods::TimeContext;

/// Reads fields with the built-in lists; made once, shared by all threads.
///
/// A text takes 0.1 s a megabyte on one core, and memory in proportion; [`Extractor::extract_long`] bounds it. Extracting
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

/// How far a text was read.
struct Progress {
    /// Where what follows begins.
    start: Start,
    /// What is known of the document's own time, once its head was read.
    time: Option<TimeContext>,
}

impl Progress {
    fn none(text: &str) -> Self {
        let start = Start::of(text);
        Progress { start, time: None }
    }
}

impl Extractor {
    /// The extractor with the lists that are built into the program.
    pub fn builtin() -> Self {
        Extractor {
            lists: Lists::builtin(),
            precision: Precision::builtin(),
            own: None,
        }
    }

    /// The same with a user's own rules, from [`register::read_file`](crate::rules::register::read_file).
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
        tables::add(&found, &lines, &self.lists, &mut extraction);
        self.finish(text, Start::of(text), &mut extraction);
        extraction
    }

    /// The documents that begin within the text of another, in order.
    pub fn further_documents(&self, text: &str) -> Vec<FurtherDocument> {
        let view = JoinedText::starting(text, Start::of(text));
        head::further::find(&view, &self.lists, &head::read(&view, &self.lists))
    }

    /// Reads the fields out of the text of a whole document.
    pub fn extract(&self, text: &str) -> Extraction {
        self.read(text, &mut Progress::none(text))
    }

    /// Reads the fields out of a text of any length in bounded memory: in chunks of a megabyte or two,
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
    pub(crate) fn in_chunks<E>(
        &self,
        text: &str,
        size: chunks::Size,
        each: impl FnMut(Extraction) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut progress, mut ids) = (Progress::none(text), Ids::default());
        let read = |chunk| {
            let mut found = self.read(chunk, &mut progress);
            ids.go_on(&mut found);
            found
        };
        chunks::cut(text, size).map(read).try_for_each(each)
    }

    /// Reads a text that goes on where others ended.
    fn read(&self, text: &str, progress: &mut Progress) -> Extraction {
        let start = progress.start;
        let found = text_tables::find(text, start.line, start.pages(), &self.lists);
        let lines = Lines::of(text, start.line);
        let mut extraction = self.read_sentences(&lines.without(&found), progress);
        tables::add(&found, &lines, &self.lists, &mut extraction);
        self.finish(text, start, &mut extraction);
        extraction
    }

    /// [`Self::read`] for a text without tables.
    fn read_sentences(&self, text: &str, progress: &mut Progress) -> Extraction {
        let (mut view, lists) = (JoinedText::starting(text, progress.start), &self.lists);
        progress.start = view.end;
        let (head, close) = frame(&view, lists, progress.time.is_none());
        // No paragraph of the body goes on in the close, however full its last line.
        view.break_at(close.block.start);
        let body = Span::new(head.end, close.start.max(head.end));
        let mut ledger = NumberLedger::new(&view.text);
        claim_structure(&view, &mut ledger, &head, close.block);
        let issue = head.header.date.as_ref().map(|date| date.iso.clone());
        let reader = TimeReader::new(&view, lists);
        let mut days = time::dates::find(&reader, &mut ledger, head.date.zip(issue));
        let citations = citations::find(&view, lists, &mut ledger, &mut days);
        let named = citations::find_named(&view, lists, &mut ledger);
        let time = progress.time.get_or_insert_with(|| time_context(&head));
        let periods = time::periods::find(&reader, &mut ledger, time);
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
            time,
            after: head.end,
        };
        let plan_items = plan::find(&context, body);
        let (statistics, checks) = figures::read(&context, &mut ledger);
        let mut header = head.header;
        header.report_period.clone_from(&time.report);
        header.plan_period = (time.planned.clone()).or_else(|| plan_items.first()?.period.clone());
        // The subject stands in this text.
        time.subject = None;
        let references = citations.into_iter().chain(named);
        Extraction {
            header,
            sections: plan::sections::tree(&view, &headings),
            references: references.map(|citation| citation.reference).collect(),
            dates: days.into_iter().map(|day| day.mention).collect(),
            periods: periods.into_iter().map(|mention| mention.period).collect(),
            statistics,
            checks,
            plan_items,
            recipients: close.recipients,
            signatory: close.signatory,
            numbers: ledger.mentions(&view),
            ..Extraction::default()
        }
    }

    /// Notes how often rules are right, leaves out what those took that are off, and reads the fields of a
    /// user's own, which look into tables as well.
    fn finish(&self, text: &str, start: Start, extraction: &mut Extraction) {
        self.precision.mark(extraction);
        let Some(own) = &self.own else { return };
        extraction.keep(&mut |item| !own.off.iter().any(|off| *off == item.provenance.rule));
        let issued = extraction.header.date.as_ref();
        let issued = issued.and_then(|date| date.iso.clone());
        extraction.custom = self.own_fields_in(&JoinedText::starting(text, start), issued);
    }

    fn own_fields_in(&self, view: &JoinedText, issued: Option<String>) -> Vec<CustomField> {
        let lists = &self.lists;
        let reader = own_fields::Reader {
            view,
            lists,
            issued,
        };
        let rules = self.own.as_ref().map(|own| &own.rules);
        rules.map_or_else(Vec::new, |rules| own_fields::read(rules, &reader))
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

/// The head of a text, which the later chunks of a long one do not have, and the close of its first document.
fn frame(view: &JoinedText, lists: &Lists, first: bool) -> (Head, Closing) {
    let head = first.then(|| head::read(view, lists));
    let head = head.unwrap_or_default();
    let further = first.then(|| head::further::find(view, lists, &head));
    let next = further.iter().flatten().next();
    let end = next.map_or(view.text.len(), |next| next.start);
    let close = closing::read(view, lists, Span::new(head.end, end));
    (head, close)
}

/// Claims the digits of page numbers, of labels, of the document's own number and of its close.
fn claim_structure(view: &JoinedText, ledger: &mut NumberLedger, head: &Head, block: Span) {
    for line in view.page_numbers() {
        ledger.claim(line.span, NumberClass::PageNumber, None);
    }
    for label in view.paragraphs.iter().filter_map(|p| p.label) {
        ledger.claim(label.span, NumberClass::Label, None);
    }
    if let Some(number) = head.number {
        ledger.claim(number, NumberClass::DocumentNumber, Some("header.number"));
    }
    ledger.claim(block, NumberClass::Identifier, None);
}

/// What the header says about time.
fn time_context(head: &Head) -> TimeContext {
    const PLANS: [&str; 2] = ["Kế hoạch", "Chương trình"];
    const SINGLE: [&str; 5] = ["Thông báo", "Tờ trình", "Quyết định", "Chỉ thị", "Công văn"];
    let kind = head.header.doc_type.as_ref().map_or("", |kind| &kind.name);
    TimeContext {
        issued: head.header.date.as_ref().and_then(|date| date.iso.clone()),
        subject: head.subject,
        // With another body as well: *Chương trình phối hợp*.
        plan: PLANS.iter().any(|plan| kind.starts_with(plan)),
        periodic: !SINGLE.contains(&kind),
        ..TimeContext::default()
    }
}
