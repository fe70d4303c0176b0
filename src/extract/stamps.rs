//! What a stamp says: number, day, time, who and for whom; and signatures that a program prints among the text.

use crate::rules::shapes::{Shape, shape};
use crate::text::days::iso_day;
use crate::text::letters::{capitals, is_sign, letters};
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

static FIELDS: Shape<Label> = Shape::new(|| shape("signature_field"));
static HEADING: Shape = Shape::new(|| shape("stamp_heading"));
static NUMBER: Shape = Shape::new(|| shape("stamp_number"));
static DAY: Shape = Shape::new(|| shape("stamp_day"));
static TIME: Shape = Shape::new(|| shape("stamp_time"));

/// What a label of a printed signature introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Label {
    Name,
    Organisation,
    Time,
    Other,
}

/// The label of a printed signature that a line begins with.
pub(crate) fn label(line: &str) -> Option<Label> {
    FIELDS.kind(line)
}

/// The label that a line begins with and what stands behind its colon.
fn labelled(line: &str) -> Option<(Label, &str)> {
    Some((label(line)?, line.split_once(':')?.1.trim()))
}

/// Finds the signatures that programs printed, in order.
pub(crate) fn printed_signatures(text: &str) -> Vec<PrintedSignature> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let mut found: Vec<PrintedSignature> = Vec::new();
    for first in 0..lines.len() {
        let free = found.last().is_none_or(|last| last.lines.1 < first);
        if free && label(lines[first]) == Some(Label::Name) {
            found.extend(printed_signature(&lines, first));
        }
    }
    found
}

/// The signature whose first label stands on a line.
fn printed_signature(lines: &[&str], first: usize) -> Option<PrintedSignature> {
    let (fields, own) = fields(lines, first);
    let said = |wanted| {
        let mut said = fields.iter().filter(|(label, _)| *label == wanted);
        said.find_map(|(_, value)| bare_ends(value))
    };
    let when = said(Label::Time).unwrap_or_default();
    let says = StampText {
        name: said(Label::Name),
        organisation: said(Label::Organisation),
        date: day(&when),
        time: time(&when),
        number: None,
    };
    let text: Vec<&str> = own.iter().map(|&at| lines[at]).collect();
    // A form to be filled in says *Người ký:* as well.
    (says.name.is_some() && fields.len() > 1).then(|| PrintedSignature {
        lines: (first, own[own.len() - 1]),
        text: text.join("; "),
        says,
    })
}

/// The labels of a signature with what stands behind them, and its lines.
fn fields(lines: &[&str], first: usize) -> (Vec<(Label, String)>, Vec<usize>) {
    // Lines that a signature has, and that one of its fields goes on over, at most.
    const LINES: usize = 16;
    const WRAPPED: usize = 3;
    // What recipients beside a signature begin with.
    const BULLETS: [&str; 3] = ["- ", "– ", "+ "];
    let mut fields: Vec<(Label, String)> = Vec::new();
    let (mut own, mut wrapped) = (Vec::new(), 0);
    for (at, line) in lines.iter().enumerate().skip(first).take(LINES) {
        match (labelled(line), fields.last_mut()) {
            // The next signature begins.
            (Some((Label::Name, _)), Some(_)) => break,
            (Some((label, value)), _) => {
                fields.push((label, value.to_owned()));
                wrapped = 0;
            }
            _ if line.is_empty() || BULLETS.iter().any(|bullet| line.starts_with(bullet)) => {
                continue;
            }
            (None, Some((_, value))) if wrapped < WRAPPED && goes_on(value, line) => {
                // `huyện K-` goes on without a blank.
                let apart = if value.ends_with('-') { "" } else { " " };
                *value = format!("{value}{apart}{line}").trim_start().to_owned();
                wrapped += 1;
            }
            _ => break,
        }
        own.push(at);
    }
    (fields, own)
}

/// Whether a line goes on with a value: a program's lines are short, and no position or name of another kind follows
/// without a capital in its middle.
fn goes_on(value: &str, line: &str) -> bool {
    const SHORT: usize = 32;
    let capitals = !line.chars().any(|c| c.is_alphabetic() && !c.is_uppercase());
    let digits = line.starts_with(|c: char| c.is_ascii_digit() || c == '+');
    let other = time(value).is_some() || capitals && line.contains(' ');
    line.chars().count() <= SHORT && (digits || !other)
}

