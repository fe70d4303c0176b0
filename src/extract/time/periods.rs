//! Periods of time: `tháng 02/2023`, `quý I năm 2023`, `giai đoạn 2021 – 2030`, `Trong tháng`.

use crate::document::{NumberClass, Period, PeriodKind, PeriodRange, PeriodRole};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::rules::words::{Role, Words};
use crate::text::days::month_days;
use crate::text::phrases::{after, after_any, before, before_any};
use crate::text::{Span, fold};

const PART: RuleName = RuleName("period.part");
const YEAR: RuleName = RuleName("period.year");
const DURATION: RuleName = RuleName("period.duration");
const NAMED: RuleName = RuleName("period.named");
const RELATIVE: RuleName = RuleName("period.relative");

fn rule(kind: PeriodKind) -> RuleName {
    match kind {
        PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Months => PART,
        PeriodKind::Year | PeriodKind::YearRange | PeriodKind::UntilYear => YEAR,
        PeriodKind::Duration | PeriodKind::Days => DURATION,
        PeriodKind::Festival | PeriodKind::Round => NAMED,
        PeriodKind::AsOf => RELATIVE,
    }
}

/// A period and where it stands.
#[derive(Debug)]
pub(crate) struct PeriodMention {
    pub(crate) span: Span,
    pub(crate) period: Period,
    /// Its bounds, where they are known.
    pub(crate) range: Option<PeriodRange>,
    year: Option<u32>,
}

/// What the document's header says about time.
#[derive(Debug, Default)]
pub(crate) struct TimeContext {
    /// Day of issue, ISO 8601.
    pub(crate) issued: Option<String>,
    /// Where the subject stands.
    pub(crate) subject: Option<Span>,
    /// It is a kind of document that reports or plans, so that the period in its subject is its own.
    pub(crate) periodic: bool,
    /// The document is a plan (*kế hoạch, chương trình*).
    pub(crate) plan: bool,
    /// The period that is reported on.
    pub(crate) report: Option<PeriodRange>,
    /// The period that is planned for.
    pub(crate) planned: Option<PeriodRange>,
}

impl TimeContext {
    /// Year and month of issue.
    fn issued(&self) -> Option<(u32, u32)> {
        let day = self.issued.as_deref()?;
        Some((day.get(..4)?.parse().ok()?, day.get(5..7)?.parse().ok()?))
    }
}

/// A period as written, the year perhaps missing.
struct Written {
    span: Span,
    kind: PeriodKind,
    year: Option<u32>,
    /// Month, quarter, number of months, last year, length: by the kind.
    part: u32,
    /// ISO 8601 letter of a duration, or `c` for months at the end of a year.
    unit: char,
}

/// Finds all periods, claims their digits, and fills the document's own periods in.
pub(crate) fn find(
    view: &JoinedText,
    words: &Words,
    ledger: &mut NumberLedger,
    time: &mut TimeContext,
) -> Vec<PeriodMention> {
    let text = &view.text;
    let mut written = Vec::new();
    let mut end = 0;
    for i in 0..ledger.len() {
        let Some(_) = ledger
            .get(i)
            .filter(|t| t.class.is_none() && t.span.start >= end)
        else {
            continue;
        };
        if let Some(found) = at(text, words, ledger, i) {
            end = found.span.end;
            ledger.claim(found.span, NumberClass::Period, None);
            written.push(found);
        }
    }
    let mut periods: Vec<PeriodMention> = written.iter().map(|w| mention(view, w, time)).collect();
    infer_years(&written, &mut periods, time);
    own_periods(text, words, &mut periods, time);
    periods.extend(relative(view, words, time));
    periods.sort_by_key(|s| s.span.start);
    for (i, mention) in periods.iter_mut().enumerate() {
        mention.period.id = format!("p{}", i + 1);
        ledger.retarget(mention.span, NumberClass::Period, &mention.period.id);
    }
    periods
}

fn year_of(text: &str) -> Option<u32> {
    let year: u32 = (text.len() == 4).then(|| text.parse().ok()).flatten()?;
    (1930..2100).contains(&year).then_some(year)
}

