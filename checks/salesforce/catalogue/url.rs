//! The instance URL.

use super::{
    BLANK, Entry, Family, REQUESTS, RIGHT_URL, Role, UPDATE, command, common, distinctive, hinted, own, seen, server, sf_error, shared,
    unseen,
};
use crate::salesforce::words;

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "lightning-url",
        title: "The URL is the one of the browser's address bar, which sf refuses",
        family: Family::Url,
        texts: &[
            own(words::LIGHTNING),
            own("Invalid instance URL. Specify a Salesforce instance URL using the format"),
            own("LightningDomain"),
            own("lightning URLs are not valid as instance URLs"),
            shared("Only POST allowed"),
        ],
        names: &["LightningDomain"],
        codes: &["LightningDomain"],
        described: &["lightning force log|auth|send|request|instance", "lightning url|domain"],
        meaning: "Lightning hosts serve pages and no API. sf before 1.85.8 also refused a My Domain that merely ends in -lightning.",
        causes: &[seen("The URL is a Lightning one.", "instance-url", &["entry=lightning-url"])],
        fixes: &["Give https://NAME.my.salesforce.com in place of https://NAME.lightning.force.com."],
        ..BLANK
    },
    Entry {
        id: "url-not-valid",
        title: "The value of --instance-url is no URL",
        family: Family::Url,
        texts: &[
            shared(words::NOT_A_URL),
            shared("Parsing --instance-url"),
            own("Specify a valid Salesforce instance URL"),
            shared("Invalid login URL"),
            shared("Only absolute URLs are supported"),
            shared("INVALID_LOGIN_URL"),
            own("Must be a valid url in the format \"http://salesforce.com\""),
            own("is not a valid Salesforce domain. Only Salesforce or internal URLs are allowed"),
        ],
        names: &["Error (2)"],
        described: &["instance url wrong|invalid|not", "invalid url|uri"],
        meaning: "sf wants the whole URL, with https://. An empty value, such as an unset variable of a CI job, ends here too.",
        causes: &[
            seen("The URL has no https://, or is empty.", "instance-url", &["entry=url-not-valid"]),
            hinted("What answers leads to a URL without a host.", "endpoint", &[]),
        ],
        fixes: &[
            "Write https:// in front.",
            "In CI, look whether the variable is set in this job.",
            "Where no URL was given, log in again: sf keeps the URL of a login.",
        ],
        ..BLANK
    },
    Entry {
        id: "url-scheme-mistyped",
        title: "The URL's scheme is none that a request can be made with",
        family: Family::Url,
        texts: &[shared("on url: null"), shared("Only HTTP(S) protocols are supported")],
        names: REQUESTS,
        meaning: "`login.salesforce.com:443` and `htts://…` are URLs to a parser, with a scheme of that name; sf warns of an insecure protocol and then fails.",
        causes: &[seen("The URL's scheme is not https.", "instance-url", &["fault=scheme"])],
        fixes: &["Write https:// in front."],
        ..BLANK
    },
    Entry {
        id: "audience-not-a-url",
        title: "SF_AUDIENCE_URL is no URL",
        family: Family::Url,
        texts: &[own("TypeError::Invalid URL")],
        names: &["JwtGrantError"],
        meaning: "A JWT login puts SF_AUDIENCE_URL into its assertion and reads it as a URL before it sends anything.",
        causes: &[seen(
            "SF_AUDIENCE_URL (or SFDX_AUDIENCE_URL) has no https://, or is no URL at all.",
            "jwt-audience",
            &["entry=audience-not-a-url"],
        )],
        fixes: &[
            "Remove the variable: sf finds the audience by itself.",
            "Or write https://login.salesforce.com, for a sandbox https://test.salesforce.com.",
        ],
        ..BLANK
    },
    Entry {
        id: "url-in-clear",
        title: "The URL begins with http://, and what proves the login goes out unencrypted",
        family: Family::Url,
        role: Role::Noise,
        texts: &[shared("Using insecure protocol")],
        meaning: "sf only warns. With JWT it then goes on to another login host when the first one does not answer in clear.",
        causes: &[seen("The URL is an http one.", "instance-url", &["fault=cleartext"])],
        fixes: &["Write https:// in place of http://, on the command line and in sfdcLoginUrl."],
        never: &["Do not log in over http, not even once: an assertion of sf's does not expire."],
        ..BLANK
    },
    Entry {
        id: "url-with-credentials",
        title: "The URL holds a user name or password",
        family: Family::Url,
        texts: &[shared(words::URL_WITH_CREDENTIALS)],
        names: REQUESTS,
        meaning: "No request can be made to such a URL.",
        causes: &[seen("There is an @ in the URL.", "instance-url", &["fault=credentials"])],
        fixes: &["Take user and password out of it: the login has its own flags."],
        ..BLANK
    },
    Entry {
        id: "legacy-url",
        title: "The answer is not what sf asked for: an old URL, or a page in its place",
        family: Family::Url,
        texts: &[
            command(words::NO_ID),
            command("Cannot read property 'id' of undefined"),
            sf_error("Cannot read properties of undefined (reading 'length')"),
            sf_error("Cannot read property 'length' of undefined"),
            own("(reading 'length')\n    at Query._execute"),
            sf_error("versions.map is not a function"),
            server("URL No Longer Exists"),
        ],
        names: REQUESTS,
        described: &["old|former|previous my domain|url"],
        meaning: "With enhanced domains, or another My Domain, the org has another URL, and the old one, which sf may keep from a login, leads to a page. Any page that answers in place of the org has the same effect; sf says only that it cannot read 'id' or 'length' of something undefined.",
        causes: &[
            seen("The URL is an old form, or not the org's.", "instance-url", &[]),
            seen("What answers is a page and no API.", "endpoint", &[]),
        ],
        fixes: &[RIGHT_URL, "Where a login was already there: log in once more, so that sf keeps the org's new URL.", UPDATE],
        ..BLANK
    },
    Entry {
        id: "instance-url-not-set",
        title: "The request went to the login host, since sf does not know the org's own URL",
        family: Family::Url,
        texts: &[
            own("Destination URL not reset"),
            own("The instance URL is not set, or is incorrect for the given access token"),
            own("Connection has no instanceUrl"),
        ],
        meaning: "The login host answers no requests for data. An access token in the place of a username needs the org's URL beside it; and where the org's own name did not resolve at the login, sf stored the login URL in its place.",
        causes: &[
            hinted("The instance URL in force is not the org's own.", "instance-url", &[]),
            hinted("The org's own name does not resolve here, so that a login stores the login URL.", "dns", &[]),
            unseen(
                "The stored login, or the setting, has another URL.",
                "What do `sf config get org-instance-url` and `sf org display` (Instance Url) say in the failing session?",
            ),
        ],
        fixes: &[
            "With an access token: sf config set org-instance-url=https://NAME.my.salesforce.com, the org that the token is of.",
            "With a stored login: log in again, from where the org's own name resolves.",
        ],
        ..BLANK
    },
    Entry {
        id: "redirect-without-host",
        title: "What answers leads elsewhere without saying where",
        family: Family::Url,
        texts: &[
            shared(words::NO_HOST_IN_REDIRECT),
            shared(words::NO_REDIRECT),
            shared("Cannot handle redirect for"),
            shared("Reached to maximum redirect count"),
        ],
        meaning: "A portal or a wrong server redirects to a path; Salesforce names whole URLs.",
        causes: &[seen("A portal or another server answers.", "endpoint", &[]), hinted("The URL is not the org's.", "instance-url", &[])],
        fixes: &["Open any page in a browser and click through the portal.", RIGHT_URL],
        ..BLANK
    },
    Entry {
        id: "html-answer",
        title: "A page came where sf expects data",
        family: Family::Url,
        role: Role::Consequence,
        texts: &[
            own(words::NO_JSON_MAP),
            command(words::NO_SCOPE),
            shared("ERROR_HTTP_4*"),
            shared("ERROR_HTTP_5*"),
            shared("ERROR_HTTP_3*"),
            own("HTTP response contains html content"),
            server("Encountered html content when looking for"),
            shared("Unexpected response from the platform"),
            shared(": <!DOCTYPE html"),
            shared(": <html"),
            shared("<html><body*"),
            shared("<html><head*"),
            // Jetty's, which answers in the org's place.
            shared("<h1>Bad Message*"),
            // The org's own page for its errors.
            distinctive("<div style=\"display:none;\" id=\"errorTitle\">"),
            // @salesforce/plugin-org, lib/shared/orgListUtil.js: the status of an org that answers so.
            common("Bad Response"),
            shared(words::NO_JSON_BODY),
            shared("Unexpected token < in JSON"),
            shared("Unexpected token < in JSON at position"),
            shared("Unexpected token '<'"),
            // Json.NET.
            shared("Unexpected character encountered while parsing value: <"),
            command("Cannot read property 'scope' of undefined"),
        ],
        names: REQUESTS,
        described: &["html page|tag|respon|instead|raw|output"],
        meaning: "Something other than the org's API answered: a captive portal, a block page, a maintenance page, another web server. sf prints the page, or that it cannot read it.",
        causes: &[
            seen("What answers under the org's URL is a page.", "endpoint", &[]),
            seen("The URL is one that serves pages.", "instance-url", &[]),
            hinted("The proxy answers in the org's place.", "proxy", &[]),
        ],
        fixes: &["Open any page in a browser and click through the portal.", RIGHT_URL, "Have the filter allow the org's host."],
        ..BLANK
    },
];
