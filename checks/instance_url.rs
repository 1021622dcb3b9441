//! The instance URL is a Salesforce login URL.

use crate::model::observations::{Flow, UrlSource};
use crate::model::{Check, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::salesforce::attempt::{self, AttemptFailure};
use crate::salesforce::hosts::{self, Family, Kind, Recognized};
use crate::salesforce::http_stack::HttpStack;
use crate::salesforce::login_url::{self, LoginUrl, UrlFault};
use crate::salesforce::words;
use crate::salesforce::{command, domain};
use url::Url;

/// The check.
pub const CHECK: Check = Check {
    id: "instance-url",
    title: "The instance URL is a Salesforce login URL",
    page: include_str!("../docs/checks/instance-url.md"),
    judge,
};

mod sfdx_url;
mod source;

fn judge(observations: &Observations) -> Finding {
    let login = login_url::resolve(observations);
    let flow = observations.login.flow;
    if flow == Flow::AccessToken && observations.login.instance_url.is_none() {
        return Finding::fail(
            "--instance-url is missing",
            Effect::breaks(Stage::Flags, Failure::without_code(&format!("{} instance-url", words::NO_FLAG))),
            Fix::text("Give the URL of the token's own org: --instance-url https://NAME.my.salesforce.com"),
        );
    }
    if let Some(linked) = observations.linked_login.as_ref().filter(|linked| !linked.exists) {
        let failure = Failure::new("NamedOrgNotFoundError", words::NO_STORED_LOGIN);
        let fix = "Log in as that user first, without --client-app and --username; then add the app.";
        return Finding::fail(format!("no login is stored in {}", linked.path), Effect::breaks(Stage::LoginUrl, failure), Fix::text(fix))
            .detail("With --client-app sf adds an app to a login that it has already.");
    }
    if let Some(finding) = sfdx_url::fault(observations).filter(|_| flow == Flow::SfdxUrl) {
        return finding;
    }
    let finding = match &login.url {
        Some(_)
            if flow == Flow::SfdxUrl
                && let Some(finding) = sfdx_url::scheme_for_host(observations) =>
        {
            finding
        }
        None => not_a_url(observations, &login),
        Some(url) => of_url(observations, &login, url),
    };
    let finding = source::told(observations, &login, finding);
    let finding = match login_url::fault(observations).filter(|_| login.url.is_some()) {
        Some(fault) => finding.evidence("fault", fault),
        None => finding,
    };
    finding.evidence("instance_url", &login.text).evidence("instance_url_source", login.source)
}

fn not_a_url(observations: &Observations, login: &LoginUrl) -> Finding {
    if login.source == UrlSource::SfdxUrl {
        let effect = Effect::breaks(Stage::LoginUrl, Failure::new("TypeError", "Invalid URL"));
        return Finding::fail(format!("what stands behind the `@` makes no URL: `{}`", login.text), effect, right(observations, login))
            .detail("sf puts https:// before it, and stops before anything is sent.");
    }
    let failure = Failure::without_code(&format!("{}{}", words::NOT_A_URL, login.text));
    Finding::fail(format!("`{}` is not a URL", login.text), Effect::breaks(Stage::Flags, failure), right(observations, login))
        .detail("sf stops with a usage error before it contacts anything.")
}

fn of_url(observations: &Observations, login: &LoginUrl, url: &Url) -> Finding {
    // An access token's URL is not looked at so, nor that of an SFDX authorization URL.
    if matches!(observations.login.flow, Flow::Jwt | Flow::Web) && domain::is_refused(url) {
        let failure = Failure::new("LightningDomain", words::LIGHTNING);
        let summary = format!("{} is a Lightning URL, which sf refuses", login.text);
        return Finding::fail(summary, Effect::breaks(Stage::LoginUrl, failure), right(observations, login));
    }
    match login_url::fault(observations) {
        Some(UrlFault::Scheme) => {
            let summary = format!("the scheme of {} is `{}:`, not `https:`", login.text, url.scheme());
            unsendable(observations, login, &summary, HttpStack::of(&observations.runtime).refuses_scheme())
        }
        Some(UrlFault::Credentials) => {
            let summary = "the URL holds a user name or password, and no request can be made to such a one";
            unsendable(observations, login, summary, words::URL_WITH_CREDENTIALS)
        }
        Some(UrlFault::BadPort) => {
            let summary = format!("port {} is kept for another protocol", url.port().unwrap_or_default());
            unsendable(observations, login, &summary, words::FETCH_FAILED)
        }
        Some(UrlFault::Cleartext) => breaks_at_request(observations, login, "http:// sends what proves the login in clear")
            .detail("sf only warns of an insecure protocol, and posts the assertion or the code unencrypted.")
            .never("Do not log in over http, not even once: an assertion of sf's does not expire."),
        Some(UrlFault::QueryOrFragment) => {
            let summary = "the URL has a `?` or a `#`, behind which the path that sf appends is lost";
            breaks_at_request(observations, login, summary).detail(
                "sf appends services/oauth2/userinfo to it as it is, and the page that it then gets does not say whose the token is.",
            )
        }
        Some(UrlFault::Fragment) => {
            let summary = "the URL has a `#`, behind which everything that the browser should send is lost";
            Finding::fail(summary, Effect::breaks(Stage::Browser, Failure::hang()), right(observations, login))
                .detail("sf appends its parameters to the URL as it is. The org never sees them, and sf waits for two minutes.")
        }
        Some(UrlFault::Path) => {
            let summary = format!("the URL has a path, {}, which sf keeps", Untrusted::from(url.path()));
            let appended = if observations.login.flow == Flow::AccessToken { "userinfo" } else { "token" };
            breaks_at_request(observations, login, &summary)
                .detail(format!("sf appends services/oauth2/{appended} to it, and nothing answers to that there."))
        }
        None => of_host(observations, login, url),
    }
}

fn breaks_at_request(observations: &Observations, login: &LoginUrl, summary: &str) -> Finding {
    let failure = attempt::no_token_there(observations.login.flow);
    let effect = attempt::effect(observations, &AttemptFailure { stage: Stage::Request, failure, seconds: 0 });
    Finding::fail(summary, effect, right(observations, login))
}

fn unsendable(observations: &Observations, login: &LoginUrl, summary: &str, prints: &str) -> Finding {
    let failure = attempt::unsent(observations.login.flow, prints);
    // Before the look-up: no request is made at all.
    Finding::fail(summary, Effect::breaks(Stage::Lookup, failure), right(observations, login))
        .detail("sf takes it for a URL, and its HTTP library then refuses it.")
}

fn of_host(observations: &Observations, login: &LoginUrl, url: &Url) -> Finding {
    let host = Untrusted::from(url.host_str().unwrap_or_default());
    match hosts::recognize(url) {
        Recognized::Known(family, better) => of_family(observations, login, url, family, better.is_some()),
        Recognized::Internal => Finding::pass(format!("{host} is one of Salesforce's own development hosts")),
        Recognized::Typo(meant) => {
            let summary = format!("{host} is a slip of the fingers for {meant}");
            Finding::fail(summary, Effect::Refused, right(observations, login)).detail(elsewhere(observations))
        }
        Recognized::Address => Finding::warn(
            format!("{host} is an IP address, not an org's name"),
            Fix::text("Give the org's My Domain, https://NAME.my.salesforce.com: no certificate of Salesforce's names an address."),
        ),
        Recognized::Unknown => Finding::warn(
            format!("{host} is no Salesforce host that this program knows"),
            Fix::text("Compare it with the org's My Domain (Setup, My Domain): https://NAME.my.salesforce.com. See docs/hosts.md."),
        ),
    }
}

fn of_family(observations: &Observations, login: &LoginUrl, url: &Url, family: &'static Family, has_better: bool) -> Finding {
    let host = url.host_str().unwrap_or_default();
    let finding = match family.kind {
        Kind::Login if has_better => {
            Finding::warn(format!("{host} goes through Microsoft Defender for Cloud Apps"), right(observations, login))
        }
        Kind::Login => return login_host(observations, login, url, family),
        Kind::Legacy => Finding::warn(format!("{host} is an old form of host name: {}", family.what), right(observations, login))
            .detail("Salesforce stops redirecting such names, and then they do not resolve or give no token."),
        Kind::Site => {
            Finding::warn(format!("{host} is a site, where its members log in and the org's own users do not"), right(observations, login))
        }
        Kind::Lightning | Kind::Page => {
            Finding::fail(format!("{host} serves pages, and gives no token: {}", family.what), Effect::Refused, right(observations, login))
                .detail(elsewhere(observations))
        }
        Kind::Website => Finding::fail(format!("{host} is {}, not a login host", family.what), Effect::Refused, right(observations, login))
            .detail(elsewhere(observations)),
    };
    finding.evidence("host_form", family.form)
}

fn login_host(observations: &Observations, login: &LoginUrl, url: &Url, family: &'static Family) -> Finding {
    let host = url.host_str().unwrap_or_default();
    let odd = if let Some(port) = url.port() {
        Some(format!("port {port} is given, and Salesforce answers on 443 only"))
    } else if url.query().is_some() {
        Some("the URL has a query, which sf sends along".to_owned())
    } else if host.ends_with('.') {
        Some("the host ends in a dot, which is stored with the login".to_owned())
    } else {
        None
    };
    let finding = match odd {
        Some(summary) => Finding::warn(summary, right(observations, login)),
        None => Finding::pass(format!("{host}: {}", family.what)),
    };
    finding.evidence("host_form", family.form)
}

/// What becomes of a JWT login that its first host does not answer.
fn elsewhere(observations: &Observations) -> &'static str {
    match observations.login.flow {
        Flow::Jwt => {
            "With JWT, sf then goes on to test.salesforce.com and login.salesforce.com without a word, and may log in to another org than this one."
        }
        Flow::SfdxUrl | Flow::AccessToken => "sf asks there with the token, and no API answers it.",
        Flow::Web => "The browser's login does not come back from there, or the code cannot be exchanged.",
    }
}

