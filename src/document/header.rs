//! The head of a document: the components of Decree 30/2020/NĐ-CP, Appendix I.

use super::periods::{PeriodRange, walk_range};
use super::provenance::Provenance;
use super::span::TextSpan;
use super::visitor::{Walker, keep_if, walk_field};
use serde::{Deserialize, Serialize};

/// The head of the first page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Header {
    /// *Quốc hiệu*, or the title of Party documents (`ĐẢNG CỘNG SẢN VIỆT NAM`).
    pub national_title: Option<TextField>,
    /// *Tiêu ngữ*.
    pub motto: Option<TextField>,
    /// The agency above (*cơ quan chủ quản*).
    pub superior_agency: Option<AgencyField>,
    /// The agency that issued the document (*cơ quan ban hành*).
    pub issuing_agency: Option<AgencyField>,
    /// Number and symbol (*số, ký hiệu*).
    pub number: Option<NumberField>,
    /// *Địa danh*.
    pub place: Option<TextField>,
    /// Day of issue (*ngày ban hành*).
    pub date: Option<HeaderDate>,
    /// *Tên loại văn bản*; `Công văn` where a `V/v` line stands under the number.
    pub doc_type: Option<DocTypeField>,
    /// *Trích yếu*, its lines joined by spaces.
    pub subject: Option<TextField>,
    /// The period that is reported on.
    pub report_period: Option<PeriodRange>,
    /// The period that is planned for.
    pub plan_period: Option<PeriodRange>,
    /// *Độ mật*: `MẬT`, `TỐI MẬT`, `TUYỆT MẬT`.
    pub secrecy: Option<TextField>,
    /// *Mức độ khẩn*: `KHẨN`, `THƯỢNG KHẨN`, `HỎA TỐC`.
    pub urgency: Option<TextField>,
    /// *Phạm vi lưu hành*, such as `LƯU HÀNH NỘI BỘ`.
    pub circulation: Option<TextField>,
    /// *Kính gửi*, an entry per addressee.
    pub addressees: Vec<TextField>,
}

impl Header {
    /// Takes a visitor to every field.
    pub(crate) fn walk(&mut self, to: Walker) {
        walk_text("header.national_title", &mut self.national_title, to);
        walk_text("header.motto", &mut self.motto, to);
        walk_agency("header.superior_agency", &mut self.superior_agency, to);
        walk_agency("header.issuing_agency", &mut self.issuing_agency, to);
        keep_if(&mut self.number, |n| {
            walk_field("header.number", &n.text, &mut n.span, &mut n.provenance, to)
        });
        walk_text("header.place", &mut self.place, to);
        keep_if(&mut self.date, |d| {
            walk_field("header.date", &d.text, &mut d.span, &mut d.provenance, to)
        });
        keep_if(&mut self.doc_type, |d| {
            let text = if d.text.is_empty() { &d.name } else { &d.text };
            walk_field("header.doc_type", text, &mut d.span, &mut d.provenance, to)
        });
        walk_text("header.subject", &mut self.subject, to);
        walk_range(&mut self.report_period, to);
        walk_range(&mut self.plan_period, to);
        walk_text("header.secrecy", &mut self.secrecy, to);
        walk_text("header.urgency", &mut self.urgency, to);
        walk_text("header.circulation", &mut self.circulation, to);
        self.addressees.retain_mut(|a| {
            walk_field(
                "header.addressees",
                &a.text,
                &mut a.span,
                &mut a.provenance,
                to,
            )
        });
    }
}

fn walk_text(part: &'static str, field: &mut Option<TextField>, to: Walker) {
    keep_if(field, |f| {
        walk_field(part, &f.text, &mut f.span, &mut f.provenance, to)
    });
}

fn walk_agency(part: &'static str, field: &mut Option<AgencyField>, to: Walker) {
    keep_if(field, |a| {
        walk_field(part, &a.text, &mut a.span, &mut a.provenance, to)
    });
}

/// A piece of text and where it stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextField {
    /// As printed, line wraps as spaces.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// The name of an agency.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgencyField {
    /// As printed, line wraps as spaces.
    pub text: String,
    /// The full name in sentence case, abbreviations of the kind of agency expanded.
    pub name: Option<String>,
    /// Its abbreviation in document symbols (`STTTT`): from the document's own symbol if it fits
    /// the name, otherwise from the list of agencies.
    pub abbr: Option<String>,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How number and symbol are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Grammar {
    /// `202/2025/QH15`.
    Law,
    /// `72/2022/NĐ-CP`.
    Regulation,
    /// `220/BC-STTTT-VP`.
    Admin,
    /// `05/BNV-VP`: an official letter (*công văn*), which has no type in its symbol.
    Letter,
    /// `66-QĐ/TW`.
    Party,
    /// `08/ĐTTH`, `101/CP`.
    #[default]
    Plain,
}

/// Number and symbol (*số, ký hiệu*).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NumberField {
    /// As printed.
    pub text: String,
    /// Without the spaces, the type abbreviation as the law writes it; null while the serial is
    /// not filled in or unreadable.
    pub normalized: Option<String>,
    /// The symbol alone (`BC-STTTT-VP`).
    pub symbol: String,
    /// The serial number.
    pub serial: Option<u32>,
    /// As printed, with leading zeros and a letter after it.
    pub serial_text: Option<String>,
    /// Year in the number of legal acts.
    pub year: Option<u32>,
    /// Abbreviation of the type (`BC`).
    pub type_abbr: Option<String>,
    /// Abbreviation of the issuer (`STTTT`).
    pub issuer_abbr: Option<String>,
    /// Abbreviation of the drafting unit (`VP`).
    pub unit_abbr: Option<String>,
    /// How it is built.
    pub grammar: Grammar,
    /// Where it stands.
    pub span: TextSpan,
    /// What the slot of the serial holds; on scans.
    #[serde(flatten)]
    pub slot: Slot,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// The day of issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeaderDate {
    /// ISO 8601 (`2023-02-14`); null while day or month are not filled in.
    pub iso: Option<String>,
    /// As printed.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// What the slots of day and month hold; on scans.
    #[serde(flatten)]
    pub slot: Slot,
}

/// How a value was read that may be written by hand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Slot {
    /// Whether it is written by hand.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub handwritten: bool,
    /// Probability that the value is right, 0–1. Where it is low the value is null, for a person
    /// to pick among the alternatives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What else it can be, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// What supported the value besides the ink.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inferred_from: Vec<Witness>,
}

/// Another value that a slot may hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alternative {
    /// A number without spaces, or a day in ISO 8601.
    pub value: String,
    /// Probability that it is right, 0–1.
    pub confidence: f32,
}

/// What may support the reading of a slot, and is never a reading of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Witness {
    /// The name of the file.
    FileName,
    /// The time of a signature of the file.
    FileSignature,
    /// The time that an electronic signature's stamp on the page shows.
    SignatureStamp,
    /// The newest day that the document cites: it is not older.
    CitedDay,
}

/// The kind of document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocTypeField {
    /// `BC`; null for an official letter.
    pub abbr: Option<String>,
    /// `Báo cáo`.
    pub name: String,
    /// As printed; empty where the kind follows from the layout or the symbol.
    pub text: String,
    /// Where it stands.
    pub span: TextSpan,
    /// Which rule took it, and how sure the rule is.
    #[serde(flatten)]
    pub provenance: Provenance,
}
