//! Texts that are named on the command line, and messages.

use super::failure::Failure;
use crate::input::text;
use crate::text::language::Language;
use std::io;
use std::io::{Read, Write};
use std::path::Path;

/// The bytes of a file, or of the standard input for `-`.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::Nothing(format!("{}: {error}", path.display()));
    if path.as_os_str() != "-" {
        return std::fs::read(path).map_err(failed);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

/// The text of a file, or of the standard input for `-`.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    text::decode_text(bytes(path)?).map_err(|error| Failure::Nothing(format!("{name}: {error}")))
}

/// Standard error, for messages in a language: one that cannot be shown, as nobody reads it or a disk is full, stops no
/// work.
pub(crate) struct Messages(pub(crate) Language);

/// What stands before a message: how grave it is.
const LEVELS: [&str; 4] = ["ERROR", "WARN", "INFO", "DEBUG"];

impl Messages {
    /// A line in the language; its level stays as it is.
    fn spoken(&self, line: &str) -> String {
        let level = LEVELS
            .iter()
            .find_map(|level| line.find(level).map(|at| at + level.len()));
        // Behind a level that is coloured, the colour ends.
        let start = level.and_then(|end| Some(end + line[end..].find(' ')? + 1));
        let (before, message) = line.split_at(start.unwrap_or(0));
        let (message, end) = match message.strip_suffix('\n') {
            Some(message) => (message, "\n"),
            None => (message, ""),
        };
        format!("{before}{}{end}", self.0.say(message))
    }
}

impl Write for Messages {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut err = io::stderr().lock();
        // A message that is lost has nowhere to be reported.
        let _ = match std::str::from_utf8(bytes) {
            Ok(line) if self.0 != Language::English => err.write_all(self.spoken(line).as_bytes()),
            _ => err.write_all(bytes),
        };
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_in_their_language_and_levels_stay() {
        let line = " WARN a.pdf: not found; check the path\n";
        assert_eq!(Messages(Language::English).spoken(line), line);
        let spoken = Messages(Language::Vietnamese).spoken(line);
        assert_eq!(
            spoken,
            " WARN a.pdf: không tìm thấy; hãy xem lại đường dẫn\n"
        );
    }
}
