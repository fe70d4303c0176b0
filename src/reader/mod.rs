//! A reader of printed lines with weights of its own: a line's strip goes through a small network, whose
//! likeliest classes are its characters. `training/train_reader.py` makes the weights.

pub(crate) mod decode;
pub(crate) mod join;
pub(crate) mod place;
pub(crate) mod print;
pub(crate) mod readers;
pub(crate) mod second;
pub(crate) mod shape;

pub use decode::{Character, ReadLine};
pub use place::LinePlace;
pub use print::Reader;
pub use readers::Readers;
pub(crate) use second::APART;
pub use second::read_again;
