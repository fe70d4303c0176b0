//! The lattice over a paragraph: every way to read it, as edges between places in the text.
//!
//! A word as read is an edge for each candidate of the channel; glued words (`cachhanh`) are paths
//! through places inside the piece, words torn apart (`l ạc`) and words with marks inside (`t€`) are
//! edges over several pieces. Every piece also has an edge that keeps it as it is, so there is always
//! a path. Numbers and marks have that edge alone.

use super::adaptation::Adaptation;
use super::addresses::Addresses;
use super::candidates::{CandidateFinder, Reading, Readings};
use super::losses::{ByState, NOTHING, Rates, TYPED};
use super::noise::DIRT;
use super::ocr_choices::{self, Seen, seen};
use super::placed::Placed;
use crate::document::layout::JoinedWord;
use crate::lm::WordId;
use crate::text::Span;
use crate::text::letters::{is_capital, lower};
use crate::text::tokens::{Token, TokenKind};
use crate::text::tone_placement::canonical;
use std::ops::Range;

/// One way to read a stretch of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    /// The node it leads to.
    pub(crate) to: u32,
    /// What the language model sees; nothing where a mark is dropped.
    pub(crate) word: Option<WordId>,
    /// Cost of the channel, in nats.
    pub(crate) cost: f32,
    /// Number of the line that `source` points into.
    pub(crate) line: u32,
    /// The bytes that it reads.
    pub(crate) source: Span,
    /// Whether the text stays as it is; else the word is written.
    pub(crate) keep: bool,
}

/// Nodes are numbered from left to right; the edges of node `n` are `edges[starts[n]..starts[n + 1]]`.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    pub(crate) edges: Vec<Edge>,
    starts: Vec<u32>,
}

impl Lattice {
    /// Number of nodes; the last one is the end.
    pub(crate) fn nodes(&self) -> usize {
        self.starts.len()
    }

    /// The edges that leave a node.
    pub(crate) fn leaving(&self, node: usize) -> Range<usize> {
        let end = self
            .starts
            .get(node + 1)
            .map_or(self.edges.len(), |&end| end as usize);
        self.starts[node] as usize..end
    }
}

/// Builds lattices.
pub(crate) struct Builder<'m> {
    pub(crate) finder: CandidateFinder<'m>,
    pub(crate) adaptation: &'m Adaptation<'m>,
    /// What keeping a piece as it is is cheaper by, in nats.
    pub(crate) caution: f32,
    /// How often the document loses marks; `None` where all of its noise is in the channel.
    pub(crate) rates: Option<&'m Rates>,
}

/// A paragraph while its lattice is built.
struct Paragraph<'a> {
    lines: &'a [&'a str],
    pieces: &'a [Placed],
    /// Numbers of the readings of each piece that can be anything else than it is.
    readings: Vec<Option<u32>>,
    /// What an engine saw in each piece.
    seen: Vec<Option<Seen<'a>>>,
    /// For each piece the probability of each state of the text around it; none where marks were not lost in
    /// part.
    chances: Vec<ByState>,
    /// The first node of each piece, and the end.
    firsts: Vec<u32>,
}

impl<'a> Paragraph<'a> {
    fn line(&self, i: usize) -> &'a str {
        self.lines[self.pieces[i].line as usize]
    }

    fn text(&self, i: usize) -> &'a str {
        self.pieces[i].piece.span.of(self.line(i))
    }

    /// Whether no word or number stands behind a piece.
    fn is_last_word(&self, i: usize) -> bool {
        let behind = &self.pieces[i + 1..];
        behind
            .iter()
            .all(|other| other.piece.kind == TokenKind::Mark)
    }

    /// Whether a piece touches another one that is a mark which nobody prints, and no line to write on.
    fn is_dirt_beside(&self, i: usize, other: usize) -> bool {
        let Some(placed) = self.pieces.get(other) else {
            return false;
        };
        let after = &self.pieces[i.max(other)];
        let dirt = |text: &str| {
            let mut signs = text.chars();
            signs.next().is_some_and(|c| DIRT.contains(c)) && signs.count() < LONGEST_DIRT
        };
        placed.line == self.pieces[i].line
            && !after.piece.after_space
            && placed.piece.kind == TokenKind::Mark
            && dirt(self.text(other))
    }

    /// −ln P(read | word) of a reading of a piece; what is not kept is less likely by `caution`.
    fn cost(&self, i: usize, reading: &Reading, caution: f32) -> f32 {
        let Some(chances) = self.chances.get(i) else {
            return reading.cost + caution;
        };
        // A word that nobody knows is as likely to be spelled so whatever the text lost.
        let unchanged = match reading.word {
            WordId::UNKNOWN => 1.0,
            _ => chances[NOTHING],
        };
        let unchanged = unchanged * (-reading.cost - caution).exp();
        let states = match chances[TYPED] < SURE && has_one_digit(self.text(i)) {
            true => reading.states.without(TYPED),
            false => reading.states,
        };
        -(unchanged + states.sum(chances)).ln()
    }

    /// Cost of a piece's having lost no marks.
    fn cost_of_no_loss(&self, i: usize) -> f32 {
        self.chances
            .get(i)
            .map_or(0.0, |chances| -chances[NOTHING].ln())
    }
}

