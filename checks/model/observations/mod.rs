//! What was seen on the machine: one plain value, which can be written to a file and judged anywhere.

mod confirmation;
mod credential;
mod der;
mod environment;
mod exchange;
mod files;
mod key_file;
mod login;
mod machine;
mod npm;
mod project;
mod proxy;
mod route;
mod runtime;
mod shell;
mod side;
#[cfg(test)]
mod testing;
mod trust;

pub use confirmation::Confirmation;
pub use credential::{AccessToken, SfdxUrl, SfdxUrlFlaw};
pub use der::Der;
pub use environment::{Environment, is_relevant_variable};
pub use exchange::{Answer, BodyKind, RequestError, Tunnel, TunnelError};
pub use files::FileProblem;
pub use key_file::{CertificateContent, JwtCertificate, KeyFile, KeyForm, PrivateKey};
pub use login::{Flow, LinkedLogin, LoginRequest, OtherFlag, StandardInput, UrlSource};
pub use machine::{Browser, Holder, JsonDamage, Keychain, KeychainProblem, KeychainStore, Platform, PortProbe};
pub use npm::{NpmFault, NpmLayer, NpmSettings, StrictSslLine, StrictSslSource};
pub use project::{ProjectFile, Setting};
pub use proxy::{OtherProxy, ProxyScheme, ProxyUrl, ProxyUrlError, ProxyVariable};
pub use route::{
    Connect, ConnectAttempt, ConnectError, Handshake, HandshakeError, Lookup, LookupError, NameServerAnswer, NameServerReply, NameSource,
    Phase, Probe, ProtocolFault, Purpose, SmallHello, WebScheme,
};
pub use runtime::{NodeRuntime, NodeVersion, Preload, Runtime, SfInstallation, SfVersion};
pub use shell::Shell;
pub use side::{SideAnswer, SideAnswers};
pub use trust::{CertificateFile, CertificateStore, FileNature, PemBlock, PemOutcome, StoreDirectory, TrustInputs};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Everything that was seen, and nothing that was thought about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Observations {
    /// When, by this machine's own clock.
    pub observed_at: DateTime<Utc>,
    /// The machine.
    pub platform: Platform,
    /// The login about to be run.
    pub login: LoginRequest,
    /// The variables that sf, Node, npm or this program look at. No secret is among them.
    pub environment: Environment,
    /// The proxy variables, parsed where they entered, since they may hold passwords.
    pub proxy_variables: Vec<ProxyVariable>,
    /// Proxies that other programs or the system are set to, and that sf does not use. npm's are among its settings.
    #[serde(default)]
    pub other_proxies: Vec<OtherProxy>,
    /// The project's file.
    pub project: Option<ProjectFile>,
    /// The user's setting `org-instance-url`, where there is no project and sf does not use it.
    #[serde(default)]
    pub idle_instance_url: Option<Setting>,
    /// The Node and the sf that would run.
    pub runtime: Runtime,
    /// The JWT key file; None unless the flow is JWT and a file is named.
    pub jwt_key: Option<KeyFile>,
    /// The certificate that the app has; None unless the flow is JWT and `--jwt-cert` names one.
    pub jwt_certificate: Option<JwtCertificate>,
    /// What is known of the SFDX authorization URL; None unless the login takes one and it was named.
    pub sfdx_url: Option<SfdxUrl>,
    /// Where the access token comes from; None unless the login takes one and there is any.
    pub access_token: Option<AccessToken>,
    /// What sf would read an answer from, where it asks something.
    #[serde(default)]
    pub standard_input: StandardInput,
    /// The login that `--client-app` adds an app to; None where none is asked for.
    #[serde(default)]
    pub linked_login: Option<LinkedLogin>,
    /// npm's settings, from strongest to weakest.
    pub npm: NpmSettings,
    /// Certificates that Node would read from files.
    pub trust: TrustInputs,
    /// The hosts that were contacted: the login host first, then those that sf would go on to. Empty when offline.
    pub probes: Vec<Probe>,
    /// What this machine's resolver says of the org's own host when sf goes through a proxy (sf asks it after the
    /// token). None where that look-up is not made.
    pub local_lookup: Option<Phase<Lookup, LookupError>>,
    /// Web: the OAuth redirect port.
    pub oauth_port: Option<PortProbe>,
    /// Web: what a browser needs.
    pub browser: Option<Browser>,
    /// Where sf keeps its secrets.
    pub keychain: Keychain,
    /// What was asked on the side.
    #[serde(default)]
    pub side: SideAnswers,
    /// What the Node that runs sf says of the login host; None where it was not asked.
    pub confirmation: Option<Confirmation>,
    /// True if the network was not to be touched.
    pub offline: bool,
}

impl Observations {
    /// The probe of the login host, None when offline or when no request can be sent to the URL.
    pub fn login_probe(&self) -> Option<&Probe> {
        self.probes.first().filter(|probe| probe.purpose == Purpose::Login)
    }
}
