//! The project's file, found upward as sf does, and sf's own settings beside it.

use super::{Context, files};
use serde_json::Value;
use sf_preflight_checks::model::Encoding;
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{ProjectFile, Setting};
use sf_preflight_checks::salesforce::login_url;
use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const NAME: &str = "sfdx-project.json";
/// Objects whose keys may begin with a capital letter.
const ANY_CASE: [&str; 3] = ["packageAliases", "plugins", "packageBundleAliases"];

/// The sfdx-project.json of the working directory or of the nearest folder above it. Source: `@salesforce/core` 9.4.0
/// `util/internal.js`, `findFileInParentDirectories`, and `sfProject.js`.
pub fn find(context: &Context) -> Option<ProjectFile> {
    let folder = folder(&context.working_directory)?;
    let path = folder.join(NAME);
    let mut file = ProjectFile { path: shown(&path), ..ProjectFile::default() };
    match files::read_settings(&path) {
        Err(problem) => file.problem = Some(problem),
        Ok(bytes) => read(&mut file, &bytes),
    }
    let home = context.home.as_deref();
    file.org_instance_url = setting(&folder, home, "org-instance-url", "instanceUrl");
    let folders = || [Some(folder.as_path()), home].into_iter().flatten();
    file.configured_login_url = folders().find_map(|folder| setting_in(&folder.join(".sf/config.json"), "sfdcLoginUrl"));
    let old = || folders().find_map(|folder| setting_in(&folder.join(".sfdx/sfdx-config.json"), "sfdcLoginUrl"));
    file.home_login_url = home.and_then(|home| setting_in(&home.join(".sfdx").join(NAME), "sfdcLoginUrl")).or_else(old);
    Some(file)
}

/// The user's setting `org-instance-url` where there is no project, without which sf does not look at it.
pub fn idle_instance_url(context: &Context) -> Option<Setting> {
    let home = context.home.as_deref().filter(|_| folder(&context.working_directory).is_none())?;
    setting(home, None, "org-instance-url", "instanceUrl")
}

/// The folder of the project in which a folder lies. Anything of that name counts, a folder too. An error other than
/// ENOENT ends the search with nothing found.
pub(super) fn folder(start: &Path) -> Option<PathBuf> {
    for folder in start.ancestors() {
        match std::fs::metadata(folder.join(NAME)) {
            Ok(_) => return Some(folder.to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(_) => return None,
        }
    }
    None
}

/// What these bytes of a project's file say.
pub fn of_bytes(bytes: &[u8]) -> ProjectFile {
    let mut file = ProjectFile::default();
    read(&mut file, bytes);
    file
}

fn read(file: &mut ProjectFile, bytes: &[u8]) {
    let (text, encoding) = decode(bytes);
    file.encoding = encoding.map(str::to_owned);
    file.intended_login_url = intended_login_url(&text);
    if encoding.is_some_and(|encoding| encoding.starts_with("UTF-16")) {
        file.syntax_error = Some("UTF-16 is not JSON (RFC 8259 section 8.1)".into());
        return;
    }
    match serde_json::from_str(text.trim_matches(is_blank)) {
        Err(error) => file.syntax_error = Some(error.to_string().into()),
        Ok(Value::Object(object)) => read_object(file, &object),
        Ok(_) => file.refused = Some("it is JSON, but not an object".into()),
    }
}

fn read_object(file: &mut ProjectFile, object: &serde_json::Map<String, Value>) {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(|text| Untrusted::from(login_url::masked_url(text)));
    file.sfdc_login_url = text("sfdcLoginUrl");
    file.sfdc_login_url_is_not_text = match object.get("sfdcLoginUrl") {
        None | Some(Value::Null | Value::String(_) | Value::Bool(false)) => false,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::Bool(true) | Value::Array(_) | Value::Object(_)) => true,
    };
    file.signup_target_login_url = text("signupTargetLoginUrl");
    file.oauth_local_port = object.get("oauthLocalPort").cloned();
    file.refused = capital_key(object).map(|key| format!("its key {key:?} begins with a capital letter").into());
    if file.refused.is_none() && file.sfdc_login_url.is_some() {
        file.intended_login_url = None;
    }
}

/// The first key that begins with a capital letter, in objects within objects; lists are not looked into. Source:
/// `@salesforce/core` 9.4.0 `util/findUppercaseKeys.js`.
fn capital_key(object: &serde_json::Map<String, Value>) -> Option<&str> {
    object.iter().filter(|(key, _)| !ANY_CASE.contains(&key.as_str())).find_map(|(key, value)| match value {
        _ if key.starts_with(|c: char| c.is_ascii_uppercase()) => Some(key.as_str()),
        Value::Object(inner) => capital_key(inner),
        _ => None,
    })
}

