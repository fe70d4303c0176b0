//! What a person may say of a figure beside its value.

/// It was taken for a figure and is none.
pub(crate) const NOT_A_FIGURE: &str = "not_a_figure";
/// It cannot be read on the page.
pub(crate) const UNREADABLE: &str = "unreadable";
/// All answers. A figure that the author got wrong stays as it is printed.
pub const ANSWERS: [&str; 3] = [NOT_A_FIGURE, "authors_error", UNREADABLE];
