//! Which port the web login's redirect server takes.

use crate::model::observations::ProjectFile;
use serde_json::Value;

/// `WebOAuthServer.DEFAULT_PORT`.
pub const DEFAULT: u16 = 1717;

/// What sf takes for the port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OauthPort {
    /// 1717: no project, no `oauthLocalPort`, or one that JavaScript takes for false (`0`, `""`, `null`, `false`).
    Default,
    /// The project's own.
    Project(u16),
    /// A value that Node's `net` refuses with this error and text.
    Invalid {
        /// The error's name, `RangeError` or `TypeError`.
        error: &'static str,
        /// A piece of what sf prints.
        prints: String,
    },
}

/// Which port sf takes. Source: `@salesforce/core` 9.4.0 `webOAuthServer.js` `determineOauthPort`, Node's
/// `validatePort`, measured.
pub fn determine(project: Option<&ProjectFile>) -> OauthPort {
    let written = project.filter(|project| project.problem.is_none() && project.syntax_error.is_none() && project.refused.is_none());
    match written.and_then(|project| project.oauth_local_port.as_ref()) {
        None | Some(Value::Null | Value::Bool(false)) => OauthPort::Default,
        Some(Value::String(text)) if text.is_empty() => OauthPort::Default,
        Some(Value::Number(number)) if number.as_f64() == Some(0.0) => OauthPort::Default,
        Some(Value::Number(number)) => from_number(number.as_f64(), &format!("type number ({number})")),
        Some(Value::String(text)) => from_number(js_number(text), &format!("type string ('{text}')")),
        Some(other) => OauthPort::Invalid {
            error: "TypeError",
            prints: format!(
                "must be one of type number or string. Received {}",
                if other.is_boolean() { "type boolean" } else { "an instance of" }
            ),
        },
    }
}

impl OauthPort {
    /// The port's number; None where Node refuses the value.
    pub fn number(&self) -> Option<u16> {
        match self {
            Self::Default => Some(DEFAULT),
            Self::Project(port) => Some(*port),
            Self::Invalid { .. } => None,
        }
    }
}

fn from_number(number: Option<f64>, received: &str) -> OauthPort {
    let whole = number.filter(|number| number.fract() == 0.0 && (0.0..=65535.0).contains(number));
    match whole {
        // The conversion is exact: a whole number between 0 and 65535.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 65535, checked above")]
        Some(number) => OauthPort::Project(number as u16),
        None => OauthPort::Invalid { error: "RangeError", prints: format!("Port should be >= 0 and < 65536. Received {received}.") },
    }
}

/// JavaScript's `+text` for texts without a sign trick: blanks around it do not count, `0x`, `0o` and `0b` do.
fn js_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let radix = |prefix: [&str; 2], radix| {
        let digits = prefix.iter().find_map(|prefix| text.strip_prefix(prefix))?;
        u32::from_str_radix(digits, radix).ok().map(f64::from)
    };
    let special = radix(["0x", "0X"], 16).or_else(|| radix(["0o", "0O"], 8)).or_else(|| radix(["0b", "0B"], 2));
    let is_decimal = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    special.or_else(|| if is_decimal { text.parse().ok() } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> OauthPort {
        determine(Some(&ProjectFile { oauth_local_port: Some(value), ..ProjectFile::default() }))
    }

    #[test]
    fn the_port_is_the_projects_unless_javascript_takes_it_for_false() {
        assert_eq!(determine(None), OauthPort::Default);
        for (value, number) in [
            (json!(1718), Some(1718)),
            (json!("1718"), Some(1718)),
            (json!(" 0x6b6 "), Some(1718)),
            (json!(0), Some(1717)),
            (json!(""), Some(1717)),
            (json!(null), Some(1717)),
            (json!(false), Some(1717)),
            (json!("0"), Some(0)),
            (json!("abc"), None),
            (json!(" "), None),
            (json!(70000), None),
            (json!(-1), None),
            (json!(1718.5), None),
            (json!(true), None),
            (json!([1718]), None),
        ] {
            assert_eq!(of(value.clone()).number(), number, "{value}");
        }
    }

    #[test]
    fn a_refused_value_has_nodes_words() {
        for (value, error, prints) in [
            (json!("abc"), "RangeError", "Port should be >= 0 and < 65536. Received type string ('abc')."),
            (json!(70000), "RangeError", "Port should be >= 0 and < 65536. Received type number (70000)."),
            (json!(true), "TypeError", "must be one of type number or string. Received type boolean"),
        ] {
            assert_eq!(of(value), OauthPort::Invalid { error, prints: prints.to_owned() });
        }
    }
}
