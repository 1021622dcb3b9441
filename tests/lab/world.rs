//! A world: the servers, the files and the environment of a machine with a fault, and the command to run in it.

use super::catalogue::Fault;
use super::installation;
use super::log::Log;
use super::org::{Org, OrgOptions};
use super::pki::{ChainKind, JWT_KEY, PKI};
use super::plan::{Content, Flow, ORG_HOST, Plan, Port};
use super::proxy::Proxy;
use super::server::Server;
use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpSocket;

/// The client id that logins use: nothing that a report may show in full.
pub const CLIENT_ID: &str = "3MVG9lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0lab0";

/// How long the path of a world's folder is, bytes.
const PATH_LENGTH: usize = 90;
/// How many of them are there to make it another than that of other worlds.
const RANDOM: usize = 8;

/// A machine with a fault, and the servers around it. Dropping it stops and removes all of it.
pub struct World {
    /// The org.
    pub org: Server,
    /// The proxy, where there is one.
    pub proxy: Option<Server>,
    /// The DNS server, where there is one.
    pub dns: Option<Server>,
    plan: Plan,
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
    closed: ClosedPort,
    healthy: Option<Server>,
    swallowing: Option<SwallowingPort>,
    oauth_port: u16,
    _oauth_holder: OauthHolder,
}

impl World {
    /// Builds the world of a fault.
    ///
    /// # Panics
    /// If the fault needs a network namespace and this process is not in one ([`super::namespace`]).
    pub fn new(fault: &Fault) -> Self {
        Self::build(fault.plan())
    }

    /// Builds a world.
    pub fn build(plan: Plan) -> Self {
        assert!(plan.dns.is_none() || super::namespace::is_inside(), "this world needs a network namespace");
        let org = Org::start(plan.org, (plan.listen, if plan.dns.is_some() { 443 } else { 0 }).into());
        let healthy = (plan.further == Port::HealthyOrg).then(|| Org::start(OrgOptions::default(), (Ipv4Addr::LOCALHOST, 0).into()));
        let proxy = plan.proxy.map(|options| {
            let inspector = Org::new(OrgOptions { chain: ChainKind::Inspected, ..plan.org }, org.log.clone());
            Proxy::start(options, org.address, inspector)
        });
        let dns = plan.dns.clone().map(|options| options.start(53));
        let swallowing = [plan.port, plan.further].contains(&Port::Swallows).then(|| SwallowingPort::open((Ipv4Addr::LOCALHOST, 0).into()));
        let (oauth_port, oauth_holder) = OauthHolder::reserve(plan.oauth_port_busy);
        let mut world = Self {
            org,
            proxy,
            dns,
            folder: lasting_folder(),
            variables: BTreeMap::new(),
            closed: ClosedPort::reserve(),
            healthy,
            swallowing,
            oauth_port,
            _oauth_holder: oauth_holder,
            plan,
        };
        world.write_files();
        world.variables = world.environment();
        world
    }

