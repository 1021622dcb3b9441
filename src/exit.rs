//! Exit statuses.

use sf_preflight_checks::model::{Report, Status, Verdict};
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: the login can work.
    Ready,
    /// 1: the login would fail, hang, go elsewhere or be insecure; with `--strict` also: something warns.
    Blocked,
    /// 2: the command line cannot be understood.
    Usage,
    /// 3: this program itself is at fault, or could not write its report.
    Fault,
    /// 130: Ctrl-C.
    Interrupted,
}

impl Exit {
    /// How a run ends whose report is this one.
    pub fn of(report: &Report, strict: bool) -> Self {
        let any = |status| report.checks.iter().any(|check| check.status == status);
        if any(Status::Error) {
            Self::Fault
        } else if report.verdict != Verdict::Ready || (strict && any(Status::Warn)) {
            Self::Blocked
        } else {
            Self::Ready
        }
    }

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Ready => 0,
            Self::Blocked => 1,
            Self::Usage => 2,
            Self::Fault => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
