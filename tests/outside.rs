//! What reads bytes that others wrote comes to an end with all of them: the examples of the fuzz targets, which crashes
//! that were found join, and texts made to be slow.

#![allow(clippy::unwrap_used, reason = "this is all test code")]

use sf_preflight::outside::{PARSERS, feed};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long the slowest of the long texts may take: a parser that goes through a text once needs a hundredth of it.
const LIMIT: Duration = Duration::from_secs(20);
/// The length of the long texts, bytes: one whose time grows with the square of it takes minutes.
const LENGTH: usize = 128 * 1024;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(name)
}

fn names(folder_name: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(folder_name)).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    entries.map(|name| name.trim_end_matches(".rs").to_owned()).collect()
}

#[test]
fn a_parser_is_one_name_one_target_one_folder_of_examples() {
    let parsers: BTreeSet<String> = PARSERS.iter().map(|parser| parser.name.to_owned()).collect();
    assert_eq!(parsers, names("targets"));
    assert_eq!(parsers, names("corpus"));
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    for name in parsers {
        assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"targets/{name}.rs\"")), "{name} is no [[bin]]");
        let target = fs::read_to_string(folder("targets").join(format!("{name}.rs"))).unwrap();
        assert!(target.contains(&format!("feed(\"{name}\", bytes)")), "{target}");
    }
}

#[test]
fn every_example_is_read_to_its_end() {
    let mut fed = 0;
    for parser in PARSERS {
        for entry in fs::read_dir(folder("corpus").join(parser.name)).unwrap() {
            assert!(feed(parser.name, &fs::read(entry.unwrap().path()).unwrap()));
            fed += 1;
        }
    }
    assert!(fed > 50, "only {fed} examples");
}

#[test]
fn no_text_is_gone_through_again_and_again() {
    const PIECES: [&str; 28] = [
        "a",
        "\n",
        "\r",
        "a\n",
        " ",
        "\0",
        "\"",
        "'",
        "\\",
        "=",
        "<",
        "<script>",
        "<title",
        "[",
        "{\"\":",
        "[a]\n",
        "a[]=1\n",
        "${HOME}",
        "${",
        "\\${",
        "-----BEGIN A-----\n",
        "-----BEGIN A-----\nYWJj\n-----END A-----\n",
        "//",
        "@",
        ":",
        "%",
        "--a=\"",
        "\u{feff}",
    ];
    for parser in PARSERS {
        for piece in PIECES {
            let text = piece.repeat(LENGTH / piece.len());
            let numbered: String = (0..LENGTH / 12).map(|number| format!("{number}{piece}")).collect();
            for text in [text, numbered] {
                let started = Instant::now();
                (parser.feed)(text.as_bytes());
                assert!(started.elapsed() < LIMIT, "{} took {:?} over {piece:?}", parser.name, started.elapsed());
            }
        }
    }
}

#[test]
fn deep_and_long_der_is_read_to_its_end() {
    let deep = (0..5000).fold(Vec::new(), |inner, _| sequence(&inner));
    let many = sequence(&[5, 0].repeat(LENGTH / 2));
    let endless = [0x30, 0x80].repeat(LENGTH / 2);
    let lying = [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30; 100]].concat();
    for parser in PARSERS {
        for bytes in [&deep, &many, &endless, &lying] {
            let started = Instant::now();
            (parser.feed)(bytes);
            assert!(started.elapsed() < LIMIT, "{} took {:?}", parser.name, started.elapsed());
        }
    }
}

/// A DER SEQUENCE of these contents.
fn sequence(contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
    [&[0x30, 0x84][..], &length, contents].concat()
}
