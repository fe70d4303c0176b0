//! Periods of time: `tháng 02/2023`, `quý I năm 2023`, `giai đoạn 2021 – 2030`, `Trong tháng`.

use crate::document::{NumberClass, Origin, Period, PeriodKind, PeriodRange, PeriodRole};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::register::RuleName;
use crate::extract::time::{TimeReader, forms};
use crate::rules::family::Match;
use crate::rules::words::{Role, Words};
use crate::text::days::month_days;
use crate::text::phrases::before_any;
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
    reader: &TimeReader,
    ledger: &mut NumberLedger,
    time: &mut TimeContext,
) -> Vec<PeriodMention> {
    let (view, words) = (reader.view, reader.words);
    let (known, figures) = (&reader.forms.periods, ["part", "year", "last"]);
    let read = |found: &Match<PeriodKind>| Some((found.span(), written(found, &view.text)?));
    let written = forms(known, &reader.plain, ledger, &figures, read);
    let written: Vec<Written> = written.into_iter().map(|(_, written)| written).collect();
    for written in &written {
        ledger.claim(written.span, NumberClass::Period, None);
    }
    let mut periods: Vec<PeriodMention> = written.iter().map(|w| mention(view, w, time)).collect();
    infer_years(&written, &mut periods, time);
    own_periods(&view.text, words, &mut periods, time);
    periods.extend(relative(view, words, time));
    periods.sort_by_key(|s| s.span.start);
    for (i, mention) in periods.iter_mut().enumerate() {
        mention.period.id = format!("p{}", i + 1);
        ledger.retarget(mention.span, NumberClass::Period, &mention.period.id);
    }
    periods
}

/// The period that a form holds; `None` for a month or quarter that no year has, and for years that go
/// backwards.
fn written(found: &Match<PeriodKind>, text: &str) -> Option<Written> {
    let (kind, span, year) = (found.kind, found.span(), found.number("year"));
    let quarter = found.text("quarter").map(|roman| match roman {
        "iv" => 4,
        strokes => strokes.len() as u32,
    });
    let part = found
        .number("part")
        .or(quarter)
        .or_else(|| found.number("last"));
    let (unit, valid) = match kind {
        PeriodKind::Quarter => ('Q', matches!(part, Some(1..=4))),
        PeriodKind::Month => ('M', matches!(part, Some(1..=12))),
        PeriodKind::Months => {
            let unit = if found.text("end").is_some() {
                'c'
            } else {
                'd'
            };
            (unit, matches!(part, Some(1..=12)))
        }
        PeriodKind::Round => ('R', true),
        PeriodKind::YearRange => ('Y', part > year),
        PeriodKind::Duration => (duration(found.text("unit")?), !is_ordinal(text, span.start)),
        _ => ('Y', true),
    };
    let part = part.unwrap_or(0);
    valid.then_some(Written {
        span,
        kind,
        year,
        part,
        unit,
    })
}

/// The letter of ISO 8601 for the unit of a length of time; small ones are those of the day.
fn duration(unit: &str) -> char {
    match unit {
        "năm" => 'Y',
        "tháng" => 'M',
        "tuần" => 'W',
        "ngày" => 'D',
        "giờ" => 'h',
        _ => 'm',
    }
}

/// Whether a number counts the times of something: *lần thứ 5 năm 2023* is no length.
fn is_ordinal(text: &str, at: usize) -> bool {
    before_any(text, at, &["thứ", "lần", "khóa", "kỳ", "hạng"]).is_some()
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

/// The year of a month or quarter without one: the year that brings it nearest to the day of issue.
fn near_year(written: &Written, time: &TimeContext) -> Option<u32> {
    let (year, month) = time.issued()?;
    let part = written.part as i32;
    let (first, last) = match written.kind {
        PeriodKind::Month => (part, part),
        PeriodKind::Quarter => (part * 3 - 2, part * 3),
        _ => return Some(year),
    };
    let month = month as i32;
    Some(if last - month > 6 {
        year - 1
    } else if month - first > 8 {
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
    let days = month_days(end_year, last);
    Some(PeriodRange {
        from: Some(format!("{year:04}-{first:02}-01")),
        to: Some(format!("{end_year:04}-{last:02}-{days:02}")),
        ..PeriodRange::blank(written.kind, text)
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
        let names_plan = plan_words(&lead, words).next().is_some();
        let planned = (time.report.is_some() && names_plan)
            || (time.plan && time.planned.is_none() && !lead.contains("ket qua"));
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

/// Where a folded text names what is planned. A plan or task that is carried out is reported on: *tình hình thực hiện
/// nhiệm vụ 6 tháng đầu năm*.
fn plan_words<'t>(folded: &'t str, words: &'t Words) -> impl Iterator<Item = usize> {
    let all = words.folded(Role::PlanSubject).iter();
    let found = all.flat_map(|plan| folded.match_indices(plan.as_str()));
    found
        .map(|(at, _)| at)
        .filter(|&at| !folded[..at].ends_with("thuc hien "))
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
        date: Some(time.issued.clone()?),
        inferred_from: Some(Origin::Field("header.date".to_owned())),
        ..PeriodRange::blank(PeriodKind::AsOf, text)
    })
}