/// The period that the token at an index starts or carries.
fn at(text: &str, words: &Words, ledger: &NumberLedger, index: usize) -> Option<Written> {
    let span = ledger.get(index)?.span;
    let number = span.of(text);
    let following = |at: usize| {
        let next = ledger.get(index + 1)?.span;
        let gap = text.get(at..next.start)?.trim_matches(' ');
        Some((next, gap))
    };
    let year_after = |at: usize| {
        let (next, gap) = following(at)?;
        let year = year_of(next.of(text))?;
        (gap.is_empty() || matches!(gap, "-" | "–" | "/")).then_some((next.end, year))
    };
    if let Some((left, right)) = number.split_once('/') {
        return slashed(text, span, left, right);
    }
    if let Some(year) = year_of(number) {
        return Some(years(text, words, span, year, year_after(span.end)));
    }
    let part: u32 = number.parse().ok().filter(|_| number.len() <= 3)?;
    if let Some(start) = before(text, span.start, "tháng").filter(|_| (1..=12).contains(&part)) {
        let named = after(text, span.end, "năm")
            .and_then(year_after)
            .or_else(|| {
                let rest = text[span.end..].trim_start();
                rest.starts_with(['-', '–'])
                    .then(|| year_after(span.end))
                    .flatten()
            });
        let end = named.map_or(span.end, |(end, _)| end);
        return Some(Written {
            span: Span::new(start, end),
            kind: PeriodKind::Month,
            year: named.map(|n| n.1),
            part,
            unit: 'M',
        });
    }
    if let Some(start) = before(text, span.start, "quý").filter(|_| (1..=4).contains(&part)) {
        let named = after(text, span.end, "năm").and_then(year_after);
        let end = named.map_or(span.end, |(end, _)| end);
        return Some(Written {
            span: Span::new(start, end),
            kind: PeriodKind::Quarter,
            year: named.map(|n| n.1),
            part,
            unit: 'Q',
        });
    }
    months(text, span, part, year_after).or_else(|| duration(text, span, part))
}

/// `tháng 02/2023`, `đợt 01/2023`, `quý 1/2023`, `02/2023`
fn slashed(text: &str, span: Span, left: &str, right: &str) -> Option<Written> {
    let year = year_of(right)?;
    let part: u32 = left.parse().ok()?;
    let made = |start, kind, unit| Written {
        span: Span::new(start, span.end),
        kind,
        year: Some(year),
        part,
        unit,
    };
    if let Some((start, _)) = before_any(text, span.start, &["đợt", "lần", "kỳ"]) {
        return Some(made(start, PeriodKind::Round, 'R'));
    }
    if let Some(start) = before(text, span.start, "quý") {
        return (1..=4)
            .contains(&part)
            .then(|| made(start, PeriodKind::Quarter, 'Q'));
    }
    let start = before(text, span.start, "tháng").unwrap_or(span.start);
    (1..=12)
        .contains(&part)
        .then(|| made(start, PeriodKind::Month, 'M'))
}

/// A token that is a year: `năm 2023`, `giai đoạn 2021 – 2030`, `đến năm 2030`, `quý I/2023`, `2023`.
fn years(
    text: &str,
    words: &Words,
    span: Span,
    year: u32,
    second: Option<(usize, u32)>,
) -> Written {
    let made = |start, end, kind, part| Written {
        span: Span::new(start, end),
        kind,
        year: Some(year),
        part,
        unit: 'Y',
    };
    if let Some((end, last)) = second.filter(|(_, last)| *last > year) {
        let lead = [
            "giai đoạn",
            "nhiệm kỳ",
            "năm học",
            "các năm",
            "trong năm",
            "năm",
        ];
        let start = before_any(text, span.start, &lead).map_or(span.start, |(start, _)| start);
        return made(start, end, PeriodKind::YearRange, last);
    }
    if let Some((start, quarter)) = roman_quarter(text, span.start) {
        return Written {
            unit: 'Q',
            ..made(start, span.end, PeriodKind::Quarter, quarter)
        };
    }
    if let Some(start) = before(text, span.start, "đến năm") {
        return made(start, span.end, PeriodKind::UntilYear, 0);
    }
    if let Some(start) = festival(text, words, span.start) {
        return made(start, span.end, PeriodKind::Festival, 0);
    }
    let start = before(text, span.start, "năm").unwrap_or(span.start);
    made(start, span.end, PeriodKind::Year, 0)
}

