use super::*;
use crate::model::Status;
use crate::model::observations::{OtherProxy, Tunnel, WebScheme};
use crate::node::test_world::{probe, world};
use crate::salesforce::http_stack::HttpStack;
use crate::salesforce::proxy::read_variable;

fn machine(variables: &[(&str, &str)], tunnel: Phase<Tunnel, TunnelError>) -> Observations {
    let mut observations = world(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0"), ("NO_PROXY", "internal.lab,.salesforce.com")]);
    observations.environment.0.retain(|name, _| name != "NO_PROXY" || variables.iter().any(|(name, _)| *name == "NO_PROXY"));
    observations.proxy_variables = variables
        .iter()
        .filter(|(name, _)| *name != "NO_PROXY")
        .map(|(name, value)| read_variable(HttpStack::Undici, name, value))
        .collect();
    observations.probes = vec![Probe { proxy: Some("127.0.0.1:3128".to_owned()), tunnel, ..probe("login.salesforce.com", &[]) }];
    observations
}

fn stands() -> Phase<Tunnel, TunnelError> {
    Phase::Done { value: Tunnel { headers: Vec::new() }, duration_ms: 2 }
}

fn refuses(status: u16, offer: &str) -> Phase<Tunnel, TunnelError> {
    let headers = vec![("proxy-authenticate".to_owned(), offer.into())];
    Phase::Failed { error: TunnelError::Status { status, reason: "No".into(), headers, page: "".into() }, duration_ms: 2 }
}

#[test]
fn each_setting_has_its_finding() {
    const PROXY: &str = "http://127.0.0.1:3128";
    for (variables, tunnel, status, summary) in [
        (&[("HTTPS_PROXY", PROXY)][..], stands(), Status::Pass, "through 127.0.0.1:3128 (HTTPS_PROXY), tunnel in 2 ms"),
        (&[("HTTPS_PROXY", PROXY), ("HTTP_PROXY", PROXY)], stands(), Status::Pass, "through"),
        (&[("HTTPS_PROXY", PROXY), ("http_proxy", "http://other:1")], stands(), Status::Warn, "not through HTTPS_PROXY="),
        (&[("HTTPS_PROXY", PROXY), ("NO_PROXY", "")], stands(), Status::Warn, "NO_PROXY excludes login.salesforce.com"),
        (&[("https_proxy", ""), ("HTTPS_PROXY", PROXY)], Phase::NotNeeded, Status::Warn, "https_proxy is set and empty"),
        (&[("https_proxy", "")], Phase::NotNeeded, Status::Pass, "https_proxy is empty"),
        (&[("HTTPs_PROXY", PROXY)], Phase::NotNeeded, Status::Warn, "sf does not read HTTPs_PROXY="),
        (&[("ALL_PROXY", PROXY)], Phase::NotNeeded, Status::Warn, "sf does not read ALL_PROXY="),
        (&[], Phase::NotNeeded, Status::Pass, "no proxy is set"),
        (&[("HTTPS_PROXY", PROXY)], refuses(407, "Basic realm=x"), Status::Fail, "wants a user and password (HTTP 407)"),
        (&[("HTTPS_PROXY", "http://u:p@h")], refuses(407, "basic"), Status::Fail, "refuses the user and password"),
        (&[("HTTPS_PROXY", "http://u:p@h")], refuses(407, "NTLM"), Status::Fail, "wants NTLM, which sf cannot do"),
        (&[("HTTPS_PROXY", PROXY)], refuses(403, ""), Status::Fail, "refuses the tunnel to login.salesforce.com:443: HTTP 403"),
        (&[("HTTP-PROXY", PROXY)], Phase::NotNeeded, Status::Warn, "sf does not read HTTP-PROXY="),
        (&[("HTTPS_PROXY", "proxy:3128")], Phase::NotReached, Status::Fail, "sf dies at HTTPS_PROXY=proxy:3128"),
    ] {
        let finding = judge(&machine(variables, tunnel));
        assert_eq!(finding.status, status, "{variables:?}: {}", finding.summary);
        assert!(finding.summary.contains(summary), "{variables:?}: {}", finding.summary);
    }
}

#[test]
fn a_value_that_lacks_only_its_scheme_is_given_back_whole() {
    for (value, suggested) in [
        ("127.0.0.1:3128", Some("http://127.0.0.1:3128")),
        ("proxy.corp.com:8080", Some("http://proxy.corp.com:8080")),
        ("//proxy.lab:8080", Some("http://proxy.lab:8080")),
        ("\"http://proxy.lab:8080\"", Some("http://proxy.lab:8080")),
        ("http://proxy.lab:8080/pac", Some("http://proxy.lab:8080")),
        ("user:secret@proxy.lab:8080", None),
        ("null", None),
        ("DIRECT", None),
        ("ftp://proxy.lab:21", None),
        ("http://user:a%b@proxy.lab:8080", None),
    ] {
        let variable = read_variable(HttpStack::Undici, "HTTPS_PROXY", value);
        let error = variable.parsed.clone().unwrap_err();
        assert_eq!(suggestion(HttpStack::Undici, &variable, error).as_deref(), suggested, "{value}");
    }
}

#[test]
fn no_finding_holds_a_password() {
    for value in ["http://user:canary@127.0.0.1:3128", "user:canary@h:1", "http://user:can#canary@h:1", "https://user:canary@h:1"] {
        for tunnel in [stands(), refuses(407, "Basic"), refuses(407, "NTLM"), refuses(502, "")] {
            let finding = format!("{:?}", judge(&machine(&[("HTTPS_PROXY", value), ("http_proxy", value)], tunnel)));
            assert!(!finding.contains("canary"), "{finding}");
        }
    }
}

#[test]
fn an_org_in_clear_asks_the_proxy_itself() {
    let mut observations = machine(&[("HTTPS_PROXY", "http://127.0.0.1:3128")], Phase::NotNeeded);
    observations.login.instance_url = Some("http://acme.my.salesforce.com".into());
    let probe = &mut observations.probes[0];
    (probe.scheme, probe.tls) = (WebScheme::Http, Phase::NotNeeded);
    if let Phase::Done { value, .. } = &mut probe.http {
        value.status = 407;
    }
    let finding = judge(&observations);
    assert_eq!((finding.status, finding.code.as_deref()), (Status::Fail, Some("UND_ERR_INVALID_ARG")));
}

#[test]
fn a_value_that_sf_dies_of_has_its_code_and_its_words() {
    for (value, code, words) in [
        ("127.0.0.1:3128", "ERR_INVALID_URL", "Invalid URL"),
        ("proxy:3128", "UND_ERR_INVALID_ARG", "Invalid URL protocol"),
        ("http://proxy.lab:3128/pac", "UND_ERR_INVALID_ARG", "invalid url"),
        ("http://user:a%b@proxy.lab:3128", "URIError", "URI malformed"),
    ] {
        let finding = judge(&machine(&[("HTTPS_PROXY", value)], Phase::NotReached));
        assert_eq!(finding.effect, Some(Effect::breaks(Stage::ProxyValue, Failure::new(code, words))), "{value}");
    }
}

#[test]
fn that_no_proxy_is_ignored_is_told_however_the_proxy_fares() {
    let variables = [("HTTPS_PROXY", "http://127.0.0.1:3128"), ("NO_PROXY", "")];
    let mut dead = machine(&variables, Phase::NotReached);
    dead.probes[0].connect = Phase::TimedOut { duration_ms: 1 };
    let finding = judge(&dead);
    assert!(finding.summary.starts_with("NO_PROXY excludes login.salesforce.com"), "{}", finding.summary);
    let refusing = judge(&machine(&variables, refuses(403, "")));
    assert!(refusing.fixes.iter().any(|fix| fix.text.contains("straight to the org")), "{:?}", refusing.fixes);
}

/// Another program's proxy, or the script that names one, is worth a warning only where the direct way fails.
#[test]
fn what_others_are_set_to_is_told() {
    let other = |whose: &str, line, is_script, shown: &str| OtherProxy {
        whose: whose.to_owned(),
        place: "/settings".into(),
        line,
        is_script,
        shown: shown.into(),
    };
    for (other, direct_way_fails, status, said) in [
        (
            other("git", Some(3), false, "http://proxy.lab:3128"),
            true,
            Status::Warn,
            "git goes through http://proxy.lab:3128, and sf does not use it",
        ),
        (other("the system", None, false, "http://proxy.lab:3128"), true, Status::Warn, "the system is set to http://proxy.lab:3128"),
        (other("GNOME", None, true, "http://wpad.lab/p.pac"), true, Status::Warn, "GNOME takes its proxy from http://wpad.lab/p.pac"),
        (
            other("GNOME", None, true, "http://wpad.lab/p.pac"),
            false,
            Status::Pass,
            "/settings sets the script http://wpad.lab/p.pac for GNOME",
        ),
        (other("git", Some(3), false, "http://proxy.lab:3128"), false, Status::Pass, "line 3 of /settings sets the proxy"),
    ] {
        let mut observations = machine(&[], Phase::NotNeeded);
        observations.probes[0].proxy = None;
        if direct_way_fails {
            observations.probes[0].connect = Phase::TimedOut { duration_ms: 1 };
        }
        let is_script = other.is_script;
        observations.other_proxies = vec![other];
        let finding = judge(&observations);
        assert_eq!(finding.status, status, "{}", finding.summary);
        assert!(format!("{} {}", finding.summary, finding.detail).contains(said), "{} {}", finding.summary, finding.detail);
        let has_command = finding.fixes.iter().any(|fix| fix.commands.is_some());
        assert_eq!(has_command, direct_way_fails && !is_script, "{:?}", finding.fixes);
    }
}
