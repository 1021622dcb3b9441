//! The page: whole in itself, and sound for keyboards and screen readers as far as its text tells. What a browser makes of
//! it is looked at in tests/browser.

use crate::canned::{CANNED, PLAIN, judged, written};
use sf_preflight::cli::Format;

/// Elements that have no end.
const VOID: [&str; 4] = ["meta", "wbr", "br", "hr"];

/// The tags of a page, in order, each without its brackets; style and script are skipped over.
pub fn tags(page: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), page);
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>').unwrap();
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        found.push(tag);
        if ["style", "script"].contains(&tag) {
            rest = &rest[rest.find(&format!("</{tag}>")).unwrap()..];
        }
    }
    found
}

/// Panics where elements are not nested, or something is loaded, run or sent from elsewhere.
pub fn check(page: &str) {
    let mut open = Vec::new();
    for tag in tags(page) {
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if tag != "!DOCTYPE html" && !VOID.contains(&name) {
            open.push(name);
        }
        assert!(!["img", "link", "iframe", "object", "embed", "form", "a", "base", "video", "audio"].contains(&name), "<{tag}>");
        let attributes = tag.split_once(' ').map_or("", |(_, rest)| rest);
        for forbidden in [" on", "src=", "href=", "style=", "action="] {
            assert!(!format!(" {attributes}").contains(forbidden), "<{tag}>");
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for once in ["<script>", "<style>", "<main>", "<h1 "] {
        assert_eq!(page.matches(once).count(), 1, "{once}");
    }
}

#[test]
fn the_page_is_whole_in_itself() {
    for id in CANNED {
        let page = written(&judged(id), Format::Html, &PLAIN);
        check(&page);
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{id}");
        assert!(page.len() < 100_000, "{id}: {} bytes", page.len());
    }
}

/// Source: HTML, "Parse a global date and time string": a fraction of a second has one to three digits.
#[test]
fn times_are_ones_that_html_knows() {
    let mut seen = crate::canned::facts("inspected");
    seen["observed_at"] = "2026-11-25T09:30:00.123456789Z".into();
    let page = written(&crate::canned::judged_from(seen), Format::Html, &PLAIN);
    let times: Vec<&str> = page.split("datetime=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(times.contains(&"2026-11-25T09:30:00Z"), "{times:?}");
    for time in times {
        let fraction = time.split_once('.').map_or("", |(_, rest)| rest.trim_end_matches('Z'));
        assert!(time.ends_with('Z') && fraction.len() <= 3, "{time}");
    }
}

#[test]
fn headings_go_down_step_by_step_and_references_lead_somewhere() {
    for id in CANNED {
        let page = written(&judged(id), Format::Html, &PLAIN);
        let mut level = 0;
        for tag in tags(&page) {
            if let Some(next) = tag.strip_prefix('h').and_then(|rest| rest.get(..1)).and_then(|digit| digit.parse::<u32>().ok()) {
                assert!(next <= level + 1, "{id}: <{tag}> after h{level}");
                level = next;
            }
            if let Some((_, rest)) = tag.split_once("aria-labelledby=\"") {
                let target = rest.split('"').next().unwrap();
                assert_eq!(page.matches(&format!("id=\"{target}\"")).count(), 1, "{id}: {target}");
            }
        }
    }
}

#[test]
fn the_first_things_told_are_what_breaks_and_what_to_type() {
    for (id, pieces) in [
        ("inspected", ["sf stops here", "This login will fail", "signed by Zscaler", "fetch failed", "export NODE_USE_SYSTEM_CA=1"]),
        ("untrusted-root", ["sf stops here", "This login will fail", "does not trust", "fetch failed", "export NODE_EXTRA_CA_CERTS="]),
        ("proxy-407", ["sf stops here", "This login will fail", "wants a user and password", "fetch failed", "Write user and password"]),
        ("key-newlines", ["sf stops here", "This login will fail", "\\n", "secretOrPrivateKey", "printf"]),
    ] {
        let page = written(&judged(id), Format::Html, &PLAIN);
        let mut rest = page.as_str();
        for piece in pieces {
            let at = rest.find(piece).unwrap_or_else(|| panic!("{id}: {piece} is not there, or too late"));
            rest = &rest[at..];
        }
    }
}
