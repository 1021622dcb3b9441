//! The errors of a login: what sf prints, what it means, what it can come from, how each cause is told from the
//! others, what to do and what never to do.
//!
//! One entry an error, as data, in the files beside this one. The prediction, the text report, `explain` and
//! `docs/errors.md` all take from here. Sources: the vendor's list of common authorization errors, public threads, the
//! installed source of sf 2.138.0, 2.146.3 and 2.150.6, and what was measured with them; the explanations are our own.

use crate::model::observations::Flow;

mod answer;
mod app;
mod credential;
mod hidden;
mod key;
mod lookup;
mod network;
mod page;
mod proxy;
mod runtime;
mod state;
mod trust;
mod url;
mod web;

pub use lookup::{by_code, by_id, by_name, of_prediction};
pub use page::{markdown, page};

/// What an entry is about: a heading of `docs/errors.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// sf's own wrappings, which hide what happened.
    Hidden,
    /// Certificates.
    Trust,
    /// The proxy.
    Proxy,
    /// Names, connections, handshakes.
    Network,
    /// The login URL.
    Url,
    /// What the org answers.
    Answer,
    /// The JWT key.
    Key,
    /// Flags, authorization URLs, access tokens.
    Credential,
    /// Port, browser and callback of a web login.
    Web,
    /// Node and sf themselves.
    Runtime,
    /// sf's own files and keychain.
    State,
}

impl Family {
    /// The heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hidden => "What sf wraps around the cause",
            Self::Trust => "Certificates",
            Self::Proxy => "Proxies",
            Self::Network => "Names and connections",
            Self::Url => "The instance URL",
            Self::Answer => "What the org answers",
            Self::Key => "The JWT key",
            Self::Credential => "Flags, authorization URLs and access tokens",
            Self::Web => "Port, browser and callback",
            Self::Runtime => "Node and sf",
            Self::State => "sf's files and keychain",
        }
    }

    /// Whether an error of this family is what `fetch failed` hides.
    pub fn is_behind_fetch_failed(self) -> bool {
        matches!(self, Self::Trust | Self::Proxy | Self::Network)
    }
}

/// What a recognised error is to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It says what happened.
    Cause,
    /// It says what came of something: it counts only where no cause stands beside it.
    Consequence,
    /// It says that something happened, and hides what.
    Hidden,
    /// sf's words around another error; told only where nothing stands in it.
    Wrapper,
    /// Noise beside the login, or a warning that may or may not be its cause.
    Noise,
}

impl Role {
    /// Whether it says what happened, or what came of it.
    pub fn is_cause(self) -> bool {
        matches!(self, Self::Cause | Self::Consequence)
    }

    /// Whether sf's wrappings need not be told beside it: it is no wrapping itself, and no noise.
    pub fn replaces_wrapper(self) -> bool {
        self.is_cause() || self == Self::Hidden
    }
}

/// Which sf, by the HTTP library in it: the same fault has other words in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// sfdx until about 2021, with `request`.
    Request,
    /// Until sf 2.141.6, with node-fetch.
    NodeFetch,
    /// From sf 2.142.6 on, with undici.
    Undici,
}

impl Era {
    /// For a program.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::NodeFetch => "node-fetch",
            Self::Undici => "undici",
        }
    }

    /// For a person.
    pub fn told(self) -> &'static str {
        match self {
            Self::Request => "sfdx until about 2021",
            Self::NodeFetch => "sf until 2.141.6",
            Self::Undici => "sf 2.142.6 and later",
        }
    }
}

