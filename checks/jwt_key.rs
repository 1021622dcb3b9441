//! The JWT key is one that sf can sign with.

mod certificate;
mod mend;

use crate::model::observations::{FileProblem, Flow, KeyFile, KeyForm, PrivateKey};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage};
use crate::salesforce::credential;
use crate::salesforce::private_key;
use crate::salesforce::words;

/// The check.
pub const CHECK: Check =
    Check { id: "jwt-key", title: "The JWT key is one that sf can sign with", page: include_str!("../docs/checks/jwt-key.md"), judge };

fn judge(observations: &Observations) -> Finding {
    let login = &observations.login;
    if login.flow != Flow::Jwt {
        return Finding::skip("only a JWT login needs a key");
    }
    let finding = match (&observations.jwt_key, &login.jwt_key_file) {
        (Some(file), _) => of_file(observations, file),
        (None, Some(path)) if path.raw().is_empty() => empty_name(),
        (None, None) if login.from_sf_command => missing_flag(),
        (None, _) => Finding::skip("no --jwt-key-file is given"),
    };
    let finding = certificate::compared(observations, finding);
    match &observations.jwt_key {
        Some(file) => evidence(finding, file),
        None => finding,
    }
}

fn evidence(finding: Finding, file: &KeyFile) -> Finding {
    let finding = file.dangling_link.iter().fold(finding, |finding, target| finding.evidence("dangling_link", target));
    finding
        .evidence("path", &file.path)
        .evidence("resolved", &file.resolved)
        .evidence("problem", file.problem)
        .evidence("private_key", &file.private_key)
        .evidence("form", file.form)
        .evidence("public_key_sha256", &file.public_key_sha256)
        .evidence("mode", file.mode.map(|mode| format!("{mode:o}")))
}

fn missing_flag() -> Finding {
    let failure = Failure::without_code(&format!("{} jwt-key-file", words::NO_FLAG));
    Finding::fail(
        "--jwt-key-file is missing",
        Effect::breaks(Stage::Flags, failure),
        Fix::text("Give the private key that belongs to the certificate of the connected app: --jwt-key-file PATH."),
    )
}

/// sf then takes the login for another flow, which has no code to exchange.
fn empty_name() -> Finding {
    let failure = Failure::new("AuthCodeExchangeError", words::NO_CODE);
    Finding::fail(
        "--jwt-key-file is given and empty",
        Effect::breaks(Stage::KeyRead, failure),
        Fix::text("Give the path of the key: a variable in the command is probably not set here."),
    )
}

/// A variable with the key in it stands where the path belongs.
fn key_for_path(finding: Finding) -> Finding {
    let fix = "Write it to a file that only its owner may read, such as `(umask 077; printf '%s\\n' \"$KEY\" > jwt.key)`, and give --jwt-key-file jwt.key.";
    let summary = "the key itself is given to --jwt-key-file, and not the path of its file".to_owned();
    Finding { summary, fixes: vec![Fix::text(fix)], ..finding }
        .detail("sf looks for a file of that name. What was typed stays in the shell's history.")
}

fn of_file(observations: &Observations, file: &KeyFile) -> Finding {
    if let Some(problem) = file.problem {
        let finding = unreadable(file, problem);
        return if file.path.raw() == credential::MASK { key_for_path(finding) } else { finding };
    }
    let (Some(key), Some(form)) = (&file.private_key, file.form) else {
        return Finding::unknown(format!("{} was not looked at", file.path));
    };
    match private_key::sign_error(key) {
        Some(words) => {
            let failure = Failure::without_code(&words);
            Finding::fail(mend::summary(key, form), Effect::breaks(Stage::Sign, failure), mend::fix(file, key, form))
                .detail(format!("{} is read and refused before anything is sent.", file.resolved))
                .never("Do not paste a private key into a web page to have it converted.")
        }
        None => usable(observations, file, key),
    }
}

fn unreadable(file: &KeyFile, problem: FileProblem) -> Finding {
    // What sf prints goes on with the path.
    let (code, words, summary) = match problem {
        FileProblem::Missing => (Some("ENOENT"), words::NO_FILE, "there is no such file"),
        FileProblem::Directory => (Some("EISDIR"), words::DIRECTORY_READ, "it is a directory"),
        FileProblem::Denied => (Some("EACCES"), words::FILE_DENIED, "it may not be read"),
        FileProblem::BadPath => (None, ", open '", "the path runs through something that is no directory, or is too long"),
        FileProblem::Special => return special(file),
        FileProblem::Unreadable => (None, "Error::E", "it cannot be read"),
        FileProblem::TooLarge | FileProblem::NotText => {
            return Finding::unknown(format!("{} could not be read here", file.path));
        }
    };
    let summary = match &file.dangling_link {
        Some(target) => format!("it is a link to {target}, which is not there"),
        None => summary.to_owned(),
    };
    let failure = Failure { hangs: false, code: code.map(str::to_owned), prints: Some(words.to_owned()) };
    Finding::fail(format!("{}: {summary}", file.path), Effect::breaks(Stage::KeyRead, failure), mend::path(file, problem)).detail(format!(
        "sf opens {}. The path is taken as it stands: `~`, `$NAME` and quotes inside it mean nothing to sf.",
        file.resolved
    ))
}