    /// The command that asks `program` about this world's login: its whole environment, its folder and its arguments,
    /// `further` before the `--`.
    pub fn command(&self, program: &Path, further: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.variables).current_dir(self.folder("cwd"));
        command.args(self.overrides()).args(further).arg("--").args(self.login());
        // A pipe, from which an answer may come; `output` would give none.
        command.stdin(Stdio::piped());
        command
    }

    /// `--resolve` for every host: the lab's ports are not those of the real hosts.
    pub fn overrides(&self) -> Vec<String> {
        if self.plan.dns.is_some() {
            return Vec::new();
        }
        let host = |host: &str, port: u16, to: SocketAddr| format!("--resolve={host}:{port}:{to}");
        let (org, further) = (self.address(self.plan.port), self.address(self.plan.further));
        let mut overrides = vec![
            host(ORG_HOST, 443, org),
            host(ORG_HOST, 80, self.closed.address),
            host("acme--dev.sandbox.my.salesforce.com", 443, org),
            host("acme.lightning.force.com", 443, org),
            host("login.salesforce.com", 443, further),
            host("test.salesforce.com", 443, further),
            host("portal.lab", 80, self.org.address),
        ];
        overrides.extend(self.proxy.as_ref().map(|proxy| host("proxy.lab", proxy.address.port(), proxy.address)));
        overrides
    }

    /// `sf org login …`.
    pub fn login(&self) -> Vec<String> {
        let flow: &[&str] = match self.plan.flow {
            Flow::Jwt => &["jwt", "--username", "dev@acme.lab", "--jwt-key-file", self.plan.key, "--client-id", CLIENT_ID],
            // The default app's redirect leads to port 1717, and the lab uses no fixed port.
            Flow::Web => &["web", "--client-id", CLIENT_ID],
            Flow::SfdxUrl => &["sfdx-url", "--sfdx-url-file", "{lab}/auth.txt"],
            Flow::AccessToken => &["access-token", "--no-prompt"],
        };
        let url: &[&str] = if self.plan.flow == Flow::SfdxUrl { &[] } else { &["--instance-url", self.plan.url] };
        ["sf", "org", "login"].iter().chain(flow).chain(url).map(|word| self.fill(word)).collect()
    }

    /// One of the world's folders: `lab`, `home`, `cwd`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where connections to the login's host lead.
    pub fn org_address(&self) -> SocketAddr {
        self.address(self.plan.port)
    }

    /// What the org saw.
    pub fn org_log(&self) -> &Log {
        &self.org.log
    }

    /// The world's ports.
    pub fn ports(&self) -> Vec<u16> {
        let servers = [Some(&self.org), self.proxy.as_ref(), self.dns.as_ref(), self.healthy.as_ref()];
        servers.into_iter().flatten().map(|server| server.address.port()).chain([self.closed.address.port(), self.oauth_port]).collect()
    }

    fn address(&self, port: Port) -> SocketAddr {
        match (port, &self.swallowing, &self.healthy) {
            (Port::Swallows, Some(swallowing), _) => swallowing.address,
            (Port::HealthyOrg, _, Some(healthy)) => healthy.address,
            (Port::Org, ..) => self.org.address,
            _ => self.closed.address,
        }
    }

    fn environment(&self) -> BTreeMap<&'static str, String> {
        let base = [("HOME", "{home}"), ("PATH", "{lab}/bin"), ("LANG", "C.UTF-8"), ("NODE_EXTRA_CA_CERTS", "{lab}/root.pem")];
        let mut variables: BTreeMap<_, _> = base.iter().map(|(name, value)| (*name, self.fill(value))).collect();
        for (name, value) in &self.plan.variables {
            match value {
                Some(value) => variables.insert(name, self.fill(value)),
                None => variables.remove(name),
            };
        }
        variables
    }

    fn write_files(&self) {
        for folder in ["lab/bin", "home", "cwd"] {
            fs::create_dir_all(self.folder(folder)).unwrap();
        }
        installation::put(&self.folder("lab"), self.plan.node);
        let put = |name: &str, content: &[u8]| fs::write(self.folder(name), content).unwrap();
        put("lab/root.pem", PKI.root.pem().as_bytes());
        put("lab/root.der", PKI.root.der());
        put("lab/intermediate.pem", PKI.intermediate.pem().as_bytes());
        put("lab/company.pem", PKI.company.pem().as_bytes());
        put("home/root.pem", PKI.root.pem().as_bytes());
        match self.plan.flow {
            Flow::Jwt => put("lab/server.key", JWT_KEY.serialize_pem().as_bytes()),
            Flow::SfdxUrl | Flow::AccessToken => {}
            Flow::Web => {
                put("cwd/sfdx-project.json", format!(r#"{{"packageDirectories": [], "oauthLocalPort": {}}}"#, self.oauth_port).as_bytes());
                installation::put_program(&self.folder("lab/bin/fakebrowser"), "#!/bin/sh\n");
                installation::put_program(&self.folder("lab/bin/xdg-open"), "#!/bin/sh\n");
            }
        }
        for (path, content) in &self.plan.files {
            let bytes = match content {
                Content::Text(text) => self.fill(text),
                Content::Key(change) => change(&JWT_KEY.serialize_pem()),
                Content::PublicKey => JWT_KEY.public_key_pem(),
            };
            fs::write(self.fill(path), bytes).unwrap();
        }
        for key in ["lab/server.key", "lab/changed.key"].map(|name| self.folder(name)).iter().filter(|key| key.is_file()) {
            installation::permit(key, 0o600);
        }
    }

    /// Fills a text's placeholders in.
    fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for folder in ["lab", "home", "cwd"] {
            filled = filled.replace(&format!("{{{folder}}}"), &self.folder(folder).to_string_lossy());
        }
        if let Some(proxy) = &self.proxy {
            filled = filled.replace("{proxy}", &proxy.address.to_string()).replace("{proxy_port}", &proxy.address.port().to_string());
        }
        filled.replace("{closed}", &self.closed.address.to_string())
    }
}

