//! What the lists of the project add to the corpora: set phrases, and the names of places as
//! documents write them.

use crate::text::lists::rows;

/// How often a phrase of a list counts as seen: often enough to outlive pruning, too seldom to stand
/// against what the corpora say.
pub const TIMES: usize = 20;

/// The phrases of a list of set phrases: its first column.
pub fn phrases(table: &str) -> impl Iterator<Item = String> + '_ {
    rows(table).map(|row| row[0].to_owned())
}

/// The names of a list of places (name, kind, province) with the words that stand before them.
pub fn places(table: &str) -> impl Iterator<Item = String> + '_ {
    rows(table).flat_map(|row| {
        let [name, kind, province] = row[..] else {
            return Vec::new();
        };
        let committee = match kind {
            "thành phố" => "Thành ủy",
            "thị xã" => "Thị ủy",
            "huyện" => "Huyện ủy",
            "quận" => "Quận ủy",
            _ => "Tỉnh ủy",
        };
        let mut phrases = vec![
            format!("{kind} {name}"),
            format!("UBND {kind} {name}"),
            format!("Ủy ban nhân dân {kind} {name}"),
            format!("HĐND {kind} {name}"),
            format!("{committee} {name}"),
            format!("Công an {kind} {name}"),
            format!("{name}, ngày 1 tháng 1 năm 2020"),
        ];
        if province != "-" {
            phrases.push(format!("{kind} {name}, {province}"));
        }
        phrases
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_become_phrases_of_documents() {
        let table =
            "# Columns: name, kind, province\nĐồng Văn\thuyện\ttỉnh Hà Giang\nHà Giang\ttỉnh\t-\n";
        let all: Vec<String> = places(table).collect();
        assert_eq!(all.len(), 15);
        assert!(all.contains(&"Huyện ủy Đồng Văn".to_owned()));
        assert!(all.contains(&"huyện Đồng Văn, tỉnh Hà Giang".to_owned()));
        assert!(all.contains(&"UBND tỉnh Hà Giang".to_owned()));
        assert_eq!(
            phrases("# head\n(đã ký)\n").collect::<Vec<_>>(),
            ["(đã ký)"]
        );
    }
}
