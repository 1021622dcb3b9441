//! Proxies that other programs or the system are set to. sf uses none of them. Nothing is started to learn them.

pub mod dconf;
#[cfg(not(windows))]
mod macos;
#[cfg(windows)]
mod registry;

use super::{Context, files, git};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::OtherProxy;
use std::path::{Path, PathBuf};
use url::Url;

const KDE: &str = "KDE";
/// With other types KDE keeps the proxy and does not use it.
const KDE_USES_IT: &str = "ProxyType=1";
const SYSTEM: &str = "the system";

/// What a setting names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A proxy.
    Proxy(String),
    /// A script (PAC) that names one for each host.
    Script(String),
}

impl Named {
    /// A proxy by its host and port; None where either is missing.
    fn proxy(host: &str, port: i64) -> Option<Self> {
        (!host.is_empty() && port > 0).then(|| Self::Proxy(format!("http://{host}:{port}")))
    }

    /// A script by its URL; None where it is empty.
    fn script(url: &str) -> Option<Self> {
        (!url.is_empty()).then(|| Self::Script(url.to_owned()))
    }

    fn told(self, whose: &str, place: impl Into<Untrusted>, line: Option<u32>) -> Option<OtherProxy> {
        let (value, is_script) = match self {
            Self::Proxy(value) => (value, false),
            Self::Script(value) => (value, true),
        };
        Some(OtherProxy { whose: whose.to_owned(), place: place.into(), line, is_script, shown: without_user(&value)? })
    }
}

/// Reads the settings of git, VS Code, KDE, GNOME and of the system.
pub fn read(context: &Context) -> Vec<OtherProxy> {
    let home = |path: &str| context.home.as_ref().map(|home| home.join(path));
    let below = |path: &str| context.config_home(context.home.as_deref()).map(|folder| folder.join(path));
    let roaming = || context.variable("APPDATA").map(|folder| Path::new(folder).join("Code/User/settings.json"));
    let code = match std::env::consts::OS {
        "windows" => roaming(),
        "macos" => home("Library/Application Support/Code/User/settings.json"),
        _ => below("Code/User/settings.json"),
    };
    let of_git = git::settings(context, context.home.as_deref()).find_map(|path| find("git", &path, git_line));
    let files: [(&str, Option<PathBuf>, Parser); 3] = [
        ("VS Code", code, code_line),
        (KDE, below("kioslaverc"), kde_line),
        (SYSTEM, Some(PathBuf::from("/etc/environment")), environment_line),
    ];
    let of_gnome = [below("dconf/user"), Some(PathBuf::from("/etc/dconf/db/local"))];
    let of_gnome = of_gnome.into_iter().flatten().filter_map(|path| {
        let bytes = files::read_small(&path).ok()?;
        dconf::proxy(&bytes)?.told("GNOME", path.to_string_lossy().as_ref(), None)
    });
    let found = files.into_iter().filter_map(|(whose, path, parser)| find(whose, &path?, parser));
    of_git.into_iter().chain(found).chain(of_gnome).chain(of_system()).collect()
}

/// What the settings of the operating system say, where these are no text of lines.
fn of_system() -> Option<OtherProxy> {
    #[cfg(windows)]
    return registry::read();
    #[cfg(not(windows))]
    {
        let path = Path::new(macos::PREFERENCES);
        let text = files::text(path).filter(|_| cfg!(target_os = "macos"))?;
        let (line, named) = macos::proxy(&text)?;
        named.told(SYSTEM, macos::PREFERENCES, Some(line))
    }
}

/// Finds a proxy in a line; the section that it stands in is given in lower case.
type Parser = fn(&str, &str) -> Option<String>;

fn find(whose: &str, path: &Path, parser: Parser) -> Option<OtherProxy> {
    let text = String::from_utf8_lossy(&files::read(path).ok()?).into_owned();
    if whose == KDE && !text.lines().any(|line| line.trim() == KDE_USES_IT) {
        return None;
    }
    let (line, shown) = first(&text, parser)?;
    Some(OtherProxy { whose: whose.to_owned(), place: Untrusted::new(path.to_string_lossy()), line: Some(line), is_script: false, shown })
}

/// The first line that names a proxy, counted from 1, and the proxy.
fn first(text: &str, parser: Parser) -> Option<(u32, Untrusted)> {
    let mut section = String::new();
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = name.to_ascii_lowercase();
        }
        Some((number, without_user(&parser(&section, line)?)?))
    })
}

/// The proxy without user name and password; None where it is not a URL, in which these could not be told apart.
fn without_user(value: &str) -> Option<Untrusted> {
    let is_bare = !value.contains("://") && !value.contains('@');
    let whole = if is_bare { format!("http://{value}") } else { value.to_owned() };
    let mut url = Url::parse(&whole).ok().filter(Url::has_host)?;
    url.set_username("").and_then(|()| url.set_password(None)).ok()?;
    url.set_query(None);
    Some(url.as_str().trim_end_matches('/').into())
}

