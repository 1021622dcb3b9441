//! Which hosts sf itself takes for Salesforce's, and which it refuses.

use url::Url;

/// `isSalesforceDomain`'s suffixes.
const SALESFORCE: [&str; 9] = [
    ".cloudforce.com",
    ".content.force.com",
    ".force.com",
    ".salesforce.com",
    ".salesforceliveagent.com",
    ".salesforce.mil",
    ".secure.force.com",
    ".crmforce.mil",
    ".sfcrmproducts.cn",
];

/// `isInternalUrl`'s suffixes, those of `isLocalUrl` among them.
pub const INTERNAL: [&str; 11] = [
    ".vpod.salesforce.com",
    ".vpod.force.com",
    ".stm.salesforce.com",
    ".stm.force.com",
    ".blitz.salesforce.com",
    ".stm.salesforce.ms",
    ".pc-rnd.force.com",
    ".pc-rnd.salesforce.com",
    ".crm.dev",
    ".localhost.sfdcdev.salesforce.com",
    ".internal.salesforce.com",
];

/// What a URL's origin contains when sf refuses it as a Lightning one.
const LIGHTNING: [&str; 3] = [".lightning.force.com", ".lightning.crmforce.mil", ".lightning.sfcrmapps.cn"];

/// `SfdcUrl.isSalesforceDomain`. Source, here and below: `@salesforce/core` 9.4.0 `sfdcUrl.js`.
pub fn is_salesforce(url: &Url) -> bool {
    is_salesforce_host(url.host_str().unwrap_or_default())
}

/// The same of a host alone.
pub fn is_salesforce_host(host: &str) -> bool {
    SALESFORCE.iter().any(|suffix| host.ends_with(suffix))
}

/// `SfdcUrl.isInternalUrl`.
pub fn is_internal(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "gs1.salesforce.com" || INTERNAL.iter().any(|suffix| host.ends_with(suffix))
}

/// Whether sf refuses the URL: `Invalid instance URL. It should NOT be a lightning domain.` Source: also plugin-auth
/// 4.4.9 `common.js`, `throwIfLightning`.
pub fn is_refused(url: &Url) -> bool {
    let origin = url.origin().ascii_serialization();
    LIGHTNING.iter().any(|part| origin.contains(part)) || (is_internal(url) && origin.contains(".lightning."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sf_s_own_lists() {
        for (text, salesforce, internal, refused) in [
            ("https://acme.my.salesforce.com", true, false, false),
            ("https://acme.my.salesforce.mil", true, false, false),
            ("https://acme.my.salesforce-setup.com", false, false, false),
            ("https://acme.my.site.com", false, false, false),
            ("https://acme.lightning.force.com/x", true, false, true),
            ("https://acme.lightning.force.com.mcas.ms", false, false, true),
            ("https://acme.lightning.crmforce.mil", true, false, true),
            ("https://acme.lightning.sfcrmapps.cn", false, false, true),
            ("https://acme.lightning.force.mil", false, false, false),
            ("https://acme.my-lightning.com", false, false, false),
            ("https://a.lightning.b.crm.dev", false, true, true),
            ("https://evilcrmforce.mil", false, false, false),
            ("https://acme-lightning.my.salesforce.com", true, false, false),
            ("login.salesforce.com:443", false, false, false),
        ] {
            let url = Url::parse(text).unwrap();
            assert_eq!((is_salesforce(&url), is_internal(&url), is_refused(&url)), (salesforce, internal, refused), "{text}");
        }
    }
}
