//! `report.html`: what a folder of results holds, for the morning after. One file, no network.

use super::summary::{Case, Cause, ReviewItem, Summary};
use crate::results::paths::path_of;
use crate::text::language::Language;
use crate::text::numbers::thousandths;
use crate::text::xml::Escaped;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// Pages whose images are shown.
const SHOWN: usize = 60;

/// A small JPEG of a page of an input with this checksum, where it can be had.
pub(crate) type Thumbnail<'a> = dyn Fn(&Path, &str, u32) -> Option<Vec<u8>> + Sync + 'a;

/// Images of pages, as data for a page of HTML.
#[derive(Debug, Default)]
pub(crate) struct Thumbnails(HashMap<(String, u32), String>);

impl Thumbnails {
    /// The images of the pages that the report speaks of.
    pub(crate) fn of(summary: &Summary, thumbnail: &Thumbnail<'_>) -> Self {
        let failed = summary.causes.iter().flat_map(|cause| &cause.cases);
        let failed = failed.map(|case| (&case.path, &case.sha256, case.page.unwrap_or(1)));
        let review_items = summary.look_first.iter();
        let review_items = review_items.map(|item| (&item.path, &item.sha256, item.page));
        let wanted: Vec<_> = review_items.chain(failed).take(SHOWN).collect();
        let images = wanted.into_par_iter().filter_map(|(path, sha256, page)| {
            let image = thumbnail(&path_of(path), sha256.as_deref()?, page)?;
            Some(((path.clone(), page), base64(&image)))
        });
        Thumbnails(images.collect())
    }

    fn image(&self, path: &str, page: Option<u32>, language: Language) -> String {
        match self.0.get(&(path.to_owned(), page.unwrap_or(1))) {
            Some(data) => format!("<img alt=\"\" src=\"data:image/jpeg;base64,{data}\">"),
            None => format!("<span class=none>{}</span>", language.say("no image")),
        }
    }
}

/// The page of HTML.
pub(crate) fn html(summary: &Summary, thumbnails: &Thumbnails, language: Language) -> String {
    let code = match language {
        Language::English => "en",
        Language::Vietnamese => "vi",
    };
    let title = language.say("baocao: report");
    let mut html = HEAD.replace("LANGUAGE", code).replace("TITLE", &title);
    let heading = |level: &str, text: &str| format!("<{level}>{}</{level}>", language.say(text));
    html.push_str(&heading("h1", "baocao: report"));
    figures(&mut html, summary, language);
    html.push_str(&heading("h2", "Pages a second, over time"));
    let speeds = summary.speed.iter();
    let speeds: Vec<(String, f64)> = speeds
        .map(|speed| {
            (
                format!("{} · {} {}", speed.from, speed.pages, language.say("pages")),
                speed.pages_per_second,
            )
        })
        .collect();
    bars(&mut html, &speeds, language);
    html.push_str(&heading("h2", "Pages by confidence"));
    let tenths = summary.confidence.iter().enumerate();
    let tenths: Vec<(String, f64)> = tenths
        .map(|(tenth, &pages)| {
            let from = tenth as f64 / 10.0;
            (format!("{from:.1}–{:.1}", from + 0.1), pages as f64)
        })
        .collect();
    bars(&mut html, &tenths, language);
    if summary.without_words > 0 {
        let told = format!("{} pages have no words.", summary.without_words);
        html.push_str(&heading("p", &told));
    }
    html.push_str(&heading("h2", "Look at these first"));
    review_items(&mut html, &summary.look_first, thumbnails, language);
    html.push_str(&heading("h2", "Failures by cause"));
    for cause in &summary.causes {
        failures(&mut html, cause, thumbnails, language);
    }
    if summary.causes.is_empty() {
        html.push_str(&heading("p", "None."));
    }
    html.push_str("</html>\n");
    html
}

const HEAD: &str = "<!doctype html><html lang=LANGUAGE><meta charset=utf-8>\
<meta name=viewport content=\"width=device-width\"><title>TITLE</title><style>\
body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}\
table{border-collapse:collapse;width:100%}td,th{padding:.3em .6em;border-bottom:1px solid #ddd;\
text-align:left;vertical-align:top;overflow-wrap:anywhere}img{max-width:120px;border:1px solid #ccc}\
.figures td{font-size:1.6em;border:0}.figures th{border:0;font-weight:normal;color:#666}\
.none{color:#999}svg{width:100%;height:130px;background:#f7f7f7}rect{fill:#3a6ea5}\
text{font-size:11px;fill:#444}</style>";

