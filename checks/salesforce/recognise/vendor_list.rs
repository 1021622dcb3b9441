//! The vendor's list of common authorization errors, in every form in which a text comes.

use super::*;

/// An entry of the vendor's list: its id here, the literal text, and what sf of the two later eras prints.
pub struct Case {
    pub id: &'static str,
    pub vendor: &'static str,
    node_fetch: &'static str,
    pub undici: &'static str,
}

const EXCHANGE: &str = "Invalid client credentials. Verify the OAuth client secret and ID. Error authenticating with auth code due to: ";
pub const GRANT: &str = "We encountered a JSON web token error, which is likely not an issue with Salesforce CLI. Here’s the error: ";

pub const VENDOR: [Case; 13] = [
    Case {
        id: "authentication-failure",
        vendor: "{exchange}invalid_grant::authentication failure",
        node_fetch: "{exchange}invalid_grant::authentication failure",
        undici: "Error (AuthCodeExchangeError): {exchange}invalid_grant::authentication failure",
    },
    Case {
        id: "unable-to-get-local-issuer",
        vendor: "{exchange}request to https://test.salesforce.com//services/oauth2/token failed, reason: unable to get local issuer certificate",
        node_fetch: "{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nrequest to https://acme.my.salesforce.com/services/oauth2/token failed, reason: unable to get local issuer certificate\nrequest to https://test.salesforce.com/services/oauth2/token failed, reason: unable to get local issuer certificate",
        undici: "{exchange}TypeError::fetch failed\nTypeError: fetch failed\n    at fetch (/opt/sf/node_modules/undici/index.js:134:13)\n  [cause]: Error: unable to get local issuer certificate\n    code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'",
    },
    Case {
        id: "grant-type-not-supported",
        vendor: "{exchange}unsupported_grant_type::grant type not supported",
        node_fetch: "{exchange}unsupported_grant_type::grant type not supported",
        undici: "Error (AuthCodeExchangeError): {exchange}unsupported_grant_type::grant type not supported",
    },
    Case {
        id: "connection-reset",
        vendor: "{exchange}request to https://test.salesforce.com//services/oauth2/token failed, reason: read ECONNRESET",
        node_fetch: "{exchange}FetchError::request to https://acme.my.salesforce.com/services/oauth2/token failed, reason: read ECONNRESET",
        undici: "{exchange}TypeError::fetch failed\n  [cause]: Error: read ECONNRESET\n    errno: -104, code: 'ECONNRESET', syscall: 'read'",
    },
    Case {
        id: "connection-timed-out",
        vendor: "{exchange}request to https://test.salesforce.com//services/oauth2/token failed, reason: connect ETIMEDOUT",
        node_fetch: "{exchange}request to https://test.salesforce.com//services/oauth2/token failed, reason: connect ETIMEDOUT 101.53.160.131:443",
        undici: "{exchange}TypeError::fetch failed\n  [cause]: ConnectTimeoutError: Connect Timeout Error (attempted address: acme.my.salesforce.com:443, timeout: 10000ms)\n    code: 'UND_ERR_CONNECT_TIMEOUT'",
    },
    Case {
        id: "self-signed-in-chain",
        vendor: "{exchange}request to https://login.salesforce.com//services/oauth2/token failed, reason: self-signed certificate in certificate chain",
        node_fetch: "ERROR running force:auth:web:login:  self signed certificate in certificate chain",
        undici: "{exchange}TypeError::fetch failed\n  [cause]: Error: self-signed certificate in certificate chain; if the root CA is installed locally, try running Node.js with --use-system-ca\n    code: 'SELF_SIGNED_CERT_IN_CHAIN'",
    },
    Case {
        id: "ip-restricted",
        vendor: "{exchange}ip restricted",
        node_fetch: "Error authenticating with auth code due to: ip restricted",
        undici: "Error (AuthCodeExchangeError): {exchange}invalid_grant::ip restricted",
    },
    Case {
        id: "name-not-found",
        vendor: "{exchange}request to https://login.salesforce.com/services/oauth2/token failed, reason: getaddrinfo ENOTFOUND login.salesforce.com",
        node_fetch: "{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nrequest to https://acme.my.salesforce.com/services/oauth2/token failed, reason: getaddrinfo ENOTFOUND acme.my.salesforce.com\nrequest to https://test.salesforce.com/services/oauth2/token failed, reason: getaddrinfo ENOTFOUND test.salesforce.com",
        undici: "{exchange}TypeError::fetch failed\n  [cause]: Error: getaddrinfo ENOTFOUND acme.my.salesforce.com\n    code: 'ENOTFOUND'",
    },
    Case {
        id: "user-not-approved",
        vendor: "{grant}Error authenticating with JWT. Errors encountered: user hasn't approved this consumer",
        node_fetch: "{grant}Error authenticating with JWT.\nErrors encountered:\nuser hasn’t approved this consumer\naudience is invalid  [audience=https://login.salesforce.com login=https://test.salesforce.com/]",
        undici: "Error (JwtGrantError): {grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nuser hasn't approved this consumer\nuser hasn't approved this consumer\naudience is invalid  [audience=https://login.salesforce.com login=https://acme.my.salesforce.com/]",
    },
    Case {
        id: "client-identifier-invalid",
        vendor: "{grant}Error authenticating with JWT. Errors encountered: client identifier invalid",
        node_fetch: "{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nclient identifier invalid\nclient identifier invalid",
        undici: "Error (JwtGrantError): {grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nclient identifier invalid\nuser hasn't approved this consumer\naudience is invalid",
    },
    Case {
        id: "key-file-missing",
        vendor: "{grant}ENOENT: no such file or directory, open '/workspace/my-repository/server.key'",
        node_fetch: "ENOENT: no such file or directory, open '/var/lib/jenkins/workspace/job@tmp/secretFiles/d3/server.key'",
        undici: "Error (JwtGrantError): {grant}Error::ENOENT: no such file or directory, open '/home/jane/keys/server.key'",
    },
    Case {
        id: "org-not-available",
        vendor: "Data Not Available webpage. “The data you were trying to access could not be found. It may be due to another user deleting the data or a system error. If you know the data is not deleted but cannot access it, please look at our support page”",
        node_fetch: "{grant}<html><head><title>Data Not Available</title></head><body>The data you were trying to access could not be found. It may be due to another user deleting the data or a system error.</body></html>",
        undici: "Error (JwtGrantError): {grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\n<html><title>Data Not Available</title>",
    },
    Case {
        id: "audience-invalid",
        vendor: "{grant}Error authenticating with JWT. Errors encountered: audience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com/]",
        node_fetch: "{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\naudience is invalid  [audience=https://acme.my.salesforce.com/ login=https://acme.my.salesforce.com/]",
        undici: "Error (JwtGrantError): {grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\naudience is invalid  [audience=https://acme.my.salesforce.com/ login=https://acme.my.salesforce.com/]\naudience is invalid  [audience=https://test.salesforce.com login=https://test.salesforce.com]",
    },
];