/// `name = value`, the quotes around the value taken away; None where it is empty.
fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| (name.trim(), value))
}

/// `/etc/environment`: `https_proxy="http://proxy:3128"`.
fn environment_line(_: &str, line: &str) -> Option<String> {
    let (name, value) = setting(line.trim_start_matches("export "))?;
    matches!(name.to_ascii_lowercase().as_str(), "https_proxy" | "http_proxy" | "all_proxy").then(|| value.to_owned())
}

/// git: `proxy = …` in `[http]` or `[http "https://…"]` (git-config(1)).
fn git_line(section: &str, line: &str) -> Option<String> {
    let (name, value) = setting(line)?;
    (section.split_whitespace().next() == Some("http") && name.eq_ignore_ascii_case("proxy")).then(|| value.to_owned())
}

/// KDE: `httpsProxy=http://proxy 3128` in `[Proxy Settings]`.
fn kde_line(section: &str, line: &str) -> Option<String> {
    let (name, value) = setting(line)?;
    (section == "proxy settings" && matches!(name, "httpsProxy" | "httpProxy")).then(|| value.replace(' ', ":"))
}

/// Windows: `proxy:3128`, or `http=proxy:3128;https=proxy:3129`.
#[cfg(any(windows, test))]
fn windows_server(value: &str) -> Option<String> {
    let of = |scheme: &str| value.split([';', ' ']).find_map(|entry| entry.trim().strip_prefix(scheme)?.strip_prefix('='));
    let whole = Some(value).filter(|value| !value.contains('='));
    whole.or_else(|| of("https")).or_else(|| of("http")).map(str::trim).filter(|server| !server.is_empty()).map(str::to_owned)
}

/// VS Code: `"http.proxy": "…"`.
fn code_line(_: &str, line: &str) -> Option<String> {
    let value = line.strip_prefix("\"http.proxy\"")?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split('"').next().filter(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_programs_setting_is_found_without_its_password() {
        const GIT: &str = "[user]\nproxy = http://no:1\n[HTTP \"https://x\"]\n\tProxy = \"http://me:canary@proxy.lab:3128\"\n";
        for (parser, text, found) in [
            (git_line as Parser, GIT, Some((4, "http://proxy.lab:3128"))),
            (git_line, "[http]\nproxy = proxy.lab:3128\n", Some((2, "http://proxy.lab:3128"))),
            (git_line, "[http]\n# proxy = http://a:1\nproxy =\n", None),
            (environment_line, "PATH=/bin\nHTTPS_PROXY=\"http://proxy.lab:3128/\"\n", Some((2, "http://proxy.lab:3128"))),
            (environment_line, "export http_proxy=http://proxy.lab:3128", Some((1, "http://proxy.lab:3128"))),
            (environment_line, "no_proxy=localhost\n#https_proxy=http://a:1", None),
            (kde_line, "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://proxy.lab 3128\n", Some((3, "http://proxy.lab:3128"))),
            (kde_line, "[Other]\nhttpsProxy=http://proxy.lab 3128\n", None),
            (code_line, "{\n  \"http.proxy\": \"http://proxy.lab:3128\", // mine\n}", Some((2, "http://proxy.lab:3128"))),
            (code_line, "{ // \"http.proxy\": \"http://proxy.lab:3128\"\n  \"http.proxyStrictSSL\": false }", None),
        ] {
            let given = first(text, parser);
            assert_eq!(given.as_ref().map(|(line, shown)| (*line, shown.raw())), found, "{text}");
        }
    }

    #[test]
    fn windows_names_one_proxy_or_one_for_each_scheme() {
        for (value, server) in [
            ("proxy.lab:3128", Some("proxy.lab:3128")),
            ("http=one.lab:1;https=two.lab:2", Some("two.lab:2")),
            ("http=one.lab:1;ftp=two.lab:2", Some("one.lab:1")),
            ("ftp=two.lab:2", None),
            ("socks=two.lab:2", None),
            ("", None),
        ] {
            assert_eq!(windows_server(value).as_deref(), server, "{value}");
        }
    }

    #[test]
    fn a_script_is_told_without_what_its_url_may_hide() {
        let told = Named::Script("http://me:canary@wpad.lab/proxy.pac?key=canary".to_owned()).told("GNOME", "place", None).unwrap();
        assert_eq!((told.is_script, told.shown.raw()), (true, "http://wpad.lab/proxy.pac"));
    }

    #[test]
    fn what_may_hold_a_password_unseen_is_not_kept() {
        for value in ["me:canary@proxy.lab:3128", "http://", "http://a b"] {
            assert_eq!(without_user(value), None, "{value}");
        }
    }
}
