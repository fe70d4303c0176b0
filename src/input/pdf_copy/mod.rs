//! A PDF's pages as parts of another PDF: images and drawings as the file holds them, what lies over them drawn
//! into the page.
//!
//! A page that is nothing but its scan gives its image; a page of text is taken as it is; of any other a drawing
//! is made (a form XObject), over which text can be laid.

pub(crate) mod bookmarks;
pub(crate) mod description;
pub(crate) mod objects;

use super::pdf_scan::{SoleImage, Survey, sole_image, survey};
use super::text_layer;
use crate::document::layout::{CopiedPage, CopiedPdf, PageDrawing, PageText};
use crate::input::pdf::render_scale;
use hayro::hayro_interpret::TransformExt;
use hayro::hayro_interpret::kurbo::{Affine, Rect, Shape};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys::{ANNOTS, AP, AS, F, N, RECT, SUBTYPE};
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, Stream};
use hayro::hayro_syntax::page::{Page, Rotation};
use miniz_oxide::deflate::compress_to_vec_zlib;
use objects::Objects;
use pdf_writer::Ref;

/// Flags of what lies over a page and is not shown.
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// Entries of a page that say nothing of how it looks.
const PAGE_LEFT_OUT: &[&[u8]] = &[
    b"Parent",
    b"Annots",
    b"AA",
    b"B",
    b"Metadata",
    b"PieceInfo",
    b"StructParents",
    b"Tabs",
    b"Thumb",
    b"Trans",
    b"Dur",
    b"Resources",
    b"LastModified",
];

/// Copies the pages of a PDF; `has_own_text` says of which pages the text that they hold was taken for theirs.
pub(crate) fn copy(pdf: &Pdf, has_own_text: &dyn Fn(usize) -> bool) -> CopiedPdf {
    let mut copy = Copy {
        objects: Objects::new(pdf),
        tree: Ref::new(1),
    };
    copy.tree = copy.objects.numbers.new_number();
    let pages = pdf.pages().iter();
    let numbered: Vec<(Ref, &Page<'_>)> = pages
        .map(|page| (copy.objects.numbers.reserve(page.raw().obj_id()), page))
        .collect();
    let pages = numbered.iter().enumerate().map(|(index, &(number, page))| {
        let drawing = copy.page(number, page, has_own_text(index));
        CopiedPage { number, drawing }
    });
    let pages = pages.collect();
    let (objects, next, not_archival) = copy.objects.finish();
    CopiedPdf {
        objects,
        pages,
        tree: copy.tree,
        next,
        description: description::of(pdf),
        bookmarks: bookmarks::of(pdf),
        not_archival: not_archival.into_iter().map(str::to_owned).collect(),
    }
}

struct Copy<'a> {
    objects: Objects<'a>,
    /// The tree of pages, which a page that is taken as it is names.
    tree: Ref,
}

impl<'a> Copy<'a> {
    /// What is to be drawn on a page; `None` of one that is written as it is.
    fn page(&mut self, number: Ref, page: &'a Page<'a>, has_own_text: bool) -> Option<PageDrawing> {
        let survey = survey(page);
        let over = self.drawn_over(page);
        let kept = has_own_text && !survey.filled && !text_layer::is_recoded(page);
        if kept && over.is_empty() {
            self.whole_page(number, page);
            return None;
        }
        let sole = sole_image(page).filter(|image| self.is_copied(image));
        let pixels = pixels(page, &survey, sole.as_ref());
        let text = match (&sole, kept) {
            (_, true) => PageText::Own,
            (Some(_), _) if over.is_empty() => PageText::Ours,
            _ => PageText::OursAlone,
        };
        let first = match &sole {
            Some(image) => (self.objects.numbers.copied(image.id), image.place),
            None => (self.form(page), Affine::IDENTITY),
        };
        let (media, crop) = (page.media_box(), page.crop_box());
        let sides =
            |r: hayro::hayro_syntax::object::Rect| [r.x0, r.y0, r.x1, r.y1].map(|x| x as f32);
        let coefficients = |place: Affine| place.as_coeffs().map(|x| x as f32);
        let objects = std::iter::once(first).chain(over);
        Some(PageDrawing {
            objects: objects
                .map(|(object, place)| (object, coefficients(place)))
                .collect(),
            pixels: coefficients(pixels),
            media: sides(media),
            crop: (sides(crop) != sides(media)).then(|| sides(crop)),
            turn: degrees(page),
            unit: page.raw().get::<f32>(b"UserUnit"),
            text,
        })
    }

    fn is_copied(&self, image: &SoleImage) -> bool {
        let stream = self.objects.numbers.stream(image.id);
        stream.is_some_and(|stream| {
            stream.dict().get::<Name<'_>>(SUBTYPE).as_deref() == Some(b"Image")
        })
    }

