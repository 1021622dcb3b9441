//! Node and sf themselves.

use super::{BLANK, Entry, Family, UPDATE, hinted, own, seen, server, shared, unseen};
use crate::salesforce::words;

const NEWER_NODE: &str = "Use Node 24, or Salesforce's installer, which brings its own.";

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "node-too-old",
        title: "Node is too old for the HTTP library in this sf",
        family: Family::Runtime,
        texts: &[
            shared(words::NO_ZSTD),
            shared("webidl.util.markAsUncloneable is not a function"),
            shared(words::NO_REGEXP_FLAG),
            shared("createZstdDecompress"),
        ],
        names: &["TypeError", "SyntaxError"],
        meaning: "undici 8 needs Node 22.19, though sf's package says less. `sf --version` and `--help` work all the same; every command that talks to an org dies, `sf doctor` too.",
        causes: &[seen("The Node that runs sf is too old.", "runtime", &["TypeError", "SyntaxError"])],
        fixes: &[NEWER_NODE, "Or stay with sf 2.141.6, the last with node-fetch."],
        ..BLANK
    },
    Entry {
        id: "node-lacks-feature",
        title: "This Node lacks what sf uses, or no longer has it",
        family: Family::Runtime,
        texts: &[
            shared("structuredClone is not defined"),
            own("shellPath.at is not a function"),
            shared("Cannot read properties of undefined (reading 'prototype')"),
            shared("Unexpected token '??='"),
            shared("crypto.hash is not a function"),
            shared("Cannot find module 'node:"),
            shared("util.isNullOrUndefined is not a function"),
            shared("util_1.isNullOrUndefined is not a function"),
            shared("SyntaxError: Unexpected token ?"),
            shared("SyntaxError: Unexpected token '.'"),
            shared("Cannot read property 'prototype' of undefined"),
            shared("ReferenceError: File is not defined"),
            shared("ReferenceError: ReadableStream is not defined"),
            shared("Object.hasOwn is not a function"),
            shared("replaceAll is not a function"),
            shared("Promise.withResolvers is not a function"),
            shared("SyntaxError: Unexpected token 'with'"),
        ],
        names: &["TypeError", "ReferenceError", "SyntaxError"],
        meaning: "Node 16 and before lack functions that sf calls; Node 25 took some away that an old part of sf still needs.",
        causes: &[hinted("The Node that runs sf is out of its range.", "runtime", &["TypeError", "SyntaxError"])],
        fixes: &[NEWER_NODE, UPDATE],
        ..BLANK
    },
    Entry {
        id: "unsettled-await",
        title: "sf ended without a word, waiting for what never came",
        family: Family::Runtime,
        texts: &[shared(words::UNSETTLED), shared("unsettled top-level await"), shared("User force closed the prompt with 13")],
        names: &["13"],
        codes: &["13"],
        meaning: "sf asked a question and standard input was empty (the client secret of a web login with --client-id; SF_ENV=demo); or Node 22.23.0, 24.17.0 and 26.3.1 with sf before 2.142.6. Also seen where an org was deleted. Exit status 13.",
        causes: &[
            hinted("sf asks for the app's client secret, and nobody answers.", "client-id", &[]),
            seen("This pair of Node and sf is one of those.", "runtime", &["13"]),
            seen("The org's name no longer resolves.", "dns", &[]),
        ],
        fixes: &[
            "Run it in a terminal, or give the answer on standard input: `echo | sf org login web …`.",
            UPDATE,
            "Or go back to Node 22.22.3, 24.16.0 or 26.3.0.",
        ],
        ..BLANK
    },
    Entry {
        id: "node-options-refused",
        title: "Node does not start with this NODE_OPTIONS",
        family: Family::Runtime,
        texts: &[
            shared("is not allowed in NODE_OPTIONS"),
            shared("node: bad option"),
            shared("bad option: --use-system-ca"),
            shared("requires an argument in NODE_OPTIONS"),
        ],
        codes: &["9"],
        meaning: "An option that this Node does not know, or does not take from there. Older ones do not have --use-system-ca.",
        causes: &[seen("NODE_OPTIONS holds such an option.", "tls-verification", &["entry=node-options-refused"])],
        fixes: &["Take it out of NODE_OPTIONS, or use a Node that knows it."],
        ..BLANK
    },
    Entry {
        id: "openssl-settings",
        title: "Node does not start with this OPENSSL_CONF",
        family: Family::Runtime,
        texts: &[shared("openssl config failed"), shared("OpenSSL configuration error")],
        meaning: "OPENSSL_CONF names a file that is not there or that this OpenSSL does not read.",
        causes: &[unseen("The variable is set in that session.", "In the failing session, what is OPENSSL_CONF, and is the file there?")],
        fixes: &["Unset OPENSSL_CONF for sf."],
        ..BLANK
    },
    Entry {
        id: "installation-damaged",
        title: "Parts of sf's own installation are missing",
        family: Family::Runtime,
        texts: &[shared("Code: MODULE_NOT_FOUND"), shared("could not find package.json with")],
        names: &["MODULE_NOT_FOUND"],
        codes: &["MODULE_NOT_FOUND"],
        meaning: "An update was interrupted, ran beside another command, or two installations share a folder.",
        causes: &[unseen(
            "sf was installed or updated badly.",
            "How was sf installed for the user that runs it, and does `sf --version` work there?",
        )],
        fixes: &["Remove sf and install it again; in CI install one version, and do not let it update itself."],
        ..BLANK
    },
    Entry {
        id: "wrong-binary",
        title: "sf or its Node cannot be started on this system",
        family: Family::Runtime,
        texts: &[
            shared("version `GLIBC_*"),
            shared("GLIBC_2.28"),
            own("sf: cannot execute: required file not found"),
            own("sf/bin/node: cannot execute"),
            shared("cannot execute: required file not found"),
            shared("env: unrecognized option: S"),
            own("'sf' is not recognized"),
            own("'sfdx' is not recognized"),
            own("sfdx.cmd is not recognized as an internal or external command"),
            own("sf.cmd is not recognized as an internal or external command"),
            own("Salesforce CLI is not installed"),
            server("sf: command not found"),
            own("sfdx: command not found"),
            own("\"$NODE\" \"$DIR/run\""),
            shared("GLIBC"),
            own("spawn sfdx ENOENT"),
            own("spawn sf ENOENT"),
            own("SFDX CLI is not installed"),
            shared("sf: not found"),
            shared("sf: Permission denied"),
            own("sfdx: Permission denied"),
            own("sfdx: not found"),
            own("zsh: command not found: sf"),
            own("zsh: command not found: sfdx"),
            shared("exec: \"sf\": executable file not found"),
            shared("exec: \"sfdx\": executable file not found"),
            shared("env: node: No such file or directory"),
            shared("env: 'node': No such file or directory"),
        ],
        meaning: "The bundled Node wants a newer glibc, or one at all where the system has musl; BusyBox has another env; or sf is not on PATH of this user.",
        causes: &[
            seen("There is no Node that could run sf.", "runtime", &["missing=node"]),
            unseen(
                "The image or system is another than the one sf was installed for.",
                "Which base image does the job run in (glibc or musl, which version), and is sf installed for the user that runs it?",
            ),
        ],
        fixes: &[
            "Install Node 24 for this system and `npm install --global @salesforce/cli`.",
            "On Alpine, use an image with glibc, or Alpine's own nodejs package.",
            "Put the folder of sf on PATH.",
        ],
        ..BLANK
    },
    Entry {
        id: "command-not-known",
        title: "This sf does not have the command",
        family: Family::Runtime,
        texts: &[
            server("is not a sf command"),
            server("is not a sfdx command"),
            own("auth:jwt:grant not found"),
            own("auth:web:login not found"),
            own("auth:sfdxurl:store not found"),
            own("org:login:jwt not found"),
            own("org:login:web not found"),
            own("org:login:sfdx-url not found"),
        ],
        meaning: "sfdx 7 or an old sf is first on PATH, or plugin-auth was taken out or damaged.",
        causes: &[seen("An old sfdx or sf is first on PATH.", "runtime", &["sf<2.0.0"])],
        fixes: &["Remove sfdx 7: `npm uninstall --global sfdx-cli`; then `npm install --global @salesforce/cli`."],
        ..BLANK
    },
];
