//! The JSON format: the report, and what the page draws of the way and of the certificates.

use super::hops::{Hop, hops};
use crate::model::{Observations, Report};
use crate::node::chain_view::{self, ChainView};
use crate::redaction::Redaction;
use serde::Serialize;

/// What `--format json` prints, version 1.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Document<'a> {
    /// The report.
    #[serde(flatten)]
    pub report: &'a Report,
    /// The stations of the way to the login host, in their order, and where it breaks.
    pub hops: Vec<Hop>,
    /// The certificates of the login host as Node puts them together; null where it sent none, or one that cannot be read.
    pub chain: Option<ChainView>,
}

impl<'a> Document<'a> {
    /// The document of a report and what it was judged from; a report that is masked comes with its masks.
    pub fn of(observations: &Observations, report: &'a Report, redaction: Option<&Redaction>) -> Self {
        let hops = hops(observations, report);
        let chain = observations.login_probe().and_then(|probe| chain_view::view(observations, probe));
        match redaction {
            None => Self { report, hops, chain },
            Some(masks) => {
                Self { report, hops: hops.into_iter().map(|hop| masks.hop(hop)).collect(), chain: chain.map(|chain| masks.chain(chain)) }
            }
        }
    }
}
