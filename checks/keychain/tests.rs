use super::*;
use crate::model::Status;
use crate::model::observations::FileProblem;

fn found(flow: Flow, variables: &[(&str, &str)], problem: KeychainProblem) -> (Status, Option<String>, Option<Stage>) {
    let mut observations = Observations::blank(flow).with_variables(variables);
    observations.keychain.problems = vec![problem];
    let finding = judge(&observations);
    let stage = match &finding.effect {
        Some(Effect::Breaks(broken)) => Some(broken.stage),
        _ => None,
    };
    (finding.status, finding.code, stage)
}

/// Measured with sf 2.150.6, each alone on an otherwise healthy machine.
#[test]
fn each_problem_stops_the_login_where_sf_stops() {
    use JsonDamage::{Empty, NotObject, Null, Syntax};
    let damaged = |path: &str, damage| KeychainProblem::DamagedJson { path: path.into(), damage };
    let unwritable = |has_aliases| KeychainProblem::NotWritable { path: "/h/.sfdx".into(), code: "EROFS".into(), has_aliases };
    let no_log = |folder_exists| KeychainProblem::CannotLog { path: "/h/.sf".into(), code: "EROFS".into(), folder_exists };
    let refused = (Status::Fail, None, None);
    let mode = |mode| KeychainProblem::KeyFilePermissions { path: "/h/.sfdx/key.json".into(), mode };
    let fails = |code: Option<&str>, stage| (Status::Fail, code.map(str::to_owned), Some(stage));
    let warns = (Status::Warn, None, None);
    for (problem, expected) in [
        (mode(0o644), fails(Some("GenericKeychainInvalidPermsError"), Stage::StateRead)),
        (mode(0o400), fails(Some("GenericKeychainInvalidPermsError"), Stage::StateRead)),
        (damaged("/h/.sfdx/key.json", Syntax), fails(Some("JsonParseError"), Stage::StateRead)),
        (damaged("/h/.sfdx/alias.json", Syntax), fails(Some("SyntaxError"), Stage::StateRead)),
        (damaged("/h/.sfdx/alias.json", Empty), fails(Some("SyntaxError"), Stage::StateRead)),
        (damaged("/h/.sfdx/alias.json", Null), fails(None, Stage::StateRead)),
        (damaged("/h/.sfdx/alias.json", NotObject), warns.clone()),
        (damaged("/h/.sf/config.json", Syntax), warns.clone()),
        (damaged("/h/.sf/config.json", Null), fails(None, Stage::ModuleLoad)),
        (damaged("/p/.sf/config.json", NotObject), fails(None, Stage::ModuleLoad)),
        (damaged("/h/.sfdx/sfdx-config.json", NotObject), warns.clone()),
        (KeychainProblem::Unreadable { path: "/h/.sf/config.json".into(), reason: FileProblem::Directory }, fails(None, Stage::ModuleLoad)),
        (damaged("/h/.sf/alias.json", Syntax), warns.clone()),
        (damaged("/h/.sfdx/stash.json", Empty), warns),
        (no_log(true), fails(Some("Error"), Stage::NodeStart)),
        (no_log(false), fails(Some("Error"), Stage::NodeStart)),
        (unwritable(false), fails(Some("EROFS"), Stage::StateRead)),
        (unwritable(true), refused.clone()),
        (KeychainProblem::ForeignKeyFile { path: "/h/.sfdx/key.json".into() }, refused.clone()),
        (KeychainProblem::NotAFolder { path: "/h/.sf".into() }, fails(Some("Error"), Stage::NodeStart)),
        (KeychainProblem::NotAFolder { path: "/h/.sfdx".into() }, fails(Some("EEXIST"), Stage::StateRead)),
        (KeychainProblem::KeyLength { path: "/h/.sfdx/key.json".into(), length: 3 }, fails(Some("RangeError"), Stage::StateRead)),
        (KeychainProblem::NoSessionBus, refused),
    ] {
        assert_eq!(found(Flow::Jwt, &[], problem.clone()), expected, "{problem:?}");
    }
}

