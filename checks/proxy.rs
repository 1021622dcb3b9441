//! The proxy settings are ones that sf can use.

use crate::model::observations::{HandshakeError, Phase, Probe, ProxyScheme, ProxyUrl, ProxyUrlError, ProxyVariable, TunnelError};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::salesforce::attempt::{self, AttemptFailure};
use crate::salesforce::http_stack::HttpStack;
use crate::salesforce::no_proxy;
use crate::salesforce::proxy::{self, ProxyChoice};
use crate::salesforce::way;

/// The check.
pub const CHECK: Check =
    Check { id: "proxy", title: "The proxy settings are ones that sf can use", page: include_str!("../docs/checks/proxy.md"), judge };

fn judge(observations: &Observations) -> Finding {
    let variables = &observations.proxy_variables;
    match proxy::choose(variables) {
        ProxyChoice::Crash(variable, error) => crash(HttpStack::of(&observations.runtime), variable, error),
        ProxyChoice::Direct => direct(observations),
        ProxyChoice::Through(variable, proxy) => match way::judge(observations, &[Stage::ProxyTls, Stage::Tunnel]) {
            Ok((probe, Some(failed))) => refused(observations, variable, proxy, probe, &failed),
            Ok((probe, None)) => through(observations, variable, probe),
            Err(instead) => observations.login_probe().and_then(|probe| excluded(observations, variable, probe)).unwrap_or(*instead),
        }
        .evidence("variable", &variable.name)
        .evidence("value", &variable.shown),
    }
}

/// The value ends sf's login before it contacts anybody.
fn crash(stack: HttpStack, variable: &ProxyVariable, error: ProxyUrlError) -> Finding {
    let ProxyVariable { name, shown, .. } = variable;
    let (why, fix) = match error {
        ProxyUrlError::InvalidUrl => (
            "It is not a URL: a `http://` is missing, or a character such as `#`, `/` or a blank stands where none may",
            "Write it as http://host:port, special characters in user and password percent-encoded (`#` is %23, `/` is %2F, `@` is %40).",
        ),
        ProxyUrlError::InvalidProtocol => (
            "What stands before the first `:` is read as its scheme, and sf knows http, https and socks5 only",
            "Write it as http://host:port.",
        ),
        ProxyUrlError::HasPath => (
            "Nothing may follow host and port (a `\\` counts as `/`)",
            "Take away what follows the port; write a domain user as DOMAIN%5Cuser.",
        ),
        ProxyUrlError::MalformedEscape => {
            ("A `%` in user or password begins no percent-encoding", "Write a `%` in user or password as %25.")
        }
        ProxyUrlError::NoHost => ("No host can be found in it, and sf takes it for the path of a socket", "Write it as http://host:port."),
        ProxyUrlError::Blank => ("It names nothing", "Write it as http://host:port, or remove the variable."),
        ProxyUrlError::BadPort => ("A port is at most 65535", "Correct the port."),
    };
    let fix = match suggestion(stack, variable, error) {
        Some(value) => Fix::command(fix, Commands::set_variable(name, &value)),
        None => Fix::text(fix),
    };
    let (verb, end) = match error.is_crash() {
        true => ("dies", format!("sf ends with a raw Node stack ({}), without JSON, before it contacts anybody", error.code())),
        false => ("fails", "sf contacts nobody".to_owned()),
    };
    Finding::fail(
        format!("sf {verb} at {name}={shown}"),
        Effect::breaks(Stage::ProxyValue, Failure::new(error.code(), error.message())),
        fix,
    )
    .detail(format!("{why}. {end}."))
    .evidence("variable", name)
    .evidence("value", shown)
}