/// `quý I/`, `Quý IV năm` before a year.
fn roman_quarter(text: &str, at: usize) -> Option<(usize, u32)> {
    let at = before(text, at, "năm").unwrap_or(at);
    let head = text[..at].trim_end_matches([' ', '/', '-']);
    let quarters = [("iii", 3), ("ii", 2), ("iv", 4), ("i", 1)];
    quarters.iter().find_map(|(roman, quarter)| {
        let start = before(text, head.len(), roman)?;
        Some((before(text, start, "quý")?, *quarter))
    })
}

/// `Tết Trung thu 2023`, `Tết Nguyên đán Quý Mão - 2023`: the start of the festival's name. Between it
/// and the year only the name of the lunar year and a dash may stand: *Tết Nguyên đán năm 2023* is the year.
fn festival(text: &str, words: &Words, at: usize) -> Option<usize> {
    let loose = |at: usize| text[..at].trim_end_matches([' ', '-', '–', '(', ')']).len();
    let mut at = loose(at);
    if let Some((start, _)) = words.before(text, at, Role::LunarYear) {
        at = loose(before(text, start, "năm").unwrap_or(start));
    }
    Some(words.before(text, at, Role::Festival)?.0)
}

/// `6 tháng đầu năm 2023`, `02 tháng cuối năm`
fn months(
    text: &str,
    span: Span,
    part: u32,
    year_after: impl Fn(usize) -> Option<(usize, u32)>,
) -> Option<Written> {
    let (mut end, phrase) = after_any(
        text,
        span.end,
        &["tháng đầu năm", "tháng cuối năm", "tháng năm"],
    )?;
    let named = year_after(end);
    if let Some((year_end, _)) = named {
        end = year_end;
    }
    let unit = if phrase.contains("cuối") { 'c' } else { 'd' };
    (1..=12).contains(&part).then(|| Written {
        span: Span::new(span.start, end),
        kind: PeriodKind::Months,
        year: named.map(|n| n.1),
        part,
        unit,
    })
}

/// `01 năm`, `15 ngày`, `24 giờ`: lengths, not figures.
fn duration(text: &str, span: Span, part: u32) -> Option<Written> {
    let units = [
        ("năm", 'Y'),
        ("tháng", 'M'),
        ("tuần", 'W'),
        ("ngày", 'D'),
        ("giờ", 'h'),
        ("phút", 'm'),
    ];
    let (end, unit) = units
        .iter()
        .find_map(|(word, unit)| Some((after(text, span.end, word)?, *unit)))?;
    if before_any(text, span.start, &["thứ", "lần", "khóa", "kỳ", "hạng"]).is_some() {
        return None;
    }
    let work = after_any(text, end, &["làm việc", "tuổi"]).map_or(end, |(end, _)| end);
    Some(Written {
        span: Span::new(span.start, work),
        kind: PeriodKind::Duration,
        year: None,
        part,
        unit,
    })
}

fn mention(view: &JoinedText, written: &Written, time: &TimeContext) -> PeriodMention {
    let mut period = Period {
        id: String::new(),
        kind: written.kind,
        value: None,
        role: PeriodRole::Scope,
        text: view.string(written.span),
        span: view.place(written.span),
        inferred: false,
        year_inferred: false,
        provenance: rule(written.kind).provenance(),
    };
    let mut year = written.year;
    let needs = matches!(
        written.kind,
        PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Months
    );
    if year.is_none() && needs {
        year = near_year(written, time);
        period.year_inferred = year.is_some();
    }
    period.value = value(written, year);
    let range = range(written, year, &period.text);
    PeriodMention {
        span: written.span,
        period,
        range,
        year: written.year,
    }
}

/// The year of a month without one: the year that brings it nearest to the day of issue.
fn near_year(written: &Written, time: &TimeContext) -> Option<u32> {
    let (year, month) = time.issued()?;
    if written.kind != PeriodKind::Month {
        return Some(year);
    }
    let (part, month) = (written.part as i32, month as i32);
    Some(if part - month > 6 {
        year - 1
    } else if month - part > 8 {
        year + 1
    } else {
        year
    })
}

