//! Cited documents (*văn bản viện dẫn*): type, number, day, issuer, subject, and how they relate.

pub(crate) mod document_number;

use crate::document::{DateRole, Grammar, NumberClass, Reference, Relation, RelationKind};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::extract::time::dates::Day;
use crate::rules::lists::Lists;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{
    after, before, clause_end, clause_start, is_word_char, skip, trim, window_after, words_after,
    words_before,
};
use crate::text::{Span, fold};
use document_number::Number;
use rustc_hash::FxHashMap;

const NUMBER: RuleName = RuleName("reference.number");
const NAMED: RuleName = RuleName("reference.named");

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
        let Some(start) = ledger
            .get(i)
            .filter(|t| t.class.is_none())
            .map(|t| t.span.start)
        else {
            continue;
        };
        let Some(number) = document_number::at_digits(text, start, lists) else {
            continue;
        };
        let lead = lead(text, start, &number, lists);
        if !lead.trusted {
            continue;
        }
        let id = format!("r{}", citations.len() + 1);
        ledger.claim(number.span, NumberClass::DocumentNumber, Some(&id));
        let day = date_after(text, number.span.end, &by_start);
        let iso = day.and_then(|(i, _)| days[i].mention.iso.clone());
        if let Some((i, _)) = day {
            days[i].mention.role = DateRole::Reference;
            days[i].mention.target = Some(id.clone());
        }
        let end = day.map_or(number.span.end, |(i, _)| days[i].span.end);
        citations.push(citation(view, &lists.words, id, number, lead, end, iso));
    }
    relate(&mut citations);
    citations
}

/// What stands before a number.
struct Lead {
    start: usize,
    /// *Số* stands before it.
    keyword: bool,
    doc_type: Option<String>,
    /// The words make sure that it is a document's number.
    trusted: bool,
}

fn lead(text: &str, at: usize, number: &Number, lists: &Lists) -> Lead {
    let colon = text[..at].trim_end_matches([' ', ':']).len();
    let keyword = before(text, colon, "số");
    let start = keyword.unwrap_or(at);
    let named = type_before(text, start, lists)
        .or_else(|| type_in_clause(text, start, number.type_abbr.as_deref()?, lists));
    let by_symbol = number
        .type_abbr
        .as_deref()
        .and_then(|abbr| lists.type_of_abbr(abbr));
    let letter = (number.grammar == Grammar::Letter).then(|| "Công văn".to_owned());
    let trusted = keyword.is_some()
        || named.is_some()
        || !matches!(number.grammar, Grammar::Plain | Grammar::Letter)
        || number
            .issuer_abbr
            .as_deref()
            .is_some_and(|abbr| lists.agency_of_abbr(abbr).is_some())
            && number.grammar == Grammar::Letter;
    Lead {
        start: named.as_ref().map_or(start, |(start, _)| *start),
        keyword: keyword.is_some(),
        doc_type: named
            .map(|(_, name)| name)
            .or_else(|| by_symbol.map(|t| t.0.clone()))
            .or(letter),
        trusted,
    }
}

/// The longest name of a type that ends at `at`.
fn type_before(text: &str, at: usize, lists: &Lists) -> Option<(usize, String)> {
    let starts: Vec<usize> = words_before(text, at)
        .take(4)
        .map(|word| word.start)
        .collect();
    starts.iter().rev().find_map(|&start| {
        let found = lists.type_of_name(text[start..at].trim_end())?;
        Some((start, found.0.clone()))
    })
}

/// The name of the type that the symbol stands for, up to twelve words before: *thông báo lịch tiếp công
/// dân số 2615/TB-STTTT*.
fn type_in_clause(text: &str, at: usize, abbr: &str, lists: &Lists) -> Option<(usize, String)> {
    let name = lists.type_of_abbr(abbr)?;
    let lower = name.0.to_lowercase();
    words_before(text, at)
        .take(12)
        .find(|word| after(text, word.start, &lower).is_some())
        .map(|word| (word.start, name.0.clone()))
}

