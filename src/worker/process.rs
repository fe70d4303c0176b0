//! A desk in a process of its own: asked over a pipe, given up after a while, started anew when it
//! has died.

use super::frame;
use super::frame::Said;
use crate::worker::{Ask, FileToRead};
use std::ffi::OsString;
use std::io::{BufReader, BufWriter, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use std::{io, thread};

/// How to start a process that answers frames on its standard input with frames on its standard
/// output.
#[derive(Debug, Clone, Default)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Loss {
    #[error("a worker process cannot be started: {0}; see `baocao doctor`")]
    Start(String),
    #[error("not done in time ({} s); --timeout-page allows more", .0.as_secs_f32())]
    TimedOut(Duration),
    #[error("ran out of memory; --memory-per-worker allows more")]
    Memory,
    #[error("brought its worker down ({0}); look at the page, or scan it again")]
    Died(String),
}

/// A process, started when it is first asked.
#[derive(Debug)]
pub(crate) struct Process {
    launch: Launch,
    running: Option<Running>,
}

impl Process {
    pub(crate) fn new(launch: Launch) -> Self {
        Process {
            launch,
            running: None,
        }
    }

    /// Asks, and waits for an answer no longer than `patience`. After a loss the next question goes
    /// to a new process.
    pub(crate) fn ask(
        &mut self,
        file: &FileToRead,
        ask: &Ask,
        patience: Duration,
    ) -> Result<Said, Loss> {
        if self.running.as_mut().is_some_and(Running::is_gone) {
            self.running = None;
        }
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.launch).map_err(|e| Loss::Start(e.to_string()))?,
        };
        let said = running.ask(file, ask, patience)?;
        self.running = Some(running);
        Ok(said)
    }
}

#[derive(Debug)]
struct Running {
    child: Child,
    questions: BufWriter<ChildStdin>,
    answers: Receiver<Said>,
    /// Gives the end of what the process said on its standard error.
    last_words: Option<JoinHandle<String>>,
}

/// Bytes of a process's last words that are kept.
const LAST_WORDS: usize = 4096;

impl Running {
    fn start(launch: &Launch) -> io::Result<Self> {
        let mut command = Command::new(&launch.program);
        command
            .args(&launch.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Only the end of what a worker says is kept, and that is to be the reason.
            .env("RUST_BACKTRACE", "0");
        apart(&mut command);
        let mut child = command.spawn()?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let mut stdout = BufReader::new(stdout.expect("a pipe was asked for"));
        let stderr = stderr.expect("a pipe was asked for");
        let (send, answers) = channel();
        thread::spawn(move || {
            while let Ok(Some(said)) = frame::read_said(&mut stdout) {
                if send.send(said).is_err() {
                    return;
                }
            }
        });
        Ok(Running {
            child,
            questions: BufWriter::new(stdin.expect("a pipe was asked for")),
            answers,
            last_words: Some(thread::spawn(move || end_of(stderr))),
        })
    }

    fn is_gone(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn ask(&mut self, file: &FileToRead, ask: &Ask, patience: Duration) -> Result<Said, Loss> {
        // A process that died does not read; that no answer comes says so below.
        let _ = frame::write_ask(&mut self.questions, file, ask);
        match self.answers.recv_timeout(patience) {
            Ok(said) => Ok(said),
            Err(RecvTimeoutError::Timeout) => Err(Loss::TimedOut(patience)),
            Err(RecvTimeoutError::Disconnected) => Err(self.loss()),
        }
    }

    fn loss(&mut self) -> Loss {
        let status = self.child.wait();
        let words = self.last_words.take().map(JoinHandle::join);
        let words = words.and_then(Result::ok).unwrap_or_default();
        let out_of_memory = ["memory allocation of", "bad_alloc", "out of memory"];
        match status {
            _ if out_of_memory.iter().any(|sign| words.contains(sign)) => Loss::Memory,
            Ok(status) => Loss::Died(manner(status)),
            Err(error) => Loss::Died(error.to_string()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Either fails only where the process is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ctrl-C on a terminal goes to all processes of a group; ours is to finish its pages first.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}

/// How a process ended.
#[cfg(unix)]
fn manner(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(6) => "signal 6, abort".to_owned(),
        Some(9) => "signal 9, killed, as where memory is short".to_owned(),
        Some(11) => "signal 11, segmentation fault".to_owned(),
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn manner(status: ExitStatus) -> String {
    status.to_string()
}

fn end_of(mut stream: impl Read) -> String {
    let (mut kept, mut buffer) = (Vec::new(), [0; LAST_WORDS]);
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..read]);
        kept.drain(..kept.len().saturating_sub(LAST_WORDS));
    }
    String::from_utf8_lossy(&kept).into_owned()
}
