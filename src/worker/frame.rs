//! Frames over pipes: eight bytes of length, little end first, then the bytes. A message is a frame
//! of JSON and one of bytes, which may be empty.

use super::request::{AnyRequest, FileToRead};
use super::response::{Reply, Response};
use serde::Serialize;
use std::io;
use std::io::{Read, Write};

/// Longest frame: a searchable PDF of thousands of pages.
const LONGEST: u64 = 8 << 30;

/// A message as it came: JSON, and the bytes beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    json: Vec<u8>,
    attachment: Vec<u8>,
}

/// Writes a request.
pub fn write_request(
    out: &mut impl Write,
    file: &FileToRead,
    request: &AnyRequest,
) -> io::Result<()> {
    write_message(out, &(file, request), &[])
}

/// Reads a request; `None` where no more come.
pub fn read_request(input: &mut impl Read) -> io::Result<Option<(FileToRead, AnyRequest)>> {
    match read_message(input)? {
        Some(message) => Ok(Some(serde_json::from_slice(&message.json)?)),
        None => Ok(None),
    }
}

/// Writes a reply.
pub fn write_reply<T: Response>(out: &mut impl Write, reply: &Reply<T>) -> io::Result<()> {
    let attachment = reply.as_ref().map_or(&[][..], T::attachment);
    write_message(out, reply, attachment)
}

impl Message {
    /// The reply that the message holds.
    ///
    /// # Errors
    /// If it is no reply to a request for `T`.
    pub fn reply<T: Response>(self) -> io::Result<Reply<T>> {
        let mut reply: Reply<T> = serde_json::from_slice(&self.json)?;
        if let Ok(response) = &mut reply {
            response.attach(self.attachment);
        }
        Ok(reply)
    }
}

fn write_message(out: &mut impl Write, json: &impl Serialize, attachment: &[u8]) -> io::Result<()> {
    for frame in [&serde_json::to_vec(json)?, attachment] {
        out.write_all(&(frame.len() as u64).to_le_bytes())?;
        out.write_all(frame)?;
    }
    out.flush()
}

/// Reads a message; `None` where no more come.
pub fn read_message(input: &mut impl Read) -> io::Result<Option<Message>> {
    let Some(json) = read_frame(input)? else {
        return Ok(None);
    };
    let attachment = read_frame(input)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Some(Message { json, attachment }))
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
    use crate::worker::response::{Bytes, Contents};
    use proptest::prelude::*;

    #[test]
    fn replies_are_read_as_written_and_torn_messages_are_errors() {
        let bytes: Reply<Bytes> = Ok(Bytes(vec![1, 2, 3]));
        let contents: Reply<Contents> = Ok(Contents::Text);
        let refused: Reply<Contents> = Err("is damaged".to_owned());
        let mut pipe = Vec::new();
        write_reply(&mut pipe, &bytes).expect("written");
        write_reply(&mut pipe, &contents).expect("written");
        write_reply(&mut pipe, &refused).expect("written");
        let mut rest = pipe.as_slice();
        let mut next = || read_message(&mut rest).expect("read");
        assert_eq!(
            next().expect("a message").reply::<Bytes>().expect("typed"),
            bytes
        );
        assert_eq!(next().expect("a message").reply().expect("typed"), contents);
        assert_eq!(next().expect("a message").reply().expect("typed"), refused);
        assert_eq!(next(), None);
        let mut rest = &pipe[..pipe.len() - 9];
        assert!(read_message(&mut rest).is_ok() && read_message(&mut rest).is_ok());
        assert!(read_message(&mut rest).is_err());
    }

    #[test]
    fn a_reply_to_another_request_is_an_error() {
        let mut pipe = Vec::new();
        write_reply(&mut pipe, &Ok(Contents::Text)).expect("written");
        let message = read_message(&mut pipe.as_slice()).expect("read");
        assert!(message.expect("a message").reply::<Bytes>().is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_rejected(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_request(&mut bytes.as_slice());
            let _ = read_message(&mut bytes.as_slice());
        }
    }
}
