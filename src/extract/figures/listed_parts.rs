//! Parts that stand in the list below their whole: *Tổng chi …, trong đó:* and a line for each part.

use super::figure::Figure;
use super::groups::Group;
use super::units::same_unit;
use crate::document::SectionKind;
use crate::extract::reading::labels::Label;
use crate::extract::reading::paragraphs::JoinedText;
use crate::extract::words::{Role, Words};

/// The longest list that is read, in lines.
const LONGEST: usize = 60;

/// Finds the lists below figures.
pub(crate) fn below(view: &JoinedText, words: &Words, figures: &[Figure]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut whole_above = None;
    for (index, paragraph) in view.paragraphs.iter().enumerate() {
        let text = paragraph.span.of(&view.text).trim_end();
        let first = figures.partition_point(|f| f.span.start < paragraph.span.start);
        let end = figures.partition_point(|f| f.span.start < paragraph.span.end);
        let own = (first..end).rev().find(|&i| figures[i].counts());
        let bare = first == end && words.after(text, 0, Role::Breakdown).is_some();
        let whole = if bare { whole_above } else { own };
        let opens = text.ends_with(':') && text.len() < 600;
        if let Some(whole) = whole.filter(|_| opens)
            && (bare || announced(view, words, figures, whole, text))
        {
            let parts = parts(view, figures, index + 1, whole);
            groups.extend((parts.len() > 1).then_some(Group {
                whole,
                parts,
                list: true,
                all: true,
            }));
        }
        whole_above = own.filter(|_| end - first == 1 || text.starts_with(char::is_uppercase));
    }
    groups
}

/// Whether the words around a figure say that its parts follow: *trong đó*, *gồm*, *tổng số*.
fn announced(
    view: &JoinedText,
    words: &Words,
    figures: &[Figure],
    whole: usize,
    text: &str,
) -> bool {
    let figure = &figures[whole];
    let paragraph_end = view.text.len().min(figure.span.end + text.len());
    let rest = view.text.get(figure.span.end..paragraph_end).unwrap_or("");
    let rest = rest.split('\n').next().unwrap_or("");
    let starts = rest.char_indices().map(|(i, _)| i).step_by(1);
    let opened = starts
        .filter(|&i| rest[..i].ends_with([' ', ',', ';', '(']))
        .any(|i| words.after(rest, i, Role::Breakdown).is_some());
    let subject = figure
        .statistic
        .subject
        .as_deref()
        .unwrap_or("")
        .to_lowercase();
    let total = figure.statistic.total_marker.is_some() || subject.starts_with("tổng");
    opened || total || rest.trim() == ":"
}

/// The first figure of every item of the list from a paragraph on; none if an item has none of the
/// whole's unit.
fn parts(view: &JoinedText, figures: &[Figure], from: usize, whole: usize) -> Vec<usize> {
    let mut parts = Vec::new();
    let mut kind: Option<SectionKind> = None;
    for paragraph in view.paragraphs.iter().skip(from).take(LONGEST) {
        let Some(label) = paragraph.label.filter(is_item) else {
            break;
        };
        if *kind.get_or_insert(label.kind) != label.kind {
            break;
        }
        let first = figures.partition_point(|f| f.span.start < paragraph.span.start);
        let unit = figures[whole].statistic.unit.as_deref();
        let part = figures.get(first).filter(|figure| {
            figure.span.start < paragraph.span.end
                && figure.counts()
                && same_unit(figure.statistic.unit.as_deref(), unit)
        });
        if part.is_none() {
            return Vec::new();
        }
        parts.push(first);
    }
    parts
}

fn is_item(label: &Label) -> bool {
    matches!(label.kind, SectionKind::Dash | SectionKind::Letter)
}
