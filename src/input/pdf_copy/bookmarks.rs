//! The bookmarks of a PDF (its outline), as titles and pages.

use crate::document::layout::Bookmark;
use crate::input::pdf_text;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys::{KIDS, NAMES};
use hayro::hayro_syntax::object::{
    Array, Dict, MaybeRef, Object, ObjectIdentifier, String as PdfString,
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Bookmarks that are read, and levels of them and of the tree of named places: either may lead back to itself.
const MOST: usize = 10_000;
const LEVELS: usize = 16;

/// The bookmarks in their order.
pub(crate) fn of(pdf: &Pdf) -> Vec<Bookmark> {
    let Some(root) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else {
        return Vec::new();
    };
    let ids = pdf.pages().iter().enumerate();
    let pages = ids.filter_map(|(index, page)| Some((page.raw().obj_id()?, index)));
    let mut reader = Reader {
        root: root.clone(),
        pages: pages.collect(),
        seen: FxHashSet::default(),
        found: Vec::new(),
    };
    if let Some(outline) = root.get::<Dict<'_>>(b"Outlines") {
        reader.add_children(&outline, 0);
    }
    reader.found
}

struct Reader<'a> {
    root: Dict<'a>,
    pages: FxHashMap<ObjectIdentifier, usize>,
    seen: FxHashSet<Option<ObjectIdentifier>>,
    found: Vec<Bookmark>,
}

impl<'a> Reader<'a> {
    fn add_children(&mut self, node: &Dict<'a>, level: usize) {
        let mut next = node.get::<Dict<'a>>(b"First");
        while let Some(item) = next {
            let is_new = self.seen.insert(item.obj_id());
            if !is_new || level == LEVELS || self.found.len() == MOST {
                return;
            }
            let title = item.get::<PdfString<'a>>(b"Title");
            self.found.push(Bookmark {
                title: title.map_or_else(String::new, |title| pdf_text::decoded(title.as_bytes())),
                page: self.page(&item),
                level,
            });
            self.add_children(&item, level + 1);
            next = item.get::<Dict<'a>>(b"Next");
        }
    }

    /// The page that a bookmark leads to.
    fn page(&self, item: &Dict<'a>) -> Option<usize> {
        let action = || item.get::<Dict<'a>>(b"A")?.get::<Object<'a>>(b"D");
        self.place(item.get::<Object<'a>>(b"Dest").or_else(action)?)
    }

    fn place(&self, place: Object<'a>) -> Option<usize> {
        match place {
            Object::Array(place) => match place.raw_iter().next()? {
                MaybeRef::Ref(page) => self.pages.get(&page.into()).copied(),
                MaybeRef::NotRef(_) => None,
            },
            Object::Dict(place) => self.place(place.get::<Object<'a>>(b"D")?),
            Object::Name(name) => {
                let named = self.root.get::<Dict<'a>>(b"Dests")?;
                self.unnamed(named.get::<Object<'a>>(&*name)?)
            }
            Object::String(name) => {
                let names = self.root.get::<Dict<'a>>(NAMES)?;
                let tree = names.get::<Dict<'a>>(b"Dests")?;
                self.unnamed(named(&tree, name.as_bytes(), LEVELS)?)
            }
            _ => None,
        }
    }

    /// The page of a place that is not again a name.
    fn unnamed(&self, place: Object<'a>) -> Option<usize> {
        match place {
            Object::Array(_) | Object::Dict(_) => self.place(place),
            _ => None,
        }
    }
}

/// What a tree of names holds under a name.
fn named<'a>(tree: &Dict<'a>, name: &[u8], levels: usize) -> Option<Object<'a>> {
    let leaves: Vec<Object<'a>> = match tree.get::<Array<'a>>(NAMES) {
        Some(leaves) => leaves.iter::<Object<'a>>().collect(),
        None => Vec::new(),
    };
    let is_it =
        |pair: &&[Object<'a>]| matches!(&pair[0], Object::String(s) if s.as_bytes() == name);
    if let Some([_, place]) = leaves.chunks_exact(2).find(is_it) {
        return Some(place.clone());
    }
    let kids = tree.get::<Array<'a>>(KIDS).filter(|_| levels > 0)?;
    kids.iter::<Dict<'a>>()
        .find_map(|kid| named(&kid, name, levels - 1))
}
