//! What is said when the program itself is at fault.

use std::io::{self, Write};

/// Has a panic tell its place and nothing else: its own words could hold what was being read, and the place is enough to
/// mend it.
pub fn tell_only_the_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // Where even that is closed, the exit status still tells.
        let _ = writeln!(io::stderr(), "sf-preflight: a fault of sf-preflight at {place}, please report it");
    }));
}
