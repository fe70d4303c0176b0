//! Periods of time: `tháng 02/2023`, `quý I năm 2023`, `giai đoạn 2021 – 2030`, `Trong tháng`.

use super::TimeReader;
use crate::document::{
    NumberClass, Origin, Period, PeriodKind, PeriodRange, PeriodRole, Provenance,
};
use crate::extract::reading::numbers::NumberLedger;
use crate::extract::reading::paragraphs::{JoinedText, Start};
use crate::rules::Rule;
use crate::rules::family::{Family, Match, Verdict};
use crate::rules::lists::Lists;
use crate::rules::register;
use crate::rules::shapes::Shape;
use crate::rules::words::{Role, Words};
use crate::text::days::month_days;
use crate::text::{Span, fold};

static PERIODS: Shape<PeriodKind> = Shape::new(|| forms(|rule| rule.name != "period.relative"));
/// Those that the document's own period and day tell.
static RELATIVE: Shape<PeriodKind> = Shape::new(|| forms(|rule| rule.name == "period.relative"));

fn forms(own: fn(&Rule) -> bool) -> Family<PeriodKind> {
    let rules = register::file("period.toml").rules.into_iter();
    Family::of(&rules.filter(own).collect::<Vec<Rule>>())
}

/// A period and where it stands.
#[derive(Debug)]
pub(crate) struct PeriodMention {
    pub(crate) span: Span,
    pub(crate) period: Period,
    /// Its bounds, where they are known.
    pub(crate) range: Option<PeriodRange>,
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
    kind: PeriodKind,
    year: Option<u32>,
    /// First and last month.
    months: (u32, u32),
    /// The last year of several, or the number of a round.
    part: u32,
    /// A duration as ISO 8601 writes it.
    duration: Option<String>,
    mark: Provenance,
}

/// A text by itself with its lines joined, and the periods that it names, given what is known of the time of its
/// document.
pub(crate) fn of_text(
    text: &str,
    lists: &Lists,
    mut time: TimeContext,
) -> (String, Vec<PeriodMention>) {
    let view = JoinedText::starting(text, Start::default());
    let mut ledger = NumberLedger::new(&view.text);
    let found = find(&TimeReader::new(&view, lists), &mut ledger, &mut time);
    (view.text, found)
}

/// Finds all periods, claims their digits, and fills the document's own periods in.
pub(crate) fn find(
    reader: &TimeReader,
    ledger: &mut NumberLedger,
    time: &mut TimeContext,
) -> Vec<PeriodMention> {
    let view = reader.view;
    let read = |found: &Match<PeriodKind>| Some((found.span(), written(found, reader)?));
    let found = reader.forms(&PERIODS, ledger, &["part", "year", "last"], read);
    let mentions = (0..found.len()).map(|i| mention(view, &found[i..], time));
    let mut periods: Vec<PeriodMention> = mentions.collect();
    own_periods(&view.text, &reader.lists.words, &mut periods, time);
    periods.extend(relative(reader, time));
    periods.sort_by_key(|s| s.span.start);
    for (i, mention) in periods.iter_mut().enumerate() {
        mention.period.id = format!("p{}", i + 1);
        ledger.claim(mention.span, NumberClass::Period, Some(&mention.period.id));
    }
    periods
}