/// Whether a word may be a number's name (`toa2`) as well as keys of VNI for a tone.
fn has_one_digit(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() == 1
}

/// Least probability of text as it was typed that tells keys from numbers; documents without any give less.
const SURE: f32 = 0.05;
/// A reading that costs more than this is never the best.
const MOST: f32 = 18.0;

impl Builder<'_> {
    /// The lattice over the pieces of a paragraph; `lines` holds the lines they point into, `words` those
    /// that an engine read.
    pub(crate) fn build(
        &mut self,
        lines: &[&str],
        words: &[&[JoinedWord]],
        pieces: &[Placed],
        lattice: &mut Lattice,
    ) {
        lattice.edges.clear();
        lattice.starts.clear();
        self.finder.memory.bound();
        let readings = self.readings(lines, pieces);
        let mut paragraph = Paragraph {
            lines,
            pieces,
            readings,
            seen: seen(lines, words, pieces),
            chances: Vec::new(),
            firsts: Vec::new(),
        };
        paragraph.firsts = self.number_nodes(&paragraph);
        paragraph.chances = self.chances(&paragraph.readings);
        for i in 0..pieces.len() {
            lattice.starts.push(lattice.edges.len() as u32);
            self.edges_of_piece(&paragraph, i, lattice);
            self.edges_of_engine(&paragraph, i, lattice);
            self.edges_of_second(&paragraph, i, lattice);
            if self.finder.params.spaces {
                self.edges_over_pieces(&paragraph, i, lattice);
            }
            self.edges_inside(&paragraph, i, lattice);
        }
        lattice.starts.push(lattice.edges.len() as u32);
    }

    /// Numbers of the readings of each piece; `None` for what is no word: numbers, marks,
    /// addresses, labels.
    fn readings(&mut self, lines: &[&str], pieces: &[Placed]) -> Vec<Option<u32>> {
        let mut all = Vec::with_capacity(pieces.len());
        for of_line in pieces.chunk_by(|a, b| a.line == b.line) {
            let number = of_line[0].line as usize;
            let line = lines[number];
            let above = number.checked_sub(1).map_or("", |above| lines[above]);
            let (first, last) = (&of_line[0], &of_line[of_line.len() - 1]);
            let mut addresses =
                Addresses::of(line, Span::new(first.piece.span.start, last.piece.span.end));
            all.extend(of_line.iter().map(|Placed { piece, .. }| {
                let stays = piece.kind != TokenKind::Word
                    || is_label(line, piece)
                    || is_end_of_name(above, line, piece)
                    || addresses.hold(piece);
                (!stays).then(|| self.finder.number(line, piece))
            }));
        }
        all
    }

    /// For each piece the probability of each state by the words around it.
    fn chances(&self, readings: &[Option<u32>]) -> Vec<ByState> {
        let Some(rates) = self.rates else {
            return Vec::new();
        };
        let read = readings.iter().filter_map(|&number| self.read(number));
        let likelihoods: Vec<ByState> = read.map(|read| read.likelihoods).collect();
        let mut chances = Vec::new();
        rates.chances(&likelihoods, &mut chances, |_, _| ());
        let mut of_words = chances.into_iter();
        let mut of_piece = |number: &Option<u32>| number.and_then(|_| of_words.next());
        readings
            .iter()
            .map(|number| of_piece(number).unwrap_or(rates.begin))
            .collect()
    }

    fn read(&self, number: Option<u32>) -> Option<&Readings> {
        number.map(|number| self.finder.memory.readings(number))
    }

    /// The first node of each piece, and the end. A glued piece has a node for each of its letters.
    fn number_nodes(&self, paragraph: &Paragraph) -> Vec<u32> {
        let mut firsts = Vec::with_capacity(paragraph.pieces.len() + 1);
        let mut next = 0;
        for (i, &number) in paragraph.readings.iter().enumerate() {
            firsts.push(next);
            next += match self.read(number) {
                Some(readings) if !readings.inside.is_empty() => {
                    paragraph.text(i).chars().count() as u32
                }
                _ => 1,
            };
        }
        firsts.push(next);
        firsts
    }

    /// Edges over one whole piece.
    fn edges_of_piece(&mut self, paragraph: &Paragraph, i: usize, lattice: &mut Lattice) {
        let placed = &paragraph.pieces[i];
        let edge = |word, cost, keep| Edge {
            to: paragraph.firsts[i + 1],
            word,
            cost,
            line: placed.line,
            source: placed.piece.span,
            keep,
        };
        let Some(readings) = self.read(paragraph.readings[i]) else {
            let line = paragraph.line(i);
            if placed.lost_bar
                && let Some(word) = self.finder.model.id("đ")
            {
                lattice.edges.push(edge(Some(word), 0.0, false));
                return;
            }
            if is_apostrophe(line, &placed.piece)
                && let Some(word) = self.finder.model.id("'")
            {
                lattice.edges.push(edge(Some(word), 0.0, false));
                return;
            }
            if self.finder.params.spaces {
                self.edges_of_sign(paragraph, i, lattice);
            }
            let word = match placed.piece.kind {
                TokenKind::Number => WordId::NUMBER,
                _ => self.finder.kept_id(line, &placed.piece),
            };
            lattice.edges.push(edge(Some(word), -self.caution, true));
            // Where nothing was misread, marks stand there because their writer put them so.
            let cost = self.cost_of_dropping(paragraph, i) + self.caution;
            if cost.is_finite() {
                lattice.edges.push(edge(None, cost, false));
            }
            return;
        };
        let before = i.checked_sub(1).map(|i| paragraph.pieces[i].piece.kind);
        let opens = before.is_none_or(|kind| kind == TokenKind::Mark);
        let weight = if opens && readings.title { 0.0 } else { 1.0 };
        let cost = |reading: &Reading, caution| {
            let channel = paragraph.cost(i, reading, caution) - self.caution;
            channel + weight * reading.case - self.adaptation.bonus(reading.word)
        };
        let kept = cost(&readings.kept, 0.0);
        lattice
            .edges
            .push(edge(Some(readings.kept.word), kept, true));
        let others = readings.whole.iter();
        let others = others.map(|r| edge(Some(r.word), cost(r, self.caution), false));
        lattice.edges.extend(others.filter(|edge| edge.cost < MOST));
        let Span { start, end } = placed.piece.span;
        let line = paragraph.line(i);
        let (before, after) = (&line[..start], &line[end..]);
        let behind = || is_letter_behind_the_end(before, paragraph.text(i), after);
        if self.finder.params.spaces && paragraph.is_last_word(i) && behind() {
            lattice.edges.push(edge(None, self.caution, false));
        }
    }

    /// Edges over a mark or a short number that stands for a word, or over a mark that stands for another one.
    fn edges_of_sign(&mut self, paragraph: &Paragraph, i: usize, lattice: &mut Lattice) {
        let Placed { piece, .. } = &paragraph.pieces[i];
        let (line, text) = (paragraph.line(i), paragraph.text(i));
        let edge = |word, cost| Edge {
            to: paragraph.firsts[i + 1],
            word: Some(word),
            cost,
            line: paragraph.pieces[i].line,
            source: piece.span,
            keep: false,
        };
        // Writers put commas behind numbers of items, too.
        let misread = misread_mark(line, piece).filter(|&mark| mark != "." || self.caution == 0.0);
        if let Some(word) = misread.and_then(|mark| self.finder.model.id(mark)) {
            lattice.edges.push(edge(word, self.caution));
        }
        let cost = match () {
            () if !self.finder.params.lone_signs => return,
            () if is_lone_sign(line, piece) => 0.0,
            () if is_lone_number(line, piece) => NO_FIGURE,
            () => return,
        };
        let found = self.finder.joined(text);
        let words = found
            .iter()
            .map(|found| edge(found.word, found.cost + cost));
        lattice.edges.extend(words);
    }

    /// Edges over one whole piece that an engine saw too.
    fn edges_of_engine(&mut self, paragraph: &Paragraph, i: usize, lattice: &mut Lattice) {
        let (Some(seen), Some(_)) = (&paragraph.seen[i], paragraph.readings[i]) else {
            return;
        };
        let placed = &paragraph.pieces[i];
        let first = *lattice.starts.last().expect("a piece was begun") as usize;
        for (form, cost) in seen.forms(paragraph.text(i)) {
            let Some(word) = self.finder.model.id(&form) else {
                continue;
            };
            let cost = cost + paragraph.cost_of_no_loss(i) - self.adaptation.bonus(word);
            let known = lattice.edges[first..].iter_mut();
            match known.into_iter().find(|edge| edge.word == Some(word)) {
                Some(edge) => edge.cost = edge.cost.min(cost),
                None => lattice.edges.push(Edge {
                    to: paragraph.firsts[i + 1],
                    word: Some(word),
                    cost,
                    line: placed.line,
                    source: placed.piece.span,
                    keep: false,
                }),
            }
        }
    }

    /// Edges over one whole piece that a second reader saw too: the nearer they are to that, the cheaper they become.
    fn edges_of_second(&mut self, paragraph: &Paragraph, i: usize, lattice: &mut Lattice) {
        let (Some(seen), Some(_)) = (&paragraph.seen[i], paragraph.readings[i]) else {
            return;
        };
        let kept: String = paragraph.text(i).chars().map(lower).collect();
        let kept = canonical(&kept);
        let Some(second) = seen.second().filter(|second| second.is_like(&kept)) else {
            return;
        };
        let placed = &paragraph.pieces[i];
        let first = *lattice.starts.last().expect("a piece was begun") as usize;
        let word = self.finder.model.id(&second.form);
        let known = lattice.edges[first..].iter().any(|edge| edge.word == word);
        if let Some(word) = word.filter(|_| !known) {
            let cost = ocr_choices::SEEN_ONCE + paragraph.cost_of_no_loss(i);
            lattice.edges.push(Edge {
                to: paragraph.firsts[i + 1],
                word: Some(word),
                cost: cost - self.adaptation.bonus(word),
                line: placed.line,
                source: placed.piece.span,
                keep: false,
            });
        }
        for edge in &mut lattice.edges[first..] {
            let form = match edge.word {
                Some(word) if !edge.keep => self.finder.model.word(word),
                _ => &kept,
            };
            edge.cost -= second.support(form);
        }
    }

    /// Whether a point stands between letters of two words that are no address, abbreviation or name of a file: `ban
    /// hành.bản chính`.
    fn is_point_between_words(&self, paragraph: &Paragraph, i: usize) -> bool {
        let line = paragraph.line(i);
        let Span { start, end } = paragraph.pieces[i].piece.span;
        // A piece of several letters that is much like a word.
        let is_word = |i: usize| {
            let read = self.read(paragraph.readings[i]);
            let like = read.is_some_and(|read| read.cheapest <= self.finder.params.doubtful);
            like && paragraph.text(i).chars().nth(1).is_some()
        };
        &line[start..end] == "."
            && i > 0
            && i + 1 < paragraph.pieces.len()
            && line[..start].ends_with(char::is_lowercase)
            && line[end..].starts_with(char::is_lowercase)
            && is_word(i - 1)
            && is_word(i + 1)
    }

    /// Cost of taking a mark for dirt; infinite for marks of figures, brackets and dotted lines.
    fn cost_of_dropping(&self, paragraph: &Paragraph, i: usize) -> f32 {
        let (line, text) = (paragraph.line(i), paragraph.text(i));
        let Placed { piece, .. } = &paragraph.pieces[i];
        let Some(mark) = text.chars().next() else {
            return f32::INFINITY;
        };
        let count = text.chars().count();
        let (ahead, behind) = (&line[..piece.span.start], &line[piece.span.end..]);
        let (before, after) = (ahead.chars().next_back(), behind.chars().next());
        let of_figure = [before, after].iter().flatten().any(char::is_ascii_digit);
        let dirty = [i.checked_sub(1), Some(i + 1)]
            .into_iter()
            .flatten()
            .any(|other| paragraph.is_dirt_beside(i, other));
        // What touches dirt stands as alone as that.
        let open = |side: Option<char>| {
            side.is_none_or(|c| c.is_whitespace() || dirty && DIRT.contains(c))
        };
        // What `&` joins stands on both sides of it.
        let joins_nothing = || {
            let next = behind.trim_start().chars().next();
            !open(before) && open(after) && next.is_none_or(|c| !c.is_alphabetic())
        };
        let is_dirt = dirty || DIRT.contains(mark) || (text == "&" && joins_nothing());
        let placed = match (open(before), open(after)) {
            (true, true) => before.is_none() || mark == '-',
            (false, false) => false,
            _ => ".,;:!?\"“”".contains(mark),
        };
        // A dash behind a label opens an item as one at the head of the line does.
        let item = mark == '-' && is_number_label(ahead);
        let never = of_figure || item || count > LONGEST_DIRT || "()%/+=".contains(mark);
        if piece.kind != TokenKind::Mark || never {
            return f32::INFINITY;
        }
        let params = self.finder.params;
        let alone = open(before) && open(after);
        let between_words = mark == '-' && before.is_some() && after.is_some();
        let doubt = match (placed, between_words) {
            (true, true) => DASH,
            (true, false) if mark == ':' => params.drop_colon,
            (true, false) => params.drop_placed,
            _ => 0.0,
        };
        let dirt = if alone {
            params.drop_alone
        } else {
            params.drop_mark
        };
        let run = if count > 1 { DIRT_RUN } else { 0.0 };
        let unprinted = if is_dirt { UNPRINTED } else { 0.0 };
        let behind_the_end = alone && is_behind_the_end(ahead, text, behind);
        let ended = if behind_the_end { BEHIND } else { 0.0 };
        let point = params.lone_signs && self.is_point_between_words(paragraph, i);
        let speck = match point || is_mark_too_many(ahead, mark, behind) {
            true => SPECK,
            false => 0.0,
        };
        let cost = self.finder.channel.stray(mark) + dirt + doubt + run - unprinted - ended - speck;
        let seen = paragraph.seen[i].as_ref();
        let is_unseen = alone && seen.is_some_and(Seen::is_unseen);
        match is_unseen && dirt.is_finite() && (is_dirt || "!?,;°".contains(mark)) {
            true => cost.min(UNSEEN),
            false => cost,
        }
    }

    /// Edges between places inside a glued piece. The nodes inside were numbered after the piece's
    /// own, in the order of their letters.
    fn edges_inside(&self, paragraph: &Paragraph, i: usize, lattice: &mut Lattice) {
        let Some(readings) = self.read(paragraph.readings[i]) else {
            return;
        };
        if readings.inside.is_empty() {
            return;
        }
        let no_loss = paragraph.cost_of_no_loss(i);
        let text = paragraph.text(i);
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let letters = offsets.len() - 1;
        let start = paragraph.pieces[i].piece.span.start;
        let node = |letter: usize| {
            if letter == letters {
                paragraph.firsts[i + 1]
            } else {
                paragraph.firsts[i] + letter as u32
            }
        };
        for first in 0..letters {
            if first > 0 {
                lattice.starts.push(lattice.edges.len() as u32);
            }
            // Where nothing was misread, words stand together because their writer put them so, unless capitals part them.
            let space = match (first > 0, readings.at_capitals) {
                (true, true) => -self.caution,
                (true, false) => self.finder.channel.lost_space + 2.0 * self.caution,
                (false, _) => no_loss,
            };
            let from_here = readings
                .inside
                .iter()
                .filter(|(range, _)| range.start == first);
            lattice
                .edges
                .extend(from_here.map(|(range, candidate)| Edge {
                    to: node(range.end),
                    word: Some(candidate.word),
                    cost: candidate.cost + space,
                    line: paragraph.pieces[i].line,
                    source: Span::new(start + offsets[range.start], start + offsets[range.end]),
                    keep: false,
                }));
        }
    }

    /// Edges that read several pieces as one word: over marks inside a word, or over a false space.
    fn edges_over_pieces(&mut self, paragraph: &Paragraph, i: usize, lattice: &mut Lattice) {
        let pieces = paragraph.pieces;
        let line = paragraph.line(i);
        for end in i + 2..=(i + 4).min(pieces.len()) {
            let last = &pieces[end - 1];
            if last.line != pieces[i].line {
                break;
            }
            let space_cost = if is_marked_word(line, &pieces[i..end]) {
                0.0
            } else if end == i + 2 && self.may_be_torn(paragraph, i) {
                self.finder.channel.false_space
            } else {
                continue;
            };
            let no_loss: f32 = (i..end).map(|i| paragraph.cost_of_no_loss(i)).sum();
            let source = Span::new(pieces[i].piece.span.start, last.piece.span.end);
            let text: String = source.of(line).split_whitespace().collect();
            let found = self.finder.joined(&text);
            lattice.edges.extend(found.iter().map(|candidate| Edge {
                to: paragraph.firsts[end],
                word: Some(candidate.word),
                cost: candidate.cost + space_cost + no_loss,
                line: pieces[i].line,
                source,
                keep: false,
            }));
        }
    }

    /// Whether a word and the next may be one that was torn apart: one of them makes little sense by
    /// itself.
    fn may_be_torn(&self, paragraph: &Paragraph, i: usize) -> bool {
        let read = |i: usize| self.read(paragraph.readings[i]);
        let (Some(first), Some(second)) = (read(i), read(i + 1)) else {
            return false;
        };
        let doubtful = |readings: &Readings| readings.cheapest > self.finder.params.doubtful;
        let single = |i: usize| paragraph.text(i).chars().count() == 1;
        paragraph.pieces[i + 1].piece.after_space
            && (doubtful(first) || doubtful(second) || single(i) || single(i + 1))
    }
}

