//! Frames over pipes: eight bytes of length, little end first, then the bytes. A message is a frame
//! of JSON and one of bytes, which may be empty.

use crate::worker::{Answer, Ask, FileToRead};
use serde::Serialize;
use std::io;
use std::io::{Read, Write};

/// Longest frame: a searchable PDF of thousands of pages.
const LONGEST: u64 = 8 << 30;

/// What a desk says: an answer, or why there is none.
pub type Said = Result<Answer, String>;

/// Writes a question.
pub fn write_ask(out: &mut impl Write, file: &FileToRead, ask: &Ask) -> io::Result<()> {
    write_message(out, &(file, ask), &[])
}

/// Reads a question; `None` where no more come.
pub fn read_ask(input: &mut impl Read) -> io::Result<Option<(FileToRead, Ask)>> {
    match read_message(input)? {
        Some((json, _)) => Ok(Some(serde_json::from_slice(&json)?)),
        None => Ok(None),
    }
}

/// Writes what a desk says.
pub fn write_said(out: &mut impl Write, said: &Said) -> io::Result<()> {
    let bytes: &[u8] = match said {
        Ok(Answer::Bytes(bytes)) => bytes,
        _ => &[],
    };
    write_message(out, said, bytes)
}

/// Reads what a desk says; `None` where no more comes.
pub fn read_said(input: &mut impl Read) -> io::Result<Option<Said>> {
    let Some((json, bytes)) = read_message(input)? else {
        return Ok(None);
    };
    let said: Said = serde_json::from_slice(&json)?;
    Ok(Some(said.map(|answer| match answer {
        Answer::Bytes(_) => Answer::Bytes(bytes),
        other => other,
    })))
}

fn write_message(out: &mut impl Write, json: &impl Serialize, bytes: &[u8]) -> io::Result<()> {
    for frame in [&serde_json::to_vec(json)?, bytes] {
        out.write_all(&(frame.len() as u64).to_le_bytes())?;
        out.write_all(frame)?;
    }
    out.flush()
}

fn read_message(input: &mut impl Read) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let Some(json) = read_frame(input)? else {
        return Ok(None);
    };
    let bytes = read_frame(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Some((json, bytes)))
}

fn read_frame(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = Vec::new();
    input.take(8).read_to_end(&mut length)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length = length
        .try_into()
        .map_err(|_| io::ErrorKind::UnexpectedEof)?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // Grows with what comes, so that a false length costs no memory.
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(Some(bytes)),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_read_and_torn_messages_are_errors() {
        let all: [Said; 3] = [
            Ok(Answer::Bytes(vec![1, 2, 3])),
            Ok(Answer::Text),
            Err("is damaged".to_owned()),
        ];
        let mut pipe = Vec::new();
        for said in &all {
            write_said(&mut pipe, said).expect("written");
        }
        let mut rest = pipe.as_slice();
        for said in &all {
            assert_eq!(read_said(&mut rest).expect("read").as_ref(), Some(said));
        }
        assert_eq!(read_said(&mut rest).expect("the end"), None);
        let torn = &pipe[..pipe.len() - 9];
        let mut rest = torn;
        assert!(read_said(&mut rest).is_ok() && read_said(&mut rest).is_ok());
        assert!(read_said(&mut rest).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_ask(&mut bytes.as_slice());
            let _ = read_said(&mut bytes.as_slice());
        }
    }
}
