//! Whether a page shows what another one does, while the file holds something that nothing shows: then the reference
//! to it was damaged. A sheet that was scanned or printed twice is no fault by itself.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Dict, MaybeRef, Name, ObjRef, Object, Stream};
use hayro::hayro_syntax::page::Page;
use std::collections::HashSet;

/// Which page shows what an earlier one does, if something else is shown nowhere.
pub(crate) fn fault(pdf: &Pdf) -> Option<String> {
    let mut seen = HashSet::new();
    let mut pages = pdf.pages().iter().enumerate();
    let (index, what) = pages.find_map(|(index, page)| {
        let repeated = shown(page).into_iter().flatten();
        let mut repeated = repeated.filter(|at| !seen.insert(*at));
        Some((index, repeated.next()?))
    })?;
    let sought = kind(&pdf.xref().get::<Stream<'_>>(what.into())?);
    let referred = references(pdf);
    let is_lost = |object| match object {
        Object::Stream(stream) => {
            kind(&stream) == sought && !referred.contains(&stream.obj_id().into())
        }
        _ => false,
    };
    let mut objects = pdf.objects().into_iter();
    objects.any(is_lost).then(|| {
        let page = index + 1;
        format!("page {page} shows what an earlier one does, and what it should show is lost")
    })
}

/// What makes a page that no other one has: its contents and, where it is a scan, its image.
fn shown(page: &Page<'_>) -> [Option<ObjRef>; 2] {
    let resources = page.resources();
    let is_scan = resources.fonts.is_empty() && resources.x_objects.len() == 1;
    let image = is_scan.then(|| {
        let (_, image) = resources.x_objects.entries().next()?;
        reference(&image)
    });
    [page.raw().get_ref(b"Contents"), image.flatten()]
}

fn reference(value: &MaybeRef<Object<'_>>) -> Option<ObjRef> {
    match value {
        MaybeRef::Ref(at) => Some(*at),
        MaybeRef::NotRef(_) => None,
    }
}

/// What a stream is, as far as it says so; images say so, contents of pages do not.
fn kind(stream: &Stream<'_>) -> [Option<Vec<u8>>; 3] {
    let dict = stream.dict();
    let name = |key: &[u8]| dict.get::<Name<'_>>(key).map(|name| name.to_vec());
    // Hints of where pages lie have numbers of this name.
    let hints = dict.contains_key(b"S").then(Vec::new);
    let is_image = name(b"Subtype").filter(|kind| kind == b"Image");
    match is_image {
        // Not all images give a type.
        Some(image) => [None, Some(image), hints],
        None => [name(b"Type"), name(b"Subtype"), hints],
    }
}

/// All that something refers to.
fn references(pdf: &Pdf) -> HashSet<ObjRef> {
    let mut found = HashSet::new();
    for object in pdf.objects() {
        let mut values = vec![object];
        while let Some(value) = values.pop() {
            let parts: Vec<MaybeRef<Object<'_>>> = match value {
                Object::Dict(dict) => entries(&dict),
                Object::Stream(stream) => entries(stream.dict()),
                Object::Array(array) => array.raw_iter().collect(),
                _ => continue,
            };
            for part in parts {
                match part {
                    MaybeRef::Ref(at) => drop(found.insert(at)),
                    MaybeRef::NotRef(value) => values.push(value),
                }
            }
        }
    }
    found
}

fn entries<'a>(dict: &Dict<'a>) -> Vec<MaybeRef<Object<'a>>> {
    dict.entries().map(|(_, value)| value).collect()
}
