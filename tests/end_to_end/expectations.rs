//! What the real sf does in each of the lab's worlds: sf 2.150.6 on Node 24.21.0.

/// What a report must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// The fault.
    pub fault: &'static str,
    /// `ready`, `blocked` or `unsafe`.
    pub verdict: &'static str,
    /// How sf ends.
    pub outcome: &'static str,
    /// Its code.
    pub code: Option<&'static str>,
    /// A piece of what it prints.
    pub prints: Option<&'static str>,
    /// The check that says so.
    pub check: Option<&'static str>,
}

/// sf prints the page that it got: any piece of it will do.
const THE_PAGE: Option<&str> = Some("");

/// sf logs in.
pub const fn succeeds(fault: &'static str) -> Expected {
    Expected { fault, verdict: "ready", outcome: "succeed", code: None, prints: None, check: None }
}

/// sf logs in, and the gate still says no.
pub const fn stopped(fault: &'static str, verdict: &'static str) -> Expected {
    Expected { verdict, ..succeeds(fault) }
}

/// sf prints `fetch failed`, whose hidden code this is.
pub const fn fetch_failed(fault: &'static str, code: &'static str, check: &'static str) -> Expected {
    fails(fault, Some(code), Some("fetch failed"), check)
}

pub const fn fails(fault: &'static str, code: Option<&'static str>, prints: Option<&'static str>, check: &'static str) -> Expected {
    Expected { fault, verdict: "blocked", outcome: "fail", code, prints, check: Some(check) }
}

pub const fn hangs(fault: &'static str, check: &'static str) -> Expected {
    Expected { fault, verdict: "blocked", outcome: "hang", code: None, prints: None, check: Some(check) }
}

const fn falls_back(fault: &'static str, code: &'static str, check: &'static str) -> Expected {
    Expected { fault, verdict: "blocked", outcome: "fallback", code: Some(code), prints: None, check: Some(check) }
}

