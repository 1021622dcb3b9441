//! NODE_OPTIONS as Node reads it, and the variables beside it that decide what Node trusts.
//!
//! Source: Node 20.20.2, 22.23.3, 24.21.0 `src/node.cc`, `src/node_options.cc`, `src/node_options-inl.h`; measured.

use crate::model::observations::{Environment, NodeVersion};

/// What NODE_OPTIONS comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeOptions {
    /// The options in force, in order; a flag with its negation resolved has no value.
    pub given: Vec<Given>,
    /// The first word that is no option: Node silently ignores it and all that follows it.
    pub ignored_from: Option<String>,
    /// Why Node does not start: the words it prints after its own path and a colon.
    pub fatal: Option<String>,
}

/// An option that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name, with `--` and without `no-`.
    pub name: String,
    /// False where it stood with `--no-`.
    pub on: bool,
    /// Its value, where it takes one.
    pub value: Option<String>,
}

/// The TLS versions that a client offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TlsRange {
    /// TLS 1.2.
    pub tls12: bool,
    /// TLS 1.3.
    pub tls13: bool,
}

/// Where Node takes its roots from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootSource {
    /// The roots compiled into Node.
    Bundled,
    /// `--use-openssl-ca`: OpenSSL's file and folder instead.
    OpenSsl,
    /// `--use-system-ca` or `NODE_USE_SYSTEM_CA=1`: the system's beside the compiled ones.
    BundledAndSystem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flag,
    Value,
    V8,
}

/// The options that Node takes from the environment.
const OPTIONS: &str = include_str!("options.txt");
/// Other names for some of them.
const ALIASES: [(&str, &str); 8] = [
    ("-r", "--require"),
    ("-C", "--conditions"),
    ("--loader", "--experimental-loader"),
    ("--debug-port", "--inspect-port"),
    ("--report-directory", "--report-dir"),
    ("--enable-network-family-autoselection", "--network-family-autoselection"),
    ("--experimental-test-isolation", "--test-isolation"),
    ("--es-module-specifier-resolution", "--experimental-specifier-resolution"),
];

impl NodeOptions {
    /// What NODE_OPTIONS in this environment comes to for a Node of this version.
    pub fn read(environment: &Environment, version: NodeVersion) -> Self {
        Self::parse(environment.value("NODE_OPTIONS").unwrap_or_default(), version)
    }

    /// What a value of NODE_OPTIONS comes to.
    pub fn parse(text: &str, version: NodeVersion) -> Self {
        match words(text) {
            Err(fatal) => Self { fatal: Some(fatal.to_owned()), ..Self::default() },
            Ok(words) => {
                let mut options = Self::default();
                options.take(&words, version);
                options
            }
        }
    }

    /// Whether a flag is in force: the last word about it decides.
    pub fn is_on(&self, name: &str) -> bool {
        self.given.iter().rev().find(|given| given.name == name).is_some_and(|given| given.on)
    }

