//! The grammar of document numbers and symbols (*số, ký hiệu*).
//!
//! ```text
//! number := serial "/" year "/" ("QH"|"UBTVQH") term       202/2025/QH15
//!         | serial "/" year "/" type "-" issuer            72/2022/NĐ-CP
//!         | serial "-" type "/" organ ["-" unit]           66-QĐ/TW
//!         | serial "/" type "-" issuer ["-" unit]          220/BC-STTTT-VP
//!         | serial "/" issuer "-" unit                     05/BNV-VP
//!         | serial "/" organ                               101/CP
//! ```

use crate::document::Grammar;
use crate::extract::register;
use crate::rules::family::{Family, Printed};
use crate::rules::lists::Lists;
use crate::text::Span;
use crate::text::phrases::window_after;
use serde::Deserialize;
use std::sync::LazyLock;

/// Forms of `reference.number` in `dictionaries/rules/citation.toml`.
static FORMS: LazyLock<Family<Form>> =
    LazyLock::new(|| Family::new(&register::file("citation.toml")));

/// What a form holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form {
    /// Serial, year and symbol.
    Number,
    /// The symbol alone.
    Symbol,
}

/// A number and symbol as parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) span: Span,
    pub(crate) serial_text: Option<String>,
    pub(crate) serial: Option<u32>,
    pub(crate) year: Option<u32>,
    pub(crate) type_abbr: Option<String>,
    pub(crate) issuer_abbr: Option<String>,
    pub(crate) unit_abbr: Option<String>,
    pub(crate) symbol: String,
    pub(crate) grammar: Grammar,
}

impl Number {
    /// Number and symbol without spaces; `None` without a serial.
    pub(crate) fn normalized(&self) -> Option<String> {
        let serial = self.serial_text.as_ref()?;
        Some(self.with_serial(serial, self.year))
    }

    fn with_serial(&self, serial: &str, year: Option<u32>) -> String {
        let joint = match self.grammar {
            Grammar::Party => '-',
            _ => '/',
        };
        let year = year.map(|year| format!("/{year}")).unwrap_or_default();
        format!("{serial}{year}{joint}{}", self.symbol)
    }
}

/// Number and symbol on the line of the header, for the recogniser of handwriting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeadNumber {
    number: Number,
    /// Where the symbol ends in the line.
    pub(crate) end: usize,
}

impl HeadNumber {
    /// Takes off what the engine read of written digits as a group of letters before the type:
    /// `Ca/BC-HĐND`.
    pub(crate) fn new(mut number: Number, lists: &Lists) -> Self {
        let end = number.span.end;
        if let Some((ink, symbol)) = number.symbol.split_once('/')
            && let Some((kind, _)) = symbol.split_once('-')
            && lists.type_of_abbr(ink).is_none()
            && lists.type_of_abbr(kind).is_some()
        {
            number.symbol = symbol.to_owned();
            number.grammar = Grammar::Admin;
        }
        HeadNumber { number, end }
    }

    /// The serial as it was read, with the year where it has one.
    pub(crate) fn serial(&self) -> Option<String> {
        let serial = self.number.serial_text.as_ref()?;
        let year = self.number.year.map(|year| format!("/{year}"));
        Some(format!("{serial}{}", year.unwrap_or_default()))
    }

    /// Number and symbol with another serial, which may bring a year with it.
    pub(crate) fn with_serial(&self, serial: &str) -> String {
        let year = self.number.year.filter(|_| !serial.contains('/'));
        self.number.with_serial(serial, year)
    }
}

/// Groups of a symbol and the marks between them.
#[derive(Debug)]
struct Symbol {
    groups: Vec<String>,
    marks: Vec<char>,
    span: Span,
}

impl Symbol {
    /// The symbol of a form. A mark with spaces on both sides joins only the type to what follows it: `BC - UBND`,
    /// but not `QĐ-UBND - Sở Y tế`.
    fn of(found: &Printed<Form>, text: &str, lists: &Lists) -> Option<Symbol> {
        let first = found.part("first")?;
        let typed = || lists.type_of_abbr(&plain_letters(first.of(text))).is_some();
        let joined = found.part("loose").is_none() || typed();
        let end = if joined {
            found.part("symbol")?.end
        } else {
            first.end
        };
        let span = Span::new(first.start, end);
        let between = |c: char| matches!(c, '-' | '–' | '—' | '_' | '/' | ' ');
        let groups = span
            .of(text)
            .split(between)
            .filter(|group| !group.is_empty());
        let gaps = span.of(text).split(|c| !between(c));
        let mark = |gap: &str| if gap.contains('/') { '/' } else { '-' };
        Some(Symbol {
            groups: groups.map(plain_letters).collect(),
            marks: gaps.filter(|gap| !gap.is_empty()).map(mark).collect(),
            span,
        })
    }

