use super::patterns::{Token, tokens};
use super::*;
use crate::judge;
use crate::model::observations::{Flow, KeyFile, LoginRequest, NameServerAnswer, NameServerReply, OtherFlag, Phase};
use crate::model::{Selection, Tool};
use crate::node::test_world::{Pki, probe, world};

const TOOL: Tool = Tool { name: "sf-preflight", version: "0.1.0" };

#[test]
fn what_names_something_is_known_by_its_look() {
    let host = |text: &str| Token::Host(text.to_owned());
    let path = |text: &str| Token::Path(text.to_owned());
    let address = |text: &str| Token::Address(text.to_owned());
    for (text, expected) in [
        ("http://***@proxy.corp:8080/", vec![host("proxy.corp"), host("proxy.corp")]),
        ("https://Bigco.example/a?b", vec![host("Bigco.example"), host("bigco.example"), Token::Tail("/a?b".to_owned())]),
        (".corp.example,*.intra.example:8443", vec![host("corp.example"), host("intra.example")]),
        ("10.0.0.0/8 [fd00::1]:443 10.1.2.3:80", vec![address("10.0.0.0"), address("fd00::1"), address("10.1.2.3")]),
        ("me@bigco.example", vec![Token::User("me@bigco.example".to_owned()), host("bigco.example")]),
        ("--require=/home/me/a.js", vec![path("/home/me/a.js")]),
        ("--require \"/home/john doe/a.js\"", vec![path("/home/john doe/a.js"), path("/home/john")]),
        (r"C:\Users\me\ca.pem \\files\ca.pem ~/ca.pem", vec![path(r"C:\Users\me\ca.pem"), path(r"\\files\ca.pem"), path("~/ca.pem")]),
        ("unix:path=/run/user/1000/bus", vec![path("/run/user/1000/bus")]),
        ("sfdx-project.json 24.21.0 TLSv1.3 squid/5.7 done 2027-01-15T08:00:00.5Z e.g. v1.2 a / b", vec![]),
    ] {
        assert_eq!(tokens(text), expected, "{text}");
    }
}

#[test]
fn what_everybody_has_stays() {
    for (host, part) in [
        ("bigco.my.salesforce.com", Some(".my.salesforce.com")),
        ("bigco--dev.sandbox.my.salesforce.com", Some(".sandbox.my.salesforce.com")),
        ("a.bigco.my.salesforce.com", Some(".my.salesforce.com")),
        ("bigco.lightning.force.com", Some(".lightning.force.com")),
        ("bigco.my.site.com", Some(".my.site.com")),
        ("bigco.my.salesforce.com.evil.example", None),
        ("bigcosalesforce.com", None),
    ] {
        assert_eq!(known::common_part(host), part, "{host}");
    }
    for (path, own) in [
        ("/home/jane/.sfdx/key.json", Some("/home/jane")),
        ("/home/jane/.nvm/versions/node/v24.1.0/bin/node", Some("/home/jane/.nvm/versions/node/v24.1.0")),
        ("/usr/local/bin/node", None),
        ("/etc/ssl/certs/ca-certificates.crt", None),
        ("/etc/ssl/certs/bigco.pem", Some("/etc/ssl/certs/bigco.pem")),
        (r"C:\Program Files\nodejs\node.exe", None),
        (r"C:\Users\jane\.sfdx\key.json", Some(r"C:\Users\jane")),
        ("~/.npmrc", None),
        ("/", None),
        ("keys/bigco.key", Some("keys/bigco.key")),
        ("sfdx-project.json", None),
    ] {
        assert_eq!(known::own_part(path), own, "{path}");
    }
}

