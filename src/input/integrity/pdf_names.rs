//! Whether the names in the dictionaries of images and fonts are whole. A name that is damaged is one that nobody knows,
//! so what it says is passed over: an image whose `BlackIs1` is lost is shown white on black.

use hayro::hayro_syntax::object::Dict;

/// Names in the parameters of filters that unpack rows (ISO 32000-1:2008, 7.4.4 to 7.4.7), and those any dictionary has.
const PARAMETERS: [&[u8]; 15] = [
    b"BitsPerComponent",
    b"BlackIs1",
    b"Colors",
    b"Columns",
    b"DamagedRowsBeforeError",
    b"EarlyChange",
    b"EncodedByteAlign",
    b"EndOfBlock",
    b"EndOfLine",
    b"JBIG2Globals",
    b"K",
    b"Name",
    b"Predictor",
    b"Rows",
    b"Type",
];

/// Kinds of the fonts that pages name (ISO 32000-1:2008, table 110); of others readers show nothing.
pub(super) const FONTS: [&[u8]; 5] = [b"MMType1", b"TrueType", b"Type0", b"Type1", b"Type3"];

/// Names in the dictionary of an image that decide what it looks like (ISO 32000-1:2008, table 89).
const IMAGE: [&[u8]; 10] = [
    b"BitsPerComponent",
    b"ColorSpace",
    b"Decode",
    b"DecodeParms",
    b"Filter",
    b"Height",
    b"ImageMask",
    b"Mask",
    b"SMask",
    b"Width",
];

/// Whether parameters of a filter hold names that none has, or bytes that no name or number has.
pub(super) fn has_strange_parameters(parameters: &Dict<'_>) -> bool {
    let written = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || *byte == 0;
    let known = |name: &[u8]| PARAMETERS.contains(&name);
    !parameters.data().iter().all(written) || !parameters.keys().all(|name| known(&name))
}

/// Whether a name of an image's dictionary is one that counts but for a byte, and that one is missing.
pub(super) fn has_damaged_name(image: &Dict<'_>) -> bool {
    let damaged = |name: &[u8], known: &[u8]| {
        let other = name.iter().zip(known).filter(|(a, b)| a != b).count();
        name.len() == known.len() && other == 1 && !image.contains_key(known)
    };
    let counts = |name: &[u8]| IMAGE.iter().any(|known| damaged(name, known));
    image.keys().any(|name| counts(&name))
}
