//! Files, folders and streams that mean harm: what could block is not opened, what is endless or heavy is not kept, and
//! the check that needed it says so.

use super::bounded::{self, Input};
use crate::lab::plan::{Content, Flow, Plan};
use crate::lab::world::World;
use crate::run::{PROGRAM, Run, check, in_parallel};
use rustix::fs::{CWD, Mode, mkfifoat};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

/// What stands where a file should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thing {
    /// A FIFO without a writer: opening it would block.
    Pipe,
    /// A device without end.
    Device,
    /// A file of the kernel's that blocks its reader.
    Kernel,
    /// Links that lead to each other.
    Loop,
    /// A folder.
    Folder,
    /// 100 MB of nothing.
    Large,
    /// JSON that takes a hundred times as much memory as its text.
    Heavy,
    /// JSON within JSON.
    Deep,
    /// Settings without end, all different.
    Settings,
}

const THINGS: [Thing; 9] =
    [Thing::Pipe, Thing::Device, Thing::Kernel, Thing::Loop, Thing::Folder, Thing::Large, Thing::Heavy, Thing::Deep, Thing::Settings];

/// Puts it at a path, in place of what is there.
fn put(thing: Thing, path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = fs::remove_file(path);
    match thing {
        Thing::Pipe => mkfifoat(CWD, path, Mode::RWXU).unwrap(),
        Thing::Device => symlink("/dev/zero", path).unwrap(),
        Thing::Kernel => symlink("/proc/kmsg", path).unwrap(),
        Thing::Loop => {
            let other = path.with_extension("loop");
            let _ = fs::remove_file(&other);
            symlink(path, &other).unwrap();
            symlink(&other, path).unwrap();
        }
        Thing::Folder => fs::create_dir(path).unwrap(),
        Thing::Large => fs::File::create(path).unwrap().set_len(100 * 1024 * 1024).unwrap(),
        Thing::Heavy => fs::write(path, format!("[{}0]", "{\"\":0},".repeat(140_000))).unwrap(),
        Thing::Deep => fs::write(path, "[".repeat(1_000_000)).unwrap(),
        Thing::Settings => fs::write(path, (0..100_000).map(|number| format!("{number}=\n")).collect::<String>()).unwrap(),
    }
}

/// Every file that is read, by its place in the world, and the check that tells of it.
const FILES: [(&str, &str); 14] = [
    ("lab/server.key", "jwt-key"),
    ("cwd/sfdx-project.json", "project"),
    ("cwd/.npmrc", "npm-strict-ssl"),
    ("cwd/.yarnrc", "npm-strict-ssl"),
    ("cwd/.yarnrc.yml", "npm-strict-ssl"),
    ("cwd/package.json", "npm-strict-ssl"),
    ("cwd/pnpm-workspace.yaml", "npm-strict-ssl"),
    ("home/.npmrc", "npm-strict-ssl"),
    ("home/.config/pnpm/rc", "npm-strict-ssl"),
    ("home/.sfdx/key.json", "keychain"),
    ("home/.sfdx/alias.json", "keychain"),
    ("home/.sf/config.json", "keychain"),
    ("lab/include/node/node_version.h", "runtime"),
    ("lab/lib/node_modules/@salesforce/cli/package.json", "runtime"),
];

fn place(world: &World, path: &str) -> std::path::PathBuf {
    let (folder, rest) = path.split_once('/').unwrap();
    world.folder(folder).join(rest)
}

#[test]
fn no_file_keeps_the_program_waiting_or_fills_its_memory() {
    let cases: Vec<(Thing, &str, &str)> = FILES.iter().flat_map(|(path, told_by)| THINGS.map(|thing| (thing, *path, *told_by))).collect();
    in_parallel(&cases, |&(thing, path, told_by)| {
        let world = World::build(Plan::healthy());
        put(thing, &place(&world, path));
        let name = format!("{thing:?} as {path}");
        let report = bounded::run(&name, bounded::command(&world, &["--offline"]), Input::None).json();
        let status = check(&report, told_by)["status"].as_str().unwrap_or_default();
        assert_ne!(status, "error", "{name}: {report:#}");
        let is_key = told_by == "jwt-key";
        assert!(!is_key || matches!(status, "fail" | "unknown"), "{name}: {report:#}");
    });
}

#[test]
fn a_key_that_cannot_be_read_is_told_as_sf_would_tell_it() {
    for (thing, status, code) in [
        (Thing::Loop, "fail", serde_json::Value::Null),
        (Thing::Folder, "fail", "EISDIR".into()),
        (Thing::Large, "unknown", serde_json::Value::Null),
    ] {
        let world = World::build(Plan::healthy());
        put(thing, &world.folder("lab").join("server.key"));
        let report = bounded::run("key", bounded::command(&world, &["--offline"]), Input::None).json();
        let told = check(&report, "jwt-key");
        assert_eq!((told["status"].as_str(), &told["code"]), (Some(status), &code), "{thing:?}: {told:#}");
    }
}

