//! Ctrl-C.

use crate::exit::Exit;
use crate::problem::Problem;
use signal_hook::consts::SIGINT;
use signal_hook::{flag, low_level};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// What Ctrl-C does. It ends the program at once, also while a report is written to somebody who does not read on; only
/// while this machine is looked at, whoever waits is told of it and tidies up, and while a file is written whole, the
/// program ends after it.
pub struct Interrupt {
    at_once: Arc<AtomicBool>,
    came: Arc<AtomicBool>,
}

/// The process has one.
static INTERRUPT: OnceLock<Interrupt> = OnceLock::new();

impl Interrupt {
    /// Takes Ctrl-C over, once.
    ///
    /// # Errors
    /// If the system does not let it.
    pub fn prepare() -> Result<&'static Self, Problem> {
        Self::taken_over().map_err(|error| Problem::System("Ctrl-C could not be taken over", error))
    }

    fn taken_over() -> io::Result<&'static Self> {
        if let Some(interrupt) = INTERRUPT.get() {
            return Ok(interrupt);
        }
        let (at_once, came) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicBool::new(false)));
        flag::register(SIGINT, Arc::clone(&came))?;
        flag::register_conditional_shutdown(SIGINT, i32::from(Exit::Interrupted.code()), Arc::clone(&at_once))?;
        Ok(INTERRUPT.get_or_init(|| Self { at_once, came }))
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

/// Does what must not be left half done: Ctrl-C ends the program after it. Where Ctrl-C cannot be taken over, it is done
/// all the same.
pub fn uninterrupted<T>(work: impl FnOnce() -> T) -> T {
    let Ok(interrupt) = Interrupt::taken_over() else { return work() };
    let at_once = interrupt.at_once.swap(false, Ordering::SeqCst);
    let done = work();
    interrupt.at_once.store(at_once, Ordering::SeqCst);
    if at_once && interrupt.came.load(Ordering::SeqCst) {
        let _ = low_level::raise(SIGINT);
    }
    done
}
