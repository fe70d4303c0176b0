//! Writing and reading the sections of a model file: each starts at a multiple of 64 bytes, so that
//! a bucket of a table is a cache line and numbers can be read where they lie.

/// Alignment of every section.
pub(crate) const ALIGN: usize = 64;

/// Collects sections.
#[derive(Default)]
pub(crate) struct SectionWriter {
    bytes: Vec<u8>,
}

impl SectionWriter {
    /// Appends a section: its length in bytes (in a line of its own), then its bytes.
    pub(crate) fn section(&mut self, content: &[u8]) {
        self.pad();
        self.bytes
            .extend_from_slice(&(content.len() as u64).to_le_bytes());
        self.pad();
        self.bytes.extend_from_slice(content);
    }

    fn pad(&mut self) {
        self.bytes
            .resize(self.bytes.len().next_multiple_of(ALIGN), 0);
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.pad();
        self.bytes
    }
}

/// Reads sections in the order in which they were written.
pub(crate) struct SectionReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> SectionReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        SectionReader { bytes, at: 0 }
    }

    /// The place of the next section as a range of the file; `None` if the file ends before it.
    pub(crate) fn section(&mut self) -> Option<std::ops::Range<usize>> {
        let head = self.at.next_multiple_of(ALIGN);
        let length = self.bytes.get(head..head + 8)?;
        let length = u64::from_le_bytes(length.try_into().ok()?) as usize;
        let start = (head + 8).next_multiple_of(ALIGN);
        let end = start.checked_add(length)?;
        (end <= self.bytes.len()).then(|| {
            self.at = end;
            start..end
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_come_back_and_a_cut_file_is_noticed() {
        let mut writer = SectionWriter::default();
        writer.section(b"one");
        writer.section(&[7; 100]);
        let file = writer.finish();
        let mut reader = SectionReader::new(&file);
        assert_eq!(&file[reader.section().unwrap()], b"one");
        assert_eq!(file[reader.section().unwrap()], [7; 100]);
        assert_eq!(reader.section(), None);
        let mut cut = SectionReader::new(&file[..200]);
        cut.section().unwrap();
        assert_eq!(cut.section(), None);
    }
}
