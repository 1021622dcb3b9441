//! sf can store its secrets.

use crate::model::observations::{FileProblem, Flow, JsonDamage, KeychainProblem, KeychainStore};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Status, Untrusted};
use crate::salesforce::words;
use crate::salesforce::{json, switches};

/// The check.
pub const CHECK: Check =
    Check { id: "keychain", title: "sf can store its secrets", page: include_str!("../docs/checks/keychain.md"), judge };

fn judge(observations: &Observations) -> Finding {
    let problems = &observations.keychain.problems;
    let is_bad = |finding: &Finding| finding.status != Status::Pass;
    let findings: Vec<Finding> = problems.iter().map(|problem| judge_problem(observations, problem)).filter(is_bad).collect();
    let worst = findings.iter().position(|finding| finding.effect.is_some()).unwrap_or(0);
    let Some(finding) = findings.get(worst).cloned() else {
        return Finding::pass(format!("sf keeps its encryption key in {}", store(observations.keychain.store)));
    };
    let others = findings.iter().enumerate().filter(|(index, _)| *index != worst).flat_map(|(_, other)| other.fixes.clone());
    let kind = serde_json::to_value(&problems[worst]).ok().and_then(|problem| problem.get("problem").cloned());
    let finding = others.fold(finding, Finding::also).evidence("store", observations.keychain.store);
    finding.evidence("problems", problems).evidence("problem", kind)
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
        KeychainProblem::CannotLog { path, code, folder_exists } => cannot_log(observations, path, code, *folder_exists),
        KeychainProblem::NotWritable { path, code, has_aliases } => not_writable(observations, path, code, *has_aliases),
        KeychainProblem::DamagedJson { path, damage } => damaged(observations, path, *damage),
        KeychainProblem::Unreadable { path, reason } => unreadable(observations, path, reason.node_code()),
        KeychainProblem::KeyFilePermissions { path, mode } => key_permissions(observations, path, *mode),
        KeychainProblem::KeyLength { path, length } => key_length(observations, path, *length),
        KeychainProblem::ForeignKeyFile { path } => foreign_key(observations, path),
        KeychainProblem::NoSessionBus => Finding::fail(
            "secret-tool is installed, and there is no session bus through which it could work",
            Effect::Refused,
            use_the_file(),
        )
        .detail(format!(
            "sf prefers secret-tool to a file. On a server, in a container or from cron it cannot keep the key there. {NOT_KEPT}"
        )),
    }
}

/// Measured with sf 2.150.6: exit status 0, a message of success, and no org in `sf org list`.
const NOT_KEPT: &str = "sf then says that the login succeeded, keeps nothing of it, and the next command does not know the org.";

/// When sf uses its state: a JWT login before it reads the key file, a web login after the token.
fn state_stage(observations: &Observations) -> Stage {
    match observations.login.flow {
        Flow::Jwt => Stage::StateRead,
        Flow::Web | Flow::SfdxUrl | Flow::AccessToken => Stage::AfterToken,
    }
}

fn writes_log(observations: &Observations) -> bool {
    !switches::is_on(|name| observations.environment.value(name), "DISABLE_LOG_FILE")
}

fn not_a_folder(observations: &Observations, path: &Untrusted) -> Finding {
    let fix = Fix::text(format!("Move {path} away; sf makes a folder of that name."));
    let summary = format!("{path} is not a folder");
    let prints = "EEXIST: file already exists, mkdir";
    match path.raw().ends_with(".sf") {
        true if !writes_log(observations) => Finding::warn(summary, fix),
        true => Finding::fail(summary, Effect::breaks(Stage::NodeStart, Failure::new("Error", prints)), fix),
        false => Finding::fail(summary, Effect::breaks(state_stage(observations), Failure::new("EEXIST", prints)), fix),
    }
}

fn writable_fix() -> Fix {
    Fix::command(
        "Make it writable, or give sf another home directory that is.",
        Commands::set_variable("HOME", "/path/to/a/writable/folder"),
    )
}

