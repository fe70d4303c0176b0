//! A whole and its parts in running text: a walk over the figures of a paragraph that follows
//! parentheses, sentences and the words that open a list.

use super::figure::Figure;
use crate::document::{ParentRelation, StatisticKind};
use crate::extract::reading::paragraphs::JoinedText;
use crate::rules::units::same_unit;
use crate::rules::words::{Role, Words};
use crate::text::Span;
use crate::text::phrases::window_before;

/// How far before a parenthesis the figure may stand that it explains, in bytes.
const NEAR: usize = 48;

/// How many figures before a list, and of it, say what its whole is.
const NEAR_PARTS: usize = 12;

/// How far from a figure its parentheses may open, in bytes.
pub(crate) const REACH: usize = 240;

/// A whole and its parts, as indices of figures.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) whole: usize,
    pub(crate) parts: Vec<usize>,
    /// The text sets the parts apart in one list, not in parentheses of their own.
    pub(crate) list: bool,
    /// The words say that the parts are all of it (*gồm*).
    pub(crate) all: bool,
    /// The part is what was done of the whole that came in.
    pub(crate) handled: bool,
}

/// The parts after *trong đó* or a colon while they are read.
#[derive(Debug)]
struct OpenList {
    group: Group,
    /// A semicolon stands between parts, so that another one ends no list.
    semicolons: bool,
    /// All parts count what the whole counts.
    alike: bool,
}

/// An open parenthesis, or the sentence itself.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// The figure that the parentheses explain.
    pub(crate) whole: Option<usize>,
    pub(crate) parts: Vec<usize>,
    /// The last figure on this level that can have parts.
    pub(crate) last: Option<usize>,
    /// The last figure on this level that can have rates and changes, and where the last of these
    /// ends.
    pub(crate) base: Option<usize>,
    pub(crate) rated: usize,
    /// The last figure of any kind right before the parenthesis.
    pub(crate) explains: Option<usize>,
    /// Where the parenthesis opens.
    pub(crate) at: usize,
    /// The list after *trong đó* or a colon.
    list: Option<OpenList>,
}

