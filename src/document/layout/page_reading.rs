//! What reading a page yields.

use super::slots::Slots;
use super::words::Page;
use serde::{Deserialize, Serialize};

/// A page as the engine read it and, beside it, what stands in the slots of its header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageReading {
    /// The page.
    pub page: Page,
    /// The slots for number and day; empty unless they were looked for.
    pub slots: Slots,
}

impl From<Page> for PageReading {
    /// A page whose slots were not looked for.
    fn from(page: Page) -> Self {
        PageReading {
            page,
            slots: Slots::default(),
        }
    }
}
