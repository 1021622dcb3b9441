//! Texts from outside that try to come to life: in no format do they.

use crate::canned::{PLAIN, facts, judged_from, written};
use crate::github::{Line, read};
use crate::{html, junit, prometheus};
use clap::ValueEnum;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use serde_json::{Value, json};
use sf_preflight::cli::Format;
use sf_preflight::report::Judged;

const HOSTILE: &str = "x\n::error::e\r\n##[error]e </script><script>alert(1)</script> ]]> --> \" ' `${x}` | ![i](http://evil.example) \u{1b}[2J\u{9b}31m\u{202e}\u{200b}\u{feff}\u{0} {\"a\"} \\ 1";

/// The characters by which a text could take over a terminal, hide itself or be read in another order.
fn is_harmful(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A certificate whose names are hostile.
fn certificate() -> Value {
    use base64::Engine;
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, HOSTILE);
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    json!(base64::engine::general_purpose::STANDARD.encode(certificate.der()))
}

/// Reports with a hostile text wherever one can come from outside.
fn reports() -> Vec<Judged> {
    let mut refused = facts("proxy-407");
    for place in [
        "/probes/0/tunnel/error/reason",
        "/probes/0/tunnel/error/page",
        "/login/instance_url",
        "/login/username",
        "/login/client_id",
        "/platform/working_directory",
        "/runtime/sf/path",
        "/runtime/node/path",
        "/jwt_key/path",
        "/proxy_variables/0/shown",
        "/proxy_variables/0/name",
    ] {
        *refused.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = json!(HOSTILE);
    }
    refused["probes"][0]["tunnel"]["error"]["headers"] = json!([["proxy-authenticate", HOSTILE], ["via", HOSTILE]]);
    refused["environment"][HOSTILE] = json!(HOSTILE);
    refused["side"]["latest_sf"] = json!({"side": "answered", "text": HOSTILE});
    let mut ignored = facts("healthy");
    ignored["proxy_variables"] = json!([{"name": "HTTPs_PROXY", "shown": HOSTILE, "empty": false, "parsed": {"Err": "invalid-url"}}]);
    ignored["environment"]["HTTP_TIMEOUT"] = json!(HOSTILE);
    let mut certificates = facts("untrusted-root");
    certificates["probes"][0]["tls"]["value"]["chain"] = json!([certificate()]);
    let mut page = facts("healthy");
    let answer = &mut page["probes"][0]["http"]["value"];
    answer["body"] = json!("html");
    for field in ["title", "words", "beginning", "content_type", "server", "location"] {
        answer[field] = json!(HOSTILE);
    }
    [refused, ignored, certificates, page].into_iter().map(judged_from).collect()
}

#[test]
fn nothing_moves_the_cursor_hides_or_turns_the_order() {
    for judged in reports() {
        for format in Format::value_variants() {
            let text = written(&judged, *format, &PLAIN);
            // Colours are the text's own, and taken away where nobody wants them.
            let text = if *format == Format::Text { anstream::adapter::strip_str(&text).to_string() } else { text };
            assert!(!text.contains(is_harmful), "{format:?}: {text:?}");
        }
    }
}

#[test]
fn nothing_becomes_a_workflow_command() {
    for judged in reports() {
        for line in written(&judged, Format::Github, &PLAIN).lines() {
            match read(line) {
                Line::Command(kind, properties, _) => {
                    assert!(["error", "warning", "notice"].contains(&kind.as_str()), "{line}");
                    assert!(properties.iter().all(|(_, title)| judged.report.checks.iter().any(|check| check.id == title)), "{line}");
                }
                Line::Log(line) => assert!(line.starts_with("sf-preflight: "), "{line}"),
            }
        }
    }
}

/// A page without its fenced code, which is shown as it stands.
fn without_code(markdown: &str) -> String {
    let (mut text, mut fence) = (String::new(), None);
    for line in markdown.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            None => text += &format!("{line}\n"),
            Some(_) => {}
        }
    }
    assert_eq!(fence, None, "an open fence: {markdown}");
    text
}

#[test]
fn nothing_becomes_markup() {
    for judged in reports() {
        html::check(&written(&judged, Format::Html, &PLAIN));
        junit::elements(&written(&judged, Format::Junit, &PLAIN));
        let markdown = without_code(&written(&judged, Format::Markdown, &PLAIN));
        for forbidden in ["<script", "![", "\n::", "-->"] {
            assert!(!markdown.contains(forbidden), "{forbidden}: {markdown}");
        }
        let own = ["<details><summary>All checks</summary>", "</details>"];
        let rest = own.iter().fold(markdown, |text, html| text.replacen(html, "", 1));
        assert!(!rest.contains(['<', '>']), "{rest}");
    }
}

#[test]
fn nothing_becomes_a_metric() {
    for judged in reports() {
        prometheus::check(&written(&judged, Format::Prometheus, &PLAIN));
    }
}

#[test]
fn json_stays_one_document() {
    for judged in reports() {
        let text = written(&judged, Format::Json, &PLAIN);
        assert!(serde_json::from_str::<Value>(&text).is_ok());
    }
}
