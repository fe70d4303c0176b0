//! What a stamp says: number, day, time, who and for whom; and signatures that a program prints among the text.

use crate::text::days::iso_day;
use crate::text::fold;

/// What was read of a stamp.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StampText {
    pub(crate) number: Option<String>,
    /// In ISO 8601.
    pub(crate) date: Option<String>,
    pub(crate) time: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) organisation: Option<String>,
}

/// A signature that a program printed among the lines of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrintedSignature {
    /// Its first and its last line, from 0.
    pub(crate) lines: (usize, usize),
    /// Its lines, joined by `; `.
    pub(crate) text: String,
    pub(crate) says: StampText,
}

/// Lines that a field of a printed signature goes on over, at most.
const WRAPPED: usize = 3;
/// What recipients beside a signature begin with.
const BULLETS: [&str; 3] = ["- ", "– ", "+ "];
/// Lines of a printed signature, at most.
const LINES: usize = 16;

/// What a label of a printed signature introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Name,
    Organisation,
    Time,
    Other,
}

const LABELS: [(&str, Label); 9] = [
    ("nguoi ky", Label::Name),
    ("ky boi", Label::Name),
    ("duoc ky boi", Label::Name),
    ("co quan", Label::Organisation),
    ("to chuc", Label::Organisation),
    ("thoi gian ky", Label::Time),
    ("ngay ky", Label::Time),
    ("email", Label::Other),
    ("chuc vu", Label::Other),
];

/// The label that a line begins with and what stands behind its colon.
fn labelled(line: &str) -> Option<(Label, &str)> {
    let line = line.trim_start();
    let folded = fold(line);
    let (_, label) = LABELS.iter().find(|(words, _)| folded.starts_with(words))?;
    let (_, rest) = line.split_once(':')?;
    Some((*label, rest.trim()))
}

/// Finds the signatures that programs printed, in order.
pub(crate) fn printed_signatures(text: &str) -> Vec<PrintedSignature> {
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let opens = labelled(lines[at]).is_some_and(|(label, _)| label == Label::Name);
        match opens.then(|| printed_signature(&lines, at)).flatten() {
            Some(signature) => {
                at = signature.lines.1 + 1;
                found.push(signature);
            }
            None => at += 1,
        }
    }
    found
}

fn printed_signature(lines: &[&str], first: usize) -> Option<PrintedSignature> {
    let mut fields: Vec<(Label, String)> = Vec::new();
    let (mut own, mut last, mut wrapped) = (Vec::new(), first, 0);
    for (at, line) in lines.iter().enumerate().skip(first).take(LINES) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{c}');
        match (labelled(line), fields.last_mut()) {
            // The next signature begins.
            (Some((Label::Name, _)), Some(_)) => break,
            (Some((label, value)), _) => {
                fields.push((label, value.to_owned()));
                wrapped = 0;
            }
            (None, _)
                if line.is_empty() || BULLETS.iter().any(|bullet| line.starts_with(bullet)) =>
            {
                continue;
            }
            (None, Some((_, value))) if wrapped < WRAPPED && goes_on(value, line) => {
                *value = format!("{value} {line}").trim_start().to_owned();
                wrapped += 1;
            }
            _ => break,
        }
        own.push(line);
        last = at;
    }
    let joined = own.join("; ");
    let value = |wanted: Label| {
        let found = fields
            .iter()
            .find(|(label, value)| *label == wanted && !value.is_empty());
        found.map(|(_, value)| value.clone())
    };
    let when = value(Label::Time);
    let says = StampText {
        name: value(Label::Name),
        organisation: value(Label::Organisation),
        date: when.as_deref().and_then(day),
        time: when.as_deref().and_then(time),
        number: None,
    };
    // A form to be filled in says *Người ký:* as well.
    (says.name.is_some() && fields.len() > 1).then_some(PrintedSignature {
        lines: (first, last),
        text: joined,
        says,
    })
}

/// Whether a line goes on with a value: a program's lines are short, and no position or name of another kind follows
/// without a capital in its middle.
fn goes_on(value: &str, line: &str) -> bool {
    const SHORT: usize = 32;
    let capitals = line
        .chars()
        .filter(|c| c.is_alphabetic())
        .all(char::is_uppercase);
    let timed = time(value).is_some();
    let digits = line.starts_with(|c: char| c.is_ascii_digit() || c == '+');
    line.chars().count() <= SHORT && (digits || !(timed || capitals && line.contains(' ')))
}

