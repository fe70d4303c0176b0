//! The lattice over a paragraph: every way to read it, as edges between places in the text.
//!
//! A word as read is an edge for each candidate of the channel; glued words (`cachhanh`) are paths
//! through places inside the piece, words torn apart (`l ạc`) and words with marks inside (`t€`) are
//! edges over several pieces. Every piece also has an edge that keeps it as it is, so there is always
//! a path. Numbers and marks have that edge alone.

use super::confusions::{Channel, Damage};
use super::lexicon::Lexicon;
use super::search::{Bounds, Candidate, Search};
use crate::lm::{NgramModel, Normalizer, WordId};
use crate::text::Span;
use crate::text::case::{Shape, shape};
use crate::text::letters::{base, lower, strip};
use crate::text::pieces::{Piece, PieceKind, is_invisible};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::rc::Rc;

/// A piece of a paragraph: the line it stands on and its place there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) line: u32,
    pub(super) piece: Piece,
}

/// One way to read a stretch of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// The node it leads to.
    pub(super) to: u32,
    /// What the language model sees; nothing where a mark is dropped.
    pub(super) word: Option<WordId>,
    /// Cost of the channel, in nats.
    pub(super) cost: f32,
    /// Number of the line that `source` points into.
    pub(super) line: u32,
    /// The bytes that it reads.
    pub(super) source: Span,
    /// Whether the text stays as it is; else the word is written.
    pub(super) keep: bool,
}

/// Nodes are numbered from left to right; the edges of node `n` are `edges[starts[n]..starts[n + 1]]`.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    pub(super) edges: Vec<Edge>,
    starts: Vec<u32>,
}

impl Lattice {
    /// Number of nodes; the last one is the end.
    pub(super) fn nodes(&self) -> usize {
        self.starts.len()
    }

    /// The edges that leave a node.
    pub(super) fn leaving(&self, node: usize) -> Range<usize> {
        let end = self
            .starts
            .get(node + 1)
            .map_or(self.edges.len(), |&end| end as usize);
        self.starts[node] as usize..end
    }
}

/// How far the lattice of one damage goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    bounds: Bounds,
    /// Cost of unseen misreadings, which are looked for in doubtful pieces.
    wild: f32,
    /// A piece whose cheapest candidate costs more than this may be several words or part of one.
    doubtful: f32,
    /// Cost of keeping a word that is not in the vocabulary, beside that of its spelling.
    unknown: f32,
    /// Whether spaces and marks may be wrong.
    spaces: bool,
    /// Cost of dropping a mark, beside that of its having come from nowhere.
    drop_mark: f32,
    /// The same for one with space on both sides.
    drop_alone: f32,
    /// What is added for one that stands where it should.
    drop_placed: f32,
    /// Cost of a word that is no syllable and spelled otherwise than what was read, but for marks.
    foreign_change: f32,
    /// Whether words with a capital may be glued ones; else they are names.
    glued_names: bool,
    /// How much it counts that a word is usually written with another first letter, small or large.
    case: f32,
}

impl Reach {
    fn of(damage: Damage) -> Self {
        match damage {
            Damage::Stripped => Reach {
                bounds: Bounds {
                    slack: 30.0,
                    most: 30,
                    wild: f32::INFINITY,
                },
                wild: f32::INFINITY,
                doubtful: f32::INFINITY,
                unknown: 0.0,
                spaces: false,
                drop_mark: f32::INFINITY,
                drop_alone: f32::INFINITY,
                drop_placed: 0.0,
                foreign_change: f32::INFINITY,
                glued_names: false,
                case: 0.5,
            },
            Damage::Foreign => Reach {
                bounds: Bounds {
                    slack: 8.0,
                    most: 32,
                    wild: f32::INFINITY,
                },
                wild: 9.0,
                doubtful: 4.0,
                unknown: 3.0,
                spaces: true,
                drop_mark: 0.0,
                drop_alone: 0.0,
                drop_placed: 1.5,
                foreign_change: 2.5,
                glued_names: true,
                case: 0.25,
            },
            Damage::Native => Reach {
                bounds: Bounds {
                    slack: 10.0,
                    most: 16,
                    wild: f32::INFINITY,
                },
                wild: f32::INFINITY,
                doubtful: 6.0,
                unknown: 0.0,
                spaces: true,
                drop_mark: 5.0,
                drop_alone: 1.0,
                drop_placed: 1.0,
                foreign_change: f32::INFINITY,
                glued_names: false,
                case: 0.5,
            },
        }
    }
}

