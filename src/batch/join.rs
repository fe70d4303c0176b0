//! A batch that several processes share, on one machine or many: each takes the documents that no other has in hand,
//! and writes its own journal. When all are done, the last one that is left runs the batch as if it were alone: it
//! finds everything done, and makes the manifest, the archive and the report.

use super::context::Batch;
use super::document::{Work, job};
use super::finish;
use super::outcome::{BatchResult, Input, Outcome};
use super::plan::Plan;
use crate::checksum::Key;
use crate::results::done::Done;
use crate::results::error::ResultsError;
use crate::results::journal::{Journal, content_key};
use crate::results::leases::Lease;
use crate::results::members::Member;
use crate::results::names::DOCUMENT;
use crate::results::paths::recorded;
use rayon::prelude::*;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a request to stop is checked.
const WAKE: Duration = Duration::from_millis(50);

/// What members do beside the work itself.
struct Joined<'a> {
    work: Work<'a>,
    member: &'a Member,
    done: Mutex<Done>,
    plans: &'a [Plan],
    inputs: &'a [Input],
}

impl Batch<'_> {
    /// Reads those of `inputs` that no other process has in hand, until all are done.
    ///
    /// # Errors
    /// Only if results cannot be written from the start.
    pub(crate) fn join(
        &self,
        inputs: &[Input],
        member: &Member,
    ) -> Result<BatchResult, ResultsError> {
        let known = Journal::open(self.out)?;
        let store = self.page_store()?.shared(member.leases.clone());
        let plans = self.plans(inputs, &known, &store)?;
        let journal = member.journal()?;
        let joined = Joined {
            work: Work {
                batch: self,
                known: &known,
                journal: &journal,
                store: &store,
                archive: None,
                error: OnceLock::new(),
            },
            member,
            done: Mutex::new(Done::new(self.reader.versions(), self.reader.options())),
            plans: &plans,
            inputs,
        };
        let (outcomes, open) = joined.outcomes();
        self.progress.end();
        let open = open + (inputs.len() - plans.len());
        Ok(BatchResult {
            summary: finish::console_summary(&journal, &outcomes)?,
            outcomes,
            open,
            told: self.progress.is_log(),
            error: joined.work.error.into_inner(),
        })
    }
}

impl Joined<'_> {
    /// What became of the inputs that this process read, and how many are open.
    fn outcomes(&self) -> (Vec<Outcome>, usize) {
        let is_open = |at: &usize| matches!(self.plans[*at], Plan::Read(..) | Plan::Unreadable(..));
        let mut open: Vec<usize> = (0..self.plans.len()).filter(is_open).collect();
        // Members that begin at different places seldom ask for the same lease.
        let count = open.len().max(1) as u64;
        open.rotate_left((RandomState::new().hash_one(count) % count) as usize);
        let mut outcomes: Vec<Option<Outcome>> = vec![None; self.plans.len()];
        while !open.is_empty() && !self.work.is_ended() {
            let each = open.par_iter().with_max_len(1);
            let ended: Vec<Turn> = each.map(|&at| self.turn(at)).collect();
            let mut left = Vec::new();
            for (at, turn) in open.iter().zip(&ended) {
                match turn {
                    Turn::Read(outcome) => outcomes[*at] = Some(*outcome),
                    Turn::Done => {}
                    Turn::Open => left.push(*at),
                }
            }
            // The others have what is left in hand.
            if left.len() == open.len() {
                for &at in &left {
                    self.work.noted(self.help(at));
                }
                self.rest();
            }
            open = left;
        }
        self.share(&mut outcomes);
        (outcomes.into_iter().flatten().collect(), open.len())
    }

    /// Reads pages of a document that another process has in hand.
    fn help(&self, at: usize) -> Result<(), ResultsError> {
        match (&self.plans[at], &self.inputs[at]) {
            (Plan::Read(sha256, bytes), Ok(path)) if !self.work.is_ended() => {
                let job = job(path, sha256, *bytes);
                let content = content_key(sha256, &job.name);
                self.work.help(&job, &|| self.is_done_now(&content))
            }
            _ => Ok(()),
        }
    }

    fn has_results(&self, path: &Path, sha256: &str) -> bool {
        let batch = self.work.batch;
        let folder = batch.names.folder(path, sha256);
        batch.out.results().join(folder).join(DOCUMENT).exists()
    }

    /// Whether a content is done, as the journals are now.
    fn is_done_now(&self, content: &Key) -> Result<bool, ResultsError> {
        let mut done = self.done();
        if !done.has(content) {
            done.refresh(self.work.batch.out)?;
        }
        Ok(done.has(content))
    }

    fn rest(&self) {
        let start = Instant::now();
        while start.elapsed() < self.member.leases.rest() && !self.work.is_ended() {
            sleep(WAKE);
        }
    }

    /// Gives inputs that equal those that were read here the same results.
    fn share(&self, outcomes: &mut [Option<Outcome>]) {
        for (at, plan) in self.plans.iter().enumerate() {
            if let (Plan::SameAs(first), Ok(path)) = (plan, &self.inputs[at])
                && let Some(first) = outcomes[*first]
            {
                let shared = self.work.share(at, first, recorded(path));
                outcomes[at] = self.work.noted(shared);
            }
        }
    }

    fn turn(&self, at: usize) -> Turn {
        let turn = self.take_turn(at);
        self.work.noted(turn).unwrap_or(Turn::Open)
    }

    /// Reads an input, unless another process has done so or has it in hand.
    fn take_turn(&self, at: usize) -> Result<Turn, ResultsError> {
        if self.work.is_ended() {
            return Ok(Turn::Open);
        }
        let (Plan::Read(sha256, _), Ok(path)) = (&self.plans[at], &self.inputs[at]) else {
            return self.read(at, None);
        };
        let content = content_key(sha256, &recorded(path));
        if self.done().has(&content) {
            return Ok(Turn::Done);
        }
        let lease = self.member.leases.claim(&content)?;
        let was_free = lease.as_ref().is_some_and(Lease::was_free);
        // What another has given back since has results: where there are none, the journals of all need not be read.
        let may_be_done = !was_free || self.has_results(path, sha256);
        match lease {
            _ if may_be_done && self.is_done_now(&content)? => Ok(Turn::Done),
            Some(lease) => self.read(at, Some(lease)),
            None => Ok(Turn::Open),
        }
    }

    /// Reads an input; the lease of one that has no results stays, so that who asks for it looks what was done.
    fn read(&self, at: usize, lease: Option<Lease>) -> Result<Turn, ResultsError> {
        let outcome = self.work.carry_out(at, &self.plans[at], &self.inputs[at])?;
        let failed = outcome.is_some_and(|outcome| !outcome.has_results);
        if let Some(lease) = lease.filter(|_| failed) {
            lease.keep();
        }
        Ok(outcome.map_or(Turn::Open, Turn::Read))
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of an input whose turn it was.
#[derive(Clone, Copy)]
enum Turn {
    /// It was read here.
    Read(Outcome),
    /// Another process read it.
    Done,
    /// Another process has it in hand, or no new work is begun.
    Open,
}
