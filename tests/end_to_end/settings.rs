//! Settings of other programs, in the person's own files.

use crate::run::{Run, check, world};
use std::fs;

#[test]
fn a_proxy_of_another_program_is_named_without_its_password() {
    for (file, text, whose) in [
        ("../cwd/.git/config", "[http]\n\tproxy = http://me:canary@proxy.lab:3128\n", "git"),
        (".gitconfig", "[http]\n\tproxy = http://me:canary@proxy.lab:3128\n", "git"),
        (".config/git/config", "[http]\n\tproxy = proxy.lab:3128\n", "git"),
        (".config/kioslaverc", "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://proxy.lab 3128\n", "KDE"),
        #[cfg(target_os = "linux")]
        (".config/Code/User/settings.json", "{\n  \"http.proxy\": \"http://me:canary@proxy.lab:3128\"\n}\n", "VS Code"),
        (".npmrc", "https-proxy=http://me:canary@proxy.lab:3128\n", "npm"),
    ] {
        for (fault, status) in [("refused", "warn"), ("healthy", "pass")] {
            let world = world(fault);
            let path = world.folder("home").join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            let run = Run::new(&world, &["--format=json"]);
            let report = run.json();
            let proxy = check(&report, "proxy");
            let told = format!("{} {}", proxy["summary"], proxy["detail"]);
            assert_eq!(proxy["status"], status, "{file} {fault}: {told}");
            assert!(told.contains(whose) && told.contains("proxy.lab:3128"), "{file} {fault}: {told}");
            assert!(!run.everything().contains("canary"), "{file}: {run:?}");
        }
    }
}

#[test]
fn a_proxy_that_kde_does_not_use_is_not_named() {
    let world = world("refused");
    let path = world.folder("home").join(".config/kioslaverc");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "[Proxy Settings]\nProxyType=0\nhttpsProxy=http://proxy.lab 3128\n").unwrap();
    assert!(!Run::new(&world, &["--format=json"]).stdout.contains("proxy.lab"));
}
