//! A check: one question about the machine.

use super::{Finding, Observations};

/// One question, asked of the observations by a pure function. Declared once, in its own file.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Kebab-case, the stem of the check's file and page; never renamed.
    pub id: &'static str,
    /// A claim that is true when the check passes.
    pub title: &'static str,
    /// The check's page, `docs/checks/<id>.md`.
    pub page: &'static str,
    /// Judges. Does no I/O.
    pub judge: fn(&Observations) -> Finding,
}

impl Check {
    /// Where the page lies in the project.
    pub fn docs(&self) -> String {
        format!("docs/checks/{}.md", self.id)
    }
}

/// Which checks to run: all of them, or as `--only` and `--skip` say.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, if any are named.
    pub only: Vec<String>,
    /// None of these.
    pub skip: Vec<String>,
}

impl Selection {
    /// Whether a check is to run.
    pub fn includes(&self, id: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|item| item == id);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}
