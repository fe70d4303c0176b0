//! Figures (*số liệu*): which numbers count or measure something, and what.

use super::lists::Lists;
use super::model::{Comparison, NumberClass, Statistic, StatisticKind};
use super::periods::{Frame, Stretch};
use super::scan::{
    after, after_any, before, before_any, fold, is_word_char, number_value, trim, window_after,
    window_before, words_after, words_before,
};
use super::sections::{self, Heading};
use super::tokens::{Token, Tokens};
use super::view::View;
use crate::text::Span;

/// How far around a figure its words may stand, in bytes.
const REACH: usize = 600;

/// How many stretches of time before a figure may be looked through.
const NEAR: usize = 32;

/// A figure while its relations are worked out.
#[derive(Debug)]
pub(crate) struct Figure {
    /// The digits; empty for a zero that is not printed.
    pub(crate) number: Span,
    /// Number and unit.
    pub(crate) span: Span,
    /// Words after the number tell what it is about.
    pub(crate) own_subject: bool,
    pub(crate) statistic: Statistic,
}

impl Figure {
    /// Whether it counts things, so that it can have parts.
    pub(crate) fn counts(&self) -> bool {
        matches!(
            self.statistic.kind,
            StatisticKind::Count | StatisticKind::Money
        )
    }
}

/// What the figures stand in.
pub(crate) struct Context<'a> {
    pub(crate) view: &'a View,
    pub(crate) lists: &'a Lists,
    pub(crate) headings: &'a [Heading],
    pub(crate) stretches: &'a [Stretch],
    pub(crate) frame: &'a Frame,
    /// Where the head ends: figures stand after it, in appendices as well.
    pub(crate) after: usize,
}

/// Finds the figures of the body; numbers that only look like figures get their class.
pub(crate) fn find(context: &Context, tokens: &mut Tokens) -> Vec<Figure> {
    let text = &context.view.text;
    let mut figures = Vec::new();
    for i in 0..tokens.len() {
        let Some(number) = tokens.get(i).filter(|t| t.class.is_none()).map(|t| t.span) else {
            continue;
        };
        let listed = i
            .checked_sub(1)
            .and_then(|last| listed(text, tokens.get(last)?, number));
        if let Some(class) = look_alike(text, number, context.lists).or(listed) {
            tokens.claim(number, class, None);
        } else if number.start >= context.after {
            figures.extend(figure(context, number));
        }
    }
    figures.extend(zeros(context));
    figures.sort_by_key(|figure| figure.span.start);
    figures
}

/// `khoản 1, 2 và 3`: a number in a list has the class of the one before.
fn listed(text: &str, last: &Token, number: Span) -> Option<NumberClass> {
    let gap = text.get(last.span.end..number.start)?.trim();
    let class = last
        .class
        .filter(|class| matches!(class, NumberClass::Provision | NumberClass::Ordinal));
    class.filter(|_| matches!(gap, "," | "và" | "hoặc" | ";" | ", và" | "-" | "–" | "đến"))
}