pub fn filled(text: &str) -> String {
    text.replace("{exchange}", EXCHANGE).replace("{grant}", GRANT)
}

/// Makes a text look otherwise.
type Dress = fn(&str) -> String;

/// The ways in which a text comes.
const DRESSES: [(&str, Dress); 31] = [
    ("plain", str::to_owned),
    ("quoted", |text| format!("> She wrote:\n> \"{}\"", text.replace('\n', "\n> "))),
    ("wrapped between words", |text| wrapped(text, true)),
    ("wrapped within words", |text| wrapped(text, false)),
    ("in a log with colours", |text| in_log(text, "\u{1b}[31m", "\u{1b}[39m", "\r\n")),
    ("in a log without escape characters", |text| in_log(text, "[31m", "[0m", "\n")),
    ("as --json", as_json),
    ("as --json in a log", |text| in_log(&as_json(text), "", "", "\n")),
    ("with Windows line ends", |text| format!("\r\n{}\r\n", wrapped(text, true).replace('\n', "\r\n"))),
    ("wrapped in GitHub's log", |text| stamped(&wrapped(text, false), "2026-11-25T02:24:00.1234567Z ##[error]")),
    ("wrapped in GitLab's log", |text| stamped(&wrapped(text, true), "2026-11-25T02:24:00.123456Z 01O ")),
    ("wrapped in Jenkins' log", |text| stamped(&wrapped(text, true), "[2026-11-25T02:24:00.123Z] ")),
    ("wrapped in a container's build", |text| stamped(&wrapped(text, true), "#12 3.456 ")),
    ("wrapped in TeamCity's log", |text| stamped(&wrapped(text, true), "[10:00:00]W:\t [Step 1/3] ")),
    ("wrapped in TeamCity's log, no level", |text| stamped(&wrapped(text, true), "[10:00:00] :\t [Step 1/3] ")),
    ("wrapped in Bamboo's log", |text| stamped(&wrapped(text, true), "error\t25-Nov-2026 10:00:00\t")),
    ("wrapped in Ant's log", |text| stamped(&wrapped(text, true), "     [exec] ")),
    ("wrapped in Google Cloud Build's log", |text| stamped(&wrapped(text, true), "Step #2 - \"deploy\": ")),
    ("wrapped in Kubernetes' log", |text| stamped(&wrapped(text, true), "2026-11-25T10:00:00.123456789Z stderr F ")),
    ("wrapped in a journal", |text| stamped(&wrapped(text, true), "Nov 25 10:00:00 build-07 jenkins[1234]: ")),
    ("in a table", in_table),
    ("in a report of JUnit's", |text| {
        let text = wrapped(text, true).replace('"', "&quot;").replace('\'', "&apos;").replace('<', "&lt;").replace('\n', "&#10;");
        format!("<testcase name=\"login\"><failure message=\"{text}\" type=\"Error\"/></testcase>")
    }),
    ("in a fence", |text| format!("I get this:\n\n```console\n$ sf org login jwt\n{text}\n```\n\nAny ideas?\n")),
    ("in Markdown", |text| format!("> **{}**\n", text.replace('_', r"\_").replace('[', r"\[").replace('\n', "\n> "))),
    ("in HTML", |text| format!("<pre>{}</pre>", text.replace('\'', "&#39;").replace('’', "&rsquo;").replace('"', "&quot;"))),
    ("with curly quotes", |text| text.replace(" '", " ‘").replace('\'', "’").replace('"', "”")),
    ("as JSON in JSON", |text| serde_json::json!({"log": as_json(text)}).to_string()),
    ("in GitHub's log, which is a string of JSON", |text| {
        as_json(&stamped(&wrapped(text, false), "2026-11-25T02:24:00.1234567Z ##[error]"))
    }),
    ("before other errors", before_others),
    ("before other errors in a string of JSON", |text| as_json(&before_others(text))),
    ("in an error box", |text| format!(" ›   Error: {}\n", wrapped(text, true).replace('\n', "\n ›   "))),
];

