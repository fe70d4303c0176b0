//! Many documents: searching and every page of the site. Two thousand in `make test`, a hundred
//! thousand in `make soak`, where they must be quick.

use super::{Server, root};
use crate::random::Random;
use baocao::archive::Store;
use baocao::document::record::{Document, SCHEMA_VERSION, Source, SourceKind};
use baocao::extract::Extractor;
use baocao::results::manifest::{Row, Status};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// Syllables that made-up texts are made of: common ones, so that words tell little.
const SYLLABLES: [&str; 40] = [
    "công", "tác", "thông", "tin", "báo", "cáo", "tỉnh", "huyện", "xã", "chuyển", "đổi", "số",
    "hồ", "sơ", "trực", "tuyến", "thực", "hiện", "kế", "hoạch", "nhiệm", "vụ", "phát", "triển",
    "kinh", "tế", "hội", "dân", "văn", "hóa", "quản", "lý", "dịch", "cơ", "quan", "điện", "tử",
    "hành", "chính", "năm",
];

/// Fills a store with made-up reports: 200 agencies, twelve years.
fn fill(out: &Path, count: u64) {
    let mut store = Store::open(out, out).expect("a store");
    store
        .connection()
        .pragma_update(None, "synchronous", "off")
        .expect("set");
    let extractor = Extractor::builtin();
    let template =
        fs::read_to_string(root().join("fixtures/archive/stttt-2023-01.txt")).expect("a text");
    let plain = extractor.extract(&template);
    let mut random = Random(2023);
    for n in 0..count {
        let (agency, year, month) = (
            random.below(200),
            2012 + random.below(12),
            1 + random.below(12),
        );
        let mut extraction = plain.clone();
        let header = &mut extraction.header;
        if let Some(number) = &mut header.number {
            number.normalized = Some(format!("{n}/BC-CQ{agency}"));
        }
        if let Some(date) = &mut header.date {
            date.iso =
                (n % 50 != 0).then(|| format!("{year}-{month:02}-{:02}", 1 + random.below(28)));
        }
        if let Some(issuer) = &mut header.issuing_agency {
            issuer.name = Some(format!("Cơ quan số {agency}"));
        }
        for statistic in &mut extraction.statistics {
            statistic.value = Some(random.below(10_000) as f64);
            statistic.span.confidence = Some(random.below(1000) as f32 / 1000.0);
            if let Some(period) = &mut statistic.period {
                period.from = Some(format!("{year}-{month:02}-01"));
            }
        }
        let words = (0..220).map(|_| SYLLABLES[random.below(40) as usize]);
        let words: Vec<&str> = words.collect();
        let rare = if n % 1000 == 7 {
            "khu du lịch ven biển"
        } else {
            ""
        };
        let text = format!("{template}\n{} {rare}", words.join(" "));
        let sha256 = format!("{n:064x}");
        let folder = format!("documents/d{n}");
        let source = Source {
            path: Some(format!("d{n}.txt")),
            sha256: sha256.clone(),
            pages: 1,
            kind: SourceKind::Text,
            engine: None,
            language_data: None,
            model: None,
            signatures: Vec::new(),
        };
        let document = Document {
            schema: SCHEMA_VERSION.to_owned(),
            source,
            extraction,
            pages: Vec::new(),
            stamps: Vec::new(),
            warnings: Vec::new(),
            faults: Vec::new(),
        };
        // What is opened needs its files.
        if n < 40 || n + 45 > count {
            fs::create_dir_all(out.join(&folder)).expect("a folder");
            fs::write(
                out.join(&folder).join("document.json"),
                serde_json::to_vec(&document).expect("JSON"),
            )
            .expect("written");
            fs::write(out.join(&folder).join("text.txt"), &text).expect("written");
        }
        let row = Row {
            sha256: Some(sha256),
            status: Status::Ok,
            folder: Some(folder),
            finished: "2026-01-01T00:00:00Z".to_owned(),
            ..Row::new(format!("d{n}.txt"))
        };
        store.take(&row, document, &text, "").expect("filled");
    }
    store.connection().execute_batch("UPDATE review SET decided = 1 WHERE document_id BETWEEN 41 AND (SELECT max(id) - 41 FROM documents); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);").expect("closed");
}

