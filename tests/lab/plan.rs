//! What a world is made of, before it is built: a healthy machine, and what a fault changes.

use super::dns::DnsOptions;
use super::org::OrgOptions;
use super::proxy::ProxyOptions;
use std::net::{IpAddr, Ipv4Addr};

/// The host of the org.
pub const ORG_HOST: &str = "acme.my.salesforce.com";

/// An SFDX authorization URL of the org: its secret and its token are nothing that a report may show.
pub const SFDX_URL: &str = "force://PlatformCLI:canary-secret:canary-refresh@acme.my.salesforce.com";
/// An access token: nothing that a report may show.
pub const ACCESS_TOKEN: &str = "00D000000000001AAA!canary.access";

/// Which login is about to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// `sf org login jwt`
    #[default]
    Jwt,
    /// `sf org login web`
    Web,
    /// `sf org login sfdx-url`
    SfdxUrl,
    /// `sf org login access-token`
    AccessToken,
}

/// What a host's port does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Port {
    /// The org, with its faults, listens.
    #[default]
    Org,
    /// A healthy org listens.
    HealthyOrg,
    /// Nothing listens.
    Closed,
    /// Connections are neither accepted nor refused.
    Swallows,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// This text, its placeholders filled in.
    Text(&'static str),
    /// The JWT key in PEM, changed.
    Key(fn(&str) -> String),
    /// The public half of the JWT key.
    PublicKey,
}

/// A world's plan. In texts `{lab}`, `{home}`, `{cwd}` stand for its folders, `{proxy}` for the proxy's address and
/// port, `{proxy_port}` for its port alone, `{closed}` for an address
/// and port where nothing listens.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The version of the Node that would run sf.
    pub node: [u32; 3],
    /// The login.
    pub flow: Flow,
    /// `--instance-url`.
    pub url: &'static str,
    /// `--jwt-key-file`.
    pub key: &'static str,
    /// The org.
    pub org: OrgOptions,
    /// The address on which the org listens.
    pub listen: IpAddr,
    /// What the org's port does.
    pub port: Port,
    /// What the ports of login.salesforce.com and test.salesforce.com do.
    pub further: Port,
    /// The proxy, if there is one.
    pub proxy: Option<ProxyOptions>,
    /// The DNS server; such a world needs a network namespace, since the system's resolver cannot be told another port.
    pub dns: Option<DnsOptions>,
    /// Variables; a later value replaces an earlier one, None unsets.
    pub variables: Vec<(&'static str, Option<&'static str>)>,
    /// Files, relative to the working directory.
    pub files: Vec<(&'static str, Content)>,
    /// Whether the port of the OAuth redirect server is taken.
    pub oauth_port_busy: bool,
}

impl Plan {
    /// A machine on which everything works.
    pub fn healthy() -> Self {
        Self {
            node: [24, 21, 0],
            flow: Flow::Jwt,
            url: "https://acme.my.salesforce.com",
            key: "{lab}/server.key",
            org: OrgOptions::default(),
            listen: Ipv4Addr::LOCALHOST.into(),
            port: Port::Org,
            further: Port::Org,
            proxy: None,
            dns: None,
            variables: Vec::new(),
            files: Vec::new(),
            oauth_port_busy: false,
        }
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &'static str, value: &'static str) {
        self.variables.push((name, Some(value)));
    }

    /// Unsets a variable.
    pub fn unset(&mut self, name: &'static str) {
        self.variables.push((name, None));
    }

    /// Puts a proxy into the way and names it in HTTPS_PROXY.
    pub fn through(&mut self, proxy: ProxyOptions) {
        self.proxy = Some(proxy);
        self.set("HTTPS_PROXY", "http://{proxy}");
    }

    /// Writes a key file and uses it.
    pub fn key_file(&mut self, content: Content) {
        self.files.push(("{lab}/changed.key", content));
        self.key = "{lab}/changed.key";
    }

    /// Makes it a login with an SFDX authorization URL from a file that holds this.
    pub fn sfdx_url(&mut self, text: &'static str) {
        self.flow = Flow::SfdxUrl;
        self.files.push(("{lab}/auth.txt", Content::Text(text)));
    }

    /// Makes it a login with an access token.
    pub fn access_token(&mut self) {
        self.flow = Flow::AccessToken;
        self.set("SF_ACCESS_TOKEN", ACCESS_TOKEN);
    }

    /// Makes it a web login, with a browser that can be started.
    pub fn web(&mut self) {
        self.flow = Flow::Web;
        self.set("BROWSER", "fakebrowser");
    }
}
