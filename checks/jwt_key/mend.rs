//! What is wrong with a key file, in words, and the command that mends it.

mod shell;

use super::{Commands, FileProblem, Fix, KeyFile, KeyForm, PrivateKey};
use shell::filter;

/// What the file is, one line. Nothing of its contents is said.
pub fn summary(key: &PrivateKey, form: KeyForm) -> String {
    let what = match key {
        PrivateKey::Rsa { bits, .. } | PrivateKey::RsaPss { bits } | PrivateKey::Dsa { bits } if *bits < 2048 => {
            return format!("the key has {bits} bits, and RS256 needs 2048");
        }
        PrivateKey::RsaPss { .. } => "an RSA-PSS key, which RS256 cannot use",
        PrivateKey::Ec => "an elliptic-curve key, and Salesforce's JWT login needs RSA",
        PrivateKey::Dsa { .. } => "a DSA key, and Salesforce's JWT login needs RSA",
        PrivateKey::Other { name } => return format!("an {name} key, and Salesforce's JWT login needs RSA"),
        PrivateKey::Rsa { .. } | PrivateKey::Rejected | PrivateKey::Empty => of_form(form),
    };
    let is_sentence = ["the key", "something"].iter().any(|subject| what.starts_with(subject));
    if is_sentence { what.to_owned() } else { format!("the key file holds {what}") }
}

fn of_form(form: KeyForm) -> &'static str {
    match form {
        KeyForm::Pkcs8Pem | KeyForm::Pkcs1Pem | KeyForm::Sec1Pem | KeyForm::DsaPem => "a key that is damaged",
        KeyForm::EncryptedPem | KeyForm::EncryptedDer => "the key is encrypted, and sf asks for no passphrase",
        KeyForm::OpensshPrivate => "the key is in OpenSSH's own format, which Node does not read",
        KeyForm::OpensshPublic => "an SSH public key, not a private one",
        KeyForm::PublicPem => "a public key, not the private one",
        KeyForm::CertificatePem | KeyForm::CertificateDer => "a certificate, not its private key",
        KeyForm::RequestPem => "a certificate request, not its private key",
        KeyForm::PrivateDer => "the key is in DER (binary), and sf needs PEM",
        KeyForm::Pkcs12 => "a PKCS#12 file (.p12, .pfx), and sf needs PEM",
        KeyForm::JavaKeystore => "a Java keystore, and sf needs PEM",
        KeyForm::Putty => "the key is in PuTTY's format, which Node does not read",
        KeyForm::Base64OfPem => "base64 of the key file, not yet decoded",
        KeyForm::Base64OfUtf16 => "base64 of the key file in UTF-16, not yet decoded",
        KeyForm::Base64OfKeystore => "base64 of a keystore, not yet decoded, and sf needs PEM",
        KeyForm::Base64WithoutMarkers => "the key lacks its BEGIN and END lines",
        KeyForm::EscapedNewlines | KeyForm::EscapedText => "the key has `\\n` where its lines should end",
        KeyForm::SpacesForNewlines => "the key's lines have run together into one",
        KeyForm::Quoted => "the key stands in quotes",
        KeyForm::Indented => "the key's lines are indented: BEGIN must stand at the start of its line",
        KeyForm::TextBeforeBegin => "something stands before BEGIN on its line in the key file",
        KeyForm::DamagedMarkers => "the key's BEGIN or END line is damaged",
        KeyForm::CarriageReturns => "the key's lines end in lone carriage returns",
        KeyForm::BlankLines => "the key has empty lines between its lines",
        KeyForm::Truncated => "the key is cut off or damaged inside",
        KeyForm::Utf16 => "the key file is UTF-16, as Windows PowerShell 5 writes it",
        KeyForm::Masked => "asterisks: the CI system masked the secret",
        KeyForm::UnexpandedVariable => "the name of a variable that nothing replaced",
        KeyForm::Path => "a path, where the key itself should be",
        KeyForm::Json => "JSON, not a key",
        KeyForm::Html => "a web page, not a key",
        KeyForm::GitCrypt => "the key file is still encrypted by git-crypt",
        KeyForm::GitLfsPointer => "a Git LFS pointer, not the file itself",
        KeyForm::Empty => "the key file is empty",
        KeyForm::Unrecognized => "no private key, and nothing that could be recognised",
    }
}

