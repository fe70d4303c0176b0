//! The four views in a browser: `browser.mjs`, run by Node with Playwright on Chromium, which
//! `make setup` installs.

use super::{Server, root};
use std::path::PathBuf;
use std::process::Command;

#[test]
fn the_four_views_can_be_used() {
    let packages = root().join("target/node/node_modules/playwright-core");
    assert!(
        packages.exists(),
        "run make setup: {} is missing",
        packages.display()
    );
    let server = Server::new();
    let shots = match std::env::var_os("BAOCAO_SHOTS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("target/shots"),
    };
    std::fs::create_dir_all(&shots).expect("a folder");
    let output = Command::new("node")
        .arg(root().join("tests/program/serve/browser.mjs"))
        .arg(format!("http://127.0.0.1:{}", server.port))
        .arg(&shots)
        .arg(&packages)
        .output()
        .expect("Node");
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{told}");
    eprintln!("{told}");
}
