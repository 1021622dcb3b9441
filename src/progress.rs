//! A spinner on standard error while the network is waited for.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// How long nothing is shown: most runs are over by then.
const PATIENCE: Duration = Duration::from_millis(200);

/// A spinner, taken away when dropped. Shows nothing where standard error is not a terminal.
pub struct Progress(ProgressBar);

impl Progress {
    /// Starts a spinner that appears after a fifth of a second.
    pub fn start(message: String) -> Self {
        let bar = ProgressBar::new_spinner().with_message(message);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed:.dim}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Turns it until dropped; to be run beside what is waited for.
    pub async fn turn(&self) {
        tokio::time::sleep(PATIENCE).await;
        loop {
            self.0.tick();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
