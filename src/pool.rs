//! TODO

use std::sync::{Mutex, PoisonError};

/// Engines that are costly to make: as many as threads ask for at once, used again and again.
pub struct Pool<E> {
    pub(crate) idle: Mutex<Vec<E>>,
    pub(crate) make: Box<dyn Fn() -> Result<E, String> + Send + Sync>,
}

impl<E> std::fmt::Debug for Pool<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl<E> Pool<E> {
    /// A pool that makes an engine with `make` whenever none is idle.
    pub fn new(make: impl Fn() -> Result<E, String> + Send + Sync + 'static) -> Self {
        Pool {
            idle: Mutex::new(Vec::new()),
            make: Box::new(make),
        }
    }

    /// Lends an engine to `work`. An engine whose work panicked is not lent again.
    pub fn with<T>(&self, work: impl FnOnce(&mut E) -> T) -> Result<T, String> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut engine = idle.map_or_else(|| (self.make)(), Ok)?;
        let result = work(&mut engine);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(engine);
        Ok(result)
    }
}
