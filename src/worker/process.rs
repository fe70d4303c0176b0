//! A page server in a process of its own: asked over a pipe, given up after a while, started again
//! when it has died.

use super::frame;
use super::frame::Message;
use super::request::{AnyRequest, FileToRead, Request};
use super::response::Reply;
use super::stop::Stop;
use std::ffi::OsString;
use std::io::{BufReader, BufWriter, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
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

/// Why no reply came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Loss {
    #[error("a worker process cannot be started: {0}; see `baocao doctor`")]
    Start(String),
    #[error("not done in time ({} s); --timeout-page allows more", .0.as_secs_f32())]
    TimedOut(Duration),
    #[error("not done, as it was asked to stop")]
    Stopped,
    #[error("ran out of memory; --memory-per-worker allows more")]
    Memory,
    #[error("brought its worker down ({0}); look at the page, or scan it again")]
    Died(String),
    #[error("its worker gave an invalid reply ({0}); see `baocao doctor`")]
    Invalid(String),
}

/// A process, started with its first request.
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

    /// Sends a request, and waits for its reply no longer than `timeout`. After a loss the next
    /// request goes to a new process.
    pub(crate) fn send<R: Request>(
        &mut self,
        file: &FileToRead,
        request: R,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Reply<R::Response>, Loss> {
        if self.running.as_mut().is_some_and(Running::is_gone) {
            self.running = None;
        }
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.launch).map_err(|e| Loss::Start(e.to_string()))?,
        };
        let message = running.send(file, &request.into(), timeout, stop)?;
        let reply = message
            .reply()
            .map_err(|error| Loss::Invalid(error.to_string()))?;
        self.running = Some(running);
        Ok(reply)
    }
}

#[derive(Debug)]
struct Running {
    child: Child,
    requests: BufWriter<ChildStdin>,
    replies: Receiver<Message>,
    /// Gives the end of what the process wrote to its standard error.
    last_errors: Option<JoinHandle<String>>,
}

/// How long a reply is waited for until it is looked whether it was asked to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Bytes that are kept of what a process wrote last to its standard error.
const LAST_ERRORS: usize = 4096;

impl Running {
    fn start(launch: &Launch) -> io::Result<Self> {
        let mut command = Command::new(&launch.program);
        command
            .args(&launch.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Only the end of what a worker writes is kept, and that is to be the reason.
            .env("RUST_BACKTRACE", "0");
        own_process_group(&mut command);
        let mut child = command.spawn()?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let mut stdout = BufReader::new(stdout.expect("a pipe was asked for"));
        let stderr = stderr.expect("a pipe was asked for");
        let (send, replies) = channel();
        thread::spawn(move || {
            while let Ok(Some(message)) = frame::read_message(&mut stdout) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        Ok(Running {
            child,
            requests: BufWriter::new(stdin.expect("a pipe was asked for")),
            replies,
            last_errors: Some(thread::spawn(move || end_of(stderr))),
        })
    }

    fn is_gone(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    fn send(
        &mut self,
        file: &FileToRead,
        request: &AnyRequest,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Message, Loss> {
        // A process that died does not read; below, no reply comes.
        let _ = frame::write_request(&mut self.requests, file, request);
        let start = Instant::now();
        loop {
            let left = timeout.saturating_sub(start.elapsed());
            match self.replies.recv_timeout(left.min(LOOK)) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Disconnected) => return Err(self.loss()),
                Err(RecvTimeoutError::Timeout) if stop.is_asked() => return Err(Loss::Stopped),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    return Err(Loss::TimedOut(timeout));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn loss(&mut self) -> Loss {
        let status = self.child.wait();
        let errors = self.last_errors.take().map(JoinHandle::join);
        let errors = errors.and_then(Result::ok).unwrap_or_default();
        let out_of_memory = ["memory allocation of", "bad_alloc", "out of memory"];
        match status {
            _ if out_of_memory.iter().any(|sign| errors.contains(sign)) => Loss::Memory,
            Ok(status) => Loss::Died(describe(status)),
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

/// Ctrl-C on a terminal goes to all processes of a group; ours decides when its processes end.
#[cfg(unix)]
fn own_process_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_process_group(_: &mut Command) {}

/// How a process ended.
#[cfg(unix)]
fn describe(status: ExitStatus) -> String {
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
fn describe(status: ExitStatus) -> String {
    status.to_string()
}

fn end_of(mut stream: impl Read) -> String {
    let (mut kept, mut buffer) = (Vec::new(), [0; LAST_ERRORS]);
    while let Ok(read @ 1..) = stream.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..read]);
        kept.drain(..kept.len().saturating_sub(LAST_ERRORS));
    }
    String::from_utf8_lossy(&kept).into_owned()
}
