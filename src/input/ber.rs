//! Messages in definite lengths and strings in one piece (DER), of ones that some programs write before they know how
//! long they get (BER, X.690, 8.1.3.6): what reads signatures takes DER alone.

/// The first element of a message, in DER; `None` where it is cut or nested too deep.
pub(super) fn definite(message: &[u8]) -> Option<Vec<u8>> {
    let mut written = Vec::with_capacity(message.len());
    write_definite(message, DEEPEST, Written::Whole, &mut written)?;
    Some(written)
}

/// Levels of elements in a message; certificates have about a dozen.
const DEEPEST: usize = 64;
/// Of an element's first byte: it holds other elements; its tag goes on.
const CONSTRUCTED: u8 = 0x20;
const LONG_TAG: u8 = 0x1f;
/// The tag of a string of bytes; it is constructed where the string comes in pieces.
const OCTETS: u8 = 0x04;
/// Of a length's first byte: the length goes on. Alone, the element ends with two zeros.
const LONG_LENGTH: u8 = 0x80;
const END: [u8; 2] = [0, 0];

/// What is written of an element.
#[derive(Clone, Copy, PartialEq)]
enum Written {
    Whole,
    Content,
}

/// Writes the first element of `bytes`, of at most so many levels; what follows it.
fn write_definite<'b>(
    bytes: &'b [u8],
    levels: usize,
    written: Written,
    out: &mut Vec<u8>,
) -> Option<&'b [u8]> {
    let first = *bytes.first()?;
    let further = bytes[1..].iter().position(|byte| byte & 0x80 == 0);
    let (tag, rest) = match first & LONG_TAG == LONG_TAG {
        true => bytes.split_at(2 + further?),
        false => bytes.split_at(1),
    };
    let (length, rest) = length(rest)?;
    let (content, mut behind) = match length {
        Some(length) => rest.split_at_checked(length)?,
        None => (rest, rest),
    };
    if first & CONSTRUCTED == 0 {
        length?;
        write_element(tag, content, written, out);
        return Some(behind);
    }
    let in_pieces = first == OCTETS | CONSTRUCTED;
    let (tag, parts) = match in_pieces {
        true => (&[OCTETS][..], Written::Content),
        false => (tag, Written::Whole),
    };
    let (mut left, mut inner) = (content, Vec::new());
    while length.is_none() || !left.is_empty() {
        if let Some(after) = left.strip_prefix(&END).filter(|_| length.is_none()) {
            behind = after;
            break;
        }
        left = write_definite(left, levels.checked_sub(1)?, parts, &mut inner)?;
    }
    write_element(tag, &inner, written, out);
    Some(behind)
}

/// The length that an element begins with, `None` where its end is marked; what follows it.
fn length(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < LONG_LENGTH {
        return Some((Some(first.into()), rest));
    }
    let (digits, rest) = rest.split_at_checked((first - LONG_LENGTH).into())?;
    let known = digits.iter().try_fold(0usize, |sum, &digit| {
        Some(sum.checked_mul(256)? | usize::from(digit))
    })?;
    Some(((!digits.is_empty()).then_some(known), rest))
}

fn write_element(tag: &[u8], content: &[u8], written: Written, out: &mut Vec<u8>) {
    if written == Written::Whole {
        out.extend(tag);
        let digits = content.len().to_be_bytes();
        let zeros = digits.iter().take_while(|&&digit| digit == 0).count();
        let digits = &digits[zeros..];
        if content.len() >= LONG_LENGTH.into() {
            out.push(LONG_LENGTH | digits.len() as u8);
        }
        out.extend(match digits {
            [] => &[0],
            digits => digits,
        });
    }
    out.extend(content);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An element whose lengths are not known beforehand, and whose strings of bytes are in two pieces.
    fn indefinite(element: &[u8], out: &mut Vec<u8>) {
        let (known, rest) = length(&element[1..]).expect("a length");
        let content = &rest[..known.expect("a definite length")];
        match element[0] {
            OCTETS if content.len() > 1 => {
                out.extend([OCTETS | CONSTRUCTED, LONG_LENGTH]);
                let (one, two) = content.split_at(content.len() / 2);
                for piece in [one, two] {
                    write_element(&[OCTETS], piece, Written::Whole, out);
                }
                out.extend(END);
            }
            tag if tag & CONSTRUCTED > 0 => {
                out.extend([tag, LONG_LENGTH]);
                let mut left = content;
                while !left.is_empty() {
                    indefinite(left, out);
                    let behind = write_definite(left, DEEPEST, Written::Whole, &mut Vec::new());
                    left = behind.expect("an element");
                }
                out.extend(END);
            }
            tag => write_element(&[tag], content, Written::Whole, out),
        }
    }

    #[test]
    fn messages_of_unknown_length_say_the_same() {
        let message = include_bytes!("../../fixtures/input/signature.p7s");
        let mut open = Vec::new();
        indefinite(message, &mut open);
        assert_ne!(open, message);
        assert_eq!(definite(message).as_deref(), Some(&message[..]));
        assert_eq!(definite(&open).as_deref(), Some(&message[..]));
        // Its end cut off, without an end, and nested without one.
        assert_eq!(definite(&open[..open.len() - 1]), None);
        assert_eq!(definite(&[0x30, 0x80].repeat(100_000)), None);
        assert_eq!(definite(&[0x3f, 0xff]), None);
    }
}
