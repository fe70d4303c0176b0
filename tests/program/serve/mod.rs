//! `baocao serve`: what it shows in a browser, what it refuses, how fast it is with many documents.

mod attacks;
mod browser;
mod corrections;
mod load;

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn baocao() -> Command {
    Command::new(env!("CARGO_BIN_EXE_baocao"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command that must do well; what it writes.
fn said(command: &mut Command) -> String {
    let output = command.output().expect("started");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{command:?}\n{text}");
    text
}

/// Reads inputs into a folder.
fn read(inputs: &[&str], out: &Path) {
    let mut run = baocao();
    said(
        run.current_dir(root())
            .args(["-q", "run"])
            .args(inputs)
            .arg("-o")
            .arg(out),
    );
}

/// A folder with the results of the small archive and a scan, made once; a copy for each test.
fn results() -> TempDir {
    static RESULTS: OnceLock<PathBuf> = OnceLock::new();
    let made = RESULTS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("results");
        let _ = std::fs::remove_dir_all(&folder);
        read(
            &["fixtures/archive", "fixtures/scans/sample-report.tif"],
            &folder,
        );
        folder
    });
    let copy = tempfile::tempdir().expect("a folder");
    said(
        Command::new("cp")
            .arg("-r")
            .arg(made.join("."))
            .arg(copy.path()),
    );
    copy
}

/// A server, ended with its owner.
struct Server {
    child: Child,
    port: u16,
    _results: Option<TempDir>,
}

impl Server {
    fn of(out: &Path, arguments: &[&str]) -> Server {
        let mut serve = baocao();
        serve
            .current_dir(root())
            .arg("serve")
            .arg(out)
            .args(["--author", "Lan"]);
        let bind = ["--bind", "127.0.0.1:0"];
        let arguments = if arguments.contains(&"--bind") {
            arguments.to_vec()
        } else {
            [&bind, arguments].concat()
        };
        let mut child = serve
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("the address");
        let port = line
            .trim()
            .split('/')
            .nth(2)
            .and_then(|address| address.rsplit(':').next());
        let port = port
            .and_then(|port| port.parse().ok())
            .unwrap_or_else(|| panic!("no address: {line}"));
        Server {
            child,
            port,
            _results: None,
        }
    }

    /// Of results of its own.
    fn new() -> Server {
        let results = results();
        Server::of(results.path(), &[]).holding(results)
    }

    fn holding(mut self, results: TempDir) -> Server {
        self._results = Some(results);
        self
    }

    /// Ends the server; its results stay.
    fn end(mut self) -> TempDir {
        self._results.take().expect("results")
    }

    fn out(&self) -> PathBuf {
        self._results.as_ref().expect("results").path().to_owned()
    }

    /// Sends a request as it stands; status, head and body.
    fn raw(&self, request: &str) -> (u16, String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        stream
            .set_read_timeout(Some(Duration::from_secs(300)))
            .expect("set");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .unwrap_or(0);
        (
            status,
            head,
            bytes.get(end + 4..).unwrap_or_default().to_vec(),
        )
    }

    /// A request with headers of one's own (`Host` among them, if wanted).
    fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String, Vec<u8>) {
        let own = format!("127.0.0.1:{}", self.port);
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {own}\r\n");
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            request += &format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        self.raw(&format!("{request}\r\n{body}"))
    }

    /// The JSON at a path.
    fn get(&self, path: &str) -> Value {
        let (status, head, body) = self.ask("GET", path, &[], "");
        assert_eq!(
            status,
            200,
            "{path}: {head}\n{}",
            String::from_utf8_lossy(&body)
        );
        serde_json::from_slice(&dechunked(&head, &body)).expect("JSON")
    }

    /// Sends JSON; status and answer.
    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, head, answer) =
            self.ask("POST", path, &[("X-Baocao", "1")], &body.to_string());
        (
            status,
            serde_json::from_slice(&dechunked(&head, &answer)).unwrap_or_default(),
        )
    }

    /// How long the server takes for a path, the best of some tries.
    fn time(&self, path: &str) -> Duration {
        let one = |_| {
            let start = Instant::now();
            let (status, head, _) = self.ask("GET", path, &[], "");
            assert_eq!(status, 200, "{path}: {head}");
            start.elapsed()
        };
        (0..3).map(one).min().expect("tried")
    }
}

/// A body that came in pieces.
fn dechunked(head: &str, body: &[u8]) -> Vec<u8> {
    if !head.to_lowercase().contains("transfer-encoding: chunked") {
        return body.to_vec();
    }
    let (mut rest, mut whole) = (body, Vec::new());
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        whole.extend(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    whole
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
