//! The project's file says what sf hears.

use crate::model::observations::{Flow, ProjectFile, UrlSource};
use crate::model::{Check, Commands, Effect, Finding, Fix, Observations, Untrusted};
use crate::salesforce::login_url::{self, Dropped};
use crate::salesforce::{command, hosts};

/// The check.
pub const CHECK: Check =
    Check { id: "project", title: "The project's file says what sf hears", page: include_str!("../docs/checks/project.md"), judge };

fn judge(observations: &Observations) -> Finding {
    let Some(project) = &observations.project else {
        return Finding::skip("there is no sfdx-project.json here or above");
    };
    of_project(observations, project)
        .evidence("path", &project.path)
        .evidence("sfdc_login_url", &project.sfdc_login_url)
        .evidence("oauth_local_port", &project.oauth_local_port)
}

fn of_project(observations: &Observations, project: &ProjectFile) -> Finding {
    let path = &project.path;
    if let Some(problem) = project.problem {
        let code = problem.node_code().map(|code| format!(" ({code})")).unwrap_or_default();
        return unheard(
            observations,
            project,
            &format!("{path} cannot be read{code}"),
            Fix::text(format!("Make {path} a file that you may read.")),
        );
    }
    if let Some(encoding) = project.encoding.as_deref().filter(|encoding| encoding.starts_with("UTF-16")) {
        return unheard(observations, project, &format!("{path} is {encoding}, and sf reads UTF-8"), rewrite(path));
    }
    if let Some(error) = &project.syntax_error {
        return unheard(observations, project, &format!("{path} is not JSON: {error}"), Fix::text(format!("Mend {path} at that place.")));
    }
    if let Some(reason) = &project.refused {
        return unheard(
            observations,
            project,
            &format!("sf refuses {path}: {reason}"),
            Fix::text(format!("Mend {path}: sf's own keys begin with a small letter.")),
        );
    }
    match login_url::of_project(observations, project) {
        Err(dropped) => of_dropped(observations, project, &dropped),
        Ok(_) => of_good(observations, project),
    }
}

fn of_dropped(observations: &Observations, project: &ProjectFile, dropped: &Dropped) -> Finding {
    let (summary, meant) = match dropped {
        Dropped::File => (format!("sf drops {}", project.path), None),
        Dropped::NotText => (format!("sfdcLoginUrl in {} is not a text", project.path), None),
        Dropped::NotSalesforce(name, text) => {
            let meant = hosts::mend(text.raw()).filter(|url| url != text.raw());
            (format!("{name} is no URL of a Salesforce domain: {text}"), meant)
        }
    };
    let fix = match meant {
        Some(url) => Fix::text(format!("Write {url} there.")),
        None => Fix::text("Write a login URL there, such as https://NAME.my.salesforce.com, or take it out."),
    };
    unheard(observations, project, &summary, fix)
}

/// sf passes over what the project says without a word, and logs in to production. That matters where nothing else
/// gives the URL and the project meant another.
fn unheard(observations: &Observations, project: &ProjectFile, summary: &str, fix: Fix) -> Finding {
    let login = login_url::resolve(observations);
    let meant = meant(observations, project);
    match (login.source, meant) {
        (UrlSource::Default, Some(meant)) => {
            let again = command::with_flags(observations, &[("--instance-url", &meant)]);
            Finding::fail(summary, Effect::Refused, Fix::command("Give the URL on the command line.", again)).also(fix).detail(format!(
                "sf says nothing of it and logs in to https://login.salesforce.com, where {meant} was meant{}.",
                match observations.login.flow {
                    Flow::Jwt => ": with JWT, to whichever org admits the user there",
                    Flow::Web => "",
                }
            ))
        }
        (UrlSource::Flag, _) => {
            Finding::warn(summary, fix).detail("This login is not affected, since --instance-url is given; others are.")
        }
        _ => Finding::warn(summary, fix).detail(format!("sf says nothing of it and logs in to {}.", login.text)),
    }
}

/// The URL that the project evidently meant, as it should have been written; None if that is production's own.
fn meant(observations: &Observations, project: &ProjectFile) -> Option<String> {
    let forced = observations.environment.nonempty("FORCE_SFDC_LOGIN_URL");
    let text = forced.or_else(|| project.sfdc_login_url.as_ref().or(project.intended_login_url.as_ref()).map(Untrusted::raw))?;
    hosts::mend(text).filter(|url| url != login_url::PRODUCTION)
}

fn of_good(observations: &Observations, project: &ProjectFile) -> Finding {
    if let Some(problem) = port_problem(project) {
        return Finding::warn(
            problem,
            Fix::text(format!("Write a number from 1024 to 65535 in {}, or take oauthLocalPort out.", project.path)),
        );
    }
    if let (Some(meant), None) = (&project.intended_login_url, &project.sfdc_login_url) {
        return unheard(
            observations,
            project,
            &format!("sfdcLoginUrl is written in another case or place, so sf does not see {meant}"),
            Fix::text(format!("Write \"sfdcLoginUrl\" at the top level of {}.", project.path)),
        );
    }
    let summary = match (&project.sfdc_login_url, login_url::resolve(observations).source) {
        (Some(url), UrlSource::Project) => format!("{} names {url}", project.path),
        (Some(url), _) => format!("{} names {url}, which is not used for this login", project.path),
        (None, _) => format!("{} names no login URL", project.path),
    };
    Finding::pass(summary)
}

/// Only the web login uses the port.
fn port_problem(project: &ProjectFile) -> Option<String> {
    let port = project.oauth_local_port.as_ref()?;
    let number = match port {
        serde_json::Value::Number(number) => number.as_u64(),
        serde_json::Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    match number {
        Some(1..=65535) => None,
        _ => Some(format!("oauthLocalPort is no port: {}", Untrusted::from(port.to_string()))),
    }
}

fn rewrite(path: &Untrusted) -> Fix {
    let quoted = Commands::run(&[path.raw()]);
    let unix = |path: &str| format!("iconv -f UTF-16 -t UTF-8 {path} > sfdx-project.new && mv sfdx-project.new {path}");
    let powershell = format!("[IO.File]::WriteAllText((Resolve-Path {0}), [IO.File]::ReadAllText((Resolve-Path {0})))", quoted.powershell);
    let commands =
        Commands { sh: unix(&quoted.sh), fish: unix(&quoted.fish), cmd: format!("powershell -Command \"{powershell}\""), powershell };
    Fix::command("Write it as UTF-8.", commands)
}