/// The class of a number that is no figure: part of a name, an ordinal, a provision, a code.
fn look_alike(text: &str, number: Span, lists: &Lists) -> Option<NumberClass> {
    const ORDINALS: [&str; 2] = ["lần", "kỳ"];
    const PROVISIONS: [&str; 5] = ["điều", "khoản", "chương", "phụ lục", "mẫu số"];
    const POINTS: [&str; 5] = ["điểm", "mục", "mẫu", "biểu", "bảng"];
    const LEVELS: [&str; 3] = ["mức", "mức độ", "cấp độ"];
    const NUMBERED: [&str; 13] = [
        "cấp",
        "loại",
        "nhóm",
        "tổ",
        "đội",
        "khu",
        "quốc lộ",
        "tuyến",
        "lớp",
        "phường",
        "quận",
        "khóm",
        "ấp",
    ];
    let printed = number.of(text);
    let previous = text[..number.start].chars().next_back();
    let glued = previous.is_some_and(char::is_alphabetic);
    let hyphened = matches!(previous, Some('-'))
        && text[..number.start - 1].ends_with(|c: char| c.is_alphabetic());
    let suffix = glued_word(text, number.end);
    if glued
        || hyphened
        || suffix.is_some_and(|word| lists.unit_class(&word.of(text).to_lowercase()).is_none())
    {
        return Some(NumberClass::Name);
    }
    let digits = printed.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 9 && !printed.contains('.') {
        return Some(NumberClass::Identifier);
    }
    let counted = unit(text, number.end, lists).is_some() || percent(text, number.end).is_some();
    let class = |words: &[&str]| before_any(text, number.start, words).is_some();
    let bracketed = previous == Some('(') && text[number.end..].starts_with(')');
    if class(&["thứ", "khóa", "khoá"]) {
        Some(NumberClass::Ordinal)
    } else if class(&PROVISIONS) {
        Some(NumberClass::Provision)
    } else if bracketed && digits <= 2 {
        Some(NumberClass::Label)
    } else if class(&LEVELS) && !counted {
        Some(NumberClass::Qualifier)
    } else if counted || printed.starts_with('0') && digits > 1 && !class(&ORDINALS) {
        None
    } else if class(&ORDINALS) {
        Some(NumberClass::Ordinal)
    } else if class(&POINTS) {
        Some(NumberClass::Provision)
    } else if class(&NUMBERED) && digits <= 2 {
        Some(NumberClass::Qualifier)
    } else {
        None
    }
}

/// The letters right behind a number (`3G`, `310ha`).
fn glued_word(text: &str, at: usize) -> Option<Span> {
    let rest = &text[at..window_after(text, at, 64)];
    let length = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
    (length > 0).then(|| Span::new(at, at + length))
}

/// The end of a percent sign after a number.
fn percent(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].trim_start_matches(' ');
    let mark = rest.chars().next().filter(|c| matches!(c, '%' | '‰'));
    let sign = mark.map(|mark| text.len() - rest.len() + mark.len_utf8());
    sign.or_else(|| after(text, at, "phần trăm"))
}

/// The unit after a number: (its end, its name, its class). Words that multiply belong to it, as do
/// further units after commas.
fn unit(text: &str, at: usize, lists: &Lists) -> Option<(usize, String, String)> {
    let words: Vec<Span> = words_after(text, at).take(7).collect();
    let lower = |from: usize, to: usize| text[words[from].start..words[to].end].to_lowercase();
    let mut first = 0;
    while first < 2.min(words.len()) && lists.factor(&lower(first, first)).is_some() {
        first += 1;
    }
    let prefix: String = (0..first).map(|i| lower(i, i) + " ").collect();
    let longest = (first..words.len().min(first + 5)).rev().find_map(|last| {
        let name = lower(first, last);
        let class = lists.unit_class(&name)?.to_owned();
        Some((words[last].end, name, class))
    });
    let abbreviated = || {
        let word = *words.get(first)?;
        let name = lists.expand(word.of(text))?.to_lowercase();
        let class = lists.unit_class(&name)?.to_owned();
        Some((word.end, name, class))
    };
    let (end, name, class) = abbreviated().or(longest)?;
    let (end, name) = more_units(text, end, name, lists);
    Some((end, prefix + &name, class))
}

/// `33 tin bài, văn bản,`: units that share the number.
fn more_units(text: &str, end: usize, name: String, lists: &Lists) -> (usize, String) {
    let Some(rest) = text[end..].strip_prefix(", ") else {
        return (end, name);
    };
    let at = text.len() - rest.len();
    let words: Vec<Span> = words_after(text, at).take(4).collect();
    let whole = words
        .last()
        .filter(|last| text[last.end..].starts_with([',', ';', '.', '(']));
    let second = whole.map(|last| (last.end, text[at..last.end].to_lowercase()));
    match second.filter(|(_, second)| lists.unit_class(second).is_some()) {
        Some((end, second)) => (end, format!("{name}, {second}")),
        None => (end, name),
    }
}

