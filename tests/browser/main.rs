//! The HTML report in a real browser: laid out without overflow or overlap, with enough contrast, at 360 and 1440 pixels,
//! light and dark; it loads nothing, logs nothing, and its first screen says what is broken and what to type.
//!
//! `SF_PREFLIGHT_PICTURES=docs/images cargo test --test browser` writes the pictures of the docs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is all test code")]

#[path = "../reports/canned.rs"]
#[allow(dead_code, reason = "only a part of it is used here")]
mod canned;
mod driver;

use canned::{PLAIN, folder, judged, written};
use driver::Browser;
use serde_json::Value;
use sf_preflight::cli::Format;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What looks for faults of the layout.
const LOOK: &str = include_str!("look.js");

/// The windows: a small telephone's, a laptop's.
const WINDOWS: [(u32, u32); 2] = [(360, 740), (1440, 900)];

/// The reports that are looked at, and pictured: a healthy one and three broken ones.
const PICTURED: [&str; 4] = ["healthy", "inspected", "proxy-407", "key-newlines"];

/// A browser; without one, this says so and the test is left out.
fn browser(test: &str) -> Option<Browser> {
    let browser = Browser::start();
    if browser.is_none() {
        let _ = writeln!(std::io::stderr(), "\nLEFT OUT: {test}: chromium and chromedriver are not here\n");
        assert!(std::env::var_os("SF_PREFLIGHT_BROWSER").is_none(), "SF_PREFLIGHT_BROWSER is set, and there is no browser");
    }
    browser
}

/// The pages, written to a folder.
fn pages(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let page = |id: &'static str| {
        let path = folder.join(format!("{id}.html"));
        std::fs::write(&path, written(&judged(id), Format::Html, &PLAIN)).unwrap();
        (id, path)
    };
    canned::CANNED.map(page).into()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn the_page_is_well_laid_out_everywhere() {
    let Some(browser) = browser("the layout of the HTML report") else { return };
    let (home, pictures) =
        (tempfile::tempdir().unwrap(), std::env::var_os("SF_PREFLIGHT_PICTURES").map(|name| folder(name.to_str().unwrap())));
    for (id, path) in pages(home.path()) {
        for (width, height) in WINDOWS {
            for theme in ["light", "dark"] {
                browser.look(width, height, theme);
                browser.open(&path);
                if let Some(folder) = pictures.as_ref().filter(|_| PICTURED.contains(&id)) {
                    std::fs::create_dir_all(folder).unwrap();
                    std::fs::write(folder.join(format!("report-{id}-{width}-{theme}.png")), browser.picture()).unwrap();
                }
                let complaints = browser.run(LOOK);
                assert_eq!(strings(&complaints), [""; 0], "{id} at {width} px, {theme}");
                let opened = "document.querySelectorAll('details').forEach((folded) => { folded.open = true; });";
                let complaints = browser.run(&format!("{opened}\n{LOOK}"));
                assert_eq!(strings(&complaints), [""; 0], "{id} at {width} px, {theme}, unfolded");
            }
        }
    }
}

#[test]
fn the_first_screen_says_what_is_broken_and_what_to_type() {
    let Some(browser) = browser("the first screen of the HTML report") else { return };
    let home = tempfile::tempdir().unwrap();
    for (id, path) in pages(home.path()).into_iter().filter(|(id, _)| *id != "healthy") {
        for (width, height) in WINDOWS {
            browser.look(width, height, "light");
            browser.open(&path);
            for wanted in [".way .state", "h1", ".lead", ".printed", "#fix ~ p, #fix ~ ol p"] {
                let bottom = browser.run(&format!("return document.querySelector({wanted:?}).getBoundingClientRect().bottom;"));
                assert!(bottom.as_f64().unwrap() <= f64::from(height), "{id} at {width} px: {wanted} ends at {bottom}");
            }
            let command = browser.run("return document.querySelector('.command')?.getBoundingClientRect().bottom ?? 0;");
            assert!(command.as_f64().unwrap() <= f64::from(height), "{id} at {width} px: the command ends at {command}");
        }
    }
}

#[test]
fn nothing_is_loaded_and_nothing_goes_wrong() {
    let Some(browser) = browser("the requests of the HTML report") else { return };
    let home = tempfile::tempdir().unwrap();
    browser.look(1440, 900, "light");
    let pages = pages(home.path());
    browser.open(&pages[0].1);
    browser.requests();
    browser.cover(&pages[1].1);
    for (id, path) in pages {
        browser.open(&path);
        assert_eq!(browser.run("return document.querySelectorAll('button').length > 0;"), id != "healthy", "{id}");
        assert_eq!(browser.requests(), [format!("file://{}", path.display())], "{id}");
        assert_eq!(browser.console(&path), [""; 0], "{id}");
    }
}

#[test]
fn the_page_needs_no_script_and_prints() {
    let Some(browser) = browser("the HTML report without scripts, and on paper") else { return };
    let home = tempfile::tempdir().unwrap();
    browser.look(1440, 900, "dark");
    browser.allow_scripts(false);
    let pages = pages(home.path());
    browser.cover(&pages[1].1);
    for (id, path) in pages {
        browser.open(&path);
        assert_eq!(browser.run("return document.querySelectorAll('button').length;"), 0, "{id}");
        assert_eq!(strings(&browser.run(LOOK)), [""; 0], "{id}");
        let paper = browser.paper();
        assert!(paper.starts_with(b"%PDF-"), "{id}");
    }
}