/// Whether a mark is the apostrophe of a name of the Central Highlands, however it was read: `R°Lấp`, `M*Gar`. In such
/// names a consonant stands alone before it.
fn is_apostrophe(line: &str, piece: &Token) -> bool {
    const READ_AS: [&str; 6] = ["°", "ˆ", "*", "\"", "`", "^"];
    let mut before = line[..piece.span.start].chars().rev();
    let consonant = before.next().is_some_and(|c| "BHKMNPRS".contains(c));
    let alone = before.next().is_none_or(|c| !c.is_alphanumeric());
    let name = line[piece.span.end..].chars().take(2);
    READ_AS.contains(&piece.span.of(line))
        && consonant
        && alone
        && name.filter(|c| c.is_alphabetic()).count() == 2
}

/// Whether a mark that stands alone may be a word of one letter: `vùng @` (*ở*), `góp ¥` (*ý*).
fn is_lone_sign(line: &str, piece: &Token) -> bool {
    let alone = line[piece.span.end..].starts_with(' ') && line[..piece.span.start].ends_with(' ');
    alone && matches!(piece.span.of(line), "@" | "¢" | "&" | "¥" | "€")
}

/// Nats that speak for dirt where the text of a line has ended, and bytes that lie there at most.
const BEHIND: f32 = 8.0;
const LONGEST_BEHIND: usize = 40;