/// How much the words alone say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Only sf, or a login with it, says so.
    Own,
    /// Hardly anybody but sf says so: another service or program near by outweighs it.
    Distinctive,
    /// Only Salesforce's servers say so, to whichever program asks: another service near by outweighs it.
    Salesforce,
    /// Salesforce's servers say so to who asks for a token: behind the error's code, or as its description, nobody else does;
    /// without those any program may.
    Description,
    /// Any command of sf may say so: near a login's own words it is the login's.
    Command,
    /// As `Command`, and the same with every command of sf's: right behind sf's beginning of an error it counts too.
    SfError,
    /// Any program that uses Node, OpenSSL or a Salesforce API may say so: near sf's own words it is sf's.
    Shared,
    /// Many programs say so: as shared, but without sf's words the text must be hardly more than this.
    Common,
    /// Every program says so: beside a file in which sf keeps its state it is sf's, and nothing at all elsewhere.
    StateFile,
    /// npm and yarn say so whatever they install: where sf installs a plugin it is that one's, and nothing at all elsewhere.
    PluginInstall,
}

impl Strength {
    /// Whether the words alone are sf's or Salesforce's, where nothing speaks against it.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::Own | Self::Distinctive | Self::Salesforce)
    }
}

/// Literal words of an error. Case, blanks, line ends and quotes do not matter.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The words.
    pub words: &'static str,
    /// Which sf prints them; None where more than one does.
    pub era: Option<Era>,
    /// How much they say.
    pub strength: Strength,
}

/// How a cause is told from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// This check finds it: it fails or warns with one of the signs (any failure, where none is named).
    Check {
        /// The check's id.
        id: &'static str,
        /// What tells it from whatever else the check finds: a code (which may end in `*`), `entry=ID` for what sf would
        /// print, `NAME=` or `NAME=VALUE` for its evidence, `sf<VERSION` for the sf that would run.
        signs: &'static [&'static str],
        /// Whether the cause is not there now where the check passes.
        pass_excludes: bool,
    },
    /// Nothing on this machine tells.
    Unseen {
        /// What to ask whoever can see it, ready to paste; `{host}` stands for the org's host.
        ask: &'static str,
    },
}

/// What an error can come from.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// The cause, a sentence.
    pub what: &'static str,
    /// How it is told.
    pub proof: Proof,
}

/// Where the words of an entry mean something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// They name one of the files in which sf keeps its state.
    StateFile,
    /// They name a file that came with sf.
    Installation,
    /// sf installs a plugin.
    PluginInstall,
    /// They are about what a program had printed for people.
    Output,
}

/// An error.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Kebab-case, never renamed; no check has the same.
    pub id: &'static str,
    /// What happened, one line.
    pub title: &'static str,
    /// What it is about.
    pub family: Family,
    /// What it is to the person.
    pub role: Role,
    /// Its words.
    pub texts: &'static [Text],
    /// The names under which sf prints it, such as `JwtGrantError`.
    pub names: &'static [&'static str],
    /// The codes of Node, OpenSSL, sf or the org; one may end in `*`.
    pub codes: &'static [&'static str],
    /// How people tell of it who saw no message, for guesses: each is the beginnings of words that stand near each other in one
    /// sentence, `|` between those of which one is enough; `not` is any negation.
    pub described: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// What it can come from, the likeliest first.
    pub causes: &'static [Cause],
    /// What to do, best first.
    pub fixes: &'static [&'static str],
    /// What not to do, though the internet says so.
    pub never: &'static [&'static str],
    /// The login that alone prints it.
    pub flow: Option<Flow>,
    /// The ids of the entries that the same words are of elsewhere; the first place that it is counts.
    pub elsewhere: &'static [(Place, &'static str)],
}

impl Entry {
    /// Where the entry stands in the catalogue's page.
    pub fn docs(&self) -> String {
        format!("docs/errors.md#{}", self.id)
    }

    /// The checks that bear on it.
    pub fn checks(&self) -> impl Iterator<Item = &'static str> {
        self.causes.iter().filter_map(|cause| match cause.proof {
            Proof::Check { id, .. } => Some(id),
            Proof::Unseen { .. } => None,
        })
    }

    /// Whether a code is one of this entry's.
    pub fn has_code(&self, code: &str) -> bool {
        has_code(self.codes, code)
    }
}

