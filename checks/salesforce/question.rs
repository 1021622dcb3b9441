//! What sf asks before it logs in, and that nobody answers it.

use crate::model::Observations;
use crate::model::observations::{Flow, StandardInput};

/// A question of sf's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Web, with an app of one's own: its client secret.
    ClientSecret,
    /// In demo mode: whether to go on.
    DemoMode,
}

/// Whether sf may ask anything, so that it matters what standard input is. Source: plugin-auth 4.4.9 `web.js`, `common.js`
/// `shouldExitCommand`; `@salesforce/core` 9.4.0 `global.js`, `getEnvironmentMode`.
pub fn asked<'a>(observations: &Observations, variable: impl Fn(&str) -> Option<&'a str>) -> Option<Question> {
    let login = &observations.login;
    let mode = variable("SF_ENV").or_else(|| variable("SFDX_ENV"));
    let is_demo = mode.is_some_and(|mode| mode.eq_ignore_ascii_case("demo"));
    let has_app = login.client_id.as_ref().is_some_and(|id| !id.raw().is_empty()) || login.client_app.is_some();
    match login.flow {
        Flow::Jwt | Flow::Web | Flow::SfdxUrl if is_demo && !login.no_prompt => Some(Question::DemoMode),
        Flow::Web if has_app => Some(Question::ClientSecret),
        _ => None,
    }
}

/// The question that sf asks and nobody answers: standard input is at its end. Node then ends with status 13. Measured.
pub fn unanswered(observations: &Observations) -> Option<Question> {
    let is_over = observations.standard_input == StandardInput::Ended;
    asked(observations, |name| observations.environment.value(name)).filter(|_| is_over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_needs_somebody_to_answer_it() {
        for (flow, variables, client_id, no_prompt, question) in [
            (Flow::Web, &[][..], Some("3MVG9"), false, Some(Question::ClientSecret)),
            (Flow::Web, &[], Some("3MVG9"), true, Some(Question::ClientSecret)),
            (Flow::Web, &[], Some(""), false, None),
            (Flow::Web, &[], None, false, None),
            (Flow::Jwt, &[], Some("3MVG9"), false, None),
            (Flow::Jwt, &[("SF_ENV", "demo")], Some("3MVG9"), false, Some(Question::DemoMode)),
            (Flow::Jwt, &[("SFDX_ENV", "DEMO")], Some("3MVG9"), false, Some(Question::DemoMode)),
            (Flow::Jwt, &[("SF_ENV", "demo")], Some("3MVG9"), true, None),
            (Flow::AccessToken, &[("SF_ENV", "demo")], None, false, None),
        ] {
            let mut observations = Observations::blank(flow).with_variables(variables);
            (observations.login.client_id, observations.login.no_prompt) = (client_id.map(Into::into), no_prompt);
            assert_eq!(unanswered(&observations), None);
            observations.standard_input = StandardInput::Ended;
            assert_eq!(unanswered(&observations), question, "{flow:?} {variables:?} {client_id:?} {no_prompt}");
        }
    }
}