/// A machine of which everything is named after its company.
fn named() -> Observations {
    let mut seen = world(&[
        ("NODE_EXTRA_CA_CERTS", "/home/jane/it's bigco/ca.pem"),
        ("NODE_OPTIONS", "--require /home/jane/hook.js"),
        ("NO_PROXY", ".corp.bigco.example,fileserver"),
        ("SSH_CONNECTION", "10.9.8.7 50000 192.0.2.1 22"),
    ]);
    seen.platform.home = Some("/home/jane".into());
    seen.platform.working_directory = "/home/jane/Bigco CRM".into();
    seen.login = LoginRequest {
        instance_url: Some("https://Bigco--UAT.sandbox.my.salesforce.com".into()),
        username: Some("jane.doe@bigco.example".into()),
        client_id: Some("3MVG9bigco".into()),
        jwt_key_file: Some("bigco.key".into()),
        from_sf_command: true,
        other_flags: vec![OtherFlag { name: "alias".to_owned(), value: Some("bigco-uat".into()) }],
        ..LoginRequest::of(Flow::Jwt)
    };
    seen.jwt_key = Some(KeyFile {
        path: "bigco.key".into(),
        resolved: "/home/jane/Bigco CRM/bigco.key".into(),
        problem: Some(crate::model::observations::FileProblem::Missing),
        dangling_link: Some("/srv/bigco/keys/bigco.key".into()),
        private_key: None,
        form: None,
        mode: None,
        public_key_sha256: Some("ab".repeat(32)),
    });
    let pki = Pki::new("Bigco Holding");
    let mut probe = probe("bigco--uat.sandbox.my.salesforce.com", &[pki.der("leaf"), pki.der("intermediate")]);
    probe.name_servers = vec![NameServerAnswer {
        server: "10.0.0.53".to_owned(),
        name: probe.host.clone(),
        reply: NameServerReply::Addresses { addresses: vec!["10.0.0.10".to_owned()] },
    }];
    if let Phase::Done { value, .. } = &mut probe.http {
        value.status = 403;
        value.body = crate::model::observations::BodyKind::Html;
        value.words = "Bigco's filter has blocked this page for jane. Ask the Bigco service desk, room 12.".into();
        value.title = Some("Bigco says no".into());
    }
    seen.probes = vec![probe];
    seen
}

#[test]
fn nothing_that_names_anybody_stays_in_a_report_or_a_capture() {
    let seen = named();
    let report = Redaction::of(&seen).report(judge(&seen, &Selection::default(), TOOL, 1));
    let capture = Redaction::capture(Capture::new(seen, &TOOL, 1)).unwrap();
    for shown in [serde_json::to_string_pretty(&report).unwrap(), serde_json::to_string_pretty(&capture).unwrap()] {
        for piece in
            ["bigco", "jane", "10.9.8.7", "192.0.2.1", "10.0.0.", "3mvg9", "fileserver", "service desk", "room 12", &"ab".repeat(9)]
        {
            assert!(!shown.to_lowercase().contains(piece), "{piece}:\n{shown}");
        }
        assert!(shown.contains("https://host-1.sandbox.my.salesforce.com"), "{shown}");
    }
    assert_eq!(capture["redacted"], true);
    assert!(Capture::read(capture.to_string().as_bytes()).is_err());
}

#[test]
fn a_mask_changes_no_judgement() {
    let seen = named();
    let plain = judge(&seen, &Selection::default(), TOOL, 1);
    let masked = Redaction::of(&seen).report(plain.clone());
    assert_eq!(
        (masked.verdict, masked.prediction.outcome, &masked.prediction.code),
        (plain.verdict, plain.prediction.outcome, &plain.prediction.code)
    );
    for (masked, plain) in masked.checks.iter().zip(&plain.checks) {
        assert_eq!((masked.id, masked.status, &masked.code), (plain.id, plain.status, &plain.code));
    }
}

