//! npm checks certificates.

use crate::model::observations::{NpmFault, NpmLayer, StrictSslLine, StrictSslSource};
use crate::model::{Check, Commands, Effect, Finding, Fix, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "npm-strict-ssl", title: "npm checks certificates", page: include_str!("../docs/checks/npm-strict-ssl.md"), judge };

const NO_CURE: &str =
    "It does nothing for a login: sf reads no npm setting when it logs in. It weakens npm alone, and with it `sf plugins install`.";

fn judge(observations: &Observations) -> Finding {
    let npm = &observations.npm;
    if let Some((layer, fault)) = npm.layers.iter().find_map(|layer| Some((layer, layer.fault?))) {
        return npm_stops(layer, fault);
    }
    let mut weakened: Vec<&StrictSslLine> = npm.others.iter().filter(|line| !line.strict).collect();
    let finding = match npm.strict_ssl() {
        Some(line) if !line.strict => switched_off(line),
        _ if !weakened.is_empty() => weakened_elsewhere(weakened.remove(0)),
        Some(line) => Finding::pass(format!("strict-ssl is {} in {}, which leaves the checks on", line.text, where_it_stands(line))),
        None => Finding::pass("strict-ssl is not set anywhere, and on by default"),
    };
    let notes: Vec<String> = notes(observations, &weakened);
    let detail = [std::slice::from_ref(&finding.detail), &notes].concat().into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    hints(observations).into_iter().fold(finding.detail(detail.join(" ")), Finding::also).evidence("strict_ssl", npm.strict_ssl())
}

fn npm_stops(layer: &NpmLayer, fault: NpmFault) -> Finding {
    let (reason, fix) = match fault {
        NpmFault::BadNull(line) => (format!("line {line} makes something of null"), "Correct or remove that line."),
        NpmFault::LoadedTwice => {
            ("it is also the file of another layer".to_owned(), "Give userconfig, globalconfig and the project each a file of its own.")
        }
        NpmFault::PrefixNotText => ("its prefix is not a path".to_owned(), "Write a path after `prefix=`, or remove the line."),
    };
    Finding::warn(format!("npm stops at {}: {reason}", place(layer)), Fix::text(fix))
        .detail("npm throws before it does anything. A login does not need npm; `sf plugins install` does.")
        .evidence("fault", fault)
}

fn removal(line: &StrictSslLine) -> Fix {
    match line.line {
        Some(number) => Fix::text(format!("Delete line {number} of {}.", line.place)),
        None => Fix::command("Remove the variable.", Commands::unset_variable(line.place.raw())),
    }
}

/// npm checks certificates, and another tool for the same packages does not.
fn weakened_elsewhere(line: &StrictSslLine) -> Finding {
    let tool = tool(line.source);
    Finding::warn(format!("npm checks certificates, and {tool} does not: {}", where_it_stands(line)), removal(line))
        .detail(format!("sf reads no setting of {tool} when it logs in."))
}

fn switched_off(line: &StrictSslLine) -> Finding {
    let summary = format!("npm does not check certificates: strict-ssl is {} in {}", line.text, where_it_stands(line));
    Finding::fail(summary, Effect::Unsafe, removal(line))
        .detail(NO_CURE)
        .also(Fix::command(
            "Where an inspecting proxy was the reason, give npm the proxy's root certificate instead.",
            Commands::run(&["npm", "config", "set", "cafile", "/path/to/corporate-root.pem"]),
        ))
        .also(Fix::command(
            "And give it to sf, which is what cures a login.",
            Commands::set_variable("NODE_EXTRA_CA_CERTS", "/path/to/corporate-root.pem"),
        ))
        .never("Do not set strict-ssl to false to mend a login: it changes nothing there.")
}

fn where_it_stands(line: &StrictSslLine) -> String {
    match line.line {
        Some(number) => format!("{}, line {number}", line.place),
        None => format!("the variable {}", line.place),
    }
}

fn place(layer: &NpmLayer) -> String {
    layer.path.as_ref().map_or_else(|| "its variables".to_owned(), ToString::to_string)
}

/// What the strongest layers do not show: settings that are overridden, files that could not be read, other tools.
fn notes(observations: &Observations, weakened: &[&StrictSslLine]) -> Vec<String> {
    let npm = &observations.npm;
    let in_force = npm.strict_ssl();
    let overridden = npm.layers.iter().filter_map(|layer| layer.strict_ssl.as_ref()).filter(|line| !line.strict && in_force != Some(*line));
    let unread = npm.layers.iter().filter(|layer| layer.problem.is_some());
    let overridden =
        overridden.map(|line| format!("strict-ssl={} in {} is overridden by a stronger setting.", line.text, where_it_stands(line)));
    let unread = unread.map(|layer| format!("{} could not be read.", place(layer)));
    let others = weakened.iter().map(|line| format!("{} switches the checks off for {}.", where_it_stands(line), tool(line.source)));
    overridden.chain(unread).chain(others).collect()
}