/// The value with what is surely missing; None where it may hold a password, or it is not sure.
fn suggestion(stack: HttpStack, variable: &ProxyVariable, error: ProxyUrlError) -> Option<String> {
    let value = variable.shown.raw().trim().trim_matches(['"', '\'']);
    let candidate = match error {
        ProxyUrlError::InvalidUrl | ProxyUrlError::InvalidProtocol | ProxyUrlError::NoHost if !value.contains("://") => {
            format!("http://{}", value.trim_start_matches('/'))
        }
        ProxyUrlError::InvalidUrl | ProxyUrlError::NoHost => value.to_owned(),
        ProxyUrlError::HasPath => {
            let start = value.find("://")? + 3;
            value[..start + value[start..].find(['/', '?', '#'])?].to_owned()
        }
        _ => return None,
    };
    let is_address = candidate.strip_prefix("http://").is_some_and(|rest| rest.contains([':', '.']));
    let is_sound =
        !value.contains(['@', '*', '\\', '?']) && is_address && proxy::read_variable(stack, &variable.name, &candidate).parsed.is_ok();
    is_sound.then_some(candidate)
}

fn direct(observations: &Observations) -> Finding {
    let variables = &observations.proxy_variables;
    let winner = proxy::winner(variables);
    let ignored: Vec<&ProxyVariable> = variables.iter().filter(|variable| !variable.empty).collect();
    match (winner, ignored.as_slice()) {
        (Some(empty), [set, ..]) if proxy::is_read(&set.name) => Finding::warn(
            format!("{} is set and empty, so sf uses no proxy and never reads {}", empty.name, set.name),
            Fix::command("Remove the empty variable, if the proxy is wanted.", Commands::unset_variable(&empty.name)),
        )
        .detail("Other programs skip an empty value; sf does not.")
        .evidence("shadowed", names(&ignored)),
        (None, [set, ..]) => Finding::warn(
            format!("sf does not read {}={}, and uses no proxy", set.name, set.shown),
            match spelled_right(&set.name) {
                Some(right) if !set.shown.raw().contains('*') => Fix::command(
                    "If sf needs the proxy, name it in a variable that sf reads.",
                    Commands::set_variable(right, set.shown.raw()),
                ),
                _ => Fix::text("If sf needs the proxy, name it in HTTPS_PROXY."),
            },
        )
        .detail("sf reads https_proxy, http_proxy, HTTPS_PROXY and HTTP_PROXY, in this order and spelled exactly so.")
        .evidence("ignored", names(&ignored)),
        _ => {
            let straight = match winner {
                Some(empty) => format!("{} is empty: sf goes straight to the org", empty.name),
                None => "no proxy is set: sf goes straight to the org".to_owned(),
            };
            unused(observations, straight)
        }
    }
}

/// The name that was probably meant: on a case-sensitive system, HTTPs_PROXY is another variable.
fn spelled_right(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().replace('-', "_").as_str() {
        "https_proxy" | "all_proxy" => Some("HTTPS_PROXY"),
        "http_proxy" => Some("HTTP_PROXY"),
        _ => None,
    }
}

/// Another program or the system has a proxy that sf does not use: worth a warning where the direct way fails and a
/// proxy would help, worth a word otherwise.
fn unused(observations: &Observations, straight: String) -> Finding {
    let of_npm = observations.npm.layers.iter().find_map(|layer| {
        let place = layer.path.as_ref().map_or_else(|| "npm's variables".to_owned(), Untrusted::to_string);
        Some(("npm".to_owned(), place, layer.proxy.as_ref()?, false))
    });
    let of_others = observations.other_proxies.iter().map(|other| {
        let place = other.line.map(|line| format!("line {line} of ")).unwrap_or_default() + &other.place.to_string();
        (other.whose.clone(), place, &other.shown, other.is_script)
    });
    let Some((whose, place, value, is_script)) = of_npm.into_iter().chain(of_others).next() else { return Finding::pass(straight) };
    let failed = observations.login_probe().and_then(|probe| attempt::failure(observations, probe));
    let kind = if is_script { "script" } else { "proxy" };
    let detail = format!("{place} sets the {kind} {value} for {whose}. sf reads only its four variables");
    if failed.is_none_or(|failed| failed.stage > Stage::Handshake) {
        return Finding::pass(straight).detail(format!("{detail}."));
    }
    let fix = if is_script {
        Fix::text(format!("Open {value}, see which proxy it names for the org, and name that in HTTPS_PROXY as http://host:port."))
    } else if value.raw().contains(['*', '@']) {
        Fix::text("Name the same proxy in HTTPS_PROXY.")
    } else {
        Fix::command("Name the same proxy for sf.", Commands::set_variable("HTTPS_PROXY", value.raw()))
    };
    let verb = match () {
        () if is_script => "takes its proxy from",
        () if whose == "the system" => "is set to",
        () => "goes through",
    };
    Finding::warn(format!("{whose} {verb} {value}, and sf does not use it"), fix)
        .detail(format!("{detail}, and the direct way fails."))
        .evidence("other_proxy", value)
}

