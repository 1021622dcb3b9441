//! The extra certificates are loaded.

use crate::model::observations::{CertificateFile, CertificateStore, FileNature, FileProblem};
use crate::model::{Check, Commands, Finding, Fix, Observations, Stage, Untrusted};
use crate::node::certificate::{Authority, Certificate};
use crate::node::options::{NodeOptions, RootSource, knows_system_ca_variable, root_source};
use crate::node::trust_remedy::convert;

/// The check.
pub const CHECK: Check =
    Check { id: "trust-store", title: "The extra certificates are loaded", page: include_str!("../docs/checks/trust-store.md"), judge };

const EXTRA: &str = "NODE_EXTRA_CA_CERTS";
const SYSTEM: &str = "NODE_USE_SYSTEM_CA";

/// Something that the person should know; none of it breaks a login by itself.
struct Concern {
    summary: String,
    detail: String,
    fix: Fix,
}

fn judge(observations: &Observations) -> Finding {
    let version = observations.node_version();
    if NodeOptions::read(&observations.environment, version).fatal.is_some() {
        return Finding::not_judged(Stage::NodeStart);
    }
    let extra = observations.trust.extra_ca_certs.as_ref();
    let mut concerns: Vec<Concern> = extra.and_then(|file| extra_concern(file, observations)).into_iter().collect();
    concerns.extend(empty_variable(observations));
    concerns.extend(system_variable(observations));
    concerns.extend(openssl_store(observations));
    let finding = match concerns.into_iter().reduce(merge) {
        Some(concern) => Finding::warn(concern.summary, concern.fix).detail(concern.detail),
        None => nothing_wrong(observations),
    };
    match extra {
        Some(file) => finding.evidence("trust.extra_ca_certs.path", &file.path).evidence("trust.extra_ca_certs.resolved", &file.resolved),
        None => finding,
    }
}

/// The first concern is the finding; a further one is told in its detail.
fn merge(first: Concern, further: Concern) -> Concern {
    Concern { detail: format!("{} Also: {}. {}", first.detail, further.summary, further.detail), ..first }
}

fn nothing_wrong(observations: &Observations) -> Finding {
    let source = match root_source(&observations.environment, observations.node_version()) {
        RootSource::Bundled => "its own roots",
        RootSource::BundledAndSystem => "its own roots and the operating system's",
        RootSource::OpenSsl => "OpenSSL's file and folder instead of its own roots",
    };
    let extra = observations.trust.extra_ca_certs.as_ref().and_then(|file| Some((file, file.content.as_ref().ok()?)));
    match extra {
        Some((file, store)) => Finding::pass(format!("{} loaded from {}", count(store.certificates.len()), file.path))
            .detail(format!("Node trusts {source}, and beside them: {}.", names(store))),
        None if source == "its own roots" => Finding::skip(format!("{EXTRA} is not set: Node trusts its own roots only")),
        None => Finding::pass(format!("Node trusts {source}")),
    }
}

fn count(certificates: usize) -> String {
    if certificates == 1 { "1 certificate".to_owned() } else { format!("{certificates} certificates") }
}

fn names(store: &CertificateStore) -> String {
    const SHOWN: usize = 3;
    let read = store.certificates.iter().filter_map(|der| Certificate::read(&der.0));
    let names: Vec<String> = read.take(SHOWN).map(|certificate| Untrusted::from(certificate.subject.shown()).to_string()).collect();
    let more = if store.certificates.len() > SHOWN { format!(" and {} more", store.certificates.len() - SHOWN) } else { String::new() };
    format!("{}{more}", names.join("; "))
}

fn empty_variable(observations: &Observations) -> Option<Concern> {
    (observations.environment.value(EXTRA) == Some("")).then(|| Concern {
        summary: format!("{EXTRA} is set but empty"),
        detail: "Node takes that for unset.".to_owned(),
        fix: Fix::command("Name the file, or remove the variable.", Commands::unset_variable(EXTRA)),
    })
}

fn system_variable(observations: &Observations) -> Option<Concern> {
    let value = observations.environment.nonempty(SYSTEM)?;
    let version = observations.node_version();
    let shown = Untrusted::from(value);
    let concern = |summary: String, detail: &str, fix: Fix| Some(Concern { summary, detail: detail.to_owned(), fix });
    if value != "1" {
        let fix = Fix::command("Write 1, or remove the variable.", Commands::set_variable(SYSTEM, "1"));
        return (value != "0").then(|| concern(format!("{SYSTEM}={shown} does nothing"), "Only the value 1, exactly, counts.", fix))?;
    }
    if !knows_system_ca_variable(version) {
        let fix = Fix::text("Use Node 22.19, 24.6 or newer.");
        return concern(format!("{SYSTEM}=1 does nothing in Node {version}"), "It counts from Node 22.19 and 24.6.", fix);
    }
    let overridden = root_source(&observations.environment, version) != RootSource::BundledAndSystem;
    overridden.then(|| {
        let fix = Fix::text("Take that option out of NODE_OPTIONS.");
        concern(format!("{SYSTEM}=1 does nothing: NODE_OPTIONS says otherwise"), "The option wins over the variable.", fix)
    })?
}

