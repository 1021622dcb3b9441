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
    if matches!(observations.login.flow, Flow::SfdxUrl | Flow::AccessToken) {
        return Finding::skip("this login does not ask the project for its URL");
    }
    of_project(observations, project)
        .evidence("path", &project.path)
        .evidence("sfdc_login_url", &project.sfdc_login_url)
        .evidence("syntax_error", &project.syntax_error)
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
            Fix::text(if reason.raw().contains("object") {
                format!(
                    "Write an object into {path}: {{\"packageDirectories\": [{{\"path\": \"force-app\", \"default\": true}}], \"sfdcLoginUrl\": \"https://NAME.my.salesforce.com\"}}."
                )
            } else {
                format!("Mend {path}: sf's own keys begin with a small letter.")
            }),
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
                    Flow::Web | Flow::SfdxUrl | Flow::AccessToken => "",
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
    hosts::mend(text).filter(|url| url != hosts::PRODUCTION)
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
    Fix::command("Write it as UTF-8.", Commands::as_utf8(path.raw()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::model::observations::FileProblem;

    fn file() -> ProjectFile {
        ProjectFile { path: "/p/sfdx-project.json".into(), ..ProjectFile::default() }
    }

    fn judged(project: ProjectFile, flag: Option<&str>) -> Finding {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.project = Some(project);
        observations.login.instance_url = flag.map(Untrusted::from);
        judge(&observations)
    }

    #[test]
    fn what_is_heard_passes() {
        for project in [
            file(),
            ProjectFile { sfdc_login_url: Some("https://acme.my.salesforce.com".into()), ..file() },
            ProjectFile { encoding: Some("UTF-8 BOM".into()), sfdc_login_url: Some("https://test.salesforce.com".into()), ..file() },
            ProjectFile { oauth_local_port: Some(1718.into()), ..file() },
            ProjectFile { oauth_local_port: Some("1718".into()), ..file() },
        ] {
            assert_eq!(judged(project, None).status, Status::Pass);
        }
        assert_eq!(judge(&Observations::blank(Flow::Jwt)).status, Status::Skip);
    }

    #[test]
    fn a_url_that_is_not_heard_is_refused_unless_the_flag_decides() {
        let meant = Some(Untrusted::from("https://acme--dev.sandbox.my.salesforce.com"));
        for project in [
            ProjectFile { syntax_error: Some("expected `,` at line 3 column 5".into()), intended_login_url: meant.clone(), ..file() },
            ProjectFile { syntax_error: Some("x".into()), encoding: Some("UTF-16LE".into()), intended_login_url: meant.clone(), ..file() },
            ProjectFile {
                refused: Some("its key \"Foo\" begins with a capital letter".into()),
                intended_login_url: meant.clone(),
                ..file()
            },
            ProjectFile { sfdc_login_url: Some("acme--dev.sandbox.my.salesforce.com".into()), ..file() },
            ProjectFile { sfdc_login_url: Some("https://acme--dev.sandbox.my.saleforce.com".into()), ..file() },
            ProjectFile { sfdc_login_url: meant.clone(), signup_target_login_url: Some("x".into()), ..file() },
            ProjectFile { intended_login_url: meant.clone(), ..file() },
        ] {
            let finding = judged(project.clone(), None);
            assert_eq!((finding.status, &finding.effect), (Status::Fail, &Some(Effect::Refused)), "{project:?}");
            let command = &finding.fixes[0].commands.as_ref().unwrap().sh;
            assert_eq!(command, "sf org login jwt --instance-url https://acme--dev.sandbox.my.salesforce.com", "{project:?}");
            assert_eq!(judged(project, Some("https://acme.my.salesforce.com")).status, Status::Warn);
        }
    }

    #[test]
    fn a_damaged_file_that_meant_production_only_warns() {
        for project in [
            ProjectFile { problem: Some(FileProblem::Denied), ..file() },
            ProjectFile { syntax_error: Some("x".into()), ..file() },
            ProjectFile { syntax_error: Some("x".into()), intended_login_url: Some("https://login.salesforce.com/".into()), ..file() },
            ProjectFile { sfdc_login_url_is_not_text: true, ..file() },
            ProjectFile { oauth_local_port: Some("x".into()), ..file() },
            ProjectFile { oauth_local_port: Some(70000.into()), ..file() },
        ] {
            assert_eq!(judged(project.clone(), None).status, Status::Warn, "{project:?}");
        }
    }
}