    /// Writes a page as it is; links stay, as what else lies over it would be drawn.
    fn whole_page(&mut self, number: Ref, page: &'a Page<'a>) {
        let tree = self.tree;
        let resources = inherited(page, b"Resources");
        let resources = resources.map(|resources| self.objects.put_apart(resources));
        let links = links(page).map(|link| self.objects.put_apart(link));
        let links: Vec<Ref> = links.collect();
        let (media, turn) = (page.media_box(), degrees(page));
        self.objects.dict(number, page.raw(), PAGE_LEFT_OUT, |to| {
            to.pair(pdf_writer::Name(b"Parent"), tree);
            if let Some(resources) = resources {
                to.pair(pdf_writer::Name(b"Resources"), resources);
            }
            if !links.is_empty() {
                to.insert(pdf_writer::Name(b"Annots")).array().items(links);
            }
            if !page.raw().contains_key(b"MediaBox") {
                let sides = [media.x0, media.y0, media.x1, media.y1].map(|x| x as f32);
                let [x0, y0, x1, y1] = sides;
                to.pair(
                    pdf_writer::Name(b"MediaBox"),
                    pdf_writer::Rect::new(x0, y0, x1, y1),
                );
            }
            if !page.raw().contains_key(b"Rotate") && turn != 0 {
                to.pair(pdf_writer::Name(b"Rotate"), i32::from(turn));
            }
        });
    }

    /// Writes what a page draws as an object that can be drawn.
    fn form(&mut self, page: &'a Page<'a>) -> Ref {
        let number = self.objects.numbers.new_number();
        let packed = compress_to_vec_zlib(page.page_stream().unwrap_or_default(), 6);
        let bounds = page.media_box();
        let [x0, y0, x1, y1] = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|x| x as f32);
        let entries: Vec<(&[u8], MaybeRef<Object<'a>>)> = [b"Resources".as_slice(), b"Group"]
            .into_iter()
            .filter_map(|key| Some((key, inherited(page, key)?)))
            .collect();
        let bounds = pdf_writer::Rect::new(x0, y0, x1, y1);
        self.objects.form(number, &packed, bounds, &entries);
        number
    }

    /// What lies over a page and is seen, links apart: a signature, a stamp, a note.
    fn drawn_over(&mut self, page: &Page<'a>) -> Vec<(Ref, Affine)> {
        let over = page.raw().get::<Array<'a>>(ANNOTS);
        let over = over.iter().flat_map(|over| over.iter::<Dict<'a>>());
        over.filter(|note| note.get::<u32>(F).unwrap_or(0) & UNSEEN == 0)
            .filter_map(|note| {
                let look = appearance(&note)?;
                let place = appearance_place(&note, &look)?;
                Some((self.objects.numbers.copied(look.obj_id()), place))
            })
            .collect()
    }
}

/// The links of a page.
fn links<'a>(page: &Page<'a>) -> impl Iterator<Item = MaybeRef<Object<'a>>> {
    let all = page.raw().get::<Array<'a>>(ANNOTS);
    let all: Vec<Dict<'a>> = all.iter().flat_map(|all| all.iter::<Dict<'a>>()).collect();
    all.into_iter()
        .filter(|note| note.get::<Name<'_>>(SUBTYPE).as_deref() == Some(b"Link"))
        .map(|note| MaybeRef::NotRef(Object::Dict(note)))
}

/// How a note looks.
fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    match note.get::<Dict<'a>>(AP)?.get::<Object<'a>>(N)? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'a>>(note.get::<Name<'a>>(AS)?),
        _ => None,
    }
}

/// Where it lies on its page (ISO 32000, 12.5.5): its box, as its own matrix turns it, fills the note's.
fn appearance_place(note: &Dict<'_>, look: &Stream<'_>) -> Option<Affine> {
    use hayro::hayro_syntax::object::Rect as PdfRect;
    let rect = |rect: PdfRect| Rect::new(rect.x0, rect.y0, rect.x1, rect.y1);
    let to = rect(note.get::<PdfRect>(RECT)?);
    let own = rect(look.dict().get::<PdfRect>(b"BBox")?);
    let matrix = look.dict().get::<Array<'_>>(b"Matrix");
    let matrix: Option<[f64; 6]> = matrix.and_then(|matrix| {
        let numbers: Vec<f64> = matrix.iter::<f32>().map(f64::from).collect();
        numbers.try_into().ok()
    });
    let turned = matrix.map_or(Affine::IDENTITY, Affine::new) * own.to_path(0.1);
    let from = turned.bounding_box();
    let (across, down) = (to.width() / from.width(), to.height() / from.height());
    let shift = (to.x0 - across * from.x0, to.y0 - down * from.y0);
    let place = Affine::new([across, 0.0, 0.0, down, shift.0, shift.1]);
    place
        .is_finite()
        .then_some(place)
        .filter(|_| across * down != 0.0)
}

/// An entry of a page or of the nodes above it.
fn inherited<'a>(page: &Page<'a>, key: &[u8]) -> Option<MaybeRef<Object<'a>>> {
    /// Levels that are looked at: a tree may lead back to itself.
    const LEVELS: usize = 64;
    let above = |node: &Dict<'a>| node.get::<Dict<'a>>(b"Parent");
    let nodes = std::iter::successors(Some(page.raw().clone()), above);
    nodes
        .take(LEVELS)
        .find_map(|node| node.get_raw::<Object<'a>>(key))
}

fn degrees(page: &Page<'_>) -> u16 {
    match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    }
}

/// The matrix from the pixels of the page as it was read to its units.
fn pixels(page: &Page<'_>, survey: &Survey, sole: Option<&SoleImage>) -> Affine {
    if let Some(image) = sole.filter(|_| survey.image_only) {
        return image.pixels;
    }
    let scale = match survey.image_only {
        true => f64::from(survey.placed.0) / f64::from(page.render_dimensions().0),
        false => f64::from(render_scale(page, survey)),
    };
    let shown = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
    shown.inverse()
}
