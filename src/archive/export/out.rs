//! Where exported files are written to.

use std::io::Write;

/// Where bytes go.
pub(crate) type Out = Box<dyn Write + Send>;
