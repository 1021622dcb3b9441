//! What is told of a text in which another program speaks, or a server, or nobody.

use super::tests::are_told;

#[test]
fn what_salesforce_answers_means_the_same_to_whichever_program_asked() {
    are_told(&[
        ("401 Unauthorized: This session is not valid for use with the REST API", Some("api-disabled")),
        ("Login Type: Remote Access 2.0\nStatus: Failed: Not approved for access", Some("app-access-refused")),
        (r#"{"error_description":"authentication failure - Invalid Password","error":"invalid_grant"}"#, Some("user-inactive")),
        ("UserInfo={error=invalid_client, NSLocalizedDescription=invalid client credentials}", Some("invalid-client-secret")),
        ("The org logs\nFailed: Missing Consumer Key Parameter", Some("client-id-missing")),
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
        ("u@host kit % acme plugins:install x\n ▸    yarn add x --check-files exited with code 1", None),
        ("C:\\u>acme plugins:install x\n ▸    yarn add x --check-files exited with code 1", None),
        ("u@host kit % sfdx plugins:install x\n ▸    yarn add x --check-files exited with code 1", Some("plugin-install-failed")),
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
        (
            "$ /u/lib/node_modules/@salesforce/cli/node_modules/yarn/bin/yarn.js add x --non-interactive\nerror y@5.0.13: The engine \"node\" is incompatible with this module.",
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
        ("Cannot find module '@salesforce/apex/Accounts.all' from 'lwc/accounts/accounts.js'", None),
        ("Cannot find module '@salesforce/sdk-data'", None),
        ("Error: Cannot find module '@salesforce/core'", Some("installation-damaged")),
        ("Error: Cannot find module '@salesforce/apex-node'", Some("installation-damaged")),
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
