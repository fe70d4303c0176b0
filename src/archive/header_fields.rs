//! The header fields that can be corrected.

use crate::document::{Extraction, TextSpan};

/// Where a field stands, and how sure it is (0 to 1) where that is known.
pub(crate) type FieldPlace = (TextSpan, Option<f32>);

/// A header field that can be corrected.
pub struct HeaderField {
    /// Its name.
    pub name: &'static str,
    /// Whether a document is filed by it, so that its absence is reported.
    pub needed: bool,
    /// What the program read.
    pub(crate) get: fn(&Extraction) -> Option<String>,
    /// Where that stands, and how sure it is, where that is known.
    pub(crate) place: fn(&Extraction) -> Option<FieldPlace>,
}

impl std::fmt::Debug for HeaderField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The header field of this name.
pub(crate) fn header_field(name: &str) -> Option<&'static HeaderField> {
    HEADER_FIELDS.iter().find(|field| field.name == name)
}

/// The header fields that can be corrected.
pub(crate) const HEADER_FIELDS: &[HeaderField] = &[
    HeaderField {
        name: "number",
        needed: true,
        get: |e| e.header.number.as_ref()?.normalized.clone(),
        place: |e| {
            e.header
                .number
                .as_ref()
                .map(|n| (n.span, n.provenance.at(&n.span)))
        },
    },
    HeaderField {
        name: "date",
        needed: true,
        get: |e| e.header.date.as_ref()?.iso.clone(),
        place: |e| {
            e.header
                .date
                .as_ref()
                .map(|d| (d.span, d.provenance.at(&d.span)))
        },
    },
    HeaderField {
        name: "agency",
        needed: true,
        get: |e| {
            let agency = e.header.issuing_agency.as_ref()?;
            agency.name.clone().or_else(|| Some(agency.text.clone()))
        },
        place: |e| {
            e.header
                .issuing_agency
                .as_ref()
                .map(|a| (a.span, a.provenance.at(&a.span)))
        },
    },
    HeaderField {
        name: "doc_type",
        needed: true,
        get: |e| Some(e.header.doc_type.as_ref()?.name.clone()),
        place: |e| {
            e.header
                .doc_type
                .as_ref()
                .map(|d| (d.span, d.provenance.at(&d.span)))
        },
    },
    HeaderField {
        name: "subject",
        needed: true,
        get: |e| Some(e.header.subject.as_ref()?.text.clone()),
        place: |e| {
            e.header
                .subject
                .as_ref()
                .map(|s| (s.span, s.provenance.at(&s.span)))
        },
    },
    HeaderField {
        name: "place",
        needed: false,
        get: |e| Some(e.header.place.as_ref()?.text.clone()),
        place: |e| {
            e.header
                .place
                .as_ref()
                .map(|p| (p.span, p.provenance.at(&p.span)))
        },
    },
    HeaderField {
        name: "signer",
        needed: false,
        get: |e| e.signatory.as_ref()?.name.clone(),
        place: |e| {
            let signatory = e.signatory.as_ref()?;
            let span = *signatory.spans.last()?;
            Some((span, signatory.provenance.at(&span)))
        },
    },
];