/// Under `--use-openssl-ca`, nothing else than these holds roots.
fn openssl_store(observations: &Observations) -> Option<Concern> {
    if root_source(&observations.environment, observations.node_version()) != RootSource::OpenSsl {
        return None;
    }
    let file = observations.trust.ssl_cert_file.as_ref();
    let from_file = file.and_then(|file| file.content.as_ref().ok()).map_or(0, |store| store.certificates.len());
    let folders = &observations.trust.ssl_cert_dirs;
    let is_hashed = |name: &str| name.len() > 9 && name.as_bytes()[8] == b'.' && name.as_bytes()[..8].iter().all(u8::is_ascii_hexdigit);
    let files = folders.iter().filter_map(|folder| folder.files.as_ref().ok()).flatten();
    let from_folders = files.filter(|(name, _)| is_hashed(name.raw())).count();
    if from_file + from_folders > 0 {
        return None;
    }
    Some(Concern {
        summary: "--use-openssl-ca is in force, and OpenSSL's file and folder hold no root".to_owned(),
        detail: format!(
            "Node's own roots do not count then. It looks in {} and, by hash names only, in {}; one damaged block loses the whole file.",
            file.map_or(String::new(), |file| file.resolved.to_string()),
            folders.iter().map(|folder| folder.path.to_string()).collect::<Vec<_>>().join(", ")
        ),
        fix: Fix::text("Take --use-openssl-ca out of NODE_OPTIONS, or name a file with roots in SSL_CERT_FILE."),
    })
}

/// What is wrong with NODE_EXTRA_CA_CERTS.
fn extra_concern(file: &CertificateFile, observations: &Observations) -> Option<Concern> {
    let path = &file.path;
    match &file.content {
        Err(FileProblem::Missing | FileProblem::BadPath) => Some(missing(file)),
        Err(FileProblem::Directory) => Some(Concern {
            summary: format!("{EXTRA} names a folder: {path}"),
            detail: "Node reads one file, and says nothing about a folder. No certificate is loaded.".to_owned(),
            fix: Fix::text("Name the PEM file in it."),
        }),
        Err(FileProblem::Denied | FileProblem::Unreadable) => Some(Concern {
            summary: format!("{EXTRA} names a file that may not be read: {path}"),
            detail: "Node prints a warning and goes on without it.".to_owned(),
            fix: Fix::text("Let the user who runs sf read the file."),
        }),
        Err(FileProblem::Special) => Some(Concern {
            summary: format!("{EXTRA} names no regular file: {path}"),
            detail: "It is a device, pipe or socket, which was not opened here. Node opens it, and may wait for ever.".to_owned(),
            fix: Fix::text("Name a PEM file."),
        }),
        Err(FileProblem::TooLarge | FileProblem::NotText) => Some(Concern {
            summary: format!("{EXTRA} names a file too large to be looked at: {path}"),
            detail: "Node reads it at every start; what it holds was not judged here.".to_owned(),
            fix: Fix::text("Name a file that holds only the certificates that are needed."),
        }),
        Ok(store) if store.certificates.is_empty() => Some(nothing_loaded(path, store)),
        Ok(store) if store.stopped.is_some() || store.lost > 0 => Some(partly_loaded(path, store)),
        Ok(store) => unfit(path, store, observations.observed_at.timestamp()),
    }
}

