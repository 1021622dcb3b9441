//! What to do about a finding: a text, and commands as data, one per shell.

use serde::Serialize;

/// One thing to do. A step that destroys or exposes something is text only, never a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// What to do and why, one or two sentences.
    pub text: String,
    /// What to type, where a command does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commands: Option<Commands>,
}

impl Fix {
    /// A fix in words.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), commands: None }
    }

    /// A fix in words, with the commands that do it.
    pub fn command(text: impl Into<String>, commands: Commands) -> Self {
        Self { text: text.into(), commands: Some(commands) }
    }
}

/// The same step in each shell that people run `sf` in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Commands {
    /// bash, zsh, dash.
    pub sh: String,
    /// fish.
    pub fish: String,
    /// Windows PowerShell and PowerShell 7.
    pub powershell: String,
    /// Windows Command Prompt.
    pub cmd: String,
}

impl Commands {
    /// The same line in every shell. The caller quotes.
    pub fn same(line: impl Into<String>) -> Self {
        let line = line.into();
        Self { sh: line.clone(), fish: line.clone(), powershell: line.clone(), cmd: line }
    }

    /// A program and its arguments, each quoted for each shell.
    pub fn run(words: &[&str]) -> Self {
        let join = |quote: fn(&str) -> String| words.iter().map(|word| quote(word)).collect::<Vec<_>>().join(" ");
        Self { sh: join(quote_sh), fish: join(quote_fish), powershell: join(quote_powershell), cmd: join(quote_cmd) }
    }

    /// Rewrites a file that is UTF-16 as UTF-8, in its place.
    pub fn as_utf8(path: &str) -> Self {
        let (quoted, beside) = (Self::run(&[path]), Self::run(&[&format!("{path}.new")]));
        let unix = |path: &str, beside: &str| format!("iconv -f UTF-16 -t UTF-8 {path} > {beside} && mv {beside} {path}");
        let powershell =
            format!("[IO.File]::WriteAllText((Resolve-Path {0}), [IO.File]::ReadAllText((Resolve-Path {0})))", quoted.powershell);
        Self {
            sh: unix(&quoted.sh, &beside.sh),
            fish: unix(&quoted.fish, &beside.fish),
            cmd: format!("powershell -Command \"{powershell}\""),
            powershell,
        }
    }

    /// Gives a file another name, and then does something else.
    pub fn rename_and(path: &str, name: &str, then: Self) -> Self {
        let renamed = Self::run(&["mv", path, name]);
        Self {
            sh: format!("{} && {}", renamed.sh, then.sh),
            fish: format!("{} && {}", renamed.fish, then.fish),
            powershell: format!("{}; {}", renamed.powershell, then.powershell),
            cmd: format!("{} && {}", renamed.cmd.replacen("mv", "move", 1), then.cmd),
        }
    }

    /// Sets an environment variable for this shell and what it starts.
    pub fn set_variable(name: &str, value: &str) -> Self {
        Self {
            sh: format!("export {name}={}", quote_sh(value)),
            fish: format!("set -gx {name} {}", quote_fish(value)),
            powershell: format!("$env:{name} = {}", always_quote_powershell(value)),
            cmd: format!("set \"{name}={value}\""),
        }
    }

    /// Sets an environment variable for every shell that is started later (for sh, in `~/.profile`).
    pub fn keep_variable(name: &str, value: &str) -> Self {
        let now = Self::set_variable(name, value);
        Self {
            sh: format!("printf '%s\\n' {} >> ~/.profile", quote_sh(&now.sh)),
            fish: format!("set -Ux {name} {}", quote_fish(value)),
            powershell: format!("[Environment]::SetEnvironmentVariable('{name}', {}, 'User')", always_quote_powershell(value)),
            cmd: format!("setx {name} \"{value}\""),
        }
    }

    /// Removes an environment variable from this shell and what it starts.
    pub fn unset_variable(name: &str) -> Self {
        Self {
            sh: format!("unset {name}"),
            fish: format!("set -e {name}"),
            powershell: format!("Remove-Item Env:{name}"),
            cmd: format!("set {name}="),
        }
    }
}

/// Whether a word needs no quotes in any shell.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:=@+,".contains(&byte))
}

fn quote_sh(word: &str) -> String {
    if is_plain(word) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn quote_fish(word: &str) -> String {
    if is_plain(word) { word.to_owned() } else { format!("'{}'", word.replace('\\', r"\\").replace('\'', r"\'")) }
}

fn quote_powershell(word: &str) -> String {
    if is_plain(word) && !word.starts_with('@') && !word.contains(',') { word.to_owned() } else { always_quote_powershell(word) }
}

fn always_quote_powershell(word: &str) -> String {
    format!("'{}'", word.replace('\'', "''"))
}

fn quote_cmd(word: &str) -> String {
    if is_plain(word) && !word.contains([',', '=']) { word.to_owned() } else { format!("\"{}\"", word.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_each_shell() {
        let commands = Commands::set_variable("NODE_EXTRA_CA_CERTS", "/etc/it's mine.pem");
        assert_eq!(commands.sh, r"export NODE_EXTRA_CA_CERTS='/etc/it'\''s mine.pem'");
        assert_eq!(commands.fish, r"set -gx NODE_EXTRA_CA_CERTS '/etc/it\'s mine.pem'");
        assert_eq!(commands.powershell, "$env:NODE_EXTRA_CA_CERTS = '/etc/it''s mine.pem'");
        assert_eq!(commands.cmd, "set \"NODE_EXTRA_CA_CERTS=/etc/it's mine.pem\"");
    }

    #[test]
    fn a_variable_is_kept_for_later_shells() {
        let commands = Commands::keep_variable("NODE_EXTRA_CA_CERTS", "/etc/it's.pem");
        assert_eq!(commands.sh, r"printf '%s\n' 'export NODE_EXTRA_CA_CERTS='\''/etc/it'\''\'\'''\''s.pem'\''' >> ~/.profile");
        assert_eq!(commands.fish, r"set -Ux NODE_EXTRA_CA_CERTS '/etc/it\'s.pem'");
        assert_eq!(commands.powershell, "[Environment]::SetEnvironmentVariable('NODE_EXTRA_CA_CERTS', '/etc/it''s.pem', 'User')");
        assert_eq!(commands.cmd, "setx NODE_EXTRA_CA_CERTS \"/etc/it's.pem\"");
    }

    #[test]
    fn plain_words_stay_bare() {
        let commands = Commands::run(&["openssl", "x509", "-in", "a b.cer"]);
        assert_eq!(commands.sh, "openssl x509 -in 'a b.cer'");
        assert_eq!(commands.cmd, "openssl x509 -in \"a b.cer\"");
    }
}
