//! The JWT names an audience that the org accepts.

use crate::model::observations::Flow;
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Status, Untrusted};
use crate::salesforce::{audience, command, hosts, login_url};
use url::Url;

/// The check.
pub const CHECK: Check = Check {
    id: "jwt-audience",
    title: "The JWT names an audience that the org accepts",
    page: include_str!("../docs/checks/jwt-audience.md"),
    judge,
};

fn judge(observations: &Observations) -> Finding {
    if observations.login.flow != Flow::Jwt {
        return Finding::skip("only a JWT login sends an assertion");
    }
    let variable = audience::variable(observations);
    let finding = match variable {
        Some((name, value)) => match Url::parse(value) {
            Err(_) => malformed(name, value),
            Ok(url) => set(observations, name, &url),
        },
        None => contradiction(observations).unwrap_or_else(|| Finding::pass(tries(observations))),
    };
    let finding = match variable {
        Some((name, value)) => finding.evidence("variable", name).evidence("value", Untrusted::from(value)),
        None => finding,
    };
    let told =
        if finding.status == Status::Warn { format!("{} Here {}.", finding.detail, tries(observations)) } else { finding.detail.clone() };
    finding.detail(told).evidence("attempts", login_url::attempts(observations))
}

/// The pairs of host and audience that sf tries, in its order. An audience that is the host itself is not said again.
fn tries(observations: &Observations) -> String {
    let short = |text: &Untrusted| text.to_string().trim_start_matches("https://").trim_end_matches('/').to_owned();
    let mut told: Vec<String> = Vec::new();
    let mut last = None;
    for attempt in login_url::attempts(observations) {
        let (login, audience) = (short(&attempt.login), short(&attempt.audience));
        match told.last_mut().filter(|_| last.as_ref() == Some(&login)) {
            Some(pairs) => *pairs += &format!(" and {audience}"),
            None if login == audience => {
                told.push(login);
                last = None;
            }
            None => {
                told.push(format!("{login} for {audience}"));
                last = Some(login);
            }
        }
    }
    if told.is_empty() { "sf tries no host".to_owned() } else { format!("sf tries in turn {}", told.join(", ")) }
}

/// `new URL` throws where sf works the pairs out, before it signs. Measured.
fn malformed(name: &'static str, value: &str) -> Finding {
    Finding::fail(
        format!("{name} is not a URL: `{}`", Untrusted::from(value)),
        Effect::breaks(Stage::Audience, Failure::without_code("TypeError::Invalid URL")),
        unset(name),
    )
    .detail("sf dies of it before it signs anything.")
}

fn set(observations: &Observations, name: &'static str, url: &Url) -> Finding {
    let host = url.host_str().unwrap_or_default();
    let login = login_url::resolve(observations).url;
    let login_host = login.as_ref().and_then(Url::host_str).unwrap_or_default();
    let both = |a: &str, b: &str| (host == a && is_sandbox(login_host) != is_sandbox(b)) && !login_host.is_empty();
    if both("login.salesforce.com", "login.salesforce.com") || both("test.salesforce.com", "test.salesforce.com") {
        return Finding::warn(format!("{name} names {host}, and the login host is {login_host}"), unset(name))
            .detail("sf tries other audiences as well, so the login may still work, after answers of `audience is invalid`.");
    }
    if ![login_host, "login.salesforce.com", "test.salesforce.com"].contains(&host) {
        return Finding::warn(format!("{name} names {host}, and the login host is {login_host}: another org's"), unset(name))
            .detail("An org takes its own host for an audience, login.salesforce.com, or test.salesforce.com if it is a sandbox. sf tries other audiences as well, so the login may still work, after answers of `audience is invalid`.");
    }
    Finding::warn(format!("{name} sets the audience to {host}; sf would find it by itself"), unset(name))
        .detail("It is tried among the others, and no longer needed since sf tries them all.")
}

fn is_sandbox(host: &str) -> bool {
    host == "test.salesforce.com" || host.contains(".sandbox.") || host.contains(".scratch.") || host.contains("--")
}

