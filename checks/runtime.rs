//! This Node can run this sf.

use crate::model::observations::{Flow, NodeRuntime, NodeVersion, SfInstallation};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::salesforce::http_stack::HttpStack;
use crate::salesforce::question::{self, Question};
use crate::salesforce::words;

/// The check.
pub const CHECK: Check =
    Check { id: "runtime", title: "This Node can run this sf", page: include_str!("../docs/checks/runtime.md"), judge };

fn judge(observations: &Observations) -> Finding {
    if let Some(finding) = log_level(observations).or_else(|| demo_mode(observations)) {
        return finding;
    }
    let runtime = &observations.runtime;
    let Some(sf) = &runtime.sf else {
        return Finding::skip("no sf on PATH: the newest sf is assumed, on the Node that it comes with");
    };
    if sf.is_sfdx_v7 {
        return old_sfdx(sf, observations.login.program.as_ref().is_some_and(|program| program.raw().contains("sfdx")));
    }
    let finding = match &runtime.node {
        None => no_node(),
        Some(NodeRuntime { version: Some(version), .. }) => judge_pair(sf, *version, observations.login.flow),
        Some(node) => Finding::unknown(format!("the version of {} cannot be told without starting it", node.path)),
    };
    let shadowed = runtime.shadowed.iter().map(|path| format!("{path} is another sf, hidden by this one.")).collect::<Vec<_>>();
    let detail = [finding.detail.clone(), shadowed.join(" ")].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    finding.detail(detail).evidence("sf", sf).evidence("node", &runtime.node)
}

/// A level that sf's logger does not know kills every command. Letter case does not matter, and any number is taken.
/// Source: `@salesforce/core` 9.4.0 `logger.js`, `computeLevel`; measured.
fn log_level(observations: &Observations) -> Option<Finding> {
    const LEVELS: [&str; 7] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
    let value = |name| Some((name, observations.environment.nonempty(name)?));
    let (name, level) = value("SF_LOG_LEVEL").or_else(|| value("SFDX_LOG_LEVEL"))?;
    if LEVELS.contains(&level.to_ascii_lowercase().as_str()) || level.trim().parse::<f64>().is_ok() {
        return None;
    }
    let failure = Failure::new("Error", "must be included in custom levels");
    let finding = Finding::fail(
        format!("{name}={} is no level of sf's log", Untrusted::from(level)),
        Effect::breaks(Stage::ModuleLoad, failure),
        Fix::command("Remove the variable.", Commands::unset_variable(name)),
    );
    Some(finding.detail(format!("sf's logger stops every command. It knows {}.", LEVELS.join(", "))))
}

/// sf's demo mode asks before it logs in.
fn demo_mode(observations: &Observations) -> Option<Finding> {
    let name = ["SF_ENV", "SFDX_ENV"].into_iter().find(|name| observations.environment.value(name).is_some())?;
    if question::unanswered(observations) != Some(Question::DemoMode) {
        return None;
    }
    let finding = Finding::fail(
        format!("{name}=demo makes sf ask before it logs in, and there is nobody to answer: standard input is empty"),
        Effect::breaks(Stage::Flags, Failure::without_code(words::UNSETTLED)),
        Fix::command("Remove the variable.", Commands::unset_variable(name)),
    );
    Some(finding.also(Fix::text("Or give --no-prompt.")))
}

/// The first sf that takes Chrome's question before the redirect. Source: forcedotcom/cli#2785.
const ANSWERS_OPTIONS: NodeVersion = NodeVersion::new(2, 34, 7);

fn judge_pair(sf: &SfInstallation, node: NodeVersion, flow: Flow) -> Finding {
    if let Some(failure) = load_failure(sf, node) {
        return cannot_load(sf, node, failure);
    }
    if hangs_at_once(sf, node) {
        return Finding::warn(format!("sf {} may end without a word on Node {node}", version(sf)), update_sf())
            .code("13")
            .detail("These security releases of Node broke the HTTP library that sf had before 2.142.6: `Warning: Detected unsettled top-level await`, exit status 13.");
    }
    if flow == Flow::Web && sf.version.is_some_and(|version| version < ANSWERS_OPTIONS) {
        return Finding::warn(format!("sf {} does not understand today's Chrome when it comes back from the login", version(sf)), update_sf())
            .detail("Chrome 123 and newer ask first (OPTIONS), and sf before 2.34.7 ends with `Invalid request method: OPTIONS`. Reported, not measured.");
    }
    let needed = sf.http_library_engines.as_deref().and_then(lower_bound);
    if let Some(needed) = needed.filter(|needed| node < *needed) {
        return Finding::warn(format!("Node {node} is older than {needed}, which sf's HTTP library asks for"), newer_node(needed))
            .detail("It loads on this Node, but its makers do not test it there.");
    }
    let finding = Finding::pass(format!("sf {} on Node {node}", version(sf)));
    match HttpStack::of_installation(sf) {
        HttpStack::NodeFetch => finding.detail(format!(
            "This sf makes its requests with node-fetch, as all did before {}, and names the cause of a failed connection itself (`request to https://… failed, reason: …`), where newer ones say only `fetch failed`. It waits up to half an hour for what never comes.",
            HttpStack::FIRST_WITH_UNDICI
        )),
        HttpStack::Undici => finding,
    }
}