/// Whether a mark is one too many: behind one that no other stands behind, or between the label of an item and what
/// begins it: `phần thu,:phần chi`, `b).Xác định`.
fn is_mark_too_many(before: &str, mark: char, after: &str) -> bool {
    let behind = |marks: &str| before.ends_with(|c| marks.contains(c));
    let label = before.trim_start().strip_suffix(')');
    let label = label.is_some_and(|label| label.chars().count() == 1);
    ".,:;".contains(mark) && behind(",;:")
        || ".,:".contains(mark) && label && after.starts_with(char::is_uppercase)
}

/// Whether a letter that stands alone lies behind all that a paragraph says: `trên địa bàn. Ả`. Of those without a mark
/// some end names and lists.
fn is_letter_behind_the_end(before: &str, letter: &str, after: &str) -> bool {
    let alone = before.ends_with(' ') && letter.chars().count() == 1 && !letter.is_ascii();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "-:".contains(c));
    alone && before.ends_with(['.', ';']) && !after.contains(char::is_alphanumeric)
}

/// Whether a mark that stands alone lies behind a line's last words and the mark that ends these: `theo luật. :`.
fn is_behind_the_end(before: &str, mark: &str, after: &str) -> bool {
    let last = after.len() <= LONGEST_BEHIND && !after.contains(char::is_alphanumeric);
    let ended = match before.trim_end().chars().next_back() {
        Some('.' | ';') => true,
        // A dash may be a value: `Phát sinh mới: -`.
        Some(':' | ',') => !mark.contains(['-', '–', '+']),
        _ => false,
    };
    last && ended && !mark.contains(['“', '”', '"'])
}