fn value(written: &Written, year: Option<u32>) -> Option<String> {
    let part = written.part;
    match written.kind {
        PeriodKind::Duration if matches!(written.unit, 'h' | 'm') => {
            Some(format!("PT{part}{}", written.unit.to_ascii_uppercase()))
        }
        PeriodKind::Duration => Some(format!("P{part}{}", written.unit)),
        PeriodKind::Month => Some(format!("{:04}-{part:02}", year?)),
        PeriodKind::Quarter => Some(format!("{:04}-Q{part}", year?)),
        PeriodKind::Round => Some(format!("{:04}#{part:02}", year?)),
        PeriodKind::YearRange => Some(format!("{:04}/{part:04}", year?)),
        PeriodKind::Months => {
            let range = range(written, year, "")?;
            Some(format!("{}/{}", range.from?, range.to?))
        }
        _ => Some(format!("{:04}", year?)),
    }
}

/// First and last day.
fn range(written: &Written, year: Option<u32>, text: &str) -> Option<PeriodRange> {
    let year = year?;
    let part = written.part;
    let (first, last, end_year) = match written.kind {
        PeriodKind::Month => (part, part, year),
        PeriodKind::Quarter => (part * 3 - 2, part * 3, year),
        PeriodKind::Months if written.unit == 'c' => (13 - part, 12, year),
        PeriodKind::Months => (1, part, year),
        PeriodKind::Year | PeriodKind::Festival => (1, 12, year),
        PeriodKind::YearRange => (1, 12, part),
        _ => return None,
    };
    Some(PeriodRange {
        kind: written.kind,
        from: Some(format!("{year:04}-{first:02}-01")),
        to: Some(format!(
            "{end_year:04}-{last:02}-{:02}",
            month_days(end_year, last)
        )),
        date: None,
        text: text.to_owned(),
        year_inferred_from: None,
        inferred_from: None,
    })
}

/// A period of the subject without a year takes it from the next one there: *tháng 02 và kế hoạch
/// công tác tháng 3 năm 2023*.
fn infer_years(written: &[Written], periods: &mut [PeriodMention], time: &TimeContext) {
    let Some(subject) = time.subject else { return };
    for i in 0..periods.len() {
        let inside = subject.overlaps(periods[i].span);
        if !inside || periods[i].year.is_some() || written[i].kind == PeriodKind::Duration {
            continue;
        }
        let later = periods[i + 1..]
            .iter()
            .find(|s| s.year.is_some() && subject.overlaps(s.span));
        let Some((mut year, source)) = later.and_then(|s| Some((s.year?, s.period.text.clone())))
        else {
            continue;
        };
        // The report of December with the plan of January.
        let crossing =
            written[i].part == 12 && written.get(i + 1).is_some_and(|next| next.part == 1);
        year -= u32::from(crossing && written[i].kind == PeriodKind::Month);
        let text = periods[i].period.text.clone();
        periods[i].period.value = value(&written[i], Some(year));
        periods[i].period.year_inferred = true;
        periods[i].range = range(&written[i], Some(year), &text).map(|range| PeriodRange {
            year_inferred_from: Some(source),
            ..range
        });
    }
}

/// The periods that the subject names become the document's own.
fn own_periods(text: &str, words: &Words, periods: &mut [PeriodMention], time: &mut TimeContext) {
    let Some(subject) = time.subject else { return };
    let folded = fold(subject.of(text));
    let periodic = time.periodic || words.within(&folded, Role::ReportSubject);
    // A year in the subject of a decision or a notice is only what it is about.
    let short = |kind| matches!(kind, PeriodKind::Month | PeriodKind::Quarter);
    for mention in periods
        .iter_mut()
        .filter(|s| subject.overlaps(s.span) && s.range.is_some())
        .filter(|s| periodic || short(s.period.kind))
    {
        let lead = fold(&text[subject.start..mention.span.start.max(subject.start)]);
        let and_plans = words.folded(Role::PlanSubject).iter().any(|plan| {
            let mut joined = lead.match_indices(plan.as_str());
            joined.any(|(at, _)| {
                let before = &lead[..at];
                ["va ", "; ", ", "].iter().any(|and| before.ends_with(and))
            })
        });
        let later = and_plans && time.report.is_some();
        let planned = later
            || (time.plan && time.planned.is_none() && !lead.contains("ket qua"))
            || (time.report.is_some() && words.within(&lead, Role::PlanSubject));
        let slot = if planned {
            &mut time.planned
        } else {
            &mut time.report
        };
        if slot.is_none() {
            slot.clone_from(&mention.range);
            mention.period.role = if planned {
                PeriodRole::PlanPeriod
            } else {
                PeriodRole::ReportPeriod
            };
        }
    }
}