/// Why a name that looks right to a person is no file's name: Node takes it literally.
fn missing(file: &CertificateFile) -> Concern {
    let path = file.path.raw();
    let quoted = |quote: char| path.len() > 1 && path.starts_with(quote) && path.ends_with(quote);
    let (why, fix) = match path {
        _ if path.contains("-----BEGIN") => {
            ("the value is a certificate, where a file name is wanted", "Save the certificate to a file and name the file.")
        }
        _ if quoted('"') || quoted('\'') => ("the quotes are part of the value", "Set it without the quotes."),
        _ if path.trim() != path => ("the value begins or ends with white space", "Set it without the white space."),
        _ if path.starts_with('~') => {
            ("the shell did not replace the ~, and Node does not", "Write the path out, or leave the ~ outside of quotes.")
        }
        _ if path.contains('$') || path.contains('%') => ("a variable in the value was not replaced", "Write the path out."),
        _ if path.contains("://") => {
            ("the value is a URL, where a file name is wanted", "Save the certificate to a file and name the file.")
        }
        _ if path.contains([';', ':', ',']) && path.matches(['/', '\\']).count() > 1 && path.get(1..2) != Some(":") => {
            ("the value is a list, where one file is wanted", "Join the certificates into one PEM file and name it.")
        }
        _ if !path.starts_with(['/', '\\']) && path.get(1..2) != Some(":") => {
            ("a relative path counts from the folder in which sf runs", "Write the whole path.")
        }
        _ => ("there is no such file", "Correct the path, or remove the variable."),
    };
    Concern {
        summary: format!("{EXTRA} names no file: {}", file.path),
        detail: format!(
            "{}{}: Node looks for {}, prints a warning and goes on without it.",
            why[..1].to_uppercase(),
            &why[1..],
            file.resolved
        ),
        fix: Fix::text(fix),
    }
}

fn nothing_loaded(path: &Untrusted, store: &CertificateStore) -> Concern {
    let what = match store.nature {
        FileNature::PemCertificates => "its first certificate is damaged",
        FileNature::TrustedCertificate => "it is a TRUSTED CERTIFICATE, which Node skips",
        FileNature::PrivateKey => "it is a private key",
        FileNature::Pkcs7Pem | FileNature::Pkcs7Der => "it is a PKCS#7 file (.p7b)",
        FileNature::OtherPem => "it is PEM of another kind",
        FileNature::CertificateDer => "it is a certificate in DER form, not PEM",
        FileNature::Pkcs12 => "it is a PKCS#12 file (.p12, .pfx)",
        FileNature::JavaKeystore => "it is a Java keystore",
        FileNature::Utf16 => "it is written in UTF-16",
        FileNature::DamagedPem => "its BEGIN line is indented, quoted or otherwise not at the start of a line of its own",
        FileNature::BareBase64 => "it has no BEGIN and END lines",
        FileNature::Html => "it is a web page",
        FileNature::Empty => "it is empty",
        FileNature::Unrecognized => "it is no PEM",
    };
    let said = match store.stopped.as_deref() {
        Some(message) if !message.is_empty() => format!("Node warns with {message}."),
        _ => "Node says nothing about it.".to_owned(),
    };
    Concern {
        summary: format!("{EXTRA} loads nothing from {path}: {what}"),
        detail: said,
        fix: convert(store.nature, path.raw()).unwrap_or_else(|| {
            Fix::text("Get the root certificate as PEM (a file that begins with -----BEGIN CERTIFICATE-----) and name that.")
        }),
    }
}

fn partly_loaded(path: &Untrusted, store: &CertificateStore) -> Concern {
    let place = store.blocks.last().map_or(String::new(), |block| format!(" at the block in line {}", block.line));
    let said = store.stopped.as_deref().filter(|message| !message.is_empty());
    Concern {
        summary: format!("{EXTRA} loads {} of {} certificates from {path}", store.certificates.len(), total(store)),
        detail: format!(
            "Node stops reading{place}{}; what follows is lost.",
            said.map_or(", without a word".to_owned(), |said| format!(" ({said})"))
        ),
        fix: Fix::text("Repair or remove that block: BEGIN and END each on a line of their own, nothing but base64 between."),
    }
}

fn total(store: &CertificateStore) -> usize {
    let stopped = store.blocks.last().is_some_and(|block| store.stopped.is_some() && block.label.raw().ends_with("CERTIFICATE"));
    store.certificates.len() + store.lost as usize + usize::from(stopped)
}

