//! sf's own words, and those of the libraries in it: what the checks predict and what the catalogue recognises.
//!
//! Measured with sf 2.138.0, 2.146.3 and 2.150.6.

/// All that undici says of a request that failed.
pub const FETCH_FAILED: &str = "fetch failed";
/// What stands between the URL and Node's own words in an error of node-fetch.
pub const REASON: &str = "failed, reason: ";
/// What node-fetch says of an answer that is no JSON, before the URL and JSON.parse's reason.
pub const NO_JSON_BODY: &str = "invalid json response body at";
/// JWT: no host gave a token.
pub const NO_JWT: &str = "Error authenticating with JWT";
/// Web: the code gave no token.
pub const NO_CODE: &str = "Error authenticating with auth code";
/// SFDX URL: the refresh token gave no token.
pub const NO_REFRESH: &str = "Error authenticating with the refresh token due to:";
/// Web and access token: the user could not be asked for.
pub const NO_USERNAME: &str = "Could not retrieve the username after successful auth code exchange.";
/// A page answered the token request of a JWT login.
pub const NO_JSON_MAP: &str = "Value is not a JsonMap";
/// A page answered the token request of a web login.
pub const NO_SCOPE: &str = "Cannot read properties of undefined (reading 'scope')";
/// A page answered, and sf looks for the identity in it.
pub const NO_ID: &str = "Cannot read properties of undefined (reading 'id')";
/// An answer leads to a URL without a host.
pub const NO_HOST_IN_REDIRECT: &str = "Failed to parse URL from";
/// An answer sends on and does not say where to.
pub const NO_REDIRECT: &str = "No redirect URI found";
/// node-fetch: an answer leads to a URL of another kind.
pub const ONLY_HTTP: &str = "Only HTTP(S) protocols are supported";
/// JWT: above the errors of the hosts.
pub const SEVERAL_ERRORS: &str = "Errors encountered";
/// An answer breaks off before its end.
pub const TERMINATED: &str = "terminated";
/// A JSON object without a token answered the token request of a JWT login.
pub const NO_TOKEN: &str = "Value is not a string";
/// undici gave a request up.
pub const ABORTED: &str = "This operation was aborted";
/// node-fetch gave a request up.
pub const USER_ABORTED: &str = "The user aborted a request";
/// The URL is one of Lightning.
pub const LIGHTNING: &str = "Invalid instance URL. It should NOT be a lightning domain.";
/// The URL is none.
pub const NOT_A_URL: &str = "Expected a valid url but received: ";
/// The URL holds a user or password.
pub const URL_WITH_CREDENTIALS: &str = "Request cannot be constructed from a URL that includes credentials";
/// The key file is empty.
pub const KEY_EMPTY: &str = "secretOrPrivateKey must have a value";
/// The key file holds no private key that can be read.
pub const KEY_UNREADABLE: &str = "secretOrPrivateKey must be an asymmetric key when using RS256";
/// The key is too short.
pub const KEY_TOO_SMALL: &str = "secretOrPrivateKey has a minimum key size of 2048 bits for RS256";
/// A file is not there; its path follows.
pub const NO_FILE: &str = "ENOENT: no such file or directory, open '";
/// A file is a directory.
pub const DIRECTORY: &str = "EISDIR: illegal operation on a directory";
/// The same, where it is read as a file.
pub const DIRECTORY_READ: &str = "EISDIR: illegal operation on a directory, read";
/// A file may not be read; its path follows.
pub const FILE_DENIED: &str = "EACCES: permission denied, open '";
/// sf refuses a web login in a container.
pub const HEADLESS: &str = "isn't supported when authorizing in a headless environment";
/// Salesforce's web IDE has no login to give.
pub const NO_CODE_BUILDER_STATE: &str = "Invalid authentication state.";
/// No browser could be opened; the browser's name follows.
pub const NO_BROWSER: &str = "Unable to open the browser you specified";
/// None of several browsers could be opened.
pub const NO_BROWSER_OF_SEVERAL: &str = "Failed to open in all supported apps";
/// The port of the OAuth redirect server is taken; its number follows.
pub const PORT_IN_USE: &str = "Cannot start the OAuth redirect server on port";
/// The access token is none.
pub const NOT_A_TOKEN: &str = "The access token isn't in the correct format.";
/// A JWT login without an app.
pub const NO_CLIENT_ID: &str = "Client ID is required for JWT authentication.";
/// A flag is missing; its name follows.
pub const NO_FLAG: &str = "Missing required flag";
/// The SFDX authorization URL is none.
pub const NOT_AN_SFDX_URL: &str = "Invalid SFDX authorization URL.";
/// A file holds no SFDX authorization URL.
pub const NO_SFDX_URL: &str = "Error getting the SFDX authorization URL from file";
/// undici 8 on a Node without zstd.
pub const NO_ZSTD: &str = "Cannot read properties of undefined (reading 'bind')";
/// sf on a Node before 20.
pub const NO_REGEXP_FLAG: &str = "Invalid regular expression flags";
/// The key file of sf's own keychain has another mode than 600.
pub const KEYCHAIN_MODE: &str = "Invalid file permissions for secret file";
/// The user has no stored login; the name follows.
pub const NO_STORED_LOGIN: &str = "No authorization information found for";
/// The stored login of the user is no login.
pub const NO_OVERWRITE: &str = "Cannot create an AuthInfo instance that will overwrite existing auth data.";
/// The key in it has a wrong length.
pub const KEYCHAIN_KEY_LENGTH: &str = "Invalid key length";
/// A JSON file ends too early.
pub const JSON_ENDS: &str = "Unexpected end of JSON input";
/// A file is no JSON.
pub const NOT_JSON: &str = "is not valid JSON";
/// A file is JSON up to a place inside.
pub const JSON_POSITION: &str = "JSON at position";
/// The same, where sf read the file itself.
pub const PARSE_ERROR: &str = "Parse error in file";
/// sf asks a question and nobody can answer it. Node ends with status 13.
pub const UNSETTLED: &str = "Detected unsettled top-level await";