/// A pipe from `<(…)` or on standard input can be read once, by sf and not by us. A named one without a writer is
/// waited for. Measured.
fn special(file: &KeyFile) -> Finding {
    let resolved = file.resolved.raw();
    let fix = Fix::text("Write the key to a file that stays: sf stores the path and reads the key again at each refresh.");
    if resolved == "/dev/null" {
        let words = private_key::sign_error(&PrivateKey::Empty).unwrap_or_default();
        return Finding::fail("the key file is /dev/null", Effect::breaks(Stage::Sign, Failure::without_code(&words)), fix);
    }
    if resolved.starts_with("/dev/") || resolved.starts_with("/proc/") {
        return Finding::warn(format!("{} is a pipe or device: it was not opened", file.path), fix)
            .detail("What comes out of it could not be judged, and after the login it is gone.");
    }
    Finding::fail(format!("{} is a pipe or socket, not a file", file.path), Effect::breaks(Stage::KeyRead, Failure::hang()), fix)
        .detail("sf waits until something is written to it, for ever if nothing is. It was not opened here.")
}

fn usable(observations: &Observations, file: &KeyFile, key: &PrivateKey) -> Finding {
    let kind = match key {
        PrivateKey::Rsa { bits, .. } => format!("an RSA key of {bits} bits"),
        _ => "a key".to_owned(),
    };
    if let PrivateKey::Rsa { consistent: false, .. } = key {
        return Finding::warn(
            format!("{kind}, damaged inside: its numbers do not belong together"),
            Fix::text("Write the file from the original again."),
        )
        .detail("sf signs with it, and the org refuses the signature: invalid assertion.");
    }
    let open = file.mode.filter(|mode| mode & 0o077 != 0).map(|mode| open_to_others(file, &kind, mode));
    let passing = passing_folder(observations, file).map(|folder| does_not_last(&kind, &folder));
    match (open, passing) {
        (Some(open), Some(passing)) => passing.fixes.into_iter().fold(
            Finding {
                summary: format!("{}, and {}", open.summary, passing.summary.trim_start_matches(&format!("{kind}, "))),
                detail: format!("{} {}", open.detail, passing.detail),
                ..open
            },
            Finding::also,
        ),
        (Some(finding), None) | (None, Some(finding)) => finding,
        (None, None) => Finding::pass(kind),
    }
}

fn open_to_others(file: &KeyFile, kind: &str, mode: u32) -> Finding {
    let chmod = Commands::run(&["chmod", "600", file.path.raw()]);
    Finding::warn(format!("{kind}, which others on this machine may read (mode {mode:o})"), Fix::command("Keep it to yourself.", chmod))
        .detail("Whoever has the key can log in as any user that the connected app admits.")
}

fn does_not_last(kind: &str, folder: &str) -> Finding {
    Finding::warn(
        format!("{kind}, in a folder that does not last: {folder}"),
        Fix::text("Keep the key at a path that is there whenever sf runs, for the whole job at least."),
    )
    .detail("sf stores the path, not the key, and reads the file again at each refresh: ENOENT then.")
}

/// The folder that a CI system or the system itself clears, if the key lies in one.
fn passing_folder(observations: &Observations, file: &KeyFile) -> Option<String> {
    let path = file.resolved.raw().replace('\\', "/");
    let named = ["RUNNER_TEMP", "TMPDIR"].iter().filter_map(|name| observations.environment.nonempty(name));
    let named = named.map(|folder| folder.replace('\\', "/").trim_end_matches('/').to_owned());
    let fixed = ["/tmp", "/var/tmp", "/private/tmp", "/dev/shm", "/dev/fd", "/run/user"].iter().map(|folder| (*folder).to_owned());
    let inside = |folder: &String| folder.len() > 1 && path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
    let part = ["@tmp/", "/secretFiles/", "/AppData/Local/Temp/", "/_temp/"].iter().find(|part| path.contains(**part));
    named.chain(fixed).find(inside).or_else(|| part.map(|part| part.trim_matches('/').to_owned()))
}

#[cfg(test)]
mod tests;