/// *Trong tháng*, *đến nay*: known from the document's own period and day.
fn relative(view: &JoinedText, words: &Words, time: &TimeContext) -> Vec<PeriodMention> {
    let own = words.of(Role::OwnPeriod).iter().flat_map(|phrase| {
        let spans = phrase_spans(&view.text, phrase).into_iter();
        spans.map(|span| own_period(view, span, kind_named(phrase), time))
    });
    let now = words.of(Role::OwnDay).iter().flat_map(|phrase| {
        let spans = phrase_spans(&view.text, phrase).into_iter();
        spans.map(|span| until_now(view, span, time))
    });
    own.chain(now).collect()
}

/// Where a phrase stands with no number after it; its first letter may be a capital.
fn phrase_spans(text: &str, phrase: &str) -> Vec<Span> {
    let mut letters = phrase.chars();
    let initial = letters.next();
    let rest = letters.as_str();
    let spans = text.match_indices(rest).filter_map(|(at, _)| {
        let first = text[..at].chars().next_back()?;
        let span = Span::new(at - first.len_utf8(), at + rest.len());
        let next = text[span.end..].trim_start().chars().next();
        let bounded = !text[..span.start].ends_with(char::is_alphabetic)
            && !text[span.end..].starts_with(char::is_alphanumeric);
        let numbered = next.is_some_and(|c| c.is_ascii_digit() || c == 'I');
        (first.to_lowercase().next() == initial && bounded && !numbered).then_some(span)
    });
    spans.collect()
}

/// The kind of period that the last word of a phrase names; none for *kỳ*, which may be any.
fn kind_named(phrase: &str) -> Option<PeriodKind> {
    match phrase.rsplit(' ').next()? {
        "tuần" => Some(PeriodKind::Days),
        "tháng" => Some(PeriodKind::Month),
        "quý" => Some(PeriodKind::Quarter),
        "năm" => Some(PeriodKind::Year),
        _ => None,
    }
}

/// *Trong tháng*: the period that the document reports on. A week is not the month, quarter or year of
/// a report.
fn own_period(
    view: &JoinedText,
    span: Span,
    named: Option<PeriodKind>,
    time: &TimeContext,
) -> PeriodMention {
    let week = named == Some(PeriodKind::Days);
    let report = time.report.clone();
    let range = report.filter(|range| !week || range.kind == PeriodKind::Days);
    let kind = range.as_ref().map(|range| range.kind).or(named);
    inferred(view, span, kind.unwrap_or(PeriodKind::Month), range)
}

/// *Đến nay*: up to the day of issue.
fn until_now(view: &JoinedText, span: Span, time: &TimeContext) -> PeriodMention {
    let range = as_of(&view.string(span), time);
    inferred(view, span, PeriodKind::AsOf, range)
}

fn inferred(
    view: &JoinedText,
    span: Span,
    kind: PeriodKind,
    range: Option<PeriodRange>,
) -> PeriodMention {
    let value = range.as_ref().and_then(|range| {
        let from = range.from.as_deref();
        let month = from
            .filter(|_| range.kind == PeriodKind::Month)
            .and_then(|day| day.get(..7));
        range
            .date
            .clone()
            .or_else(|| Some(month.or(from)?.to_owned()))
    });
    let period = Period {
        id: String::new(),
        kind,
        value,
        role: PeriodRole::Statistic,
        text: view.string(span),
        span: view.place(span),
        inferred: true,
        year_inferred: false,
        provenance: RELATIVE.provenance(),
    };
    PeriodMention {
        span,
        period,
        range,
        year: None,
    }
}

