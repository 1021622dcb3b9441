//! What an error names: a host, a port, a file, a URL. Nothing else of a text is ever taken from it, since it may hold
//! secrets.

use super::prefix::prefix;
use crate::model::Untrusted;
use url::Url;

/// The longest name that is read.
const LONGEST: usize = 1024;
/// From how many bytes on a line counts as one that was wrapped.
const WRAPPED: usize = 72;

/// Reads on from `from` as long as bytes are `allowed`, over line ends where the line was wrapped or the word cannot end
/// there.
fn read(raw: &[u8], from: usize, allowed: impl Fn(u8) -> bool) -> String {
    let mut word: Vec<u8> = Vec::new();
    let mut here = from;
    while let Some(&byte) = raw.get(here).filter(|_| word.len() < LONGEST) {
        match byte {
            0 => here += 1,
            b'\r' if raw.get(here + 1) == Some(&b'\n') => here += 1,
            b'\n' if goes_on(raw, here, &word) => here += 1 + prefix(&raw[here + 1..]),
            _ if allowed(byte) => {
                word.push(byte);
                here += 1;
            }
            _ => break,
        }
    }
    String::from_utf8_lossy(&word).into_owned()
}

fn goes_on(raw: &[u8], line_end: usize, word: &[u8]) -> bool {
    const WHOLE: [&[u8]; 12] = [b".com", b".mil", b".cn", b".net", b".org", b".io", b".local", b".lab", b".key", b".pem", b".crt", b".txt"];
    let length = raw[..line_end].iter().rev().take(WRAPPED).take_while(|byte| **byte != b'\n').count();
    let is_whole = WHOLE.iter().any(|ending| word.len() > ending.len() && word[word.len() - ending.len()..].eq_ignore_ascii_case(ending));
    word.last().is_some_and(|last| b"-/.:=\\".contains(last)) || length >= WRAPPED && !is_whole
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte)
}

/// Where the next word begins: behind blanks, quotes and the like, and behind what a log or frame puts before a line.
fn skip(raw: &[u8], from: usize, skipped: &[u8]) -> usize {
    const MOST: usize = 24;
    let mut here = from;
    for _ in 0..MOST {
        match raw.get(here).filter(|byte| skipped.contains(byte)) {
            Some(b'\n') => here += 1 + prefix(&raw[here + 1..]),
            Some(_) => here += 1,
            None => break,
        }
    }
    here
}

/// A host and, where one follows, its port: `acme.example`, `10.0.0.1:8080`, `::1:1717`.
pub fn host(raw: &[u8], from: usize) -> Option<(String, Option<u16>)> {
    let start = skip(raw, from, b" \t\r\n'\"`\\");
    // A full stop behind the words ends a sentence.
    let begins = raw.get(start).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"[:".contains(byte));
    let word = if begins { read(raw, start, is_host_byte) } else { String::new() };
    let word = word.trim_end_matches(['.', ':', ']']).to_ascii_lowercase();
    let (host, port) = match word.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port.parse().ok()),
        _ => (word.as_str(), None),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_host = host.len() <= 253 && host.contains(['.', ':']) && host.bytes().any(|byte| byte.is_ascii_alphanumeric());
    (is_host || (port.is_some() && host == "localhost")).then(|| (host.to_owned(), port))
}

/// A number behind the words: `port 1717`.
pub fn port(raw: &[u8], from: usize) -> Option<u16> {
    read(raw, skip(raw, from, b" \t\r\n:(="), |byte| byte.is_ascii_digit()).parse().ok()
}

/// The origin of a URL that begins at `from`: without user, password, path and query.
pub fn url(raw: &[u8], from: usize) -> Option<Url> {
    let text = read(raw, from, |byte| byte.is_ascii_graphic() && !b"'\"`<>()[]{}\\,;|^$*".contains(&byte));
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let url = Url::parse(&format!("{}://{}", scheme.to_ascii_lowercase(), authority.trim_end_matches(['.', ':']))).ok()?;
    (url.scheme().starts_with("http") && url.host_str().is_some_and(|host| host.contains('.'))).then_some(url)
}

