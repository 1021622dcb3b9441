//! A browser can be opened.

use crate::model::observations::{Browser, Flow, NodeVersion};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage};
use crate::salesforce::open::{self, Opening};
use crate::salesforce::switches;
use crate::salesforce::words;

/// The check.
pub const CHECK: Check = Check { id: "browser", title: "A browser can be opened", page: include_str!("../docs/checks/browser.md"), judge };

fn judge(observations: &Observations) -> Finding {
    if observations.login.flow != Flow::Web {
        return Finding::skip("only a web login opens a browser");
    }
    let value = |name: &str| observations.environment.value(name);
    let is_code_builder = value("CODE_BUILDER").is_some_and(switches::is_true);
    if !is_code_builder && let Some(variable) = container_mode(observations) {
        return container_refused(variable);
    }
    let Some(browser) = &observations.browser else {
        return Finding::unknown("not looked for");
    };
    if is_code_builder && !browser.code_builder_state {
        return no_code_builder_state();
    }
    let finding = match (observations.platform.os.as_str(), &observations.login.browser) {
        ("linux", Some(flag)) => with_flag(observations, browser, flag.raw()),
        ("linux", None) if !starts_windows_browser(observations, browser) => on_linux(observations, browser),
        ("windows" | "linux", _) => on_windows(observations),
        _ => Finding::pass("the system opens its default browser"),
    };
    if finding.effect.is_some() { finding } else { elsewhere(observations).unwrap_or(finding) }
}

/// The variable that makes sf refuse.
fn container_mode(observations: &Observations) -> Option<&'static str> {
    let is_true = |name: &&str| observations.environment.value(name).is_some_and(switches::is_true);
    ["SF_CONTAINER_MODE", "SFDX_CONTAINER_MODE"].into_iter().find(is_true)
}

fn container_refused(variable: &'static str) -> Finding {
    let failure = Failure::new("SfError", words::HEADLESS);
    Finding::fail(
        format!("{variable} makes sf refuse a web login"),
        Effect::breaks(Stage::ContainerMode, failure),
        Fix::command("If a browser on this machine can be used, remove the variable.", Commands::unset_variable(variable)),
    )
    .detail("Salesforce's container images set it. sf listens on localhost inside the container, so publishing its port does not help.")
    .evidence("variable", variable)
    .also(other_flows())
}

fn no_code_builder_state() -> Finding {
    Finding::fail(
        "CODE_BUILDER is set, and CODE_BUILDER_STATE is not",
        Effect::breaks(Stage::OauthPort, Failure::new("InvalidCodeBuilderStateError", words::NO_CODE_BUILDER_STATE)),
        Fix::command("Outside Code Builder, remove the variable.", Commands::unset_variable("CODE_BUILDER")),
    )
    .detail("With CODE_BUILDER sf logs in by way of Code Builder's own service, which has to have set CODE_BUILDER_STATE.")
}

fn on_linux(observations: &Observations, browser: &Browser) -> Finding {
    let environment = &observations.environment;
    match open::open(environment, browser) {
        Opening::Fails => no_browser(observations),
        Opening::StartsNothing(program) => Finding::fail(
            format!("xdg-open reports success with {program}, and no page is opened"),
            Effect::breaks(Stage::Browser, Failure::hang()),
            Fix::command("Name a browser.", Commands::set_variable("BROWSER", "firefox")),
        )
        .detail("sf then waits two minutes for a browser that never comes, and ends with AuthTimeoutError.")
        .also(other_flows()),
        Opening::Unknown => Finding::unknown("which browser opens depends on the desktop session, which was not asked"),
        Opening::Starts(program) if open::is_text_browser(&program) => Finding::warn(
            format!("the only browser found is {program}, which would be started without a terminal"),
            other_flows(),
        )
        .detail(
            "sf starts the browser detached from the terminal, so a browser for the terminal shows nothing and sf waits for two minutes.",
        ),
        Opening::Starts(program) => Finding::pass(format!("{program} would be started")),
    }
}

