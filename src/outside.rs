//! The parsers of bytes that others wrote, by name, so that fuzz targets and tests can feed each of them.
//!
//! Whatever it is fed, a parser ends soon and without a panic; what it makes of it is tested beside it. Every parser of
//! outside bytes belongs here, with its target in `tests/fuzz/targets` and its examples in `tests/fuzz/corpus`.

use crate::cli::Format;
use crate::explain;
use crate::job::TOOL;
use crate::observe::{browser, oauth_port, other_proxies, project, route};
use crate::report::{self, Judged, Shell};
use crate::tell;
use clap::ValueEnum;
use sf_preflight_checks::judge;
use sf_preflight_checks::model::observations::{Der, NodeVersion, StrictSslSource};
use sf_preflight_checks::model::{Capture, Selection};
use sf_preflight_checks::node::certificate::Certificate;
use sf_preflight_checks::node::certificate_file::{read_certificates, read_openssl_file};
use sf_preflight_checks::node::options::NodeOptions;
use sf_preflight_checks::node::roots::TrustStore;
use sf_preflight_checks::node::verify::{Rules, verify_with};
use sf_preflight_checks::node::{identity, pem};
use sf_preflight_checks::npm::settings::{Layer, Machine};
use sf_preflight_checks::npm::{git, yarn};
use sf_preflight_checks::redaction::Redaction;
use sf_preflight_checks::salesforce::http_stack::HttpStack;
use sf_preflight_checks::salesforce::{app_certificate, credential, hosts, json, login_url, private_key, proxy};
use std::collections::BTreeMap;
use std::path::Path;
use url::Url;

/// A parser of bytes that somebody else wrote.
#[derive(Debug, Clone, Copy)]
pub struct Parser {
    /// What it reads; the name of its fuzz target and of its folder of examples.
    pub name: &'static str,
    /// Feeds it.
    pub feed: fn(&[u8]),
}

/// All of them.
pub const PARSERS: [Parser; 22] = [
    Parser { name: "capture", feed: capture },
    Parser { name: "certificate", feed: certificate },
    Parser { name: "certificate_file", feed: certificate_file },
    Parser { name: "chain", feed: chain },
    Parser { name: "credential", feed: sfdx_url },
    Parser { name: "dconf", feed: |bytes| drop(other_proxies::dconf::proxy(bytes)) },
    Parser { name: "desktop_list", feed: |bytes| drop(browser::handler_in(&lossy(bytes))) },
    Parser { name: "http_head", feed: route::outside::http_head },
    Parser { name: "key", feed: key },
    Parser { name: "log", feed: explain::log },
    Parser { name: "login_url", feed: url },
    Parser { name: "node_options", feed: node_options },
    Parser { name: "npmrc", feed: npmrc },
    Parser { name: "page", feed: route::outside::page },
    Parser { name: "pem", feed: |bytes| drop(pem::blocks(bytes)) },
    Parser { name: "port_table", feed: |bytes| drop(oauth_port::listening_inodes(&lossy(bytes), 443)) },
    Parser { name: "project", feed: |bytes| drop(project::of_bytes(bytes)) },
    Parser { name: "proxy_url", feed: proxy_url },
    Parser { name: "resolv_conf", feed: route::outside::resolv_conf },
    Parser { name: "server_hello", feed: route::outside::server_hello },
    Parser { name: "state_file", feed: |bytes| _ = json::damage(&lossy(bytes)) },
    Parser { name: "yarnrc", feed: yarnrc },
];

/// Feeds the parser of that name; false where there is none.
pub fn feed(name: &str, bytes: &[u8]) -> bool {
    let parser = PARSERS.iter().find(|parser| parser.name == name);
    parser.map(|parser| (parser.feed)(bytes)).is_some()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A host that every certificate can be asked about.
const HOST: &str = "acme.my.salesforce.com";
/// 2026-07-01T00:00:00Z
const NOW: i64 = 1_782_864_000;

/// A capture, judged and told in every form, as it is and masked.
fn capture(bytes: &[u8]) {
    let Ok(Capture { observations, total_ms, .. }) = Capture::read(bytes) else { return };
    let report = judge(&observations, &Selection::default(), TOOL, total_ms);
    let redaction = Redaction::of(&observations);
    let masked = Judged { observations: observations.clone(), report: redaction.report(report.clone()), redaction: Some(redaction) };
    let style = tell::style(&BTreeMap::new(), Shell::Sh, false);
    for judged in [Judged { observations, report, redaction: None }, masked] {
        for format in Format::value_variants() {
            let _ = report::write(&judged, *format, &style, &mut Vec::new());
        }
    }
}

fn certificate(bytes: &[u8]) {
    let Some(certificate) = Certificate::read(bytes) else { return };
    let _ = (certificate.fingerprint(), certificate.subject.shown(), certificate.issuer.hash());
    let _ = (certificate.authority(), certificate.is_self_signed(), certificate.fits_server_chain(true));
    let _ = identity::check(HOST, &certificate, true);
}

fn certificate_file(bytes: &[u8]) {
    let _ = (read_certificates(bytes), read_openssl_file(bytes), app_certificate::inspect(bytes));
}

/// Certificates, each led by its length in two bytes; the last of them is trusted.
fn chain(mut bytes: &[u8]) {
    let mut sent = Vec::new();
    while let Some((length, rest)) = bytes.split_at_checked(2) {
        let length = usize::from(u16::from_be_bytes([length[0], length[1]])).min(rest.len());
        let (certificate, rest) = rest.split_at(length);
        sent.push(Der(certificate.to_vec()));
        bytes = rest;
    }
    let store = TrustStore::of(sent.last().map_or(&[], std::slice::from_ref));
    let _ = verify_with(&store, HOST, &sent, NOW, Rules::of(NodeVersion::NEWEST));
}

fn key(bytes: &[u8]) {
    let _ = private_key::inspect(bytes);
}

fn sfdx_url(bytes: &[u8]) {
    let _ = (credential::sfdx_url_of_file("file", bytes), credential::sfdx_url_of_file("file.json", bytes));
    let _ = credential::is_access_token(&lossy(bytes));
}

fn url(bytes: &[u8]) {
    let text = lossy(bytes);
    let _ = login_url::masked(&text);
    if let Ok(url) = Url::parse(&text) {
        let _ = (hosts::recognize(&url), login_url::unsendable(&url));
    }
}

fn node_options(bytes: &[u8]) {
    let options = NodeOptions::parse(&lossy(bytes), NodeVersion::NEWEST);
    let _ = (options.tls_range(), options.value("--tls-cipher-list"));
}

fn npmrc(bytes: &[u8]) {
    let variables = BTreeMap::from([("HOME".to_owned(), "/home/me".to_owned())]);
    let machine = Machine { variables: &variables, working_directory: Path::new("/work"), home: None };
    if let Ok(layer) = Layer::from_file(machine, StrictSslSource::Project, &lossy(bytes)) {
        let _ = (layer.path("cafile", machine), layer.path("prefix", machine));
    }
}

fn proxy_url(bytes: &[u8]) {
    let text = lossy(bytes);
    for stack in [HttpStack::NodeFetch, HttpStack::Undici] {
        let _ = proxy::choose(&[proxy::read_variable(stack, "https_proxy", &text)]);
    }
}

fn yarnrc(bytes: &[u8]) {
    let text = lossy(bytes);
    let _ = (yarn::classic(&text, ""), yarn::berry(&text, "", |_| None), yarn::pnpm_workspace(&text, ""));
    drop(git::ssl_verify(&text, ""));
}
