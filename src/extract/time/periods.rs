//! Periods of time: `tháng 02/2023`, `quý I năm 2023`, `giai đoạn 2021 – 2030`, `Trong tháng`.

use crate::document::{
    NumberClass, Origin, Period, PeriodKind, PeriodRange, PeriodRole, Provenance,
};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::time::{TimeReader, forms};
use crate::rules::family::{Match, Verdict};
use crate::rules::words::{Role, Words};
use crate::text::days::month_days;
use crate::text::phrases::before_any;
use crate::text::{Span, fold};

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
    mark: Provenance,
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
    let found = forms(known, &reader.plain, ledger, &figures, read);
    let written: Vec<Written> = found.into_iter().map(|(_, written)| written).collect();
    for written in &written {
        ledger.claim(written.span, NumberClass::Period, None);
    }
    let mut periods: Vec<PeriodMention> = written.iter().map(|w| mention(view, w, time)).collect();
    infer_years(&written, &mut periods, time);
    own_periods(&view.text, words, &mut periods, time);
    periods.extend(relative(reader, time));
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
    let part = found.number("part").or(quarter).or(found.number("last"));
    let end = found.text("end").is_some();
    let (unit, valid) = match kind {
        PeriodKind::Quarter => ('Q', matches!(part, Some(1..=4))),
        PeriodKind::Month => ('M', matches!(part, Some(1..=12))),
        PeriodKind::Months => (if end { 'c' } else { 'd' }, matches!(part, Some(1..=12))),
        PeriodKind::Round => ('R', true),
        PeriodKind::YearRange => ('Y', part > year),
        // Small letters are those of parts of the day.
        PeriodKind::Duration => {
            const UNITS: [(&str, char); 5] = [
                ("năm", 'Y'),
                ("tháng", 'M'),
                ("tuần", 'W'),
                ("ngày", 'D'),
                ("giờ", 'h'),
            ];
            let named = found.text("unit")?;
            let known = UNITS.iter().find(|(unit, _)| *unit == named);
            (
                known.map_or('m', |(_, letter)| *letter),
                !is_ordinal(text, span.start),
            )
        }
        _ => ('Y', true),
    };
    valid.then(|| Written {
        span,
        kind,
        year,
        part: part.unwrap_or(0),
        unit,
        mark: found.mark.clone(),
    })
}

/// Whether a number counts the times of something: *lần thứ 5 năm 2023* is no length.
fn is_ordinal(text: &str, at: usize) -> bool {
    before_any(text, at, &["thứ", "lần", "khóa", "kỳ", "hạng"]).is_some()
}

fn blank(view: &JoinedText, span: Span, kind: PeriodKind, mark: &Provenance) -> Period {
    Period {
        id: String::new(),
        kind,
        value: None,
        role: PeriodRole::Scope,
        text: view.string(span),
        span: view.place(span),
        inferred: false,
        year_inferred: false,
        provenance: mark.clone(),
    }
}

fn mention(view: &JoinedText, written: &Written, time: &TimeContext) -> PeriodMention {
    use PeriodKind::{Month, Months, Quarter};
    let near = matches!(written.kind, Month | Quarter | Months).then(|| near_year(written, time));
    let year = written.year.or(near.flatten());
    let period = Period {
        value: value(written, year),
        year_inferred: year != written.year,
        ..blank(view, written.span, written.kind, &written.mark)
    };
    PeriodMention {
        span: written.span,
        range: range(written, year, &period.text),
        period,
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
    Some(match () {
        () if last - month > 6 => year - 1,
        () if month - first > 8 => year + 1,
        () => year,
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
        let mut later = periods[i + 1..].iter().filter(|s| subject.overlaps(s.span));
        let later = later.find_map(|s| Some((s.year?, s.period.text.clone())));
        let Some((mut year, source)) = later else {
            continue;
        };
        // The report of December with the plan of January.
        let next = written.get(i + 1).map(|next| next.part);
        let crossing = written[i].part == 12 && next == Some(1);
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
    let own = periods
        .iter_mut()
        .filter(|s| subject.overlaps(s.span) && s.range.is_some());
    for mention in own.filter(|s| periodic || short(s.period.kind)) {
        let lead = fold(&text[subject.start..mention.span.start.max(subject.start)]);
        let names_plan = plan_words(&lead, words).next().is_some();
        let planned = (time.report.is_some() && names_plan)
            || (time.plan && time.planned.is_none() && !lead.contains("ket qua"));
        let (slot, role) = match planned {
            true => (&mut time.planned, PeriodRole::PlanPeriod),
            false => (&mut time.report, PeriodRole::ReportPeriod),
        };
        if slot.is_none() {
            slot.clone_from(&mention.range);
            mention.period.role = role;
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

/// *Trong tháng*: the period that the document reports on; *đến nay*: up to its day of issue. With a number behind them
/// they are others.
fn relative(reader: &TimeReader, time: &TimeContext) -> Vec<PeriodMention> {
    let view = reader.view;
    reader.forms.relative.find(&reader.plain, |found| {
        let span = found.span();
        let next = view.text[span.end..].trim_start();
        if next.starts_with(|c: char| c.is_ascii_digit() || c == 'I') {
            return Verdict::Not;
        }
        let text = view.string(span);
        let named = kind_named(&text.to_lowercase());
        let (kind, range) = match found.kind {
            PeriodKind::AsOf => (PeriodKind::AsOf, as_of(&text, time)),
            _ => {
                // A week is not the month, quarter or year of a report.
                let week = named == Some(PeriodKind::Days);
                let report = time.report.clone();
                let range = report.filter(|range| !week || range.kind == PeriodKind::Days);
                let kind = range.as_ref().map(|range| range.kind).or(named);
                (kind.unwrap_or(PeriodKind::Month), range)
            }
        };
        let period = Period {
            value: range.as_ref().and_then(begin),
            role: PeriodRole::Statistic,
            inferred: true,
            ..blank(view, span, kind, found.mark)
        };
        Verdict::Taken(PeriodMention {
            span,
            period,
            range,
            year: None,
        })
    })
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

/// The day of a period, its month, or its first day.
fn begin(range: &PeriodRange) -> Option<String> {
    let from = range.from.as_deref();
    let month = from.filter(|_| range.kind == PeriodKind::Month);
    let month = month.and_then(|day| day.get(..7));
    range
        .date
        .clone()
        .or_else(|| Some(month.or(from)?.to_owned()))
}

/// Figures *đến nay* count up to the day of issue.
fn as_of(text: &str, time: &TimeContext) -> Option<PeriodRange> {
    Some(PeriodRange {
        date: Some(time.issued.clone()?),
        inferred_from: Some(Origin::Field("header.date".to_owned())),
        ..PeriodRange::blank(PeriodKind::AsOf, text)
    })
}
