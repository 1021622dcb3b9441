//! Which browser a web login starts on Linux.
//!
//! Source: `open` 11.0.4 `index.js` and the `xdg-open` 1.2.1 that it brings and prefers to the system's; measured with
//! sf 2.150.6.

use crate::model::observations::{Browser, Environment};

/// What becomes of the attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// This program is started.
    Starts(String),
    /// xdg-open reports success although it starts nothing, or a program that opens no page.
    StartsNothing(String),
    /// It reports failure: no browser is found.
    Fails,
    /// It depends on what cannot be seen from outside.
    Unknown,
}

/// The desktops that xdg-open tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desktop {
    Generic,
    Kde,
    Gnome,
    Mate,
    Xfce,
    Deepin,
    Enlightenment,
    Lxqt,
    Wsl,
}

/// What xdg-open tries where it knows no desktop and BROWSER is not set.
const TEXT_BROWSERS: [&str; 6] = ["www-browser", "links2", "elinks", "links", "lynx", "w3m"];
const GRAPHICAL_BROWSERS: [&str; 10] = [
    "x-www-browser",
    "firefox",
    "iceweasel",
    "seamonkey",
    "mozilla",
    "epiphany",
    "konqueror",
    "chromium",
    "chromium-browser",
    "google-chrome",
];
/// The programs of the desktops, and what xdg-open itself uses.
const DESKTOP_PROGRAMS: [&str; 16] = [
    "dbus-send",
    "dde-open",
    "enlightenment_open",
    "exo-open",
    "explorer.exe",
    "gdbus",
    "gio",
    "gvfs-open",
    "kde-open",
    "kde-open5",
    "kfmclient",
    "mate-open",
    "qtxdg-mat",
    "rundll32.exe",
    "xdg-mime",
    "powershell.exe",
];
/// Programs that end with a failure, so that the next is tried.
const ALWAYS_FAILS: [&str; 3] = ["false", "/bin/false", "/usr/bin/false"];
/// Programs that end well without opening a page.
const OPENS_NO_PAGE: [&str; 6] = ["true", "/bin/true", "/usr/bin/true", "echo", "/bin/echo", ":"];

/// Whether a program of that name is one of the text browsers.
pub fn is_text_browser(program: &str) -> bool {
    TEXT_BROWSERS.contains(&program)
}

/// The programs that `--browser` tries on Linux and in WSL; empty for a value that is none of sf's.
pub fn named_browsers(flag: &str, wsl: bool) -> &'static [&'static str] {
    match (flag, wsl) {
        ("chrome", false) => &["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"],
        ("edge", false) => &["microsoft-edge", "microsoft-edge-dev"],
        ("firefox", false) => &["firefox"],
        ("chrome", true) => &[
            "/mnt/c/Program Files/Google/Chrome/Application/chrome.exe",
            "/mnt/c/Program Files (x86)/Google/Chrome/Application/chrome.exe",
        ],
        ("edge", true) => &["/mnt/c/Program Files (x86)/Microsoft/Edge/Application/msedge.exe"],
        ("firefox", true) => &["/mnt/c/Program Files/Mozilla Firefox/firefox.exe"],
        _ => &[],
    }
}

/// Every program whose existence matters.
pub fn programs(environment: &Environment) -> Vec<String> {
    let fixed = DESKTOP_PROGRAMS.iter().chain(&TEXT_BROWSERS).chain(&GRAPHICAL_BROWSERS);
    let flags = ["chrome", "edge", "firefox"].iter().flat_map(|flag| named_browsers(flag, false).iter().chain(named_browsers(flag, true)));
    let from_variable = candidates(environment);
    fixed.chain(flags).map(|name| (*name).to_owned()).chain(from_variable).collect()
}

/// What happens when sf opens the browser without `--browser`.
pub fn open(environment: &Environment, browser: &Browser) -> Opening {
    if browser.flatpak {
        // The desktop's portal is asked, over the session bus.
        return if has(browser, "gdbus") && browser.session_bus { Opening::Unknown } else { Opening::Fails };
    }
    let opening = open_on(desktop(environment, browser), environment, browser);
    // Where no variable names the desktop, xdg-open asks the session bus whether it is GNOME.
    let may_be_gnome = browser.session_bus && has(browser, "dbus-send");
    let is_generic = desktop(environment, browser) == Desktop::Generic;
    if is_generic && may_be_gnome && open_on(Desktop::Gnome, environment, browser) != opening && opening == Opening::Fails {
        return Opening::Unknown;
    }
    opening
}

fn open_on(desktop: Desktop, environment: &Environment, browser: &Browser) -> Opening {
    let opener = |programs: &[&str]| programs.iter().find(|name| has(browser, name)).map(|name| (*name).to_owned());
    let generic = || open_generic(environment, browser);
    match desktop {
        Desktop::Generic => generic(),
        Desktop::Kde => open_kde(environment, browser),
        Desktop::Gnome => opener(&["gio", "gvfs-open"]).map_or_else(generic, |opener| with_handler(opener, browser)),
        Desktop::Mate => opener(&["gio", "gvfs-open"])
            .map(|opener| with_handler(opener, browser))
            .or_else(|| opener(&["mate-open"]).map(Opening::Starts))
            .unwrap_or_else(generic),
        Desktop::Xfce => opener(&["exo-open"])
            .map(Opening::Starts)
            .or_else(|| opener(&["gio", "gvfs-open"]).map(|opener| with_handler(opener, browser)))
            .unwrap_or_else(generic),
        Desktop::Deepin => opener(&["dde-open"]).map_or_else(generic, Opening::Starts),
        Desktop::Enlightenment => opener(&["enlightenment_open"]).map_or_else(generic, Opening::Starts),
        Desktop::Lxqt => opener(&["qtxdg-mat"]).map_or(Opening::Fails, Opening::Starts),
        Desktop::Wsl => opener(&["rundll32.exe"]).map_or(Opening::Fails, Opening::Starts),
    }
}

