//! Whether a scan is as Decree 30/2020/NĐ-CP, Annex I, asks of digitised documents: PDF 1.4 or newer, in colour, of at
//! least 200 dots per inch, at 100 % of the paper's size.

use super::{PageFile, PageSource, guarded};
use crate::input::pdf_device::units_per_inch;
use crate::input::pdf_scan::survey;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{Pdf, PdfVersion};
use serde::{Deserialize, Serialize};

/// What the decree asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// A PDF.
    Format,
    /// Of version 1.4 or newer.
    Version,
    /// In colour.
    Colour,
    /// At least 200 dots per inch.
    Resolution,
    /// At 100 % of the paper's size.
    Scale,
}

/// A requirement that a scan falls short of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// The requirement.
    pub requirement: Requirement,
    /// The pages that fall short; none where the file does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<u32>,
    /// What there is instead.
    pub found: String,
}

/// How a page was scanned.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ScannedPage {
    /// Dots per inch, where that is known.
    dpi: Option<f32>,
    in_colour: bool,
    /// Width and height in millimetres, where they are known.
    size: Option<(f32, f32)>,
}

/// Dots per inch, at least; resolutions of files are rounded.
const DPI: f32 = 200.0;
const ROUNDED: f32 = 0.99;
/// Sizes of papers in millimetres: A2 to A5, B4, B5, F4, Letter and Legal.
const PAPERS: [(f32, f32); 9] = [
    (420.0, 594.0),
    (297.0, 420.0),
    (210.0, 297.0),
    (148.0, 210.0),
    (250.0, 353.0),
    (176.0, 250.0),
    (210.0, 330.0),
    (215.9, 279.4),
    (215.9, 355.6),
];
/// Parts of a side by which scanners miss the edge of a paper, and take what lies beyond it.
const MISSED: f32 = 0.03;
const BEYOND: f32 = 0.05;
const MILLIMETRES: f32 = 25.4;

impl PageSource {
    /// How many pages are scans, and what they fall short of; pages that were never on paper are asked for nothing.
    pub fn shortfalls(&self) -> (usize, Vec<Shortfall>) {
        let pages: Vec<(u32, ScannedPage)> = (1..)
            .zip((0..self.len()).map(|index| self.scanned(index)))
            .filter_map(|(number, page)| Some((number, page?)))
            .collect();
        let of_file = self.format_shortfall().filter(|_| !pages.is_empty());
        let of_pages = of_pages(&pages);
        (pages.len(), of_file.into_iter().chain(of_pages).collect())
    }

    fn format_shortfall(&self) -> Option<Shortfall> {
        let (requirement, found) = match &self.file {
            PageFile::Pdf(pdf, _) if pdf.version() >= PdfVersion::Pdf14 => return None,
            PageFile::Pdf(pdf, _) => (Requirement::Version, version(pdf)),
            PageFile::Tiff(..) => (Requirement::Format, "TIFF"),
            PageFile::Image(_) => (Requirement::Format, "image"),
        };
        Some(Shortfall {
            requirement,
            pages: Vec::new(),
            found: found.to_owned(),
        })
    }

    /// `None` for a page that is no scan, or cannot be read.
    fn scanned(&self, index: usize) -> Option<ScannedPage> {
        match &self.file {
            PageFile::Pdf(pdf, _) => {
                guarded("PDF", || Ok(scanned_page(pdf.pages().get(index)))).ok()?
            }
            PageFile::Tiff(..) | PageFile::Image(_) => {
                let page = self.page(index).ok()?;
                let (width, height) = (page.image.width() as f32, page.image.height() as f32);
                let millimetres = |dpi: f32| {
                    let across = MILLIMETRES / dpi;
                    (width * across, height * across * page.pixel_height)
                };
                Some(ScannedPage {
                    dpi: page.dpi,
                    in_colour: page.image.color().has_color(),
                    size: page.dpi.map(millimetres),
                })
            }
        }
    }
}

fn version(pdf: &Pdf) -> &'static str {
    match pdf.version() {
        PdfVersion::Pdf10 => "1.0",
        PdfVersion::Pdf11 => "1.1",
        PdfVersion::Pdf12 => "1.2",
        _ => "1.3",
    }
}

fn scanned_page(page: Option<&Page<'_>>) -> Option<ScannedPage> {
    let page = page?;
    let survey = survey(page);
    let (units, (width, height)) = (units_per_inch(page), page.render_dimensions());
    let millimetres = |side: f32| side / units * MILLIMETRES;
    survey.is_scan().then(|| ScannedPage {
        dpi: Some(survey.density * units),
        in_colour: survey.in_colour,
        size: Some((millimetres(width), millimetres(height))),
    })
}

/// Each kind of shortfall of pages, with the pages that share what was found.
fn of_pages(pages: &[(u32, ScannedPage)]) -> Vec<Shortfall> {
    let mut all: Vec<Shortfall> = Vec::new();
    for (number, page) in pages {
        for (requirement, found) in of_page(page) {
            let known = all
                .iter_mut()
                .find(|known| known.requirement == requirement && known.found == found);
            match known {
                Some(known) => known.pages.push(*number),
                None => all.push(Shortfall {
                    requirement,
                    pages: vec![*number],
                    found,
                }),
            }
        }
    }
    all.sort_by_key(|shortfall| shortfall.requirement as u8);
    all
}

