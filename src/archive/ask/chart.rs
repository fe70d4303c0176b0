//! A series as a picture: bars as SVG, as PNG, and in the characters of a terminal.

use super::series::{Point, Series, written};
use crate::text::language::Language;
use crate::text::xml::Escaped;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;
use resvg::usvg::Tree;
use std::fmt::Write;

/// Sizes of the picture, in points.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 110.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 72.0;
/// Steps of the scale, about.
const STEPS: f64 = 5.0;
/// Pixels of a PNG for each point.
const SCALE: f32 = 2.0;
/// Characters of the longest bar on a terminal.
const BAR: f64 = 40.0;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// Letters cannot be drawn.
    #[error(
        "no fonts are installed to write on a PNG with; install fonts-dejavu-core, or take .svg"
    )]
    NoFonts,
    /// An error of the renderer.
    #[error("{0}")]
    Drawn(String),
}

/// A number of 1, 2 or 5 times a power of ten with which a scale has few steps.
fn step(most: f64) -> f64 {
    let rough = (most / STEPS).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
    let nice = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|n| n * power >= rough);
    nice.unwrap_or(10.0) * power
}

/// The series as SVG.
pub fn svg(series: &Series) -> String {
    let most = series
        .points
        .iter()
        .map(|point| point.value)
        .fold(0.0, f64::max)
        .max(1e-9);
    let step = step(most);
    let top = (most / step).ceil() * step;
    let (wide, high) = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    let y = |value: f64| TOP + high - high * value / top;
    let title = format!("{} ({})", series.indicator, series.unit);
    let title = Escaped(&title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" font-family=\"DejaVu Sans, Noto Sans, Arial, sans-serif\" font-size=\"14\">\n\
         <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"34\" font-size=\"20\" fill=\"#1b2733\">{title}</text>\n"
    );
    let mut value = 0.0;
    while value <= top * 1.0001 {
        let (y, shown) = (y(value), written(value));
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#d5dce3\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#3d4b58\">{shown}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            y + 5.0
        );
        value += step;
    }
    let each = wide / series.points.len().max(1) as f64;
    // Labels that would run into each other are left out.
    let every = (70.0 / each).ceil().max(1.0) as usize;
    for (at, point) in series.points.iter().enumerate() {
        let (x, bar) = (LEFT + each * at as f64, (each * 0.7).min(90.0));
        let (middle, y) = (x + each / 2.0, y(point.value));
        let short = shortened(&point.label);
        let (label, shown) = (Escaped(&short), written(point.value));
        let _ = writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{bar:.1}\" height=\"{:.1}\" fill=\"#0b6e99\"><title>{label}: {shown}</title></rect>",
            middle - bar / 2.0,
            TOP + high - y
        );
        if at.is_multiple_of(every) {
            let _ = writeln!(
                svg,
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#1b2733\">{shown}</text>\
                 <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#3d4b58\">{label}</text>",
                y - 6.0,
                HEIGHT - BOTTOM + 22.0
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Longest label of a bar, in characters.
const LABEL: usize = 18;

fn shortened(label: &str) -> String {
    match label.chars().count() > LABEL {
        true => label.chars().take(LABEL - 1).chain(['…']).collect(),
        false => label.to_owned(),
    }
}

/// The series as PNG.
///
/// # Errors
/// If there are no fonts.
pub fn png(series: &Series) -> Result<Vec<u8>, ChartError> {
    let drawn = |error: &dyn std::fmt::Display| ChartError::Drawn(error.to_string());
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_system_fonts();
    if options.fontdb.is_empty() {
        return Err(ChartError::NoFonts);
    }
    let tree = Tree::from_str(&svg(series), &options).map_err(|error| drawn(&error))?;
    let (width, height) = (
        (WIDTH as f32 * SCALE) as u32,
        (HEIGHT as f32 * SCALE) as u32,
    );
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| drawn(&"no room for the picture"))?;
    resvg::render(
        &tree,
        Transform::from_scale(SCALE, SCALE),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(|error| drawn(&error))
}

/// Eighths of a character.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// The series as lines of a terminal: label, bar, value, and the figures behind it, in words of a language.
pub fn bars(series: &Series, language: Language) -> String {
    let most = series
        .points
        .iter()
        .map(|point| point.value)
        .fold(0.0, f64::max);
    let width = series
        .points
        .iter()
        .map(|point| point.label.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = format!("{} ({})\n", series.indicator, series.unit);
    for point in &series.points {
        let eighths = match most > 0.0 {
            true => (point.value.max(0.0) / most * BAR * 8.0).round() as usize,
            false => 0,
        };
        let bar = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
        let _ = writeln!(
            text,
            "{:width$}  {bar} {}{}",
            point.label,
            written(point.value),
            behind(point, &series.unit, language)
        );
    }
    text
}

/// Figures that a value is made of, at most, that are shown behind it.
const SHOWN: usize = 6;

/// What a value is made of, and what else could be meant.
fn behind(point: &Point, unit: &str, language: Language) -> String {
    let say = |text: String| format!("  {}", language.say(&text));
    let values: Vec<String> = point.places.iter().map(|p| written(p.value)).collect();
    let made_of = match (point.figures, unit) {
        (0 | 1, _) => String::new(),
        (count, "%") => say(format!("mean of {count}")),
        (2..=SHOWN, _) => format!("  = {}", values.join(" + ")),
        (count, _) => say(format!("sum of {count}")),
    };
    let others = point.places.iter().flat_map(|place| &place.alternatives);
    let others: Vec<String> = others.map(|other| written(other.value)).collect();
    let or = match others.len() {
        0 => String::new(),
        1..=SHOWN => say(format!("or {}?", others.join(", "))),
        count => say(format!("or {count} others?")),
    };
    made_of + &or
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ask::series::{Alternative, Location};

    fn series() -> Series {
        let point = |label: &str, value| Point {
            label: label.to_owned(),
            value,
            figures: 0,
            places: Vec::new(),
        };
        Series {
            indicator: "hồ sơ <trực tuyến>".to_owned(),
            unit: "hồ sơ".to_owned(),
            points: vec![
                point("2023-01", 4740.0),
                point("2023-02", 2370.0),
                point("2023-03", 0.0),
            ],
        }
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let text = bars(&series(), Language::English);
        let lengths: Vec<usize> = text
            .lines()
            .skip(1)
            .map(|line| line.matches('█').count())
            .collect();
        assert_eq!(lengths, [40, 20, 0]);
        assert!(text.ends_with("2023-03   0\n"), "{text}");
    }

    #[test]
    fn values_tell_what_they_are_made_of_and_what_else_could_be_meant() {
        let place = |value: f64, others: &[f64]| Location {
            document: 1,
            number: None,
            agency: None,
            item: "s1".to_owned(),
            page: 1,
            indicator: String::new(),
            value,
            from: String::new(),
            alternatives: others
                .iter()
                .map(|&value| Alternative {
                    document: 1,
                    item: "s2".to_owned(),
                    page: 1,
                    indicator: String::new(),
                    value,
                })
                .collect(),
        };
        let point = |places: Vec<Location>| Point {
            label: String::new(),
            value: 0.0,
            figures: places.len(),
            places,
        };
        let sum = point(vec![place(1.0, &[]), place(2500.0, &[90.0])]);
        let english = |point, unit| behind(point, unit, Language::English);
        assert_eq!(english(&sum, "hồ sơ"), "  = 1 + 2.500  or 90?");
        assert_eq!(english(&sum, "%"), "  mean of 2  or 90?");
        assert_eq!(english(&point(vec![place(1.0, &[])]), "hồ sơ"), "");
        let vietnamese = behind(&sum, "%", Language::Vietnamese);
        assert_eq!(vietnamese, "  trung bình của 2  hay 90?");
    }

    #[test]
    fn the_picture_is_sound_and_escaped() {
        let svg = svg(&series());
        let read = usvg::roxmltree::Document::parse(&svg).expect("XML");
        let bars = read
            .descendants()
            .filter(|node| node.attribute("fill") == Some("#0b6e99"));
        let heights: Vec<f64> = bars
            .map(|bar| {
                bar.attribute("height")
                    .unwrap_or("")
                    .parse()
                    .expect("a number")
            })
            .collect();
        assert!(
            (heights[0] / heights[1] - 2.0).abs() < 0.01 && heights[2] == 0.0,
            "{heights:?}"
        );
        assert!(svg.contains("hồ sơ &lt;trực tuyến&gt;"));
    }

    #[test]
    fn a_png_has_bars_and_letters() {
        let png = png(&series()).expect("fonts");
        let image = image::load_from_memory(&png).expect("a PNG").to_rgb8();
        assert_eq!((image.width(), image.height()), (1920, 960));
        let blue = image
            .pixels()
            .filter(|pixel| pixel.0 == [0x0b, 0x6e, 0x99])
            .count();
        let letters = image
            .enumerate_pixels()
            .filter(|(_, y, pixel)| *y < 90 && pixel.0[0] < 0x60)
            .count();
        assert!(blue > 10_000 && letters > 200, "{blue} {letters}");
    }
}
