//! Network namespaces: the only place where a program can be given another name server without being told.
//!
//! Linux only, with `unshare`, `ip` and `mount`; no root where the system lets users make namespaces.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Set inside.
const MARK: &str = "SF_PREFLIGHT_LAB_INSIDE";

/// Loopback up, and the lab's name server the only one. `$1` is a folder with the files, the rest is the command.
const SETUP: &str = r#"
set -e
ip link set lo up
for file in hosts resolv.conf nsswitch.conf; do
    if [ -e "/etc/$file" ]; then mount --bind "$1/$file" "/etc/$file"; fi
done
shift
exec "$@"
"#;

/// A namespace's files; the commands made of it run in it.
pub struct Namespace {
    folder: TempDir,
}

impl Namespace {
    /// Prepares one.
    ///
    /// # Errors
    /// Says why namespaces cannot be had here.
    pub fn prepare() -> Result<Self, &'static str> {
        static AVAILABLE: OnceLock<Result<(), String>> = OnceLock::new();
        let namespace = Self { folder: tempfile::tempdir().unwrap() };
        let put = |name: &str, text: &str| std::fs::write(namespace.folder.path().join(name), text).unwrap();
        put("hosts", "127.0.0.1 localhost\n::1 localhost\n");
        put("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
        put("nsswitch.conf", "hosts: files dns\n");
        match AVAILABLE.get_or_init(|| namespace.try_out()) {
            Ok(()) => Ok(namespace),
            Err(reason) => Err(reason),
        }
    }

    /// The command that runs `program` inside.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--net", "--mount", "sh", "-c", SETUP, "sh"]);
        command.arg(self.folder.path()).arg(program).env(MARK, "1");
        command
    }

    fn try_out(&self) -> Result<(), String> {
        match self.command(Path::new("true")).stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(format!("unshare: {error}")),
        }
    }
}

/// Whether this process is in one.
pub fn is_inside() -> bool {
    std::env::var_os(MARK).is_some()
}
