//! Labels of headings and items at the start of a line: `I.`, `1.`, `6.1.`, `a)`, `-`, *Điều 1.*

use crate::document::SectionKind;
use crate::text::look_alikes::{Context, look_alike};
use crate::text::phrases::after;
use crate::text::{Span, fold};

/// A label at the start of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    /// How it is labelled.
    pub(crate) kind: SectionKind,
    /// The label with its dot or parenthesis.
    pub(crate) span: Span,
    /// The part of it that counts (`4` of `4.`).
    pub(crate) key: Span,
    /// Where the text after it starts.
    pub(crate) rest: usize,
}

impl Label {
    /// The same label in a text that has `by` more bytes before it.
    pub(crate) fn shifted(self, by: usize) -> Self {
        let shift = |span: Span| Span::new(span.start + by, span.end + by);
        Label {
            span: shift(self.span),
            key: shift(self.key),
            rest: self.rest + by,
            ..self
        }
    }
}

/// The label that a line starts with. `previous` is the line before, `blank` whether blank lines
/// stand between: a number in the middle of a sentence is no label.
pub(crate) fn find(line: &str, previous: Option<&str>, blank: bool) -> Option<Label> {
    let fresh = blank
        || previous
            .is_none_or(|p| p.ends_with(['.', ';', ':', '/', '!', '?']) || p.chars().count() < 60);
    dash(line, fresh)
        .or_else(|| word(line))
        .or_else(|| roman(line))
        .or_else(|| damaged_roman(line))
        .or_else(|| number(line, fresh))
        .or_else(|| letter(line, fresh))
}

fn label(line: &str, kind: SectionKind, key: Span, end: usize) -> Option<Label> {
    let rest = &line[end..];
    let start = end + rest.len() - rest.trim_start().len();
    Some(Label {
        kind,
        span: Span::new(0, end),
        key,
        rest: start,
    })
}

/// Whether a sign opens the items of a list. Fonts of symbols have theirs among the codes for private use, or
/// in the places of `§`, `Ø` and `ü`.
pub(crate) fn is_bullet(c: char) -> bool {
    const BULLETS: &str = "-–—+*•·∙‣◦●○■□▪▫◆◇♦➢➤►▶✓✔❖§Øü";
    BULLETS.contains(c) || ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// `- Tham mưu`, `+ Cấp`, `-Ban hành`; a dash before a digit only where a sentence may start.
fn dash(line: &str, fresh: bool) -> Option<Label> {
    let mark = line.chars().next().filter(|&c| is_bullet(c))?;
    let rest = line[mark.len_utf8()..].trim_start();
    let next = rest.chars().next()?;
    let starts =
        next.is_uppercase() || (fresh && (next.is_alphanumeric() || matches!(next, '“' | '"')));
    let span = Span::new(0, mark.len_utf8());
    if starts {
        label(line, SectionKind::Dash, span, mark.len_utf8())
    } else {
        None
    }
}

/// *Phần thứ nhất*, *PHẦN I*, *Chương II*, *Điều 1.*
fn word(line: &str) -> Option<Label> {
    let kinds = [
        ("phần", SectionKind::Part),
        ("chương", SectionKind::Chapter),
        ("điều", SectionKind::Article),
    ];
    if !line.starts_with(char::is_uppercase) {
        return None;
    }
    let (start, kind) = kinds
        .iter()
        .find_map(|(w, kind)| Some((after(line, 0, w)?, *kind)))?;
    let rest = line[start..].trim_start();
    let start = line.len() - rest.len();
    let key_end = if after(rest, 0, "thứ").is_some() {
        rest.match_indices(' ')
            .nth(1)
            .map_or(rest.len(), |(i, _)| i)
    } else {
        rest.find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len())
    };
    let key = rest[..key_end].trim_end_matches(['.', ':']);
    let numbered =
        key.bytes().all(|b| b.is_ascii_digit()) || is_roman(key) || key.starts_with("th");
    if key.is_empty() || !numbered && after(key, 0, "thứ").is_none() {
        return None;
    }
    let mut end = start + key.len();
    let next = line[end..].chars().next();
    if kind == SectionKind::Article && !matches!(next, Some('.' | ':')) {
        return None;
    }
    end += next
        .filter(|c| matches!(c, '.' | ':'))
        .map_or(0, char::len_utf8);
    label(line, kind, Span::new(start, start + key.len()), end)
}

/// A Roman number with the letters that engines take for `I` corrected (`I1l` → `III`).
pub(crate) fn plain_roman(key: &str) -> String {
    let sign = |c| look_alike(c, Context::Heading).unwrap_or(c);
    key.chars().map(sign).collect()
}

/// `I1l. KẾ HOẠCH`, `lV. TỔ CHỨC`: a damaged Roman number before a heading in capitals.
fn damaged_roman(line: &str) -> Option<Label> {
    let numeral = |c| matches!(c, 'I' | 'V' | 'X') || look_alike(c, Context::Heading).is_some();
    let end = line.find(|c| !numeral(c))?;
    let key = &line[..end];
    let letters = key.contains(['I', 'V', 'X', 'l', '|', 'i']);
    let rest = line[end..].strip_prefix(['.', '-', ','])?;
    let heading = crate::text::case::is_capitals(rest) && rest.starts_with(' ');
    if letters && heading && is_roman(&plain_roman(key)) && key.len() <= 4 {
        label(line, SectionKind::Roman, Span::new(0, end), end + 1)
    } else {
        None
    }
}

