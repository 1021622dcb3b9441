//! The form that every check keeps.

#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use sf_preflight_checks::CHECKS;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Ids that have been published. They are only ever added to: scripts name them.
const PUBLISHED: [&str; 18] = [
    "browser",
    "certificate-chain",
    "client-id",
    "clock",
    "connection",
    "dns",
    "endpoint",
    "instance-url",
    "jwt-audience",
    "jwt-key",
    "keychain",
    "npm-strict-ssl",
    "oauth-port",
    "project",
    "proxy",
    "runtime",
    "tls-verification",
    "trust-store",
];

const HEADINGS: [&str; 5] = ["## What it asks", "## Why sf cares", "## How it is measured", "## What it cannot see", "## How to mend it"];

fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    files.filter_map(|name| name.strip_suffix(ending).map(|stem| stem.replace('_', "-"))).collect()
}

#[test]
fn a_check_is_one_id_one_file_one_page() {
    let ids: BTreeSet<String> = CHECKS.iter().map(|check| check.id.to_owned()).collect();
    assert_eq!(ids.len(), CHECKS.len(), "two checks have one id");
    assert_eq!(ids, PUBLISHED.iter().map(|id| (*id).to_owned()).collect());
    let files: BTreeSet<String> = stems("checks", ".rs").into_iter().filter(|stem| !["lib", "notes"].contains(&stem.as_str())).collect();
    assert_eq!(ids, files);
    assert_eq!(ids, stems("docs/checks", ".md"));
}

#[test]
fn a_page_has_its_title_and_its_headings_in_order() {
    for check in CHECKS {
        let expected = format!("# `{}`\n\n{}.\n", check.id, check.title);
        assert!(check.page.starts_with(&expected), "{} does not begin with its id and title:\n{expected}", check.docs());
        let headings: Vec<&str> = check.page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", check.docs());
    }
}

#[test]
fn no_check_imports_another() {
    for check in CHECKS {
        let file = format!("{}/checks/{}.rs", env!("CARGO_MANIFEST_DIR"), check.id.replace('-', "_"));
        let source = fs::read_to_string(&file).unwrap();
        for other in CHECKS.iter().map(|other| other.id.replace('-', "_")) {
            assert!(!source.contains(&format!("crate::{other}::")), "{file} imports {other}");
        }
    }
}

#[test]
fn every_dependency_says_why_it_is_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/dependencies.md")).unwrap();
    for manifest in ["Cargo.toml", "checks/Cargo.toml"] {
        let manifest = fs::read_to_string(root.join(manifest)).unwrap();
        let tables = manifest.split("\n[").filter(|table| table.split(']').next().unwrap().ends_with("dependencies"));
        for line in tables.flat_map(|table| table.lines().skip(1)).filter(|line| line.contains('=')) {
            let name = line.split(['=', '.']).next().unwrap().trim();
            let own = name == "sf-preflight-checks";
            assert!(own || page.lines().any(|row| row.starts_with('|') && row.split('|').nth(1).unwrap().contains(name)), "{name}");
        }
    }
}