pub(crate) struct Walker<'a> {
    pub(crate) view: &'a JoinedText,
    pub(crate) words: &'a Words,
    pub(crate) text: &'a str,
    pub(crate) span: Span,
    pub(crate) range: std::ops::Range<usize>,
    pub(crate) levels: Vec<Level>,
    /// The first figure of this sentence and of the one before.
    pub(crate) first: Option<usize>,
    pub(crate) previous: Option<usize>,
    /// The last figure of any kind.
    pub(crate) met: Option<usize>,
    pub(crate) groups: Vec<Group>,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(
        view: &'a JoinedText,
        words: &'a Words,
        span: Span,
        range: std::ops::Range<usize>,
    ) -> Self {
        let levels = vec![Level::default()];
        Walker {
            view,
            words,
            text: &view.text,
            span,
            range,
            levels,
            first: None,
            previous: None,
            met: None,
            groups: Vec::new(),
        }
    }

    pub(crate) fn walk(&mut self, figures: &mut [Figure]) {
        let mut at = self.span.start;
        for i in self.range.clone() {
            let start = figures[i].number.start.max(at);
            self.between(figures, at, start);
            self.meet(figures, i);
            at = figures[i].span.end.max(start);
            // `1.858 dịch vụ công: mức 3: 551 …` opens a list.
            let said = figures[i].clause.tail.end.max(at);
            let counts = figures[i].counts() && figures[i].statistic.unit.is_some();
            if counts && self.text[said..].starts_with(':') {
                self.open_list(figures, Some(i), false);
            }
            self.met = Some(i);
        }
        self.between(figures, at, self.span.end);
        self.end_sentence(figures);
    }

    /// Reads the text between two figures: parentheses, sentence ends, *trong đó*.
    pub(crate) fn between(&mut self, figures: &[Figure], from: usize, to: usize) {
        let part = &self.text[from..to.max(from)];
        let mut inside = false;
        for (i, c) in part.char_indices() {
            let rest = &part[i..];
            match c {
                '(' => self.open(figures, from + i),
                ')' if self.levels.len() > 1 => self.close(figures),
                // Nothing opened it, but the writer ended something here.
                ')' => self.close_list(figures),
                ';' => self.semicolon(figures),
                '.' if rest.len() > 1 && rest[1..].starts_with(' ') => self.end_sentence(figures),
                _ if !inside && c.is_alphabetic() => self.opener(figures, from + i),
                _ => {}
            }
            inside = c.is_alphanumeric();
        }
    }

    /// *Trong đó*, *gồm*: the figures that follow are parts of the one before, which the parentheses may
    /// explain and which may stand in the sentence before.
    fn opener(&mut self, figures: &[Figure], at: usize) {
        let Some((_, word)) = self.words.after(self.text, at, Role::Breakdown) else {
            return;
        };
        let Some(level) = self.levels.last() else {
            return;
        };
        let started = level.last.or(level.whole);
        let within = word.starts_with("trong đó");
        let opens = self.text[..at].ends_with(". ");
        // *Bầu Ban Thường vụ 13 người, Ủy ban Kiểm tra gồm 10 người*: words between name something else.
        let near = |i: &usize| {
            let end = figures[*i].span.end.min(at);
            let gap = Some(&self.text[end..at]).filter(|gap| gap.len() < REACH);
            let named = |gap: &str| {
                let last = gap.rsplit_once(',');
                last.is_some_and(|(_, rest)| !rest.trim().is_empty())
            };
            gap.is_some_and(|gap| !named(gap))
        };
        if within || opens && started.is_none() {
            self.open_list(figures, started.or(self.previous), false);
        } else if let Some(whole) = started.filter(near) {
            // *Bao gồm cả* names some of it.
            self.open_list(figures, Some(whole), !word.ends_with("cả"));
        }
    }

    pub(crate) fn open(&mut self, figures: &[Figure], at: usize) {
        let last = self.levels.last().and_then(|level| level.last);
        let whole =
            last.filter(|&i| figures[i].counts() && at - figures[i].span.end.min(at) < REACH);
        let explains = self
            .met
            .filter(|&i| at - figures[i].span.end.min(at) < NEAR);
        self.levels.push(Level {
            whole,
            explains,
            at,
            ..Level::default()
        });
    }

    pub(crate) fn close(&mut self, figures: &[Figure]) {
        self.close_list(figures);
        let Some(level) = self.levels.pop() else {
            return;
        };
        if let Some(whole) = level.whole.filter(|_| !level.parts.is_empty()) {
            self.groups.push(Group {
                whole,
                list: level.parts.len() > 1,
                all: level.parts.len() > 1,
                handled: false,
                parts: level.parts,
            });
        }
    }

    pub(crate) fn open_list(&mut self, figures: &[Figure], whole: Option<usize>, all: bool) {
        self.close_list(figures);
        let list = whole.map(|whole| OpenList {
            group: Group {
                whole,
                parts: Vec::new(),
                list: true,
                all,
                handled: false,
            },
            semicolons: false,
            alike: true,
        });
        if let Some(level) = self.levels.last_mut() {
            level.list = list;
        }
    }

    /// *Trong đó trực tuyến 968 hồ sơ, trực tiếp 316 hồ sơ; đã giải quyết 1.251 hồ sơ*: where commas stand
    /// between the parts, a semicolon ends them.
    fn semicolon(&mut self, figures: &[Figure]) {
        match self.levels.last_mut().and_then(|level| level.list.as_mut()) {
            Some(list) if list.group.parts.len() > 1 && !list.semicolons => {
                self.close_list(figures)
            }
            Some(list) => list.semicolons = true,
            None => {}
        }
    }

    fn close_list(&mut self, figures: &[Figure]) {
        let list = self.levels.last_mut().and_then(|level| level.list.take());
        let Some(mut group) = list.map(|list| list.group) else {
            return;
        };
        let Some(&first) = group.parts.first() else {
            return;
        };
        let unit = |i: usize| figures[i].statistic.unit.as_deref();
        let fits = |&whole: &usize| {
            let alike = |&part: &usize| same_unit(unit(part), unit(whole));
            figures[whole].counts() && group.parts.iter().take(NEAR_PARTS).any(alike)
        };
        // A sentence may name several things before its *trong đó*; the parts are of the one of their unit.
        let others = (group.whole..first).chain((self.range.start..group.whole).rev());
        group.whole = others.take(NEAR_PARTS).find(fits).unwrap_or(group.whole);
        self.groups.push(group);
    }

    pub(crate) fn end_sentence(&mut self, figures: &[Figure]) {
        while self.levels.len() > 1 {
            self.close(figures);
        }
        self.close_list(figures);
        self.levels = vec![Level::default()];
        self.previous = self.first.take().or(self.previous);
    }

    pub(crate) fn meet(&mut self, figures: &mut [Figure], i: usize) {
        let whole = self.levels.last().and_then(|level| level.whole);
        if self.explained(figures, i) {
            return;
        }
        let kind = figures[i].statistic.kind;
        if matches!(kind, StatisticKind::Percent | StatisticKind::Change) {
            self.rate(figures, i, whole);
            return;
        }
        self.rebase(figures, i);
        if !figures[i].counts() {
            return;
        }
        if self.leaves_list(figures, i) {
            self.close_list(figures);
        }
        let base = self.levels.len() == 1;
        let unit = |i: usize| figures[i].statistic.unit.as_deref();
        let fits = whole.is_some_and(|whole| same_unit(unit(i), unit(whole)));
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        level.last = Some(i);
        match &mut level.list {
            Some(list) if list.group.whole != i => {
                list.group.parts.push(i);
                list.alike &= same_unit(unit(i), unit(list.group.whole));
            }
            _ if base => self.handled(figures, i),
            _ if fits => level.parts.push(i),
            _ => {}
        }
        if base {
            self.first = self.first.or(Some(i));
        }
    }

    /// Whether a figure counts something else than all parts of the open list and their whole do.
    fn leaves_list(&self, figures: &[Figure], i: usize) -> bool {
        let Some(list) = self.levels.last().and_then(|level| level.list.as_ref()) else {
            return false;
        };
        let unit = |i: usize| figures[i].statistic.unit.as_deref();
        let other = unit(i).is_some() && !same_unit(unit(i), unit(list.group.whole));
        list.group.parts.len() > 1 && other && list.alike
    }

    /// What parentheses say of a figure that is no part of it: the figure of another period, plan or place
    /// (*lũy kế 102 ca*), the base of a rate or change (*70% kế hoạch (150 lao động)*), and the same change
    /// in another measure (*tương ứng 176 tỷ đồng*).
    fn explained(&mut self, figures: &mut [Figure], i: usize) -> bool {
        if self.same_change(figures, i) {
            return true;
        }
        let clause = figures[i].clause;
        let Some(of) = self.levels.last().and_then(|level| level.explains) else {
            return false;
        };
        let comparison = figures[of].statistic.comparison.as_ref();
        let measured = comparison.and_then(|c| c.base_period.clone());
        let plain = figures[i].statistic.comparison.is_none();
        if let Some(base) = measured.filter(|_| plain && clause.lead.is_empty()) {
            let named = figures[of].parent.unwrap_or(of);
            let about = figures[named].statistic.subject.as_deref().unwrap_or("");
            figures[i].statistic.subject = Some(format!("{about} {base}").trim().to_owned());
            figures[of].base = Some(i);
            return true;
        }
        let other = self
            .words
            .after(self.text, clause.lead.start, Role::Otherwise)
            .is_some();
        if other && !clause.lead.is_empty() {
            let about = figures[of].statistic.subject.as_deref().unwrap_or("");
            let lead = self.view.string(clause.lead);
            figures[i].statistic.subject = Some(format!("{about} {lead}").trim().to_owned());
            if figures[i].statistic.unit.is_none() {
                figures[i].statistic.unit = figures[of].statistic.unit.clone();
                figures[i].statistic.unit_inferred = true;
            }
            let density = figures[of].statistic.numerator.is_none();
            if density && figures[of].statistic.kind == StatisticKind::Ratio {
                figures[i].statistic.kind = StatisticKind::Ratio;
            }
            return true;
        }
        false
    }

    /// *Tăng 8% (tương ứng 176 tỷ đồng)*: the change before, in another measure.
    fn same_change(&self, figures: &mut [Figure], i: usize) -> bool {
        let number = figures[i].number;
        let changed = self
            .met
            .filter(|&of| figures[of].statistic.kind == StatisticKind::Change);
        if let Some(of) = changed
            && self
                .words
                .before(self.text, number.start, Role::Equal)
                .is_some()
        {
            figures[i].parent = figures[of].parent;
            let relation = figures[i].parent.map(|_| ParentRelation::ChangeOf);
            let subject = figures[of].statistic.subject.clone();
            let comparison = figures[of].statistic.comparison.clone();
            let statistic = &mut figures[i].statistic;
            statistic.kind = StatisticKind::Change;
            statistic.relation_to_parent = relation;
            (statistic.subject, statistic.comparison) = (subject, comparison);
            return true;
        }
        false
    }

    /// *đã tiếp nhận 19.168 hồ sơ …, đã giải quyết 18.798 hồ sơ*: what was handled is some of what
    /// came in.
    pub(crate) fn handled(&mut self, figures: &[Figure], i: usize) {
        let Some(first) = self.first else { return };
        let lead = |i: usize| {
            let at = figures[i].number.start;
            let head = &self.text[window_before(self.text, at, REACH).max(self.span.start)..at];
            head.rsplit([',', ';', '.'])
                .next()
                .unwrap_or("")
                .to_lowercase()
        };
        let says = |i: usize, role| {
            let lead = lead(i);
            self.words.of(role).iter().any(|word| lead.contains(word))
        };
        let came = says(first, Role::Received);
        let done = says(i, Role::Handled);
        let unit = |i: usize| figures[i].statistic.unit.as_deref();
        if came && done && unit(i).is_some() && same_unit(unit(i), unit(first)) {
            self.groups.push(Group {
                whole: first,
                parts: vec![i],
                list: true,
                all: false,
                handled: true,
            });
        }
    }
}
