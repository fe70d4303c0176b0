//! Connections of clients that are slow, or many: each has a limit of time for a request, and where there are more
//! than a few dozen, the one that was silent longest is closed for a new one.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// Connections at once; browsers open six each. Systems allow a process 128 files at least.
const MOST: usize = 48;
/// Time for a request to come, head and body.
const REQUEST: Duration = Duration::from_secs(20);
/// Wait after the system refused a connection: it has no more files, until some are closed.
const REFUSED: Duration = Duration::from_millis(50);

/// A listener whose connections are limited.
pub(crate) struct Connections {
    listener: TcpListener,
    open: Arc<Open>,
    next: u64,
}

/// The connections that are open, by their numbers.
#[derive(Default)]
struct Open(Mutex<HashMap<u64, Slot>>);

/// What is known of a connection beside itself.
struct Slot {
    last_used: Instant,
    closed: bool,
    waker: Option<Waker>,
}

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    open: Arc<Open>,
    number: u64,
    deadline: Pin<Box<Sleep>>,
}

impl Connections {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Connections {
            listener,
            open: Arc::default(),
            next: 0,
        }
    }
}

impl axum::serve::Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    self.next += 1;
                    self.open.add(self.next);
                    let connection = Connection {
                        stream,
                        open: self.open.clone(),
                        number: self.next,
                        deadline: Box::pin(sleep(REQUEST)),
                    };
                    return (connection, address);
                }
                Err(_) => {
                    self.open.close_oldest();
                    sleep(REFUSED).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Open {
    fn slots(&self) -> MutexGuard<'_, HashMap<u64, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, number: u64) {
        if self.slots().len() >= MOST {
            self.close_oldest();
        }
        let slot = Slot {
            last_used: Instant::now(),
            closed: false,
            waker: None,
        };
        self.slots().insert(number, slot);
    }

    /// Closes the connection that was silent longest.
    fn close_oldest(&self) {
        let mut slots = self.slots();
        let open = slots.values_mut().filter(|slot| !slot.closed);
        if let Some(slot) = open.min_by_key(|slot| slot.last_used) {
            slot.closed = true;
            if let Some(waker) = slot.waker.take() {
                waker.wake();
            }
        }
    }

    /// Whether a connection may go on waiting; it is woken when it may no longer.
    fn may_wait(&self, number: u64, context: &Context<'_>) -> bool {
        let mut slots = self.slots();
        let slot = slots.get_mut(&number).filter(|slot| !slot.closed);
        slot.is_some_and(|slot| {
            slot.waker = Some(context.waker().clone());
            true
        })
    }

    fn used(&self, number: u64) {
        if let Some(slot) = self.slots().get_mut(&number) {
            slot.last_used = Instant::now();
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.open.slots().remove(&self.number);
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        if !self.open.may_wait(self.number, context) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.open.used(self.number);
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            // A response is going out; the next request has its own time.
            self.deadline = Box::pin(sleep_until(Instant::now() + REQUEST));
            self.open.used(self.number);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