/// The way from what the file is to a key that sf reads.
pub fn fix(file: &KeyFile, key: &PrivateKey, form: KeyForm) -> Fix {
    match key {
        PrivateKey::Rsa { .. } | PrivateKey::RsaPss { .. } | PrivateKey::Ec | PrivateKey::Dsa { .. } | PrivateKey::Other { .. } => {
            return new_pair();
        }
        PrivateKey::Rejected | PrivateKey::Empty => {}
    }
    let openssl = |text: &str, words: &[&str]| shell::openssl(file, text, words);
    match form {
        KeyForm::EncryptedPem => openssl("Take the passphrase off; openssl asks for it.", &["pkey"]),
        KeyForm::EncryptedDer => openssl("Take the passphrase off; openssl asks for it.", &["pkey", "-inform", "DER"]),
        KeyForm::PrivateDer => openssl("Write it as PEM.", &["pkey", "-inform", "DER"]),
        KeyForm::Pkcs12 => openssl("Take the key out; openssl asks for the file's passphrase.", &["pkcs12", "-nodes", "-nocerts"]),
        KeyForm::OpensshPrivate => shell::openssh(file),
        KeyForm::Putty => shell::then_jwt_key(file, "Export it as PEM.", "puttygen", &["-O", "private-openssh", "-o"]),
        KeyForm::Base64OfPem => {
            filter(file, "Decode it.", &format!("{} | base64 -d > {{out}}", shell::DENSE), &shell::decoded_by_powershell("UTF8"))
        }
        KeyForm::Base64OfUtf16 => filter(
            file,
            "Decode it, and write it as UTF-8.",
            &format!("{} | base64 -d | iconv -f UTF-16LE -t UTF-8 > {{out}}", shell::DENSE),
            &shell::decoded_by_powershell("Unicode"),
        ),
        KeyForm::Base64OfKeystore => shell::keystore(file),
        KeyForm::EscapedNewlines => filter(
            file,
            "Put real line ends in.",
            r#"printf '%b\n' "$(cat {in})" | tr -d '\r' > {out}"#,
            r"(Get-Content -Raw {in}).Replace('\r','').Replace('\n',[string][char]10)",
        ),
        KeyForm::EscapedText => filter(file, "Put real line ends in.", shell::UNESCAPED, shell::UNESCAPED_BY_POWERSHELL),
        KeyForm::Json => filter(file, "Take the key out, if it holds one.", shell::UNESCAPED, shell::UNESCAPED_BY_POWERSHELL),
        KeyForm::Quoted => filter(
            file,
            "Take the quotes off.",
            r"tr -d '\042\047\140' < {in} > {out}",
            "(Get-Content -Raw {in}).Trim().Trim([char]34, [char]39, [char]96)",
        ),
        KeyForm::TextBeforeBegin => filter(
            file,
            "Let it begin with BEGIN.",
            r"sed -n '/-----BEGIN/,/-----END/p' {in} | sed -e 's/.*-----BEGIN/-----BEGIN/' -e 's/\(-----END [A-Z ]*-----\).*/\1/' > {out}",
            "(Get-Content -Raw {in}) -replace '(?s)^.*?(?=-----BEGIN)','' -replace '(?s)(-----END [A-Z ]+-----).*','$1'",
        ),
        KeyForm::Indented => filter(
            file,
            "Take the blanks off the lines' starts.",
            "sed 's/^[[:blank:]]*//' {in} > {out}",
            r"((Get-Content {in}) -replace '^\s+','') -join [string][char]10",
        ),
        KeyForm::CarriageReturns => filter(
            file,
            "Put line feeds for the carriage returns.",
            r"tr '\r' '\n' < {in} | sed 's/^[[:blank:]]*//' > {out}",
            r"(Get-Content -Raw {in}) -replace [char]13,[string][char]10",
        ),
        KeyForm::Utf16 => filter(file, "Write it as UTF-8.", "iconv -f UTF-16 -t UTF-8 {in} > {out}", "Get-Content -Raw {in}"),
        KeyForm::SpacesForNewlines => filter(
            file,
            "Put BEGIN and END on lines of their own. In CI, quote the variable, \"$KEY\", or keep the key as base64.",
            r#"awk '{gsub(/-----BEGIN [A-Z ]*-----/,"&\n"); gsub(/-----END/,"\n&"); print}' {in} > {out}"#,
            r"(Get-Content -Raw {in}) -replace '(-----BEGIN [A-Z ]+-----)\s*',('$1'+[char]10) -replace '\s*(-----END)',([string][char]10+'$1')",
        ),
        KeyForm::BlankLines => filter(
            file,
            "Take the empty lines out.",
            "sed '/^[[:space:]]*$/d' {in} > {out}",
            r"((Get-Content {in}) -match '\S') -join [string][char]10",
        ),
        KeyForm::Base64WithoutMarkers => shell::without_markers(file),
        KeyForm::Empty | KeyForm::Masked | KeyForm::UnexpandedVariable => Fix::text(
            "The secret did not reach this step: see whether it is defined for this branch, fork or environment, and under this name; then write the file from it.",
        ),
        KeyForm::PublicPem | KeyForm::OpensshPublic | KeyForm::CertificatePem | KeyForm::CertificateDer | KeyForm::RequestPem => Fix::text(
            "Give the private key that was made together with it (`openssl req -x509 -newkey … -keyout server.key -out server.crt`: server.key). Salesforce has the certificate; sf needs the key.",
        ),
        KeyForm::Path => Fix::text("Give that path to --jwt-key-file itself, if it is the key's."),
        KeyForm::GitCrypt => Fix::command("Unlock the repository.", Commands::same("git-crypt unlock")),
        KeyForm::GitLfsPointer => Fix::command("Fetch the file itself.", Commands::same("git lfs pull")),
        KeyForm::JavaKeystore => Fix::command(
            "Turn it into PKCS#12, and take the key out of that with openssl pkcs12 -nodes -nocerts.",
            Commands::run(&[
                "keytool",
                "-importkeystore",
                "-srckeystore",
                file.path.raw(),
                "-destkeystore",
                "server.p12",
                "-deststoretype",
                "PKCS12",
            ]),
        ),
        KeyForm::Pkcs8Pem
        | KeyForm::Pkcs1Pem
        | KeyForm::Sec1Pem
        | KeyForm::DsaPem
        | KeyForm::DamagedMarkers
        | KeyForm::Truncated
        | KeyForm::Html
        | KeyForm::Unrecognized => Fix::text(
            "Write the file from the original again. A key that sf reads begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY----- at the start of a line and ends with the matching END line.",
        ),
    }
}