/// What sf dies of when Node loads its modules, measured with sf 2.150.6 (undici 8.12.4) on Node 18.20, 20.20, 22.14,
/// 22.15, 22.18, 23.7 and 24.21: it needs zlib's zstd (Node 22.15, 23.8), and the regular expression flag `v`
/// (Node 20).
fn load_failure(sf: &SfInstallation, node: NodeVersion) -> Option<Failure> {
    let uses_zstd = sf.http_library_version.is_some_and(|version| version.major >= 8);
    let has_zstd = node >= NodeVersion::new(23, 8, 0) || node.major == 22 && node >= NodeVersion::new(22, 15, 0);
    match node.major {
        _ if !uses_zstd || has_zstd => None,
        ..20 => Some(Failure::new("SyntaxError", words::NO_REGEXP_FLAG)),
        _ => Some(Failure::new("TypeError", words::NO_ZSTD)),
    }
}

fn cannot_load(sf: &SfInstallation, node: NodeVersion, failure: Failure) -> Finding {
    let needed = sf.http_library_engines.as_deref().and_then(lower_bound).unwrap_or(NodeVersion::new(22, 19, 0));
    Finding::fail(
        format!("Node {node} cannot load sf {}, whose HTTP library needs Node {needed}", version(sf)),
        Effect::breaks(Stage::ModuleLoad, failure),
        newer_node(needed),
    )
    .detail("`sf --version` and `--help` still work; every command that talks to an org dies with a stack trace.")
    .also(Fix::text("Or install sf with Salesforce's installer, which brings its own Node."))
}

fn no_node() -> Finding {
    Finding::fail(
        "sf is on PATH, and no node to run it",
        Effect::breaks(Stage::NodeStart, Failure::without_code("No such file or directory")),
        Fix::text("Install Node 24, or put the folder of the one that is installed on PATH."),
    )
    .evidence("missing", "node")
    .detail("sf is a script whose first line asks for the first `node` on PATH.")
}

fn old_sfdx(sf: &SfInstallation, is_typed: bool) -> Finding {
    let summary = if is_typed {
        format!("`sfdx` is sfdx {} here, not today's sf under its old name", version(sf))
    } else {
        format!("only sfdx {} is on PATH, which has no `sf org login`", version(sf))
    };
    Finding::warn(
        summary,
        Fix::command(
            "Remove sfdx 7 and install sf.",
            Commands::same("npm uninstall --global sfdx-cli && npm install --global @salesforce/cli"),
        ),
    )
    .detail(
        "sfdx 7 has been out of support since 2023. What is predicted here is what the last sf with its HTTP library (node-fetch) does.",
    )
    .evidence("sf", sf)
}

/// Node's security releases of June 2026 with sf's HTTP library of that time; reported, not measured.
fn hangs_at_once(sf: &SfInstallation, node: NodeVersion) -> bool {
    let releases = [NodeVersion::new(22, 23, 0), NodeVersion::new(24, 17, 0), NodeVersion::new(26, 3, 1)];
    releases.contains(&node) && sf.version.is_some_and(|version| version < HttpStack::FIRST_WITH_UNDICI)
}

fn newer_node(needed: NodeVersion) -> Fix {
    Fix::command(format!("Put Node {needed} or newer first on PATH, for example with nvm."), Commands::same("nvm install 24"))
}

fn update_sf() -> Fix {
    Fix::command("Update sf.", Commands::same("npm install --global @salesforce/cli@latest"))
}

fn version(sf: &SfInstallation) -> String {
    sf.version.map_or_else(|| "(of unknown version)".to_owned(), |version| version.to_string())
}