fn no_browser(observations: &Observations) -> Finding {
    let failure = Failure::new("CannotOpenBrowserError", words::NO_BROWSER);
    let environment = &observations.environment;
    let reason = match environment.nonempty("BROWSER") {
        Some(value) => {
            format!("BROWSER is {}, of which nothing was found on PATH or for this desktop", crate::model::Untrusted::from(value))
        }
        None if open::has_display(environment) => "there is a display, but no browser that xdg-open knows".to_owned(),
        None => "no DISPLAY, no WAYLAND_DISPLAY, no BROWSER and no text browser".to_owned(),
    };
    let container = observations.platform.container.as_ref().map(|kind| {
        format!(" This is a container ({kind}). A browser outside does not reach sf, which listens on localhost inside; publishing the port does not help.")
    });
    Finding::fail(format!("no browser can be opened: {reason}"), Effect::breaks(Stage::Browser, failure), other_flows())
        .detail(format!(
            "sf opens the login page with the xdg-open script that it brings. That looks for the desktop's opener, then for the programs in BROWSER, then for a list of known ones, and found none.{}",
            container.unwrap_or_default()
        ))
        .also(Fix::command("If a browser is installed, name its program.", Commands::set_variable("BROWSER", "google-chrome-stable")))
}

/// With `--browser`, `open` starts programs by name and xdg-open is not asked.
fn with_flag(observations: &Observations, browser: &Browser, flag: &str) -> Finding {
    let names = open::named_browsers(flag, observations.platform.wsl && observations.platform.container.is_none());
    let found = names.iter().find(|name| browser.programs.contains(**name));
    match (names, found) {
        ([], _) => Finding::skip("sf refuses this value of --browser as wrong usage"),
        ([one], None) => missing(flag, Failure::new("ENOENT", &format!("spawn {one} ENOENT"))),
        (_, None) => missing(flag, Failure::new("AggregateError", words::NO_BROWSER_OF_SEVERAL)),
        ([_], Some(program)) => Finding::pass(format!("{program} would be started")),
        (_, Some(program)) if waits_for_the_program(observations) => Finding::fail(
            format!("sf starts {program} and then never goes on"),
            Effect::breaks(Stage::Browser, Failure::hang()),
            Fix::text("Leave out --browser and set the system's default browser or BROWSER instead; --browser firefox works too."),
        )
        .detail("Of several possible programs the library `open` 11 waits until the one it started has ended, and sf then waits for an end that has already been: it does not listen for the redirect."),
        (_, Some(program)) => Finding::pass(format!("{program} would be started")),
    }
}

fn missing(flag: &str, failure: Failure) -> Finding {
    Finding::fail(
        format!("no program for --browser {flag} is found"),
        Effect::breaks(Stage::Browser, failure),
        Fix::text("Leave out --browser, or install that browser."),
    )
    .also(other_flows())
}

/// `open` 11 waits for the program to end where it tries several; measured with 11.0.4.
fn waits_for_the_program(observations: &Observations) -> bool {
    const FIRST: NodeVersion = NodeVersion::new(11, 0, 0);
    observations.runtime.sf.as_ref().and_then(|sf| sf.open_version).is_none_or(|version| version >= FIRST)
}

/// In WSL, outside containers and SSH sessions, `open` uses Windows' own PowerShell if it is there.
fn starts_windows_browser(observations: &Observations, browser: &Browser) -> bool {
    observations.platform.wsl
        && observations.platform.container.is_none()
        && ssh(observations).is_none()
        && browser.programs.contains("powershell.exe")
}

fn on_windows(observations: &Observations) -> Finding {
    if !waits_for_the_program(observations) {
        return Finding::pass("PowerShell opens the default browser");
    }
    Finding::warn(
        "PowerShell opens the default browser; this sf may then not notice that it has",
        other_flows(),
    )
    .detail("The library `open` 11 waits until PowerShell has ended, and sf then waits for an end that has already been. Measured on Linux with --browser chrome, which takes the same path; on Windows only read in the source.")
}

