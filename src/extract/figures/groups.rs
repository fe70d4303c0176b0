//! A whole and its parts in running text: a walk over the figures of a paragraph that follows
//! parentheses, sentences and the words that open a list.

use super::figure::Figure;
use crate::document::{StatisticId, StatisticKind};
use crate::extract::context::Context;
use crate::rules::words::Role;
use crate::text::fold::is_alphanumeric;
use crate::text::letters::is_letter;
use crate::text::span::within;
use crate::text::{Span, fold};
use std::ops::Range;

/// How far before a parenthesis the figure may stand that it explains, in bytes.
const NEAR: usize = 48;

/// How many figures before a list, and of it, say what its whole is.
const NEAR_PARTS: usize = 12;

/// How far from a figure its parentheses may open, in bytes.
pub(crate) const REACH: usize = 240;

/// How the text tells the parts of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Each in parentheses of its own.
    Apart,
    /// In one list that names all of them: in parentheses, after *gồm*.
    All,
    /// In one list that may leave some out: after *trong đó*.
    Some,
    /// As what was done of the whole that came in.
    Handled,
}

/// A whole and its parts, as indices of figures.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) whole: usize,
    pub(crate) parts: Vec<usize>,
    pub(crate) told: Told,
}

impl Group {
    pub(crate) fn new(whole: usize, parts: Vec<usize>, told: Told) -> Self {
        Group { whole, parts, told }
    }
}

/// An open parenthesis, or the sentence itself.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// The last figure on this level that can have parts.
    last: Option<usize>,
    /// The last figure on this level that can have rates and changes, and where the last of these
    /// ends.
    pub(crate) base: Option<usize>,
    pub(crate) rated: usize,
    /// The last figure of any kind right before the parenthesis.
    pub(crate) explains: Option<usize>,
    /// The figure of which the parentheses give rates, as no comma stands between.
    pub(crate) rates: Option<usize>,
    /// The list that is open: that of the parentheses, or one after *trong đó* or a colon.
    list: Option<Group>,
    /// A semicolon stands between the parts of the list, so that another one ends no list.
    semicolons: bool,
}

/// What is known at a place of a paragraph.
pub(crate) struct Walker<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) figures: &'a mut [Figure],
    /// The figures of the paragraph up to here.
    pub(crate) met: Range<usize>,
    pub(crate) level: Level,
    /// The levels around it: the sentence first.
    outer: Vec<Level>,
    /// The first figure of this sentence and of the one before.
    first: Option<usize>,
    previous: Option<usize>,
    pub(crate) groups: Vec<Group>,
}

/// The groups of all paragraphs, whose rates and changes get their figures.
pub(crate) fn find(context: &Context, figures: &mut [Figure]) -> Vec<Group> {
    let mut walker = Walker {
        context,
        figures,
        met: 0..0,
        level: Level::default(),
        outer: Vec::new(),
        first: None,
        previous: None,
        groups: Vec::new(),
    };
    for paragraph in &context.view.paragraphs {
        walker.walk(paragraph.span);
    }
    walker.groups
}

