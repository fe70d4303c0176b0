//! What a stamp says: number, day, time, who and for whom; and signatures that a program prints among the text.

use super::shapes::{Shape, shape};
use crate::text::days::iso_day;
use crate::text::fold;
use crate::text::fuzzy::unfolded;
use serde::Deserialize;

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

static FIELDS: Shape<Label> = Shape::new(|| shape("signature_field"));
static HEADING: Shape = Shape::new(|| shape("stamp_heading"));
static NUMBER: Shape = Shape::new(|| shape("stamp_number"));
static TIME: Shape = Shape::new(|| shape("stamp_time"));

/// What a label of a printed signature introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Label {
    Name,
    Organisation,
    Time,
    Other,
}

/// The label that a line begins with and what stands behind its colon.
fn labelled(line: &str) -> Option<(Label, &str)> {
    let label = FIELDS.at(&fold(line.trim_start()), 0)?.kind;
    Some((label, line.split_once(':')?.1.trim()))
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
    // One character of the folded text is one of the printed one.
    let day_at = folded
        .find("ngay")
        .map_or(0, |at| unfolded(text, &folded, at));
    let number = NUMBER.at(&folded, 0);
    StampText {
        number: number.and_then(|found| found.text("number").map(str::to_owned)),
        date: day(&text[day_at..]),
        time: time(text),
        name: None,
        organisation: text.split(';').find_map(organisation),
    }
}

/// A body's name: a piece of capitals that is no heading of the stamp.
fn organisation(piece: &str) -> Option<String> {
    const LEAST: usize = 3;
    let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
    let count = |is: fn(char) -> bool| piece.chars().filter(|c| is(*c)).count();
    let capitals = 10 * count(char::is_uppercase) >= 9 * count(char::is_alphabetic);
    let heading = HEADING.at(&fold(piece), 0).is_some();
    (capitals && !heading && piece.split(' ').count() >= LEAST).then(|| piece.to_owned())
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
    let found = TIME.at(text, 0)?;
    let zone = found.text("zone").unwrap_or("");
    Some(format!("{}{zone}", found.text("time")?))
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
