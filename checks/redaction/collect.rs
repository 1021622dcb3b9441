//! What is to be masked, from the observations: by the names of their fields, and for the rest by what it looks like.

use super::patterns::{self, Token};
use super::{Kind, Redaction, known};
use crate::model::Observations;
use crate::model::observations::Der;
use crate::node::certificate::{Certificate, GeneralName};
use crate::node::roots;
use serde_json::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What a field holds, told by the end of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// A host or a URL, perhaps with a port.
    Host,
    /// Several, with commas or blanks between.
    Hosts,
    User,
    Client,
    /// A path, absolute or not, or several with colons between.
    Path,
    /// A distinguished name.
    Subject,
    Fingerprint,
    Certificates,
    /// Somebody else's words.
    Text,
    /// Our words about somebody else's, which stand in quotes.
    Quoting,
    /// The name of a program that answers, or what else a header says.
    Header,
    /// Options of Node, some of which load a file or a package.
    Options,
}

/// The fields whose values name something in themselves. A text in any other is searched for what looks like a URL, a
/// host, an address, a user or a path.
pub(super) const FIELDS: [(&str, Field); 71] = [
    ("login.instance_url", Field::Host),
    ("login.jwt_key_file", Field::Path),
    ("login.sfdx_url_file", Field::Path),
    ("login.client_id", Field::Client),
    ("login.username", Field::User),
    ("login.program", Field::Path),
    ("login.client_app", Field::User),
    ("login.other_flags.value", Field::User),
    ("platform.home", Field::Path),
    ("platform.working_directory", Field::Path),
    ("environment.DISPLAY", Field::Host),
    ("environment.FORCE_SFDC_LOGIN_URL", Field::Host),
    ("environment.SFDX_AUDIENCE_URL", Field::Host),
    ("environment.SFDX_INSTANCE_URL", Field::Host),
    ("environment.SFDX_SCRATCH_ORG_CREATION_LOGIN_URL", Field::Host),
    ("environment.SF_AUDIENCE_URL", Field::Host),
    ("environment.SF_INSTANCE_URL", Field::Host),
    ("environment.SF_ORG_INSTANCE_URL", Field::Host),
    ("environment.NODE_OPTIONS", Field::Options),
    ("environment.NO_PROXY", Field::Hosts),
    ("environment.no_proxy", Field::Hosts),
    ("environment.NODE_EXTRA_CA_CERTS", Field::Path),
    ("environment.OPENSSL_CONF", Field::Path),
    ("environment.RUNNER_TEMP", Field::Path),
    ("environment.SFDX_SECRET_TOOL_PATH", Field::Path),
    ("environment.SSL_CERT_DIR", Field::Path),
    ("environment.SSL_CERT_FILE", Field::Path),
    ("environment.TMPDIR", Field::Path),
    ("environment.WSL_DISTRO_NAME", Field::Text),
    ("sfdx_url.host", Field::Host),
    ("parsed.Ok.host", Field::Host),
    ("project.sfdc_login_url", Field::Host),
    ("project.intended_login_url", Field::Host),
    ("project.signup_target_login_url", Field::Host),
    ("project.org_instance_url.value", Field::Host),
    ("project.configured_login_url.value", Field::Host),
    ("project.home_login_url.value", Field::Host),
    ("idle_instance_url.value", Field::Host),
    ("linked_login.login_url", Field::Host),
    ("project.refused", Field::Quoting),
    ("project.syntax_error", Field::Quoting),
    ("layers.proxy", Field::Host),
    ("shown", Field::Host),
    ("probes.host", Field::Host),
    ("probes.proxy", Field::Host),
    ("probes.search_domains", Field::Host),
    ("source.domain", Field::Host),
    ("value.name", Field::Host),
    ("name_servers.name", Field::Host),
    ("runtime.shadowed", Field::Path),
    ("missing_preload.name", Field::Path),
    ("path", Field::Path),
    ("resolved", Field::Path),
    ("dangling_link", Field::Path),
    ("cafile", Field::Path),
    ("files.Ok", Field::Path),
    ("subject", Field::Subject),
    ("fingerprint", Field::Fingerprint),
    ("public_key_sha256", Field::Fingerprint),
    ("certificates", Field::Certificates),
    ("chain", Field::Certificates),
    ("system_roots", Field::Certificates),
    ("http.value.title", Field::Text),
    ("http.value.beginning", Field::Text),
    ("http.value.words", Field::Text),
    ("error.page", Field::Text),
    ("error.reason", Field::Text),
    ("error.beginning", Field::Text),
    ("blocks.label", Field::Text),
    ("http.value.server", Field::Header),
    ("headers", Field::Header),
];

