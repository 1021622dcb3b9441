//! The secrets that sf takes as they are: looked at here, and only what is no secret of them goes further.

use super::{Context, files};
use sf_preflight_checks::model::observations::{AccessToken, Flow, SfdxUrl, StandardInput};
use sf_preflight_checks::salesforce::credential;
use std::io::{self, IsTerminal, Read};
use std::sync::mpsc;
use std::time::Duration;

/// The most that is read of standard input, bytes.
const LIMIT: u64 = 64 * 1024;
/// How long standard input is waited for.
const WAIT: Duration = Duration::from_secs(2);

/// What is known of the SFDX authorization URL. None unless the login takes one and it is named.
pub fn sfdx_url(context: &Context) -> Option<SfdxUrl> {
    let login = &context.login;
    if login.flow != Flow::SfdxUrl {
        return None;
    }
    match (&login.sfdx_url_file, login.sfdx_url_stdin) {
        (Some(path), false) => Some(match files::read_settings(&context.absolute(path.raw())) {
            Ok(bytes) => credential::sfdx_url_of_file(path.raw(), &bytes),
            Err(problem) => SfdxUrl::Unreadable { problem },
        }),
        (None, true) => Some(standard_input(context).map_or(SfdxUrl::NotRead, |text| credential::sfdx_url(text.trim()))),
        _ => None,
    }
}

/// What comes on standard input before it ends; None where it is a terminal or does not end in time.
fn standard_input(context: &Context) -> Option<String> {
    if io::stdin().is_terminal() {
        return None;
    }
    let (sender, receiver) = mpsc::channel();
    // A thread that is still reading when the program ends ends with it.
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(LIMIT).read_to_end(&mut bytes);
        let _ = sender.send(read.is_ok().then_some(bytes));
    });
    let bytes = receiver.recv_timeout(WAIT.min(context.remaining())).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What standard input is, without reading any of it.
pub fn standard_input_kind() -> StandardInput {
    if io::stdin().is_terminal() {
        return StandardInput::Terminal;
    }
    if is_at_its_end() { StandardInput::Ended } else { StandardInput::Other }
}

/// The null device, or an empty file.
#[cfg(unix)]
fn is_at_its_end() -> bool {
    use rustix::fs::{FileType, fstat, stat};
    let Ok(input) = fstat(io::stdin()) else { return false };
    match FileType::from_raw_mode(input.st_mode) {
        FileType::RegularFile => input.st_size == 0,
        FileType::CharacterDevice => stat("/dev/null").is_ok_and(|null| null.st_rdev == input.st_rdev),
        _ => false,
    }
}

/// Not told apart here.
#[cfg(not(unix))]
fn is_at_its_end() -> bool {
    false
}

/// Where sf takes the access token from. None unless the login takes one and there is any. Source: plugin-auth 4.4.9
/// `access-token.js`, `getAccessToken`.
pub fn access_token(context: &Context) -> Option<AccessToken> {
    if context.login.flow != Flow::AccessToken {
        return None;
    }
    let set = ["SF_ACCESS_TOKEN", "SFDX_ACCESS_TOKEN"].into_iter().find_map(|name| Some((name, context.variable(name)?)));
    match set {
        Some((name, value)) => Some(AccessToken::Variable { name: name.to_owned(), is_well_formed: credential::is_access_token(value) }),
        None if context.login.no_prompt => None,
        None if io::stdin().is_terminal() => Some(AccessToken::Prompt),
        None => Some(AccessToken::StandardInput),
    }
}
