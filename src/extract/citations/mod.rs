//! Cited documents (*văn bản viện dẫn*): type, number, day, issuer, subject, and how they relate.

pub(crate) mod document_number;

use crate::document::{DateRole, Grammar, NumberClass, Reference, Relation, RelationKind};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::extract::shapes::{Shape, shape};
use crate::extract::time::dates::Day;
use crate::rules::lists::Lists;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{
    after, before, clause_end, clause_start, skip, trim, window_after, words_after, words_before,
};
use crate::text::{Span, fold};
use document_number::Number;
use rustc_hash::FxHashMap;

const NUMBER: RuleName = RuleName("reference.number");
const NAMED: RuleName = RuleName("reference.named");

static BARE_NUMBER: Shape = Shape::new(|| shape("bare_number"));

/// A cited document and where it stands.
#[derive(Debug)]
pub(crate) struct Citation {
    pub(crate) span: Span,
    subject: Option<Span>,
    pub(crate) reference: Reference,
}

/// Finds all citations and claims their digits.
pub(crate) fn find(
    view: &JoinedText,
    lists: &Lists,
    ledger: &mut NumberLedger,
    days: &mut [Day],
) -> Vec<Citation> {
    let text = &view.text;
    let by_start: FxHashMap<usize, usize> = days
        .iter()
        .enumerate()
        .map(|(i, day)| (day.span.start, i))
        .collect();
    let mut citations: Vec<Citation> = Vec::new();
    for i in 0..ledger.len() {
        let token = ledger.get(i).filter(|token| token.class.is_none());
        let Some((number, lead)) = token.and_then(|token| cited(text, token.span.start, lists))
        else {
            continue;
        };
        let id = format!("r{}", citations.len() + 1);
        ledger.claim(number.span, NumberClass::DocumentNumber, Some(&id));
        let mut end = number.span.end;
        let mut iso = None;
        if let Some(i) = date_after(text, end, &by_start) {
            end = days[i].span.end;
            let day = &mut days[i].mention;
            (day.role, day.target) = (DateRole::Reference, Some(id.clone()));
            iso.clone_from(&day.iso);
        }
        citations.push(citation(view, &lists.words, id, number, lead, end, iso));
    }
    relate(&mut citations, &lists.words);
    citations
}

/// What stands before a number.
struct Lead {
    start: usize,
    /// *Số* stands before it.
    keyword: bool,
    doc_type: Option<String>,
}

/// The number of a cited document at a place, if its grammar or the words before it make sure that it is one.
fn cited(text: &str, at: usize, lists: &Lists) -> Option<(Number, Lead)> {
    let number = document_number::at_digits(text, at, lists)?;
    let colon = text[..at].trim_end_matches([' ', ':']).len();
    let keyword = before(text, colon, "số");
    let start = keyword.unwrap_or(at);
    let by_symbol = number
        .type_abbr
        .as_deref()
        .and_then(|abbr| lists.type_of_abbr(abbr));
    let named = type_before(text, start, lists)
        .or_else(|| type_in_clause(text, start, by_symbol?.0.as_str()));
    let letter = number.grammar == Grammar::Letter;
    let issuer = number.issuer_abbr.as_deref().filter(|_| letter);
    let trusted = keyword.is_some()
        || named.is_some()
        || !matches!(number.grammar, Grammar::Plain | Grammar::Letter)
        || issuer.is_some_and(|abbr| lists.agency_of_abbr(abbr).is_some());
    let lead = Lead {
        start: named.map_or(start, |(start, _)| start),
        keyword: keyword.is_some(),
        doc_type: named
            .map(|(_, name)| name)
            .or(by_symbol.map(|kind| kind.0.as_str()))
            .or(letter.then_some("Công văn"))
            .map(str::to_owned),
    };
    trusted.then_some((number, lead))
}

