use super::super::domain;
use super::{Kind, Recognized, recognize};
use url::Url;

/// The URL that was probably meant by a text: quotes and blanks taken off, its scheme put right, path and query cut
/// off, the host replaced by the one that belongs there. None where the host does not say which that is.
pub fn mend(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || "\"'`<>,;\u{feff}\u{200b}".contains(c));
    let rest = without_schemes(text);
    let authority = rest.split(['/', '\\', '?', '#', ' ']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let url = Url::parse(&format!("https://{authority}")).ok()?;
    let host = url.host_str()?.trim_end_matches('.');
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    match recognize(&url) {
        Recognized::Known(family, None) if family.kind != Kind::Login => None,
        Recognized::Known(_, Some(right)) | Recognized::Typo(right) => Some(format!("https://{right}")),
        Recognized::Known(..) => Some(format!("https://{host}")),
        Recognized::Internal => Some(format!("https://{host}{port}")),
        Recognized::Address => None,
        Recognized::Unknown => (host.contains('.') && !domain::is_refused(&url)).then(|| format!("https://{host}{port}")),
    }
}

/// What follows the scheme, or what was meant to be one: `https://`, `htts://`, `https:/`, `https//`, twice, or none.
fn without_schemes(text: &str) -> &str {
    let mut rest = text.trim_start_matches(['/', '\\', ':']);
    loop {
        let word = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let after = &rest[word..];
        let stripped = after.trim_start_matches([':', '/', '\\', '.', ',', ';', ' ']);
        let is_scheme = after.len() - stripped.len() >= 2 || (word > 0 && after.starts_with([':', ';']) && stripped.contains('.'));
        if word == 0 || !(2..=6).contains(&word) || !is_scheme {
            return rest;
        }
        rest = stripped;
    }
}
