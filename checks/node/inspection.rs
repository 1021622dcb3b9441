//! Products that open TLS and sign it anew, by the names on their certificates.

use super::certificate::Certificate;
use super::name::{COMMON_NAME, ORGANIZATION, ORGANIZATIONAL_UNIT};

/// A piece of an issuer's common name, organisation or unit, lower case, and the product that it means.
const PRODUCTS: [(&str, &str); 46] = [
    ("zscaler", "Zscaler"),
    ("netskope", "Netskope"),
    ("goskope", "Netskope"),
    ("palo alto networks", "Palo Alto Networks"),
    ("prisma access", "Palo Alto Networks Prisma Access"),
    ("globalprotect", "Palo Alto Networks GlobalProtect"),
    ("fortinet", "Fortinet FortiGate"),
    ("fortigate", "Fortinet FortiGate"),
    ("fortigate ca", "Fortinet FortiGate"),
    ("cisco umbrella", "Cisco Umbrella"),
    ("opendns", "Cisco Umbrella"),
    ("cisco secure access", "Cisco Secure Access"),
    ("ironport", "Cisco Secure Web Appliance"),
    ("forcepoint", "Forcepoint"),
    ("websense", "Forcepoint"),
    ("blue coat", "Broadcom (Blue Coat)"),
    ("bluecoat", "Broadcom (Blue Coat)"),
    ("symantec web security", "Broadcom Web Security Service"),
    ("broadcom", "Broadcom Web Security Service"),
    ("sophos", "Sophos"),
    ("check point", "Check Point"),
    ("checkpoint", "Check Point"),
    ("skyhigh", "Skyhigh Security"),
    ("mcafee", "Skyhigh Security (McAfee Web Gateway)"),
    ("cato networks", "Cato Networks"),
    ("iboss", "iboss"),
    ("kaspersky", "Kaspersky"),
    ("avast", "Avast"),
    ("avg technologies", "AVG"),
    ("avg web", "AVG"),
    ("bitdefender", "Bitdefender"),
    ("eset ssl", "ESET"),
    ("eset, spol", "ESET"),
    ("cloudflare gateway", "Cloudflare Gateway"),
    ("gateway ca - cloudflare", "Cloudflare Gateway"),
    ("sonicwall", "SonicWall"),
    ("watchguard", "WatchGuard"),
    ("barracuda", "Barracuda"),
    ("menlo security", "Menlo Security"),
    ("trend micro", "Trend Micro"),
    ("mitmproxy", "mitmproxy"),
    ("charles proxy", "Charles"),
    ("fiddler", "Fiddler"),
    ("portswigger", "Burp Suite"),
    ("proxyman", "Proxyman"),
    ("squid", "Squid"),
];

/// What a name on a certificate says beside the name of such a product, in lower case; None where it names none.
pub fn beside_a_product(name: &str) -> Option<String> {
    let mut rest = name.to_lowercase();
    if !PRODUCTS.iter().any(|(piece, _)| rest.contains(piece)) {
        return None;
    }
    PRODUCTS.iter().filter(|(piece, _)| piece.contains(' ')).for_each(|(piece, _)| rest = rest.replace(piece, " "));
    let words = rest.split_whitespace().filter(|word| !PRODUCTS.iter().any(|(piece, _)| word.contains(piece)));
    Some(words.collect::<Vec<_>>().join(" "))
}

/// The product that signed one of these certificates, where an issuer's name tells.
pub fn product<'a>(chain: impl IntoIterator<Item = &'a Certificate>) -> Option<&'static str> {
    chain.into_iter().find_map(|certificate| {
        let attributes = [COMMON_NAME, ORGANIZATION, ORGANIZATIONAL_UNIT];
        let names = attributes.iter().flat_map(|attribute| certificate.issuer.values(attribute)).map(str::to_lowercase);
        names.into_iter().find_map(|name| PRODUCTS.iter().find(|(piece, _)| name.contains(piece)).map(|(_, product)| *product))
    })
}
