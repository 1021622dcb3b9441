//! Port, browser and callback of a web login.

use super::{
    BLANK, CODE_EXCHANGE, Cause, Entry, Era, Family, Role, UPDATE, answer, command, common, distinctive, hinted, of, own, seen, server,
    shared, unseen,
};
use crate::salesforce::words;

const OTHER_FLOW: &str =
    "Where there is no browser on this machine, use `sf org login jwt`, or `sf org login sfdx-url` with a URL from a machine that has one.";
const REMOTE: Cause = unseen(
    "sf runs on another machine than the browser: SSH, a container, Codespaces. The browser's localhost is not sf's.",
    "Does the browser run on the machine on which sf waits? If not: `ssh -L 1717:localhost:1717 HOST`, and keep that session open during the login.",
);

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "oauth-port-in-use",
        title: "Another program holds the port of the OAuth redirect",
        family: Family::Web,
        texts: &[
            own(words::PORT_IN_USE),
            command("PortInUseError"),
            own("PortInUseAction"),
            command("listen EADDRINUSE"),
            own("port 1717 is already in use"),
            shared("Kill the process running on port"),
        ],
        names: &["PortInUseError", "PortInUse"],
        codes: &["PortInUseError", "PortInUse", "EADDRINUSE"],
        described: &[
            "port use|busy|occupied|taken|block",
            "1717 use|busy|occupied|taken|block",
            "kill port|process",
            "port process|program",
        ],
        meaning: "Mostly a login that was never finished, in a terminal or an IDE: sf before 2.109.7 waited for ever.",
        causes: &[seen("Something listens on the port.", "oauth-port", &["PortInUseError"])],
        fixes: &[
            "End that program; the check names it.",
            "Or give oauthLocalPort in sfdx-project.json, with an app of your own whose callback has that port.",
        ],
        ..BLANK
    },
    Entry {
        id: "oauth-port-reserved",
        title: "The port of the OAuth redirect cannot be opened, though nothing listens there",
        family: Family::Web,
        texts: &[
            own("listen EACCES: permission denied 127.0.0.1:1717"),
            own("listen EACCES: permission denied ::1:1717"),
            command("listen EACCES"),
            command("listen EADDRNOTAVAIL"),
        ],
        meaning: "Windows reserves ranges of ports for Hyper-V, WSL and Docker, at every start others; netstat shows nothing. Elsewhere a port below 1024 was configured.",
        causes: &[seen("The port cannot be bound.", "oauth-port", &["EACCES", "EADDRNOTAVAIL"])],
        fixes: &[
            "`net stop winnat`, start the login, `net start winnat`; `netsh interface ipv4 show excludedportrange protocol=tcp` shows the ranges.",
        ],
        ..BLANK
    },
    Entry {
        id: "oauth-port-invalid",
        title: "oauthLocalPort is no port",
        family: Family::Web,
        texts: &[shared("Port should be >= 0 and < 65536"), own("Invalid OAuth redirect port number defined")],
        meaning: "sf takes the port of its redirect server from the project's file, and Node takes numbers from 0 to 65535 only.",
        causes: &[seen("oauthLocalPort in sfdx-project.json is no such number.", "oauth-port", &["oauth_local_port="])],
        fixes: &["Write a number, such as 1717, or take oauthLocalPort out of sfdx-project.json."],
        ..BLANK
    },
    Entry {
        id: "socket-timeout",
        title: "sf could not find out whether its port is free",
        family: Family::Web,
        texts: &[shared("SOCKET_TIMEOUT")],
        names: &["SOCKET_TIMEOUT"],
        codes: &["SOCKET_TIMEOUT"],
        meaning: "sf asks by connecting. In WSL with mirrored networking a connection to a closed port of this machine is neither taken nor refused, and after 20 seconds sf gives up.",
        causes: &[seen("A connection to the port gets no answer.", "oauth-port", &["SOCKET_TIMEOUT"])],
        fixes: &["In .wslconfig set networkingMode=NAT.", "Or SFDX_HTTP_SOCKET_TIMEOUT=150000, and wait.", OTHER_FLOW],
        ..BLANK
    },
    Entry {
        id: "redirect-uri-mismatch",
        title: "The app does not know the callback that sf uses",
        family: Family::Web,
        texts: &[
            common("redirect_uri_mismatch"),
            server("redirect_uri must match configuration"),
            distinctive("The callback URL provided is not valid"),
        ],
        codes: &["redirect_uri_mismatch"],
        described: &["redirect|callback url|uri mismatch|wrong|match|differ|same"],
        meaning: "sf's own app takes port 1717 only. Another oauthLocalPort needs an app of one's own, whose callback is http://localhost:PORT/OauthRedirect.",
        causes: &[
            seen("oauthLocalPort of the project is another than 1717.", "oauth-port", &["default_port="]),
            unseen(
                "The callback of the app is another.",
                "Is http://localhost:1717/OauthRedirect a callback URL of the connected app, letter by letter?",
            ),
        ],
        fixes: &["Take oauthLocalPort out of sfdx-project.json, or add the callback to the app. It is no setting of `sf config`."],
        ..BLANK
    },
    Entry {
        id: "code-challenge",
        title: "The app wants a proof of the code (PKCE), and sf did not give one that fits",
        family: Family::Web,
        texts: &[answer("missing required code challenge"), answer("invalid code verifier"), answer("unexpected code verifier")],
        names: &[CODE_EXCHANGE],
        described: &["pkce"],
        meaning: "Salesforce's apps can require PKCE. sf before 2023 does not send it; later the browser finished another login than the one that sf waits for.",
        causes: &[
            seen("sf is older than 2.0.", "runtime", &["sf<2.0.0"]),
            unseen("Two logins were under way at once.", "Was the page of an earlier login finished in the browser?"),
        ],
        fixes: &[UPDATE, "End other logins, and start one anew."],
        ..BLANK
    },
    Entry {
        id: "callback-unreachable",
        title: "The browser cannot reach the port on which sf waits",
        family: Family::Web,
        role: Role::Consequence,
        texts: &[
            own("localhost:1717 didn't send any data"),
            own("localhost:1717 refused to connect"),
            shared("localhost refused to connect"),
            command("refused to connect"),
            shared("localhost didn't send any data"),
            shared("ERR_CONNECTION_REFUSED"),
            shared("ERR_EMPTY_RESPONSE"),
            shared("localhost sent an invalid response"),
            own("connection to the server at localhost:1717"),
            shared("ERR_SSL_PROTOCOL_ERROR"),
        ],
        described: &[
            "redirect|sent|goes|land|back|callback localhost|1717",
            "localhost|1717 not|refused|unreachable|error|fail",
            "codespac|gitpod|devcontain|container|remote|ssh browser|redirect|login|auth",
            "browser|page succe|logged|green|works",
            "login browser|page works|worked|ok|fine",
            "terminal|vscode run|hang|wait|stuck log",
            "credential|password|allow load|hang|spin|stuck|freez|froze",
        ],
        meaning: "The login in the browser worked; its last step, to localhost:1717, did not. sf has ended by then, or the browser is on another machine, or sends localhost through a proxy.",
        causes: &[
            REMOTE,
            seen("The port is held by another, or cannot be opened.", "oauth-port", &[]),
            hinted("This machine has no browser of its own.", "browser", &[]),
            unseen("The browser's proxy also gets localhost.", "Is localhost excepted from the browser's proxy?"),
        ],
        fixes: &[
            "ssh -L 1717:localhost:1717 to the machine, and log in again.",
            OTHER_FLOW,
            "Start the login again; sf waits two minutes.",
        ],
        ..BLANK
    },
    Entry {
        id: "invalid-request-method",
        title: "A newer browser asks sf's port in a way that an old sf does not know",
        family: Family::Web,
        texts: &[shared("Invalid request method: OPTIONS"), own("invalidRequestMethod")],
        names: &["invalidRequestMethod"],
        meaning: "Chrome since version 123 asks before it calls localhost. sf 2.34.7 and later answer.",
        causes: &[seen("sf is older than 2.34.7.", "runtime", &["sf<2.34.7"])],
        fixes: &[UPDATE],
        ..BLANK
    },
    Entry {
        id: "container-mode",
        title: "sf refuses a web login where it takes the machine for a container",
        family: Family::Web,
        texts: &[own(words::HEADLESS), own("when authorizing to a headless environment"), own("Error (DEVICE_WARNING)")],
        names: &["SfError"],
        described: &["docker|container web|browser", "container mode"],
        meaning: "SF_CONTAINER_MODE is set, as in Salesforce's own image. The device login of older advice is gone.",
        causes: &[seen("The variable is set here.", "browser", &["entry=container-mode"])],
        fixes: &[OTHER_FLOW, "Unset SF_CONTAINER_MODE if there is a browser after all."],
        ..BLANK
    },
    Entry {
        id: "browser-cannot-open",
        title: "sf cannot start a browser",
        family: Family::Web,
        texts: &[
            own(words::NO_BROWSER),
            own("CannotOpenBrowserError"),
            shared(words::NO_BROWSER_OF_SEVERAL),
            shared("spawn EPERM"),
            shared("spawn UNKNOWN"),
            shared("spawn cmd ENOENT"),
            shared("spawn powershell ENOENT"),
            shared("powershell.exe ENOENT"),
            shared("xdg-open ENOENT"),
            shared("xdg-open EACCES"),
            shared("xdg-open: no method available"),
            shared("xdg-open: command not found"),
            shared("find a suitable web browser"),
            shared("couldn't open a browser"),
            shared("spawn wslview ENOENT"),
            shared("spawn EACCES"),
            shared("spawn firefox ENOENT"),
            shared("spawn google-chrome ENOENT"),
            shared("spawn chrome ENOENT"),
            shared("spawn msedge ENOENT"),
            shared("spawn microsoft-edge ENOENT"),
        ],
        names: &["CannotOpenBrowserError", "AggregateError"],
        codes: &["CannotOpenBrowserError"],
        described: &[
            "browser|window|tab|page|pop not open|launch|start|appear|come|show",
            "pop window not appear|open|show",
            "not browser",
            "open wrong|another|other|different|default browser",
            "headless|server login|auth",
        ],
        meaning: "On Linux there is no display or no browser; on Windows sf starts PowerShell for it, which a policy, a virus scanner or PATH can prevent.",
        causes: &[
            seen("There is no browser that sf could open.", "browser", &["entry=browser-cannot-open"]),
            unseen(
                "A policy or virus scanner stops PowerShell.",
                "May node.exe start powershell.exe on this machine, and is C:\\Windows\\System32\\WindowsPowerShell\\v1.0 on PATH?",
            ),
        ],
        fixes: &[OTHER_FLOW, "Give another with --browser, one that is installed.", "On Windows, put PowerShell's folder on PATH."],
        ..BLANK
    },
    Entry {
        id: "code-builder-state",
        title: "Salesforce's web IDE has no login to give",
        family: Family::Web,
        texts: &[own("InvalidCodeBuilderStateError"), shared(words::NO_CODE_BUILDER_STATE)],
        names: &["InvalidCodeBuilderStateError"],
        codes: &["InvalidCodeBuilderStateError"],
        meaning: "CODE_BUILDER is set, and its own address is not: sf then wants to send the browser to a place that it does not know.",
        causes: &[seen("The variables say so here.", "browser", &["InvalidCodeBuilderStateError"])],
        fixes: &["Unset CODE_BUILDER where this is not that IDE."],
        ..BLANK
    },
    Entry {
        id: "web-login-timed-out",
        title: "The login in the browser was not finished in time",
        family: Family::Web,
        texts: &[shared("The authentication session timed out"), shared("AuthTimeoutError"), shared("CannotAuthWithTimeout")],
        names: &["AuthTimeoutError"],
        codes: &["AuthTimeoutError"],
        described: &["login|authoriz timeout|timed"],
        meaning: "sf waits two minutes for the callback. A second factor or a single sign-on can take longer; or the callback goes to another machine.",
        causes: &[
            REMOTE,
            seen("No browser opens here.", "browser", &[]),
            seen("The URL's fragment or path loses what the browser should send.", "instance-url", &["fault=fragment", "fault=path"]),
        ],
        fixes: &["SF_WEB_OAUTH_SERVER_TIMEOUT=600000 gives ten minutes.", OTHER_FLOW],
        ..BLANK
    },
    Entry {
        id: "no-auth-code",
        title: "The browser came back without a code",
        family: Family::Web,
        texts: &[own("No authentication code found on login response"), shared("Invalid request uri: /")],
        names: &["missingAuthCode", "invalidRequestUri"],
        meaning: "Something else than the org called the redirect address, or the address lost its query: a bookmark, a scanner of the browser, a page that was loaded again.",
        causes: &[
            seen("The URL's fragment or path loses what the browser should send.", "instance-url", &["fault=fragment", "fault=path"]),
            unseen(
                "Another program calls the port.",
                "Does anything on this machine call localhost:1717: a scanner, an extension, an old tab?",
            ),
        ],
        fixes: &["Start the login again, and finish it in the tab that it opens.", OTHER_FLOW],
        ..BLANK
    },
    Entry {
        id: "device-login",
        title: "The device login was not approved, is not allowed, or is gone",
        family: Family::Web,
        texts: &[
            shared("device flow is not enabled for the app"),
            own("The device authorization request timed out"),
            own("polling too quickly for the token endpoint"),
            own("at DeviceOauthService*"),
            server("invalid_grant: token exchange failed"),
            server("invalid_grant - token exchange failed"),
            own("has denied access to the app. Re-request the user to approve"),
            shared("The user has not yet approved the device"),
            own("two device flow commands are running concurrently"),
            own("Authorization requests have exceeded the limit. Wait an hour"),
            own("org login device is not a sf command"),
            own("org:login:device is not a sf command"),
            own("auth:device:login is not a sf command"),
        ],
        described: &["device code|login|flow"],
        meaning: "Salesforce closed the device flow of its own app in 2025, and sf no longer has the command.",
        causes: &[unseen("The flow is closed.", "Is the device flow enabled for the connected app, and must it be this flow?")],
        fixes: &[OTHER_FLOW, UPDATE],
        ..BLANK
    },
    Entry {
        id: "login-loop",
        title: "The web login begins again and again",
        family: Family::Web,
        texts: &[of(Era::NodeFetch, shared("keeps opening the browser"))],
        described: &["loop", "log page|screen again|back|repeat", "keep ask|prompt log|password|credential"],
        meaning: "The login works and the API is closed to the user; sf before 2.116.6 then asks for a new login, once a second.",
        causes: &[
            unseen("The user or org has no API access.", "On {host}: does my profile have API Enabled, and is the app allowed for me?"),
            seen("sf is older than 2.116.6.", "runtime", &["sf<2.116.6"]),
        ],
        fixes: &[UPDATE, "Have API Enabled set for the user."],
        ..BLANK
    },
];
