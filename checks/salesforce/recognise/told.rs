//! What is told of a text, by what stands around the error in it.

use super::tests::first;

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
            r#"{"commandName": "One", "message": "request to /services/Soap/m/57.0 failed, reason: Socket connection timeout"}"#,
            Some("connection-timed-out"),
        ),
        ("ERROR running force:source:convert: Unexpected arguments: Healthcare, Systems", Some("flag-unknown")),
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
        (
            "My script asks `sf org display --json` and dies:\nSyntaxError: Unexpected token \u{203a} in JSON at position 1",
            Some("output-not-json"),
        ),
        (
            "The extension starts sf org list: Unexpected token '\u{203a}', \" \u{203a}   Warnin\"... is not valid JSON",
            Some("output-not-json"),
        ),
        ("$ sf org display --json 2>&1 | jq .result\nparse error: Invalid numeric literal at line 1, column 5", Some("output-not-json")),
        ("$ curl https://shop.example | jq .a\nparse error: Invalid numeric literal at line 1, column 8", None),
        ("The extension starts sf org list: Unexpected token W in JSON at position 0", None),
        (r#"sf's server says Unexpected token 'S', "Starting s"... is not valid JSON"#, None),
        ("sf org list\nUnexpected token } in JSON at position 1", Some("damaged-json")),
        (
            "ERROR running force:data:tree:import:  ENOENT: no such file or directory, open '/usr/lib/node_modules/sfdx-cli/node_modules/x/schemas/a.json'",
            Some("installation-damaged"),
        ),
        ("Error: `ERROR running org:login:jwt: We encountered a JSON web token error`", Some("jwt-grant-error")),
        ("ERROR running force:org:open:  Only absolute URLs are supported", Some("url-not-valid")),
        ("ERROR running force:org:create:  Socket timeout occurred while listening for results.", Some("client-timed-out")),
        ("ERROR: No org configuration found\n\nTry this:\nRun the \"sfdx force:auth\" commands", Some("no-default-org")),
        ("It prints 'Invalid instance URL. It should NOT be a lightning domain'", Some("lightning-url")),
        ("$ sf org login web\nError (PortInUseError): it is taken", Some("oauth-port-in-use")),
        ("$ sf webapp dev\nError (PortInUseError): Port 4545 is already in use", None),
        // A web login reads no key.
        ("$ sf org login jwt\nError (1): EISDIR: illegal operation on a directory, read", Some("key-is-directory")),
        (
            "$ sf org login web\nSuccessfully authorized x\n$ sf project retrieve start --manifest dir\nERROR:  EISDIR: illegal operation on a directory, read.",
            None,
        ),
        (
            "[error] SyntaxError: Unexpected end of JSON input\n    at JSON.parse (<anonymous>)\n    at ChildProcess.<anonymous> (/u/.vscode/extensions/a.sfdx-panel-1.0.0/src/a.ts:5:2)",
            None,
        ),
        ("sfdx-cli: Updating CLI... !\nError: HTTP 403: Invalid channel stable", Some("update-site-unreachable")),
        (
            r#"{"command": "sfdmu:run", "message": "Access token to the x has been expired or the user has no access permissions.."}"#,
            Some("token-expired"),
        ),
        ("Error: No username provided and no default username found in project config or state.", Some("no-default-org")),
        ("ERROR: This org appears to have a problem with its OAuth configuration", Some("oauth-invalid-grant")),
        (
            "ERROR:  This org appears to have a problem with its OAuth configuration. Reason: invalid_grant - expired access/refresh token \nusername: x,",
            Some("token-expired"),
        ),
        (
            "ERROR:  This org appears to have a problem with its OAuth configuration. Reason: ERROR_HTTP_404 \nusername: x,",
            Some("html-answer"),
        ),
        ("Failed to execute SFDX command. Check whether sfdx-cli is installed and available.", Some("wrong-binary")),
        ("$ sfdx force:auth:web:login\nTypeError: (0 , kit_1.ensureArray) is not a function", Some("installation-damaged")),
        ("[ERROR] Command initialization error: Access token to the Y has expired or the user has no access..", Some("token-expired")),
        (
            "The Salesforce CLI does not give the list:\n\u{2022} status = 1\n\u{2022} message = Unexpected argument: --x",
            Some("flag-unknown"),
        ),
        (
            "Command failed: sfdx force:org:display\n'\"C:\\Program Files\\Salesforce CLI\\bin\\node.exe\"' is not recognized",
            Some("wrong-binary"),
        ),
        ("The demo ends in spawnSync sfdx ENOENT", Some("wrong-binary")),
        ("'\"-S\"' is not recognized as an internal or external command, says `sf org list` since the update", Some("wrong-binary")),
        (
            "$ sfdx force:auth:web:login\nI land on a page that 'refused to connect': http://localhost:1717/OauthRedirect?code=x",
            Some("callback-unreachable"),
        ),
        (
            "npm install -g @salesforce/cli\nnpm error invalid json response body at https://registry.example/@salesforce/cli reason: Unexpected token '<', \"<!doctype \"... is not valid JSON",
            None,
        ),
        (
            r"After `sf update`: EPERM: operation not permitted, unlink 'C:\users\u\AppData\Local\sf\client\2.17.14-31db5eb\bin\node.exe'",
            None,
        ),
        ("My shop's site is down, 'refused to connect' is all that I see of it.", None),
        ("My Salesforce app: the browser shows ERR_CONNECTION_REFUSED for http://localhost:3000/auth/callback", None),
        (
            "gyp ERR! stack Error: ENOENT: no such file or directory, open '/Users/u/a.key'\ngyp ERR! cwd /Users/u/.local/share/sfdx/node_modules/x",
            None,
        ),
        ("  @oclif/config:@acme-cli/plugin-auth require C:\\u\\login.js +857ms\n »   Error: unable to verify the first certificate", None),
        ("> sfdx.cmd force:org:display -u x --json\nThe system cannot find the path specified.", Some("wrong-binary")),
        ("> copy a b\nThe system cannot find the path specified, says my script", None),
        ("[debug] No SFDX credentials found for alias or user: x", Some("no-authorization-found")),
        // Its name as a word, and its command as a list.
        ("Has anybody of you seen this with sf?\n`fetch failed`", Some("fetch-failed")),
        ("The old flat had 1200 sf, and now I see\n`fetch failed`", None),
        ("A task of mine reads /srv/sf/list.txt and ends\n`fetch failed`", None),
        (r#"{"cmd": ["sf", "org", "login", "jwt"], "rc": 1, "stderr": "read ECONNRESET"}"#, Some("connection-reset")),
        (r#"{"cmd": ["ssh", "org", "login"], "rc": 1, "stderr": "read ECONNRESET"}"#, None),
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
        ("`sfdx update` ends with `Bad CPU type in executable`.", Some("wrong-binary")),
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
        (
            "$ sfdx update\n(node:7) SyntaxError Plugin: sfdx-cli: Unexpected identifier\nmodule: @oclif/config@1.18.3",
            Some("node-lacks-feature"),
        ),
        ("$ sfdx update\n !    S3 host is not reachable.", Some("update-site-unreachable")),
    ]);
}