/// Lines of 80 columns.
fn wrapped(text: &str, at_blanks: bool) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut rest: Vec<char> = line.chars().collect();
        while rest.len() > 80 {
            let blank = rest[..80].iter().rposition(|character| *character == ' ').filter(|_| at_blanks);
            let further = rest.split_off(blank.unwrap_or(80));
            lines.push(rest.iter().collect::<String>());
            rest = further;
            rest.drain(..usize::from(blank.is_some()));
        }
        lines.push(rest.into_iter().collect());
    }
    lines.join("\n")
}

fn as_json(text: &str) -> String {
    let document = serde_json::json!({
        "code": "AuthError", "context": "Login", "exitCode": 1, "message": text, "name": "AuthError",
        "stack": format!("AuthError: {text}\n    at Object.error (file:///opt/sf/node_modules/@salesforce/sf-plugins-core/lib/SfCommandError.js:52:16)"),
        "status": 1, "warnings": [],
    });
    serde_json::to_string_pretty(&document).unwrap()
}

fn in_table(text: &str) -> String {
    let rule = format!("+{}+\n", "-".repeat(82));
    let rows: String = wrapped(text, true).lines().map(|line| format!("| {line:<80} |\n")).collect();
    format!("{rule}{rows}{rule}")
}

fn before_others(text: &str) -> String {
    format!("$ sf org login\n{text}\nnpm ERR! code ECONNRESET\nError: connect ECONNREFUSED 127.0.0.1:5432\n##[error]exit code 1")
}

/// Each line behind what a CI puts before it.
fn stamped(text: &str, stamp: &str) -> String {
    text.lines().map(|line| format!("{stamp}{line}\n")).collect()
}

/// A thousand lines of a job, the error at their end.
fn in_log(text: &str, colour: &str, end: &str, line_end: &str) -> String {
    let mut lines: Vec<String> =
        (0..1000).map(|number| format!("step {number}: ok, nothing to see in fetch of part {number} (passed)")).collect();
    lines[3] = "npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported".to_owned();
    lines[4] = "npm http fetch GET 200 https://registry.example/@salesforce%2fcli 512ms (cache miss)".to_owned();
    lines[5] = " ›   Warning: @salesforce/cli update available from 2.138.0 to 2.150.6.".to_owned();
    lines.push(format!("{colour}Error (1):{end} {}", text.replace('\n', &format!("{end}\n{colour}"))));
    lines.push("##[error]Process completed with exit code 1.".to_owned());
    let stamped = lines.join("\n").lines().map(|line| format!("2026-11-25T02:24:00.1234567Z {line}")).collect::<Vec<_>>();
    stamped.join(line_end)
}

#[test]
fn every_error_of_the_vendor_s_list_is_first_in_every_dress() {
    let mut wrong = Vec::new();
    for case in &VENDOR {
        for (era, text) in [("vendor", case.vendor), ("node-fetch", case.node_fetch), ("undici", case.undici)] {
            for (dress, put_on) in DRESSES {
                let seen = recognise(&put_on(&filled(text)));
                let first = seen.found.first().map(|first| first.entry.id);
                if first != Some(case.id) {
                    wrong.push(format!("{} {era} {dress}: {first:?}", case.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), VENDOR.len() * 3 * DRESSES.len(), wrong.join("\n"));
}

#[test]
fn every_error_of_the_vendor_s_list_is_first_in_utf_16() {
    for case in &VENDOR {
        for text in [case.vendor, case.node_fetch, case.undici] {
            let text = format!("\u{feff}{}", wrapped(&filled(text), true).replace('\n', "\r\n"));
            let mut recogniser = Recogniser::default();
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.chunks(1001).for_each(|piece| recogniser.feed(piece));
            let found = recogniser.finish().found;
            assert_eq!(found.first().map(|first| first.entry.id), Some(case.id), "{text}");
        }
    }
}
