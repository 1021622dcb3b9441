//! What people read.

use crate::lab::world::World;
use crate::run::{Run, world};

/// A report with what differs from run to run replaced: folders, ports, times, and this program's own
/// name and number, since it holds the OAuth port.
fn stable(world: &World, text: &str) -> String {
    let mut stable = text.to_owned();
    for name in ["lab", "home", "cwd"] {
        stable = stable.replace(&world.folder(name).to_string_lossy().into_owned(), &format!("/{name}"));
    }
    if let Ok(name) = std::fs::read_to_string("/proc/self/comm") {
        stable = stable.replace(name.trim_end(), "PROGRAM");
    }
    stable = stable.replace(&format!("process {}", std::process::id()), "process NUMBER");
    for port in world.ports() {
        stable = stable.replace(&port.to_string(), "PORT");
    }
    without_times(&with_long_lines(&stable))
}

/// Undoes the wrapping of fixes: a number's digits could move the words after it to another line.
fn with_long_lines(text: &str) -> String {
    let mut long = String::new();
    for line in text.lines() {
        match line.strip_prefix("         ") {
            Some(rest) if !rest.starts_with(' ') => long = format!("{} {rest}\n", long.trim_end()),
            _ => long += &format!("{line}\n"),
        }
    }
    long
}

/// `12 ms` becomes `N ms`, and what the clock check measured `N s`: a slow machine is less certain.
fn without_times(text: &str) -> String {
    const CLOCK: &str = "\nok    clock               ";
    if let Some((before, rest)) = text.split_once(CLOCK) {
        let after = rest.split_once('\n').map_or("", |(_, after)| after);
        return format!("{}{CLOCK}N s off\n{}", without_times(before), without_times(after));
    }
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let number = words.last().is_some_and(|last| !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()));
        if number && word.starts_with("ms") {
            *words.last_mut().unwrap() = "N".to_owned();
        }
        words.push(word.to_owned());
    }
    words.join(" ")
}

fn snapshot(id: &str) {
    let world = world(id);
    let run = Run::new(&world, &[]);
    assert_eq!(run.stderr, "", "{id}");
    insta::with_settings!({ description => id, omit_expression => true }, {
        insta::assert_snapshot!(id, stable(&world, &run.stdout));
    });
}

#[test]
fn healthy() {
    snapshot("healthy");
}

#[test]
fn untrusted_root() {
    snapshot("untrusted-root");
}

#[test]
fn proxy_407() {
    snapshot("proxy-407");
}

#[test]
fn key_literal_newlines() {
    snapshot("key-literal-newlines");
}

#[test]
fn web_port_busy() {
    snapshot("web-port-busy");
}

#[test]
fn what_is_piped_is_plain_ascii() {
    for id in ["healthy", "untrusted-root", "proxy-407", "key-literal-newlines"] {
        let run = Run::new(&world(id), &[]);
        assert!(run.stdout.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{id}: {}", run.stdout);
    }
}

#[test]
fn colours_are_only_there_when_wanted() {
    for (options, variable, colored) in [
        (&[][..], None, false),
        (&["--color=always"], None, true),
        (&["--color=never"], None, false),
        (&[], Some(("NO_COLOR", "1")), false),
        (&[], Some(("CLICOLOR_FORCE", "1")), true),
        (&["--format=json", "--color=auto"], Some(("CLICOLOR_FORCE", "1")), false),
    ] {
        let world = world("untrusted-root");
        let output = world.command(crate::run::PROGRAM.as_ref(), options).envs(variable).output().unwrap();
        assert_eq!(output.stdout.contains(&0x1b), colored, "{options:?} {variable:?}");
    }
}

#[test]
fn quiet_says_nothing_when_ready() {
    let run = Run::new(&world("healthy"), &["--quiet"]);
    assert_eq!((run.status, run.everything().trim()), (Some(0), ""));
}
