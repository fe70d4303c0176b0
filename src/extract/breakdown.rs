//! Which figures are parts of which: in parentheses, after a colon, after *trong đó*; percentages
//! go to the figure whose parentheses they stand in.

use super::listed_parts;
use super::model::{ParentRelation, StatisticKind};
use super::rates;
use super::scan::window_before;
use super::statistics::Figure;
use super::subjects;
use super::units::same_unit;
use super::view::View;
use super::words::{Role, Words};
use crate::text::Span;

/// A whole and its parts, as indices of figures.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) whole: usize,
    pub(crate) parts: Vec<usize>,
    /// The text sets the parts apart in one list, not in parentheses of their own.
    pub(crate) list: bool,
    /// The words say that the parts are all of it (*gồm*).
    pub(crate) all: bool,
}

/// How far before a parenthesis the figure may stand that it explains, in bytes.
const NEAR: usize = 48;

/// How far from a figure its parentheses may open, in bytes.
const REACH: usize = 240;

/// Links the figures; returns the groups that can be checked.
pub(crate) fn link(view: &View, words: &Words, figures: &mut [Figure]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 0;
    for paragraph in &view.paragraphs {
        let first = next;
        while next < figures.len() && figures[next].span.start < paragraph.span.end {
            next += 1;
        }
        if next - first > 1 {
            let mut walker = Walker::new(view, words, paragraph.span, first..next);
            walker.walk(figures);
            groups.append(&mut walker.groups);
        }
    }
    groups.extend(listed_parts::below(view, words, figures));
    for group in &mut groups {
        keep_alike(figures, group);
    }
    groups.retain(|group| !group.parts.is_empty());
    for group in &groups {
        adopt(view, words, figures, group);
    }
    groups
}

/// An open parenthesis, or the sentence itself.
#[derive(Debug, Default)]
pub(super) struct Level {
    /// The figure that the parentheses explain.
    pub(super) whole: Option<usize>,
    parts: Vec<usize>,
    /// The last figure on this level that can have parts.
    pub(super) last: Option<usize>,
    /// The last figure on this level that can have rates and changes, and where the last of these
    /// ends.
    pub(super) base: Option<usize>,
    pub(super) rated: usize,
    /// The last figure of any kind right before the parenthesis.
    pub(super) explains: Option<usize>,
}

pub(super) struct Walker<'a> {
    pub(super) view: &'a View,
    pub(super) words: &'a Words,
    pub(super) text: &'a str,
    pub(super) span: Span,
    pub(super) range: std::ops::Range<usize>,
    pub(super) levels: Vec<Level>,
    /// The list after *trong đó* or a colon on the level of the sentence.
    list: Option<Group>,
    /// The first figure of this sentence and of the one before.
    first: Option<usize>,
    previous: Option<usize>,
    /// The last figure of any kind.
    met: Option<usize>,
    groups: Vec<Group>,
}

impl<'a> Walker<'a> {
    fn new(view: &'a View, words: &'a Words, span: Span, range: std::ops::Range<usize>) -> Self {
        let levels = vec![Level::default()];
        Walker {
            view,
            words,
            text: &view.text,
            span,
            range,
            levels,
            list: None,
            first: None,
            previous: None,
            met: None,
            groups: Vec::new(),
        }
    }

    fn walk(&mut self, figures: &mut [Figure]) {
        let mut at = self.span.start;
        for i in self.range.clone() {
            let start = figures[i].number.start.max(at);
            self.between(figures, at, start);
            self.meet(figures, i);
            at = figures[i].span.end.max(start);
            // `1.858 dịch vụ công: mức 3: 551 …` opens a list.
            if self.levels.len() == 1 && figures[i].counts() && self.text[at..].starts_with(':') {
                self.open_list(Some(i), false);
            }
            self.met = Some(i);
        }
        self.between(figures, at, self.span.end);
        self.end_sentence();
    }

