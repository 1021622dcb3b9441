use super::Context;
use sf_preflight_checks::model::observations::ProjectFile;

pub fn find(_context: &Context) -> Option<ProjectFile> {
    None
}