fn of_page(page: &ScannedPage) -> impl Iterator<Item = (Requirement, String)> {
    let unknown = || "unknown".to_owned();
    let resolution = match page.dpi {
        Some(dpi) if dpi >= ROUNDED * DPI => None,
        dpi => Some(dpi.map_or_else(unknown, |dpi| format!("{dpi:.0}"))),
    };
    let scale = match page.size {
        Some(size) if is_paper(size) => None,
        size => {
            let shown = |(width, height)| format!("{width:.0} × {height:.0}");
            Some(size.map_or_else(unknown, shown))
        }
    };
    let colour = (!page.in_colour).then(|| "gray".to_owned());
    let found = [
        (Requirement::Colour, colour),
        (Requirement::Resolution, resolution),
        (Requirement::Scale, scale),
    ];
    found
        .into_iter()
        .filter_map(|(requirement, found)| Some((requirement, found?)))
}

/// Whether a paper has this size, either way up.
fn is_paper((width, height): (f32, f32)) -> bool {
    let near = |found: f32, side: f32| (1.0 - MISSED..=1.0 + BEYOND).contains(&(found / side));
    let (short, long) = (width.min(height), width.max(height));
    PAPERS
        .iter()
        .any(|&(across, down)| near(short, across) && near(long, down))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Limits, Source, open};

    fn shortfalls(bytes: Vec<u8>) -> (usize, Vec<(Requirement, String)>) {
        let Ok(Source::Pages(pages)) = open(bytes.into(), &Limits::default()) else {
            panic!("pages");
        };
        let (scans, found) = pages.shortfalls();
        let found = found
            .into_iter()
            .map(|short| (short.requirement, short.found));
        (scans, found.collect())
    }

    /// A PDF whose page is filled by an image of white pixels.
    fn pdf(version: &str, page: (u32, u32), pixels: (u32, u32), space: &str) -> Vec<u8> {
        let ((width, height), (across, down)) = (page, pixels);
        let count = if space == "/DeviceGray" { 1 } else { 3 };
        let rows = "f".repeat((across * down) as usize * count * 2) + ">";
        let content = format!("{width} 0 0 {height} 0 0 cm /Im Do");
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<</XObject<</Im 5 0 R>>>>>>"
            ),
            format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
            format!(
                "<</Type/XObject/Subtype/Image/Width {across}/Height {down}/ColorSpace {space}/BitsPerComponent 8/Filter/ASCIIHexDecode/Length {}>>stream\n{rows}\nendstream",
                rows.len()
            ),
        ];
        let mut bytes = format!("%PDF-{version}\n");
        for (number, object) in (1..).zip(objects) {
            bytes += &format!("{number} 0 obj{object}endobj\n");
        }
        (bytes + "trailer<</Root 1 0 R/Size 6>>").into_bytes()
    }

    #[test]
    fn a_scan_is_held_against_the_decree() {
        use Requirement::*;
        let short = |requirement, found: &str| (requirement, found.to_owned());
        // A5 at 200 dots per inch: 420 by 595 units, 1167 by 1653 pixels; a sixth of that is enough here.
        let cases = [
            (pdf("1.4", (420, 595), (1167, 1653), "/DeviceRGB"), vec![]),
            (
                pdf("1.3", (420, 595), (117, 165), "/DeviceGray"),
                vec![
                    short(Version, "1.3"),
                    short(Colour, "gray"),
                    short(Resolution, "20"),
                ],
            ),
            (
                pdf("1.7", (500, 500), (117, 165), "/DeviceRGB"),
                vec![short(Resolution, "20"), short(Scale, "176 × 176")],
            ),
        ];
        for (bytes, expected) in cases {
            assert_eq!(shortfalls(bytes), (1, expected));
        }
    }

    #[test]
    fn what_is_no_pdf_falls_short() {
        let mut png = std::io::Cursor::new(Vec::new());
        let white = image::RgbImage::from_pixel(20, 30, image::Rgb([255; 3]));
        white
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("an image");
        let (scans, found) = shortfalls(png.into_inner());
        let kinds: Vec<Requirement> = found.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(scans, 1);
        assert_eq!(
            kinds,
            [
                Requirement::Format,
                Requirement::Resolution,
                Requirement::Scale
            ]
        );
    }

    #[test]
    fn papers_have_either_way_up_and_edges_are_missed() {
        for size in [
            (210.0, 297.0),
            (297.0, 210.0),
            (207.0, 300.0),
            (214.0, 309.0),
            (297.0, 420.0),
        ] {
            assert!(is_paper(size), "{size:?}");
        }
        // A4 at 94 %, and pixels that were taken for units.
        for size in [(197.0, 279.0), (583.0, 825.0)] {
            assert!(!is_paper(size), "{size:?}");
        }
    }
}
