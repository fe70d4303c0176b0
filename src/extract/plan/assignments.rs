//! Who is to do a task and with whom: *Sở Nội vụ chủ trì, phối hợp với Văn phòng …*, *Giao Sở …*. The verbs of a task
//! are what ends a name.

use crate::document::Attributed;
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::lists::Lists;
use crate::text::phrases::{LowerWords, after, listed, trim, window_after, words_after};
use crate::text::{Span, fold};

/// *Phối hợp với*, in any case.
const WITH: &str = "hối hợp với ";

/// How far into a task its agency may be named, in bytes.
const REACH: usize = 240;

/// A name with its place.
pub(super) fn attributed(view: &JoinedText, name: Span) -> Attributed {
    Attributed {
        name: view.string(name),
        inferred_from: view.place(name),
    }
}

/// The agency that a task names as the one in charge.
pub(super) fn lead(view: &JoinedText, lists: &Lists, task: Span) -> Option<Attributed> {
    let text = &view.text;
    let given = after(text, task.start, "giao");
    let start = given.unwrap_or(task.start);
    let head = &text[start..window_after(text, start, REACH).min(task.end).max(start)];
    let end = match head.find(" chủ trì") {
        Some(at) => start + at,
        None => verb(text, lists, Span::new(start, task.end), given.is_some())?,
    };
    let noise = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';');
    let name = trim(text, Span::new(start, end), noise);
    let printed = name.of(text);
    let named = printed.starts_with(char::is_uppercase) && lists.starts_agency(&fold(printed));
    (named && !printed.contains(['.', ';', ':'])).then(|| attributed(view, name))
}

/// The end of the longest listed word, of up to four syllables, that a clause begins with, and whether it is a verb.
pub(super) fn plan_word(text: &str, clause: Span, lists: &Lists) -> Option<(usize, bool)> {
    const LONGEST: usize = 4;
    let read = LowerWords::after(text, clause.start, LONGEST);
    let last = (read.words.iter()).take_while(|word| word.end <= clause.end);
    (0..last.count()).rev().find_map(|last| {
        let verb = lists.plan_word(read.lower(0, last))?;
        Some((read.words[last].end, verb))
    })
}

/// Where the first verb behind the name of an agency starts; after *giao* it may be of one word.
fn verb(text: &str, lists: &Lists, name: Span, given: bool) -> Option<usize> {
    const WORDS: usize = 16;
    let words = words_after(text, name.start).take(WORDS).skip(2);
    let mut words = words.take_while(|word| word.end <= name.end);
    let is_verb = |word: &Span| {
        let found = plan_word(text, Span::new(word.start, name.end), lists);
        let lower = word.of(text).starts_with(char::is_lowercase);
        lower && found.is_some_and(|(end, verb)| end > word.end || given && verb)
    };
    words.find(is_verb).map(|word| word.start)
}

/// Those that a task is done with, as printed.
pub(super) fn partners(view: &JoinedText, lists: &Lists, task: Span) -> Vec<String> {
    let (_, rest) = task.of(&view.text).split_once(WITH).unwrap_or_default();
    let rest = rest.split([';', ':', '.', '(']).next().unwrap_or(rest);
    let agency = |part: &str| lists.starts_agency(&fold(part)) || part.starts_with("các ");
    if !agency(rest) {
        return Vec::new();
    }
    // The verb behind the last name ends it.
    let mut ended = false;
    let parts = rest.split(", ").map_while(|part| {
        let end = verb(part, lists, Span::new(0, part.len()), false);
        let last = std::mem::replace(&mut ended, end.is_some());
        (!last).then(|| &part[..end.unwrap_or(part.len())])
    });
    let names = listed(parts, agency);
    names.iter().map(|name| name.replace('\n', " ")).collect()
}