fn names(variables: &[&ProxyVariable]) -> Vec<String> {
    variables.iter().map(|variable| variable.name.clone()).collect()
}

/// NO_PROXY excludes the host, for others than sf; also worth a warning where nothing listens at the proxy.
fn excluded(observations: &Observations, variable: &ProxyVariable, probe: &Probe) -> Option<Finding> {
    let proxy = probe.proxy.as_deref().unwrap_or_default();
    let (name, entry) = no_proxy::matching(&observations.environment, &probe.host, probe.port)?;
    let finding = Finding::warn(
        format!("{name} excludes {}, and sf goes through {proxy} all the same", probe.host),
        Fix::command("If sf is to go straight to the org, remove the proxy for its run.", Commands::unset_variable(&variable.name)),
    );
    Some(finding.evidence("no_proxy", &entry).detail(format!(
        "sf never reads NO_PROXY (here: {entry}). The org sees the proxy's address, which its login IP ranges may refuse."
    )))
}

/// The way through the proxy stands.
fn through(observations: &Observations, variable: &ProxyVariable, probe: &Probe) -> Finding {
    let proxy = probe.proxy.as_deref().unwrap_or_default();
    let duration_ms = probe.tunnel.duration_ms().or(probe.connect.duration_ms());
    let shadowed: Vec<&ProxyVariable> = observations
        .proxy_variables
        .iter()
        .filter(|other| other.name != variable.name && proxy::is_read(&other.name) && other.shown != variable.shown)
        .collect();
    let finding = if let Some(finding) = excluded(observations, variable, probe) {
        finding
    } else if let [other, ..] = shadowed.as_slice() {
        Finding::warn(
            format!("sf goes through {proxy} ({}), not through {}={}", variable.name, other.name, other.shown),
            Fix::text("Give the variables the same value, or remove the one that is wrong."),
        )
        .detail("sf takes the first that is set of https_proxy, http_proxy, HTTPS_PROXY, HTTP_PROXY; curl and others differ.")
        .evidence("shadowed", names(&shadowed))
    } else {
        let time = duration_ms.map(|time| format!(", tunnel in {time} ms")).unwrap_or_default();
        Finding::pass(format!("through {proxy} ({}){time}", variable.name))
    };
    let headers = probe.tunnel.value().map(|tunnel| tunnel.headers.as_slice()).unwrap_or_default();
    let finding = if headers.is_empty() { finding } else { finding.evidence("tunnel.headers", headers) };
    finding.took(duration_ms)
}

/// The proxy is there and does not let sf through.
fn refused(observations: &Observations, variable: &ProxyVariable, proxy: &ProxyUrl, probe: &Probe, failed: &AttemptFailure) -> Finding {
    let place = proxy.authority();
    let (summary, detail, fix) = match failed.stage {
        Stage::ProxyTls => tls_to_proxy(variable, proxy, probe, failed),
        _ => no_tunnel(variable, proxy, probe),
    };
    let never = "Do not set NODE_TLS_REJECT_UNAUTHORIZED=0: it switches off every certificate check.";
    let finding = Finding::fail(format!("the proxy {place} {summary}"), attempt::effect(observations, failed), fix)
        .detail(format!("{detail} (From {}.)", variable.name).trim_start())
        .took(probe.tunnel.duration_ms().or(probe.proxy_tls.duration_ms()));
    let excluded = excluded(observations, variable, probe);
    let finding = excluded.into_iter().flat_map(|excluded| excluded.fixes).fold(finding, Finding::also);
    match failed.stage {
        Stage::ProxyTls => finding.never(never).evidence("proxy_tls", &probe.proxy_tls),
        _ => finding.evidence("tunnel", &probe.tunnel),
    }
}

