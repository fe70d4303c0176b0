//! The views: queries that are asked often; and the full-text index.

use super::column::View;

/// All views.
pub const VIEWS: &[View] = &[
    View {
        name: "figures",
        about: "A figure with its document: who says what of which period, and where it stands",
        query: "SELECT d.number AS document, s.agency, s.period_kind, s.period_from, s.period_to, \
            i.name AS indicator, s.value, s.unit, s.base_value, s.base_unit, s.value_text, s.kind, \
            s.corrected, d.issued, d.type_abbr, s.page, s.line, s.x0, s.y0, s.x1, s.y1, s.confidence, \
            s.item, s.parent, d.folder, d.path, s.document_id, s.indicator_id \
            FROM statistics s JOIN documents d ON d.id = s.document_id \
            LEFT JOIN indicators i ON i.id = s.indicator_id",
    },
    View {
        name: "failing_checks",
        about: "A sum or a rate that does not hold",
        query: "SELECT d.number AS document, d.agency, d.issued, c.kind, c.expression, c.computed, \
            c.stated, c.suggested, c.page, c.statistics, d.path, d.folder, c.document_id \
            FROM checks c JOIN documents d ON d.id = c.document_id WHERE c.verdict = 'fails'",
    },
    View {
        name: "citations",
        about: "A citation with the document that cites",
        query: "SELECT d.number AS document, d.agency, d.type_abbr, d.issued, d.subject AS about, \
            r.number AS cited, r.doc_type AS cited_type, r.date AS cited_date, r.issuer AS cited_issuer, \
            r.relation, r.text, r.page, r.confidence, r.number_key, d.folder, r.document_id \
            FROM \"references\" r JOIN documents d ON d.id = r.document_id",
    },
    View {
        name: "plans",
        about: "A plan item with its document",
        query: "SELECT d.number AS document, d.agency, d.issued, p.deadline, p.lead_agency, p.verb, \
            p.action, p.period_from, p.period_to, p.page, p.confidence, d.folder, p.document_id \
            FROM plan_items p JOIN documents d ON d.id = p.document_id",
    },
    View {
        name: "custom_fields",
        about: "A field of a rule of the user's own with its document",
        query: "SELECT d.number AS document, d.agency, d.type_abbr, d.issued, c.name, c.term, c.type, c.value, \
            c.number, c.unit, c.day, c.day_to, c.text, c.page, c.line, c.confidence, d.folder, d.path, c.document_id \
            FROM custom c JOIN documents d ON d.id = c.document_id",
    },
    View {
        name: "incomplete",
        about: "A document whose head lacks a field that it is filed by",
        query: "SELECT path, number, issued, agency, doc_type, missing, confidence, folder, id AS document_id \
            FROM documents WHERE missing <> ''",
    },
];

/// Where the pages' words are looked up: without marks, in small letters, one by one and in pairs.
pub const WORDS: &str = "CREATE VIRTUAL TABLE page_words USING fts5(words, pairs, content='', \
    contentless_delete=1, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")";

/// What makes the views.
pub fn views() -> String {
    let view = |view: &View| format!("CREATE VIEW {} AS {};\n", view.name, view.query);
    VIEWS.iter().map(view).collect()
}
