//! Days and periods of a text.

pub(crate) mod dates;
pub(crate) mod periods;
