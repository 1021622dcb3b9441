//! `--watch`, `--watch-for`, `--retry`: looks again until the login can work.

use crate::cli::{Options, Repetition};
use crate::exit::Exit;
use crate::job::{judged, milliseconds_since};
use crate::observe::{self, Context};
use crate::progress::Progress;
use crate::report::Judged;
use sf_preflight_checks::model::{Report, Status, Verdict};
use std::io;
use std::time::{Duration, Instant};

/// When a blocked login is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Patience {
    /// How many tries there may be.
    tries: u64,
    /// For how long further ones may begin.
    time: Duration,
    /// How long it is waited before each of them.
    pause: Duration,
}

impl Patience {
    fn new(options: &Repetition) -> Self {
        let is_repeated = options.watch || options.watch_for.is_some() || options.retry.is_some();
        let further = if is_repeated { options.retry.map_or(u64::MAX - 1, u64::from) } else { 0 };
        Self { tries: further + 1, time: options.watch_for.unwrap_or(Duration::MAX), pause: options.every }
    }

    /// Whether another try follows after so many, so long after the first began.
    fn lasts(&self, tries: u64, elapsed: Duration) -> bool {
        tries < self.tries && elapsed.saturating_add(self.pause) <= self.time
    }
}

/// Observes and judges, again and again where that is asked for, until the login is no longer blocked or no further try
/// is left. Each try is a whole one, with the whole `--timeout`. Returns the last one.
///
/// What is unsafe is not repeated, since it lies in this process's own environment, nor is a fault of this program.
///
/// # Errors
/// If this machine could not be looked at.
pub async fn look(mut context: Context, options: &Options, progress: &Progress, started: Instant) -> io::Result<Judged> {
    let patience = Patience::new(&options.repetition);
    let (mut tries, mut try_started) = (1, started);
    loop {
        let observations = observe::observe(&context).await?;
        let judged = judged(observations, &options.judgement, &options.privacy, milliseconds_since(try_started));
        if !is_blocked(&judged.report) || !patience.lasts(tries, started.elapsed()) {
            return Ok(judged);
        }
        progress.tell(&format!("try {tries}: {}; again in {} s", reason(&judged.report), patience.pause.as_secs_f64()));
        tokio::time::sleep(patience.pause).await;
        tries += 1;
        try_started = Instant::now();
        context.deadline = try_started + options.observation.network.timeout;
    }
}

fn is_blocked(report: &Report) -> bool {
    report.verdict == Verdict::Blocked && Exit::of(report, false) == Exit::Blocked
}

/// What stands in the way, in one line: the check that sf meets first, or the first that fails.
fn reason(report: &Report) -> String {
    let mut failed = report.checks.iter().filter(|check| check.status == Status::Fail);
    let decides = report.prediction.check;
    let found = failed.clone().find(|check| Some(check.id) == decides).or_else(|| failed.next());
    found.map_or_else(|| "blocked".to_owned(), |check| format!("{}: {}", check.id, check.summary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;

    #[test]
    fn patience_ends_with_the_tries_or_with_the_time() {
        for (options, tries, seconds, lasts) in [
            (&[][..], 1, 0, false),
            (&["--every=1"], 1, 0, false),
            (&["--retry=0"], 1, 0, false),
            (&["--retry=2"], 2, 1000, true),
            (&["--retry=2"], 3, 0, false),
            (&["--watch"], 1_000_000, 1_000_000, true),
            (&["--watch", "--retry=2"], 3, 0, false),
            (&["--watch-for=60"], 1000, 58, true),
            (&["--watch-for=60"], 1, 59, false),
            (&["--watch-for=60", "--every=30"], 1, 31, false),
            (&["--watch-for=60", "--retry=1"], 2, 0, false),
        ] {
            let cli = Cli::read(["sf-preflight"].iter().chain(options)).unwrap();
            assert_eq!(
                Patience::new(&cli.options.repetition).lasts(tries, Duration::from_secs(seconds)),
                lasts,
                "{options:?} {tries} {seconds}"
            );
        }
    }
}
