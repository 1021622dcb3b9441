//! The commands that are given for damaged keys, typed into a shell.

use base64::{Engine, engine::general_purpose::STANDARD};
use sf_preflight::observe::{Context, observe};
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::model::{Selection, Tool};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The passphrase of the encrypted keys, which a person is asked for.
const PASSPHRASE: &str = "x";
/// A name that needs quotes.
const DAMAGED: &str = "my key.pem";
const MENDED: &str = "jwt.key";

/// What becomes of a key, in PEM, on its way into a file.
type Damage = fn(&str) -> Vec<u8>;

/// The damages that a command can mend.
const WAYS: &[(&str, Damage)] = &[
    ("base64", |text| STANDARD.encode(text).into()),
    ("base64 in lines", |text| lines(&STANDARD.encode(text), "\n").into()),
    ("base64 in Windows lines", |text| lines(&STANDARD.encode(text), "\r\n").into()),
    ("base64 in quotes", |text| format!("\"{}\"", STANDARD.encode(text)).into()),
    ("base64 of UTF-16", |text| STANDARD.encode(utf16(text)).into()),
    ("escaped", |text| text.replace('\n', "\\n").into()),
    ("escaped in quotes", |text| format!("\"{}\"\n", text.replace('\n', "\\n")).into()),
    ("escaped in single quotes", |text| format!("'{}'\n", text.replace('\n', "\\n")).into()),
    ("escaped for Windows", |text| text.replace('\n', "\\r\\n").into()),
    ("escaped twice", |text| text.replace('\n', "\\\\n").into()),
    ("escaped and broken", |text| text.replace('\n', "\\n\n").into()),
    ("JSON", |text| serde_json::json!({"id": 1, "privateKey": text, "name": "x"}).to_string().into()),
    ("JSON of PHP", |text| serde_json::json!({"privateKey": text}).to_string().replace('/', "\\/").into()),
    ("spaces", |text| text.replace('\n', " ").into()),
    ("one line", |text| text.replace('\n', "").into()),
    ("double quotes", |text| format!("\"{text}\"").into()),
    ("single quotes", |text| format!("'{}'\n", text.trim()).into()),
    ("backticks", |text| format!("`{}`\n", text.trim()).into()),
    ("indented", |text| text.lines().map(|line| format!("    {line}\n")).collect::<String>().into()),
    ("tabs", |text| text.lines().map(|line| format!("\t{line}\n")).collect::<String>().into()),
    ("YAML", |text| format!("key: |\n{}", text.lines().map(|line| format!("  {line}\n")).collect::<String>()).into()),
    ("variable", |text| format!("JWT_KEY={text}").into()),
    ("variable in quotes", |text| format!("JWT_KEY=\"{text}\"\n").into()),
    ("no-break space", |text| format!("\u{a0}{text}").into()),
    ("carriage returns", |text| text.replace('\n', "\r").into()),
    ("carriage returns and blanks", |text| text.replace('\n', "\r ").into()),
    ("UTF-16", |text| utf16(&format!("\u{feff}{text}"))),
    ("UTF-16 of Windows", |text| utf16(&format!("\u{feff}{}", text.replace('\n', "\r\n")))),
    ("empty lines", |text| text.replace('\n', "\n\n").into()),
    ("without markers", |text| {
        text.lines().filter(|line| !line.starts_with('-')).map(|line| format!("{line}\n")).collect::<String>().into()
    }),
];

/// What the commands make of each damaged key: (what it was, the bytes). The name says which command.
pub async fn mended(keys: &BTreeMap<String, Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    let mut damaged: Vec<(String, Vec<u8>)> = ["pkcs8.der", "pkcs1.der", "encrypted.pem", "encrypted.der", "legacy.pem"]
        .iter()
        .map(|name| ((*name).to_owned(), keys[&format!("rsa2048/{name}")].clone()))
        .collect();
    for form in ["pkcs8.pem", "pkcs1.pem"] {
        let text = std::str::from_utf8(&keys[&format!("rsa2048/{form}")]).unwrap();
        damaged.extend(WAYS.iter().map(|(way, damage)| (format!("{form}, {way}"), damage(text))));
    }
    let mut mended = Vec::new();
    for (name, bytes) in damaged {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(DAMAGED), &bytes).unwrap();
        let command = command(folder.path()).await;
        let bytes = command.as_ref().map(|command| typed(folder.path(), command)).unwrap_or_default();
        mended.push((format!("{name} ({})", command.unwrap_or_else(|| "no command".into())), bytes));
    }
    mended
}

/// The command that is given for the damaged key.
async fn command(folder: &Path) -> Option<String> {
    let login = LoginRequest { jwt_key_file: Some(DAMAGED.into()), from_sf_command: true, ..LoginRequest::of(Flow::Jwt) };
    let observations = observe(&Context { offline: true, ..Context::new(login, folder) }).await.unwrap();
    let selection = Selection { only: vec!["jwt-key".into()], skip: Vec::new() };
    let report = sf_preflight_checks::judge(&observations, &selection, Tool { name: "test", version: "0" }, 0);
    report.checks[0].fixes.first()?.commands.as_ref().map(|commands| commands.sh.clone())
}

/// What is in the mended file then, which only its owner may read.
fn typed(folder: &Path, command: &str) -> Vec<u8> {
    // Who is at the keyboard types the passphrase.
    let command = if command.starts_with("openssl") { format!("{command} -passin pass:{PASSPHRASE}") } else { command.to_owned() };
    let output = Command::new("sh").args(["-c", &command]).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let file = folder.join(MENDED);
    if !output.status.success() || !file.is_file() {
        eprintln!("{command}: {}", String::from_utf8_lossy(&output.stderr));
        return Vec::new();
    }
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{command}");
    fs::read(file).unwrap()
}

fn lines(text: &str, end: &str) -> String {
    text.as_bytes().chunks(76).map(|line| format!("{}{end}", std::str::from_utf8(line).unwrap())).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
