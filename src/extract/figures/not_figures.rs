//! Numbers that only look like figures: parts of names, ordinals, provisions, levels, codes.

use crate::document::NumberClass;
use crate::extract::reading::numbers::NumberToken;
use crate::rules::lists::Lists;
use crate::rules::units::{percent, unit};
use crate::rules::words::Role;
use crate::text::Span;
use crate::text::phrases::{after, before, before_any, is_word_char, window_after, window_before};

/// `khoản 1, 2 và 3`: a number in a list has the class of the one before.
pub(crate) fn listed(text: &str, last: &NumberToken, number: Span) -> Option<NumberClass> {
    let gap = text.get(last.span.end..number.start)?.trim();
    let class = last
        .class
        .filter(|class| matches!(class, NumberClass::Provision | NumberClass::Ordinal));
    class.filter(|_| matches!(gap, "," | "và" | "hoặc" | ";" | ", và" | "-" | "–" | "đến"))
}

/// The class of a number that is no figure: part of a name, an ordinal, a provision, a code.
pub(crate) fn look_alike(text: &str, number: Span, lists: &Lists) -> Option<NumberClass> {
    let printed = number.of(text);
    let previous = text[..number.start].chars().next_back();
    let glued = previous.is_some_and(char::is_alphabetic);
    let hyphened = matches!(previous, Some('-'))
        && text[..number.start - 1].ends_with(|c: char| c.is_alphabetic());
    let suffix = glued_word(text, number.end);
    if glued
        || hyphened
        || is_make(text, number)
        || suffix.is_some_and(|word| lists.unit_class(&word.of(text).to_lowercase()).is_none())
    {
        return Some(NumberClass::Name);
    }
    if of_clock(text, number) {
        return Some(NumberClass::Date);
    }
    let digits = printed.bytes().filter(u8::is_ascii_digit).count();
    let grouped = printed
        .split(['/', '.'])
        .skip(1)
        .all(|group| group.len() <= 3);
    if digits >= 9 && !(printed.contains(['.', ',']) && grouped) {
        return Some(NumberClass::Identifier);
    }
    let words = &lists.words;
    let coded = is_code(printed);
    let counted = unit(text, number.end, lists).is_some() || percent(text, number.end).is_some();
    let class = |role| words.before(text, number.start, role).is_some();
    let bracketed = previous == Some('(') && text[number.end..].starts_with(')');
    let aged = after(text, number.end, "tuổi").is_some() && !is_life_span(text, number.start);
    let cited = ["khoản", "điều", "điểm"]
        .iter()
        .any(|word| after(text, number.end, word).is_some());
    let day = before(text, number.start, "ngày").is_some()
        && digits <= 2
        && !printed.contains(['.', ',', '/']);
    if coded && !counted {
        Some(NumberClass::Identifier)
    } else if is_note(text, number) && !counted {
        Some(NumberClass::Label)
    } else if printed.contains('/') && after(text, number.end, "giờ").is_some() {
        Some(NumberClass::Period)
    } else if COORDINATES
        .iter()
        .any(|word| after(text, number.end, word).is_some())
    {
        Some(NumberClass::Identifier)
    } else if class(Role::Point) && cited {
        Some(NumberClass::Provision)
    } else if class(Role::Code) && !counted {
        Some(NumberClass::Identifier)
    } else if day && !counted {
        Some(NumberClass::Date)
    } else if class(Role::Ordinal) {
        Some(NumberClass::Ordinal)
    } else if class(Role::Provision) {
        Some(NumberClass::Provision)
    } else if bracketed && digits <= 2 {
        Some(NumberClass::Label)
    } else if aged || class(Role::Level) && !counted {
        Some(NumberClass::Qualifier)
    } else if !counted && before(text, number.start, "số").is_some() && !printed.contains('.') {
        Some(NumberClass::Identifier)
    } else if counted || printed.starts_with('0') && digits > 1 && !class(Role::Running) {
        None
    } else if class(Role::Running) {
        Some(NumberClass::Ordinal)
    } else if class(Role::Point) {
        Some(NumberClass::Provision)
    } else if class(Role::Numbered) && digits <= 3 {
        Some(NumberClass::Qualifier)
    } else {
        None
    }
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
    let clock = |c: char| c.is_ascii_digit() || c == ':';
    let at = number.start;
    let before = text[..at]
        .char_indices()
        .rev()
        .take(LONGEST)
        .take_while(|&(_, c)| clock(c));
    let start = before.last().map_or(at, |(start, _)| start);
    let window = &text[at..window_after(text, at, LONGEST)];
    let end = at + window.find(|c| !clock(c)).unwrap_or(window.len());
    let run = Span::new(start, end);
    let parts: Vec<&str> = run.of(text).trim_end_matches(':').split(':').collect();
    let two = |part: &&str| part.len() == 2 && part.parse::<u32>().is_ok_and(|part| part < 60);
    let hour = parts[0].len() <= 2 && parts[0].parse::<u32>().is_ok_and(|hour| hour <= 24);
    // `1:25` may be a scale, where nothing says that it is an hour.
    let timed = before_any(text, run.start, &["lúc", "hồi", "từ", "đến"]).is_some();
    let told = parts[0].len() == 2 || parts.len() == 3 || timed;
    let fraction = text[run.end..].starts_with(['.', ',', '/'])
        && text[run.end + 1..].starts_with(|c: char| c.is_ascii_digit());
    hour && told && !fraction && matches!(parts.len(), 2 | 3) && parts[1..].iter().all(two)
}

/// The letters right behind a number (`3G`, `310ha`).
fn glued_word(text: &str, at: usize) -> Option<Span> {
    let rest = &text[at..window_after(text, at, 64)];
    let length = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
    (length > 0).then(|| Span::new(at, at + length))
}
