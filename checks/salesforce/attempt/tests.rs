use super::*;
use crate::model::Untrusted;
use crate::model::observations::{BodyKind, ConnectAttempt, Lookup};
use crate::node::test_world::{self, world};
use crate::salesforce::proxy::read_variable;

/// A way on which nothing is wrong, to a host whose certificate nobody looks at.
pub(super) fn healthy(host: &str) -> Probe {
    test_world::probe(host, &[])
}

pub(super) fn jwt(url: &str) -> Observations {
    let mut observations = world(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
    observations.login.instance_url = Some(url.into());
    observations
}

pub(super) fn web(url: &str) -> Observations {
    let mut observations = jwt(url);
    observations.login.flow = Flow::Web;
    observations
}

pub(super) const ACME: &str = "https://acme.my.salesforce.com";

pub(super) fn failed<T, E>(error: E) -> Phase<T, E> {
    Phase::Failed { error, duration_ms: 3 }
}

pub(super) fn silent<T, E>() -> Phase<T, E> {
    Phase::TimedOut { duration_ms: 3000 }
}

pub(super) fn attempts(list: &[(&str, &str)]) -> Phase<Connect, ConnectError> {
    let attempt = |(address, code): &(&str, &str)| ConnectAttempt { address: (*address).to_owned(), code: (*code).to_owned() };
    failed(ConnectError { attempts: list.iter().map(attempt).collect() })
}

pub(super) fn refused(status: u16) -> Phase<Tunnel, TunnelError> {
    failed(TunnelError::Status { status, reason: "".into(), headers: Vec::new(), page: "".into() })
}

fn told(observations: &Observations, probe: &Probe) -> (Option<Stage>, Option<String>, Option<String>) {
    match failure(observations, probe) {
        Some(failed) => (Some(failed.stage), failed.failure.code, failed.failure.prints),
        None => (None, None, None),
    }
}

fn broken(stage: Stage, code: &str, prints: &str) -> (Option<Stage>, Option<String>, Option<String>) {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (Some(stage), text(code), text(prints))
}

/// Each way on which one thing is wrong, and what sf's HTTP library reports: measured with sf 2.150.6 on Node 24.21.0.
#[test]
fn what_is_wrong_on_the_way_has_the_code_that_was_measured() {
    let change = |edit: fn(&mut Probe)| {
        let mut probe = healthy("acme.my.salesforce.com");
        edit(&mut probe);
        probe
    };
    let answered = |edit: fn(&mut Answer)| {
        let mut probe = change(|_| {});
        if let Phase::Done { value, .. } = &mut probe.http {
            edit(value);
        }
        probe
    };
    let fetch_failed = |stage, code| broken(stage, code, "fetch failed");
    for (probe, expected) in [
        (change(|_| {}), (None, None, None)),
        (change(|probe| probe.lookup = failed(LookupError::NotFound)), fetch_failed(Stage::Lookup, "ENOTFOUND")),
        (change(|probe| probe.lookup = failed(LookupError::TryAgain)), fetch_failed(Stage::Lookup, "EAI_AGAIN")),
        (change(|probe| probe.lookup = silent()), fetch_failed(Stage::Lookup, "EAI_AGAIN")),
        (
            change(|probe| probe.lookup = failed(LookupError::Other { code: "EAI_FAIL".to_owned() })),
            fetch_failed(Stage::Lookup, "EAI_FAIL"),
        ),
        (change(|probe| probe.connect = attempts(&[("a", "ECONNREFUSED")])), fetch_failed(Stage::Connect, "ECONNREFUSED")),
        (change(|probe| probe.connect = attempts(&[("a", "ENETUNREACH")])), fetch_failed(Stage::Connect, "ENETUNREACH")),
        (
            change(|probe| probe.connect = attempts(&[("::1", "ENETUNREACH"), ("b", "ECONNREFUSED")])),
            fetch_failed(Stage::Connect, "ENETUNREACH"),
        ),
        (
            change(|probe| probe.connect = attempts(&[("a", "ETIMEDOUT"), ("b", "ECONNREFUSED")])),
            fetch_failed(Stage::Connect, "UND_ERR_CONNECT_TIMEOUT"),
        ),
        (change(|probe| probe.connect = silent()), fetch_failed(Stage::Connect, "UND_ERR_CONNECT_TIMEOUT")),
        (change(|probe| probe.proxy_tls = silent()), fetch_failed(Stage::ProxyTls, "UND_ERR_CONNECT_TIMEOUT")),
        (
            change(|probe| probe.proxy_tls = failed(HandshakeError::NotTls { beginning: "HTTP/1.1".into() })),
            fetch_failed(Stage::ProxyTls, "ERR_SSL_WRONG_VERSION_NUMBER"),
        ),
        (change(|probe| probe.tunnel = failed(TunnelError::Closed)), fetch_failed(Stage::Tunnel, "UND_ERR_SOCKET")),
        (change(|probe| probe.tunnel = failed(TunnelError::Reset)), fetch_failed(Stage::Tunnel, "ECONNRESET")),
        (change(|probe| probe.tunnel = failed(TunnelError::NotHttp { beginning: "SSH".into() })), fetch_failed(Stage::Tunnel, "")),
        (
            change(|probe| probe.tunnel = failed(TunnelError::SocksAuthentication)),
            fetch_failed(Stage::Tunnel, "UND_ERR_SOCKS5_AUTH_FAILED"),
        ),
        (change(|probe| probe.tunnel = failed(TunnelError::SocksReply { code: 2 })), fetch_failed(Stage::Tunnel, "UND_ERR_SOCKS5_REPLY_2")),
        (change(|probe| probe.tunnel = silent()), broken(Stage::Tunnel, "", "")),
        (change(|probe| probe.tls = failed(HandshakeError::Reset)), fetch_failed(Stage::Handshake, "ECONNRESET")),
        (change(|probe| probe.tls = failed(HandshakeError::Closed)), fetch_failed(Stage::Handshake, "ECONNRESET")),
        (change(|probe| probe.tls = silent()), fetch_failed(Stage::Handshake, "UND_ERR_CONNECT_TIMEOUT")),
        (
            change(|probe| probe.tls = failed(HandshakeError::Alert { alert: 70, at_once: true })),
            fetch_failed(Stage::Handshake, "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"),
        ),
        (change(|probe| probe.http = failed(RequestError::Closed)), fetch_failed(Stage::Request, "UND_ERR_SOCKET")),
        (change(|probe| probe.http = failed(RequestError::Reset)), fetch_failed(Stage::Request, "ECONNRESET")),
        (change(|probe| probe.http = failed(RequestError::Alert { alert: 116 })), fetch_failed(Stage::Request, "ECONNRESET")),
        (change(|probe| probe.http = failed(RequestError::NotHttp)), fetch_failed(Stage::Request, "")),
        (change(|probe| probe.http = silent()), broken(Stage::Request, "", "")),
        (change(|probe| probe.http = failed(RequestError::HeadTooLarge)), fetch_failed(Stage::Request, "UND_ERR_HEADERS_OVERFLOW")),
        (change(|probe| probe.http = failed(RequestError::BrokenOff)), broken(Stage::Answer, "UND_ERR_SOCKET", "terminated")),
        (change(|probe| probe.tunnel = failed(TunnelError::HeadTooLarge)), fetch_failed(Stage::Tunnel, "UND_ERR_HEADERS_OVERFLOW")),
        (change(|probe| probe.tunnel = failed(TunnelError::SocksNoMethod)), fetch_failed(Stage::Tunnel, "UND_ERR_SOCKS5_AUTH_REJECTED")),
        (change(|probe| probe.tunnel = refused(100)), fetch_failed(Stage::Tunnel, "UND_ERR_SOCKET")),
        (change(|probe| probe.tunnel = refused(101)), fetch_failed(Stage::Tunnel, "UND_ERR_SOCKET")),
        (change(|probe| probe.tunnel = failed(TunnelError::SocksMethod { method: 2 })), fetch_failed(Stage::Tunnel, "UND_ERR_INVALID_ARG")),
        (
            change(|probe| probe.tunnel = failed(TunnelError::SocksMethod { method: 1 })),
            fetch_failed(Stage::Tunnel, "UND_ERR_SOCKS5_AUTH_METHOD"),
        ),
        (change(|probe| probe.http = failed(RequestError::ResetMidway)), broken(Stage::Answer, "ECONNRESET", "terminated")),
        (
            change(|probe| probe.http = failed(RequestError::TwoLengths)),
            fetch_failed(Stage::Request, "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"),
        ),
        (answered(|given| given.continues = true), fetch_failed(Stage::Request, "UND_ERR_SOCKET")),
        (answered(|given| given.status = 101), fetch_failed(Stage::Request, "UND_ERR_SOCKET")),
        (answered(|given| given.status = 407), fetch_failed(Stage::Request, "")),
    ] {
        assert_eq!(told(&jwt(ACME), &probe), expected, "{probe:#?}");
    }
}

/// Measured: the first with a server of each kind and Node 24.21.0; the second is row 48 of the TLS cases.
#[test]
fn what_openssl_refuses_breaks_a_handshake_that_came_to_its_end() {
    for (secure_renegotiation, dh_bits, node, code) in [
        (true, None, 24, None),
        (false, None, 24, Some("ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED")),
        (true, Some(1024), 24, Some("ERR_SSL_DH_KEY_TOO_SMALL")),
        (true, Some(1024), 22, None),
        (true, Some(2048), 24, None),
    ] {
        let mut observations = jwt(ACME);
        let node = crate::model::observations::NodeRuntime {
            path: "/usr/bin/node".into(),
            version: Some(crate::model::observations::NodeVersion::new(node, 21, 0)),
            bundled: false,
        };
        observations.runtime.node = Some(node);
        let mut probe = healthy("acme.my.salesforce.com");
        if let Phase::Done { value, .. } = &mut probe.tls {
            (value.secure_renegotiation, value.dh_bits) = (secure_renegotiation, dh_bits);
        }
        assert_eq!(told(&observations, &probe).1.as_deref(), code);
    }
}

#[test]
fn pages_print_what_each_flow_makes_of_them() {
    for (status, location, body, beginning, jwt_prints, web_prints) in [
        (200, "", BodyKind::Html, "<html>", "Value is not a JsonMap", "Cannot read properties of undefined (reading 'scope')"),
        (
            302,
            "http://portal.lab/",
            BodyKind::Html,
            "<html>",
            "Value is not a JsonMap",
            "Cannot read properties of undefined (reading 'scope')",
        ),
        (302, "/portal", BodyKind::Html, "<html>", "Failed to parse URL from", "Failed to parse URL from"),
        (403, "", BodyKind::Html, "<html>Blocked\nby policy", "<html>Blocked", "ERROR_HTTP_403"),
        (502, "", BodyKind::Empty, "", "Errors encountered", "ERROR_HTTP_502"),
        (302, "", BodyKind::Html, "<html>", "No redirect URI found", "No redirect URI found"),
        (304, "", BodyKind::Empty, "", "Value is not a JsonMap", "Cannot read properties of undefined (reading 'scope')"),
        (200, "", BodyKind::OtherJson, "null", "Value is not a JsonMap", "Error authenticating with auth code"),
        (503, "", BodyKind::SalesforceError, "[{", "Errors encountered", "Error authenticating with auth code"),
        (403, "", BodyKind::OtherJson, "{", "Errors encountered", "Error authenticating with auth code"),
    ] {
        let mut probe = healthy("acme.my.salesforce.com");
        if let Phase::Done { value, .. } = &mut probe.http {
            (value.status, value.body, value.beginning) = (status, body, beginning.into());
            value.location = (!location.is_empty()).then(|| Untrusted::from(location));
        }
        assert_eq!(told(&jwt(ACME), &probe), broken(Stage::Request, "", jwt_prints));
        assert_eq!(told(&web(ACME), &probe), broken(Stage::Request, "", web_prints));
    }
}

#[test]
fn another_apis_object_is_no_token() {
    let mut probe = healthy("acme.my.salesforce.com");
    if let Phase::Done { value, .. } = &mut probe.http {
        (value.body, value.beginning) = (BodyKind::OtherJson, r#"{"ok":true}"#.into());
    }
    assert_eq!(told(&jwt(ACME), &probe), broken(Stage::Answer, "UnexpectedValueTypeError", "Value is not a string"));
}

/// Measured: sf follows with a GET, which it repeats for 15 s.
#[test]
fn a_portal_that_cannot_be_reached_is_asked_again_and_again() {
    let portal = || Probe { purpose: Purpose::Redirect, scheme: WebScheme::Http, http: Phase::NotReached, ..healthy("portal.lab") };
    for (portal, code, seconds, hangs) in [
        (Probe { lookup: failed(LookupError::NotFound), ..portal() }, Some("ENOTFOUND"), 15, true),
        (Probe { connect: attempts(&[("a", "ECONNREFUSED")]), ..portal() }, Some("ECONNREFUSED"), 15, true),
        (Probe { connect: attempts(&[("a", "ENETUNREACH")]), ..portal() }, Some("ENETUNREACH"), 15, true),
        (Probe { tls: failed(HandshakeError::Alert { alert: 40, at_once: true }), ..portal() }, Some(""), 0, false),
        (portal(), None, 0, false),
    ] {
        let redirected = |host: &str| {
            let mut probe = Probe { redirect: Some(Box::new(portal.clone())), ..healthy(host) };
            if let Phase::Done { value, .. } = &mut probe.http {
                (value.status, value.body, value.location) = (302, BodyKind::Html, Some("http://portal.lab/login".into()));
            }
            probe
        };
        let hosts = ["acme.my.salesforce.com", "test.salesforce.com", "login.salesforce.com"];
        let observations = Observations { probes: hosts.map(redirected).to_vec(), ..jwt(ACME) };
        let failed = failure(&observations, &observations.probes[0]).unwrap();
        assert_eq!((failed.stage, failed.seconds), (Stage::Request, seconds), "{failed:?}");
        if code != Some("") {
            assert_eq!(failed.failure.code.as_deref(), code);
        }
        let Effect::Breaks(broken) = effect(&observations, &failed) else { panic!("no break") };
        assert_eq!(broken.failure.hangs, hangs, "{failed:?}");
    }
}

#[test]
fn every_answer_of_a_proxy_but_200_ends_the_request() {
    for status in [201, 204, 302, 400, 401, 403, 404, 407, 500, 502, 503, 504] {
        let probe = Probe { tunnel: refused(status), ..healthy("acme.my.salesforce.com") };
        assert_eq!(told(&jwt(ACME), &probe), broken(Stage::Tunnel, "UND_ERR_ABORTED", "fetch failed"), "{status}");
    }
}

/// Measured: what a proxy says instead of the org is the org's answer, except a 407.
#[test]
fn a_proxy_in_clear_that_refuses_answers_in_the_org_s_place() {
    for status in [403, 502] {
        let mut probe = Probe { scheme: WebScheme::Http, port: 80, proxy: Some("h:1".to_owned()), ..healthy("acme.my.salesforce.com") };
        probe.tls = Phase::NotNeeded;
        if let Phase::Done { value, .. } = &mut probe.http {
            value.status = status;
        }
        assert_eq!(told(&jwt("http://acme.my.salesforce.com"), &probe).0, Some(Stage::Request), "{status}");
    }
}

#[test]
fn a_proxy_in_clear_that_wants_a_password_fails_at_the_proxy() {
    let mut probe =
        Probe { scheme: WebScheme::Http, port: 80, proxy: Some("127.0.0.1:3128".to_owned()), ..healthy("acme.my.salesforce.com") };
    probe.tls = Phase::NotNeeded;
    if let Phase::Done { value, .. } = &mut probe.http {
        value.status = 407;
    }
    let expected = broken(Stage::Tunnel, "UND_ERR_INVALID_ARG", "fetch failed");
    assert_eq!(told(&jwt("http://acme.my.salesforce.com"), &probe), expected);
}

#[test]
fn a_url_in_clear_or_with_a_path_gets_no_token() {
    for url in ["http://acme.my.salesforce.com", "https://acme.my.salesforce.com/lightning/setup"] {
        let probe = healthy("acme.my.salesforce.com");
        assert_eq!(failure(&jwt(url), &probe).map(|failed| failed.stage), Some(Stage::Request), "{url}");
        let further = Probe { purpose: Purpose::Fallback, ..probe };
        assert_eq!(failure(&jwt(url), &further), None, "{url}");
    }
}

/// Another host gives the token, and what follows it meets the same fault: measured, sf is at it for more than a
/// minute where it repeats its requests.
#[test]
fn a_socks_proxy_that_does_not_answer_is_given_up_after_five_seconds() {
    let mut observations = jwt(ACME);
    observations.proxy_variables = vec![read_variable(HttpStack::Undici, "https_proxy", "socks5://127.0.0.1:1080")];
    for (tunnel, code, seconds) in [
        (silent(), "UND_ERR_CONNECT_TIMEOUT", 5),
        (failed(TunnelError::Closed), "UND_ERR_CONNECT_TIMEOUT", 5),
        (failed(TunnelError::Reset), "ECONNRESET", 0),
        (failed(TunnelError::NotHttp { beginning: "\0[".into() }), "UND_ERR_SOCKS5_VERSION", 0),
    ] {
        let probe = Probe { tunnel, lookup: Phase::<Lookup, LookupError>::NotNeeded, ..healthy("acme.my.salesforce.com") };
        let failed = failure(&observations, &probe).unwrap();
        assert_eq!((failed.failure.code.as_deref(), failed.seconds), (Some(code), seconds), "{probe:?}");
    }
}

/// Measured with sf 2.150.6.
#[test]
fn a_page_in_answer_to_a_token_has_its_own_words() {
    const NO_ID: &str = "Cannot read properties of undefined (reading 'id')";
    for (flow, status, words) in [
        (Flow::SfdxUrl, 200, NO_ID),
        (Flow::SfdxUrl, 403, NO_REFRESH),
        (Flow::AccessToken, 200, NO_USERNAME),
        (Flow::AccessToken, 503, NO_USERNAME),
    ] {
        let mut probe = healthy("acme.my.salesforce.com");
        let Phase::Done { value, .. } = &mut probe.http else { panic!("no answer") };
        (value.status, value.body) = (status, BodyKind::Html);
        assert_eq!(prints(&Observations::blank(flow), value).as_deref(), Some(words), "{flow:?} {status}");
    }
}

/// Node switches verification off for `0` alone, and the proxy's certificate is checked as the org's is.
#[test]
fn a_certificate_is_checked_unless_the_switch_is_0() {
    const EXPIRED: &str = "CERT_HAS_EXPIRED";
    let pki = test_world::Pki::new("Acme");
    let chain = |leaf: &str| [pki.der(leaf), pki.der("intermediate")];
    for (switch, code) in
        [("0", None), ("false", Some(EXPIRED)), ("", Some(EXPIRED)), ("no", Some(EXPIRED)), ("00", Some(EXPIRED)), (" 0", Some(EXPIRED))]
    {
        let seen = world(&[("NODE_TLS_REJECT_UNAUTHORIZED", switch)]);
        let probe = test_world::probe("login.example.com", &chain("expired"));
        assert_eq!(told(&seen, &probe).1.as_deref(), code, "{switch:?}");
        let through = Probe {
            proxy: Some("login.example.com:3128".to_owned()),
            proxy_tls: probe.tls.clone(),
            tls: Phase::NotReached,
            ..probe.clone()
        };
        let (stage, said, _) = told(&seen, &through);
        assert_eq!((stage, said.as_deref()), (code.map(|_| Stage::ProxyTls), code), "{switch:?} through a proxy");
    }
}

/// Measured with an answer that is no HTTP, and with a 407.
#[test]
fn a_failure_without_a_code_has_the_name_of_sfs_own_error() {
    for (flow, code) in [
        (Flow::Jwt, None),
        (Flow::Web, None),
        (Flow::AccessToken, Some("AuthCodeUsernameRetrievalError")),
        (Flow::SfdxUrl, Some("RefreshTokenAuthError")),
    ] {
        let mut observations = jwt(ACME);
        observations.login.flow = flow;
        let probe = Probe { http: failed(RequestError::NotHttp), ..healthy("acme.my.salesforce.com") };
        assert_eq!(told(&observations, &probe).1.as_deref(), code, "{flow:?}");
    }
}

/// Measured with sf 2.150.6: it waits 0.5, 1, 2, 4 and 8 seconds between its GETs, and HTTP_TIMEOUT counts over all of them.
#[test]
fn http_timeout_ends_the_repeating_of_a_get() {
    for (flow, limit, prints) in [
        (Flow::AccessToken, "3000", "This operation was aborted"),
        (Flow::AccessToken, "20000", "fetch failed"),
        (Flow::SfdxUrl, "3000", "fetch failed"),
    ] {
        let mut observations = world(&[("HTTP_TIMEOUT", limit)]);
        observations.login.flow = flow;
        let refusing = Probe { connect: attempts(&[("127.0.0.1", "ECONNREFUSED")]), ..healthy("acme.my.salesforce.com") };
        let failure = failure(&observations, &refusing).expect("nothing listens").failure;
        assert_eq!((failure.code.as_deref(), failure.prints.as_deref()), (Some("ECONNREFUSED"), Some(prints)), "{flow:?} {limit}");
    }
}
