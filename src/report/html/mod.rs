//! One page for people: the way and where it breaks, what sf will print, what to type, the certificates, everything else
//! folded away. It needs no network and no script, and can be sent on as it is.

mod chain;
mod checks;
mod facts;
mod fix;
mod inline;
mod masked;
mod way;

use super::words::{self, plain};
use super::{Judged, Style};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sf_preflight_checks::model::{CheckResult, Outcome, Report, Verdict};
use std::io::{self, Write};

const STYLE: &str = include_str!("style.css");
/// Puts a button beside each command; the page is whole without it.
const SCRIPT: &str = include_str!("copy.js");

/// Writes the page.
pub fn write(judged: &Judged, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let page = page(judged, style).into_string();
    match &judged.redaction {
        Some(redaction) => writeln!(out, "{}", masked::texts(&page, |text| redaction.text(text))),
        None => writeln!(out, "{page}"),
    }
}

fn page(judged: &Judged, style: &Style) -> Markup {
    let report = &judged.report;
    let (login, url) = (words::login(report), words::target(report));
    let (decisive, others) = findings(report);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (words::verdict(report.verdict)) ": " (login) " to " (url) " – " (report.tool.name) }
                style { (PreEscaped(STYLE)) }
            }
            body class=(tone(report, style.strict)) {
                header.top {
                    p.brand { "What " (report.tool.name) " found before the login" }
                    p.login { code { (login) } " to " strong { (url) } (words::source(report)) }
                }
                main {
                    (way::picture(judged))
                    (verdict(report, decisive, style))
                    @if let Some(check) = decisive { (fix::what_to_do(check, style.shell)) }
                    @if !others.is_empty() {
                        section aria-labelledby="others" {
                            h2 #others { @if decisive.is_some() { "Also found" } @else { "Worth knowing" } }
                            @for check in &others { (fix::finding(check, style.shell)) }
                        }
                    }
                    (chain::picture(judged))
                    (checks::list(report))
                    (facts::environment(&judged.observations))
                    (facts::raw(judged))
                }
                footer {
                    p {
                        (report.tool.name) " " (report.tool.version) ", "
                        time datetime=(machine_time(judged.observations.observed_at)) { (judged.observations.observed_at.format("%-d %B %Y, %H:%M UTC")) }
                        ", after " (duration(report.timings_ms.total)) "."
                    }
                    p {
                        "Passwords, keys and tokens are not on this page. Names of hosts and users, addresses and paths are"
                        @if judged.redaction.is_some() { " masked" } "."
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// What the page may load and run: its own style and script and nothing else.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(digest(&SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// The check that says what to do first, and the others to act on.
fn findings(report: &Report) -> (Option<&CheckResult>, Vec<&CheckResult>) {
    let mut told = words::to_act_on(report);
    if report.verdict == Verdict::Ready || told.is_empty() {
        return (None, told);
    }
    let first = told.remove(0);
    (Some(first), told)
}

fn tone(report: &Report, strict: bool) -> &'static str {
    match report.verdict {
        Verdict::Ready if words::is_strictly_refused(report, strict) => "warned",
        Verdict::Ready => "ready",
        Verdict::Blocked | Verdict::Unsafe => "blocked",
    }
}

/// The verdict, in a sentence that needs no knowledge of this program.
fn sentence(report: &Report, strict: bool) -> &'static str {
    match (report.verdict, report.prediction.outcome) {
        (Verdict::Ready, _) if words::is_strictly_refused(report, strict) => "This login can work, with warnings",
        (Verdict::Ready, _) => "This login can work",
        (Verdict::Unsafe, _) => "This login would work, and is not safe",
        (Verdict::Blocked, Outcome::Fail) => "This login will fail",
        (Verdict::Blocked, Outcome::Hang) => "This login will hang",
        (Verdict::Blocked, Outcome::Fallback) => "This login will go to another host",
        (Verdict::Blocked, Outcome::Succeed) => "This login should not be run yet",
    }
}

fn verdict(report: &Report, decisive: Option<&CheckResult>, style: &Style) -> Markup {
    html! {
        section.verdict aria-labelledby="verdict" {
            h1 #verdict { (sentence(report, style.strict)) }
            @if let Some(check) = decisive {
                p.lead { (inline::prose(&sentence_case(&check.summary))) "." }
            } @else {
                p.lead { (sentence_case(&words::meaning(report, style.strict))) "." }
            }
            (printed(report))
        }
    }
}

/// What sf prints, and the code that it hides.
fn printed(report: &Report) -> Markup {
    let prediction = &report.prediction;
    let told = match (prediction.outcome, &prediction.prints) {
        (Outcome::Fail, Some(prints)) => html! { code { (plain(&words::completed(prints))) } },
        (Outcome::Fail, None) => html! { "an error of its own" },
        (Outcome::Hang, _) => html! { "nothing for more than a minute" },
        (Outcome::Fallback, _) => html! { "no error: it goes on to test.salesforce.com and login.salesforce.com" },
        (Outcome::Succeed, _) => return html! {},
    };
    html! {
        dl.printed {
            div { dt { "sf will print" } dd { (told) } }
            @if let Some(code) = words::code_behind(report) { div { dt { "code behind it" } dd { code { (breakable(&plain(code), '_')) } } } }
        }
    }
}

/// The text with a capital first, unless it begins with a name.
fn sentence_case(text: &str) -> String {
    const NAMES: [&str; 2] = ["sf", "npm"];
    let word = text.split(' ').next().unwrap_or_default();
    if NAMES.contains(&word) || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A time for machines. HTML takes a fraction of at most three digits; a second is enough.
fn machine_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `48 ms`, `3.4 s`.
fn duration(milliseconds: u64) -> String {
    if milliseconds < 1000 { format!("{milliseconds} ms") } else { format!("{:.1} s", milliseconds as f64 / 1000.0) }
}

/// A name that may break behind each of its marks.
fn breakable(name: &str, mark: char) -> Markup {
    html! { @for piece in name.split_inclusive(mark) { (piece) wbr; } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_stay_in_their_elements_and_load_nothing() {
        for text in [STYLE, SCRIPT] {
            for forbidden in ["</", "http:", "https:", "url(", "@import", "<!--"] {
                assert!(!text.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital_or_a_name() {
        for (text, sentence) in [
            ("the key is empty", "The key is empty"),
            ("sf dies at it", "sf dies at it"),
            ("acme.my.salesforce.com refuses", "acme.my.salesforce.com refuses"),
            ("HTTP 403", "HTTP 403"),
            ("", ""),
        ] {
            assert_eq!(sentence_case(text), sentence);
        }
    }

    #[test]
    fn a_time_is_said_in_a_unit_that_fits() {
        for (milliseconds, words) in [(0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (12_345, "12.3 s")] {
            assert_eq!(duration(milliseconds), words);
        }
    }

    #[test]
    fn the_policy_names_what_is_there() {
        // printf '' | openssl dgst -sha256 -binary | base64
        assert_eq!(STANDARD.encode(digest(&SHA256, b"")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
        assert!(policy().contains(&format!("style-src 'sha256-{hash}'")), "{}", policy());
    }
}
