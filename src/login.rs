//! The login about to be run, read from sf's own flags.
//!
//! Source: plugin-auth 4.4.9 `commands/org/login/{jwt,web,sfdx-url,access-token}.js` (flags and their aliases), `@oclif/core` 4
//! `parser/parse.js` (how flags are written), measured with sf 2.150.6.

pub mod flags_dir;

use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{Flow, LoginRequest, OtherFlag};
use sf_preflight_checks::salesforce::credential;
use std::fmt;
use std::path::Path;

/// Why the command after `--` could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginError {
    /// The first word is not `sf` or `sfdx`.
    NotSf(Untrusted),
    /// Not a login, or not one that this program knows.
    UnknownCommand(Untrusted),
    /// sf's login has no such flag.
    UnknownFlag(Untrusted),
    /// A flag that takes one value is given twice, under any of its names; its first name is told.
    Repeated(&'static str),
    /// `--browser` with another than sf knows.
    UnknownBrowser(Untrusted),
    /// `--help`: sf shows its help and logs in to nothing.
    Help,
    /// A flag that needs a value has none.
    MissingValue(Untrusted),
    /// A word that is neither a flag nor a flag's value.
    UnexpectedWord(Untrusted),
    /// `--sfdx-url-stdin` with a value, which is a secret.
    StandardInputOnly,
    /// `--exec`, and a login that reads standard input, which could not be looked at without taking it from sf.
    StandardInput,
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag_alone = |flag: &Untrusted| flag.raw().split('=').next().map(Untrusted::from).unwrap_or_default();
        let shown = |words: &Untrusted| Untrusted::from(without_secrets(words.raw()));
        match self {
            Self::NotSf(word) => write!(f, "after `--` comes the login itself, `sf org login …`; `{}` is not sf", shown(word)),
            Self::UnknownCommand(words) => {
                write!(
                    f,
                    "`{}` is not a login that sf-preflight knows; it knows `sf org login` with `jwt`, `web`, `sfdx-url` and `access-token`",
                    shown(words)
                )
            }
            Self::UnknownFlag(flag) => {
                let flag = shown(&flag_alone(flag));
                write!(f, "sf's login has no flag `{flag}`: sf would print `Nonexistent flag: {flag}`")
            }
            Self::Repeated(name) => {
                write!(f, "--{name} is given twice: sf would print `Flag --{name} can only be specified once`")
            }
            Self::UnknownBrowser(value) => {
                let (known, value) = (BROWSERS.join(", "), shown(value));
                write!(f, "sf opens no browser `{value}`: sf would print `Expected --browser={value} to be one of: {known}`")
            }
            Self::Help => write!(f, "with --help sf shows its help and logs in to nothing: leave it out here"),
            Self::StandardInputOnly => write!(
                f,
                "--sfdx-url-stdin takes no value but `-`: sf would print `Flag --sfdx-url-stdin can only be read from stdin`; what was typed stays in the shell's history"
            ),
            Self::StandardInput => {
                write!(f, "--exec leaves standard input to sf, so its SFDX authorization URL cannot be checked: give --sfdx-url-file")
            }
            Self::MissingValue(flag) => write!(f, "`{flag}` needs a value"),
            Self::UnexpectedWord(word) => {
                let word = shown(word);
                write!(f, "`{word}` is neither a flag nor a flag's value: sf would print `Unexpected argument: {word}`")
            }
        }
    }
}

/// Words without those that may hold a secret.
fn without_secrets(words: &str) -> String {
    words.split(' ').map(|word| if credential::may_be_in(word) { "***" } else { word }).collect::<Vec<_>>().join(" ")
}

/// What a flag is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    InstanceUrl,
    JwtKeyFile,
    ClientId,
    Username,
    Browser,
    SfdxUrlFile,
    SfdxUrlStdin,
    NoPrompt,
    ClientApp,
    /// Takes a value that does not matter here.
    OtherValue,
    /// Takes none.
    Switch,
}

/// A flag: its names (single letters are short flags), and the flows that have it.
struct Flag {
    names: &'static [&'static str],
    flows: &'static [Flow],
    meaning: Meaning,
}

/// The values of `--browser`.
const BROWSERS: [&str; 3] = ["chrome", "edge", "firefox"];
const BOTH: &[Flow] = &[Flow::Jwt, Flow::Web];
const TOKENS: &[Flow] = &[Flow::SfdxUrl, Flow::AccessToken];
const ALL: &[Flow] = &[Flow::Jwt, Flow::Web, Flow::SfdxUrl, Flow::AccessToken];

