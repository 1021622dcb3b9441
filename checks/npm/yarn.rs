//! The same setting in yarn 1, yarn berry and pnpm. sf calls none of them.
//!
//! Source: yarn 1.22.22, yarn 4.18.1, pnpm 9 and 10, measured.

use crate::model::Untrusted;
use crate::model::observations::{StrictSslLine, StrictSslSource};

/// `strict-ssl` in a `.yarnrc` of yarn 1: `strict-ssl false` or `0`, also with a colon. In quotes, `false` is a string
/// and true.
pub fn classic(text: &str, place: &str) -> Option<StrictSslLine> {
    last(text, |line| {
        let rest = key(line, "strict-ssl").or_else(|| key(line, "\"strict-ssl\""))?;
        let value = without_comment(rest.trim_start().strip_prefix(':').unwrap_or(rest));
        (!value.is_empty()).then_some((value, !matches!(value, "false" | "0")))
    })
    .map(|found| found.into_line(StrictSslSource::Yarn, place))
}

/// `enableStrictSsl` in a `.yarnrc.yml` of yarn berry: `false` or `0`, also in quotes, also as the default of a
/// variable that is not set. `no` and `False` make yarn stop.
pub fn berry(text: &str, place: &str, variable: impl Fn(&str) -> Option<String>) -> Option<StrictSslLine> {
    last(text, |line| {
        let value = without_comment(line.strip_prefix("enableStrictSsl:")?.strip_prefix([' ', '\t'])?);
        let expanded = expand(unquoted(value), &variable);
        Some((value, !matches!(expanded.as_str(), "false" | "0")))
    })
    .map(|found| found.into_line(StrictSslSource::YarnBerry, place))
}

/// `strictSsl` in a `pnpm-workspace.yaml`.
pub fn pnpm_workspace(text: &str, place: &str) -> Option<StrictSslLine> {
    last(text, |line| {
        let value = without_comment(line.strip_prefix("strictSsl:")?.strip_prefix([' ', '\t'])?);
        Some((value, value != "false"))
    })
    .map(|found| found.into_line(StrictSslSource::Pnpm, place))
}

struct Found<'a> {
    line: u32,
    text: &'a str,
    strict: bool,
}

impl Found<'_> {
    fn into_line(self, source: StrictSslSource, place: &str) -> StrictSslLine {
        StrictSslLine { source, place: place.into(), line: Some(self.line), text: Untrusted::from(self.text), strict: self.strict }
    }
}

/// The last line that `read` makes something of.
fn last<'a>(text: &'a str, read: impl Fn(&'a str) -> Option<(&'a str, bool)>) -> Option<Found<'a>> {
    let found = (1..).zip(text.lines()).filter_map(|(line, content)| read(content).map(|(text, strict)| Found { line, text, strict }));
    found.last()
}

/// What follows a key and a blank or colon.
fn key<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.trim_start().strip_prefix(name).filter(|rest| rest.starts_with([' ', '\t', ':']))
}

fn without_comment(text: &str) -> &str {
    text.split_once(" #").map_or(text, |(before, _)| before).trim()
}

fn unquoted(text: &str) -> &str {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text)
}

/// `${NAME}`, `${NAME:-default}` (also for an empty value) and `${NAME-default}`, where that is the whole text.
fn expand(text: &str, variable: &impl Fn(&str) -> Option<String>) -> String {
    let Some(inner) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else { return text.to_owned() };
    match (inner.split_once(":-"), inner.split_once('-')) {
        (Some((name, default)), _) => variable(name).filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned()),
        (None, Some((name, default))) => variable(name).unwrap_or_else(|| default.to_owned()),
        (None, None) => variable(inner).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yarn_1_reads_false_and_zero_bare() {
        for (text, off) in [
            ("strict-ssl false", true),
            ("strict-ssl \"false\"", false),
            ("strict-ssl 'false'", false),
            ("\"strict-ssl\" false", true),
            ("strict-ssl: false", true),
            ("strict-ssl=false", false),
            ("strict-ssl False", false),
            ("strict-ssl 0", true),
            ("strict-ssl no", false),
            ("strict-ssl", false),
            ("strict_ssl false", false),
            ("# strict-ssl false", false),
            ("strict-ssl false # c", true),
            ("  strict-ssl false", true),
            ("strict-ssl true\nstrict-ssl false", true),
            ("strict-ssl \"${SSLV}\"", false),
        ] {
            assert_eq!(classic(text, ".yarnrc").is_some_and(|line| !line.strict), off, "{text:?}");
        }
    }

    #[test]
    fn yarn_berry_reads_quotes_zero_and_defaults() {
        let variable = |name: &str| (name == "SSLV").then(|| "false".to_owned());
        for (text, off) in [
            ("enableStrictSsl: false", true),
            ("enableStrictSsl: \"false\"", true),
            ("enableStrictSsl: False", false),
            ("enableStrictSsl: no", false),
            ("enableStrictSsl: 0", true),
            ("enableStrictSsl:false", false),
            ("enableStrictSSL: false", false),
            ("strict-ssl: false", false),
            ("enableStrictSsl: \"${SSLV}\"", true),
            ("enableStrictSsl: \"${UNSET:-false}\"", true),
        ] {
            assert_eq!(berry(text, ".yarnrc.yml", variable).is_some_and(|line| !line.strict), off, "{text:?}");
        }
    }

    #[test]
    fn a_pnpm_workspace_says_so_in_yaml() {
        let line = pnpm_workspace("packages:\n  - a\nstrictSsl: false # proxy\n", "pnpm-workspace.yaml").unwrap();
        assert_eq!((line.line, line.strict), (Some(3), false));
        assert_eq!(pnpm_workspace("strict-ssl: false", "x"), None);
    }
}