/// The version in `>=22.19.0`, also as one of several bounds (`>=22.19.0 <27`); None for other ranges.
fn lower_bound(range: &str) -> Option<NodeVersion> {
    if range.contains("||") {
        return None;
    }
    let text = range.split_whitespace().find_map(|bound| bound.strip_prefix(">="))?;
    let parts = text.split('.').count();
    NodeVersion::parse(&format!("{text}{}", ".0".repeat(3_usize.saturating_sub(parts))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;

    fn sf(version: (u32, u32, u32)) -> SfInstallation {
        SfInstallation {
            path: "/usr/bin/sf".into(),
            version: Some(NodeVersion::new(version.0, version.1, version.2)),
            is_sfdx_v7: false,
            http_library_version: Some(NodeVersion::new(8, 12, 4)),
            http_library_engines: Some(">=22.19.0".into()),
            open_version: None,
        }
    }

    fn found(sf: Option<SfInstallation>, node: Option<(u32, u32, u32)>) -> (Status, Option<String>) {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.runtime.sf = sf;
        observations.runtime.node = node.map(|(major, minor, patch)| NodeRuntime {
            path: "/usr/bin/node".into(),
            version: Some(NodeVersion::new(major, minor, patch)),
            bundled: false,
        });
        let finding = judge(&observations);
        (finding.status, finding.code)
    }

    #[test]
    fn the_pair_is_judged_as_it_was_measured() {
        let new = (2, 150, 6);
        for (version, node, status, code) in [
            (new, (24, 21, 0), Status::Pass, None),
            (new, (22, 19, 0), Status::Pass, None),
            (new, (22, 18, 0), Status::Warn, None),
            (new, (22, 15, 0), Status::Warn, None),
            (new, (22, 14, 0), Status::Fail, Some("TypeError")),
            (new, (23, 7, 0), Status::Fail, Some("TypeError")),
            (new, (20, 20, 2), Status::Fail, Some("TypeError")),
            (new, (18, 20, 8), Status::Fail, Some("SyntaxError")),
        ] {
            assert_eq!(found(Some(sf(version)), Some(node)), (status, code.map(str::to_owned)), "{version:?} {node:?}");
        }
    }

    #[test]
    fn an_older_sf_has_other_needs() {
        let old = SfInstallation { http_library_version: None, http_library_engines: None, ..sf((2, 100, 0)) };
        assert_eq!(found(Some(old.clone()), Some((20, 20, 2))), (Status::Pass, None));
        assert_eq!(found(Some(old), Some((24, 17, 0))), (Status::Warn, Some("13".into())));
    }

    #[test]
    fn an_sf_that_chrome_does_not_come_back_to_is_warned_of() {
        let old = |version| SfInstallation { http_library_version: None, http_library_engines: None, ..sf(version) };
        for (version, flow, status) in
            [((2, 34, 6), Flow::Web, Status::Warn), ((2, 34, 7), Flow::Web, Status::Pass), ((2, 34, 6), Flow::Jwt, Status::Pass)]
        {
            assert_eq!(judge_pair(&old(version), NodeVersion::new(20, 20, 2), flow).status, status, "{version:?} {flow:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_judged() {
        assert_eq!(found(None, Some((20, 0, 0))), (Status::Skip, None));
        assert_eq!(found(Some(sf((2, 150, 6))), None), (Status::Fail, None));
        assert_eq!(found(Some(SfInstallation { is_sfdx_v7: true, ..sf((7, 209, 6)) }), None), (Status::Warn, None));
        assert!(old_sfdx(&sf((7, 209, 6)), false).summary.starts_with("only sfdx 7.209.6 is on PATH"));
        assert!(old_sfdx(&sf((7, 209, 6)), true).summary.starts_with("`sfdx` is sfdx 7.209.6 here"));
    }

    #[test]
    fn a_log_level_that_is_none_stops_every_command() {
        for (variables, stops) in [
            (&[("SF_LOG_LEVEL", "nope")] as &[(&str, &str)], true),
            (&[("SFDX_LOG_LEVEL", "nope")], true),
            (&[("SF_LOG_LEVEL", "WARN"), ("SFDX_LOG_LEVEL", "nope")], false),
            (&[("SF_LOG_LEVEL", "35")], false),
            (&[("SF_LOG_LEVEL", "")], false),
        ] {
            let finding = judge(&Observations::blank(Flow::Jwt).with_variables(variables));
            let expected = Effect::breaks(Stage::ModuleLoad, Failure::new("Error", "must be included in custom levels"));
            assert_eq!(finding.effect, stops.then_some(expected), "{variables:?}");
        }
    }

    #[test]
    fn the_lower_bound_of_a_range_is_read() {
        for (range, expected) in [
            (">=22.19.0", Some((22, 19, 0))),
            (">=22", Some((22, 0, 0))),
            (">=22.1 <27", Some((22, 1, 0))),
            ("^22 || ^24", None),
            ("*", None),
        ] {
            assert_eq!(lower_bound(range), expected.map(|(a, b, c)| NodeVersion::new(a, b, c)), "{range}");
        }
    }
}
