//! Node verifies certificates.

use crate::model::observations::Preload;
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::node::options::NodeOptions;
use crate::node::startup;
use crate::node::trust_remedy::NEVER_SWITCH_OFF;

/// The check.
pub const CHECK: Check =
    Check { id: "tls-verification", title: "Node verifies certificates", page: include_str!("../docs/checks/tls-verification.md"), judge };

const SWITCH: &str = "NODE_TLS_REJECT_UNAUTHORIZED";

fn judge(observations: &Observations) -> Finding {
    let environment = &observations.environment;
    let options = NodeOptions::read(environment, observations.node_version());
    let switch = environment.value(SWITCH);
    let text = environment.0.get("NODE_OPTIONS");
    let finding = if let Some(words) = &options.fatal {
        cannot_start(words)
    } else if let Some(refusal) = startup::refusal(&options, observations.node_version()) {
        stops(&refusal)
    } else if let Some(module) = &observations.runtime.missing_preload {
        missing_preload(module)
    } else if switch == Some("0") {
        switched_off()
    } else if let Some(value) = switch.filter(|value| !matches!(*value, "" | "1")) {
        without_effect(value)
    } else if let Some(word) = &options.ignored_from {
        ignored(word)
    } else if let Some((option, meaning)) = weakening(&options) {
        Finding::warn(format!("NODE_OPTIONS weakens TLS: {}", Untrusted::from(option.as_str())), drop_from_options(&option)).detail(meaning)
    } else {
        Finding::pass("certificates are verified")
    };
    let finding = switch
        .into_iter()
        .fold(finding, |finding, value| finding.evidence("environment.NODE_TLS_REJECT_UNAUTHORIZED", Untrusted::from(value)));
    text.into_iter().fold(finding, |finding, value| finding.evidence("environment.NODE_OPTIONS", value))
}

fn cannot_start(words: &str) -> Finding {
    let shown = Untrusted::from(words);
    Finding::fail(
        format!("Node does not start: {shown}"),
        Effect::breaks(Stage::NodeStart, Failure::without_code(&shown.to_string())),
        Fix::command("Take the option out of NODE_OPTIONS, or all of it for now.", Commands::unset_variable("NODE_OPTIONS")),
    )
    .detail("Node reads NODE_OPTIONS before anything else, and stops with status 9 at what it does not take. No sf command runs.")
}

fn stops(refusal: &startup::Refusal) -> Finding {
    let failure = Failure { hangs: false, code: refusal.code.map(str::to_owned), prints: Some(refusal.prints.clone()) };
    Finding::fail(
        format!("{} in NODE_OPTIONS stops sf: {}", Untrusted::from(refusal.option.as_str()), Untrusted::from(refusal.prints.as_str())),
        Effect::breaks(Stage::NodeStart, failure),
        Fix::command("Take the option out of NODE_OPTIONS, or all of it for now.", Commands::unset_variable("NODE_OPTIONS")),
    )
    .detail("No sf command runs.")
}

fn missing_preload(module: &Preload) -> Finding {
    let code = if module.option == "--require" { "MODULE_NOT_FOUND" } else { "ERR_MODULE_NOT_FOUND" };
    Finding::fail(
        format!("NODE_OPTIONS has Node load {} first, and there is no such file", module.name),
        Effect::breaks(Stage::NodeStart, Failure::new(code, "Cannot find module '")),
        Fix::command("Take the option out of NODE_OPTIONS, or all of it for now.", Commands::unset_variable("NODE_OPTIONS")),
    )
    .detail(
        "Debuggers and monitoring tools leave such a `--require` behind, for example in a shell that an editor opened. No sf command runs.",
    )
    .evidence("missing_preload", module)
}

fn switched_off() -> Finding {
    Finding::fail(
        format!("{SWITCH}=0: Node accepts any certificate from anybody"),
        Effect::Unsafe,
        Fix::command("Remove the variable, here and where it is set for good.", Commands::unset_variable(SWITCH)),
    )
    .detail(
        "The login works whoever answers, also somebody in between who reads it. certificate-chain says what Node would say without it.",
    )
    .never(NEVER_SWITCH_OFF)
}