const FLAGS: &[Flag] = &[
    Flag { names: &["instance-url", "r", "instanceurl", "l"], flows: BOTH, meaning: Meaning::InstanceUrl },
    Flag { names: &["instance-url", "r", "instanceurl"], flows: &[Flow::AccessToken], meaning: Meaning::InstanceUrl },
    Flag { names: &["sfdx-url-file", "f", "sfdxurlfile"], flows: &[Flow::SfdxUrl], meaning: Meaning::SfdxUrlFile },
    Flag { names: &["sfdx-url-stdin", "u", "sfdxurlstdin"], flows: &[Flow::SfdxUrl], meaning: Meaning::SfdxUrlStdin },
    Flag { names: &["jwt-key-file", "f", "jwtkeyfile", "keyfile"], flows: &[Flow::Jwt], meaning: Meaning::JwtKeyFile },
    Flag { names: &["client-id", "i", "clientid"], flows: BOTH, meaning: Meaning::ClientId },
    Flag { names: &["username", "o", "u"], flows: &[Flow::Jwt], meaning: Meaning::Username },
    Flag { names: &["username"], flows: &[Flow::Web], meaning: Meaning::Username },
    Flag { names: &["browser", "b"], flows: &[Flow::Web], meaning: Meaning::Browser },
    Flag { names: &["client-app", "c"], flows: &[Flow::Web], meaning: Meaning::ClientApp },
    Flag { names: &["scopes"], flows: &[Flow::Web], meaning: Meaning::OtherValue },
    Flag { names: &["alias", "a", "setalias"], flows: ALL, meaning: Meaning::OtherValue },
    Flag { names: &["loglevel"], flows: ALL, meaning: Meaning::OtherValue },
    Flag { names: &["flags-dir"], flows: ALL, meaning: Meaning::OtherValue },
    Flag { names: &["set-default", "s", "setdefaultusername"], flows: ALL, meaning: Meaning::Switch },
    Flag {
        names: &["set-default-dev-hub", "d", "setdefaultdevhub", "setdefaultdevhubusername", "v"],
        flows: BOTH,
        meaning: Meaning::Switch,
    },
    Flag { names: &["set-default-dev-hub", "d", "setdefaultdevhub", "setdefaultdevhubusername"], flows: TOKENS, meaning: Meaning::Switch },
    Flag { names: &["no-prompt", "p", "noprompt"], flows: ALL, meaning: Meaning::NoPrompt },
    Flag { names: &["json"], flows: ALL, meaning: Meaning::Switch },
];

/// The login commands of sf, each as its words in alphabetical order.
const COMMANDS: &[(Flow, &[&str])] = &[
    (Flow::Jwt, &["jwt", "login", "org"]),
    (Flow::Jwt, &["auth", "force", "grant", "jwt"]),
    (Flow::Jwt, &["auth", "grant", "jwt"]),
    (Flow::Web, &["login", "org", "web"]),
    (Flow::Web, &["auth", "force", "login", "web"]),
    (Flow::Web, &["auth", "login", "web"]),
    (Flow::SfdxUrl, &["login", "org", "sfdx-url"]),
    (Flow::SfdxUrl, &["auth", "force", "sfdxurl", "store"]),
    (Flow::SfdxUrl, &["auth", "sfdxurl", "store"]),
    (Flow::AccessToken, &["access-token", "login", "org"]),
    (Flow::AccessToken, &["accesstoken", "auth", "force", "store"]),
    (Flow::AccessToken, &["accesstoken", "auth", "store"]),
];

/// Reads `sf org login …` as sf itself would: the command in any of its spellings, then its flags.
///
/// # Errors
/// If sf could not be asked that, or this program does not know that login.
pub fn parse(words: &[String]) -> Result<LoginRequest, LoginError> {
    let (program, rest) = words.split_first().ok_or_else(|| LoginError::NotSf("".into()))?;
    if !is_sf(program) {
        return Err(LoginError::NotSf(program.as_str().into()));
    }
    let command_length = rest.iter().position(|word| word.starts_with('-')).unwrap_or(rest.len());
    let flow = command(&rest[..command_length])?;
    let mut login = LoginRequest { program: Some(program.as_str().into()), from_sf_command: true, ..LoginRequest::of(flow) };
    let mut words = rest[command_length..].iter().map(String::as_str);
    while let Some(word) = words.next() {
        read_flag(&mut login, word, &mut words)?;
    }
    Ok(login)
}