/// The worlds that need no network namespace.
pub const EXPECTED: &[Expected] = &[
    succeeds("healthy"),
    succeeds("healthy-sandbox"),
    succeeds("web-healthy"),
    fails("node-too-old", Some("TypeError"), Some("Cannot read properties of undefined (reading 'bind')"), "runtime"),
    fails("lightning-url", Some("LightningDomain"), Some("It should NOT be a lightning domain"), "instance-url"),
    fails("no-scheme-url", None, Some("Expected a valid url but received: acme.my.salesforce.com"), "instance-url"),
    falls_back("http-url", "ECONNREFUSED", "connection"),
    fails("key-missing", Some("ENOENT"), Some("ENOENT: no such file or directory"), "jwt-key"),
    fails("key-directory", Some("EISDIR"), Some("EISDIR: illegal operation on a directory"), "jwt-key"),
    fails("key-empty", None, Some("secretOrPrivateKey must have a value"), "jwt-key"),
    fails("key-public", None, Some("secretOrPrivateKey must be an asymmetric key when using RS256"), "jwt-key"),
    fails("key-literal-newlines", None, Some("secretOrPrivateKey must be an asymmetric key when using RS256"), "jwt-key"),
    fails("key-1024", None, Some("secretOrPrivateKey has a minimum key size of 2048 bits for RS256"), "jwt-key"),
    succeeds("key-crlf"),
    fails("web-port-busy", Some("PortInUseError"), Some("Cannot start the OAuth redirect server on port"), "oauth-port"),
    fails("web-no-browser", Some("CannotOpenBrowserError"), Some("Unable to open the browser you specified"), "browser"),
    succeeds("sfdx-url-healthy"),
    fails("sfdx-url-malformed", Some("INVALID_SFDX_AUTH_URL"), Some("Invalid SFDX authorization URL."), "instance-url"),
    fails("sfdx-url-missing", Some("ENOENT"), Some("ENOENT: no such file or directory, open '"), "instance-url"),
    fetch_failed("sfdx-url-untrusted-root", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-chain"),
    succeeds("access-token-healthy"),
    fails("access-token-missing", Some("SfError"), Some("The access token isn't in the correct format."), "client-id"),
    succeeds("proxy-ok"),
    succeeds("proxy-auth-ok"),
    fetch_failed("proxy-auth-wrong", "UND_ERR_ABORTED", "proxy"),
    fetch_failed("proxy-407", "UND_ERR_ABORTED", "proxy"),
    fetch_failed("proxy-ntlm", "UND_ERR_ABORTED", "proxy"),
    fetch_failed("proxy-403", "UND_ERR_ABORTED", "proxy"),
    fetch_failed("proxy-502", "UND_ERR_ABORTED", "proxy"),
    hangs("proxy-hang", "proxy"),
    fetch_failed("proxy-reset", "ECONNRESET", "proxy"),
    fetch_failed("proxy-close", "UND_ERR_SOCKET", "proxy"),
    fails("proxy-garbage", None, Some("fetch failed"), "proxy"),
    fetch_failed("proxy-hang-after-connect", "UND_ERR_CONNECT_TIMEOUT", "connection"),
    fetch_failed("proxy-inspects", "SELF_SIGNED_CERT_IN_CHAIN", "certificate-chain"),
    succeeds("proxy-inspects-trusted"),
    succeeds("proxy-over-tls"),
    fetch_failed("proxy-down", "ECONNREFUSED", "connection"),
    fails("proxy-no-scheme", Some("ERR_INVALID_URL"), Some("Invalid URL"), "proxy"),
    fetch_failed("no-proxy-ignored", "ECONNREFUSED", "connection"),
    fetch_failed("refused", "ECONNREFUSED", "connection"),
    fetch_failed("blackhole", "UND_ERR_CONNECT_TIMEOUT", "connection"),
    // login.salesforce.com gives a token, with which sf goes back to the host that refuses it, for 75 seconds.
    Expected { code: Some("ECONNREFUSED"), ..hangs("unreachable", "connection") },
    succeeds("others-blocked"),
    fetch_failed("reset", "ECONNRESET", "connection"),
    fetch_failed("close", "ECONNRESET", "connection"),
    fetch_failed("tls-hang", "UND_ERR_CONNECT_TIMEOUT", "connection"),
    fetch_failed("plain-http", "ERR_SSL_WRONG_VERSION_NUMBER", "connection"),
    fetch_failed("garbage", "ERR_SSL_WRONG_VERSION_NUMBER", "connection"),
    fetch_failed("old-tls", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "connection"),
    fetch_failed("tls-refused", "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "connection"),
    fetch_failed("big-hello-reset", "ECONNRESET", "connection"),
    fetch_failed("big-hello-drop", "UND_ERR_CONNECT_TIMEOUT", "connection"),
    fetch_failed("untrusted-root", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-chain"),
    fetch_failed("untrusted-root-sent", "SELF_SIGNED_CERT_IN_CHAIN", "certificate-chain"),
    fetch_failed("no-intermediate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-chain"),
    fetch_failed("expired-leaf", "CERT_HAS_EXPIRED", "certificate-chain"),
    fetch_failed("future-leaf", "CERT_NOT_YET_VALID", "certificate-chain"),
    fetch_failed("wrong-host", "ERR_TLS_CERT_ALTNAME_INVALID", "certificate-chain"),
    fetch_failed("self-signed", "DEPTH_ZERO_SELF_SIGNED_CERT", "certificate-chain"),
    fetch_failed("inspected", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-chain"),
    fetch_failed("extra-ca-missing-file", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-chain"),
    fetch_failed("extra-ca-der", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-chain"),
    fetch_failed("extra-ca-tilde", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-chain"),
    fetch_failed("extra-ca-intermediate-only", "UNABLE_TO_GET_ISSUER_CERT", "certificate-chain"),
    stopped("reject-unauthorized-0", "unsafe"),
    fetch_failed("node-options-openssl-ca", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-chain"),
    stopped("npm-strict-ssl", "unsafe"),
    fetch_failed("reset-after-tls", "ECONNRESET", "endpoint"),
    fetch_failed("close-after-tls", "UND_ERR_SOCKET", "endpoint"),
    hangs("hang-after-tls", "endpoint"),
    fails("html", None, Some("Value is not a JsonMap"), "endpoint"),
    fails("captive", None, Some("Value is not a JsonMap"), "endpoint"),
    Expected { code: Some("ECONNREFUSED"), ..hangs("captive-unreachable", "endpoint") },
    fails("down", None, THE_PAGE, "endpoint"),
    // The token comes from login.salesforce.com, and its use at the org is repeated for more than a minute.
    hangs("path-down", "instance-url"),
    fails("forbidden", None, THE_PAGE, "endpoint"),
    // The real Node's code is a race: UND_ERR_SOCKET or ECONNRESET.
    fetch_failed("client-certificate", "ECONNRESET", "endpoint"),
    succeeds("clock-skew"),
    stopped("web-clock-skew", "blocked"),
];

/// The worlds that need one.
pub const EXPECTED_WITH_DNS: &[Expected] = &[
    succeeds("dns-ok"),
    fetch_failed("nxdomain", "ENOTFOUND", "dns"),
    fetch_failed("access-token-nxdomain", "ENOTFOUND", "dns"),
    falls_back("wrong-my-domain", "ENOTFOUND", "dns"),
    // The page has no code; the one that sf's HTTP library meets first is the next host's.
    fails("html-alone", Some("ENOTFOUND"), Some("Value is not a JsonMap"), "endpoint"),
    fetch_failed("dns-servfail", "EAI_AGAIN", "dns"),
    fetch_failed("dns-refused", "EAI_AGAIN", "dns"),
    fetch_failed("dns-silent", "EAI_AGAIN", "dns"),
    succeeds("v6-broken"),
    succeeds("v6-only"),
    succeeds("proxy-no-local-dns-short"),
    hangs("proxy-no-local-dns", "dns"),
];