/// Longest piece, in letters, that is searched; longer ones are no words.
const LONGEST: usize = 32;
/// Shortest word inside a glued piece: single letters would take names and codes apart.
const SHORTEST_SYLLABLE: usize = 2;
/// Longest word inside a glued piece.
const LONGEST_SYLLABLE: usize = 8;
/// Candidates kept for each part of a glued piece.
const MOST_INSIDE: usize = 10;

/// What a piece can be, wherever it stands.
#[derive(Debug)]
struct Readings {
    /// The piece as a whole.
    whole: Vec<Candidate>,
    /// The piece as it is: its number in the vocabulary and the cost of keeping it.
    kept: (WordId, f32),
    /// Cost of the cheapest candidate; infinite where there is none.
    cheapest: f32,
    /// Words inside a glued piece, by first and last letter.
    inside: Vec<(Range<usize>, Candidate)>,
    /// How the letters stand, where that says something of the word.
    shape: Option<Shape>,
}

/// Builds lattices; keeps what it learned about a piece for the next time that it is read.
pub(super) struct Builder<'m> {
    model: &'m NgramModel,
    lexicon: &'m Lexicon,
    channel: &'m Channel,
    reach: Reach,
    search: Search,
    normalizer: Normalizer,
    known: FxHashMap<String, Rc<Readings>>,
    /// What keeping a piece as it is is cheaper by, in the text at hand.
    caution: f32,
}

impl<'m> Builder<'m> {
    pub(super) fn new(
        damage: Damage,
        model: &'m NgramModel,
        lexicon: &'m Lexicon,
        channel: &'m Channel,
    ) -> Self {
        Builder {
            model,
            lexicon,
            channel,
            reach: Reach::of(damage),
            search: Search::default(),
            normalizer: Normalizer::default(),
            known: FxHashMap::default(),
            caution: 0.0,
        }
    }

    /// The lattice over the pieces of a paragraph; `lines` holds the lines they point into.
    /// `caution` is what keeping a piece as it is is cheaper by, in nats.
    pub(super) fn build(
        &mut self,
        lines: &[&str],
        pieces: &[Placed],
        caution: f32,
        lattice: &mut Lattice,
    ) {
        self.caution = caution;
        lattice.edges.clear();
        lattice.starts.clear();
        let readings: Vec<Option<Rc<Readings>>> = pieces
            .iter()
            .map(|placed| self.readings(lines[placed.line as usize], &placed.piece))
            .collect();
        let firsts = number_nodes(lines, pieces, &readings);
        for (i, placed) in pieces.iter().enumerate() {
            lattice.starts.push(lattice.edges.len() as u32);
            let before = i.checked_sub(1).map(|i| pieces[i].piece.kind);
            let opens = before.is_none_or(|kind| kind == PieceKind::Mark);
            self.edges_of_piece(
                lines,
                placed,
                readings[i].as_deref(),
                opens,
                &firsts[i..],
                lattice,
            );
            if self.reach.spaces {
                self.edges_over_pieces(lines, pieces, &readings, i, &firsts, lattice);
            }
            if let Some(readings) = &readings[i]
                && !readings.inside.is_empty()
            {
                self.edges_inside(lines, placed, readings, &firsts[i..], lattice);
            }
        }
        lattice.starts.push(lattice.edges.len() as u32);
    }

