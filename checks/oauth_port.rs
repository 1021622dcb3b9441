//! The OAuth redirect port is free.

use crate::model::observations::{Flow, PortProbe};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::salesforce::oauth_port::{self, DEFAULT, OauthPort};
use crate::salesforce::words;

/// The check.
pub const CHECK: Check =
    Check { id: "oauth-port", title: "The OAuth redirect port is free", page: include_str!("../docs/checks/oauth-port.md"), judge };

fn judge(observations: &Observations) -> Finding {
    if observations.login.flow != Flow::Web {
        return Finding::skip("only a web login needs a port");
    }
    if let OauthPort::Invalid { error, prints } = oauth_port::determine(observations.project.as_ref()) {
        return invalid(observations, error, &prints);
    }
    let Some(probe) = &observations.oauth_port else {
        return Finding::skip("it was not tried");
    };
    let finding = judge_probe(observations, probe).evidence("port", probe.port).evidence("localhost", &probe.localhost);
    finding.took(Some(probe.duration_ms))
}

fn judge_probe(observations: &Observations, probe: &PortProbe) -> Finding {
    if !probe.answered.is_empty() {
        return in_use(observations, probe);
    }
    if probe.localhost.last().is_some_and(|last| probe.silent.contains(last)) {
        return silent(probe);
    }
    match probe.bind_error.as_deref() {
        Some(code @ ("EACCES" | "EADDRNOTAVAIL")) => return cannot_listen(probe, code),
        Some("EADDRINUSE") => {
            return Finding::unknown(format!("port {} is bound by a program that does not accept connections", probe.port));
        }
        Some(_) | None => {}
    }
    if probe.localhost.is_empty() {
        return no_localhost(probe);
    }
    if let Some(elsewhere) = probe.localhost.iter().find(|address| !address.is_loopback()) {
        let also = if probe.localhost.iter().any(|address| address.is_loopback()) { "also " } else { "" };
        return Finding::warn(
            format!("localhost {also}resolves to {elsewhere}, which is not this machine's loopback"),
            Fix::text("Correct the hosts file: localhost is 127.0.0.1 and ::1."),
        )
        .detail("sf listens at the first address of localhost, where others on the network may reach it. The browser is sent to http://localhost after the login and may end up elsewhere.");
    }
    if let Some(finding) = written_otherwise(observations, probe) {
        return finding;
    }
    if probe.from_project && probe.port != DEFAULT && observations.login.client_id.is_none() {
        return custom_port(probe);
    }
    Finding::pass(format!("port {} is free", probe.port))
}

/// sf puts the project's text into the redirect URL as it is, and no browser takes `localhost:0x6B6`. Measured.
fn written_otherwise(observations: &Observations, probe: &PortProbe) -> Option<Finding> {
    let project = observations.project.as_ref().filter(|_| probe.from_project)?;
    let text = project.oauth_local_port.as_ref()?.as_str()?;
    if text.trim().bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let finding = Finding::fail(
        format!("oauthLocalPort is written `{}`, and no browser comes back to such a port", Untrusted::from(text)),
        Effect::breaks(Stage::Browser, Failure::hang()),
        Fix::text(format!("Write \"oauthLocalPort\": {} in {}.", probe.port, project.path)),
    );
    Some(finding.detail(format!("sf listens on port {}, and sends the browser to the text as it stands.", probe.port)))
}

fn in_use(observations: &Observations, probe: &PortProbe) -> Finding {
    let port = probe.port;
    // sf prints the project's value as it is written there.
    let written = observations.project.as_ref().filter(|_| probe.from_project).and_then(|project| project.oauth_local_port.as_ref());
    let printed = written.and_then(|value| value.as_str()).map_or_else(|| port.to_string(), str::to_owned);
    let failure = Failure::new("PortInUseError", &format!("{} {printed}.", words::PORT_IN_USE));
    let fix = match &probe.holder {
        Some(holder) => Fix::text(format!(
            "End process {} ({}). If it is an earlier `sf org login web`, it still waits for its browser.",
            holder.pid, holder.command
        )),
        None => Fix::command("Find the program that listens there, and end it.", find_holder(port)),
    };
    let summary = match &probe.holder {
        Some(holder) => format!("port {port} is in use by {} (process {})", holder.command, holder.pid),
        None => format!("port {port} is in use"),
    };
    Finding::fail(summary, Effect::breaks(Stage::OauthPort, failure), fix)
        .detail(format!(
            "Something accepts connections on {}. sf tries to connect before it opens its redirect server there and stops if it can. {}",
            addresses(probe),
            origin(probe)
        ))
        .evidence("answered", &probe.answered)
        .evidence("holder", &probe.holder)
        .also(other_port())
}

fn silent(probe: &PortProbe) -> Finding {
    Finding::fail(
        format!("connecting to the closed port {} on localhost gets no answer at all", probe.port),
        Effect::breaks(Stage::OauthPort, Failure::new("SOCKET_TIMEOUT", "timeout")),
        Fix::text("Let this machine refuse connections to closed loopback ports: on WSL use NAT instead of mirrored networking (`networkingMode=nat` in .wslconfig), else look for a firewall that drops them."),
    )
    .detail("sf tests whether the port is free by connecting to it. Refused means free; silence makes it give up after 20 seconds.")
    .evidence("silent", &probe.silent)
}

