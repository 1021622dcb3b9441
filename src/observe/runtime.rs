use super::Context;
use sf_preflight_checks::model::observations::Runtime;

pub fn find(_context: &Context) -> Runtime {
    Runtime::default()
}
