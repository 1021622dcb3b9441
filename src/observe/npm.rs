use super::Context;
use sf_preflight_checks::model::observations::NpmSettings;

pub fn read(_context: &Context) -> NpmSettings {
    NpmSettings::default()
}
