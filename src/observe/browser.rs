use super::Context;
use sf_preflight_checks::model::observations::Browser;

pub fn look(_context: &Context) -> Option<Browser> {
    None
}