/// The period that a form holds; `None` for a month or quarter that no year has, and for years that go
/// backwards.
fn written(found: &Match<PeriodKind>, reader: &TimeReader) -> Option<Written> {
    use PeriodKind::{Duration, Month, Months, Quarter, YearRange};
    const UNITS: [&str; 6] = ["Y", "M", "W", "D", "TH", "TM"];
    let year = found.number("year");
    let quarter = found.text("quarter").map(|roman| match roman {
        "iv" => 4,
        strokes => strokes.len() as u32,
    });
    let part = found.number("part").or(found.number("last")).or(quarter);
    let part = part.unwrap_or(0);
    let months = match (found.kind, part) {
        (Quarter, 1..=4) => (3 * part - 2, 3 * part),
        (Month, 1..=12) => (part, part),
        (Months, 1..=12) if found.text("end").is_some() => (13 - part, 12),
        (Months, 1..=12) => (1, part),
        (Quarter | Month | Months, _) => return None,
        (YearRange, last) if Some(last) <= year => return None,
        // *Lần thứ 5 năm 2023* is no length.
        (Duration, _) if reader.is_ordinal(found.span().start) => return None,
        _ => (1, 12),
    };
    let unit = UNITS.into_iter().find(|unit| found.text(unit).is_some());
    let duration = unit.map(|unit| {
        let (time, unit) = unit.split_at(unit.len() - 1);
        format!("P{time}{part}{unit}")
    });
    Some(Written {
        kind: found.kind,
        year,
        months,
        part,
        duration,
        mark: found.mark.clone(),
    })
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

/// The first of some periods; the others follow it in the text.
fn mention(view: &JoinedText, found: &[(Span, Written)], time: &TimeContext) -> PeriodMention {
    let (span, written) = &found[0];
    let named = year_in_subject(found, time).filter(|_| written.year.is_none());
    let year = written.year.or(named.map(|(year, _)| year));
    let year = year.or_else(|| written.near_year(time));
    let period = Period {
        value: written.value(year),
        year_inferred: year != written.year,
        ..blank(view, *span, written.kind, &written.mark)
    };
    let range = written.range(year, &period.text).map(|range| PeriodRange {
        year_inferred_from: named.map(|(_, source)| view.string(source)),
        ..range
    });
    PeriodMention {
        span: *span,
        period,
        range,
    }
}

/// A period of the subject without a year takes it from the next one there: *tháng 02 và kế hoạch
/// công tác tháng 3 năm 2023*. The year, and where it stands.
fn year_in_subject(found: &[(Span, Written)], time: &TimeContext) -> Option<(u32, Span)> {
    let ((span, written), later) = found.split_first()?;
    let subject = time.subject.filter(|subject| subject.overlaps(*span))?;
    let mut named = later.iter().take_while(|(span, _)| subject.overlaps(*span));
    let (year, source) = named.find_map(|(span, later)| Some((later.year?, *span)))?;
    // The report of December with the plan of January.
    let next = later.first().map(|(_, next)| next.part);
    let crossing = written.kind == PeriodKind::Month && written.part == 12 && next == Some(1);
    let year = year - u32::from(crossing);
    (written.kind != PeriodKind::Duration).then_some((year, source))
}

impl Written {
    /// The year of a month or quarter without one: the year that brings it nearest to the day of issue.
    fn near_year(&self, time: &TimeContext) -> Option<u32> {
        use PeriodKind::{Month, Months, Quarter};
        let (year, month) = time.issued()?;
        match self.kind {
            Month | Quarter if self.months.1 > month + 6 => Some(year - 1),
            Month | Quarter if month > self.months.0 + 8 => Some(year + 1),
            Month | Quarter | Months => Some(year),
            _ => None,
        }
    }

    fn value(&self, year: Option<u32>) -> Option<String> {
        let (first, last) = self.months;
        Some(match self.kind {
            PeriodKind::Duration => self.duration.clone()?,
            PeriodKind::Month => format!("{:04}-{first:02}", year?),
            PeriodKind::Quarter => format!("{:04}-Q{}", year?, last / 3),
            PeriodKind::Round => format!("{:04}#{:02}", year?, self.part),
            PeriodKind::YearRange => format!("{:04}/{:04}", year?, self.part),
            PeriodKind::Months => {
                let range = self.range(year, "")?;
                format!("{}/{}", range.from?, range.to?)
            }
            _ => format!("{:04}", year?),
        })
    }

    /// First and last day.
    fn range(&self, year: Option<u32>, text: &str) -> Option<PeriodRange> {
        use PeriodKind::{Duration, Round, UntilYear, YearRange};
        let ((first, last), year) = (self.months, year?);
        let end = match self.kind {
            Duration | Round | UntilYear => return None,
            YearRange => self.part,
            _ => year,
        };
        Some(PeriodRange {
            from: Some(format!("{year:04}-{first:02}-01")),
            to: Some(format!("{end:04}-{last:02}-{:02}", month_days(end, last))),
            ..PeriodRange::blank(self.kind, text)
        })
    }
}

/// The periods that the subject names become the document's own.
fn own_periods(text: &str, words: &Words, periods: &mut [PeriodMention], time: &mut TimeContext) {
    let Some(subject) = time.subject else { return };
    let folded = fold(subject.of(text));
    let periodic = time.periodic || words.within(&folded, Role::ReportSubject);
    // A year in the subject of a decision or a notice is only what it is about.
    let short = |kind| matches!(kind, PeriodKind::Month | PeriodKind::Quarter);
    let own = periods.iter_mut().filter(|s| subject.overlaps(s.span));
    let own = own.filter(|s| s.range.is_some() && (periodic || short(s.period.kind)));
    for mention in own {
        let lead = fold(&text[subject.start..mention.span.start.max(subject.start)]);
        let planned = (time.report.is_some() && names_plan(&lead, words))
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

/// Whether a folded text names what is planned. A plan or task that is carried out is reported on: *tình hình thực hiện
/// nhiệm vụ 6 tháng đầu năm*.
fn names_plan(folded: &str, words: &Words) -> bool {
    let planned = |(at, _): (usize, &str)| !folded[..at].ends_with("thuc hien ");
    let mut plans = words.folded(Role::PlanSubject).iter();
    plans.any(|plan| folded.match_indices(plan.as_str()).any(planned))
}

/// *Trong tháng*: the period that the document reports on; *đến nay*: up to its day of issue. With a number behind them
/// they are others.
fn relative(reader: &TimeReader, time: &TimeContext) -> Vec<PeriodMention> {
    let (view, report) = (reader.view, time.report.as_ref());
    RELATIVE.find(&reader.plain, |found| {
        let span = found.span();
        let next = view.text[span.end..].trim_start();
        if next.starts_with(|c: char| c.is_ascii_digit() || c == 'I') {
            return Verdict::Not;
        }
        let text = view.string(span);
        // A week is not the month, quarter or year of a report.
        let days = |kind| kind == PeriodKind::Days;
        let own = report.filter(|report| days(report.kind) || !days(found.kind));
        let range = match found.kind {
            PeriodKind::AsOf => time.issued.as_ref().map(|day| PeriodRange {
                inferred_from: Some(Origin::Field("header.date".to_owned())),
                ..PeriodRange::as_of(day, &text)
            }),
            _ => own.cloned(),
        };
        let kind = range.as_ref().map_or(found.kind, |range| range.kind);
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
        })
    })
}

/// The day of a period, its month, or its first day.
fn begin(range: &PeriodRange) -> Option<String> {
    let from = range.from.as_deref();
    let month = from.filter(|_| range.kind == PeriodKind::Month);
    let month = month.and_then(|day| day.get(..7));
    Some(range.date.as_deref().or(month).or(from)?.to_owned())
}
