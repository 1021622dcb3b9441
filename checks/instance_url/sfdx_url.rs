//! What keeps sf from the URL that an SFDX authorization URL names.

use crate::model::observations::{FileProblem, SfdxUrl};
use crate::model::{Effect, Failure, Finding, Fix, Observations, Stage};
use crate::salesforce::words;

/// Why there is no login URL; None where there is one.
pub fn fault(observations: &Observations) -> Option<Finding> {
    let login = &observations.login;
    let flags = |summary: &str, prints: &str| {
        let effect = Effect::breaks(Stage::Flags, Failure::without_code(prints));
        Some(Finding::fail(summary, effect, Fix::text("Give one of --sfdx-url-file and --sfdx-url-stdin, and not both.")))
    };
    match (&login.sfdx_url_file, login.sfdx_url_stdin) {
        (Some(_), true) => {
            return flags("--sfdx-url-file and --sfdx-url-stdin are both given", "--sfdx-url-file cannot also be provided when using");
        }
        (None, false) if login.from_sf_command => {
            return flags("no SFDX authorization URL is given", "Exactly one of the following must be provided");
        }
        (None, false) => return Some(Finding::skip("no --sfdx-url-file is given")),
        (Some(name), false) if name.raw().is_empty() => {
            let effect = Effect::breaks(Stage::LoginUrl, Failure::without_code("SFDX authorization URL not found."));
            let fix = Fix::text("Give the file's path: a variable in the command is probably not set here.");
            return Some(Finding::fail("--sfdx-url-file is given and empty", effect, fix));
        }
        _ => {}
    }
    let (code, prints, summary) = match observations.sfdx_url.as_ref()? {
        SfdxUrl::WellFormed { .. } => return None,
        SfdxUrl::NotRead => return Some(Finding::unknown("the SFDX authorization URL did not come on standard input")),
        SfdxUrl::Malformed => (
            Some("INVALID_SFDX_AUTH_URL"),
            words::NOT_AN_SFDX_URL,
            "it does not begin as force://<clientId>:<clientSecret>:<refreshToken>@<instanceUrl>",
        ),
        SfdxUrl::Absent => (None, words::NO_SFDX_URL, "it holds none"),
        SfdxUrl::NotJson => (Some("JsonParseError"), "JSON", "its name ends in .json, and it is not JSON"),
        SfdxUrl::Null => (None, "Cannot read properties of null (reading 'result')", "it is null"),
        SfdxUrl::NotText => (None, "sfdxAuthUrl.match is not a function", "its sfdxAuthUrl is not text"),
        SfdxUrl::Unreadable { problem } => match problem {
            FileProblem::Missing => (Some("ENOENT"), words::NO_FILE, "there is no such file"),
            FileProblem::Directory => (Some("EISDIR"), words::DIRECTORY_READ, "it is a directory"),
            FileProblem::Denied => (Some("EACCES"), words::FILE_DENIED, "it may not be read"),
            _ => return Some(Finding::unknown("the file with the SFDX authorization URL could not be read here")),
        },
    };
    let failure = Failure { hangs: false, code: code.map(str::to_owned), prints: Some(prints.to_owned()) };
    let name = login.sfdx_url_file.as_ref().map_or_else(|| "standard input".to_owned(), ToString::to_string);
    let fix = Fix::text("Write it anew, as `sf org auth show-sfdx-auth-url --target-org ORG` prints it, with nothing before it.");
    let finding = Finding::fail(format!("{name}: {summary}"), Effect::breaks(Stage::LoginUrl, failure), fix);
    Some(finding.detail("sf stops before anything is sent.").evidence("sfdx_url", &observations.sfdx_url))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::Flow;

    /// What the fault breaks with: the code and what sf prints.
    fn broken(finding: &Finding) -> Option<(Option<&str>, Option<&str>)> {
        match &finding.effect {
            Some(Effect::Breaks(broken)) => Some((broken.failure.code.as_deref(), broken.failure.prints.as_deref())),
            _ => None,
        }
    }

    /// Measured with sf 2.150.6.
    #[test]
    fn faults_have_sf_s_own_words() {
        for (content, code, prints) in [
            (SfdxUrl::Malformed, Some("INVALID_SFDX_AUTH_URL"), "Invalid SFDX authorization URL."),
            (SfdxUrl::Absent, None, "Error getting the SFDX authorization URL from file"),
            (SfdxUrl::NotText, None, "sfdxAuthUrl.match is not a function"),
            (SfdxUrl::Null, None, "Cannot read properties of null (reading 'result')"),
            (SfdxUrl::NotJson, Some("JsonParseError"), "JSON"),
            (SfdxUrl::Unreadable { problem: FileProblem::Missing }, Some("ENOENT"), "ENOENT: no such file or directory, open '"),
        ] {
            let mut observations = Observations::blank(Flow::SfdxUrl);
            observations.login.sfdx_url_file = Some("auth.txt".into());
            observations.sfdx_url = Some(content.clone());
            let finding = fault(&observations).unwrap();
            assert_eq!(broken(&finding), Some((code, Some(prints))), "{content:?}");
        }
    }

    #[test]
    fn exactly_one_flag_is_wanted() {
        let mut observations = Observations::blank(Flow::SfdxUrl);
        assert_eq!(broken(&fault(&observations).unwrap()).unwrap().1, Some("Exactly one of the following must be provided"));
        (observations.login.sfdx_url_file, observations.login.sfdx_url_stdin) = (Some("auth.txt".into()), true);
        assert!(broken(&fault(&observations).unwrap()).unwrap().1.unwrap().contains("cannot also be provided"));
        (observations.login.sfdx_url_file, observations.login.sfdx_url_stdin) = (Some("".into()), false);
        assert_eq!(broken(&fault(&observations).unwrap()).unwrap().1, Some("SFDX authorization URL not found."));
    }
}
