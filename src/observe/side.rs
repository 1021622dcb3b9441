//! Side requests: what the person asked to know beside the verdict. Their way is not under diagnosis, so an ordinary
//! HTTP client takes it, with sf's roots and sf's proxy.

use super::Context;
use reqwest::header::HeaderValue;
use reqwest::{Certificate, Client, Proxy, Response, redirect};
use sf_preflight_checks::model::Observations;
use sf_preflight_checks::model::observations::{ProxyScheme, SideAnswer, SideAnswers};
use sf_preflight_checks::salesforce::login_url::Target;
use sf_preflight_checks::salesforce::proxy::ProxyChoice;
use std::net::SocketAddr;
use std::time::Duration;

/// The manifest that Salesforce's installers read.
const MANIFEST: &str = "https://developer.salesforce.com/media/salesforce-cli/sf/channels/stable/sf-linux-x64-buildmanifest";
/// Salesforce Trust's answer about the instance of a My Domain: `/NAME/status`.
const TRUST: &str = "https://api.status.salesforce.com/v1/instanceAliases";
/// The port of both.
const HTTPS: u16 = 443;
/// How long a side request may take; the whole run's deadline holds besides.
const LIMIT: Duration = Duration::from_secs(2);
/// The most that is read of an answer, bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// Asks what `--latest` and `--status` want to know, both at once.
pub async fn ask(context: &Context, seen: &Observations, target: Option<&Target>, proxy: ProxyChoice<'_>) -> SideAnswers {
    if !context.latest && !context.status {
        return SideAnswers::default();
    }
    let client = client(context, seen, proxy);
    let latest = async {
        if !context.latest {
            return None;
        }
        Some(answer(read(&client, MANIFEST, "version").await))
    };
    let status = async {
        if !context.status {
            return None;
        }
        let Some(name) = target.and_then(|target| my_domain_name(&target.host)) else {
            return Some(answer(Err("the login URL names no My Domain".to_owned())));
        };
        Some(answer(read(&client, &format!("{TRUST}/{name}/status"), "status").await))
    };
    let (latest_sf, trust_status) = tokio::join!(latest, status);
    SideAnswers { latest_sf, trust_status }
}

fn answer(result: Result<String, String>) -> SideAnswer {
    match result {
        Ok(text) => SideAnswer::Answered { text: text.into() },
        Err(reason) => SideAnswer::Failed { reason: reason.into() },
    }
}

/// The first label of a My Domain host, by which Trust knows the org.
fn my_domain_name(host: &str) -> Option<&str> {
    let (name, rest) = host.split_once('.')?;
    (rest == "my.salesforce.com" || rest.ends_with(".my.salesforce.com")).then_some(name)
}

/// A client that trusts what sf trusts by default and goes through sf's proxy.
fn client(context: &Context, seen: &Observations, proxy: ProxyChoice<'_>) -> Result<Client, String> {
    let extra = seen.trust.extra_ca_certs.iter().filter_map(|file| file.content.as_ref().ok()).flat_map(|store| &store.certificates);
    let extra = extra.filter_map(|der| Certificate::from_der(&der.0).ok());
    let bundled = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|der| Certificate::from_der(der).ok());
    let builder = Client::builder()
        .tls_certs_only(bundled.chain(extra))
        .redirect(redirect::Policy::none())
        .timeout(LIMIT.min(context.remaining()))
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")));
    let overrides = context.resolve.iter().filter(|given| given.port == HTTPS);
    let builder = overrides.fold(builder, |builder, given| builder.resolve(&given.host, SocketAddr::new(given.address, given.to_port)));
    let builder = match proxy {
        ProxyChoice::Direct => builder.no_proxy(),
        ProxyChoice::Crash(variable, _) => return Err(format!("{} is not a proxy that can be used", variable.name)),
        ProxyChoice::Through(_, url) => {
            let scheme = match url.scheme {
                ProxyScheme::Http => "http",
                ProxyScheme::Https => "https",
                ProxyScheme::Socks5 => return Err("side requests do not go through SOCKS".to_owned()),
            };
            let host = if url.host.contains(':') { format!("[{}]", url.host) } else { url.host.clone() };
            let proxy =
                Proxy::all(format!("{scheme}://{host}:{}", url.port)).map_err(|_| "the proxy's address is not usable".to_owned())?;
            builder.proxy(match url.authorization.as_ref().and_then(|secret| HeaderValue::from_str(secret.expose()).ok()) {
                Some(header) => proxy.custom_http_auth(header),
                None => proxy,
            })
        }
    };
    builder.build().map_err(|_| "the HTTP client could not be made".to_owned())
}

/// Reads one field of a JSON document.
async fn read(client: &Result<Client, String>, url: &str, field: &str) -> Result<String, String> {
    let response = client.as_ref().map_err(Clone::clone)?.get(url).send().await.map_err(|error| reason(&error))?;
    if !response.status().is_success() {
        return Err(format!("HTTP {}", response.status().as_u16()));
    }
    let body = body(response).await?;
    let document: serde_json::Value = serde_json::from_slice(&body).map_err(|_| "the answer is not JSON".to_owned())?;
    document.get(field).and_then(|value| value.as_str()).map(str::to_owned).ok_or_else(|| format!("the answer has no `{field}`"))
}

async fn body(mut response: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err("the answer is too long".to_owned());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A word for why a request failed; the URL is left out, which everybody knows.
fn reason(error: &reqwest::Error) -> String {
    match error {
        error if error.is_timeout() => "no answer in time",
        error if error.is_connect() => "no connection",
        _ => "the exchange broke off",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trust_knows_an_org_by_its_my_domain_name() {
        for (host, name) in [
            ("acme.my.salesforce.com", Some("acme")),
            ("acme--dev.sandbox.my.salesforce.com", Some("acme--dev")),
            ("login.salesforce.com", None),
            ("acme.example", None),
            ("localhost", None),
        ] {
            assert_eq!(my_domain_name(host), name, "{host}");
        }
    }
}
