//! The command to type instead.

use crate::model::observations::Flow;
use crate::model::{Commands, Observations};

/// The login as it was given, with some flags' values replaced or added.
pub fn with_flags(observations: &Observations, changes: &[(&str, &str)]) -> Commands {
    let login = &observations.login;
    let mut words = vec!["sf", "org", "login", login.flow.name()];
    let jwt_only = |value| if login.flow == Flow::Jwt { value } else { None };
    let flags = [
        ("--username", jwt_only(login.username.as_ref())),
        ("--jwt-key-file", jwt_only(login.jwt_key_file.as_ref())),
        ("--client-id", login.client_id.as_ref().filter(|_| matches!(login.flow, Flow::Jwt | Flow::Web))),
        ("--instance-url", login.instance_url.as_ref().filter(|_| login.flow != Flow::SfdxUrl)),
        ("--sfdx-url-file", login.sfdx_url_file.as_ref().filter(|_| login.flow == Flow::SfdxUrl)),
    ];
    for (flag, given) in flags {
        let changed = changes.iter().find(|(changed, _)| *changed == flag).map(|(_, value)| *value);
        let given = given.map(|text| text.raw()).filter(|text| !text.chars().any(char::is_control));
        if let Some(value) = changed.or(given) {
            words.extend([flag, value]);
        }
    }
    Commands::run(&words)
}
