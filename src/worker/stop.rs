//! The request to stop, shared by all threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once, never taken back: no new work begins, and processes that are at work are ended.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks to stop; whether that had been asked before.
    pub fn ask(&self) -> bool {
        self.0.swap(true, Ordering::Relaxed)
    }

    /// Whether it was asked to stop.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
