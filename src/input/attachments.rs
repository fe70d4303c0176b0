//! Files that a PDF carries: those of its portfolio, and those pinned to its pages.

use super::pdf_text;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys::{
    ANNOTS, EMBEDDED_FILES, F, FS, KIDS, NAMES, SUBTYPE, UF,
};
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

/// Levels of the tree of names that are followed: it may lead back to itself.
const DEPTH: usize = 8;

/// The names of the files that a PDF carries, each once.
pub(crate) fn names(pdf: &Pdf) -> Vec<String> {
    let mut names = Vec::new();
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let all = root.and_then(|root| root.get::<Dict<'_>>(NAMES));
    if let Some(tree) = all.and_then(|all| all.get::<Dict<'_>>(EMBEDDED_FILES)) {
        add_tree(&tree, DEPTH, &mut names);
    }
    for page in pdf.pages().iter() {
        let pinned = page.raw().get::<Array<'_>>(ANNOTS);
        for note in pinned.iter().flat_map(|notes| notes.iter::<Dict<'_>>()) {
            let is_file = note.get::<Name<'_>>(SUBTYPE);
            if is_file.is_some_and(|kind| &*kind == b"FileAttachment")
                && let Some(file) = note.get::<Dict<'_>>(FS)
            {
                names.extend(name(&file));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The files of a tree of names, whose leaves are lists of names and files in turn.
fn add_tree(tree: &Dict<'_>, depth: usize, names: &mut Vec<String>) {
    let leaves = tree.get::<Array<'_>>(NAMES);
    let leaves = leaves.iter().flat_map(|leaves| leaves.iter::<Object<'_>>());
    for leaf in leaves {
        if let Object::Dict(file) = leaf {
            names.extend(name(&file));
        }
    }
    let kids = tree.get::<Array<'_>>(KIDS).filter(|_| depth > 0);
    for kid in kids.iter().flat_map(|kids| kids.iter::<Dict<'_>>()) {
        add_tree(&kid, depth - 1, names);
    }
}

fn name(file: &Dict<'_>) -> Option<String> {
    let name = file
        .get::<PdfString<'_>>(UF)
        .or_else(|| file.get::<PdfString<'_>>(F))?;
    Some(pdf_text::decoded(name.as_bytes()))
}
