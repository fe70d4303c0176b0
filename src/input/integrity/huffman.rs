//! The codes of a JPEG's rows: tables of Huffman codes, and bits between markers (ITU-T T.81, annexes C and F.2.2).

/// Bits that are looked up at once.
const QUICK: u32 = 9;

/// A table of codes.
pub(super) struct Codes {
    /// By the next bits: length of the code and its value; length 0 for longer codes.
    quick: Vec<(u8, u8)>,
    /// By length: the code after the last, its bits set left in 16, and where its values start less its first code.
    ends: [(u32, i32); 17],
    values: Vec<u8>,
}

impl Codes {
    /// The table that begins here, and its length in bytes; `None` where there can be no such table.
    pub(super) fn of(bytes: &[u8]) -> Option<(Self, usize)> {
        let counts = bytes.get(..16)?;
        let count: usize = counts.iter().map(|&count| usize::from(count)).sum();
        let values = bytes.get(16..16 + count)?.to_vec();
        let mut quick = vec![(0, 0); 1 << QUICK];
        let mut ends = [(0, 0); 17];
        let (mut code, mut first) = (0u32, 0usize);
        for (length, &count) in (1..=16u32).zip(counts) {
            ends[length as usize].1 = first as i32 - code as i32;
            for &value in &values[first..first + usize::from(count)] {
                if length <= QUICK {
                    let start = (code << (QUICK - length)) as usize;
                    quick
                        .get_mut(start..start + (1 << (QUICK - length)))?
                        .fill((length as u8, value));
                }
                code += 1;
            }
            (code <= 1 << length).then_some(())?;
            first += usize::from(count);
            ends[length as usize].0 = code << (16 - length);
            code <<= 1;
        }
        let codes = Codes {
            quick,
            ends,
            values,
        };
        Some((codes, 16 + count))
    }

    /// The value of the next code.
    pub(super) fn next(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let next = bits.peek();
        let (length, value) = self.quick[(next >> (16 - QUICK)) as usize];
        if length > 0 {
            return bits.skip(u32::from(length)).map(|()| value);
        }
        let length = (QUICK + 1..=16).find(|&length| next < self.ends[length as usize].0)?;
        let index = (next >> (16 - length)) as i32 + self.ends[length as usize].1;
        bits.skip(length)?;
        self.values.get(usize::try_from(index).ok()?).copied()
    }
}

/// Bits up to the next marker.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Bits {
            bytes,
            at: 0,
            held: 0,
            count: 0,
        }
    }

    fn fill(&mut self) {
        while self.count <= 48 {
            let step = match self.bytes.get(self.at..) {
                Some([0xFF, 0, ..]) => 2,
                Some([0xFF, ..]) | Some([]) | None => return,
                Some(_) => 1,
            };
            self.held = self.held << 8 | u64::from(self.bytes[self.at]);
            self.at += step;
            self.count += 8;
        }
    }

    /// The next 16 bits, with ones behind the last.
    fn peek(&mut self) -> u32 {
        if self.count < 16 {
            self.fill();
        }
        match self.count {
            16.. => (self.held >> (self.count - 16)) as u32 & 0xFFFF,
            few => {
                let missing = 16 - few;
                ((self.held << missing) as u32 & 0xFFFF) | ((1 << missing) - 1)
            }
        }
    }

    fn skip(&mut self, count: u32) -> Option<()> {
        self.count = self.count.checked_sub(count)?;
        Some(())
    }

    /// Takes up to 16 bits; `None` where there are not so many.
    pub(super) fn take(&mut self, count: u32) -> Option<u32> {
        let next = self.peek();
        self.skip(count)?;
        Some(next >> (16 - count))
    }

    /// Length in bytes of what was read, if nothing but the padding of a byte is left before a marker or the end.
    pub(super) fn end(mut self) -> Option<usize> {
        self.fill();
        let left = self.held & ((1 << self.count) - 1);
        let is_padding = left == 0 || left == (1 << self.count) - 1;
        let at_end = matches!(self.bytes.get(self.at..), Some([0xFF, ..] | []));
        (self.count < 8 && is_padding && at_end).then_some(self.at)
    }
}
