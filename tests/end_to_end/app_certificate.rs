//! `--jwt-cert`: the key of a healthy login against the certificate that the app has.

use crate::lab::pki::JWT_KEY;
use crate::run::{PROGRAM, Run, check, in_parallel, world};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};
use std::fs;
use std::path::Path;
use std::time::Duration;
use time::OffsetDateTime;

/// A certificate of that key, valid from and until so many days from now.
fn certificate(key: &KeyPair, from: i64, until: i64) -> rcgen::Certificate {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "sf");
    params.not_before = OffsetDateTime::now_utc() + time::Duration::days(from);
    params.not_after = OffsetDateTime::now_utc() + time::Duration::days(until);
    params.self_signed(key).unwrap()
}

#[test]
fn the_key_is_compared_with_the_certificate_of_the_app() {
    let another = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let good = certificate(&JWT_KEY, -30, 365);
    let others = certificate(&another, -30, 365);
    let cases = [
        (good.pem().into_bytes(), "pass", Some(0), "its certificate is valid until"),
        (good.der().to_vec(), "pass", Some(0), "its certificate is valid until"),
        (format!("{}{}", good.pem(), others.pem()).into_bytes(), "pass", Some(0), "its certificate is valid until"),
        (others.pem().into_bytes(), "fail", Some(1), "the key does not belong to the certificate app.crt (CN=sf)"),
        (certificate(&JWT_KEY, -90, -2).pem().into_bytes(), "warn", Some(0), "the certificate app.crt expired on"),
        (certificate(&JWT_KEY, -90, 14).pem().into_bytes(), "warn", Some(0), "the certificate app.crt expires in 13 days"),
        (certificate(&JWT_KEY, 2, 90).pem().into_bytes(), "warn", Some(0), "the certificate app.crt is valid only from"),
        (JWT_KEY.serialize_pem().into_bytes(), "warn", Some(0), "app.crt is no certificate: it is a private key"),
        (Vec::new(), "warn", Some(0), "app.crt is no certificate: it is empty"),
    ];
    let wrong: Vec<String> = in_parallel(&cases, |(bytes, status, exit, words)| {
        let world = world("healthy");
        fs::write(world.folder("cwd").join("app.crt"), bytes).unwrap();
        let output = world.command(Path::new(PROGRAM), &["--format=json", "--jwt-cert=app.crt"]).output().unwrap();
        let run = Run::read(output, Duration::ZERO);
        let report = run.json();
        let key = check(&report, "jwt-key");
        let is_right = key["status"] == *status && run.status == *exit && key["summary"].as_str().unwrap().contains(words);
        (!is_right).then(|| format!("{words}: exit {:?}, {key}", run.status))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
