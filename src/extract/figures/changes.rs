//! Rises, falls and ratios against another period or a plan: *tăng 14,37% so với cùng kỳ*,
//! *bằng 52,3% kế hoạch*.

use super::clauses::REACH;
use crate::document::{Comparison, ComparisonKind};
use crate::extract::context::Context;
use crate::rules::words::{Role, Words};
use crate::text::phrases::{after, after_any, clause_end, clause_start, window_after, words_after};
use crate::text::{Span, fold};

/// The rise or fall that a number states: a word before it (*tăng gấp 2,1 lần*) or a sign in
/// parentheses (`(-2,4%)`). `figure` is number and unit.
pub(crate) fn change(context: &Context, figure: Span, number_end: usize) -> Option<Comparison> {
    let (text, words) = (context.text(), &context.lists.words);
    let rises = rises(context, figure.start).or_else(|| signed(text, figure.start))?;
    let base = base(context, figure);
    let kind = match base.as_deref().map(fold) {
        _ if after(text, number_end, "lần").is_some() => ComparisonKind::Multiple,
        Some(base) if words.begins(&base, Role::PlanBase).is_some() => ComparisonKind::PlanExcess,
        Some(base) => growth(words, &base),
        None => ComparisonKind::Growth,
    };
    Some(comparison(kind, Some(if rises { "+" } else { "-" }), base))
}

/// *Đạt 20,64% dự toán năm*, *bằng 118,3% so với cùng kỳ*: what a percentage is measured against.
pub(crate) fn ratio(context: &Context, end: usize) -> Option<Comparison> {
    context.after(end, Role::Target)?;
    let base = against(context.text(), end);
    let kind = match context.lists.words.begins(&fold(&base), Role::PlanBase) {
        Some(_) => ComparisonKind::PlanRatio,
        None => ComparisonKind::PeriodRatio,
    };
    Some(comparison(kind, None, Some(base)))
}

fn comparison(kind: ComparisonKind, sign: Option<&str>, base: Option<String>) -> Comparison {
    Comparison {
        kind,
        direction: sign.map(str::to_owned),
        base_period: base.filter(|base| !base.is_empty()),
        value: None,
        unit: None,
    }
}

/// Whether a word of rise (`true`) or fall (`false`) stands before a number, words of degree
/// between them.
fn rises(context: &Context, at: usize) -> Option<bool> {
    let degree = |&at: &usize| context.before(at, Role::Degree);
    let mut places = std::iter::successors(Some(at), degree).take(3);
    places.find_map(|at| {
        let rise = context.before(at, Role::Rise).map(|_| true);
        rise.or_else(|| context.before(at, Role::Fall).map(|_| false))
    })
}

/// The sign of `(+2,34%)`, `(- 18,2 %)`.
fn signed(text: &str, at: usize) -> Option<bool> {
    let head = text[..at].trim_end_matches(' ');
    let open = head.strip_suffix(['+', '-', '–'])?.trim_end_matches(' ');
    open.ends_with('(').then_some(head.ends_with('+'))
}

/// What it is compared with: after the number, after the parentheses that follow it, or at the
/// start of the sentence (*So với tháng 4/2023, tăng 19 vụ*).
fn base(context: &Context, figure: Span) -> Option<String> {
    let text = context.text();
    let rest = &text[figure.end..window_after(text, figure.end, 80)];
    let opens = rest.trim_start().starts_with('(');
    let close = rest.find(')').filter(|_| opens);
    let behind = figure.end + close.map_or(0, |close| close + 1);
    let near = words_after(text, behind).take(5);
    let mut near = near.map(|word| word.start);
    let noun = near.find(|&start| context.after(start, Role::Target).is_some());
    let opening = || {
        let start = clause_start(text, figure.start, 200, b"\n");
        let mut words = words_after(text, start).take(3).map(|word| word.start);
        words.find(|&word| after(text, word, "so với").is_some())
    };
    let base = against(text, noun.or_else(opening)?);
    Some(base).filter(|base| !base.is_empty())
}

/// The words of a comparison up to the end of their clause, *so với* left out.
fn against(text: &str, at: usize) -> String {
    let start = after_any(text, at, &["so với", "so"]).map_or(at, |(end, _)| end);
    let stops = |c| matches!(c, ',' | ';' | '(' | ')' | '\n' | ':');
    let clause = &text[start..clause_end(text, start, REACH, stops)];
    let cuts = [" và ", " nhưng "].into_iter();
    let cut = cuts.filter_map(|word| clause.find(word)).min();
    let clause = clause[..cut.unwrap_or(clause.len())].trim();
    clause.trim_end_matches(['.', '/', ' ']).to_owned()
}

fn growth(words: &Words, folded: &str) -> ComparisonKind {
    let is = |role| words.within(folded, role);
    match folded.contains("thang dau nam") {
        false if is(Role::YearStartBase) => ComparisonKind::GrowthYtd,
        _ if is(Role::YearBeforeBase) => ComparisonKind::GrowthYoy,
        _ => ComparisonKind::GrowthPeriod,
    }
}
