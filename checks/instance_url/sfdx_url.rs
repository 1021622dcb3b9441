//! What keeps sf from the URL that an SFDX authorization URL names.

use crate::model::observations::{FileProblem, SfdxUrl, SfdxUrlFlaw};
use crate::model::{Commands, Effect, Failure, Finding, Fix, Observations, Stage};
use crate::salesforce::credential::MASK;
use crate::salesforce::{command, json, words};

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
        SfdxUrl::Malformed { flaw } => (Some("INVALID_SFDX_AUTH_URL"), words::NOT_AN_SFDX_URL, of_flaw(*flaw)),
        SfdxUrl::Absent => (None, words::NO_SFDX_URL, "it holds none"),
        SfdxUrl::NotJson { damage, flaw } => (
            Some("JsonParseError"),
            json::words_of_sf(*damage).unwrap_or_default(),
            match flaw {
                SfdxUrlFlaw::None => "its name ends in .json, and it holds the URL itself",
                SfdxUrlFlaw::Utf16 => "its name ends in .json, and it is UTF-16, which sf does not read",
                _ => "its name ends in .json, and it is not JSON",
            },
        ),
        SfdxUrl::Null => (Some("TypeError"), "Cannot read properties of null (reading 'result')", "it is null"),
        SfdxUrl::NotText => (Some("TypeError"), "sfdxAuthUrl.match is not a function", "its sfdxAuthUrl is not text"),
        SfdxUrl::Unreadable { problem } => match problem {
            FileProblem::Missing => (Some("ENOENT"), words::NO_FILE, "there is no such file"),
            FileProblem::Directory => (Some("EISDIR"), words::DIRECTORY_READ, "it is a directory"),
            FileProblem::Denied => (Some("EACCES"), words::FILE_DENIED, "it may not be read"),
            _ => return Some(Finding::unknown("the file with the SFDX authorization URL could not be read here")),
        },
    };
    let failure = Failure { hangs: false, code: code.map(str::to_owned), prints: Some(prints.to_owned()) };
    let name = login.sfdx_url_file.as_ref().map_or_else(|| "standard input".to_owned(), ToString::to_string);
    let fix = fix(observations, observations.sfdx_url.as_ref()?);
    let finding = Finding::fail(format!("{name}: {summary}"), Effect::breaks(Stage::LoginUrl, failure), fix);
    Some(finding.detail("sf stops before anything is sent.").evidence("sfdx_url", &observations.sfdx_url))
}

fn of_flaw(flaw: SfdxUrlFlaw) -> &'static str {
    match flaw {
        SfdxUrlFlaw::Utf16 => "it is UTF-16, as Windows PowerShell 5 writes it, and sf reads UTF-8",
        SfdxUrlFlaw::Before => "something stands before force://, be it a blank, a quote or a byte order mark",
        SfdxUrlFlaw::Masked => "asterisks: the CI system masked the secret",
        SfdxUrlFlaw::None | SfdxUrlFlaw::Other => "it does not begin as force://<clientId>:<clientSecret>:<refreshToken>@<instanceUrl>",
    }
}

/// The way to a file that sf takes.
fn fix(observations: &Observations, url: &SfdxUrl) -> Fix {
    let anew = "Write it anew, as `sf org auth show-sfdx-auth-url --target-org ORG` prints it, with nothing before it.";
    let path = observations.login.sfdx_url_file.as_ref().filter(|path| path.raw() != MASK);
    match (url, path) {
        (SfdxUrl::NotJson { flaw: SfdxUrlFlaw::None, .. }, Some(path)) => {
            let name = format!("{}.txt", path.raw().trim_end_matches(".json"));
            let again = command::with_flags(observations, &[("--sfdx-url-file", &name)]);
            Fix::command(
                "Give the file another name: sf takes only a file whose name ends in .json for JSON.",
                Commands::rename_and(path.raw(), &name, again),
            )
        }
        (SfdxUrl::Malformed { flaw: SfdxUrlFlaw::Utf16 } | SfdxUrl::NotJson { flaw: SfdxUrlFlaw::Utf16, .. }, Some(path)) => {
            Fix::command("Write it as UTF-8.", Commands::as_utf8(path.raw()))
        }
        (SfdxUrl::Malformed { flaw: SfdxUrlFlaw::Masked } | SfdxUrl::Absent, _) => Fix::text(format!(
            "The secret did not reach this step: see whether it is defined for this branch, fork or environment, and under this name. {anew}"
        )),
        _ => Fix::text(anew),
    }
}

