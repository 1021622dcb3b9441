//! The client id is one that can work.

use crate::model::observations::{AccessToken, Flow};
use crate::model::{Check, Effect, Failure, Finding, Fix, Observations, Stage, Status, Untrusted};
use crate::salesforce::credential::MASK;
use crate::salesforce::question::{self, Question};
use crate::salesforce::{command, words};

/// The check.
pub const CHECK: Check =
    Check { id: "client-id", title: "The client id is one that can work", page: include_str!("../docs/checks/client-id.md"), judge };

fn judge(observations: &Observations) -> Finding {
    let login = &observations.login;
    match login.flow {
        Flow::SfdxUrl => return Finding::skip("the SFDX authorization URL brings its own"),
        Flow::AccessToken => return access_token(observations),
        Flow::Jwt | Flow::Web => {}
    }
    let finding = of_client_id(observations);
    if finding.status == Status::Fail {
        return finding;
    }
    username(observations).or_else(|| of_web_flags(observations)).unwrap_or(finding)
}

/// Flags of a web login that sf refuses, or for which it asks. Source: plugin-auth 4.4.9 `web.js`; measured.
fn of_web_flags(observations: &Observations) -> Option<Finding> {
    let login = &observations.login;
    if login.flow != Flow::Web {
        return None;
    }
    let refused =
        |summary: &str, failure: Failure, fix: &str| Some(Finding::fail(summary, Effect::breaks(Stage::Flags, failure), Fix::text(fix)));
    let both = "Give both: they add an app to a login that is stored already. For a first login give neither.";
    let prints = |flag: &str| Failure::without_code(&format!("All of the following must be provided when using --{flag}"));
    match (&login.client_app, &login.username) {
        _ if !login.from_sf_command => {}
        (Some(_), None) => return refused("--client-app is given without --username", prints("client-app"), both),
        (None, Some(_)) => return refused("--username is given without --client-app", prints("username"), both),
        _ => {}
    }
    let scopes = login.other_flags.iter().filter(|flag| flag.name == "scopes").find_map(|flag| flag.value.as_ref());
    if scopes.is_some_and(|scopes| scopes.raw().contains(',')) {
        let failure = Failure::new("SfError", "The --scopes flag must be a space-separated list");
        return refused(
            "--scopes has commas",
            failure,
            "Put blanks between them, and quotes around all: --scopes \"api web refresh_token\"",
        );
    }
    if question::unanswered(observations) != Some(Question::ClientSecret) {
        return None;
    }
    let finding = Finding::fail(
        "sf asks for the app's client secret, and there is nobody to answer: standard input is empty",
        Effect::breaks(Stage::LoginUrl, Failure::without_code(words::UNSETTLED)),
        Fix::text(
            "Run it in a terminal; or give the answer on standard input, an empty line where the app needs no secret: `echo | sf org login web …`.",
        ),
    );
    Some(finding.detail("With an app of its own sf asks before it opens the browser. Without an answer Node gives up, with status 13."))
}

fn of_client_id(observations: &Observations) -> Finding {
    let login = &observations.login;
    match (&login.client_id, login.flow) {
        (Some(client_id), Flow::Jwt) if client_id.raw().is_empty() => empty(),
        (Some(client_id), Flow::Web) if client_id.raw().is_empty() => {
            Finding::warn("--client-id is empty: sf takes its own app", Fix::text("Leave --client-id out, or give the app's consumer key."))
        }
        (Some(client_id), _) => shape(observations, client_id).evidence("client_id", client_id),
        (None, Flow::Web | Flow::SfdxUrl | Flow::AccessToken) => Finding::pass("none is given: sf's own app, PlatformCLI, is used"),
        (None, Flow::Jwt) if login.from_sf_command => missing(),
        (None, Flow::Jwt) => Finding::skip("no --client-id is given"),
    }
}

/// What is wrong with the user's name. sf sends an empty one, and stumbles over it once it has the token. Measured.
fn username(observations: &Observations) -> Option<Finding> {
    let login = &observations.login;
    match login.username.as_ref().map(Untrusted::raw) {
        _ if login.flow != Flow::Jwt => None,
        None if login.from_sf_command => Some(Finding::fail(
            "--username is missing",
            Effect::breaks(Stage::Flags, Failure::without_code("Missing required flag username")),
            Fix::text("Give the user who logs in: --username me@example.com"),
        )),
        Some(MASK) => Some(
            Finding::fail(
                "--username is a secret, an access token perhaps, and no user name",
                Effect::Refused,
                Fix::text("Give the user who logs in: --username me@example.com. For a token: sf org login access-token."),
            )
            .detail("With an access token sf says `Successfully authorized`, has asked nobody and keeps nothing. What was typed stays in the shell's history."),
        ),
        Some("") => Some(Finding::fail(
            "--username is given and empty",
            Effect::breaks(Stage::AfterToken, Failure::new("UnexpectedValueTypeError", "Value is not defined")),
            Fix::text("Give the user who logs in: a variable in the command is probably not set here."),
        )),
        _ => None,
    }
}

