//! What else is known of a document's number and day: it may support a reading of the ink, or
//! speak against one, but is never a reading itself.

use crate::document::Witness;
use crate::document::layout::Page;
use crate::document::layout::slots::{Candidate, Slot, Slots};
use crate::text::{fold, iso_day};

/// How many times likelier a candidate is that a witness names, and how many times less likely one
/// that it rules out.
const NAMED: f32 = 20.0;
const RULED_OUT: f32 = 0.02;
/// Days that may lie between the day of issue and a signature of the file.
const SIGNED_WITHIN: i64 = 3;

/// Days that a document mostly takes to arrive.
const ARRIVES_WITHIN: i64 = 30;

/// What stands before the time in a stamp of an electronic signature, and before the number of a
/// document that is cited; without marks.
const SIGNED: [&str; 3] = ["thoi gian ky", "ngay ky", "signed on"];
const NUMBERED: &str = " so ";

/// Evidence about a document's number and day; days are ISO 8601.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Name of the file without folders.
    pub file_name: Option<String>,
    /// Days on which the file was signed.
    pub signatures: Vec<String>,
    /// Days that stamps of electronic signatures show.
    pub stamps: Vec<String>,
    /// The newest day that the document cites.
    pub cited: Option<String>,
}

impl Evidence {
    /// The evidence in the name of the file and the pages as read.
    pub fn of<'p>(path: Option<&str>, pages: impl Iterator<Item = &'p Page>) -> Evidence {
        let name = path.and_then(|path| path.rsplit(['/', '\\']).next());
        let mut evidence = Evidence {
            file_name: name.map(str::to_owned),
            ..Evidence::default()
        };
        for line in pages.flat_map(|page| &page.lines) {
            let text = fold(&line.text());
            if SIGNED.iter().any(|mark| text.contains(mark)) {
                evidence.stamps.extend(days(&text));
            } else if let Some(at) = text.find(NUMBERED).filter(|_| text.contains('/')) {
                let cited = days(&text[at..]).max();
                evidence.cited = evidence.cited.max(cited);
            }
        }
        evidence
    }

    /// Weighs the candidates of the slots anew.
    pub fn weigh(&self, slots: &mut Slots) {
        if let Some(slot) = &mut slots.serial {
            weigh(
                slot,
                &[(Witness::FileName, &|serial| self.file_names_serial(serial))],
            );
        }
        if let Some(slot) = &mut slots.day {
            // A day that no candidate comes after is itself misread.
            let newest = slot
                .candidates
                .iter()
                .map(|candidate| &candidate.value)
                .max()
                .cloned();
            let cited = self
                .cited
                .clone()
                .filter(|cited| newest.is_some_and(|newest| *cited <= newest));
            let cited = |day: &str| match &cited {
                Some(cited) if day < cited.as_str() => RULED_OUT,
                _ => 1.0,
            };
            weigh(
                slot,
                &[
                    (Witness::FileName, &|day| self.file_names_day(day)),
                    (Witness::FileSignature, &|day| signed(&self.signatures, day)),
                    (Witness::SignatureStamp, &|day| signed(&self.stamps, day)),
                    (Witness::CitedDay, &cited),
                ],
            );
        }
    }

    /// A number of the file's name that is the serial.
    fn file_names_serial(&self, serial: &str) -> f32 {
        let serial = serial
            .split('/')
            .next()
            .unwrap_or(serial)
            .trim_start_matches('0');
        let named = self
            .numbers()
            .any(|number| number.trim_start_matches('0') == serial);
        if named && serial.len() > 1 {
            NAMED
        } else {
            1.0
        }
    }

    /// Day, month and year in the file's name, either way round.
    fn file_names_day(&self, day: &str) -> f32 {
        let parts: Vec<&str> = day.split('-').collect();
        let [year, month, day] = parts[..] else {
            return 1.0;
        };
        let numbers: Vec<String> = self
            .numbers()
            .map(|number| format!("{number:0>2}"))
            .collect();
        let orders = [[year, month, day], [day, month, year]];
        let apart = numbers
            .windows(3)
            .any(|three| orders.iter().any(|order| three == order));
        let joined = numbers
            .iter()
            .any(|number| orders.iter().any(|order| *number == order.concat()));
        if apart || joined { NAMED } else { 1.0 }
    }

    fn numbers(&self) -> impl Iterator<Item = &str> {
        let name = self.file_name.as_deref().unwrap_or("");
        name.split(|c: char| !c.is_ascii_digit())
            .filter(|run| !run.is_empty())
    }
}

