//! The page of one word: a check, an entry, a code, an error's name.

use super::json;
use crate::cli::ExplainFormat;
use crate::problem::Problem;
use sf_preflight_checks::model::{Check, Untrusted};
use sf_preflight_checks::salesforce::catalogue::{self, Entry, by_code, by_id, by_name};
use sf_preflight_checks::{CHECKS, check};

/// How alike two words must be for the one to be proposed for the other, from 0 to 1.
const ALIKE: f64 = 0.8;
/// How many are proposed.
const PROPOSED: usize = 3;

/// The entries that a word means.
fn entries(word: &str) -> Vec<&'static Entry> {
    let found = by_id(&word.to_lowercase()).map_or_else(|| by_code(word), |entry| vec![entry]);
    if found.is_empty() { by_name(word) } else { found }
}

/// Whether a word is a check, an entry, a code or a name.
pub fn is_known(word: &str) -> bool {
    check(&word.to_lowercase()).is_some() || !entries(word).is_empty()
}

/// The page of a word.
///
/// # Errors
/// If it is not known: with the words that are nearest to it.
pub fn page(word: &str, format: ExplainFormat) -> Result<String, Problem> {
    let found = entries(word);
    match (check(&word.to_lowercase()), format) {
        (Some(check), ExplainFormat::Text) => Ok(check.page.to_owned()),
        (Some(check), ExplainFormat::Json) => Ok(json::check_page(check)),
        (None, _) if found.is_empty() => Err(Problem::Usage(unknown(word))),
        (None, ExplainFormat::Text) => Ok(found.iter().map(|entry| catalogue::page(entry)).collect::<Vec<_>>().join("\n")),
        (None, ExplainFormat::Json) => Ok(json::entry_pages(&found)),
    }
}

fn unknown(word: &str) -> String {
    let shown = Untrusted::from(word);
    let nearest = nearest(word).into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
    let hint = if nearest.is_empty() { ".".to_owned() } else { format!("; do you mean {}?", nearest.join(" or ")) };
    format!("`{shown}` is no check, entry, code or error's name{hint} `sf-preflight list` and `sf-preflight explain --list` show all")
}

/// The known words that are most like this one.
fn nearest(word: &str) -> Vec<&'static str> {
    let of_entries = catalogue::entries().flat_map(|entry| std::iter::once(&entry.id).chain(entry.codes).chain(entry.names)).copied();
    let known = CHECKS.iter().map(|Check { id, .. }| *id).chain(of_entries).filter(|known| !known.ends_with('*') && !known.contains(' '));
    let word = word.to_lowercase();
    let mut ranked: Vec<(f64, &str)> = known.map(|known| (strsim::jaro_winkler(&word, &known.to_lowercase()), known)).collect();
    ranked.retain(|(likeness, _)| *likeness >= ALIKE);
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    ranked.dedup_by_key(|(_, known)| *known);
    ranked.into_iter().map(|(_, known)| known).take(PROPOSED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_check_an_entry_a_code_or_a_name() {
        for (word, piece) in [
            ("proxy", "# `proxy`"),
            ("JWT-Key", "# `jwt-key`"),
            ("ip-restricted", "# `ip-restricted`"),
            ("UNABLE_TO_GET_ISSUER_CERT", "# `unable-to-get-issuer`"),
            ("etimedout", "# `connection-timed-out`"),
            ("JwtGrantError", "# `jwt-grant-error`"),
            ("ERR_SSL_TLSV1_ALERT_ACCESS_DENIED", "# `tls-alert`"),
        ] {
            assert!(is_known(word), "{word}");
            assert!(page(word, ExplainFormat::Text).is_ok_and(|page| page.contains(piece)), "{word}");
            assert!(page(word, ExplainFormat::Json).is_ok_and(|page| serde_json::from_str::<serde_json::Value>(&page).is_ok()), "{word}");
        }
    }

    #[test]
    fn an_unknown_word_leads_to_the_nearest() {
        for (word, near) in [("certificate-chian", "certificate-chain"), ("ENOTFUOND", "ENOTFOUND"), ("ip-restriction", "ip-restricted")] {
            let error = page(word, ExplainFormat::Text).unwrap_err().to_string();
            assert!(error.contains(&format!("`{near}`")), "{error}");
        }
        assert!(!page("xyzzy", ExplainFormat::Text).unwrap_err().to_string().contains("do you mean"));
    }
}
