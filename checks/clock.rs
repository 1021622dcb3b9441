//! The clock agrees with the org's.

use crate::model::observations::{Answer, Flow, Phase, Probe};
use crate::model::{Check, Commands, Effect, Finding, Fix, Observations, Stage};
use crate::salesforce::{attempt, way};

/// The check.
pub const CHECK: Check =
    Check { id: "clock", title: "The clock agrees with the org's", page: include_str!("../docs/checks/clock.md"), judge };

/// What Salesforce allows a clock to be off, seconds. Source: Salesforce Help on SAML and JWT: three minutes.
const ALLOWED: f64 = 180.0;
/// The Date header counts whole seconds, so the true time lies up to one second after it (RFC 9110 section 5.6.7).
const DATE_STEP: f64 = 1.0;

fn judge(observations: &Observations) -> Finding {
    let probe = match way::judge(observations, &[Stage::Request]) {
        Ok((probe, _)) => probe,
        // The date is read also where the chain is not trusted or the answer is a page.
        Err(instead) => match observations.login_probe() {
            Some(probe) if !observations.offline && probe.http.value().is_some() => probe,
            _ => return *instead,
        },
    };
    let Some(given) = probe.http.value() else {
        let is_asked = probe.http != Phase::NotReached;
        return if is_asked { Finding::not_judged(Stage::Request) } else { Finding::unknown("the org was not asked") };
    };
    match Skew::measure(given) {
        Some(skew) => told(observations, probe, skew).took(probe.http.duration_ms()),
        None => Finding::unknown("the answer has no date"),
    }
}

/// How far this machine's clock is ahead of the org's.
#[derive(Debug, Clone, Copy)]
struct Skew {
    /// Seconds; negative where it is behind.
    seconds: f64,
    /// How wrong that may be, seconds.
    uncertainty: f64,
}

impl Skew {
    /// The middle of the exchange against the middle of the second that the Date header names.
    fn measure(given: &Answer) -> Option<Self> {
        let seconds = |from: chrono::DateTime<chrono::Utc>, to: chrono::DateTime<chrono::Utc>| {
            (to - from).num_microseconds().map(|microseconds| microseconds as f64 / 1e6)
        };
        let date = given.date?;
        let round_trip = seconds(given.sent_at, given.received_at)?.max(0.0);
        let ahead = seconds(date, given.sent_at)? + round_trip / 2.0 - DATE_STEP / 2.0;
        Some(Self { seconds: ahead, uncertainty: (round_trip + DATE_STEP) / 2.0 })
    }

    fn is_too_large(self) -> bool {
        self.seconds.abs() - self.uncertainty > ALLOWED
    }

    fn words(self) -> String {
        let side = if self.seconds < 0.0 { "behind" } else { "ahead of" };
        format!("{} {side} the org's", duration(self.seconds.abs()))
    }
}

/// `4 s`, `10 min`, `26 h`, `12 days`.
fn duration(seconds: f64) -> String {
    match seconds {
        ..120.0 => format!("{seconds:.0} s"),
        ..7200.0 => format!("{:.0} min", seconds / 60.0),
        ..172_800.0 => format!("{:.0} h", seconds / 3600.0),
        _ => format!("{:.0} days", seconds / 86_400.0),
    }
}

fn told(observations: &Observations, probe: &Probe, skew: Skew) -> Finding {
    let failed = attempt::failure(observations, probe);
    let certificate = failed.as_ref().filter(|failed| failed.stage == Stage::Certificate);
    let is_verified = certificate.is_none() && matches!(probe.tls, Phase::Done { .. });
    let unverified = if is_verified { "" } else { " The time comes over a connection that is not trusted: unverified." };
    let summary = format!("the clock is {}", skew.words());
    let finding = if !skew.is_too_large() {
        Finding::pass(format!("{:.0} s off, ± {:.1} s", skew.seconds.abs(), skew.uncertainty)).detail(unverified.trim_start())
    } else if certificate.and_then(|failed| failed.failure.code.as_deref()).is_some_and(|code| is_about_dates(code, skew)) {
        Finding::fail(summary, Effect::Refused, fix(observations))
            .detail(format!("This is why the certificate seems out of date: Node compares its dates with this clock.{unverified}"))
    } else {
        match observations.login.flow {
            Flow::Web => Finding::fail(summary, Effect::Refused, fix(observations)).detail(format!(
                "Codes and second factors that are made or checked by the time are refused when clocks differ by more than three minutes.{unverified}"
            )),
            Flow::SfdxUrl | Flow::AccessToken => Finding::warn(summary, fix(observations))
                .detail(format!("The login itself does not depend on the clock. TLS certificates and second factors do.{unverified}")),
            Flow::Jwt => Finding::warn(summary, fix(observations)).detail(format!(
                "The login still works: sf writes the expiry of its JWT in milliseconds where seconds are meant, so it never expires. Other tools' tokens, TLS certificates and second factors do depend on the clock.{unverified}"
            )),
        }
    };
    finding.evidence("http.date", probe.http.value().and_then(|given| given.date)).evidence("skew_seconds", skew.seconds.round())
}

