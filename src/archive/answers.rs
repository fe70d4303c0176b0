//! What a person may say of a figure beside its value, and of a document.

/// It was taken for a figure and is none.
pub(crate) const NOT_A_FIGURE: &str = "not_a_figure";
/// It cannot be read on the page.
pub(crate) const UNREADABLE: &str = "unreadable";
/// All answers. A figure that the author got wrong stays as it is printed.
pub const ANSWERS: [&str; 3] = [NOT_A_FIGURE, "authors_error", UNREADABLE];

/// What a decision is about that gives a document a tag, which is its item.
pub(crate) const TAG: &str = "tag";
