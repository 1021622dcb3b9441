//! What is told of a text in which sf speaks, by what stands around the error in it.

use super::tests::are_told;

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
        // @salesforce/plugin-org, orgListUtil.js: whatever page an org answers with.
        ("$ sf org list\n   qa   ci@x.example   00DXx0000000000000   Bad Response", Some("html-answer")),
        ("$ sf org list\n   qa   ci@x.example   00DXx0000000000000   Down (Maintenance)", Some("org-not-available")),
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