/// A new folder that is not in one for temporary files, since a key there is worth a warning. In tests its path is
/// everywhere [`PATH_LENGTH`] long, so that reports wrap alike.
fn lasting_folder() -> TempDir {
    const TEMPORARY: [&str; 6] = ["/tmp", "/var/tmp", "/private", "/var/folders", "/dev", "/run"];
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_owned()));
    let lasting = |folder: &PathBuf| !TEMPORARY.iter().any(|temporary| folder.starts_with(temporary));
    let mut candidates = beside.into_iter().chain(std::env::home_dir()).filter(lasting);
    let make = |folder: PathBuf| {
        let taken = folder.as_os_str().len() + "/world-".len() + RANDOM;
        let padding = if cfg!(test) { PATH_LENGTH.saturating_sub(taken) } else { 0 };
        tempfile::Builder::new().prefix(&format!("world{}", "-".repeat(padding + 1))).rand_bytes(RANDOM).tempdir_in(folder).ok()
    };
    candidates.find_map(make).unwrap_or_else(|| tempfile::tempdir().unwrap())
}

/// A port on which nothing listens and which nobody else can be given: bound, and not listening.
struct ClosedPort {
    address: SocketAddr,
    _socket: TcpSocket,
}

/// Who has the port of the OAuth redirect server.
enum OauthHolder {
    /// Another program, which listens there.
    Busy { _listener: TcpListener },
    /// Nobody who listens: a program can still bind it as Node does, and the system gives it to no other server meanwhile.
    /// Measured on Linux; elsewhere such a port could not be bound.
    #[cfg(target_os = "linux")]
    Reserved { _socket: TcpSocket },
    #[cfg(not(target_os = "linux"))]
    Nobody,
}

impl OauthHolder {
    /// The port, and who has it.
    fn reserve(is_busy: bool) -> (u16, Self) {
        #[cfg(target_os = "linux")]
        if !is_busy {
            let socket = TcpSocket::new_v4().unwrap();
            socket.set_reuseaddr(true).unwrap();
            socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
            return (socket.local_addr().unwrap().port(), Self::Reserved { _socket: socket });
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        #[cfg(not(target_os = "linux"))]
        if !is_busy {
            return (port, Self::Nobody);
        }
        (port, Self::Busy { _listener: listener })
    }
}

impl ClosedPort {
    fn reserve() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self { address: socket.local_addr().unwrap(), _socket: socket }
    }
}

/// A port whose queue is full, so that connections are neither accepted nor refused.
pub struct SwallowingPort {
    address: SocketAddr,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl SwallowingPort {
    /// Opens one at `address`; port 0 is one that the system chooses.
    pub fn open(address: SocketAddr) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(async {
            let socket = if address.is_ipv4() { TcpSocket::new_v4().unwrap() } else { TcpSocket::new_v6().unwrap() };
            socket.bind(address).unwrap();
            socket.listen(0).unwrap().into_std().unwrap()
        });
        let address = listener.local_addr().unwrap();
        let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(100)).ok();
        let waiting = std::iter::from_fn(connect).take(1000).collect();
        Self { address, _listener: listener, _waiting: waiting }
    }
}
