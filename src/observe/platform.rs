//! The machine: its system, and whether it is a container or WSL.

use super::{Context, files};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{Platform, Shell};
use std::path::Path;

/// Looks.
pub fn look(context: &Context) -> Platform {
    Platform {
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        wsl: is_wsl(context),
        container: container(context).map(str::to_owned),
        home: context.home.as_deref().map(shown),
        working_directory: shown(&context.working_directory),
        shell: Shell::detect(&context.variables, cfg!(windows)),
    }
}

/// Windows Subsystem for Linux, by its variables or its kernel's name.
fn is_wsl(context: &Context) -> bool {
    let kernel = || files::text(Path::new("/proc/version")).is_some_and(|text| text.to_ascii_lowercase().contains("microsoft"));
    cfg!(target_os = "linux") && (context.variable("WSL_DISTRO_NAME").is_some() || kernel())
}

/// The kind of container, by the marks that Docker, Podman, Kubernetes, LXC and systemd leave.
fn container(context: &Context) -> Option<&'static str> {
    if context.variable("KUBERNETES_SERVICE_HOST").is_some() {
        return Some("kubernetes");
    }
    let groups = files::text(Path::new("/proc/1/cgroup")).unwrap_or_default();
    let named = [("kubepods", "kubernetes"), ("docker", "docker"), ("libpod", "podman"), ("/lxc/", "lxc")];
    match () {
        () if Path::new("/.dockerenv").exists() => Some("docker"),
        () if Path::new("/run/.containerenv").exists() => Some("podman"),
        () => named.iter().find(|(mark, _)| groups.contains(mark)).map(|(_, kind)| *kind),
    }
}

fn shown(path: &Path) -> Untrusted {
    Untrusted::new(path.to_string_lossy())
}
