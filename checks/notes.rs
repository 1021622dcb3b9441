//! What is worth knowing beside the verdict: the answers to side requests.

use crate::model::observations::{SfVersion, SideAnswer};
use crate::model::{Note, Observations};

/// The notes that the person asked for.
pub fn notes(observations: &Observations) -> Vec<Note> {
    let latest = observations.side.latest_sf.as_ref().map(|answer| Note { about: "newest sf", text: latest_sf(observations, answer) });
    let status = observations.side.trust_status.as_ref().map(|answer| Note { about: "Salesforce Trust", text: trust_status(answer) });
    latest.into_iter().chain(status).collect()
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
