//! Names, connections and handshakes.

use super::{BLANK, Cause, Entry, Era, Family, PLUGIN_INSTALL, REQUESTS, RIGHT_URL, UPDATE, hinted, of, own, seen, shared, unseen};

const OS_PROXY: Cause = unseen(
    "The way out is a proxy that only the operating system, the browser or the IDE knows: sf reads four variables and nothing else, no PAC file, no registry.",
    "Does this network reach the internet only through a proxy? Which host and port would a program without PAC support use for {host}?",
);
const AGAIN: &str = "Run the login again: some of these pass by themselves. A token request is never repeated by sf itself.";

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "connection-reset",
        title: "The connection was reset, or closed before it was secure",
        family: Family::Network,
        texts: &[
            of(Era::NodeFetch, shared("read ECONNRESET")),
            of(Era::NodeFetch, shared("write ECONNRESET")),
            shared("ECONNRESET"),
            shared("Client network socket disconnected before secure TLS connection was established"),
            shared("socket hang up"),
            shared("An existing connection was forcibly closed by the remote host"),
            shared("write EPIPE"),
            shared("ERR_CONNECTION_RESET"),
            shared("ECONNABORTED"),
            of(Era::NodeFetch, shared("Premature close")),
        ],
        names: REQUESTS,
        codes: &["ECONNRESET", "EPIPE"],
        meaning: "The other end, or a device on the way that posed as it, tore the connection down. The org's own servers seldom do.",
        causes: &[
            seen(
                "The handshake is reset: a firewall or inspecting client does not want this host, or not so large a hello.",
                "connection",
                &["ECONNRESET", "UND_ERR_SOCKET"],
            ),
            seen("The proxy resets the connection.", "proxy", &["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_PRX_CONN"]),
            seen("The handshake succeeds, and the request is reset.", "endpoint", &["ECONNRESET", "UND_ERR_SOCKET"]),
            hinted("The URL is not the org's own.", "instance-url", &[]),
            unseen(
                "A security client on this machine (Netskope, Zscaler and the like) resets what node sends and lets the browser pass.",
                "Does the security client on this machine inspect or block node.exe when it connects to {host}:443? Please let it pass, or tell me its log's entry.",
            ),
        ],
        fixes: &[AGAIN, UPDATE, RIGHT_URL, "Have the firewall let the org's host pass uninspected; show it the check's finding."],
        never: &["NODE_TLS_REJECT_UNAUTHORIZED=0 cannot cure it: no certificate was refused."],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "connection-timed-out",
        title: "The connection got no answer in time",
        family: Family::Network,
        texts: &[
            of(Era::NodeFetch, shared("connect ETIMEDOUT")),
            of(Era::NodeFetch, shared("read ETIMEDOUT")),
            shared("ETIMEDOUT"),
            shared("tunneling socket could not be established, cause=connect ETIMEDOUT"),
            of(Era::NodeFetch, shared("ESOCKETTIMEDOUT")),
            of(Era::Undici, shared("Connect Timeout Error")),
            of(Era::Undici, shared("UND_ERR_CONNECT_TIMEOUT")),
            // Node's, where it tries one address after the other, and the code of that.
            shared("Socket connection timeout"),
            shared("ERR_SOCKET_CONNECTION_TIMEOUT"),
            shared("ERR_CONNECTION_TIMED_OUT"),
        ],
        names: REQUESTS,
        codes: &["ETIMEDOUT", "ESOCKETTIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"],
        described: &["vpn"],
        meaning: "Packets were swallowed rather than refused, which is what firewalls do. Where a browser works on the same machine, it goes through a proxy that sf does not know.",
        causes: &[
            OS_PROXY,
            seen(
                "A firewall swallows the connection, or a handshake that is large; or the proxy does not answer.",
                "connection",
                &["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"],
            ),
            hinted("A proxy is set, and not in a variable that sf reads.", "proxy", &["ignored=", "other_proxy="]),
            seen("sfdx before 7.161 ignores HTTPS_PROXY in JWT logins.", "runtime", &["sf<7.161.0"]),
            hinted("The URL is not the org's own.", "instance-url", &[]),
        ],
        fixes: &[
            "Set HTTPS_PROXY to the proxy that the browser uses, with http:// in front.",
            AGAIN,
            UPDATE,
            RIGHT_URL,
            "On a slow or far link: NODE_OPTIONS=--network-family-autoselection-attempt-timeout=1000.",
        ],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "all-addresses-failed",
        title: "None of the host's addresses could be connected to",
        family: Family::Network,
        texts: &[
            shared("AggregateError [ETIMEDOUT]"),
            shared("AggregateError [ENETUNREACH]"),
            shared("AggregateError [ECONNREFUSED]"),
            shared("AggregateError [EHOSTUNREACH]"),
        ],
        names: REQUESTS,
        meaning: "Node tries each address for 250 ms and takes the next. On slow or far links, or where IPv6 leads nowhere, none answers in time.",
        causes: &[
            seen("No address answers.", "connection", &[]),
            unseen(
                "The link is slow, or IPv6 is half set up.",
                "From this network, does {host} answer over IPv6, and how long does a connection over IPv4 take?",
            ),
        ],
        fixes: &["NODE_OPTIONS=--network-family-autoselection-attempt-timeout=1000, or --no-network-family-autoselection."],
        ..BLANK
    },
    Entry {
        id: "connection-refused",
        title: "Nothing listens where sf connects to, or a firewall says no",
        family: Family::Network,
        texts: &[
            of(Era::NodeFetch, shared("connect ECONNREFUSED")),
            shared("ECONNREFUSED"),
            // The proxy itself is not there.
            shared("tunneling socket could not be established, cause=connect ECONNREFUSED"),
        ],
        names: REQUESTS,
        codes: &["ECONNREFUSED"],
        meaning: "The address in the message tells which: an address of the proxy's or of this machine means a dead or mistyped proxy, the org's means a firewall.",
        causes: &[
            seen("The proxy, or the org, refuses the connection.", "connection", &["ECONNREFUSED"]),
            hinted("The variable holds blanks, quotes or a line end from a script.", "proxy", &["entry=proxy-value-invalid"]),
        ],
        fixes: &[
            "Start the proxy, or correct or unset the variable: `export HTTPS_PROXY=http://host:port`, without blanks around `=`.",
            "Set all four proxy variables alike.",
        ],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "network-unreachable",
        title: "There is no way to the address",
        family: Family::Network,
        texts: &[shared("ENETUNREACH"), shared("EHOSTUNREACH"), shared("ENETDOWN"), shared("EHOSTDOWN"), shared("EADDRNOTAVAIL")],
        names: REQUESTS,
        codes: &["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL"],
        meaning: "This machine has no route there: no network, a VPN that is down, an IPv6 address without IPv6. An address such as 0.0.12.56 is a port that was taken for a host: the proxy's value has no http://.",
        causes: &[
            seen(
                "No route leads to the host or the proxy.",
                "connection",
                &["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL"],
            ),
            seen("The proxy's value is not one that sf can use.", "proxy", &["entry=proxy-value-invalid", "ENETUNREACH"]),
        ],
        fixes: &["Bring the network or the VPN up.", "Write the proxy's value with http:// in front."],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "name-not-found",
        title: "The host's name does not exist, as seen from here",
        family: Family::Network,
        texts: &[
            of(Era::NodeFetch, shared("getaddrinfo ENOTFOUND")),
            shared("ENOTFOUND"),
            shared("ERR_NAME_NOT_RESOLVED"),
            shared("DNS_PROBE_FINISHED_NXDOMAIN"),
            own("The hostname for the login server is not found"),
        ],
        names: REQUESTS,
        codes: &["ENOTFOUND"],
        described: &["dns"],
        meaning: "The name server says that there is no such host: a mistyped or deleted My Domain, a name that only the VPN's or the proxy's name servers know, or the proxy's own name is wrong.",
        causes: &[
            seen("The name does not resolve on this machine.", "dns", &["ENOTFOUND"]),
            seen("The URL is mistyped, or none of Salesforce's.", "instance-url", &[]),
            hinted("A proxy is needed, and sf does not use it.", "proxy", &["ignored=", "other_proxy="]),
            unseen(
                "The org was deleted, renamed or has another My Domain now.",
                "Does the org with My Domain {host} still exist, and what does Setup, My Domain show as Current My Domain URL?",
            ),
        ],
        fixes: &[
            RIGHT_URL,
            "Look the name up on this very machine: `nslookup HOST`.",
            "Connect the VPN, or set HTTPS_PROXY to the proxy that resolves it.",
            UPDATE,
        ],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "name-server-failed",
        title: "The name could not be looked up: the name servers did not answer, or refused",
        family: Family::Network,
        texts: &[
            of(Era::NodeFetch, shared("getaddrinfo EAI_AGAIN")),
            shared("EAI_AGAIN"),
            shared("getaddrinfo EAI_FAIL"),
            shared("getaddrinfo ESERVFAIL"),
            shared("queryA ETIMEOUT"),
        ],
        names: REQUESTS,
        codes: &["EAI_AGAIN", "EAI_FAIL", "ESERVFAIL"],
        meaning: "Nothing is said about the name: the resolver is unreachable or overloaded. In clusters and containers it comes and goes. sf does not repeat a look-up that fails so.",
        causes: &[
            seen("The name servers of this machine do not answer, or answer with an error.", "dns", &["EAI_AGAIN", "EAI_FAIL"]),
            unseen(
                "The cluster's DNS is overloaded at times.",
                "Does the name server of this runner drop or refuse queries for {host} under load (ndots, CoreDNS limits, conntrack)?",
            ),
        ],
        fixes: &[
            "Correct the name servers (resolv.conf, the container's --dns, the VPN).",
            "`sf-preflight --retry 3` as a gate before the login waits for a resolver that comes and goes.",
        ],
        elsewhere: PLUGIN_INSTALL,
        ..BLANK
    },
    Entry {
        id: "legacy-renegotiation",
        title: "A device on the way speaks a TLS that OpenSSL 3 refuses",
        family: Family::Network,
        texts: &[shared("unsafe legacy renegotiation disabled"), shared("ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED")],
        names: REQUESTS,
        codes: &["ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "EPROTO"],
        meaning: "An inspecting device without RFC 5746. Node 17 and later refuse it; Salesforce's own servers are not like that.",
        causes: &[
            seen("The handshake shows it.", "connection", &["ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "EPROTO"]),
            unseen(
                "The device is on a VPN that is not connected now.",
                "Which device inspects TLS to {host}? It needs an update for RFC 5746 (secure renegotiation), or an exemption for Salesforce's hosts.",
            ),
        ],
        fixes: &[
            "Have the device updated or Salesforce's hosts exempted.",
            "Until then an OpenSSL configuration with Options = UnsafeLegacyRenegotiation, named in OPENSSL_CONF for this command only.",
        ],
        ..BLANK
    },
    Entry {
        id: "weak-key-exchange",
        title: "The key exchange that was offered is too weak for Node",
        family: Family::Network,
        texts: &[shared("dh key too small"), shared("ERR_SSL_DH_KEY_TOO_SMALL")],
        codes: &["ERR_SSL_DH_KEY_TOO_SMALL"],
        meaning: "A device on the way offers Diffie-Hellman with a short prime, which Node 24 refuses.",
        causes: &[seen("The handshake shows it.", "connection", &["ERR_SSL_DH_KEY_TOO_SMALL", "EPROTO"])],
        fixes: &["Have the device updated or Salesforce's hosts exempted."],
        ..BLANK
    },
    Entry {
        id: "tls-alert",
        title: "The handshake was ended by an alert",
        family: Family::Network,
        texts: &[
            shared("tlsv1 alert"),
            shared("sslv3 alert handshake failure"),
            shared("SSLV3_ALERT_HANDSHAKE_FAILURE"),
            shared("ssl/tls alert handshake failure"),
            shared("SSL alert number"),
            shared("tlsv1 unrecognized name"),
        ],
        names: REQUESTS,
        codes: &["ERR_SSL_*", "EPROTO"],
        meaning: "What answers does not want this handshake: an old TLS version, no cipher in common, a name that it does not serve. Salesforce's servers take TLS 1.2 and 1.3.",
        causes: &[
            seen("What answers under the org's name refuses the handshake.", "connection", &[]),
            seen("The proxy refuses the handshake with itself.", "proxy", &[]),
            hinted("NODE_OPTIONS narrows what Node offers.", "tls-verification", &["entry=node-options-refused"]),
        ],
        fixes: &["Have the device on the way updated, or Salesforce's hosts exempted.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "other-side-closed",
        title: "The connection was closed without an answer",
        family: Family::Network,
        texts: &[of(Era::Undici, shared("other side closed")), shared("UND_ERR_SOCKET")],
        names: REQUESTS,
        codes: &["UND_ERR_SOCKET"],
        meaning: "The other end took the connection and closed it when the request came. Some versions of sf of summer 2026 met it by speaking HTTP/2.",
        causes: &[
            seen("What answers closes at the request.", "endpoint", &["UND_ERR_SOCKET", "ECONNRESET"]),
            seen("The proxy closes.", "proxy", &["UND_ERR_SOCKET", "UND_ERR_PRX_CONN"]),
        ],
        fixes: &[UPDATE, "Have the device on the way let Salesforce's hosts pass."],
        ..BLANK
    },
    Entry {
        id: "not-http",
        title: "What answered speaks no HTTP",
        family: Family::Network,
        texts: &[
            of(Era::NodeFetch, shared("Parse Error: Expected HTTP/")),
            of(Era::Undici, shared("Response does not match the HTTP/1.1 protocol")),
            shared("HPE_INVALID_CONSTANT"),
        ],
        names: REQUESTS,
        codes: &["HPE_*"],
        meaning: "Another service listens at that port, or the proxy's variable names a port of another kind.",
        causes: &[
            seen("What listens at the proxy's port is no HTTP proxy.", "proxy", &[]),
            seen("What answers under the org's name is no web server.", "endpoint", &[]),
            seen("What listens there speaks no TLS.", "connection", &[]),
        ],
        fixes: &["Correct the port in the proxy's value."],
        ..BLANK
    },
    Entry {
        id: "bad-port",
        title: "The URL's port is one to which no request is sent",
        family: Family::Network,
        texts: &[of(Era::Undici, shared("cause: Error: bad port")), of(Era::Undici, shared("[cause]: Error: bad port"))],
        meaning: "The fetch standard keeps ports of other protocols (25, 6000 and others) from being asked.",
        causes: &[seen("The URL names such a port.", "instance-url", &["fault=bad-port"])],
        fixes: &["Leave the port out: orgs answer on 443."],
        ..BLANK
    },
    Entry {
        id: "org-cannot-be-found",
        title: "The login succeeded, and the org's own name does not resolve on this machine",
        family: Family::Network,
        texts: &[
            shared("The org cannot be found"),
            own("DomainNotFoundError"),
            shared("DomainNotFound"),
            own("Org failed to respond with its list of API versions"),
            own("The Lightning Experience-enabled custom domain is unavailable"),
            own("the sandbox DNS records aren't ready yet"),
        ],
        names: &["DomainNotFoundError", "DomainNotFound"],
        meaning: "sf looks the org's My Domain up itself, also where a proxy does so for the traffic. Where only the proxy can, sf asks once a second for four minutes, and stores the login URL in the end.",
        causes: &[
            seen("This machine cannot resolve the org's own host.", "dns", &[]),
            unseen("The org was deleted, renamed, or is still being created.", "Does the org {host} still exist under that My Domain?"),
        ],
        fixes: &[
            "SF_DISABLE_DNS_CHECK=true, or SF_DOMAIN_RETRY=3 to shorten the wait.",
            "Or set org-api-version, so that sf need not ask.",
            "Have the name resolved on this machine too.",
        ],
        ..BLANK
    },
    Entry {
        id: "client-timed-out",
        title: "What sf waited for in the org took longer than sf waits",
        family: Family::Network,
        texts: &[
            shared("The client has timed out"),
            shared("PollingClientTimeout"),
            // Of salesforce-alm, while a scratch org was made.
            own("Socket timeout occurred while listening for results"),
            own("The command has timed out, although the deployment is still running"),
        ],
        meaning: "sf asks again and again whether something is done, and stops after a while. A deployment, a package or a scratch org may simply need longer than --wait; elsewhere it is seen where an org was deleted, or its own host is out of reach, after a login that worked.",
        causes: &[
            unseen(
                "A deployment, a retrieval, a package or a scratch org needs longer than --wait.",
                "On {host}: does Setup, Deployment Status (or, for a scratch org, the Dev Hub's list) show that it still runs?",
            ),
            seen("The org's name does not resolve.", "dns", &[]),
            seen("The org's host cannot be connected to.", "connection", &[]),
            unseen("The org is gone.", "Does the org {host} still exist?"),
        ],
        fixes: &[
            "Give more time, as with `--wait 60`, or ask for the result later: `sf project deploy report`, `sf org resume scratch`.",
            "Log in again to an org that exists; `sf org logout` for the one that does not.",
        ],
        ..BLANK
    },
];
