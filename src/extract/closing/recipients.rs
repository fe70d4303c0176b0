//! The list of recipients (*nơi nhận*): its items, whom each names and what for.

use crate::document::Recipient;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::rules::register::RuleName;
use crate::rules::shapes::{Shape, shape};
use crate::text::phrases::{is_bullet, listed, trim};
use crate::text::{Span, fold};

const RECIPIENT: RuleName = RuleName("recipient.line");

static PURPOSE: Shape = Shape::new(|| shape("purpose"));

/// Whether a recipient may start with a sign; engines read a dash as `~` or `=` as well.
pub(super) fn is_dash(c: char) -> bool {
    is_bullet(c) || matches!(c, '~' | '=')
}

/// Whether an item of the list is the file copy.
pub(super) fn is_archive(item: &str) -> bool {
    fold(item.trim_start_matches(is_dash).trim_start()).starts_with("luu")
}

/// The recipients of a list of which the lines are given, without what belongs to the signature.
pub(super) fn read(view: &JoinedText, lists: &Lists, lines: &[Span]) -> Vec<Recipient> {
    let text = &view.text;
    let noise = |c: char| c.is_whitespace() || ";.,:/".contains(c);
    let mut items: Vec<(String, Span)> = Vec::new();
    for line in lines {
        let part = trim(text, *line, |c| c.is_whitespace() || is_dash(c));
        let before = items.last().map_or("", |(before, _)| before);
        // Engines take the semicolon that ends an item for other marks.
        let ended = before.ends_with([';', '.', ':']);
        let capital = part.of(text).starts_with(char::is_uppercase);
        // The dash may be lost.
        let opens = ended && !is_archive(before) && capital;
        match items.last_mut() {
            _ if part.is_empty() => {}
            _ if opens || line.of(text).starts_with(is_dash) => {
                items.push((view.string(part), part));
            }
            Some((item, span)) if !ended => {
                *item = format!("{item} {}", view.string(part));
                span.end = part.end;
            }
            _ => {}
        }
    }
    items.retain(|(item, _)| item.contains(char::is_alphabetic));
    let read = items.iter().map(|(item, span)| {
        let printed = item.trim_end_matches(noise);
        let archive = is_archive(printed);
        Recipient {
            names: names(lists, printed, archive),
            purpose: purpose(lists, printed),
            archive,
            span: view.place(trim(text, *span, noise)),
            text: printed.to_owned(),
            provenance: RECIPIENT.provenance(),
        }
    });
    read.collect()
}

/// The recipients that a line names, abbreviations expanded.
fn names(lists: &Lists, text: &str, archive: bool) -> Vec<String> {
    let begins = |part: &str| {
        let first = part.trim().split_once(' ').map(|(first, _)| first);
        archive || first.is_some_and(|first| lists.expand(first).is_some())
    };
    let named = match archive {
        true => text.split_once(':').map_or("", |(_, units)| units),
        false => text.find(" (").map_or(text, |at| &text[..at]),
    };
    let names = named
        .split(';')
        .flat_map(|part| listed(part.split(','), begins));
    names.map(|name| expanded(lists, &name)).collect()
}

fn expanded(lists: &Lists, text: &str) -> String {
    let pieces = text.split_inclusive([' ', ',']).map(|piece| {
        let word = piece.trim_end_matches([' ', ',']);
        let expanded = lists.expand(word).unwrap_or(word);
        format!("{expanded}{}", &piece[word.len()..])
    });
    pieces.collect()
}

/// `(b/c)`, `(để báo cáo)`, `t/h`: what a recipient gets it for.
fn purpose(lists: &Lists, text: &str) -> Option<String> {
    let found = PURPOSE.begins(text)?;
    let inside = found.part("inside")?.of(text);
    let meant = found.text("mark").and_then(|mark| lists.expand(mark));
    Some(match meant {
        Some(meant) => format!("{inside} (để {meant})"),
        None => inside.to_owned(),
    })
}
