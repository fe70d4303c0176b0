//! Numbers that only look like figures: parts of names, ordinals, provisions, levels, codes.

use crate::document::NumberClass;
use crate::extract::context::Context;
use crate::extract::reading::numbers::{NumberLedger, NumberToken};
use crate::rules::shapes::{Shape, shape};
use crate::rules::units::unit;
use crate::rules::words::Role;
use crate::text::Span;
use crate::text::phrases::{after, before, before_any, window_before, words_after};

/// A time as clocks show it.
static CLOCK: Shape = Shape::new(|| shape("clock"));

/// The number of a note or of a paragraph.
static NOTE: Shape = Shape::new(|| shape("note"));

/// The class of a number that is no figure: part of a name, an ordinal, a provision, a code.
pub(crate) fn class(context: &Context, ledger: &NumberLedger, index: usize) -> Option<NumberClass> {
    let text = context.text();
    let number = ledger.get(index)?.span;
    let named = is_name(context, number).then_some(NumberClass::Name);
    let clock = || of_clock(text, number.start).then_some(NumberClass::Date);
    let own = named.or_else(clock).or_else(|| look_alike(context, number));
    own.or_else(|| listed(text, ledger.get(index.checked_sub(1)?)?, number))
}

/// `khoản 1, 2 và 3`: a number in a list has the class of the one before.
fn listed(text: &str, last: &NumberToken, number: Span) -> Option<NumberClass> {
    use NumberClass::{Ordinal, Provision};
    let gap = text.get(last.span.end..number.start)?.trim();
    let goes_on = matches!(gap, "," | "và" | "hoặc" | ";" | ", và" | "-" | "–" | "đến");
    (last.class).filter(|class| goes_on && matches!(class, Provision | Ordinal))
}

/// The class of a number by its form and by the words beside it.
fn look_alike(context: &Context, number: Span) -> Option<NumberClass> {
    use NumberClass::{Date, Identifier, Label, Ordinal, Period, Provision, Qualifier};
    const NEAR: usize = 60;
    let text = context.text();
    let printed = number.of(text);
    let digits = printed.bytes().filter(u8::is_ascii_digit).count();
    let counted = unit(text, number.end, context.lists).is_some();
    let is = |role| context.before(number.start, role).is_some();
    let behind = |words: &str| after(text, number.end, words).is_some();
    let before = |words: &str| before(text, number.start, words).is_some();
    let head = &text[..number.start];
    let bracketed = head.ends_with('(') && text[number.end..].starts_with(')');
    // *Tuổi thọ trung bình 71,7 tuổi* is measured.
    let near = || head[window_before(head, head.len(), NEAR)..].to_lowercase();
    let opens = head.is_empty() || head.ends_with('\n');
    let provision = || ["khoản", "điều", "điểm"].into_iter().any(behind);
    let note = || opens && NOTE.at(text, number.start).is_some();
    Some(match counted {
        _ if is_code(printed, counted) => Identifier,
        false if note() => Label,
        _ if printed.contains('/') && behind("giờ") => Period,
        _ if context.after(number.end, Role::Coordinate).is_some() => Identifier,
        _ if is(Role::Point) && provision() => Provision,
        false if is(Role::Code) => Identifier,
        false if before("ngày") && printed.len() <= 2 => Date,
        _ if is(Role::Ordinal) => Ordinal,
        _ if is(Role::Provision) => Provision,
        _ if bracketed && digits <= 2 => Label,
        _ if behind("tuổi") && !near().contains("tuổi thọ") => Qualifier,
        false if is(Role::Level) => Qualifier,
        false if before("số") && !printed.contains('.') => Identifier,
        true => return None,
        false if is(Role::Running) => Ordinal,
        false if printed.starts_with('0') && digits > 1 => return None,
        false if is(Role::Point) => Provision,
        false if is(Role::Numbered) && digits <= 3 => Qualifier,
        false => return None,
    })
}

/// Whether a number is part of a name: glued to letters (`3G`, but not `310ha`), behind a hyphen, or that of a make
/// (`F -16`).
fn is_name(context: &Context, number: Span) -> bool {
    // Bytes that hold the letters of a make, and blanks.
    const MAKE: usize = 16;
    let text = context.text();
    let head = &text[..number.start];
    let word = head.strip_suffix('-');
    let make = word.and_then(|word| {
        let near = &word[window_before(word, word.len(), MAKE)..];
        near.trim_end().rsplit([' ', '\n', '(']).next()
    });
    let is_make = |make: &str| make.chars().count() <= 2 && make.starts_with(char::is_uppercase);
    let glued = words_after(text, number.end).next();
    let glued = glued.filter(|word| word.start == number.end);
    let lower = |word: Span| word.of(text).to_lowercase();
    let names = |word| context.lists.unit_class(&lower(word)).is_none();
    word.unwrap_or(head).ends_with(char::is_alphabetic)
        || make.is_some_and(is_make)
        || glued.is_some_and(names)
}

/// `0912345678`, `1.013239`: more digits than numbers have without groups, or in one of them, unless a unit follows.
fn is_code(printed: &str, counted: bool) -> bool {
    let digits = printed.bytes().filter(u8::is_ascii_digit).count();
    let mut groups = printed.split(['/', '.']).skip(1);
    let long = groups.any(|group| group.len() > 3);
    let has = |marks: &[char]| printed.contains(marks);
    digits >= 9 && (long || !has(&['.', ',']))
        || !counted && long && has(&['.']) && !has(&['/', ','])
}

/// Whether a number is part of a time as clocks show it: `14:20`, `14:20:03 +07:00`.
fn of_clock(text: &str, at: usize) -> bool {
    const LONGEST: usize = 16;
    let from = window_before(text, at, LONGEST);
    let head = text[from..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
    let start = from + head.len();
    // `1:25` may be a scale, where nothing says that it is an hour.
    let timed = || before_any(text, start, &["lúc", "hồi", "từ", "đến"]).is_some();
    let found = CLOCK.at(text, start);
    found.is_some_and(|found| found.text("brief").is_none() || timed())
}
