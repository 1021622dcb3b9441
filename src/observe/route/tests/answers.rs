//! HTTP answers.

use super::*;

#[tokio::test]
async fn answers_that_node_does_not_take_are_told_apart() {
    let large: &'static str = format!("HTTP/1.1 200 OK\r\nX-Large: {}\r\n\r\n", "x".repeat(16 * 1024)).leak();
    let broken_off = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n[{";
    for (answer, wanted) in [
        (large, RequestError::HeadTooLarge),
        (broken_off, RequestError::BrokenOff),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n[]", RequestError::TwoLengths),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", RequestError::TwoLengths),
        ("HTTP/1.1 200 OK\nContent-Length: 2\n\n[]", RequestError::NotHttp),
    ] {
        assert_eq!(direct(Act::Tls(answer)).await.http.error(), Some(&wanted), "{wanted:?}");
    }
    assert_eq!(through(Act::Say(large.as_bytes())).await.tunnel.error(), Some(&TunnelError::HeadTooLarge));
}

#[tokio::test]
async fn an_unasked_continue_is_noted() {
    for (before, continues) in [("HTTP/1.1 100 Continue\r\n\r\n", true), ("HTTP/1.1 103 Early Hints\r\n\r\n", false), ("", false)] {
        let probe = direct(Act::Tls(format!("{before}{VERSIONS}").leak())).await;
        let answer = probe.http.value().unwrap();
        assert_eq!((answer.status, answer.continues, answer.body), (200, continues, BodyKind::ApiVersions), "{before}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_told_from_one_that_is_no_http() {
    for (act, wanted) in [(Act::Tls("SSH-2.0-OpenSSH\r\n\r\n"), RequestError::NotHttp), (Act::Tls(""), RequestError::Closed)] {
        assert_eq!(direct(act.clone()).await.http.error(), Some(&wanted), "{act:?}");
    }
    let server = serve(Act::TlsHang).await;
    let probe = probe_at(server.port, WebScheme::Https, None, 0.8).await;
    assert!(matches!(probe.http, Phase::TimedOut { .. }), "{:?}", probe.http);
}

#[tokio::test]
async fn redirects_are_not_followed_and_pages_are_described() {
    // Nobody listens there.
    let redirect = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:2/login\r\nContent-Length: 0\r\n\r\n";
    let probe = direct(Act::Tls(redirect)).await;
    let answer = probe.http.value().unwrap().clone();
    assert_eq!((answer.status, answer.location.unwrap().raw()), (302, "http://127.0.0.1:2/login"));
    let next = probe.redirect.unwrap();
    assert_eq!((next.purpose, next.host.as_str(), next.port, &next.http), (Purpose::Redirect, "127.0.0.1", 2, &Phase::NotReached));
    assert_eq!(next.connect.error().unwrap().attempts[0].code, "ECONNREFUSED");
    let page = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 58\r\n\r\n<html><title>Blocked</title><body><b>No</b> access</body>\n";
    let answer = direct(Act::Tls(page)).await.http.value().unwrap().clone();
    assert_eq!((answer.body, answer.title.unwrap().raw()), (BodyKind::Html, "Blocked"));
    assert_eq!(answer.words.raw(), "No access");
}