/// Options of Node whose value is a file or a package.
const LOADING: [&str; 8] =
    ["-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "--env-file-if-exists", "--openssl-config"];

/// Collects from everything that was observed, the login first, so that its host is the first.
pub fn collect(observations: &Observations, redaction: &mut Redaction) {
    // What cannot be written as JSON is in no document either.
    let Ok(document) = serde_json::to_value(observations) else { return };
    if let Some(login) = document.get("login") {
        walk(login, "login", redaction);
    }
    walk(&document, "", redaction);
}

fn walk(value: &Value, place: &str, redaction: &mut Redaction) {
    match value {
        Value::String(text) => take(text, place, redaction),
        Value::Array(values) => values.iter().for_each(|value| walk(value, place, redaction)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            walk(value, &place, redaction);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

pub(super) fn field(place: &str) -> Option<Field> {
    let names = |end: &str| place.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    FIELDS.iter().find(|(end, _)| names(end)).map(|(_, field)| *field)
}

/// Takes one text; it is given as JSON shows it, and looked for so.
pub(super) fn take(text: &str, place: &str, redaction: &mut Redaction) {
    let field = field(place);
    match field {
        Some(Field::Client) => redaction.thing(Kind::Client, text),
        Some(Field::User) => redaction.user(text),
        Some(Field::Host) if !text.contains("://") => {
            let authority = text.split('/').next().and_then(|authority| authority.rsplit('@').next());
            redaction.host(patterns::without_port(authority.unwrap_or(text)));
        }
        Some(Field::Hosts) => {
            let hosts = text.split([',', ' ']).map(|host| patterns::without_port(host.trim_start_matches(['*', '.'])));
            hosts.filter(|host| patterns::address(host).is_none() && !host.contains('/')).for_each(|host| redaction.host(host));
        }
        Some(Field::Path) => paths(text).for_each(|path| redaction.path(path)),
        Some(Field::Fingerprint) => redaction.thing(Kind::Fingerprint, text),
        Some(Field::Certificates) => redaction.certificate(text),
        Some(Field::Subject) => {
            text.split(", ").filter_map(|part| part.split_once('=')).for_each(|(key, value)| redaction.name(key, value))
        }
        Some(Field::Header) if known::is_common_header(text) => {}
        Some(Field::Text | Field::Header) => redaction.words(text),
        Some(Field::Quoting) => {
            if let (Some(start), Some(end)) = (text.find('"'), text.rfind('"')) {
                redaction.words(text.get(start + 1..end).unwrap_or_default());
            }
        }
        Some(Field::Options) => loaded(text).for_each(|path| redaction.path(path)),
        Some(Field::Host) | None => {}
    }
    if !matches!(field, Some(Field::Certificates | Field::Fingerprint | Field::Client | Field::Path)) {
        redaction.tokens(text);
    }
}

/// What Node is told to load.
fn loaded(options: &str) -> impl Iterator<Item = &str> {
    let words = || options.split([' ', '=', '"', '\'']).filter(|word| !word.is_empty());
    words().zip(words().skip(1)).filter(|(option, _)| LOADING.contains(option)).map(|(_, value)| value)
}

/// The paths of a list with colons between, a Windows drive's colon excepted.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let is_list = text.starts_with('/') && text.contains(":/");
    let whole = (!is_list).then_some(text);
    whole.into_iter().chain(text.split(':').filter(move |_| is_list))
}

impl Redaction {
    fn thing(&mut self, kind: Kind, thing: &str) {
        if thing.chars().count() > 1 && thing != "***" {
            let mask = self.mask(kind, thing);
            self.want(thing, &mask);
        }
    }

    fn tokens(&mut self, text: &str) {
        for token in patterns::tokens(text) {
            match token {
                Token::Host(host) => self.host(&host),
                Token::Address(address) => self.address(&address),
                Token::User(user) => self.user(&user),
                Token::Path(path) => self.path(&path),
                Token::Tail(tail) if !tail.starts_with("/services/") => self.thing(Kind::Path, &tail),
                Token::Tail(_) => {}
            }
        }
    }

    /// A host; of a Salesforce one, the part that every org has stays.
    fn host(&mut self, host: &str) {
        let host = host.trim_end_matches('.');
        if host.is_empty() || known::is_public_host(host) || host.contains("://") {
            return;
        }
        if let Some(address) = patterns::address(host) {
            return self.address(&address);
        }
        if let Some(part) = known::common_part(host) {
            let own = &host[..host.len() - part.len()];
            let mask = self.mask(Kind::Host, own);
            self.want(host, &format!("{mask}{part}"));
            for label in own.split('.').chain(own.split("--")).filter(|label| !known::is_ordinary(label)) {
                let mask = self.mask(Kind::Host, label);
                self.want(label, &mask);
            }
            return;
        }
        let mask = self.mask(Kind::Host, host);
        // A word like `proxy` is a host only where a port or a scheme says so.
        if host.contains('.') || !known::is_ordinary(host) {
            self.want(host, &mask);
        } else {
            self.want(&format!("//{host}"), &format!("//{mask}"));
            self.want(&format!("@{host}"), &format!("@{mask}"));
            self.want(&format!("{host}:"), &format!("{mask}:"));
        }
        // Perhaps the same name as it was typed, before `new URL` made it ASCII.
        if let Some(first) = host.split('.').next().filter(|first| host.contains('.') && !known::is_ordinary(first)) {
            let mask = self.mask(Kind::Host, first);
            self.want(first, &mask);
        }
    }

    fn address(&mut self, address: &str) {
        if !known::is_public_address(address) {
            self.thing(Kind::Address, address);
        }
    }

    fn user(&mut self, user: &str) {
        if user.contains('@') || !known::is_ordinary(user) {
            self.thing(Kind::User, user);
        }
        if let Some((name, host)) = user.rsplit_once('@') {
            self.host(host);
            if !known::is_ordinary(name) {
                self.thing(Kind::User, name);
            }
        }
    }

    /// A path; what sf, npm, Node or the system name themselves stays.
    fn path(&mut self, path: &str) {
        let Some(own) = known::own_part(path) else { return };
        if !patterns::is_path(own) && known::is_ordinary(own) {
            return;
        }
        let mask = self.mask(Kind::Path, own);
        self.want(own, &mask);
        let mut parts = own.split(['/', '\\']).filter(|part| !part.is_empty());
        if own.starts_with("\\\\") {
            parts.clone().take(1).for_each(|server| self.host(server));
        }
        if parts.any(|part| ["home", "users"].contains(&part.to_ascii_lowercase().as_str())) {
            let user = parts.next().filter(|user| !known::is_ordinary(user));
            user.into_iter().for_each(|user| self.thing(Kind::User, user));
        }
        if let Some(file) = own.rsplit(['/', '\\']).next().filter(|file| file.contains('.') && *file != own) {
            self.want(file, &mask);
            // sf names the file of a login after its user.
            file.strip_suffix(".json").filter(|user| user.contains('@')).into_iter().for_each(|user| self.user(user));
        }
    }

    /// A name on a certificate.
    fn name(&mut self, key: &str, value: &str) {
        self.tokens(value);
        if value.chars().count() < 3 || known::is_public_name(value) {
            return;
        }
        let is_host = patterns::tokens(value).iter().any(|token| matches!(token, Token::Host(host) if host == value));
        if !is_host {
            let mask = self.mask(Kind::Name, value);
            self.want(&format!("{key}={value}"), &format!("{key}={mask}"));
            if !known::is_ordinary(value) {
                self.want(value, &mask);
            }
        }
    }

    /// Somebody else's words, of which a report may show a piece.
    fn words(&mut self, text: &str) {
        if known::is_common_reason(text) {
            return;
        }
        let mask = self.mask(Kind::Text, text);
        for line in text.split(r"\u{a}").map(|line| line.trim_end_matches(r"\u{d}")) {
            for part in [line, line.trim()] {
                if !known::is_ordinary(part.trim()) {
                    self.want(part, &mask);
                    self.texts.push((part.to_owned(), mask.clone()));
                }
            }
        }
    }

    /// A certificate, base64: it goes whole, and the names on it wherever they stand.
    fn certificate(&mut self, base64: &str) {
        let Ok(der) = serde_json::from_value::<Der>(Value::String(base64.to_owned())) else { return };
        let mask = self.mask(Kind::Certificate, base64);
        self.whole.insert(base64.to_owned(), mask);
        let Some(certificate) = Certificate::read(&der.0) else { return };
        if roots::is_compiled_in(&certificate) {
            return;
        }
        self.thing(Kind::Fingerprint, &certificate.fingerprint());
        for name in [&certificate.subject, &certificate.issuer] {
            name.shown().split(", ").filter_map(|part| part.split_once('=')).for_each(|(key, value)| self.name(key, value));
            name.attributes.iter().for_each(|(key, value)| self.name(key, value));
        }
        certificate.extensions.alternative_names.iter().flatten().for_each(|name| self.alternative_name(name));
    }

    fn alternative_name(&mut self, name: &GeneralName) {
        match name {
            GeneralName::Dns(host) => self.host(host.trim_start_matches("*.")),
            GeneralName::Email(user) => self.user(user),
            GeneralName::Uri(uri) => self.tokens(uri),
            GeneralName::Ip(bytes) => {
                let v4 = <[u8; 4]>::try_from(bytes.as_slice()).map(|bytes| Ipv4Addr::from(bytes).to_string());
                let v6 = <[u8; 16]>::try_from(bytes.as_slice()).map(|bytes| Ipv6Addr::from(bytes).to_string());
                v4.into_iter().chain(v6).for_each(|address| self.address(&address));
            }
            GeneralName::Directory(name) => name.attributes.iter().for_each(|(key, value)| self.name(key, value)),
            GeneralName::Other(_) => {}
        }
    }
}
