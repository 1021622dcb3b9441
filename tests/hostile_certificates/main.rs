//! Files with certificates of every size and kind: the program ends in time, within 64 MiB, and with the right answer.
//! A program of its own, since it takes all of a machine; Linux only, where a process can be given a bound of memory.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is all test code")]

mod fuzz;
#[path = "../lab/mod.rs"]
mod lab;
#[allow(dead_code, reason = "a part of it is used")]
#[path = "../end_to_end/run.rs"]
mod run;

use crate::lab::pki::PKI;
use crate::lab::world::World;
use crate::run::{PROGRAM, Run, in_parallel, world};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The most memory that the program may ever ask the system for.
const MOST_KIB: u32 = 64 * 1024;
/// Room for a machine under load and a program that is not optimised: each of these takes a second or two of one that is.
const MOST_TIME: Duration = Duration::from_secs(100);

/// A file that NODE_EXTRA_CA_CERTS is to name, and how the run ends.
struct Case {
    name: &'static str,
    /// Makes the file.
    make: fn(&Path),
    /// The exit status. Node reads a device without certificates as an empty file.
    status: i32,
    /// What the report says in one of its checks.
    says: &'static str,
}

const fn case(name: &'static str, status: i32, says: &'static str, make: fn(&Path)) -> Case {
    Case { name, make, status, says }
}

const CASES: &[Case] = &[
    case("ten thousand certificates, the root last", 0, "10001 certificates loaded", |path| {
        let root = PKI.root.pem();
        fs::write(path, many(10_000) + &root).unwrap();
    }),
    case("ten thousand certificates, none of them the root", 1, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", |path| {
        fs::write(path, many(10_000)).unwrap();
    }),
    case("100 MB of certificates", 0, "too large to be looked at", |path| {
        let mut file = File::create(path).unwrap();
        let some = many(1000);
        (0..100_000_000 / some.len()).for_each(|_| file.write_all(some.as_bytes()).unwrap());
    }),
    case("100 MB of nothing", 0, "too large to be looked at", |path| File::create(path).unwrap().set_len(100_000_000).unwrap()),
    case("16 MB of BEGIN lines", 1, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", |path| {
        fs::write(path, "-----BEGIN CERTIFICATE-----\n".repeat(500_000)).unwrap();
    }),
    case("16 MB of other blocks, then the root", 0, "1 certificate loaded", |path| {
        fs::write(path, "-----BEGIN X-----\nYWJj\n-----END X-----\n".repeat(400_000) + &PKI.root.pem()).unwrap();
    }),
    case("16 MB of base64 in one block", 1, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", |path| {
        let line = "A".repeat(64) + "\n";
        fs::write(path, format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", line.repeat(240_000))).unwrap();
    }),
    case("one line of 16 MB", 1, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", |path| fs::write(path, "A".repeat(16_000_000)).unwrap()),
    case("a folder", 1, "names a folder", |path| fs::create_dir(path).unwrap()),
    case("a FIFO that nobody writes to", 1, "names no regular file", |path| {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }),
    case("a socket", 1, "names no regular file", |path| {
        // The name stays when the socket is closed.
        std::os::unix::net::UnixListener::bind(path).map(drop).unwrap();
    }),
    case("a device without end", 1, "names no regular file", |path| std::os::unix::fs::symlink("/dev/zero", path).unwrap()),
    case("a device of noise", 1, "names no regular file", |path| std::os::unix::fs::symlink("/dev/urandom", path).unwrap()),
    case("an empty device", 1, "names no regular file", |path| std::os::unix::fs::symlink("/dev/null", path).unwrap()),
    case("a link to itself", 1, "names no file", |path| std::os::unix::fs::symlink(path, path).unwrap()),
];

/// As many certificates of other authorities, each of another name: what is counted is written into one of them, whose
/// signature is then wrong, which nobody looks at.
fn many(count: u32) -> String {
    const NAME: &[u8] = b"Authority 00000";
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, "Authority 00000");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let der = params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().der().to_vec();
    let places: Vec<usize> = (0..der.len() - NAME.len()).filter(|place| der[*place..].starts_with(NAME)).collect();
    let numbered = |number: u32| {
        let mut der = der.clone();
        for place in &places {
            der[place + NAME.len() - 5..place + NAME.len()].copy_from_slice(format!("{number:05}").as_bytes());
        }
        pem(&der)
    };
    (0..count).map(numbered).collect()
}

fn pem(der: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// Runs the program where the system gives it no more memory than [`MOST_KIB`]: it dies of what goes beyond.
fn run_within_bounds(world: &World, file: &Path) -> Run {
    let wanted = world.command(Path::new(PROGRAM), &["--format=json", "--timeout=100"]);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("ulimit -d {MOST_KIB} && exec \"$0\" \"$@\""), PROGRAM]).args(wanted.get_args());
    command.env_clear().envs(wanted.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(wanted.get_current_dir().unwrap()).env("NODE_EXTRA_CA_CERTS", file);
    let started = Instant::now();
    Run::read(command.output().unwrap(), started.elapsed())
}

#[test]
fn no_file_with_certificates_takes_much_time_or_memory() {
    let wrong: Vec<String> = in_parallel(CASES, |case| {
        let world = world("healthy");
        let file: PathBuf = world.folder("lab").join("extra.pem");
        (case.make)(&file);
        let run = run_within_bounds(&world, &file);
        let is_right = run.status == Some(case.status) && run.stdout.contains(case.says) && run.duration < MOST_TIME;
        let told = format!("{}: {:?} after {:?}: {} {}", case.name, run.status, run.duration, run.stderr, run.stdout);
        (!is_right).then(|| told.chars().take(1500).collect())
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_bound_of_memory_is_one() {
    let world = world("healthy");
    let wanted = format!("ulimit -d {MOST_KIB} && head -c 100000000 /dev/zero | tail -c 90000000 | wc -c");
    let output = Command::new("/bin/sh").args(["-c", &wanted]).current_dir(world.folder("cwd")).output().unwrap();
    assert_ne!(String::from_utf8_lossy(&output.stdout).trim(), "90000000");
}
