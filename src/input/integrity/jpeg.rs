//! Whether the rows of a JPEG are whole. Decoders fill what they cannot decode with gray, so the codes are
//! walked without making pixels of them (ITU-T T.81, annexes F and G): every scan must hold the codes of exactly
//! its blocks, end in the bits that pad a byte, and stand before a marker. Scans of arithmetic codes and without
//! loss are not walked.

use super::huffman::{Bits, Codes};

/// Coefficients of a block, and the greatest distance of its mean from gray, with room for rounding.
const BLOCK: usize = 64;
const MEAN: i32 = 2048;
const SCAN_MISSING: &str = "some of its scans are missing";

/// What is known of the file before its next scan.
#[derive(Default)]
struct Decoder {
    frame: Option<Frame>,
    dc_codes: [Option<Codes>; 4],
    ac_codes: [Option<Codes>; 4],
    /// The first number of each table of quantisation.
    dc_steps: [i32; 4],
    /// Units between restarts; 0 for none.
    restart: usize,
}

struct Frame {
    is_progressive: bool,
    width: usize,
    height: usize,
    components: Vec<Component>,
}

struct Component {
    id: u8,
    across: usize,
    down: usize,
    quantisation: usize,
    /// By coefficient, how many of its lowest bits no scan has brought yet; `None` before its first scan.
    missing_bits: [Option<u32>; BLOCK],
    /// Blocks in a row, those that fill the last unit included.
    row: usize,
    /// The coefficients of each block that are not zero, where later scans need to know.
    filled: Vec<u64>,
}

/// A scan's part of a component.
struct Part {
    component: usize,
    dc_codes: usize,
    ac_codes: usize,
}

/// The coefficients of a scan, and their bits.
struct Band {
    first: usize,
    last: usize,
    /// Where the bits that earlier scans brought end; 0 in the first scan.
    earlier_bit: u32,
    low_bit: u32,
}

impl Band {
    fn is_refinement(&self) -> bool {
        self.earlier_bit > 0
    }
}

/// What runs from block to block within an interval.
struct Running {
    /// Mean of the last block, by part.
    means: Vec<i32>,
    /// Blocks that have no more coefficients in this scan.
    empty_blocks: u32,
}

/// Walks the file up to its end.
///
/// # Errors
/// What is missing or cannot be.
pub(crate) fn check(bytes: &[u8]) -> Result<(), &'static str> {
    let mut decoder = Decoder::default();
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..) {
            Some(&[0xFF, marker, ..]) => marker,
            Some([]) => return decoder.end_without_marker(),
            _ => return Err("a part of it does not begin where the one before ends"),
        };
        match marker {
            0xD9 => return decoder.all_scanned(),
            0xFF => {
                at += 1;
                continue;
            }
            0x01 | 0xD0..=0xD7 => {
                at += 2;
                continue;
            }
            _ => {}
        }
        let segment = segment(bytes, at + 2).ok_or("its end is missing")?;
        at += 4 + segment.len();
        match marker {
            0xC0..=0xC2 => decoder.frame = Some(Frame::of(segment, marker == 0xC2)?),
            0xC4 => decoder.add_codes(segment)?,
            0xDB => decoder.add_steps(segment),
            0xDD => decoder.restart = word(segment, 0).ok_or("a damaged restart interval")?,
            // Codings that are not walked.
            0xC3 | 0xC5..=0xCF => return Ok(()),
            0xDA => at += decoder.scan(segment, &bytes[at..])?,
            _ => {}
        }
    }
}

/// The bytes of a segment behind its length.
fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = word(bytes, at)?;
    bytes.get(at + 2..at + length)
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_be_bytes([pair[0], pair[1]])))
}

