//! The model of certificates against real Node.

#[path = "certificates/limbo.rs"]
mod limbo;

use std::env;
use std::path::Path;

#[test]
fn the_model_agrees_with_what_node_said_of_x509_limbo() {
    match env::var_os("SF_PREFLIGHT_LIMBO") {
        Some(corpus) => limbo::compare(Path::new(&corpus)),
        None => eprintln!(
            "LEFT OUT: x509-limbo; set SF_PREFLIGHT_LIMBO to its limbo.json, with limbo-node22.json and limbo-node24.json beside it"
        ),
    }
}
