//! Bookmarks: a tree of titles that lead to pages.

use crate::document::layout::Bookmark;
use pdf_writer::{Pdf, Ref, TextStr};

/// Writes the bookmarks; the number of their root, where there are any.
pub(crate) fn write(
    pdf: &mut Pdf,
    bookmarks: &[Bookmark],
    pages: &[Ref],
    next: &mut Ref,
) -> Option<Ref> {
    if bookmarks.is_empty() {
        return None;
    }
    let root = next.bump();
    let numbers: Vec<Ref> = bookmarks.iter().map(|_| next.bump()).collect();
    let children = |at: Option<usize>| children(bookmarks, at);
    let top = children(None);
    let count = bookmarks.len() as i32;
    let mut outline = pdf.outline(root);
    outline.count(count);
    ends(&top, &numbers, |first, last| {
        outline.first(first).last(last);
    });
    drop(outline);
    for (at, bookmark) in bookmarks.iter().enumerate() {
        let siblings = children(parent(bookmarks, at));
        let own = children(Some(at));
        let place = siblings.iter().position(|&sibling| sibling == at);
        let beside = |by: isize| siblings.get(place?.checked_add_signed(by)?).copied();
        let mut item = pdf.outline_item(numbers[at]);
        item.title(TextStr(&bookmark.title));
        item.parent(parent(bookmarks, at).map_or(root, |parent| numbers[parent]));
        if let Some(last) = beside(-1) {
            item.prev(numbers[last]);
        }
        if let Some(following) = beside(1) {
            item.next(numbers[following]);
        }
        ends(&own, &numbers, |first, last| {
            item.first(first).last(last).count(own.len() as i32);
        });
        if let Some(&page) = bookmark.page.and_then(|page| pages.get(page)) {
            item.dest().page(page).fit();
        }
    }
    Some(root)
}

fn ends(items: &[usize], numbers: &[Ref], tell: impl FnOnce(Ref, Ref)) {
    if let (Some(&first), Some(&last)) = (items.first(), items.last()) {
        tell(numbers[first], numbers[last]);
    }
}

/// The bookmark that one stands under: the last before it that is less deep.
fn parent(bookmarks: &[Bookmark], at: usize) -> Option<usize> {
    let level = bookmarks[at].level;
    (0..at)
        .rev()
        .find(|&before| bookmarks[before].level < level)
}

fn children(bookmarks: &[Bookmark], of: Option<usize>) -> Vec<usize> {
    let from = of.map_or(0, |of| of + 1);
    let inside = |at: &usize| of.is_none_or(|of| bookmarks[*at].level > bookmarks[of].level);
    (from..bookmarks.len())
        .take_while(inside)
        .filter(|&at| parent(bookmarks, at) == of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookmarks_are_a_tree() {
        let bookmark = |level| Bookmark {
            title: String::new(),
            page: None,
            level,
        };
        let all = [0, 1, 2, 1, 0].map(bookmark);
        assert_eq!(children(&all, None), [0, 4]);
        assert_eq!(children(&all, Some(0)), [1, 3]);
        assert_eq!(children(&all, Some(1)), [2]);
        assert_eq!(parent(&all, 3), Some(0));
        let mut pdf = Pdf::new();
        let root = write(&mut pdf, &all, &[], &mut Ref::new(1));
        assert_eq!(root, Some(Ref::new(1)));
        assert_eq!(pdf.refs().count(), 6);
    }
}
