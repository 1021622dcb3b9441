//! NO_PROXY, which sf never reads, though people set it.

use crate::model::Untrusted;
use crate::model::observations::Environment;

/// The variable and its entry that would exclude a host for programs that read NO_PROXY: an exact name, a `.suffix` or
/// `*suffix`, each with or without a port, or `*`. Source: `proxy-from-env` 1.1.0, which other parts of sf use.
pub fn matching<'a>(environment: &'a Environment, host: &str, port: u16) -> Option<(&'a str, Untrusted)> {
    let variables = environment.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case("no_proxy"));
    let mut entries = variables.flat_map(|(name, value)| {
        value.raw().split([',', ' ', '\t']).filter(|entry| !entry.is_empty()).map(move |entry| (name.as_str(), entry))
    });
    entries.find(|(_, entry)| excludes(entry, host, port)).map(|(name, entry)| (name, Untrusted::from(entry)))
}

fn excludes(entry: &str, host: &str, port: u16) -> bool {
    let entry = entry.to_ascii_lowercase();
    if entry == "*" {
        return true;
    }
    let (pattern, wanted) = match entry.rsplit_once(':').and_then(|(pattern, port)| Some((pattern, port.parse::<u16>().ok()?))) {
        Some((pattern, wanted)) => (pattern, Some(wanted)),
        None => (entry.as_str(), None),
    };
    if wanted.is_some_and(|wanted| wanted != port) {
        return false;
    }
    match pattern.strip_prefix('*') {
        Some(ending) => host.ends_with(ending),
        None if pattern.starts_with('.') => host.ends_with(pattern),
        None => host == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_match_as_other_programs_read_them() {
        for (entry, excluded) in [
            ("*", true),
            ("acme.my.salesforce.com", true),
            ("ACME.my.salesforce.com", true),
            (".salesforce.com", true),
            ("*.salesforce.com", true),
            ("salesforce.com", false),
            ("acme.my.salesforce.com:443", true),
            ("acme.my.salesforce.com:8443", false),
            ("login.salesforce.com", false),
        ] {
            assert_eq!(excludes(entry, "acme.my.salesforce.com", 443), excluded, "{entry}");
        }
    }
}
