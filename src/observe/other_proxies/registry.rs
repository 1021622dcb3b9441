//! The proxy of Windows, as its Internet Options keep it for this user.

use super::{Named, SYSTEM, windows_server};
use sf_preflight_checks::model::observations::OtherProxy;
use windows_registry::CURRENT_USER;

const KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";

/// The proxy, or the script, that is in use.
pub fn read() -> Option<OtherProxy> {
    let key = CURRENT_USER.open(KEY).ok()?;
    let text = |name: &str| key.get_string(name).unwrap_or_default();
    let is_on = key.get_u32("ProxyEnable").is_ok_and(|value| value != 0);
    let server = windows_server(&text("ProxyServer")).filter(|_| is_on).map(Named::Proxy);
    server.or_else(|| Named::script(&text("AutoConfigURL")))?.told(SYSTEM, format!(r"HKEY_CURRENT_USER\{KEY}").as_str(), None)
}