    /// Edges over one whole piece.
    fn edges_of_piece(
        &mut self,
        lines: &[&str],
        placed: &Placed,
        readings: Option<&Readings>,
        opens: bool,
        firsts: &[u32],
        lattice: &mut Lattice,
    ) {
        let edge = |word, cost, keep| Edge {
            to: firsts[1],
            word,
            cost,
            line: placed.line,
            source: placed.piece.span,
            keep,
        };
        let Some(readings) = readings else {
            let line = lines[placed.line as usize];
            let word = match placed.piece.kind {
                PieceKind::Number => WordId::NUMBER,
                _ => self.kept_id(line, &placed.piece),
            };
            lattice.edges.push(edge(Some(word), -self.caution, true));
            let cost = self.cost_of_dropping(line, &placed.piece);
            if cost.is_finite() {
                lattice.edges.push(edge(None, cost, false));
            }
            return;
        };
        let (word, cost) = readings.kept;
        let shape = readings.shape.filter(|&s| !(opens && s == Shape::Title));
        let case = |word| {
            shape.map_or(0.0, |shape| {
                self.reach.case * case_cost(self.model, word, shape)
            })
        };
        let kept = cost + case(word) - self.caution;
        lattice.edges.push(edge(Some(word), kept, true));
        let others = readings.whole.iter().filter(|c| c.word != word);
        lattice
            .edges
            .extend(others.map(|c| edge(Some(c.word), c.cost + case(c.word), false)));
    }

    /// Number of a piece as it stands.
    fn kept_id(&mut self, line: &str, piece: &Piece) -> WordId {
        self.model
            .id(self.normalizer.form(line, piece))
            .unwrap_or(WordId::UNKNOWN)
    }

    /// Cost of taking a mark for dirt; infinite for marks of figures, brackets and runs of marks.
    fn cost_of_dropping(&self, line: &str, piece: &Piece) -> f32 {
        let mut letters = piece.span.of(line).chars();
        let (Some(mark), None) = (letters.next(), letters.next()) else {
            return f32::INFINITY;
        };
        let before = line[..piece.span.start].chars().next_back();
        let after = line[piece.span.end..].chars().next();
        let of_figure = [before, after].iter().flatten().any(char::is_ascii_digit);
        let open = |side: Option<char>| side.is_none_or(char::is_whitespace);
        let placed = match (open(before), open(after)) {
            (true, true) => before.is_none() || mark == '-',
            (false, false) => false,
            _ => ".,;:!?\"“”".contains(mark),
        };
        // A dash behind a label opens an item as one at the head of the line does.
        let item = mark == '-' && is_number_label(&line[..piece.span.start]);
        if piece.kind != PieceKind::Mark || of_figure || item || "()%/+".contains(mark) {
            return f32::INFINITY;
        }
        let alone = open(before) && open(after);
        let doubt = if placed { self.reach.drop_placed } else { 0.0 };
        let dirt = if alone {
            self.reach.drop_alone
        } else {
            self.reach.drop_mark
        };
        self.channel.stray(mark) + dirt + doubt
    }