/// The way to a path that can be read.
pub fn path(file: &KeyFile, problem: FileProblem) -> Fix {
    let path = file.path.raw();
    if path.starts_with('~') {
        return Fix::text("Write the home directory out, or leave the path unquoted so that the shell expands `~`.");
    }
    if path.starts_with(['"', '\'']) || path.ends_with(['"', '\'']) {
        return Fix::text("Take the quotes out of the path: the shell has already taken off its own.");
    }
    if path.contains(['$', '%']) {
        return Fix::text("The path holds the name of a variable that nothing replaced: use double quotes, or none.");
    }
    if let Some(target) = &file.dangling_link {
        return Fix::text(format!("Put the key at {target}, or let the link lead to where it is. In a container, mount its folder too."));
    }
    match problem {
        FileProblem::Directory => Fix::text(
            "Give the file inside it. Docker and Kubernetes make a directory of that name where the file to be mounted is missing.",
        ),
        FileProblem::Denied => Fix::command("Give yourself leave to read it, if it is yours.", Commands::run(&["chmod", "u+r", path])),
        _ => Fix::text("Give the key's absolute path. A relative one starts at the working directory."),
    }
}

/// A new key and its certificate.
pub fn new_pair() -> Fix {
    Fix::command(
        "Make an RSA key with its certificate, and upload the certificate to the connected app.",
        Commands::run(&[
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "365",
            "-subj",
            "/CN=sf",
            "-keyout",
            "server.key",
            "-out",
            "server.crt",
        ]),
    )
}
