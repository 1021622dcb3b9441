//! Prometheus's text format, for the textfile collector of node_exporter.
//!
//! Source of the grammar: Prometheus, "Exposition formats", text format 0.0.4.

use super::Judged;
use super::words::{self, plain};
use sf_preflight_checks::model::{Outcome, Report, Status, TimingsMs, Verdict};
use sf_preflight_checks::node::chain_view;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Writes one gauge a check, the verdict, the prediction, the clock, the certificates and the times.
pub fn write(judged: &Judged, out: &mut impl Write) -> io::Result<()> {
    let report = &judged.report;
    let mut page = Page::default();
    let url = report.login.instance_url.to_string();
    let info = [("version", report.tool.version), ("flow", report.login.flow.name()), ("instance_url", url.as_str())];
    page.gauge("info", "The login that was looked at, and the version of sf-preflight.", [(&info[..], 1.0)]);
    page.gauge("ready", "Whether the login can work: 1 if so.", [(&[][..], truth(report.verdict == Verdict::Ready))]);
    let verdicts = [Verdict::Ready, Verdict::Blocked, Verdict::Unsafe];
    page.states(
        "verdict",
        "The verdict: 1 at the one that holds.",
        "verdict",
        verdicts.map(|verdict| (words::verdict(verdict), verdict == report.verdict)),
    );
    write_prediction(report, &mut page);
    let checks: Vec<(Vec<(&str, &str)>, f64)> =
        report.checks.iter().map(|check| (vec![("check", check.id)], severity(check.status))).collect();
    page.gauge(
        "check_status",
        "How a check ended: 0 pass, 1 skip (nothing to judge), 2 unknown (could not be measured), 3 warn, 4 fail, 5 error (of sf-preflight).",
        checks.iter().map(|(labels, value)| (labels.as_slice(), *value)),
    );
    if let Some(skew) = report.checks.iter().find_map(|check| check.evidence.get("skew_seconds")?.as_f64()) {
        page.gauge("clock_skew_seconds", "How far this machine's clock is ahead of the org's.", [(&[][..], skew)]);
    }
    write_certificates(judged, &mut page);
    write_times(judged, &mut page);
    out.write_all(page.0.as_bytes())
}

fn write_prediction(report: &Report, page: &mut Page) {
    const OUTCOMES: [(Outcome, &str); 4] =
        [(Outcome::Succeed, "succeed"), (Outcome::Fail, "fail"), (Outcome::Hang, "hang"), (Outcome::Fallback, "fallback")];
    let outcomes = OUTCOMES.map(|(outcome, name)| (name, outcome == report.prediction.outcome));
    page.states("prediction", "How sf's login would end: 1 at the one that holds.", "outcome", outcomes);
    let code = report.prediction.code.as_deref().unwrap_or_default();
    let labels = [("code", code), ("check", report.prediction.check.unwrap_or_default())];
    page.gauge("prediction_info", "The code of the error, and the check that found it; empty where there is none.", [(&labels[..], 1.0)]);
}

fn write_certificates(judged: &Judged, page: &mut Page) {
    let Some(probe) = judged.observations.login_probe() else { return };
    let Some(chain) = chain_view::view(&judged.observations, probe) else { return };
    let named: Vec<(String, String, f64)> = chain
        .links
        .iter()
        .enumerate()
        .map(|(depth, link)| (depth.to_string(), link.subject.to_string(), link.not_after.timestamp() as f64))
        .collect();
    let labelled: Vec<(Vec<(&str, &str)>, f64)> =
        named.iter().map(|(depth, subject, end)| (vec![("depth", depth.as_str()), ("subject", subject.as_str())], *end)).collect();
    page.gauge(
        "certificate_not_after_timestamp_seconds",
        "When a certificate of the org's chain expires; depth 0 is the org's own.",
        labelled.iter().map(|(labels, value)| (labels.as_slice(), *value)),
    );
}

fn write_times(judged: &Judged, page: &mut Page) {
    let TimingsMs { total, dns, connect, proxy, tls, http } = judged.report.timings_ms;
    let phases = [("dns", dns), ("connect", connect), ("proxy", proxy), ("tls", tls), ("http", http)];
    let taken: Vec<(Vec<(&str, &str)>, f64)> =
        phases.iter().filter_map(|(phase, ms)| ms.map(|ms| (vec![("phase", *phase)], ms as f64 / 1000.0))).collect();
    page.gauge(
        "phase_duration_seconds",
        "How long a phase of the way to the org took; what did not take place is left out.",
        taken.iter().map(|(labels, value)| (labels.as_slice(), *value)),
    );
    page.gauge("duration_seconds", "From start to report.", [(&[][..], total as f64 / 1000.0)]);
    let observed_at = judged.observations.observed_at.timestamp() as f64;
    page.gauge("last_run_timestamp_seconds", "When this was looked at, by this machine's clock.", [(&[][..], observed_at)]);
}

fn severity(status: Status) -> f64 {
    match status {
        Status::Pass => 0.0,
        Status::Skip => 1.0,
        Status::Unknown => 2.0,
        Status::Warn => 3.0,
        Status::Fail => 4.0,
        Status::Error => 5.0,
    }
}

fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// The text, metric by metric.
#[derive(Default)]
struct Page(String);

impl Page {
    /// A metric with its samples; none where there is no sample.
    fn gauge<'a>(&mut self, name: &str, help: &str, samples: impl IntoIterator<Item = (&'a [(&'a str, &'a str)], f64)>) {
        let mut samples = samples.into_iter().peekable();
        if samples.peek().is_none() {
            return;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP sf_preflight_{name} {help}\n# TYPE sf_preflight_{name} gauge");
        for (labels, value) in samples {
            let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            // Minus nought is nought.
            let _ = writeln!(self.0, "sf_preflight_{name}{labels} {}", value + 0.0);
        }
    }

    /// A metric of which one state holds.
    fn states<const N: usize>(&mut self, name: &str, help: &str, label: &str, states: [(&str, bool); N]) {
        let samples: Vec<(Vec<(&str, &str)>, f64)> = states.iter().map(|(state, holds)| (vec![(label, *state)], truth(*holds))).collect();
        self.gauge(name, help, samples.iter().map(|(labels, value)| (labels.as_slice(), *value)));
    }
}

/// The value of a label.
fn escape(text: &str) -> String {
    plain(text).replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stays_in_its_quotes() {
        for (text, escaped) in
            [("plain é", "plain é"), (r#"a"} 1"#, r#"a\"} 1"#), (r"C:\n", r"C:\\n"), ("a\nb", r"a\\u{a}b"), ("\u{1b}[2J", r"\\u{1b}[2J")]
        {
            assert_eq!(escape(text), escaped);
        }
    }

    #[test]
    fn a_metric_without_samples_is_left_out() {
        let mut page = Page::default();
        page.gauge("none", "Nothing.", []);
        page.gauge("one", "One.", [(&[("a", "b"), ("c", "d")][..], 0.25)]);
        assert_eq!(page.0, "# HELP sf_preflight_one One.\n# TYPE sf_preflight_one gauge\nsf_preflight_one{a=\"b\",c=\"d\"} 0.25\n");
    }
}