    /// Edges between places inside a glued piece. The nodes inside were numbered after the piece's
    /// own, in the order of their letters.
    fn edges_inside(
        &self,
        lines: &[&str],
        placed: &Placed,
        readings: &Readings,
        firsts: &[u32],
        lattice: &mut Lattice,
    ) {
        let text = placed.piece.span.of(lines[placed.line as usize]);
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let letters = offsets.len() - 1;
        let start = placed.piece.span.start;
        let node = |letter: usize| {
            if letter == letters {
                firsts[1]
            } else {
                firsts[0] + letter as u32
            }
        };
        for first in 0..letters {
            if first > 0 {
                lattice.starts.push(lattice.edges.len() as u32);
            }
            let space = if first > 0 {
                self.channel.lost_space
            } else {
                0.0
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
                    line: placed.line,
                    source: Span::new(start + offsets[range.start], start + offsets[range.end]),
                    keep: false,
                }));
        }
    }

    /// Edges that read several pieces as one word: over marks inside a word, or over a false space.
    fn edges_over_pieces(
        &mut self,
        lines: &[&str],
        pieces: &[Placed],
        readings: &[Option<Rc<Readings>>],
        i: usize,
        firsts: &[u32],
        lattice: &mut Lattice,
    ) {
        let line = lines[pieces[i].line as usize];
        for end in i + 2..=(i + 4).min(pieces.len()) {
            let last = &pieces[end - 1];
            if last.line != pieces[i].line {
                break;
            }
            let group = &pieces[i..end];
            let space_cost = if is_marked_word(line, group) {
                0.0
            } else if end == i + 2 && self.may_be_torn(line, group, &readings[i..end]) {
                self.channel.false_space
            } else {
                continue;
            };
            let source = Span::new(pieces[i].piece.span.start, last.piece.span.end);
            let text: String = source.of(line).split_whitespace().collect();
            let letters = channel_letters(&text);
            if letters.len() > LONGEST_SYLLABLE + 2 {
                continue;
            }
            let found = self
                .search
                .run(&letters, self.lexicon, self.channel, self.reach.bounds);
            lattice.edges.extend(found.iter().map(|candidate| Edge {
                to: firsts[end],
                word: Some(candidate.word),
                cost: candidate.cost + space_cost,
                line: pieces[i].line,
                source,
                keep: false,
            }));
        }
    }

    /// Whether two words may be one that was torn apart: one of them makes little sense by itself.
    fn may_be_torn(&self, line: &str, pair: &[Placed], readings: &[Option<Rc<Readings>>]) -> bool {
        let [Some(first), Some(second)] = readings else {
            return false;
        };
        let doubtful = |readings: &Readings| readings.cheapest > self.reach.doubtful;
        let single = |placed: &Placed| placed.piece.span.of(line).chars().count() == 1;
        pair[1].piece.after_space
            && (doubtful(first) || doubtful(second) || single(&pair[0]) || single(&pair[1]))
    }

    /// What a piece can be; `None` for what only stays as it is: numbers, marks, addresses,
    /// labels.
    fn readings(&mut self, line: &str, piece: &Piece) -> Option<Rc<Readings>> {
        if piece.kind != PieceKind::Word || is_in_address(line, piece) || is_label(line, piece) {
            return None;
        }
        let text = piece.span.of(line);
        if let Some(readings) = self.known.get(text) {
            return Some(Rc::clone(readings));
        }
        let readings = Rc::new(self.read(line, piece));
        self.known.insert(text.to_owned(), Rc::clone(&readings));
        Some(readings)
    }

    fn read(&mut self, line: &str, piece: &Piece) -> Readings {
        let text = piece.span.of(line);
        let form = self.normalizer.form(line, piece).to_owned();
        let own = self.model.id(&form);
        let mut letters = channel_letters(text);
        let mut whole = Vec::new();
        if letters.len() <= LONGEST {
            whole = self.candidates(text, &mut letters);
        }
        let cheapest = whole.iter().map(|c| c.cost).fold(f32::INFINITY, f32::min);
        let mut inside = Vec::new();
        let may_be_glued = self.reach.glued_names || shape(text) == Shape::Lower;
        let doubtful = cheapest > self.reach.doubtful;
        let visible = letters.len() == text.chars().count();
        if doubtful && may_be_glued && visible && (4..=LONGEST).contains(&letters.len()) {
            inside = self.words_inside(&letters);
        }
        let kept = match own {
            Some(word) => {
                let found = whole.iter().find(|c| c.word == word).map(|c| c.cost);
                (
                    word,
                    found.unwrap_or(self.reach.unknown + cheapest.min(UNREACHED)),
                )
            }
            None => (
                WordId::UNKNOWN,
                self.reach.unknown - self.model.chars().score(&form),
            ),
        };
        Readings {
            whole,
            kept,
            cheapest,
            inside,
            shape: Some(shape(text))
                .filter(|&shape| matches!(shape, Shape::Lower | Shape::Title) && letters.len() > 1),
        }
    }

    /// Candidates for a whole piece, the likeliest without context first. Capitals inside a word may
    /// be misread letters or real, so both are tried.
    fn candidates(&mut self, text: &str, letters: &mut [char]) -> Vec<Candidate> {
        let mut bounds = Bounds {
            most: WIDE,
            ..self.reach.bounds
        };
        let mut found = self
            .search
            .run(letters, self.lexicon, self.channel, bounds)
            .to_vec();
        if found
            .first()
            .is_none_or(|best| best.cost > self.reach.doubtful)
        {
            bounds.wild = self.reach.wild;
            bounds.slack += 2.0;
            found = self
                .search
                .run(letters, self.lexicon, self.channel, bounds)
                .to_vec();
        }
        let folded: Vec<char> = letters.iter().map(|&c| lower(c)).collect();
        if shape(text) == Shape::Mixed {
            let folded = self.search.run(&folded, self.lexicon, self.channel, bounds);
            found.extend(folded.iter().map(|c| Candidate {
                cost: c.cost + CASE_NOISE,
                ..*c
            }));
            found.sort_by(|a, b| a.word.cmp(&b.word).then(a.cost.total_cmp(&b.cost)));
            found.dedup_by_key(|c| c.word);
        }
        let model = self.model;
        let stripped: String = folded.into_iter().map(base).collect();
        for candidate in &mut found {
            let foreign = !self.lexicon.is_syllable(candidate.word);
            if foreign && strip(model.word(candidate.word)) != stripped {
                candidate.cost += self.reach.foreign_change;
            }
        }
        found.retain(|candidate| candidate.cost.is_finite());
        if let Some(numeral) = roman_numeral(text)
            && let Some(word) = model.id(&numeral)
        {
            found.retain(|c| c.word != word);
            found.push(Candidate { word, cost: ROMAN });
        }
        let merit = |c: &Candidate| model.unigram(c.word) - c.cost;
        found.sort_by(|a, b| merit(b).total_cmp(&merit(a)).then(a.word.cmp(&b.word)));
        found.truncate(self.reach.bounds.most);
        found
    }

    /// Words between any two letters of a glued piece.
    fn words_inside(&mut self, letters: &[char]) -> Vec<(Range<usize>, Candidate)> {
        let mut inside = Vec::new();
        for first in 0..letters.len() {
            let end = letters.len().min(first + LONGEST_SYLLABLE);
            let bounds = Bounds {
                slack: self.reach.bounds.slack.min(7.0),
                most: MOST_INSIDE,
                wild: f32::INFINITY,
            };
            self.search
                .run(&letters[first..end], self.lexicon, self.channel, bounds);
            for last in first + SHORTEST_SYLLABLE..=end {
                let rest = letters.len() - last;
                if (first == 0 && rest == 0) || (1..SHORTEST_SYLLABLE).contains(&rest) {
                    continue;
                }
                let found = self.search.prefix(last - first, self.lexicon, MOST_INSIDE);
                let sensible = |c: &&Candidate| c.cost < 4.0 + 1.5 * (last - first) as f32;
                inside.extend(found.iter().filter(sensible).map(|&c| (first..last, c)));
            }
        }
        inside
    }
}

