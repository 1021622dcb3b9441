//! What everybody knows and what carries the diagnosis: it stays.

use crate::CHECKS;
use crate::node::{inspection, roots};
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::OnceLock;

/// Hosts that belong to everybody.
const HOSTS: [&str; 24] = [
    "localhost",
    "salesforce.com",
    "www.salesforce.com",
    "login.salesforce.com",
    "test.salesforce.com",
    "welcome.salesforce.com",
    "prerellogin.pre.salesforce.com",
    "status.salesforce.com",
    "api.status.salesforce.com",
    "trust.salesforce.com",
    "help.salesforce.com",
    "developer.salesforce.com",
    "my.salesforce.com",
    "sandbox.my.salesforce.com",
    "lightning.force.com",
    "force.com",
    "nodejs.org",
    "github.com",
    "api.github.com",
    "docker.internal",
    "host.docker.internal",
    "kubernetes.default.svc",
    "cluster.local",
    "svc.cluster.local",
];

/// What answers, without its version, in lower case, and the names of headers and of ways to sign in.
const HEADERS: [&str; 23] = [
    "apache",
    "awselb",
    "basic",
    "cloudflare",
    "digest",
    "envoy",
    "haproxy",
    "kerberos",
    "location",
    "mime-version",
    "negotiate",
    "nginx",
    "ntlm",
    "proxy-agent",
    "proxy-authenticate",
    "server",
    "sfdcedge",
    "squid",
    "tinyproxy",
    "varnish",
    "via",
    "microsoft-iis",
    "mitmproxy",
];

/// What proxies and files say everywhere.
const REASONS: [&str; 22] = [
    "",
    "CERTIFICATE",
    "CERTIFICATE REQUEST",
    "EC PARAMETERS",
    "EC PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PRIVATE KEY",
    "TRUSTED CERTIFICATE",
    "X509 CRL",
    "Bad Gateway",
    "Bad Request",
    "Connection Established",
    "Connection established",
    "Forbidden",
    "Gateway Timeout",
    "Internal Server Error",
    "Not Found",
    "Proxy Authentication Required",
    "Service Unavailable",
    "Unauthorized",
];

/// Labels of the names that Salesforce gives to every org: `acme.sandbox.my.salesforce.com` keeps all but its first.
const LABELS: [&str; 27] = [
    "my",
    "sandbox",
    "develop",
    "scratch",
    "demo",
    "patch",
    "trailblaze",
    "free",
    "pc-rnd",
    "lightning",
    "vf",
    "visual",
    "visualforce",
    "preview",
    "builder",
    "live",
    "setup",
    "documentforce",
    "content",
    "file",
    "site",
    "salesforce",
    "force",
    "salesforce-setup",
    "com",
    "mil",
    "crmforce",
];
/// The domains under which these labels mean that.
const DOMAINS: [&str; 7] =
    [".salesforce.com", ".force.com", ".site.com", ".salesforce-setup.com", ".salesforce.mil", ".crmforce.mil", ".salesforce-sites.com"];

/// The part of a Salesforce host that every org has, with its first dot; None for any other host.
pub fn common_part(host: &str) -> Option<&str> {
    let host_lower = host.to_ascii_lowercase();
    if !DOMAINS.iter().any(|domain| host_lower.ends_with(domain)) {
        return None;
    }
    let mut start = host.len();
    for label in host_lower.rsplit('.').take_while(|label| LABELS.contains(label)) {
        start = start.saturating_sub(label.len() + 1);
    }
    Some(&host[start..]).filter(|part| part.starts_with('.') && part.len() < host.len())
}

/// Whether a host belongs to everybody.
pub fn is_public_host(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    HOSTS.contains(&host.as_str()) || host.ends_with(".localhost")
}

/// Whether an address names no machine in particular: this one, any, or none.
pub fn is_public_address(address: &str) -> bool {
    let Ok(address) = address.split('%').next().unwrap_or(address).parse::<IpAddr>() else { return false };
    address.is_loopback() || address.is_unspecified()
}