fn missing() -> Finding {
    Finding::fail(
        "--client-id is missing",
        Effect::breaks(Stage::Flags, Failure::without_code(&format!("{} client-id", words::NO_FLAG))),
        Fix::text("Give the consumer key of the connected app or external client app: --client-id 3MVG9…"),
    )
}

/// An access token stands in the client id's place. It is never sent here, and nothing of it is kept.
fn access_token(observations: &Observations) -> Finding {
    let set = || Fix::text("Set SF_ACCESS_TOKEN to a token as `sf org auth show-access-token` prints it: 00D…!…");
    let failure = || Effect::breaks(Stage::LoginUrl, Failure::new("SfError", words::NOT_A_TOKEN));
    match &observations.access_token {
        Some(AccessToken::Variable { is_well_formed: true, name }) => Finding::pass(format!("{name} has the shape of an access token")),
        Some(AccessToken::Variable { is_well_formed: false, name }) => {
            Finding::fail(format!("{name} is not an access token"), failure(), set())
                .detail("It is read before anything is sent: 00D, the rest of the org's id, `!`, and what follows it.")
        }
        Some(AccessToken::Prompt) => Finding::pass("SF_ACCESS_TOKEN is not set: sf asks for the token"),
        Some(AccessToken::StandardInput) => Finding::unknown("sf reads the access token from standard input, which was left to it"),
        None => Finding::fail("SF_ACCESS_TOKEN is not set, and with --no-prompt sf does not ask", failure(), set()),
    }
}

/// It comes before the key is read. Source: `@salesforce/core` 9.4.0 `authInfo.js`, `authJwt`; measured.
fn empty() -> Finding {
    Finding::fail(
        "--client-id is given and empty",
        Effect::breaks(Stage::LoginUrl, Failure::new("MissingClientIdError", words::NO_CLIENT_ID)),
        Fix::text("Give the app's consumer key: a variable in the command is probably not set here."),
    )
}

