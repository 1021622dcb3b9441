//! sf's own files and keychain.

use super::{BLANK, Entry, Era, Family, Role, UPDATE, command, distinctive, hinted, of, own, seen, shared, unseen};
use crate::salesforce::words;

const GENERIC: &str = "SF_USE_GENERIC_UNIX_KEYCHAIN=true lets sf keep its key in the file ~/.sfdx/key.json, everywhere the same.";

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "secret-tool-unusable",
        title: "The keyring is installed and cannot be used here",
        family: Family::State,
        texts: &[
            distinctive("secret-tool: Cannot autolaunch D-Bus"),
            shared("Cannot autolaunch D-Bus without X11"),
            shared("secret-tool: Object does not exist at path"),
            shared("/org/freedesktop/secrets/collection/login"),
            shared("secret-tool:"),
            own("/usr/bin/secret-tool store"),
            own("Unable to find required security software"),
            own("Unable to execute security software"),
            shared("Failed to get the password after"),
        ],
        names: &["PasswordRetryError", "SetCredentialError"],
        meaning: "Where secret-tool is installed, sf uses it. On a server without a desktop session it fails, or seems to work and keeps nothing; without it sf would have used a file.",
        causes: &[seen("sf would use secret-tool here, and there is no session for it.", "keychain", &["problem=no-session-bus"])],
        fixes: &[GENERIC],
        ..BLANK
    },
    Entry {
        id: "macos-keychain-refuses",
        title: "The macOS keychain does not let sf in",
        family: Family::State,
        texts: &[
            shared("SecKeychainItemCreateFromContent"),
            shared("SecKeychainSearchCopyNext"),
            shared("security: SecKeychain"),
            shared("Keychain Error"),
            own("Unable to execute security software: /usr/bin/security"),
            own("Failed to create a password in the keychain"),
            shared("this command failed to set an encryption key for user"),
            own("/usr/bin/security add-generic-password"),
            own("the Mac keychain being out of sync with your"),
            shared("User canceled authentication"),
            shared("Could not find password"),
            shared("The user name or passphrase you entered is not correct"),
        ],
        meaning: "Over SSH or in CI the login keychain is locked.",
        causes: &[unseen(
            "The keychain is locked in this session.",
            "In the failing session, what does `security show-keychain-info` say? `security unlock-keychain` opens it.",
        )],
        fixes: &["security unlock-keychain, in the session that runs sf.", GENERIC],
        ..BLANK
    },
    Entry {
        id: "key-json-mismatch",
        title: "sf's key file was made for another service or account",
        family: Family::State,
        texts: &[own("do not match the version of the toolbelt")],
        names: &["KeyChainServiceCommandNotFound"],
        meaning: "key.json comes from another version or another machine.",
        causes: &[seen("The file holds no key of this sf's.", "keychain", &["problem=foreign-key-file"])],
        fixes: &["Move ~/.sfdx/key.json away and log in again to every org."],
        ..BLANK
    },
    Entry {
        id: "stored-login-not-removed",
        title: "sf cannot remove the stored login of this user",
        family: Family::State,
        texts: &[own(words::NO_OVERWRITE)],
        names: &["AuthInfoOverwriteError"],
        codes: &["AuthInfoOverwriteError"],
        meaning: "~/.sfdx/USER.json is `null`, a list or a folder: sf does not find the login in it, and does not overwrite it either.",
        causes: &[seen("The stored login of the user is no login.", "keychain", &[])],
        fixes: &["Delete ~/.sfdx/USER.json; the login stores it anew."],
        ..BLANK
    },
    Entry {
        id: "key-json-permissions",
        title: "sf's key file has other permissions than 600",
        family: Family::State,
        texts: &[
            own(words::KEYCHAIN_MODE),
            own("GenericKeychainInvalidPermsError"),
            of(Era::NodeFetch, own("Cannot read properties of undefined (reading 'setContentsFromObject')")),
            own("(reading 'setContent*"),
        ],
        names: &["GenericKeychainInvalidPermsError"],
        codes: &["GenericKeychainInvalidPermsError"],
        meaning: "A restored cache, a mounted volume or `chmod -R` changed them. Stricter ones, such as 400, are refused too.",
        causes: &[seen("The mode is another than 600.", "keychain", &["problem=key-file-permissions"])],
        fixes: &["chmod 600 ~/.sfdx/key.json"],
        ..BLANK
    },
    Entry {
        id: "key-json-length",
        title: "The key in sf's key file has a wrong length",
        family: Family::State,
        texts: &[shared(words::KEYCHAIN_KEY_LENGTH), own("v1 crypto can only be used with a v1 key")],
        names: &["RangeError"],
        meaning: "The file was cut or edited.",
        causes: &[seen("The key has neither 32 nor 64 characters.", "keychain", &["problem=key-length"])],
        fixes: &["Move ~/.sfdx/key.json away and log in again to every org."],
        ..BLANK
    },
    Entry {
        id: "auth-file-undecipherable",
        title: "Stored logins were encrypted with another key",
        family: Family::State,
        texts: &[
            own("Failed to decipher auth data"),
            shared("Unsupported state or unable to authenticate data"),
            own("auth data. reason: Unsupported state"),
            own("AuthDecryptError"),
            shared("The encrypted data is not properly formatted"),
        ],
        names: &["AuthDecryptError"],
        codes: &["AuthDecryptError"],
        meaning: "One program, an IDE for example, uses the keyring and another the file, so that each makes a key of its own; or key.json was replaced.",
        causes: &[
            hinted("sf's key is not the one of the stored logins.", "keychain", &["problem=foreign-key-file", "problem=key-length"]),
            unseen(
                "SF_USE_GENERIC_UNIX_KEYCHAIN is set for the one and not for the other.",
                "Is SF_USE_GENERIC_UNIX_KEYCHAIN the same in the IDE and in the shell? /etc/environment sets it for both.",
            ),
        ],
        fixes: &["Set the variable for every program alike, then log in again.", GENERIC],
        ..BLANK
    },
    Entry {
        id: "damaged-json",
        title: "One of sf's files, or the project's, is damaged JSON",
        family: Family::State,
        texts: &[
            shared("JsonParseError"),
            shared("Parse error in file"),
            own("Parse error in file unknown on line"),
            shared(words::JSON_ENDS),
            shared(words::NOT_JSON),
            shared("FILE HAS NO CONTENT"),
            shared("in JSON at position"),
            shared("after JSON at position"),
            shared("Unexpected token ? in JSON at position"),
            shared("Unexpected token . in JSON at position"),
            command("Cannot read properties of null"),
        ],
        names: &["JsonParseError", "SyntaxError"],
        codes: &["JsonParseError"],
        meaning: "A disk that was full, two jobs that wrote at once, or PowerShell's `>`, which writes UTF-16. sf rarely names the file.",
        causes: &[
            seen("A file below ~/.sf or ~/.sfdx is damaged.", "keychain", &["problem=damaged-json"]),
            hinted("sfdx-project.json is damaged.", "project", &["syntax_error="]),
            seen("The file of the SFDX authorization URL is no JSON.", "instance-url", &["sfdx_url="]),
        ],
        fixes: &[
            "Repair or move away the file that the check names; its settings or logins are lost.",
            "In PowerShell write files with `Out-File -Encoding ascii`.",
        ],
        ..BLANK
    },
    Entry {
        id: "state-not-writable",
        title: "sf cannot write its own files",
        family: Family::State,
        texts: &[
            shared("EACCES: permission denied, mkdir"),
            shared("EROFS: read-only file system"),
            shared("EEXIST: file already exists, mkdir"),
            shared("ENOENT: no such file or directory, mkdir"),
            shared("EPERM: operation not permitted, open"),
            shared("EACCES: permission denied"),
            shared("ENOSPC: no space left on device"),
        ],
        codes: &["EROFS", "EEXIST", "ENOSPC", "EPERM"],
        meaning: "sf keeps its log in ~/.sf and its logins in ~/.sfdx, and dies where it cannot make them: a read-only container, another user's home, a full disk.",
        causes: &[seen(
            "The folders cannot be made or written to.",
            "keychain",
            &["problem=not-a-folder", "problem=cannot-log", "problem=not-writable", "problem=no-home"],
        )],
        fixes: &["Give sf a home that it can write to: HOME=/path/to/a/writable/folder.", "SF_DISABLE_LOG_FILE=true does without the log."],
        ..BLANK
    },
    Entry {
        id: "no-authorization-found",
        title: "sf knows no login for that user or alias",
        family: Family::State,
        role: Role::Consequence,
        texts: &[
            shared("No authorization information found for"),
            own("No AuthInfo found for name"),
            own("NamedOrgNotFoundError"),
            own("No org configuration found for name"),
            own("NoDefaultEnvError"),
            own("DevhubNotAuthorized"),
            own("because the associated Dev Hub isn't authorized"),
            shared("No authorization information can be found"),
            own("No authenticated orgs found"),
            own("NoAuthFoundForTargetOrgError"),
            own("No authenticated org found with the*"),
            shared("No defaultusername org found"),
            shared("A default user is not set"),
            own("Must pass a username and/or OAuth options when creating an AuthInfo"),
            shared("This command requires a username. Specify it with the -u"),
            shared("This command requires a dev hub username"),
            shared("This command requires a scratch org username"),
            own("No default environment found. Use -o or --target-org"),
            own("No default dev hub found"),
        ],
        names: &["NamedOrgNotFoundError", "NamedOrgNotFound"],
        codes: &["NamedOrgNotFoundError", "NamedOrgNotFound"],
        meaning: "The login before this was made for another HOME, in another container or step, under another alias, or was not kept.",
        causes: &[
            seen("What sf keeps here is lost or cannot be read.", "keychain", &[]),
            unseen(
                "Login and use run in different places.",
                "Do the login and the failing command run in the same container, with the same HOME and user?",
            ),
        ],
        fixes: &["Log in in the same step, or keep ~/.sf and ~/.sfdx between steps.", UPDATE],
        ..BLANK
    },
];