type Told = (String, String, Fix);

fn tls_to_proxy(variable: &ProxyVariable, proxy: &ProxyUrl, probe: &Probe, failed: &AttemptFailure) -> Told {
    let plain = format!("http://{}", proxy.authority());
    let as_plain = if proxy.has_credentials {
        Fix::text(
            "Write http:// for https:// in the proxy's URL: most proxies speak plain HTTP on their own port and tunnel TLS all the same.",
        )
    } else {
        Fix::command(
            "Write http:// for https://: most proxies speak plain HTTP on their own port and tunnel TLS all the same.",
            Commands::set_variable(&variable.name, &plain),
        )
    };
    match &probe.proxy_tls {
        Phase::Done { .. } => (
            format!("has a certificate that Node refuses: {}", failed.failure.code.as_deref().unwrap_or_default()),
            "With https:// in the proxy's URL, Node checks the proxy's own certificate as it checks the org's.".to_owned(),
            Fix::text(
                "Name the proxy as its certificate does, and put the CA that issued it into the file that NODE_EXTRA_CA_CERTS names; or write http://.",
            ),
        ),
        Phase::TimedOut { .. } => (
            "does not answer TLS".to_owned(),
            "The URL begins with https://, so sf speaks TLS to the proxy itself, and a plain proxy waits for the rest of it.".to_owned(),
            as_plain,
        ),
        Phase::Failed { error: HandshakeError::NotTls { .. }, .. } => {
            ("does not speak TLS".to_owned(), "The URL begins with https://, so sf speaks TLS to the proxy itself.".to_owned(), as_plain)
        }
        _ => (
            "breaks off the TLS handshake".to_owned(),
            "The URL begins with https://, so sf speaks TLS to the proxy itself.".to_owned(),
            as_plain,
        ),
    }
}

fn no_tunnel(variable: &ProxyVariable, proxy: &ProxyUrl, probe: &Probe) -> Told {
    let target = format!("{}:{}", probe.host, probe.port);
    match &probe.tunnel {
        Phase::Failed { error: TunnelError::Status { status: 407, headers, .. }, .. } => wants_authentication(variable, proxy, headers),
        Phase::Failed { error: TunnelError::Status { status, reason, page, .. }, .. } => {
            let words = if page.raw().is_empty() { reason } else { page };
            let meaning = match status {
                403 => "Its rules forbid this host to this machine or user.",
                502..=504 => "It cannot reach the host itself: its own DNS, firewall or upstream proxy is at fault.",
                _ => "Anything but 200 ends sf's attempt; it is not repeated.",
            };
            let words: String = words.to_string().chars().take(120).collect();
            (
                format!("refuses the tunnel to {target}: HTTP {status} {reason}"),
                format!("{meaning} In its own words: \"{words}\"."),
                Fix::text(format!("Have {target} allowed at the proxy.")),
            )
        }
        Phase::Failed { error: TunnelError::Closed | TunnelError::Reset, .. } => (
            "breaks the connection off when it is asked for a tunnel".to_owned(),
            "It may not be a proxy, want TLS (https:// in its URL), or fail to reach the host.".to_owned(),
            Fix::text("Check the proxy's port and scheme; ask its administrators whether it lets this host through."),
        ),
        Phase::Failed { error: TunnelError::NotHttp { beginning }, .. } => (
            format!("does not answer in {}", if proxy.scheme == ProxyScheme::Socks5 { "SOCKS 5" } else { "HTTP" }),
            format!("It begins with \"{}\".", beginning.to_string().chars().take(40).collect::<String>()),
            Fix::text("Check the proxy's port and scheme."),
        ),
        Phase::Failed { error: TunnelError::HeadTooLarge, .. } => (
            "answers with more headers than Node takes".to_owned(),
            "Node's HTTP libraries give up at 16 KiB of headers.".to_owned(),
            Fix::text("Have the proxy send fewer headers."),
        ),
        Phase::Failed { error: TunnelError::SocksNoMethod, .. } => (
            "takes none of the ways to sign in that sf offers".to_owned(),
            "sf offers a SOCKS proxy user and password where its URL has both, and none otherwise.".to_owned(),
            Fix::text("Write user and password into the proxy's URL: socks5://user:password@host:port."),
        ),
        Phase::Failed { error: TunnelError::SocksMethod { method: 2 }, .. } => (
            "wants a user and password".to_owned(),
            "It asks for them though sf offered none.".to_owned(),
            Fix::text("Write user and password into the proxy's URL: socks5://user:password@host:port."),
        ),
        Phase::Failed { error: TunnelError::SocksMethod { method }, .. } => (
            format!("wants a way to sign in that sf cannot go: SOCKS method {method}"),
            "sf offers a SOCKS proxy user and password where its URL has both, and none otherwise; no Kerberos (GSSAPI).".to_owned(),
            Fix::text("Use the proxy's HTTP port, or a relay on this machine."),
        ),
        Phase::Failed { error: TunnelError::SocksAuthentication, .. } => (
            "refuses user and password".to_owned(),
            "An sf whose undici is older than 8.13 sends both still percent-encoded: there, special characters are always wrong."
                .to_owned(),
            Fix::text("Check user and password in the proxy's URL; with an older sf use the proxy's HTTP port."),
        ),
        Phase::Failed { error: TunnelError::SocksReply { code }, .. } => (
            format!("refuses the way to {target}: SOCKS reply {code}"),
            String::new(),
            Fix::text(format!("Have {target} allowed at the proxy.")),
        ),
        _ if proxy.scheme == ProxyScheme::Socks5 => (
            "does not answer in SOCKS".to_owned(),
            "The URL says socks5, and whoever listens there speaks something else.".to_owned(),
            Fix::text(format!("If it is an HTTP proxy, write http:// in {}.", variable.name)),
        ),
        Phase::NotNeeded => {
            ("wants a user and password (HTTP 407)".to_owned(), String::new(), Fix::text("Add user and password to the proxy's URL."))
        }
        _ => (
            format!("takes the request for a tunnel to {target} and never answers"),
            "sf waits 300 s for each of its attempts.".to_owned(),
            Fix::text("Ask the proxy's administrators; check its port."),
        ),
    }
}