fn reason(path: &Untrusted, code: &str) -> String {
    let reason = if code == "EROFS" { "lies on a read-only file system" } else { "cannot be written to by this user" };
    format!("{path} {reason}")
}

fn words(code: &str) -> &'static str {
    if code == "EROFS" { "EROFS: read-only file system" } else { "EACCES: permission denied" }
}

fn cannot_log(observations: &Observations, path: &Untrusted, code: &str, folder_exists: bool) -> Finding {
    if !writes_log(observations) {
        return Finding::warn(reason(path, code), writable_fix());
    }
    // Node's recursive mkdir says ENOENT on a read-only file system.
    let prints = if code == "EROFS" && !folder_exists { "ENOENT: no such file or directory, mkdir" } else { words(code) };
    Finding::fail(reason(path, code), Effect::breaks(Stage::NodeStart, Failure::new("Error", prints)), writable_fix())
        .detail("sf opens its log there before it does anything, and dies with an unhandled error when it cannot.")
        .also(Fix::command("Or let sf write no log.", Commands::set_variable("SF_DISABLE_LOG_FILE", "true")))
}

fn not_writable(observations: &Observations, path: &Untrusted, code: &str, has_aliases: bool) -> Finding {
    if has_aliases {
        return Finding::fail(reason(path, code), Effect::Refused, writable_fix()).detail(format!("sf keeps its logins there. {NOT_KEPT}"));
    }
    Finding::fail(reason(path, code), Effect::breaks(state_stage(observations), Failure::new(code, words(code))), writable_fix())
        .detail("sf keeps its logins, aliases and encryption key there, and stops when it cannot make alias.json.")
}

fn foreign_key(observations: &Observations, path: &Untrusted) -> Finding {
    let summary = format!("{path} holds no key of sf's: another service or account, or none");
    if !uses_key_file(observations) {
        return Finding::warn(summary, move_away(path, KEY_LOST));
    }
    Finding::fail(summary, Effect::Refused, move_away(path, KEY_LOST)).detail(NOT_KEPT)
}

/// Only two files stop a login when they are damaged; the others were damaged one by one and the login went on.
fn damaged(observations: &Observations, path: &Untrusted, damage: JsonDamage) -> Finding {
    let how = match damage {
        JsonDamage::Empty => "is empty",
        JsonDamage::Foreign => "is not JSON (a BOM, UTF-16 or another format)",
        JsonDamage::Cut | JsonDamage::Token | JsonDamage::Syntax => "is damaged JSON",
        JsonDamage::Null => "holds null instead of an object",
        JsonDamage::NotObject => "holds another value than an object",
    };
    let summary = format!("{path} {how}");
    if is_login(path) {
        return match damage {
            JsonDamage::Null | JsonDamage::NotObject if is_own_login(observations, path) => not_overwritten(path, &summary),
            _ if is_own_login(observations, path) => Finding::pass(format!("{summary}, and is written anew by this login")),
            _ => Finding::warn(summary, Fix::text(format!("Delete {path}, and log in to that org again.")))
                .detail("It is the stored login of another user. This login passes over it; `sf org list` warns of it or leaves it out."),
        };
    }
    let is_value = matches!(damage, JsonDamage::Null | JsonDamage::NotObject);
    if is_value && is_settings(path) {
        let failure = Failure::without_code("Expected parsed JSON data to be an object");
        return Finding::fail(summary, Effect::breaks(Stage::ModuleLoad, failure), move_away(path, "its settings are lost"))
            .detail("sf reads its settings before it looks at the command, and no command runs. What is no JSON at all it passes over.");
    }
    if path.raw().ends_with("alias.json") && path.raw().contains(".sfdx") && damage != JsonDamage::NotObject {
        let failure = match damage {
            JsonDamage::Null => Failure::without_code("Cannot read properties of null"),
            damage => Failure::new("SyntaxError", json::words(damage).unwrap_or_default()),
        };
        return Finding::fail(summary, Effect::breaks(state_stage(observations), failure), move_away(path, "the aliases are lost"))
            .detail("sf reads the aliases during each login and stops at what it cannot parse, without naming the file.");
    }
    if uses_key_file(observations) && path.raw().ends_with("key.json") {
        if is_value {
            return Finding::fail(summary, Effect::Refused, move_away(path, KEY_LOST)).detail(NOT_KEPT);
        }
        let prints = json::words_of_sf(damage).unwrap_or_default();
        let failure = Failure::new("JsonParseError", prints);
        return Finding::fail(summary, Effect::breaks(state_stage(observations), failure), move_away(path, KEY_LOST))
            .detail("sf keeps the key there with which it encrypts its logins.");
    }
    Finding::warn(summary, move_away(path, "its settings are lost"))
        .detail("A login passes over it, but other commands of sf may stop at it without naming the file.")
}

