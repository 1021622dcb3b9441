//! What each format looks like.

use crate::canned::{CANNED, PLAIN, judged, written};
use sf_preflight::cli::Format;
use sf_preflight::report::{Shell, Style};

fn snapshot(format: Format, name: &str) {
    for id in CANNED {
        let text = written(&judged(id), format, &PLAIN);
        let text = if format == Format::Html { in_lines(&text) } else { text };
        insta::with_settings!({ description => id, omit_expression => true }, { insta::assert_snapshot!(format!("{id}.{name}"), text) });
    }
}

/// A page, a tag a line, without what is in its style, its script and the hashes of both.
fn in_lines(page: &str) -> String {
    let mut text = page.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>"), ("style-src 'sha256-", "'"), ("script-src 'sha256-", "'")] {
        let from = text.find(start).unwrap() + start.len();
        let to = from + text[from..].find(end).unwrap();
        text.replace_range(from..to, "…");
    }
    text.replace("><", ">\n<")
}

#[test]
fn text() {
    snapshot(Format::Text, "text");
}

#[test]
fn json() {
    snapshot(Format::Json, "json");
}

#[test]
fn markdown() {
    snapshot(Format::Markdown, "markdown");
}

#[test]
fn junit() {
    snapshot(Format::Junit, "junit");
}

#[test]
fn github() {
    snapshot(Format::Github, "github");
}

#[test]
fn prometheus() {
    snapshot(Format::Prometheus, "prometheus");
}

#[test]
fn html() {
    snapshot(Format::Html, "html");
}

#[test]
fn commands_are_in_the_persons_shell() {
    for (shell, command) in [
        (Shell::Sh, "export NODE_EXTRA_CA_CERTS="),
        (Shell::Fish, "set -gx NODE_EXTRA_CA_CERTS "),
        (Shell::PowerShell, "$env:NODE_EXTRA_CA_CERTS = "),
        (Shell::Cmd, "set \"NODE_EXTRA_CA_CERTS="),
    ] {
        for format in [Format::Text, Format::Markdown, Format::Junit, Format::Github] {
            let text = written(&judged("untrusted-root"), format, &Style { shell, ..PLAIN }).replace("&quot;", "\"");
            assert!(text.contains(command), "{format:?} {command}: {text}");
        }
    }
}

#[test]
fn what_is_quiet_or_strict_is_so_in_each_format() {
    let mut facts = crate::canned::facts("healthy");
    // Worth a word, and no obstacle: the proxy is in a variable that sf does not read.
    let unread = serde_json::json!({"name": "ALL_PROXY", "shown": "http://proxy.example.com:3128", "empty": false, "parsed": {"Err": "invalid-url"}});
    facts["proxy_variables"] = serde_json::json!([unread]);
    let warned = crate::canned::judged_from(facts);
    for (format, quiet, strict, there, not_there) in [
        (Format::Text, true, false, "", "ALL_PROXY"),
        (Format::Text, true, true, "warnings fail here (--strict)", "nothing that can be known"),
        (Format::Github, false, false, "::warning title=proxy::", "::error"),
        (Format::Github, true, false, "", "::"),
        (Format::Github, true, true, "::error title=proxy::", "::warning"),
        (Format::Junit, false, false, "warning: sf does not read ALL_PROXY", "<failure"),
        (Format::Junit, true, true, "<failure message=\"sf does not read ALL_PROXY", "warning: "),
        (Format::Markdown, true, true, "## ✗ sf-preflight: ready", "## ✓"),
        (Format::Markdown, true, false, "## ✓ sf-preflight: ready", "## ✗"),
        (Format::Html, true, true, "This login can work, with warnings", "This login will"),
        (Format::Html, true, false, "<h1 id=\"verdict\">This login can work</h1>", "with warnings"),
        (Format::Json, true, true, "\"verdict\": \"ready\"", "blocked"),
        (Format::Prometheus, true, true, "sf_preflight_ready 1", "sf_preflight_ready 0"),
    ] {
        let text = written(&warned, format, &Style { quiet, strict, ..PLAIN });
        assert!(text.contains(there) && !text.contains(not_there), "{format:?} quiet {quiet} strict {strict}:\n{text}");
    }
}