fn figure(context: &Context, number: Span) -> Option<Figure> {
    let text = &context.view.text;
    let printed = number.of(text);
    let mut figure = blank(context, number);
    if let Some(end) = percent(text, number.end) {
        figure.statistic.kind = StatisticKind::Percent;
        figure.statistic.value = Some(number_value(printed)?);
        figure.statistic.unit = Some(text[number.end..end].trim().to_owned());
        figure.span.end = end;
    } else if let Some((upper, lower)) = printed.split_once('/') {
        ratio(&mut figure.statistic, upper, lower)?;
        if let Some((end, unit, _)) = unit(text, number.end, context.lists) {
            figure.statistic.unit = Some(unit);
            figure.span.end = end;
        }
    } else {
        figure.statistic.value = Some(number_value(printed)?);
        if let Some((end, unit, class)) = unit(text, number.end, context.lists) {
            figure.statistic.unit = Some(unit);
            figure.span.end = end;
            if class == "money" {
                figure.statistic.kind = StatisticKind::Money;
            }
        }
    }
    describe(context, &mut figure);
    Some(figure)
}

fn blank(context: &Context, number: Span) -> Figure {
    let text = &context.view.text;
    let printed = number.of(text);
    let statistic = Statistic {
        id: String::new(),
        kind: StatisticKind::Count,
        value: None,
        value_text: (!number.is_empty()).then(|| printed.to_owned()),
        unit: None,
        subject: None,
        qualifier: None,
        action: None,
        section: sections::at(context.view, context.headings, number.start).map(|h| h.id.clone()),
        period: period(context, number.start),
        parent: None,
        relation_to_parent: None,
        numerator: None,
        denominator: None,
        computed_percent: None,
        part: None,
        whole: None,
        comparison: None,
        total_marker: None,
        approx: false,
        estimate: false,
        unit_inferred: false,
        text: String::new(),
        span: Default::default(),
    };
    Figure {
        number,
        span: number,
        own_subject: false,
        statistic,
    }
}

/// `90/104`: no more than the whole of it.
fn ratio(statistic: &mut Statistic, upper: &str, lower: &str) -> Option<()> {
    let (upper, lower) = (
        number_value(upper)?,
        number_value(lower).filter(|lower| *lower > 0.0)?,
    );
    statistic.kind = StatisticKind::Ratio;
    statistic.numerator = Some(upper);
    statistic.denominator = Some(lower);
    statistic.computed_percent = Some((upper / lower * 1e4).round() / 100.0);
    Some(())
}

/// The period that the words before a figure name, or the document's own.
fn period(context: &Context, at: usize) -> Option<super::model::PeriodRange> {
    let paragraph = context
        .view
        .paragraphs
        .get(context.view.paragraph_at(at)?)?;
    let before = context.stretches.partition_point(|s| s.span.start < at);
    let near = context.stretches[..before]
        .iter()
        .rev()
        .take_while(|s| s.span.start >= paragraph.span.start);
    let named = near
        .take(NEAR)
        .filter(|s| s.period.inferred)
        .find_map(|s| s.range.clone());
    named.or_else(|| context.frame.report.clone())
}