/// `gio open` fails where no application is registered for https.
fn with_handler(opener: String, browser: &Browser) -> Opening {
    if browser.https_handler.is_some() { Opening::Starts(opener) } else { Opening::Fails }
}

/// Without KDE_SESSION_VERSION, xdg-open asks `kfmclient`, whose failure it takes for success where it cannot ask
/// for KDE's version; with a version it does not know it does nothing at all.
fn open_kde(environment: &Environment, browser: &Browser) -> Opening {
    let opener = match environment.nonempty("KDE_SESSION_VERSION") {
        Some("4" | "6") => "kde-open",
        Some("5") => "kde-open5",
        Some(_) => return Opening::StartsNothing("xdg-open for this version of KDE".to_owned()),
        None if has(browser, "kfmclient") => "kfmclient",
        None => return Opening::StartsNothing("kfmclient, which is not installed".to_owned()),
    };
    if has(browser, opener) { Opening::Starts(opener.to_owned()) } else { Opening::Fails }
}

fn open_generic(environment: &Environment, browser: &Browser) -> Opening {
    if let Some(handler) = &browser.https_handler
        && has_display(environment)
        && has(browser, "xdg-mime")
    {
        return Opening::Starts(handler.to_string());
    }
    match candidates(environment).into_iter().find(|name| has(browser, name) && !ALWAYS_FAILS.contains(&name.as_str())) {
        Some(program) if OPENS_NO_PAGE.contains(&program.as_str()) => Opening::StartsNothing(program),
        Some(program) => Opening::Starts(program),
        None => Opening::Fails,
    }
}

/// The programs that are tried in turn: those that BROWSER names, else the known ones.
fn candidates(environment: &Environment) -> Vec<String> {
    let variable = environment.nonempty("BROWSER").unwrap_or_default();
    let named: Vec<String> = variable
        .split(':')
        .filter(|entry| *entry != "xdg-open")
        .filter_map(|entry| entry.split_whitespace().next().map(str::to_owned))
        .collect();
    if !named.is_empty() || !variable.is_empty() && variable != "xdg-open" {
        return named;
    }
    let graphical = if has_display(environment) { &GRAPHICAL_BROWSERS[..] } else { &[] };
    graphical.iter().chain(&TEXT_BROWSERS).map(|name| (*name).to_owned()).collect()
}

/// Whether there is a graphical display.
pub fn has_display(environment: &Environment) -> bool {
    environment.nonempty("DISPLAY").is_some() || environment.nonempty("WAYLAND_DISPLAY").is_some()
}

fn has(browser: &Browser, program: &str) -> bool {
    browser.programs.contains(program)
}

fn desktop(environment: &Environment, browser: &Browser) -> Desktop {
    let current = match environment.value("XDG_CURRENT_DESKTOP").unwrap_or_default() {
        "Cinnamon" | "X-Cinnamon" => Some(Desktop::Gnome),
        "ENLIGHTENMENT" => Some(Desktop::Enlightenment),
        name if name.starts_with("GNOME") => Some(Desktop::Gnome),
        "KDE" => Some(Desktop::Kde),
        "DEEPIN" | "Deepin" | "deepin" => Some(Desktop::Deepin),
        "LXDE" | "X-Generic" => Some(Desktop::Generic),
        "LXQt" => Some(Desktop::Lxqt),
        "MATE" => Some(Desktop::Mate),
        "XFCE" => Some(Desktop::Xfce),
        _ => None,
    };
    let set = |name: &str| environment.nonempty(name).is_some();
    let from_marks = || match () {
        () if set("KDE_FULL_SESSION") => Some(Desktop::Kde),
        () if set("GNOME_DESKTOP_SESSION_ID") => Some(Desktop::Gnome),
        () if set("MATE_DESKTOP_SESSION_ID") => Some(Desktop::Mate),
        () if environment.value("DESKTOP").is_some_and(|name| name.starts_with("Enlightenment")) => Some(Desktop::Enlightenment),
        () if set("LXQT_SESSION_CONFIG") => Some(Desktop::Lxqt),
        () => None,
    };
    let from_session = || match environment.value("DESKTOP_SESSION").unwrap_or_default() {
        "gnome" => Some(Desktop::Gnome),
        "MATE" => Some(Desktop::Mate),
        "xfce" | "xfce4" | "Xfce Session" => Some(Desktop::Xfce),
        "LXDE" | "Lubuntu" => Some(Desktop::Generic),
        _ => None,
    };
    let from_kernel = || (has(browser, "explorer.exe")).then_some(Desktop::Wsl);
    current.or_else(from_marks).or_else(from_session).or_else(from_kernel).unwrap_or(Desktop::Generic)
}

#[cfg(test)]
mod tests;
