//! The files that a batch reads: those that are named, and of folders those that are documents.

use super::outcome::Input;
use crate::input::find::{InputFile, find, is_document};
use glob::{MatchOptions, Pattern};
use std::path::{Path, PathBuf};

/// Which files of folders are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct InputFilter {
    /// Patterns of which a file's name, or its path in its folder, fits one, where there are any.
    pub(crate) include: Vec<Pattern>,
    /// Patterns of which it fits none.
    pub(crate) exclude: Vec<Pattern>,
}

/// The files that are read, and those of folders that are passed over as they are no documents.
#[derive(Debug, Default)]
pub(crate) struct FoundInputs {
    /// Those that are read.
    pub(crate) inputs: Vec<Input>,
    /// Those that are no documents.
    pub(crate) others: Vec<PathBuf>,
}

/// Letters in any case; `*` does not reach into folders, `**` does.
const PATTERNS: MatchOptions = MatchOptions {
    case_sensitive: false,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

impl InputFilter {
    /// The files that are named, without what an earlier run wrote.
    pub(crate) fn found(&self, named: &[PathBuf], out: &Path) -> FoundInputs {
        let out = out.canonicalize().ok();
        let written = |path: &Path| {
            let out = out.as_ref();
            out.is_some_and(|out| path.canonicalize().is_ok_and(|path| path.starts_with(out)))
        };
        let mut found = FoundInputs::default();
        for file in find(named) {
            match file {
                Err(error) => {
                    let told = (error.name().to_owned(), error.to_string());
                    found.inputs.push(Err(told));
                }
                Ok(file) if written(&file.path) || !self.takes(&file) => {}
                Ok(file) if file.in_folder && !is_document(&file.path) => {
                    found.others.push(file.path);
                }
                Ok(file) => found.inputs.push(Ok(file.path)),
            }
        }
        found
    }

    fn takes(&self, file: &InputFile) -> bool {
        let inside = Path::new(&file.name);
        let name = Path::new(inside.file_name().unwrap_or_default());
        let fits = |pattern: &Pattern| {
            [inside, name]
                .iter()
                .any(|path| pattern.matches_path_with(path, PATTERNS))
        };
        let included = self.include.is_empty() || self.include.iter().any(fits);
        included && !self.exclude.iter().any(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn documents_are_taken_from_folders_and_any_file_that_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("nháp/cũ")).expect("made");
        for (name, content) in [
            ("a.PDF", "broken"),
            ("noname", "%PDF-1.4"),
            ("list.xlsx", "PK\u{3}\u{4}"),
            ("Thumbs.db", "noise"),
            ("b.txt", "Số: 1"),
            ("note.md", "text"),
            ("nháp/cũ/c.pdf", "%PDF-1.4"),
            ("d.heic", "picture"),
        ] {
            fs::write(root.join(name), content).expect("written");
        }
        let names = |filter: &InputFilter, named: PathBuf| {
            let found = filter.found(&[named], Path::new("none"));
            let inputs = found.inputs.into_iter().flatten();
            let name = |path: &Path| {
                path.strip_prefix(root)
                    .expect("inside")
                    .display()
                    .to_string()
            };
            let inputs: Vec<String> = inputs.map(|path| name(&path)).collect();
            (inputs, found.others.len())
        };
        let all = InputFilter::default();
        let documents = ["a.PDF", "b.txt", "d.heic", "nháp/cũ/c.pdf", "noname"];
        let documents = documents.map(str::to_owned).to_vec();
        assert_eq!(names(&all, root.to_owned()), (documents, 3));
        let named = (vec!["list.xlsx".to_owned()], 0);
        assert_eq!(names(&all, root.join("list.xlsx")), named);
        let pattern = |text: &str| vec![Pattern::new(text).expect("a pattern")];
        let some = InputFilter {
            include: pattern("*.pdf"),
            exclude: pattern("nháp/**"),
        };
        assert_eq!(names(&some, root.to_owned()), (vec!["a.PDF".to_owned()], 0));
    }
}
