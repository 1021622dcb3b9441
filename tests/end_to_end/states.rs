//! What `explain` says of a cause can be reached: for every cause that a check finds there are facts that confirm it,
//! and facts that rule it out.

use crate::expectations::EXPECTED;
use crate::replay::observed;
use crate::run::{in_parallel, world};
use sf_preflight::job::TOOL;
use sf_preflight_checks::judge;
use sf_preflight_checks::model::observations::{
    AccessToken, ConnectAttempt, ConnectError, FileProblem, Flow, HandshakeError, JsonDamage, KeychainProblem, LookupError, NodeVersion,
    Phase, Preload, PrivateKey, Probe, ProjectFile, SfdxUrl,
};
use sf_preflight_checks::model::{Observations, Selection, Untrusted};
use sf_preflight_checks::salesforce::assess::{State, assess};
use sf_preflight_checks::salesforce::catalogue::{Proof, entries};
use sf_preflight_checks::salesforce::http_stack::HttpStack;
use sf_preflight_checks::salesforce::proxy::read_variable;
use std::collections::{BTreeMap, BTreeSet};

/// An entry, the number of one of its causes, and what is said of it.
type Reached = BTreeSet<(&'static str, usize, State)>;

/// What is said of every cause where these facts were observed.
fn said(observations: &Observations) -> Reached {
    let report = judge(observations, &Selection::default(), TOOL, 0);
    let mut reached = Reached::new();
    for entry in entries() {
        for (number, cause) in assess(entry, Some(&report), &observations.login).iter().enumerate() {
            reached.insert((entry.id, number, cause.state));
        }
    }
    reached
}

/// Facts that no world of the lab has without a network of its own, as changes to a world that is as it should be.
type Change = (&'static str, &'static str, fn(&mut Observations));

const CHANGES: &[Change] = &[
    ("healthy", "no such name", |seen| lookup(seen, LookupError::NotFound)),
    ("healthy", "no name server", |seen| lookup(seen, LookupError::TryAgain)),
    ("healthy", "no route", |seen| {
        let attempts = vec![ConnectAttempt { address: "192.0.2.1:443".to_owned(), code: "ENETUNREACH".to_owned() }];
        stop(seen, |probe| probe.connect = Phase::Failed { error: ConnectError { attempts: attempts.clone() }, duration_ms: 1 });
    }),
    ("healthy", "no secure renegotiation", |seen| handshakes(seen, |handshake| handshake.secure_renegotiation = false)),
    ("healthy", "short prime", |seen| handshakes(seen, |handshake| handshake.dh_bits = Some(1024))),
    ("proxy-407", "TLS to a proxy without", |seen| {
        let error = HandshakeError::NotTls { beginning: "HTTP/1.1 400".into() };
        seen.probes.iter_mut().for_each(|probe| {
            probe.tunnel = Phase::NotReached;
            probe.proxy_tls = Phase::Failed { error: error.clone(), duration_ms: 1 };
        });
    }),
    ("healthy", "the org's own name", |seen| {
        seen.local_lookup = Some(Phase::Failed { error: LookupError::NotFound, duration_ms: 1 });
    }),
    ("healthy", "audience no URL", |seen| set(seen, "SF_AUDIENCE_URL", "acme")),
    ("healthy", "another audience", |seen| set(seen, "SF_AUDIENCE_URL", "https://other.my.salesforce.com")),
    ("healthy", "scheme", |seen| url(seen, "htts://acme.my.salesforce.com")),
    ("healthy", "credentials", |seen| url(seen, "https://u:p@acme.my.salesforce.com")),
    ("healthy", "bad port", |seen| url(seen, "https://acme.my.salesforce.com:6000")),
    ("healthy", "fragment", |seen| url(seen, "https://acme.my.salesforce.com/#x")),
    ("web-healthy", "fragment", |seen| url(seen, "https://acme.my.salesforce.com/#x")),
    ("healthy", "key denied", |seen| key(seen, FileProblem::Denied)),
    ("healthy", "key below a file", |seen| key(seen, FileProblem::BadPath)),
    ("healthy", "elliptic key", |seen| {
        if let Some(key) = &mut seen.jwt_key {
            key.private_key = Some(PrivateKey::Ec);
        }
    }),
    ("healthy", "no flag of a key", |seen| {
        seen.login.from_sf_command = true;
        seen.jwt_key = None;
        seen.login.jwt_key_file = None;
    }),
    ("healthy", "empty flag of a key", |seen| {
        seen.jwt_key = None;
        seen.login.jwt_key_file = Some("".into());
    }),
    ("healthy", "no user", |seen| {
        seen.login.from_sf_command = true;
        seen.login.username = None;
    }),
    ("healthy", "empty client id", |seen| seen.login.client_id = Some("".into())),
    ("access-token-healthy", "no URL", |seen| seen.login.instance_url = None),
    ("access-token-healthy", "damaged token", |seen| {
        seen.access_token = Some(AccessToken::Variable { name: "SF_ACCESS_TOKEN".to_owned(), is_well_formed: false });
    }),
    ("sfdx-url-healthy", "denied", |seen| sfdx_url(seen, FileProblem::Denied)),
    ("sfdx-url-healthy", "directory", |seen| sfdx_url(seen, FileProblem::Directory)),
    ("healthy", "old sf", |seen| sf(seen, [2, 30, 0], false)),
    ("healthy", "sfdx 7", |seen| sf(seen, [7, 150, 0], true)),
    ("healthy", "pair", |seen| {
        sf(seen, [2, 138, 0], false);
        node(seen, [24, 17, 0]);
    }),
    ("healthy", "Node 18", |seen| node(seen, [18, 20, 0])),
    ("healthy", "no node", |seen| seen.runtime.node = None),
    ("healthy", "NODE_OPTIONS", |seen| set(seen, "NODE_OPTIONS", "--no-such-option")),
    ("healthy", "preload", |seen| {
        seen.runtime.missing_preload = Some(Preload { option: "--require".to_owned(), name: "/nope.js".into() });
    }),
    ("web-healthy", "port reserved", |seen| port(seen, |port| port.bind_error = Some("EACCES".to_owned()))),
    ("web-healthy", "port silent", |seen| port(seen, |port| port.silent.clone_from(&port.localhost))),
    ("web-healthy", "port of the project", |seen| {
        port(seen, |port| {
            port.from_project = true;
            port.port = 1919;
        });
        seen.login.client_id = None;
    }),
    ("web-healthy", "no port", |seen| {
        seen.project = Some(project("oauth_local_port", 70000.into()));
        port(seen, |port| port.from_project = true);
    }),
    ("web-healthy", "damaged project", |seen| {
        seen.login.instance_url = None;
        seen.project = Some(project("syntax_error", "Unexpected end of JSON input".into()));
    }),
    ("healthy", "another variable", |seen| {
        seen.proxy_variables.push(read_variable(HttpStack::Undici, "HTTPs_PROXY", "http://proxy.acme.lab:8080"));
    }),
    ("web-healthy", "container mode", |seen| set(seen, "SF_CONTAINER_MODE", "true")),
    ("web-healthy", "code builder", |seen| set(seen, "CODE_BUILDER", "1")),
    ("healthy", "no bus", |seen| problem(seen, KeychainProblem::NoSessionBus)),
    ("healthy", "foreign key.json", |seen| problem(seen, KeychainProblem::ForeignKeyFile { path: "/h/.sfdx/key.json".into() })),
    ("healthy", "mode", |seen| problem(seen, KeychainProblem::KeyFilePermissions { path: "/h/.sfdx/key.json".into(), mode: 0o644 })),
    ("healthy", "length", |seen| problem(seen, KeychainProblem::KeyLength { path: "/h/.sfdx/key.json".into(), length: 5 })),
    ("healthy", "damaged", |seen| {
        problem(seen, KeychainProblem::DamagedJson { path: "/h/.sfdx/alias.json".into(), damage: JsonDamage::Syntax });
    }),
    ("healthy", "aliases denied", |seen| {
        problem(seen, KeychainProblem::Unreadable { path: "/h/.sfdx/alias.json".into(), reason: FileProblem::Denied });
    }),
    ("healthy", "aliases directory", |seen| {
        problem(seen, KeychainProblem::Unreadable { path: "/h/.sfdx/alias.json".into(), reason: FileProblem::Directory });
    }),
    ("healthy", "read-only", |seen| {
        problem(seen, KeychainProblem::NotWritable { path: "/h/.sfdx".into(), code: "EROFS".to_owned(), has_aliases: false });
    }),
];

/// The project's file, of which this is to be said.
fn project(field: &str, value: serde_json::Value) -> ProjectFile {
    let mut project = serde_json::json!({"path": "sfdx-project.json", "sfdc_login_url_is_not_text": false});
    project[field] = value;
    serde_json::from_value(project).unwrap()
}

/// Ends every attempt at this step.
fn stop(seen: &mut Observations, at: impl Fn(&mut Probe)) {
    for probe in &mut seen.probes {
        (probe.tls, probe.http, probe.redirect) = (Phase::NotReached, Phase::NotReached, None);
        at(probe);
    }
}

fn lookup(seen: &mut Observations, error: LookupError) {
    stop(seen, |probe| {
        probe.connect = Phase::NotReached;
        probe.lookup = Phase::Failed { error: error.clone(), duration_ms: 1 };
    });
}

fn handshakes(seen: &mut Observations, change: impl Fn(&mut sf_preflight_checks::model::observations::Handshake)) {
    for probe in &mut seen.probes {
        if let Phase::Done { value, .. } = &mut probe.tls {
            change(value);
        }
    }
}

fn set(seen: &mut Observations, name: &str, value: &str) {
    seen.environment.0.insert(name.to_owned(), Untrusted::from(value));
}

fn url(seen: &mut Observations, url: &str) {
    seen.login.instance_url = Some(url.into());
}

fn key(seen: &mut Observations, problem: FileProblem) {
    if let Some(key) = &mut seen.jwt_key {
        (key.problem, key.private_key, key.form) = (Some(problem), None, None);
    }
}

fn sfdx_url(seen: &mut Observations, problem: FileProblem) {
    seen.login.flow = Flow::SfdxUrl;
    seen.sfdx_url = Some(SfdxUrl::Unreadable { problem });
}

fn sf(seen: &mut Observations, [major, minor, patch]: [u32; 3], is_sfdx_v7: bool) {
    if let Some(sf) = &mut seen.runtime.sf {
        (sf.version, sf.is_sfdx_v7, sf.http_library_version) = (Some(NodeVersion::new(major, minor, patch)), is_sfdx_v7, None);
        sf.http_library_engines = None;
    }
}

fn node(seen: &mut Observations, [major, minor, patch]: [u32; 3]) {
    if let Some(node) = &mut seen.runtime.node {
        node.version = Some(NodeVersion::new(major, minor, patch));
    }
}

fn port(seen: &mut Observations, change: impl Fn(&mut sf_preflight_checks::model::observations::PortProbe)) {
    if let Some(port) = &mut seen.oauth_port {
        change(port);
    }
}

fn problem(seen: &mut Observations, problem: KeychainProblem) {
    seen.keychain.problems.push(problem);
}

#[test]
fn every_cause_can_be_confirmed_and_ruled_out() {
    let worlds = in_parallel(EXPECTED, |expected| (expected.fault, observed(&world(expected.fault))));
    let worlds: BTreeMap<&str, Observations> = worlds.into_iter().collect();
    let changed = CHANGES.iter().map(|(of, _, change)| {
        let mut seen = worlds[of].clone();
        change(&mut seen);
        seen
    });
    let reached: Reached = worlds.values().cloned().chain(changed).flat_map(|seen| said(&seen)).collect();
    let mut missing = Vec::new();
    for entry in entries() {
        for (number, cause) in entry.causes.iter().enumerate() {
            let Proof::Check { id, pass_excludes, signs } = cause.proof else { continue };
            if !reached.contains(&(entry.id, number, State::Confirmed)) {
                missing.push(format!("{} is never confirmed: {} ({id} {signs:?})", entry.id, cause.what));
            }
            if pass_excludes && !reached.contains(&(entry.id, number, State::RuledOut)) {
                missing.push(format!("{} is never ruled out: {} ({id})", entry.id, cause.what));
            }
        }
    }
    assert!(missing.is_empty(), "{} states:\n{}", missing.len(), missing.join("\n"));
}
