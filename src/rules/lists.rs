//! The lists of `dictionaries/`, parsed once.

use super::words::{Role, Words};
use crate::text::fold::bare;
use crate::text::letters::capitals;
use crate::text::lists::rows;
use crate::text::{fold, lower};
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

/// Everything the rules look up.
#[derive(Debug)]
pub(crate) struct Lists {
    /// Types of document: name and abbreviation (empty: none).
    pub(crate) doc_types: Vec<(String, String)>,
    /// Their names, letters alone and folded, in the same order.
    pub(crate) type_letters: Vec<String>,
    /// The names of those that a number or a title alone may follow, as they are printed.
    pub(crate) named_documents: Regex,
    /// Folded abbreviation without marks → index into `doc_types`.
    type_by_abbr: FxHashMap<String, usize>,
    /// Lower-case name → index into `doc_types`.
    type_by_name: FxHashMap<String, usize>,
    /// Agencies: abbreviation and name.
    agencies: Vec<(String, String)>,
    agency_by_name: FxHashMap<String, usize>,
    agency_by_abbr: FxHashMap<String, usize>,
    /// Folded first words of the names of agencies.
    agency_heads: Vec<String>,
    units: FxHashMap<String, String>,
    multipliers: FxHashMap<String, f64>,
    plan_verbs: FxHashMap<String, bool>,
    /// Folded positions of signers.
    positions: Vec<String>,
    /// The same as they are spelled.
    position_titles: Vec<String>,
    /// Mark as printed, mark as reported, name.
    authorities: Vec<[String; 3]>,
    abbreviations: FxHashMap<String, String>,
    /// Names of places of two words or more, in small letters.
    places: FxHashSet<String>,
    /// Folded words before and behind the apostrophe of a place's name: `r`, `lap`.
    apostrophes: Vec<(String, String)>,
    /// Words around numbers.
    pub(crate) words: Words,
}

fn pairs(list: &str) -> Vec<(String, String)> {
    rows(list)
        .map(|row| {
            (
                row[0].to_owned(),
                row.get(1).copied().unwrap_or("").to_owned(),
            )
        })
        .collect()
}

fn index<F: Fn(&(String, String)) -> String>(
    pairs: &[(String, String)],
    key: F,
) -> FxHashMap<String, usize> {
    let mut map = FxHashMap::default();
    for (i, pair) in pairs.iter().enumerate() {
        let key = key(pair);
        if !key.is_empty() {
            map.entry(key).or_insert(i);
        }
    }
    map
}