fn figures(html: &mut String, summary: &Summary, language: Language) {
    let time = |time: &Option<String>| time.clone().unwrap_or_else(|| "–".to_owned());
    let cells = [
        ("documents", summary.documents.to_string()),
        ("ok", summary.ok.to_string()),
        ("partial", summary.partial.to_string()),
        ("failed", summary.failed.to_string()),
        ("pages", summary.pages.to_string()),
        ("pages failed", summary.failed_pages.to_string()),
    ];
    html.push_str("<table class=figures><tr>");
    for (name, _) in &cells {
        write!(html, "<th>{}</th>", language.say(name)).expect("a string");
    }
    html.push_str("</tr><tr>");
    for (_, figure) in &cells {
        write!(html, "<td>{figure}</td>").expect("a string");
    }
    let (from, to) = (time(&summary.started), time(&summary.finished));
    let told = format!("From {from} to {to} (UTC).");
    write!(html, "</tr></table><p>{}</p>", language.say(&told)).expect("a string");
}

/// A bar for each value, with its label.
fn bars(html: &mut String, values: &[(String, f64)], language: Language) {
    let most = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    if most <= 0.0 {
        write!(html, "<p>{}</p>", language.say("None.")).expect("a string");
        return;
    }
    let width = 1000.0 / values.len() as f64;
    html.push_str("<svg viewBox=\"0 0 1000 130\" preserveAspectRatio=none>");
    for (index, (label, value)) in values.iter().enumerate() {
        let (x, height) = (index as f64 * width, value / most * 110.0);
        write!(
            html,
            "<rect x={x:.1} y={:.1} width={:.1} height={height:.1}><title>{}: {}</title></rect>",
            120.0 - height,
            width * 0.9,
            Escaped(label),
            thousandths(*value),
        )
        .expect("a string");
    }
    let (first, last) = (Escaped(&values[0].0), Escaped(&values[values.len() - 1].0));
    write!(
        html,
        "</svg><p>{first} … {last}; {} {}</p>",
        language.say("at most"),
        thousandths(most)
    )
    .expect("a string");
}

fn review_items(
    html: &mut String,
    review_items: &[ReviewItem],
    thumbnails: &Thumbnails,
    language: Language,
) {
    if review_items.is_empty() {
        write!(html, "<p>{}</p>", language.say("None.")).expect("a string");
        return;
    }
    let head = ["page", "document", "why", "confidence"];
    let head = head.map(|name| format!("<th>{}</th>", language.say(name)));
    write!(html, "<table><tr>{}</tr>", head.concat()).expect("a string");
    for item in review_items {
        let confidence = item
            .confidence
            .map_or("–".to_owned(), |c| format!("{c:.2}"));
        write!(
            html,
            "<tr><td>{} {}</td><td>{}<br><small>{}</small></td><td>{}</td><td>{confidence}</td></tr>",
            item.page,
            thumbnails.image(&item.path, Some(item.page), language),
            Escaped(&item.path),
            Escaped(item.folder.as_deref().unwrap_or_default()),
            Escaped(&language.say(&item.why)),
        )
        .expect("a string");
    }
    html.push_str("</table>");
}

fn failures(html: &mut String, cause: &Cause, thumbnails: &Thumbnails, language: Language) {
    write!(
        html,
        "<h3>{} × {}</h3><table>",
        cause.count,
        Escaped(&language.say(&cause.cause))
    )
    .expect("a string");
    for Case {
        path, page, error, ..
    } in &cause.cases
    {
        let place = page.map_or(String::new(), |page| {
            format!(", {} {page}", language.say("page"))
        });
        write!(
            html,
            "<tr><td>{}</td><td>{}{place}</td><td>{}</td></tr>",
            thumbnails.image(path, *page, language),
            Escaped(path),
            Escaped(&language.say(error)),
        )
        .expect("a string");
    }
    html.push_str("</table>");
    if cause.count > cause.cases.len() {
        let rest = cause.count - cause.cases.len();
        let told = format!("… and {rest} more, in manifest.jsonl.");
        write!(html, "<p>{}</p>", language.say(&told)).expect("a string");
    }
}

/// RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::summary::SummaryBuilder;
    use crate::results::manifest::Row;

    #[test]
    fn bytes_become_base64() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn names_and_reasons_are_escaped_and_nothing_is_fetched() {
        let row = Row {
            error: Some("bad <b>; next".to_owned()),
            ..Row::new("<script>.pdf".to_owned())
        };
        let mut builder = SummaryBuilder::default();
        builder.add(&row);
        let html = html(&builder.end(), &Thumbnails::default(), Language::English);
        assert!(
            html.contains("&lt;script&gt;.pdf") && html.contains("bad &lt;b&gt;"),
            "{html}"
        );
        assert!(
            !html.contains("http") && !html.contains("<script"),
            "{html}"
        );
    }
}
