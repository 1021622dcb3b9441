//! Name constraints as OpenSSL applies them.
//!
//! Source: OpenSSL 3.5 `crypto/x509/v3_ncons.c`, `x509_vfy.c` (`check_name_constraints`).

use super::certificate::{Certificate, GeneralName, NameConstraints};
use super::chain_error::ChainError;
use super::name::{COMMON_NAME, EMAIL_ADDRESS, Name};

/// OpenSSL's bound on names times constraints (`NAME_CHECK_MAX`).
const MOST_COMPARISONS: usize = 1 << 20;

/// Whether the names of a certificate keep to the constraints of one above it; `is_leaf` if it is the server's own,
/// whose common name counts where it has no DNS name.
///
/// # Errors
/// The first violation.
pub fn check(certificate: &Certificate, constraints: &NameConstraints, is_leaf: bool) -> Result<(), ChainError> {
    let alternative = certificate.extensions.alternative_names.as_deref().unwrap_or_default();
    let names = certificate.subject.attributes.len() + alternative.len();
    let count = constraints.permitted.len() + constraints.excluded.len();
    if names > 0 && count > MOST_COMPARISONS / names {
        return Err(ChainError::Unspecified);
    }
    if !certificate.subject.attributes.is_empty() {
        within(&GeneralName::Directory(certificate.subject.clone()), constraints)?;
        for address in certificate.subject.values(EMAIL_ADDRESS) {
            within(&GeneralName::Email(address.to_owned()), constraints)?;
        }
    }
    for name in alternative {
        within(name, constraints)?;
    }
    if is_leaf && !alternative.iter().any(|name| matches!(name, GeneralName::Dns(_))) {
        for name in certificate.subject.values(COMMON_NAME).filter(|name| looks_like_host(name)) {
            within(&GeneralName::Dns(name.to_owned()), constraints)?;
        }
    }
    Ok(())
}

/// `nc_match`.
fn within(name: &GeneralName, constraints: &NameConstraints) -> Result<(), ChainError> {
    let mut permitted = None;
    for base in constraints.permitted.iter().filter(|base| is_same_kind(name, base)) {
        if permitted != Some(true) {
            permitted = Some(lies_within(name, base)?);
        }
    }
    if permitted == Some(false) {
        return Err(ChainError::PermittedViolation);
    }
    for base in constraints.excluded.iter().filter(|base| is_same_kind(name, base)) {
        if lies_within(name, base)? {
            return Err(ChainError::ExcludedViolation);
        }
    }
    Ok(())
}

fn is_same_kind(a: &GeneralName, b: &GeneralName) -> bool {
    match (a, b) {
        (GeneralName::Other(a), GeneralName::Other(b)) => a == b,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// `nc_match_single`.
fn lies_within(name: &GeneralName, base: &GeneralName) -> Result<bool, ChainError> {
    match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Ok(directory_within(name, base)),
        (GeneralName::Dns(name), GeneralName::Dns(base)) => Ok(host_within(name, base)),
        (GeneralName::Email(name), GeneralName::Email(base)) => email_within(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => uri_within(name, base),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => ip_within(name, base),
        _ => Err(ChainError::UnsupportedConstraintType),
    }
}

fn directory_within(name: &Name, base: &Name) -> bool {
    name.canonical.starts_with(&base.canonical)
}

fn host_within(name: &str, base: &str) -> bool {
    let (name, base) = (name.as_bytes(), base.as_bytes());
    if base.is_empty() {
        return true;
    }
    let Some(start) = name.len().checked_sub(base.len()) else { return false };
    let at_a_dot = start == 0 || base[0] == b'.' || name[start - 1] == b'.';
    at_a_dot && name[start..].eq_ignore_ascii_case(base)
}

fn email_within(address: &str, base: &str) -> Result<bool, ChainError> {
    let (local, host) = address.rsplit_once('@').ok_or(ChainError::UnsupportedNameSyntax)?;
    Ok(match base.rsplit_once('@') {
        None if base.starts_with('.') => {
            address.len() > base.len() && address.as_bytes()[address.len() - base.len()..].eq_ignore_ascii_case(base.as_bytes())
        }
        None => host.eq_ignore_ascii_case(base),
        Some((base_local, base_host)) => (base_local.is_empty() || base_local == local) && host.eq_ignore_ascii_case(base_host),
    })
}

fn uri_within(uri: &str, base: &str) -> Result<bool, ChainError> {
    let rest = uri.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")).ok_or(ChainError::UnsupportedNameSyntax)?;
    let host = match (rest.find(':'), rest.find('/')) {
        (Some(end), _) | (None, Some(end)) => &rest[..end],
        (None, None) => rest,
    };
    if host.is_empty() {
        return Err(ChainError::UnsupportedNameSyntax);
    }
    if base.starts_with('.') {
        let start = host.len().checked_sub(base.len()).filter(|start| *start > 0);
        return Ok(start.is_some_and(|start| host.as_bytes()[start..].eq_ignore_ascii_case(base.as_bytes())));
    }
    Ok(host.eq_ignore_ascii_case(base))
}

fn ip_within(address: &[u8], base: &[u8]) -> Result<bool, ChainError> {
    if ![4, 16].contains(&address.len()) {
        return Err(ChainError::UnsupportedNameSyntax);
    }
    if ![8, 32].contains(&base.len()) {
        return Err(ChainError::UnsupportedConstraintSyntax);
    }
    if base.len() != 2 * address.len() {
        return Ok(false);
    }
    let (network, mask) = base.split_at(address.len());
    Ok(address.iter().zip(network).zip(mask).all(|((a, b), mask)| (a ^ b) & mask == 0))
}

/// `cn2dnsid`: a common name counts as a host name if it has two labels or more and only their characters.
fn looks_like_host(name: &str) -> bool {
    let bytes = name.trim_end_matches('\0').as_bytes();
    let mut has_dot = false;
    for (at, byte) in bytes.iter().enumerate() {
        let is_inner = at > 0 && at + 1 < bytes.len();
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => {}
            b'-' if is_inner => {}
            b'.' if is_inner && bytes[at + 1] != b'.' && bytes[at - 1] != b'-' && bytes[at + 1] != b'-' => has_dot = true,
            _ => return false,
        }
    }
    has_dot
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_lie_within_their_domain() {
        for (name, base, fits) in [
            ("a.example.com", "example.com", true),
            ("example.com", "example.com", true),
            ("A.EXAMPLE.COM", ".example.com", true),
            ("example.com", ".example.com", false),
            ("badexample.com", "example.com", false),
            ("localhost", "", true),
        ] {
            assert_eq!(host_within(name, base), fits, "{name} {base}");
        }
    }

    #[test]
    fn addresses_lie_within_their_network() {
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Ok(true));
        assert_eq!(ip_within(&[127, 0, 0, 1], &[10, 0, 0, 0, 255, 0, 0, 0]), Ok(false));
        assert_eq!(ip_within(&[127, 0, 0, 1], &[10, 0, 0, 0]), Err(ChainError::UnsupportedConstraintSyntax));
    }
}