/// Subject, action, total, approximation, comparison: from the words around.
fn describe(context: &Context, figure: &mut Figure) {
    const TOTALS: [&str; 4] = ["tổng số", "tổng cộng", "toàn tỉnh", "tổng"];
    const APPROXIMATE: [&str; 6] = ["gần", "hơn", "trên", "khoảng", "dưới", "xấp xỉ"];
    const ESTIMATES: [&str; 3] = ["ước", "ước đạt", "ước tính"];
    let text = &context.view.text;
    let start = figure.number.start;
    let statistic = &mut figure.statistic;
    statistic.approx = before_any(text, start, &APPROXIMATE).is_some();
    statistic.estimate = before_any(text, start, &ESTIMATES).is_some();
    statistic.total_marker = before_any(text, start, &TOTALS).map(|(_, marker)| marker.to_owned());
    statistic.action = action(text, start, context.lists);
    statistic.comparison = comparison(text, figure.number, figure.span.end);
    if statistic.comparison.is_some() && statistic.kind != StatisticKind::Ratio {
        statistic.kind = StatisticKind::Change;
    }
    if statistic.unit.is_none() {
        unit_before(text, start, context.lists, statistic);
    }
    if statistic.subject.is_none() {
        let (subject, own) = subject(context.view, figure.number, figure.span);
        statistic.subject = subject.map(|subject| expand_first(&subject, context.lists));
        figure.own_subject = own;
    }
}

/// The verb right before a number, of up to three words.
fn action(text: &str, at: usize, lists: &Lists) -> Option<String> {
    let starts: Vec<usize> = words_before(text, at)
        .take(3)
        .map(|word| word.start)
        .collect();
    let verb = |start: &&usize| {
        lists.plan_word(&text[**start..at].trim_end().to_lowercase()) == Some(true)
    };
    let start = starts.iter().rev().find(verb)?;
    Some(text[*start..at].trim_end().to_owned())
}

/// `tăng 14,37% so với cùng kỳ`, `(+2,34%)`
fn comparison(text: &str, number: Span, end: usize) -> Option<Comparison> {
    let sign = text[..number.start]
        .chars()
        .next_back()
        .filter(|c| matches!(c, '+' | '-' | '–'));
    let bracketed = sign.is_some_and(|sign| text[..number.start - sign.len_utf8()].ends_with('('));
    let word = before_any(
        text,
        number.start,
        &["tăng", "giảm", "tăng thêm", "giảm còn"],
    );
    let direction = match (word, sign.filter(|_| bracketed)) {
        (Some((_, word)), _) => {
            if word.starts_with("tăng") {
                "+"
            } else {
                "-"
            }
        }
        (None, Some('+')) => "+",
        (None, Some(_)) => "-",
        (None, None) => return None,
    };
    let base = after_any(text, end, &["so với", "so"]).map(|(base, _)| {
        let rest = &text[base..window_after(text, base, REACH)];
        let stop = rest
            .find([',', ';', '(', ')', '\n', '.'])
            .unwrap_or(rest.len());
        rest[..stop].trim().to_owned()
    });
    Some(Comparison {
        direction: direction.to_owned(),
        base_period: base.filter(|base| !base.is_empty()),
    })
}

/// *Tổng số hộp thư … là 8.404*: the unit stands before the number.
fn unit_before(text: &str, at: usize, lists: &Lists, statistic: &mut Statistic) {
    const LINKS: [&str; 5] = ["là", "đạt", "được", "có", "còn"];
    let colon = text[..at].trim_end().ends_with(':');
    if !colon && before_any(text, at, &LINKS).is_none() {
        return;
    }
    let near = window_before(text, at, REACH);
    let from = text[near..at]
        .rfind([';', '\n'])
        .map_or(near, |i| near + i + 1);
    let clause = &text[from..at];
    let from = from + clause.rfind(". ").map_or(0, |i| i + 2);
    for marker in ["tổng số", "số lượng", "số"] {
        let starts = text[from..at]
            .char_indices()
            .rev()
            .filter(|(_, c)| matches!(c, 't' | 'T' | 's' | 'S'));
        let mut ends = starts.filter_map(|(i, _)| after(text, from + i, marker));
        let Some(end) = ends.next() else { continue };
        if let Some((_, name, _)) = unit(text, end, lists) {
            statistic.unit = Some(name);
            statistic.unit_inferred = true;
            let link = before_any(text, at, &LINKS).map_or(at, |(start, _)| start);
            let about = trim(text, Span::new(end.min(link), link), |c| {
                c.is_whitespace() || c == ':'
            });
            statistic.subject = Some(about.of(text).replace('\n', " "));
            if marker == "tổng số" {
                statistic.total_marker = Some(marker.to_owned());
            }
            return;
        }
    }
}