/// Figures *đến nay* count up to the day of issue.
fn as_of(text: &str, time: &TimeContext) -> Option<PeriodRange> {
    Some(PeriodRange {
        kind: PeriodKind::AsOf,
        from: None,
        to: None,
        date: Some(time.issued.clone()?),
        text: text.to_owned(),
        year_inferred_from: None,
        inferred_from: Some(crate::document::Origin::Field("header.date".to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_and_look_alikes() {
        for (text, expected) in [
            ("tháng 3 năm 2023", &["2023-03"][..]),
            ("tháng 01/2023", &["2023-01"]),
            ("tháng 02", &["2023-02"]),
            ("tháng 10-2017", &["2017-10"]),
            ("giai đoạn 2021 – 2030", &["2021/2030"]),
            ("đợt 01/2023", &["2023#01"]),
            ("Quý I năm 2023", &["2023-Q1"]),
            ("quý 2/2022", &["2022-Q2"]),
            ("6 tháng đầu năm 2023", &["2023-01-01/2023-06-30"]),
            ("hội nghị sơ kết 01 năm", &["P1Y"]),
            ("đến năm 2030, tầm nhìn đến năm 2050", &["2030", "2050"]),
            ("Tết Nguyên đán Quý Mão - 2023", &["2023"]),
            ("Tết Trung thu 2023", &["2023"]),
            ("có 2.023 hộ", &[]),
        ] {
            let view = JoinedText::new(text);
            let mut ledger = NumberLedger::new(&view.text);
            let mut time = TimeContext {
                issued: Some("2023-02-14".to_owned()),
                ..TimeContext::default()
            };
            let found = find(&view, &Words::builtin(), &mut ledger, &mut time);
            let values: Vec<&str> = found
                .iter()
                .filter_map(|s| s.period.value.as_deref())
                .collect();
            assert_eq!(values, expected, "{text}");
        }
    }

    #[test]
    fn a_festival_is_known_by_its_name() {
        for (text, expected) in [
            (
                "Tết Nguyên đán Quý Mão - 2023",
                "Tết Nguyên đán Quý Mão - 2023",
            ),
            ("dịp Tết Trung thu 2023", "Tết Trung thu 2023"),
            (
                "Tết Nguyên đán Mậu Tuất 2018",
                "Tết Nguyên đán Mậu Tuất 2018",
            ),
            ("Tết cổ truyền 2023", "Tết cổ truyền 2023"),
            ("Lễ Quốc khánh 2022", "Lễ Quốc khánh 2022"),
            (
                "Giỗ Tổ Hùng Vương năm Nhâm Dần 2022",
                "Giỗ Tổ Hùng Vương năm Nhâm Dần 2022",
            ),
        ] {
            let found = mentions(text, None);
            let festival = found.iter().find(|m| m.period.kind == PeriodKind::Festival);
            assert_eq!(festival.map(|m| m.period.text.as_str()), Some(expected));
        }
        for text in [
            "nghỉ Tết Nguyên đán năm 2023",
            "thực hiện quyết tâm năm 2023",
            "Tết vui vẻ, đầu năm 2023",
            "chợ tết của năm 2023",
        ] {
            assert!(
                mentions(text, None)
                    .iter()
                    .all(|m| m.period.kind == PeriodKind::Year),
                "{text}"
            );
        }
    }

    #[test]
    fn a_period_of_the_document_is_of_the_kind_that_the_word_names() {
        let month = |kind| PeriodRange {
            kind,
            from: Some("2023-02-01".to_owned()),
            to: Some("2023-02-28".to_owned()),
            date: None,
            text: "tháng 02/2023".to_owned(),
            year_inferred_from: None,
            inferred_from: None,
        };
        for (text, report, kind, value) in [
            ("Trong tuần có 5 vụ", None, PeriodKind::Days, None),
            (
                "Trong tuần có 5 vụ",
                Some(month(PeriodKind::Month)),
                PeriodKind::Days,
                None,
            ),
            (
                "Trong tháng có 5 vụ",
                Some(month(PeriodKind::Month)),
                PeriodKind::Month,
                Some("2023-02"),
            ),
        ] {
            let found = mentions(text, report);
            assert_eq!(
                (found[0].period.kind, found[0].period.value.as_deref()),
                (kind, value),
                "{text}"
            );
        }
    }

    fn mentions(text: &str, report: Option<PeriodRange>) -> Vec<PeriodMention> {
        let view = JoinedText::new(text);
        let mut time = TimeContext {
            report,
            ..TimeContext::default()
        };
        find(
            &view,
            &Words::builtin(),
            &mut NumberLedger::new(&view.text),
            &mut time,
        )
    }
}
