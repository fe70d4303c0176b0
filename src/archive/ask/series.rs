//! The same indicator over months and agencies: figures of several documents lined up.
//!
//! Of an agency and period the figure is taken whose indicator says least beside what is asked for, a whole before
//! its parts; where there are others that differ, they are told beside it. What documents say of another length of
//! time is never mixed in, only added up where a longer time is asked for than they report on.

use crate::archive::error::StoreError;
use crate::archive::store::Store;
use crate::text::fold;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// What figures are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
    /// Agencies.
    Agency,
}

/// All, with their names.
pub const BY: [(&str, By); 4] = [
    ("month", By::Month),
    ("quarter", By::Quarter),
    ("year", By::Year),
    ("agency", By::Agency),
];

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Location {
    /// Number of the document in the store.
    pub document: i64,
    /// Its number and symbol.
    pub number: Option<String>,
    /// Who issued it.
    pub agency: Option<String>,
    /// The figure.
    pub item: String,
    /// Its page.
    pub page: u32,
    /// The indicator as it is named there.
    pub indicator: String,
    /// The value in the base unit.
    pub value: f64,
    /// First day of the period that it counts.
    pub from: String,
    /// What else is said of the same agency and period: figures that could be meant as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// A figure that could be meant as well.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// Number of the document in the store.
    pub document: i64,
    /// The figure.
    pub item: String,
    /// Its page.
    pub page: u32,
    /// The indicator as it is named there.
    pub indicator: String,
    /// The value in the base unit.
    pub value: f64,
}

/// A value of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The period (`2023-02`, `2023-Q1`, `2023`) or the agency.
    pub label: String,
    /// The sum of the figures; of percentages, their mean.
    pub value: f64,
    /// How many figures that are.
    pub figures: usize,
    /// The figures; of many, the first.
    pub places: Vec<Location>,
}

/// An indicator over time or agencies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The indicator, as most documents name it.
    pub indicator: String,
    /// The unit of all values.
    pub unit: String,
    /// The values.
    pub points: Vec<Point>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesQuery<'a> {
    /// Words of the indicator, with marks or without.
    pub indicator: &'a str,
    /// What figures are put together by.
    pub by: By,
    /// Of this agency alone: words of its name.
    pub agency: Option<&'a str>,
}

/// Indicators that are considered, at most.
const INDICATORS: usize = 200;
/// Once there are so many figures, no further indicators are looked at.
const FIGURES: usize = 20_000;
/// Figures of a value that are listed one by one, and others that could be meant as well.
const PLACES: usize = 20;
const ALTERNATIVES: usize = 5;

/// An indicator whose name may match.
pub(crate) struct IndicatorMatch {
    id: i64,
    pub(crate) name: String,
    /// Words that were not asked for.
    extra: usize,
}

/// What an agency states of a period, in one unit.
struct Statement {
    unit: String,
    period_kind: String,
    /// First day of the period.
    from: String,
    agency: Option<String>,
    figures: Vec<Figure>,
}

/// Unit, kind of the period, its first day, agency.
type StatementKey<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

/// A figure that may be taken.
struct Figure {
    document: i64,
    item: String,
    page: u32,
    /// Which of the indicators that match.
    indicator: usize,
    value: f64,
    /// By this, the least is taken: words beside those asked for, parts after wholes, order.
    order: (usize, i64),
}

/// The figure that counts for an agency and a period.
struct Taken {
    place: Location,
    period_kind: String,
}