/// Names of files and folders that sf, npm, Node and systems give themselves.
const COMPONENTS: [&str; 67] = [
    ".bin",
    ".config",
    ".env",
    ".local",
    ".npmrc",
    ".pnpmfile.cjs",
    ".profile",
    ".sf",
    ".sfdx",
    ".volta",
    ".yarnrc",
    ".yarnrc.yml",
    "@salesforce",
    "alias.json",
    "bash",
    "bin",
    "ca-bundle.crt",
    "ca-certificates.crt",
    "cert.pem",
    "certs",
    "cli",
    "client",
    "cmd",
    "config.json",
    "core",
    "dev",
    "dist",
    "etc",
    "extracted",
    "fish",
    "hosts",
    "key.json",
    "lib",
    "lib64",
    "local",
    "node",
    "node.exe",
    "node_modules",
    "nodejs",
    "npm",
    "npm.cmd",
    "npmrc",
    "null",
    "openssl.cnf",
    "package.json",
    "pem",
    "pki",
    "pnpm",
    "pnpm-workspace.yaml",
    "private",
    "rc",
    "resolv.conf",
    "run",
    "run.js",
    "sf",
    "sf-config.json",
    "sf.cmd",
    "sfdx",
    "sfdx-cli",
    "sfdx-config.json",
    "sfdx-project.json",
    "sfdx.cmd",
    "share",
    "ssl",
    "tls",
    "undici",
    "zero",
];
/// Folders that every system has.
const FOLDERS: [&str; 31] = [
    "/",
    "/bin",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/opt",
    "/opt/homebrew",
    "/private",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/tmp",
    "/usr",
    "/usr/local",
    "/usr/share",
    "/Users",
    "/System",
    "/Library",
    "/var",
    "/var/tmp",
    "/snap",
    "/etc/ca-certificates",
    "/etc/pki/ca-trust",
    "/nix",
    "C:\\",
    "C:\\Program Files",
    "C:\\Program Files (x86)",
    "C:\\Windows",
    "C:\\ProgramData",
];

/// The part of a path that tells whose it is: the whole without what sf, npm, Node or the system name themselves at its
/// end; None where nothing is left of it.
pub fn own_part(path: &str) -> Option<&str> {
    let is_slash = |character: char| matches!(character, '/' | '\\');
    let mut own = path.trim_end_matches(is_slash);
    loop {
        let folder = if own.is_empty() { "/" } else { own };
        if own == "~" || FOLDERS.iter().any(|known| known.trim_end_matches('\\').eq_ignore_ascii_case(folder)) {
            return None;
        }
        match own.rfind(is_slash) {
            Some(at) if COMPONENTS.contains(&&own[at + 1..]) => own = &own[..at],
            None if COMPONENTS.contains(&own) => return None,
            _ => return Some(own),
        }
    }
}

/// Whether a name on a certificate is that of a public CA or of an inspection product.
pub fn is_public_name(value: &str) -> bool {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let values = roots::compiled_in().flat_map(|root| root.subject.attributes).map(|(_, value)| value.to_lowercase());
        values.chain(["let's encrypt", "digicert inc", "salesforce, inc.", "salesforce.com, inc."].map(str::to_owned)).collect()
    });
    names.contains(&value.to_lowercase()) || inspection::beside_a_product(value).is_some_and(|rest| says_nothing(&rest))
}

/// Whether all words, in lower case, are ones that stand in any CA's name.
fn says_nothing(words: &str) -> bool {
    const GENERIC: [&str; 14] =
        ["ca", "co", "corp", "default", "g1", "g2", "gmbh", "inc", "issuing", "llc", "ltd", "spol", "sub", "untrusted"];
    words.split(|character: char| !character.is_alphanumeric()).all(|word| GENERIC.contains(&word) || is_ordinary(word))
}

/// Whether a word is one of the checks' pages: alone, it says nothing about anybody.
pub fn is_ordinary(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let pages = CHECKS.iter().flat_map(|check| check.page.split(|character: char| !character.is_alphanumeric()));
        pages.map(str::to_lowercase).chain(["root", "admin", "runner", "me"].map(str::to_owned)).collect()
    });
    word.chars().count() < 2 || words.contains(&word.to_lowercase())
}

/// Whether a header's value names but what answers, or a header.
pub fn is_common_header(text: &str) -> bool {
    let name = text.split('/').next().unwrap_or_default();
    let is_version = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    HEADERS.contains(&name.to_ascii_lowercase().as_str()) && text.split('/').skip(1).all(is_version)
}

/// Whether it is what proxies and files say everywhere.
pub fn is_common_reason(text: &str) -> bool {
    REASONS.contains(&text.trim())
}
