use super::super::Commands;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The shell that the person types in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shell {
    /// bash, zsh, dash.
    #[default]
    Sh,
    /// fish.
    Fish,
    /// PowerShell.
    PowerShell,
    /// Windows Command Prompt.
    Cmd,
}

impl Shell {
    /// The shell that this environment was made by, as far as its variables tell: PowerShell sets PSModulePath for
    /// what it starts (on Windows it is always set), cmd sets PROMPT, the others leave SHELL.
    pub fn detect(variables: &BTreeMap<String, String>, windows: bool) -> Self {
        let is_set = |name: &str| variables.get(name).is_some_and(|value| !value.is_empty());
        let shell = variables.get("SHELL").map_or("", String::as_str);
        match (windows, shell) {
            (_, shell) if shell.ends_with("/fish") => Self::Fish,
            (true, "") if is_set("PROMPT") => Self::Cmd,
            (true, "") => Self::PowerShell,
            (false, _) if is_set("PSModulePath") => Self::PowerShell,
            _ => Self::Sh,
        }
    }

    /// The command as it is typed in this shell.
    pub fn pick(self, commands: &Commands) -> &str {
        match self {
            Self::Sh => &commands.sh,
            Self::Fish => &commands.fish,
            Self::PowerShell => &commands.powershell,
            Self::Cmd => &commands.cmd,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_told_by_its_variables() {
        for (windows, variables, shell) in [
            (false, &[("SHELL", "/bin/bash")][..], Shell::Sh),
            (false, &[], Shell::Sh),
            (false, &[("SHELL", "/usr/bin/fish")], Shell::Fish),
            (false, &[("SHELL", "/bin/bash"), ("PSModulePath", "/opt/ps")], Shell::PowerShell),
            (true, &[("PSModulePath", r"C:\ps")], Shell::PowerShell),
            (true, &[("PSModulePath", r"C:\ps"), ("PROMPT", "$P$G")], Shell::Cmd),
            (true, &[("PSModulePath", r"C:\ps"), ("SHELL", "/usr/bin/bash")], Shell::Sh),
        ] {
            let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            assert_eq!(Shell::detect(&variables, windows), shell, "{variables:?}");
        }
    }
}