/// Measured with sf 2.150.6: what is JSON and no object stops it, what is no JSON is written over.
#[test]
fn the_stored_login_of_the_user_must_be_one() {
    let overwrite = Some("AuthInfoOverwriteError".to_owned());
    let damaged = |path: &str, damage| KeychainProblem::DamagedJson { path: path.into(), damage };
    let (own, other) = ("/h/.sfdx/me@acme.example.json", "/h/.sfdx/you@acme.example.json");
    for (problem, status, code) in [
        (damaged(own, JsonDamage::Null), Status::Fail, overwrite.clone()),
        (damaged(own, JsonDamage::NotObject), Status::Fail, overwrite.clone()),
        (KeychainProblem::Unreadable { path: own.into(), reason: FileProblem::Directory }, Status::Fail, overwrite),
        (damaged(own, JsonDamage::Empty), Status::Pass, None),
        (damaged(own, JsonDamage::Syntax), Status::Pass, None),
        (damaged(other, JsonDamage::Null), Status::Warn, None),
        (damaged(other, JsonDamage::Foreign), Status::Warn, None),
    ] {
        let mut observations = Observations::blank(Flow::Jwt);
        observations.login.username = Some("me@acme.example".into());
        observations.keychain.problems = vec![problem.clone()];
        let finding = judge(&observations);
        assert_eq!((finding.status, finding.code), (status, code), "{problem:?}");
    }
}

#[test]
fn a_key_that_is_a_directory_is_not_mended_by_its_mode() {
    let mut observations = Observations::blank(Flow::Jwt);
    observations.keychain.problems = vec![
        KeychainProblem::KeyFilePermissions { path: "/h/.sfdx/key.json".into(), mode: 0o755 },
        KeychainProblem::Unreadable { path: "/h/.sfdx/key.json".into(), reason: FileProblem::Directory },
    ];
    let finding = judge(&observations);
    assert_eq!(
        (finding.summary.as_str(), finding.code.as_deref()),
        ("/h/.sfdx/key.json is a directory", Some("GenericKeychainInvalidPermsError"))
    );
    assert!(finding.fixes.iter().all(|fix| fix.commands.is_none()), "{:?}", finding.fixes);
}

/// Measured with sf 2.150.6, with both flows alike.
#[test]
fn a_damaged_key_file_is_told_in_sf_s_words() {
    for (damage, words) in [
        (JsonDamage::Empty, "Unexpected end of JSON input"),
        (JsonDamage::Cut, "Unexpected end of JSON input"),
        (JsonDamage::Token, "is not valid JSON"),
        (JsonDamage::Foreign, "is not valid JSON"),
        (JsonDamage::Syntax, "Parse error in file"),
    ] {
        for (flow, stage) in [(Flow::Jwt, Stage::StateRead), (Flow::Web, Stage::AfterToken)] {
            let mut observations = Observations::blank(flow);
            observations.keychain.problems = vec![KeychainProblem::DamagedJson { path: "/h/.sfdx/key.json".into(), damage }];
            assert_eq!(judge(&observations).effect, Some(Effect::breaks(stage, Failure::new("JsonParseError", words))), "{damage:?}");
        }
    }
}

#[test]
fn a_web_login_meets_its_state_after_the_token() {
    let problem = KeychainProblem::KeyFilePermissions { path: "/h/.sfdx/key.json".into(), mode: 0o644 };
    assert_eq!(found(Flow::Web, &[], problem).2, Some(Stage::AfterToken));
}

#[test]
fn without_its_log_sf_needs_no_folder_for_it() {
    let problem = KeychainProblem::CannotLog { path: "/h/.sf".into(), code: "EROFS".into(), folder_exists: true };
    assert_eq!(found(Flow::Jwt, &[("SF_DISABLE_LOG_FILE", "true")], problem).0, Status::Warn);
}

#[test]
fn the_problem_that_stops_the_login_is_told_first_and_the_others_are_fixes() {
    let mut observations = Observations::blank(Flow::Jwt);
    observations.keychain.problems =
        vec![KeychainProblem::NoSessionBus, KeychainProblem::KeyFilePermissions { path: "/h/.sfdx/key.json".into(), mode: 0o644 }];
    let finding = judge(&observations);
    assert_eq!((finding.status, finding.fixes.len()), (Status::Fail, 2));
    assert_eq!(judge(&Observations::blank(Flow::Jwt)).status, Status::Pass);
}