/// Candidates of a search that are looked at before the likeliest are taken.
const WIDE: usize = 256;
/// Cost of a roman numeral's strokes being read as `l` or `1`.
const ROMAN: f32 = 1.0;
/// Cost of keeping a known word that no edits lead to.
const UNREACHED: f32 = 4.0;
/// Cost of capitals where small letters were printed, or the other way round, within a word.
const CASE_NOISE: f32 = 2.0;

/// −ln of the share of a word's occurrences inside sentences that are written in this shape, in
/// nats. A word that was never seen there says nothing.
fn case_cost(model: &NgramModel, word: WordId, shape: Shape) -> f32 {
    let usual = model.cases(word);
    let count = match shape {
        Shape::Title => usual.title,
        _ => usual.lower,
    };
    let all = f32::from(usual.lower) + f32::from(usual.title) + f32::from(usual.upper);
    ((all + 2.0) / (f32::from(count) + 1.0)).ln()
}

/// The letters as the channel was trained on them: capitals that a writer sets are small.
fn channel_letters(text: &str) -> Vec<char> {
    let shape = shape(text);
    let fold_all = shape == Shape::Upper;
    let first = text.chars().position(char::is_alphabetic);
    let fold = |(i, c): (usize, char)| {
        let leading = Some(i) == first && matches!(shape, Shape::Title | Shape::Mixed);
        if fold_all || leading { lower(c) } else { c }
    };
    text.chars()
        .filter(|&c| !is_invisible(c))
        .enumerate()
        .map(fold)
        .collect()
}