impl Frame {
    fn of(segment: &[u8], is_progressive: bool) -> Result<Self, &'static str> {
        let damaged = "a damaged frame header";
        let size = |at| word(segment, at).ok_or(damaged);
        let (height, width) = (size(1)?, size(3)?);
        let count = usize::from(*segment.get(5).ok_or(damaged)?);
        let listed = segment.get(6..6 + 3 * count).ok_or(damaged)?;
        let component = |part: &[u8]| Component {
            id: part[0],
            across: usize::from(part[1] >> 4),
            down: usize::from(part[1] & 15),
            quantisation: usize::from(part[2] & 3),
            missing_bits: [None; BLOCK],
            row: 0,
            filled: Vec::new(),
        };
        let mut frame = Frame {
            is_progressive,
            width,
            height,
            components: listed.chunks(3).map(component).collect(),
        };
        let sampled = |c: &Component| (1..=4).contains(&c.across) && (1..=4).contains(&c.down);
        if width == 0 || height == 0 || count == 0 || !frame.components.iter().all(sampled) {
            return Err(damaged);
        }
        let (columns, rows) = frame.units();
        for component in &mut frame.components {
            component.row = columns * component.across;
            if is_progressive {
                component.filled = vec![0; component.row * rows * component.down];
            }
        }
        Ok(frame)
    }

    /// Most samples of a component across and down a unit.
    fn most_samples(&self) -> (usize, usize) {
        let most = |side: fn(&Component) -> usize| self.components.iter().map(side).max();
        (
            most(|c| c.across).unwrap_or(1),
            most(|c| c.down).unwrap_or(1),
        )
    }

    /// Units of all components across and down.
    fn units(&self) -> (usize, usize) {
        let (across, down) = self.most_samples();
        (
            self.width.div_ceil(8 * across),
            self.height.div_ceil(8 * down),
        )
    }

    /// Blocks of a component that is scanned alone, across and down.
    fn blocks(&self, component: &Component) -> (usize, usize) {
        let (across, down) = self.most_samples();
        let side = |pixels: usize, samples: usize, most: usize| {
            (pixels * samples).div_ceil(most).div_ceil(8)
        };
        (
            side(self.width, component.across, across),
            side(self.height, component.down, down),
        )
    }
}

impl Decoder {
    /// Rows that are all there need no marker behind them; whether further scans are missing cannot be known.
    fn end_without_marker(&self) -> Result<(), &'static str> {
        match &self.frame {
            Some(frame) if !frame.is_progressive => self.all_scanned(),
            _ => Err("its end is missing"),
        }
    }

    fn all_scanned(&self) -> Result<(), &'static str> {
        let frame = self.frame.as_ref().ok_or("it holds no rows")?;
        let bits = |c: &Component| c.missing_bits.iter().all(|&missing| missing == Some(0));
        match frame.components.iter().all(bits) {
            true => Ok(()),
            false => Err(SCAN_MISSING),
        }
    }

    fn add_codes(&mut self, mut segment: &[u8]) -> Result<(), &'static str> {
        while let [kind, rest @ ..] = segment {
            let damaged = "a damaged table of codes";
            let (codes, length) = Codes::of(rest).ok_or(damaged)?;
            let tables = if kind >> 4 == 0 {
                &mut self.dc_codes
            } else {
                &mut self.ac_codes
            };
            *tables.get_mut(usize::from(kind & 15)).ok_or(damaged)? = Some(codes);
            segment = &rest[length..];
        }
        Ok(())
    }

    fn add_steps(&mut self, mut segment: &[u8]) {
        while let [kind, rest @ ..] = segment {
            let wide = kind >> 4 != 0;
            let step = match wide {
                true => word(rest, 0),
                false => rest.first().map(|&step| usize::from(step)),
            };
            self.dc_steps[usize::from(kind & 3)] = step.unwrap_or(0) as i32;
            segment = rest
                .get(BLOCK * (1 + usize::from(wide))..)
                .unwrap_or_default();
        }
    }

    /// Walks the codes of a scan; gives their length in bytes.
    fn scan(&mut self, header: &[u8], bytes: &[u8]) -> Result<usize, &'static str> {
        let mut frame = self.frame.take().ok_or("rows before their frame header")?;
        let (parts, band) = frame.scan_header(header).ok_or("a damaged scan header")?;
        frame.note_bits(&parts, &band)?;
        let (columns, rows) = match &parts[..] {
            [part] => frame.blocks(&frame.components[part.component]),
            _ => frame.units(),
        };
        let units = columns * rows;
        let interval = if self.restart == 0 {
            units
        } else {
            self.restart
        };
        let mut at = 0;
        for first in (0..units).step_by(interval.max(1)) {
            if first > 0 {
                at += restart_marker(&bytes[at..], first / interval - 1)?;
            }
            let mut bits = Bits::new(&bytes[at..]);
            let mut running = Running {
                means: vec![0; parts.len()],
                empty_blocks: 0,
            };
            for unit in first..units.min(first + interval) {
                self.unit(
                    &mut frame,
                    &parts,
                    &band,
                    (unit % columns, unit / columns),
                    &mut bits,
                    &mut running,
                )
                .ok_or("codes of its rows are damaged or missing")?;
            }
            at += bits
                .end()
                .ok_or("more codes than its rows have, so some are damaged")?;
        }
        self.frame = Some(frame);
        Ok(at)
    }

    fn unit(
        &self,
        frame: &mut Frame,
        parts: &[Part],
        band: &Band,
        (column, row): (usize, usize),
        bits: &mut Bits<'_>,
        running: &mut Running,
    ) -> Option<()> {
        let alone = parts.len() == 1;
        let is_progressive = frame.is_progressive;
        for (number, part) in parts.iter().enumerate() {
            let component = &mut frame.components[part.component];
            let (across, down) = if alone {
                (1, 1)
            } else {
                (component.across, component.down)
            };
            for block in 0..across * down {
                let (x, y) = (
                    column * across + block % across,
                    row * down + block / across,
                );
                let mean = &mut running.means[number];
                if band.first == 0 {
                    self.mean(part, component.quantisation, band, bits, mean)?;
                }
                let ac_codes = || self.ac_codes[part.ac_codes].as_ref();
                if !is_progressive {
                    sequential(ac_codes()?, bits)?;
                } else if band.first > 0 {
                    let filled = component.filled.get_mut(y * component.row + x)?;
                    let empty = &mut running.empty_blocks;
                    match band.is_refinement() {
                        false => first_bits(ac_codes()?, band, bits, filled, empty)?,
                        true => further_bits(ac_codes()?, band, bits, filled, empty)?,
                    }
                }
            }
        }
        Some(())
    }

    /// The code of a block's mean, which must be a level that a pixel can have.
    fn mean(
        &self,
        part: &Part,
        quantisation: usize,
        band: &Band,
        bits: &mut Bits<'_>,
        mean: &mut i32,
    ) -> Option<()> {
        if band.is_refinement() {
            return bits.take(1).map(drop);
        }
        let length = u32::from(self.dc_codes[part.dc_codes].as_ref()?.next(bits)?);
        let written = bits.take(length)? as i32;
        let is_negative = length > 0 && written >> (length - 1) == 0;
        *mean += written - i32::from(is_negative) * ((1 << length) - 1);
        let level = (*mean << band.low_bit).checked_mul(self.dc_steps[quantisation])?;
        (level.abs() <= MEAN).then_some(())
    }
}