impl Statement {
    fn key(&self) -> StatementKey<'_> {
        (
            &self.unit,
            &self.period_kind,
            &self.from,
            self.agency.as_deref(),
        )
    }

    /// Adds a figure that comes next by its value, and returns whether its value is new; of those with the same value
    /// the first counts.
    fn add(&mut self, figure: Figure) -> bool {
        match self.figures.last_mut() {
            Some(last) if last.value == figure.value => {
                if figure.order < last.order {
                    *last = figure;
                }
                false
            }
            _ => {
                self.figures.push(figure);
                true
            }
        }
    }

    /// Keeps the first figures that differ, as many as are shown, in their order.
    fn keep_first(&mut self) {
        self.figures.sort_unstable_by_key(|figure| figure.order);
        let mut values: Vec<f64> = Vec::with_capacity(ALTERNATIVES + 1);
        self.figures.retain(|figure| {
            let is_new = values.len() <= ALTERNATIVES && !values.contains(&figure.value);
            if is_new {
                values.push(figure.value);
            }
            is_new
        });
    }

    /// The first figure, with those that differ from it.
    fn taken(mut self, matches: &[IndicatorMatch]) -> Option<Taken> {
        self.keep_first();
        let name = |figure: &Figure| matches[figure.indicator].name.clone();
        let mut figures = self.figures.into_iter();
        let first = figures.next()?;
        let place = Location {
            document: first.document,
            number: None,
            agency: self.agency,
            indicator: name(&first),
            item: first.item,
            page: first.page,
            value: first.value,
            from: self.from,
            alternatives: figures
                .map(|figure| Alternative {
                    document: figure.document,
                    indicator: name(&figure),
                    item: figure.item,
                    page: figure.page,
                    value: figure.value,
                })
                .collect(),
        };
        Some(Taken {
            place,
            period_kind: self.period_kind,
        })
    }
}

impl Store {
    /// The series that is asked for; nothing if no indicator has the words.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn series(&self, query: &SeriesQuery<'_>) -> Result<Option<Series>, StoreError> {
        let matches = self.indicators(query.indicator)?;
        let mut statements = self.statements(&matches, query)?;
        let units = statements.iter().flat_map(|statement| {
            std::iter::repeat_n(statement.unit.as_str(), statement.figures.len())
        });
        let Some(unit) = commonest(units).map(str::to_owned) else {
            return Ok(None);
        };
        let kinds = kinds(query.by);
        statements.retain(|statement| {
            statement.unit == unit && kinds.contains(&statement.period_kind.as_str())
        });
        let taken = taken(statements, &matches);
        let Some(indicator) = commonest(taken.iter().map(|taken| taken.place.indicator.as_str()))
        else {
            return Ok(None);
        };
        let indicator = indicator.to_owned();
        let mut points = points(taken, query.by, &unit);
        self.shown(&mut points)?;
        Ok(Some(Series {
            indicator,
            points,
            unit,
        }))
    }

    /// Indicators that have all the words.
    pub(crate) fn indicators(&self, words: &str) -> Result<Vec<IndicatorMatch>, StoreError> {
        let asked: Vec<String> = fold(words).split_whitespace().map(str::to_owned).collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let conditions = vec!["' ' || key || ' ' LIKE '% ' || ? || ' %' ESCAPE '\\'"; asked.len()];
        let sql = format!(
            "SELECT id, name, key FROM indicators WHERE {} ORDER BY length(key), id LIMIT {INDICATORS}",
            conditions.join(" AND ")
        );
        let escaped = asked.iter().map(|word| {
            word.replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        });
        let mut statement = self.connection.prepare_cached(&sql)?;
        let matches = statement.query_map(params_from_iter(escaped), |row| {
            let key: String = row.get(2)?;
            Ok(IndicatorMatch {
                id: row.get(0)?,
                name: row.get(1)?,
                extra: key.split(' ').count().saturating_sub(asked.len()),
            })
        })?;
        Ok(matches.collect::<Result<_, _>>()?)
    }

    /// What agencies state under the indicators, one after the other.
    fn statements(
        &self,
        matches: &[IndicatorMatch],
        query: &SeriesQuery<'_>,
    ) -> Result<Vec<Statement>, StoreError> {
        // In the order of the index, so that nothing is sorted and the figures of an agency and period come together.
        let sql = "SELECT base_unit, period_kind, period_from, agency, base_value, item, page, document_id, \
                   (parent IS NOT NULL) * 1000000000000 + id FROM statistics \
                   WHERE indicator_id = ? AND base_value IS NOT NULL AND period_from IS NOT NULL \
                   AND kind IN ('count', 'money', 'percent') \
                   ORDER BY base_unit, period_kind, period_from, agency, kind, base_value";
        let wanted = query.agency.map(fold);
        let is_wanted = |agency: Option<&str>| {
            let Some(wanted) = &wanted else { return true };
            agency.is_some_and(|agency| fold(agency).contains(wanted.as_str()))
        };
        let mut select = self.connection.prepare_cached(sql)?;
        let mut statements: Vec<Statement> = Vec::new();
        let mut figures = 0;
        for (indicator, IndicatorMatch { id, extra, .. }) in matches.iter().enumerate() {
            let first = statements.len();
            let mut rows = select.query([id])?;
            while let Some(row) = rows.next()? {
                let key = key(row)?;
                let last = statements[first..].last();
                if last.is_none_or(|last| last.key() != key) {
                    let (unit, period_kind, from, agency) = key;
                    if !is_wanted(agency) {
                        continue;
                    }
                    statements.push(Statement {
                        unit: unit.to_owned(),
                        period_kind: period_kind.to_owned(),
                        from: from.to_owned(),
                        agency: agency.map(str::to_owned),
                        figures: Vec::new(),
                    });
                }
                let figure = Figure {
                    value: row.get(4)?,
                    item: row.get(5)?,
                    page: row.get(6)?,
                    document: row.get(7)?,
                    indicator,
                    order: (*extra, row.get(8)?),
                };
                if let Some(last) = statements.last_mut() {
                    figures += usize::from(last.add(figure));
                }
            }
            if figures > FIGURES {
                break;
            }
        }
        Ok(statements)
    }

    /// Tells the numbers of the documents that figures come from; of many, the first.
    fn shown(&self, points: &mut [Point]) -> Result<(), StoreError> {
        let mut number = self
            .connection
            .prepare_cached("SELECT number FROM documents WHERE id = ?")?;
        for point in points {
            point.places.truncate(PLACES);
            for place in &mut point.places {
                place.number = number.query_row([place.document], |row| row.get(0))?;
            }
        }
        Ok(())
    }
}

