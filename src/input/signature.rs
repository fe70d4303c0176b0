//! Electronic signatures of a PDF: the time of every signature dictionary (ISO 32000, 12.8), and whom the certificate in
//! its message (CMS, RFC 5652) names.

use super::ber::definite;
use crate::document::FileSignature;
use crate::text::plain;
use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::cert::x509::der::asn1::ObjectIdentifier;
use cms::cert::x509::der::{Decode, Tag, Tagged};
use cms::cert::x509::ext::pkix::SubjectKeyIdentifier;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier};

/// The signatures of a file in the order of their days; none for files that are no PDF.
///
/// A signature's dictionary is never compressed, since the signature leaves it out of what it
/// covers; so it is found in the bytes as they are.
pub fn signatures(bytes: &[u8]) -> Vec<FileSignature> {
    if !bytes.starts_with(b"%PDF") {
        return Vec::new();
    }
    let ranges = positions(bytes, b"/ByteRange");
    let found = ranges.map(|at| signature(object_around(bytes, at)));
    let mut found: Vec<FileSignature> = found
        .filter(|found| *found != FileSignature::default())
        .collect();
    found.sort_by(|a, b| a.date.cmp(&b.date));
    found.dedup();
    found
}

fn signature(object: &[u8]) -> FileSignature {
    let signed = contents(object).and_then(|message| signer(&message));
    FileSignature {
        date: day(object),
        ..signed.unwrap_or_default()
    }
}

/// Bytes that an object can have: a signature of several certificates has some 60 kB of hex.
const LARGEST: usize = 1 << 18;

fn object_around(bytes: &[u8], at: usize) -> &[u8] {
    let before = &bytes[at.saturating_sub(LARGEST)..at];
    let start = positions(before, b" obj")
        .last()
        .map_or(0, |start| at - before.len() + start);
    let after = &bytes[at..bytes.len().min(at + LARGEST)];
    let end = positions(after, b"endobj")
        .next()
        .map_or(after.len(), |end| end);
    &bytes[start..at + end]
}

/// The day in `/M (D:20190702161230+07'00')`.
fn day(object: &[u8]) -> Option<String> {
    let rest = positions(object, b"/M").find_map(|at| {
        let rest = object[at + 2..].trim_ascii_start();
        rest.strip_prefix(b"(D:")
    })?;
    let digits = std::str::from_utf8(rest.get(..8)?).ok()?;
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
    crate::text::days::iso_day(number(0..4)?, number(4..6)?, number(6..8)?)
}

/// The message of `/Contents <3082…>`.
fn contents(object: &[u8]) -> Option<Vec<u8>> {
    let hex = positions(object, b"/Contents").find_map(|at| {
        let rest = object[at + b"/Contents".len()..].trim_ascii_start();
        rest.strip_prefix(b"<")
            .filter(|rest| !rest.starts_with(b"<"))
    })?;
    let mut digits = hex.iter().take_while(|&&byte| byte != b'>');
    let mut digit = || {
        let byte = digits.find(|byte| !byte.is_ascii_whitespace())?;
        char::from(*byte).to_digit(16)
    };
    let bytes = std::iter::from_fn(|| Some((digit()? << 4 | digit()?) as u8));
    Some(bytes.collect())
}

/// Attributes of a name: `commonName` and `organizationName`.
const NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Whom the certificate of the first signer names. Behind the message the file is filled with zeros.
fn signer(message: &[u8]) -> Option<FileSignature> {
    let message = definite(message)?;
    let info = ContentInfo::from_der(&message).ok()?;
    let signed: SignedData = info.content.decode_as().ok()?;
    let signer = signed.signer_infos.0.get(0)?;
    let certificates = signed.certificates.as_ref()?;
    let mut certificates = certificates
        .0
        .iter()
        .filter_map(|certificate| match certificate {
            CertificateChoices::Certificate(certificate) => Some(certificate),
            CertificateChoices::Other(_) => None,
        });
    let own = certificates.find(|certificate| is_of(certificate, &signer.sid))?;
    Some(FileSignature {
        date: None,
        name: subject(own, NAME),
        organisation: subject(own, ORGANISATION),
    })
}

