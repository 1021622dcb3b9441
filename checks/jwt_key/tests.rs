use super::*;
use crate::model::Status;

fn file(private_key: PrivateKey, form: KeyForm) -> KeyFile {
    KeyFile {
        path: "server.key".into(),
        resolved: "/home/me/server.key".into(),
        problem: None,
        dangling_link: None,
        private_key: Some(private_key),
        form: Some(form),
        mode: Some(0o600),
        public_key_sha256: Some("aa".to_owned()),
    }
}

fn judged(file: KeyFile) -> Finding {
    let mut observations = Observations::blank(Flow::Jwt);
    observations.login.jwt_key_file = Some(file.path.clone());
    observations.jwt_key = Some(file);
    judge(&observations)
}

#[test]
fn a_good_key_passes_and_warns_of_where_it_lies() {
    let good = || file(PrivateKey::Rsa { bits: 2048, consistent: true }, KeyForm::Pkcs8Pem);
    assert_eq!(judged(good()).status, Status::Pass);
    for (resolved, mode, status) in [
        ("/home/me/server.key", Some(0o644), Status::Warn),
        ("/home/me/server.key", Some(0o400), Status::Pass),
        ("/home/me/server.key", None, Status::Pass),
        ("/tmp/server.key", Some(0o600), Status::Warn),
        ("/tmpfiles/server.key", Some(0o600), Status::Pass),
        ("/var/lib/jenkins/workspace/x@tmp/secretFiles/1/server.key", Some(0o600), Status::Warn),
    ] {
        assert_eq!(judged(KeyFile { resolved: resolved.into(), mode, ..good() }).status, status, "{resolved} {mode:?}");
    }
}

#[test]
fn both_warnings_are_told_at_once() {
    let key = file(PrivateKey::Rsa { bits: 2048, consistent: true }, KeyForm::Pkcs8Pem);
    let finding = judged(KeyFile { resolved: "/tmp/server.key".into(), mode: Some(0o644), ..key });
    let told = "an RSA key of 2048 bits, which others on this machine may read (mode 644), and in a folder that does not last: /tmp";
    assert_eq!((finding.summary.as_str(), finding.fixes.len()), (told, 2));
}

#[test]
fn a_link_that_leads_nowhere_is_told_apart() {
    let missing = file(PrivateKey::Rejected, KeyForm::Empty);
    let missing = KeyFile { problem: Some(FileProblem::Missing), private_key: None, form: None, ..missing };
    let finding = judged(KeyFile { dangling_link: Some("/secrets/server.key".into()), ..missing });
    assert_eq!(finding.summary, "server.key: it is a link to /secrets/server.key, which is not there");
    assert!(finding.fixes[0].text.starts_with("Put the key at /secrets/server.key"));
}

#[test]
fn a_key_whose_numbers_do_not_belong_together_warns() {
    let finding = judged(file(PrivateKey::Rsa { bits: 2048, consistent: false }, KeyForm::Pkcs8Pem));
    assert_eq!(finding.status, Status::Warn);
    assert!(finding.summary.contains("damaged inside"));
}

#[test]
fn files_that_cannot_be_read_break_with_node_s_code() {
    for (problem, code, prints) in [
        (FileProblem::Missing, Some("ENOENT"), "ENOENT: no such file or directory, open '"),
        (FileProblem::Directory, Some("EISDIR"), "EISDIR: illegal operation on a directory, read"),
        (FileProblem::Denied, Some("EACCES"), "EACCES: permission denied, open '"),
        (FileProblem::BadPath, None, ", open '"),
        (FileProblem::Unreadable, None, "Error::E"),
    ] {
        let finding =
            judged(KeyFile { problem: Some(problem), private_key: None, form: None, ..file(PrivateKey::Rejected, KeyForm::Empty) });
        let failure = Failure { hangs: false, code: code.map(str::to_owned), prints: Some(prints.to_owned()) };
        assert_eq!(finding.effect, Some(Effect::breaks(Stage::KeyRead, failure)), "{problem:?}");
    }
}

