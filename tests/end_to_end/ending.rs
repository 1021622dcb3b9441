//! How the program ends when it is interrupted, or cannot say what it has to say.

use crate::lab::installation::put_program;
use crate::lab::plan::{Flow, Plan};
use crate::lab::world::World;
use crate::run::{PROGRAM, Run, world};
use std::fs::{self, File};
use std::io::{PipeReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long whatever is waited for may take on a machine that has more to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// Starts a command, waits until this is so, and presses Ctrl-C.
fn interrupt(command: &mut Command, is_so: impl Fn() -> bool) -> Run {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(is_so);
    let started = press(&child);
    Run::read(child.wait_with_output().unwrap(), started.elapsed())
}

fn press(child: &Child) -> Instant {
    assert!(Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap().success());
    Instant::now()
}

fn wait_for(is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process is there and no zombie.
fn lives(process: &str) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_leaves_no_child() {
    let world = world("healthy");
    put_program(&world.folder("lab").join("bin/node"), "#!/bin/sh\necho $$ > pid.new\n/bin/mv pid.new pid\nexec /bin/sleep 60\n");
    let pid = world.folder("cwd").join("pid");
    let run = interrupt(&mut world.command(Path::new(PROGRAM), &["--confirm", "--timeout=60"]), || pid.exists());
    assert_eq!((run.status, run.stdout.as_str()), (Some(130), ""), "{run:?}");
    let node = fs::read_to_string(pid).unwrap();
    wait_for(|| !lives(node.trim()));
}

#[test]
fn ctrl_c_ends_the_wait_for_standard_input() {
    let world = World::build(Plan { flow: Flow::SfdxUrl, ..Plan::healthy() });
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", world.folder("home")).current_dir(world.folder("cwd")).stdin(Stdio::piped());
    command.args(["--timeout=60", "--offline", "--", "sf", "org", "login", "sfdx-url", "--sfdx-url-stdin", "-"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let input = child.stdin.take();
    let comm = format!("/proc/{}/status", child.id());
    // Its second thread reads this machine's files, its third standard input.
    wait_for(|| !cfg!(target_os = "linux") || fs::read_to_string(&comm).is_ok_and(|text| text.contains("Threads:\t3")));
    let started = press(&child);
    let run = Run::read(child.wait_with_output().unwrap(), started.elapsed());
    drop(input);
    assert_eq!((run.status, run.stdout.as_str()), (Some(130), ""), "{run:?}");
}

#[test]
fn ctrl_c_leaves_no_part_of_a_file() {
    let world = world("tls-hang");
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", world.folder("home")).current_dir(world.folder("cwd")).args(["trust", "export", "--out=ca.pem"]);
    command.args(world.overrides()).args(["--timeout=60", "acme.my.salesforce.com"]);
    let run = interrupt(&mut command, || world.org_log().counts().connections > 0);
    assert_eq!((run.status, run.stdout.as_str()), (Some(130), ""), "{run:?}");
    assert_eq!(fs::read_dir(world.folder("cwd")).unwrap().count(), 0);
}

#[test]
fn ctrl_c_leaves_a_report_whole_or_not_there() {
    const TRIES: usize = 30;
    let world = world("healthy");
    let folder = world.folder("cwd");
    let report = folder.join("report.html");
    let before = fs::read_dir(&folder).unwrap().count();
    let mut command = world.command(Path::new(PROGRAM), &["--offline", "--report=html=report.html"]);
    for _ in 0..TRIES {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // The first moment at which something lies there: the report that is being written.
        wait_for(|| fs::read_dir(&folder).unwrap().count() > before);
        press(&child);
        let status = child.wait_with_output().unwrap().status.code();
        assert!(matches!(status, Some(0 | 130)), "{status:?}");
        assert!(fs::read_to_string(&report).is_ok_and(|page| page.trim_end().ends_with("</html>")), "the report is not whole");
        fs::remove_file(&report).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), before, "something lies beside it");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_a_report_that_nobody_reads() {
    let world = world("healthy");
    const ROOM: u64 = 4096;
    let (mut reader, writer): (PipeReader, _) = std::io::pipe().unwrap();
    rustix::pipe::fcntl_setpipe_size(&reader, ROOM as usize).unwrap();
    let mut command = world.command(Path::new(PROGRAM), &["--offline", "--format=json"]);
    let mut child = command.stdout(writer).stderr(Stdio::null()).spawn().unwrap();
    drop(command);
    // What does not fit into the rest of the room waits outside.
    wait_for(|| rustix::io::ioctl_fionread(&reader).is_ok_and(|waiting| waiting > ROOM / 2));
    std::thread::sleep(Duration::from_millis(100));
    press(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(reader.read_to_end(&mut Vec::new()).unwrap() as u64 <= ROOM);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let world = world("healthy");
    let bare = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.env_clear().args(arguments);
        command
    };
    for mut command in [
        world.command(Path::new(PROGRAM), &["--offline"]),
        world.command(Path::new(PROGRAM), &["--offline", "--format=json"]),
        bare(&["list"]),
        bare(&["explain", "proxy"]),
        bare(&["--help"]),
        bare(&["--version"]),
    ] {
        let run = Run::read(command.stdout(full()).output().unwrap(), Duration::ZERO);
        assert_eq!(run.status, Some(3), "{command:?}: {run:?}");
        assert!(run.stderr.starts_with("sf-preflight: ") && run.stderr.contains("No space left"), "{command:?}: {run:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told() {
    let mut plan = Plan::healthy();
    plan.unset("NODE_EXTRA_CA_CERTS");
    let world = World::build(plan);
    for folder in ["/proc/self", "no-such-folder", "/dev/null"] {
        let mut command = Command::new(PROGRAM);
        command.env_clear().env("HOME", world.folder("home")).env("SSL_CERT_FILE", world.folder("lab").join("root.pem"));
        command.current_dir(world.folder("cwd")).args(["trust", "export"]).arg(format!("--out={folder}/ca.pem"));
        let run = Run::read(command.args(world.overrides()).arg("acme.my.salesforce.com").output().unwrap(), Duration::ZERO);
        assert_eq!((run.status, run.stdout.as_str()), (Some(3), ""), "{folder}: {run:?}");
        assert!(run.stderr.starts_with("sf-preflight: the file "), "{folder}: {run:?}");
    }
}

#[test]
fn closed_streams_change_nothing_but_what_is_told() {
    const TOLD: &str = "sf-preflight: standard output is closed: its report is not shown (--output FILE keeps it)\n";
    let told = if cfg!(target_os = "linux") { TOLD } else { "" };
    let ways = [("<&-", ""), (">&-", told), ("2>&-", ""), ("<&- >&- 2>&-", ""), (">/dev/null", "")];
    for (closed, told) in ways {
        for (id, status) in [("healthy", 0), ("key-missing", 1)] {
            let world = world(id);
            let command = world.command(Path::new(PROGRAM), &["--offline"]);
            let mut shell = Command::new("/bin/sh");
            shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            shell.current_dir(world.folder("cwd")).args(["-c", &format!("exec \"$0\" \"$@\" {closed}")]);
            let run = Run::read(shell.arg(PROGRAM).args(command.get_args()).output().unwrap(), Duration::ZERO);
            assert_eq!((run.status, run.stderr.as_str()), (Some(status), told), "{id} {closed}");
        }
    }
}