/// The longest name of a type that ends at `at`.
fn type_before<'l>(text: &str, at: usize, lists: &'l Lists) -> Option<(usize, &'l str)> {
    let starts: Vec<Span> = words_before(text, at).take(4).collect();
    starts.iter().rev().find_map(|word| {
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

/// The day right after a number: its index.
fn date_after(text: &str, at: usize, by_start: &FxHashMap<usize, usize>) -> Option<usize> {
    let skip = |at: usize| skip(text, at, &[' ', ',', '(', '.']);
    let at = skip(at);
    let behind = || by_start.get(&skip(after(text, at, "ngày")?));
    by_start.get(&at).or_else(behind).copied()
}

fn citation(
    view: &JoinedText,
    words: &Words,
    id: String,
    number: Number,
    lead: Lead,
    end: usize,
    date: Option<String>,
) -> Citation {
    let text = &view.text;
    let issuer = issuer(text, words, end);
    let end = issuer.map_or(end, |span| span.end);
    let subject = subject(text, words, end);
    let span = Span::new(lead.start, end);
    let reference = Reference {
        id,
        doc_type: lead.doc_type,
        number: number.normalized(),
        serial: number.serial,
        year: number.year,
        type_abbr: number.type_abbr,
        issuer_abbr: number.issuer_abbr,
        unit_abbr: number.unit_abbr,
        grammar: Some(number.grammar),
        date,
        issuer: issuer.map(|span| view.string(span)),
        subject: subject.map(|span| view.string(span)),
        has_so_keyword: lead.keyword,
        relation: relation_here(text, words, lead.start),
        text: view.string(span),
        span: view.place(span),
        provenance: NUMBER.provenance(),
        ..Reference::default()
    };
    Citation {
        span,
        subject,
        reference,
    }
}

/// *của Chính phủ*: up to the first word that starts what the document is about.
fn issuer(text: &str, words: &Words, at: usize) -> Option<Span> {
    let start = after(text, skip(text, at, &[' ', ',', ')']), "của")?;
    let start = text.len() - text[start..].trim_start().len();
    let capital = |at: usize| text[at..].trim_start().starts_with(char::is_uppercase);
    let goes_on = |word: &Span| {
        let printed = word.of(text);
        let joins = printed == "và" && capital(word.end);
        joins
            || !printed.chars().all(char::is_lowercase)
            || words.after(text, word.start, Role::AfterIssuer).is_none()
    };
    let name = words_after(text, start).take(16).take_while(goes_on).last();
    name.filter(|_| capital(start))
        .map(|last| Span::new(start, last.end))
}

/// What the document is about: from *về, quy định, ban hành …* to the end of the clause.
fn subject(text: &str, words: &Words, at: usize) -> Option<Span> {
    let at = skip(text, at, &[' ', ',', '(']);
    words.after(text, at, Role::About)?;
    let end = clause_end(text, at, 600, |c| matches!(c, ';' | '\n' | ')' | ':'));
    Some(trim(text, Span::new(at, end), |c| {
        c.is_whitespace() || matches!(c, '.' | ',' | '/')
    }))
}

/// Marks repeated citations and the documents that amend, replace or implement others.
fn relate(citations: &mut [Citation], words: &Words) {
    let mut first: FxHashMap<String, String> = FxHashMap::default();
    for citation in citations.iter_mut() {
        let Some(number) = citation.reference.number.clone() else {
            continue;
        };
        let id = citation.reference.id.clone();
        citation.reference.same_as = first.get(&number).cloned();
        first.entry(number).or_insert(id);
    }
    for i in 0..citations.len() {
        let (citation, later) = citations[i..].split_first_mut().expect("it has its place");
        let subject = citation.subject.zip(citation.reference.subject.as_deref());
        let Some((subject, kind)) =
            subject.and_then(|(span, text)| Some((span, relation(text, words)?)))
        else {
            continue;
        };
        let inside = later
            .iter()
            .take_while(|next| next.span.start < subject.end);
        let ids = inside.map(|next| {
            next.reference
                .same_as
                .as_ref()
                .unwrap_or(&next.reference.id)
        });
        let mut to: Vec<String> = ids.cloned().collect();
        to.dedup();
        citation.reference.relations = to.into_iter().map(|to| Relation { kind, to }).collect();
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
    let found = RELATIONS[..3]
        .iter()
        .find(|(role, _)| words.begins(about, *role).is_some());
    // *Theo hướng dẫn tại Công văn số 5* carries nothing out.
    let guides = about
        .starts_with("huong dan")
        .then_some(RelationKind::Implements);
    found.map(|(_, kind)| *kind).or(guides)
}

/// What this document does to the one that is cited at `at`, from the words of the clause before it.
fn relation_here(text: &str, words: &Words, at: usize) -> Option<RelationKind> {
    const REACH: usize = 120;
    let clause = fold(&text[clause_start(text, at, REACH, &[';', '\n'])..at]);
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
    let text = &view.text;
    let mut found: Vec<Citation> = Vec::new();
    let kinds = lists.words.of(Role::NamedDocument).iter();
    let kinds = kinds.filter_map(|kind| lists.type_of_name(kind));
    let hits = kinds.flat_map(|(name, _)| text.match_indices(name.as_str()));
    let mut hits: Vec<(usize, &str)> = hits.collect();
    hits.sort_unstable();
    hits.dedup();
    for (start, name) in hits {
        let from = skip(text, start + name.len(), &[' ']);
        let near = &text[from..window_after(text, from, 600)];
        let quoted = near.strip_prefix('“').and_then(|quoted| quoted.find('”'));
        let subject = quoted.map(|length| Span::new(from, from + length).shifted('“'.len_utf8()));
        let number = || bare_number(text, from, lists).filter(|_| is_alone(ledger, from));
        let Some(end) = subject
            .map(|subject| subject.end + '”'.len_utf8())
            .or_else(number)
        else {
            continue;
        };
        let id = format!("n{}", found.len() + 1);
        if subject.is_none() {
            ledger.claim(Span::new(from, end), NumberClass::Name, Some(&id));
        }
        found.push(named(view, id, name, Span::new(start, end), subject));
    }
    found
}

/// Whether the number at a place has no symbol, as *Chỉ thị 05 -CT/TW* does.
fn is_alone(ledger: &NumberLedger, at: usize) -> bool {
    let token = ledger.get(ledger.index_from(at));
    token.is_some_and(|token| token.class != Some(NumberClass::DocumentNumber))
}

/// The end of a number that names a document: `06` in *Đề án 06*, `30a` in *Chương trình 30a*; `None`
/// where it counts something (*Kế hoạch 5 năm*) or is part of a number and symbol.
fn bare_number(text: &str, from: usize, lists: &Lists) -> Option<usize> {
    let found = BARE_NUMBER.at(text, from)?;
    let end = found.part("number")?.end;
    (found.part("letter").is_some() || !counts(text, end, lists)).then_some(end)
}

/// Whether a unit or a multiplying word follows a number. A day does not: *Nghị quyết 18 ngày 25/10*.
fn counts(text: &str, at: usize, lists: &Lists) -> bool {
    const LONGEST: usize = 4;
    let words: Vec<Span> = words_after(text, at).take(LONGEST).collect();
    let Some(&first) = words.first() else {
        return false;
    };
    let number = |word: &Span| word.of(text).starts_with(|c: char| c.is_ascii_digit());
    let dated = after(text, at, "ngày").is_some() && words.get(1).is_some_and(number);
    let unit = |last: &Span| {
        let name = Span::new(first.start, last.end).of(text).to_lowercase();
        lists.unit_class(&name).is_some() || lists.factor(&name).is_some()
    };
    !dated && words.iter().any(unit)
}

fn named(
    view: &JoinedText,
    id: String,
    doc_type: &str,
    span: Span,
    subject: Option<Span>,
) -> Citation {
    let reference = Reference {
        id,
        doc_type: Some(doc_type.to_owned()),
        subject: subject.map(|span| view.string(span)),
        text: view.string(span),
        span: view.place(span),
        provenance: NAMED.provenance(),
        ..Reference::default()
    };
    Citation {
        span,
        subject,
        reference,
    }
}
