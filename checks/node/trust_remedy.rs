//! What to do about certificates that Node lacks: the commands that more than one check gives.

use super::options::knows_system_ca_variable;
use crate::model::observations::{FileNature, NodeVersion};
use crate::model::{Commands, Fix};

/// What not to do about a certificate that Node refuses.
pub const NEVER_SWITCH_OFF: &str = "NODE_TLS_REJECT_UNAUTHORIZED=0 makes Node accept any certificate from anybody: whoever stands in between reads the login and keeps the token.";
/// What does not help.
pub const NEVER_STRICT_SSL: &str = "`npm config set strict-ssl false` changes npm only; sf does not read it.";
/// The name that is proposed for a converted file.
const CONVERTED: &str = "corporate-ca.pem";

/// Turns a file of another form into the PEM that Node reads; None where there is no command for it.
pub fn convert(nature: FileNature, path: &str) -> Option<Fix> {
    let openssl = |text: &str, words: &[&str]| {
        let mut all = vec!["openssl"];
        all.extend(words);
        all.extend(["-out", CONVERTED]);
        Some(Fix::command(format!("{text}, then set NODE_EXTRA_CA_CERTS to the new file {CONVERTED}."), Commands::run(&all)))
    };
    match nature {
        FileNature::CertificateDer => {
            let openssl = Commands::run(&["openssl", "x509", "-inform", "DER", "-in", path, "-out", CONVERTED]);
            let certutil = Commands::run(&["certutil", "-encode", path, CONVERTED]);
            let text = format!("Convert the DER certificate to PEM, then set NODE_EXTRA_CA_CERTS to the new file {CONVERTED}.");
            Some(Fix::command(text, Commands { powershell: certutil.powershell, cmd: certutil.cmd, ..openssl }))
        }
        FileNature::TrustedCertificate => openssl("Write it as a plain CERTIFICATE", &["x509", "-in", path]),
        FileNature::Pkcs7Der => {
            openssl("Take the certificates out of the PKCS#7 file", &["pkcs7", "-inform", "DER", "-print_certs", "-in", path])
        }
        FileNature::Pkcs7Pem => openssl("Take the certificates out of the PKCS#7 file", &["pkcs7", "-print_certs", "-in", path]),
        FileNature::Pkcs12 => {
            openssl("Take the CA certificates out of the PKCS#12 file (without its key)", &["pkcs12", "-in", path, "-cacerts", "-nokeys"])
        }
        FileNature::JavaKeystore => Some(Fix::command(
            format!("Export the CA from the Java keystore (`keytool -list` shows the alias), then set NODE_EXTRA_CA_CERTS to {CONVERTED}."),
            Commands::run(&["keytool", "-exportcert", "-rfc", "-keystore", path, "-alias", "ALIAS", "-file", CONVERTED]),
        )),
        FileNature::Utf16 => {
            let powershell = format!("Get-Content '{}' | Set-Content -Encoding ascii {CONVERTED}", path.replace('\'', "''"));
            let iconv = Commands::run(&["iconv", "-f", "UTF-16", "-t", "UTF-8", path]);
            let commands = Commands {
                sh: format!("{} > {CONVERTED}", iconv.sh),
                fish: format!("{} > {CONVERTED}", iconv.fish),
                cmd: format!("powershell -Command \"{powershell}\""),
                powershell,
            };
            Some(Fix::command(format!("Write the file as plain text, then set NODE_EXTRA_CA_CERTS to {CONVERTED}."), commands))
        }
        _ => None,
    }
}

/// Names a file with the root.
pub fn set_extra_ca(text: impl Into<String>) -> Fix {
    Fix::command(text, Commands::set_variable("NODE_EXTRA_CA_CERTS", &format!("/path/to/{CONVERTED}")))
}

/// Makes Node take what the operating system trusts; None where this Node cannot.
pub fn use_system_ca(text: impl Into<String>, version: NodeVersion) -> Option<Fix> {
    if knows_system_ca_variable(version) {
        return Some(Fix::command(text, Commands::set_variable("NODE_USE_SYSTEM_CA", "1")));
    }
    (version >= NodeVersion::new(22, 15, 0) && version.major != 23)
        .then(|| Fix::command(text, Commands::set_variable("NODE_OPTIONS", "--use-system-ca")))
}
