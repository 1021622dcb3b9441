//! The faults that the lab knows.

use super::dns::{DnsFault, DnsOptions};
use super::org::OrgFault;
use super::pki::ChainKind;
use super::plan::{Content, Flow, Plan, Port, SFDX_URL};
use super::proxy::{ProxyFault, ProxyOptions};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Something that is broken, or not, on an otherwise healthy machine.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Kebab-case.
    pub id: &'static str,
    /// What is broken, one line.
    pub about: &'static str,
    change: fn(&mut Plan),
}

impl Fault {
    /// The fault of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        FAULTS.iter().find(|fault| fault.id == id)
    }

    /// The plan of a world with this fault.
    pub fn plan(&self) -> Plan {
        let mut plan = Plan::healthy();
        (self.change)(&mut plan);
        plan
    }
}

const fn fault(id: &'static str, about: &'static str, change: fn(&mut Plan)) -> Fault {
    Fault { id, about, change }
}

/// Every fault, by what it concerns.
pub const FAULTS: &[Fault] = &[
    fault("healthy", "nothing: everything works", |_| {}),
    fault("healthy-sandbox", "nothing: a sandbox's own URL", |plan| plan.url = "https://acme--dev.sandbox.my.salesforce.com"),
    fault("web-healthy", "nothing: a web login", Plan::web),
    fault("node-too-old", "the first Node on PATH is too old for sf's HTTP library", |plan| plan.node = [20, 20, 2]),
    // The login
    fault("lightning-url", "the URL is the one of the browser's address bar", |plan| plan.url = "https://acme.lightning.force.com"),
    fault("no-scheme-url", "the URL has no https://", |plan| plan.url = "acme.my.salesforce.com"),
    fault("http-url", "the URL begins with http://, so that sf silently logs in elsewhere", |plan| {
        plan.url = "http://acme.my.salesforce.com"
    }),
    // The other logins
    fault("sfdx-url-healthy", "nothing: a login with an SFDX authorization URL", |plan| plan.sfdx_url(SFDX_URL)),
    fault("sfdx-url-malformed", "the SFDX authorization URL lacks the colon of its empty secret", |plan| {
        plan.sfdx_url("force://PlatformCLI:canary-refresh@acme.my.salesforce.com")
    }),
    fault("sfdx-url-missing", "the file of the SFDX authorization URL does not exist", |plan| plan.flow = Flow::SfdxUrl),
    fault("sfdx-url-untrusted-root", "the org's root is not trusted, and sf logs in with an SFDX authorization URL", |plan| {
        plan.sfdx_url(SFDX_URL);
        plan.unset("NODE_EXTRA_CA_CERTS");
    }),
    fault("access-token-healthy", "nothing: a login with an access token", Plan::access_token),
    fault("access-token-missing", "no access token is set, and sf may not ask for it", |plan| plan.flow = Flow::AccessToken),
    fault("access-token-nxdomain", "no name resolves, and sf logs in with an access token", |plan| {
        plan.access_token();
        plan.dns = Some(DnsOptions::default());
    }),
    // The key
    fault("key-missing", "the key file does not exist", |plan| plan.key = "{lab}/nope.key"),
    fault("key-directory", "the key file is a folder", |plan| plan.key = "{home}"),
    fault("key-empty", "the key file is empty", |plan| plan.key_file(Content::Text(""))),
    fault("key-public", "the key file holds the public half", |plan| plan.key_file(Content::PublicKey)),
    fault("key-literal-newlines", "a CI secret was written with \\n instead of line breaks", |plan| {
        plan.key_file(Content::Key(|key| key.replace('\n', "\\n")));
    }),
    fault("key-1024", "the key is too short", |plan| plan.key_file(Content::Text(include_str!("weak.key")))),
    fault("key-crlf", "nothing: the key has Windows line ends", |plan| plan.key_file(Content::Key(|key| key.replace('\n', "\r\n")))),
    // The web login's own needs
    fault("web-port-busy", "another program holds the port of the OAuth redirect", |plan| {
        plan.web();
        plan.oauth_port_busy = true;
    }),
    fault("web-no-browser", "there is no browser to open", |plan| plan.flow = Flow::Web),
    // The proxy
    fault("proxy-ok", "nothing: a proxy that works", |plan| plan.through(ProxyOptions::default())),
    fault("proxy-auth-ok", "nothing: a proxy that wants a password, and gets it", |plan| {
        plan.through(proxy(ProxyFault::Credentials("lab-user:pr0xy-c@nary")));
        plan.set("HTTPS_PROXY", "http://lab-user:pr0xy-c%40nary@{proxy}");
    }),
    fault("proxy-auth-wrong", "the proxy wants another password", |plan| {
        plan.through(proxy(ProxyFault::Credentials("lab-user:another")));
        plan.set("HTTPS_PROXY", "http://lab-user:pr0xy-c%40nary@{proxy}");
    }),
    fault("proxy-407", "the proxy wants a password, and gets none", |plan| plan.through(proxy(ProxyFault::AuthenticationRequired))),
    fault("proxy-ntlm", "the proxy wants NTLM", |plan| plan.through(proxy(ProxyFault::Ntlm))),
    fault("proxy-403", "the proxy forbids the org", |plan| plan.through(proxy(ProxyFault::Forbidden))),
    fault("proxy-502", "the proxy cannot reach the org", |plan| plan.through(proxy(ProxyFault::BadGateway))),
    fault("proxy-hang", "the proxy accepts and says nothing", |plan| plan.through(proxy(ProxyFault::Hang))),
    fault("proxy-reset", "the proxy resets the connection", |plan| plan.through(proxy(ProxyFault::Reset))),
    fault("proxy-close", "the proxy closes the connection", |plan| plan.through(proxy(ProxyFault::Close))),
    fault("proxy-garbage", "what listens at the proxy's port is no proxy", |plan| plan.through(proxy(ProxyFault::Garbage))),
    fault("proxy-hang-after-connect", "the tunnel stands, and nothing comes through", |plan| {
        plan.through(proxy(ProxyFault::HangAfterConnect));
    }),
    fault("proxy-inspects", "the proxy looks into TLS, and Node does not know its root", |plan| plan.through(proxy(ProxyFault::Inspect))),
    fault("proxy-inspects-trusted", "nothing: the proxy looks into TLS, and Node knows its root", |plan| {
        plan.through(proxy(ProxyFault::Inspect));
        plan.set("NODE_EXTRA_CA_CERTS", "{lab}/company.pem");
    }),
    fault("proxy-over-tls", "nothing: the proxy itself is spoken to over TLS", |plan| {
        plan.through(ProxyOptions { tls: Some(ChainKind::Good), ..ProxyOptions::default() });
        plan.set("HTTPS_PROXY", "https://proxy.lab:{proxy_port}");
    }),
    fault("proxy-down", "nothing listens at the proxy's port", |plan| plan.set("HTTPS_PROXY", "http://{closed}")),
    fault("proxy-no-scheme", "the proxy's value has no http://", |plan| {
        plan.through(ProxyOptions::default());
        plan.set("HTTPS_PROXY", "{proxy}");
    }),
    fault("no-proxy-ignored", "NO_PROXY names the org, which sf ignores; the proxy is down", |plan| {
        plan.set("HTTPS_PROXY", "http://{closed}");
        plan.set("NO_PROXY", ".salesforce.com");
    }),
    // The connection
    fault("refused", "nothing listens at the org's port", |plan| (plan.port, plan.further) = (Port::Closed, Port::Closed)),
    fault("blackhole", "a firewall swallows every packet", |plan| (plan.port, plan.further) = (Port::Swallows, Port::Swallows)),
    fault("unreachable", "the org refuses connections, and login.salesforce.com does not", |plan| {
        (plan.port, plan.further) = (Port::Closed, Port::HealthyOrg);
    }),
    fault("others-blocked", "nothing: only hosts that sf does not need are unreachable", |plan| plan.further = Port::Closed),
    fault("reset", "a firewall resets the TLS handshake", |plan| plan.org.fault = OrgFault::Reset),
    fault("close", "the TLS handshake ends in a closed connection", |plan| plan.org.fault = OrgFault::Close),
    fault("tls-hang", "the TLS handshake gets no answer", |plan| plan.org.fault = OrgFault::TlsHang),
    fault("plain-http", "the org's port speaks plain HTTP", |plan| plan.org.fault = OrgFault::PlainHttp),
    fault("garbage", "the org's port speaks no protocol at all", |plan| plan.org.fault = OrgFault::Garbage),
    fault("old-tls", "the server speaks TLS 1.1 at most", |plan| plan.org.fault = OrgFault::Alert(PROTOCOL_VERSION)),
    fault("tls-refused", "the server refuses the TLS handshake", |plan| plan.org.fault = OrgFault::Alert(HANDSHAKE_FAILURE)),
    fault("client-certificate", "the server insists on a client certificate", |plan| plan.org.fault = OrgFault::ClientCertificate),
    fault("big-hello-reset", "a middlebox resets large TLS hellos", |plan| plan.org.fault = OrgFault::ResetBigHello),
    fault("big-hello-drop", "a middlebox swallows large TLS hellos", |plan| plan.org.fault = OrgFault::DropBigHello),
    // Trust
    fault("untrusted-root", "Node does not know the root, and the server does not send it", |plan| plan.unset("NODE_EXTRA_CA_CERTS")),
    fault("untrusted-root-sent", "Node does not know the root, and the server sends it", |plan| {
        plan.unset("NODE_EXTRA_CA_CERTS");
        plan.org.chain = ChainKind::RootSent;
    }),
    fault("no-intermediate", "the server forgets its intermediate certificate", |plan| plan.org.chain = ChainKind::NoIntermediate),
    fault("expired-leaf", "the server's certificate has expired", |plan| plan.org.chain = ChainKind::Expired),
    fault("future-leaf", "the server's certificate is not valid yet", |plan| plan.org.chain = ChainKind::Future),
    fault("wrong-host", "the server's certificate is for another host", |plan| plan.org.chain = ChainKind::WrongHost),
    fault("self-signed", "the server's certificate signed itself", |plan| plan.org.chain = ChainKind::SelfSigned),
    fault("inspected", "something on the way looks into TLS, and does not send its root", |plan| {
        plan.org.chain = ChainKind::InspectedRootNotSent;
    }),
    fault("extra-ca-missing-file", "NODE_EXTRA_CA_CERTS names a file that does not exist", |plan| {
        plan.set("NODE_EXTRA_CA_CERTS", "{lab}/nope.pem");
    }),
    fault("extra-ca-der", "NODE_EXTRA_CA_CERTS names a DER file", |plan| plan.set("NODE_EXTRA_CA_CERTS", "{lab}/root.der")),
    fault("extra-ca-tilde", "NODE_EXTRA_CA_CERTS begins with ~, which only a shell expands", |plan| {
        plan.set("NODE_EXTRA_CA_CERTS", "~/root.pem");
    }),
    fault("extra-ca-intermediate-only", "NODE_EXTRA_CA_CERTS holds the intermediate instead of the root", |plan| {
        plan.set("NODE_EXTRA_CA_CERTS", "{lab}/intermediate.pem");
    }),
    fault("reject-unauthorized-0", "verification is switched off", |plan| {
        plan.unset("NODE_EXTRA_CA_CERTS");
        plan.set("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    }),
    fault("node-options-openssl-ca", "NODE_OPTIONS replaces Node's roots by the system's", |plan| {
        plan.unset("NODE_EXTRA_CA_CERTS");
        plan.set("NODE_OPTIONS", "--use-openssl-ca");
        plan.set("SSL_CERT_FILE", "{lab}/company.pem");
        plan.set("SSL_CERT_DIR", "{lab}/bin");
    }),
    fault("npm-strict-ssl", "npm's strict-ssl is switched off", |plan| {
        plan.files.push(("{home}/.npmrc", Content::Text("strict-ssl=false\n")));
    }),
    // The answer
    fault("reset-after-tls", "the connection is reset when the request comes", |plan| plan.org.fault = OrgFault::ResetAfterTls),
    fault("close-after-tls", "the connection is closed when the request comes", |plan| plan.org.fault = OrgFault::CloseAfterTls),
    fault("hang-after-tls", "the request gets no answer", |plan| plan.org.fault = OrgFault::HangAfterTls),
    fault("html", "the org answers with a page", |plan| plan.org.fault = OrgFault::Html),
    fault("captive", "a captive portal wants to be clicked", |plan| plan.org.fault = OrgFault::Captive),
    fault("captive-unreachable", "a captive portal redirects to where nobody answers", |plan| {
        plan.org.fault = OrgFault::CaptiveUnreachable;
    }),
    fault("down", "the org is down for maintenance", |plan| plan.org.fault = OrgFault::Down),
    fault("path-down", "the URL has a path, the org is down, and login.salesforce.com is not", |plan| {
        plan.url = "https://acme.my.salesforce.com/x";
        plan.org.fault = OrgFault::Down;
        plan.further = Port::HealthyOrg;
    }),
    fault("forbidden", "a filter answers with its block page", |plan| plan.org.fault = OrgFault::Forbidden),
    fault("clock-skew", "this machine's clock is ten minutes behind", |plan| plan.org.skew = 600),
    fault("web-clock-skew", "the same, with a web login, whose codes have expired by then", |plan| {
        plan.web();
        plan.org.skew = 600;
    }),
    // Hostile servers and files
    fault("hostile-page", "headers and title try to take over the terminal", |plan| plan.org.fault = OrgFault::Hostile),
    fault("hostile-certificate", "the certificate's name tries to take over the terminal", |plan| plan.org.chain = ChainKind::Hostile),
    fault("endless-headers", "the answer's headers never end", |plan| plan.org.fault = OrgFault::EndlessHeaders),
    fault("endless-body", "the answer's body never ends", |plan| plan.org.fault = OrgFault::EndlessBody),
    fault("long-chain", "the server sends a thousand certificates", |plan| plan.org.chain = ChainKind::Long),
    fault("proxy-hostile", "the proxy's refusal tries to take over the terminal", |plan| plan.through(proxy(ProxyFault::Hostile))),
    fault("proxy-endless-headers", "the proxy's headers never end", |plan| plan.through(proxy(ProxyFault::EndlessHeaders))),
    fault("drip", "the answer comes a header a second", |plan| plan.org.fault = OrgFault::Drip),
    #[cfg(unix)]
    fault("key-endless", "the key file is a device without end", |plan| plan.key = "/dev/zero"),
    #[cfg(unix)]
    fault("extra-ca-endless", "NODE_EXTRA_CA_CERTS names a device without end", |plan| plan.set("NODE_EXTRA_CA_CERTS", "/dev/zero")),
    // DNS, in a network namespace
    fault("dns-ok", "nothing: the names are looked up", |plan| plan.dns = Some(names(DnsFault::None))),
    fault("nxdomain", "the names do not exist", |plan| plan.dns = Some(DnsOptions::default())),
    fault("wrong-my-domain", "the My Domain is mistyped, so that sf silently logs in elsewhere", |plan| {
        let names = vec![("login.salesforce.com", vec![LOCAL]), ("test.salesforce.com", vec![LOCAL])];
        plan.dns = Some(DnsOptions { names, ..DnsOptions::default() });
        plan.set("SF_DOMAIN_RETRY", "3");
    }),
    fault("html-alone", "the org answers with a page, and sf's further login hosts do not exist", |plan| {
        plan.dns = Some(DnsOptions { names: vec![("acme.my.salesforce.com", vec![LOCAL])], ..DnsOptions::default() });
        plan.org.fault = OrgFault::Html;
    }),
    fault("dns-servfail", "the DNS server says SERVFAIL", |plan| plan.dns = Some(names(DnsFault::ServerFailure))),
    fault("dns-refused", "the DNS server says REFUSED", |plan| plan.dns = Some(names(DnsFault::Refused))),
    fault("dns-silent", "the DNS server says nothing", |plan| plan.dns = Some(names(DnsFault::Silent))),
    fault("v6-broken", "nothing: the org also has an IPv6 address, where nothing listens", |plan| {
        plan.dns = Some(DnsOptions { names: vec![("*.salesforce.com", vec![LOCAL_V6, LOCAL])], ..DnsOptions::default() });
    }),
    fault("v6-only", "nothing: the org has only an IPv6 address", |plan| {
        plan.dns = Some(DnsOptions { names: vec![("*.salesforce.com", vec![LOCAL_V6])], ..DnsOptions::default() });
        plan.listen = LOCAL_V6;
    }),
    fault("proxy-no-local-dns", "only the proxy can look names up: sf looks for the org for minutes", |plan| {
        plan.dns = Some(DnsOptions::default());
        plan.through(ProxyOptions::default());
    }),
    fault("proxy-no-local-dns-short", "the same, and SF_DOMAIN_RETRY makes the wait short", |plan| {
        plan.dns = Some(DnsOptions::default());
        plan.through(ProxyOptions::default());
        plan.set("SF_DOMAIN_RETRY", "3");
    }),
];

/// TLS alert `protocol_version` (RFC 8446 section 6).
const PROTOCOL_VERSION: u8 = 70;
/// TLS alert `handshake_failure`.
const HANDSHAKE_FAILURE: u8 = 40;

/// This machine, by IPv4.
const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// This machine, by IPv6.
const LOCAL_V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

fn proxy(fault: ProxyFault) -> ProxyOptions {
    ProxyOptions { fault, tls: None }
}

fn names(fault: DnsFault) -> DnsOptions {
    DnsOptions { fault, names: vec![("*.salesforce.com", vec![LOCAL]), ("proxy.lab", vec![LOCAL])], ..DnsOptions::default() }
}
