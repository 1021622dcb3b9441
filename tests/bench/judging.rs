//! What judging takes, in instructions, which do not depend on what else the machine does.

use crate::lab::catalogue::Fault;
use crate::lab::world::World;
use crate::{left_out, measure};
use sf_preflight::cli::Cli;
use sf_preflight::job::TOOL;
use sf_preflight::observe::{Context, observe};
use sf_preflight_checks::judge;
use sf_preflight_checks::model::{Observations, Selection};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The faults of which a machine was recorded.
const RECORDED: [&str; 3] = ["healthy", "untrusted-root", "proxy-407"];
/// The table, a line each: the fault, and the millions of instructions of a process's first judgement and of a further one.
const TABLE: &str = "tests/bench/instructions";
/// How much more than the table says is growth: compilers differ by less.
const GROWTH: f64 = 1.15;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/bench/recorded/{name}.json"))
}

/// Looks at the machines and keeps what was seen, with folders that are nobody's.
pub fn record() -> io::Result<()> {
    for name in RECORDED {
        let world = World::new(Fault::find(name).ok_or_else(|| io::Error::other(name))?);
        let mut text = serde_json::to_string(&look(&world)?)?;
        for folder in ["lab", "home", "cwd"] {
            text = text.replace(&*world.folder(folder).to_string_lossy(), &format!("/{folder}"));
        }
        fs::write(file(name), text + "\n")?;
    }
    Ok(())
}

fn look(world: &World) -> io::Result<Observations> {
    let command = world.command(Path::new("sf-preflight"), &[]);
    let words = std::iter::once(command.get_program()).chain(command.get_args()).map(ToOwned::to_owned);
    let cli = Cli::read(words).map_err(io::Error::other)?;
    let login = cli.options.observation.login.request().map_err(|error| io::Error::other(error.to_string()))?;
    let text = |text: &std::ffi::OsStr| text.to_string_lossy().into_owned();
    let variables: BTreeMap<String, String> = command.get_envs().filter_map(|(name, value)| Some((text(name), text(value?)))).collect();
    let context = Context {
        home: variables.get("HOME").map(PathBuf::from),
        variables,
        resolve: cli.options.observation.network.resolve.clone(),
        offline: false,
        deadline: Instant::now() + Duration::from_secs(8),
        ..Context::new(login, world.folder("cwd"))
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(observe(&context))
}

/// Judges a recorded machine so often, and says how long that took, milliseconds.
pub fn judge_often(name: &str, times: u32) -> io::Result<f64> {
    let seen: Observations = serde_json::from_slice(&fs::read(file(name))?)?;
    let started = Instant::now();
    for _ in 0..times {
        std::hint::black_box(judge(std::hint::black_box(&seen), &Selection::default(), TOOL, 0));
    }
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

/// Prints the table: instructions by callgrind, and the time.
pub fn tell(out: &mut impl Write) -> io::Result<()> {
    const TIMES: u32 = 200;
    writeln!(out, "Judging what was recorded on a machine: in a process that has judged nothing yet, and in one that has.\n")?;
    writeln!(out, "| machine | million instructions, first | further | ms, first | further |\n|---|---|---|---|---|")?;
    for name in RECORDED {
        let first = first_time(name)?;
        judge_often(name, 1)?;
        let further = judge_often(name, TIMES)? / f64::from(TIMES);
        let counts = Counts::of(name)?.map_or("valgrind is not here | ".to_owned(), |counts| counts.cells());
        writeln!(out, "| {name} | {counts} | {first:.2} | {further:.2} |")?;
    }
    Ok(())
}

/// Compares with the table, and fails where judging takes more than it did.
pub fn compare(out: &mut impl Write) -> io::Result<()> {
    let Ok(table) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE)) else {
        return left_out(out, &format!("the growth of judging: {TABLE} is not here"));
    };
    for line in table.lines() {
        let known = Counts::read(line).ok_or_else(|| io::Error::other(format!("{TABLE}: {line}")))?;
        let name = line.split(' ').next().unwrap_or_default();
        let Some(counts) = Counts::of(name)? else { return left_out(out, "the instructions of judging: there is no valgrind here") };
        for (which, count, known) in [("first", counts.first, known.first), ("further", counts.further, known.further)] {
            writeln!(out, "judging {name}, {which}: {count:.2} million instructions, {known:.2} in {TABLE}")?;
            if count > known * GROWTH {
                return Err(io::Error::other(format!("judging {name} has grown from {known:.2} to {count:.2} million instructions")));
            }
        }
    }
    Ok(())
}

/// How long a process's first judgement takes, milliseconds: the middle of some processes, each of which tells.
fn first_time(name: &str) -> io::Result<f64> {
    const PROCESSES: usize = 15;
    let one = || -> io::Result<f64> {
        let output = Command::new(std::env::current_exe()?).args(["judge", name, "1"]).output()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().map_err(io::Error::other)
    };
    let taken: io::Result<Vec<f64>> = (0..PROCESSES).map(|_| one()).collect();
    Ok(measure::median(taken?))
}

/// Millions of instructions.
struct Counts {
    /// Of a process's first judgement, which makes ready what is kept: the index of the roots, the signatures.
    first: f64,
    /// Of one more.
    further: f64,
}

impl Counts {
    fn read(line: &str) -> Option<Self> {
        let mut numbers = line.split(' ').skip(1).map(str::parse);
        Some(Self { first: numbers.next()?.ok()?, further: numbers.next()?.ok()? })
    }

    /// Counted by callgrind; None where there is no valgrind.
    fn of(name: &str) -> io::Result<Option<Self>> {
        const MORE: u32 = 20;
        let (Some(none), Some(one)) = (instructions(name, 0)?, instructions(name, 1)?) else { return Ok(None) };
        let Some(more) = instructions(name, 1 + MORE)? else { return Ok(None) };
        Ok(Some(Self { first: one - none, further: (more - one) / f64::from(MORE) }))
    }

    fn cells(&self) -> String {
        format!("{:.2} | {:.2}", self.first, self.further)
    }
}

/// Millions of instructions of a process that judges so often. None where there is no valgrind.
fn instructions(name: &str, times: u32) -> io::Result<Option<f64>> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    let output = match command.args(["judge", name, &times.to_string()]).output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let text = String::from_utf8_lossy(&output.stderr);
    let collected: Option<f64> = text.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    collected.map(|count| Some(count / 1_000_000.0)).ok_or_else(|| io::Error::other(text.into_owned()))
}