impl Frame {
    /// Notes what bits a scan brings, which have to be the next ones.
    fn note_bits(&mut self, parts: &[Part], band: &Band) -> Result<(), &'static str> {
        let earlier = band.is_refinement().then_some(band.earlier_bit);
        for part in parts {
            let bits = &mut self.components[part.component].missing_bits;
            for missing in &mut bits[band.first..=band.last] {
                if *missing != earlier {
                    return Err(SCAN_MISSING);
                }
                *missing = Some(band.low_bit);
            }
        }
        Ok(())
    }

    fn scan_header(&self, header: &[u8]) -> Option<(Vec<Part>, Band)> {
        let count = usize::from(*header.first()?);
        let listed = header.get(1..1 + 2 * count)?.chunks(2);
        let part = |part: &[u8]| {
            Some(Part {
                component: self.components.iter().position(|c| c.id == part[0])?,
                dc_codes: usize::from(part[1] >> 4 & 3),
                ac_codes: usize::from(part[1] & 3),
            })
        };
        let parts: Vec<Part> = listed.map(part).collect::<Option<_>>()?;
        let &[first, last, bits] = header.get(1 + 2 * count..4 + 2 * count)? else {
            return None;
        };
        let band = match self.is_progressive {
            true => Band {
                first: first.into(),
                last: last.into(),
                earlier_bit: u32::from(bits >> 4),
                low_bit: u32::from(bits & 15),
            },
            false => Band {
                first: 0,
                last: BLOCK - 1,
                earlier_bit: 0,
                low_bit: 0,
            },
        };
        let ordered = band.first <= band.last && band.last < BLOCK && band.low_bit < 14;
        (count > 0 && ordered).then_some((parts, band))
    }
}

/// The length of a restart marker, which must be the next in turn.
fn restart_marker(bytes: &[u8], number: usize) -> Result<usize, &'static str> {
    let fill = bytes.iter().take_while(|&&byte| byte == 0xFF).count();
    match bytes.get(fill) {
        Some(&marker) if fill > 0 && usize::from(marker) == 0xD0 + number % 8 => Ok(fill + 1),
        _ => Err("a stretch of its rows is missing"),
    }
}

