//! Proxies and answers of further kinds than the catalogue's. What is expected was measured with sf 2.150.6 on Node 24.21.0.

use crate::expectations::{Expected, fails, fetch_failed, hangs, stopped, succeeds};
use crate::lab::org::OrgFault;
use crate::lab::pki::ChainKind;
use crate::lab::plan::Plan;
use crate::lab::proxy::{ProxyFault, ProxyOptions};
use crate::lab::world::World;
use crate::predictions::shortfalls;
use crate::run::{Run, in_parallel};

/// A machine, and what sf does on it.
struct Case {
    change: fn(&mut Plan),
    expected: Expected,
}

const fn case(expected: Expected, change: fn(&mut Plan)) -> Case {
    Case { change, expected }
}

/// Puts a proxy into the way that answers CONNECT so, and closes.
fn answers(plan: &mut Plan, bytes: &'static [u8]) {
    plan.through(ProxyOptions { fault: ProxyFault::Says(bytes), tls: None });
}

fn over_tls(plan: &mut Plan, fault: ProxyFault, proxy: &'static str) {
    plan.through(ProxyOptions { fault, tls: Some(ChainKind::Good) });
    plan.set("HTTPS_PROXY", proxy);
}

const CASES: &[Case] = &[
    case(fetch_failed("port 0", "ECONNREFUSED", "connection"), |plan| plan.set("HTTPS_PROXY", "http://127.0.0.1:0")),
    case(fetch_failed("an IPv6 address where nobody listens", "ECONNREFUSED", "connection"), |plan| {
        plan.set("HTTPS_PROXY", "http://[::1]:1");
    }),
    case(fetch_failed("localhost, with both families", "ECONNREFUSED", "connection"), |plan| {
        plan.set("HTTPS_PROXY", "http://localhost:1");
    }),
    case(fetch_failed("port 1, which fetch itself would not ask", "ECONNREFUSED", "connection"), |plan| {
        plan.set("HTTPS_PROXY", "http://127.0.0.1:1");
    }),
    case(fetch_failed("SOCKS, and nobody listens", "ECONNREFUSED", "connection"), |plan| plan.set("HTTPS_PROXY", "socks5://{closed}")),
    case(fetch_failed("SOCKS, and an HTTP proxy waits", "UND_ERR_CONNECT_TIMEOUT", "proxy"), |plan| {
        plan.through(ProxyOptions { fault: ProxyFault::Hang, tls: None });
        plan.set("HTTPS_PROXY", "socks5://{proxy}");
    }),
    case(succeeds("user and no password"), |plan| {
        plan.through(ProxyOptions { fault: ProxyFault::Credentials("lab-user:"), tls: None });
        plan.set("HTTPS_PROXY", "http://lab-user@{proxy}");
    }),
    case(fetch_failed("password and no user", "UND_ERR_ABORTED", "proxy"), |plan| {
        plan.through(ProxyOptions { fault: ProxyFault::Credentials(":pr0xy-c@nary"), tls: None });
        plan.set("HTTPS_PROXY", "http://:pr0xy-c%40nary@{proxy}");
    }),
    case(fetch_failed("TLS to the proxy, by an address that its certificate lacks", "ERR_TLS_CERT_ALTNAME_INVALID", "proxy"), |plan| {
        over_tls(plan, ProxyFault::None, "https://{proxy}");
    }),
    case(stopped("the same, and nothing is checked", "unsafe"), |plan| {
        over_tls(plan, ProxyFault::None, "https://{proxy}");
        plan.set("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    }),
    case(fetch_failed("TLS to the proxy, whose root is unknown", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "proxy"), |plan| {
        over_tls(plan, ProxyFault::None, "https://proxy.lab:{proxy_port}");
        plan.unset("NODE_EXTRA_CA_CERTS");
    }),
    case(fetch_failed("TLS to the proxy, and 407", "UND_ERR_ABORTED", "proxy"), |plan| {
        over_tls(plan, ProxyFault::AuthenticationRequired, "https://proxy.lab:{proxy_port}");
    }),
    case(fetch_failed("HTTP/1.0", "UND_ERR_ABORTED", "proxy"), |plan| answers(plan, b"HTTP/1.0 403 Forbidden\r\n\r\n")),
    case(fetch_failed("100", "UND_ERR_SOCKET", "proxy"), |plan| answers(plan, b"HTTP/1.1 100 Continue\r\n\r\n")),
    case(fetch_failed("101", "UND_ERR_SOCKET", "proxy"), |plan| answers(plan, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
    case(fails("line feeds alone", None, Some("fetch failed"), "proxy"), |plan| answers(plan, b"HTTP/1.1 200 OK\n\n")),
    case(fails("200 with two lengths", None, Some("fetch failed"), "proxy"), |plan| {
        answers(plan, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n");
    }),
    case(fetch_failed("200 and a page", "ERR_SSL_WRONG_VERSION_NUMBER", "connection"), |plan| {
        answers(plan, b"HTTP/1.1 200 OK\r\n\r\n<html>sign in</html>");
    }),
    case(fetch_failed("200 and a close", "ECONNRESET", "connection"), |plan| answers(plan, b"HTTP/1.1 200 OK\r\n\r\n")),
    // HTTP_TIMEOUT
    case(fails("no number", None, Some("This operation was aborted"), "endpoint"), |plan| plan.set("HTTP_TIMEOUT", "abc")),
    case(fails("a proxy that hangs", None, Some("This operation was aborted"), "proxy"), |plan| {
        plan.through(ProxyOptions { fault: ProxyFault::Hang, tls: None });
        plan.set("HTTP_TIMEOUT", "4000");
    }),
    case(hangs("a time that does not help", "proxy"), |plan| {
        plan.through(ProxyOptions { fault: ProxyFault::Hang, tls: None });
        plan.set("HTTP_TIMEOUT", "2147483647");
    }),
    // Answers
    case(fails("407 of the org itself", None, Some("fetch failed"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    }),
    case(fetch_failed("an unasked 100", "UND_ERR_SOCKET", "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    }),
    case(fetch_failed("101", "UND_ERR_SOCKET", "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    }),
    case(fetch_failed("two lengths", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n[]");
    }),
    case(fetch_failed("a length and chunks", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n");
    }),
    case(fails("line feeds alone in the answer", None, Some("fetch failed"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 200 OK\nContent-Length: 2\n\n[]");
    }),
    case(fails("a way that is none", None, Some("fetch failed"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 302 Found\r\nLocation: mailto:it@corp.lab\r\nContent-Length: 0\r\n\r\n");
    }),
    case(fails("a way to a port that fetch asks nothing of", None, Some("fetch failed"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n");
    }),
    case(fails("a way without a scheme", None, Some("Failed to parse URL from"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 302 Found\r\nLocation: //portal.lab/\r\nContent-Length: 0\r\n\r\n");
    }),
    case(fails("another server's XML", None, Some("<Error>"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(
            b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/xml\r\nContent-Length: 39\r\n\r\n<Error><Code>AccessDenied</Code></Error>",
        );
    }),
    case(fails("420", None, Some("calm"), "endpoint"), |plan| {
        plan.org.fault = OrgFault::Says(b"HTTP/1.1 420 Enhance\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\ncalm");
    }),
    case(
        fails("a page for an access token", Some("AuthCodeUsernameRetrievalError"), Some("Could not retrieve the username"), "endpoint"),
        |plan| {
            plan.access_token();
            plan.org.fault = OrgFault::Html;
        },
    ),
    case(
        fails("a page for a refresh token", Some("TypeError"), Some("Cannot read properties of undefined (reading 'id')"), "endpoint"),
        |plan| {
            plan.sfdx_url(crate::lab::plan::SFDX_URL);
            plan.org.fault = OrgFault::Html;
        },
    ),
];

#[test]
fn the_prediction_is_what_sf_does() {
    let run = |case: &Case| {
        let mut plan = Plan::healthy();
        (case.change)(&mut plan);
        shortfalls(&case.expected, &Run::new(&World::build(plan), &["--format=json"]))
    };
    let wrong = in_parallel(CASES, run).concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
