//! Running the program and reading what it says.

use crate::lab::catalogue::Fault;
use crate::lab::world::World;
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sf-preflight");

/// A fault's world.
pub fn world(id: &str) -> World {
    World::new(Fault::find(id).unwrap_or_else(|| panic!("there is no fault {id}")))
}

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    /// The exit status; None if a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// How long it took.
    pub duration: Duration,
}

impl Run {
    /// Runs the program in a world, with these options.
    pub fn new(world: &World, options: &[&str]) -> Self {
        let started = Instant::now();
        let output = world.command(Path::new(PROGRAM), options).output().unwrap();
        Self::read(output, started.elapsed())
    }

    /// Reads an output.
    pub fn read(output: Output, duration: Duration) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr), duration }
    }

    /// The one JSON document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", self.stdout, self.stderr))
    }

    /// Both outputs.
    pub fn everything(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }
}

/// The check of that id in a JSON report.
pub fn check<'a>(report: &'a Value, id: &str) -> &'a Value {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("there is no check {id}"))
}

/// Calls `work` with every item, on several threads, since most worlds mostly wait; gives the results in the items'
/// order.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const THREADS: usize = 8;
    let next = AtomicUsize::new(0);
    let claim = || items.get(next.fetch_add(1, Ordering::Relaxed));
    let position = |item: &T| items.iter().position(|known| std::ptr::eq(known, item));
    let worker = || std::iter::from_fn(claim).map(|item| (position(item), work(item))).collect::<Vec<_>>();
    let mut results = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    results.sort_by_key(|(position, _)| *position);
    results.into_iter().map(|(_, result)| result).collect()
}
