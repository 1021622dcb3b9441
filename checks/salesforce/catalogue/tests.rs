use super::*;
use crate::CHECKS;
use crate::model::{Failure, Outcome, Prediction};
use crate::node::errors::alert_code;
use std::collections::BTreeSet;

/// Ids that have been published. They are only ever added to: scripts name them.
const VENDOR: [&str; 13] = [
    "authentication-failure",
    "unable-to-get-local-issuer",
    "grant-type-not-supported",
    "connection-reset",
    "connection-timed-out",
    "self-signed-in-chain",
    "ip-restricted",
    "name-not-found",
    "user-not-approved",
    "client-identifier-invalid",
    "key-file-missing",
    "org-not-available",
    "audience-invalid",
];

#[test]
fn an_entry_is_whole() {
    let mut ids = BTreeSet::new();
    for entry in entries() {
        let id = entry.id;
        assert!(ids.insert(id), "{id} is there twice");
        assert!(CHECKS.iter().all(|check| check.id != id), "{id} is also a check");
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
        assert!(!entry.title.is_empty() && !entry.title.ends_with('.'), "{id}: the title is a line without a full stop");
        assert!(!entry.meaning.is_empty() && !entry.fixes.is_empty(), "{id} says what it means and what to do");
        assert!(!entry.causes.is_empty() || entry.role == Role::Noise, "{id} has a cause");
        assert!(!entry.texts.is_empty() || entry.role == Role::Hidden, "{id} has words");
        assert!(entry.elsewhere.iter().all(|(_, other)| by_id(other).is_some()), "{id}: {:?}", entry.elsewhere);
        for check in entry.checks() {
            assert!(CHECKS.iter().any(|known| known.id == check), "{id}: {check}");
        }
        for cause in entry.causes {
            assert!(cause.what.ends_with('.'), "{id}: {}", cause.what);
            if let Proof::Unseen { ask } = cause.proof {
                assert!(ask.ends_with(['?', '.', ')']), "{id}: {ask}");
            }
        }
    }
    for id in VENDOR {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn the_page_is_the_catalogue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == markdown(),
        "docs/errors.md differs: UPDATE_DOCS=1 cargo test -p sf-preflight-checks"
    );
}

fn prediction(code: Option<&str>, prints: Option<&str>, check: &'static str) -> Prediction {
    let text = |text: &str| text.to_owned();
    Prediction { outcome: Outcome::Fail, code: code.map(text), prints: prints.map(text), check: Some(check) }
}