/// Whether these words start as a login does: with sf, and then a word of one of its login commands.
pub fn begins(words: &[impl AsRef<str>]) -> bool {
    let [program, command, ..] = words else { return false };
    let first = command.as_ref().split(':').next().unwrap_or_default();
    is_sf(program.as_ref()) && COMMANDS.iter().any(|(_, parts)| parts.contains(&first))
}

/// Whether a word starts sf: `sf`, `sfdx`, with a path or a Windows ending.
fn is_sf(program: &str) -> bool {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name);
    matches!(stem.to_ascii_lowercase().as_str(), "sf" | "sfdx")
}

/// The flow that the command names. Colons count as blanks, and sf takes the words of a command in any order.
fn command(words: &[String]) -> Result<Flow, LoginError> {
    let mut parts: Vec<&str> = words.iter().flat_map(|word| word.split(':')).collect();
    parts.sort_unstable();
    let known = COMMANDS.iter().find(|(_, command)| *command == parts);
    known.map(|(flow, _)| *flow).ok_or_else(|| LoginError::UnknownCommand(format!("sf {}", words.join(" ")).into()))
}

/// Reads one word: `--name`, `--name=value`, `-n`, `-nvalue`, `-n=value`, or several switches in one, `-sd`.
fn read_flag<'a>(login: &mut LoginRequest, word: &str, words: &mut impl Iterator<Item = &'a str>) -> Result<(), LoginError> {
    if let Some(long) = word.strip_prefix("--") {
        let (name, value) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (long, None),
        };
        return take(login, name, word, value, words).map(|_| ());
    }
    let Some(mut letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
        return Err(LoginError::UnexpectedWord(word.into()));
    };
    while let Some(letter) = letters.chars().next() {
        let (name, rest) = letters.split_at(letter.len_utf8());
        let attached = (!rest.is_empty()).then(|| rest.strip_prefix('=').unwrap_or(rest));
        if take(login, name, word, attached, words)? == Meaning::Switch {
            letters = rest;
        } else {
            break;
        }
    }
    Ok(())
}

