use super::vendor_list::{GRANT, VENDOR, filled};
use super::*;
use crate::salesforce::catalogue::entries;

#[test]
fn every_entry_is_recognised_by_each_of_its_texts() {
    for entry in entries() {
        for text in entry.texts {
            let words = text.words.replace('*', "04");
            let ids = |seen: Recognition| seen.found.into_iter().map(|found| found.entry.id).collect::<Vec<_>>();
            // A program beside sf is known by what stands around it.
            let alone = if entry.role == Role::Noise { format!("$ sf plugins install x\n{words}") } else { words.clone() };
            let alone = ids(recognise(&alone));
            assert!(alone.contains(&entry.id), "{}: {words}: {alone:?}", entry.id);
            if entry.role.is_cause() {
                assert_eq!(alone[0], entry.id, "{words}");
                let within = ids(recognise(&format!("{GRANT}{words}")));
                assert_eq!(within[0], entry.id, "{words} in sf's words: {within:?}");
            }
        }
    }
}

fn first(text: &str) -> Option<&'static str> {
    recognise(text).found.first().map(|found| found.entry.id)
}

#[test]
fn the_meaningful_error_is_first() {
    for (text, id) in [
        // The first of a JWT login's list, not the last.
        (
            "{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nExternal client app is not installed in this org\naudience is invalid [audience=https://a login=https://b]",
            "client-app-not-installed",
        ),
        (
            "{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nfetch failed\nuser hasn't approved this consumer",
            "fetch-failed",
        ),
        // What is wrapped, and the wrapping only where nothing is.
        ("{exchange}invalid_grant::expired authorization code", "assertion-expired"),
        ("{exchange}TypeError::fetch failed", "fetch-failed"),
        ("{exchange}", "auth-code-exchange-error"),
        ("{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\n\n\n", "jwt-grant-error"),
        ("Could not retrieve the username after successful auth code exchange.\n\nDue to: fetch failed", "fetch-failed"),
        // Not the noise before it.
        (
            "Error sending telemetry: fetch failed\nWarning: Ignoring extra certs from `null`, load failed: error:80000002:system library::No such file or directory\n{exchange}ip restricted",
            "ip-restricted",
        ),
        (
            "(node:12) [ENOENT] Error: spawn sf ENOENT\n(Use `node --trace-warnings ...` to show where the warning was created)\n{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nfetch failed\nfetch failed",
            "fetch-failed",
        ),
        (
            "npm ERR! code SELF_SIGNED_CERT_IN_CHAIN\nnpm ERR! self-signed certificate in certificate chain\nError (JwtGrantError): {grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nclient identifier invalid",
            "client-identifier-invalid",
        ),
        (
            "ERROR running force:auth:web:login:  tunneling socket could not be established, cause=getaddrinfo ENOTFOUND 10590 10590:80",
            "proxy-misparsed",
        ),
    ] {
        assert_eq!(first(&filled(text)), Some(id), "{text}");
    }
}

/// Texts, and the entry that is told first for each; none for another program's.
fn are_told(cases: &[(&str, Option<&str>)]) {
    for (text, id) in cases {
        assert_eq!(first(text), *id, "{text}");
    }
}

