//! The library on whole documents: a module for each room. One program, since each test program links all of it.

mod document;
mod extract;
mod handwriting;
mod input;
mod model_docs;
mod restore;
mod schema;
mod scoring;