/// The URL to give instead, as a command, or as the line of the project's file.
fn right(observations: &Observations, login: &LoginUrl) -> Fix {
    let Some(url) = hosts::mend(login.text.raw()) else {
        return Fix::text("Give the org's My Domain, https://NAME.my.salesforce.com: in the org, Setup, My Domain, Current My Domain URL.");
    };
    if login.source == UrlSource::SfdxUrl {
        return Fix::text(format!("Take an SFDX authorization URL that names {url} behind its `@`: `sf org auth show-sfdx-auth-url`."));
    }
    let path = observations.project.as_ref().filter(|_| login.source == UrlSource::Project).map(|project| &project.path);
    let text = match path {
        Some(path) => format!("Write \"sfdcLoginUrl\": \"{url}\" in {path}, or give the URL on the command line."),
        None => format!("Give {url}."),
    };
    Fix::command(text, command::with_flags(observations, &[("--instance-url", &url)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{ProjectFile, Setting};
    use crate::model::{Break, Status};

    fn judged(flow: Flow, url: &str) -> Finding {
        let mut observations = Observations::blank(flow);
        observations.login.instance_url = Some(url.into());
        judge(&observations)
    }

    /// The URL that the first fix gives, if it gives one.
    fn given(finding: &Finding) -> Option<String> {
        let command = finding.fixes.first()?.commands.as_ref()?;
        Some(command.sh.split_once("--instance-url ")?.1.to_owned())
    }

    fn breaks(finding: &Finding) -> Option<(Stage, Option<&str>, Option<&str>)> {
        match &finding.effect {
            Some(Effect::Breaks(Break { stage, failure })) => Some((*stage, failure.code.as_deref(), failure.prints.as_deref())),
            _ => None,
        }
    }

    #[test]
    fn login_hosts_pass() {
        for url in [
            "https://acme.my.salesforce.com",
            "https://acme.my.salesforce.com/",
            "https://acme.my.salesforce.com:443",
            " https://ACME.my.salesforce.com ",
            "https://acme--dev.sandbox.my.salesforce.com",
            "https://acme.my.salesforce.mil",
            "https://login.salesforce.com",
            "https://x.crm.dev:6101",
        ] {
            assert_eq!(judged(Flow::Jwt, url).status, Status::Pass, "{url}");
            assert_eq!(judged(Flow::Web, url).status, Status::Pass, "{url}");
        }
    }

    /// Measured with sf 2.150.6.
    #[test]
    fn an_access_token_s_url_is_appended_to_as_it_is() {
        const NO_ONE: &str = "Could not retrieve the username after successful auth code exchange.";
        const NAME: Option<&str> = Some("AuthCodeUsernameRetrievalError");
        for (url, stage, prints) in [
            ("https://acme.my.salesforce.com/#x", Stage::Request, NO_ONE),
            ("https://acme.my.salesforce.com?a=b", Stage::Request, NO_ONE),
            ("https://acme.my.salesforce.com/?a=b#x", Stage::Request, NO_ONE),
            ("https://acme.my.salesforce.com/some/path", Stage::Request, NO_ONE),
            ("https://acme.my.salesforce.com:6000", Stage::Lookup, "fetch failed"),
            ("ftp://acme.my.salesforce.com", Stage::Lookup, "fetch failed"),
            ("https://me@acme.my.salesforce.com", Stage::Lookup, "Request cannot be constructed from a URL that includes credentials"),
        ] {
            assert_eq!(breaks(&judged(Flow::AccessToken, url)), Some((stage, NAME, Some(prints))), "{url}");
        }
        assert_eq!(breaks(&judged(Flow::AccessToken, "https://acme.my.salesforce.com/")), None);
        assert_eq!(breaks(&judged(Flow::Jwt, "https://acme.my.salesforce.com/?a=b#x")), None);
    }

    #[test]
    fn a_wrong_url_breaks_where_sf_does_and_the_right_one_is_given() {
        const ACME: Option<&str> = Some("https://acme.my.salesforce.com");
        const JWT: &str = "Error authenticating with JWT";
        for (url, stage, code, prints) in [
            ("acme.my.salesforce.com", Stage::Flags, None, "Expected a valid url but received: acme.my.salesforce.com"),
            (
                "https://acme.lightning.force.com/lightning/page/home",
                Stage::LoginUrl,
                Some("LightningDomain"),
                "Invalid instance URL. It should NOT be a lightning domain.",
            ),
            ("http://acme.my.salesforce.com", Stage::Request, None, JWT),
            ("https://acme.my.salesforce.com/lightning/setup", Stage::Request, None, JWT),
            ("htts://acme.my.salesforce.com", Stage::Lookup, None, "fetch failed"),
            ("acme.my.salesforce.com:443", Stage::Lookup, None, "fetch failed"),
            (
                "https://me:word@acme.my.salesforce.com",
                Stage::Lookup,
                None,
                "Request cannot be constructed from a URL that includes credentials",
            ),
        ] {
            let finding = judged(Flow::Jwt, url);
            assert_eq!(breaks(&finding), Some((stage, code, Some(prints))), "{url}");
            assert_eq!(given(&finding).as_deref(), ACME, "{url}");
        }
    }

    #[test]
    fn the_path_after_login_salesforce_com_is_lost_with_jwt_only() {
        const URL: &str = "https://login.salesforce.com/lightning/setup";
        assert_eq!(judged(Flow::Jwt, URL).status, Status::Pass);
        assert_eq!(breaks(&judged(Flow::Web, URL)).map(|broken| broken.0), Some(Stage::Request));
        assert_eq!(breaks(&judged(Flow::Jwt, "https://test.salesforce.com/x")).map(|broken| broken.0), Some(Stage::Request));
    }

    #[test]
    fn a_fragment_loses_the_browser_and_nothing_else() {
        const URL: &str = "https://acme.my.salesforce.com/#x";
        assert_eq!(judged(Flow::Web, URL).effect, Some(Effect::breaks(Stage::Browser, Failure::hang())));
        assert_eq!(judged(Flow::Jwt, URL).status, Status::Pass);
    }

    #[test]
    fn hosts_that_give_no_token_are_refused_and_doubtful_ones_warned_of() {
        for (url, status, right) in [
            ("https://acme.my.salesforce-setup.com", Status::Fail, Some("https://acme.my.salesforce.com")),
            ("https://acme--c.vf.force.com", Status::Fail, Some("https://acme.my.salesforce.com")),
            ("https://acme.my.saleforce.com", Status::Fail, Some("https://acme.my.salesforce.com")),
            ("https://help.salesforce.com", Status::Fail, None),
            ("https://acme.my.site.com", Status::Warn, Some("https://acme.my.salesforce.com")),
            ("https://acme--dev.my.salesforce.com", Status::Warn, Some("https://acme--dev.sandbox.my.salesforce.com")),
            ("https://na139.salesforce.com", Status::Warn, None),
            ("https://acme.my.salesforce.com.mcas.ms", Status::Warn, Some("https://acme.my.salesforce.com")),
            ("https://acme.my.salesforce.com:8443", Status::Warn, Some("https://acme.my.salesforce.com")),
            ("https://acme.my.salesforce.com/?ec=302", Status::Warn, Some("https://acme.my.salesforce.com")),
            ("https://127.0.0.1", Status::Warn, None),
            ("https://acme.example.com", Status::Warn, None),
        ] {
            let finding = judged(Flow::Jwt, url);
            assert_eq!((finding.status, given(&finding).as_deref()), (status, right), "{url}");
            assert!(breaks(&finding).is_none(), "{url}");
        }
    }

    #[test]
    fn what_looks_as_if_it_decided_is_named_where_it_says_otherwise() {
        const PRODUCTION: &str = "https://login.salesforce.com";
        const ACME: &str = "https://acme.my.salesforce.com";
        for (variables, flag, status, summary) in [
            (&[("SF_ORG_INSTANCE_URL", PRODUCTION)][..], None, Status::Pass, "login.salesforce.com: production"),
            (&[("SF_LOGIN_URL", ACME)], None, Status::Warn, "SF_LOGIN_URL is not used for a login here"),
            (&[("SF_LOGIN_URL", ACME)], Some(ACME), Status::Pass, "acme.my.salesforce.com: production org"),
            (&[("SF_INSTANCE_URL", ACME)], Some(ACME), Status::Pass, "acme.my.salesforce.com: production org"),
            (&[("SF_INSTANCE_URL", PRODUCTION)], Some(ACME), Status::Pass, "production org; SF_INSTANCE_URL is not used"),
            (
                &[("SF_INSTANCE_URL", ACME), ("FORCE_SFDC_LOGIN_URL", ACME)],
                Some(PRODUCTION),
                Status::Pass,
                "; FORCE_SFDC_LOGIN_URL, SF_INSTANCE_URL are not used",
            ),
        ] {
            let mut observations = Observations::blank(Flow::Jwt).with_variables(variables);
            observations.login.instance_url = flag.map(Untrusted::from);
            let finding = judge(&observations);
            assert_eq!(finding.status, status, "{variables:?}");
            assert!(finding.summary.contains(summary), "{}", finding.summary);
            assert_eq!(finding.summary.contains("not used"), summary.contains("not used"), "{}", finding.summary);
        }
        let mut observations = Observations::blank(Flow::Web);
        observations.idle_instance_url = Some(Setting { value: ACME.into(), path: "/home/me/.sf/config.json".into() });
        assert!(judge(&observations).summary.starts_with("org-instance-url in /home/me/.sf/config.json is not used for a login here"));
    }

    #[test]
    fn the_source_is_named_and_so_is_what_is_passed_over() {
        let mut observations = Observations::blank(Flow::Web).with_variables(&[("SF_ORG_INSTANCE_URL", "https://acme.my.salesforce.com")]);
        let finding = judge(&observations);
        let summary = "SF_ORG_INSTANCE_URL is not used for a login here, which goes to login.salesforce.com";
        assert_eq!((finding.status, finding.summary.as_str()), (Status::Warn, summary));
        assert_eq!(given(&finding).as_deref(), Some("https://acme.my.salesforce.com"));
        assert!(finding.detail.contains("sf reads it in a project only, and there is no sfdx-project.json here"), "{}", finding.detail);
        observations.project = Some(ProjectFile { path: "/p/sfdx-project.json".into(), ..ProjectFile::default() });
        assert!(judge(&observations).detail.contains("The URL comes from SF_ORG_INSTANCE_URL."));
        if let Some(project) = &mut observations.project {
            project.sfdc_login_url = Some("https://acme.lightning.force.com".into());
        }
        let finding = judge(&observations);
        assert_eq!(breaks(&finding).map(|broken| broken.0), Some(Stage::LoginUrl));
        assert!(finding.fixes[0].text.contains("\"sfdcLoginUrl\": \"https://acme.my.salesforce.com\" in /p/sfdx-project.json"));
    }
}