impl Lists {
    /// The lists that are built into the program.
    pub(crate) fn builtin() -> Self {
        let doc_types = pairs(include_str!("../../dictionaries/doc_types.tsv"));
        let agencies = pairs(include_str!("../../dictionaries/agencies.tsv"));
        let lower_map = |list| {
            pairs(list)
                .into_iter()
                .map(|(k, v)| (lower(&k), v))
                .collect()
        };
        let folded = |list| rows(list).map(|row| fold(row[0])).collect();
        let multipliers = rows(include_str!("../../dictionaries/multipliers.tsv"));
        let verbs = rows(include_str!("../../dictionaries/plan_verbs.tsv"));
        let authorities = rows(include_str!("../../dictionaries/signing_authority.tsv"));
        let words = Words::builtin();
        let is_named = |name: &str| words.of(Role::NamedDocument).contains(&&*lower(name));
        let named = doc_types.iter().filter(|(name, _)| is_named(name));
        let named: Vec<String> = named.map(|(name, _)| regex::escape(name)).collect();
        Lists {
            named_documents: Regex::new(&named.join("|"))
                .expect("names are patterns of themselves"),
            type_by_abbr: index(&doc_types, |(_, abbr)| fold(abbr)),
            type_letters: doc_types.iter().map(|(name, _)| bare(name)).collect(),
            type_by_name: index(&doc_types, |(name, _)| lower(name)),
            doc_types,
            agency_by_name: index(&agencies, |(_, name)| fold(name)),
            agency_by_abbr: index(&agencies, |(abbr, _)| fold(abbr)),
            agencies,
            agency_heads: folded(include_str!("../../dictionaries/agency_heads.tsv")),
            units: lower_map(include_str!("../../dictionaries/units.tsv")),
            multipliers: multipliers
                .map(|row| (row[0].to_owned(), row[1].parse().expect("a factor")))
                .collect(),
            plan_verbs: verbs
                .map(|row| (row[0].to_owned(), row[1] == "verb"))
                .collect(),
            positions: folded(include_str!("../../dictionaries/position_titles.tsv")),
            position_titles: rows(include_str!("../../dictionaries/position_titles.tsv"))
                .map(|row| row[0].to_owned())
                .collect(),
            authorities: authorities
                .map(|row| [row[0].into(), row[1].into(), row[2].into()])
                .collect(),
            abbreviations: pairs(include_str!("../../dictionaries/abbreviations.tsv"))
                .into_iter()
                .collect(),
            places: rows(include_str!("../../dictionaries/places.tsv"))
                .map(|row| lower(row[0]))
                .filter(|name| name.contains(' '))
                .collect(),
            apostrophes: rows(include_str!("../../dictionaries/places.tsv"))
                .filter_map(|row| row[0].split_once('\''))
                .map(|(before, after)| {
                    let last = before.split(' ').next_back().unwrap_or(before);
                    (fold(last), fold(after.trim_start()))
                })
                .collect(),
            words,
        }
    }

    /// Whether a place has this name of two words or more.
    pub(crate) fn is_place(&self, name: &str) -> bool {
        self.places.contains(&lower(name))
    }

    /// The type (name, abbreviation) with this abbreviation, whatever its marks and case (`QD` → `QĐ`).
    pub(crate) fn type_of_abbr(&self, abbr: &str) -> Option<&(String, String)> {
        self.type_by_abbr
            .get(&fold(abbr))
            .map(|&i| &self.doc_types[i])
    }

    /// The type (name, abbreviation) of this name in any case.
    pub(crate) fn type_of_name(&self, name: &str) -> Option<&(String, String)> {
        self.type_by_name
            .get(&lower(name))
            .map(|&i| &self.doc_types[i])
    }

    /// The agency (abbreviation, name) of this name, whatever its marks and case.
    pub(crate) fn agency_of_name(&self, name: &str) -> Option<&(String, String)> {
        self.agency_by_name
            .get(&fold(name))
            .map(|&i| &self.agencies[i])
    }

    /// The agency (abbreviation, name) with this abbreviation, whatever its marks and case.
    pub(crate) fn agency_of_abbr(&self, abbr: &str) -> Option<&(String, String)> {
        self.agency_by_abbr
            .get(&fold(abbr))
            .map(|&i| &self.agencies[i])
    }

    /// The name of a place with the apostrophe that was lost inside it: `Đắk R Lấp` → `Đắk R’Lấp`.
    pub(crate) fn with_apostrophe(&self, name: &str) -> String {
        let mut whole = String::new();
        for word in name.split(' ') {
            let lost = self.apostrophes.iter().any(|(before, after)| {
                let last = whole.split(' ').next_back().unwrap_or("");
                fold(last) == *before && fold(word) == *after
            });
            match lost {
                true => whole.push('’'),
                false if whole.is_empty() => {}
                false => whole.push(' '),
            }
            whole.push_str(word);
        }
        whole
    }

