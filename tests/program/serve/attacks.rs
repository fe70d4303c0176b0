//! What must be refused, and what must be shown as text.

use super::{Server, baocao, read, results};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn no_path_leads_out_of_the_page_and_the_store() {
    let server = Server::new();
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/views/../../etc/passwd",
        "//etc/passwd",
        "/api/documents/..%2f..%2fetc%2fpasswd",
        "/api/documents/1/pages/../../../etc/passwd",
        "/api/documents/1/pages/..%2f1/picture",
        "/api/documents/-1",
        "/api/documents/999999/pages/1/picture",
        "/api/documents/1/pages/0/picture",
        "/api/documents/1/pages/4294967295/picture",
        "/archive.db",
        "/documents/",
        "/index.html",
    ] {
        let (status, head, body) = server.ask("GET", path, &[], "");
        let text = String::from_utf8_lossy(&body);
        assert!((400..500).contains(&status), "{path}: {head}");
        assert!(
            !text.contains("root:") && !text.contains("[package]"),
            "{path}: {text}"
        );
    }
}

#[test]
fn foreign_names_and_origins_are_refused() {
    let server = Server::new();
    let host = format!("127.0.0.1:{}", server.port);
    let own = format!("http://{host}");
    for (headers, expected) in [
        (vec![], 200),
        (vec![("Host", "evil.example")], 403),
        (vec![("Host", "localhost.evil.example:80")], 403),
        (vec![("Origin", "http://evil.example")], 403),
        (vec![("Origin", "null")], 403),
        (vec![("Origin", own.as_str())], 200),
        (vec![("Sec-Fetch-Site", "cross-site")], 403),
        (vec![("Sec-Fetch-Site", "same-site")], 403),
        (vec![("Sec-Fetch-Site", "same-origin")], 200),
    ] {
        let (status, head, _) = server.ask("GET", "/api/documents", &headers, "");
        assert_eq!(status, expected, "{headers:?}: {head}");
        assert!(
            head.contains("content-security-policy: default-src 'none'"),
            "{head}"
        );
        assert!(head.contains("x-content-type-options: nosniff"), "{head}");
        assert!(!head.contains("access-control-allow"), "{head}");
    }
    let (status, ..) = server.raw("GET /api/documents HTTP/1.0\r\n\r\n");
    assert!(status == 400 || status == 403);
}

#[test]
fn writes_need_what_other_origins_cannot_send() {
    let server = Server::new();
    let id = server.get("/api/documents?q=%22467%2FBC-STTTT%22")["rows"][0]["id"].clone();
    let body =
        json!({"document": id, "target": "header", "item": "place", "new": "Cần Thơ"}).to_string();
    for headers in [
        vec![],
        vec![("X-Baocao", "1"), ("Origin", "http://evil.example")],
        vec![("X-Baocao", "1"), ("Sec-Fetch-Site", "cross-site")],
        vec![("X-Baocao", "1"), ("Host", "evil.example")],
    ] {
        let (status, ..) = server.ask("POST", "/api/decisions", &headers, &body);
        assert_eq!(status, 403, "{headers:?}");
    }
    let path = format!("/api/documents/{id}");
    let history = |server: &Server| server.get(&path)["corrections"].as_array().map(Vec::len);
    assert_eq!(history(&server), Some(0));
    // A form of another page can send text alone.
    let form = format!(
        "POST /api/decisions HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nX-Baocao: 1\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
        server.port,
        body.len()
    );
    assert_eq!(server.raw(&form).0, 415);
    let (status, answer) = server.post(
        "/api/decisions",
        &serde_json::from_str(&body).expect("JSON"),
    );
    assert_eq!(status, 200, "{answer}");
    assert_eq!(history(&server), Some(1));
    let long = json!({"document": id, "target": "line", "item": "1", "new": "x".repeat(100_000)});
    assert_eq!(server.post("/api/decisions", &long).0, 413);
    for (target, item, new) in [
        ("header", "date", "14/2/2023"),
        ("statistic", "s1", "many"),
        ("statistic", "s999", "1"),
        ("line", "1", "two\nlines"),
        ("documents; DROP TABLE pages", "x", "y"),
        ("header", "path", "/etc/passwd"),
    ] {
        let (status, answer) = server.post(
            "/api/decisions",
            &json!({"document": id, "target": target, "item": item, "new": new}),
        );
        assert_eq!(status, 422, "{target} {item}: {answer}");
    }
    assert_eq!(history(&server), Some(1));
}

