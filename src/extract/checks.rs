//! Arithmetic relations between figures. They report; nothing is repaired.

use super::breakdown::Group;
use super::model::{Check, CheckKind, ParentRelation, Statistic, StatisticKind, Verdict};
use rustc_hash::{FxHashMap, FxHashSet};

/// Checks the groups, percentages and ratios of figures whose ids are given.
pub(crate) fn run(statistics: &[Statistic], groups: &[Group]) -> Vec<Check> {
    let rated: FxHashSet<&str> = statistics
        .iter()
        .filter_map(|s| s.part.as_deref())
        .collect();
    let mut by_whole: FxHashMap<usize, Vec<&Group>> = FxHashMap::default();
    for group in groups {
        by_whole.entry(group.whole).or_default().push(group);
    }
    let mut checks: Vec<Check> = Vec::new();
    checks.extend(
        groups
            .iter()
            .filter_map(|group| parts(statistics, group, &rated)),
    );
    checks.extend(overlapping(statistics, groups));
    checks.extend(cross_cuts(statistics, groups, &by_whole));
    checks.extend(
        statistics
            .iter()
            .filter_map(|statistic| match statistic.kind {
                StatisticKind::Percent => percent(statistics, statistic),
                StatisticKind::Ratio => ratio(statistic),
                _ => None,
            }),
    );
    for (i, check) in checks.iter_mut().enumerate() {
        check.id = format!("c{}", i + 1);
    }
    checks
}

/// The figure with an id: ids count from `s1` in order.
pub(crate) fn by_id<'s>(statistics: &'s [Statistic], id: &str) -> Option<&'s Statistic> {
    statistics.get(
        id.strip_prefix('s')?
            .parse::<usize>()
            .ok()?
            .checked_sub(1)?,
    )
}

fn number(value: f64) -> String {
    format!("{}", (value * 1e4).round() / 1e4)
}

fn value(statistics: &[Statistic], i: usize) -> f64 {
    statistics[i].value.unwrap_or(0.0)
}

fn check(
    kind: CheckKind,
    expression: String,
    ids: Vec<String>,
    computed: f64,
    stated: f64,
    holds: bool,
) -> Check {
    let verdict = if holds {
        Verdict::Holds
    } else {
        Verdict::Fails
    };
    let computed = (computed * 1e4).round() / 1e4;
    Check {
        id: String::new(),
        kind,
        expression,
        statistics: ids,
        computed,
        stated,
        verdict,
    }
}

fn ids(statistics: &[Statistic], whole: usize, parts: &[usize]) -> Vec<String> {
    std::iter::once(&whole)
        .chain(parts)
        .map(|&i| statistics[i].id.clone())
        .collect()
}

fn sum(statistics: &[Statistic], kind: CheckKind, whole: usize, parts: &[usize]) -> Check {
    let terms: Vec<String> = parts
        .iter()
        .map(|&part| number(value(statistics, part)))
        .collect();
    let computed: f64 = parts.iter().map(|&part| value(statistics, part)).sum();
    let stated = value(statistics, whole);
    let (mark, holds) = match kind {
        CheckKind::Sum => ("=", (computed - stated).abs() < 1e-6),
        _ => ("<=", computed <= stated + 1e-6),
    };
    let expression = format!("{} {mark} {}", terms.join(" + "), number(stated));
    check(
        kind,
        expression,
        ids(statistics, whole, parts),
        computed,
        stated,
        holds,
    )
}

/// The parts of a group that took it as their parent against the whole.
fn parts(statistics: &[Statistic], group: &Group, rated: &FxHashSet<&str>) -> Option<Check> {
    let whole = &statistics[group.whole];
    let parts: Vec<usize> = group
        .parts
        .iter()
        .copied()
        .filter(|&p| statistics[p].parent.as_ref() == Some(&whole.id))
        .collect();
    let relation = statistics[*parts.first()?].relation_to_parent?;
    let rated = rated.contains(statistics[parts[0]].id.as_str());
    match (relation, parts.len()) {
        (ParentRelation::ExhaustivePart, 2..) => {
            Some(sum(statistics, CheckKind::Sum, group.whole, &parts))
        }
        (ParentRelation::Subset | ParentRelation::ClaimedPart, 2..) => {
            Some(sum(statistics, CheckKind::SumLe, group.whole, &parts))
        }
        (ParentRelation::Subset | ParentRelation::ClaimedPart, 1) if !rated => {
            Some(sum(statistics, CheckKind::Le, group.whole, &parts))
        }
        _ => None,
    }
}