/// HTTP 407: what the proxy offers decides whether sf can ever satisfy it.
fn wants_authentication(variable: &ProxyVariable, proxy: &ProxyUrl, headers: &[(String, Untrusted)]) -> Told {
    let offers: Vec<String> = headers.iter().filter(|(name, _)| name == "proxy-authenticate").map(|(_, value)| value.to_string()).collect();
    let offers_basic = offers.iter().any(|offer| offer.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("basic")));
    let schemes: Vec<&str> = offers.iter().filter_map(|offer| offer.split_whitespace().next()).collect();
    let offered = if schemes.is_empty() { "nothing it names".to_owned() } else { schemes.join(", ") };
    match (offers_basic || offers.is_empty(), proxy.has_credentials) {
        (true, false) => (
            "wants a user and password (HTTP 407)".to_owned(),
            format!("It offers {offered}. sf can send Basic, from user and password in the URL."),
            with_credentials(variable),
        ),
        (true, true) => (
            "refuses the user and password that sf sends (HTTP 407)".to_owned(),
            format!("It offers {offered}."),
            Fix::text("Check user and password in the proxy's URL; special characters are to be percent-encoded (`%` is %25, `#` is %23)."),
        ),
        (false, _) => (
            format!("wants {offered}, which sf cannot do (HTTP 407)"),
            "sf's HTTP library speaks Basic only: no NTLM, no Negotiate (Kerberos), no Digest.".to_owned(),
            Fix::text(
                "Run a relay on this machine that does it for sf, such as px or cntlm, and name the relay as the proxy (http://127.0.0.1:3128).",
            ),
        ),
    }
}

/// The variable with room for user and password, which are not known here.
fn with_credentials(variable: &ProxyVariable) -> Fix {
    let value = variable.shown.raw();
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    Fix::command(
        "Write user and password into the proxy's URL, in place of USER and PASSWORD, special characters percent-encoded (`@` is %40).",
        Commands::set_variable(&variable.name, &format!("{scheme}://USER:PASSWORD@{rest}")),
    )
}

#[cfg(test)]
mod tests;