    /// The value of an option, where it was given: the last one decides.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.given.iter().rev().find(|given| given.name == name).and_then(|given| given.value.as_deref())
    }

    /// The TLS versions that Node offers, of those that are still spoken. Source: Node 24.21.0 `lib/tls.js`.
    pub fn tls_range(&self) -> TlsRange {
        let older = ["--tls-min-v1.0", "--tls-min-v1.1", "--tls-min-v1.2"].iter().any(|name| self.is_on(name));
        TlsRange { tls12: older || !self.is_on("--tls-min-v1.3"), tls13: self.is_on("--tls-max-v1.3") || !self.is_on("--tls-max-v1.2") }
    }

    fn take(&mut self, words: &[String], version: NodeVersion) {
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            if word.len() <= 1 || !word.starts_with('-') {
                self.ignored_from = Some(word.clone());
                break;
            }
            let (name, value) = match word.split_once('=') {
                Some((name, value)) if word.starts_with("--") => (name, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            let plain = name.replace('_', "-");
            let (plain, on) = match plain.strip_prefix("--no-") {
                Some(positive) => (format!("--{positive}"), false),
                None => (plain, true),
            };
            let plain = ALIASES.iter().find(|(alias, _)| *alias == plain).map_or(plain, |(_, name)| (*name).to_owned());
            let value = match kind(&plain, version) {
                None => {
                    let equals = if value.is_some() { "=" } else { "" };
                    self.fatal = Some(format!("{name}{equals} is not allowed in NODE_OPTIONS"));
                    return;
                }
                Some(Kind::Value) if !on => {
                    self.fatal = Some(format!("{word} is an invalid negation because it is not a boolean option"));
                    return;
                }
                Some(Kind::Value) => {
                    // A value that begins with a dash is taken for the next option, unless a backslash stands before.
                    let value = value.or_else(|| rest.next().cloned().filter(|next| !next.starts_with('-')));
                    let Some(value) = value.filter(|value| !value.is_empty()) else {
                        self.fatal = Some(format!("{word} requires an argument"));
                        return;
                    };
                    Some(value.strip_prefix('\\').filter(|rest| rest.starts_with('-')).map_or(value.clone(), str::to_owned))
                }
                Some(Kind::Flag | Kind::V8) => value,
            };
            self.given.push(Given { name: plain, on, value });
        }
        self.fatal = self.contradiction(version);
    }

    /// Options that exclude each other, in Node's order of looking.
    fn contradiction(&self, version: NodeVersion) -> Option<String> {
        let both = |a: &str, b: &str| (self.is_on(a) && self.is_on(b)).then(|| format!("either {a} or {b} can be used, not both"));
        let system = if version.major >= 24 { both("--use-openssl-ca", "--use-system-ca") } else { None };
        both("--use-openssl-ca", "--use-bundled-ca").or(system).or_else(|| both("--tls-min-v1.3", "--tls-max-v1.2"))
    }
}

/// Where Node takes its roots from, by its options and NODE_USE_SYSTEM_CA.
pub fn root_source(environment: &Environment, version: NodeVersion) -> RootSource {
    let options = NodeOptions::read(environment, version);
    if options.is_on("--use-openssl-ca") {
        return RootSource::OpenSsl;
    }
    let said = options.given.iter().rev().find(|given| given.name == "--use-system-ca").map(|given| given.on);
    let by_variable = knows_system_ca_variable(version) && environment.value("NODE_USE_SYSTEM_CA") == Some("1");
    if said.unwrap_or(by_variable) { RootSource::BundledAndSystem } else { RootSource::Bundled }
}

/// Whether this Node looks at NODE_USE_SYSTEM_CA: from 22.19 and 24.6.
pub fn knows_system_ca_variable(version: NodeVersion) -> bool {
    match version.major {
        22 => version >= NodeVersion::new(22, 19, 0),
        24 => version >= NodeVersion::new(24, 6, 0),
        major => major > 24,
    }
}

/// The kind of an option that this version takes in NODE_OPTIONS; None where it takes no such option.
fn kind(name: &str, version: NodeVersion) -> Option<Kind> {
    if name == "--use-system-ca" && !has_system_ca_option(version) {
        return None;
    }
    let major = match version.major {
        ..22 => "20",
        22 | 23 => "22",
        24.. => "24",
    };
    let mut lines = OPTIONS.lines().filter(|line| !line.starts_with('#')).map(str::split_whitespace);
    lines.find_map(|mut line| {
        let (known, kind) = (line.next()?, line.next()?);
        (known == name && line.any(|known| known == major)).then_some(match kind {
            "value" => Kind::Value,
            "v8" => Kind::V8,
            _ => Kind::Flag,
        })
    })
}

/// `--use-system-ca` exists from 22.15 and 23.9 (on Linux; elsewhere 23.8).
fn has_system_ca_option(version: NodeVersion) -> bool {
    match version.major {
        22 => version >= NodeVersion::new(22, 15, 0),
        23 => version >= NodeVersion::new(23, 8, 0),
        major => major > 23,
    }
}

