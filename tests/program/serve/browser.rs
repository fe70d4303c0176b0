//! The page in a browser: `browser.mjs` and `tasks.mjs`, run by Node with Playwright on Chromium, which `make setup`
//! installs.

use super::{Server, read, results, root};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A report of two pages with a table, plan items, citations of another document, and recipients.
const REPORT: &str = "ỦY BAN NHÂN DÂN TỈNH HÒA AN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG\tĐộc lập - Tự do - Hạnh phúc
Số: 88/BC-SNNMT\tHòa An, ngày 12 tháng 5 năm 2025

BÁO CÁO
Kết quả trồng rừng tháng 4 năm 2025

Thực hiện Kế hoạch số 12/KH-STTTT ngày 05 tháng 01 năm 2023 của Sở Thông tin và Truyền thông và Quyết định số \
45/QĐ-UBND ngày 03 tháng 01 năm 2025 của Ủy ban nhân dân tỉnh, Sở báo cáo như sau:

I. KẾT QUẢ
Bảng 1. Diện tích rừng trồng mới
Đơn vị tính: ha
TT\tHuyện\tKế hoạch\tThực hiện
1\tTân Lập\t1.200\t1.150,5
2\tTân Hòa\t800\t790
3\tCộng\t2.000\t1.940,5
\u{c}II. KẾ HOẠCH CÔNG TÁC THÁNG 5
1. Tham mưu Ủy ban nhân dân tỉnh ban hành Kế hoạch phòng cháy rừng trước ngày 20/5/2025.
2. Phối hợp với Công an tỉnh kiểm tra các cơ sở chế biến gỗ./.

Nơi nhận:\tGIÁM ĐỐC
- UBND tỉnh (b/c);
- Phòng NN các huyện;
- Lưu: VT, KHTC.\tTrần Văn Bình
";

/// A package of Node that the tests need.
fn package(name: &str) -> PathBuf {
    let path = root().join("target/node/node_modules").join(name);
    assert!(
        path.exists(),
        "run make setup: {} is missing",
        path.display()
    );
    path
}

/// Runs a script that uses the page of a server; what it says.
fn drive(script: &str, server: &Server, arguments: &[&Path]) -> String {
    let output = Command::new("node")
        .arg(root().join("tests/program/serve").join(script))
        .arg(format!("http://127.0.0.1:{}", server.port))
        .args(arguments)
        .output()
        .expect("Node");
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{told}");
    told
}

#[test]
fn the_four_views_can_be_used() {
    let server = Server::new();
    let shots = match std::env::var_os("BAOCAO_SHOTS") {
        Some(folder) => root().join(folder),
        None => root().join("target/shots"),
    };
    std::fs::create_dir_all(&shots).expect("a folder");
    let told = drive(
        "browser.mjs",
        &server,
        &[&shots, &package("playwright-core")],
    );
    eprintln!("{told}");
    // With BAOCAO_PICTURES, those of the documentation are made anew.
    for name in PICTURES
        .iter()
        .filter(|_| std::env::var_os("BAOCAO_PICTURES").is_some())
    {
        let (shot, picture) = (shots.join(name), pictures().join(name));
        std::fs::copy(shot, picture).expect("a picture");
    }
}

/// The pictures of the documentation.
const PICTURES: [&str; 7] = [
    "archive.png",
    "search.png",
    "document.png",
    "review.png",
    "charts.png",
    "phone.png",
    "dark.png",
];

fn pictures() -> PathBuf {
    root().join("docs/pictures")
}

#[test]
fn the_documentation_shows_every_view() {
    let text = std::fs::read_to_string(root().join("docs/serve.md")).expect("a text");
    let mut bytes = 0;
    for name in PICTURES {
        assert!(
            text.contains(&format!("(pictures/{name})")),
            "docs/serve.md does not show {name}"
        );
        bytes += pictures().join(name).metadata().expect(name).len();
    }
    assert!(bytes < 1_500_000, "{bytes} bytes of pictures");
}

#[test]
fn what_people_come_for_can_be_done_in_both_languages() {
    let (results, inputs) = (results(), tempfile::tempdir().expect("a folder"));
    let report = inputs.path().join("trong-rung.txt");
    std::fs::write(&report, REPORT).expect("written");
    read(&[report.to_str().expect("UTF-8")], results.path());
    let server = Server::of(results.path(), &[]);
    let axe = package("axe-core").join("axe.min.js");
    drive("tasks.mjs", &server, &[&package("playwright-core"), &axe]);
}
