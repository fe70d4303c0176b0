//! Cited documents (*văn bản viện dẫn*): type, number, day, issuer, subject, and how they relate.

pub(crate) mod document_number;

use super::reading::numbers::NumberLedger;
use super::reading::paragraphs::JoinedText;
use super::time::dates::Day;
use crate::document::{DateRole, Grammar, NumberClass, Reference, Relation, RelationKind};
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::rules::units;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{
    after, before, clause_end, clause_start, skip, trim, window_after, words_after, words_before,
};
use crate::text::{Span, fold};
use document_number::Number;
use rustc_hash::FxHashMap;

const NUMBER: RuleName = RuleName("reference.number");
const NAMED: RuleName = RuleName("reference.named");

static NAME: Shape = Shape::new(|| shape("document_name"));

/// A cited document and where it stands.
#[derive(Debug)]
pub(crate) struct Citation {
    pub(crate) span: Span,
    subject: Option<Span>,
    pub(crate) reference: Reference,
}

/// Finds all citations with a number and claims their digits.
pub(crate) fn find(
    view: &JoinedText,
    lists: &Lists,
    ledger: &mut NumberLedger,
    days: &mut [Day],
) -> Vec<Citation> {
    let (text, words) = (&view.text, &lists.words);
    let mut citations: Vec<Citation> = Vec::new();
    for i in 0..ledger.len() {
        let cited = (ledger.free(i)).and_then(|number| cited(text, number.start, lists));
        let Some((start, number, mut reference)) = cited else {
            continue;
        };
        reference.id = format!("r{}", citations.len() + 1);
        ledger.claim(number, NumberClass::DocumentNumber, Some(&reference.id));
        let mut end = number.end;
        if let Some(Day { span, mention }) = day_after(text, end, days) {
            end = span.end;
            (mention.role, mention.target) = (DateRole::Reference, Some(reference.id.clone()));
            reference.date.clone_from(&mention.iso);
        }
        let issuer = issuer(text, words, end);
        let span = Span::new(start, issuer.map_or(end, |span| span.end));
        let subject = subject(text, words, span.end);
        let reference = Reference {
            issuer: issuer.map(|span| view.string(span)),
            subject: subject.map(|span| view.string(span)),
            relation: relation_here(text, words, start),
            text: view.string(span),
            span: view.place(span),
            ..reference
        };
        citations.push(Citation {
            span,
            subject,
            reference,
        });
    }
    relate(&mut citations, words);
    citations
}

/// The cited document whose number stands at a place, if its grammar or the words before it make sure that it is one:
/// where its citation starts, where the number stands, and what they say.
fn cited(text: &str, at: usize, lists: &Lists) -> Option<(usize, Span, Reference)> {
    let Number { span, field } = document_number::at_digits(text, at, lists)?;
    let colon = text[..at].trim_end_matches([' ', ':']).len();
    let keyword = before(text, colon, "số");
    let start = keyword.unwrap_or(at);
    let kind = |abbr: &String| Some(lists.type_of_abbr(abbr)?.0.as_str());
    let kind = field.type_abbr.as_ref().and_then(kind);
    let named = type_before(text, start, lists).or_else(|| type_in_clause(text, start, kind?));
    let letter = (field.grammar == Grammar::Letter).then_some("Công văn");
    let known = |abbr: &String| letter.is_some() && lists.agency_of_abbr(abbr).is_some();
    let clear = !matches!(field.grammar, Grammar::Plain | Grammar::Letter)
        || field.issuer_abbr.as_ref().is_some_and(known);
    let doc_type = named.map(|(_, name)| name).or(kind).or(letter);
    let reference = Reference {
        doc_type: doc_type.map(str::to_owned),
        number: field.normalized,
        serial: field.serial,
        year: field.year,
        type_abbr: field.type_abbr,
        issuer_abbr: field.issuer_abbr,
        unit_abbr: field.unit_abbr,
        grammar: Some(field.grammar),
        has_so_keyword: keyword.is_some(),
        provenance: NUMBER.provenance(),
        ..Reference::default()
    };
    let trusted = clear || keyword.is_some() || named.is_some();
    trusted.then_some((named.map_or(start, |(start, _)| start), span, reference))
}

