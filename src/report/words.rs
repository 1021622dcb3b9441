//! What more than one format says.

use super::Shell;
use sf_preflight_checks::model::observations::UrlSource;
use sf_preflight_checks::model::{CheckResult, Outcome, Prediction, Report, Status, Verdict, neutralised};

/// The login's command.
pub fn login(report: &Report) -> String {
    format!("sf org login {}", report.login.flow.name())
}

/// The login URL, or words for one that is not known.
pub fn target(report: &Report) -> String {
    let url = report.login.instance_url.to_string();
    if url.is_empty() { "an org that is not named".to_owned() } else { url }
}

/// Where the login URL comes from, as it is said behind it; empty where the person typed it.
pub fn source(report: &Report) -> &'static str {
    match report.login.instance_url_source {
        UrlSource::Flag => "",
        UrlSource::Project => " (sfdcLoginUrl of the project)",
        UrlSource::Environment => " (from the environment)",
        UrlSource::Configuration => " (sf's own settings)",
        UrlSource::SfdxUrl => " (from the SFDX authorization URL)",
        UrlSource::StoredLogin => " (the stored login of that user)",
        UrlSource::Default => " (nothing else is given)",
    }
}

/// The verdict in a word.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ready => "ready",
        Verdict::Blocked => "blocked",
        Verdict::Unsafe => "unsafe",
    }
}

/// A status in a word: as in JSON.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Warn => "warn",
        Status::Fail => "fail",
        Status::Skip => "skip",
        Status::Unknown => "unknown",
        Status::Error => "error",
    }
}

/// Whether the verdict is ready and `--strict` still says no.
pub fn is_strictly_refused(report: &Report, strict: bool) -> bool {
    strict && report.verdict == Verdict::Ready && report.checks.iter().any(|check| check.status == Status::Warn)
}

/// What the verdict means, one clause.
pub fn meaning(report: &Report, strict: bool) -> String {
    match report.verdict {
        Verdict::Ready if is_strictly_refused(report, strict) => "sf would log in, but warnings fail here (--strict)".to_owned(),
        Verdict::Ready => match report.checks.iter().filter(|check| check.status == Status::Unknown).count() {
            0 => "nothing that can be known before a login stands in its way".to_owned(),
            1 => "nothing that could be seen stands in its way; 1 check could not be measured".to_owned(),
            unknown => format!("nothing that could be seen stands in its way; {unknown} checks could not be measured"),
        },
        Verdict::Unsafe if report.checks.iter().any(|check| check.status == Status::Fail && check.id != "npm-strict-ssl") => {
            "sf would log in, with its protection switched off".to_owned()
        }
        Verdict::Unsafe => "sf itself would log in as it should, but npm, which installs its plugins, checks no certificate".to_owned(),
        Verdict::Blocked => match report.checks.iter().find(|check| check.status == Status::Fail) {
            Some(check) if report.prediction.outcome == Outcome::Succeed => {
                format!("sf itself would see nothing wrong, yet {} should be mended first", check.id)
            }
            _ => foretell(&report.prediction, code_behind(report)),
        },
    }
}

/// The code of what decides; None where it has none, and the prediction's is that of a host to which sf goes on.
pub fn code_behind(report: &Report) -> Option<&str> {
    let decides = report.checks.iter().find(|check| Some(check.id) == report.prediction.check)?;
    decides.failure.as_ref()?.code.as_deref()
}

/// The prediction in words.
fn foretell(prediction: &Prediction, code: Option<&str>) -> String {
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    match (prediction.outcome, &prediction.prints) {
        (Outcome::Succeed, _) => "sf itself would see nothing wrong".to_owned(),
        (Outcome::Hang, _) => format!("sf would print nothing and not finish within a minute{code}"),
        (Outcome::Fallback, _) => format!("sf would silently log in at another host than the one given{code}"),
        (Outcome::Fail, Some(prints)) => format!("sf would print \"{}\"{code}", completed(prints)),
        (Outcome::Fail, None) => format!("sf would fail{code}"),
    }
}

/// A piece of what sf prints, with an ellipsis where it breaks off before or behind: for a path that only sf knows.
pub fn completed(prints: &str) -> String {
    let before = if prints.starts_with(|first: char| first.is_alphanumeric()) { "" } else { "…" };
    let behind = if prints.ends_with(" '") { "…'" } else { "" };
    format!("{before}{prints}{behind}")
}

/// The checks to act on, what decides before the rest: faults of this program, what fails, what warns.
pub fn to_act_on(report: &Report) -> Vec<&CheckResult> {
    let decides = report.prediction.check;
    let with = |status| report.checks.iter().filter(move |check| check.status == status);
    let mut told: Vec<&CheckResult> = [Status::Error, Status::Fail, Status::Warn].into_iter().flat_map(with).collect();
    told.sort_by_key(|check| decides != Some(check.id));
    told
}

/// A text in which nothing moves a cursor, hides or turns the order of what stands around it.
pub fn plain(text: &str) -> String {
    neutralised(text)
}

/// The same, line by line.
pub fn plain_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(plain)
}

/// What a finding means and what to do about it, in lines of plain text.
pub fn details(check: &CheckResult, shell: Shell) -> Vec<String> {
    let mut lines: Vec<String> = plain_lines(&check.detail).collect();
    for fix in &check.fixes {
        lines.push(format!("Fix: {}", plain(&fix.text)));
        let commands = fix.commands.as_ref().map(|commands| shell.pick(commands)).unwrap_or_default();
        lines.extend(plain_lines(commands).map(|line| format!("    {line}")));
    }
    lines.extend(check.never.iter().map(|text| format!("Never: {}", plain(text))));
    lines.push(format!("More: sf-preflight explain {}", check.id));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prediction_is_told_in_words() {
        let prediction = |outcome, code: Option<&str>, prints: Option<&str>| Prediction {
            outcome,
            code: code.map(str::to_owned),
            prints: prints.map(str::to_owned),
            check: None,
        };
        for (prediction, words) in [
            (prediction(Outcome::Fail, Some("ENOTFOUND"), Some("fetch failed")), "sf would print \"fetch failed\" (ENOTFOUND)"),
            (
                prediction(Outcome::Fail, Some("ENOENT"), Some("ENOENT: no such file or directory, open '")),
                "sf would print \"ENOENT: no such file or directory, open '…'\" (ENOENT)",
            ),
            (prediction(Outcome::Fail, None, Some(", open '")), "sf would print \"…, open '…'\""),
            (prediction(Outcome::Fail, None, Some("The token isn't right.")), "sf would print \"The token isn't right.\""),
            (prediction(Outcome::Fail, None, None), "sf would fail"),
            (prediction(Outcome::Hang, None, None), "sf would print nothing and not finish within a minute"),
            (
                prediction(Outcome::Fallback, Some("ENOTFOUND"), None),
                "sf would silently log in at another host than the one given (ENOTFOUND)",
            ),
            (prediction(Outcome::Succeed, None, None), "sf itself would see nothing wrong"),
        ] {
            assert_eq!(foretell(&prediction, prediction.code.as_deref()), words);
        }
    }
}
