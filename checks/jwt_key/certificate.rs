//! The key against the certificate that the app has.

use super::mend;
use crate::model::observations::{CertificateContent, JwtCertificate, KeyForm};
use crate::model::{Commands, Effect, Finding, Fix, Observations, Status};
use chrono::{DateTime, TimeDelta, Utc};

/// How long before its end a certificate is worth a warning, days.
const SOON: i64 = 30;

/// What was found out about the key, and about the certificate where one is named: the worse of the two decides, and
/// a key that sf cannot even sign with is not compared.
pub fn compared(observations: &Observations, key: Finding) -> Finding {
    let Some(certificate) = &observations.jwt_certificate else { return key };
    if key.status == Status::Fail {
        return key;
    }
    let key_hash = observations.jwt_key.as_ref().and_then(|file| file.public_key_sha256.as_deref());
    let certificate = judge(certificate, key_hash, observations.observed_at).evidence("certificate", &certificate.content);
    match (key.status, certificate.status) {
        (Status::Warn, Status::Warn) => {
            let detail = format!("{} Besides, {}.", key.detail, certificate.summary);
            certificate.fixes.into_iter().fold(key, Finding::also).detail(detail)
        }
        (Status::Warn, Status::Pass | Status::Unknown) => key,
        (Status::Pass, Status::Pass) => Finding { summary: format!("{}; {}", key.summary, certificate.summary), ..certificate },
        _ => certificate,
    }
}

fn judge(file: &JwtCertificate, key_hash: Option<&str>, now: DateTime<Utc>) -> Finding {
    let path = &file.path;
    match &file.content {
        CertificateContent::Certificate { subject, public_key_sha256, not_before, not_after, .. } => {
            if key_hash.is_some_and(|hash| hash != public_key_sha256) {
                return Finding::fail(format!("the key does not belong to the certificate {path} ({subject})"), Effect::Refused, mend::new_pair())
                    .also(show(file))
                    .detail(
                        "sf signs with the key, and the org, which checks the signature with the certificate that it has, answers `invalid assertion`. Take the key that was made together with the certificate, or make both anew.",
                    );
            }
            let finding = dates(file, *not_before, *not_after, now);
            match (key_hash, finding.status) {
                (None, Status::Pass) => Finding::unknown(format!("{}; no key was there to be compared with it", finding.summary)),
                _ => finding,
            }
        }
        CertificateContent::Other { form } => {
            let what = match form {
                KeyForm::Empty => "it is empty",
                KeyForm::Pkcs8Pem | KeyForm::Pkcs1Pem | KeyForm::PrivateDer | KeyForm::EncryptedPem => "it is a private key",
                KeyForm::PublicPem | KeyForm::OpensshPublic => "it is a bare public key",
                KeyForm::RequestPem => "it is a certificate request",
                KeyForm::Pkcs12 | KeyForm::JavaKeystore => "it is a keystore",
                KeyForm::Base64OfPem | KeyForm::Base64WithoutMarkers => "it is base64, not yet decoded",
                _ => "it is something else, or damaged",
            };
            Finding::warn(format!("{path} is no certificate: {what}"), name_it())
        }
        CertificateContent::Unreadable { problem } => {
            let code = problem.node_code().map(|code| format!(" ({code})")).unwrap_or_default();
            Finding::warn(format!("the certificate {path} cannot be read{code}"), name_it())
        }
    }
}

fn dates(file: &JwtCertificate, not_before: DateTime<Utc>, not_after: DateTime<Utc>, now: DateTime<Utc>) -> Finding {
    let (path, from, until) = (&file.path, not_before.date_naive(), not_after.date_naive());
    let left = not_after - now;
    if left < TimeDelta::zero() {
        Finding::warn(format!("the certificate {path} expired on {until}"), mend::new_pair())
            .also(show(file))
            .detail("sf does not look at it. What the org says of an assertion that an expired certificate has to prove is the org's.")
    } else if now < not_before {
        Finding::warn(format!("the certificate {path} is valid only from {from}"), show(file)).detail("Perhaps the clock is wrong.")
    } else if left < TimeDelta::days(SOON) {
        let days = left.num_days();
        Finding::warn(format!("the certificate {path} expires in {days} days, on {until}"), mend::new_pair()).also(show(file))
    } else {
        Finding::pass(format!("its certificate is valid until {until}"))
    }
}

fn name_it() -> Fix {
    Fix::text("Give the certificate that was uploaded to the app, in PEM or DER: --jwt-cert server.crt.")
}

fn show(file: &JwtCertificate) -> Fix {
    let words = ["openssl", "x509", "-in", file.path.raw(), "-noout", "-subject", "-dates", "-fingerprint", "-sha256"];
    Fix::command("Compare the certificate with the one that the app has (Setup, App Manager, the app, Edit).", Commands::run(&words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::FileProblem;

    const DAY: i64 = 86_400;

    fn certificate(from: i64, until: i64) -> JwtCertificate {
        let at = |days: i64| DateTime::from_timestamp(days * DAY, 0).unwrap();
        let content = CertificateContent::Certificate {
            subject: "CN=sf".into(),
            fingerprint: "00:11".to_owned(),
            public_key_sha256: "aa".to_owned(),
            not_before: at(from),
            not_after: at(until),
        };
        JwtCertificate { path: "server.crt".into(), content }
    }

    #[test]
    fn a_certificate_is_judged_by_its_key_and_its_dates() {
        let now = DateTime::from_timestamp(1000 * DAY, 0).unwrap();
        for (from, until, key, status, words) in [
            (900, 1100, Some("aa"), Status::Pass, "valid until 1973-01-05"),
            (900, 1100, None, Status::Unknown, "no key was there"),
            (900, 1100, Some("bb"), Status::Fail, "does not belong to the certificate server.crt (CN=sf)"),
            (900, 999, Some("bb"), Status::Fail, "does not belong"),
            (900, 999, Some("aa"), Status::Warn, "expired on"),
            (900, 1029, Some("aa"), Status::Warn, "expires in 29 days"),
            (900, 1030, Some("aa"), Status::Pass, "valid until"),
            (1001, 1100, Some("aa"), Status::Warn, "valid only from"),
        ] {
            let finding = judge(&certificate(from, until), key, now);
            assert_eq!(finding.status, status, "{from} {until} {key:?}");
            assert!(finding.summary.contains(words), "{}", finding.summary);
        }
    }

    #[test]
    fn what_is_no_certificate_warns() {
        for (content, words) in [
            (CertificateContent::Other { form: KeyForm::Pkcs8Pem }, "it is a private key"),
            (CertificateContent::Other { form: KeyForm::Unrecognized }, "something else"),
            (CertificateContent::Unreadable { problem: FileProblem::Missing }, "cannot be read (ENOENT)"),
        ] {
            let finding = judge(&JwtCertificate { path: "server.crt".into(), content }, None, DateTime::UNIX_EPOCH);
            assert_eq!(finding.status, Status::Warn);
            assert!(finding.summary.contains(words), "{}", finding.summary);
        }
    }

    #[test]
    fn a_key_of_another_certificate_is_refused_by_the_org_and_by_nobody_before() {
        let finding = judge(&certificate(0, 2000), Some("bb"), DateTime::UNIX_EPOCH);
        assert_eq!(finding.effect, Some(Effect::Refused));
        assert!(finding.fixes[0].commands.as_ref().unwrap().sh.starts_with("openssl req -x509"));
        assert!(finding.fixes[1].commands.as_ref().unwrap().sh.starts_with("openssl x509 -in server.crt"));
    }
}
