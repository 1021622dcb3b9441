use super::Context;
use sf_preflight_checks::model::observations::{Der, Environment, NodeVersion, TrustInputs};

pub fn read(_context: &Context, _environment: &Environment, _node: Option<NodeVersion>) -> TrustInputs {
    TrustInputs::default()
}

pub fn system_roots() -> Vec<Der> {
    Vec::new()
}