/// `.sfdx/USER.json`, the stored login of a user.
fn is_login(path: &Untrusted) -> bool {
    file_name(path).contains('@')
}

/// The stored login of the very user who logs in.
fn is_own_login(observations: &Observations, path: &Untrusted) -> bool {
    let user = observations.login.username.as_ref().filter(|_| observations.login.flow == Flow::Jwt);
    user.is_some_and(|user| file_name(path).strip_suffix(".json") == Some(user.raw()))
}

fn file_name(path: &Untrusted) -> &str {
    path.raw().rsplit(['/', '\\']).next().unwrap_or_default()
}

/// sf takes a stored login away before it stores a new one, and finds none in such a file. Measured.
fn not_overwritten(path: &Untrusted, summary: &str) -> Finding {
    let failure = Failure::new("AuthInfoOverwriteError", words::NO_OVERWRITE);
    Finding::fail(summary, Effect::breaks(Stage::StateRead, failure), Fix::text(format!("Delete {path}: this login stores it anew.")))
        .detail("It is this user's stored login. sf wants to remove it first and cannot, and then refuses to overwrite it.")
}

/// `.sf/config.json`, which every command reads.
fn is_settings(path: &Untrusted) -> bool {
    path.raw().replace('\\', "/").ends_with(".sf/config.json")
}

fn unreadable(observations: &Observations, path: &Untrusted, code: Option<&str>) -> Finding {
    let summary = format!("{path} cannot be read");
    let fix = Fix::text(format!("Make {path} a file that this user can read and write, or move it away."));
    let is_alias = path.raw().ends_with("alias.json") && path.raw().contains(".sfdx");
    match code {
        Some("EISDIR") if is_own_login(observations, path) => not_overwritten(path, &format!("{path} is a directory")),
        Some("EISDIR") if is_settings(path) => {
            let failure = Failure::without_code("EISDIR: illegal operation on a directory, read");
            Finding::fail(summary, Effect::breaks(Stage::ModuleLoad, failure), fix)
        }
        Some(code) if is_alias => {
            let prints = if code == "EISDIR" { words::DIRECTORY } else { "EACCES: permission denied" };
            Finding::fail(summary, Effect::breaks(state_stage(observations), Failure::new(code, prints)), fix)
        }
        _ => Finding::warn(summary, fix),
    }
}

fn uses_key_file(observations: &Observations) -> bool {
    matches!(observations.keychain.store, KeychainStore::File | KeychainStore::WindowsFile)
}

fn key_permissions(observations: &Observations, path: &Untrusted, mode: u32) -> Finding {
    let failure = Failure::new("GenericKeychainInvalidPermsError", words::KEYCHAIN_MODE);
    let directory = KeychainProblem::Unreadable { path: path.clone(), reason: FileProblem::Directory };
    if observations.keychain.problems.contains(&directory) {
        let fix =
            Fix::text(format!("Move {path} away: {KEY_LOST}. Docker makes such a directory where the file to be mounted is missing."));
        return Finding::fail(format!("{path} is a directory"), Effect::breaks(state_stage(observations), failure), fix)
            .detail("sf looks at its mode first, and says that the permissions are wrong.");
    }
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
    let failure = Failure::new("RangeError", words::KEYCHAIN_KEY_LENGTH);
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
