//! What reading a page yields.

use super::bbox::BBox;
use super::page::Page;
use super::slots::Slots;
use super::words::Line;
use serde::{Deserialize, Serialize};

/// A page as the engine read it and, beside it, what stands in the slots of its header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageReading {
    /// The page.
    pub page: Page,
    /// The slots for number and day; empty unless they were looked for.
    pub slots: Slots,
    /// Why the page may not have been read whole.
    #[serde(default)]
    pub fault: Option<String>,
}

impl PageReading {
    /// The reading of the same page at another size, given in pixels: all boxes are scaled.
    pub(crate) fn scale_to(&mut self, (width, height): (u32, u32)) {
        let page = &mut self.page;
        let across = width as f32 / page.width.max(1) as f32;
        let down = height as f32 / page.height.max(1) as f32;
        let scaled = |side: i32, by: f32| (side as f32 * by).round() as i32;
        let words = page.lines.iter_mut().flat_map(|line| &mut line.words);
        let slots = [&mut self.slots.serial, &mut self.slots.day];
        let parts = slots.into_iter().flatten().flat_map(|slot| &mut slot.parts);
        let stamps = page.stamps.iter_mut().map(|stamp| &mut stamp.bbox);
        let unread = page.unread.iter_mut().map(|unread| &mut unread.bbox);
        for bbox in words
            .map(|word| &mut word.bbox)
            .chain(parts)
            .chain(stamps)
            .chain(unread)
        {
            *bbox = BBox {
                x0: scaled(bbox.x0, across),
                y0: scaled(bbox.y0, down),
                x1: scaled(bbox.x1, across),
                y1: scaled(bbox.y1, down),
            };
        }
        (page.width, page.height) = (width, height);
        page.dpi *= across;
    }

    /// Puts a reading of what lies to the right of this one behind it, as part of the same page. The slots stay
    /// those of the first.
    pub(crate) fn append(&mut self, right: PageReading) {
        let (page, mut right) = (&mut self.page, right.page);
        let by = page.width as i32;
        let words = right.lines.iter_mut().flat_map(|line| &mut line.words);
        let stamps = right.stamps.iter_mut().map(|stamp| &mut stamp.bbox);
        let unread = right.unread.iter_mut().map(|unread| &mut unread.bbox);
        for bbox in words.map(|word| &mut word.bbox).chain(stamps).chain(unread) {
            bbox.x0 += by;
            bbox.x1 += by;
        }
        // An empty line ends the last paragraph.
        page.lines.push(Line::default());
        for cell in right.tables.iter_mut().flat_map(|table| &mut table.cells) {
            cell.line += page.lines.len();
        }
        page.lines.append(&mut right.lines);
        page.tables.append(&mut right.tables);
        page.stamps.append(&mut right.stamps);
        page.unread.append(&mut right.unread);
        page.width += right.width;
    }
}

impl From<Page> for PageReading {
    /// A page whose slots were not looked for.
    fn from(page: Page) -> Self {
        PageReading {
            page,
            slots: Slots::default(),
            fault: None,
        }
    }
}