fn cannot_listen(probe: &PortProbe, code: &str) -> Finding {
    let port = probe.port;
    let (summary, prints, fix) = if code == "EACCES" {
        (
            format!("the system does not let sf listen on port {port}"),
            "listen EACCES: permission denied",
            Fix::command(
                "Use a port above 1023 that no system reservation holds; on Windows this shows the reserved ranges (Hyper-V and WinNAT make them).",
                Commands::same("netsh interface ip show excludedportrange protocol=tcp"),
            ),
        )
    } else {
        (
            format!("localhost resolves to {}, which is no address of this machine", addresses_of(&probe.localhost)),
            "listen EADDRNOTAVAIL: address not available",
            Fix::text("Correct the hosts file: localhost is 127.0.0.1 and ::1."),
        )
    };
    Finding::fail(summary, Effect::breaks(Stage::OauthPort, Failure::new(code, prints)), fix)
        .detail(format!(
            "sf opens its redirect server on localhost:{port} and dies with an unhandled error when it cannot. {}",
            origin(probe)
        ))
        .evidence("bind_error", code)
}

fn no_localhost(probe: &PortProbe) -> Finding {
    Finding::warn(
        format!("localhost does not resolve, so port {} was not tried", probe.port),
        Fix::text("Add `127.0.0.1 localhost` to the hosts file."),
    )
    .detail("After the login the browser is sent to http://localhost; browsers mostly know it by themselves, other programs do not.")
}

fn custom_port(probe: &PortProbe) -> Finding {
    Finding::warn(
        format!("port {} is free, but sf's own connected app allows only {DEFAULT}", probe.port),
        Fix::text(format!(
            "Give --client-id of a connected app whose callback URL is http://localhost:{}/OauthRedirect, or remove oauthLocalPort from sfdx-project.json.",
            probe.port
        )),
    )
    .evidence("default_port", DEFAULT)
    .detail("The org answers the browser with redirect_uri_mismatch when the callback URL is not one that the app allows; sf itself then waits.")
}

fn invalid(observations: &Observations, error: &str, prints: &str) -> Finding {
    let value = observations.project.as_ref().and_then(|project| project.oauth_local_port.clone());
    let shown = value.as_ref().map(ToString::to_string).unwrap_or_default();
    Finding::fail(
        format!("oauthLocalPort {shown} is not a port"),
        Effect::breaks(Stage::OauthPort, Failure::new(error, prints)),
        Fix::text("Write a number from 1024 to 65535, or remove oauthLocalPort from sfdx-project.json to use 1717."),
    )
    .evidence("oauth_local_port", value)
}

fn origin(probe: &PortProbe) -> &'static str {
    if probe.from_project { "The port is oauthLocalPort of sfdx-project.json." } else { "The port is sf's default." }
}

fn addresses(probe: &PortProbe) -> String {
    addresses_of(&probe.answered)
}

fn addresses_of(addresses: &[std::net::IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn other_port() -> Fix {
    Fix::text(
        "Or use another port: oauthLocalPort in sfdx-project.json, together with --client-id of a connected app that has this callback URL.",
    )
}

fn find_holder(port: u16) -> Commands {
    let windows = format!("netstat -ano | findstr :{port}");
    let unix = format!("lsof -nP -iTCP:{port} -sTCP:LISTEN");
    Commands { sh: unix.clone(), fish: unix, powershell: windows.clone(), cmd: windows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

    fn free() -> PortProbe {
        PortProbe {
            port: 1717,
            from_project: false,
            localhost: vec![V6, V4],
            answered: vec![],
            silent: vec![],
            bind_error: None,
            holder: None,
            duration_ms: 1,
        }
    }

    fn found(probe: PortProbe) -> (Status, Option<String>) {
        let mut observations = Observations::blank(Flow::Web);
        observations.oauth_port = Some(probe);
        let finding = judge(&observations);
        (finding.status, finding.code)
    }

    #[test]
    fn the_port_is_judged_as_sf_tests_it() {
        let code = |code: &str| Some(code.to_owned());
        for (probe, status, expected) in [
            (free(), Status::Pass, None),
            (PortProbe { answered: vec![V4], ..free() }, Status::Fail, code("PortInUseError")),
            (PortProbe { silent: vec![V4], ..free() }, Status::Fail, code("SOCKET_TIMEOUT")),
            (PortProbe { silent: vec![V6], ..free() }, Status::Pass, None),
            (PortProbe { bind_error: code("EACCES"), ..free() }, Status::Fail, code("EACCES")),
            (PortProbe { bind_error: code("EADDRNOTAVAIL"), ..free() }, Status::Fail, code("EADDRNOTAVAIL")),
            (PortProbe { bind_error: code("EADDRINUSE"), ..free() }, Status::Unknown, None),
            (PortProbe { localhost: vec![], ..free() }, Status::Warn, None),
            (PortProbe { port: 1718, from_project: true, ..free() }, Status::Warn, None),
        ] {
            assert_eq!(found(probe.clone()), (status, expected), "{probe:?}");
        }
    }

    #[test]
    fn it_is_skipped_where_it_does_not_matter() {
        assert_eq!(judge(&Observations::blank(Flow::Jwt)).status, Status::Skip);
        assert_eq!(judge(&Observations::blank(Flow::Web)).status, Status::Skip);
    }
}
