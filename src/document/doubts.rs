//! Fields that a document is filed by and of which the reading is not sure, with what else they may be.

use super::file_signature;
use super::header::Slot;
use super::provenance::Provenance;
use super::record::Document;
use super::span::TextSpan;
use crate::text::case;
use crate::text::days::iso_day;
use crate::text::look_alikes::{Context, look_alikes};
use crate::text::numbers::rounded;
use crate::text::syllable::parse;
use crate::text::tone_placement::canonical;
use serde::{Deserialize, Serialize};

/// Fields less sure than this are doubtful.
const UNSURE: f32 = 0.8;
/// Other values that are told, at most.
const CANDIDATES: usize = 6;

/// A field of the head that a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldDoubt {
    /// Its name: `number`, `date`, `agency`, `doc_type` or `signer`.
    pub field: String,
    /// What was read; null where only candidates were.
    pub value: Option<String>,
    /// How sure that is, 0 to 1; null where nothing was taken.
    pub confidence: Option<f32>,
    /// What else it may be, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
}

/// The doubtful fields of a head. The electronic signatures of the file are witnesses: an agency that one names is sure,
/// and what they say is the first candidate where the print is not. They never overrule it.
pub(crate) fn head_doubts(document: &Document) -> Vec<FieldDoubt> {
    let found = &document.extraction;
    let signatures = &document.source.signatures;
    let header = &found.header;
    let number = header.number.as_ref().map(|number| {
        let others =
            look_alike_numbers(number.serial_text.as_deref(), number.normalized.as_deref());
        let sure = confidence(&number.provenance, Some(&number.span), Some(&number.slot));
        doubt(
            "number",
            number.normalized.clone(),
            sure,
            Some(&number.slot),
            others,
        )
    });
    let signed = file_signature::days(signatures);
    let date = match &header.date {
        Some(date) => {
            let alike = date.iso.as_deref().map(look_alike_days);
            let sure = confidence(&date.provenance, Some(&date.span), Some(&date.slot));
            let others = signed.into_iter().chain(alike.unwrap_or_default());
            doubt(
                "date",
                date.iso.clone(),
                sure,
                Some(&date.slot),
                others.collect(),
            )
        }
        None => doubt("date", None, None, None, signed),
    };
    let signers = signatures
        .iter()
        .filter_map(|signature| signature.name.clone());
    let agency = match &header.issuing_agency {
        Some(agency) => {
            let name = agency.name.clone().unwrap_or_else(|| agency.text.clone());
            let named = [&name, &agency.text].map(|name| letters(name));
            let is_named = |signer: &String| named.contains(&letters(signer));
            let sure = match signers.clone().any(|signer| is_named(&signer)) {
                true => None,
                false => confidence(&agency.provenance, Some(&agency.span), None),
            };
            let others = signers.chain(alike_names(&name)).collect();
            doubt("agency", Some(name), sure, None, others)
        }
        None => doubt("agency", None, None, None, signers.collect()),
    };
    let doc_type = header.doc_type.as_ref().map(|kind| {
        let sure = confidence(&kind.provenance, Some(&kind.span), None);
        doubt("doc_type", Some(kind.name.clone()), sure, None, Vec::new())
    });
    let signer = found.signatory.as_ref().and_then(|signatory| {
        let name = signatory.name.clone()?;
        let sure = confidence(&signatory.provenance, signatory.spans.last(), None);
        let others = alike_names(&name);
        doubt("signer", Some(name), sure, None, others)
    });
    let all = [number.flatten(), date, agency, doc_type.flatten(), signer];
    all.into_iter().flatten().collect()
}

