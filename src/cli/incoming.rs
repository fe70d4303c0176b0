//! Text that comes through a pipe or is typed: what has ended after a second is one text, what has not is given in
//! pieces of whole paragraphs as they come.

use super::failure::Failure;
use super::streams;
use crate::input::text;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long text waits for the rest of its paragraph and of its document.
const PATIENCE: Duration = Duration::from_secs(1);
/// Bytes that are read at once.
const READ: usize = 1 << 16;

/// A text that is named on the command line.
pub(crate) enum Incoming {
    /// One that is there.
    Whole(String),
    /// One that is still being written.
    Pieces(Pieces),
}

impl Incoming {
    /// The text of a file, or of the standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        // A file can be read to its end at once.
        let is_file = Path::new("/dev/stdin")
            .metadata()
            .is_ok_and(|stdin| stdin.is_file());
        if path.as_os_str() != "-" || is_file {
            return streams::text(path).map(Incoming::Whole);
        }
        let mut pieces = Pieces::of(io::stdin());
        match pieces.wait_for_end()? {
            true => decoded(std::mem::take(&mut pieces.waiting.bytes)).map(Incoming::Whole),
            false => Ok(Incoming::Pieces(pieces)),
        }
    }
}

/// The pieces of a text that is still being written.
pub(crate) struct Pieces {
    came: Receiver<io::Result<Vec<u8>>>,
    waiting: Waiting,
    /// What told that the text does not end soon.
    told: Option<Event>,
}

impl Pieces {
    fn of(mut source: impl Read + Send + 'static) -> Self {
        let (sender, came) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; READ];
            loop {
                let read = match source.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(length) => Ok(buffer[..length].to_vec()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                // Nobody waits for more where the program ends.
                if sender.send(read).is_err() {
                    break;
                }
            }
        });
        Pieces {
            came,
            waiting: Waiting::default(),
            told: None,
        }
    }

    /// Whether the text ends before its beginning has waited long.
    fn wait_for_end(&mut self) -> Result<bool, Failure> {
        loop {
            match self.receive()? {
                Event::Came if !self.waiting.is_due(Instant::now()) => {}
                Event::Ended => return Ok(true),
                // Letters of two bytes cannot be cut where bytes say that lines end.
                _ if self.waiting.bytes.contains(&0) => {}
                event => {
                    self.told = Some(event);
                    return Ok(false);
                }
            }
        }
    }

    /// The next piece, `None` at the end; `complete` says how many lines make up whole paragraphs.
    pub(crate) fn next(
        &mut self,
        complete: impl Fn(&[&str]) -> usize,
    ) -> Result<Option<String>, Failure> {
        loop {
            let event = self.told.take().map_or_else(|| self.receive(), Ok);
            let piece = match event? {
                Event::Came if self.waiting.is_due(Instant::now()) => {
                    self.waiting.paragraphs(&complete)?
                }
                Event::Came => String::new(),
                Event::Paused => self.waiting.lines()?,
                Event::Ended => {
                    let rest = self.waiting.rest()?;
                    return Ok((!rest.is_empty()).then_some(rest));
                }
            };
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
    }

    fn receive(&mut self) -> Result<Event, Failure> {
        let received = match self.waiting.is_empty() {
            true => self.came.recv().map_err(RecvTimeoutError::from),
            false => self.came.recv_timeout(PATIENCE),
        };
        match received {
            Ok(bytes) => {
                self.waiting.add(&bytes?, Instant::now());
                Ok(Event::Came)
            }
            Err(RecvTimeoutError::Timeout) => Ok(Event::Paused),
            Err(RecvTimeoutError::Disconnected) => Ok(Event::Ended),
        }
    }
}

/// What happens to a text that is being written.
enum Event {
    Came,
    /// Nothing came for a while.
    Paused,
    Ended,
}

/// What came and was not given yet.
#[derive(Default)]
struct Waiting {
    /// Lines that have ended.
    lines: String,
    /// What came after them.
    bytes: Vec<u8>,
    /// Since when the first of it waits.
    since: Option<Instant>,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.since.is_none()
    }

    fn is_due(&self, now: Instant) -> bool {
        self.since.is_some_and(|since| now - since >= PATIENCE)
    }

    fn add(&mut self, bytes: &[u8], now: Instant) {
        self.bytes.extend_from_slice(bytes);
        self.since.get_or_insert(now);
    }

    /// The paragraphs that are complete; the last one waits anew.
    fn paragraphs(&mut self, complete: impl Fn(&[&str]) -> usize) -> Result<String, Failure> {
        self.end_lines()?;
        let lines: Vec<&str> = self.lines.split_inclusive('\n').collect();
        let bare: Vec<&str> = lines
            .iter()
            .map(|line| line.trim_end_matches('\n'))
            .collect();
        let end = lines[..complete(&bare)].iter().map(|line| line.len()).sum();
        self.since = Some(Instant::now());
        let rest = self.lines.split_off(end);
        Ok(std::mem::replace(&mut self.lines, rest))
    }

    /// The lines that have ended. What has not waits until more comes.
    fn lines(&mut self) -> Result<String, Failure> {
        self.end_lines()?;
        self.since = None;
        Ok(std::mem::take(&mut self.lines))
    }

    /// All that is left.
    fn rest(&mut self) -> Result<String, Failure> {
        let rest = decoded(std::mem::take(&mut self.bytes))?;
        Ok(std::mem::take(&mut self.lines) + &rest)
    }

    fn end_lines(&mut self) -> Result<(), Failure> {
        let end = self
            .bytes
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |at| at + 1);
        let rest = self.bytes.split_off(end);
        self.lines += &decoded(std::mem::replace(&mut self.bytes, rest))?;
        Ok(())
    }
}

fn decoded(bytes: Vec<u8>) -> Result<String, Failure> {
    text::decode_text(bytes).map_err(|error| Failure::Nothing(format!("-: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(text: &str, now: Instant) -> Waiting {
        let mut waiting = Waiting::default();
        waiting.add(text.as_bytes(), now);
        waiting
    }

    #[test]
    fn text_waits_for_the_rest_of_its_paragraph() {
        let now = Instant::now();
        let mut waiting = waiting("một\nhai\nba", now);
        assert!(!waiting.is_due(now));
        assert!(waiting.is_due(now + PATIENCE));
        let all_but_last = |lines: &[&str]| lines.len() - 1;
        assert_eq!(waiting.paragraphs(all_but_last).expect("a text"), "một\n");
        waiting.add(" bốn\n".as_bytes(), now);
        assert_eq!(waiting.paragraphs(all_but_last).expect("a text"), "hai\n");
        assert_eq!(waiting.rest().expect("a text"), "ba bốn\n");
    }

    #[test]
    fn after_a_pause_lines_wait_no_more_but_half_ones_do() {
        let mut waiting = waiting("một\nhai", Instant::now());
        assert_eq!(waiting.lines().expect("a text"), "một\n");
        assert!(waiting.is_empty());
        waiting.add(b" ba", Instant::now());
        assert_eq!(waiting.rest().expect("a text"), "hai ba");
    }

    #[test]
    fn what_ends_soon_is_whole() {
        let mut pieces = Pieces::of("một\nhai".as_bytes());
        assert!(pieces.wait_for_end().expect("bytes"));
        assert_eq!(decoded(pieces.waiting.bytes).expect("a text"), "một\nhai");
    }
}
