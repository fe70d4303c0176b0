//! Places in a text counted in characters, without a walk from its start.

/// Bytes between two places up to which characters are counted.
const STEP: usize = 64;

/// How many characters stand before every 64th byte of a text.
#[derive(Debug, Default)]
pub(crate) struct CharacterCounts(Vec<u32>);

impl CharacterCounts {
    /// Counts the characters of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut before = vec![0];
        for block in text.as_bytes().chunks(STEP) {
            before.push(before[before.len() - 1] + characters(block));
        }
        CharacterCounts(before)
    }

    /// The characters before a byte of the text that was counted.
    pub(crate) fn before(&self, text: &str, byte: usize) -> u32 {
        let block = byte / STEP;
        self.0[block] + characters(&text.as_bytes()[block * STEP..byte])
    }
}

/// How many characters a stretch of UTF-8 has: bytes that go on with one are 0b10xxxxxx.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_before_any_place_are_counted() {
        let text = "Đạt 5 tỷ. ".repeat(20);
        let counts = CharacterCounts::of(&text);
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for (before, at) in (0..).zip(ends) {
            assert_eq!(counts.before(&text, at), before, "{at}");
        }
    }
}
