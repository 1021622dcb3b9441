//! `--flags-dir FOLDER`: flags that sf takes from files, each named after its flag. Source: `@salesforce/cli` 2.150.6
//! `hooks/preparse.js`, measured.

use super::FLAGS;
use std::fs;
use std::path::Path;

/// The most that is read of a flag's file, bytes.
const LIMIT: u64 = 64 * 1024;

/// The command with the flags of that folder behind it; a flag that is typed counts before its file.
pub fn expand(words: &[String]) -> Vec<String> {
    let mut expanded = words.to_vec();
    let at = words.iter().position(|word| word == "--flags-dir");
    let Some(folder) = at.and_then(|at| words.get(at + 1)).filter(|folder| !folder.is_empty() && !folder.starts_with('-')) else {
        return expanded;
    };
    let names = fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| !is_typed(words, name)).collect();
    names.sort();
    for name in names {
        let Some(text) = read(&Path::new(folder).join(&name)) else { continue };
        let (flag, ending) = match name.rsplit_once('.') {
            Some((flag, ending)) if !flag.is_empty() => (flag, ending),
            _ => (name.as_str(), ""),
        };
        let dashed = if flag.chars().count() == 1 { format!("-{flag}") } else { format!("--{flag}") };
        for value in values(&text, ending == "json") {
            expanded.push(dashed.clone());
            expanded.extend(Some(value).filter(|value| !value.is_empty()));
        }
    }
    expanded
}

/// Whether a file's flag is typed too, by its name or its letter.
fn is_typed(words: &[String], name: &str) -> bool {
    let letters = FLAGS.iter().filter(|flag| flag.names[0] == name).filter_map(|flag| flag.names.get(1).filter(|name| name.len() == 1));
    let typed = |word: &str| words.iter().any(|typed| typed == word);
    typed(&format!("--{name}")) || letters.map(|letter| format!("-{letter}")).any(|letter| typed(&letter))
}

fn read(path: &Path) -> Option<String> {
    let is_small_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LIMIT);
    is_small_file.then(|| fs::read(path).ok()).flatten().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A value a line, without lines of comment; JSON is one value.
fn values(text: &str, is_json: bool) -> Vec<String> {
    if is_json {
        return serde_json::from_str::<serde_json::Value>(text).map(|value| vec![value.to_string()]).unwrap_or_default();
    }
    let is_comment = |line: &&str| line.trim().starts_with('#') || line.trim().starts_with("//");
    text.trim().split('\n').map(|line| line.trim_end_matches('\r')).filter(|line| !is_comment(line)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn flags_come_from_the_files_of_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let written =
            [("username", "# who\nme@acme.example\n"), ("jwt-key-file", "server.key\r\n"), ("client-id", "3MVG9"), ("set-default", "")];
        for (name, text) in written {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let line = format!("sf org login jwt --flags-dir {} -i other", folder.path().display());
        let login = parse(&expand(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())).unwrap();
        let given = [&login.username, &login.jwt_key_file, &login.client_id].map(|value| value.as_ref().unwrap().raw());
        assert_eq!(given, ["me@acme.example", "server.key", "other"]);
        assert!(login.other_flags.iter().any(|flag| flag.name == "set-default"));
    }

    #[test]
    fn without_a_folder_nothing_is_added() {
        for line in [
            "sf org login web",
            "sf org login web --flags-dir",
            "sf org login web --flags-dir --json",
            "sf org login web --flags-dir /nowhere",
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            assert_eq!(expand(&words), words);
        }
    }
}
