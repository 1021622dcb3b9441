//! What the org answers about the app, its scopes and its API: mostly settings that only an admin of the org sees.

use super::{BLANK, CODE_EXCHANGE, Entry, Family, JWT_GRANT, REQUESTS, Role, UPDATE, answer, common, hinted, server, unseen};

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "app-access-refused",
        title: "The user is not allowed to use the app",
        family: Family::Answer,
        texts: &[
            server("user is not admin approved to access this app*"),
            common("invalid_app_access"),
            answer("app must be installed into org"),
            common("app must be installed"),
            server("OAUTH_APP_BLOCKED"),
            server("OAUTH_APP_ACCESS_DENIED"),
            server("end-user denied authorization"),
            common("not approved for access"),
            server("Failed: Not approved for access"),
            answer("this app is blocked by admin"),
        ],
        names: REQUESTS,
        codes: &["invalid_app_access", "OAUTH_APP_BLOCKED"],
        described: &["app block|uninstall|install", "connected app not install|allowed"],
        meaning: "The org allows the app only for approved users, or not at all. Since autumn 2025 orgs refuse apps that are not installed to most users.",
        causes: &[unseen(
            "The app is not installed, is blocked, or is not assigned to the user.",
            "On {host}: please install or unblock the Salesforce CLI app under Setup, Connected Apps OAuth Usage, and assign it to my profile or permission set.",
        )],
        fixes: &["Have an admin install the app and assign it to the user."],
        ..BLANK
    },
    Entry {
        id: "oauth-approval-error",
        title: "The org's approval page failed",
        family: Family::Answer,
        role: Role::Consequence,
        texts: &[
            server("OAUTH_APPROVAL_ERROR_GENERIC"),
            server("OAuth Approval Error Generic"),
            server("We can't authorize you because of an OAuth error"),
            server("Remote Access Authorization Error"),
            common("An unexpected error has occurred during authentication"),
            server("There was a problem in setting up your remote access"),
        ],
        codes: &["OAUTH_APPROVAL_ERROR_GENERIC"],
        described: &["allow|approve click|press|button error|fail|not"],
        meaning: "A page in the browser says so, before sf hears anything. The org, the app or the browser's session is at fault.",
        causes: &[
            unseen(
                "The app is blocked, or the user may not approve it.",
                "On {host}: what does Login History say of my last attempt with the Salesforce CLI app, and is it blocked under Connected Apps OAuth Usage?",
            ),
            unseen("The browser is logged in to another org.", "Does a private window make a difference?"),
        ],
        fixes: &["Try in a private window of the browser, then have the app installed by an admin.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "api-disabled",
        title: "The org or the user has no access to the API",
        family: Family::Answer,
        texts: &[
            server("API_DISABLED_FOR_ORG"),
            server("API is not enabled for this Organization"),
            server("API_CURRENTLY_DISABLED"),
            server("The REST API is not enabled for this Organization"),
            server("This session is not valid for use with the REST API"),
            server("This session is not valid for use with the API"),
        ],
        codes: &["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"],
        described: &["api not enabled|access|permission", "api access control"],
        meaning: "The login works and every request after it is refused; a session that was given without the scope `api` is called not valid for the API. Older versions of sf then repeat the web login once a second.",
        causes: &[
            unseen(
                "The edition or the profile has no API.",
                "On {host}: is API access part of the edition, and does my profile have API Enabled?",
            ),
            unseen(
                "The app lacks the scope `api`, or API Access Control does not let it in, or the token is one of a browser's session.",
                "On {host}: has the connected app the OAuth scope `Manage user data via APIs (api)`, and is it among those that API Access Control allows?",
            ),
        ],
        fixes: &["Have API Enabled set for the user, and the scope `api` for the app.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "invalid-client-secret",
        title: "The client secret is wrong",
        family: Family::Answer,
        texts: &[
            server("invalid_client::invalid client credentials"),
            common("invalid_client: invalid client credentials"),
            common("invalid_client. invalid client credentials"),
            common("due to: invalid client credentials"),
            common("\"error_description\":\"invalid client credentials\""),
            // The Mobile SDK for iOS.
            server("error=invalid_client, NSLocalizedDescription=invalid client credentials"),
            common("invalid client secret"),
            common("\"error\":\"invalid_client\""),
        ],
        names: &[CODE_EXCHANGE],
        codes: &["invalid_client"],
        meaning: "Here it is the credentials: the org itself says so. sf asks for the secret when --client-id names an app of one's own.",
        causes: &[
            hinted("The client id has a wrong shape.", "client-id", &[]),
            unseen(
                "The secret is an old one, or the app wants none.",
                "Has the consumer secret of the connected app been rotated, and does the app require a secret for the web server flow?",
            ),
        ],
        fixes: &["Copy id and secret again from the app's page."],
        ..BLANK
    },
    Entry {
        id: "scope-not-allowed",
        title: "The app does not have a scope that sf asks for",
        family: Family::Answer,
        texts: &[
            answer("the requested scope is not allowed"),
            server("OAUTH_DISALLOWED_SCOPES"),
            common("invalid_scope"),
            server("refresh_token scope is required"),
            server("no valid scopes defined"),
        ],
        names: &[CODE_EXCHANGE, JWT_GRANT],
        codes: &["invalid_scope"],
        meaning: "sf asks for refresh_token, api and web, or for what --scopes says. An app of one's own must have them.",
        causes: &[unseen(
            "A scope is missing in the app.",
            "Which OAuth scopes has the connected app? sf needs `Manage user data via APIs (api)`, `Manage user data via Web browsers (web)` and `Perform requests at any time (refresh_token, offline_access)`.",
        )],
        fixes: &["Add the scopes to the app, and wait some minutes.", "Or name with --scopes only those that the app has."],
        ..BLANK
    },
    Entry {
        id: "login-rate-exceeded",
        title: "Too many logins in too short a time",
        family: Family::Answer,
        texts: &[
            answer("login rate exceeded"),
            answer("number of logins exceeded"),
            common("LOGIN_RATE_EXCEEDED"),
            common("Login Limit Reached"),
        ],
        codes: &["LOGIN_RATE_EXCEEDED"],
        described: &["many login"],
        meaning: "The org limits logins per user and hour. A job that logs in at every step meets it.",
        causes: &[
            unseen(
                "Jobs that run side by side log in too often.",
                "How many logins of this user are in the Login History of {host} for the last hour?",
            ),
            unseen(
                "The org refuses each new token, and sf logs in again without end: \"Access token has expired. Updating...\".",
                "On {host}: does API Access Control allow the app that the CLI logs in with, and does that app issue JWT-based access tokens?",
            ),
        ],
        fixes: &["Log in once a job and keep the result; wait an hour."],
        ..BLANK
    },
    Entry {
        id: "request-limit-exceeded",
        title: "The org has no API requests left",
        family: Family::Answer,
        texts: &[
            server("TotalRequests Limit exceeded"),
            server("ConcurrentRequests Limit exceeded"),
            server("ConcurrentPerOrgLongTxn Limit exceeded"),
            common("REQUEST_LIMIT_EXCEEDED"),
        ],
        codes: &["REQUEST_LIMIT_EXCEEDED"],
        described: &["api limit call|request"],
        meaning: "An org has so many API requests for every 24 hours, and so many long ones at a time. The login itself works; the requests after it are refused, whoever used the others up.",
        causes: &[unseen(
            "Jobs, integrations or a loop use the requests up.",
            "On {host}: what does Setup, Company Information (or System Overview) show under API Requests, Last 24 Hours, and which user or app made most of them?",
        )],
        fixes: &["Wait: requests come back as the 24 hours pass.", "Have the program that uses them up stopped, or the limit raised."],
        ..BLANK
    },
];