/// Reads what a stamp says; its lines are joined by `; `.
pub(crate) fn read(text: &str) -> StampText {
    if let Some(signature) = printed_signatures(&text.replace("; ", "\n")).pop() {
        return signature.says;
    }
    let folded = fold(text);
    let after = |keyword: &str| {
        let at = folded.find(keyword)? + keyword.len();
        let characters = folded[..at].chars().count();
        let byte = text
            .char_indices()
            .nth(characters)
            .map_or(text.len(), |(byte, _)| byte);
        Some(&text[byte..])
    };
    StampText {
        number: after("so:").or_else(|| after("so ")).and_then(number),
        date: day(after("ngay").unwrap_or(text)),
        time: time(text),
        name: None,
        organisation: text.split(';').map(organisation).find_map(|name| name),
    }
}

/// A body's name: a piece of capitals that is no heading of the stamp.
fn organisation(piece: &str) -> Option<String> {
    const HEADINGS: [&str; 6] = [
        "den",
        "sao y",
        "sao luc",
        "cong van den",
        "van ban den",
        "hoa toc",
    ];
    const LEAST: usize = 3;
    let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = || piece.chars().filter(|c| c.is_alphabetic());
    let upper = letters().filter(|c| c.is_uppercase()).count();
    let capitals = 10 * upper >= 9 * letters().count();
    let heading = HEADINGS.contains(&fold(piece).as_str());
    (capitals && !heading && piece.split(' ').count() >= LEAST).then(|| piece.to_owned())
}

/// The digits that stand next, over dots and blanks.
fn number(text: &str) -> Option<String> {
    let rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// The first day of three groups of digits. A slash that was written by hand is often read as a 1 before the month or
/// the year.
fn day(text: &str) -> Option<String> {
    let groups: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    groups.windows(3).find_map(|group| {
        let year = group[2]
            .get(group[2].len().checked_sub(4)?..)?
            .parse()
            .ok()?;
        let month = group[1].parse().ok().filter(|month| *month <= 12);
        let month = month.or_else(|| group[1].strip_prefix('1')?.parse().ok())?;
        (1945..2100)
            .contains(&year)
            .then(|| iso_day(year, month, group[0].parse().ok()?))
            .flatten()
    })
}

/// A time of day, `HH:MM` or `HH:MM:SS`, with its zone.
fn time(text: &str) -> Option<String> {
    let is_time = |word: &&str| {
        let parts: Vec<&str> = word.split(':').collect();
        let digits = |part: &&str| part.len() == 2 && part.chars().all(|c| c.is_ascii_digit());
        matches!(parts.len(), 2 | 3) && parts.iter().all(digits)
    };
    let mut words = text.split_whitespace().skip_while(|word| !is_time(word));
    let time = words.next()?;
    let zone = words
        .next()
        .filter(|zone| zone.starts_with('+') && is_time(&&zone[1..]));
    Some(format!("{time}{}", zone.unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_signature_is_read_over_wrapped_lines() {
        let text = "CHỦ TỊCH\nNgười ký: Ủy ban\nnhân dân huyện A\nEmail:\nhuyena@tinh.gov.vn\nCơ quan: Tỉnh\nB\n\
                    Thời gian ký:\n16.07.2019 15:20:36\n+07:00\nTrần Văn Ba";
        let found = printed_signatures(text);
        let [signature] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(signature.lines, (1, 9));
        let says = StampText {
            number: None,
            date: Some("2019-07-16".to_owned()),
            time: Some("15:20:36+07:00".to_owned()),
            name: Some("Ủy ban nhân dân huyện A".to_owned()),
            organisation: Some("Tỉnh B".to_owned()),
        };
        assert_eq!(signature.says, says);
        assert_eq!(printed_signatures("Người ký: \nGhi chú"), []);
    }

    #[test]
    fn stamps_say_numbers_days_and_bodies() {
        let says = read("SỞ NỘI VỤ TỈNH A; ĐẾN; Số: ...1234...; Ngày: 24.14.2026");
        assert_eq!(says.number.as_deref(), Some("1234"));
        assert_eq!(says.date.as_deref(), Some("2026-04-24"));
        assert_eq!(says.organisation.as_deref(), Some("SỞ NỘI VỤ TỈNH A"));
        let says = read("SAO Y; VĂN PHÒNG UBND TỈNH A; 20/02/2025; 10:47:25 +07:00");
        assert_eq!(says.date.as_deref(), Some("2025-02-20"));
        assert_eq!(says.time.as_deref(), Some("10:47:25+07:00"));
        assert_eq!(says.organisation.as_deref(), Some("VĂN PHÒNG UBND TỈNH A"));
        assert_eq!(read("HỎA TỐC"), StampText::default());
    }
}
