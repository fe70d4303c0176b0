//! A whole and its parts in running text: a walk over the figures of a paragraph that follows
//! parentheses, sentences and the words that open a list.

use super::figure::Figure;
use crate::document::{ParentRelation, StatisticKind};
use crate::extract::reading::paragraphs::JoinedText;
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
#[derive(Debug, Clone, Default)]
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
        Walker {
            view,
            words,
            text: &view.text,
            span,
            range,
            levels: vec![Level::default()],
            first: None,
            previous: None,
            met: None,
            groups: Vec::new(),
        }
    }

    pub(crate) fn level(&self) -> &Level {
        self.levels.last().expect("the sentence is a level")
    }

    pub(crate) fn level_mut(&mut self) -> &mut Level {
        self.levels.last_mut().expect("the sentence is a level")
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
            let counts = figures[i].counts() && figures[i].unit().is_some();
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
            match c {
                '(' => self.open(figures, from + i),
                ')' if self.levels.len() > 1 => self.close(figures),
                // Nothing opened it, but the writer ended something here.
                ')' => self.close_list(figures),
                ';' => self.semicolon(figures),
                '.' if part[i + 1..].starts_with(' ') => self.end_sentence(figures),
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
        let started = self.level().last.or(self.level().whole);
        let opens = self.text[..at].ends_with(". ");
        // *Bầu Ban Thường vụ 13 người, Ủy ban Kiểm tra gồm 10 người*: words between name something else.
        let near = |i: &usize| {
            let gap = &self.text[figures[*i].span.end.min(at)..at];
            let named = gap
                .rsplit_once(',')
                .is_some_and(|(_, rest)| !rest.trim().is_empty());
            gap.len() < REACH && !named
        };
        if word.starts_with("trong đó") || opens && started.is_none() {
            self.open_list(figures, started.or(self.previous), false);
        } else if let Some(whole) = started.filter(near) {
            // *Bao gồm cả* names some of it.
            self.open_list(figures, Some(whole), !word.ends_with("cả"));
        }
    }

    pub(crate) fn open(&mut self, figures: &[Figure], at: usize) {
        let within = |i: &usize, reach| at - figures[*i].span.end.min(at) < reach;
        let whole = self
            .level()
            .last
            .filter(|i| figures[*i].counts() && within(i, REACH));
        let explains = self.met.filter(|i| within(i, NEAR));
        self.levels.push(Level {
            whole,
            explains,
            at,
            ..Level::default()
        });
    }

    pub(crate) fn close(&mut self, figures: &[Figure]) {
        self.close_list(figures);
        let level = self.levels.pop().unwrap_or_default();
        if let Some(whole) = level.whole.filter(|_| !level.parts.is_empty()) {
            self.groups.push(Group {
                whole,
                list: level.parts.len() > 1,
                all: level.parts.len() > 1,
                parts: level.parts,
                ..Group::default()
            });
        }
    }

    pub(crate) fn open_list(&mut self, figures: &[Figure], whole: Option<usize>, all: bool) {
        self.close_list(figures);
        self.level_mut().list = whole.map(|whole| OpenList {
            group: Group {
                whole,
                all,
                list: true,
                ..Group::default()
            },
            semicolons: false,
            alike: true,
        });
    }

    /// *Trong đó trực tuyến 968 hồ sơ, trực tiếp 316 hồ sơ; đã giải quyết 1.251 hồ sơ*: where commas stand
    /// between the parts, a semicolon ends them.
    fn semicolon(&mut self, figures: &[Figure]) {
        match &mut self.level_mut().list {
            Some(list) if list.group.parts.len() > 1 && !list.semicolons => {
                self.close_list(figures)
            }
            Some(list) => list.semicolons = true,
            None => {}
        }
    }

    fn close_list(&mut self, figures: &[Figure]) {
        let list = self.level_mut().list.take();
        let group = list
            .map(|list| list.group)
            .filter(|group| !group.parts.is_empty());
        let Some(mut group) = group else { return };
        let fits = |&whole: &usize| {
            let mut parts = group.parts.iter().take(NEAR_PARTS);
            figures[whole].counts() && parts.any(|&part| figures[part].is_like(&figures[whole]))
        };
        // A sentence may name several things before its *trong đó*; the parts are of the one of their unit.
        let before = (self.range.start..group.whole).rev();
        let others = (group.whole..group.parts[0]).chain(before);
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
        let whole = self.level().whole;
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
        let level = self.level_mut();
        level.last = Some(i);
        match &mut level.list {
            Some(list) if list.group.whole != i => {
                list.group.parts.push(i);
                list.alike &= figures[i].is_like(&figures[list.group.whole]);
            }
            _ if base => self.handled(figures, i),
            _ if whole.is_some_and(|whole| figures[i].is_like(&figures[whole])) => {
                level.parts.push(i);
            }
            _ => {}
        }
        if base {
            self.first = self.first.or(Some(i));
        }
    }

    /// Whether a figure counts something else than all parts of the open list and their whole do.
    fn leaves_list(&self, figures: &[Figure], i: usize) -> bool {
        self.level().list.as_ref().is_some_and(|list| {
            let other =
                figures[i].unit().is_some() && !figures[i].is_like(&figures[list.group.whole]);
            list.group.parts.len() > 1 && other && list.alike
        })
    }

    /// What parentheses say of a figure that is no part of it: the figure of another period, plan or place
    /// (*lũy kế 102 ca*), the base of a rate or change (*70% kế hoạch (150 lao động)*), and the same change
    /// in another measure (*tương ứng 176 tỷ đồng*).
    fn explained(&mut self, figures: &mut [Figure], i: usize) -> bool {
        if self.same_change(figures, i) {
            return true;
        }
        let lead = figures[i].clause.lead;
        let Some(of) = self.level().explains else {
            return false;
        };
        let explained = &figures[of].statistic;
        let about = |i: usize, words: &str| {
            let about = figures[i].statistic.subject.as_deref().unwrap_or("");
            Some(format!("{about} {words}").trim().to_owned())
        };
        let measured = explained
            .comparison
            .as_ref()
            .and_then(|c| c.base_period.as_ref());
        let plain = figures[i].statistic.comparison.is_none();
        if let Some(base) = measured.filter(|_| plain && lead.is_empty()) {
            figures[i].statistic.subject = about(figures[of].parent.unwrap_or(of), base);
            figures[of].base = Some(i);
            return true;
        }
        let other = self
            .words
            .after(self.text, lead.start, Role::Otherwise)
            .is_some();
        if !other || lead.is_empty() {
            return false;
        }
        let subject = about(of, &self.view.string(lead));
        let density = explained.numerator.is_none() && explained.kind == StatisticKind::Ratio;
        let unit = explained.unit.clone();
        let statistic = &mut figures[i].statistic;
        statistic.subject = subject;
        if statistic.unit.is_none() {
            statistic.unit = unit;
            statistic.unit_inferred = true;
        }
        if density {
            statistic.kind = StatisticKind::Ratio;
        }
        true
    }

    /// *Tăng 8% (tương ứng 176 tỷ đồng)*: the change before, in another measure.
    fn same_change(&self, figures: &mut [Figure], i: usize) -> bool {
        let start = figures[i].number.start;
        let change = |of: &usize| figures[*of].statistic.kind == StatisticKind::Change;
        let told = self.words.before(self.text, start, Role::Equal).is_some();
        let Some(of) = self.met.filter(|of| change(of) && told) else {
            return false;
        };
        let (parent, like) = (figures[of].parent, figures[of].statistic.clone());
        figures[i].parent = parent;
        let statistic = &mut figures[i].statistic;
        statistic.kind = StatisticKind::Change;
        statistic.relation_to_parent = parent.map(|_| ParentRelation::ChangeOf);
        (statistic.subject, statistic.comparison) = (like.subject, like.comparison);
        true
    }

    /// *đã tiếp nhận 19.168 hồ sơ …, đã giải quyết 18.798 hồ sơ*: what was handled is some of what
    /// came in.
    pub(crate) fn handled(&mut self, figures: &[Figure], i: usize) {
        let Some(first) = self.first else { return };
        let says = |i: usize, role| {
            let at = figures[i].number.start;
            let head = &self.text[window_before(self.text, at, REACH).max(self.span.start)..at];
            let lead = head
                .rsplit([',', ';', '.'])
                .next()
                .unwrap_or("")
                .to_lowercase();
            self.words.of(role).iter().any(|word| lead.contains(word))
        };
        let same = figures[i].unit().is_some() && figures[i].is_like(&figures[first]);
        if same && says(first, Role::Received) && says(i, Role::Handled) {
            self.groups.push(Group {
                whole: first,
                parts: vec![i],
                list: true,
                handled: true,
                ..Group::default()
            });
        }
    }
}