/// The letters of a name, however it is set: in capitals, with tone marks in one place or the other, with an apostrophe
/// or a hyphen.
fn letters(name: &str) -> String {
    let name = canonical(&case::fold(name));
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A doubt, where there is reason to.
fn doubt(
    field: &str,
    value: Option<String>,
    confidence: Option<f32>,
    slot: Option<&Slot>,
    others: Vec<String>,
) -> Option<FieldDoubt> {
    let known = slot.iter().flat_map(|slot| &slot.alternatives);
    let known = known.map(|other| other.value.clone());
    let candidates: Vec<String> = known.chain(others).collect();
    let unsure = confidence.is_some_and(|confidence| confidence < UNSURE);
    match &value {
        Some(_) if !unsure => return None,
        None if candidates.is_empty() => return None,
        _ => {}
    }
    let mut told: Vec<String> = Vec::new();
    for candidate in candidates {
        if Some(&candidate) != value.as_ref() && !told.contains(&candidate) {
            told.push(candidate);
        }
    }
    told.truncate(CANDIDATES);
    Some(FieldDoubt {
        field: field.to_owned(),
        confidence: confidence.filter(|_| value.is_some()).map(rounded),
        value,
        candidates: told,
    })
}

/// How sure a field is: the least of what its rule and reading and its written slot say.
fn confidence(
    provenance: &Provenance,
    span: Option<&TextSpan>,
    slot: Option<&Slot>,
) -> Option<f32> {
    let read = span.and_then(|span| provenance.at(span).or(span.confidence));
    let written = slot.and_then(|slot| slot.confidence);
    [read, written].into_iter().flatten().reduce(f32::min)
}

/// The number with one digit of its serial replaced by one that looks like it.
fn look_alike_numbers(serial: Option<&str>, number: Option<&str>) -> Vec<String> {
    let (Some(serial), Some(number)) = (serial, number) else {
        return Vec::new();
    };
    let Some((before, behind)) = number.split_once(serial) else {
        return Vec::new();
    };
    let others = one_sign_else(serial, Context::Digit).into_iter();
    others
        .map(|serial| format!("{before}{serial}{behind}"))
        .collect()
}

/// Days of the calendar of which one digit of day or month looks like that of `day`.
fn look_alike_days(day: &str) -> Vec<String> {
    let Some((year, rest)) = day.split_once('-') else {
        return Vec::new();
    };
    let others = one_sign_else(rest, Context::Digit).into_iter();
    let valid = others.filter_map(|other| {
        let (month, day) = other.split_once('-')?;
        iso_day(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    });
    valid.collect()
}

/// The name with a word that is no syllable made one by another letter that looks like one of its.
fn alike_names(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if parse(&word.to_lowercase()).is_some() {
            continue;
        }
        for other in one_sign_else(word, Context::Letter) {
            if parse(&other.to_lowercase()).is_some() {
                let (before, behind) = (&words[..at], &words[at + 1..]);
                all.push([before, &[other.as_str()], behind].concat().join(" "));
            }
        }
    }
    all
}

/// A text with one sign replaced by one that looks like it.
fn one_sign_else(text: &str, context: Context) -> Vec<String> {
    let mut all = Vec::new();
    for (at, read) in text.char_indices() {
        let behind = at + read.len_utf8();
        for meant in look_alikes(read, context) {
            all.push(format!("{}{meant}{}", &text[..at], &text[behind..]));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileSignature;
    use crate::document::header::{AgencyField, Alternative};

    fn sure(confidence: f32) -> (TextSpan, Provenance) {
        let span = TextSpan {
            confidence: Some(confidence),
            ..TextSpan::default()
        };
        let provenance = Provenance {
            rule_confidence: Some(1.0),
            ..Provenance::default()
        };
        (span, provenance)
    }

    #[test]
    fn fields_that_are_not_sure_are_told() {
        for (confidence, expected) in [(0.95, 0), (0.5, 1)] {
            assert_eq!(
                head_doubts(&issued_by("SỞ Y TẾ", confidence)).len(),
                expected
            );
        }
    }

    fn issued_by(text: &str, confidence: f32) -> Document {
        let (span, provenance) = sure(confidence);
        let mut document = Document::of_pages(None, String::new(), Vec::new());
        document.extraction.header.issuing_agency = Some(AgencyField {
            text: text.to_owned(),
            span,
            provenance,
            ..AgencyField::default()
        });
        document
    }

    #[test]
    fn signatures_of_the_file_are_witnesses() {
        let signed = |document: Document| {
            let mut document = document;
            document.source.signatures = vec![FileSignature {
                date: Some("2019-08-01".to_owned()),
                name: Some("Sở Y tế".to_owned()),
                organisation: None,
            }];
            let doubts = head_doubts(&document).into_iter();
            let told = doubts.filter(|doubt| doubt.field == "agency");
            told.map(|doubt| (doubt.value, doubt.candidates))
                .collect::<Vec<_>>()
        };
        // What agrees is sure, what does not stays as it is printed, and what is missing has a candidate.
        assert_eq!(signed(issued_by("SỞ Y TẾ", 0.5)), []);
        assert_eq!(signed(issued_by("SỞ Y-TẾ", 0.5)), []);
        let doubted = (Some("SỞ Y TỄ".to_owned()), vec!["Sở Y tế".to_owned()]);
        assert_eq!(signed(issued_by("SỞ Y TỄ", 0.5)), [doubted]);
        assert_eq!(signed(issued_by("PHÒNG Y TẾ", 0.95)), []);
        let nothing = Document::of_pages(None, String::new(), Vec::new());
        assert_eq!(signed(nothing), [(None, vec!["Sở Y tế".to_owned()])]);
    }

    #[test]
    fn names_have_syllables() {
        assert_eq!(alike_names("Nguyễn Trúc Glang"), ["Nguyễn Trúc Giang"]);
        assert!(alike_names("Trần Văn Bình").is_empty());
    }

    #[test]
    fn candidates_are_those_of_the_slot_and_digits_that_look_alike() {
        let slot = Slot {
            alternatives: vec![Alternative {
                value: "15/BC-UBND".to_owned(),
                confidence: 0.3,
            }],
            ..Slot::default()
        };
        let value = Some("18/BC-UBND".to_owned());
        let others = look_alike_numbers(Some("18"), value.as_deref());
        assert!(others.iter().all(|other| other.ends_with("/BC-UBND")));
        let found = doubt("number", value, Some(0.4), Some(&slot), others);
        let found = found.expect("a doubt");
        assert_eq!(found.candidates[0], "15/BC-UBND");
        assert!(found.candidates.len() > 1);
        let open = doubt("number", None, Some(0.2), Some(&slot), Vec::new());
        assert_eq!(open.map(|open| open.confidence), Some(None));
        assert!(
            look_alike_days("2023-01-31")
                .iter()
                .all(|day| day.len() == 10)
        );
    }
}