#[test]
fn a_pipe_is_waited_for_unless_the_shell_made_it() {
    let special = |resolved: &str| {
        let problem = Some(FileProblem::Special);
        judged(KeyFile { problem, private_key: None, form: None, resolved: resolved.into(), ..file(PrivateKey::Rejected, KeyForm::Empty) })
    };
    assert_eq!(special("/home/me/fifo").effect, Some(Effect::breaks(Stage::KeyRead, Failure::hang())));
    assert_eq!(special("/dev/fd/63").status, Status::Warn);
    let empty = Failure::without_code("secretOrPrivateKey must have a value");
    assert_eq!(special("/dev/null").effect, Some(Effect::breaks(Stage::Sign, empty)));
}

#[test]
fn contents_break_with_the_library_s_words() {
    const ASYMMETRIC: &str = "secretOrPrivateKey must be an asymmetric key when using RS256";
    for (key, form, words) in [
        (PrivateKey::Empty, KeyForm::Empty, "secretOrPrivateKey must have a value"),
        (PrivateKey::Rejected, KeyForm::Base64OfPem, ASYMMETRIC),
        (PrivateKey::Rejected, KeyForm::EncryptedPem, ASYMMETRIC),
        (
            PrivateKey::Rsa { bits: 1024, consistent: true },
            KeyForm::Pkcs8Pem,
            "secretOrPrivateKey has a minimum key size of 2048 bits for RS256",
        ),
        (PrivateKey::Ec, KeyForm::Sec1Pem, r#""alg" parameter for "ec" key type must be one of: ES256, ES384, ES512."#),
    ] {
        let finding = judged(file(key, form));
        assert_eq!(finding.effect, Some(Effect::breaks(Stage::Sign, Failure::without_code(words))), "{form:?}");
    }
}

#[test]
fn each_form_has_the_command_that_mends_it() {
    for (form, command) in [
        (KeyForm::Base64OfPem, "tr -cd 'A-Za-z0-9+/=' < server.key | base64 -d > jwt.key && chmod 600 jwt.key"),
        (KeyForm::PrivateDer, "openssl pkey -inform DER -in server.key -out jwt.key"),
        (KeyForm::EncryptedPem, "openssl pkey -in server.key -out jwt.key"),
        (KeyForm::Pkcs12, "openssl pkcs12 -nodes -nocerts -in server.key -out jwt.key"),
        (KeyForm::OpensshPrivate, "cp server.key jwt.key && chmod 600 jwt.key && ssh-keygen -p -m PEM -N '' -f jwt.key"),
        (KeyForm::Quoted, r"tr -d '\042\047\140' < server.key > jwt.key && chmod 600 jwt.key"),
        (KeyForm::EscapedNewlines, r#"printf '%b\n' "$(cat server.key)" | tr -d '\r' > jwt.key && chmod 600 jwt.key"#),
        (KeyForm::Utf16, "iconv -f UTF-16 -t UTF-8 server.key > jwt.key && chmod 600 jwt.key"),
    ] {
        let finding = judged(file(PrivateKey::Rejected, form));
        assert_eq!(finding.fixes[0].commands.as_ref().unwrap().sh, command, "{form:?}");
    }
}

#[test]
fn a_flag_that_is_missing_or_empty_is_sf_s_own_error() {
    let mut observations = Observations::blank(Flow::Jwt);
    assert_eq!(
        judge(&observations).effect,
        Some(Effect::breaks(Stage::Flags, Failure::without_code("Missing required flag jwt-key-file")))
    );
    observations.login.jwt_key_file = Some("".into());
    assert_eq!(judge(&observations).code.as_deref(), Some("AuthCodeExchangeError"));
    observations.login.jwt_key_file = None;
    observations.login.from_sf_command = false;
    assert_eq!(judge(&observations).status, Status::Skip);
    assert_eq!(judge(&Observations::blank(Flow::Web)).status, Status::Skip);
}