/// A document is signed on its day or soon after, never before it.
fn signed(days: &[String], day: &str) -> f32 {
    let Some(day) = number_of_day(day) else {
        return 1.0;
    };
    let after = |signed: &String| number_of_day(signed).map(|signed| signed - day);
    let after: Vec<i64> = days.iter().filter_map(after).collect();
    if after
        .iter()
        .any(|after| (0..=SIGNED_WITHIN).contains(after))
    {
        NAMED
    } else if after.iter().any(|after| *after < 0) {
        RULED_OUT
    } else {
        1.0
    }
}

/// Days such as `27/3/2017`, `02.07.2019` and `12-4-2012` in a text.
fn days(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | '.' | '-'))
        .filter_map(|run| {
            let mut parts = run
                .split(['/', '.', '-'])
                .map(|part| part.parse::<u32>().ok());
            let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
            iso_day(year, month, day)
        })
}

/// Days since a fixed one.
fn number_of_day(iso: &str) -> Option<i64> {
    let mut parts = iso.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // Days of the civil calendar (Hinnant, `days_from_civil`).
    let shifted = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(
        shifted * 365 + shifted.div_euclid(4) - shifted.div_euclid(100)
            + shifted.div_euclid(400)
            + day_of_year,
    )
}

/// A witness and the weight that it gives to a value.
type Weight<'w> = (Witness, &'w dyn Fn(&str) -> f32);

/// Multiplies the probabilities of candidates by the weights of their values; what was no candidate keeps its share.
pub(crate) fn reweigh(candidates: &mut [Candidate], weight: impl Fn(&str) -> f32) {
    let sum = |all: &[Candidate]| all.iter().map(|one| one.probability).sum::<f32>();
    let unread = (1.0 - sum(candidates)).max(0.0);
    for candidate in candidates.iter_mut() {
        candidate.probability *= weight(&candidate.value);
    }
    let all = (sum(candidates) + unread).max(f32::MIN_POSITIVE);
    for candidate in candidates.iter_mut() {
        candidate.probability /= all;
    }
    candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability));
}

/// What the day of issue says of the day on which a document arrived: never before, and soon after.
pub(crate) fn arrival(issued: &str, arrived: &str) -> f32 {
    let days = number_of_day(issued).zip(number_of_day(arrived));
    match days.map(|(issued, arrived)| arrived - issued) {
        Some(0..=ARRIVES_WITHIN) => NAMED,
        Some(after) if after < 0 => RULED_OUT,
        _ => 1.0,
    }
}

