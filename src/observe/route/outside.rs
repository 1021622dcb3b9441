//! The parsers of this folder, for [`crate::outside`].

use super::{name_servers, old_suites, request, server_hello, text, tunnel};

/// The head of a proxy's answer to CONNECT.
pub fn http_head(bytes: &[u8]) {
    let _ = tunnel::read_head(bytes);
}

/// The body of an answer.
pub fn page(bytes: &[u8]) {
    let page = String::from_utf8_lossy(bytes);
    let _ = (text::beginning(bytes), text::without_markup(bytes), text::title(&page));
    let _ = (request::kind(None, &page), request::newest_version(&page));
}

/// `/etc/resolv.conf`.
pub fn resolv_conf(bytes: &[u8]) {
    let _ = name_servers::of_settings(bytes);
}

/// The first bytes that a TLS server sends.
pub fn server_hello(bytes: &[u8]) {
    let _ = (server_hello::ServerHello::of_record(bytes), old_suites::read_flight(bytes));
}
