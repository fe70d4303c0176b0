//! Things that are costly to make, lent to one thread at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values that are costly to make: as many as threads use at once, used again and again.
pub struct Pool<T, E = String> {
    idle: Mutex<Vec<T>>,
    make: Box<dyn Fn() -> Result<T, E> + Send + Sync>,
}

impl<T, E> std::fmt::Debug for Pool<T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl<T, E> Pool<T, E> {
    /// A pool that makes a value with `make` whenever none is idle.
    pub fn new(make: impl Fn() -> Result<T, E> + Send + Sync + 'static) -> Self {
        Pool {
            idle: Mutex::new(Vec::new()),
            make: Box::new(make),
        }
    }

    /// Lends a value to `work`. A value whose work panicked is not lent again.
    ///
    /// # Errors
    /// Why none could be made.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Result<R, E> {
        let idle = self.idle().pop();
        let mut value = idle.map_or_else(|| (self.make)(), Ok)?;
        let result = work(&mut value);
        self.idle().push(value);
        Ok(result)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<T>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