/// A browser that is not where the person sits, or where nobody sits at all.
fn elsewhere(observations: &Observations) -> Option<Finding> {
    let port = observations.oauth_port.as_ref().map_or(crate::salesforce::oauth_port::DEFAULT, |probe| probe.port);
    let back = format!("After the login the org sends the browser to http://localhost:{port}, which must be the machine that sf runs on.");
    if let Some(variable) = set(observations, &["CODESPACES", "REMOTE_CONTAINERS"]) {
        let fix = Fix::text(format!(
            "Let the editor forward port {port} (its list of ports), open the page that sf waits for in your own browser, and keep that port on your side too."
        ));
        let summary = format!("{variable} is set: the browser is yours, and sf runs in a container elsewhere");
        return Some(Finding::warn(summary, fix).detail(back).evidence("variable", variable).also(other_flows()));
    }
    if let Some(variable) = ssh(observations) {
        let forward = Commands::same(format!("ssh -L {port}:localhost:{port} user@this-machine"));
        let summary = format!("{variable} is set: the browser opens on this machine, not where you sit");
        let text = format!(
            "If your own browser is to be used, forward port {port} when you connect, then open the page that sf waits for yourself."
        );
        return Some(Finding::warn(summary, Fix::command(text, forward)).detail(back).evidence("variable", variable).also(other_flows()));
    }
    if let Some(variable) =
        set(observations, &["CI", "GITHUB_ACTIONS"]).filter(|name| observations.environment.value(name) != Some("false"))
    {
        let summary = format!("{variable} is set: nobody is there to log in in a browser");
        return Some(
            Finding::warn(summary, other_flows())
                .detail("sf waits two minutes for the browser to come back, and ends with AuthTimeoutError.")
                .evidence("variable", variable),
        );
    }
    None
}