/// The path of a file: quoted, or one word; behind a call of the system, as Node names it: `, rename '/a' -> '/b'`.
pub fn file(raw: &[u8], from: usize) -> Option<String> {
    let from = from + system_call(&raw[from..]);
    let start = skip(raw, from, b" :=\\\r\n");
    let quote = raw.get(start).copied().filter(|byte| b"'\"`".contains(byte));
    let path = match quote {
        Some(quote) => {
            read(raw, start + 1, |byte| byte != quote && byte != b'\\' && !byte.is_ascii_control() || byte == b'\\' && quote == b'\'')
        }
        None => read(raw, start, |byte| byte.is_ascii_graphic() && !b"'\"`<>,;".contains(&byte)),
    };
    let path = path.trim_end_matches(['\\', ' ']).to_owned();
    let is_path = path.contains(['/', '\\']) || path.contains('.') && !path.ends_with('.');
    let is_value = path.starts_with(['$', '*', '%', '<', '-']) || is_secret(&path);
    (is_path && !is_value).then_some(path)
}

/// The length of the call of the system that a text begins with, where a quoted path follows: `, rename `.
fn system_call(raw: &[u8]) -> usize {
    let Some(rest) = raw.strip_prefix(b", ") else { return 0 };
    let name = rest.iter().take(16).take_while(|byte| byte.is_ascii_lowercase()).count();
    if name > 0 && rest[name..].starts_with(b" '") { 2 + name } else { 0 }
}

/// Whether a text holds something that must not come out again.
fn is_secret(text: &str) -> bool {
    text.contains("force://") || text.contains('!') && text.contains("00D") || text.contains("BEGIN ") || text.len() > 512
}

/// A path without the name of whoever's home it lies in.
pub fn without_user(path: &str) -> Untrusted {
    for home in ["/home/", "/Users/", r"C:\Users\", r"c:\Users\", "C:/Users/"] {
        if let Some((_, rest)) = path.split_once(home).filter(|(before, _)| before.is_empty()) {
            let end = rest.find(['/', '\\']).unwrap_or(rest.len());
            return format!("~{}", &rest[end..]).into();
        }
    }
    path.into()
}

/// What stands in its line before this place, so many bytes of it at the most.
pub fn line_before(raw: &[u8], place: usize, most: usize) -> &[u8] {
    let before = &raw[place.saturating_sub(most)..place];
    memchr::memrchr(b'\n', before).map_or(before, |end| &before[end + 1..])
}

/// A text without what it ends with of these bytes.
pub fn trimmed_end<'a>(text: &'a [u8], ends: &[u8]) -> &'a [u8] {
    let last = text.iter().rposition(|byte| !ends.contains(byte));
    last.map_or(&[], |last| &text[..=last])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_are_read() {
        for (text, expected) in [
            (" acme.my.salesforce.com", Some(("acme.my.salesforce.com", None))),
            (" 101.53.160.131:443", Some(("101.53.160.131", Some(443)))),
            (" ::1:1717", Some(("::1", Some(1717)))),
            (" [::1]:443)", Some(("::1", Some(443)))),
            (" acme--dev.\n    sandbox.my.salesforce.com:443\n", Some(("acme--dev.sandbox.my.salesforce.com", Some(443)))),
            (".\nJust the org", None),
            (" localhost:1717", Some(("localhost", Some(1717)))),
            (" something else", None),
            ("", None),
        ] {
            let expected = expected.map(|(host, port): (&str, Option<u16>)| (host.to_owned(), port));
            assert_eq!(host(text.as_bytes(), 0), expected, "{text:?}");
        }
    }

    #[test]
    fn a_url_is_its_origin() {
        for (text, expected) in [
            ("https://test.salesforce.com//services/oauth2/token failed", Some("https://test.salesforce.com/")),
            ("https://u:p@ss@Acme.example:8443/x?sid=00D!y", Some("https://acme.example:8443/")),
            ("https://acme.my.salesforce.com\"", Some("https://acme.my.salesforce.com/")),
            ("https://$HOST/", None),
            ("https://", None),
        ] {
            assert_eq!(url(text.as_bytes(), 0).as_ref().map(Url::as_str), expected, "{text}");
        }
    }

    #[test]
    fn files_are_read_and_secrets_are_not() {
        for (text, expected) in [
            (" '/workspace/my-repository/server.key'", Some("/workspace/my-repository/server.key")),
            (" `/opt/a b/ca.pem`, load failed", Some("/opt/a b/ca.pem")),
            (": /root/.sfdx/key.json\n", Some("/root/.sfdx/key.json")),
            ("=server.key ", Some("server.key")),
            (" $KEY_FILE", None),
            (" flag of", None),
            (" 'force://PlatformCLI::x@acme.example'", None),
        ] {
            assert_eq!(file(text.as_bytes(), 0).as_deref(), expected, "{text}");
        }
        assert_eq!(without_user("/home/jane.doe/keys/server.key").to_string(), "~/keys/server.key");
        assert_eq!(without_user(r"C:\Users\jane\server.key").to_string(), r"~\server.key");
    }
}
