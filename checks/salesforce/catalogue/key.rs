//! The JWT key.

use super::{BLANK, Entry, Era, Family, JWT_GRANT, Place, UPDATE, command, of, own, seen, shared, unseen};
use crate::salesforce::words;

const NEVER_PASTE: &str = "Do not paste a private key into a web page to have it converted.";
const MAKE: &str =
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.crt makes a pair; upload the certificate to the app.";

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "key-file-missing",
        title: "The file of the key, or of the SFDX authorization URL, is not where sf looks for it",
        family: Family::Key,
        texts: &[
            own("Error::ENOENT: no such file or directory, open"),
            own("Here's the error: ENOENT: no such file or directory, open"),
            shared(words::NO_FILE),
        ],
        names: &[JWT_GRANT],
        codes: &["ENOENT"],
        described: &["key not find|found|exist|such", "key miss", "key look|location|search"],
        meaning: "sf takes the path as it stands: `~` and quotes mean nothing to it. It stores only the path, and reads the file again at every refresh, so a file that a CI step removes breaks later commands.",
        causes: &[
            seen("There is no such file.", "jwt-key", &["ENOENT"]),
            seen("The SFDX authorization URL's file is not there.", "instance-url", &["ENOENT"]),
            unseen(
                "The CI's secret file is there only during one step (Jenkins' withCredentials, a temporary folder).",
                "In the CI job: is the key's file still there when the failing command runs, under the same path and for the same user?",
            ),
        ],
        fixes: &[
            "Give the absolute path of a file that stays for the whole job.",
            "In Docker, mount the file itself; in CI, write it from the secret at the start of the job.",
        ],
        elsewhere: &[(Place::Installation, "installation-damaged")],
        ..BLANK
    },
    Entry {
        id: "key-file-denied",
        title: "The file of the key, or of the SFDX authorization URL, may not be read",
        family: Family::Key,
        texts: &[own("Error::EACCES: permission denied, open"), shared(words::FILE_DENIED)],
        names: &[JWT_GRANT],
        codes: &["EACCES"],
        meaning: "The file is there, and the user that runs sf may not read it.",
        causes: &[
            seen("The key may not be read by this user.", "jwt-key", &["EACCES"]),
            seen("sf's own files may not be read or written.", "keychain", &["EACCES"]),
            seen("The SFDX authorization URL's file may not be read.", "instance-url", &["EACCES"]),
        ],
        fixes: &["Give the file to the user that runs sf: `chown`, then `chmod 600`."],
        never: &["Do not make a private key readable for everybody."],
        elsewhere: &[(Place::StateFile, "state-not-writable")],
        ..BLANK
    },
    Entry {
        id: "key-is-directory",
        title: "The key's path is a directory",
        family: Family::Key,
        texts: &[own("Error::EISDIR: illegal operation"), command(words::DIRECTORY)],
        names: &[JWT_GRANT],
        codes: &["EISDIR"],
        meaning: "Docker and Kubernetes make a directory where the file to be mounted does not exist.",
        causes: &[
            seen("The path leads to a directory.", "jwt-key", &["EISDIR"]),
            seen("One of sf's own files is a directory.", "keychain", &["EISDIR"]),
            seen("The SFDX authorization URL's file is a directory.", "instance-url", &["EISDIR"]),
        ],
        fixes: &["Make the file on the host before the container starts, and remove the directory."],
        ..BLANK
    },
    Entry {
        id: "key-empty",
        title: "The key file is empty",
        family: Family::Key,
        texts: &[shared(words::KEY_EMPTY)],
        names: &[JWT_GRANT],
        meaning: "Usually a CI secret that this branch, fork or environment does not get.",
        causes: &[seen("The file has no content.", "jwt-key", &["entry=key-empty"])],
        fixes: &["Look whether the secret is set for this job: protected branches, environments and forks get others."],
        ..BLANK
    },
    Entry {
        id: "key-unreadable",
        title: "The key file holds no private key that sf can read",
        family: Family::Key,
        texts: &[
            shared(words::KEY_UNREADABLE),
            shared("secretOrPrivateKey is not valid key material"),
            shared("secretOrPrivateKey must be an asymmetric key"),
        ],
        names: &[JWT_GRANT],
        described: &["key format|pem|newline|multiline|line", "key not read|valid|parse"],
        meaning: "One text for many damages: still base64, a certificate or public key, OpenSSH, DER, PKCS#12 or encrypted form, `\\n` written out, line breaks turned into blanks, quotes, indentation, UTF-16, a masked secret. Windows line ends and a BOM are no fault.",
        causes: &[seen("The check names which damage it is, and the command that mends it.", "jwt-key", &["entry=key-unreadable"])],
        fixes: &[
            "Do what the check says.",
            "In CI, write the secret so that its line breaks stay: `printf '%s\\n' \"$KEY\" > server.key`, or keep it base64-encoded and decode it.",
        ],
        never: &[NEVER_PASTE],
        ..BLANK
    },
    Entry {
        id: "key-no-start-line",
        title: "OpenSSL finds no key in the file (older sf)",
        family: Family::Key,
        texts: &[
            of(Era::Request, shared("PEM routines:PEM_read_bio:no start line")),
            of(Era::Request, shared("PEM routines:get_name:no start line")),
            shared("no start line"),
            shared("DECODER routines::unsupported"),
            shared("PEM routines::bad base64 decode"),
            shared("bad decrypt"),
            shared("EVP_DecryptFinal_ex:wrong final block length"),
            shared("bad magic number"),
            shared("bad password read"),
            shared("routines::interrupted or cancelled"),
            shared("Passphrase required for encrypted key"),
            shared("asn1_check_tlen:wrong tag"),
            shared("asn1 encoding routines::wrong tag"),
            shared("asn1 encoding routines::not enough data"),
        ],
        names: &[JWT_GRANT],
        codes: &["ERR_OSSL_PEM_NO_START_LINE", "ERR_OSSL_UNSUPPORTED"],
        meaning: "The same damages as with `secretOrPrivateKey must be an asymmetric key`, in the words of versions before jsonwebtoken 9. `bad decrypt` means that the key was decrypted with another password or digest.",
        causes: &[
            seen("The check names which damage it is.", "jwt-key", &["entry=key-unreadable", "entry=key-empty", "entry=key-wrong-type"]),
            unseen(
                "The CI decrypts the file with another key, vector or digest than it was encrypted with.",
                "Which openssl version and digest (-md) encrypted server.key.enc, and do the CI variables hold that key and vector?",
            ),
        ],
        fixes: &[
            "Decode or decrypt it properly and look at its first line: -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.",
            UPDATE,
        ],
        never: &[NEVER_PASTE],
        ..BLANK
    },
    Entry {
        id: "key-too-small",
        title: "The key has fewer than 2048 bits",
        family: Family::Key,
        texts: &[
            shared(words::KEY_TOO_SMALL),
            shared("secretOrPrivateKey has a minimum key size of 2048 bits"),
            shared("digest too big for rsa key"),
        ],
        names: &[JWT_GRANT],
        meaning: "Older versions of sf took shorter ones.",
        causes: &[seen("The key is too short.", "jwt-key", &["entry=key-too-small"])],
        fixes: &[MAKE],
        ..BLANK
    },
    Entry {
        id: "key-wrong-type",
        title: "The key is of a kind that RS256 cannot use",
        family: Family::Key,
        texts: &[
            shared("\"alg\" parameter for"),
            shared("key type must be one of: ES256"),
            shared("key type must be one of: PS256"),
            shared("Unknown key type"),
        ],
        names: &[JWT_GRANT],
        meaning: "sf signs with RS256, for which only a plain RSA key will do: no elliptic curve, no RSA-PSS, no Ed25519.",
        causes: &[seen("The key is not an RSA key.", "jwt-key", &["entry=key-wrong-type"])],
        fixes: &[MAKE],
        ..BLANK
    },
    Entry {
        id: "key-unreachable",
        title: "The key's path cannot be opened",
        family: Family::Key,
        texts: &[
            own("Error::ENOTDIR: not a directory"),
            own("Error::ENAMETOOLONG: name too long"),
            own("Error::ELOOP: too many symbolic links"),
        ],
        names: &[JWT_GRANT],
        codes: &["ENOTDIR", "ENAMETOOLONG", "ELOOP"],
        meaning: "A part of the path is no directory, the path is too long (the key itself was given in place of a path), or a link leads nowhere.",
        causes: &[seen("The path cannot be opened.", "jwt-key", &["ENOTDIR", "ENAMETOOLONG", "ELOOP", "entry=key-unreachable"])],
        fixes: &["--jwt-key-file takes a path, not the key itself: write the secret to a file first."],
        ..BLANK
    },
];