/// Cost of dropping a mark that stands alone where a second reader saw nothing at all; other marks than those above are
/// so little, or so rare, that it overlooks some.
const UNSEEN: f32 = 1.0;
/// Nats that speak for a point's being a speck where no sentence begins behind it.
const SPECK: f32 = 4.0;

/// Cost of a short number's being a word, so that no figure is lost: of some 2,600 that stand alone in text that an
/// engine without Vietnamese read, 163 become the words that they are and none that is a figure.
const NO_FIGURE: f32 = 2.0;

/// Whether a number stands alone in a line, as a word of its shapes would: `don vi 6 lién quan` (*có*), `tra 161` (*lời*).
fn is_lone_number(line: &str, piece: &Token) -> bool {
    let text = piece.span.of(line);
    if text.len() > 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let (before, after) = (&line[..piece.span.start], &line[piece.span.end..]);
    let after = after.strip_prefix([',', ';', '.']).unwrap_or(after);
    let beside = |c: char| c.is_ascii_digit() || c == '%';
    let inside = before
        .strip_suffix(' ')
        .and_then(|before| before.chars().next_back());
    let next = after.strip_prefix(' ').unwrap_or(after).chars().next();
    let open = after.is_empty() || after.starts_with(' ');
    open && inside.is_some_and(|c| !beside(c) && !c.is_whitespace())
        && next.is_none_or(|c| !beside(c))
}