/// Whether a list of codes holds this one.
pub fn has_code(codes: &[&str], code: &str) -> bool {
    codes.iter().any(|known| match known.strip_suffix('*') {
        Some(beginning) => code.starts_with(beginning),
        None => *known == code,
    })
}

const BLANK: Entry = Entry {
    id: "",
    title: "",
    family: Family::Hidden,
    role: Role::Cause,
    texts: &[],
    names: &[],
    codes: &[],
    described: &[],
    meaning: "",
    causes: &[],
    fixes: &[],
    never: &[],
    flow: None,
    elsewhere: &[],
};

/// Words that only a login prints.
const fn own(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Own }
}

/// Words that hardly anybody but sf says.
const fn distinctive(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Distinctive }
}

/// Words that only Salesforce's servers say.
const fn server(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Salesforce }
}

/// The description of an error with which Salesforce answers who asks for a token.
const fn answer(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Description }
}

/// Words that every command of sf prints.
const fn command(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Command }
}

/// Words that mean the same with every command of sf's, and that another program may print.
const fn sf_error(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::SfError }
}

/// Words that other programs print too.
const fn shared(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Shared }
}

/// Words that many programs print.
const fn common(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::Common }
}

/// A code that says something beside one of the files in which sf keeps its state.
const fn state_file(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::StateFile }
}

/// What npm or yarn says, where sf lets it install a plugin.
const fn plugin_install(words: &'static str) -> Text {
    Text { words, era: None, strength: Strength::PluginInstall }
}

/// Words of one era only.
const fn of(era: Era, text: Text) -> Text {
    Text { era: Some(era), ..text }
}

/// A cause that a check finds, and excludes where it passes.
const fn seen(what: &'static str, id: &'static str, signs: &'static [&'static str]) -> Cause {
    Cause { what, proof: Proof::Check { id, signs, pass_excludes: true } }
}

/// A cause that a check can find and cannot exclude.
const fn hinted(what: &'static str, id: &'static str, signs: &'static [&'static str]) -> Cause {
    Cause { what, proof: Proof::Check { id, signs, pass_excludes: false } }
}

/// A cause that cannot be seen from here.
const fn unseen(what: &'static str, ask: &'static str) -> Cause {
    Cause { what, proof: Proof::Unseen { ask } }
}

const JWT_GRANT: &str = "JwtGrantError";
const CODE_EXCHANGE: &str = "AuthCodeExchangeError";
const USERNAME_RETRIEVAL: &str = "AuthCodeUsernameRetrievalError";
/// The names under which sf prints a failed request, whichever it was.
const REQUESTS: &[&str] = &[CODE_EXCHANGE, USERNAME_RETRIEVAL, JWT_GRANT];

/// What a failed request is of while sf installs a plugin, which is had from npm's registry and not from the org.
const PLUGIN_INSTALL: &[(Place, &str)] = &[(Place::PluginInstall, "plugin-install-failed")];

const UPDATE: &str =
    "Update sf (`sf update`, or `npm install --global @salesforce/cli@latest`): the message or the fault may be an old one.";
const RIGHT_URL: &str =
    "Give the org's own URL, https://NAME.my.salesforce.com, as Setup, My Domain shows it under Current My Domain URL; no Lightning URL.";

/// Every entry, by family.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    const ALL: [&[Entry]; 12] = [
        hidden::ENTRIES,
        trust::ENTRIES,
        proxy::ENTRIES,
        network::ENTRIES,
        url::ENTRIES,
        answer::ENTRIES,
        app::ENTRIES,
        key::ENTRIES,
        credential::ENTRIES,
        web::ENTRIES,
        runtime::ENTRIES,
        state::ENTRIES,
    ];
    ALL.iter().flat_map(|entries| entries.iter())
}

#[cfg(test)]
mod real_failures;
#[cfg(test)]
mod tests;
