//! How long a run takes over what the network takes, where look-up, connection, handshake and request each cost a flight.

use crate::lab::far;
use crate::lab::namespace::{self, Namespace};
use crate::{left_out, measure, program};
use std::env;
use std::io::{self, Write};
use std::time::Duration;

/// What each of them costs.
const ROUND_TRIP: Duration = Duration::from_millis(50);
/// What a run may take beyond that, milliseconds.
const ALLOWED: f64 = 15.0;
/// How often each world is asked about.
const ROUNDS: usize = 15;
/// Worlds, and the flights that nothing can avoid there: a name, a connection, a handshake, an answer; after a chain that
/// Node refuses the same of the two hosts that sf goes on to, side by side.
const WORLDS: [(&str, u32); 3] = [("healthy", 4), ("web-healthy", 4), ("untrusted-root", 8)];
/// The word that starts this program in the far network.
const INSIDE: &str = "flights-inside";

/// Prints the table, and which world's quickest run took longer than allowed: the others were kept waiting by the machine,
/// not by the network.
pub fn tell(out: &mut impl Write) -> io::Result<()> {
    let namespace = match Namespace::prepare(far::SETUP) {
        Ok(namespace) => namespace,
        Err(why) => return left_out(out, &format!("the far network: {why}")),
    };
    out.flush()?;
    let ended = namespace.command(&env::current_exe()?).arg(INSIDE).status()?;
    if ended.success() { Ok(()) } else { Err(io::Error::other("the far network could not be measured")) }
}

/// Measures in the far network.
///
/// # Errors
/// If nothing can be measured.
pub fn inside(out: &mut impl Write) -> io::Result<()> {
    if !namespace::is_inside() {
        return Err(io::Error::other("this is started by `bench flights`"));
    }
    far::open(ROUND_TRIP);
    writeln!(out, "Look-up, connection, handshake and answer take {} ms each; {ROUNDS} runs.\n", ROUND_TRIP.as_millis())?;
    writeln!(out, "| world | unavoidable, ms | median, ms | quickest, ms |\n|---|---|---|---|")?;
    let mut slow = Vec::new();
    for (id, flights) in WORLDS {
        let world = far::world(id);
        let command = world.command(&program()?, &["--quiet"]);
        let taken: io::Result<Vec<f64>> = (0..ROUNDS).map(|_| measure::run(&command).map(|taken| taken.wall)).collect();
        let taken = taken?;
        let least = f64::from(flights) * ROUND_TRIP.as_secs_f64() * 1000.0;
        let quickest = taken.iter().copied().fold(f64::INFINITY, f64::min);
        writeln!(out, "| {id} | {least:.0} | {:.0} | {quickest:.0} |", measure::median(taken))?;
        if !(least..=least + ALLOWED).contains(&quickest) {
            slow.push(id);
        }
    }
    writeln!(out)?;
    if slow.is_empty() { Ok(()) } else { writeln!(out, "More than {ALLOWED} ms beyond the network: {}.\n", slow.join(", ")) }
}