/// The day right after a number: its index and where its words start.
fn date_after(text: &str, at: usize, by_start: &FxHashMap<usize, usize>) -> Option<(usize, usize)> {
    let skip = |at: usize| skip(text, at, &[' ', ',', '(', '.']);
    let at = skip(at);
    if let Some(&day) = by_start.get(&at) {
        return Some((day, at));
    }
    let number = skip(after(text, at, "ngày")?);
    by_start.get(&number).map(|&day| (day, at))
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
    if !text[start..].starts_with(char::is_uppercase) {
        return None;
    }
    let mut end = start;
    for word in words_after(text, start).take(16) {
        let stop = word.of(text).chars().all(char::is_lowercase)
            && words.after(text, word.start, Role::AfterIssuer).is_some();
        if stop && !(word.of(text) == "và" && capital_follows(text, word.end)) {
            break;
        }
        end = word.end;
    }
    (end > start).then(|| Span::new(start, end))
}

fn capital_follows(text: &str, at: usize) -> bool {
    text[at..].trim_start().starts_with(char::is_uppercase)
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
fn relate(citations: &mut [Citation]) {
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
        let Some(subject) = citations[i].subject else {
            continue;
        };
        let Some(kind) = citations[i].reference.subject.as_deref().and_then(relation) else {
            continue;
        };
        let inside = citations[i + 1..]
            .iter()
            .take_while(|next| next.span.start < subject.end);
        let mut to: Vec<String> = inside
            .map(|next| {
                next.reference
                    .same_as
                    .clone()
                    .unwrap_or(next.reference.id.clone())
            })
            .collect();
        to.dedup();
        citations[i].reference.relations = to.into_iter().map(|to| Relation { kind, to }).collect();
    }
}

fn relation(subject: &str) -> Option<RelationKind> {
    let folded = fold(subject);
    let start = folded
        .trim_start_matches("ve viec ")
        .trim_start_matches("ve ");
    if start.starts_with("sua doi") || start.starts_with("bo sung") {
        Some(RelationKind::Amends)
    } else if start.starts_with("thay the") || start.starts_with("bai bo") {
        Some(RelationKind::Replaces)
    } else if ["trien khai", "thuc hien", "huong dan"]
        .iter()
        .any(|word| start.starts_with(word))
    {
        Some(RelationKind::Implements)
    } else {
        None
    }
}

/// What this document does to the one that is cited at `at`, from the words of the clause before it.
fn relation_here(text: &str, words: &Words, at: usize) -> Option<RelationKind> {
    const REACH: usize = 120;
    const RELATIONS: [(Role, RelationKind); 4] = [
        (Role::Replaces, RelationKind::Replaces),
        (Role::Amends, RelationKind::Amends),
        (Role::Implements, RelationKind::Implements),
        (Role::BasedOn, RelationKind::BasedOn),
    ];
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
    let mut hits: Vec<(usize, &str)> = kinds
        .flat_map(|(name, _)| text.match_indices(name.as_str()))
        .collect();
    hits.sort_unstable();
    hits.dedup();
    for (start, name) in hits {
        let at = start + name.len();
        let from = skip(text, at, &[' ']);
        let near = &text[from..window_after(text, from, 600)];
        let quoted = near.starts_with('“').then(|| near.find('”')).flatten();
        let named_by = quoted
            .map(|end| {
                let subject = Span::new(from + '“'.len_utf8(), from + end);
                (subject.end + '”'.len_utf8(), Some(subject))
            })
            .or_else(|| {
                let number = bare_number(text, from, lists)?;
                is_alone(ledger, from).then_some((number, None))
            });
        let Some((end, subject)) = named_by else {
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
    const LONGEST: usize = 3;
    let digit = |c: char| c.is_ascii_digit();
    let rest = &text[from..];
    let digits = rest.find(|c: char| !digit(c)).unwrap_or(rest.len());
    let after = &rest[digits..];
    let goes_on = after.starts_with(['/', '-', '%'])
        || after
            .strip_prefix(['.', ','])
            .is_some_and(|after| after.starts_with(digit));
    if !(1..=LONGEST).contains(&digits) || goes_on {
        return None;
    }
    let letter = after.chars().next().filter(|c| c.is_alphabetic());
    let end = from + digits + letter.map_or(0, char::len_utf8);
    let ended = !text[end..].starts_with(is_word_char);
    (ended && (letter.is_some() || !counts(text, end, lists))).then_some(end)
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