fn without_effect(value: &str) -> Finding {
    Finding::warn(
        format!("{SWITCH}={} does nothing", Untrusted::from(value)),
        Fix::command("Remove the variable.", Commands::unset_variable(SWITCH)),
    )
    .detail("Only the value 0, exactly, switches verification off. Certificates are verified.")
    .never(NEVER_SWITCH_OFF)
}

fn ignored(word: &str) -> Finding {
    let shown = Untrusted::from(word);
    let quoted = word.starts_with('\'');
    let why =
        if quoted { "Node knows double quotes only; a word that begins with a single quote is no option." } else { "It is no option." };
    Finding::warn(
        format!("Node ignores NODE_OPTIONS from the word {shown} on"),
        Fix::text("Write NODE_OPTIONS as options only, divided by spaces, with double quotes around a value that holds a space."),
    )
    .detail(format!("{why} Node says nothing about it, and whatever follows has no effect."))
}

/// The first option in force that weakens TLS, and what it does.
fn weakening(options: &NodeOptions) -> Option<(String, &'static str)> {
    let flags = [
        ("--tls-min-v1.0", "Node speaks TLS 1.0 as well, which RFC 8996 forbids. It does not stop the login."),
        ("--tls-min-v1.1", "Node speaks TLS 1.1 as well, which RFC 8996 forbids. It does not stop the login."),
        ("--insecure-http-parser", "Node takes HTTP answers that it should refuse. It does not stop the login."),
    ];
    if let Some((name, meaning)) = flags.into_iter().find(|(name, _)| options.is_on(name)) {
        return Some((name.to_owned(), meaning));
    }
    if let Some(path) = options.value("--tls-keylog") {
        return Some((
            format!("--tls-keylog={path}"),
            "Node writes the keys of every connection to that file: who reads it can read the login.",
        ));
    }
    let ciphers = options.value("--tls-cipher-list")?;
    Some((
        format!("--tls-cipher-list={ciphers}"),
        "Node offers these ciphers instead of its own, and its security level follows `@SECLEVEL=` in them.",
    ))
}

fn drop_from_options(option: &str) -> Fix {
    Fix::text(format!("Take {} out of NODE_OPTIONS.", Untrusted::from(option)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::node::test_world::world;

    #[test]
    fn the_variables_are_judged_as_node_reads_them() {
        for (variables, status, summary) in [
            (&[] as &[(&str, &str)], Status::Pass, "certificates are verified"),
            (&[(SWITCH, "1")], Status::Pass, "certificates are verified"),
            (&[(SWITCH, "0")], Status::Fail, "NODE_TLS_REJECT_UNAUTHORIZED=0: Node accepts any certificate from anybody"),
            (&[(SWITCH, "false")], Status::Warn, "NODE_TLS_REJECT_UNAUTHORIZED=false does nothing"),
            (&[("NODE_OPTIONS", "--foo")], Status::Fail, "Node does not start: --foo is not allowed in NODE_OPTIONS"),
            (&[("NODE_OPTIONS", "--tls-min-v1.0")], Status::Warn, "NODE_OPTIONS weakens TLS: --tls-min-v1.0"),
            (&[("NODE_OPTIONS", "'--use-system-ca'")], Status::Warn, "Node ignores NODE_OPTIONS from the word '--use-system-ca' on"),
        ] {
            let finding = judge(&world(variables));
            assert_eq!((finding.status, finding.summary.as_str()), (status, summary));
        }
    }

    #[test]
    fn a_module_that_is_not_there_stops_node() {
        let mut observations = world(&[("NODE_OPTIONS", "--require /x/bootloader.js")]);
        observations.runtime.missing_preload = Some(Preload { option: "--require".into(), name: "/x/bootloader.js".into() });
        let finding = judge(&observations);
        assert_eq!(finding.effect, Some(Effect::breaks(Stage::NodeStart, Failure::new("MODULE_NOT_FOUND", "Cannot find module '"))));
    }

    #[test]
    fn what_stops_node_breaks_the_login_before_anything_else() {
        let finding = judge(&world(&[("NODE_OPTIONS", "--use-openssl-ca --use-bundled-ca"), (SWITCH, "0")]));
        let words = "either --use-openssl-ca or --use-bundled-ca can be used, not both";
        assert_eq!(finding.effect, Some(Effect::breaks(Stage::NodeStart, Failure::without_code(words))));
    }
}