/// Reads what a stamp says; its lines are joined by `; `.
pub(crate) fn read(text: &str) -> StampText {
    if let Some(signature) = printed_signatures(&text.replace("; ", "\n")).pop() {
        return signature.says;
    }
    let number = NUMBER.begins(text);
    StampText {
        number: number.and_then(|found| found.text("number").map(str::to_owned)),
        date: day(text),
        time: time(text),
        name: None,
        organisation: text.split(';').find_map(organisation),
    }
}

/// A text without the signs at its ends, which strokes and patterns beneath small print leave; `None` if nothing is left.
pub(crate) fn bare_ends(text: &str) -> Option<String> {
    let bare = text.trim_matches(is_sign);
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// A body's name: a piece of capitals that is no heading of the stamp.
fn organisation(piece: &str) -> Option<String> {
    const LEAST: usize = 3;
    let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
    let capitals = 10 * capitals(piece) >= 9 * letters(piece);
    let heading = HEADING.opens(piece);
    (capitals && !heading && piece.split(' ').count() >= LEAST).then(|| piece.to_owned())
}

/// The first day, behind *ngày* where that stands.
fn day(text: &str) -> Option<String> {
    let found = DAY.begins(text)?;
    let number = |part| found.number(part);
    iso_day(number("year")?, number("month")?, number("day")?)
}

/// A time of day, `HH:MM` or `HH:MM:SS`, with its zone.
fn time(text: &str) -> Option<String> {
    let found = TIME.begins(text)?;
    let second = found.text("second").map(|second| format!(":{second}"));
    let zone = found.text("zone").unwrap_or("");
    let (hour, minute) = (found.text("hour")?, found.text("minute")?);
    Some(format!(
        "{hour}:{minute}{}{zone}",
        second.unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_signature_is_read_over_wrapped_lines() {
        let text = "CHỦ TỊCH\nNgười ký: Ủy ban\nnhân dân huyện A\nEmail:\nhuyena@tinh.gov.vn\nCơ quan: Tỉnh\nB\n\
                    Thời gian ký:\n05.03.2020 09:20:10\n+07:00\nTrần Văn Ba";
        let found = printed_signatures(text).pop().expect("a signature");
        assert_eq!(found.lines, (1, 9));
        let says = StampText {
            number: None,
            date: Some("2020-03-05".to_owned()),
            time: Some("09:20:10+07:00".to_owned()),
            name: Some("Ủy ban nhân dân huyện A".to_owned()),
            organisation: Some("Tỉnh B".to_owned()),
        };
        assert_eq!(found.says, says);
        assert_eq!(printed_signatures("Người ký: \nGhi chú"), []);
        let damaged = "Người ký: Ủy ban nhân\ndân huyện A-\nba =\nCơ quan: ˆ Tỉnh B\nTHỏi gian ký:\n05.03.2020-09:20710";
        let says = printed_signatures(damaged).pop().expect("one").says;
        assert_eq!(says.name.as_deref(), Some("Ủy ban nhân dân huyện A-ba"));
        assert_eq!(says.organisation.as_deref(), Some("Tỉnh B"));
        assert_eq!(says.date.as_deref(), Some("2020-03-05"));
        assert_eq!(says.time.as_deref(), Some("09:20:10"));
    }

    #[test]
    fn stamps_say_numbers_days_and_bodies() {
        let arrived = "SỞ NỘI VỤ TỈNH A; ĐẾN; Số: ...1234...; Ngày: 24.14.2026";
        let copied = "SAO Y; UBND TỈNH A; 03/04/2021; 08:15:42 +07:00";
        for (text, expected) in [
            (arrived, ["1234", "2026-04-24", "", "SỞ NỘI VỤ TỈNH A"]),
            (copied, ["", "2021-04-03", "08:15:42+07:00", "UBND TỈNH A"]),
            ("HỎA TỐC", ["", "", "", ""]),
        ] {
            let says = read(text);
            let told = [says.number, says.date, says.time, says.organisation];
            assert_eq!(told.map(Option::unwrap_or_default), expected, "{text}");
        }
    }
}
