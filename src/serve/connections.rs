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
use tokio::time::{Instant, Sleep, sleep};

/// Connections at once; browsers open six each. Systems allow a process 128 files at least.
const MOST: usize = 48;
/// What a connection may take.
const TIMES: Times = Times {
    unused: Duration::from_secs(320),
    request: Duration::from_secs(20),
};
/// Wait after the system refused a connection: it has no more files, until some are closed.
const REFUSED: Duration = Duration::from_millis(50);

/// How long a connection may wait.
#[derive(Debug, Clone, Copy)]
struct Times {
    /// Without a request: longer than browsers keep a connection that they do not use, so that it is they who close it,
    /// and no request meets a connection that is just being closed.
    unused: Duration,
    /// For a request to come, head and body, from its first byte.
    request: Duration,
}

/// A listener whose connections are limited.
pub(crate) struct Connections {
    listener: TcpListener,
    times: Times,
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
    times: Times,
    /// Whether a request has begun to come.
    asked: bool,
    deadline: Pin<Box<Sleep>>,
}

impl Connections {
    pub(crate) fn new(listener: TcpListener) -> Self {
        Connections {
            listener,
            times: TIMES,
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
                        times: self.times,
                        asked: false,
                        deadline: Box::pin(sleep(self.times.unused)),
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

impl Connection {
    /// Sets how long it may go on.
    fn limit(&mut self, time: fn(Times) -> Duration) {
        self.deadline
            .as_mut()
            .reset(Instant::now() + time(self.times));
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
        if !self.open.may_wait(self.number, context) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        // What has come counts, also when a busy machine looks for it late.
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.open.used(self.number);
            if !std::mem::replace(&mut self.asked, true) {
                self.limit(|times| times.request);
            }
            return read;
        }
        match self.deadline.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
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
            self.asked = false;
            self.limit(|times| times.unused);
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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::serve::Listener;
    use std::future::poll_fn;
    use std::io::Write;

    /// Both ends of a connection that may take these times, in milliseconds.
    async fn connected(unused: u64, request: u64) -> (std::net::TcpStream, Connection) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let mut connections = Connections::new(listener);
        connections.times = Times {
            unused: Duration::from_millis(unused),
            request: Duration::from_millis(request),
        };
        let address = connections.local_addr().expect("an address");
        let client = std::net::TcpStream::connect(address).expect("connected");
        (client, connections.accept().await.0)
    }

    async fn read(connection: &mut Connection) -> io::Result<Vec<u8>> {
        let mut bytes = [0; 8];
        let mut buffer = ReadBuf::new(&mut bytes);
        poll_fn(|context| Pin::new(&mut *connection).poll_read(context, &mut buffer)).await?;
        Ok(buffer.filled().to_vec())
    }

    fn run(test: impl Future<Output = ()>) {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build();
        runtime.expect("a runtime").block_on(test);
    }

    #[test]
    fn a_request_that_has_come_is_read_however_late_it_is_looked_for() {
        run(async {
            let (mut client, mut connection) = connected(1, 1).await;
            client.write_all(b"GET /").expect("sent");
            sleep(Duration::from_millis(30)).await;
            assert_eq!(read(&mut connection).await.expect("read"), b"GET /");
        });
    }

    #[test]
    fn what_goes_on_after_its_first_byte_has_a_limit() {
        run(async {
            let (mut client, mut connection) = connected(3_600_000, 1).await;
            client.write_all(b"G").expect("sent");
            assert_eq!(read(&mut connection).await.expect("read"), b"G");
            let end = read(&mut connection).await.expect_err("no more came");
            assert_eq!(end.kind(), io::ErrorKind::TimedOut);
        });
    }
}
