//! The files that a batch reads: those that are named, and of folders those that are documents.

use super::outcome::Input;
use crate::input::find::{InputFile, find, is_document};
use crate::results::layout;
use glob::{MatchOptions, Pattern};
use std::collections::{BTreeSet, HashMap};
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
    /// Folders of results of other runs.
    pub(crate) results: BTreeSet<PathBuf>,
    /// Whether some lie in the folder that results are written to.
    pub(crate) in_own_results: bool,
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
        let mut known = HashMap::new();
        for file in find(named) {
            match file {
                Err(error) => {
                    let told = (error.name().to_owned(), error.to_string());
                    found.inputs.push(Err(told));
                }
                Ok(file) if written(&file.path) => found.in_own_results = true,
                Ok(file) if !self.takes(&file) => {}
                Ok(file) => match results_around(&file, &mut known) {
                    Some(results) => drop(found.results.insert(results)),
                    None if file.in_folder && !is_document(&file.path) => {
                        found.others.push(file.path);
                    }
                    None => found.inputs.push(Ok(file.path)),
                },
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

/// The outermost folder of results, below the folder that was named, in which a file lies.
fn results_around(file: &InputFile, known: &mut HashMap<PathBuf, bool>) -> Option<PathBuf> {
    let below = Path::new(&file.name).components().count();
    let folders = file.path.ancestors().skip(1).take(below.saturating_sub(1));
    let folders = folders.filter(|_| file.in_folder);
    let is_results = |folder: &&Path| match known.get(*folder) {
        Some(known) => *known,
        None => {
            let is_results = layout::are_results(folder);
            known.insert(folder.to_path_buf(), is_results);
            is_results
        }
    };
    // A bag's payload is one of results, and so is the bag.
    folders.filter(is_results).last().map(Path::to_owned)
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

    #[test]
    fn results_that_lie_among_the_inputs_are_no_inputs() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for name in ["a", "old", "bag/data", "out"] {
            let documents = root.join(name).join("documents/x");
            fs::create_dir_all(&documents).expect("made");
            fs::write(documents.join("text.txt"), "Số: 1").expect("written");
        }
        fs::write(root.join("bag/bagit.txt"), "").expect("written");
        for name in ["old", "bag/data", "out"] {
            fs::write(root.join(name).join("manifest.jsonl"), "").expect("written");
        }
        let filter = InputFilter::default();
        let found = filter.found(&[root.to_owned()], &root.join("out"));
        let inputs: Vec<PathBuf> = found.inputs.into_iter().flatten().collect();
        assert_eq!(inputs, [root.join("a/documents/x/text.txt")]);
        let results = [root.join("bag"), root.join("old")];
        assert!(found.results.iter().eq(&results), "{:?}", found.results);
        assert!(found.in_own_results);
        // What is named is read.
        let named = filter.found(&[root.join("old/documents")], &root.join("out"));
        assert_eq!((named.inputs.len(), named.results.len()), (1, 0));
    }
}
