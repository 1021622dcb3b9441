//! What `explain` says of a cause can be reached: for every cause that a check finds there are facts that confirm it,
//! and facts that rule it out.

use crate::expectations::EXPECTED;
use crate::replay::observed;
use crate::run::{in_parallel, world};
use sf_preflight::preflight::TOOL;
use sf_preflight_checks::judge;
use sf_preflight_checks::model::{Observations, Selection};
use sf_preflight_checks::salesforce::assess::{State, assess};
use sf_preflight_checks::salesforce::catalogue::{Proof, entries};
use std::collections::BTreeSet;

/// An entry, the number of one of its causes, and what is said of it.
type Reached = BTreeSet<(&'static str, usize, State)>;

/// What is said of every cause where these facts were observed.
fn said(observations: &Observations) -> Reached {
    let report = judge(observations, &Selection::default(), TOOL, 0);
    let mut reached = Reached::new();
    for entry in entries() {
        for (number, cause) in assess(entry, Some(&report), &observations.login).iter().enumerate() {
            reached.insert((entry.id, number, cause.state));
        }
    }
    reached
}

#[test]
fn every_cause_can_be_confirmed_and_ruled_out() {
    let observations = in_parallel(EXPECTED, |expected| observed(&world(expected.fault)));
    let reached: Reached = observations.iter().flat_map(said).collect();
    let mut missing = Vec::new();
    for entry in entries() {
        for (number, cause) in entry.causes.iter().enumerate() {
            let Proof::Check { id, pass_excludes, codes } = cause.proof else { continue };
            if !reached.contains(&(entry.id, number, State::Confirmed)) {
                missing.push(format!("{} is never confirmed: {} ({id} {codes:?})", entry.id, cause.what));
            }
            if pass_excludes && !reached.contains(&(entry.id, number, State::RuledOut)) {
                missing.push(format!("{} is never ruled out: {} ({id})", entry.id, cause.what));
            }
        }
    }
    assert!(missing.is_empty(), "{} states:\n{}", missing.len(), missing.join("\n"));
}