/// Cuts NODE_OPTIONS into words: only the space divides, double quotes hold together, a backslash counts only
/// within them (`ParseNodeOptionsEnvVar`).
fn words(text: &str) -> Result<Vec<String>, &'static str> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut starts_word) = (false, true);
    let mut characters = text.chars();
    while let Some(mut character) = characters.next() {
        match character {
            '\\' if quoted => character = characters.next().ok_or("invalid value for NODE_OPTIONS (invalid escape)")?,
            ' ' if !quoted => {
                starts_word = true;
                continue;
            }
            '"' => {
                quoted = !quoted;
                continue;
            }
            _ => {}
        }
        match words.last_mut() {
            Some(word) if !starts_word => word.push(character),
            _ => words.push(character.to_string()),
        }
        starts_word = false;
    }
    if quoted { Err("invalid value for NODE_OPTIONS (unterminated string)") } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Untrusted;

    const V20: NodeVersion = NodeVersion::new(20, 20, 2);
    const V22: NodeVersion = NodeVersion::new(22, 23, 3);
    const V24: NodeVersion = NodeVersion::new(24, 21, 0);

    #[test]
    fn what_stops_node_is_said_in_its_words() {
        for (version, text, fatal) in [
            (V20, "--use-system-ca", "--use-system-ca is not allowed in NODE_OPTIONS"),
            (NodeVersion::new(22, 14, 0), "--use-system-ca", "--use-system-ca is not allowed in NODE_OPTIONS"),
            (V24, "--use-openssl-ca --use-bundled-ca", "either --use-openssl-ca or --use-bundled-ca can be used, not both"),
            (V24, "--use-openssl-ca --use-system-ca", "either --use-openssl-ca or --use-system-ca can be used, not both"),
            (V22, "--tls-min-v1.3 --tls-max-v1.2", "either --tls-min-v1.3 or --tls-max-v1.2 can be used, not both"),
            (V22, "--foo", "--foo is not allowed in NODE_OPTIONS"),
            (V22, "-e 1", "-e is not allowed in NODE_OPTIONS"),
            (V22, "\"--use-openssl-ca", "invalid value for NODE_OPTIONS (unterminated string)"),
            (V22, "\"--use-openssl-ca\\", "invalid value for NODE_OPTIONS (invalid escape)"),
            (V22, "--use-openssl-ca\\", "--use-openssl-ca\\ is not allowed in NODE_OPTIONS"),
            (V22, "--tls-cipher-list", "--tls-cipher-list requires an argument"),
            (V22, "--use-openssl-ca\t--use-bundled-ca", "--use-openssl-ca\t--use-bundled-ca is not allowed in NODE_OPTIONS"),
        ] {
            assert_eq!(NodeOptions::parse(text, version).fatal.as_deref(), Some(fatal), "{version} {text}");
        }
    }

    #[test]
    fn what_node_takes_is_in_force() {
        for text in [
            "--use-system-ca",
            "--use_system_ca",
            "--use-system-ca=1",
            "  \"--use-system-ca\"  ",
            "--no-use-system-ca --use-system-ca",
            "--require /x.js --use-system-ca",
            "-r /x.js --use-system-ca",
            "--max-old-space-size=8192 --use-system-ca",
        ] {
            let options = NodeOptions::parse(text, V24);
            assert!(options.is_on("--use-system-ca") && options.fatal.is_none(), "{text}: {options:?}");
        }
    }

    #[test]
    fn what_follows_a_stray_word_is_ignored() {
        let options = NodeOptions::parse("--no-warnings '--use-system-ca' --foo", V24);
        assert_eq!(options.ignored_from.as_deref(), Some("'--use-system-ca'"));
        assert!(!options.is_on("--use-system-ca") && options.fatal.is_none());
    }

    #[test]
    fn the_variable_counts_only_as_one_and_below_the_option() {
        for (version, options, variable, source) in [
            (V24, "", "1", RootSource::BundledAndSystem),
            (V22, "", "1", RootSource::BundledAndSystem),
            (V20, "", "1", RootSource::Bundled),
            (NodeVersion::new(24, 5, 0), "", "1", RootSource::Bundled),
            (V24, "", "true", RootSource::Bundled),
            (V24, "", " 1", RootSource::Bundled),
            (V24, "--no-use-system-ca", "1", RootSource::Bundled),
            (V22, "--use-openssl-ca --use-system-ca", "", RootSource::OpenSsl),
        ] {
            let variables = [("NODE_OPTIONS", options), ("NODE_USE_SYSTEM_CA", variable)];
            let environment = Environment(variables.map(|(name, value)| (name.to_owned(), Untrusted::from(value))).into());
            assert_eq!(root_source(&environment, version), source, "{version} {options:?} {variable:?}");
        }
    }
}