    /// Whether folded text starts as the name of an agency does.
    pub(crate) fn starts_agency(&self, folded: &str) -> bool {
        self.agency_heads.iter().any(|head| {
            folded
                .strip_prefix(head.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }

    /// Class of a unit in lower case.
    pub(crate) fn unit_class(&self, unit: &str) -> Option<&str> {
        self.units.get(unit).map(String::as_str)
    }

    /// Factor of a multiplying word in lower case (*triệu* → 1 000 000).
    pub(crate) fn factor(&self, word: &str) -> Option<f64> {
        self.multipliers.get(word).copied()
    }

    /// Whether lower-case words are a verb (`Some(true)`) or a prefix (`Some(false)`) of plans.
    pub(crate) fn plan_word(&self, words: &str) -> Option<bool> {
        self.plan_verbs.get(words).copied()
    }

    /// Whether folded text is the position of a signer, or starts with one.
    pub(crate) fn is_position(&self, folded: &str) -> bool {
        self.positions.iter().any(|position| {
            folded
                .strip_prefix(position.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
        })
    }

    /// The mark of authority that a part of a signature starts with: as reported, its name, what follows it.
    pub(crate) fn authority<'p>(&self, part: &'p str) -> Option<(&str, &str, &'p str)> {
        let mut known = self.authorities.iter();
        known.find_map(|[mark, reported, name]| {
            let rest = part.strip_prefix(mark.trim_end_matches('.'))?;
            let dotted = rest.trim_start().starts_with(['.', ',', ':']);
            let spaced = mark.contains('/') && rest.starts_with(' ');
            let tail = rest.trim_start_matches([' ', '.', ',', ':']);
            let goes_on = tail.chars().next().is_none_or(char::is_uppercase);
            // `KT GIÁM ĐỐC`: the point may be lost.
            let held = || rest.starts_with(' ') && self.is_position(&fold(tail));
            let marked = goes_on && (dotted || spaced || held());
            marked.then_some((reported.as_str(), name.as_str(), tail))
        })
    }

    /// The position that a part of a signature is, as printed, or as it is spelled where letters are missing.
    pub(crate) fn position<'p>(&'p self, printed: &'p str) -> Option<&'p str> {
        match self.is_position(&fold(printed)) {
            true => Some(printed),
            false => self.position_like(printed),
        }
    }

    /// The position as it is spelled, for one in capitals of which a mark or two were misread.
    pub(crate) fn position_title(&self, printed: &str) -> Option<String> {
        let (folded, titles) = (fold(printed), &self.position_titles);
        // *THỨ TRƯỞNG* differs from *THỦ TRƯỞNG* by no more.
        let known =
            printed.contains(char::is_lowercase) || titles.iter().any(|title| title == printed);
        let mut alike = titles.iter().filter(|title| fold(title) == folded);
        alike
            .next()
            .filter(|_| !known && alike.next().is_none())
            .cloned()
    }

    /// The one position that a line in capitals is most like, where a seal or a stroke left most of its letters.
    pub(crate) fn position_like(&self, printed: &str) -> Option<&str> {
        const LEAST: usize = 6;
        // Marks of capitals that a stroke touches may be read as small letters.
        let small = printed.chars().filter(|c| c.is_lowercase()).count();
        if capitals(printed) <= small {
            return None;
        }
        let read = bare(printed);
        if read.len() < LEAST {
            return None;
        }
        let distances = self.position_titles.iter().map(|title| {
            let title_letters = bare(title);
            let wrong = strsim::levenshtein(&title_letters, &read);
            (wrong, 3 * wrong <= title_letters.len(), title.as_str())
        });
        let (mut best, mut next) = ((usize::MAX, false, ""), usize::MAX);
        for found in distances {
            match found.0 < best.0 {
                true => (next, best) = (best.0, found),
                false => next = next.min(found.0),
            }
        }
        (best.1 && best.0 < next).then_some(best.2)
    }

    /// What an abbreviation stands for.
    pub(crate) fn expand(&self, abbr: &str) -> Option<&str> {
        self.abbreviations.get(abbr).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::is_nfc;

    const FILES: &[(&str, &str)] = &[
        (
            "abbreviations",
            include_str!("../../dictionaries/abbreviations.tsv"),
        ),
        ("agencies", include_str!("../../dictionaries/agencies.tsv")),
        (
            "agency_heads",
            include_str!("../../dictionaries/agency_heads.tsv"),
        ),
        (
            "doc_types",
            include_str!("../../dictionaries/doc_types.tsv"),
        ),
        (
            "multipliers",
            include_str!("../../dictionaries/multipliers.tsv"),
        ),
        (
            "plan_verbs",
            include_str!("../../dictionaries/plan_verbs.tsv"),
        ),
        (
            "position_titles",
            include_str!("../../dictionaries/position_titles.tsv"),
        ),
        (
            "signing_authority",
            include_str!("../../dictionaries/signing_authority.tsv"),
        ),
        (
            "figure_words",
            include_str!("../../dictionaries/figure_words.tsv"),
        ),
        (
            "context_words",
            include_str!("../../dictionaries/context_words.tsv"),
        ),
        (
            "look_alikes",
            include_str!("../../dictionaries/look_alikes.tsv"),
        ),
        (
            "person_names",
            include_str!("../../dictionaries/person_names.tsv"),
        ),
        ("phrases", include_str!("../../dictionaries/phrases.tsv")),
        ("places", include_str!("../../dictionaries/places.tsv")),
        (
            "rule_precision",
            include_str!("../../dictionaries/rule_precision.tsv"),
        ),
        ("units", include_str!("../../dictionaries/units.tsv")),
    ];

    #[test]
    fn positions_are_known_where_strokes_took_letters() {
        let lists = Lists::builtin();
        for (read, position) in [
            ("GIÁM ĐỐC", Some("GIÁM ĐỐC")),
            ("GIÁMĐỐC", Some("GIÁM ĐỐC")),
            (", IÁM Đốc :", Some("GIÁM ĐỐC")),
            ("CHỦ TỊC", Some("CHỦ TỊCH")),
            ("Giám đốc", None),
            ("BÁO CÁO", None),
        ] {
            assert_eq!(lists.position_like(read), position, "{read}");
        }
    }

    #[test]
    fn marks_of_authority_stand_before_capitals() {
        let lists = Lists::builtin();
        for (part, mark) in [
            ("KT. GIÁM ĐỐC", Some(("KT.", "GIÁM ĐỐC"))),
            ("KT GIÁM ĐỐC", Some(("KT.", "GIÁM ĐỐC"))),
            ("T/M ỦY BAN NHÂN DÂN", Some(("TM.", "ỦY BAN NHÂN DÂN"))),
            ("KT. giám đốc", None),
            ("KTNN KHU VỰC", None),
        ] {
            let found = lists.authority(part).map(|(mark, _, head)| (mark, head));
            assert_eq!(found, mark, "{part}");
        }
    }

    #[test]
    fn lists_are_nfc_sorted_unique_and_tell_their_origin() {
        for (name, list) in FILES {
            assert!(is_nfc(list), "{name}: not NFC");
            for key in ["# Origin:", "# Licence:", "# Columns:", "Date:"] {
                assert!(list.contains(key), "{name}: no {key}");
            }
            let lines: Vec<Vec<&str>> = rows(list).collect();
            assert!(!lines.is_empty(), "{name}: empty");
            for pair in lines.windows(2) {
                assert!(
                    pair[0] < pair[1],
                    "{name}: {:?} before {:?}",
                    pair[0],
                    pair[1]
                );
            }
        }
    }

    #[test]
    fn lookups_forgive_marks_and_case() {
        let lists = Lists::builtin();
        assert_eq!(lists.type_of_abbr("QD").map(|t| t.1.as_str()), Some("QĐ"));
        assert_eq!(
            lists.type_of_name("TỜ TRÌNH").map(|t| t.1.as_str()),
            Some("TTr")
        );
        assert_eq!(
            lists.agency_of_name("SỞ Y TẾ").map(|a| a.0.as_str()),
            Some("SYT")
        );
        assert!(lists.starts_agency("so y te"));
        assert!(!lists.starts_agency("song"));
        assert!(lists.is_position("pho giam doc so"));
        assert_eq!(lists.unit_class("hồ sơ"), Some("document"));
    }
}
