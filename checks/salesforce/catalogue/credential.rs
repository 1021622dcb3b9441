//! Flags, authorization URLs and access tokens.

use super::{BLANK, CODE_EXCHANGE, Entry, Family, JWT_GRANT, command, own, seen, server, sf_error, shared, unseen};
use crate::salesforce::words;

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "flag-missing",
        title: "A flag that the login needs is missing, empty, or has a value that it does not take",
        family: Family::Credential,
        texts: &[
            sf_error(words::NO_FLAG),
            sf_error("Missing required flags"),
            own("Missing required flag target-org"),
            own("Missing required flag target-dev-hub"),
            own("Missing required flag targetusername"),
            own("Missing required flag targetdevhubusername"),
            own("Exactly one of the following must be provided: --sfdx-url-file"),
            sf_error("Exactly one of the following must be provided"),
            own("--sfdx-url-file cannot also be provided when using"),
            sf_error("cannot also be provided when using"),
            sf_error("All of the following must be provided when using"),
            sf_error("expects a value"),
            own("Flag --sfdx-url-stdin can only be read from stdin"),
            own("--scopes flag must be a space-separated list"),
        ],
        names: &["Error (2)", "RequiredFlagError"],
        described: &["variable|secret empty|blank|not"],
        meaning: "sf stops before it does anything. In CI the flag is often there and its variable is not. `--sfdx-url-stdin` takes `-` or nothing, and a word behind it for its value.",
        causes: &[
            seen("The key file's flag is missing.", "jwt-key", &["entry=flag-missing"]),
            seen("The client id's flag, or the user's, is missing.", "client-id", &["entry=flag-missing"]),
            seen("The URL's flag is missing.", "instance-url", &["entry=flag-missing"]),
        ],
        fixes: &[
            "Give the flag that the message names; quote variables, so that an empty one is seen.",
            "The SFDX authorization URL goes to standard input: `echo \"$URL\" | sf org login sfdx-url --sfdx-url-stdin`.",
        ],
        ..BLANK
    },
    Entry {
        id: "client-id-missing",
        title: "A JWT login has no client id",
        family: Family::Credential,
        texts: &[
            own(words::NO_CLIENT_ID),
            shared("MissingClientIdError"),
            // The org's Login History.
            server("Failed: Missing Consumer Key Parameter"),
        ],
        names: &["MissingClientIdError", JWT_GRANT],
        codes: &["MissingClientIdError"],
        meaning: "--client-id is there and empty: a variable that is not set.",
        causes: &[seen("The client id is empty.", "client-id", &["MissingClientIdError"])],
        fixes: &["Give the consumer key of the connected app."],
        ..BLANK
    },
    Entry {
        id: "key-flag-empty",
        title: "--jwt-key-file is empty, and sf takes the login for another kind",
        family: Family::Credential,
        texts: &[own("Error authenticating with auth code due to: invalid_request")],
        names: &[CODE_EXCHANGE],
        meaning: "A JWT login that ends in an error about an auth code has lost its key: the variable in the command is not set.",
        causes: &[seen("The path of the key is empty.", "jwt-key", &[CODE_EXCHANGE])],
        fixes: &["Give the path of the key."],
        ..BLANK
    },
    Entry {
        id: "sfdx-url-invalid",
        title: "The SFDX authorization URL has not the form that sf reads",
        family: Family::Credential,
        texts: &[
            own(words::NOT_AN_SFDX_URL),
            own("INVALID_SFDX_AUTH_URL"),
            own("Invalid SFDX auth URL"),
            own("Invalid or missing SFDX auth URL"),
            own("must be in the format \"force://"),
            own(words::NO_SFDX_URL),
            own("sfdxAuthUrl.match is not a function"),
            own("Error getting the auth URL from file"),
            command("Cannot read properties of null (reading 'result')"),
            command("Cannot read property 'result' of null"),
        ],
        names: &["INVALID_SFDX_AUTH_URL"],
        codes: &["INVALID_SFDX_AUTH_URL"],
        described: &["auth|sfdx url|authurl|sfdxauthurl format|invalid|wrong|not", "sfdxurl|sfdxauthurl"],
        meaning: "It is force://CLIENT:SECRET:TOKEN@HOST, the secret mostly empty, so that two colons stand together. A secret of a CI with quotes, a line of other text or only the token does not do.",
        causes: &[seen("The file or variable holds another form.", "instance-url", &["sfdx_url="])],
        fixes: &["Write it anew with `sf org auth show-sfdx-auth-url --target-org ORG`, and store that line alone."],
        never: &["Do not print the URL into a log: whoever reads it is logged in."],
        ..BLANK
    },
    Entry {
        id: "access-token-format",
        title: "The access token has not the form of one",
        family: Family::Credential,
        texts: &[
            own(words::NOT_A_TOKEN),
            shared("INVALID_ACCESS_TOKEN_FORMAT"),
            shared("Missing or invalid access token"),
            sf_error("INVALID_AUTH_HEADER"),
        ],
        names: &["INVALID_ACCESS_TOKEN_FORMAT", "SfError"],
        described: &["access token format|invalid"],
        meaning: "sf wants the id of the org, an exclamation mark and the token. Shells eat the exclamation mark and what follows it in double quotes.",
        causes: &[seen("SF_ACCESS_TOKEN is empty or damaged.", "client-id", &["entry=access-token-format"])],
        fixes: &["Set SF_ACCESS_TOKEN in single quotes."],
        never: &["Do not put an access token on a command line that is logged."],
        ..BLANK
    },
    Entry {
        id: "access-token-not-given",
        title: "sf waited for the access token on standard input, and none came",
        family: Family::Credential,
        texts: &[own("Timed out while reading the access token from stdin")],
        meaning: "A pipe is connected, and nothing was written to it in time.",
        causes: &[unseen(
            "What should write the token into the pipe writes nothing, or waits itself.",
            "Does the command before the pipe end, and does it print the token (do not send it)? Is SF_ACCESS_TOKEN set in that session?",
        )],
        fixes: &["Set SF_ACCESS_TOKEN in single quotes and give --no-prompt, or pipe the token into the command."],
        never: &["Do not put an access token on a command line that is logged."],
        ..BLANK
    },
    Entry {
        id: "flag-unknown",
        title: "sf does not know a flag, or finds a word where none belongs",
        family: Family::Credential,
        texts: &[
            own("Nonexistent flag: --jwt*"),
            own("Nonexistent flag: --sfdx-url*"),
            sf_error("Nonexistent flag"),
            sf_error("Unexpected argument*"),
        ],
        meaning: "The flag belongs to another command or another version: sfdx 7 writes --instanceurl and --clientid. A word that is unexpected stands behind an empty variable, since sfdx 7 takes the flag that follows for its value, or is the rest of a path with a blank in it.",
        causes: &[
            seen("An old sfdx is first on PATH.", "runtime", &["sf<2.0.0"]),
            seen("The client id is empty.", "client-id", &["MissingClientIdError", "entry=flag-missing"]),
            unseen(
                "A variable of the command is empty, or a value with a blank is not quoted.",
                "Which variables does the failing command use, and is each of them set in that very step (whether, not what)?",
            ),
        ],
        fixes: &[
            "Look at `sf org login jwt --help` of this very sf.",
            "Quote every variable of the command, so that an empty one is seen.",
        ],
        ..BLANK
    },
    Entry {
        id: "browser-not-offered",
        title: "--browser names a browser that sf does not open",
        family: Family::Credential,
        texts: &[sf_error("Expected --browser=*")],
        meaning: "sf takes the names chrome, edge and firefox there, and opens the system's own browser where the flag is left out.",
        causes: &[unseen(
            "The command gives another name, or a path.",
            "What stands behind --browser in the command or script that was run?",
        )],
        fixes: &[
            "Leave --browser out, or give chrome, edge or firefox.",
            "Make another one the system's default browser, and leave --browser out.",
        ],
        ..BLANK
    },
];
