//! Ctrl-C and other signals to stop.

use super::failure::Failure;
use crate::batch::Stop;

/// Exit code of what was interrupted: 128 and the number of SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

/// Asks to stop on Ctrl-C and other such signals; the second time, ends at once.
pub(crate) fn stop() -> Result<Stop, Failure> {
    let stop = Stop::default();
    let asked = stop.clone();
    ctrlc::set_handler(move || {
        if asked.ask() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        tracing::warn!(
            "stopping; pages in flight are read by the next run; press Ctrl-C again to end at once"
        );
    })
    .map_err(|error| Failure::Nothing(format!("signals cannot be caught: {error}")))?;
    Ok(stop)
}
