//! What is worth knowing beside the verdict: the answers to side requests, and what Node itself says.

use crate::model::observations::{Confirmation, SfVersion, SideAnswer};
use crate::model::{Note, Observations, Untrusted};
use crate::node::verify::verify;

/// The notes that the person asked for.
pub fn notes(observations: &Observations) -> Vec<Note> {
    let latest = observations.side.latest_sf.as_ref().map(|answer| Note { about: "newest sf", text: latest_sf(observations, answer) });
    let status = observations.side.trust_status.as_ref().map(|answer| Note { about: "Salesforce Trust", text: trust_status(answer) });
    let confirmation = observations.confirmation.as_ref();
    let confirmation = confirmation.map(|confirmation| Note { about: "Node itself says", text: confirmed(observations, confirmation) });
    latest.into_iter().chain(status).chain(confirmation).collect()
}

/// Whether Node's own word is what `certificate-chain` makes of the same certificates.
fn confirmed(observations: &Observations, confirmation: &Confirmation) -> String {
    let said = match confirmation {
        Confirmation::Failed { reason } => return format!("nothing: {reason}"),
        Confirmation::Earlier { code } => return format!("{code}, and did not come to a certificate"),
        Confirmation::Certificate { code } => code.as_ref(),
    };
    let name = |code: Option<&str>| Untrusted::from(code.unwrap_or("the certificate is good")).to_string();
    let shown = name(said.map(Untrusted::raw));
    let seen = observations.login_probe().and_then(|probe| Some(verify(observations, &probe.host, probe.chain()?)));
    match seen.filter(|verdict| verdict.is_judged) {
        None => format!("{shown}; nothing was predicted"),
        Some(verdict) if verdict.code() == said.map(Untrusted::raw) => format!("{shown}, as predicted"),
        Some(verdict) => format!("{shown}, and not: {}; please report it", name(verdict.code())),
    }
}

fn latest_sf(observations: &Observations, answer: &SideAnswer) -> String {
    let text = match answer {
        SideAnswer::Failed { reason } => return format!("could not be asked: {reason}"),
        SideAnswer::Answered { text } => text,
    };
    let installed = observations.runtime.sf.as_ref().and_then(|sf| sf.version);
    match (installed, SfVersion::parse(text.raw())) {
        (Some(installed), Some(latest)) if installed < latest => format!("{text}; {installed} is installed"),
        (Some(installed), Some(_)) => format!("{text}; {installed} is installed, which is not older"),
        _ => text.to_string(),
    }
}

fn trust_status(answer: &SideAnswer) -> String {
    match answer {
        SideAnswer::Answered { text } => text.to_string(),
        SideAnswer::Failed { reason } => format!("could not be asked: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::test_world::{Pki, probe, world};

    #[test]
    fn nodes_own_word_is_compared_with_the_prediction() {
        let pki = Pki::new("Acme");
        let certificate = |code: Option<&str>| Confirmation::Certificate { code: code.map(Into::into) };
        let earlier = Confirmation::Earlier { code: "ECONNREFUSED".into() };
        let failed = Confirmation::Failed { reason: "it did not answer in time".into() };
        const PREDICTED: &str = "UNABLE_TO_VERIFY_LEAF_SIGNATURE";
        for (confirmation, sent, text) in [
            (certificate(Some(PREDICTED)), &["leaf"][..], "UNABLE_TO_VERIFY_LEAF_SIGNATURE, as predicted"),
            (certificate(Some("CERT_REVOKED")), &["leaf"], "CERT_REVOKED, and not: UNABLE_TO_VERIFY_LEAF_SIGNATURE; please report it"),
            (certificate(None), &["leaf"], "the certificate is good, and not: UNABLE_TO_VERIFY_LEAF_SIGNATURE; please report it"),
            (certificate(None), &[], "the certificate is good; nothing was predicted"),
            (certificate(Some("\u{1b}[2J")), &[], "\\u{1b}[2J; nothing was predicted"),
            (earlier, &["leaf"], "ECONNREFUSED, and did not come to a certificate"),
            (failed, &["leaf"], "nothing: it did not answer in time"),
        ] {
            let chain: Vec<_> = sent.iter().map(|name| pki.der(name)).collect();
            let seen = Observations { probes: vec![probe("login.example.com", &chain)], confirmation: Some(confirmation), ..world(&[]) };
            assert_eq!(notes(&seen), [Note { about: "Node itself says", text: text.to_owned() }]);
        }
        assert_eq!(notes(&world(&[])), []);
    }
}
