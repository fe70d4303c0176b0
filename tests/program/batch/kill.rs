//! Power fails at any moment; two runs meet.

use super::{PATIENCE, assert_no_leftovers, assert_same, baocao, long, rows, run, said, scans};
use crate::random::Random;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs until the time is over, then kills; appends what was said. Whether it was killed.
pub(super) fn killed(command: &mut Command, after: Duration, log: &Path) -> bool {
    let log = fs::File::options().create(true).append(true).open(log);
    let mut child = command
        .stderr(log.expect("a log"))
        .spawn()
        .expect("started");
    let start = Instant::now();
    while start.elapsed() < after {
        if child.try_wait().expect("waited").is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    child.wait().expect("waited");
    true
}

#[test]
fn a_batch_that_is_killed_again_and_again_comes_to_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    scans::folder(&path("in"), long(5, 20) as u32, 2);
    let command = |out: &Path| {
        let mut command = run(&path("in"), out);
        command.args(["-v", "--alto"]);
        command
    };
    let start = Instant::now();
    said(&mut command(&path("undisturbed")), 0);
    let wanted = long(6, 50);
    // Half as much time again, over all, as an undisturbed run takes: each begins anew.
    let most = 3 * start.elapsed().as_millis() as u64 / wanted as u64;
    let (mut random, mut kills, mut batches) = (Random(20_230_214), 0, 0);
    // A batch that is done before it was killed often enough is followed by another.
    while kills < wanted {
        let (out, log) = (path(&format!("out-{batches}")), path("log"));
        let after = |random: &mut Random| Duration::from_millis(50 + random.below(most));
        while kills < wanted && killed(&mut command(&out), after(&mut random), &log) {
            kills += 1;
        }
        let last = said(&mut command(&out), 0);
        assert_same(&out, &path("undisturbed"));
        assert_no_leftovers(&out);
        assert_eq!(stored(&out), stored(&path("undisturbed")));
        said(baocao().arg("verify").arg(&out), 0);
        assert_read_once(&(fs::read_to_string(&log).expect("a log") + &last));
        fs::remove_file(log).expect("removed");
        batches += 1;
    }
    eprintln!(
        "{kills} kills over {batches} batches of {} pages",
        long(10, 40)
    );
}

/// What the store holds of every document.
pub(super) fn stored(out: &Path) -> String {
    let all = "SELECT number, issued, subject, pages, \
               (SELECT count(*) FROM statistics s WHERE s.document_id = d.id), \
               (SELECT count(*) FROM page_words w JOIN pages p ON p.id = w.rowid WHERE p.document_id = d.id) \
               FROM documents d ORDER BY path";
    let mut query = baocao();
    query.args(["query", "--format", "csv", all, "-o"]);
    said(query.arg(out), 0)
}

/// Asserts that no page is said to be read twice.
pub(super) fn assert_read_once(log: &str) {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for line in log.lines().filter(|line| line.ends_with(" is read")) {
        *times.entry(line).or_default() += 1;
    }
    assert!(!times.is_empty(), "{log}");
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn the_second_of_two_runs_says_so_and_a_dead_one_holds_no_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    scans::folder(&input, 1, 1);
    let mut first = run(&input, &out)
        .env("BAOCAO_FAULT", "hang@scan-00.tif#1")
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let start = Instant::now();
    let held = || fs::read_to_string(out.join(".baocao/lock")).unwrap_or_default();
    while held().trim() != first.id().to_string() {
        assert!(start.elapsed() < PATIENCE, "it never took the lock");
        std::thread::sleep(Duration::from_millis(10));
    }
    let second = said(&mut run(&input, &out), 3);
    let holder = format!("another run (process {})", first.id());
    assert!(second.contains(&holder), "{second}");
    first.kill().expect("killed");
    first.wait().expect("waited");
    said(&mut run(&input, &out), 0);
    assert_eq!(rows(&out).len(), 1);
}
