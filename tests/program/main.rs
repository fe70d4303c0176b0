//! The program as its users and their scripts see it: a module for each part of it.

// Figures, for who asks with `--nocapture`.
#![allow(clippy::print_stderr)]

#[cfg(unix)]
mod batch;
mod bundled;
mod cli;
mod formats;
#[cfg(unix)]
mod random;
mod rules;
mod run;
#[cfg(unix)]
mod serve;
#[cfg(unix)]
mod store;
