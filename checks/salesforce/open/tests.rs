use super::*;
use crate::model::Observations;
use crate::model::observations::Flow;

fn environment(variables: &[(&str, &str)]) -> Environment {
    Observations::blank(Flow::Web).with_variables(variables).environment
}

fn machine(programs: &[&str], handler: Option<&str>) -> Browser {
    Browser {
        programs: programs.iter().map(|name| (*name).to_owned()).collect(),
        https_handler: handler.map(Into::into),
        ..Browser::default()
    }
}

/// Measured with sf 2.150.6, except where a row says otherwise.
#[test]
fn what_is_started_follows_xdg_open() {
    let starts = |name: &str| Opening::Starts(name.to_owned());
    let nothing = |name: &str| Opening::StartsNothing(name.to_owned());
    let fake = &["fakebrowser", "gio", "dbus-send"][..];
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], Option<&'a str>, Opening);
    let rows: &[Row] = &[
        (&[], fake, None, Opening::Fails),
        (&[("DISPLAY", ":0")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "nonexistent")], fake, None, Opening::Fails),
        (&[("BROWSER", "xdg-open")], fake, None, Opening::Fails),
        (&[("BROWSER", "")], fake, None, Opening::Fails),
        (&[("BROWSER", "nonexistent:fakebrowser")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "fakebrowser %s")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "  fakebrowser  ")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "\"fakebrowser\"")], fake, None, Opening::Fails),
        (&[("BROWSER", "true")], &["true"], None, nothing("true")),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "KDE")], fake, None, nothing("kfmclient, which is not installed")),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "KDE"), ("KDE_SESSION_VERSION", "5")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "GNOME")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "GNOME")], fake, Some("fb.desktop"), starts("gio")),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "fakebrowser"), ("DESKTOP_SESSION", "gnome")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "X-Cinnamon")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "MATE")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "XFCE")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "LXQt")], fake, None, Opening::Fails),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "LXDE")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "Deepin")], fake, None, starts("fakebrowser")),
        (&[("BROWSER", "fakebrowser"), ("XDG_CURRENT_DESKTOP", "ENLIGHTENMENT")], fake, None, starts("fakebrowser")),
        (&[], &["www-browser"], None, starts("www-browser")),
        (&[], &["firefox"], None, Opening::Fails),
        (&[("DISPLAY", ":0")], &["firefox"], None, starts("firefox")),
        (&[("DISPLAY", ":0")], &["google-chrome-stable"], None, Opening::Fails),
        // Not measured: read in the script.
        (&[("DISPLAY", ":0")], &["xdg-mime"], Some("firefox.desktop"), starts("firefox.desktop")),
    ];
    for (variables, programs, handler, expected) in rows {
        assert_eq!(open(&environment(variables), &machine(programs, *handler)), *expected, "{variables:?} {programs:?} {handler:?}");
    }
}

#[test]
fn a_false_browser_is_passed_over() {
    let browser = machine(&["false", "fakebrowser"], None);
    assert_eq!(open(&environment(&[("BROWSER", "false")]), &browser), Opening::Fails);
    assert_eq!(open(&environment(&[("BROWSER", "false:fakebrowser")]), &browser), Opening::Starts("fakebrowser".to_owned()));
}

#[test]
fn a_session_bus_may_say_that_the_desktop_is_gnome() {
    let browser = Browser { session_bus: true, ..machine(&["gio", "dbus-send"], Some("firefox.desktop")) };
    assert_eq!(open(&environment(&[]), &browser), Opening::Unknown);
    assert_eq!(open(&environment(&[]), &Browser { session_bus: false, ..browser }), Opening::Fails);
}

#[test]
fn a_flatpak_asks_a_portal_over_the_session_bus() {
    let browser = Browser { flatpak: true, session_bus: true, ..machine(&["gdbus"], None) };
    assert_eq!(open(&environment(&[("DISPLAY", ":0")]), &browser), Opening::Unknown);
    assert_eq!(open(&environment(&[("DISPLAY", ":0")]), &Browser { session_bus: false, ..browser }), Opening::Fails);
}
