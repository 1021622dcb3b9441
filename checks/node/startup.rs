//! Options that Node takes from NODE_OPTIONS and that then stop sf. Measured with Node 24.21.0 and sf 2.150.6.

use super::options::NodeOptions;
use crate::model::observations::NodeVersion;

/// Why sf does not get anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The option, as its full name.
    pub option: String,
    /// The code or name of the error.
    pub code: Option<&'static str>,
    /// A piece of what is printed.
    pub prints: String,
}

/// V8's options that take a number, and V8's name of its type.
const NUMBERS: [(&str, &str); 3] =
    [("--max-old-space-size", "size_t"), ("--max-semi-space-size", "size_t"), ("--stack-trace-limit", "int")];

/// Options that sf cannot live with.
const SWITCHES: [(&str, &str, &str); 2] = [
    ("--frozen-intrinsics", "TypeError", "Cannot assign to read only property 'prepareStackTrace'"),
    ("--disallow-code-generation-from-strings", "EvalError", "Code generation from strings disallowed for this context"),
];

/// What stops sf, in the order in which Node meets it; None where nothing does.
pub fn refusal(options: &NodeOptions, version: NodeVersion) -> Option<Refusal> {
    let refusal = |option: &str, code, prints: String| Some(Refusal { option: option.to_owned(), code, prints });
    for given in &options.given {
        let Some((_, kind)) = NUMBERS.iter().find(|(name, _)| *name == given.name) else { continue };
        if let Some(value) = given.value.as_deref().filter(|value| value.parse::<i64>().is_err()) {
            let prints = format!("illegal value for flag {}={value} of type {kind}", given.name);
            return refusal(&given.name, Some("Error"), prints);
        }
    }
    if version.major >= 24
        && let Some(name) = ["--enable-fips", "--force-fips"].into_iter().find(|name| options.is_on(name))
    {
        return refusal(name, None, format!("{name} requires an active OpenSSL provider named \"fips\""));
    }
    if let Some(order) = options.value("--dns-result-order").filter(|order| !matches!(*order, "verbatim" | "ipv4first" | "ipv6first")) {
        return refusal("--dns-result-order", Some("ERR_INVALID_ARG_VALUE"), format!("Received '{order}'"));
    }
    if version.major >= 24 && options.is_on("--permission") && options.value("--allow-fs-read").is_none() {
        let prints = "Access to this API has been restricted. Use --allow-fs-read to manage permissions.";
        return refusal("--permission", Some("ERR_ACCESS_DENIED"), prints.to_owned());
    }
    let (name, code, prints) = SWITCHES.into_iter().find(|(name, ..)| options.is_on(name))?;
    refusal(name, Some(code), prints.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stops_sf_is_known() {
        for (text, code, prints) in [
            ("--max-old-space-size=abc", Some("Error"), Some("illegal value for flag --max-old-space-size=abc of type size_t")),
            ("--max-old-space-size=1.5", Some("Error"), Some("illegal value for flag --max-old-space-size=1.5 of type size_t")),
            ("--stack-trace-limit=abc", Some("Error"), Some("illegal value for flag --stack-trace-limit=abc of type int")),
            ("--max-old-space-size=-5", None, None),
            ("--max-old-space-size=4096", None, None),
            ("--dns-result-order=foo", Some("ERR_INVALID_ARG_VALUE"), Some("Received 'foo'")),
            ("--dns-result-order=IPV4FIRST", Some("ERR_INVALID_ARG_VALUE"), Some("Received 'IPV4FIRST'")),
            ("--dns-result-order=ipv4first", None, None),
            ("--force-fips", None, Some("--force-fips requires an active OpenSSL provider named \"fips\"")),
            (
                "--permission",
                Some("ERR_ACCESS_DENIED"),
                Some("Access to this API has been restricted. Use --allow-fs-read to manage permissions."),
            ),
            ("--frozen-intrinsics", Some("TypeError"), Some("Cannot assign to read only property 'prepareStackTrace'")),
            (
                "--disallow-code-generation-from-strings",
                Some("EvalError"),
                Some("Code generation from strings disallowed for this context"),
            ),
            ("--no-frozen-intrinsics --max-http-header-size=9999", None, None),
        ] {
            let found = refusal(&NodeOptions::parse(text, NodeVersion::NEWEST), NodeVersion::NEWEST);
            let found = found.as_ref().map(|refusal| (refusal.code, refusal.prints.as_str()));
            assert_eq!(found, prints.map(|prints| (code, prints)), "{text}");
        }
    }
}