/// What a figure is about: the unit and the words after it, up to the end of the clause; where
/// nothing follows, the words before it. Also whether words follow.
fn subject(view: &View, number: Span, span: Span) -> (Option<String>, bool) {
    let text = &view.text;
    let from = if span.end > number.end {
        number.end
    } else {
        span.end
    };
    let rest = &text[from..window_after(text, span.end, REACH)];
    let stop = rest
        .find([',', ';', '(', ')', ':', '\n'])
        .unwrap_or(rest.len());
    let stop = rest[..stop].find(". ").unwrap_or(stop);
    let digits = rest[(span.end - from).min(stop)..stop].find(|c: char| c.is_ascii_digit());
    let stop = digits.map_or(stop, |at| (span.end - from).min(stop) + at);
    let drop = |c: char| c.is_whitespace() || matches!(c, '%' | '.' | '/' | '–' | '-');
    let tail = trim(text, Span::new(from, from + stop), drop);
    if tail.end > span.end {
        let tail = view.string(tail);
        return (
            Some(
                tail.trim_end_matches(" và")
                    .trim_end_matches(" với")
                    .to_owned(),
            ),
            true,
        );
    }
    let near = window_before(text, number.start, REACH);
    let head = &text[..number.start];
    let start = head[near..]
        .rfind([',', ';', '\n'])
        .map_or(near, |i| near + i + 1);
    let start = start + head[start..].rfind(". ").map_or(0, |i| i + 2);
    let open = head[start..]
        .rfind('(')
        .filter(|open| !head[start + open..].contains(')'));
    let start = start + open.map_or(0, |open| open + 1);
    let lead = trim(text, Span::new(start, number.start), |c| {
        drop(c) || c == ':'
    });
    let unit = tail.of(text);
    let subject = format!("{} {unit}", view.string(lead));
    (
        Some(subject.trim().to_owned()).filter(|subject| !subject.is_empty()),
        false,
    )
}

/// The text with an abbreviation at its start expanded.
fn expand_first(text: &str, lists: &Lists) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let expanded = lists
        .expand(first)
        .filter(|expanded| lists.unit_class(&expanded.to_lowercase()).is_some());
    expanded.map_or_else(
        || text.to_owned(),
        |expanded| format!("{expanded} {rest}").trim_end().to_owned(),
    )
}

/// The unit of a figure that neither the list nor its parent knows: the next one or two words.
pub(crate) fn guess_unit(text: &str, figure: &mut Figure) -> bool {
    const NO_UNITS: [&str; 16] = [
        "và", "của", "là", "trong", "với", "cho", "từ", "đến", "tại", "theo", "để", "về", "được",
        "đã", "thì", "hoặc",
    ];
    let lower = |word: &Span| word.of(text).starts_with(char::is_lowercase);
    let stop = |word: &Span| NO_UNITS.contains(&word.of(text));
    let words: Vec<Span> = words_after(text, figure.number.end)
        .take(2)
        .take_while(|w| lower(w) && !stop(w))
        .collect();
    let Some(last) = words.last() else {
        return false;
    };
    figure.span.end = last.end;
    figure.statistic.unit = Some(text[words[0].start..last.end].to_lowercase());
    true
}

