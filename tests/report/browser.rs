//! The page as Chromium lays it out. `cargo xtask test` looks for a Chromium, or installs one where it may.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Run, config};
use veriloop::config::JudgeKind;

/// The page's file where a browser is to open it.
const PAGE: &str = "page.html";

/// Has Chromium open [`PAGE`] of a folder, and gives what it prints.
fn chromium(folder: &Path, arguments: &[&str]) -> String {
    let program = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    let mut profile = std::ffi::OsString::from("--user-data-dir=");
    profile.push(folder.join("profile"));
    let mut command = Command::new(&program);
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(profile)
        .arg("--window-size=1600,3000")
        .args(arguments)
        .arg(format!("file://{}", folder.join(PAGE).display()))
        .stderr(Stdio::null());
    let output = command.output().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    assert!(output.status.success(), "{}: {}", program.display(), output.status);
    String::from_utf8(output.stdout).expect("a page is UTF-8")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

/// What `layout.js` found on the page in a window of so many pixels.
fn layout(html: &str, width: u32) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("<script>{}</script></body>", include_str!("layout.js"));
    let measured = html.replace("</body>", &script);
    // A window of Chromium's cannot be as narrow as a phone; a frame in it can.
    let around = format!(
        "<!DOCTYPE html><body><iframe style=\"border:0;width:{width}px;height:2800px\" srcdoc=\"{}\"></iframe></body>",
        escaped(&measured)
    );
    fs::write(folder.path().join(PAGE), around).unwrap();
    let printed = chromium(folder.path(), &["--dump-dom"]);
    let (_, seen) = printed.split_once("data-seen=\"").expect("the page was measured");
    let seen = seen.split('"').next().unwrap_or_default().replace("&quot;", "\"").replace("&amp;", "&");
    serde_json::from_str(&seen).expect("the script writes JSON")
}

fn whole_page() -> (String, tempfile::TempDir) {
    let config = config(JudgeKind::Verifier);
    let mut run = Run::create(&config);
    for round in 0..=8 {
        run.finish_round(&config, round);
    }
    run.report()
}

#[test]
#[ignore = "needs Chromium"]
fn the_page_fits_a_phone_and_a_screen_and_loads_nothing() {
    let (html, _folder) = whole_page();
    for width in [360, 768, 1280] {
        let seen = layout(&html, width);
        assert_eq!(seen["plots"], 14, "{width} pixels");
        for fault in ["loaded", "wide", "outside", "small", "over", "links"] {
            assert_eq!(seen[fault], serde_json::json!([]), "{fault} in {width} pixels");
        }
    }
    let wide = html.replace("<main>", "<main><p style=\"width:900px\">too wide</p>");
    assert_ne!(layout(&wide, 360)["wide"], serde_json::json!([]), "the measure sees what is too wide");
}

#[test]
#[ignore = "needs Chromium"]
fn the_page_prints() {
    let (html, folder) = whole_page();
    fs::write(folder.path().join(PAGE), html).unwrap();
    let pdf = folder.path().join("page.pdf");
    chromium(folder.path(), &["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())]);
    let pdf = fs::read(&pdf).expect("Chromium wrote a file");
    let pages = pdf.windows(11).filter(|bytes| bytes == b"/Type /Page").count();
    assert!(pdf.starts_with(b"%PDF-") && (3..60).contains(&pages), "{pages} pages in {} bytes", pdf.len());
}