/// The mark or label that one at the head of a line was: the point of an item's number (`4, Sưu tầm`), the dash of an item
/// (`~ Tổ chức`), its letter (`©) Cơ quan`). What an item says begins with a capital.
fn misread_mark(line: &str, piece: &Token) -> Option<&'static str> {
    let before = line[..piece.span.start].trim_start();
    let after = &line[piece.span.end..];
    if before.is_empty() && after.starts_with(')') {
        match piece.span.of(line) {
            "©" | "¢" => return Some("c"),
            "ø" => return Some("g"),
            _ => {}
        }
    }
    let after = after.strip_prefix(' ')?;
    let numbered = (1..=2).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit());
    after.chars().next().filter(|&c| is_capital(c))?;
    match piece.span.of(line) {
        "," | ":" if numbered => Some("."),
        "~" if before.is_empty() => Some("-"),
        _ => None,
    }
}

/// Longest run of one mark that can be dirt; longer ones are lines to write on.
const LONGEST_DIRT: usize = 2;
/// Cost of dropping a dash that stands between two words, beside that of its having come from nowhere.
const DASH: f32 = 4.5;
/// Cost of dirt that was read as a mark twice.
const DIRT_RUN: f32 = 1.0;
/// What marks that documents do not print are likelier to be dirt by, in nats.
const UNPRINTED: f32 = 3.0;

