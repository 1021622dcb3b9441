use super::vendor_list::{GRANT, VENDOR, filled};
use super::*;
use crate::salesforce::catalogue::{Strength, entries};

#[test]
fn every_entry_is_recognised_by_each_of_its_texts() {
    for entry in entries() {
        for text in entry.texts {
            let beside = if text.strength == Strength::StateFile { ", open '/u/.sf/x'" } else { "" };
            let words = format!("{}{beside}", text.words.replace('*', "04"));
            let ids = |seen: Recognition| seen.found.into_iter().map(|found| found.entry.id).collect::<Vec<_>>();
            // A program beside sf is known by what stands around it.
            let is_install = text.strength == Strength::PluginInstall;
            let alone = if entry.role == Role::Noise || is_install { format!("$ sf plugins install x\n{words}") } else { words.clone() };
            let alone = ids(recognise(&alone));
            assert!(alone.contains(&entry.id), "{}: {words}: {alone:?}", entry.id);
            if entry.role.is_cause() {
                assert_eq!(alone[0], entry.id, "{words}");
            }
            // No login says what an installation says.
            if entry.role.is_cause() && !is_install {
                let within = ids(recognise(&format!("{GRANT}{words}")));
                assert_eq!(within[0], entry.id, "{words} in sf's words: {within:?}");
            }
        }
    }
}

/// The entry that is told first.
pub fn first(text: &str) -> Option<&'static str> {
    recognise(text).found.first().map(|found| found.entry.id)
}

/// Texts, and the entry that is told first for each; None where nothing is told.
pub fn are_told(cases: &[(&str, Option<&str>)]) {
    for (text, id) in cases {
        assert_eq!(first(text), *id, "{text}");
    }
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

#[test]
fn what_the_words_alone_say_is_certain_and_what_only_stands_near_sf_is_not() {
    for (text, is_certain) in [
        ("Failed to decipher auth data. reason: x", true),
        ("{\"error\": \"invalid_grant\", \"error_description\": \"inactive user\"}", true),
        ("zsh: command not found: sf", true),
        ("$ sf org list\nError (1): read ECONNRESET", true),
        ("Invalid client credentials. Verify the OAuth client secret and ID. x\n\nread ECONNRESET", true),
        (
            "The job runs sf data query, some more of what it does stands here, and long after all of it the log, which goes on and on, has: read ECONNRESET",
            false,
        ),
        ("In my Salesforce app: read ECONNRESET", false),
        ("read ECONNRESET", false),
    ] {
        assert_eq!(recognise(text).found[0].is_certain, is_certain, "{text}");
    }
    let twice = "In my Salesforce app: read ECONNRESET\n$ sf org list\nError (1): read ECONNRESET";
    assert!(recognise(twice).found[0].is_certain);
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
    // Whoever asks in a few words asks about sf; where another program is named, it is that one.
    assert_eq!(recognise("the login hangs in the browser").guesses[0].id, "silent-wait");
    assert!(recognise("docker: the login hangs in the browser").guesses.is_empty());
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
    // Wherever one part of a window ends and the next begins, each mention counts once.
    for apart in [1009, 3001] {
        let mention = format!("{}\n{}", filled(VENDOR[1].vendor), "x".repeat(apart));
        let times = (WINDOW + 2 * BEFORE) / mention.len();
        let seen = recognise(&mention.repeat(times));
        assert_eq!((seen.found[0].entry.id, seen.found[0].times), (VENDOR[1].id, times as u64), "{apart}");
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
