//! Network namespaces: the only place where a program can be given another name server without being told.
//!
//! Linux only, with `unshare`, `ip` and `mount`; no root where the system lets users make namespaces.

use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Set inside.
const MARK: &str = "SF_PREFLIGHT_LAB_INSIDE";

/// Loopback up, and the lab's name server the only one. `$1` is a folder with the files, `$2` what else to do, the rest is
/// the command.
const SETUP: &str = r#"
set -e
ip link set lo up
for file in hosts resolv.conf nsswitch.conf; do
    if [ -e "/etc/$file" ]; then mount --bind "$1/$file" "/etc/$file"; fi
done
eval "$2"
shift 2
exec "$@"
"#;

/// A namespace's files; the commands made of it run in it.
pub struct Namespace {
    folder: TempDir,
    setup: &'static str,
}

impl Namespace {
    /// Prepares one, in which these lines of shell are run first.
    ///
    /// # Errors
    /// Says why such a namespace cannot be had here.
    pub fn prepare(setup: &'static str) -> Result<Self, String> {
        let namespace = Self { folder: tempfile::tempdir().unwrap(), setup };
        let put = |name: &str, text: &str| std::fs::write(namespace.folder.path().join(name), text).unwrap();
        put("hosts", "127.0.0.1 localhost\n::1 localhost\n");
        put("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
        put("nsswitch.conf", "hosts: files dns\n");
        namespace.try_out()?;
        Ok(namespace)
    }

    /// The command that runs `program` inside.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--net", "--mount", "sh", "-c", SETUP, "sh"]);
        command.arg(self.folder.path()).arg(self.setup).arg(program).env(MARK, "1");
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
