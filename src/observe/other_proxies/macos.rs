//! The proxy of macOS, in the file that its network settings are kept in. Seen by nobody on macOS itself.

use super::Named;

/// The file: a property list in XML, readable by all.
pub const PREFERENCES: &str = "/Library/Preferences/SystemConfiguration/preferences.plist";

/// The first proxy, or script, that a network service uses, and the line that names it. Source: Apple's `SCSchemaDefinitions.h`
/// (`kSCPropNetProxies…`).
pub fn proxy(text: &str) -> Option<(u32, Named)> {
    let mut service = Service::default();
    let (mut is_inside, mut key) = (false, "");
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        let content = |tag: &str| line.strip_prefix(&format!("<{tag}>"))?.strip_suffix(&format!("</{tag}>"));
        if let Some(name) = content("key") {
            if name == "Proxies" {
                (is_inside, service) = (true, Service::default());
            }
            key = name;
        } else if let Some(value) = content("string").or_else(|| content("integer")).filter(|_| is_inside) {
            service.set(key, value, number);
        } else if line == "</dict>" && is_inside {
            if let Some(found) = service.proxy() {
                return Some(found);
            }
            is_inside = false;
        }
    }
    None
}

#[derive(Default)]
struct Service<'a> {
    values: Vec<(&'a str, &'a str, u32)>,
}

impl<'a> Service<'a> {
    fn set(&mut self, key: &'a str, value: &'a str, line: u32) {
        self.values.push((key, value, line));
    }

    fn find(&self, key: &str) -> Option<(&'a str, u32)> {
        self.values.iter().find(|(known, ..)| *known == key).map(|(_, value, line)| (*value, *line))
    }

    fn is_on(&self, key: &str) -> bool {
        self.find(key).is_some_and(|(value, _)| value == "1")
    }

    fn proxy(&self) -> Option<(u32, Named)> {
        let of = |scheme: &str| {
            let (host, line) = self.find(&format!("{scheme}Proxy")).filter(|_| self.is_on(&format!("{scheme}Enable")))?;
            let port = self.find(&format!("{scheme}Port")).and_then(|(port, _)| port.parse().ok()).unwrap_or(80);
            Some((line, Named::proxy(host, port)?))
        };
        let script = || {
            let (url, line) = self.find("ProxyAutoConfigURLString").filter(|_| self.is_on("ProxyAutoConfigEnable"))?;
            Some((line, Named::script(url)?))
        };
        of("HTTPS").or_else(|| of("HTTP")).or_else(script)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(settings: &[(&str, &str)]) -> Option<(u32, Named)> {
        let value = |value: &str| if value.parse::<u32>().is_ok() { "integer" } else { "string" };
        let lines = settings.iter().map(|(key, text)| format!("\t\t\t\t<key>{key}</key>\n\t\t\t\t<{0}>{text}</{0}>\n", value(text)));
        let lines: String = lines.collect();
        let service = |inside: &str| {
            format!("<dict>\n<key>Proxies</key>\n<dict>\n{inside}</dict>\n<key>UserDefinedName</key>\n<string>Wi-Fi</string>\n</dict>\n")
        };
        let off = service("<key>FTPPassive</key>\n<integer>1</integer>\n");
        proxy(&format!("<plist version=\"1.0\">\n{off}{}</plist>\n", service(&lines)))
    }

    #[test]
    fn a_service_s_proxy_is_found_where_it_is_on() {
        let proxy = |text: &str| Some(Named::Proxy(text.to_owned()));
        let script = Some(Named::Script("http://wpad.lab/proxy.pac".to_owned()));
        for (settings, named) in [
            (&[("HTTPSEnable", "1"), ("HTTPSPort", "3128"), ("HTTPSProxy", "proxy.lab")][..], proxy("http://proxy.lab:3128")),
            (
                &[("HTTPEnable", "1"), ("HTTPPort", "8080"), ("HTTPProxy", "proxy.lab"), ("HTTPSEnable", "0"), ("HTTPSProxy", "no.lab")],
                proxy("http://proxy.lab:8080"),
            ),
            (&[("HTTPSEnable", "0"), ("HTTPSPort", "3128"), ("HTTPSProxy", "proxy.lab")], None),
            (&[("ProxyAutoConfigEnable", "1"), ("ProxyAutoConfigURLString", "http://wpad.lab/proxy.pac")], script),
            (&[("ProxyAutoConfigURLString", "http://wpad.lab/proxy.pac")], None),
            (&[], None),
        ] {
            assert_eq!(found(settings).map(|(_, named)| named), named, "{settings:?}");
        }
        assert_eq!(found(&[("HTTPSEnable", "1"), ("HTTPSPort", "3128"), ("HTTPSProxy", "proxy.lab")]).unwrap().0, 19);
    }
}
