//! The document model: everything that is read out of a document, as it is written to `document.json`.

pub(crate) mod confidence;
pub(crate) mod custom;
pub(crate) mod doubts;
pub(crate) mod explain;
pub(crate) mod extraction;
pub(crate) mod figures;
pub(crate) mod file_signature;
pub(crate) mod header;
pub(crate) mod ids;
pub mod layout;
pub(crate) mod mentions;
pub(crate) mod periods;
pub(crate) mod provenance;
pub mod record;
pub(crate) mod span;
pub(crate) mod stamps;
pub(crate) mod statistic_id;
pub(crate) mod text_table;
pub(crate) mod visit;
pub(crate) mod visitor;

pub use custom::{CustomField, CustomKind, CustomValue};
pub use doubts::FieldDoubt;
pub use extraction::Extraction;
pub use figures::{
    Check, CheckKind, Comparison, ComparisonKind, NumberClass, NumberMention, ParentRelation,
    Statistic, StatisticKind, Suggestion, Table, TableCell, Verdict,
};
pub use file_signature::FileSignature;
pub use header::{
    AgencyField, Alternative, DocTypeField, Grammar, Header, HeaderDate, NumberField, Slot,
    TextField, Witness,
};
pub use mentions::{
    Action, Attributed, DateFormat, DateMention, DateRole, PlanItem, Recipient, Reference,
    Relation, RelationKind, Section, SectionKind, Signatory,
};
pub use periods::{Origin, Period, PeriodKind, PeriodRange, PeriodRole};
pub use provenance::Provenance;
pub use record::Document;
pub use span::TextSpan;
pub use stamps::{Stamp, StampKind, Unread, UnreadKind};
pub use statistic_id::{InvalidStatisticId, StatisticId};
pub use text_table::{TextCell, TextTable};