fn ssh(observations: &Observations) -> Option<&'static str> {
    set(observations, &["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
}

/// The first of the variables that is set.
fn set(observations: &Observations, names: &[&'static str]) -> Option<&'static str> {
    names.iter().copied().find(|name| observations.environment.nonempty(name).is_some())
}

fn other_flows() -> Fix {
    Fix::text(
        "Use a login without a browser: `sf org login jwt`, or log in on another machine, run `sf org auth show-sfdx-auth-url --target-org ORG` there and bring the URL to `sf org login sfdx-url --sfdx-url-stdin -`, or `sf org login access-token`. (`sf org login device` no longer exists.)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn found(variables: &[(&str, &str)], flag: Option<&str>, programs: &[&str]) -> (Status, Option<String>, Option<Stage>) {
        let mut observations = Observations::blank(Flow::Web).with_variables(variables);
        observations.login.browser = flag.map(Into::into);
        observations.browser = Some(Browser { programs: programs.iter().map(|name| (*name).to_owned()).collect(), ..Browser::default() });
        let finding = judge(&observations);
        let stage = match &finding.effect {
            Some(Effect::Breaks(broken)) => Some(broken.stage),
            _ => None,
        };
        (finding.status, finding.code, stage)
    }

    /// Measured with sf 2.150.6.
    #[test]
    fn a_web_login_is_judged_as_sf_behaves() {
        let fails = |code: Option<&str>, stage| (Status::Fail, code.map(str::to_owned), Some(stage));
        let fine = |status| (status, None, None);
        let fake = [("BROWSER", "fakebrowser")];
        for (variables, flag, programs, expected) in [
            (&fake[..], None, &["fakebrowser"][..], fine(Status::Pass)),
            (&[], None, &[], fails(Some("CannotOpenBrowserError"), Stage::Browser)),
            (&[("BROWSER", "true")], None, &["true"], fails(None, Stage::Browser)),
            (&[], None, &["w3m"], fine(Status::Warn)),
            (&[fake[0], ("SF_CONTAINER_MODE", "1")], None, &["fakebrowser"], fails(Some("SfError"), Stage::ContainerMode)),
            (&[fake[0], ("SFDX_CONTAINER_MODE", "TRUE")], None, &["fakebrowser"], fails(Some("SfError"), Stage::ContainerMode)),
            (&[fake[0], ("SF_CONTAINER_MODE", "yes")], None, &["fakebrowser"], fine(Status::Pass)),
            (
                &[fake[0], ("SF_CONTAINER_MODE", "1"), ("CODE_BUILDER", "1")],
                None,
                &["fakebrowser"],
                fails(Some("InvalidCodeBuilderStateError"), Stage::OauthPort),
            ),
            (&[fake[0], ("SSH_CONNECTION", "1 2 3 4")], None, &["fakebrowser"], fine(Status::Warn)),
            (&[fake[0], ("CODESPACES", "true")], None, &["fakebrowser"], fine(Status::Warn)),
            (&[fake[0], ("CI", "true")], None, &["fakebrowser"], fine(Status::Warn)),
            (&[fake[0], ("CI", "false")], None, &["fakebrowser"], fine(Status::Pass)),
            (&fake, Some("firefox"), &["fakebrowser"], fails(Some("ENOENT"), Stage::Browser)),
            (&fake, Some("firefox"), &["firefox"], fine(Status::Pass)),
            (&fake, Some("chrome"), &["fakebrowser"], fails(Some("AggregateError"), Stage::Browser)),
            (&fake, Some("chrome"), &["chromium"], fails(None, Stage::Browser)),
            (&fake, Some("edge"), &["microsoft-edge"], fails(None, Stage::Browser)),
        ] {
            assert_eq!(found(variables, flag, programs), expected, "{variables:?} {flag:?} {programs:?}");
        }
    }

    /// Read in the source of `open` 11.0.4.
    #[test]
    fn in_wsl_a_named_browser_is_a_program_of_windows() {
        let mut observations = Observations::blank(Flow::Web);
        observations.platform.wsl = true;
        observations.login.browser = Some("edge".into());
        observations.browser = Some(Browser { programs: ["microsoft-edge".to_owned()].into(), ..Browser::default() });
        assert_eq!(judge(&observations).status, Status::Fail);
        let edge = "/mnt/c/Program Files (x86)/Microsoft/Edge/Application/msedge.exe".to_owned();
        observations.browser = Some(Browser { programs: [edge].into(), ..Browser::default() });
        assert_eq!(judge(&observations).status, Status::Pass);
    }

    #[test]
    fn where_the_person_sits_elsewhere_the_way_there_is_told() {
        let judged = |variables: &[(&str, &str)], container: Option<&str>| {
            let mut observations = Observations::blank(Flow::Web).with_variables(variables);
            let programs: &[&str] = if variables.is_empty() { &[] } else { &["firefox"] };
            observations.browser =
                Some(Browser { programs: programs.iter().map(|name| (*name).to_owned()).collect(), ..Browser::default() });
            observations.platform.container = container.map(str::to_owned);
            judge(&observations)
        };
        let browser = ("BROWSER", "firefox");
        let first_command = |finding: &Finding| finding.fixes[0].commands.as_ref().map(|commands| commands.sh.clone());
        assert_eq!(
            first_command(&judged(&[browser, ("SSH_TTY", "/dev/pts/0")], None)).as_deref(),
            Some("ssh -L 1717:localhost:1717 user@this-machine")
        );
        // Nobody connects to a codespace by ssh themselves.
        let codespace = judged(&[browser, ("CODESPACES", "true"), ("SSH_CONNECTION", "1 2 3 4")], Some("docker"));
        assert_eq!(first_command(&codespace), None);
        assert!(codespace.fixes[0].text.contains("forward port 1717"));
        // A browser that was put into a container is there to be used.
        assert_eq!(judged(&[browser], Some("docker")).status, Status::Pass);
        assert!(judged(&[], Some("docker")).detail.contains("This is a container (docker)"));
        assert!(!judged(&[], None).detail.contains("container"));
    }

    #[test]
    fn a_jwt_login_needs_none() {
        assert_eq!(judge(&Observations::blank(Flow::Jwt)).status, Status::Skip);
    }
}
