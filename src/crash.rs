//! What is said when the program itself is at fault.

use crate::complain;

/// Has a panic tell its place and nothing else: its own words could hold what was being read, and the place is enough to
/// mend it.
pub fn tell_only_the_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        complain(&format!("a fault of sf-preflight at {place}, please report it"));
    }));
}
