//! The lists of `dictionaries/`: a row a line, columns between tabs, comments after `#`.

/// The rows of a list without its comments, split at tabs.
pub(crate) fn rows(list: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = list
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}
