//! The client id is one that can work.

use crate::model::observations::{AccessToken, Flow};
use crate::model::{Check, Effect, Failure, Finding, Fix, Observations, Stage, Status, Untrusted};
use crate::salesforce::command;
use crate::salesforce::words;

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
    if finding.status == Status::Fail { finding } else { username(observations).unwrap_or(finding) }
}

fn of_client_id(observations: &Observations) -> Finding {
    let login = &observations.login;
    match (&login.client_id, login.flow) {
        (Some(client_id), Flow::Jwt) if client_id.raw().is_empty() => empty(),
        (Some(client_id), Flow::Web) if client_id.raw().is_empty() => {
            Finding::warn("--client-id is empty: sf takes its own app", Fix::text("Leave --client-id out, or give the app's consumer key."))
        }
        (Some(client_id), _) => shape(observations, client_id).evidence("client_id", client_id),
        (None, Flow::Web | Flow::SfdxUrl | Flow::AccessToken) => Finding::pass("sf's own app, PlatformCLI"),
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
    if is_consumer_key || text == "PlatformCLI" {
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
            observations.login.username = Some("me@acme.example".into());
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
