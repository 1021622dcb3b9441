use super::Context;
use sf_preflight_checks::model::observations::{PortProbe, ProjectFile};

pub async fn probe(_context: &Context, _project: Option<&ProjectFile>) -> Option<PortProbe> {
    None
}
