//! What real logins failed of, one row a cause: each has its entry, is recognised by what it prints, and is tied to the
//! check that sees it or to a question to the admin.

use super::{Proof, by_id};
use crate::salesforce::recognise::recognise;

/// How a row's cause is told: by this check, or by a question.
enum Told {
    By(&'static str),
    Ask,
}
use Told::{Ask, By};

const GRANT: &str =
    "Error (JwtGrantError): We encountered a JSON web token error, which is likely not an issue with Salesforce CLI. Here’s the error: ";
const EXCHANGE: &str = "Invalid client credentials. Verify the OAuth client secret and ID. Error authenticating with auth code due to: ";
const USERINFO: &str = "AuthCodeUsernameRetrievalError: Could not retrieve the username after successful auth code exchange.\nDue to: ";
const JWT: &str = "JwtAuthError::Error authenticating with JWT.\nErrors encountered:\n";

#[rustfmt::skip]
/// The cause, what is printed (`{grant}`, `{exchange}`, `{userinfo}` and `{jwt}` stand for sf's wrappings), the entry.
const FAILURES: &[(&str, &str, &str, Told)] = &[
    // Trust.
    (
        "an inspecting proxy's root is not Node's",
        "ERROR running force:auth:web:login:  self signed certificate in certificate chain",
        "self-signed-in-chain",
        By("certificate-chain"),
    ),
    ("the same, with today's sf", "{grant}{jwt}fetch failed\nfetch failed", "fetch-failed", By("certificate-chain")),
    (
        "a security client rewrites TLS",
        "ERROR:  unable to get local issuer certificate",
        "unable-to-get-local-issuer",
        By("certificate-chain"),
    ),
    (
        "only the org's own host is inspected",
        "{userinfo}request to https://acme.my.salesforce.com/services/oauth2/userinfo failed, reason: unable to get local issuer certificate",
        "unable-to-get-local-issuer",
        Ask,
    ),
    (
        "the error stands on the browser's page",
        "Error authenticating with auth code due to: unable to get local issuer certificate. This is most likely not an error with the Salesforce CLI.",
        "unable-to-get-local-issuer",
        By("certificate-chain"),
    ),
    (
        "a security client resets",
        "{exchange}request to https://test.salesforce.com//services/oauth2/token failed, reason: read ECONNRESET",
        "connection-reset",
        Ask,
    ),
    ("a security client drops the request's body", "{exchange}grant type not supported", "grant-type-not-supported", Ask),
    (
        "https:// before a proxy that speaks plain HTTP",
        "request to https://test.salesforce.com//services/oauth2/token failed, reason: write EPROTO 00:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:ssl3_record.c:354:",
        "wrong-version-number",
        By("proxy"),
    ),
    (
        "an inspecting device without secure renegotiation",
        "{exchange}request to https://login.salesforce.com/services/oauth2/token failed, reason: write EPROTO 00:error:0A000152:SSL routines:final_renegotiate:unsafe legacy renegotiation disabled:extensions.c:922:",
        "legacy-renegotiation",
        By("connection"),
    ),
    (
        "npm has trust settings of its own",
        "$ sfdx plugins:install x\nerror An unexpected error occurred: \"https://registry.example/@salesforce%2fanalytics: self signed certificate in certificate chain\"",
        "plugin-install-trust",
        By("npm-strict-ssl"),
    ),
    ("the same, with npm", "$ sf plugins install x\nnpm ERR! code SELF_SIGNED_CERT_IN_CHAIN", "plugin-install-trust", By("npm-strict-ssl")),
    (
        "the variable is set for the shell and not for the IDE",
        "SFDX: Refresh SObject Definitions failed: self signed certificate in certificate chain",
        "self-signed-in-chain",
        Ask,
    ),
    (
        "NODE_EXTRA_CA_CERTS names no file",
        "Warning: Ignoring extra certs from `null`, load failed: error:80000002:system library::No such file or directory",
        "extra-certs-not-loaded",
        By("trust-store"),
    ),
    (
        "NODE_EXTRA_CA_CERTS names no PEM file, and nothing says so",
        "{exchange}TypeError::fetch failed",
        "fetch-failed",
        By("certificate-chain"),
    ),
    (
        "the same, before undici",
        "{exchange}request to https://login.salesforce.com/services/oauth2/token failed, reason: unable to get local issuer certificate",
        "unable-to-get-local-issuer",
        By("trust-store"),
    ),
    (
        "a part of the bundle is damaged",
        "Warning: Ignoring extra certs from `/ca.pem`, load failed: error:0488000D:PEM routines::ASN1 lib",
        "extra-certs-not-loaded",
        By("trust-store"),
    ),
    (
        "the intermediate was exported and not the root",
        "{exchange}request to https://login.salesforce.com/services/oauth2/token failed, reason: unable to get issuer certificate",
        "unable-to-get-issuer",
        By("certificate-chain"),
    ),
    (
        "the variable is set when Node runs already",
        "sf org login web\nError: unable to get local issuer certificate",
        "unable-to-get-local-issuer",
        Ask,
    ),
    (
        "Node ignores the operating system's store",
        "sf org login jwt\nError (1): UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "unable-to-get-local-issuer",
        By("certificate-chain"),
    ),
    (
        "a certificate is there twice, for an old Node",
        "Warning: Extra certs load failed: error:0B07C065:x509 certificate routines:X509_STORE_add_cert:cert already in hash table\nsfdx force:auth:web:login",
        "cert-already-in-hash-table",
        By("runtime"),
    ),
    (
        "another host answers",
        "{exchange}request to https://acme.my.salesforce.com/services/oauth2/token failed, reason: Hostname/IP does not match certificate's altnames: Host: acme.my.salesforce.com. is not in the cert's altnames: DNS:www.example.com",
        "certificate-host-mismatch",
        By("certificate-chain"),
    ),
    (
        "a certificate expired, or the clock is wrong",
        "{exchange}request to https://acme.my.salesforce.com/services/oauth2/token failed, reason: certificate has expired",
        "certificate-expired",
        By("clock"),
    ),
    (
        "the chain lacks its intermediate",
        "{exchange}request to https://acme.my.salesforce.com/services/oauth2/token failed, reason: unable to verify the first certificate",
        "unable-to-verify-first",
        By("certificate-chain"),
    ),
    // Proxies.
    (
        "only the system, the IDE or the browser knows the proxy",
        "{exchange}request to https://test.salesforce.com//services/oauth2/token failed, reason: connect ETIMEDOUT 101.53.160.131:443",
        "connection-timed-out",
        Ask,
    ),
    (
        "the proxy wants a password",
        "ERROR running force:auth:web:login:  tunneling socket could not be established, statusCode=407",
        "proxy-authentication",
        By("proxy"),
    ),
    (
        "the same, with today's sf",
        "sf org login web --json\n\"cause\": \"Proxy response (407) !== 200 when HTTP Tunneling\"",
        "proxy-authentication",
        By("proxy"),
    ),
    (
        "the proxy closes, or a misspelt variable names another",
        "ERROR running force:auth:web:login:  tunneling socket could not be established, cause=socket hang up",
        "proxy-refuses",
        By("proxy"),
    ),
    (
        "the proxy's value was taken apart wrongly",
        "ERROR running force:auth:web:login:  tunneling socket could not be established, cause=getaddrinfo ENOTFOUND 10590 10590:80",
        "proxy-misparsed",
        By("proxy"),
    ),
    (
        "the proxy's value is no URL",
        "sf org login jwt\nTypeError: Invalid URL\n    at ProxyAgent.#getUrl (/opt/sf/node_modules/undici/lib/dispatcher/proxy-agent.js:1:1)",
        "proxy-value-invalid",
        By("proxy"),
    ),
    ("a % in the proxy's password", "sf org login jwt\nURIError: URI malformed", "proxy-value-invalid", By("proxy")),
    (
        "sfdx before 7.161 ignores HTTPS_PROXY",
        "ERROR running auth:jwt:grant:  connect ETIMEDOUT 13.108.233.69:443",
        "connection-timed-out",
        By("runtime"),
    ),
    (
        "NO_PROXY is ignored, and the org sees the proxy's address",
        "Error authenticating with auth code due to: ip restricted",
        "ip-restricted",
        By("proxy"),
    ),
    (
        "upper and lower case variables differ, and the proxy blocks",
        "Error (1): Bad Response\n<TITLE>ERROR: The requested URL could not be retrieved</TITLE> Access Denied.",
        "proxy-block-page",
        By("proxy"),
    ),
    (
        "a script polluted the proxy's value, or it is dead",
        "Metadata API request failed: request to https://acme.my.salesforce.com/services/Soap/m/61.0 failed, reason: connect ECONNREFUSED 22.113.58.131:8080",
        "connection-refused",
        By("proxy"),
    ),
    (
        "a chain of proxies breaks off",
        "ERROR running force:source:deploy:  Client network socket disconnected before secure TLS connection was established",
        "connection-reset",
        By("connection"),
    ),
    ("the same, in time", "sfdx force:mdapi:deploy\nERROR: Error: read ETIMEDOUT", "connection-timed-out", By("connection")),
    ("a part of sf goes past the proxy", "getaddrinfo ENOTFOUND mdcoverage.secure.force.com", "part-bypasses-proxy", By("dns")),
    (
        "a plugin is installed past the proxy",
        "JitPluginInstallError: Could not install @salesforce/plugin-packaging",
        "plugin-install-failed",
        By("npm-strict-ssl"),
    ),
    ("telemetry fails, which is noise", "sfdx force:auth:web:login\nWarning: error sending telemetry: 404", "telemetry-noise", Ask),
    ("a page answers a JWT login", "{grant}{jwt}Value is not a JsonMap", "html-answer", By("endpoint")),
    (
        "a page answers a web login",
        "{exchange}TypeError::Cannot read properties of undefined (reading 'scope')",
        "html-answer",
        By("endpoint"),
    ),
    ("a block page answers with 403", "{exchange}ERROR_HTTP_403::<html>blocked</html>", "html-answer", By("endpoint")),
    // Names.
    (
        "the org's own name is looked up here, also behind a proxy",
        "ERROR running force:source:deploy:  The org cannot be found",
        "org-cannot-be-found",
        By("dns"),
    ),
    ("the same, as a name of the error", "Error (DomainNotFoundError): sf org open", "org-cannot-be-found", By("dns")),
    (
        "sf waits four minutes and stores the wrong URL",
        "sf data query\nError (1): Destination URL not reset. The URL returned from login must be set",
        "instance-url-not-set",
        By("dns"),
    ),
    ("resolver and VPN do not fit", "ERROR running force:org:open:  expired access/refresh token", "token-expired", Ask),
    (
        "a resolver that comes and goes",
        "{exchange}request to https://login.salesforce.com/services/oauth2/token failed, reason: getaddrinfo EAI_AGAIN login.salesforce.com",
        "name-server-failed",
        By("dns"),
    ),
    (
        "250 ms an address is too short",
        "sf org login web\nTypeError: fetch failed\n  [cause]: AggregateError [ETIMEDOUT]:",
        "all-addresses-failed",
        By("connection"),
    ),
    (
        "the org was deleted or renamed",
        "{exchange}request to https://acme.my.salesforce.com/services/oauth2/token failed, reason: getaddrinfo ENOTFOUND acme.my.salesforce.com",
        "name-not-found",
        Ask,
    ),
    ("the same, afterwards", "sf org display\nError (1): The client has timed out.", "client-timed-out", By("dns")),
    // The URL.
    (
        "a Lightning URL",
        "{grant}LightningDomain::Invalid instance URL. It should NOT be a lightning domain.",
        "lightning-url",
        By("instance-url"),
    ),
    (
        "the same, in old words",
        "ERROR running auth:web:login:  Invalid instance URL. Specify a Salesforce instance URL using the format <domainname>.salesforce.com",
        "lightning-url",
        By("instance-url"),
    ),
    (
        "no https:// before the URL",
        "Error (2): Parsing --instance-url \n\tExpected a valid url but received: acme.my.salesforce.com",
        "url-not-valid",
        By("instance-url"),
    ),
    (
        "a mistyped scheme",
        "Warning: Using insecure protocol: htts: on url: null\nsf org login web",
        "url-scheme-mistyped",
        By("instance-url"),
    ),
    ("http://", "Warning: Using insecure protocol: http: on url: http://test.salesforce.com", "url-in-clear", By("instance-url")),
    (
        "an old URL after enhanced domains",
        "ERROR running auth:web:login:  Cannot read properties of undefined (reading 'id')",
        "legacy-url",
        By("instance-url"),
    ),
    // Key, claims, app.
    (
        "the key's file lasted one step only",
        "ENOENT: no such file or directory, open '/var/lib/jenkins/workspace/x@tmp/secretFiles/1/server.key'",
        "key-file-missing",
        Ask,
    ),
    (
        "the key's file is not there",
        "{grant}Error::ENOENT: no such file or directory, open 'server.key'",
        "key-file-missing",
        By("jwt-key"),
    ),
    (
        "a senseless pair of audience and host, as the only line",
        "{grant}{jwt}audience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com/]",
        "audience-invalid",
        By("jwt-audience"),
    ),
    (
        "the same, behind the line that counts",
        "{grant}{jwt}External client app is not installed in this org\naudience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com/]",
        "client-app-not-installed",
        Ask,
    ),
    (
        "a damaged key, in OpenSSL's words",
        "ERROR running force:auth:jwt:grant:  {grant}error:0909006C:PEM routines:get_name:no start line",
        "key-no-start-line",
        By("jwt-key"),
    ),
    (
        "key and certificate do not belong together",
        "ERROR running force:auth:jwt:grant:  {grant}invalid assertion",
        "assertion-invalid",
        By("jwt-key"),
    ),
    (
        "a damaged key, in today's words",
        "{grant}{jwt}secretOrPrivateKey must be an asymmetric key when using RS256",
        "key-unreadable",
        By("jwt-key"),
    ),
    ("an empty key", "{grant}{jwt}secretOrPrivateKey must have a value", "key-empty", By("jwt-key")),
    ("a short key", "{grant}{jwt}secretOrPrivateKey has a minimum key size of 2048 bits for RS256", "key-too-small", By("jwt-key")),
    (
        "an elliptic key",
        "{grant}{jwt}\"alg\" parameter for \"ec\" key type must be one of: ES256, ES384, ES512.",
        "key-wrong-type",
        By("jwt-key"),
    ),
    (
        "a directory where the key should be",
        "{grant}Error::EISDIR: illegal operation on a directory, read",
        "key-is-directory",
        By("jwt-key"),
    ),
    ("the app is not pre-authorised", "{grant}{jwt}user hasn't approved this consumer", "user-not-approved", Ask),
    ("the org knows no such client id", "{grant}{jwt}client identifier invalid", "client-identifier-invalid", By("client-id")),
    ("the clock is off", "{exchange}invalid_grant::expired authorization code", "assertion-expired", By("clock")),
    ("the user is inactive", "{grant}{jwt}inactive user", "user-inactive", Ask),
    (
        "the app is not allowed for the user",
        "{exchange}invalid_app_access::user is not admin approved to access this app",
        "app-access-refused",
        Ask,
    ),
    (
        "the approval page fails",
        "OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occured during authentication.",
        "oauth-approval-error",
        Ask,
    ),
    ("the org is not there", "OrgDataNotAvailableError: sf org display", "org-not-available", Ask),
    // Port, browser, callback.
    (
        "the port is in use",
        "Error (PortInUseError): Cannot start the OAuth redirect server on port 1717.",
        "oauth-port-in-use",
        By("oauth-port"),
    ),
    ("the same, in old words", "Cannot start the OAuth redirect server on port PortInUseAction.", "oauth-port-in-use", By("oauth-port")),
    ("Windows reserves the port", "Error: listen EACCES: permission denied 127.0.0.1:1717", "oauth-port-reserved", By("oauth-port")),
    (
        "another port, and the app does not know it",
        "sf org login web\nerror=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
        "redirect-uri-mismatch",
        By("oauth-port"),
    ),
    (
        "the browser cannot reach the port",
        "sfdx force:auth:web:login\nlocalhost refused to connect. ERR_CONNECTION_REFUSED",
        "callback-unreachable",
        By("oauth-port"),
    ),
    ("the same, empty", "sfdx force:auth:web:login\nlocalhost didn’t send any data. ERR_EMPTY_RESPONSE", "callback-unreachable", Ask),
    ("a new browser and an old sf", "Error (1): Invalid request method: OPTIONS", "invalid-request-method", By("runtime")),
    ("WSL neither takes nor refuses a connection", "Error (SOCKET_TIMEOUT): timeout\nsf org login web", "socket-timeout", By("oauth-port")),
    (
        "sf takes the machine for a container",
        "Error (SfError): \"org login web\" isn't supported when authorizing in a headless environment.",
        "container-mode",
        By("browser"),
    ),
    (
        "no browser",
        "Error (CannotOpenBrowserError): Unable to open the browser you specified (undefined).",
        "browser-cannot-open",
        By("browser"),
    ),
    ("PowerShell is blocked", "sf org login web\nError (UNKNOWN): spawn UNKNOWN", "browser-cannot-open", Ask),
    (
        "the login takes longer than two minutes",
        "Error (AuthTimeoutError): The authentication session timed out. Please try again.\nsf org login web",
        "web-login-timed-out",
        Ask,
    ),
    (
        "the browser is on another machine",
        "sf org login web\nThis site can’t be reached. localhost refused to connect.",
        "callback-unreachable",
        Ask,
    ),
    // Node and the system.
    (
        "Node is too old for undici",
        "sf org login jwt\nTypeError: webidl.util.markAsUncloneable is not a function",
        "node-too-old",
        By("runtime"),
    ),
    (
        "the same, with undici 8",
        "sf org login jwt\nTypeError: Cannot read properties of undefined (reading 'bind')",
        "node-too-old",
        By("runtime"),
    ),
    (
        "Node is too new for node-fetch",
        "Warning: Detected unsettled top-level await at file:///opt/lib/node_modules/@salesforce/cli/bin/run.js:15",
        "unsettled-await",
        By("runtime"),
    ),
    ("HTTP/2 was spoken", "sf org login web\nSocketError: other side closed", "other-side-closed", By("endpoint")),
    ("Node 16 lacks a function", "{grant}structuredClone is not defined", "node-lacks-feature", By("runtime")),
    (
        "a glibc that is too old",
        "/usr/local/lib/sf/bin/node: /lib64/libc.so.6: version `GLIBC_2.28' not found (required by sf)\nsf org login jwt",
        "wrong-binary",
        Ask,
    ),
    ("musl in place of glibc", "sf: cannot execute: required file not found", "wrong-binary", By("runtime")),
    ("sf is not on PATH", "'sf' is not recognized as an internal or external command", "wrong-binary", By("runtime")),
    // sf's files and keychain.
    ("a keyring that cannot be used", "secret-tool: Cannot autolaunch D-Bus without X11 $DISPLAY", "secret-tool-unusable", By("keychain")),
    (
        "macOS's keychain is locked",
        "ERROR running force:org:open:  security: SecKeychainItemCreateFromContent (<default>): The user name or passphrase you entered is not correct.",
        "macos-keychain-refuses",
        Ask,
    ),
    (
        "key.json is of another version",
        "The service and account specified in key.json do not match the version of the toolbelt.",
        "key-json-mismatch",
        By("keychain"),
    ),
    (
        "key.json has another mode",
        "{grant}GenericKeychainInvalidPermsError::Invalid file permissions for secret file: /h/.sfdx/key.json",
        "key-json-permissions",
        By("keychain"),
    ),
    (
        "the same, in old words",
        "{grant}TypeError::Cannot read properties of undefined (reading 'setContentsFromObject')",
        "key-json-permissions",
        By("keychain"),
    ),
    (
        "logins were encrypted with another key",
        "Failed to decipher auth data. reason: Unsupported state or unable to authenticate data.",
        "auth-file-undecipherable",
        Ask,
    ),
    (
        "a file of sf's is damaged",
        "Error (JsonParseError): Unexpected token '<' in JSON at position 0\nsf org login web",
        "damaged-json",
        By("keychain"),
    ),
    (
        "a file of sf's is empty",
        "ERROR running auth:web:login:  Parse error in file unknown on line 1\nFILE HAS NO CONTENT",
        "damaged-json",
        By("keychain"),
    ),
    (
        "the API is closed, and sf logs in again and again",
        "Error (1): API_DISABLED_FOR_ORG: API is not enabled for this Organization",
        "api-disabled",
        Ask,
    ),
];

#[test]
fn every_real_failure_is_recognised_and_tied_to_what_tells_it() {
    let mut wrong = Vec::new();
    for (cause, text, id, told) in FAILURES {
        let text = text.replace("{grant}", GRANT).replace("{exchange}", EXCHANGE).replace("{userinfo}", USERINFO).replace("{jwt}", JWT);
        let first = recognise(&text).found.first().map(|found| found.entry.id);
        if first != Some(id) {
            wrong.push(format!("{cause}: {first:?}, not {id}"));
        }
        let entry = by_id(id).unwrap();
        let is_tied = match told {
            By(check) => entry.checks().any(|id| id == *check),
            Ask => entry.causes.is_empty() || entry.causes.iter().any(|cause| matches!(cause.proof, Proof::Unseen { .. })),
        };
        if !is_tied {
            wrong.push(format!("{cause}: {id} is not tied to what tells it"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), FAILURES.len(), wrong.join("\n"));
}
