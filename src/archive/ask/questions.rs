//! Questions that have names.

/// A query in SQL with a name.
#[derive(Debug)]
pub struct Question {
    /// Its name.
    pub name: &'static str,
    /// What it finds.
    pub about: &'static str,
    /// What stands for its `?`, in order.
    pub needs: &'static [&'static str],
    /// The SQL.
    pub sql: &'static str,
}

/// All of them.
pub const QUESTIONS: &[Question] = &[
    Question {
        name: "register",
        about: "all documents by day: number, agency, subject, pages",
        needs: &[],
        sql: "SELECT issued, number, agency, subject, pages, path FROM documents \
              WHERE folder IS NOT NULL ORDER BY issued, number, path",
    },
    Question {
        name: "incomplete",
        about: "documents whose head lacks a field that they are filed by",
        needs: &[],
        sql: "SELECT path, missing, number, issued, confidence FROM incomplete ORDER BY path",
    },
    Question {
        name: "failures",
        about: "inputs without results or without pages, and why",
        needs: &[],
        sql: "SELECT path, status, error, finished FROM documents WHERE status <> 'ok' ORDER BY path",
    },
    Question {
        name: "corrections",
        about: "what was corrected: who, when, old and new",
        needs: &[],
        sql: "SELECT c.made, c.author, d.path, c.target, c.item, c.old, c.new, c.undone FROM corrections c \
              LEFT JOIN documents d ON d.sha256 = c.sha256 ORDER BY c.id",
    },
    Question {
        name: "citing",
        about: "documents that cite the one with this number",
        needs: &["NUMBER"],
        sql: "SELECT DISTINCT issued, type_abbr, document, agency, relation, page FROM citations \
              WHERE number_key = fold(?1) ORDER BY issued, document, page",
    },
    Question {
        name: "failing-sums",
        about: "sums and rates that do not hold",
        needs: &[],
        sql: "SELECT issued, document, agency, kind, expression, computed, stated, suggested, page, path \
              FROM failing_checks ORDER BY issued, document, path, expression",
    },
    Question {
        name: "origin",
        about: "where a figure comes from, as printed or as a plain number: document, page, line, place",
        needs: &["FIGURE"],
        sql: "SELECT document, issued, agency, indicator, value, unit, page, line, x0, y0, x1, y1 \
              FROM figures WHERE value = number(?1) ORDER BY issued, document, line",
    },
    Question {
        name: "deadlines",
        about: "what is to be done by a day, the next one first",
        needs: &[],
        sql: "SELECT deadline, document, lead_agency, verb, action FROM plans \
              WHERE deadline IS NOT NULL ORDER BY deadline, document",
    },
    Question {
        name: "doubtful",
        about: "figures and fields that a person should look at, the most urgent first",
        needs: &[],
        sql: "SELECT r.reason, d.path, r.item, s.value_text, s.unit, \
              CASE r.reason WHEN 'missing' THEN NULL ELSE r.confidence END AS confidence, r.page FROM review r \
              JOIN documents d ON d.id = r.document_id \
              LEFT JOIN statistics s ON s.document_id = r.document_id AND s.item = r.item \
              WHERE r.decided = 0 ORDER BY r.urgency, r.confidence, d.path, r.item",
    },
    Question {
        name: "versions",
        about: "what made the results: program, engine, model, how many documents",
        needs: &[],
        sql: "SELECT program, engine, model, count(*) AS documents, sum(pages) AS pages, \
              round(avg(confidence), 4) AS confidence FROM documents GROUP BY program, engine, model \
              ORDER BY documents DESC",
    },
    Question {
        name: "worst-pages",
        about: "the pages that are read with most doubt",
        needs: &[],
        sql: "SELECT p.confidence, p.worst_confidence, d.path, p.number AS page, p.dpi, p.rotation \
              FROM pages p JOIN documents d ON d.id = p.document_id \
              WHERE p.confidence IS NOT NULL ORDER BY p.confidence LIMIT 50",
    },
    Question {
        name: "error-rate",
        about: "how often what was looked at was wrong, by why it was looked at",
        needs: &[],
        sql: "SELECT r.reason, count(*) AS decided, sum(c.old IS NOT c.new) AS wrong, \
              round(100.0 * sum(c.old IS NOT c.new) / count(*), 2) AS percent FROM corrections c \
              CROSS JOIN documents d ON d.sha256 = c.sha256 CROSS JOIN review r ON r.document_id = d.id \
              AND r.target = c.target AND r.item = c.item WHERE c.id = (SELECT max(id) FROM corrections \
              WHERE sha256 = c.sha256 AND target = c.target AND item = c.item AND undone IS NULL) \
              GROUP BY r.reason ORDER BY r.reason",
    },
];

/// The query of this name.
pub fn question(name: &str) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.name == name)
}
