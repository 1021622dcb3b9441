//! sf's own variables that switch something on.

/// Whether sf takes `SF_<name>`, else `SFDX_<name>`, for true: `true` in any case, or `1`. Source: `@salesforce/kit`
/// 3 `nodash` `toBoolean`, `@salesforce/core` 9.4.0 `envVars.js`, which gives each name its other form; measured.
pub fn is_on<'a>(variable: impl Fn(&str) -> Option<&'a str>, name: &str) -> bool {
    let value = variable(&format!("SF_{name}")).or_else(|| variable(&format!("SFDX_{name}")));
    value.is_some_and(is_true)
}

/// `true` in any case, or `1`.
pub fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true") || value == "1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_and_one_are_true() {
        for (value, expected) in [("true", true), ("TRUE", true), ("1", true), ("yes", false), ("false", false), ("", false), ("0", false)]
        {
            assert_eq!(is_on(|name| (name == "SF_X").then_some(value), "X"), expected, "{value:?}");
            assert_eq!(is_on(|name| (name == "SFDX_X").then_some(value), "X"), expected, "{value:?}");
        }
        assert!(!is_on(|name| Some(if name == "SF_X" { "false" } else { "true" }), "X"));
    }
}
