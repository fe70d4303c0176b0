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
use crate::rules::lists::Lists;
use crate::text::Span;
use crate::text::phrases::window_after;

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
        let joint = if self.grammar == Grammar::Party {
            '-'
        } else {
            '/'
        };
        let year = self.year.map(|year| format!("/{year}")).unwrap_or_default();
        Some(format!("{serial}{year}{joint}{}", self.symbol))
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
        let joint = if self.number.grammar == Grammar::Party {
            '-'
        } else {
            '/'
        };
        let year = self.number.year.filter(|_| !serial.contains('/'));
        let year = year.map(|year| format!("/{year}")).unwrap_or_default();
        format!("{serial}{year}{joint}{}", self.number.symbol)
    }
}

/// Groups of a symbol and the marks between them, from `at` on.
#[derive(Debug)]
struct Groups {
    groups: Vec<String>,
    marks: Vec<char>,
    end: usize,
}

fn group_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..window_after(text, at, 64)];
    let mut upper = 0;
    let mut lower = 0;
    let mut end = rest.len();
    for (i, c) in rest.char_indices() {
        if c.is_uppercase() || c == 'Ð' {
            upper += 1;
        } else if matches!(c, 'r' | 'g' | 'y' | 'a' | 'h' | 'v') && upper > 0 {
            lower += 1;
        } else if upper == 0 || !(c.is_ascii_digit() || c == '&') {
            end = i;
            break;
        }
    }
    let closed = !rest[end..].starts_with(char::is_alphabetic);
    (upper > 0 && lower <= upper && closed && end <= 40).then_some(at + end)
}

/// Engines read `Đ` as the Icelandic `Ð`, or as both letters.
fn plain_letters(group: &str) -> String {
    group
        .replace("ĐÐ", "Đ")
        .replace("ÐĐ", "Đ")
        .replace('Ð', "Đ")
}

/// Reads `GROUP ( [-/] GROUP )*`. A mark with spaces on both sides joins only the type to what
/// follows it: `BC - UBND`, but not `QĐ-UBND - Sở Y tế`.
fn groups(text: &str, at: usize, lists: &Lists) -> Option<Groups> {
    let mut end = group_end(text, at)?;
    let mut found = Groups {
        groups: vec![plain_letters(&text[at..end])],
        marks: Vec::new(),
        end,
    };
    while found.groups.len() < 5 {
        let rest = &text[end..];
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        let mut marks = rest[gap..].chars();
        // `SVH,TT,DL` is one agency.
        if rest.starts_with(',')
            && let Some(next) = group_end(text, end + 1)
            && let Some(group) = found.groups.last_mut()
        {
            group.push_str(&plain_letters(&text[end..next]));
            end = next;
            continue;
        }
        let Some(mark) = marks.next().filter(|c| matches!(c, '-' | '–' | '—' | '/')) else {
            break;
        };
        let mut after = end + gap + mark.len_utf8();
        // Engines read one dash as two.
        after += text[after..].len() - text[after..].trim_start_matches(['-', '–', '—']).len();
        let space = text[after..].len() - text[after..].trim_start_matches(' ').len();
        let loose = gap > 0 && space > 0;
        if loose && !(found.groups.len() == 1 && lists.type_of_abbr(&found.groups[0]).is_some()) {
            break;
        }
        let Some(next) = group_end(text, after + space) else {
            break;
        };
        found.groups.push(plain_letters(&text[after + space..next]));
        found.marks.push(if mark == '/' { '/' } else { '-' });
        end = next;
    }
    found.end = end;
    Some(found)
}

/// Reads a symbol that starts at `at`, without its serial. `party` says that a dash, not a slash,
/// stood before it.
fn symbol(text: &str, at: usize, party: bool, year: Option<u32>, lists: &Lists) -> Option<Number> {
    let Groups {
        mut groups,
        marks,
        end,
    } = groups(text, at, lists)?;
    let kind = lists.type_of_abbr(&groups[0]).map(|kind| kind.1.clone());
    let party = party && marks.first() == Some(&'/');
    let law = groups.len() == 1 && year.is_some();
    let grammar = match (&kind, party) {
        (_, true) => Grammar::Party,
        _ if law => Grammar::Law,
        (Some(_), _) if groups.len() > 1 && year.is_some() => Grammar::Regulation,
        (Some(_), _) if groups.len() > 1 => Grammar::Admin,
        _ if groups.len() > 1 => Grammar::Letter,
        _ => Grammar::Plain,
    };
    let typed = matches!(
        grammar,
        Grammar::Party | Grammar::Admin | Grammar::Regulation
    );
    if typed && let Some(kind) = &kind {
        groups[0].clone_from(kind);
    }
    let mut symbol = groups[0].clone();
    for (mark, group) in marks.iter().zip(&groups[1..]) {
        symbol.push(*mark);
        symbol.push_str(group);
    }
    let type_abbr = typed.then(|| groups.remove(0));
    let (issuer_abbr, unit_abbr) = issuer_and_unit(&groups);
    let span = Span::new(at, end);
    Some(Number {
        span,
        serial_text: None,
        serial: None,
        year,
        type_abbr,
        issuer_abbr,
        unit_abbr,
        symbol,
        grammar,
    })
}

