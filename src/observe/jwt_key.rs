use super::Context;
use sf_preflight_checks::model::observations::KeyFile;

pub fn read(_context: &Context) -> Option<KeyFile> {
    None
}
