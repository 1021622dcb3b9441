//! How long a run takes over what the network takes, where look-up, connection, handshake and request each cost a flight.

use crate::lab::far;
use crate::lab::namespace::{self, Namespace};
use crate::{left_out, measure, program};
use std::env;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What each of them costs.
const ROUND_TRIP: Duration = Duration::from_millis(50);
/// What a run may take beyond that, milliseconds.
const ALLOWED: f64 = 15.0;
/// How often each world is asked about.
const ROUNDS: usize = 15;
/// Worlds, and the flights that nothing can avoid there: a name, a connection, a handshake, an answer; where Node refuses the
/// chain, the first three again for the two hosts that sf goes on to, side by side, and the answer meanwhile.
const WORLDS: [(&str, u32); 3] = [("healthy", 4), ("web-healthy", 4), ("untrusted-root", 6)];
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
    let flight = flight()?;
    writeln!(out, "Look-up, connection, handshake and answer take {flight:.1} ms each, as connecting does; {ROUNDS} runs.\n")?;
    writeln!(out, "| world | unavoidable, ms | median, ms | quickest, ms |\n|---|---|---|---|")?;
    let mut slow = Vec::new();
    for (id, flights) in WORLDS {
        let world = far::world(id);
        let command = world.command(&program()?, &["--quiet"]);
        let taken: io::Result<Vec<f64>> = (0..ROUNDS).map(|_| measure::run(&command).map(|taken| taken.wall)).collect();
        let taken = taken?;
        let least = f64::from(flights) * flight;
        let quickest = quickest(&taken);
        writeln!(out, "| {id} | {least:.1} | {:.0} | {quickest:.0} |", measure::median(taken))?;
        if !(least..=least + ALLOWED).contains(&quickest) {
            slow.push(id);
        }
    }
    writeln!(out)?;
    if slow.is_empty() { Ok(()) } else { writeln!(out, "More than {ALLOWED} ms beyond the network: {}.\n", slow.join(", ")) }
}

/// What a flight takes in this network, which is a little more than was asked of it: the quickest bare connection, milliseconds.
fn flight() -> io::Result<f64> {
    let world = far::world("healthy");
    let there = SocketAddr::new(far::THERE, world.org_address().port());
    let connect = |_| {
        let started = Instant::now();
        TcpStream::connect(there).map(|_| started.elapsed().as_secs_f64() * 1000.0)
    };
    let taken: io::Result<Vec<f64>> = (0..ROUNDS).map(connect).collect();
    taken.map(|taken| quickest(&taken))
}

fn quickest(taken: &[f64]) -> f64 {
    taken.iter().copied().fold(f64::INFINITY, f64::min)
}
