//! Ctrl-C.

use crate::exit::Exit;
use crate::preflight::Problem;
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What Ctrl-C does. It ends the program at once, also while a report is written to somebody who does not read on; only
/// while this machine is looked at, whoever waits is told of it and tidies up.
pub struct Interrupt {
    at_once: Arc<AtomicBool>,
}

impl Interrupt {
    /// Takes Ctrl-C over.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn prepare() -> Result<Self, Problem> {
        let at_once = Arc::new(AtomicBool::new(true));
        flag::register_conditional_shutdown(SIGINT, i32::from(Exit::Interrupted.code()), Arc::clone(&at_once))
            .map_err(|error| Problem::System("Ctrl-C could not be taken over", error))?;
        Ok(Self { at_once })
    }

    /// From now on somebody waits for it.
    pub fn is_waited_for(&self) {
        self.at_once.store(false, Ordering::SeqCst);
    }

    /// From now on it ends the program again.
    pub fn ends_at_once(&self) {
        self.at_once.store(true, Ordering::SeqCst);
    }
}
