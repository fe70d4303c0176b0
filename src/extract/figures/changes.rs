//! Rises, falls and ratios against another period or a plan: *tăng 14,37% so với cùng kỳ*,
//! *bằng 52,3% kế hoạch*.

use super::clauses::REACH;
use crate::document::{Comparison, ComparisonKind};
use crate::rules::words::{Role, Words};
use crate::text::phrases::{
    after, after_any, before, clause_end, clause_start, window_after, words_after,
};
use crate::text::{Span, fold};

/// The rise or fall that a number states: a word before it (*tăng gấp 2,1 lần*) or a sign in
/// parentheses (`(-2,4%)`).
pub(crate) fn change(words: &Words, text: &str, number: Span, end: usize) -> Option<Comparison> {
    let rises = rises(words, text, number).or_else(|| signed(text, number))?;
    let base = base(words, text, number, end);
    let multiple = after(text, number.end, "lần").is_some();
    let folded = base.as_deref().map(fold);
    let kind = match &folded {
        _ if multiple => ComparisonKind::Multiple,
        Some(base) if is_plan(words, base) => ComparisonKind::PlanExcess,
        Some(base) => growth(words, base),
        None => ComparisonKind::Growth,
    };
    Some(Comparison {
        kind,
        direction: Some(if rises { "+" } else { "-" }.to_owned()),
        base_period: base,
        value: None,
        unit: None,
    })
}

/// *Đạt 20,64% dự toán năm*, *bằng 118,3% so với cùng kỳ*: what a percentage is measured against.
pub(crate) fn ratio(words: &Words, text: &str, end: usize) -> Option<Comparison> {
    words.after(text, end, Role::Target)?;
    let base = against(text, end);
    let kind = match is_plan(words, &fold(&base)) {
        true => ComparisonKind::PlanRatio,
        false => ComparisonKind::PeriodRatio,
    };
    Some(Comparison {
        kind,
        direction: None,
        base_period: Some(base).filter(|base| !base.is_empty()),
        value: None,
        unit: None,
    })
}

/// Whether a word of rise (`true`) or fall (`false`) stands before a number, words of degree
/// between them.
fn rises(words: &Words, text: &str, number: Span) -> Option<bool> {
    let mut at = number.start;
    for _ in 0..3 {
        if words.before(text, at, Role::Rise).is_some() {
            return Some(true);
        }
        if words.before(text, at, Role::Fall).is_some() {
            return Some(false);
        }
        at = words.before(text, at, Role::Degree)?.0;
    }
    None
}

/// The sign of `(+2,34%)`, `(- 18,2 %)`.
fn signed(text: &str, number: Span) -> Option<bool> {
    let head = text[..number.start].trim_end_matches(' ');
    let open = head.strip_suffix(['+', '-', '–'])?.trim_end_matches(' ');
    open.ends_with('(').then_some(head.ends_with('+'))
}

/// What it is compared with: after the number, after the parentheses that follow it, or at the
/// start of the sentence (*So với tháng 4/2023, tăng 19 vụ*).
fn base(words: &Words, text: &str, number: Span, end: usize) -> Option<String> {
    let rest = &text[end..window_after(text, end, 80)];
    let skipped = rest
        .find(')')
        .filter(|_| rest.trim_start().starts_with('('));
    let at = end + skipped.map_or(0, |close| close + 1);
    let mut near = words_after(text, at).take(5).map(|word| word.start);
    let noun = near.find(|&start| words.after(text, start, Role::Target).is_some());
    let near = noun.map(|start| against(text, start));
    near.or_else(|| leading(text, number.start))
        .filter(|base| !base.is_empty())
}

/// The words of a comparison up to the end of their clause, *so với* left out.
fn against(text: &str, at: usize) -> String {
    let start = after_any(text, at, &["so với", "so"]).map_or(at, |(end, _)| end);
    let stops = |c| matches!(c, ',' | ';' | '(' | ')' | '\n' | ':');
    let clause = text[start..clause_end(text, start, REACH, stops)].trim();
    let clause = clause.trim_end_matches(['.', '/']);
    let cuts = [" và ", " nhưng "].into_iter();
    let cut = cuts.filter_map(|word| clause.find(word)).min();
    clause[..cut.unwrap_or(clause.len())].trim().to_owned()
}

/// *So với tháng 4/2023, …*: the comparison that opens the sentence before a place.
fn leading(text: &str, at: usize) -> Option<String> {
    let start = clause_start(text, at, 200, &['\n']);
    let mut opening = words_after(text, start).take(3).map(|word| word.start);
    let opening = opening.find(|&word| after(text, word, "so với").is_some())?;
    (before(text, opening, "bằng").is_none()).then(|| against(text, opening))
}

fn is_plan(words: &Words, folded: &str) -> bool {
    let mut plans = words.folded(Role::PlanBase).iter();
    plans.any(|plan| folded.starts_with(plan.as_str()))
}

fn growth(words: &Words, folded: &str) -> ComparisonKind {
    let is = |role| words.within(folded, role);
    match folded.contains("thang dau nam") {
        false if is(Role::YearStartBase) => ComparisonKind::GrowthYtd,
        _ if is(Role::YearBeforeBase) => ComparisonKind::GrowthYoy,
        _ => ComparisonKind::GrowthPeriod,
    }
}