/// What is wrong with an org or with flags says sf of all its commands, in its own words.
#[test]
fn sfs_own_names_and_beginnings_need_nothing_of_a_login_around_them() {
    are_told(&[
        ("Since Monday every org in my list shows the RefreshTokenAuthError status.", Some("refresh-token-error")),
        (
            "ALIAS  USERNAME  STATUS\nuat    x         DomainNotFoundError\nprod   y         DomainNotFoundError",
            Some("org-cannot-be-found"),
        ),
        ("$ sf apex run -z one\nError (2): Nonexistent flag: -z\nSee more help with --help", Some("flag-unknown")),
        ("Error (1): Flag --package-type expects a value", Some("flag-missing")),
        (
            r#"{"name": "Error", "message": "Nonexistent flag: -z\nSee more help", "context": "LoginJwt", "exitCode": 2}"#,
            Some("flag-unknown"),
        ),
        (
            r#"{"message": "Nonexistent flag: -z", "stack": "Error: Nonexistent flag: -z\n    at SfCommandError.from (file:///a.js:4:16)"}"#,
            Some("flag-unknown"),
        ),
        (r#"{"commandName": "One", "message": "Nonexistent flag: -z\nSee more help", "status": 1}"#, Some("flag-unknown")),
        (r#"{"error": {"message": "Nonexistent flag: -z\nSee more help", "oclif": {"exit": 2}}}"#, None),
        ("Error (1): Expected --browser=lynx to be one of: chrome, edge, firefox", Some("browser-not-offered")),
        (
            r#"{"message": "Expected --browser=lynx to be one of: chrome, edge, firefox", "context": "LoginWeb"}"#,
            Some("browser-not-offered"),
        ),
        ("Error: Expected --format=yml to be one of: json, text\nSee more help with --help", None),
        ("$ another run -z one\nError: Nonexistent flag: -z\nSee more help with --help", None),
        ("### Error: \"Nonexistent flag: --key\"\nIt is not what this `sf data` takes.", Some("flag-unknown")),
        (
            "The job says that the org cannot be found:\nDomain Not Found: The org cannot be found\n    at isResolvable (/w/node_modules/@salesforce/core/lib/connection.js:2:1)",
            Some("org-cannot-be-found"),
        ),
        ("Error (NoAuthFoundForTargetOrgError): No authenticated org found with the x username", Some("no-authorization-found")),
        ("Error authenticating with the refresh token due to: invalid client credentials", Some("invalid-client-secret")),
        ("$ sf org list\nError (1): Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", Some("html-answer")),
        ("$ sf org list\nError (1): Unexpected token '<', ...\"ghijklmn\":<p>x\" is not valid JSON", Some("html-answer")),
        ("$ sf org list\nError (1): Unexpected token '<', \"<html>\" is not valid JSON", Some("html-answer")),
        (r#"{"message": "Unexpected token '<', \"<center>503\"... is not valid JSON", "exitCode": 1}"#, Some("html-answer")),
        ("$ sf org list\nError (1): Unexpected token 'h', \"hello\"... is not valid JSON", Some("damaged-json")),
    ]);
}

#[test]
fn what_keeps_sf_from_starting_is_known_by_sfs_name_in_it() {
    are_told(&[
        (
            "Error: Cannot find module './parts'\nRequire stack:\n- /usr/lib/sfdx/node_modules/@salesforce/apex-node/index.js",
            Some("installation-damaged"),
        ),
        ("Error: Cannot find module './parts'\nRequire stack:\n- /srv/shop/node_modules/cart/index.js", None),
        ("/opt/sfdx/bin/sfdx: line 40: /opt/sfdx/bin/node: Bad CPU type in executable", Some("wrong-binary")),
        (
            "$ sfdx version\n/srv/sfdx/bin/sfdx: line 40: /srv/sfdx/bin/node: cannot execute binary file: Exec format error",
            Some("wrong-binary"),
        ),
        ("build.sh: line 7: /srv/shop/bin/node: cannot execute binary file: Exec format error", None),
        ("zsh: permission denied: sfdx", Some("wrong-binary")),
        (
            "sf : File C:\\Users\\u\\AppData\\Roaming\\npm\\sf.ps1 cannot be loaded because running scripts is disabled",
            Some("wrong-binary"),
        ),
        (
            "java.io.IOException: Cannot run program \"sfdx\" (in directory \"/srv\"): error=2, No such file or directory",
            Some("wrong-binary"),
        ),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'sf'", Some("wrong-binary")),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'sfbulk'", None),
        ("$ sf --version\n/usr/bin/sf: line 3: node: command not found", Some("wrong-binary")),
        ("make: node: command not found\nmake: *** [Makefile:3: build-shop] Error 127", None),
        // As measured: @salesforce/cli 2.150.6 and sfdx-cli 7.155.1 with Node 10, sfdx-cli 7.75.1 with Node 8.
        (
            "/w/node_modules/@salesforce/cli/bin/run.js:4\n(await import('../dist/flags.js')).preprocessCliFlags(process);\n       ^^^^^^\n\nSyntaxError: Unexpected token import\n    at Module._compile (internal/modules/cjs/loader.js:723:23)",
            Some("node-lacks-feature"),
        ),
        ("$ sfdx force:org:list\nUnsupported Node.js version 10.24.1, version 14.0.0 or later is required.", Some("node-lacks-feature")),
        (
            "WARNING Node version must be >=12.0.0 to use this CLI\nWARNING Current node version: 8.17.0\n$ sf org login web\nError (1): connect ETIMEDOUT",
            Some("connection-timed-out"),
        ),
        ("$ sf org list\nError (1): Unexpected token } in JSON at position 12", Some("damaged-json")),
        (
            "/w/node_modules/@salesforce/kit/lib/env.js:18\n    constructor(store = process?.env || {}) {\n\nSyntaxError: Unexpected token .\n    at createScript (vm.js:80:10)",
            Some("node-lacks-feature"),
        ),
        ("Error: Cannot find module '/usr/local/lib/node_modules/sfdx-cli/bin/run'", Some("installation-damaged")),
        (
            "> sfdx-lwc-jest\n  Test suite failed to run\n    Cannot find module 'c/cart' from 'force-app/main/default/lwc/shop/shop.js'",
            None,
        ),
        ("/u/.local/share/sfdx/client/bin/sfdx: line 16: ../8.0.1-ab/bin/sfdx: No such file or directory", Some("installation-damaged")),
        (
            "$ sf org login web\nSyntaxError: Named export 'x' not found. The requested module '@salesforce/y' is a CommonJS module",
            Some("installation-damaged"),
        ),
        (
            "sf org:login:web\nfile:///C:/Program%20Files/sf/client/bin/run:9\nReferenceError: require is not defined in ES module scope",
            Some("installation-damaged"),
        ),
        (
            "TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension \"\" for C:\\Program Files\\sf\\client\\bin\\run",
            Some("installation-damaged"),
        ),
        ("step 3: /bin/sh: sf: command not found; the step ends with 127", Some("wrong-binary")),
        ("Try `sf: command not found` again after ~/.cargo/bin is on PATH", None),
        ("\"'sf' is not recognized\": is the Sitefinity CLI installed, and on PATH?", None),
        (
            "sfdx force:auth:web:login\n'\"C:\\u\\sfdx\\client\\bin\\..\\7.1.2-ab\\bin\\sfdx.cmd\"' is not recognized as an internal or external command,",
            Some("installation-damaged"),
        ),
        ("'sfdx.cmd' is not recognized as an internal or external command,", Some("wrong-binary")),
        ("$ sfdx update\n !    S3 host is not reachable.", Some("update-site-unreachable")),
    ]);
}

#[test]
fn what_salesforce_answers_means_the_same_to_whichever_program_asked() {
    are_told(&[
        ("$ sf org login web\nError (1): unexpected code verifier", Some("code-challenge")),
        ("No org can be linked in this project: OAUTH_EC_APP_NOT_FOUND", Some("client-app-not-installed")),
        ("A dialog named OAuth Approval Error Generic, and nothing more", Some("oauth-approval-error")),
        (
            "{\"errorCode\": \"INVALID_SESSION_ID\"}\n{\"error\": \"invalid_grant\", \"error_description\": \"inactive user\"}",
            Some("user-inactive"),
        ),
        ("SalesforceAuthenticationFailed: Invalid username, password, security token; or user locked out.", Some("user-inactive")),
        ("$ sf sfdmu run\nError: access token expired", Some("token-expired")),
        ("The sandbox is gone: \"Unable to refresh session due to: … inactive organization\".", Some("org-not-available")),
        (r#"System.HttpResponse[Status=Unauthorized, StatusCode=401] "errorCode":"INVALID_SESSION_ID""#, None),
        (r#"{"error":"invalid_grant","error_description":"no valid scopes defined"}"#, Some("scope-not-allowed")),
        (
            "E OAuthWebViewHelper: com.salesforce.androidsdk.auth.OAuth2$OAuthFailedException: invalid_grant:invalid code verifier\n\tat com.salesforce.androidsdk.auth.OAuth2.exchangeCode(OAuth2.java:363)",
            Some("code-challenge"),
        ),
        (
            "Caused by: com.google.api.client.http.HttpResponseException: 400 Bad Request\n{\"error\":\"invalid_grant\",\"error_description\":\"audience is invalid\"}",
            Some("audience-invalid"),
        ),
        ("Faraday::Error: invalid_grant: invalid code verifier (https://acme.okta.com)", None),
        (
            "{\"error\": \"invalid_grant\", \"error_description\": \"Invalid code verifier\"}\nfrom https://api.shop.example/auth/token",
            None,
        ),
        (
            "{\"error\": \"invalid_grant\", \"error_description\": \"invalid code verifier\"}\nwith https://code.example/league/oauth2-client",
            Some("code-challenge"),
        ),
        (
            "POST https://acme.my.salesforce.com/services/oauth2/token\n{\"error\": \"invalid_grant\", \"error_description\": \"invalid code verifier\"}",
            Some("code-challenge"),
        ),
        (
            "GET /callback?error=invalid_request&error_description=missing+required+code+challenge 404\n    at next (/srv/node_modules/express/lib/router.js:1:2)",
            Some("code-challenge"),
        ),
        // About Salesforce from afar, where nothing else is named; what a page is written in is no host that was asked.
        (
            concat!(
                "My program for Salesforce gets this page in the place of the token:\n\n",
                "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"http://www.w3.org/TR/html4/loose.dtd\">\n",
                "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n<body bgcolor=\"white\" style=\"align: center; border: 1px solid\">\n",
                "<table bgcolor=\"white\" cellpadding=\"0\" cellspacing=\"0\" style=\"margin-top: 10px; margin-bottom: 0px\" width=\"700\">\n",
                "<tr><td><span style=\"font-family: Verdana; font-size: medium\">We are down for maintenance.</span></td></tr></table>",
            ),
            Some("org-not-available"),
        ),
        (
            "SFDX with a token as the user: The instance URL is not set, or is incorrect for the given access token.",
            Some("instance-url-not-set"),
        ),
    ]);
}

#[test]
fn what_is_nearer_to_the_cause_is_first() {
    are_told(&[
        // The proxy itself is not there.
        (
            "$ sf org login web\nError: tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:3128",
            Some("connection-refused"),
        ),
        // The page is generic, its address is not.
        (
            "OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occurred\n/setup/RemoteAccessErrorPage.apexp?error=invalid_scope&error_description=the+requested+scope+is+not+allowed",
            Some("scope-not-allowed"),
        ),
        ("ERROR running force:auth:device:login:  SLOW_DOWN - polling too quickly for the token endpoint.", Some("device-login")),
    ]);
}

/// npm, which installs plugins, has trust settings of its own.
#[test]
fn where_a_plugin_is_installed_npms_trust_counts() {
    are_told(&[
        ("sfdx \"plugins:install @acme/x\" says \"Error: unable to get local issuer certificate\".", Some("plugin-install-trust")),
        (
            "$ sf plugins install x\n$ sf org login web\nError (1): unable to get local issuer certificate",
            Some("unable-to-get-local-issuer"),
        ),
        ("Error: unable to get local issuer certificate, says sfdx to \"plugins:install @acme/x\".", Some("plugin-install-trust")),
        ("sf plugins install x\nCannotFindNodeExecutable: Cannot locate node executable.", Some("plugin-install-failed")),
        (
            "error An unexpected error occurred: \"http://registry.example/@salesforce%2fx: getaddrinfo ENOTFOUND registry.example\nInstalling plugin x... failed\n    JitPluginInstallError: Could not install @salesforce/x",
            Some("plugin-install-failed"),
        ),
        (
            "Finished digital signature check.\nerror An unexpected error occurred: \"https://registry.example/@salesforce%2fx: self signed certificate in certificate chain\".",
            Some("plugin-install-trust"),
        ),
    ]);
}

#[test]
fn a_thing_in_a_sentence_and_a_name_in_a_program_are_no_message() {
    are_told(&[
        ("For JWT, sfdx needs a connected app and a self-signed certificate that you upload to the org.", None),
        ("$ sf org login web\nI get the self-signed certificate error here too", Some("self-signed-certificate")),
        ("$ sf org login web\nError (1): self-signed certificate", Some("self-signed-certificate")),
        ("With sfdx we list what inactive user accounts there are, and inactive-user reports are made.", None),
        ("$ sf org login web\nError (1): inactive user", Some("user-inactive")),
        ("sf org list says inactive user when I ask", Some("user-inactive")),
        ("The status of a salesforce.com community is one of `Live` and `DownForMaintenance`.", None),
        // A name in a program, or what it compares with.
        ("return answer(Codes.INVALID_SESSION_ID);", None),
        ("if (error.errorCode === 'INVALID_SESSION_ID') {", None),
        ("How to mend an \"INVALID_SESSION_ID\" in the nightly run", Some("token-expired")),
        // Another program's words, one line of which announces the error.
        ("When my shop's web client asks, it says:\nRequest cannot be constructed from a URL that includes credentials", None),
        ("error=redirect_uri_mismatch\nerror_description=The redirect_uri must be one of those that the app was made with", None),
        ("Get https://login.salesforce.com/id/00D/005: read tcp 10.0.0.1:1->10.0.0.2:443: read: ECONNRESET", None),
        (
            "node:fs:573\n  return binding.open(\n\nError: ENOENT: no such file or directory, open 'D:\\work\\salesforce-shop\\tls.key'\n    at Object.openSync (node:fs:573:18)\n    at Object.readFileSync (node:fs:452:35)\n    at Object.<anonymous> (D:\\work\\salesforce-shop\\server.js:9:14)\n    at Module._compile (node:internal/modules/cjs/loader:1554:14)",
            None,
        ),
        ("Error: EACCES: permission denied, open 'logs/info.log'", None),
        ("ERROR running force:one:two:  EACCES: permission denied, mkdir '/usr/lib/node_modules/sfdx-cli/node_modules/x/.x'", None),
    ]);
}

#[test]
fn other_programs_errors_are_not_taken_for_a_login_s() {
    for text in [
        "added 512 packages, and audited 513 packages in 32s\n\nfound 0 vulnerabilities",
        "npm ERR! code ECONNRESET\nnpm ERR! network read ECONNRESET while fetching https://registry.example/react",
        "fatal: unable to access 'https://git.example/a.git/': SSL certificate problem: unable to get local issuer certificate",
        "commit 43b6fc0a\nAuthor: A <a@b.c>\n\n    Handle fetch failed, ECONNRESET and self-signed certificate in the client",
        "Traceback (most recent call last):\nrequests.exceptions.SSLError: unable to get local issuer certificate (_ssl.c:1129)",
        "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1494:16)",
        "Error: ENOENT: no such file or directory, open '/srv/site/package-lock.json'",
        "Error: getaddrinfo ENOTFOUND api.example.com",
        "FetchError: request to https://api.example.com/v1/chat failed, reason: read ECONNRESET",
        "TypeError: fetch failed\n  [cause]: Error: connect ECONNREFUSED ::1:3000",
        "curl: (60) SSL certificate problem: self-signed certificate in certificate chain",
        "Successfully authorized user@example.com with org ID 00D000000000000EAA",
        "Deploy ID: 0Af\nStatus: Succeeded\n \u{203a}   Warning: @salesforce/cli update available from 2.138.0 to 2.150.6.",
        "",
    ] {
        let found: Vec<_> = recognise(text).found.into_iter().map(|found| found.entry.id).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    assert_eq!(recognise("ENOENT: no such file or directory, open '/srv/package.json'").guesses[0].id, "key-file-missing");
    assert_eq!(recognise("the user has not yet approved of this consumer app").guesses[0].id, "user-not-approved");
    assert!(recognise("a fine day in the hills").guesses.is_empty());
    let cut = recognise(&filled("{grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nuser hasn't appro"));
    assert_eq!((cut.found[0].entry.id, cut.guesses[0].id), ("jwt-grant-error", "user-not-approved"));
    assert_eq!(recognise("ERROR running auth:web:login:  unable to get local issu").guesses[0].id, "unable-to-get-local-issuer");
}

#[test]
fn what_an_error_names_is_taken_from_it_and_nothing_else() {
    let list = "Error (JwtGrantError): {grant}JwtAuthError::Error authenticating with JWT.\nErrors encountered:\nrequest to https://acme.my.salesforce.com/services/oauth2/token failed, reason: connect ECONNREFUSED 10.1.2.3:8080";
    let seen = recognise(&filled(list));
    let error = &seen.found[0];
    assert_eq!((error.line, error.port, error.era, error.flow), (3, Some(8080), Some(Era::NodeFetch), Some(Flow::Jwt)));
    assert_eq!(error.host.as_ref().map(Untrusted::raw), Some("10.1.2.3"));
    assert_eq!(error.code.as_deref(), Some("ECONNREFUSED"));
    assert_eq!(seen.login.instance_url.as_ref().map(Untrusted::raw), Some("https://acme.my.salesforce.com"));
    let seen = recognise(
        "$ sf org login jwt --username a@b.c --jwt-key-file keys/server.key --instance-url https://acme.my.salesforce.com --client-id x\nError (1): fetch failed",
    );
    let file = seen.login.jwt_key_file.as_ref().map(Untrusted::raw);
    assert_eq!((seen.login.flow, file, seen.found[0].entry.id), (Some(Flow::Jwt), Some("keys/server.key"), "fetch-failed"));
    assert_eq!(seen.login.instance_url.as_ref().map(Untrusted::raw), Some("https://acme.my.salesforce.com"));
    let seen = recognise(&filled(
        VENDOR[9]
            .undici
            .replace(
                "audience is invalid",
                "audience is invalid [audience=https://login.salesforce.com login=https://acme.my.salesforce.com/]",
            )
            .as_str(),
    ));
    assert_eq!((seen.found[0].entry.id, &seen.found[0].host), ("client-identifier-invalid", &None));
    assert_eq!(seen.login.instance_url.as_ref().map(Untrusted::raw), Some("https://acme.my.salesforce.com"));
    let seen = recognise(&filled(VENDOR[10].undici));
    assert_eq!(seen.found[0].file.as_ref().map(Untrusted::raw), Some("~/keys/server.key"));
    let seen = recognise(&filled(VENDOR[7].undici));
    let host = seen.found[0].host.as_ref().map(Untrusted::raw);
    assert_eq!((host, seen.found[0].era), (Some("acme.my.salesforce.com"), Some(Era::Undici)));
    let port = recognise("Error (PortInUseError): Cannot start the OAuth redirect server on port 1717.").found[0].port;
    assert_eq!(port, Some(1717));
}

#[test]
fn it_does_not_matter_how_a_text_is_cut() {
    let long = "x ".repeat(WINDOW / 2 - 40);
    let text = format!("{long}{}\n{}", filled(VENDOR[8].undici), "line\n".repeat(2000));
    let mut recogniser = Recogniser::default();
    text.as_bytes().chunks(7919).for_each(|piece| recogniser.feed(piece));
    let (cut, whole) = (recogniser.finish(), recognise(&text));
    let told = |seen: &Recognition| seen.found.iter().map(|found| (found.entry.id, found.line, found.times)).collect::<Vec<_>>();
    assert_eq!(told(&cut), told(&whole));
    assert_eq!(cut.found[0].entry.id, "user-not-approved");
    // The text goes over the end of a window.
    for start in (WINDOW - BEHIND - 300..WINDOW + 10).step_by(37) {
        let text = format!("{}{}", " ".repeat(start), filled(VENDOR[1].vendor));
        let seen = recognise(&text);
        assert_eq!((seen.found[0].entry.id, seen.found[0].times), (VENDOR[1].id, 1), "{start}");
    }
}

#[test]
fn a_text_of_nothing_but_mentions_comes_to_an_end_and_loses_no_entry() {
    let flags = "npm ERR! ECONNRESET --jwt-key-file --instance-url https://x.force.example ".repeat(50);
    let mut recogniser = Recogniser { looked_at: MOST - 20, ..Recogniser::default() };
    recogniser.feed(format!("{flags}\n{}", filled(VENDOR[6].undici)).as_bytes());
    let (found, unsure, _) = recogniser.end();
    assert_eq!(found[0].entry.id, "ip-restricted");
    assert_eq!(unsure.iter().map(|find| find.recognised.times).max(), Some(50));
    assert!(recogniser.looked_at <= MOST + 5, "{} were looked at", recogniser.looked_at - MOST);
}

#[test]
fn the_org_s_reason_behind_its_code_is_an_error_by_itself() {
    for (reason, id) in [
        ("ip restricted", "ip-restricted"),
        ("audience is invalid", "audience-invalid"),
        ("user hasn't approved this consumer", "user-not-approved"),
        ("authentication failure", "authentication-failure"),
        ("inactive user", "user-inactive"),
        ("invalid assertion", "assertion-invalid"),
    ] {
        let befores = [
            "invalid_grant: ",
            "invalid_grant - ",
            "Error: invalid_grant: ",
            "invalid_grant, ",
            "error=invalid_grant&error_description=",
            "The server said {\"error\":\"invalid_grant\",\"error_description\":\"",
            "{\n  \"error_description\" : \"",
        ];
        for text in befores.map(|before| format!("{before}{reason}")) {
            let found: Vec<&str> = recognise(&text).found.iter().map(|found| found.entry.id).collect();
            assert_eq!(found, [id], "{text}");
        }
    }
    for text in ["pam: authentication failure for root", "the file mentions an inactive user twice, and invalid_grant somewhere else"] {
        assert_eq!(first(text), None, "{text}");
    }
}