/// The text, and the encoding where it is not plain UTF-8.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let encoding = Encoding::of(bytes);
    let name = match encoding {
        Encoding::Utf16Little => Some("UTF-16LE"),
        Encoding::Utf16Big => Some("UTF-16BE"),
        Encoding::Utf8 => bytes.starts_with(b"\xef\xbb\xbf").then_some("UTF-8 BOM"),
    };
    (encoding.decode(bytes), name)
}

/// What JavaScript's `trim` takes off.
fn is_blank(character: char) -> bool {
    character.is_whitespace() && character != '\u{85}' || character == '\u{feff}'
}

/// The text after a key `sfdcLoginUrl` in any case, found without parsing.
fn intended_login_url(text: &str) -> Option<Untrusted> {
    const KEY: &str = "\"sfdcloginurl\"";
    let at = text.to_ascii_lowercase().find(KEY)?;
    let after = text[at + KEY.len()..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let value = &after[..after.find(['"', '\n'])?];
    (!value.is_empty()).then(|| login_url::masked_url(value).into())
}

/// One of sf's settings: the project's own, else the user's; the newer file before the older, which has another name for it.
fn setting(project: &Path, home: Option<&Path>, name: &str, old_name: &str) -> Option<Setting> {
    [Some(project), home].into_iter().flatten().find_map(|folder| {
        let newer = setting_in(&folder.join(".sf/config.json"), name);
        newer.or_else(|| setting_in(&folder.join(".sfdx/sfdx-config.json"), old_name))
    })
}

fn setting_in(path: &Path, name: &str) -> Option<Setting> {
    let bytes = files::read_settings(path).ok()?;
    let json: Value = serde_json::from_str(String::from_utf8_lossy(&bytes).trim_matches(is_blank)).ok()?;
    let value = login_url::masked_url(json.get(name)?.as_str()?).into();
    Some(Setting { value, path: shown(path) })
}

fn shown(path: &Path) -> Untrusted {
    path.to_string_lossy().into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_file_is_read() {
        for text in [
            r#"{"sfdcLoginUrl": "https://a", "oauthLocalPort": "1718"}"#,
            "\u{feff}\n{\"sfdcLoginUrl\": \"https://a\", \"oauthLocalPort\": \"1718\"}\n",
        ] {
            let file = of_bytes(text.as_bytes());
            assert_eq!((file.syntax_error, file.refused, file.intended_login_url), (None, None, None));
            assert_eq!((file.sfdc_login_url, file.oauth_local_port), (Some("https://a".into()), Some("1718".into())));
        }
    }

    #[test]
    fn a_damaged_file_still_says_what_it_meant() {
        let text = "{\n  \"sfdcLoginUrl\": \"https://a\",\n  \"x\": \n}";
        let read = of_bytes(text.as_bytes());
        assert_eq!(read.syntax_error.unwrap().raw(), "expected value at line 4 column 1");
        assert_eq!((read.sfdc_login_url, read.intended_login_url), (None, Some("https://a".into())));
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let read = of_bytes(&utf16);
        assert_eq!((read.encoding.as_deref(), read.intended_login_url), (Some("UTF-16LE"), Some("https://a".into())));
        assert!(read.syntax_error.is_some());
    }

    #[test]
    fn capital_keys_are_refused_as_sf_does() {
        for (text, refused) in [
            (r#"{"Foo": 1}"#, true),
            (r#"{"SfdcLoginUrl": "https://a"}"#, true),
            (r#"{"x": {"y": {"Zed": 1}}}"#, true),
            (r#"[]"#, true),
            (r#"{"x": [{"Foo": 1}]}"#, false),
            (r#"{"plugins": {"Foo": 1}, "a": {"packageAliases": {"B": 1}}}"#, false),
            (r#"{"Ünder": 1}"#, false),
        ] {
            assert_eq!(of_bytes(text.as_bytes()).refused.is_some(), refused, "{text}");
        }
    }

    #[test]
    fn the_nearest_file_above_counts() {
        let top = tempfile::tempdir().unwrap();
        let below = top.path().join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::write(top.path().join(NAME), "{}").unwrap();
        assert_eq!(folder(&below).as_deref(), Some(top.path()));
        std::fs::create_dir(top.path().join("a").join(NAME)).unwrap();
        assert_eq!(folder(&below), Some(top.path().join("a")));
    }
}
