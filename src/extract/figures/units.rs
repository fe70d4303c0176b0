//! Units that do not stand behind their number: before it, or guessed from the next words.

use super::clauses::REACH;
use super::figure::Figure;
use crate::document::Statistic;
use crate::extract::context::Context;
use crate::rules::units::unit;
use crate::rules::words::{Role, Words};
use crate::text::Span;
use crate::text::phrases::{after, before_any, clause_start, trim, words_after};

/// *Tổng số hộp thư … là 8.404*: the unit stands before the number.
pub(crate) fn unit_before(context: &Context, at: usize, statistic: &mut Statistic) {
    const LINKS: [&str; 5] = ["là", "đạt", "được", "có", "còn"];
    let text = context.text();
    let colon = text[..at].trim_end().ends_with(':').then_some(at);
    let link = before_any(text, at, &LINKS).map(|(start, _)| start);
    let Some(end) = link.or(colon) else { return };
    let from = clause_start(text, at, REACH, &[';', '\n']);
    let starts = || text[from..at].rmatch_indices(['t', 'T', 's', 'S']);
    for marker in ["tổng số", "số"] {
        let named = starts().find_map(|(i, _)| after(text, from + i, marker));
        let counted = named.and_then(|named| Some((named, unit(text, named, context.lists)?.1)));
        let Some((named, unit)) = counted else {
            continue;
        };
        let about = Span::new(named.min(end), end);
        let about = trim(text, about, |c| c.is_whitespace() || c == ':');
        statistic.unit = Some(unit);
        statistic.unit_inferred = true;
        statistic.subject = Some(context.view.string(about));
        if marker == "tổng số" {
            statistic.total_marker = Some(marker.to_owned());
        }
        return;
    }
}

/// The unit of a figure that neither the list nor its parent knows: the next one or two words.
pub(crate) fn guess_unit(words: &Words, text: &str, figure: &mut Figure) -> bool {
    let names = |word: &Span| {
        let word = word.of(text);
        word.starts_with(char::is_lowercase) && !words.of(Role::NoUnit).contains(&word)
    };
    let behind = words_after(text, figure.number.end).take(2);
    let Some(last) = behind.take_while(names).last() else {
        return false;
    };
    figure.span.end = last.end;
    figure.guessed = true;
    let unit = text[figure.number.end..last.end].trim_start();
    figure.statistic.unit = Some(unit.to_lowercase());
    true
}
