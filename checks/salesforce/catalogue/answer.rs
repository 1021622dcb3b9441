//! What the org itself answers: mostly settings that only an admin of the org sees.

use super::{
    BLANK, CODE_EXCHANGE, Cause, Entry, Family, JWT_GRANT, REQUESTS, RIGHT_URL, Role, UPDATE, answer, common, distinctive, hinted, own,
    seen, server, shared, unseen,
};

const WRONG_ORG: Cause = hinted("The URL leads to another org, or to login.salesforce.com for a user of a sandbox.", "instance-url", &[]);
const WRONG_CLOCK: Cause = seen("This machine's clock is off by minutes.", "clock", &[]);
const APP_SETTINGS: &str = "Have the app's settings compared: callback URL http://localhost:1717/OauthRedirect, the scopes api, web and refresh_token, and the policies that apply to this user.";
const PROPAGATION: &str = "An app that was made or changed just now needs up to ten minutes: wait and try again.";

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "authentication-failure",
        title: "The org refuses the login without saying why",
        family: Family::Answer,
        texts: &[answer("authentication failure")],
        names: &[CODE_EXCHANGE],
        codes: &["invalid_grant"],
        described: &["invalid grant"],
        meaning: "The org was reached. It does not let this user in by this app: the user, the app's policies, the org's settings or a login flow stand in the way.",
        causes: &[
            unseen(
                "The user has no permission API Enabled, or the org has no API access.",
                "On {host}: does this user have the permission API Enabled, and is API access part of the org's edition? What does the user's Login History say for the last attempt?",
            ),
            unseen(
                "The connected app's policies, API Access Control or a login flow stop the user.",
                "On {host}: is the app allowed for this user (OAuth policies, API Access Control, session level), and is a login flow assigned to the profile?",
            ),
            WRONG_ORG,
            WRONG_CLOCK,
        ],
        fixes: &["Ask for the Login History: its status names the reason.", RIGHT_URL, APP_SETTINGS, UPDATE],
        ..BLANK
    },
    Entry {
        id: "grant-type-not-supported",
        title: "The endpoint that answered does not take this kind of login",
        family: Family::Answer,
        texts: &[answer("grant type not supported"), answer("request not supported on this domain"), common("unsupported_grant_type")],
        names: &[CODE_EXCHANGE],
        codes: &["unsupported_grant_type"],
        meaning: "Usually the URL is not the org's own. A device that drops the body of the request has the same effect: the endpoint then sees no grant type at all.",
        causes: &[
            seen("The URL is a Lightning one, an old form, or http.", "instance-url", &[]),
            seen("What answers is not the org's API.", "endpoint", &[]),
            WRONG_CLOCK,
            unseen(
                "The app does not allow the flow, or the user or org has no API access.",
                "On {host}: does the connected app allow the web server flow (and not only client credentials), and do org and user have API access?",
            ),
            unseen(
                "A security client strips the body of the request.",
                "Does the security client on this machine change POST requests of node to {host}?",
            ),
        ],
        fixes: &[RIGHT_URL, "Write https:// and not http://.", "Set the clock.", APP_SETTINGS],
        ..BLANK
    },
    Entry {
        id: "ip-restricted",
        title: "The org does not take logins from this network address",
        family: Family::Answer,
        texts: &[
            answer("ip restricted"),
            server("LOGIN_DURING_RESTRICTED_DOMAIN"),
            server("LOGIN_MUST_USE_SECURITY_TOKEN"),
            server("API security token required"),
            answer("authentication failure - Failed: API security token required"),
            server("security token; or user locked out. Are you at a new location?"),
        ],
        names: &[CODE_EXCHANGE, JWT_GRANT],
        codes: &["ip_restricted"],
        described: &[
            "ip whitelist|allowlist|range|restrict|trusted|relax|address",
            "verification code",
            "security token miss|need|requir|reset|append",
            "trusted ip|network",
        ],
        meaning: "The address under which the org sees this machine is outside the profile's login IP ranges or the app's policy; a login with a password, as other programs make it, then needs the security token behind the password. Through a proxy or VPN that is another address than without.",
        causes: &[
            hinted("The request leaves through a proxy, although NO_PROXY excludes the org: sf ignores NO_PROXY.", "proxy", &["no_proxy="]),
            unseen(
                "The address is not among those allowed.",
                "On {host}: from which address did my last login attempt come (Setup, Login History), and can it be added to the Login IP Ranges of my profile, or to Network Access?",
            ),
        ],
        fixes: &[
            "Have the address added to the Login IP Ranges of the profile, or to Setup, Network Access.",
            "Log in from the network, VPN or proxy that is allowed; unset the proxy variables for this command where the direct way is the allowed one.",
        ],
        never: &["Do not have the restriction lifted for everybody: one range is enough."],
        ..BLANK
    },
    Entry {
        id: "user-not-approved",
        title: "The app is not approved for this user",
        family: Family::Answer,
        texts: &[
            own("user hasn't approved this consumer"),
            own("user has not approved this consumer"),
            own("user hasn't approved this consum*"),
        ],
        names: &[JWT_GRANT],
        codes: &["invalid_grant"],
        described: &["not approv", "admin approv|pre", "permission set connected|app"],
        meaning: "A JWT login asks nobody: the user must be approved before, by profile or permission set. Or the user is unknown at the host that was asked, which says the same.",
        causes: &[
            unseen(
                "The app is not set to pre-authorised users, or the user's profile is not among them.",
                "On {host}: please set the connected app's Permitted Users to `Admin approved users are pre-authorized` and add my profile or permission set to it (Manage, Manage Profiles).",
            ),
            WRONG_ORG,
            hinted("The audience does not fit the org.", "jwt-audience", &["variable="]),
            unseen(
                "The app is new and not yet known everywhere.",
                "When was the connected app created or changed? (Up to ten minutes pass until it counts.)",
            ),
        ],
        fixes: &["Have the app pre-authorised for the profile or permission set of this user.", PROPAGATION, RIGHT_URL, UPDATE],
        ..BLANK
    },
    Entry {
        id: "client-identifier-invalid",
        title: "The org that answered knows no app with this client id",
        family: Family::Answer,
        texts: &[answer("client identifier invalid"), common("invalid_client_id")],
        names: &[JWT_GRANT, CODE_EXCHANGE],
        codes: &["invalid_client_id"],
        described: &["consumer|client id|key wrong|not|invalid|different|found"],
        meaning: "The consumer key is not one of an app that this org knows: copied in part, with a blank or quotes, of another org, or of an app that is minutes old.",
        causes: &[
            hinted("The client id has blanks, quotes or a wrong shape.", "client-id", &[]),
            WRONG_ORG,
            unseen(
                "The app lives in another org, or is too new.",
                "Does the org {host} have the connected app with the consumer key that begins as mine, and since when?",
            ),
        ],
        fixes: &["Copy the consumer key again, whole, from the app's page.", PROPAGATION, RIGHT_URL, UPDATE],
        ..BLANK
    },
    Entry {
        id: "org-not-available",
        title: "The org is down for maintenance, disturbed, or not ready yet",
        family: Family::Answer,
        texts: &[
            server("The data you were trying to access could not be found"),
            common("Data Not Available"),
            own("OrgDataNotAvailableError"),
            own("authentication token failed with a 'Data Not Found Error'"),
            common("org data is not available"),
            common("Down for Maintenance"),
            distinctive("Down (Maintenance)"),
            server("will auto-refresh when ready"),
            common("inactive_org"),
            server("inactive organization"),
            answer("organization is locked, closed, or suspended"),
            answer("retry your request"),
            server("SERVER_UNAVAILABLE: Server*"),
            shared("ERROR_HTTP_420"),
            shared("ERROR_HTTP_503"),
        ],
        names: &["OrgDataNotAvailableError", JWT_GRANT],
        codes: &["OrgDataNotAvailableError"],
        described: &["maintenance page|mode|window|moment|now|under", "maintenance", "salesforce outage|down"],
        meaning: "Salesforce answered with a page that says so, or asks to try again. A scratch org or sandbox that was just made is not ready for API requests at once; one that expired or was deleted may answer so too.",
        causes: &[
            seen("A page answers in place of the API.", "endpoint", &[]),
            unseen("The instance is in maintenance.", "Is the instance of {host} in maintenance or disturbed (status.salesforce.com)?"),
            unseen("The org is gone: a scratch org that expired answers so too.", "Does the org {host} still exist?"),
        ],
        fixes: &[
            "Wait some minutes and try again: `sf-preflight --watch --status` looks until the org answers.",
            "Where it goes on, ask Salesforce's support.",
        ],
        ..BLANK
    },
    Entry {
        id: "audience-invalid",
        title: "The assertion names another audience than the host that was asked",
        family: Family::Answer,
        texts: &[own("audience is invalid [audience=*"), answer("audience is invalid"), answer("Audience validation failed")],
        names: &[JWT_GRANT],
        codes: &["invalid_grant"],
        described: &["audience"],
        meaning: "sf tries several pairs of host and audience, and the ones that do not fit always fail so. Only where this is the first line is it the reason; otherwise the lines above it are.",
        causes: &[
            seen("A variable sets an audience that does not fit.", "jwt-audience", &["variable="]),
            hinted("The URL leads to another kind of org: a sandbox's user at login.salesforce.com.", "instance-url", &[]),
            unseen(
                "A proxy leads the request elsewhere.",
                "Does the proxy on the way to {host} rewrite or redirect requests to /services/oauth2/token?",
            ),
        ],
        fixes: &["Read the first line of the list.", RIGHT_URL, "Unset SF_AUDIENCE_URL unless the org is one that needs it.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "client-app-not-installed",
        title: "The org does not have the external client app",
        family: Family::Answer,
        texts: &[
            own("External client app is not installed in this org"),
            own("External client app is not installed"),
            server("Cross-org OAuth flows are not supported"),
            common("app is not installed in this org"),
            common("app_not_found"),
            server("OAUTH_EC_APP_NOT_FOUND"),
        ],
        names: &[JWT_GRANT],
        codes: &["OAUTH_EC_APP_NOT_FOUND"],
        meaning: "The app belongs to another org and is not packaged into this one, or the URL leads to another org than the one that has it.",
        causes: &[
            WRONG_ORG,
            unseen(
                "The app is not in the org.",
                "Is the external client app with this consumer key installed in {host}, and enabled for JWT bearer?",
            ),
        ],
        fixes: &[RIGHT_URL, "Install the app there, or use the org's own."],
        ..BLANK
    },
    Entry {
        id: "assertion-invalid",
        title: "The org cannot verify the assertion: the key and the app's certificate hardly belong together",
        family: Family::Answer,
        texts: &[answer("invalid assertion"), common("invalid_app_signature")],
        names: &[JWT_GRANT],
        codes: &["invalid_assertion"],
        described: &["jwt|cert not match|belong|mismatch"],
        meaning: "The signature was made with another key than the certificate that the app has, or the certificate has expired there.",
        causes: &[
            hinted("The key does not belong to the app's certificate (give it with --jwt-cert to compare).", "jwt-key", &[]),
            unseen(
                "The app holds another or an expired certificate.",
                "Which SHA-256 fingerprint and which end date has the certificate that is uploaded to the connected app (Use digital signatures)?",
            ),
            hinted("The audience does not fit.", "jwt-audience", &["variable="]),
        ],
        fixes: &["Make a new pair, upload the certificate to the app, use the key of that pair."],
        never: &["Do not send the private key to anybody to have it compared: the fingerprint of the certificate is enough."],
        ..BLANK
    },
    Entry {
        id: "assertion-expired",
        title: "The assertion or code has expired",
        family: Family::Answer,
        texts: &[answer("expired authorization code"), answer("invalid authorization code"), common("assertion has expired")],
        names: &[CODE_EXCHANGE, JWT_GRANT],
        described: &["auth|assertion code|old|late expire|late|old"],
        meaning: "Too long passed between the code and its exchange, or the clocks differ. sf's own assertions do not expire; those of other programs do.",
        causes: &[WRONG_CLOCK, hinted("The way to the org is slow.", "connection", &[])],
        fixes: &["Set the clock.", "Log in again, and finish in the browser without a pause."],
        ..BLANK
    },
    Entry {
        id: "token-expired",
        title: "The stored login is no longer valid",
        family: Family::Answer,
        role: Role::Consequence,
        texts: &[
            server("expired access/refresh token"),
            server("INVALID_SESSION_ID: Session expired or invalid"),
            server("INVALID_SESSION_ID: Invalid Session ID found"),
            server("Invalid Session ID found in SessionHeader"),
            server("errorCode: INVALID_SESSION_ID"),
            server("INVALID_SESSION_ID"),
            common("Session expired or invalid"),
            server("Bad_OAuth_Token"),
            // The Bulk API and the streaming API.
            server("InvalidSessionId"),
            shared("Invalid session id"),
            server("401::Authentication invalid"),
            shared("OAuth login invalid or expired access token"),
            shared("access token expired"),
            own("The stored refresh token is no longer valid"),
            own("The org may need to be re-authenticated"),
            // Of sfdmu, whose login is sf's.
            own("has expired or the user has no access"),
            own("has been expired or the user has no access"),
            answer("token validity expired"),
        ],
        names: &["RefreshTokenAuthError"],
        codes: &["INVALID_SESSION_ID"],
        described: &[
            "token|session|login|auth|refresh expire|stale|revok",
            "reauth|again every|daily|each",
            "log again every|time|daily|each",
            "refresh sandbox",
            "token has expired",
        ],
        meaning: "The org has revoked or timed out what was stored; logging in again makes a new one. Right after a login it points at a name that leads to different servers, as with a VPN.",
        causes: &[
            unseen(
                "The session policy, a changed password or an admin revoked it.",
                "On {host}: what does the refresh token policy of the connected app say, and was my token revoked?",
            ),
            unseen(
                "The name servers of this machine do not agree, as with a VPN.",
                "Do all name servers that this machine uses, those of the VPN among them, give the same addresses for {host}?",
            ),
        ],
        fixes: &["Log in again.", "With a VPN, compare with it disconnected."],
        ..BLANK
    },
    Entry {
        id: "user-inactive",
        title: "The user may not log in to that org: inactive, locked, unknown there, or with a wrong or expired password",
        family: Family::Answer,
        texts: &[
            answer("inactive user"),
            answer("user is inactive"),
            common("inactive_user"),
            server("INVALID_OPERATION_WITH_EXPIRED_PASSWORD"),
            server("INVALID_LOGIN: Invalid username, password, security token*"),
            server("security token; or user locked out"),
            server("authentication failure - Invalid Password"),
            shared("INVALID_LOGIN"),
        ],
        names: REQUESTS,
        codes: &["inactive_user", "INVALID_LOGIN"],
        described: &[
            "user inactive|deactivat|locked|frozen",
            "password wrong|incorrect|invalid",
            "password expired",
            "username|credential not accept|work|valid",
        ],
        meaning: "The org was reached and does not know the user as one that may log in.",
        causes: &[
            unseen("The user is deactivated, frozen or locked.", "On {host}: is my user active, not frozen and not locked?"),
            WRONG_ORG,
            unseen(
                "A program logs in with a password, which is wrong, has expired, or needs the security token from this network address.",
                "On {host}: what does the Login History say of my last attempt, and has my password expired?",
            ),
        ],
        fixes: &[
            "Have the user activated, or use another.",
            "Where a password has expired: log in with a browser and set a new one.",
            RIGHT_URL,
        ],
        ..BLANK
    },
];
