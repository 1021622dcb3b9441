//! The variables that matter.

use super::Context;
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{Environment, ProxyVariable, is_relevant_variable};
use sf_preflight_checks::salesforce::http_stack::HttpStack;
use sf_preflight_checks::salesforce::{login_url, proxy};

/// The variables that this program looks at, without those that may hold secrets, and without a password in a URL.
pub fn read(context: &Context) -> Environment {
    let kept = context.variables.iter().filter(|(name, _)| is_relevant_variable(name));
    Environment(kept.map(|(name, value)| (name.clone(), shown(name, value))).collect())
}

/// A value without a password in a URL.
fn shown(name: &str, value: &str) -> Untrusted {
    Untrusted::from(if name.ends_with("_URL") { login_url::masked_url(value) } else { login_url::masked(value) })
}

/// The proxy variables, and those whose names look as if they were meant to be, read as this HTTP library reads them.
pub fn read_proxy_variables(context: &Context, stack: HttpStack) -> Vec<ProxyVariable> {
    let proxies = context.variables.iter().filter(|(name, _)| is_proxy_name(name));
    let read_name = |name| if cfg!(windows) { proxy::name_without_case(name) } else { name };
    proxies.map(|(name, value)| proxy::read_variable(stack, read_name(name), value)).collect()
}

/// Whether a variable names a proxy, or looks as if it were meant to: any case, `-` for `_`.
fn is_proxy_name(name: &str) -> bool {
    matches!(name.to_ascii_lowercase().replace('-', "_").as_str(), "https_proxy" | "http_proxy" | "all_proxy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_proxy_variable_is_read() {
        for (name, is_one) in [
            ("https_proxy", true),
            ("HTTP_PROXY", true),
            ("HTTPs_PROXY", true),
            ("HTTP-PROXY", true),
            ("http-Proxy", true),
            ("ALL_PROXY", true),
            ("all-proxy", true),
            ("NO_PROXY", false),
            ("HTTPPROXY", false),
            ("FTP_PROXY", false),
            ("npm_config_https_proxy", false),
            ("MY_HTTPS_PROXY", false),
        ] {
            assert_eq!(is_proxy_name(name), is_one, "{name}");
        }
    }
}