#[test]
fn what_salesforce_answers_means_the_same_to_whichever_program_asked() {
    are_told(&[
        ("401 Unauthorized: This session is not valid for use with the REST API", Some("api-disabled")),
        ("Login Type: Remote Access 2.0\nStatus: Failed: Not approved for access", Some("app-access-refused")),
        (r#"{"error_description":"authentication failure - Invalid Password","error":"invalid_grant"}"#, Some("user-inactive")),
        ("Our app on phones: OAUTH_DISALLOWED_SCOPES: the requested scope is not allowed", Some("scope-not-allowed")),
        (
            "https://na1.salesforce.com/services/oauth2/token: Unexpected character encountered while parsing value: <. Path '', line 0",
            Some("html-answer"),
        ),
        (
            "ERROR: LOGIN_MUST_USE_SECURITY_TOKEN: Invalid username, password, security token; or user locked out. Are you at a new location?",
            Some("ip-restricted"),
        ),
        ("Invalid username, password, security token; or user locked out. Are you at a new location? When", Some("ip-restricted")),
        ("INVALID_LOGIN: Invalid username, password, security token; or user locked out.", Some("user-inactive")),
        (
            "We can\u{2019}t authorize you because of an OAuth Error. You didn\u{2019}t complete the approval process",
            Some("oauth-approval-error"),
        ),
        ("$ sf org login web\nError (1): unexpected code verifier", Some("code-challenge")),
        ("No org can be linked in this project: OAUTH_EC_APP_NOT_FOUND", Some("client-app-not-installed")),
        ("A dialog named OAuth Approval Error Generic, and nothing more", Some("oauth-approval-error")),
        (
            "{\"errorCode\": \"INVALID_SESSION_ID\"}\n{\"error\": \"invalid_grant\", \"error_description\": \"inactive user\"}",
            Some("user-inactive"),
        ),
        ("SalesforceAuthenticationFailed: Invalid username, password, security token; or user locked out.", Some("user-inactive")),
        ("$ sf sfdmu run\nError: access token expired", Some("token-expired")),
        ("error_description: authentication failure - Failed: API security token required", Some("ip-restricted")),
        ("$ sf org create scratch\nError (AuthCodeExchangeError): due to: ERROR_HTTP_420::<!DOCTYPE HTML>", Some("org-not-available")),
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
        ("My Salesforce app in Ruby: UnauthorizedError: INVALID_AUTH_HEADER: INVALID_HEADER_TYPE", None),
        ("ERROR running force:data:soql:query:  INVALID_AUTH_HEADER", Some("access-token-format")),
        (
            "The data loader says \"Encountered html content when looking for http //schemas.xmlsoap.org/soap/envelope/\"",
            Some("html-answer"),
        ),
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
        (
            "$ sf org open\nError (ERR_REQUIRE_ESM): require() of ES Module /opt/sf/node_modules/a.js not supported.",
            Some("installation-damaged"),
        ),
        ("$ sf org list\nError (ERROR_HTTP_503): upstream connect error or disconnect/reset before headers", Some("org-not-available")),
        ("$ sf org list\nError (ERROR_HTTP_502): Bad Gateway", Some("html-answer")),
        (
            "  sfdx:analytics Error gathering and sending usage data due to: AuthInfoCreationError: Must pass a username and/or OAuth options when creating an AuthInfo instance.",
            Some("telemetry-noise"),
        ),
        (
            "ERROR running auth:jwt:grant: Here's the error:Error authenticating with JWT config due to: error:25066067:DSO support routines:dlfcn_load:could not load the shared library",
            Some("openssl-settings"),
        ),
        ("MetadataTransferError: Metadata API request failed: <h1>Bad Message 400</h1><pre>reason: Bad Request</pre>", Some("html-answer")),
        ("Response content: {u'exceptionMessage': u'Invalid session id', u'exceptionCode': u'InvalidSessionId'}", Some("token-expired")),
        ("INFO onMessage(META_HANDSHAKE) - {id=370, error=401::Authentication invalid, successful=false}", Some("token-expired")),
        ("SoapFault: INVALID_SESSION_ID: This session is not valid for use with the API", Some("api-disabled")),
        ("client.rb:218:in `http_post': Invalid session id (SalesforceBulk::SalesforceError)", Some("token-expired")),
        ("Invalid OAuth redirect port number defined: 1717017", Some("oauth-port-invalid")),
        ("The hostname for the login server is not found: https://acme--uat.my.salesforce.com:443", Some("name-not-found")),
        (
            "$ sf plugins install @salesforce/x\nEncountered a self signed certificated. To enable \"export NODE_TLS_REJECT_UNAUTHORIZED=0\"",
            Some("plugin-install-trust"),
        ),
        ("The command has timed out, although the deployment is still running.", Some("client-timed-out")),
        ("Error (1): No environment found. Use -o or --target-org to specify an environment", Some("no-default-org")),
        (
            "Can't find any active scratch orgs, Dev Hubs, or other orgs. Either log into an org or create a scratch org",
            Some("no-authorization-found"),
        ),
        ("ERROR running force:org:create:  The callback URL provided is not valid.", Some("redirect-uri-mismatch")),
        // Behind the wrapping it is the org's list of errors that is no object, else a file of sf's.
        (
            "Could not retrieve the username after successful auth code exchange in org: 00D000000000001AAA.\nDue to: Expected parsed JSON data to be an object",
            Some("username-retrieval-failed"),
        ),
        ("$ sf org list\nError (1): Expected parsed JSON data to be an object", Some("damaged-json")),
        (
            "$ sf update\n@salesforce/cli: Updating CLI... !\n    Error: HTTP Error 404 for GET https://developer.salesforce.com/darwin-x64\n<!DOCTYPE html>",
            Some("update-site-unreachable"),
        ),
        ("invalid_client. invalid client credentials", Some("invalid-client-secret")),
        ("$ sf org list\n  x  a@b.c  00D  <html>          \n              <body>     \n <center>", Some("html-answer")),
        ("sfdx force:source:deploy prints\n<html>\n<head><title>An internal server error has occurred</title></head>", Some("html-answer")),
        ("It prints\n\n<div style=\"display:none;\" id=\"errorTitle\">An internal server error has occurred</div>", Some("html-answer")),
        // sf calls it a warning, and the login was never made.
        (
            "Warning: force:auth:jwt:grant is not a sfdx command.\n{\"name\": \"NoOrgFound\", \"message\": \"No org configuration found for name x\"}",
            Some("command-not-known"),
        ),
        // A reason that is cut, or that nobody knows, is not an empty one.
        ("ERROR running force:user:create: Error authenticating with JWT config due to: user hasn't appr", Some("jwt-grant-error")),
        // The browser is refused because sf has ended.
        (
            "http://localhost:1717/OauthRedirect?code=x\nlocalhost refused to connect.\nERR_CONNECTION_REFUSED\n$ sf org login web\nError (1): Invalid request method: OPTIONS",
            Some("invalid-request-method"),
        ),
        ("ERROR running force:auth:device:login:  SLOW_DOWN - polling too quickly for the token endpoint.", Some("device-login")),
    ]);
}

/// What jsforce makes of a page in the place of an answer: measured with sfdx 7.155.1 and 7.209.6 and sf 2.150.6, and read in the
/// source of @salesforce/core 3.19 (`versions.map`).
#[test]
fn a_page_in_the_place_of_an_answer_is_an_old_url() {
    are_told(&[
        ("Error (10): Cannot read properties of undefined (reading 'length')", Some("legacy-url")),
        // Wrapped in the middle of a word, and in a frame.
        ("ERROR running forc\ne:data:soql:query:  Cannot read properties of undefined (reading 'length')", Some("legacy-url")),
        (
            " ›   Then it says “ERROR\n ›   running force:data:soql:query:  Cannot read properties of\n ›   undefined (reading 'length')”",
            Some("legacy-url"),
        ),
        ("ERROR running force:data:soql:query:  Cannot read properties of undefined (reading 'length')", Some("legacy-url")),
        ("ERROR running force:data:soql:query:  Cannot read property 'length' of undefined", Some("legacy-url")),
        ("ERROR running force:mdapi:deploy:  versions.map is not a function", Some("legacy-url")),
        (
            "TypeError: Cannot read properties of undefined (reading 'length')\n    at Query._execute (/n/jsforce/lib/query.js:482:205)",
            Some("legacy-url"),
        ),
        ("TypeError: Cannot read properties of undefined (reading 'length')\n    at chunk (/srv/shop/list.js:2:5)", None),
        ("ERROR running force:mdapi:listmetadata:  Cannot read properties of null (reading 'result')", None),
    ]);
}

/// What a test expects, a program looks for or a file of messages holds was not printed, whoever's words it is.
#[test]
fn a_program_s_own_text_is_no_message() {
    are_told(&[
        ("it('logs in', async () => {\n  reply({ error: 'invalid_grant', error_description: 'inactive user' });\n});", None),
        ("expect(error.message).to.equal('No authorization information found for x');", None),
        ("func TestLogin(t *testing.T) {\n\tanswer := `{\"error\": \"inactive_user\", \"error_description\": \"inactive user\"}`", None),
        ("My Salesforce app: invalid_client: invalid client credentials; client.describe('Contact')", Some("invalid-client-secret")),
        ("if ((e.message).includes(\"Cannot start the OAuth redirect server on port\")) {", None),
        ("acme.exceptions.PortInUse(\"Cannot start the OAuth redirect server on port 1717\")", Some("oauth-port-in-use")),
        ("  /Cannot start the OAuth redirect server on port 1717/i,\n  /EADDRINUSE/i", None),
        ("log/Cannot start the OAuth redirect server on port 1717", Some("oauth-port-in-use")),
        ("# missingClientId\n\nClient ID is required for JWT authentication.", None),
        ("# authDecryptError.actions\n\n- Log in anew.", None),
        ("# AuthDecryptError", Some("auth-file-undecipherable")),
        ("# Problem\n\nClient ID is required for JWT authentication.", Some("client-id-missing")),
        (
            "@@ -3,6 +3,10 @@\n \n+# missingClientId\n+\n+Client ID is required for JWT authentication. Give it with the flag that the command's help names first.",
            None,
        ),
        // Nobody has filled in the place for the value.
        ("We encountered a JSON web token error, which is likely not an issue with Salesforce CLI. Here’s the error: %s", None),
        ("jwt.error=JwtGrantError: %s", None),
        ("JwtGrantError: 5 %, say ${USER} and `${HOST}", None),
        ("sf org login sfdx-url -f ${FILE} ## RefreshTokenAuthError", Some("refresh-token-error")),
        ("`sf org login sfdx-url -f ${FILE}` says `RefreshTokenAuthError`", Some("refresh-token-error")),
        ("$ printf '%s' \"$URL\" | sf org login sfdx-url --sfdx-url-stdin # RefreshTokenAuthError", Some("refresh-token-error")),
        ("1. `echo ${KEY}`\n2. `echo ${URL}`\n3. RefreshTokenAuthError\n", Some("refresh-token-error")),
        ("User canceled authentication.\nFailed after %s tries.\nInvalid permissions\n- Give %s the mode %s.", None),
        ("  reject(`Error authenticating with the refresh token due to: ${error.message}`)", None),
        (
            "We encountered a JSON web token error, which is likely not an issue with Salesforce CLI. Here's the error: 100 % wrong",
            Some("jwt-grant-error"),
        ),
        ("# JwtGrantError\n\nWe encountered a JSON web token error, which is likely not an issue with Salesforce CLI: %s", None),
        ("  noSecret: 'The app has no secret %s',\n  noClient: 'Client ID is required for JWT authentication.',\n", None),
        ("  \"message\": \"Client ID is required for JWT authentication.\",\n  \"exitCode\": 1", Some("client-id-missing")),
        ("new Map([[\"noClientId\", \"Client ID is required for JWT authentication.\"], [\"noKey\", \"No key.\"]])", None),
        ("    name: 'JwtGrantError',\n    message: messages.getMessage('failed', [reason]),", None),
        // A comment, a declaration.
        ("/**\n * Without a permission the proxy says API_DISABLED_FOR_ORG, and\n * the page is empty.\n */", None),
        ("rm -r /tmp/**\nError (1): API_DISABLED_FOR_ORG", Some("api-disabled")),
        ("/** Logs in. */\nError (1): API_DISABLED_FOR_ORG", Some("api-disabled")),
        ("const SKIPPED = ['This session is not valid for use with the REST API'];", None),
        ("export { JwtGrantError } from './errors';", None),
        ("let me know what \"API_DISABLED_FOR_ORG\" of sf is", Some("api-disabled")),
        ("MARKS = [\n    \"expired access/refresh token\",\n    # gone\n    \"INVALID_LOGIN\",\n]", None),
        ("const marks = {\n  busy: 'JwtGrantError',\n  old: 'expired access/refresh token',\n};", None),
        ("  \"warnings\": [\n    \"RefreshTokenAuthError\",\n    \"x\"\n  ]", Some("refresh-token-error")),
        (
            "body = {\n  \"error\": \"invalid_grant\",\n  \"error_description\": \"user hasn't approved this consumer\"\n}",
            Some("user-not-approved"),
        ),
        ("  echo \"Error (RefreshTokenAuthError): Error authenticating with the refresh token due to:\" >&2", None),
        ("/*\n what it answers:\nAPI_DISABLED_FOR_ORG: API is not enabled for this Organization\n*/", None),
        ("$ ls src/*\nAPI_DISABLED_FOR_ORG: API is not enabled for this Organization", Some("api-disabled")),
        (
            "enum Kind {\n\n    INVALID_LOGIN,\n\n    INVALID_SESSION_ID,\n\n    LOGIN_MUST_USE_SECURITY_TOKEN,\n\n    MALFORMED_QUERY,\n}",
            None,
        ),
        (
            "  \"INVALID_LOGIN\" => A,\n  \"INVALID_STATUS\" => B,\n  \"LOGIN_MUST_USE_SECURITY_TOKEN\" => C,\n  \"MALFORMED_ID\" => D,\n",
            None,
        ),
        (
            "row 1: INVALID_SESSION_ID\nrow 2: INVALID_SESSION_ID\nrow 3: INVALID_SESSION_ID\nrow 4: INVALID_SESSION_ID",
            Some("token-expired"),
        ),
        ("      // the answer is INVALID_SESSION_ID, and the refresh loops\n      throw again;", None),
        ("// the answer is INVALID_SESSION_ID, and the refresh loops\n// what now?", Some("token-expired")),
        ("  public final String lightningDomain;", None),
        ("Error (LightningDomain): Invalid instance URL", Some("lightning-url")),
        (
            "#[test]\nfn it_is_short() {\n    let raw = r#\"{\n        \"name\": \"NoDefaultEnvError\",\n        \"exitCode\": 1\n    }\"#;\n    assert_eq!(short(raw), 1);",
            None,
        ),
        (
            "    private func label() -> Element {\n        return app.texts[\"error=invalid_client_id&error_description=client%20identifier%20invalid\"]\n    }\n    func other() {",
            None,
        ),
        (
            "const conn = new Connection({ url });\nawait conn.login(name, password);\nconsole.log(conn.id);\n\nIt answers\n\n{\"error\":\"invalid_grant\",\"error_description\":\"authentication failure\"}\n\nWhy is that?",
            Some("authentication-failure"),
        ),
        ("      this.text = 'Invalid_grant: expired access/refresh token';", None),
        ("it says 'Invalid_grant: expired access/refresh token'; what now?", Some("token-expired")),
        ("    throw new SfdxError(\n      'It is not right.',\n      'INVALID_SFDX_AUTH_URL'\n    );", None),
        ("HELP = {\n    'LOGIN_MUST_USE_SECURITY_TOKEN': 'Add a token to the password.',\n}", None),
        (
            "    private static final String REFUSED = \"<a>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</a>\"",
            None,
        ),
        (
            "@@ -1 +1 @@\n-  \"RequiresUsernameError\": \"This command requires a username. Specify it with the -u parameter or by x\",\n-  \"RequiresHubError\": \"This command requires a dev hub username.\",",
            None,
        ),
        // A string that goes on in the next line, an error that is only made, and what somebody looks for.
        ("        \"acme.Failed: INVALID_LOGIN: Invalid \"\n        \"username, password, security token; or user locked out.\",", None),
        ("    'expired access/refresh token' +\n    ' while refreshing'", None),
        ("\"expired access/refresh token\"\n\"Run it again\"", Some("token-expired")),
        ("  error: new Error(\n    'Error authenticating with the refresh token due to: expired access/refresh token'\n  ),", None),
        ("    raise LoginFailed(\"expired access/refresh token\")", None),
        (
            "throw new SfdxError('expired access/refresh token')\n^\nSfdxError: expired access/refresh token\n    at x (/n/@salesforce/core/a.js:1:2)",
            Some("token-expired"),
        ),
        ("sf org display 2>&1 | grep -q \"expired access/refresh token\" && exit 1", None),
        ("if [[ \"$out\" == *\"expired access/refresh token\"* ]]; then", None),
        ("if ($out -match 'expired access/refresh token') {", None),
        ("    if \"expired access/refresh token\" in str(error):", None),
        ("    && \"INVALID_SESSION_ID\".equals(fault.getCode())) {", None),
        ("if (['OTHER', 'JwtGrantError'].includes(error.name)) {", None),
        ("  fail(reason ?? 'expired access/refresh token')", None),
        ("  fail(error.message + ' expired access/refresh token')", None),
        ("throw new SfError(messages.getMessage('x'), 'JwtGrantError', [", None),
        ("**\"expired access/refresh token\"** is what sf prints", Some("token-expired")),
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
        (
            "$ acme plugins:install @acme/x\nerror An unexpected error occurred: \"https://registry.example/@acme%2fx: ESOCKETTIMEDOUT\".",
            None,
        ),
        (
            "$ acme plugins:install @acme/x\nerror An unexpected error occurred: \"https://registry.example/@acme%2fx: unable to get local issuer certificate\".\nInstalling plugin @acme/x... !\n    Error: yarn add @acme/x@latest --mutex=file:/u/yarn.lock --check-files exited with code 1",
            None,
        ),
        ("run plugins:install @acme/x\nerror An unexpected error occurred: \"https://registry.example/@acme%2fx: x\".", None),
        (
            "sfdx plugins:install x\nerror An unexpected error occurred: \"https://registry.example/x: tunneling socket could not be established, statusCode=503",
            Some("plugin-install-failed"),
        ),
        (
            "Installing plugin x@latest... failed\n    Error: /n/yarn/bin/yarn.js add x@latest --mutex=file:/u/yarn.lock --check-files exited with \n    code 1",
            Some("plugin-install-failed"),
        ),
        (
            "$ sfdx plugins:install x\nInstalling... !\n !    yarn --mutex=file:/u/yarn exited\n !    with code 1",
            Some("plugin-install-failed"),
        ),
        (
            "sfdx plugins:install x\nmake: *** [fibers.o] Error 127\ngyp ERR! build error\ngyp ERR! stack Error: `make` failed",
            Some("plugin-install-failed"),
        ),
        (
            "sfdx plugins:link .\nInstalling dependencies for /p... !\n !    yarn --mutex=file:/u/yarn exited with code 1",
            Some("plugin-install-failed"),
        ),
        ("sf plugins install x\nTypeError: Class extends value undefined is not a constructor or null", Some("plugin-install-failed")),
        ("NpmError: Failed to find @salesforce/plugin-dev@latest in the registry", Some("plugin-install-failed")),
        (
            "FailedDigitalSignatureVerification: A digital signature is specified for this plugin but it didn't verify",
            Some("plugin-install-failed"),
        ),
        ("sfdx plugins:install x\n'nodejs' is not recognized as an internal or external command,", None),
        ("sfdx plugins:install x\nnode-gyp not found! Please ensure node-gyp is in your PATH--", Some("plugin-install-failed")),
        (
            "sfdx plugins:install x\ninfo There appears to be trouble with your network connection. Retrying...",
            Some("plugin-install-failed"),
        ),
        (
            "sfdx plugins:install x\ninfo Visit https://yarnpkg.com/en/docs/cli/add for documentation about this command.",
            Some("plugin-install-failed"),
        ),
        ("sfdx plugins:install x\nnpm ERR! errno UNABLE_TO_GET_ISSUER_CERT_LOCALLY", Some("plugin-install-trust")),
        ("sfdx plugins:install x\nError: Unable to update lock within the stale threshold", Some("plugin-install-failed")),
        ("sf plugins install x\nCannotFindNodeExecutable: Cannot locate node executable.", Some("plugin-install-failed")),
        ("$ sf plugins install x\nnpm ERR! code E404\nnpm ERR! 404 'x@latest' is not in this registry.", Some("plugin-install-failed")),
        (
            "$ sfdx plugins:install x\nerror x@4.0.2: The engine \"node\" is incompatible with this module. Expected version \">=14\".",
            Some("plugin-install-failed"),
        ),
        ("To install it with sfdx \"plugins:install\" I only get an \"error 407\".", Some("proxy-authentication")),
        ("$ npm install x\nnpm ERR! code E404\nnpm ERR! 404 'x@latest' is not in this registry.", None),
        ("$ sf plugins install x\n$ sf org login web\nnpm ERR! code E404", None),
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
        ("With sfdx I cannot resolve the lightning domain of this org.", None),
        ("$ sf org login web\nError (LightningDomain): no", Some("lightning-url")),
        ("sfdx 7.120.0 tries again after network problems, such as ETIMEDOUT, ECONNRESET, ENOTFOUND and the like.", None),
        ("The status of a salesforce.com community is one of `Live` and `DownForMaintenance`.", None),
        // A name in a program, or what it compares with.
        ("return answer(Codes.INVALID_SESSION_ID);", None),
        ("if (error.errorCode === 'INVALID_SESSION_ID') {", None),
        ("How to mend an \"INVALID_SESSION_ID\" in the nightly run", Some("token-expired")),
        // A stack in Node's own fetch, which sf does not use.
        (
            "https://login.salesforce.com is what I ask with my own tool, and it says\nConnection error: TypeError: fetch failed\n    at node:internal/deps/undici/undici:1:2",
            None,
        ),
        ("$ sf org list\nError (1): fetch failed\n    at node:internal/deps/undici/undici:1:2", Some("fetch-failed")),
        // Another program's words, one line of which announces the error.
        ("The Salesforce node says after a while\nNodeApiError: Invalid URL\nhttpCode: ERR_INVALID_URL", None),
        ("ERROR -- omniauth: (salesforce) Authentication failure! invalid_credentials: OAuth2::Error", None),
        ("jsforce in the browser says: POST http://localhost:3123/proxy?2 net::ERR_EMPTY_RESPONSE", None),
        ("When my shop's web client asks, it says:\nRequest cannot be constructed from a URL that includes credentials", None),
        ("error=redirect_uri_mismatch\nerror_description=The redirect_uri must be one of those that the app was made with", None),
        ("Get https://login.salesforce.com/id/00D/005: read tcp 10.0.0.1:1->10.0.0.2:443: read: ECONNRESET", None),
        (
            "node:fs:573\n  return binding.open(\n\nError: ENOENT: no such file or directory, open 'D:\\work\\salesforce-shop\\tls.key'\n    at Object.openSync (node:fs:573:18)\n    at Object.readFileSync (node:fs:452:35)\n    at Object.<anonymous> (D:\\work\\salesforce-shop\\server.js:9:14)\n    at Module._compile (node:internal/modules/cjs/loader:1554:14)",
            None,
        ),
        ("Error: EACCES: permission denied, open 'logs/info.log'", None),
        (
            r"sfdx force:source:deploy ends with Error: EPERM: operation not permitted, open 'C:\Users\u\AppData\Local\Temp\5\sdx_pkg_1\aura\a.js'",
            None,
        ),
        (r"sfdx ends with Error: EPERM: operation not permitted, open 'C:\Users\u\AppData\Local\sfdx\x.json'", Some("state-not-writable")),
        ("Without it every command throws EPERM, as the log file at `~/.sf/sf-2026-01-02.log` cannot be made.", Some("state-not-writable")),
        (r"The CLI could not write `C:\Users\u\.sf\sf-2026-01-02.log` (`EPERM`).", Some("state-not-writable")),
        ("Installing the package ends with EPERM on Windows; `sf org login web` has nothing to do with it.", None),
        ("ERROR running force:one:two:  EACCES: permission denied, mkdir '/usr/lib/node_modules/sfdx-cli/node_modules/x/.x'", None),
        (
            "sfdx-cli: EACCES: permission denied, rename '/usr/lib/node_modules/sfdx-cli/x/a.py' -> '/usr/lib/node_modules/sfdx-cli/x/b'",
            None,
        ),
        ("sf: EACCES: permission denied, rename '/u/.sfdx/a.json' -> '/u/.sfdx/b.json'", Some("state-not-writable")),
    ]);
}
