//! sf's own wrappings: they say that something failed, and hide what.

use super::{BLANK, CODE_EXCHANGE, Cause, Entry, Era, JWT_GRANT, REQUESTS, Role, USERNAME_RETRIEVAL, hinted, of, own, seen, shared};
use crate::model::observations::Flow;
use crate::salesforce::words;

/// What a request can fail of, in the order in which sf meets it.
const TRANSPORT: &[Cause] = &[
    seen("The proxy's value cannot be used, or the proxy refuses, closes or wants a password.", "proxy", &[]),
    seen("The name of the org, or of the proxy, does not resolve.", "dns", &[]),
    seen("No connection to the org, or to the proxy, comes about: refused, dropped or reset.", "connection", &[]),
    seen("Node does not trust the certificate that answers: an inspecting proxy, a missing root, a wrong clock.", "certificate-chain", &[]),
    seen("The connection stands, and is closed when the request comes.", "endpoint", &["UND_ERR_SOCKET", "ECONNRESET"]),
    hinted("The instance URL is one to which no request can be sent.", "instance-url", &[]),
];

/// What a request can fail of, or be answered by.
const ANY: &[Cause] = &[
    TRANSPORT[0],
    TRANSPORT[1],
    TRANSPORT[2],
    TRANSPORT[3],
    seen("The connection stands, and the request is closed or answered by something else.", "endpoint", &[]),
    TRANSPORT[5],
];

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "fetch-failed",
        title: "A request could not be made, and sf hides why",
        role: Role::Hidden,
        texts: &[
            of(Era::Undici, shared(words::FETCH_FAILED)),
            of(Era::Undici, own("TypeError::fetch failed")),
            of(Era::Undici, own("Due to: fetch failed")),
        ],
        names: REQUESTS,
        meaning: "Since sf 2.142.6 these two words are all that is printed of any network, proxy or certificate fault. Only `sf org login web --json` keeps the reason, under `cause`. The checks of this program find it.",
        causes: TRANSPORT,
        fixes: &[
            "Do what the check that fails says; it names the cause that sf hides.",
            "Where every check passes, run it again at the moment of the failure: `sf-preflight --watch` looks until the login can work.",
        ],
        never: &["Do not switch certificate checks off to see whether it helps: most of the causes are others."],
        ..BLANK
    },
    Entry {
        id: "jwt-grant-error",
        title: "A JWT login got no token, and the reason stands in the lines that follow",
        role: Role::Wrapper,
        texts: &[
            own("We encountered a JSON web token error"),
            own("Error authenticating with JWT. Errors encountered:"),
            own("Error authenticating with JWT config due to:"),
            shared(words::NO_JWT),
            shared("JwtAuthError"),
            shared("JwtGrantError"),
        ],
        names: &[JWT_GRANT],
        meaning: "sf asks up to five pairs of login host and audience, and prints a line for each. The first line is about the URL that was given and is the one that counts; the later ones are by-products.",
        causes: ANY,
        fixes: &["Read the first line below `Errors encountered:`, and ask about that."],
        flow: Some(Flow::Jwt),
        ..BLANK
    },
    Entry {
        id: "auth-code-exchange-error",
        title: "The code of a web login was not exchanged for a token; it is hardly the client credentials",
        role: Role::Wrapper,
        texts: &[
            own("Invalid client credentials. Verify the OAuth client secret and ID."),
            own(words::NO_CODE),
            shared("AuthCodeExchangeError"),
            own("This is most likely not an error with the Salesforce CLI"),
        ],
        names: &[CODE_EXCHANGE],
        meaning: "`Invalid client credentials` precedes every failure of this step, a name that does not resolve and a certificate among them. What counts stands behind `due to:`; where nothing stands there, something on the way answered with an empty body.",
        causes: ANY,
        fixes: &["Read what stands behind `due to:`, and ask about that."],
        flow: Some(Flow::Web),
        ..BLANK
    },
    Entry {
        id: "username-retrieval-failed",
        title: "The token was given, and the org's own host could not be asked for the user",
        role: Role::Wrapper,
        texts: &[
            own(words::NO_USERNAME),
            own("AuthCodeUsernameRetrievalError"),
            own("Could not retrieve the username after successful auth code exchange"),
            // @salesforce/core 2.15.2, lib/authInfo.js: whatever the org refuses, which it says in a list.
            own("Due to: Expected parsed JSON data to be an object"),
        ],
        names: &[USERNAME_RETRIEVAL],
        meaning: "The login host worked. The next request goes to the org's own host, under My Domain, and that one failed: it may be inspected, filtered or looked up differently from login.salesforce.com. Where sfdx of 2020 says `Expected parsed JSON data to be an object`, the org answered and refused, as one does whose API is disabled.",
        causes: ANY,
        fixes: &["Look at the org's own host: `sf-preflight --instance-url https://NAME.my.salesforce.com`."],
        flow: Some(Flow::Web),
        ..BLANK
    },
    Entry {
        id: "refresh-token-error",
        title: "The refresh token was not exchanged for a token; the reason follows",
        role: Role::Wrapper,
        texts: &[
            own(words::NO_REFRESH),
            own("RefreshTokenAuthError"),
            own("Unable to refresh session due to:"),
            shared("No refresh token found in the connection"),
        ],
        names: &["RefreshTokenAuthError"],
        meaning: "An SFDX authorization URL holds a refresh token and the org's URL. Either the org could not be reached, or it no longer accepts the token.",
        causes: ANY,
        fixes: &[
            "Read what stands behind `due to:`.",
            "Where the org says that the token is no longer valid, write the authorization URL anew from a login that works.",
        ],
        flow: Some(Flow::SfdxUrl),
        ..BLANK
    },
    Entry {
        id: "oauth-invalid-grant",
        title: "An sfdx got no token, and calls it a problem of the org's OAuth configuration; the reason follows",
        role: Role::Wrapper,
        // salesforce-alm 50, dist/lib/indexErrorProcessor.js, checkOauthAnd404.
        texts: &[own("This org appears to have a problem with its OAuth configuration"), own("oauthInvalidGrant")],
        names: &["oauthInvalidGrant"],
        meaning: "sfdx until 2022 says so of every `invalid_grant` and of a page with the status 404, whichever login it is. The org's OAuth configuration is one cause among others; what the org said stands behind `Reason:`.",
        causes: ANY,
        fixes: &[
            "Read what stands behind `Reason:`: `ERROR_HTTP_404` is a host that is no org's, and what follows `invalid_grant` has an entry of its own.",
            "Where nothing stands there, log in anew; the sf of today says what the org answers.",
        ],
        ..BLANK
    },
    Entry {
        id: "refresh-token-busy",
        title: "Another sf holds the org's refresh token, and does not let go of it",
        texts: &[
            own("Timed out waiting for another process to finish rotating the refresh token"),
            shared("RefreshTokenRotationTimeoutError"),
        ],
        names: &["RefreshTokenRotationTimeoutError"],
        codes: &["RefreshTokenRotationTimeoutError"],
        described: &["parallel|concurrent|simultan token|refresh|login"],
        meaning: "Where the app rotates refresh tokens, one process at a time may use one. Another job or an IDE hangs in the middle of it, often on the network.",
        causes: &[
            seen("A request to the org hangs here too.", "connection", &[]),
            seen("The proxy takes requests and does not answer.", "proxy", &[]),
        ],
        fixes: &["End the other programs that use this org's login, then try again.", "Give every parallel job a login of its own."],
        ..BLANK
    },
    Entry {
        id: "silent-wait",
        title: "sf prints nothing and does not end",
        role: Role::Hidden,
        texts: &[shared("HeadersTimeoutError"), shared("Headers Timeout Error"), own("Request was aborted due to timeout of 30 minutes")],
        codes: &["UND_ERR_HEADERS_TIMEOUT"],
        described: &[
            "hang|hung|stuck|freez|froze|stall",
            "not happen|output|return|finish|end|complet|respond|response|print|error",
            "run|wait|sit|spin|load|keep forever|endless|indefinit|infinite|ages|hours|minutes",
            "timed|times|timeout|limit minutes|mins|hour",
            "just sits|waits|runs",
        ],
        meaning: "Something on the way accepts the connection and never answers. undici waits five minutes for it, sf with node-fetch half an hour.",
        causes: &[
            seen("The proxy takes the request for a tunnel and says nothing.", "proxy", &[]),
            seen("The org's host, or what stands in for it, takes the request and says nothing.", "endpoint", &[]),
            seen("The connection is swallowed.", "connection", &[]),
            seen("sf looks for the org's own name on this machine, where only the proxy can resolve it.", "dns", &[]),
            hinted("The browser that was started keeps sf waiting.", "browser", &[]),
            hinted("The key is a pipe that nothing writes to.", "jwt-key", &[]),
        ],
        fixes: &["Do what the check that fails says.", "Set HTTP_TIMEOUT (milliseconds) so that sf gives up earlier while you look."],
        ..BLANK
    },
    Entry {
        id: "silent-fallback",
        title: "The given URL does not work, and sf silently logs in at another host",
        role: Role::Hidden,
        meaning: "A JWT login goes on to test.salesforce.com and login.salesforce.com when the given host fails. If the user exists there, sf reports success for an org that was not meant.",
        causes: &[
            seen("The given host does not resolve: a mistyped My Domain.", "dns", &[]),
            seen("The given host cannot be connected to.", "connection", &[]),
            seen("The given host's certificate is not trusted.", "certificate-chain", &[]),
            hinted("The given URL is not the org's.", "instance-url", &[]),
        ],
        fixes: &["Mend what the check says, and look at the org that sf names before anything is deployed to it."],
        ..BLANK
    },
    Entry {
        id: "request-aborted",
        title: "sf gave the request up after its own time limit",
        texts: &[
            of(Era::Undici, shared(words::ABORTED)),
            of(Era::NodeFetch, shared(words::USER_ABORTED)),
            own("AbortError: This operation was aborted Request was aborted due to timeout"),
        ],
        names: &["AbortError"],
        meaning: "HTTP_TIMEOUT limits every request of sf, in milliseconds. A value that is no number makes sf give up at once; the message speaks of 30 minutes all the same.",
        causes: &[
            seen("HTTP_TIMEOUT is shorter than the way to the org takes.", "endpoint", &[]),
            seen("The connection is slower than HTTP_TIMEOUT allows.", "connection", &[]),
            seen("The proxy is slower than HTTP_TIMEOUT allows.", "proxy", &[]),
        ],
        fixes: &["Unset HTTP_TIMEOUT, or give it at least 60000."],
        ..BLANK
    },
];