/// Loaded, and yet of no use as a root.
fn unfit(path: &Untrusted, store: &CertificateStore, now: i64) -> Option<Concern> {
    let read: Vec<Certificate> = store.certificates.iter().filter_map(|der| Certificate::read(&der.0)).collect();
    let roots: Vec<&Certificate> = read.iter().filter(|certificate| certificate.is_self_signed()).collect();
    if let Some(only) = read.first().filter(|_| roots.is_empty()) {
        let what = if only.authority() == Authority::None { "a server's own certificate" } else { "an intermediate" };
        return Some(Concern {
            summary: format!("{EXTRA} ({path}) holds {what} and no root"),
            detail: format!(
                "Node accepts a chain only up to a self-signed root. {} is signed by {}, which is not in the file.",
                Untrusted::from(only.subject.shown()),
                Untrusted::from(only.issuer.shown())
            ),
            fix: Fix::text(format!("Export the root, {} or what signed it, and add it to the file.", Untrusted::from(only.issuer.shown()))),
        });
    }
    let expired = roots.iter().all(|root| root.not_after < now).then(|| roots.first()).flatten()?;
    Some(Concern {
        summary: format!("the root in {EXTRA} ({path}) has expired"),
        detail: format!(
            "{}, SHA-256 {}: Node loads it, and refuses every chain under it.",
            Untrusted::from(expired.subject.shown()),
            expired.fingerprint()
        ),
        fix: Fix::text("Get the new root from IT."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::node::certificate_file::read_certificates;
    use crate::node::test_world::{Pki, world};

    fn with(path: &str, content: Result<CertificateStore, FileProblem>) -> Finding {
        let mut seen = world(&[(EXTRA, path)]);
        seen.trust.extra_ca_certs = Some(CertificateFile { path: path.into(), resolved: format!("/home/me/{path}").into(), content });
        judge(&seen)
    }

    #[test]
    fn what_the_file_holds_is_told() {
        let pki = Pki::new("Acme");
        let damaged = format!("{}-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n{}", pki.pem("root"), pki.pem("intermediate"));
        for (bytes, status, summary) in [
            (pki.pem("root").into_bytes(), Status::Pass, "1 certificate loaded from corp.pem"),
            (pki.der("root").0, Status::Warn, "NODE_EXTRA_CA_CERTS loads nothing from corp.pem: it is a certificate in DER form, not PEM"),
            (damaged.into_bytes(), Status::Warn, "NODE_EXTRA_CA_CERTS loads 1 of 3 certificates from corp.pem"),
            (pki.pem("intermediate").into_bytes(), Status::Warn, "NODE_EXTRA_CA_CERTS (corp.pem) holds an intermediate and no root"),
            (pki.pem("leaf").into_bytes(), Status::Warn, "NODE_EXTRA_CA_CERTS (corp.pem) holds a server's own certificate and no root"),
            (Vec::new(), Status::Warn, "NODE_EXTRA_CA_CERTS loads nothing from corp.pem: it is empty"),
            (b"\xfe\xed\xfe\xed".to_vec(), Status::Warn, "NODE_EXTRA_CA_CERTS loads nothing from corp.pem: it is a Java keystore"),
        ] {
            let finding = with("corp.pem", Ok(read_certificates(&bytes)));
            assert_eq!((finding.status, finding.summary.as_str(), finding.effect), (status, summary, None));
        }
    }

    #[test]
    fn a_name_that_is_no_files_is_explained() {
        for (path, begins) in [
            ("'corp.pem'", "The quotes are part of the value"),
            ("~/corp.pem", "The shell did not replace the ~"),
            ("%USERPROFILE%\\corp.pem", "A variable in the value was not replaced"),
            ("/a/one.pem:/a/two.pem", "The value is a list"),
            ("file:///a/corp.pem", "The value is a URL"),
            ("corp.pem", "A relative path counts from the folder"),
            ("/a/corp.pem", "There is no such file"),
            ("C:\\certs\\corp.pem", "There is no such file"),
            (" /a/corp.pem", "The value begins or ends with white space"),
        ] {
            let finding = with(path, Err(FileProblem::Missing));
            assert_eq!(finding.status, Status::Warn);
            assert!(finding.detail.starts_with(begins), "{path}: {}", finding.detail);
        }
    }

    #[test]
    fn switches_without_effect_are_told() {
        for (variables, status, summary) in [
            (&[] as &[(&str, &str)], Status::Skip, "NODE_EXTRA_CA_CERTS is not set: Node trusts its own roots only"),
            (&[(SYSTEM, "1")], Status::Pass, "Node trusts its own roots and the operating system's"),
            (&[(SYSTEM, "true")], Status::Warn, "NODE_USE_SYSTEM_CA=true does nothing"),
            (
                &[(SYSTEM, "1"), ("NODE_OPTIONS", "--no-use-system-ca")],
                Status::Warn,
                "NODE_USE_SYSTEM_CA=1 does nothing: NODE_OPTIONS says otherwise",
            ),
            (&[(EXTRA, "")], Status::Warn, "NODE_EXTRA_CA_CERTS is set but empty"),
            (&[("NODE_OPTIONS", "--foo")], Status::Skip, "not judged: tls-verification failed"),
        ] {
            let finding = judge(&world(variables));
            assert_eq!((finding.status, finding.summary.as_str()), (status, summary));
        }
    }
}