    /// Reads the text between two figures: parentheses, sentence ends, *trong đó*.
    fn between(&mut self, figures: &[Figure], from: usize, to: usize) {
        let part = &self.text[from..to.max(from)];
        let mut inside = false;
        for (i, c) in part.char_indices() {
            let rest = &part[i..];
            match c {
                '(' => self.open(figures, from + i),
                ')' if self.levels.len() > 1 => self.close(),
                '.' if rest.len() > 1 && rest[1..].starts_with(' ') => self.end_sentence(),
                't' | 'T' | 'g' | 'G' | 'b' | 'B' | 'c' | 'C' if !inside => {
                    self.opener(figures, from + i);
                }
                _ => {}
            }
            inside = c.is_alphanumeric();
        }
    }

    /// *Trong đó*, *gồm*: the figures that follow are parts of the one before.
    fn opener(&mut self, figures: &[Figure], at: usize) {
        let Some((_, word)) = self.words.after(self.text, at, Role::Breakdown) else {
            return;
        };
        let started = self.levels.last().and_then(|level| level.last);
        let within = word.starts_with("trong đó");
        let near = |i: &usize| at - figures[*i].span.end.min(at) < REACH;
        if within {
            self.open_list(started.or(self.previous), false);
        } else if let Some(whole) = started.filter(near) {
            self.open_list(Some(whole), true);
        }
    }

    fn open(&mut self, figures: &[Figure], at: usize) {
        let last = self.levels.last().and_then(|level| level.last);
        let whole =
            last.filter(|&i| figures[i].counts() && at - figures[i].span.end.min(at) < REACH);
        let explains = self
            .met
            .filter(|&i| at - figures[i].span.end.min(at) < NEAR);
        self.levels.push(Level {
            whole,
            explains,
            ..Level::default()
        });
    }

    fn close(&mut self) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        if let Some(whole) = level.whole.filter(|_| !level.parts.is_empty()) {
            self.groups.push(Group {
                whole,
                list: level.parts.len() > 1,
                all: level.parts.len() > 1,
                parts: level.parts,
            });
        }
    }

    fn open_list(&mut self, whole: Option<usize>, all: bool) {
        self.close_list();
        self.list = whole.map(|whole| Group {
            whole,
            parts: Vec::new(),
            list: true,
            all,
        });
    }

    fn close_list(&mut self) {
        self.groups
            .extend(self.list.take().filter(|list| !list.parts.is_empty()));
    }

    fn end_sentence(&mut self) {
        while self.levels.len() > 1 {
            self.close();
        }
        self.close_list();
        self.levels = vec![Level::default()];
        self.previous = self.first.take().or(self.previous);
    }

    fn meet(&mut self, figures: &mut [Figure], i: usize) {
        let whole = self.levels.last().and_then(|level| level.whole);
        let kind = figures[i].statistic.kind;
        if matches!(kind, StatisticKind::Percent | StatisticKind::Change) {
            self.rate(figures, i, whole);
            return;
        }
        self.rebase(figures, i);
        if !figures[i].counts() {
            return;
        }
        let base = self.levels.len() == 1;
        let unit = |i: usize| figures[i].statistic.unit.as_deref();
        let fits = whole.is_some_and(|whole| same_unit(unit(i), unit(whole)));
        if base {
            match &mut self.list {
                Some(list) if list.whole != i => list.parts.push(i),
                _ => self.handled(figures, i),
            }
            self.first = self.first.or(Some(i));
        }
        if let Some(level) = self.levels.last_mut() {
            level.last = Some(i);
            if fits && !base {
                level.parts.push(i);
            }
        }
    }

    /// *đã tiếp nhận 19.168 hồ sơ …, đã giải quyết 18.798 hồ sơ*: what was handled is some of what
    /// came in.
    fn handled(&mut self, figures: &[Figure], i: usize) {
        let Some(first) = self.first else { return };
        let lead = |i: usize| {
            let at = figures[i].number.start;
            let head = &self.text[window_before(self.text, at, REACH).max(self.span.start)..at];
            head.rsplit([',', ';', '.'])
                .next()
                .unwrap_or("")
                .to_lowercase()
        };
        let came = lead(first).contains("tiếp nhận");
        let done = ["giải quyết", "xử lý", "hoàn thành"]
            .iter()
            .any(|word| lead(i).contains(word));
        let unit = |i: usize| figures[i].statistic.unit.as_deref();
        if came && done && unit(i).is_some() && same_unit(unit(i), unit(first)) {
            self.groups.push(Group {
                whole: first,
                parts: vec![i],
                list: true,
                all: false,
            });
        }
    }
}

