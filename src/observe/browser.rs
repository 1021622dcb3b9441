//! Which of the programs exist that a web login could open the browser with.

use super::{Context, environment, files, programs};
use sf_preflight_checks::model::observations::{Browser, Flow};
use sf_preflight_checks::salesforce::open;
use std::path::PathBuf;

/// Looks; None for other flows.
pub fn look(context: &Context) -> Option<Browser> {
    if context.login.flow != Flow::Web {
        return None;
    }
    let names = open::programs(&environment::read(context));
    let found = names.into_iter().filter(|name| programs::first(context, name).is_some());
    let in_runtime_folder = |name: &str| {
        let folder = context.variable("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty());
        folder.is_some_and(|folder| context.absolute(folder).join(name).exists())
    };
    let is_set = |name: &str| context.variable(name).is_some_and(|value| !value.is_empty());
    Some(Browser {
        programs: found.collect(),
        https_handler: https_handler(context).map(Into::into),
        flatpak: in_runtime_folder("flatpak-info"),
        session_bus: is_set("DBUS_SESSION_BUS_ADDRESS") || in_runtime_folder("bus"),
        code_builder_state: is_set("CODE_BUILDER_STATE"),
    })
}

/// The desktop file that the user's or the system's lists of applications name for https. Source: freedesktop.org,
/// Association between MIME types and applications, 1.0.1.
fn https_handler(context: &Context) -> Option<String> {
    let folder = |name: &str, default: &str| {
        let from_variable = context.variable(name).filter(|folder| !folder.is_empty()).map(PathBuf::from);
        from_variable.or_else(|| context.home.as_ref().map(|home| home.join(default)))
    };
    let folders = |name: &str, default: &str| {
        let text = context.variable(name).filter(|text| !text.is_empty()).unwrap_or(default);
        text.split(':').map(PathBuf::from).collect::<Vec<_>>()
    };
    let configuration = folder("XDG_CONFIG_HOME", ".config").into_iter().chain(folders("XDG_CONFIG_DIRS", "/etc/xdg"));
    let data = folder("XDG_DATA_HOME", ".local/share").into_iter().chain(folders("XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
    let below_data = data.map(|folder| folder.join("applications"));
    let lists = configuration
        .map(|folder| folder.join("mimeapps.list"))
        .chain(below_data.flat_map(|folder| ["mimeapps.list", "defaults.list", "mimeinfo.cache"].map(|name| folder.join(name))));
    lists.filter_map(|path| files::text(&path)).find_map(|list| handler_in(&list))
}

/// The first handler of https that a list of applications names.
pub fn handler_in(list: &str) -> Option<String> {
    let value = list.lines().find_map(|line| line.trim().strip_prefix("x-scheme-handler/https="))?;
    value.split(';').map(str::trim).find(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_handler_of_a_list_counts() {
        assert_eq!(
            handler_in("[Default Applications]\nx-scheme-handler/https=firefox.desktop;other.desktop;\n").as_deref(),
            Some("firefox.desktop")
        );
        assert_eq!(handler_in("[Added Associations]\nx-scheme-handler/https=;\n"), None);
        assert_eq!(handler_in("x-scheme-handler/http=firefox.desktop"), None);
    }
}