#[test]
fn one_thing_has_one_mask() {
    let mut seen = world(&[("SSL_CERT_FILE", "/srv/it's/bigco.pem"), ("SF_ORG_INSTANCE_URL", "https://bigco.my.salesforce.com/")]);
    seen.platform.home = Some("/home/jane".into());
    seen.login.username = Some("jane@bigco.example".into());
    seen.probes = vec![probe("bigco.my.salesforce.com", &[])];
    let redaction = Redaction::of(&seen);
    for (text, masked) in [
        ("https://BIGCO.my.salesforce.com:443/x", "https://host-2.my.salesforce.com:443/x"),
        ("host bigco.my.salesforce.com.", "host host-2.my.salesforce.com."),
        ("the My Domain bigco", "the My Domain host-2"),
        ("bigcorp and abigco", "bigcorp and abigco"),
        ("?next=https%3A%2F%2Fbigco.my.salesforce.com%2Fx", "?next=https%3A%2F%2Fhost-2.my.salesforce.com%2Fx"),
        (
            "?next=https%3a%2f%2FBIGCO.my.salesforce.com&u=jane%40bigco.example",
            "?next=https%3a%2f%2Fhost-2.my.salesforce.com&u=user-2%40host-1",
        ),
        ("https://proxy/?u=jane", "https://proxy/?u=user-2"),
        ("jane_doe jane-doe jane.doe Jane's", "user-2_doe user-2-doe user-2.doe user-2's"),
        ("/home/jane/.sfdx/key.json", "path-2/.sfdx/key.json"),
        (r"export SSL_CERT_FILE='/srv/it'\''s/bigco.pem'", "export SSL_CERT_FILE='path-1'"),
        ("$env:SSL_CERT_FILE = '/srv/it''s/bigco.pem'", "$env:SSL_CERT_FILE = 'path-1'"),
        ("jane@bigco.example, jane", "user-1, user-2"),
        ("login.salesforce.com at 127.0.0.1 [::1] localhost", "login.salesforce.com at 127.0.0.1 [::1] localhost"),
        ("", ""),
    ] {
        assert_eq!(redaction.text(text), masked, "{text}");
    }
}

#[test]
fn names_are_masked_in_whatever_form_they_come() {
    let mut seen = world(&[
        ("SSH_CONNECTION", "2001:DB8::9 50000 fe80::1%eth0 22"),
        ("SSH_CLIENT", "::ffff:10.1.2.3 50000 22"),
        ("BROWSER", r"\\files01\tools\chrome.exe"),
        ("SSL_CERT_FILE", "/mnt/c/Users/jroe/ca.pem"),
        ("SSL_CERT_DIR", r"D:\Pki\Bigco"),
        ("NODE_EXTRA_CA_CERTS", "/home/jane/.sfdx/john@bigco.example.json"),
    ]);
    seen.platform.home = Some("/var/home/jane".into());
    let redaction = Redaction::of(&seen);
    for text in [
        "from 2001:DB8::9 and 2001:db8::9, [2001:db8::9]:443",
        "fe80::1%eth0 [fe80::1]:22",
        "::ffff:10.1.2.3",
        r"\\FILES01\tools\chrome.exe and files01",
        "/mnt/c/Users/jroe/ca.pem, jroe",
        r"C:\Users\jroe\x",
        r"D:\Pki\Bigco and d:\pki\bigco",
        "/home/jane/.sfdx/john@bigco.example.json, john@bigco.example.json",
        "john@bigco.example jane",
    ] {
        let masked = redaction.text(text).to_lowercase();
        let names = ["db8", "fe80", "10.1.2.3", "files01", "jroe", "bigco", "jane", "john"];
        assert!(!names.iter().any(|name| masked.contains(name)), "{text} is shown as {masked}");
    }
}

#[test]
fn a_host_that_is_a_word_is_masked_where_it_is_a_host() {
    let mut seen = world(&[]);
    let mut through = probe("acme.my.salesforce.com", &[]);
    through.proxy = Some("proxy:8080".to_owned());
    seen.probes = vec![through];
    let redaction = Redaction::of(&seen);
    assert_eq!(redaction.text("the proxy proxy:8080 (http://proxy) refuses"), "the proxy host-2:8080 (http://host-2) refuses");
}

#[test]
fn pieces_of_what_a_server_says_are_masked() {
    let seen = named();
    let redaction = Redaction::of(&seen);
    let told = redaction.text("answers: \"Bigco's filter has blocked this pa\" and \"Bigco says no\"");
    assert!(!told.contains("filter") && !told.contains("says no"), "{told}");
}

#[test]
fn public_authorities_and_products_stay() {
    for (name, is_public) in [
        ("Internet Security Research Group", true),
        ("ISRG Root X1", true),
        ("Zscaler Intermediate Root CA (zscalertwo.net)", true),
        ("Palo Alto Networks Inc.", true),
        ("Bigco Root CA", false),
        ("Bigco Zscaler CA", false),
    ] {
        assert_eq!(known::is_public_name(name), is_public, "{name}");
    }
}