/// Weighs the candidates of a slot, and says which witnesses spoke for the likeliest.
fn weigh(slot: &mut Slot, weights: &[Weight<'_>]) {
    let weight = |value: &str| weights.iter().map(|(_, weight)| weight(value)).product();
    reweigh(&mut slot.candidates, weight);
    let Some(best) = slot.candidates.first() else {
        return;
    };
    slot.support = weights
        .iter()
        .filter(|(_, weight)| supports(*weight, best, &slot.candidates))
        .map(|(witness, _)| *witness)
        .collect();
}

/// Whether a witness spoke for the best candidate more than for another one.
fn supports(weight: &dyn Fn(&str) -> f32, best: &Candidate, candidates: &[Candidate]) -> bool {
    let given = weight(&best.value);
    given > 1.0 || candidates.iter().any(|other| weight(&other.value) < given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;
    use crate::document::layout::words::Line;
    use crate::document::layout::words::Word;

    fn slot(values: &[(&str, f32)]) -> Option<Slot> {
        let candidate = |&(value, probability): &(&str, f32)| Candidate {
            value: value.to_owned(),
            parts: Vec::new(),
            probability,
        };
        Some(Slot {
            handwritten: true,
            candidates: values.iter().map(candidate).collect(),
            support: Vec::new(),
            line: 0,
            words: 0..0,
            parts: Vec::new(),
        })
    }

    fn weighed(evidence: &Evidence, day: &[(&str, f32)]) -> Slot {
        let mut slots = Slots {
            serial: None,
            day: slot(day),
        };
        evidence.weigh(&mut slots);
        slots.day.expect("the slot stays")
    }

    #[test]
    fn evidence_decides_between_candidates() {
        let doubtful = [("2021-08-14", 0.5), ("2021-08-19", 0.4)];
        let days = |day: &str| vec![day.to_owned()];
        let none = Evidence::default;
        for (evidence, best, support) in [
            (none(), "2021-08-14", vec![]),
            (
                Evidence {
                    signatures: days("2021-08-20"),
                    ..none()
                },
                "2021-08-19",
                vec![Witness::FileSignature],
            ),
            (
                Evidence {
                    stamps: days("2021-08-19"),
                    ..none()
                },
                "2021-08-19",
                vec![Witness::SignatureStamp],
            ),
            (
                Evidence {
                    signatures: days("2021-08-16"),
                    ..none()
                },
                "2021-08-14",
                vec![Witness::FileSignature],
            ),
            (
                Evidence {
                    cited: Some("2021-08-15".to_owned()),
                    ..none()
                },
                "2021-08-19",
                vec![Witness::CitedDay],
            ),
            (
                Evidence {
                    file_name: Some("BC 19.8.2021.pdf".to_owned()),
                    ..none()
                },
                "2021-08-19",
                vec![Witness::FileName],
            ),
            (
                Evidence {
                    file_name: Some("scan-20210819.pdf".to_owned()),
                    ..none()
                },
                "2021-08-19",
                vec![Witness::FileName],
            ),
            // Years later: an archive's signature is no evidence.
            (
                Evidence {
                    signatures: days("2023-01-01"),
                    ..none()
                },
                "2021-08-14",
                vec![],
            ),
        ] {
            let slot = weighed(&evidence, &doubtful);
            assert_eq!(slot.candidates[0].value, best, "{evidence:?}");
            assert_eq!(slot.support, support, "{evidence:?}");
            let sum: f32 = slot
                .candidates
                .iter()
                .map(|candidate| candidate.probability)
                .sum();
            assert!(sum <= 1.0 + 1e-6);
        }
    }

    #[test]
    fn documents_arrive_after_they_are_issued() {
        for (arrived, weight) in [
            ("2026-04-28", NAMED),
            ("2026-05-20", NAMED),
            ("2026-04-23", RULED_OUT),
            ("2028-04-28", 1.0),
        ] {
            assert_eq!(arrival("2026-04-27", arrived), weight, "{arrived}");
        }
    }

    #[test]
    fn evidence_makes_no_reading() {
        let evidence = Evidence {
            signatures: vec!["2021-08-20".to_owned()],
            ..Evidence::default()
        };
        let slot = weighed(&evidence, &[("2021-01-14", 0.9)]);
        assert_eq!(slot.candidates.len(), 1);
        assert!(weighed(&evidence, &[]).candidates.is_empty());
    }

    #[test]
    fn names_of_files_support_serials() {
        let name = Some("035_BC-UBND.signed.pdf".to_owned());
        let evidence = Evidence {
            file_name: name,
            ..Evidence::default()
        };
        let mut slots = Slots {
            serial: slot(&[("31", 0.6), ("35", 0.3)]),
            day: None,
        };
        evidence.weigh(&mut slots);
        let serial = slots.serial.expect("the slot stays");
        assert_eq!(
            (serial.candidates[0].value.as_str(), &serial.support[..]),
            ("35", &[Witness::FileName][..])
        );
    }

    #[test]
    fn stamps_and_cited_days_are_found_on_pages() {
        let line = |text: &str| Line {
            words: text
                .split(' ')
                .map(|text| Word::new(text.to_owned(), 1.0, BBox::default()))
                .collect(),
        };
        let page = Page {
            width: 1,
            height: 1,
            dpi: 200.0,
            lines: vec![
                line("Thời gian ký: 02.08.2021 16:12:30 +07:00"),
                line("Căn cứ Quyết định số 09/2017/QĐ-UBND, ngày 27/3/2017 của Chủ tịch"),
                line("Báo cáo số 12/BC-SXD ngày 05/7/2021 và số 7/BC-SXD ngày 31/2/2021"),
                line("hoàn thành trước ngày 31/12/2021"),
            ],
            ..Page::default()
        };
        let found = Evidence::of(Some("/scans/2021/a b.pdf"), [&page].into_iter());
        assert_eq!(found.file_name.as_deref(), Some("a b.pdf"));
        assert_eq!(found.stamps, ["2021-08-02"]);
        assert_eq!(found.cited.as_deref(), Some("2021-07-05"));
    }
}