/// The longest name of a type that ends at `at`.
fn type_before<'l>(text: &str, at: usize, lists: &'l Lists) -> Option<(usize, &'l str)> {
    const WORDS: usize = 4;
    let words: Vec<Span> = words_before(text, at).take(WORDS).collect();
    words.iter().rev().find_map(|word| {
        let found = lists.type_of_name(text[word.start..at].trim_end())?;
        Some((word.start, found.0.as_str()))
    })
}

/// The name of the type that the symbol stands for, up to twelve words before: *thông báo lịch tiếp công
/// dân số 2615/TB-STTTT*.
fn type_in_clause<'l>(text: &str, at: usize, name: &'l str) -> Option<(usize, &'l str)> {
    let lower = name.to_lowercase();
    let mut words = words_before(text, at).take(12);
    let word = words.find(|word| after(text, word.start, &lower).is_some())?;
    Some((word.start, name))
}

/// The day right after a number.
fn day_after<'d>(text: &str, at: usize, days: &'d mut [Day]) -> Option<&'d mut Day> {
    let skip = |at: usize| skip(text, at, &[' ', ',', '(', '.']);
    let starts = |at: usize| days.binary_search_by_key(&at, |day| day.span.start).ok();
    let at = skip(at);
    let index = starts(at).or_else(|| starts(skip(after(text, at, "ngày")?)))?;
    days.get_mut(index)
}

/// *của Chính phủ*: up to the first word that starts what the document is about.
fn issuer(text: &str, words: &Words, at: usize) -> Option<Span> {
    const WORDS: usize = 16;
    let of = after(text, skip(text, at, &[' ', ',', ')']), "của")?;
    let start = skip(text, of, &[' ', '\n', '\u{a0}']);
    let capital = |at: usize| text[at..].trim_start().starts_with(char::is_uppercase);
    let goes_on = |word: &Span| {
        let printed = word.of(text);
        let joins = printed == "và" && capital(word.end);
        let about = || words.after(text, word.start, Role::AfterIssuer).is_some();
        joins || !printed.chars().all(char::is_lowercase) || !about()
    };
    let name = words_after(text, start).take(WORDS).take_while(goes_on);
    let last = name.last().filter(|_| capital(start))?;
    Some(Span::new(start, last.end))
}

/// What the document is about: from *về, quy định, ban hành …* to the end of the clause.
fn subject(text: &str, words: &Words, at: usize) -> Option<Span> {
    const LONGEST: usize = 600;
    let at = skip(text, at, &[' ', ',', '(']);
    words.after(text, at, Role::About)?;
    let end = clause_end(text, at, LONGEST, |c| matches!(c, ';' | '\n' | ')' | ':'));
    let noise = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '/');
    Some(trim(text, Span::new(at, end), noise))
}

/// Marks repeated citations and the documents that amend, replace or implement others.
fn relate(citations: &mut [Citation], words: &Words) {
    let mut first: FxHashMap<String, String> = FxHashMap::default();
    for Citation { reference, .. } in citations.iter_mut() {
        let number = reference.number.clone().unwrap_or_default();
        reference.same_as = first.get(&number).cloned();
        first.entry(number).or_insert_with(|| reference.id.clone());
    }
    for i in 0..citations.len() {
        let (citation, later) = citations[i..].split_first_mut().expect("it has its place");
        let reference = &mut citation.reference;
        let subject = reference.subject.as_deref();
        let kind = subject.and_then(|subject| relation(subject, words));
        let Some((Span { end, .. }, kind)) = citation.subject.zip(kind) else {
            continue;
        };
        let inside = later.iter().take_while(|next| next.span.start < end);
        let inside = inside.map(|next| &next.reference);
        let ids = inside.map(|next| next.same_as.as_ref().unwrap_or(&next.id));
        let mut to: Vec<String> = ids.cloned().collect();
        to.dedup();
        reference.relations = to.into_iter().map(|to| Relation { kind, to }).collect();
    }
}

