//! Numbers that only look like figures: parts of names, ordinals, provisions, levels, codes.

use crate::document::NumberClass;
use crate::extract::context::Context;
use crate::extract::reading::numbers::NumberToken;
use crate::rules::lists::Lists;
use crate::rules::units::unit;
use crate::rules::words::Role;
use crate::text::Span;
use crate::text::phrases::{after, before, before_any, is_word_char, window_after, window_before};

/// The class of a number that is no figure: part of a name, an ordinal, a provision, a code. `last` is the number
/// before it.
pub(crate) fn class(
    context: &Context,
    number: Span,
    last: Option<&NumberToken>,
) -> Option<NumberClass> {
    look_alike(context.text(), number, context.lists)
        .or_else(|| listed(context.text(), last?, number))
}

/// `khoản 1, 2 và 3`: a number in a list has the class of the one before.
fn listed(text: &str, last: &NumberToken, number: Span) -> Option<NumberClass> {
    let gap = text.get(last.span.end..number.start)?.trim();
    let class = last
        .class
        .filter(|class| matches!(class, NumberClass::Provision | NumberClass::Ordinal));
    class.filter(|_| matches!(gap, "," | "và" | "hoặc" | ";" | ", và" | "-" | "–" | "đến"))
}

/// The class of a number that is no figure: part of a name, an ordinal, a provision, a code.
fn look_alike(text: &str, number: Span, lists: &Lists) -> Option<NumberClass> {
    use NumberClass::{Date, Identifier, Label, Name, Ordinal, Period, Provision, Qualifier};
    let printed = number.of(text);
    if is_name(text, number, lists) {
        return Some(Name);
    }
    if of_clock(text, number) {
        return Some(Date);
    }
    let digits = printed.bytes().filter(u8::is_ascii_digit).count();
    let mut groups = printed.split(['/', '.']).skip(1);
    let grouped = printed.contains(['.', ',']) && groups.all(|group| group.len() <= 3);
    if digits >= 9 && !grouped {
        return Some(Identifier);
    }
    let counted = unit(text, number.end, lists).is_some();
    let is = |role| lists.words.before(text, number.start, role).is_some();
    let behind = |words: &str| after(text, number.end, words).is_some();
    let before = |words: &str| before(text, number.start, words).is_some();
    let bracketed = text[..number.start].ends_with('(') && text[number.end..].starts_with(')');
    let day = || before("ngày") && digits <= 2 && !printed.contains(['.', ',', '/']);
    let aged = || behind("tuổi") && !is_life_span(text, number.start);
    let padded = printed.starts_with('0') && digits > 1;
    Some(match counted {
        false if is_code(printed) => Identifier,
        false if is_note(text, number) => Label,
        _ if printed.contains('/') && behind("giờ") => Period,
        _ if COORDINATES.into_iter().any(behind) => Identifier,
        _ if is(Role::Point) && ["khoản", "điều", "điểm"].into_iter().any(behind) => {
            Provision
        }
        false if is(Role::Code) => Identifier,
        false if day() => Date,
        _ if is(Role::Ordinal) => Ordinal,
        _ if is(Role::Provision) => Provision,
        _ if bracketed && digits <= 2 => Label,
        _ if aged() => Qualifier,
        false if is(Role::Level) => Qualifier,
        false if before("số") && !printed.contains('.') => Identifier,
        true => return None,
        false if is(Role::Running) => Ordinal,
        false if padded => return None,
        false if is(Role::Point) => Provision,
        false if is(Role::Numbered) && digits <= 3 => Qualifier,
        false => return None,
    })
}

/// Whether a number is part of a name: glued to letters or behind a hyphen, and no unit behind it.
fn is_name(text: &str, number: Span, lists: &Lists) -> bool {
    let head = &text[..number.start];
    let hyphened = head
        .strip_suffix('-')
        .unwrap_or(head)
        .ends_with(char::is_alphabetic);
    let named = |word: Span| lists.unit_class(&word.of(text).to_lowercase()).is_none();
    hyphened || is_make(text, number) || glued_word(text, number.end).is_some_and(named)
}

/// `1.013239`: more digits behind a point than numbers have in groups.
fn is_code(printed: &str) -> bool {
    let groups = printed.split('.').skip(1);
    !printed.contains(',') && groups.into_iter().any(|group| group.len() > 3)
}

/// What follows the degrees of a place on the map.
const COORDINATES: [&str; 4] = ["độ vĩ", "độ kinh", "độ bắc", "độ đông"];

/// *Tuổi thọ trung bình 71,7 tuổi*: years that are measured, not how old someone is.
fn is_life_span(text: &str, at: usize) -> bool {
    const NEAR: usize = 60;
    text[window_before(text, at, NEAR)..at]
        .to_lowercase()
        .contains("tuổi thọ")
}

/// `1 Cập nhật phần mềm`, `127. Sau khi sắp xếp`: the number of a note or of a paragraph, at its start.
fn is_note(text: &str, number: Span) -> bool {
    let starts = number.start == 0 || text[..number.start].ends_with('\n');
    let rest = &text[number.end..];
    let (rest, longest) = match rest.strip_prefix(". ") {
        Some(rest) => (rest, 3),
        None => (rest.strip_prefix(' ').unwrap_or(""), 2),
    };
    starts && number.len() <= longest && rest.starts_with(char::is_uppercase)
}

/// `F -16`: the number of a make, a blank before its hyphen.
fn is_make(text: &str, number: Span) -> bool {
    let head = text[..number.start].strip_suffix('-').map(str::trim_end);
    let word = head.and_then(|head| head.rsplit([' ', '\n', '(']).next());
    word.is_some_and(|word| word.chars().count() <= 2 && word.starts_with(char::is_uppercase))
}

/// Whether a number is part of a time as clocks show it: `14:20`, `14:20:03 +07:00`.
fn of_clock(text: &str, number: Span) -> bool {
    const LONGEST: usize = 16;
    let clock = |c: &char| c.is_ascii_digit() || *c == ':';
    let at = number.start;
    let before = text[..at]
        .chars()
        .rev()
        .take(LONGEST)
        .take_while(clock)
        .count();
    let window = &text[at..window_after(text, at, LONGEST)];
    let behind = window.chars().take_while(clock).count();
    let run = Span::new(at - before, at + behind);
    let parts: Vec<&str> = run.of(text).trim_end_matches(':').split(':').collect();
    let below = |part: &str, most| part.parse::<u32>().is_ok_and(|part| part < most);
    let two = |part: &&str| part.len() == 2 && below(part, 60);
    // `1:25` may be a scale, where nothing says that it is an hour.
    let timed = || before_any(text, run.start, &["lúc", "hồi", "từ", "đến"]).is_some();
    let told = parts[0].len() == 2 || parts.len() == 3 || timed();
    let mut rest = text[run.end..].chars();
    let fraction = rest.next().is_some_and(|c| ".,/".contains(c))
        && rest.next().is_some_and(|c| c.is_ascii_digit());
    matches!(parts.len(), 2 | 3)
        && parts[0].len() <= 2
        && below(parts[0], 25)
        && parts[1..].iter().all(two)
        && told
        && !fraction
}

/// The letters right behind a number (`3G`, `310ha`).
fn glued_word(text: &str, at: usize) -> Option<Span> {
    let rest = &text[at..window_after(text, at, 64)];
    let length = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
    (length > 0).then(|| Span::new(at, at + length))
}
