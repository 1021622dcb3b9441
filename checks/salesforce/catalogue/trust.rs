//! Certificates that Node refuses.

use super::{BLANK, Cause, Entry, Era, Family, Place, REQUESTS, RIGHT_URL, Role, hinted, of, seen, server, shared, unseen};
use crate::node::chain_error::ChainError;
use crate::node::trust_remedy::{NEVER_STRICT_SSL, NEVER_SWITCH_OFF};

const NEVER: &[&str] = &[NEVER_SWITCH_OFF, NEVER_STRICT_SSL];
/// Codes that all say that a root is missing.
const UNTRUSTED: &[&str] = &[
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
];

/// npm has trust settings of its own.
const PLUGIN: &[(Place, &str)] = &[(Place::PluginInstall, "plugin-install-trust")];

const INSPECTED: Cause = seen(
    "Something on the way opens TLS and signs it anew, a proxy, firewall, VPN or virus scanner, and Node does not have its root. Browsers do: they use the operating system's store.",
    "certificate-chain",
    UNTRUSTED,
);
const EXTRA_FILE: Cause = seen(
    "NODE_EXTRA_CA_CERTS names a file that Node cannot use: missing, DER, PKCS#7, PKCS#12, UTF-16, a Java keystore, a quoted or unexpanded path. Most of these give no warning.",
    "trust-store",
    &[],
);
const OWN_HOST: Cause = unseen(
    "Only the org's own host is inspected and login.salesforce.com is not, or the other way round.",
    "Please exempt *.my.salesforce.com, *.salesforce.com and *.force.com from TLS inspection for this machine, all of them alike; or tell me which of {host} and login.salesforce.com is inspected, and by which root.",
);
const OTHER_PROCESS: Cause = unseen(
    "NODE_EXTRA_CA_CERTS is set in another shell, in a .env file or in the IDE, and not where sf starts: Node reads it once, when it starts.",
    "In the very environment in which sf fails (the CI job, the IDE's terminal, the service), what does `node -p process.env.NODE_EXTRA_CA_CERTS` print?",
);
const GIVE_ROOT: &str = "Give Node the root: `sf-preflight trust export --out corp-ca.pem` writes the one that the operating system trusts, then set NODE_EXTRA_CA_CERTS to that file.";
const SYSTEM_CA: &str = "On Node 22.15, 24 and later let Node use the operating system's store: NODE_USE_SYSTEM_CA=1 (Node 24) or NODE_OPTIONS=--use-system-ca.";
const EXEMPT: &str = "Or have the network people exempt Salesforce's hosts from inspection.";
const PROXY_SET: &str =
    "If there is a proxy, make sure that HTTPS_PROXY names the right one: through another way there may be no inspection at all.";

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "unable-to-get-local-issuer",
        title: "Node does not know the root under which the host's certificate is signed",
        family: Family::Trust,
        texts: &[shared(ChainError::UnableToGetIssuerLocally.message()), shared("UNABLE_TO_GET_ISSUER_CERT_LOCALLY")],
        names: REQUESTS,
        codes: &["UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
        meaning: "The chain that the host sent ends at an issuer that is neither sent nor among the roots that Node trusts. Node has its own list of roots and ignores the operating system's unless told otherwise.",
        causes: &[INSPECTED, EXTRA_FILE, OWN_HOST, OTHER_PROCESS],
        fixes: &[GIVE_ROOT, SYSTEM_CA, PROXY_SET, EXEMPT],
        never: NEVER,
        elsewhere: PLUGIN,
        ..BLANK
    },
    Entry {
        id: "self-signed-in-chain",
        title: "The host's chain ends in a root that was sent along and that Node does not trust",
        family: Family::Trust,
        texts: &[
            shared(ChainError::SelfSignedInChain.message()),
            of(Era::Request, shared("self signed certificate in certificate chain")),
            shared("SELF_SIGNED_CERT_IN_CHAIN"),
        ],
        names: REQUESTS,
        codes: &["SELF_SIGNED_CERT_IN_CHAIN"],
        described: &["zscaler|netskope|fortinet|umbrella", "ssl|tls inspect|intercept", "corporate|company|custom certificate|root|ca"],
        meaning: "The server, or what inspects the connection, sent its root too, and that root is not among those that Node trusts. Typical of inspecting proxies.",
        causes: &[INSPECTED, EXTRA_FILE, OWN_HOST, OTHER_PROCESS],
        fixes: &["Find out whose root it is before you trust it: the check names it.", GIVE_ROOT, SYSTEM_CA, PROXY_SET, EXEMPT],
        never: &["Do not trust a root that you have not compared with your company's.", NEVER_SWITCH_OFF, NEVER_STRICT_SSL],
        elsewhere: PLUGIN,
        ..BLANK
    },
    Entry {
        id: "unable-to-get-issuer",
        title: "NODE_EXTRA_CA_CERTS holds an intermediate, and not the root above it",
        family: Family::Trust,
        texts: &[shared(ChainError::UnableToGetIssuer.message()), shared("UNABLE_TO_GET_ISSUER_CERT")],
        names: REQUESTS,
        codes: &["UNABLE_TO_GET_ISSUER_CERT"],
        meaning: "Node found the issuer in its store, and that one is no root: its own issuer is missing. Node, unlike browsers, takes no partial chain.",
        causes: &[
            seen(
                "The file holds the intermediate that the browser showed, or a root that has since been replaced.",
                "certificate-chain",
                UNTRUSTED,
            ),
            EXTRA_FILE,
        ],
        fixes: &["Export the top of the chain, the certificate that is signed by itself, as PEM, and name that file.", GIVE_ROOT],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "unable-to-verify-first",
        title: "The host sent its own certificate alone, and Node does not have the one above it",
        family: Family::Trust,
        texts: &[
            shared(ChainError::UnableToVerifyLeaf.message()),
            shared("unable to verify leaf signature"),
            shared("UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        ],
        names: REQUESTS,
        codes: &["UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
        meaning: "The intermediate is missing from what was sent. Browsers fetch it by themselves; Node does not.",
        causes: &[seen("A server, proxy or inspecting device sends an incomplete chain.", "certificate-chain", UNTRUSTED), EXTRA_FILE],
        fixes: &[
            "Have whoever runs the server or the inspecting proxy send the whole chain.",
            "Or put root and intermediate, both as PEM, into the file of NODE_EXTRA_CA_CERTS.",
        ],
        never: NEVER,
        elsewhere: PLUGIN,
        ..BLANK
    },
    Entry {
        id: "self-signed-certificate",
        title: "The host's own certificate is signed by itself",
        family: Family::Trust,
        texts: &[
            shared(ChainError::DepthZeroSelfSigned.message()),
            of(Era::Request, shared("self signed certificate")),
            shared("DEPTH_ZERO_SELF_SIGNED_CERT"),
        ],
        names: REQUESTS,
        codes: &["DEPTH_ZERO_SELF_SIGNED_CERT"],
        meaning: "No host of Salesforce's has such a certificate: a router, an appliance, a test server or a block page answers.",
        causes: &[INSPECTED, hinted("The URL leads to another server.", "instance-url", &[])],
        fixes: &["Find out what answers under that name: the check shows the certificate.", RIGHT_URL],
        never: NEVER,
        elsewhere: PLUGIN,
        ..BLANK
    },
    Entry {
        id: "certificate-expired",
        title: "A certificate has expired, or this machine's clock is ahead",
        family: Family::Trust,
        texts: &[shared(ChainError::Expired.message()), shared("CERT_HAS_EXPIRED")],
        names: REQUESTS,
        codes: &["CERT_HAS_EXPIRED"],
        described: &["certificate expire"],
        meaning: "Node compares the dates of every certificate in the chain with this machine's clock. Salesforce renews in time; an inspecting proxy's root, or the clock, is the likelier one.",
        causes: &[
            seen("A certificate in the chain is past its date.", "certificate-chain", &["CERT_HAS_EXPIRED"]),
            seen("The clock is wrong: then every host's certificate seems expired.", "clock", &[]),
        ],
        fixes: &[
            "Set the clock; in a virtual machine or container, the host's.",
            "Have the expired certificate renewed, and put the new root into NODE_EXTRA_CA_CERTS.",
        ],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "certificate-not-yet-valid",
        title: "A certificate is not valid yet, or this machine's clock is behind",
        family: Family::Trust,
        texts: &[shared(ChainError::NotYetValid.message()), shared("CERT_NOT_YET_VALID")],
        names: REQUESTS,
        codes: &["CERT_NOT_YET_VALID"],
        meaning: "Nearly always the clock: a machine that slept, a board without a battery, a container of a drifting virtual machine.",
        causes: &[
            seen("The clock is wrong: then every host's certificate seems too young.", "clock", &[]),
            seen("A certificate in the chain begins later than now.", "certificate-chain", &["CERT_NOT_YET_VALID"]),
        ],
        fixes: &["Set the clock; in a virtual machine or container, the host's."],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "certificate-host-mismatch",
        title: "The certificate that answers is for another host",
        family: Family::Trust,
        texts: &[
            shared("Hostname/IP does not match certificate's altnames"),
            of(Era::Request, shared("Hostname/IP doesn't match certificate's altnames")),
            shared("is not in the cert's altnames"),
            shared("ERR_TLS_CERT_ALTNAME_INVALID"),
        ],
        names: REQUESTS,
        codes: &["ERR_TLS_CERT_ALTNAME_INVALID"],
        meaning: "A wildcard covers one label: *.my.salesforce.com is no certificate for a.b.my.salesforce.com. Or another server answers: a parking page, a captive portal, a wrong entry in the hosts file.",
        causes: &[
            seen("What answers under the org's name is not the org.", "certificate-chain", &["ERR_TLS_CERT_ALTNAME_INVALID"]),
            seen("The host is a legacy or mistyped form of the org's URL.", "instance-url", &[]),
        ],
        fixes: &[RIGHT_URL, "Compare the address that the name resolves to with the one on another network."],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "certificate-refused",
        title: "Node refuses a certificate for what it is: its key, signature, purpose or constraints",
        family: Family::Trust,
        texts: &[
            shared(ChainError::InvalidCa.message()),
            shared(ChainError::InvalidPurpose.message()),
            shared(ChainError::SignatureFailure.message()),
            shared(ChainError::ChainTooLong.message()),
            shared(ChainError::LeafKeyTooSmall.message()),
            shared(ChainError::IssuerKeyTooSmall.message()),
            shared(ChainError::DigestTooWeak.message()),
            shared(ChainError::PermittedViolation.message()),
            shared(ChainError::ExcludedViolation.message()),
            shared(ChainError::PathLengthExceeded.message()),
            shared(ChainError::UnhandledCriticalExtension.message()),
            shared(ChainError::UndecodableIssuerKey.message()),
            shared(ChainError::Unspecified.message()),
            shared("unsupported certificate purpose"),
            shared("CERT_UNTRUSTED"),
        ],
        names: REQUESTS,
        codes: &[
            "INVALID_CA",
            "INVALID_PURPOSE",
            "CERT_SIGNATURE_FAILURE",
            "CERT_CHAIN_TOO_LONG",
            "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
            "PATH_LENGTH_EXCEEDED",
            "UNSPECIFIED",
        ],
        described: &["certificate not trust"],
        meaning: "The chain leads to a root, and one of its certificates may not be used so. Certificates that a company's device makes are the usual ones: no CA flag, a short key, SHA-1, a wrong purpose.",
        causes: &[seen("A certificate on the way is made in a way that OpenSSL refuses.", "certificate-chain", &[])],
        fixes: &["Show the check's evidence to whoever makes the certificates; the error names which one and why.", EXEMPT],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "extra-certs-not-loaded",
        title: "Node could not load NODE_EXTRA_CA_CERTS, or only a part of it",
        family: Family::Trust,
        role: Role::Noise,
        texts: &[shared("Ignoring extra certs from"), shared("Extra certs load failed")],
        meaning: "Node says so once and goes on without the file, or with the certificates before the bad block; what needs them then fails as untrusted. Quotes, `~` and `%NAME%` in the value are taken literally. Node 22 and later say it only at the first TLS connection.",
        causes: &[
            seen("The file is missing, unreadable or damaged.", "trust-store", &[]),
            seen("The org's certificate needs it.", "certificate-chain", UNTRUSTED),
        ],
        fixes: &["Correct the path, absolute and without quotes, or unset the variable if nothing needs it.", GIVE_ROOT],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "cert-already-in-hash-table",
        title: "NODE_EXTRA_CA_CERTS holds a certificate twice, which an old Node does not take",
        family: Family::Trust,
        texts: &[of(Era::Request, shared("cert already in hash table"))],
        meaning: "A Node of before 2017 stopped reading the file there. Present ones do not mind.",
        causes: &[hinted("sf runs on a very old Node.", "runtime", &["SyntaxError"])],
        fixes: &["Use Node 24, or take the second copy out of the file."],
        ..BLANK
    },
    Entry {
        id: "verification-switched-off",
        title: "Certificates are not verified: NODE_TLS_REJECT_UNAUTHORIZED is 0",
        family: Family::Trust,
        role: Role::Noise,
        texts: &[shared("Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections")],
        meaning: "A warning of Node's. It does not break the login; whoever stands in between can read it. It cannot cure a reset, a refused proxy or a wrong scheme either.",
        causes: &[seen("The variable is set where sf starts.", "tls-verification", &["environment.NODE_TLS_REJECT_UNAUTHORIZED=0"])],
        fixes: &["Unset NODE_TLS_REJECT_UNAUTHORIZED and give Node the root instead.", GIVE_ROOT],
        never: NEVER,
        ..BLANK
    },
    Entry {
        id: "client-certificate-wanted",
        title: "The server insists on a certificate of the client's, and sf has none",
        family: Family::Trust,
        texts: &[
            shared("tlsv13 alert certificate required"),
            shared("alert bad certificate"),
            shared("alert certificate unknown"),
            server("MUTUAL_AUTHENTICATION_FAILED"),
        ],
        codes: &["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE"],
        meaning: "An org's host with mutual authentication, or a gateway of the company's. sf cannot send a certificate.",
        causes: &[
            seen("What answers wants a certificate.", "endpoint", &[]),
            seen("What answers ends the handshake.", "connection", &[]),
            unseen(
                "The login URL's port or host is one for mutual authentication.",
                "Is {host} set up for mutual TLS (Setup, Certificate and Key Management)? sf needs a host and port without it, or the permission Enforce SSL/TLS Mutual Authentication must not be set for this user.",
            ),
        ],
        fixes: &["Use the org's URL with its ordinary port, 443.", "Have the gateway let Salesforce's hosts pass."],
        ..BLANK
    },
];
