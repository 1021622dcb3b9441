//! Pasted URLs: what is read here against the real Node's `new URL` and, where it is installed, sf's own `SfdcUrl`.

#![allow(clippy::unwrap_used, reason = "this is all test code")]

mod node;

use serde::Deserialize;
use serde_json::json;
use sf_preflight_checks::salesforce::{domain, hosts, login_url};
use url::Url;

/// What Node says of a text.
#[derive(Debug, PartialEq, Deserialize)]
struct Parsed {
    protocol: String,
    hostname: String,
    port: String,
    pathname: String,
    search: String,
    username: String,
    password: String,
    origin: String,
    href: String,
}

/// What sf says of a URL.
#[derive(Debug, PartialEq, Deserialize)]
struct OfSf {
    href: String,
    salesforce: bool,
    internal: bool,
    refused: bool,
    combinations: Vec<Vec<(String, String)>>,
}

#[derive(Deserialize)]
struct Answer {
    urls: Vec<Option<Parsed>>,
    sf: Option<Vec<OfSf>>,
}

const AUDIENCES: [&str; 6] = [
    hosts::PRODUCTION,
    hosts::SANDBOX,
    "https://acme.my.salesforce.com",
    "https://gs1.salesforce.com",
    "https://login.salesforce.com/",
    "not a url",
];

#[test]
fn pasted_urls_are_read_as_node_and_sf_read_them() {
    let Some(real) = node::real("") else { return };
    let texts = texts();
    assert!(texts.len() >= 200);
    let answer: Answer = serde_json::from_value(real.run("urls/judge.js", &json!({"texts": texts, "audiences": AUDIENCES}))).unwrap();
    let mut differences = Vec::new();
    for (text, theirs) in texts.iter().zip(&answer.urls) {
        let ours = Url::parse(text).ok().as_ref().map(parsed);
        if ours != *theirs {
            differences.push(format!("{text:?}: Node {theirs:?}, here {ours:?}"));
        }
    }
    node::assert_none("URLs", &differences, texts.len());
    let Some(theirs) = answer.sf else {
        return eprintln!("LEFT OUT: @salesforce/core is not among the modules");
    };
    let differences: Vec<String> = theirs
        .iter()
        .filter_map(|theirs| Some(of_sf(&theirs.href)).filter(|ours| ours != theirs).map(|ours| format!("sf {theirs:?}, here {ours:?}")))
        .collect();
    node::assert_none("URLs in sf", &differences, theirs.len());
}

fn parsed(url: &Url) -> Parsed {
    Parsed {
        protocol: format!("{}:", url.scheme()),
        hostname: url.host_str().unwrap_or_default().to_owned(),
        port: url.port().map(|port| port.to_string()).unwrap_or_default(),
        pathname: url.path().to_owned(),
        search: url.query().filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default(),
        username: url.username().to_owned(),
        password: url.password().unwrap_or_default().to_owned(),
        origin: url.origin().ascii_serialization(),
        href: url.as_str().to_owned(),
    }
}

fn of_sf(href: &str) -> OfSf {
    let url = Url::parse(href).unwrap();
    let combinations = |audience: &&str| {
        let attempts = login_url::combinations(audience, href);
        attempts.iter().map(|attempt| (attempt.login.raw().to_owned(), attempt.audience.raw().to_owned())).collect()
    };
    OfSf {
        href: href.to_owned(),
        salesforce: domain::is_salesforce(&url),
        internal: domain::is_internal(&url),
        refused: domain::is_refused(&url),
        combinations: AUDIENCES.iter().map(combinations).collect(),
    }
}

/// Hosts with everything that people put before and after them, and what they paste that is no URL at all.
fn texts() -> Vec<String> {
    const HOSTS: [&str; 22] = [
        "acme.my.salesforce.com",
        "ACME.My.Salesforce.Com",
        "acme--dev.sandbox.my.salesforce.com",
        "login.salesforce.com",
        "test.salesforce.com",
        "acme.lightning.force.com",
        "acme.my.salesforce.mil",
        "acme.lightning.crmforce.mil",
        "acme.my.salesforce-setup.com",
        "acme.my.site.com",
        "a.b.lightning.c.crm.dev",
        "gs1.salesforce.com",
        "acme.my.salesforce.com.",
        "acme.my.saleforce.com",
        "acme_corp.my.salesforce.com",
        "münchen.my.salesforce.com",
        "127.0.0.1",
        "0x7f.1",
        "[::1]",
        "1.2.3.4.5",
        "acme my.salesforce.com",
        "",
    ];
    const BEFORE: [&str; 20] = [
        "https://",
        "http://",
        "",
        "//",
        "https:/",
        "https:",
        "htts://",
        "https//",
        "https;//",
        "HTTPS://",
        " https://",
        "\thttps://",
        "\"https://",
        "https://https://",
        "https:\\\\",
        "https://user@",
        "https://user:word@",
        "https://%",
        "https://-",
        "ftp://",
    ];
    const AFTER: [&str; 20] = [
        "",
        "/",
        ":443",
        ":8443",
        ":99999",
        ":",
        ":x",
        "/lightning/setup",
        "/a b?c=d#e",
        "?ec=302",
        "#x",
        " ",
        "\n",
        "\"",
        "/..//.",
        "%2f",
        "\\path",
        "/%zz",
        "/é",
        ".mcas.ms",
    ];
    const ODD: [&str; 16] = [
        "",
        " ",
        "https",
        "https://",
        "://",
        "not a url",
        "mailto:x@y",
        "file:///etc/passwd",
        "C:\\key",
        "javascript:alert(1)",
        "data:,x",
        "$URL",
        "${{ vars.URL }}",
        "https://${HOST}",
        "https://<NAME>.my.salesforce.com",
        "salesforce",
    ];
    let of_host = |host: &str| -> Vec<String> {
        let before = BEFORE.iter().map(|before| format!("{before}{host}"));
        before.chain(AFTER.iter().map(|after| format!("https://{host}{after}"))).collect()
    };
    HOSTS.iter().flat_map(|host| of_host(host)).chain(ODD.iter().map(|text| (*text).to_owned())).collect()
}