impl Walker<'_> {
    /// What stands between a figure and a place behind it.
    pub(crate) fn gap(&self, figure: usize, to: usize) -> &str {
        &self.context.text()[self.figures[figure].span.end.min(to)..to]
    }

    /// Finds the groups of a paragraph, and gives its rates and changes their figures.
    fn walk(&mut self, paragraph: Span) {
        let figures = within(self.figures, paragraph, |figure| figure.span);
        if figures.len() < 2 {
            return;
        }
        (self.met, self.first, self.previous) = (figures.start..figures.start, None, None);
        let mut at = paragraph.start;
        for i in figures {
            let start = self.figures[i].number.start.max(at);
            self.between(at, start);
            self.meet(i);
            self.met.end = i + 1;
            let figure = &self.figures[i];
            at = figure.span.end.max(start);
            // `1.858 dịch vụ công: mức 3: 551 …` opens a list.
            let said = figure.clause.tail.end.max(at);
            let counts = figure.counts() && figure.unit().is_some();
            if counts && self.context.text()[said..].starts_with(':') {
                self.open_list(Some(i), Told::Some);
            }
        }
        self.between(at, paragraph.end);
        self.end_sentence();
    }

    /// Reads the text between two figures: parentheses, sentence ends, *trong đó*.
    fn between(&mut self, from: usize, to: usize) {
        let part = &self.context.text()[from..to.max(from)];
        let mut inside = false;
        for (i, c) in part.char_indices() {
            match c {
                '(' => self.open(from + i),
                ')' if !self.outer.is_empty() => self.close(),
                // Nothing opened it, but the writer ended something here.
                ')' => self.close_list(),
                ';' => self.semicolon(),
                '.' if part[i + 1..].starts_with(' ') => self.end_sentence(),
                _ if !inside && is_letter(c) => self.opener(from + i),
                _ => {}
            }
            inside = is_alphanumeric(c);
        }
    }

    /// *Trong đó*, *gồm*: the figures that follow are parts of the one before, which the parentheses may
    /// explain and which may stand in the sentence before.
    fn opener(&mut self, at: usize) {
        let text = self.context.text();
        let Some((_, word)) = self.context.lists.words.after(text, at, Role::Breakdown) else {
            return;
        };
        let opens = text[..at].ends_with(". ");
        let around = self.level.list.as_ref().map(|list| list.whole);
        let started = self.level.last.or(around);
        // *Bầu Ban Thường vụ 13 người, Ủy ban Kiểm tra gồm 10 người*: words between name something else.
        let near = |&i: &usize| {
            let gap = self.gap(i, at);
            let behind = || gap.rsplit_once(',').map_or("", |(_, behind)| behind);
            gap.len() < REACH && behind().trim().is_empty()
        };
        if word.starts_with("trong đó") || opens && started.is_none() {
            self.open_list(started.or(self.previous), Told::Some);
        } else if let Some(whole) = started.filter(near) {
            // *Bao gồm cả* names some of it.
            let some = word.ends_with("cả");
            self.open_list(Some(whole), if some { Told::Some } else { Told::All });
        }
    }

    fn open(&mut self, at: usize) {
        let near = |&i: &usize, reach| self.gap(i, at).len() < reach;
        let whole = self.level.last.filter(|i| near(i, REACH));
        let level = Level {
            list: whole.map(|whole| Group::new(whole, Vec::new(), Told::Apart)),
            rates: whole.filter(|&whole| !self.gap(whole, at).contains([',', ';'])),
            explains: self.met.clone().last().filter(|i| near(i, NEAR)),
            ..Level::default()
        };
        self.outer.push(std::mem::replace(&mut self.level, level));
    }

    fn close(&mut self) {
        self.close_list();
        self.level = self.outer.pop().unwrap_or_default();
    }

    fn open_list(&mut self, whole: Option<usize>, told: Told) {
        self.close_list();
        self.level.list = whole.map(|whole| Group::new(whole, Vec::new(), told));
        self.level.semicolons = false;
    }

    /// *Trong đó trực tuyến 968 hồ sơ, trực tiếp 316 hồ sơ; đã giải quyết 1.251 hồ sơ*: where commas stand
    /// between the parts, a semicolon ends them.
    fn semicolon(&mut self) {
        let ended = |list: &Group| list.told != Told::Apart && list.parts.len() > 1;
        if self.level.list.as_ref().is_some_and(ended) && !self.level.semicolons {
            self.close_list();
        }
        self.level.semicolons = true;
    }

    fn close_list(&mut self) {
        let list = self.level.list.take();
        let Some(mut group) = list.filter(|list| !list.parts.is_empty()) else {
            return;
        };
        // A sentence may name several things before its *trong đó*; the parts are of the one of their unit.
        let fits = |&whole: &usize| {
            let whole = &self.figures[whole];
            let mut parts = group.parts.iter().take(NEAR_PARTS);
            whole.counts() && parts.any(|&part| self.figures[part].is_like(whole))
        };
        let before = (self.met.start..group.whole).rev();
        let mut others = (group.whole..group.parts[0]).chain(before).take(NEAR_PARTS);
        group.whole = others.find(fits).unwrap_or(group.whole);
        if group.told == Told::Apart && group.parts.len() > 1 {
            group.told = Told::All;
        }
        self.groups.push(group);
    }

    fn end_sentence(&mut self) {
        while !self.outer.is_empty() {
            self.close();
        }
        self.close();
        self.previous = self.first.take().or(self.previous);
    }

    fn meet(&mut self, i: usize) {
        use StatisticKind::{Change, Percent};
        if self.same_change(i).or_else(|| self.explained(i)).is_some() {
            return;
        }
        if matches!(self.figures[i].statistic.kind, Percent | Change) {
            return self.rate(i);
        }
        self.rebase(i);
        if !self.figures[i].counts() {
            return;
        }
        if self.leaves_list(i) {
            self.close_list();
        }
        let sentence = self.outer.is_empty();
        let like = |whole: usize| self.figures[i].is_like(&self.figures[whole]);
        self.level.last = Some(i);
        match &mut self.level.list {
            Some(list) if list.told == Told::Apart && !like(list.whole) => {}
            Some(list) if list.whole != i => list.parts.push(i),
            _ if sentence => self.handled(i),
            _ => {}
        }
        if sentence {
            self.first = self.first.or(Some(i));
        }
    }

    /// Whether a figure counts something else than the parts of the open list and their whole do.
    fn leaves_list(&self, i: usize) -> bool {
        let list = self.level.list.as_ref();
        let Some([.., before, last]) = list.map(|list| &list.parts[..]) else {
            return false;
        };
        let whole = list.map(|list| &self.figures[list.whole]);
        let like = |part: usize| whole.is_some_and(|whole| self.figures[part].is_like(whole));
        let apart = list.is_some_and(|list| list.told == Told::Apart);
        !apart && !like(i) && like(*before) && like(*last)
    }

    /// What parentheses say of a figure that is no part of it: the figure of another period, plan or place
    /// (*lũy kế 102 ca*), or the base of a rate or change (*70% kế hoạch (150 lao động)*).
    fn explained(&mut self, i: usize) -> Option<()> {
        let of = self.level.explains?;
        let lead = self.figures[i].clause.lead;
        let explained = self.figures[of].statistic.clone();
        let base = explained.comparison.and_then(|against| against.base_period);
        let plain = lead.is_empty() && self.figures[i].statistic.comparison.is_none();
        if let Some(base) = base.filter(|_| plain) {
            let whole = explained.parent.and_then(StatisticId::index);
            self.name_after(i, whole.unwrap_or(of), &base);
            self.figures[of].statistic.whole = Some(StatisticId::of_index(i));
            return Some(());
        }
        let other = self.context.after(lead.start, Role::Otherwise);
        other.filter(|_| !lead.is_empty())?;
        self.name_after(i, of, &self.context.view.string(lead));
        let statistic = &mut self.figures[i].statistic;
        if statistic.unit.is_none() {
            statistic.unit = explained.unit;
            statistic.unit_inferred = true;
        }
        // A density, as nothing is above a line.
        if explained.numerator.is_none() && explained.kind == StatisticKind::Ratio {
            statistic.kind = StatisticKind::Ratio;
        }
        Some(())
    }

    /// Says that a figure is about what another is, with words of its own.
    fn name_after(&mut self, i: usize, other: usize, words: &str) {
        let about = self.figures[other].statistic.subject.as_deref();
        let subject = format!("{} {words}", about.unwrap_or(""));
        self.figures[i].statistic.subject = Some(subject.trim().to_owned());
    }

    /// *Tăng 8% (tương ứng 176 tỷ đồng)*: the change before, in another measure.
    fn same_change(&mut self, i: usize) -> Option<()> {
        self.context
            .before(self.figures[i].number.start, Role::Equal)?;
        let of = &self.figures[self.met.clone().last()?].statistic;
        let of = Some(of)
            .filter(|of| of.kind == StatisticKind::Change)?
            .clone();
        let statistic = &mut self.figures[i].statistic;
        (statistic.kind, statistic.subject) = (of.kind, of.subject);
        (statistic.parent, statistic.relation_to_parent) = (of.parent, of.relation_to_parent);
        statistic.comparison = of.comparison;
        Some(())
    }

    /// *đã tiếp nhận 19.168 hồ sơ …, đã giải quyết 18.798 hồ sơ*: what was handled is some of what
    /// came in.
    fn handled(&mut self, i: usize) {
        let says = |figure: &Figure, role| {
            let lead = fold(figure.clause.lead.of(self.context.text()));
            self.context.lists.words.within(&lead, role)
        };
        let Some(first) = self.first else { return };
        let (came, figure) = (&self.figures[first], &self.figures[i]);
        let same = figure.unit().is_some() && figure.is_like(came);
        if same && says(came, Role::Received) && says(figure, Role::Handled) {
            self.groups.push(Group::new(first, vec![i], Told::Handled));
        }
    }
}