/// Whether a signer names a certificate as his.
fn is_of(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let known = &certificate.tbs_certificate;
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            known.serial_number == id.serial_number && known.issuer == id.issuer
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            matches!(known.get::<SubjectKeyIdentifier>(), Ok(Some((_, own))) if own == *id)
        }
    }
}

/// What a certificate says of its subject.
fn subject(certificate: &Certificate, attribute: ObjectIdentifier) -> Option<String> {
    let names = &certificate.tbs_certificate.subject.0;
    let mut parts = names.iter().flat_map(|name| name.0.iter());
    let value = &parts.find(|part| part.oid == attribute)?.value;
    let text = match value.tag() {
        Tag::BmpString => {
            let units = value.value().chunks_exact(2);
            let units: Vec<u16> = units
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).ok()?
        }
        _ => std::str::from_utf8(value.value()).ok()?.to_owned(),
    };
    let text = plain(text).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn positions<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    let starts = bytes.windows(word.len()).enumerate();
    starts
        .filter(move |(_, window)| *window == word)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::file_signature::days;

    #[test]
    fn days_of_signatures_are_found() {
        let signed = "1 0 obj <</Type/Sig/M(D:20190702161230+07'00')/ByteRange[0 1 2 3]/Contents<00>>> endobj";
        let other = "2 0 obj <</M (D:20180101)/T(note)>> endobj";
        let late = "3 0 obj <</ByteRange [0 9]/Contents <00ff>/M (D:20190801)>> endobj";
        for (text, wanted) in [
            (format!("%PDF-1.7 {signed}"), vec!["2019-07-02"]),
            (format!("%PDF-1.4 {other} {signed}"), vec!["2019-07-02"]),
            (
                format!("%PDF-1.4 {late}\n{other}\n{signed}"),
                vec!["2019-07-02", "2019-08-01"],
            ),
            (format!("%PDF-1.4 {other}"), vec![]),
            ("%PDF-1.4 /ByteRange /M(D:2019".to_owned(), vec![]),
            (signed.to_owned(), vec![]),
        ] {
            assert_eq!(days(&signatures(text.as_bytes())), wanted, "{text}");
        }
    }

    #[test]
    fn certificates_name_who_signed() {
        let message = include_bytes!("../../fixtures/input/signature.p7s");
        let hex: String = message.iter().map(|byte| format!("{byte:02x}")).collect();
        let pdf = |contents: &str| {
            let day = "/M (D:20190801090000+07'00')";
            format!("%PDF-1.7 3 0 obj <</ByteRange [0 9]/Contents <{contents}>{day}>> endobj")
        };
        let day = Some("2019-08-01".to_owned());
        let named = FileSignature {
            date: day.clone(),
            name: Some("Ủy ban nhân dân huyện Mẫu Sơn".to_owned()),
            organisation: Some("Tỉnh Mẫu".to_owned()),
        };
        // The place for a message is longer than it.
        let found = signatures(pdf(&(hex.clone() + "0000")).as_bytes());
        assert_eq!(found, std::slice::from_ref(&named));
        // Its length may be unknown to who writes it.
        let open = format!("3080{}0000", &hex[8..]);
        assert_eq!(signatures(pdf(&open).as_bytes()), [named]);
        // The signer may be named by the key of his certificate.
        let by_key = include_bytes!("../../fixtures/input/signature-by-key.p7s");
        assert_eq!(signer(by_key), signer(message));
        let found = signatures(pdf(&hex[..hex.len() / 2]).as_bytes());
        assert_eq!((&found[0].date, &found[0].name), (&day, &None));
    }
}