#[test]
fn beyond_this_machine_a_token_is_needed() {
    let results = results();
    let serve = |arguments: &[&str]| {
        let mut serve = baocao();
        serve
            .env_remove("BAOCAO_TOKEN")
            .arg("serve")
            .arg(results.path())
            .args(arguments);
        serve.output().expect("started").status.code()
    };
    assert_eq!(serve(&["--bind", "0.0.0.0:0"]), Some(2));
    assert_eq!(serve(&["--bind", "0.0.0.0:0", "--token", "short"]), Some(2));
    let token = "0123456789-abcdef";
    let server = Server::of(results.path(), &["--bind", "0.0.0.0:0", "--token", token]);
    let asked = |headers: &[(&str, &str)]| server.ask("GET", "/api/overview", headers, "").0;
    let cookie = format!("other=1; baocao-token={token}");
    let bearer = format!("Bearer {token}");
    assert_eq!(asked(&[]), 401);
    assert_eq!(asked(&[("Cookie", "baocao-token=0123456789-abcdeg")]), 401);
    assert_eq!(asked(&[("Authorization", "Bearer ")]), 401);
    assert_eq!(asked(&[("Cookie", cookie.as_str())]), 200);
    assert_eq!(
        asked(&[
            ("Authorization", bearer.as_str()),
            ("Host", "archive.example")
        ]),
        200
    );
    assert_eq!(server.ask("GET", "/", &[], "").0, 401);
    assert_eq!(server.ask("GET", "/?token=wrong", &[], "").0, 401);
    let (status, head, _) = server.ask("GET", &format!("/?token={token}"), &[], "");
    assert_eq!(status, 303);
    assert!(
        head.contains("HttpOnly; SameSite=Strict") && head.contains("location: /"),
        "{head}"
    );
}

#[test]
fn sql_and_html_are_words() {
    let server = Server::new();
    for words in [
        "'%3B%20DROP%20TABLE%20pages%3B--",
        "%22%20OR%201%3D1",
        "*",
        "%00",
        "words%3A%28",
    ] {
        server.get(&format!("/api/documents?q={words}"));
        server.get(&format!(
            "/api/documents?agency={words}&year=2023&after={words}"
        ));
        server.get(&format!("/api/series?indicator={words}&by={words}"));
        server.get(&format!("/api/indicators?q={words}"));
        server.get(&format!("/api/review?after={words}"));
    }
    let found = server.get("/api/documents?q=%22duong%20day%22");
    let snippet = &found["rows"][0]["snippet"];
    assert!(
        snippet.to_string().contains("<script>alert(1)"),
        "{snippet}"
    );
    assert_eq!(server.get("/api/documents")["count"], 10);
}

#[test]
fn clients_that_never_finish_a_request_keep_nobody_out() {
    let server = Server::new();
    let half = |_| {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("connected");
        stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
        stream
    };
    let held: Vec<TcpStream> = (0..200).map(half).collect();
    let start = Instant::now();
    let (status, head, _) = server.ask("GET", "/api/documents", &[], "");
    assert_eq!(status, 200, "{head}");
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    let mut closed = held.into_iter().next().expect("the first");
    let timeout = Some(Duration::from_secs(5));
    closed.set_read_timeout(timeout).expect("a timeout");
    let end = closed.read(&mut [0; 1]);
    assert!(
        matches!(end, Ok(0))
            || end.is_err_and(|error| error.kind() != std::io::ErrorKind::WouldBlock)
    );
}