/// Takes the flag of that name, with its value from `value` or else from the next word.
fn take<'a>(
    login: &mut LoginRequest,
    name: &str,
    word: &str,
    value: Option<&str>,
    words: &mut impl Iterator<Item = &'a str>,
) -> Result<Meaning, LoginError> {
    if word == "--help" {
        return Err(LoginError::Help);
    }
    let flag = FLAGS
        .iter()
        .find(|flag| flag.flows.contains(&login.flow) && flag.names.contains(&name))
        .ok_or_else(|| LoginError::UnknownFlag(word.into()))?;
    if matches!(flag.meaning, Meaning::Switch | Meaning::NoPrompt) {
        login.no_prompt |= flag.meaning == Meaning::NoPrompt;
        if flag.meaning == Meaning::Switch {
            login.other_flags.push(OtherFlag { name: flag.names[0].to_owned(), value: None });
        }
        return Ok(Meaning::Switch);
    }
    let value = value.or_else(|| words.next());
    if flag.meaning == Meaning::SfdxUrlStdin {
        login.sfdx_url_stdin = true;
        return if matches!(value, None | Some("-")) { Ok(flag.meaning) } else { Err(LoginError::StandardInputOnly) };
    }
    let value = value.ok_or_else(|| LoginError::MissingValue(word.into()))?;
    let slot = match flag.meaning {
        Meaning::InstanceUrl => &mut login.instance_url,
        Meaning::JwtKeyFile => &mut login.jwt_key_file,
        Meaning::ClientId => &mut login.client_id,
        Meaning::Username => &mut login.username,
        Meaning::Browser => &mut login.browser,
        Meaning::SfdxUrlFile => &mut login.sfdx_url_file,
        Meaning::ClientApp => &mut login.client_app,
        Meaning::OtherValue => {
            login.other_flags.push(OtherFlag { name: flag.names[0].to_owned(), value: Some(value.into()) });
            return Ok(flag.meaning);
        }
        Meaning::SfdxUrlStdin | Meaning::NoPrompt | Meaning::Switch => return Ok(flag.meaning),
    };
    if slot.is_some() {
        return Err(LoginError::Repeated(flag.names[0]));
    }
    *slot = Some(value.into());
    if flag.meaning == Meaning::Browser && !BROWSERS.contains(&value) {
        return Err(LoginError::UnknownBrowser(value.into()));
    }
    Ok(flag.meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<LoginRequest, LoginError> {
        parse(&line.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn every_spelling_of_the_command_is_known() {
        for (line, flow) in [
            ("sf org login jwt", Flow::Jwt),
            ("sf org login web", Flow::Web),
            ("sf org:login:jwt", Flow::Jwt),
            ("sf login org web", Flow::Web),
            ("sfdx auth:jwt:grant", Flow::Jwt),
            ("sfdx force:auth:web:login", Flow::Web),
            ("sfdx force auth jwt grant", Flow::Jwt),
            ("/usr/local/bin/sf org login jwt", Flow::Jwt),
            (r"C:\npm\sf.cmd org login web", Flow::Web),
            ("sf org login sfdx-url", Flow::SfdxUrl),
            ("sfdx force:auth:sfdxurl:store", Flow::SfdxUrl),
            ("sf org login access-token", Flow::AccessToken),
            ("sfdx auth:accesstoken:store", Flow::AccessToken),
        ] {
            assert_eq!(read(line).map(|login| login.flow), Ok(flow), "{line}");
        }
    }

    #[test]
    fn every_spelling_of_a_flag_is_known() {
        for line in [
            "--username u --jwt-key-file k --client-id c --instance-url https://x",
            "--username=u --jwt-key-file=k --client-id=c --instance-url=https://x",
            "-o u -f k -i c -r https://x",
            "-ou -fk -ic -rhttps://x",
            "-o=u -f=k -i=c -r=https://x",
            "-u u --jwtkeyfile k --clientid c --instanceurl https://x",
            "-u u --keyfile k --clientid c -l https://x",
            "-sdo u -f k --set-default -i c -a alias --json -r https://x --no-prompt",
        ] {
            let login = read(&format!("sf org login jwt {line}")).unwrap();
            let given = [&login.username, &login.jwt_key_file, &login.client_id, &login.instance_url];
            let given: Vec<&str> = given.into_iter().flatten().map(Untrusted::raw).collect();
            assert_eq!(given, ["u", "k", "c", "https://x"], "{line}");
        }
    }

    #[test]
    fn what_sf_would_refuse_is_refused() {
        for (line, error) in [
            ("npm login", LoginError::NotSf("npm".into())),
            ("sf org login device", LoginError::UnknownCommand("sf org login device".into())),
            ("sf", LoginError::UnknownCommand("sf ".into())),
            ("sf org login web --jwt-key-file k", LoginError::UnknownFlag("--jwt-key-file".into())),
            ("sf org login jwt -z", LoginError::UnknownFlag("-z".into())),
            ("sf org login jwt --username", LoginError::MissingValue("--username".into())),
            ("sf org login jwt extra", LoginError::UnknownCommand("sf org login jwt extra".into())),
            ("sf org login jwt -o u extra", LoginError::UnexpectedWord("extra".into())),
            ("sf org login sfdx-url --sfdx-url-stdin force://id::token@acme", LoginError::StandardInputOnly),
        ] {
            assert_eq!(read(line), Err(error), "{line}");
        }
    }

    #[test]
    fn the_flags_of_the_other_logins_are_known() {
        let login = read("sf org login sfdx-url -sd -f auth.txt -a alias --json").unwrap();
        assert_eq!((login.sfdx_url_file, login.sfdx_url_stdin), (Some("auth.txt".into()), false));
        for line in ["--sfdx-url-stdin -", "--sfdx-url-stdin", "-u"] {
            assert!(read(&format!("sf org login sfdx-url {line}")).unwrap().sfdx_url_stdin, "{line}");
        }
        let login = read("sf org login access-token -pr https://x").unwrap();
        assert_eq!((login.instance_url, login.no_prompt), (Some("https://x".into()), true));
        assert_eq!(read("sf org login sfdx-url -r https://x"), Err(LoginError::UnknownFlag("-r".into())));
        assert_eq!(read("sf org login access-token -l https://x"), Err(LoginError::UnknownFlag("-l".into())));
    }

    #[test]
    fn what_sf_refuses_is_told_in_its_words() {
        for (line, words) in [
            ("sf org login web -r https://a --instanceurl https://b", "Flag --instance-url can only be specified once"),
            ("sf org login web --browser safari", "Expected --browser=safari to be one of: chrome, edge, firefox"),
            ("sf org login web --help", "with --help sf shows its help"),
        ] {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        assert_eq!(read("sf org login web --browser edge").unwrap().browser, Some("edge".into()));
    }
}