/// A user name that ends like a sandbox's, and a login at production.
fn contradiction(observations: &Observations) -> Option<Finding> {
    let login = login_url::resolve(observations).url?;
    let username = observations.login.username.as_ref()?;
    let (_, domain) = username.raw().rsplit_once('@')?;
    let sandbox = domain.rsplit('.').next().filter(|end| matches!(*end, "sandbox" | "uat" | "sit" | "qa" | "dev" | "test" | "staging"))?;
    if login.host_str() != Some("login.salesforce.com") {
        return None;
    }
    let again = command::with_flags(observations, &[("--instance-url", hosts::SANDBOX)]);
    Some(
        Finding::warn(
            format!("the user name ends in .{sandbox}, as a sandbox's does, and the login goes to login.salesforce.com"),
            Fix::command(
                "If it is a sandbox's, give the sandbox's own URL, https://NAME--SANDBOX.sandbox.my.salesforce.com, or at least:",
                again,
            ),
        )
        .detail("sf tries test.salesforce.com next, so the login may work all the same."),
    )
}

fn unset(name: &str) -> Fix {
    Fix::command(format!("Remove {name}."), Commands::unset_variable(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(variables: &[(&str, &str)], url: &str, username: &str) -> Finding {
        let mut observations = Observations::blank(Flow::Jwt).with_variables(variables);
        observations.login.instance_url = Some(url.into());
        observations.login.username = Some(username.into());
        judge(&observations)
    }

    #[test]
    fn the_variable_is_judged() {
        const ACME: &str = "https://acme.my.salesforce.com";
        for (variables, url, username, status) in [
            (&[][..], ACME, "me@acme.com", Status::Pass),
            (&[("SF_AUDIENCE_URL", "")], ACME, "me@acme.com", Status::Pass),
            (&[("SF_AUDIENCE_URL", "https://login.salesforce.com")], ACME, "me@acme.com", Status::Warn),
            (&[("SF_AUDIENCE_URL", "https://test.salesforce.com")], ACME, "me@acme.com", Status::Warn),
            (&[("SFDX_AUDIENCE_URL", "login.salesforce.com")], ACME, "me@acme.com", Status::Fail),
            (&[], "https://login.salesforce.com", "me@acme.com.uat", Status::Warn),
            (&[], ACME, "me@acme.com.uat", Status::Pass),
        ] {
            assert_eq!(judged(variables, url, username).status, status, "{variables:?} {url} {username}");
        }
    }

    #[test]
    fn a_malformed_one_breaks_before_signing_and_the_newer_name_decides() {
        let finding =
            judged(&[("SF_AUDIENCE_URL", "x"), ("SFDX_AUDIENCE_URL", "https://login.salesforce.com")], hosts::PRODUCTION, "me@acme.com");
        assert_eq!(finding.effect, Some(Effect::breaks(Stage::Audience, Failure::without_code("TypeError::Invalid URL"))));
        assert_eq!(finding.fixes[0].commands.as_ref().unwrap().sh, "unset SF_AUDIENCE_URL");
    }

    #[test]
    fn an_audience_of_another_org_is_told_apart() {
        for (audience, words) in [
            ("https://acme.my.salesforce.com", "sf would find it by itself"),
            ("https://login.salesforce.com", "sf would find it by itself"),
            ("https://test.salesforce.com", "names test.salesforce.com"),
            ("https://x--dev.sandbox.my.salesforce.com", "another org's"),
        ] {
            let finding = judged(&[("SF_AUDIENCE_URL", audience)], "https://acme.my.salesforce.com", "me@acme.com");
            assert!(finding.summary.contains(words), "{audience}: {}", finding.summary);
        }
    }

    #[test]
    fn the_pairs_are_told_in_sf_s_order() {
        let finding = judged(&[], "https://acme.my.salesforce.com", "me@acme.com");
        assert_eq!(
            finding.summary,
            "sf tries in turn acme.my.salesforce.com, test.salesforce.com, login.salesforce.com, acme.my.salesforce.com for login.salesforce.com and test.salesforce.com"
        );
        let warned = judged(&[("SF_AUDIENCE_URL", "https://x.my.salesforce.com")], "https://acme.my.salesforce.com", "me@acme.com");
        assert!(warned.detail.contains("Here sf tries in turn acme.my.salesforce.com"), "{}", warned.detail);
        assert_eq!(finding.evidence["attempts"].as_array().unwrap().len(), 5);
    }
}