/// Whether a certificate is refused for its dates on the side to which the clock is off.
fn is_about_dates(code: &str, skew: Skew) -> bool {
    match code {
        "CERT_HAS_EXPIRED" => skew.seconds > 0.0,
        "CERT_NOT_YET_VALID" => skew.seconds < 0.0,
        _ => false,
    }
}

fn fix(observations: &Observations) -> Fix {
    let platform = &observations.platform;
    if platform.container.is_some() {
        return Fix::text("A container has its host's clock: set that one.");
    }
    let windows = "w32tm /resync".to_owned();
    let unix = match platform.os.as_str() {
        "macos" => "sudo sntp -sS time.apple.com",
        "windows" => "w32tm /resync",
        _ if platform.wsl => "sudo hwclock -s",
        _ => "sudo timedatectl set-ntp true",
    };
    let commands = Commands { sh: unix.to_owned(), fish: unix.to_owned(), powershell: windows.clone(), cmd: windows };
    Fix::command("Let the system keep its clock by a time server.", commands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{BodyKind, Handshake, HandshakeError};
    use crate::model::{Status, Untrusted};
    use crate::node::test_world::{Pki, probe, world};
    use chrono::{DateTime, TimeDelta};

    fn answer(ahead_ms: i64, round_trip_ms: i64) -> Answer {
        let date = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let sent_at = date + TimeDelta::milliseconds(ahead_ms);
        Answer {
            status: 200,
            continues: false,
            content_type: None,
            server: None,
            location: None,
            date: Some(date),
            sent_at,
            received_at: sent_at + TimeDelta::milliseconds(round_trip_ms),
            body: BodyKind::ApiVersions,
            api_version: None,
            title: None,
            beginning: Untrusted::default(),
            words: Untrusted::default(),
        }
    }

    #[test]
    fn the_round_trip_and_the_whole_seconds_of_the_header_are_allowed_for() {
        for (ahead_ms, round_trip_ms, seconds, uncertainty, too_large) in [
            (0, 0, -0.5, 0.5, false),
            (500, 200, 0.1, 0.6, false),
            (180_900, 0, 180.4, 0.5, false),
            (181_100, 0, 180.6, 0.5, true),
            (181_100, 4000, 182.6, 2.5, true),
            (-600_000, 100, -600.45, 0.55, true),
        ] {
            let skew = Skew::measure(&answer(ahead_ms, round_trip_ms)).unwrap();
            assert!((skew.seconds - seconds).abs() < 1e-6, "{skew:?}");
            assert!((skew.uncertainty - uncertainty).abs() < 1e-6, "{skew:?}");
            assert_eq!(skew.is_too_large(), too_large, "{skew:?}");
        }
    }

    /// A web login needs the time also where the chain is not trusted; it is then said to be unverified.
    #[test]
    fn the_time_of_an_untrusted_host_is_unverified() {
        let switched = |switch| world(&[("NODE_TLS_REJECT_UNAUTHORIZED", switch)]);
        for (flow, ahead, switch, chain, status, is_unverified) in [
            (Flow::Web, 0, "0", Phase::NotNeeded, Status::Pass, true),
            (Flow::Web, 0, "1", done(), Status::Pass, true),
            (Flow::Web, 0, "0", done(), Status::Pass, false),
            (Flow::Web, 600, "1", done(), Status::Fail, true),
            (Flow::Web, 600, "0", done(), Status::Fail, false),
            (Flow::Jwt, 600, "1", done(), Status::Warn, true),
            (Flow::Jwt, 600, "0", done(), Status::Warn, false),
        ] {
            let mut observations = switched(switch);
            observations.login.flow = flow;
            let http = Phase::Done { value: answer(ahead * 1000, 0), duration_ms: 1 };
            observations.probes = vec![Probe { http, tls: chain, ..probe("login.salesforce.com", &[]) }];
            let finding = judge(&observations);
            assert_eq!(finding.status, status, "{flow:?} {ahead} {switch}: {}", finding.summary);
            assert_eq!(finding.detail.contains("unverified"), is_unverified, "{flow:?} {ahead} {switch}: {}", finding.detail);
        }
    }

    /// With a certificate that nobody trusts.
    fn done() -> Phase<Handshake, HandshakeError> {
        probe("login.salesforce.com", &[Pki::new("Acme").der("leaf")]).tls
    }

    #[test]
    fn durations_are_said_in_a_unit_that_fits() {
        for (seconds, words) in [(4.2, "4 s"), (600.0, "10 min"), (93_600.0, "26 h"), (1_036_800.0, "12 days")] {
            assert_eq!(duration(seconds), words);
        }
    }
}
