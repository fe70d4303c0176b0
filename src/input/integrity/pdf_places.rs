//! Whether a page is as large as the images on it, and whether its contents go on to their end. Where a page's size is
//! damaged, or its contents are cut, readers show what is left.

use hayro::hayro_interpret::kurbo::{Affine, Rect};
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object;
use hayro::hayro_syntax::page::Page;

/// Part of an image that may lie outside its page.
const OUTSIDE: f64 = 0.1;
/// How far outside a place counts, in PDF units.
const EDGE: f64 = 1.0;

/// Where contents put images (ISO 32000-1, 8.3), and what they have begun.
pub(super) struct Places {
    matrix: Affine,
    saved: Vec<Affine>,
    in_text: bool,
    images: Vec<Rect>,
}

impl Places {
    pub(super) fn new() -> Self {
        Places {
            matrix: Affine::IDENTITY,
            saved: Vec::new(),
            in_text: false,
            images: Vec::new(),
        }
    }

    /// Follows an instruction.
    pub(super) fn note(&mut self, instruction: &TypedInstruction<'_, '_>) {
        match instruction {
            TypedInstruction::SaveState(_) => self.saved.push(self.matrix),
            TypedInstruction::RestoreState(_) => {
                self.matrix = self.saved.pop().unwrap_or(self.matrix);
            }
            TypedInstruction::Transform(t) => {
                let numbers = [t.0, t.1, t.2, t.3, t.4, t.5];
                self.matrix *= Affine::new(numbers.map(|number| number.as_f64()));
            }
            TypedInstruction::BeginText(_) => self.in_text = true,
            TypedInstruction::EndText(_) => self.in_text = false,
            TypedInstruction::InlineImage(_) => self.image(),
            _ => {}
        }
    }

    /// Notes an image: it fills the unit square.
    pub(super) fn image(&mut self) {
        let square = Rect::new(0.0, 0.0, 1.0, 1.0);
        self.images.push(self.matrix.transform_rect_bbox(square));
    }

    /// Whether something was begun that never ends.
    pub(super) fn is_cut(&self) -> bool {
        !self.saved.is_empty() || self.in_text
    }

    /// Whether an image reaches farther beyond the page than scanners and programs let it.
    pub(super) fn exceed(&self, page: &Page<'_>) -> bool {
        let media = rect(&page.media_box());
        let cut = |image: &Rect| {
            let inside = image.intersect(media).area();
            image.area() - inside > OUTSIDE * image.area()
        };
        !is_shown_in_part(page) && self.images.iter().any(cut)
    }
}

/// Whether a page is shown in part by intention, which it says beside its size.
pub(super) fn is_shown_in_part(page: &Page<'_>) -> bool {
    let (media, crop) = (rect(&page.media_box()), rect(&page.crop_box()));
    let crop = crop.inflate(EDGE, EDGE);
    crop.union(media) != crop
}

fn rect(sides: &object::Rect) -> Rect {
    Rect::new(sides.x0, sides.y0, sides.x1, sides.y1)
}
