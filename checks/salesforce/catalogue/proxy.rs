//! The proxy.

use super::{
    BLANK, Cause, Entry, Era, Family, PLUGIN_INSTALL, REQUESTS, Role, UPDATE, command, distinctive, hinted, of, own, plugin_install, seen,
    shared, unseen,
};

const IGNORED: Cause =
    hinted("NO_PROXY names the org, which sf ignores: the request goes through the proxy all the same.", "proxy", &["no_proxy="]);

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "proxy-authentication",
        title: "The proxy wants a password that it did not get",
        family: Family::Proxy,
        texts: &[
            plugin_install("error 407"),
            of(Era::Request, shared("tunneling socket could not be established, statusCode=407")),
            of(Era::Undici, shared("Proxy response (407) !== 200 when HTTP Tunneling")),
            shared("Proxy Authentication Required"),
            shared("UND_ERR_SOCKS5_AUTH_FAILED"),
        ],
        names: REQUESTS,
        codes: &["UND_ERR_ABORTED", "UND_ERR_INVALID_ARG", "UND_ERR_SOCKS5_AUTH_FAILED"],
        meaning: "HTTP 407 to CONNECT. sf can send Basic, from user and password in the proxy's URL, and neither NTLM nor Kerberos.",
        causes: &[
            seen(
                "The proxy refuses the tunnel: the check says with which status, and what it would take.",
                "proxy",
                &["UND_ERR_ABORTED", "UND_ERR_INVALID_ARG", "UND_ERR_SOCKS5_AUTH_FAILED"],
            ),
            unseen(
                "The proxy offers NTLM or Kerberos only, or the account is locked.",
                "Which authentication does the proxy want from a program that can only do Basic? Can {host}:443 be allowed without authentication for this machine, or is there a local relay (px, cntlm)?",
            ),
        ],
        fixes: &[
            "Write user and password into the proxy's URL, http://user:password@host:port, special characters percent-encoded.",
            "Where the proxy does only NTLM or Kerberos, run a local relay such as px or cntlm and name that as the proxy.",
            "Or have Salesforce's hosts allowed without authentication.",
        ],
        never: &["Do not paste the proxy's URL with the password into a ticket or a chat."],
        ..BLANK
    },
    Entry {
        id: "proxy-refuses",
        title: "The proxy refuses the tunnel to the org, or ends it",
        family: Family::Proxy,
        texts: &[
            of(Era::Request, shared("tunneling socket could not be established")),
            of(Era::Request, shared("tunneling socket could not established")),
            of(Era::Undici, shared("!== 200 when HTTP Tunneling")),
            of(Era::Undici, shared("Proxy Connection failed")),
            shared("ERR_PROXY_CONNECTION_FAILED"),
            shared("ERR_TUNNEL_CONNECTION_FAILED"),
            shared("Proxy Connection ended before receiving CONNECT response"),
        ],
        names: REQUESTS,
        codes: &["UND_ERR_ABORTED", "UND_ERR_PRX_CONN", "UND_ERR_PRX_TLS", "UND_ERR_SOCKS5_REPLY_*"],
        described: &["behind proxy|firewall", "corporate|company proxy|firewall|network", "proxy block"],
        meaning: "The answer to CONNECT was another than 200, or the connection was closed instead: a policy, a proxy that itself cannot reach the org, a program that is no proxy, or a wrong one, since a look-alike variable is set.",
        causes: &[
            seen("The proxy answers another status than 200, or closes.", "proxy", &[]),
            seen("Nothing listens where the proxy should be.", "connection", &[]),
            unseen(
                "A policy of the proxy's forbids the org's host.",
                "Please allow CONNECT to {host}:443, login.salesforce.com:443 and test.salesforce.com:443 at the proxy, without inspection.",
            ),
        ],
        fixes: &[
            "Have the org's host and login.salesforce.com allowed at the proxy.",
            "Look which of the four variables sf takes: `sf-preflight explain proxy`. `HTTPs_PROXY` and the like are not read.",
        ],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "proxy-value-invalid",
        title: "The proxy's value is no URL that sf can use",
        family: Family::Proxy,
        texts: &[
            command("TypeError: Invalid URL"),
            command("ERR_INVALID_URL"),
            shared("URIError: URI malformed"),
            shared("ERR_INVALID_PROTOCOL"),
            shared("Invalid URL protocol: the URL must start with `http:` or `https:`."),
            of(Era::NodeFetch, shared("connect ENETUNREACH 0.0.")),
        ],
        names: &["TypeError", "URIError"],
        codes: &["ERR_INVALID_URL", "ERR_INVALID_PROTOCOL"],
        meaning: "sf parses the value before it asks anybody, and today's dies of it with a raw stack in which undici's proxy-agent.js stands. It looks like a bad instance URL and is not.",
        causes: &[
            seen(
                "The value has no http://, or special characters in the password are not percent-encoded.",
                "proxy",
                &["entry=proxy-value-invalid"],
            ),
            seen("SF_AUDIENCE_URL or another URL in the environment is none.", "jwt-audience", &[]),
            seen("The instance URL itself is none.", "instance-url", &[]),
        ],
        fixes: &["Write http://user:password@host:port, with `%` as %25, `#` as %23 and `@` as %40 in the password."],
        ..BLANK
    },
    Entry {
        id: "proxy-misparsed",
        title: "The proxy's value was taken apart at the wrong place",
        family: Family::Proxy,
        texts: &[of(Era::Request, shared("tunneling socket could not be established, cause=getaddrinfo ENOTFOUND"))],
        meaning: "A number or a piece of the password was looked up as a host: the value lacks http://, or the password holds characters that belong percent-encoded.",
        causes: &[
            seen("The value cannot be used as it stands.", "proxy", &[]),
            seen("The proxy's name does not resolve.", "dns", &["ENOTFOUND"]),
        ],
        fixes: &["Write http://user:password@host:port, special characters percent-encoded.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "wrong-version-number",
        title: "TLS was spoken to something that does not speak it",
        family: Family::Proxy,
        texts: &[
            shared("wrong version number"),
            shared("WRONG_VERSION_NUMBER"),
            shared("ERR_SSL_WRONG_VERSION_NUMBER"),
            shared("packet length too long"),
            of(Era::Request, shared("tunneling socket could not be established, cause=write EPROTO")),
        ],
        names: REQUESTS,
        codes: &["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG", "EPROTO"],
        meaning: "Usually the proxy's URL begins with https:// while the proxy itself speaks plain HTTP: the scheme says how the proxy is spoken to, not what goes through it.",
        causes: &[
            seen("HTTPS_PROXY begins with https:// and the proxy speaks plain HTTP.", "proxy", &["ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"]),
            seen(
                "The org's port is answered by something that speaks no TLS: a portal, a block page, a wrong port.",
                "connection",
                &["ERR_SSL_WRONG_VERSION_NUMBER", "EPROTO"],
            ),
        ],
        fixes: &["Write http:// in the proxy's value, also in HTTPS_PROXY."],
        never: &["NODE_TLS_REJECT_UNAUTHORIZED=0 cannot cure it: no certificate was ever seen."],
        ..BLANK
    },
    Entry {
        id: "proxy-block-page",
        title: "The proxy answered with a page of its own",
        family: Family::Proxy,
        texts: &[
            shared("The requested URL could not be retrieved"),
            shared("X-Squid-Error"),
            shared("ERR_ACCESS_DENIED"),
            shared("Zscaler to access"),
            shared("web page blocked"),
        ],
        meaning: "A filter's page came instead of the org's answer.",
        causes: &[
            seen("The proxy refuses the org's host.", "proxy", &[]),
            seen("What answers is not Salesforce.", "endpoint", &[]),
            unseen(
                "The page is another for another host or user.",
                "Please allow {host}, login.salesforce.com and test.salesforce.com for this machine's user, as category and as host.",
            ),
        ],
        fixes: &[
            "Have the org's host and login.salesforce.com allowed.",
            "Set all four proxy variables alike, in capitals and not: sf and npm read different ones.",
        ],
        ..BLANK
    },
    Entry {
        id: "part-bypasses-proxy",
        title: "A part of sf goes past the proxy",
        family: Family::Proxy,
        texts: &[own("getaddrinfo ENOTFOUND mdcoverage.secure.force.com")],
        described: &["proxy ignor|honor|respect|bypass|attention"],
        meaning: "The login itself uses the proxy; some other parts of sf make their own connections and do not. A login that works does not prove that all of sf will.",
        causes: &[IGNORED, hinted("The host is only reachable, or only resolvable, through the proxy.", "dns", &[])],
        fixes: &["With Node 24, set NODE_USE_ENV_PROXY=1.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "plugin-install-trust",
        title: "npm, which installs sf's plugins, does not trust what it meets; the login uses none of npm's settings",
        family: Family::Proxy,
        role: Role::Noise,
        texts: &[
            shared("npm ERR! code SELF_SIGNED_CERT_IN_CHAIN"),
            shared("npm error code SELF_SIGNED_CERT_IN_CHAIN"),
            shared("npm ERR! errno SELF_SIGNED_CERT_IN_CHAIN"),
            shared("npm ERR! code UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
            shared("npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
            shared("npm ERR! errno UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
            shared("npm ERR! code UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
            shared("npm error code UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
            shared("npm ERR! errno UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
            shared("npm ERR! code DEPTH_ZERO_SELF_SIGNED_CERT"),
            // @salesforce/plugin-trust, installationVerification.js.
            own("Encountered a self signed certificate*"),
        ],
        meaning: "npm and yarn have their own cafile, proxy and strict-ssl. Installing a plugin, also one that sf installs when it is first needed, can fail while the login works, and the other way round.",
        causes: &[
            hinted("npm's checks are switched off or its settings are damaged: someone met inspection before.", "npm-strict-ssl", &[]),
            seen("The connection is inspected, which the login meets too.", "certificate-chain", &[]),
        ],
        fixes: &["`npm config set cafile corp-ca.pem`; for the login set NODE_EXTRA_CA_CERTS to the same file."],
        never: &["Do not set strict-ssl to false: whoever stands in between can then put any code into sf."],
        ..BLANK
    },
    Entry {
        id: "plugin-install-failed",
        title: "sf could not install a plugin",
        family: Family::Proxy,
        role: Role::Wrapper,
        texts: &[
            own("JitPluginInstallError"),
            own("Could not install @salesforce/"),
            shared("does not exist in the registry"),
            shared("Could not run npm show for"),
            own("CannotFindNodeExecutable"),
            own("FailedDigitalSignatureVerification"),
            distinctive("NpmError: Failed to find"),
            shared("Cannot locate node executable"),
            shared("error An unexpected error occurred: \"https://"),
            distinctive("--check-files exited with"),
            own("sfdx only supports plugins with a namespace"),
            own("Polling for new version(s) to become available on npm... done\nHTTPError"),
            plugin_install("on the \"npm\" registry"),
            plugin_install("error Received invalid response from npm"),
            plugin_install("is not in this registry"),
            plugin_install("The engine \"node\" is incompatible with this module"),
            plugin_install("npm ERR! code"),
            plugin_install("npm error code"),
            plugin_install("npm ERR! 404"),
            plugin_install("error Command failed"),
            plugin_install("Command failed.\nExit code:"),
            plugin_install("exited with code"),
            plugin_install("gyp ERR! build error"),
            plugin_install("node-gyp not found! Please ensure"),
            plugin_install("There appears to be trouble with your network connection"),
            // yarn, behind every error.
            plugin_install("Visit https://yarnpkg.com/en/docs/cli/add for documentation"),
            plugin_install("Unable to update lock within the stale threshold"),
            plugin_install("TypeError: Class extends value undefined is not a constructor"),
        ],
        names: &["JitPluginInstallError"],
        described: &["plugin not install", "plugin install fail|error", "install fail|not registry"],
        meaning: "sf installs plugins with npm, some of them when a command first needs them, and npm reads its own proxy and certificate settings.",
        causes: &[
            hinted("npm's settings keep it from the registry.", "npm-strict-ssl", &[]),
            IGNORED,
            unseen(
                "The registry that npm is set to does not have the plugin, or its name is mistyped.",
                "What do `npm config get registry` and `npm view NAME version` say in the failing session?",
            ),
        ],
        fixes: &["Install it with its own settings first: `sf plugins install NAME`, with npm's https-proxy and cafile set."],
        ..BLANK
    },
    Entry {
        id: "telemetry-noise",
        title: "Telemetry or the update check failed, which does not touch the login",
        family: Family::Proxy,
        role: Role::Noise,
        texts: &[
            shared("error sending telemetry"),
            shared("Error with telemetry"),
            own("sending usage data due to: AuthInfoCreationError: Must pass a username and/or OAuth options when creating an AuthInfo"),
            own("Connection to https://dc.services.visualstudio.com timed out after"),
            shared("telemetry upload failed"),
            shared("Telemetry reporter"),
            shared("ApplicationInsights:"),
            shared("Error checking for updates"),
        ],
        described: &["telemetry", "services visualstudio"],
        meaning: "Such lines stand beside the real error and are no part of it.",
        fixes: &["Look for the error further down. SF_DISABLE_TELEMETRY=true and SF_DISABLE_AUTOUPDATE=true silence them."],
        ..BLANK
    },
];