/// The coefficients of a block behind its mean.
fn sequential(codes: &Codes, bits: &mut Bits<'_>) -> Option<()> {
    let mut at = 1;
    while at < BLOCK {
        let code = codes.next(bits)?;
        match (usize::from(code >> 4), u32::from(code & 15)) {
            (15, 0) => at += 16,
            (_, 0) => return Some(()),
            (zeros, length) => {
                at += zeros;
                bits.take(length).filter(|_| at < BLOCK)?;
                at += 1;
            }
        }
    }
    (at == BLOCK).then_some(())
}

/// How many blocks are empty from here on.
fn empty_blocks(power: usize, bits: &mut Bits<'_>) -> Option<u32> {
    Some((1 << power) + bits.take(power as u32)?)
}

/// The first bits of a block's coefficients.
fn first_bits(
    codes: &Codes,
    band: &Band,
    bits: &mut Bits<'_>,
    filled: &mut u64,
    empty: &mut u32,
) -> Option<()> {
    let mut at = band.first;
    if *empty > 0 {
        *empty -= 1;
        return Some(());
    }
    while at <= band.last {
        let code = codes.next(bits)?;
        match (usize::from(code >> 4), u32::from(code & 15)) {
            (15, 0) => at += 16,
            (power, 0) => {
                *empty = empty_blocks(power, bits)? - 1;
                return Some(());
            }
            (zeros, length) => {
                at += zeros;
                bits.take(length).filter(|_| at <= band.last)?;
                *filled |= 1 << at;
                at += 1;
            }
        }
    }
    Some(())
}

/// A further bit of each coefficient that has bits, and the first bit of others.
fn further_bits(
    codes: &Codes,
    band: &Band,
    bits: &mut Bits<'_>,
    filled: &mut u64,
    empty: &mut u32,
) -> Option<()> {
    let mut at = band.first;
    while at <= band.last && *empty == 0 {
        let code = codes.next(bits)?;
        let (zeros, length) = (usize::from(code >> 4), code & 15);
        match length {
            0 if zeros < 15 => {
                *empty = empty_blocks(zeros, bits)?;
                break;
            }
            0 => {}
            1 => drop(bits.take(1)?),
            _ => return None,
        }
        at = skipped(at, zeros, band.last, bits, *filled)?;
        if length == 1 {
            (at <= band.last).then_some(())?;
            *filled |= 1 << at;
        }
        at += 1;
    }
    if *empty > 0 {
        skipped(at, BLOCK, band.last, bits, *filled)?;
        *empty -= 1;
    }
    Some(())
}

/// Passes so many coefficients without bits, and takes a bit for each one with bits on the way.
fn skipped(
    mut at: usize,
    mut zeros: usize,
    last: usize,
    bits: &mut Bits<'_>,
    filled: u64,
) -> Option<usize> {
    while at <= last {
        if filled >> at & 1 == 1 {
            bits.take(1)?;
        } else if zeros == 0 {
            break;
        } else {
            zeros -= 1;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;
    use image::{GrayImage, Luma, RgbImage};

    /// A picture with something to see in every block.
    fn jpeg() -> Vec<u8> {
        let picture = RgbImage::from_fn(200, 120, |x, y| {
            image::Rgb([(x * 7) as u8, (y * 5 % 251) as u8, (x * y) as u8])
        });
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 80)
            .encode_image(&picture)
            .expect("a JPEG");
        bytes
    }

    #[test]
    fn a_whole_jpeg_is_whole() {
        assert_eq!(check(&jpeg()), Ok(()));
        let mut gray = Vec::new();
        let picture = GrayImage::from_fn(33, 17, |x, y| Luma([(x * y) as u8]));
        JpegEncoder::new(&mut gray)
            .encode_image(&picture)
            .expect("a JPEG");
        assert_eq!(check(&gray), Ok(()));
    }

    #[test]
    fn what_is_cut_zeroed_or_left_out_of_the_rows_is_noticed() {
        let whole = jpeg();
        let rows = whole.len() / 2;
        // Less than a block may be left out of one, which is seen nowhere else.
        for at in (rows..whole.len() - 640).step_by(97) {
            let mut zeroed = whole.clone();
            zeroed[at..at + 64].fill(0);
            assert!(check(&zeroed).is_err(), "zeros at {at}");
            let left_out = [&whole[..at], &whole[at + 600..]].concat();
            assert!(check(&left_out).is_err(), "left out at {at}");
            assert!(check(&whole[..at]).is_err(), "cut at {at}");
        }
    }
}
