//! sf can store its secrets.

use crate::model::observations::{Flow, JsonDamage, KeychainProblem, KeychainStore};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::salesforce::switches;

/// The check.
pub const CHECK: Check =
    Check { id: "keychain", title: "sf can store its secrets", page: include_str!("../docs/checks/keychain.md"), judge };

fn judge(observations: &Observations) -> Finding {
    let problems = &observations.keychain.problems;
    let findings: Vec<Finding> = problems.iter().map(|problem| judge_problem(observations, problem)).collect();
    let worst = findings.iter().position(|finding| finding.effect.is_some()).unwrap_or(0);
    let Some(finding) = findings.get(worst).cloned() else {
        return Finding::pass(format!("sf keeps its encryption key in {}", store(observations.keychain.store)));
    };
    let others = findings.iter().enumerate().filter(|(index, _)| *index != worst).flat_map(|(_, other)| other.fixes.clone());
    others.fold(finding, Finding::also).evidence("store", observations.keychain.store).evidence("problems", problems)
}

fn store(store: KeychainStore) -> &'static str {
    match store {
        KeychainStore::File | KeychainStore::WindowsFile => "the file .sfdx/key.json",
        KeychainStore::SecretTool => "the system's secret service, by way of secret-tool",
        KeychainStore::MacosKeychain => "the macOS keychain",
    }
}

fn judge_problem(observations: &Observations, problem: &KeychainProblem) -> Finding {
    match problem {
        KeychainProblem::NoHome => Finding::warn(
            "this user has no home directory, in which sf keeps its state",
            Fix::command("Give one.", Commands::set_variable("HOME", "/path/to/a/folder")),
        ),
        KeychainProblem::NotAFolder { path } => not_a_folder(observations, path),
        KeychainProblem::NotWritable { path, code, exists } => not_writable(observations, path, code, *exists),
        KeychainProblem::DamagedJson { path, damage } => damaged(observations, path, *damage),
        KeychainProblem::Unreadable { path, reason } => unreadable(observations, path, reason.node_code()),
        KeychainProblem::KeyFilePermissions { path, mode } => key_permissions(observations, path, *mode),
        KeychainProblem::KeyLength { path, length } => key_length(observations, path, *length),
        KeychainProblem::NoSessionBus => Finding::warn(
            "secret-tool is installed, and there is no session bus through which it could work",
            use_the_file(),
        )
        .detail("sf prefers secret-tool to a file. Without a session bus (a server, a container, cron) it cannot keep the key: the login fails, or says that it succeeded and later commands do not find the org."),
    }
}

/// When sf uses its state: a JWT login before it reads the key file, a web login after the token.
fn state_stage(observations: &Observations) -> Stage {
    match observations.login.flow {
        Flow::Jwt => Stage::StateRead,
        Flow::Web => Stage::AfterToken,
    }
}

fn is_log_folder(path: &Untrusted) -> bool {
    path.raw().ends_with(".sf")
}

fn writes_log(observations: &Observations) -> bool {
    !switches::is_on(|name| observations.environment.value(name), "DISABLE_LOG_FILE")
}

fn not_a_folder(observations: &Observations, path: &Untrusted) -> Finding {
    let fix = Fix::text(format!("Move {path} away; sf makes a folder of that name."));
    let summary = format!("{path} is not a folder");
    let prints = "EEXIST: file already exists, mkdir";
    match is_log_folder(path) {
        true if !writes_log(observations) => Finding::warn(summary, fix),
        true => Finding::fail(summary, Effect::breaks(Stage::NodeStart, Failure::new("Error", prints)), fix),
        false => Finding::fail(summary, Effect::breaks(state_stage(observations), Failure::without_code(prints)), fix),
    }
}

fn not_writable(observations: &Observations, path: &Untrusted, code: &str, exists: bool) -> Finding {
    let reason = if code == "EROFS" { "lies on a read-only file system" } else { "cannot be written to by this user" };
    let summary = format!("{path} {reason}");
    let fix = Fix::command(
        "Make it writable, or give sf another home directory that is.",
        Commands::set_variable("HOME", "/path/to/a/writable/folder"),
    );
    let words = if code == "EROFS" { "EROFS: read-only file system" } else { "EACCES: permission denied" };
    let finding = match (is_log_folder(path), exists) {
        (true, _) if !writes_log(observations) => Finding::warn(summary, fix),
        // A missing folder on a read-only file system: Node's recursive mkdir says ENOENT.
        (true, false) if code == "EROFS" => {
            let failure = Failure::new("Error", "ENOENT: no such file or directory, mkdir");
            Finding::fail(summary, Effect::breaks(Stage::NodeStart, failure), fix)
        }
        (true, _) => Finding::fail(summary, Effect::breaks(Stage::NodeStart, Failure::new("Error", words)), fix),
        (false, _) => Finding::fail(summary, Effect::breaks(state_stage(observations), Failure::without_code(words)), fix),
    };
    let what = if is_log_folder(path) { "its log" } else { "its encryption key, aliases and logins" };
    finding.detail(format!("sf keeps {what} there, and stops when it cannot."))
}

