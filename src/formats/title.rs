//! The title of a document: from its head, or the name of its file.

use crate::document::Document;
use std::path::Path;

/// The title: from the head or, where that was not read, the name of the file.
pub(crate) fn title(document: &Document) -> String {
    head_title(document).unwrap_or_else(|| {
        let path = Path::new(document.source.path.as_deref().unwrap_or_default());
        let stem = path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    })
}

/// *Báo cáo số 12/BC-UBND: Tình hình …*, as far as the head says.
pub(crate) fn head_title(document: &Document) -> Option<String> {
    let header = &document.extraction.header;
    let kind = header.doc_type.as_ref().map(|kind| kind.name.as_str());
    let number = header.number.as_ref();
    let number = number.map(|number| number.normalized.as_ref().unwrap_or(&number.text));
    let subject = header.subject.as_ref().map(|subject| subject.text.as_str());
    let named = match (kind, number) {
        (Some(kind), Some(number)) => Some(format!("{kind} số {number}")),
        (kind, number) => kind.map(str::to_owned).or(number.cloned()),
    };
    match (named, subject) {
        (Some(named), Some(subject)) => Some(format!("{named}: {subject}")),
        (named, subject) => named.or(subject.map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::header::TextField;

    #[test]
    fn titles_come_from_the_head_or_the_name() {
        let path = Some("scans/Báo cáo 12.pdf".to_owned());
        let mut document = Document::of_pages(path, String::new(), Vec::new());
        assert_eq!(title(&document), "Báo cáo 12");
        document.extraction.header.subject = Some(TextField {
            text: "Tình hình thu chi".to_owned(),
            ..TextField::default()
        });
        assert_eq!(title(&document), "Tình hình thu chi");
    }
}