/// The key of a row's first four columns.
fn key<'a>(row: &'a Row<'_>) -> rusqlite::Result<StatementKey<'a>> {
    let text =
        |column| -> rusqlite::Result<Option<&str>> { Ok(row.get_ref(column)?.as_str_or_null()?) };
    let (unit, period_kind, from) = (text(0)?, text(1)?, text(2)?);
    let known = |text: Option<&'a str>| text.unwrap_or_default();
    Ok((known(unit), known(period_kind), known(from), text(3)?))
}

/// Kinds of periods that add up to the wanted ones.
fn kinds(by: By) -> &'static [&'static str] {
    match by {
        By::Month | By::Agency => &["month"],
        By::Quarter => &["month", "quarter"],
        By::Year => &["month", "quarter", "year"],
    }
}

/// Of each period and agency one figure, with those that differ from it.
fn taken(statements: Vec<Statement>, matches: &[IndicatorMatch]) -> Vec<Taken> {
    let key = |s: &Statement| (s.from.clone(), s.agency.clone(), s.period_kind.clone());
    let mut all: BTreeMap<(String, Option<String>, String), Statement> = BTreeMap::new();
    for statement in statements {
        match all.entry(key(&statement)) {
            Entry::Vacant(entry) => drop(entry.insert(statement)),
            Entry::Occupied(mut entry) => entry.get_mut().figures.extend(statement.figures),
        }
    }
    all.into_values()
        .filter_map(|statement| statement.taken(matches))
        .collect()
}

fn commonest<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
    most.map(|(name, _)| name)
}

/// The label of a first day.
fn label(place: &Location, by: By) -> String {
    let (year, month) = (
        place.from.get(..4).unwrap_or(""),
        place.from.get(5..7).unwrap_or(""),
    );
    match by {
        By::Month => format!("{year}-{month}"),
        By::Quarter => format!(
            "{year}-Q{}",
            month.parse::<u32>().map_or(0, |month| month.div_ceil(3))
        ),
        By::Year => year.to_owned(),
        By::Agency => place.agency.clone().unwrap_or_else(|| "–".to_owned()),
    }
}