/// Only two files stop a login when they are damaged; the others were damaged one by one and the login went on.
fn damaged(observations: &Observations, path: &Untrusted, damage: JsonDamage) -> Finding {
    let how = match damage {
        JsonDamage::Empty => "is empty",
        JsonDamage::Foreign => "is not JSON (a BOM, UTF-16 or another format)",
        JsonDamage::Syntax => "is damaged JSON",
        JsonDamage::Null => "holds null instead of an object",
    };
    let summary = format!("{path} {how}");
    let is_jwt = observations.login.flow == Flow::Jwt;
    if path.raw().ends_with("alias.json") && path.raw().contains(".sfdx") {
        let failure = match damage {
            JsonDamage::Null => Failure::without_code("Cannot read properties of null"),
            JsonDamage::Empty => Failure::new("SyntaxError", "Unexpected end of JSON input"),
            JsonDamage::Foreign => Failure::new("SyntaxError", "is not valid JSON"),
            JsonDamage::Syntax => Failure::new("SyntaxError", "JSON"),
        };
        return Finding::fail(summary, Effect::breaks(state_stage(observations), failure), move_away(path, "the aliases are lost"))
            .detail("sf reads the aliases during each login and stops at what it cannot parse, without naming the file.");
    }
    if uses_key_file(observations) && path.raw().ends_with("key.json") {
        if damage == JsonDamage::Null {
            return Finding::warn(summary, move_away(path, KEY_LOST));
        }
        let prints = match (is_jwt, damage) {
            (true, _) => "JsonParseError",
            (false, JsonDamage::Empty) => "Unexpected end of JSON input",
            (false, _) => "Parse error in file",
        };
        let failure = Failure::new("JsonParseError", prints);
        return Finding::fail(summary, Effect::breaks(state_stage(observations), failure), move_away(path, KEY_LOST))
            .detail("sf keeps the key there with which it encrypts its logins.");
    }
    Finding::warn(summary, move_away(path, "its settings are lost"))
        .detail("A login passes over it, but other commands of sf may stop at it without naming the file.")
}

fn unreadable(observations: &Observations, path: &Untrusted, code: Option<&str>) -> Finding {
    let summary = format!("{path} cannot be read");
    let fix = Fix::text(format!("Make {path} a file that this user can read and write, or move it away."));
    let is_alias = path.raw().ends_with("alias.json") && path.raw().contains(".sfdx");
    match code {
        Some(code) if is_alias => {
            let prints = if code == "EISDIR" { "EISDIR: illegal operation on a directory" } else { "EACCES: permission denied" };
            Finding::fail(summary, Effect::breaks(state_stage(observations), Failure::new(code, prints)), fix)
        }
        _ => Finding::warn(summary, fix),
    }
}

fn uses_key_file(observations: &Observations) -> bool {
    matches!(observations.keychain.store, KeychainStore::File | KeychainStore::WindowsFile)
}

fn key_permissions(observations: &Observations, path: &Untrusted, mode: u32) -> Finding {
    let failure = Failure::new("GenericKeychainInvalidPermsError", "Invalid file permissions for secret file");
    let commands = Commands::run(&["chmod", "600", path.raw()]);
    Finding::fail(
        format!("{path} has mode {mode:o}; sf accepts only 600"),
        Effect::breaks(state_stage(observations), failure),
        Fix::command("Let only its owner read and write it.", commands),
    )
    .detail("A restored cache, a mounted volume or `chmod -R` changes the mode. Stricter modes such as 400 are refused too.")
}

fn key_length(observations: &Observations, path: &Untrusted, length: usize) -> Finding {
    if !uses_key_file(observations) {
        return Finding::warn(format!("the key in {path} has {length} characters"), move_away(path, KEY_LOST));
    }
    let failure = Failure::new("RangeError", "Invalid key length");
    Finding::fail(
        format!("the key in {path} has {length} characters, not 32 or 64"),
        Effect::breaks(state_stage(observations), failure),
        move_away(path, KEY_LOST),
    )
}

const KEY_LOST: &str = "sf makes a new key, and orgs that were logged in to before must be logged in to again";

fn move_away(path: &Untrusted, consequence: &str) -> Fix {
    Fix::text(format!("Repair {path}, or move it away: {consequence}."))
}

fn use_the_file() -> Fix {
    Fix::command("Let sf keep its key in a file.", Commands::set_variable("SF_USE_GENERIC_UNIX_KEYCHAIN", "true"))
}

#[cfg(test)]
mod tests;