#[test]
fn it_ends_when_it_is_asked_to_and_seals_the_store() {
    for signal in ["-INT", "-TERM"] {
        let results = results();
        let mut server = Server::of(results.path(), &[]);
        server.get("/api/documents");
        let mut half = TcpStream::connect(("127.0.0.1", server.port)).expect("connected");
        half.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
        let sum = results.path().join("archive.db.sha256");
        assert!(!sum.exists(), "{signal}");
        let start = Instant::now();
        let mut kill = std::process::Command::new("kill");
        let pid = server.child.id().to_string();
        assert!(kill.args([signal, &pid]).status().expect("kill").success());
        assert!(server.child.wait().expect("ended").success(), "{signal}");
        let time = start.elapsed();
        assert!(time < Duration::from_secs(5), "{signal}: {time:?}");
        assert!(sum.exists(), "{signal}");
    }
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let server = Server::new();
    let long = "a%20".repeat(2500);
    for (path, expected) in [
        (format!("/api/series?indicator={long}"), 422),
        (format!("/api/indicators?q={long}"), 422),
        (format!("/api/documents?q={long}"), 422),
        ("/api/documents?year=99999999999999999999".to_owned(), 422),
        (format!("/api/documents?agency={long}"), 422),
        (format!("/api/series?indicator=a&agency={long}"), 422),
        ("/api/documents?year=12345".to_owned(), 422),
        ("/api/documents?below=much".to_owned(), 422),
        ("/api/documents?below=NaN".to_owned(), 422),
        ("/api/documents?below=2".to_owned(), 422),
        ("/api/documents?year=2023".to_owned(), 200),
    ] {
        let (status, head, _) = server.ask("GET", &path, &[], "");
        assert_eq!(status, expected, "{path}: {head}");
    }
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("connected");
    let twice =
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    stream.write_all(twice.as_bytes()).expect("sent");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("a reply");
    assert!(reply.starts_with("HTTP/1.1 400"), "{reply}");
}

#[test]
fn pictures_are_those_of_the_input_that_was_read() {
    let server = Server::new();
    let documents = server.get("/api/documents");
    let rows = documents["rows"].as_array().expect("rows");
    let scan = rows.iter().find(|row| {
        row["path"]
            .as_str()
            .is_some_and(|path| path.ends_with(".tif"))
    });
    let path = format!(
        "/api/documents/{}/pages/1/picture",
        scan.expect("a scan")["id"]
    );
    let (status, head, _) = server.ask("GET", &path, &[], "");
    assert_eq!(status, 200, "{head}");
    assert!(head.contains("cache-control: private, no-cache"), "{head}");
    let tag = head
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .expect("a tag");
    let (status, ..) = server.ask("GET", &path, &[("If-None-Match", tag)], "");
    assert_eq!(status, 304);
    let (status, ..) = server.ask("GET", &path, &[("If-None-Match", "\"another-1\"")], "");
    assert_eq!(status, 200);
    let of = |sha256: &str| {
        let path = format!("{path}?sha256={sha256}");
        server.ask("GET", &path, &[], "").0
    };
    let input = tag.trim_matches('"').trim_end_matches("-1");
    assert_eq!((of(input), of(&"0".repeat(64))), (200, 404));
}

#[test]
fn nothing_is_shown_or_corrected_beside_a_later_reading() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("a.txt"), folder.path().join("out"));
    let run = |text: &str| {
        std::fs::write(&input, text).expect("written");
        read(&[input.to_str().expect("a path")], &out);
    };
    run("Số: 1/BC-UBND\nBáo cáo cũ\n");
    let server = Server::of(&out, &[]);
    let id = server.get("/api/documents")["rows"][0]["id"].clone();
    let shown = server.get(&format!("/api/documents/{id}"))["sha256"].clone();
    let shown = shown.as_str().expect("a checksum").to_owned();
    let page = format!("/api/documents/{id}/pages/1?sha256={shown}");
    let correct = |new: &str| {
        let line =
            json!({"document": id, "sha256": shown, "target": "line", "item": "2", "new": new});
        server.post("/api/decisions", &line)
    };
    assert_eq!(server.get(&page)["sha256"], *shown);
    assert_eq!(correct("Báo cáo đã sửa").0, 200);
    run("Số: 1/BC-UBND\nBáo cáo mới\n");
    let (status, _, body) = server.ask("GET", &page, &[], "");
    let why = String::from_utf8_lossy(&body).into_owned();
    assert!(status == 404 && why.contains("read anew"), "{why}");
    let (status, answer) = correct("Báo cáo sửa sai");
    assert_eq!(status, 404, "{answer}");
    let document = server.get(&format!("/api/documents/{id}"));
    assert_ne!(document["sha256"], *shown);
    let lines = server.get(&format!("/api/documents/{id}/pages/1"))["lines"].to_string();
    assert!(lines.contains("Báo cáo mới"), "{lines}");
}