/// Puts figures together: sums, but means of percentages. Where an agency says a quarter or a year itself, its months
/// are left out.
fn points(figures: Vec<Taken>, by: By, unit: &str) -> Vec<Point> {
    let length = |kind: &str| {
        ["month", "quarter", "year"]
            .iter()
            .position(|k| *k == kind)
            .unwrap_or(0)
    };
    let mut groups: BTreeMap<String, BTreeMap<Option<String>, Vec<Taken>>> = BTreeMap::new();
    for figure in figures {
        let agencies = groups.entry(label(&figure.place, by)).or_default();
        agencies
            .entry(figure.place.agency.clone())
            .or_default()
            .push(figure);
    }
    let point = |(label, agencies): (String, BTreeMap<Option<String>, Vec<Taken>>)| {
        let longest = agencies.into_values().flat_map(|figures| {
            let longest = figures
                .iter()
                .map(|figure| length(&figure.period_kind))
                .max();
            let own = figures
                .into_iter()
                .filter(move |f| Some(length(&f.period_kind)) == longest);
            own.map(|figure| figure.place)
        });
        let places: Vec<Location> = longest.collect();
        let parts = if unit == "%" {
            places.len() as f64
        } else {
            1.0
        };
        Point {
            figures: places.len(),
            value: places.iter().map(|place| place.value).sum::<f64>() / parts,
            label,
            places,
        }
    };
    groups.into_iter().map(point).collect()
}

/// A number as it is written in Vietnamese: points between thousands, a comma before decimals.
pub fn written(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let plain = format!("{}", rounded.abs());
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if rounded < 0.0 { "-" } else { "" };
    match decimals {
        "" => format!("{sign}{grouped}"),
        decimals => format!("{sign}{grouped},{decimals}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(from: &str, agency: &str, kind: &str, values: &[f64], extra: usize) -> Statement {
        let figure = |(at, value): (i64, &f64)| Figure {
            document: 1,
            item: "s1".to_owned(),
            page: 1,
            indicator: 0,
            value: *value,
            order: (extra, at),
        };
        Statement {
            unit: "hồ sơ".to_owned(),
            period_kind: kind.to_owned(),
            from: from.to_owned(),
            agency: Some(agency.to_owned()),
            figures: (0..).zip(values).map(figure).collect(),
        }
    }

    #[test]
    fn months_add_up_unless_the_quarter_is_told() {
        let matches = [IndicatorMatch {
            id: 1,
            name: "hồ sơ".to_owned(),
            extra: 0,
        }];
        let statements = vec![
            statement("2023-01-01", "A", "month", &[1.0], 0),
            statement("2023-02-01", "A", "month", &[90.0, 2.0, 91.0], 3),
            statement("2023-02-01", "A", "month", &[2.0], 0),
            statement("2023-01-01", "B", "month", &[5.0], 0),
            statement("2023-01-01", "B", "quarter", &[20.0], 0),
            statement("2023-04-01", "A", "month", &[7.0], 0),
        ];
        let points = points(taken(statements, &matches), By::Quarter, "hồ sơ");
        let labelled: Vec<(&str, f64)> =
            points.iter().map(|p| (p.label.as_str(), p.value)).collect();
        assert_eq!(labelled, [("2023-Q1", 23.0), ("2023-Q2", 7.0)]);
        assert_eq!(points[0].places.len(), 3);
        let others = points[0]
            .places
            .iter()
            .flat_map(|place| &place.alternatives);
        let others: Vec<f64> = others.map(|other| other.value).collect();
        assert_eq!(others, [90.0, 91.0], "what is passed over is told");
    }

    #[test]
    fn of_the_same_value_the_first_figure_counts() {
        let mut all = statement("2023-01-01", "A", "month", &[], 0);
        let wanted = statement("2023-01-01", "A", "month", &[3.0, 3.0, 4.0], 0);
        let added: Vec<bool> = wanted
            .figures
            .into_iter()
            .rev()
            .map(|f| all.add(f))
            .collect();
        assert_eq!(added, [true, true, false]);
        let orders: Vec<i64> = all.figures.iter().map(|figure| figure.order.1).collect();
        assert_eq!(orders, [2, 0]);
    }

    #[test]
    fn numbers_are_written_as_in_reports() {
        for (value, text) in [
            (1234567.0, "1.234.567"),
            (29.654, "29,65"),
            (-4094.0, "-4.094"),
            (0.0, "0"),
            (100.0, "100"),
        ] {
            assert_eq!(written(value), text);
        }
    }
}