#[test]
fn a_home_that_is_none_is_told() {
    type Change = fn(&World) -> String;
    let homes: [(&str, Change); 4] = [
        ("a device", |_| "/dev/null".to_owned()),
        ("links that lead to each other", |world| {
            put(Thing::Loop, &world.folder("lab").join("home"));
            world.folder("lab").join("home").to_string_lossy().into_owned()
        }),
        ("a pipe", |world| {
            put(Thing::Pipe, &world.folder("lab").join("home"));
            world.folder("lab").join("home").to_string_lossy().into_owned()
        }),
        ("a folder that may not be entered", |world| {
            fs::set_permissions(world.folder("home"), fs::Permissions::from_mode(0o000)).unwrap();
            world.folder("home").to_string_lossy().into_owned()
        }),
    ];
    for (name, change) in homes {
        let world = World::build(Plan::healthy());
        let home = change(&world);
        let mut command = bounded::command(&world, &["--offline"]);
        command.env("HOME", home);
        let report = bounded::run(name, command, Input::None).json();
        fs::set_permissions(world.folder("home"), fs::Permissions::from_mode(0o700)).unwrap();
        let status = check(&report, "keychain")["status"].as_str().unwrap_or_default();
        // Whoever is root enters every folder, and may write to what is none.
        let is_unseen = rustix::process::geteuid().is_root() && name != "a device" || name.contains("links");
        assert!(is_unseen || matches!(status, "fail" | "warn" | "unknown"), "{name}: {report:#}");
    }
}

#[test]
fn what_the_system_trusts_is_read_within_bounds() {
    for (variable, thing) in
        [("SSL_CERT_FILE", Thing::Pipe), ("SSL_CERT_FILE", Thing::Device), ("SSL_CERT_FILE", Thing::Large), ("SSL_CERT_DIR", Thing::Loop)]
    {
        let mut plan = Plan::healthy();
        plan.unset("NODE_EXTRA_CA_CERTS");
        let world = World::build(plan);
        let path = world.folder("lab").join("roots");
        put(thing, &path);
        let mut command = bounded::command(&world, &[]);
        command.env(variable, &path);
        let report = bounded::run(variable, command, Input::None).json();
        assert_eq!(check(&report, "certificate-chain")["code"], "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "{thing:?}: {report:#}");
    }
}

#[test]
fn a_folder_full_of_certificates_is_read_within_bounds() {
    let mut plan = Plan::healthy();
    plan.set("NODE_OPTIONS", "--use-openssl-ca");
    plan.set("SSL_CERT_DIR", "{lab}/folder");
    let world = World::build(plan);
    let folder = world.folder("lab").join("folder");
    fs::create_dir(&folder).unwrap();
    for number in 0..20 {
        fs::File::create(folder.join(format!("{number:08x}.0"))).unwrap().set_len(15 * 1024 * 1024).unwrap();
    }
    put(Thing::Pipe, &folder.join("pipe"));
    bounded::run("a folder", bounded::command(&world, &["--offline"]), Input::None);
}

#[test]
fn standard_input_is_read_within_bounds() {
    for input in [Input::Endless, Input::Silent] {
        let world = World::build(Plan { flow: Flow::SfdxUrl, ..Plan::healthy() });
        let named = world.command(Path::new(PROGRAM), &["--offline", "--format=json"]);
        let mut words: Vec<_> = named.get_args().map(OsStr::to_owned).collect();
        let at = words.iter().position(|word| word == "--sfdx-url-file").unwrap();
        (words[at], words[at + 1]) = ("--sfdx-url-stdin".into(), "-".into());
        let mut command = Command::new(named.get_program());
        command.env_clear().envs(named.get_envs().filter_map(|(name, value)| Some((name, value?)))).args(words);
        command.current_dir(world.folder("cwd"));
        bounded::run("standard input", bounded::within_bounds(&command), input);
    }
}

#[test]
fn what_files_and_variables_say_touches_no_terminal() {
    const HARM: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\n::error::owned\u{200b}<script>";
    let mut plan = Plan::healthy();
    plan.files.push(("{cwd}/.npmrc", Content::Text("strict-ssl=false\u{1b}[2J\u{202e}\nproxy=http://\u{1b}[31m\n")));
    plan.files
        .push(("{cwd}/sfdx-project.json", Content::Text("{\"sfdcLoginUrl\": \"https://\u{202e}::error::\u{7f}\", \"\\u001b[2J\": \u{9b}")));
    let world = World::build(plan);
    let hostile_folder = world.folder("lab").join("\u{1b}[2J\u{202e}");
    fs::create_dir(&hostile_folder).unwrap();
    fs::write(hostile_folder.join("sf"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(hostile_folder.join("sf"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", hostile_folder.display(), world.folder("lab").join("bin").display());
    for format in ["--format=json", "--format=text"] {
        for variable in
            ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "HTTPS_PROXY", "SF_AUDIENCE_URL", "BROWSER", "SF_ORG_INSTANCE_URL", "NO_PROXY"]
        {
            let mut command = world.command(Path::new(PROGRAM), &[format, "--offline"]);
            command.env(variable, HARM).env("PATH", &path);
            let run = Run::read(command.output().unwrap(), std::time::Duration::ZERO);
            assert!(matches!(run.status, Some(0 | 1)), "{variable}: {run:?}");
            let everything = run.everything();
            assert!(!everything.contains(super::is_harmful), "{variable}: {everything:?}");
            assert!(!everything.lines().any(|line| line.trim_start().starts_with("::")), "{variable}: {everything}");
        }
    }
}
