//! The command to type instead.

use super::credential::MASK;
use crate::model::observations::Flow;
use crate::model::{Commands, Observations, Untrusted};

/// The login as it was given, with some flags' values replaced or added. What cannot be typed again, a secret or a
/// control character, is left out.
pub fn with_flags(observations: &Observations, changes: &[(&str, &str)]) -> Commands {
    let login = &observations.login;
    let (is_jwt, is_web) = (login.flow == Flow::Jwt, login.flow == Flow::Web);
    let flags = [
        ("--username", login.username.as_ref().filter(|_| is_jwt || is_web)),
        ("--jwt-key-file", login.jwt_key_file.as_ref().filter(|_| is_jwt)),
        ("--client-app", login.client_app.as_ref().filter(|_| is_web)),
        ("--client-id", login.client_id.as_ref().filter(|_| is_jwt || is_web)),
        ("--instance-url", login.instance_url.as_ref().filter(|_| login.flow != Flow::SfdxUrl)),
        ("--sfdx-url-file", login.sfdx_url_file.as_ref().filter(|_| login.flow == Flow::SfdxUrl)),
        ("--browser", login.browser.as_ref().filter(|_| is_web)),
    ];
    let mut words = vec!["sf", "org", "login", login.flow.name()];
    for (flag, given) in flags {
        let changed = changes.iter().find(|(changed, _)| *changed == flag).map(|(_, value)| *value);
        if let Some(value) = changed.or(given.and_then(typed)) {
            words.extend([flag, value]);
        }
    }
    let others: Vec<(String, Option<&str>)> = login
        .other_flags
        .iter()
        .filter(|flag| flag.value.as_ref().is_none_or(|value| typed(value).is_some()))
        .map(|flag| (format!("--{}", flag.name), flag.value.as_ref().and_then(typed)))
        .collect();
    for (flag, value) in &others {
        words.push(flag);
        words.extend(value);
    }
    if login.no_prompt {
        words.push("--no-prompt");
    }
    if login.sfdx_url_stdin {
        words.extend(["--sfdx-url-stdin", "-"]);
    }
    Commands::run(&words)
}

/// A value that can be typed again.
fn typed(value: &Untrusted) -> Option<&str> {
    Some(value.raw()).filter(|text| *text != MASK && !text.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::OtherFlag;

    #[test]
    fn nothing_that_was_typed_is_lost() {
        let mut observations = Observations::blank(Flow::Web);
        let login = &mut observations.login;
        (login.browser, login.client_id, login.no_prompt) = (Some("firefox".into()), Some("3MVG9".into()), true);
        let other = |name: &str, value: Option<&str>| OtherFlag { name: name.to_owned(), value: value.map(Untrusted::from) };
        login.other_flags = vec![other("alias", Some("my dev")), other("set-default", None), other("scopes", Some("a\u{7}"))];
        assert_eq!(
            with_flags(&observations, &[("--instance-url", "https://acme.my.salesforce.com")]).sh,
            "sf org login web --client-id 3MVG9 --instance-url https://acme.my.salesforce.com --browser firefox --alias 'my dev' --set-default --no-prompt"
        );
    }
}