/// Whether a piece is the label of an item: `đ)`, `b.` at the start of a line, or behind dirt there.
fn is_label(line: &str, piece: &Token) -> bool {
    let single = piece.span.of(line).chars().count() == 1;
    let before = line[..piece.span.start].trim_start_matches(|c| DIRT.contains(c));
    single && before.trim().is_empty() && line[piece.span.end..].starts_with([')', '.'])
}

/// Whether a piece ends a name of another language as `K-rông` and `R-lấp` are written, over a line's end as well: what is
/// likely in Vietnamese says nothing of it. One without marks may have lost them.
fn is_end_of_name(above: &str, line: &str, piece: &Token) -> bool {
    let text = piece.span.of(line);
    let before = match &line[..piece.span.start] {
        "" => above,
        before => before,
    };
    let mut before = before.chars().rev();
    before.next() == Some('-')
        && before.next().is_some_and(char::is_uppercase)
        && !before.next().is_some_and(char::is_alphanumeric)
        && text.starts_with(char::is_lowercase)
        && !text.is_ascii()
}

/// Whether text is nothing but the number of an item: `3.`, `12)`.
fn is_number_label(text: &str) -> bool {
    let digits = text.trim().trim_end_matches(['.', ')']);
    digits.len() < text.trim().len()
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// Whether pieces without a space between them may be one word with misread marks: `t€`, `gu’l`,
/// `S&`. Marks that separate words, and digits alone, are never part of one.
fn is_marked_word(line: &str, group: &[Placed]) -> bool {
    let glued = group[1..].iter().all(|placed| !placed.piece.after_space);
    let text = |placed: &Placed| placed.piece.span.of(line);
    let is_mark = |placed: &Placed| placed.piece.kind == TokenKind::Mark;
    let marks = group.iter().filter(|placed| is_mark(placed));
    let mut odd = marks.clone().map(text);
    let edges = [&group[0], &group[group.len() - 1]];
    let outer = edges.into_iter().filter(|placed| is_mark(placed)).map(text);
    glued
        && marks.clone().count() > 0
        && group.iter().any(|placed| !is_mark(placed))
        && odd.all(|mark| mark.chars().count() == 1 && !"/()-–:;\"“”".contains(mark))
        && outer
            .into_iter()
            .all(|mark| "&€$¢£¥@#*°^~'’‘`|§©®?!".contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::tokens;

    #[test]
    fn marks_at_the_head_of_a_line_are_those_of_items() {
        for (line, expected) in [
            ("4, Rà soát", vec!["."]),
            ("12: Rà soát", vec!["."]),
            ("~ Rà soát", vec!["-"]),
            ("©) Rà soát", vec!["c"]),
            ("© Sở Y tế", vec![]),
            ("4, 5 và 6", vec![]),
            ("2024, Sở", vec![]),
            ("~ 300 hộ", vec![]),
            ("Mục 4, Rà soát", vec![]),
            ("Đoàn ~ Hội", vec![]),
        ] {
            let marks = tokens(line).filter_map(|piece| misread_mark(line, &piece));
            assert_eq!(marks.collect::<Vec<_>>(), expected, "{line}");
        }
    }

    #[test]
    fn marks_that_stand_one_behind_the_other_are_one_too_many() {
        for (before, mark, after, expected) in [
            ("phần thu,", ':', "phần chi", true),
            ("b)", '.', "Xác định", true),
            ("đ)", ':', "Xây dựng", true),
            ("v.v.", ',', " và", false),
            ("b)", '.', "xác định", false),
            ("(mục b)", '.', "Xác định", false),
            ("gồm:", '-', " Sở", false),
        ] {
            assert_eq!(
                is_mark_too_many(before, mark, after),
                expected,
                "{before}{mark}{after}"
            );
        }
    }

    #[test]
    fn letters_behind_the_last_mark_of_a_paragraph_are_dirt() {
        for (before, letter, after, expected) in [
            ("trên địa bàn. ", "Ả", "", true),
            ("hộ kinh doanh. - ", "ị", " .", true),
            ("trên địa bàn. ", "A", "", false),
            ("loại ", "Ả", "", false),
            ("trên địa bàn. ", "Ả", " Rập", false),
            ("trên địa bàn.", "Ả", "", false),
        ] {
            let is_dirt = is_letter_behind_the_end(before, letter, after);
            assert_eq!(is_dirt, expected, "{before}{letter}{after}");
        }
    }

    #[test]
    fn ends_of_names_of_other_languages_are_known_by_their_hyphen() {
        for (above, line, expected) in [
            ("", "huyện K-rông Nô", "rông"),
            ("", "xã R-lấp, M-nông", "lấp nông"),
            ("huyện K-", "rông Nô", "rông"),
            ("huyện K -", "rông Nô", ""),
            ("", "huyện K-rong", ""),
            ("", "huyện K- rông", ""),
            ("", "khu A-Đông", ""),
            ("", "TB-tổng hợp", ""),
            ("", "k-rông", ""),
        ] {
            let ends = tokens(line).filter(|piece| is_end_of_name(above, line, piece));
            let ends: Vec<&str> = ends.map(|piece| piece.span.of(line)).collect();
            assert_eq!(ends.join(" "), expected, "{above} / {line}");
        }
    }

    #[test]
    fn signs_that_stand_alone_may_be_words() {
        for (line, expected) in [
            ("nha @ xa hoi", 1),
            ("lay ¥ kien", 1),
            ("TT&TT", 0),
            ("a @", 0),
            ("1 * 2", 0),
        ] {
            let signs = tokens(line).filter(|piece| is_lone_sign(line, piece));
            assert_eq!(signs.count(), expected, "{line}");
        }
    }

    #[test]
    fn addresses_are_distinguished_from_words_around_them() {
        for (line, expected) in [
            ("gui ve vp@bdt.gov.vn truoc ngay", "vp bdt gov vn"),
            ("(mail.travinh.gov.vn), VNPT", "mail travinh gov vn"),
            ("https://vbpl.vn/ha", "https vbpl vn ha"),
            ("tinh.Theo quy dinh ht", ""),
        ] {
            let mut addresses = Addresses::of(line, Span::new(0, line.len()));
            let words = tokens(line).filter(|piece| piece.kind == TokenKind::Word);
            let held: Vec<&str> = words
                .filter(|piece| addresses.hold(piece))
                .map(|piece| piece.span.of(line))
                .collect();
            assert_eq!(held.join(" "), expected, "{line}");
        }
    }
}