    /// The number that it is of. `party` says that a dash, not a slash, stood before it.
    fn number(self, party: bool, year: Option<u32>, lists: &Lists) -> Number {
        let Symbol {
            mut groups,
            marks,
            span,
        } = self;
        let kind = lists.type_of_abbr(&groups[0]).map(|kind| kind.1.clone());
        let grammar = match (&kind, groups.len(), year) {
            _ if party && marks.first() == Some(&'/') => Grammar::Party,
            (_, 1, Some(_)) => Grammar::Law,
            (_, 1, None) => Grammar::Plain,
            (Some(_), _, Some(_)) => Grammar::Regulation,
            (Some(_), _, None) => Grammar::Admin,
            (None, _, _) => Grammar::Letter,
        };
        let typed = !matches!(grammar, Grammar::Law | Grammar::Plain | Grammar::Letter);
        if typed && let Some(kind) = kind {
            groups[0] = kind;
        }
        let mut symbol = groups[0].clone();
        for (mark, group) in marks.iter().zip(&groups[1..]) {
            symbol.push(*mark);
            symbol.push_str(group);
        }
        let type_abbr = typed.then(|| groups.remove(0));
        let (issuer_abbr, unit_abbr) = issuer_and_unit(&groups);
        Number {
            span,
            serial_text: None,
            serial: None,
            year,
            type_abbr,
            issuer_abbr,
            unit_abbr,
            symbol,
            grammar,
        }
    }
}

/// Engines read `Đ` as the Icelandic `Ð`, or as both letters.
fn plain_letters(group: &str) -> String {
    let twice = group.replace("ĐÐ", "Đ").replace("ÐĐ", "Đ");
    twice.replace('Ð', "Đ")
}

/// Splits the groups after the type. A unit whose group holds `&` belongs to the group before it:
/// `TTVH-TT&TT` is one centre.
fn issuer_and_unit(groups: &[String]) -> (Option<String>, Option<String>) {
    let [issuer, rest @ ..] = groups else {
        return (None, None);
    };
    let unit = rest.join("-");
    match rest.iter().any(|group| group.contains('&')) {
        true => (Some(format!("{issuer}-{unit}")), None),
        false => (
            Some(issuer.clone()),
            Some(unit).filter(|unit| !unit.is_empty()),
        ),
    }
}

/// Reads number and symbol from a run of digits at `at`; `None` if it is something else.
pub(crate) fn at_digits(text: &str, at: usize, lists: &Lists) -> Option<Number> {
    let found = FORMS
        .at(text, at)
        .filter(|found| found.kind == Form::Number)?;
    let dash = found.text("mark").is_some_and(|mark| mark != "/");
    let year = found.text("year").and_then(|year| year.parse().ok());
    let mut number = Symbol::of(&found, text, lists)?.number(dash, year, lists);
    let plausible = match number.grammar {
        // A dash makes a Party number only together with a type: not `2021-BC/HU` without one.
        Grammar::Party => lists.type_of_abbr(number.type_abbr.as_deref()?).is_some(),
        Grammar::Admin | Grammar::Regulation | Grammar::Letter => !dash,
        Grammar::Law => number.symbol.starts_with("QH") || number.symbol.starts_with("UBTVQH"),
        // `3/VNPT`: the reader must know from the words before that a number comes.
        Grammar::Plain => !dash && number.symbol.chars().count() >= 2,
    };
    let serial = found.text("serial").filter(|_| plausible)?;
    number.span.start = at;
    number.serial = serial.trim_end_matches(char::is_alphabetic).parse().ok();
    number.serial_text = Some(serial.to_owned());
    Some(number)
}

/// Finds the number of the document's own header in what follows *Số:*, however badly the serial was
/// read: the symbol is found by its type or issuer, the serial is what stands before it and is
/// `None` unless it is made of digits.
pub(crate) fn in_header(text: &str, range: Span, lists: &Lists) -> Option<Number> {
    let text = &text[..range.end];
    let slot = &text[range.start..window_after(text, range.start, 200)];
    let mut starts = slot.char_indices().filter(|(_, c)| c.is_uppercase());
    starts.find_map(|(i, _)| {
        let found = FORMS.at(text, range.start + i)?;
        let symbol = Symbol::of(&found, text, lists)?;
        let first = &symbol.groups[0];
        let known = lists.type_of_abbr(first).is_some()
            || lists.agency_of_abbr(first).is_some()
            || slot[..i].trim_end().ends_with('/');
        let plausible = known && symbol.groups.len() > 1 && first.chars().count() >= 2;
        plausible.then(|| with_serial(text, range.start, symbol, lists))?
    })
}

fn with_serial(text: &str, from: usize, symbol: Symbol, lists: &Lists) -> Option<Number> {
    let symbol_at = symbol.span.start;
    let before = text[from..symbol_at].trim();
    let dash = before.ends_with(['-', '–', '—']);
    let slot = before.trim_end_matches(['/', '-', '–', '—', ' ']);
    let compact: String = slot.split_whitespace().collect();
    let (serial, year) = compact.split_once('/').unwrap_or((&compact, ""));
    let year = year.parse().ok().filter(|year| (1945..2100).contains(year));
    let digits = serial
        .strip_suffix(|c: char| c.is_ascii_lowercase())
        .unwrap_or(serial);
    let clean = (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let mut number = symbol.number(dash, year, lists);
    let printed = slot.trim_start_matches(|c: char| !c.is_alphanumeric());
    if clean {
        number.span.start = from + text[from..symbol_at].find(printed)?;
        number.serial = digits.parse().ok();
        number.serial_text = Some(serial.to_owned());
    }
    Some(number)
}