fn tool(source: StrictSslSource) -> &'static str {
    match source {
        StrictSslSource::Yarn => "yarn 1",
        StrictSslSource::YarnBerry => "yarn",
        StrictSslSource::Pnpm => "pnpm",
        StrictSslSource::Git => "git",
        _ => "npm",
    }
}

/// npm was told of a certificate or a proxy, and sf was not: the value to use again.
fn hints(observations: &Observations) -> Vec<Fix> {
    let layers = &observations.npm.layers;
    let cafile = layers.iter().find_map(|layer| layer.cafile.as_ref());
    let proxy = layers.iter().find_map(|layer| layer.proxy.as_ref());
    let knows_certificates = observations.environment.nonempty("NODE_EXTRA_CA_CERTS").is_some();
    let certificate = cafile.filter(|_| !knows_certificates).map(|path| {
        let commands = Commands::set_variable("NODE_EXTRA_CA_CERTS", path.raw());
        Fix::command(
            format!("npm uses the certificates in {path}; sf does not know them. If this network inspects TLS, it needs:"),
            commands,
        )
    });
    let proxy = proxy.filter(|_| observations.proxy_variables.is_empty()).map(|proxy| {
        let commands = Commands::set_variable("https_proxy", proxy.raw());
        Fix::command(
            format!("npm goes through the proxy {proxy}; sf does not know it. If this network has no direct way out, it needs:"),
            commands,
        )
    });
    certificate.into_iter().chain(proxy).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::model::observations::Flow;

    fn layer(source: StrictSslSource, strict: Option<bool>) -> NpmLayer {
        let line = strict.map(|strict| StrictSslLine {
            source,
            place: "/home/user/.npmrc".into(),
            line: Some(3),
            text: strict.to_string().into(),
            strict,
        });
        NpmLayer { source, path: Some("/home/user/.npmrc".into()), problem: None, fault: None, strict_ssl: line, cafile: None, proxy: None }
    }

    fn found(layers: Vec<NpmLayer>) -> Finding {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.npm.layers = layers;
        judge(&observations)
    }

    #[test]
    fn the_strongest_layer_decides() {
        use StrictSslSource::{Environment, User};
        for (layers, status) in [
            (vec![], Status::Pass),
            (vec![layer(Environment, None), layer(User, Some(false))], Status::Fail),
            (vec![layer(Environment, Some(true)), layer(User, Some(false))], Status::Pass),
            (vec![layer(Environment, Some(false)), layer(User, Some(true))], Status::Fail),
        ] {
            let finding = found(layers.clone());
            assert_eq!(finding.status, status, "{layers:?}");
            assert_eq!(finding.effect.is_some(), status == Status::Fail);
        }
    }

    #[test]
    fn the_file_and_line_are_named_and_the_login_is_not_promised() {
        let finding = found(vec![layer(StrictSslSource::User, Some(false))]);
        assert_eq!(finding.summary, "npm does not check certificates: strict-ssl is false in /home/user/.npmrc, line 3");
        assert!(finding.detail.contains("does nothing for a login"));
    }

    #[test]
    fn another_tool_that_does_not_check_is_worth_a_warning() {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.npm.others = vec![StrictSslLine {
            source: StrictSslSource::YarnBerry,
            place: "/home/user/.yarnrc.yml".into(),
            line: Some(2),
            text: "false".into(),
            strict: false,
        }];
        let finding = judge(&observations);
        assert_eq!(finding.status, Status::Warn);
        assert_eq!(finding.summary, "npm checks certificates, and yarn does not: /home/user/.yarnrc.yml, line 2");
        assert_eq!(finding.fixes[0].text, "Delete line 2 of /home/user/.yarnrc.yml.");
        let line = &mut observations.npm.others[0];
        (line.source, line.place, line.line) = (StrictSslSource::Git, "GIT_SSL_NO_VERIFY".into(), None);
        let finding = judge(&observations);
        assert_eq!(finding.summary, "npm checks certificates, and git does not: the variable GIT_SSL_NO_VERIFY");
        assert_eq!(finding.fixes[0].commands.as_ref().unwrap().sh, "unset GIT_SSL_NO_VERIFY");
    }

    #[test]
    fn what_npm_knows_and_sf_does_not_is_offered() {
        let mut user = layer(StrictSslSource::User, None);
        user.cafile = Some("/etc/corp.pem".into());
        user.proxy = Some("http://proxy:8080/".into());
        let commands: Vec<String> = found(vec![user]).fixes.into_iter().filter_map(|fix| Some(fix.commands?.sh)).collect();
        assert_eq!(commands, ["export NODE_EXTRA_CA_CERTS=/etc/corp.pem", "export https_proxy=http://proxy:8080/"]);
    }
}
