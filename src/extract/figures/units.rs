//! Units that do not stand behind their number: before it, or guessed from the next words.

use super::clauses::REACH;
use super::figure::Figure;
use crate::document::Statistic;
use crate::rules::lists::Lists;
use crate::rules::units::unit;
use crate::rules::words::{Role, Words};
use crate::text::Span;
use crate::text::phrases::{after, before_any, clause_start, trim, words_after};

/// *Tổng số hộp thư … là 8.404*: the unit stands before the number.
pub(crate) fn unit_before(text: &str, at: usize, lists: &Lists, statistic: &mut Statistic) {
    const LINKS: [&str; 5] = ["là", "đạt", "được", "có", "còn"];
    let colon = text[..at].trim_end().ends_with(':');
    if !colon && before_any(text, at, &LINKS).is_none() {
        return;
    }
    let from = clause_start(text, at, REACH, &[';', '\n']);
    let clause = &text[from..at];
    for marker in ["tổng số", "số lượng", "số"] {
        let mut starts = clause.rmatch_indices(['t', 'T', 's', 'S']);
        let end = starts.find_map(|(i, _)| after(text, from + i, marker));
        let named = end.and_then(|end| Some((end, unit(text, end, lists)?.1)));
        let Some((end, name)) = named else { continue };
        let link = before_any(text, at, &LINKS).map_or(at, |(start, _)| start);
        let about = Span::new(end.min(link), link);
        let about = trim(text, about, |c| c.is_whitespace() || c == ':');
        statistic.unit = Some(name);
        statistic.unit_inferred = true;
        statistic.subject = Some(about.of(text).replace('\n', " "));
        if marker == "tổng số" {
            statistic.total_marker = Some(marker.to_owned());
        }
        return;
    }
}

/// The unit of a figure that neither the list nor its parent knows: the next one or two words.
pub(crate) fn guess_unit(words: &Words, text: &str, figure: &mut Figure) -> bool {
    let lower = |word: &Span| word.of(text).starts_with(char::is_lowercase);
    let stop = |word: &Span| words.of(Role::NoUnit).contains(&word.of(text));
    let after: Vec<Span> = words_after(text, figure.number.end)
        .take(2)
        .take_while(|w| lower(w) && !stop(w))
        .collect();
    let Some(last) = after.last() else {
        return false;
    };
    figure.span.end = last.end;
    figure.guessed = true;
    figure.statistic.unit = Some(text[after[0].start..last.end].to_lowercase());
    true
}
