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

use crate::document::{Grammar, NumberField};
use crate::rules::family::{Family, Printed};
use crate::rules::lists::Lists;
use crate::rules::register;
use crate::rules::shapes::{Shape, shape};
use crate::text::Span;
use crate::text::phrases::window_after;
use std::iter::once;

/// Forms of `reference.number` in `dictionaries/rules/citation.toml`; one is of the symbol alone.
static FORMS: Shape = Shape::new(|| Family::new(&register::file("citation.toml")));
static SERIAL: Shape = Shape::new(|| shape("serial"));

/// A number and symbol as parsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) span: Span,
    /// What it says, without its place.
    pub(crate) field: NumberField,
}

impl Number {
    /// The number that a form is of. `party` says that a dash, not a slash, stood before its symbol.
    fn of(found: &Printed, party: bool, year: Option<u32>, lists: &Lists) -> Option<Number> {
        let kind = |group: &str| lists.type_of_abbr(&plain_letters(group));
        // A mark with spaces on both sides joins only the type to what follows it: `BC - UBND`, but not
        // `QĐ-UBND - Sở Y tế`.
        let whole = found.part("loose").is_none() || kind(found.text("first")?).is_some();
        let symbol = if whole { "symbol" } else { "first" };
        let (span, printed) = (found.part(symbol)?, found.text(symbol)?);
        let between = |c: char| matches!(c, '-' | '–' | '—' | '_' | '/' | ' ');
        let groups = printed.split(between).filter(|group| !group.is_empty());
        let mut groups: Vec<String> = groups.map(plain_letters).collect();
        let gaps = printed.split(|c| !between(c)).filter(|gap| !gap.is_empty());
        let marks = gaps.map(|gap| if gap.contains('/') { "/" } else { "-" });
        let marks: Vec<&str> = marks.collect();
        let kind = kind(&groups[0]);
        let grammar = match (kind, groups.len(), year) {
            _ if party && marks.first() == Some(&"/") => Grammar::Party,
            (_, 1, Some(_)) => Grammar::Law,
            (_, 1, None) => Grammar::Plain,
            (Some(_), _, Some(_)) => Grammar::Regulation,
            (Some(_), _, None) => Grammar::Admin,
            (None, _, _) => Grammar::Letter,
        };
        let typed = !matches!(grammar, Grammar::Law | Grammar::Plain | Grammar::Letter);
        if let Some((_, abbr)) = kind.filter(|_| typed) {
            groups[0].clone_from(abbr);
        }
        let joined = |(mark, group): (&str, &String)| format!("{mark}{group}");
        let symbol = once("").chain(marks).zip(&groups).map(joined).collect();
        let type_abbr = typed.then(|| groups.remove(0));
        let (issuer_abbr, unit_abbr) = issuer_and_unit(&groups);
        let field = NumberField {
            symbol,
            year,
            type_abbr,
            issuer_abbr,
            unit_abbr,
            grammar,
            ..NumberField::default()
        };
        Some(Number { span, field })
    }

    /// The same with its serial, which stands at a place.
    fn with_serial(mut self, serial: String, at: usize) -> Number {
        self.span.start = at;
        self.field.serial = serial.trim_end_matches(char::is_alphabetic).parse().ok();
        self.field.normalized = Some(normalized(&self.field, &serial, self.field.year));
        self.field.serial_text = Some(serial);
        self
    }
}

/// Number and symbol without spaces.
fn normalized(number: &NumberField, serial: &str, year: Option<u32>) -> String {
    let party = number.grammar == Grammar::Party;
    let joint = if party { '-' } else { '/' };
    let year = year.map_or(String::new(), |year| format!("/{year}"));
    format!("{serial}{year}{joint}{}", number.symbol)
}

/// Number and symbol on the line of the header, for the recogniser of handwriting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeadNumber {
    number: NumberField,
    /// Where the symbol ends in the line.
    pub(crate) end: usize,
}

impl HeadNumber {
    /// Takes off what the engine read of written digits as a group of letters before the type:
    /// `Ca/BC-HĐND`.
    pub(crate) fn new(number: Number, lists: &Lists) -> Self {
        let (end, mut number) = (number.span.end, number.field);
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
        normalized(&self.number, serial, year)
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
    let joined = groups.iter().skip(1).any(|unit| unit.contains('&'));
    let first = if joined { groups.len() } else { 1 };
    let (issuer, units) = groups.split_at(first.min(groups.len()));
    let name = |groups: &[String]| (!groups.is_empty()).then(|| groups.join("-"));
    (name(issuer), name(units))
}

/// Reads number and symbol from a run of digits at `at`; `None` if it is something else.
pub(crate) fn at_digits(text: &str, at: usize, lists: &Lists) -> Option<Number> {
    let found = FORMS.at(text, at)?;
    let serial = found.text("serial")?.to_owned();
    let dash = found.text("mark").is_some_and(|mark| mark != "/");
    let number = Number::of(&found, dash, found.number("year"), lists)?;
    let NumberField {
        symbol, type_abbr, ..
    } = &number.field;
    let plausible = match number.field.grammar {
        // A dash makes a Party number only together with a type: not `2021-BC/HU` without one.
        Grammar::Party => lists.type_of_abbr(type_abbr.as_deref()?).is_some(),
        Grammar::Admin | Grammar::Regulation | Grammar::Letter => !dash,
        Grammar::Law => symbol.starts_with("QH") || symbol.starts_with("UBTVQH"),
        // `3/VNPT`: the reader must know from the words before that a number comes.
        Grammar::Plain => !dash && symbol.chars().count() >= 2,
    };
    plausible.then(|| number.with_serial(serial, at))
}

/// Finds the number of the document's own header in what follows *Số:*, however badly the serial was
/// read: the symbol is found by its type or issuer, the serial is what stands before it and is
/// `None` unless it is made of digits.
pub(crate) fn in_header(text: &str, range: Span, lists: &Lists) -> Option<Number> {
    const LONGEST: usize = 200;
    let text = &text[..range.end];
    let slot = &text[range.start..window_after(text, range.start, LONGEST)];
    let mut starts = slot.char_indices().filter(|(_, c)| c.is_uppercase());
    starts.find_map(|(i, _)| {
        let (before, found) = (&slot[..i], FORMS.at(text, range.start + i)?);
        let serial = SERIAL.begins(before);
        let year = serial.as_ref().and_then(|serial| serial.number("year"));
        let dash = before.trim_end().ends_with(['-', '–', '—']);
        let number = Number::of(&found, dash, year, lists)?;
        let first = plain_letters(found.text("first")?);
        let known = lists.type_of_abbr(&first).is_some()
            || lists.agency_of_abbr(&first).is_some()
            || before.trim_end().ends_with('/');
        let several = number.field.symbol.contains(['-', '/']) && first.chars().count() >= 2;
        let serial = serial.as_ref().and_then(|found| found.part("serial"));
        (known && several).then(|| match serial {
            Some(serial) => {
                let printed = serial.of(before).split_whitespace().collect();
                number.with_serial(printed, range.start + serial.start)
            }
            None => number,
        })
    })
}
