//! As many desks as threads ask at once.

use super::process::{Launch, Loss, Process};
use super::server::Desk;
use crate::pool::Pool;
use crate::worker::{Answer, Ask, FileToRead};
use std::time::Duration;

/// Desks, in processes or in threads.
#[derive(Debug)]
pub struct Crew(Hands);

#[derive(Debug)]
enum Hands {
    Threads(Pool<Desk>),
    Processes {
        pool: Pool<Process>,
        timeout: Duration,
    },
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// The desk says why.
    Refused(String),
    /// The desk was lost over the question, and why.
    Lost(String),
}

impl Unanswered {
    /// The reason.
    pub fn reason(self) -> String {
        match self {
            Unanswered::Refused(reason) | Unanswered::Lost(reason) => reason,
        }
    }
}

impl Crew {
    /// Desks in this process: nothing is lost over them, or everything.
    pub fn threads(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Self {
        Crew(Hands::Threads(Pool::new(move || Ok(desk()))))
    }

    /// A process for each desk; one that takes longer than `timeout` over a page is ended.
    pub fn processes(launch: Launch, timeout: Duration) -> Self {
        Crew(Hands::Processes {
            pool: Pool::new(move || Ok(Process::new(launch.clone()))),
            timeout,
        })
    }

    /// Asks an idle desk.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask(&self, file: &FileToRead, ask: Ask) -> Result<Answer, Unanswered> {
        let said = match &self.0 {
            Hands::Threads(pool) => pool.with(|desk| Ok(desk.answer(file, ask))),
            Hands::Processes { pool, timeout } => {
                let patience = ask.patience(*timeout);
                pool.with(|process| process.ask(file, &ask, patience))
            }
        };
        let lost = |loss: Loss| Unanswered::Lost(loss.to_string());
        said.map_err(Unanswered::Lost)?
            .map_err(lost)?
            .map_err(Unanswered::Refused)
    }
}