/// *Không có công dân đến*, *không xảy ra*: nothing happened.
fn zeros(context: &Context) -> Vec<Figure> {
    const ZEROS: [&str; 6] = [
        "hông có",
        "hông xảy ra",
        "hông phát sinh",
        "hông tổ chức",
        "hông ghi nhận",
        "hông để xảy ra",
    ];
    let text = &context.view.text;
    let body = Span::new(context.after, text.len());
    let mut figures = Vec::new();
    for (at, phrase) in ZEROS
        .iter()
        .flat_map(|zero| body.of(text).match_indices(zero))
    {
        let start = body.start + at - 1;
        if !text.is_char_boundary(start) || !text[start..].starts_with(['K', 'k']) {
            continue;
        }
        let from = body.start + at + phrase.len();
        let rest = &text[from..window_after(text, from, REACH)];
        let length = rest
            .find([',', ';', ':', '\n', '(', '.'])
            .unwrap_or(rest.len());
        let end = body.start + at + phrase.len() + length;
        let words = rest[..length].split_whitespace().count();
        let unit = unit(text, body.start + at + phrase.len(), context.lists);
        let planned = sections::at(context.view, context.headings, start).is_some_and(|h| h.plan);
        if !(1..=12).contains(&words) || planned || (phrase == "hông có" && unit.is_none()) {
            continue;
        }
        let mut figure = blank(context, Span::new(start, start));
        figure.span = trim(text, Span::new(start, end), |c: char| {
            c.is_whitespace() || c == '/'
        });
        figure.statistic.kind = StatisticKind::ImplicitZero;
        figure.statistic.value = Some(0.0);
        figure.statistic.subject = Some(fold_subject(rest[..length].trim()));
        figure.statistic.unit = unit.map(|(_, name, _)| name);
        figures.push(figure);
    }
    figures
}

fn fold_subject(text: &str) -> String {
    let cut = [" nào", " đến"]
        .iter()
        .fold(text, |text, tail| text.strip_suffix(tail).unwrap_or(text));
    cut.to_owned()
}

/// The qualifier of a part: `cấp tỉnh` of `cấp tỉnh: 139`, `trực tiếp` of `15.074 trực tiếp`, what
/// follows the unit (`tổ chức` of `489 chứng thư số tổ chức`), or the words before `(`.
pub(crate) fn qualifier(view: &View, figure: &Figure) -> Option<String> {
    let text = &view.text;
    let before_number = text[..figure.number.start].trim_end();
    if let Some(head) = before_number.strip_suffix(':') {
        let near = window_before(text, head.len(), REACH);
        let start = head[near..]
            .rfind([',', ';', '(', ':', '\n', '.'])
            .map_or(near, |i| near + i + 1);
        return Some(head[start..].trim().to_owned())
            .filter(|words| !words.is_empty() && words.len() < 120);
    }
    let rest = &text[figure.span.end..window_after(text, figure.span.end, REACH)];
    let stop = rest
        .find([',', ';', '(', ')', ':', '\n', '.'])
        .unwrap_or(rest.len());
    let after_unit = rest[..stop].trim();
    if !after_unit.is_empty() {
        return Some(after_unit.to_owned());
    }
    let head = before_number.strip_suffix('(')?.trim_end();
    head.rsplit(' ')
        .next()
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(str::to_owned)
}

/// *dịch vụ công mức 3 tiếp nhận 8.756 hồ sơ*: the level in the clause before the number.
pub(crate) fn level_before(text: &str, figure: &Figure) -> Option<String> {
    let head = &text[..figure.number.start];
    let near = window_before(text, head.len(), REACH);
    let start = head[near..]
        .rfind([',', ';', '(', '\n', ')'])
        .map_or(near, |i| near + i + 1);
    let at = head[start..].rfind("mức ")? + start;
    let end = at + "mức ".len();
    let digits = text[end..].find(|c: char| !c.is_ascii_digit())?;
    (digits > 0 && before(text, end + digits, text[end..end + digits].trim()).is_some())
        .then(|| text[at..end + digits].to_owned())
}

/// Whether two units name the same thing: the same, or one the start of the other (*dịch vụ, dịch vụ
/// công*).
pub(crate) fn same_unit(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            fold(a) == fold(b) || a.starts_with(&format!("{b} ")) || b.starts_with(&format!("{a} "))
        }
        _ => true,
    }
}
