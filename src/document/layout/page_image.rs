//! TODO

/// A page as scanned.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Its pixels.
    pub image: image::DynamicImage,
    /// Dots per inch, where the file says so.
    pub dpi: Option<f32>,
}
