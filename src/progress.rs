//! One line on standard error about what is waited for.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// How long nothing is shown: most runs are over by then.
const PATIENCE: Duration = Duration::from_millis(200);

/// What is told while a person or a log waits.
pub enum Progress {
    /// Nothing.
    Silent,
    /// A line that is rewritten, and taken away when this is dropped.
    Line(ProgressBar),
    /// A line for each thing told.
    Log,
}

impl Progress {
    /// For standard error: a line with a spinner that appears on a terminal after a fifth of a second, a log elsewhere.
    pub fn start(message: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self::Log;
        }
        let bar = ProgressBar::new_spinner().with_message(message);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed:.dim} {wide_msg}") {
            bar.set_style(style);
        }
        Self::Line(bar)
    }

    /// Turns the spinner until dropped; to be run beside what is waited for.
    pub async fn turn(&self) {
        let Self::Line(bar) = self else { return std::future::pending().await };
        tokio::time::sleep(PATIENCE).await;
        loop {
            bar.tick();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Says how far it is, in one line.
    pub fn tell(&self, text: &str) {
        match self {
            Self::Silent => {}
            Self::Line(bar) => bar.set_message(text.to_owned()),
            // Where nobody can be told, the report and the exit status still tell.
            Self::Log => drop(writeln!(io::stderr(), "sf-preflight: {}", crate::report::ascii(text))),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Self::Line(bar) = self {
            bar.finish_and_clear();
        }
    }
}