/// Whether a piece is the label of an item: `đ)`, `b.` at the start of a line.
fn is_label(line: &str, piece: &Piece) -> bool {
    let single = piece.span.of(line).chars().count() == 1;
    single
        && line[..piece.span.start].trim().is_empty()
        && line[piece.span.end..].starts_with([')', '.'])
}

/// Whether text is nothing but the number of an item: `3.`, `12)`.
fn is_number_label(text: &str) -> bool {
    let digits = text.trim().trim_end_matches(['.', ')']);
    digits.len() < text.trim().len()
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
}

/// Whether a piece belongs to an e-mail or web address: `mail.travinh.gov.vn`, `vp@bdt.gov.vn`.
fn is_in_address(line: &str, piece: &Piece) -> bool {
    const DOMAINS: [&str; 8] = ["vn", "com", "net", "org", "gov", "edu", "info", "html"];
    let before = &line[..piece.span.start];
    let start = before.trim_end_matches(|c: char| !c.is_whitespace()).len();
    let chunk = line[start..].split_whitespace().next().unwrap_or_default();
    let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let last = chunk.rsplit('.').next().unwrap_or_default();
    chunk.is_ascii()
        && (chunk.contains('@') || chunk.starts_with("http") || chunk.starts_with("www."))
        || (chunk.len() > last.len() + 1 && DOMAINS.contains(&last) && chunk.is_ascii())
}

/// `Il`, `I1l` → `ii`, `iii`: strokes of a roman numeral, with an `I` among them.
fn roman_numeral(text: &str) -> Option<String> {
    let strokes = text
        .chars()
        .all(|c| matches!(c, 'I' | 'l' | '1' | '|' | '!'));
    let fits = strokes && (2..=3).contains(&text.len()) && text.starts_with('I');
    fits.then(|| "i".repeat(text.len()))
}

/// Whether pieces without a space between them may be one word with misread marks: `t€`, `gu’l`,
/// `S&`. Marks that separate words, and digits alone, are never part of one.
fn is_marked_word(line: &str, group: &[Placed]) -> bool {
    let glued = group[1..].iter().all(|placed| !placed.piece.after_space);
    let text = |placed: &Placed| placed.piece.span.of(line);
    let is_mark = |placed: &Placed| placed.piece.kind == PieceKind::Mark;
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

/// The first node of each piece, and the end. A glued piece has a node for each of its letters.
fn number_nodes(lines: &[&str], pieces: &[Placed], readings: &[Option<Rc<Readings>>]) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(pieces.len() + 1);
    let mut next = 0;
    for (placed, readings) in pieces.iter().zip(readings) {
        firsts.push(next);
        next += match readings {
            Some(readings) if !readings.inside.is_empty() => placed
                .piece
                .span
                .of(lines[placed.line as usize])
                .chars()
                .count() as u32,
            _ => 1,
        };
    }
    firsts.push(next);
    firsts
}
