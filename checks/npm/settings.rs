//! npm's settings in their layers, and what npm does with `strict-ssl`.
//!
//! Source: `@npmcli/config` 10 `lib/{index,parse-field,env-replace}.js` and `make-fetch-happen` 15 `lib/options.js`, as
//! npm 11.21.2 comes with them; compared with them by `tests/parity/npm.rs`. The command line, npm's strongest layer,
//! is not looked at: no npm is being run.

use super::ini::{self, BadNull, Value, is_js_space};
use crate::model::observations::StrictSslSource;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The length beyond which no more is put into a text, bytes.
const LONGEST: usize = 1024 * 1024;

/// What npm starts from.
#[derive(Debug, Clone, Copy)]
pub struct Machine<'a> {
    /// The environment.
    pub variables: &'a BTreeMap<String, String>,
    /// The working directory.
    pub working_directory: &'a Path,
    /// The home directory that the system gives where HOME is not set.
    pub home: Option<&'a Path>,
}

impl Machine<'_> {
    fn variable(&self, name: &str) -> Option<&str> {
        let other_case = || self.variables.iter().find(|(key, _)| cfg!(windows) && key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        self.variables.get(name).or_else(other_case).map(String::as_str)
    }

    /// HOME where it is not empty, else the system's.
    pub fn home(&self) -> Option<PathBuf> {
        let from_variable = self.variable("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        from_variable.or_else(|| self.home.map(Path::to_owned))
    }

    /// A setting that is a path: variables replaced, `~/` expanded, made absolute.
    pub fn path(&self, text: &str) -> PathBuf {
        let text = self.replace_variables(text.trim_matches(is_js_space));
        let below_home = text.strip_prefix("~/").or_else(|| text.strip_prefix("~\\").filter(|_| cfg!(windows)));
        match (below_home, self.home()) {
            (Some(rest), Some(home)) => self.absolute(&home.join(rest)),
            _ => self.absolute(Path::new(&text)),
        }
    }

    /// `path.resolve`: against the working directory, `.` and `..` taken out, nothing looked up.
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let mut absolute = PathBuf::new();
        for part in self.working_directory.join(path).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => drop(absolute.pop()),
                other => absolute.push(other),
            }
        }
        absolute
    }

    /// Replaces `${NAME}` by the variable's value, where there is one, and `${NAME?}` by nothing where there is none.
    /// An odd number of backslashes before it leaves it as it is; half of them, rounded up, are dropped. What grows
    /// beyond a mebibyte, as a few names of a long value can, is left as it is from there on.
    pub fn replace_variables(&self, text: &str) -> String {
        let (mut replaced, mut rest) = (String::new(), text);
        while let Some(at) = rest.find("${").filter(|_| replaced.len() < LONGEST) {
            let (before, tail) = rest.split_at(at);
            let inner = &tail[2..];
            let end = inner.find(['$', '{', '}', '?']).unwrap_or(inner.len());
            let optional = inner[end..].starts_with("?}");
            if end == 0 || !(optional || inner[end..].starts_with('}')) {
                replaced.push_str(before);
                replaced.push_str("${");
                rest = inner;
                continue;
            }
            let name = &inner[..end];
            let length = 2 + end + if optional { 2 } else { 1 };
            let slashes = before.len() - before.trim_end_matches('\\').len();
            replaced.push_str(&before[..before.len() - slashes.div_ceil(2)]);
            match self.variable(name) {
                _ if slashes % 2 == 1 => replaced.push_str(&tail[..length]),
                Some(value) => replaced.push_str(value),
                None if optional => {}
                None => replaced.push_str(&format!("${{{name}}}")),
            }
            rest = &tail[length..];
        }
        replaced + rest
    }

    /// The folder that global packages go into unless a setting moves it: PREFIX, else the folder above the one that
    /// `node` lies in (on Windows that one itself), below DESTDIR.
    pub fn default_prefix(&self, node: Option<&Path>) -> Option<PathBuf> {
        if let Some(prefix) = self.variable("PREFIX").filter(|prefix| !prefix.is_empty()) {
            return Some(self.absolute(Path::new(prefix)));
        }
        let folder = node?.parent()?;
        if cfg!(windows) {
            return Some(folder.to_owned());
        }
        let prefix = folder.parent()?;
        Some(match self.variable("DESTDIR").filter(|folder| !folder.is_empty()) {
            Some(destination) => self.absolute(&Path::new(destination).join(prefix.strip_prefix("/").unwrap_or(prefix))),
            None => prefix.to_owned(),
        })
    }
}

/// One setting of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// What was read.
    pub value: Value,
    /// The text of the value, as it stands.
    pub text: String,
    /// The variable's name; None in a file.
    pub variable: Option<String>,
    /// The line, counted from 1; None for a variable.
    pub line: Option<u32>,
}

/// One layer of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which.
    pub source: StrictSslSource,
    /// Its settings; of several under one name the last counts.
    pub settings: Vec<Setting>,
}

impl Layer {
    /// The variables that begin with `npm_config_` in any case: the rest in lower case, `_` after its first character
    /// as `-`. An empty one does not count. Two spellings of one name: the later in the order of the environment, which
    /// here is that of the bytes.
    pub fn from_environment(machine: Machine<'_>) -> Self {
        let settings = machine.variables.iter().filter_map(|(variable, value)| {
            let (prefix, name) = variable.split_at_checked("npm_config_".len())?;
            if !prefix.eq_ignore_ascii_case("npm_config_") || value.is_empty() {
                return None;
            }
            let key = match name.strip_prefix('_') {
                Some(rest) => format!("_{}", rest.replace('_', "-")),
                None => name.replace('_', "-"),
            };
            Some(Setting {
                key: machine.replace_variables(&key.to_lowercase()),
                value: Value::Text(value.clone()),
                text: value.clone(),
                variable: Some(variable.clone()),
                line: None,
            })
        });
        Self { source: StrictSslSource::Environment, settings: settings.collect() }
    }