fn shape(observations: &Observations, client_id: &Untrusted) -> Finding {
    let text = client_id.raw();
    let bare = text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || "\"'`\u{feff}\u{200b}".contains(c));
    if bare != text {
        let again = command::with_flags(observations, &[("--client-id", bare)]);
        return Finding::warn("the client id has blanks, a line end or quotes around it", Fix::command("Give it without them.", again))
            .detail("sf sends it as it stands, and the org answers `client identifier invalid`.");
    }
    if text.contains(['$', '%', '*', '<', '{']) {
        return Finding::warn(
            format!("the client id `{client_id}` is a placeholder that nothing replaced"),
            Fix::text("Give the app's consumer key: Setup, App Manager, the app, View, Manage Consumer Details."),
        );
    }
    if text == "PlatformCLI" && observations.login.flow == Flow::Jwt {
        return Finding::warn(
            "PlatformCLI is sf's own app, which has no certificate of yours",
            Fix::text("Give the consumer key of an app of your own that has the key's certificate: --client-id 3MVG9…"),
        )
        .detail("The org answers that the user has not approved this consumer, or that the assertion is invalid.");
    }
    let is_consumer_key =
        text.starts_with("3MVG") && text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
    if text == "PlatformCLI" {
        return Finding::pass("PlatformCLI is sf's own app");
    }
    if is_consumer_key {
        return Finding::pass("it has the shape of a consumer key");
    }
    Finding::warn(
        "the client id does not look like a consumer key, which begins with 3MVG",
        Fix::text("Compare it with the app's consumer key: Setup, App Manager, the app, View, Manage Consumer Details."),
    )
    .detail("The app's name, its id (0H4…, 888…) or its secret are often taken for it.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{OtherFlag, StandardInput};

    #[test]
    fn shapes_are_judged() {
        let key = format!("3MVG9{}", "aB1._".repeat(16));
        for (flow, client_id, status) in [
            (Flow::Jwt, Some(key.clone()), Status::Pass),
            (Flow::Web, Some(key.clone()), Status::Pass),
            (Flow::Web, None, Status::Pass),
            (Flow::Web, Some("PlatformCLI".into()), Status::Pass),
            (Flow::Jwt, Some("PlatformCLI".into()), Status::Warn),
            (Flow::Jwt, Some(format!("{key}\n")), Status::Warn),
            (Flow::Jwt, Some(format!("\"{key}\"")), Status::Warn),
            (Flow::Jwt, Some("$CLIENT_ID".into()), Status::Warn),
            (Flow::Jwt, Some("My App".into()), Status::Warn),
            (Flow::Jwt, Some(String::new()), Status::Fail),
            (Flow::Web, Some(String::new()), Status::Warn),
            (Flow::Jwt, None, Status::Fail),
        ] {
            let mut observations = Observations::blank(flow);
            observations.login.username = Some("me@acme.example".into()).filter(|_| flow == Flow::Jwt);
            observations.login.client_id = client_id.clone().map(Untrusted::from);
            assert_eq!(judge(&observations).status, status, "{flow:?} {client_id:?}");
        }
    }

    #[test]
    fn an_access_token_is_judged_where_sf_takes_it_from() {
        let variable = |is_well_formed| Some(AccessToken::Variable { name: "SF_ACCESS_TOKEN".to_owned(), is_well_formed });
        for (access_token, status) in [
            (variable(true), Status::Pass),
            (variable(false), Status::Fail),
            (Some(AccessToken::Prompt), Status::Pass),
            (Some(AccessToken::StandardInput), Status::Unknown),
            (None, Status::Fail),
        ] {
            let observations = Observations { access_token: access_token.clone(), ..Observations::blank(Flow::AccessToken) };
            assert_eq!(judge(&observations).status, status, "{access_token:?}");
        }
        assert_eq!(judge(&Observations::blank(Flow::SfdxUrl)).status, Status::Skip);
    }

    #[test]
    fn what_is_around_the_id_is_taken_off_in_the_fix() {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.login.username = Some("me@acme.example".into());
        observations.login.client_id = Some("'3MVG9abc' \r\n".into());
        let commands = judge(&observations).fixes[0].commands.clone().unwrap();
        assert_eq!(commands.sh, "sf org login jwt --username me@acme.example --client-id 3MVG9abc");
    }

    #[test]
    fn a_jwt_login_needs_a_user_name() {
        for (flow, username, code, stage) in [
            (Flow::Jwt, None, None, Some(Stage::Flags)),
            (Flow::Jwt, Some(""), Some("UnexpectedValueTypeError"), Some(Stage::AfterToken)),
            (Flow::Jwt, Some("me@acme.example"), None, None),
            (Flow::Web, None, None, None),
        ] {
            let mut observations = Observations::blank(flow);
            observations.login.client_id = Some(format!("3MVG9{}", "aB1._".repeat(16)).into());
            observations.login.username = username.map(Untrusted::from);
            let finding = judge(&observations);
            let broken = match &finding.effect {
                Some(Effect::Breaks(broken)) => Some(broken.stage),
                _ => None,
            };
            assert_eq!((finding.code.as_deref(), broken), (code, stage), "{flow:?} {username:?}");
        }
    }

    #[test]
    fn a_web_login_with_an_app_of_its_own_needs_an_answer() {
        let key = Some(Untrusted::from(format!("3MVG9{}", "aB1._".repeat(16))));
        for (client_id, client_app, username, scopes, input, prints) in [
            (&key, None, None, None, StandardInput::Ended, Some("Detected unsettled top-level await")),
            (&key, None, None, None, StandardInput::Terminal, None),
            (&key, None, None, None, StandardInput::Other, None),
            (&None, None, None, None, StandardInput::Ended, None),
            (&None, Some("x"), None, None, StandardInput::Other, Some("All of the following must be provided when using --client-app")),
            (&None, None, Some("x"), None, StandardInput::Other, Some("All of the following must be provided when using --username")),
            (&None, Some("x"), Some("x"), None, StandardInput::Other, None),
            (&None, None, None, Some("api,web"), StandardInput::Other, Some("The --scopes flag must be a space-separated list")),
            (&None, None, None, Some("api web"), StandardInput::Other, None),
        ] {
            let mut observations = Observations::blank(Flow::Web);
            observations.standard_input = input;
            let login = &mut observations.login;
            (login.client_id, login.client_app, login.username) = (client_id.clone(), client_app.map(Into::into), username.map(Into::into));
            login.other_flags =
                scopes.map(|scopes: &str| OtherFlag { name: "scopes".to_owned(), value: Some(scopes.into()) }).into_iter().collect();
            let printed = match judge(&observations).effect {
                Some(Effect::Breaks(broken)) => broken.failure.prints,
                _ => None,
            };
            assert_eq!(printed.as_deref(), prints, "{client_app:?} {username:?} {scopes:?} {input:?}");
        }
    }

    #[test]
    fn a_user_name_that_was_given_to_this_program_is_no_flag_of_sf_s() {
        let mut observations = Observations::blank(Flow::Web);
        (observations.login.username, observations.login.from_sf_command) = (Some("me@acme.example".into()), false);
        assert_eq!(judge(&observations).status, Status::Pass);
    }

    #[test]
    fn a_token_for_a_user_name_logs_in_to_nothing() {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.login.client_id = Some(format!("3MVG9{}", "aB1._".repeat(16)).into());
        observations.login.username = Some(MASK.into());
        assert_eq!(judge(&observations).effect, Some(Effect::Refused));
    }

    #[test]
    fn sf_s_own_words_are_predicted() {
        let mut observations = Observations::blank(Flow::Jwt);
        let missing = Effect::breaks(Stage::Flags, Failure::without_code("Missing required flag client-id"));
        assert_eq!(judge(&observations).effect, Some(missing));
        observations.login.client_id = Some("".into());
        assert_eq!(judge(&observations).code.as_deref(), Some("MissingClientIdError"));
        observations.login.client_id = None;
        observations.login.from_sf_command = false;
        assert_eq!(judge(&observations).status, Status::Skip);
    }
}
