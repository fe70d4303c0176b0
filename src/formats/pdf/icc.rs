//! A small sRGB profile (ICC.1:2001-04): three primaries adapted to D50 and a gamma of 2.2.

/// Primaries and white point as XYZ, in 65536ths.
const WHITE: [u32; 3] = [0xF6D6, 0x10000, 0xD32D];
const RED: [u32; 3] = [0x6FA2, 0x38F5, 0x0390];
const GREEN: [u32; 3] = [0x6299, 0xB785, 0x18DA];
const BLUE: [u32; 3] = [0x24A0, 0x0F84, 0xB6CF];
/// Gamma, in 256ths.
const GAMMA: u16 = 0x0233;

/// Builds the profile.
pub(crate) fn srgb() -> Vec<u8> {
    let name = b"sRGB\0";
    let mut description = tag(b"desc");
    description.extend((name.len() as u32).to_be_bytes());
    description.extend(name);
    // No names in other scripts: two empty headers and a field of 67 bytes.
    description.extend([0; 4 + 4 + 2 + 1 + 67]);
    let mut copyright = tag(b"text");
    copyright.extend(b"CC0\0");
    let mut curve = tag(b"curv");
    curve.extend(1u32.to_be_bytes());
    curve.extend(GAMMA.to_be_bytes());
    assemble(&[
        (b"desc", description),
        (b"cprt", copyright),
        (b"wtpt", xyz(WHITE)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ])
}

fn tag(kind: &[u8; 4]) -> Vec<u8> {
    [&kind[..], &[0; 4]].concat()
}

fn xyz(value: [u32; 3]) -> Vec<u8> {
    let mut bytes = tag(b"XYZ ");
    bytes.extend(value.iter().flat_map(|v| v.to_be_bytes()));
    bytes
}

fn assemble(tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let (mut directory, mut data) = (Vec::new(), Vec::new());
    let start = 128 + 4 + 12 * tags.len();
    for (name, bytes) in tags {
        directory.extend(*name);
        directory.extend(((start + data.len()) as u32).to_be_bytes());
        directory.extend((bytes.len() as u32).to_be_bytes());
        data.extend(bytes);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut header = vec![0u8; 128];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &((start + data.len()) as u32).to_be_bytes());
    put(8, &[2, 0x10, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // 2000-01-01: a profile without a day is not valid.
    put(24, &[0x07, 0xD0, 0, 1, 0, 1]);
    put(36, b"acsp");
    put(68, &xyz(WHITE)[8..]);
    [
        header,
        (tags.len() as u32).to_be_bytes().to_vec(),
        directory,
        data,
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_as_long_as_it_says() {
        let profile = srgb();
        let length = u32::from_be_bytes(profile[..4].try_into().expect("four bytes"));
        assert_eq!(length as usize, profile.len());
        assert_eq!(&profile[36..40], b"acsp");
    }
}
