//! `trust export`: what it writes, and when it writes nothing.

use crate::lab::pki::PKI;
use crate::lab::plan::ORG_HOST;
use crate::lab::world::World;
use crate::run::{PROGRAM, Run, world};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What the operating system of these worlds trusts.
#[derive(Clone, Copy)]
enum System {
    /// The lab's root.
    Lab,
    /// The company's.
    Company,
}

/// `trust export` in a world, into `corp-ca.pem` in its working directory.
fn export(world: &World, system: System, further: &[&str]) -> Run {
    let like = world.command(Path::new(PROGRAM), &[]);
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(world.folder("cwd"));
    let roots = world.folder("lab").join(match system {
        System::Lab => "root.pem",
        System::Company => "company.pem",
    });
    command.env("SSL_CERT_FILE", roots);
    command.args(["trust", "export", "--out", "corp-ca.pem"]).args(world.overrides()).args(further);
    Run::read(command.output().unwrap(), Duration::ZERO)
}

fn written(world: &World) -> PathBuf {
    world.folder("cwd").join("corp-ca.pem")
}

#[test]
fn a_root_that_the_system_trusts_is_written_and_mends_the_login() {
    for (id, host) in
        [("untrusted-root", Some(ORG_HOST)), ("untrusted-root-sent", Some("https://acme.my.salesforce.com")), ("untrusted-root", None)]
    {
        let world = world(id);
        let run = export(&world, System::Lab, &host.into_iter().collect::<Vec<_>>());
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{id} {host:?}: {run:?}");
        let file = written(&world);
        assert!(run.stdout.contains(&format!("now:         export NODE_EXTRA_CA_CERTS={}", file.display())), "{}", run.stdout);
        assert!(run.stdout.contains(">> ~/.profile"), "{}", run.stdout);
        assert!(fs::read_to_string(&file).unwrap().contains(&PKI.root.pem().replace("\r\n", "\n")), "{id}");
        let output = world.command(Path::new(PROGRAM), &[]).env("NODE_EXTRA_CA_CERTS", &file).output().unwrap();
        let mended = Run::read(output, Duration::ZERO);
        assert_eq!(mended.status, Some(0), "{}", mended.everything());
        assert_eq!(fs::read_dir(world.folder("cwd")).unwrap().count(), 1, "nothing else is left behind");
    }
}

#[test]
fn it_goes_through_the_proxy() {
    let world = world("proxy-inspects");
    let run = export(&world, System::Company, &[ORG_HOST]);
    assert_eq!(run.status, Some(0), "{run:?}");
    let text = fs::read_to_string(written(&world)).unwrap();
    assert!(text.contains("# Kept from ") && text.contains(&PKI.root.pem().replace("\r\n", "\n")), "{text}");
    assert!(run.stdout.contains("keeps what it loads from "), "{}", run.stdout);
    assert_eq!(world.proxy.as_ref().unwrap().log.counts().tunnels, 1);
}

#[test]
fn a_root_that_nobody_vouches_for_is_refused() {
    let world = world("untrusted-root-sent");
    let run = export(&world, System::Company, &[ORG_HOST]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""), "{run:?}");
    assert!(run.stderr.contains("Send this to IT") && run.stderr.contains("SHA-256"), "{}", run.stderr);
    assert_eq!(fs::read_dir(world.folder("cwd")).unwrap().count(), 0, "nothing is written");
}

#[test]
fn what_a_file_cannot_mend_is_refused() {
    for (id, piece) in [("expired-leaf", "CERT_HAS_EXPIRED"), ("wrong-host", "ERR_TLS_CERT_ALTNAME_INVALID"), ("refused", "ECONNREFUSED")] {
        let world = world(id);
        let run = export(&world, System::Lab, &[ORG_HOST]);
        assert_eq!(run.status, Some(1), "{id}: {run:?}");
        assert!(run.stderr.contains(piece), "{id}: {}", run.stderr);
        assert!(!written(&world).exists(), "{id}");
    }
}

#[test]
fn what_node_trusts_already_is_not_written() {
    let world = world("healthy");
    let run = export(&world, System::Lab, &[ORG_HOST]);
    assert_eq!((run.status, written(&world).exists()), (Some(0), false), "{run:?}");
    assert!(run.stdout.contains("Node already trusts"), "{}", run.stdout);
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let world = world("untrusted-root");
    fs::write(written(&world), "mine").unwrap();
    let run = export(&world, System::Lab, &[ORG_HOST]);
    assert_eq!(run.status, Some(1), "{run:?}");
    assert_eq!(fs::read_to_string(written(&world)).unwrap(), "mine");
    assert_eq!(world.org_log().counts().connections, 0, "the network is not touched for nothing");
    let run = export(&world, System::Lab, &[ORG_HOST, "--force"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(fs::read_to_string(written(&world)).unwrap().contains("BEGIN CERTIFICATE"));
}

#[cfg(unix)]
#[test]
fn only_plain_files_are_replaced() {
    let world = world("untrusted-root");
    let shared = world.folder("lab").join("shared.pem");
    fs::write(&shared, "old").unwrap();
    std::os::unix::fs::symlink(&shared, written(&world)).unwrap();
    let run = export(&world, System::Lab, &[ORG_HOST, "--force"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(fs::read_to_string(&shared).unwrap().contains("BEGIN CERTIFICATE"), "the link stays, its target is replaced");
    assert!(written(&world).is_symlink());
    fs::remove_file(written(&world)).unwrap();
    fs::create_dir(written(&world)).unwrap();
    assert_eq!(export(&world, System::Lab, &[ORG_HOST, "--force"]).status, Some(1));
}
