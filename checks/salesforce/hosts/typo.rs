use super::{Kind, PARTITIONS, find};

/// Domains that login hosts end in, most specific first.
const DOMAINS: [&str; 4] = ["salesforce.com", "salesforce.mil", "sfcrmproducts.cn", "force.com"];

/// The host that was probably meant: of a known family, one slip away in its domain, in `my`, in its partition, or in
/// `login` and `test`. None where nothing is close.
pub fn correct(host: &str) -> Option<String> {
    let candidates = domains(host).into_iter().chain(labels(host)).chain(missing_my(host));
    candidates.filter(|candidate| candidate != host).find_map(|candidate| match find(&candidate) {
        Some((family, None)) if family.kind == Kind::Login => Some(candidate),
        Some((family, Some(right))) if !matches!(family.kind, Kind::Website | Kind::Site) => Some(right),
        _ => None,
    })
}

/// The host with its last two labels mended.
fn domains(host: &str) -> Vec<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let mut candidates = Vec::new();
    // A dot too few or too many counts as a slip like another.
    for taken in 1..=3.min(labels.len()) {
        let (before, tail) = labels.split_at(labels.len() - taken);
        for domain in DOMAINS {
            if is_slip(&tail.join("."), domain) {
                candidates.push(before.iter().copied().chain([domain]).collect::<Vec<_>>().join("."));
            }
            let with_my = format!("my.{domain}");
            if is_slip(&tail.join("."), &with_my) {
                candidates.push(before.iter().copied().chain([with_my.as_str()]).collect::<Vec<_>>().join("."));
            }
        }
    }
    let mended: Vec<String> = candidates.iter().flat_map(|candidate| self::labels(candidate)).collect();
    candidates.extend(mended);
    candidates
}

/// The host with one of its inner labels mended: `my`, the partition, `login`, `test`.
fn labels(host: &str) -> Vec<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let known = ["my", "login", "test", "lightning"].into_iter().chain(PARTITIONS);
    let mut candidates = Vec::new();
    for known in known {
        for at in 0..labels.len().saturating_sub(2) {
            // A My Domain name may be anything, `tests` among them.
            let may_be_name = at == 0 && labels.len() > 3;
            if !may_be_name && is_slip(labels[at], known) {
                let mut mended = labels.clone();
                mended[at] = known;
                candidates.push(mended.join("."));
            }
        }
    }
    candidates
}

/// `NAME--SANDBOX.sandbox.salesforce.com`: the `my` left out after a partition. A single label before
/// `salesforce.com` is not taken for a My Domain: it may be a host of Salesforce's own.
fn missing_my(host: &str) -> Option<String> {
    let before = host.strip_suffix(".salesforce.com")?;
    let (_, partition) = before.rsplit_once('.')?;
    PARTITIONS.contains(&partition).then(|| format!("{before}.my.salesforce.com"))
}

/// Whether two texts differ by one slip of the fingers: a character too many, too few, another one, or two swapped.
fn is_slip(text: &str, known: &str) -> bool {
    if text == known || text.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let (a, b) = (text.as_bytes(), known.as_bytes());
    let same_start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same_end], &b[..b.len() - same_end]);
    a.len().max(b.len()) <= 1 || (a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0])
}
