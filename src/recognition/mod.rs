//! What the recognisers of lines share: strips of pages, and the network that reads them.

pub(crate) mod network;
pub(crate) mod strip;