/// Drops the parts that count something else than their whole, unless all together make it up.
fn keep_alike(figures: &[Figure], group: &mut Group) {
    let value = |i: usize| figures[i].statistic.value.unwrap_or(0.0);
    let sum: f64 = group.parts.iter().map(|&part| value(part)).sum();
    if group.parts.len() > 1 && (sum - value(group.whole)).abs() < 1e-6 {
        return;
    }
    let unit = |i: usize| figures[i].statistic.unit.as_deref();
    group
        .parts
        .retain(|&part| same_unit(unit(part), unit(group.whole)));
}

/// Gives the parts of a group their parent, and what they take over from it.
fn adopt(view: &View, words: &Words, figures: &mut [Figure], group: &Group) {
    let whole = figures[group.whole].statistic.clone();
    let relation = relation(figures, group);
    let lists_all = relation == ParentRelation::ExhaustivePart;
    for &part in &group.parts {
        let unit = figures[part].statistic.unit.clone();
        if !lists_all && !same_unit(unit.as_deref(), whole.unit.as_deref()) {
            continue;
        }
        let qualifier = subjects::qualifier(
            view,
            words,
            &figures[part],
            rates::end_before(figures, part),
        )
        .filter(|_| !in_sentence(view, figures, group, part))
        .or_else(|| subjects::level_before(&view.text, &figures[part]));
        let inherits = same_unit(unit.as_deref(), whole.unit.as_deref());
        let labelled = view.text[..figures[part].number.start]
            .trim_end()
            .ends_with(':');
        let own_subject = figures[part].own_subject || !labelled;
        let statistic = &mut figures[part].statistic;
        statistic.parent = Some(group.whole.to_string());
        statistic.relation_to_parent = Some(relation);
        statistic.qualifier = qualifier;
        if inherits {
            statistic.unit_inferred |= unit.is_none();
            statistic.unit.clone_from(&whole.unit);
        }
        if lists_all || unit.is_none() || !own_subject {
            statistic.subject.clone_from(&whole.subject);
        }
    }
}

/// Whether a part stands in running text (*dịch vụ công mức 3 tiếp nhận 8.756 hồ sơ*), not in a
/// list of numbers and names.
fn in_sentence(view: &View, figures: &[Figure], group: &Group, part: usize) -> bool {
    let at = figures[part].number.start;
    let near = window_before(&view.text, at, 10 * REACH);
    let gap = &view.text[figures[group.whole].span.end.max(near).min(at)..at];
    gap.contains(". ")
}

fn relation(figures: &[Figure], group: &Group) -> ParentRelation {
    let value = |i: usize| figures[i].statistic.value.unwrap_or(0.0);
    let sum: f64 = group.parts.iter().map(|&part| value(part)).sum();
    let whole = value(group.whole);
    if (sum - whole).abs() < 1e-6 && group.parts.len() > 1 {
        ParentRelation::ExhaustivePart
    } else if !group.list {
        ParentRelation::OverlappingPart
    } else if in_parentheses(figures, group) || meant_as_all(group, sum, whole) {
        ParentRelation::ExhaustivePart
    } else if sum > whole {
        ParentRelation::ClaimedPart
    } else {
        ParentRelation::Subset
    }
}

/// Parts that are introduced as all of the whole and nearly make it up.
fn meant_as_all(group: &Group, sum: f64, whole: f64) -> bool {
    const SLACK: f64 = 0.2;
    group.all && group.parts.len() > 1 && (sum - whole).abs() <= SLACK * whole
}

/// Parts without a unit of their own in one pair of parentheses are meant to be all of the whole,
/// whether they add up or not.
fn in_parentheses(figures: &[Figure], group: &Group) -> bool {
    group.parts.len() > 1
        && group
            .parts
            .iter()
            .all(|&part| figures[part].statistic.unit.is_none())
}
