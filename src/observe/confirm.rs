//! `--confirm`: asks the very Node that runs sf to make the same connection, with the person's own environment.

use super::{Context, route};
use serde::Deserialize;
use serde_json::json;
use sf_preflight_checks::model::Observations;
use sf_preflight_checks::model::observations::{Confirmation, ProxyScheme, WebScheme};
use sf_preflight_checks::salesforce::login_url::Target;
use sf_preflight_checks::salesforce::proxy::ProxyChoice;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// What Node runs.
const SCRIPT: &str = include_str!("confirm.js");
/// How long Node may take; the whole run's deadline holds besides.
const LIMIT: Duration = Duration::from_secs(5);
/// The most that is read of what it prints, bytes.
const MOST: u64 = 4096;

/// Asks, if the person wants it; None if not, or where there is no certificate to ask about.
pub async fn ask(context: &Context, seen: &Observations, target: Option<&Target>, proxy: ProxyChoice<'_>) -> Option<Confirmation> {
    let target = target.filter(|target| context.confirm && target.scheme == WebScheme::Https)?;
    let failed = |reason: &str| Confirmation::Failed { reason: reason.into() };
    let Some(node) = &seen.runtime.node else { return Some(failed("no Node was found that would run sf")) };
    let way = match way(context, target, proxy) {
        Ok(way) => way,
        Err(reason) => return Some(failed(reason)),
    };
    let answer = tokio::time::timeout(LIMIT.min(context.remaining()), run(context, node.path.raw(), &way)).await;
    Some(match answer {
        Ok(Ok(answer)) => answer.into(),
        Ok(Err(reason)) => failed(reason),
        Err(_) => failed("it did not answer in time"),
    })
}

/// Where to connect to and for whom, as the script wants it. It may hold the proxy's password, so it goes through a
/// pipe, not on the command line.
fn way(context: &Context, target: &Target, proxy: ProxyChoice<'_>) -> Result<String, &'static str> {
    let proxy = match proxy {
        ProxyChoice::Direct => None,
        ProxyChoice::Crash(..) => return Err("sf dies at the proxy's value"),
        ProxyChoice::Through(_, proxy) if proxy.scheme == ProxyScheme::Socks5 => return Err("it is not asked through SOCKS"),
        ProxyChoice::Through(_, proxy) => Some(proxy),
    };
    let (host, port) = proxy.map_or((&target.host, target.port), |proxy| (&proxy.host, proxy.port));
    let (address, port) = route::overridden(context, host, port).map_or((host.clone(), port), |(ip, port)| (ip.to_string(), port));
    let proxy = proxy.map(|proxy| {
        json!({
            "host": proxy.host,
            "tls": proxy.scheme == ProxyScheme::Https,
            "authorization": proxy.authorization.as_ref().map(|secret| secret.expose()),
        })
    });
    let bracketed = if target.host.contains(':') { format!("[{}]", target.host) } else { target.host.clone() };
    let authority = format!("{bracketed}:{}", target.port);
    Ok(json!({ "address": address, "port": port, "host": target.host, "authority": authority, "proxy": proxy }).to_string())
}

/// What the script prints.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase", tag = "met", content = "code")]
enum Answer {
    Certificate(Option<String>),
    Earlier(String),
}

impl From<Answer> for Confirmation {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Certificate(code) => Self::Certificate { code: code.map(Into::into) },
            Answer::Earlier(code) => Self::Earlier { code: code.into() },
        }
    }
}

/// Runs the script. Node is ended when this is dropped.
async fn run(context: &Context, node: &str, way: &str) -> Result<Answer, &'static str> {
    let mut command = Command::new(node);
    command.arg("-e").arg(SCRIPT).env_clear().envs(&context.variables).current_dir(&context.working_directory);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|_| "it could not be started")?;
    let (Some(mut question), Some(answer)) = (child.stdin.take(), child.stdout.take()) else { return Err("it could not be started") };
    // One that ends without reading is told by what it prints.
    let _ = question.write_all(way.as_bytes()).await;
    drop(question);
    let mut text = Vec::new();
    answer.take(MOST).read_to_end(&mut text).await.map_err(|_| "its answer could not be read")?;
    serde_json::from_slice(&text).map_err(|_| "it did not run the question")
}
