//! How alike two texts are.

use serde_json::Value;

/// Twice the longest common subsequence over both lengths.
pub(crate) fn similarity(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let mut row = vec![0usize; b.len() + 1];
    for x in &a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y {
                diagonal + 1
            } else {
                above.max(row[j])
            };
            diagonal = above;
        }
    }
    2.0 * row[b.len()] as f64 / (a.len() + b.len()) as f64
}

/// Lower case, dashes alike, no spaces around punctuation, none of it at the ends.
pub(crate) fn plain(value: &Value) -> String {
    let text = value
        .as_str()
        .unwrap_or("")
        .to_lowercase()
        .replace(['–', '—'], "-");
    let mut out = String::new();
    for word in text.split_whitespace() {
        let glued = word.starts_with(PUNCTUATION) || out.ends_with(PUNCTUATION);
        if !out.is_empty() && !glued {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.trim_matches([' ', '.', ';', ':', ',', '-']).to_owned()
}

const PUNCTUATION: [char; 8] = ['/', '-', ',', '.', ';', ':', '(', ')'];