/// The scheme written once more behind the `@`, where sf takes its first word for the host; None for other hosts.
pub fn scheme_for_host(observations: &Observations) -> Option<Finding> {
    let Some(SfdxUrl::WellFormed { host, .. }) = &observations.sfdx_url else { return None };
    if !matches!(host.raw().to_ascii_lowercase().as_str(), "https:" | "http:" | "https" | "http") {
        return None;
    }
    let finding = Finding::fail(
        format!("the SFDX authorization URL has `{}://` behind its `@`", host.raw().trim_end_matches(':')),
        Effect::Refused,
        Fix::text("Write the host alone behind the `@`: force://…@NAME.my.salesforce.com"),
    );
    Some(finding.detail("sf puts https:// before what stands there itself, and then takes this word for the host."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{Flow, JsonDamage};

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
            (SfdxUrl::Malformed { flaw: SfdxUrlFlaw::Other }, Some("INVALID_SFDX_AUTH_URL"), "Invalid SFDX authorization URL."),
            (SfdxUrl::Absent, None, "Error getting the SFDX authorization URL from file"),
            (SfdxUrl::NotText, Some("TypeError"), "sfdxAuthUrl.match is not a function"),
            (SfdxUrl::Null, Some("TypeError"), "Cannot read properties of null (reading 'result')"),
            (SfdxUrl::NotJson { damage: JsonDamage::Foreign, flaw: SfdxUrlFlaw::None }, Some("JsonParseError"), "is not valid JSON"),
            (
                SfdxUrl::NotJson { damage: JsonDamage::Empty, flaw: SfdxUrlFlaw::Other },
                Some("JsonParseError"),
                "Unexpected end of JSON input",
            ),
            (SfdxUrl::NotJson { damage: JsonDamage::Syntax, flaw: SfdxUrlFlaw::Other }, Some("JsonParseError"), "Parse error in file"),
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
    fn the_fix_fits_the_flaw() {
        let mut observations = Observations::blank(Flow::SfdxUrl);
        let command = |observations: &Observations| Some(fault(observations).unwrap().fixes[0].commands.as_ref()?.sh.clone());
        observations.login.sfdx_url_file = Some("my auth.json".into());
        observations.sfdx_url = Some(SfdxUrl::NotJson { damage: JsonDamage::Foreign, flaw: SfdxUrlFlaw::None });
        let renamed = "mv 'my auth.json' 'my auth.txt' && sf org login sfdx-url --sfdx-url-file 'my auth.txt'";
        assert_eq!(command(&observations).as_deref(), Some(renamed));
        observations.sfdx_url = Some(SfdxUrl::Malformed { flaw: SfdxUrlFlaw::Utf16 });
        assert!(command(&observations).unwrap().starts_with("iconv -f UTF-16 -t UTF-8 'my auth.json'"));
        observations.sfdx_url = Some(SfdxUrl::Malformed { flaw: SfdxUrlFlaw::Masked });
        assert!(fault(&observations).unwrap().fixes[0].text.contains("did not reach this step"));
    }

    #[test]
    fn a_scheme_behind_the_at_is_named() {
        let mut observations = Observations::blank(Flow::SfdxUrl);
        for (host, named) in [("https:", true), ("acme.my.salesforce.com", false), ("https.example", false)] {
            observations.sfdx_url = Some(SfdxUrl::WellFormed { host: host.into(), has_client_secret: false });
            assert_eq!(scheme_for_host(&observations).is_some(), named, "{host}");
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
