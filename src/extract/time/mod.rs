//! TODO

pub(crate) mod dates;
pub(crate) mod periods;
