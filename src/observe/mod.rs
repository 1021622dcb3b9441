//! Sees the machine: files, variables, and the way to the org. Observers do all the I/O and have no opinions.

pub(crate) mod browser;
mod confirm;
mod context;
mod credential;
mod environment;
mod files;
mod git;
mod hosts;
mod jwt_key;
mod keychain;
mod npm;
pub(crate) mod oauth_port;
pub(crate) mod other_proxies;
mod platform;
mod programs;
pub(crate) mod project;
pub(crate) mod route;
mod runtime;
mod side;
mod trust;

pub use context::{Context, ResolveOverride};
pub use credential::standard_input_kind;

use sf_preflight_checks::model::observations::{Flow, LinkedLogin, LoginRequest, OtherFlag, Purpose, SideAnswers, StandardInput};
use sf_preflight_checks::model::{Observations, Untrusted};
use sf_preflight_checks::salesforce::credential::masked_path;
use sf_preflight_checks::salesforce::http_stack::HttpStack;
use sf_preflight_checks::salesforce::{login_url, proxy, question};
use std::io;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long reading this machine's files may go on after the deadline, which what is read may itself wait for.
const GRACE: Duration = Duration::from_secs(1);

/// Looks at everything that matters for the login, within the context's deadline.
///
/// What waits on the network waits at the same time.
///
/// # Errors
/// As [`local_facts_in_time`].
pub async fn observe(context: &Context) -> io::Result<Observations> {
    let mut seen = local_facts_in_time(context).await?;
    if context.offline {
        seen.oauth_port = oauth_port::probe(context, seen.project.as_ref()).await;
        return Ok(seen);
    }
    let targets = login_url::targets(&seen);
    let choice = proxy::choose(&seen.proxy_variables);
    // No request can be sent to some login URLs; the first host is then one that sf goes on to.
    let login_target = login_url::login_target(&seen);
    let purpose = if login_target.is_some() { Purpose::Login } else { Purpose::Fallback };
    let (hosts, local_lookup, oauth_port, answers, confirmation) = tokio::join!(
        hosts::visit(context, &seen, &targets, purpose),
        route::local_lookup(context, targets.first(), choice),
        oauth_port::probe(context, seen.project.as_ref()),
        side::ask(context, &seen, targets.first(), choice),
        confirm::ask(context, &seen, login_target.as_ref(), choice),
    );
    seen.probes = hosts.probes;
    seen.trust.system_roots = hosts.system_roots;
    seen.local_lookup = local_lookup;
    seen.oauth_port = oauth_port;
    seen.side = answers;
    seen.confirmation = confirmation;
    Ok(seen)
}

/// The login, without a password in its URL, and without a secret that was given where the path of its file belongs.
fn login(context: &Context) -> LoginRequest {
    let login = context.login.clone();
    let path = |path: Option<Untrusted>| path.map(|path| masked_path(path.raw()).into());
    LoginRequest {
        instance_url: login.instance_url.map(|text| login_url::masked_url(text.raw()).into()),
        jwt_key_file: path(login.jwt_key_file),
        sfdx_url_file: path(login.sfdx_url_file),
        client_id: path(login.client_id),
        username: path(login.username),
        client_app: path(login.client_app),
        other_flags: login.other_flags.into_iter().map(|flag| OtherFlag { value: path(flag.value), ..flag }).collect(),
        ..login
    }
}

/// Looks at the certificates of the login URL's host, at the files that Node takes roots from, and at what the
/// operating system trusts.
///
/// # Errors
/// As [`local_facts_in_time`].
pub async fn observe_trust(context: &Context) -> io::Result<Observations> {
    let mut seen = local_facts_in_time(context).await?;
    if let Some(target) = login_url::login_target(&seen) {
        let choice = proxy::choose(&seen.proxy_variables);
        let arrival = route::arrive(context, &target, choice, seen.node_version(), Purpose::Login).await;
        seen.probes = vec![arrival.probe];
    }
    seen.trust.system_roots = Some(trust::system_roots(context));
    Ok(seen)
}

/// Makes ready what judging will need; while the network is waited for, that takes no time.
fn make_ready(prepare: fn()) {
    drop(tokio::task::spawn_blocking(prepare));
}

/// What is found without the network, in a thread of its own: a read of a file that never ends, as on a network drive
/// that does not answer, must keep neither the deadline nor Ctrl-C waiting.
///
/// # Errors
/// If the files could not be read a second after the deadline, or no thread be started.
async fn local_facts_in_time(context: &Context) -> io::Result<Observations> {
    let (answer, facts) = oneshot::channel();
    let own = context.clone();
    // Who asks may have gone: a thread that is still reading when the program ends ends with it.
    std::thread::Builder::new().name("files".to_owned()).spawn(move || drop(answer.send(local_facts(&own))))?;
    match timeout(context.remaining() + GRACE, facts).await {
        Ok(facts) => facts.map_err(|_| io::Error::other("a fault of sf-preflight, please report it")),
        Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "a file or folder does not answer; is it on a network drive?")),
    }
}

/// What is found without the network.
fn local_facts(context: &Context) -> Observations {
    let runtime = runtime::find(context);
    let environment = environment::read(context);
    let node = runtime.node.as_ref().and_then(|node| node.version);
    let seen = Observations {
        observed_at: chrono::Utc::now(),
        platform: platform::look(context),
        login: login(context),
        trust: trust::read(context, &environment, node),
        other_proxies: other_proxies::read(context),
        proxy_variables: environment::read_proxy_variables(context, HttpStack::of(&runtime)),
        environment,
        project: project::find(context),
        idle_instance_url: project::idle_instance_url(context),
        runtime,
        jwt_key: jwt_key::read(context),
        jwt_certificate: jwt_key::read_certificate(context),
        sfdx_url: credential::sfdx_url(context),
        access_token: credential::access_token(context),
        standard_input: StandardInput::default(),
        linked_login: linked_login(context),
        npm: npm::read(context),
        probes: Vec::new(),
        local_lookup: None,
        oauth_port: None,
        browser: browser::look(context),
        keychain: keychain::look(context),
        side: SideAnswers::default(),
        confirmation: None,
        offline: context.offline,
    };
    match question::asked(&seen, |name| context.variable(name)) {
        Some(_) => Observations { standard_input: context.standard_input, ..seen },
        None => seen,
    }
}

/// The login that an app is to be added to.
fn linked_login(context: &Context) -> Option<LinkedLogin> {
    let (login, home) = (&context.login, context.home.as_ref()?);
    let user = login.username.as_ref().filter(|_| login.flow == Flow::Web && login.client_app.is_some())?;
    let path = home.join(".sfdx").join(format!("{}.json", user.raw()));
    let login_url = files::json(&path).and_then(|stored| Some(login_url::masked_url(stored.get("loginUrl")?.as_str()?).into()));
    Some(LinkedLogin { path: masked_path(&path.to_string_lossy()).into(), exists: path.exists(), login_url })
}
