//! Limits on what is read, and why an input cannot be read.

/// Why an input cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// No file, folder or match of a glob.
    #[error("not found; check the path")]
    Missing {
        /// As typed.
        name: String,
    },
    /// Neither a file nor a folder.
    #[error("{what}")]
    NoFile {
        /// Where it is.
        name: String,
        /// What it is, and what to do.
        what: &'static str,
    },
    /// A folder cannot be listed.
    #[error("cannot be listed: {reason}; check its permissions")]
    Folder {
        /// The folder.
        name: String,
        /// The error of the system.
        reason: String,
    },
    /// No bytes.
    #[error("the file is empty (0 bytes); copy or scan it again")]
    Empty,
    /// The bytes are no format that is read.
    #[error("neither PDF, TIFF, PNG, JPEG, BMP, WebP nor text: {0}; convert it to one of these")]
    UnknownKind(&'static str),
    /// The text is not decodable.
    #[error("not UTF-8 at byte {0}; convert it to UTF-8")]
    NotUtf8(usize),
    /// The PDF needs a password.
    #[error(
        "the PDF is encrypted; give its password with --password-file or --password, or save it without one"
    )]
    Encrypted,
    /// The file can be read, but something about it is not as it should be.
    #[error("doubtful: {0}; look at it, or run without --strict")]
    Doubtful(String),
    /// The file may be sound, but nothing here reads what it holds.
    #[error("{format} of a kind that is not read: {what}; convert it to PDF or PNG")]
    Unsupported {
        /// The format.
        format: &'static str,
        /// The kind.
        what: String,
    },
    /// A decoder gave up.
    #[error("damaged {format}: {reason}; copy or scan it again")]
    Damaged {
        /// The format.
        format: &'static str,
        /// The error of the decoder.
        reason: String,
    },
    /// More than the limits allow.
    #[error("too large: {0}")]
    TooLarge(String),
}

impl InputError {
    /// What was named, where the error is about a path; else empty.
    pub fn name(&self) -> &str {
        match self {
            InputError::Missing { name }
            | InputError::Folder { name, .. }
            | InputError::NoFile { name, .. } => name,
            _ => "",
        }
    }

    pub(crate) fn damaged(format: &'static str, reason: impl ToString) -> Self {
        InputError::Damaged {
            format,
            reason: reason.to_string(),
        }
    }
}

/// Bounds against files that would fill the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pixels of a page.
    pub pixels: u64,
    /// Pages of a document.
    pub pages: usize,
    /// Bytes of a file.
    pub bytes: u64,
    /// Bytes of a text.
    pub text: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // A0 at 300 dpi has 140 million pixels.
        Limits {
            pixels: 200_000_000,
            pages: 20_000,
            bytes: 4 << 30,
            // Eight thousand pages.
            text: 16 << 20,
        }
    }
}

impl Limits {
    /// # Errors
    /// If a file of this length is too long.
    pub fn check_bytes(&self, length: u64) -> Result<(), InputError> {
        within("bytes", length, self.bytes)
    }

    pub(crate) fn check_pixels(&self, width: u32, height: u32) -> Result<(), InputError> {
        if u64::from(width) * u64::from(height) > self.pixels {
            let most = self.pixels / 1_000_000;
            let what =
                format!("a page of {width} × {height} pixels; at most {most} million are read");
            return Err(InputError::TooLarge(what));
        }
        Ok(())
    }
}

pub(crate) fn within(what: &str, count: u64, most: u64) -> Result<(), InputError> {
    match count <= most {
        true => Ok(()),
        false => Err(InputError::TooLarge(format!(
            "{count} {what}; at most {most} are read"
        ))),
    }
}