fn is_roman(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

/// `IV.`, `I-`, `A.`: capitals before a dot and a heading.
fn roman(line: &str) -> Option<Label> {
    let end = line.find(|c: char| !c.is_ascii_uppercase())?;
    let key = &line[..end];
    let rest = &line[end..];
    let mark = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | '-' | '/' | ')' | ':'))?;
    let text = rest[mark.len_utf8()..].trim_start();
    if !text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
        return None;
    }
    // `I.Tình hình` but not `A.Lý`: a single letter needs a space before the heading.
    let spaced = rest[mark.len_utf8()..].starts_with(' ') || is_roman(key) && mark == '.';
    let kind = if is_roman(key) {
        SectionKind::Roman
    } else if key.len() == 1 {
        SectionKind::UpperLetter
    } else {
        return None;
    };
    if spaced {
        label(line, kind, Span::new(0, end), end + mark.len_utf8())
    } else {
        None
    }
}

/// `4.`, `4)`, `6.1.`, `6.1`
fn number(line: &str, fresh: bool) -> Option<Label> {
    let digits = line
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(line.len());
    let key = line[..digits].trim_end_matches('.');
    let parts: Vec<&str> = key.split('.').collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 2) || parts.len() > 4 {
        return None;
    }
    let mut end = digits;
    let closed = line[..digits].ends_with('.') || line[end..].starts_with([')', '/']);
    if !line[..digits].ends_with('.') && closed {
        end += 1;
    }
    let rest = line[end..].trim_start();
    let first = rest.chars().next()?;
    let starts = first.is_uppercase() || (fresh && matches!(first, '“' | '"' | '-' | '('));
    let spaced = line[end..].starts_with(' ') || (closed && first.is_uppercase());
    let kind = if parts.len() == 1 {
        SectionKind::Arabic
    } else {
        SectionKind::Decimal
    };
    // `6.1 Báo chí` has no dot; `2 Văn bản` is the row of a table or a figure.
    let marked = closed || (parts.len() > 1 && fresh);
    if !(starts && spaced && marked && (fresh || closed && first.is_uppercase() && parts.len() > 1))
    {
        return None;
    }
    label(line, kind, Span::new(0, key.len()), end)
}

/// `a)`, `đ)`, `a.`
fn letter(line: &str, fresh: bool) -> Option<Label> {
    let first = line.chars().next().filter(|c| c.is_lowercase())?;
    let end = first.len_utf8();
    let mark = line[end..].chars().next()?;
    let rest = line[end + mark.len_utf8()..].trim_start();
    let known = fold(&line[..end]).bytes().all(|b| b.is_ascii_lowercase());
    let marked = match mark {
        ')' | '/' => true,
        '.' => fresh && line[end + 1..].starts_with(' '),
        _ => false,
    };
    if known && marked && rest.starts_with(|c: char| c.is_alphabetic()) {
        label(
            line,
            SectionKind::Letter,
            Span::new(0, end),
            end + mark.len_utf8(),
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_near_misses() {
        use crate::document::SectionKind::*;
        for (line, expected) in [
            ("I. CÔNG TÁC", Some((Roman, "I."))),
            ("II- TỔ CHỨC", Some((Roman, "II-"))),
            ("A. TÌNH HÌNH", Some((UpperLetter, "A."))),
            ("I1l. KẾ HOẠCH CÔNG TÁC", Some((Roman, "I1l."))),
            ("1. Lĩnh vực", Some((Arabic, "1."))),
            ("6.1. Báo chí", Some((Decimal, "6.1."))),
            ("a) Ứng dụng", Some((Letter, "a)"))),
            ("đ) Kinh phí", Some((Letter, "đ)"))),
            ("-Ban hành", Some((Dash, "-"))),
            ("\u{f0b7} Ban hành", Some((Dash, "\u{f0b7}"))),
            ("▪ Ban hành", Some((Dash, "▪"))),
            ("Phần thứ nhất", Some((Part, "Phần thứ nhất"))),
            ("Điều 2. Quyết định này", Some((Article, "Điều 2."))),
            ("Điều 5 Nghị định", None),
            ("1.858 dịch vụ", None),
            ("06/01/2023 của", None),
            ("2023 trên hệ thống", None),
            ("TT. Tỉnh ủy", None),
            ("V/v tiếp tục", None),
        ] {
            let found = find(line, None, true);
            let seen = found.map(|l| (l.kind, l.span.of(line)));
            assert_eq!(seen, expected, "{line}");
        }
    }

    #[test]
    fn a_number_inside_a_sentence_is_no_label() {
        let before = "công tác tuyên truyền theo quy định của pháp luật tại khoản";
        assert_eq!(
            find("1. Các đơn vị", Some(&format!("{before} và điều")), false),
            None
        );
        assert_eq!(
            find("- 2023 trên", Some(&format!("{before} Quý Mão")), false),
            None
        );
    }
}