/// Time that this thread had a processor for: other tests run beside.
fn worked() -> Duration {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// Whether the long form is asked for, in which time is measured.
fn is_soak() -> bool {
    std::env::var_os("BAOCAO_SOAK").is_some()
}

/// Searches that are timed together.
const SEARCHES: u32 = 25;
/// What is asked for.
const SEARCH: Duration = Duration::from_millis(20);
const PAGE: Duration = Duration::from_millis(200);

#[test]
fn searching_and_pages_work_with_many_documents() {
    let count = if is_soak() { 100_000 } else { 2_000 };
    let folder = tempfile::tempdir().expect("a folder");
    let start = Instant::now();
    fill(folder.path(), count);
    eprintln!(
        "{count} documents in {:.1} s",
        start.elapsed().as_secs_f32()
    );
    let store = Store::open_read_only(folder.path()).expect("a store");
    for (marked, plain) in [
        ("chuyển đổi số", "chuyen doi so"),
        ("khu du lịch ven biển", "khu du lich ven bien"),
        ("công", "cong"),
        ("kinh tế hội dân văn hóa", "kinh te hoi dan van hoa"),
        ("\"trực tuyến\" \"ven biển\"", "\"truc tuyen\" \"ven bien\""),
        ("không đâu có", "khong dau co"),
    ] {
        let ids = |words: &str| {
            let found = store.search(words, 50).expect("searched");
            found
                .hits
                .iter()
                .map(|hit| hit.document)
                .collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(ids(marked), ids(plain), "{marked}");
        // The processor's time is counted in ticks.
        let (start, mut hits) = (worked(), 0);
        for _ in 0..SEARCHES {
            hits = store.search(marked, 20).expect("searched").hits.len();
        }
        let time = (worked() - start) / SEARCHES;
        eprintln!(
            "search {marked}: {hits} shown, {:.1} ms",
            time.as_secs_f32() * 1e3
        );
        assert!(!is_soak() || time < SEARCH, "{marked}: {time:?}");
    }
    let server = Server::of(folder.path(), &[]);
    let agency = "C%C6%A1%20quan%20s%E1%BB%91%207";
    for path in [
        "/".to_owned(),
        "/api/overview".to_owned(),
        "/api/documents".to_owned(),
        format!("/api/documents?after=2017-06-15:{}", count / 2),
        "/api/documents?after=:1000000".to_owned(),
        format!("/api/documents?agency={agency}&year=2020"),
        "/api/documents?year=2015&kind=BC".to_owned(),
        "/api/documents?incomplete=1".to_owned(),
        "/api/documents?failing=1".to_owned(),
        "/api/documents?status=failed".to_owned(),
        "/api/documents?below=0.5".to_owned(),
        "/api/documents?q=khu%20du%20lich".to_owned(),
        format!("/api/documents?q=cong%20tac&agency={agency}"),
        "/api/documents/3".to_owned(),
        "/api/documents/3/pages/1".to_owned(),
        "/api/review".to_owned(),
        "/api/indicators?q=ho%20so".to_owned(),
        "/api/series?indicator=ho%20so%20truc%20tuyen&by=month".to_owned(),
        format!("/api/series?indicator=ho%20so%20truc%20tuyen&by=year&agency={agency}"),
        "/api/series?indicator=ho%20so&by=agency".to_owned(),
    ] {
        let time = server.time(&path);
        eprintln!("{path}: {:.1} ms", time.as_secs_f32() * 1e3);
        assert!(!is_soak() || time < PAGE, "{path}: {time:?}");
    }
}