/// Splits the groups after the type. A unit whose group holds `&` belongs to the group before it:
/// `TTVH-TT&TT` is one centre.
fn issuer_and_unit(groups: &[String]) -> (Option<String>, Option<String>) {
    match groups {
        [] => (None, None),
        [issuer, rest @ ..] if rest.iter().any(|group| group.contains('&')) => {
            (Some(format!("{issuer}-{}", rest.join("-"))), None)
        }
        [issuer, rest @ ..] => (
            Some(issuer.clone()),
            (!rest.is_empty()).then(|| rest.join("-")),
        ),
    }
}

/// Reads number and symbol from a run of digits at `at`; `None` if it is something else.
pub(crate) fn at_digits(text: &str, at: usize, lists: &Lists) -> Option<Number> {
    let (serial_end, year, mark_end, dash) = serial(text, at)?;
    let mut number = symbol(text, mark_end, dash, year, lists)?;
    let plausible = match number.grammar {
        Grammar::Party | Grammar::Admin | Grammar::Regulation => true,
        Grammar::Law => number.symbol.starts_with("QH") || number.symbol.starts_with("UBTVQH"),
        Grammar::Letter => !dash,
        // `3/VNPT`: the reader must know from the words before that a number comes.
        Grammar::Plain => !dash && number.symbol.chars().count() >= 2,
    };
    // A dash makes a Party number only together with a type: not `2021-BC/HU` without one.
    if !plausible || (dash && (number.grammar != Grammar::Party || number.type_abbr.is_none())) {
        return None;
    }
    if number.grammar == Grammar::Party
        && lists.type_of_abbr(number.type_abbr.as_deref()?).is_none()
    {
        return None;
    }
    number.span.start = at;
    let text = &text[at..serial_end];
    number.serial = text.trim_end_matches(char::is_alphabetic).parse().ok();
    number.serial_text = Some(text.to_owned());
    Some(number)
}

/// Serial, year and the mark before the symbol: (end of the serial, year, start of the symbol, the
/// mark is a dash).
fn serial(text: &str, at: usize) -> Option<(usize, Option<u32>, usize, bool)> {
    let skip = |at: usize| at + text[at..].len() - text[at..].trim_start_matches(' ').len();
    let digits = |at: usize| {
        text[at..]
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len() - at)
    };
    let mut end = at + digits(at);
    if !(1..=5).contains(&(end - at)) {
        return None;
    }
    if text[end..].starts_with(|c: char| c.is_ascii_lowercase())
        && !text[end + 1..].starts_with(char::is_alphanumeric)
    {
        end += 1;
    }
    let mark_at = skip(end);
    let mark = text[mark_at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '/' | '-' | '–'))?;
    let next = skip(mark_at + mark.len_utf8());
    let year_length = digits(next);
    if year_length == 0 {
        return Some((end, None, next, mark != '/'));
    }
    let year: u32 = text[next..next + year_length].parse().ok()?;
    let second = skip(next + year_length);
    let valid = (1945..2100).contains(&year) && mark == '/';
    let closed = text[second..].starts_with(['/', '-', '–']);
    let length = text[second..].chars().next().map_or(0, char::len_utf8);
    (valid && closed).then(|| (end, Some(year), skip(second + length), false))
}

/// Finds the number of the document's own header in what follows *Số:*, however badly the serial was
/// read: the symbol is found by its type or issuer, the serial is what stands before it and is
/// `None` unless it is made of digits.
pub(crate) fn in_header(text: &str, range: Span, lists: &Lists) -> Option<Number> {
    let slot = &text[range.start..window_after(text, range.start, 200).min(range.end)];
    let starts = slot
        .char_indices()
        .filter(|(_, c)| c.is_uppercase() || *c == 'Ð');
    starts
        .map(|(i, _)| (i, range.start + i))
        .find_map(|(i, at)| {
            let found = groups(text, at, lists).filter(|g| g.end <= range.end)?;
            let first = &found.groups[0];
            let known = lists.type_of_abbr(first).is_some()
                || lists.agency_of_abbr(first).is_some()
                || slot[..i].trim_end().ends_with('/');
            let plausible = known && found.groups.len() > 1 && first.chars().count() >= 2;
            if plausible {
                with_serial(text, range.start, at, lists)
            } else {
                None
            }
        })
}

fn with_serial(text: &str, from: usize, symbol_at: usize, lists: &Lists) -> Option<Number> {
    let before = text[from..symbol_at].trim();
    let dash = before.ends_with(['-', '–', '—']);
    let slot = before.trim_end_matches(['/', '-', '–', '—', ' ']);
    let compact: String = slot.chars().filter(|c| !c.is_whitespace()).collect();
    let (serial, year) = match compact.split_once('/') {
        Some((serial, year)) => (serial.to_owned(), year.parse().ok()),
        None => (compact, None),
    };
    let year = year.filter(|year| (1945..2100).contains(year));
    let digits = serial.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let clean = (1..=5).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && serial.len() - digits.len() <= 1;
    let mut number = symbol(text, symbol_at, dash, year, lists)?;
    let printed = slot.trim_start_matches(|c: char| !c.is_alphanumeric());
    number.span.start = symbol_at;
    if clean {
        number.span.start = from + text[from..symbol_at].find(printed)?;
        number.serial = digits.parse().ok();
        number.serial_text = Some(serial);
    }
    Some(number)
}
