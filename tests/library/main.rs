//! The library on whole documents: a module for each room. One program, since each test program links all of it.

mod damage;
mod document;
mod extract;
mod glossary;
mod handwriting;
mod input;
mod layers;
mod model_docs;
mod painted;
#[path = "../program/random.rs"]
mod random;
mod restore;
mod rules;
mod schema;
mod scoring;