/// Parts that may count the same thing twice: none may exceed the whole.
fn overlapping(statistics: &[Statistic], groups: &[Group]) -> Vec<Check> {
    let own: Vec<&Group> = groups.iter().filter(|group| !group.list).collect();
    let made = own.chunk_by(|a, b| a.whole == b.whole).map(|own| {
        let whole = own[0].whole;
        let parts: Vec<usize> = own
            .iter()
            .flat_map(|group| group.parts.iter().copied())
            .collect();
        let terms: Vec<String> = parts
            .iter()
            .map(|&part| number(value(statistics, part)))
            .collect();
        let most = parts
            .iter()
            .map(|&part| value(statistics, part))
            .fold(f64::MIN, f64::max);
        let stated = value(statistics, whole);
        let expression = format!("max({}) <= {}", terms.join(", "), number(stated));
        check(
            CheckKind::Le,
            expression,
            ids(statistics, whole, &parts),
            most,
            stated,
            most <= stated,
        )
    });
    made.collect()
}

/// Parts that are broken down like their whole: the breakdowns add up across (*trực tuyến* of level
/// 3 and of level 4 to all *trực tuyến*).
fn cross_cuts(
    statistics: &[Statistic],
    groups: &[Group],
    by_whole: &FxHashMap<usize, Vec<&Group>>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    let broken = |part: usize| {
        by_whole
            .get(&part)?
            .iter()
            .copied()
            .find(|group| group.list)
    };
    for group in groups.iter().filter(|group| group.parts.len() > 1) {
        let Some(own) = by_whole[&group.whole]
            .iter()
            .find(|other| other.parts != group.parts)
        else {
            continue;
        };
        let rows: Vec<&Group> = group
            .parts
            .iter()
            .filter_map(|&part| broken(part))
            .collect();
        if rows.len() != group.parts.len() {
            continue;
        }
        for &total in own
            .parts
            .iter()
            .filter(|&&total| statistics[total].qualifier.is_some())
        {
            let same = |part: &&usize| statistics[**part].qualifier == statistics[total].qualifier;
            let column: Vec<usize> = rows
                .iter()
                .filter_map(|row| row.parts.iter().find(same).copied())
                .collect();
            if column.len() == rows.len() {
                checks.push(sum(statistics, CheckKind::Sum, total, &column));
            }
        }
    }
    checks
}

/// A percentage against its part and whole, rounded or truncated to the printed digits.
fn percent(statistics: &[Statistic], rate: &Statistic) -> Option<Check> {
    let part = by_id(statistics, rate.part.as_deref()?)?;
    let whole = by_id(statistics, rate.whole.as_deref()?)?;
    let (stated, above, below) = (rate.value?, part.value?, whole.value.filter(|v| *v > 0.0)?);
    let computed = 100.0 * above / below;
    let digits = rate
        .value_text
        .as_deref()
        .and_then(|text| text.split_once(','))
        .map_or(0, |(_, d)| d.len());
    let scale = 10f64.powi(digits.min(9) as i32);
    let near = |value: f64| (value / scale - stated).abs() < 1e-9;
    let rounded = near((computed * scale).round());
    let truncated = near((computed * scale + 1e-9).floor());
    let ids = vec![rate.id.clone(), part.id.clone(), whole.id.clone()];
    let expression = format!("{}/{}", number(above), number(below));
    let mut check = check(
        CheckKind::Percent,
        expression,
        ids,
        computed,
        stated,
        rounded,
    );
    if !rounded && truncated {
        check.verdict = Verdict::HoldsTruncated;
    }
    Some(check)
}

fn ratio(statistic: &Statistic) -> Option<Check> {
    let (above, below) = (statistic.numerator?, statistic.denominator?);
    let expression = format!("{} <= {}", number(above), number(below));
    Some(check(
        CheckKind::Le,
        expression,
        vec![statistic.id.clone()],
        above,
        below,
        above <= below,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_may_be_rounded_or_truncated() {
        let text = "Tiếp nhận 300 hồ sơ, trong đó có 200 hồ sơ trực tuyến (tỷ lệ RATE%).";
        for (rate, verdict) in [
            ("66,67", Verdict::Holds),
            ("66,66", Verdict::HoldsTruncated),
            ("66,7", Verdict::Holds),
            ("70", Verdict::Fails),
        ] {
            let found = crate::extract::extract(&text.replace("RATE", rate));
            let check = found
                .checks
                .iter()
                .find(|check| check.kind == CheckKind::Percent);
            assert_eq!(check.map(|check| check.verdict), Some(verdict), "{rate}");
        }
    }
}
