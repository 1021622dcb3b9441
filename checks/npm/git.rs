//! git's setting of the same kind. sf reads it no more than npm does.
//!
//! Source: git 2.47.3, measured; git-config(1), "Syntax".

use crate::model::Untrusted;
use crate::model::observations::{StrictSslLine, StrictSslSource};

/// The variable that switches git's checks off by being there, whatever its value.
pub const NO_VERIFY: &str = "GIT_SSL_NO_VERIFY";

/// `http.sslVerify` in a file of git's: the last line of `[http]` counts, and `[http "URL"]` where no other switches the
/// checks off. None where the file says nothing of it.
pub fn ssl_verify(text: &str, place: &str) -> Option<StrictSslLine> {
    let (mut section, mut subsection) = (String::new(), false);
    let (mut general, mut of_url) = (None, None);
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let mut line = line.trim();
        if let Some((header, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let (name, url) = header.split_once(char::is_whitespace).unwrap_or((header, ""));
            (section, subsection, line) = (name.to_ascii_lowercase(), !url.is_empty(), rest.trim());
        }
        let (name, value) = line.split_once('=').map_or((line, "true"), |(name, value)| (name, without_comment(value)));
        if section != "http" || !name.trim().eq_ignore_ascii_case("sslverify") {
            continue;
        }
        let found = StrictSslLine {
            source: StrictSslSource::Git,
            place: place.into(),
            line: Some(number),
            text: Untrusted::from(value),
            strict: !is_false(value),
        };
        *(if subsection { &mut of_url } else { &mut general }) = Some(found);
    }
    match (general, of_url) {
        (Some(StrictSslLine { strict: true, .. }) | None, Some(line @ StrictSslLine { strict: false, .. })) => Some(line),
        (general, of_url) => general.or(of_url),
    }
}

/// What git takes for false: `false`, `no`, `off` in any case, nothing, and zero.
fn is_false(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    matches!(value.as_str(), "" | "false" | "no" | "off") || value.trim_end_matches(['k', 'm', 'g']).parse() == Ok(0)
}

fn without_comment(value: &str) -> &str {
    value.split(['#', ';']).next().unwrap_or_default().trim().trim_matches('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was put before git 2.47.3, which then did or did not take a certificate of nobody's.
    #[test]
    fn the_setting_is_read_as_git_reads_it() {
        for (text, expected) in [
            ("[http]\nsslVerify = false\n", Some((2, false))),
            ("[http]\nsslVerify = no\n", Some((2, false))),
            ("[http]\nsslVerify = Off\n", Some((2, false))),
            ("[http]\nsslVerify = 0\n", Some((2, false))),
            ("[http]\nsslVerify = 0k\n", Some((2, false))),
            ("[http]\nsslVerify =\n", Some((2, false))),
            ("[http]\nsslVerify\n", Some((2, true))),
            ("[HTTP]\nSSLVERIFY=FALSE\n", Some((2, false))),
            ("[http] sslVerify = false\n", Some((1, false))),
            ("[http]\n\tsslVerify = \"false\" # x\n", Some((2, false))),
            ("[http]\nsslVerify = false ; x\n", Some((2, false))),
            ("\u{feff}[http]\nsslVerify = false\n", Some((2, false))),
            ("[http]\nsslVerify=false\nsslVerify=true\n", Some((3, true))),
            ("[http \"https://acme.example\"]\nsslVerify = false\n", Some((2, false))),
            ("[http]\nsslVerify = true\n[http \"https://acme.example\"]\nsslVerify = false\n", Some((4, false))),
            ("[http]\n# sslVerify = false\n", None),
            ("[core]\nsslVerify = false\n", None),
            ("", None),
        ] {
            let found = ssl_verify(text, "/home/me/.gitconfig").map(|line| (line.line.unwrap(), line.strict));
            assert_eq!(found, expected, "{text}");
        }
    }
}
