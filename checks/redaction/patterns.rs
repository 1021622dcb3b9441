//! What a piece of text looks like: a URL, an address, a user, a path, a host.

use std::net::IpAddr;
use url::Url;

/// A piece of text that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A host, without a port.
    Host(String),
    /// An address, without a port.
    Address(String),
    /// `somebody@somewhere`.
    User(String),
    /// An absolute path.
    Path(String),
    /// What follows the host in a URL.
    Tail(String),
}

/// Endings of file names that look like hosts.
const FILE_ENDINGS: [&str; 38] = [
    "bat", "cer", "cfg", "cjs", "cmd", "cnf", "conf", "config", "crt", "csr", "der", "desktop", "exe", "html", "jks", "js", "json", "key",
    "local", "lock", "log", "md", "mjs", "npmrc", "p12", "p7b", "pem", "pfx", "ps1", "rc", "sh", "so", "sock", "toml", "ts", "txt", "yaml",
    "yml",
];

/// Everything that looks as if it named something, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let is_border = |character: char| character.is_whitespace() || character.is_control() || "\"'`<>()[]{},;|=".contains(character);
    let mut found: Vec<Token> = quoted(text).filter(|inner| is_path(inner)).map(|inner| Token::Path(inner.to_owned())).collect();
    for piece in text.split(is_border) {
        read(piece.trim_end_matches(['.', ':', '!', '?']), &mut found);
    }
    found
}

/// What stands in quotes: a path there may hold blanks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    ['"', '\''].into_iter().flat_map(|quote| text.split(quote).skip(1).step_by(2))
}

fn read(piece: &str, found: &mut Vec<Token>) {
    if let Some((_, rest)) = piece.split_once("://") {
        return read_url(piece, rest, found);
    }
    if is_path(piece) {
        return found.push(Token::Path(piece.to_owned()));
    }
    let bare = piece.trim_start_matches(['*', '.', '@']);
    let (name, tail) = bare.split_at(bare.find('/').unwrap_or(bare.len()));
    if let Some(address) = address(name) {
        found.push(Token::Address(address));
    } else if let Some((user, host)) = bare.rsplit_once('@') {
        if !user.is_empty() && !user.chars().all(|character| character == '*' || character == ':') {
            found.push(Token::User(bare.to_owned()));
        }
        read(host, found);
    } else if is_host(without_port(name)) {
        found.push(Token::Host(without_port(name).to_owned()));
        found.extend((tail.len() > 1).then(|| Token::Tail(tail.to_owned())));
    } else if let Some((_, after)) = piece.split_once(':') {
        read(after, found);
    }
}

fn read_url(piece: &str, rest: &str, found: &mut Vec<Token>) {
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if let Some(address) = address(host) {
        found.push(Token::Address(address));
    } else if !without_port(host).is_empty() {
        found.push(Token::Host(without_port(host).to_owned()));
    }
    // What `new URL` makes of it may be written otherwise.
    if let Some(host) = Url::parse(piece).ok().as_ref().and_then(Url::host_str).filter(|host| address(host).is_none()) {
        found.push(Token::Host(host.to_owned()));
    }
    found.extend((tail.len() > 1).then(|| Token::Tail(tail.to_owned())));
}

/// A host without its port.
pub fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// An IP address, with a port or a prefix's length behind it or not.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim_matches(['[', ']']);
    let candidates = [text, without_port(text), text.split('%').next().unwrap_or(text)];
    candidates.into_iter().find(|candidate| candidate.parse::<IpAddr>().is_ok()).map(str::to_owned)
}

/// Whether it is an absolute path of Unix or Windows, or one below the home directory.
pub fn is_path(text: &str) -> bool {
    let drive = |text: &str| text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && matches!(text.get(1..3), Some(":\\" | ":/"));
    let unix = text.strip_prefix('/').is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    unix || text.starts_with("~/") || text.starts_with("~\\") || (text.starts_with("\\\\") && text.len() > 2) || drive(text)
}

/// Whether it looks like a host name of at least two labels, rather than like a file or a version.
fn is_host(text: &str) -> bool {
    let labels: Vec<&str> = text.trim_end_matches('.').split('.').collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || "-_".contains(character));
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 1
        && labels.iter().all(is_label)
        && last.len() > 1
        && !last.contains('_')
        && last.chars().all(|character| character.is_alphabetic() || last.starts_with("xn--"))
        && !FILE_ENDINGS.contains(&last.to_ascii_lowercase().as_str())
}
