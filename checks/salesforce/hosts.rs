//! The grammar of Salesforce's host names: which belong in `--instance-url`, and which people paste instead.
//!
//! `docs/hosts.md` is made from [`FAMILIES`]. Source: help.salesforce.com (My Domain URL formats, partitioned domains,
//! external redirections), the Tooling API's OrgDomainLog, `@salesforce/core` 9.4.0 `sfdcUrl.js`.

mod families;
mod mend;
mod typo;

pub use families::{FAMILIES, PARTITIONS};
pub use mend::mend;

use crate::salesforce::domain;
use serde::Serialize;
use url::{Host, Url};

/// Where the users of every production org log in: `SfdcUrl.PRODUCTION`.
pub const PRODUCTION: &str = "https://login.salesforce.com";
/// Where those of every sandbox do: `SfdcUrl.SANDBOX`.
pub const SANDBOX: &str = "https://test.salesforce.com";

/// What hosts of a family are good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A login host.
    Login,
    /// A login host of a form that Salesforce has replaced.
    Legacy,
    /// A Lightning page: sf refuses it.
    Lightning,
    /// Pages and files: Setup, Visualforce, content. No token is given there.
    Page,
    /// An Experience Cloud site: its members log in there, the org's users do not.
    Site,
    /// One of Salesforce's own websites.
    Website,
}

/// A form of host name. Words in capitals stand for labels or parts of one: `NAME` a My Domain name, `ORG` one with or
/// without `--SANDBOX`, `INSTANCE` an instance such as `na139`, `SITE` anything; `[.PARTITION]` may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The form.
    pub form: &'static str,
    /// What it is good for.
    pub kind: Kind,
    /// The form that belongs in its place; None where it cannot be worked out, or is right.
    pub right: Option<&'static str>,
    /// What it is.
    pub what: &'static str,
}

/// What a host is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognized {
    /// Of a known family, with the host that belongs in its place.
    Known(&'static Family, Option<String>),
    /// Salesforce's own development and test hosts.
    Internal,
    /// One or two slips away from a Salesforce host, which is given.
    Typo(String),
    /// An IP address.
    Address,
    /// Nothing known of it.
    Unknown,
}

/// What the host of a URL is. `.mcas.ms`, which Microsoft Defender for Cloud Apps appends, is looked through.
pub fn recognize(url: &Url) -> Recognized {
    let host = match url.host() {
        Some(Host::Domain(host)) => host.trim_end_matches('.'),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Recognized::Address,
        None => return Recognized::Unknown,
    };
    let (host, through_defender) = host.strip_suffix(".mcas.ms").map_or((host, false), |host| (host, true));
    if let Some((family, right)) = find(host) {
        let right = right.or_else(|| through_defender.then(|| host.to_owned()));
        return Recognized::Known(family, right);
    }
    if domain::is_internal(url) {
        return Recognized::Internal;
    }
    typo::correct(host).map_or(Recognized::Unknown, Recognized::Typo)
}

/// The family of a host, the first that fits, and the host that belongs in its place.
fn find(host: &str) -> Option<(&'static Family, Option<String>)> {
    FAMILIES.iter().find_map(|family| {
        let bindings = family.matches(host)?;
        Some((family, family.right.map(|form| modern(fill(form, &bindings)))))
    })
}

/// A host worked out from an old form may be of a replaced form itself.
fn modern(host: String) -> String {
    let legacy = FAMILIES.iter().filter(|family| family.kind == Kind::Legacy);
    legacy.filter_map(|family| Some(fill(family.right?, &family.matches(&host)?))).next().unwrap_or(host)
}

type Bindings<'a> = Vec<(&'static str, &'a str)>;

impl Family {
    fn matches<'a>(&self, host: &'a str) -> Option<Bindings<'a>> {
        match self.form.split_once("[.PARTITION]") {
            None => match_labels(self.form, host),
            Some((before, after)) => {
                match_labels(&format!("{before}.PARTITION{after}"), host).or_else(|| match_labels(&format!("{before}{after}"), host))
            }
        }
    }
}

fn match_labels<'a>(form: &str, host: &'a str) -> Option<Bindings<'a>> {
    let mut bindings = Vec::new();
    let (mut labels, mut forms) = (host.split('.'), form.split('.'));
    loop {
        match (forms.next(), labels.next()) {
            (None, None) => return Some(bindings),
            (Some(form), Some(label)) => match_label(form, label, &mut bindings)?,
            _ => return None,
        }
    }
}

fn match_label<'a>(form: &str, label: &'a str, bindings: &mut Bindings<'a>) -> Option<()> {
    match form {
        "PARTITION" => PARTITIONS.contains(&label).then(|| bindings.push(("PARTITION", label))),
        "INSTANCE" => is_instance(label).then(|| bindings.push(("INSTANCE", label))),
        "INSTANCE-api" => label.strip_suffix("-api").filter(|label| is_instance(label)).map(|label| bindings.push(("INSTANCE", label))),
        "SITE" => (!label.is_empty()).then(|| bindings.push(("SITE", label))),
        "ORG" => (is_name(label) && label.matches("--").count() <= 1).then(|| bindings.push(("ORG", label))),
        _ => match_parts(form, label, bindings),
    }
}

/// A label of parts joined by `--`, each a placeholder or a literal.
fn match_parts<'a>(form: &str, label: &'a str, bindings: &mut Bindings<'a>) -> Option<()> {
    let (parts, forms): (Vec<&str>, Vec<&str>) = (label.split("--").collect(), form.split("--").collect());
    if parts.len() != forms.len() {
        return None;
    }
    for (form, part) in forms.into_iter().zip(parts) {
        match form {
            "NAME" if is_name(part) => bindings.push(("NAME", part)),
            "NAME-dev-ed" => bindings.push(("NAME", part.strip_suffix("-dev-ed").filter(|name| is_name(name))?)),
            "SANDBOX" if is_name(part) => bindings.push(("SANDBOX", part)),
            "PACKAGE" if is_name(part) => bindings.push(("PACKAGE", part)),
            literal if literal == part && !part.is_empty() => {}
            _ => return None,
        }
    }
    Some(())
}

fn fill(form: &str, bindings: &Bindings<'_>) -> String {
    let value = |name: &str| bindings.iter().find(|(bound, _)| *bound == name).map(|(_, value)| *value);
    let form = form.replace("[.PARTITION]", &value("PARTITION").map(|partition| format!(".{partition}")).unwrap_or_default());
    ["ORG", "NAME", "SANDBOX"].iter().fold(form, |form, name| form.replace(name, value(name).unwrap_or(name)))
}

fn is_name(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !part.starts_with('-')
        && !part.ends_with('-')
}

/// An instance: two or three letters of a region, a number, and perhaps a letter (`na139`, `cs42`, `usa77`, `deu45s`).
fn is_instance(label: &str) -> bool {
    let region = label.trim_end_matches(|c: char| c.is_ascii_lowercase()).trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &label[region.len()..];
    families::REGIONS.contains(&region)
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.trim_start_matches(|c: char| c.is_ascii_digit()).len() <= 1
}

#[cfg(test)]
mod rows;
#[cfg(test)]
mod tests;