const RELATIONS: [(Role, RelationKind); 4] = [
    (Role::Replaces, RelationKind::Replaces),
    (Role::Amends, RelationKind::Amends),
    (Role::Implements, RelationKind::Implements),
    (Role::BasedOn, RelationKind::BasedOn),
];

/// What a document does to those that its subject names: *về việc sửa đổi Nghị định số 5*.
fn relation(subject: &str, words: &Words) -> Option<RelationKind> {
    let folded = fold(subject);
    let about = folded.trim_start_matches("ve ").trim_start_matches("viec ");
    let mut known = RELATIONS[..3].iter();
    let found = known.find(|(role, _)| words.begins(about, *role).is_some());
    // *Theo hướng dẫn tại Công văn số 5* carries nothing out.
    let guides = about.starts_with("huong dan");
    let guides = guides.then_some(RelationKind::Implements);
    found.map(|(_, kind)| *kind).or(guides)
}

/// What this document does to the one that is cited at `at`, from the words of the clause before it.
fn relation_here(text: &str, words: &Words, at: usize) -> Option<RelationKind> {
    const REACH: usize = 120;
    let clause = fold(&text[clause_start(text, at, REACH, b";\n")..at]);
    // Another citation stands between: the words belong to that one.
    if clause.contains('/') {
        return None;
    }
    let found = RELATIONS.iter().flat_map(|(role, kind)| {
        let phrases = words.folded(*role).iter();
        phrases.filter_map(|word| Some((clause.rfind(word.as_str())?, *kind)))
    });
    found.max_by_key(|(at, _)| *at).map(|(_, kind)| kind)
}

/// Documents that are only named: *Đề án 06*, *Đề án “…”*.
pub(crate) fn find_named(
    view: &JoinedText,
    lists: &Lists,
    ledger: &mut NumberLedger,
) -> Vec<Citation> {
    const LONGEST: usize = 600;
    let text = &view.text;
    let mut citations: Vec<Citation> = Vec::new();
    for kind in lists.named_documents.find_iter(text) {
        let from = skip(text, kind.end(), &[' ']);
        let near = &text[..window_after(text, from, LONGEST)];
        let Some(found) = NAME.at(near, from) else {
            continue;
        };
        let (subject, number) = (found.part("title"), found.part("number"));
        let id = format!("n{}", citations.len() + 1);
        if let Some(number) = number {
            let counted = found.part("letter").is_none() && counts(text, number.end, lists);
            // *Chỉ thị 05 -CT/TW* has a symbol.
            let cited = ledger.class_at(number.start) == Some(NumberClass::DocumentNumber);
            if counted || cited {
                continue;
            }
            ledger.claim(number, NumberClass::Name, Some(&id));
        }
        let end = number.map_or(found.end(), |number| number.end);
        let span = Span::new(kind.start(), end);
        let reference = Reference {
            id,
            doc_type: Some(kind.as_str().to_owned()),
            subject: subject.map(|span| view.string(span)),
            text: view.string(span),
            span: view.place(span),
            provenance: NAMED.provenance(),
            ..Reference::default()
        };
        citations.push(Citation {
            span,
            subject,
            reference,
        });
    }
    citations
}

/// Whether a number counts something: *Kế hoạch 5 năm*. A day does not: *Nghị quyết 18 ngày 25/10*.
fn counts(text: &str, at: usize, lists: &Lists) -> bool {
    let day = after(text, at, "ngày").map_or("", |end| &text[end..]);
    let dated = day.trim_start().starts_with(|c: char| c.is_ascii_digit());
    !dated && units::unit(text, at, lists).is_some()
}