    /// A file's settings.
    ///
    /// # Errors
    /// Fails where npm's reader throws, so that npm does not start.
    pub fn from_file(machine: Machine<'_>, source: StrictSslSource, text: &str) -> Result<Self, BadNull> {
        let settings = ini::decode(text)?.into_iter().map(|entry| Setting {
            key: machine.replace_variables(&entry.key),
            value: entry.value,
            text: entry.text,
            variable: None,
            line: Some(entry.line),
        });
        Ok(Self { source, settings: settings.collect() })
    }

    /// The setting of that name.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().rev().find(|setting| setting.key == key)
    }

    /// The setting of that name as a path, where it is a string.
    pub fn path(&self, key: &str, machine: Machine<'_>) -> Option<PathBuf> {
        match &self.setting(key)?.value {
            Value::Text(text) => Some(machine.path(text)),
            _ => None,
        }
    }
}

/// The path under that name in the strongest layer that has it; `layers` from strongest to weakest.
pub fn path(layers: &[&Layer], key: &str, machine: Machine<'_>) -> Option<PathBuf> {
    layers.iter().find(|layer| layer.setting(key).is_some())?.path(key, machine)
}

/// The path of the global file where a setting gives it. npm keeps the default of `globalconfig` behind a setter that
/// catches the first assignment: the layer that is loaded first (built in, environment, project, user) is therefore
/// weaker than any other, and counts only where it is alone.
pub fn global_config<'a>(by_strength: &[&'a Layer], by_loading: &[&'a Layer], machine: Machine<'_>) -> Option<PathBuf> {
    let caught = by_loading.iter().find(|layer| layer.setting("globalconfig").is_some())?;
    let others = by_strength.iter().filter(|layer| layer.source != caught.source);
    others.chain([caught]).find(|layer| layer.setting("globalconfig").is_some())?.path("globalconfig", machine)
}

/// The layer whose `prefix` is the one in force and no text, where npm needs it to work out the global file's path and
/// dies of it; `layers` from strongest to weakest.
pub fn bad_prefix<'a>(layers: &[&'a Layer]) -> Option<&'a Layer> {
    let is_needed = layers.iter().all(|layer| layer.setting("globalconfig").is_none());
    let layer = *layers.iter().find(|layer| layer.setting("prefix").is_some())?;
    layer.setting("prefix").filter(|setting| is_needed && !matches!(setting.value, Value::Text(_))).map(|_| layer)
}

/// Whether npm is in global mode, in which it reads no project file.
pub fn is_global(layers: &[&Layer]) -> bool {
    let text = |key| {
        layers.iter().find_map(|layer| layer.setting(key)).map(|setting| match &setting.value {
            Value::Text(text) => text.trim_matches(is_js_space).to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Null | Value::List | Value::Other => String::new(),
        })
    };
    matches!(text("global").as_deref(), Some("true" | "")) || text("location").as_deref() == Some("global")
}

/// Whether one of a package.json's `workspaces` names the folder, given relative to it with `/`: `*` stands for any
/// part of one name, `**` for any folders; of patterns with `!` before them the last that fits counts.
pub fn is_workspace<'a>(patterns: impl Iterator<Item = &'a str>, folder: &str) -> bool {
    let parts: Vec<&str> = folder.split('/').collect();
    let mut named = false;
    for pattern in patterns {
        let (pattern, wanted) = pattern.strip_prefix('!').map_or((pattern, true), |rest| (rest, false));
        let pattern: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if matches_parts(&pattern, &parts) {
            named = wanted;
        }
    }
    named
}

fn matches_parts(pattern: &[&str], parts: &[&str]) -> bool {
    match (pattern.split_first(), parts.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => (0..=parts.len()).any(|skipped| matches_parts(rest, &parts[skipped..])),
        (Some((first, rest)), Some((part, others))) => matches_name(first, part) && matches_parts(rest, others),
        _ => false,
    }
}

fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => {
            let Some(rest) = name.strip_prefix(before) else { return false };
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| matches_name(after, &rest[at..]))
        }
    }
}

/// What npm does with a value of `strict-ssl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Certificates are checked.
    Strict,
    /// They are not.
    Off,
    /// They are unless NODE_TLS_REJECT_UNAUTHORIZED is `0`: the setting is `null` or `undefined`.
    AsNode,
}

/// What npm does with a value of `strict-ssl`: only the literal `false` switches checks off. Variables are replaced
/// after the value's type was settled, so `${VAR}` never does.
pub fn strictness(value: &Value) -> Strictness {
    match value {
        Value::Bool(false) => Strictness::Off,
        Value::Null => Strictness::AsNode,
        Value::Bool(true) | Value::List | Value::Other => Strictness::Strict,
        Value::Text(text) => match text.trim_matches(is_js_space) {
            "false" => Strictness::Off,
            "null" | "undefined" => Strictness::AsNode,
            _ => Strictness::Strict,
        },
    }
}

/// Whether certificates are checked under this value of `strict-ssl`, NODE_TLS_REJECT_UNAUTHORIZED considered.
pub fn is_strict(value: &Value, machine: Machine<'_>) -> bool {
    match strictness(value) {
        Strictness::Strict => true,
        Strictness::Off => false,
        Strictness::AsNode => machine.variable("NODE_TLS_REJECT_UNAUTHORIZED") != Some("0"),
    }
}

#[cfg(test)]
mod tests;
