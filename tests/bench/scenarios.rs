//! How long a login that fails takes to fail, and how long this program takes to say so.

use crate::lab::catalogue::Fault;
use crate::lab::world::World;
use crate::{left_out, measure, program};
use serde_json::Value;
use std::fs;
use std::io::{self, Write};

/// What the real sf did in worlds that broke alike, with the seconds that it took.
const TRUTH: &str = "../shared/lab/truth.json";
/// How often a world is asked about.
const ROUNDS: usize = 3;

/// Prints the table.
pub fn tell(out: &mut impl Write) -> io::Result<()> {
    let Ok(text) = fs::read_to_string(TRUTH) else { return left_out(out, &format!("sf's own times: {TRUTH} is not here")) };
    let truth: Vec<Value> = serde_json::from_str(&text)?;
    writeln!(out, "A login that fails: until sf says so, and until sf-preflight does.\n")?;
    writeln!(out, "| what is broken | sf, s | sf-preflight, s |\n|---|---|---|")?;
    for scenario in &truth {
        let (Some(id), Some(seconds)) = (scenario["id"].as_str(), scenario["sf"]["seconds"].as_f64()) else { continue };
        // Worlds with a name server need a namespace of their own.
        let Some(fault) = Fault::find(id).filter(|fault| fault.plan().dns.is_none()) else { continue };
        let world = World::new(fault);
        let command = world.command(&program()?, &["--quiet"]);
        let taken: io::Result<Vec<f64>> = (0..ROUNDS).map(|_| measure::run(&command).map(|taken| taken.wall / 1000.0)).collect();
        let outcome = if scenario["sf"]["outcome"] == "hang" { "> " } else { "" };
        writeln!(out, "| {} | {outcome}{seconds:.1} | {:.3} |", fault.about, measure::median(taken?))?;
    }
    writeln!(out)
}
