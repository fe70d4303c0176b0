//! Who is to do a task and with whom: *Sở Nội vụ chủ trì, phối hợp với Văn phòng …*, *Giao Sở …*.

use crate::document::Attributed;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::text::phrases::{after, listed, trim, words_after};
use crate::text::{Span, fold};

/// *Phối hợp với*, in any case.
const WITH: &str = "hối hợp với ";

/// How far into a task its agency may be named, in bytes.
const REACH: usize = 240;

/// The agency that a task names as the one in charge.
pub(crate) fn lead(view: &JoinedText, lists: &Lists, task: Span) -> Option<Attributed> {
    let text = &view.text;
    let start = after(text, task.start, "giao").unwrap_or(task.start);
    let given = start > task.start;
    let head = Span::new(start, task.end.min(start + REACH).max(start));
    let window = text.get(head.start..head.end)?;
    let end = match window.find(" chủ trì") {
        Some(at) => start + at,
        None => verb(text, lists, Span::new(start, task.end), given)?,
    };
    let name = trim(text, Span::new(start, end), |c| {
        c.is_whitespace() || matches!(c, ',' | ':' | ';')
    });
    let printed = name.of(text);
    let named = printed.starts_with(char::is_uppercase) && lists.starts_agency(&fold(printed));
    (named && !printed.contains(['.', ';', ':'])).then(|| Attributed {
        name: view.string(name),
        inferred_from: view.place(name),
    })
}

/// Where the first verb behind the name of an agency starts; after *giao* it may be of one word.
fn verb(text: &str, lists: &Lists, name: Span, given: bool) -> Option<usize> {
    const WORDS: usize = 16;
    let words = words_after(text, name.start).take(WORDS);
    let words: Vec<Span> = words.take_while(|word| word.end <= name.end).collect();
    let is_verb = |i: &usize| {
        let lower = words[*i].of(text).starts_with(char::is_lowercase);
        let phrase = |last: usize| text[words[*i].start..words[last].end].to_lowercase();
        let two = words.get(i + 1).is_some() && lists.plan_word(&phrase(i + 1)).is_some();
        lower && (two || given && lists.plan_word(&phrase(*i)) == Some(true))
    };
    (2..words.len()).find(is_verb).map(|i| words[i].start)
}

/// Those that a task is done with, as printed.
pub(crate) fn partners(view: &JoinedText, lists: &Lists, task: Span) -> Vec<String> {
    let text = task.of(&view.text);
    let Some((_, rest)) = text.split_once(WITH) else {
        return Vec::new();
    };
    let rest = rest.split([';', ':', '.', '(']).next().unwrap_or(rest);
    let agency = |part: &str| lists.starts_agency(&fold(part)) || part.starts_with("các ");
    if !agency(rest) {
        return Vec::new();
    }
    // The verb behind the last name ends it.
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split(", ") {
        let end = verb(part, lists, Span::new(0, part.len()), false);
        parts.push(&part[..end.unwrap_or(part.len())]);
        if end.is_some() {
            break;
        }
    }
    let names = listed(parts.into_iter(), agency);
    names.iter().map(|name| name.replace('\n', " ")).collect()
}