#[test]
fn what_is_predicted_has_its_entry() {
    for (code, prints, check, id) in [
        ("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "fetch failed", "certificate-chain", "unable-to-get-local-issuer"),
        (
            "SELF_SIGNED_CERT_IN_CHAIN",
            "failed, reason: self-signed certificate in certificate chain",
            "certificate-chain",
            "self-signed-in-chain",
        ),
        ("UNSPECIFIED", "fetch failed", "certificate-chain", "certificate-refused"),
        ("ENOTFOUND", "fetch failed", "dns", "name-not-found"),
        ("EAI_AGAIN", "failed, reason: getaddrinfo EAI_AGAIN", "dns", "name-server-failed"),
        ("ECONNREFUSED", "fetch failed", "connection", "connection-refused"),
        ("UND_ERR_CONNECT_TIMEOUT", "fetch failed", "connection", "connection-timed-out"),
        ("UND_ERR_ABORTED", "fetch failed", "proxy", "proxy-authentication"),
        ("UND_ERR_SOCKET", "fetch failed", "endpoint", "other-side-closed"),
        ("ERR_SSL_WRONG_VERSION_NUMBER", "fetch failed", "connection", "wrong-version-number"),
        ("EPROTO", "wrong version number", "proxy", "wrong-version-number"),
        ("EPROTO", "SSL alert number 70", "connection", "tls-alert"),
        ("EPROTO", "unsafe legacy renegotiation disabled", "connection", "legacy-renegotiation"),
        ("ERR_INVALID_URL", "Invalid URL", "proxy", "proxy-value-invalid"),
        ("", "TypeError::Invalid URL", "jwt-audience", "audience-not-a-url"),
        ("RangeError", "Port should be >= 0 and < 65536. Received type number (70000).", "oauth-port", "oauth-port-invalid"),
        ("", "fetch failed", "proxy", "proxy-refuses"),
        ("", "fetch failed", "instance-url", "fetch-failed"),
        ("ENOENT", "ENOENT: no such file or directory, open '", "jwt-key", "key-file-missing"),
        ("ENOENT", "spawn firefox ENOENT", "browser", "browser-cannot-open"),
        ("EISDIR", "EISDIR: illegal operation on a directory", "jwt-key", "key-is-directory"),
        ("EACCES", "EACCES: permission denied, open '", "jwt-key", "key-file-denied"),
        ("EACCES", "EACCES: permission denied", "keychain", "state-not-writable"),
        ("Error", "ENOENT: no such file or directory, mkdir", "keychain", "state-not-writable"),
        ("", ", open '", "jwt-key", "key-unreachable"),
        ("", "secretOrPrivateKey must have a value", "jwt-key", "key-empty"),
        ("TypeError", "Cannot read properties of undefined (reading 'bind')", "runtime", "node-too-old"),
        ("SyntaxError", "Invalid regular expression flags", "runtime", "node-too-old"),
        ("SyntaxError", "Unexpected end of JSON input", "keychain", "damaged-json"),
        ("SyntaxError", "JSON", "keychain", "damaged-json"),
        ("RangeError", "Invalid key length", "keychain", "key-json-length"),
        ("LightningDomain", "Invalid instance URL. It should NOT be a lightning domain.", "instance-url", "lightning-url"),
        ("", "Expected a valid url but received: acme", "instance-url", "url-not-valid"),
        ("", "Value is not a JsonMap", "endpoint", "html-answer"),
        ("", "<!DOCTYPE html>", "endpoint", "html-answer"),
        ("", "ERROR_HTTP_403", "endpoint", "html-answer"),
        ("", "Missing required flag client-id", "client-id", "flag-missing"),
        ("SfError", "isn't supported when authorizing in a headless environment", "browser", "container-mode"),
        ("SOCKET_TIMEOUT", "timeout", "oauth-port", "socket-timeout"),
        ("PortInUseError", "Cannot start the OAuth redirect server on port 1717.", "oauth-port", "oauth-port-in-use"),
        ("", "node: --foo is not allowed in NODE_OPTIONS", "tls-verification", "node-options-refused"),
        ("", "No such file or directory", "runtime", "wrong-binary"),
        ("UND_ERR_SOCKS5_REPLY_2", "fetch failed", "proxy", "proxy-refuses"),
        ("HPE_INVALID_CONSTANT", "failed, reason: Parse Error", "proxy", "not-http"),
    ] {
        let predicted = prediction(Some(code).filter(|code| !code.is_empty()), Some(prints), check);
        assert_eq!(of_prediction(&predicted).map(|entry| entry.id), Some(id), "{code} {prints}");
    }
    for outcome in [Outcome::Hang, Outcome::Fallback] {
        assert!(of_prediction(&Prediction { outcome, code: None, prints: None, check: None }).is_some());
    }
}

#[test]
fn every_alert_and_every_fault_of_a_chain_has_its_entry() {
    for alert in 0..=u8::MAX {
        let failure = Failure::fetch_failed(alert_code(alert));
        let predicted = prediction(failure.code.as_deref(), failure.prints.as_deref(), "connection");
        let entry = of_prediction(&predicted).unwrap();
        assert!(entry.has_code(alert_code(alert)), "{alert}: {}", entry.id);
    }
}

#[test]
fn entries_are_found_by_what_people_have_in_hand() {
    for (code, id) in [
        ("UNABLE_TO_GET_ISSUER_CERT", "unable-to-get-issuer"),
        ("enotfound", "name-not-found"),
        ("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "tls-alert"),
    ] {
        assert_eq!(by_code(code)[0].id, id, "{code}");
    }
    for (name, id) in [
        ("JwtGrantError", "jwt-grant-error"),
        ("AuthCodeExchangeError", "auth-code-exchange-error"),
        ("PortInUseError", "oauth-port-in-use"),
    ] {
        assert_eq!(by_name(name)[0].id, id, "{name}");
    }
    assert!(by_id("nope").is_none() && by_code("nope").is_empty() && by_name("nope").is_empty());
}
