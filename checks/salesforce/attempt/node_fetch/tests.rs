use super::super::failure;
use super::super::tests::{attempts, failed, healthy, refused, silent};
use super::*;
use crate::model::observations::{LookupError, NodeRuntime, SfInstallation, SfVersion};
use crate::node::test_world::{Pki, probe, world};

/// A machine with sf 2.138.0 and node-fetch on a Node of this major version.
fn old(flow: Flow, node: u32) -> Observations {
    let mut observations = world(&[]);
    observations.login.flow = flow;
    observations.login.instance_url = Some("https://acme.my.salesforce.com".into());
    observations.runtime.sf = Some(SfInstallation {
        path: "/usr/bin/sf".into(),
        version: Some(SfVersion::new(2, 138, 0)),
        is_sfdx_v7: false,
        http_library_version: None,
        http_library_engines: None,
        open_version: None,
    });
    let version = Some(NodeVersion::new(node, 20, 2));
    observations.runtime.node = Some(NodeRuntime { path: "/usr/bin/node".into(), version, bundled: false });
    observations
}

/// Code, text and whether sf hangs.
type Told = (Option<String>, Option<String>, bool);

fn told(observations: &Observations, probe: &Probe) -> Option<Told> {
    failure(observations, probe).map(|failed| (failed.failure.code, failed.failure.prints, failed.failure.hangs))
}

fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Each fault on the way, and what sf 2.138.0 with jsforce-node 3.10.14 printed on Node 20.20.2: the whole of the reason,
/// of which the predicted text is a part.
#[test]
fn what_is_wrong_on_the_way_is_told_as_it_was_measured() {
    let unverified = |flow| {
        let observations = old(flow, 20);
        Observations { environment: world(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]).environment, ..observations }
    };
    let change = |edit: fn(&mut Probe)| {
        let mut probe = healthy("acme.my.salesforce.com");
        edit(&mut probe);
        probe
    };
    let alert = |alert| HandshakeError::Alert { alert, at_once: true };
    for (probe, code, measured) in [
        (
            change(|probe| probe.lookup = failed(LookupError::NotFound)),
            "ENOTFOUND",
            "failed, reason: getaddrinfo ENOTFOUND acme.my.salesforce.com",
        ),
        (
            change(|probe| probe.lookup = failed(LookupError::TryAgain)),
            "EAI_AGAIN",
            "failed, reason: getaddrinfo EAI_AGAIN acme.my.salesforce.com",
        ),
        (
            change(|probe| probe.connect = attempts(&[("127.0.0.1", "ECONNREFUSED")])),
            "ECONNREFUSED",
            "failed, reason: connect ECONNREFUSED 127.0.0.1:443",
        ),
        (
            change(|probe| probe.connect = attempts(&[("0.0.12.56", "ENETUNREACH")])),
            "ENETUNREACH",
            "failed, reason: connect ENETUNREACH 0.0.12.56:80 - Local (0.0.0.0:0)",
        ),
        (change(|probe| probe.connect = attempts(&[("::1", "ENETUNREACH"), ("b", "ECONNREFUSED")])), "ENETUNREACH", "failed, reason: "),
        (change(|probe| probe.tls = failed(HandshakeError::Reset)), "ECONNRESET", "failed, reason: read ECONNRESET"),
        (
            change(|probe| probe.tls = failed(HandshakeError::Closed)),
            "ECONNRESET",
            "failed, reason: Client network socket disconnected before secure TLS connection was established",
        ),
        (
            Probe { tls: failed(alert(70)), ..change(|_| {}) },
            "EPROTO",
            "failed, reason: write EPROTO 800C048F777F0000:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 70",
        ),
        (
            Probe { tls: failed(alert(121)), ..change(|_| {}) },
            "EPROTO",
            "failed, reason: write EPROTO 80BC02D5EC7F0000:error:0A000461:SSL routines:ssl3_read_bytes:reason(1121):../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number 121",
        ),
        (
            change(|probe| probe.proxy_tls = failed(HandshakeError::NotTls { beginning: "HTTP/1.1".into() })),
            "EPROTO",
            "failed, reason: write EPROTO 80BC02D5EC7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:",
        ),
        (change(|probe| probe.tunnel = refused(407)), "", "JwtAuthError::Error authenticating with JWT.\nErrors encountered:\n\n\n"),
        (change(|probe| probe.tunnel = refused(403)), "", "JwtAuthError::Error authenticating with JWT.\nErrors encountered:\n\n\n"),
        (change(|probe| probe.tunnel = failed(TunnelError::Reset)), "ECONNRESET", "failed, reason: read ECONNRESET"),
        (
            change(|probe| probe.tunnel = failed(TunnelError::NotHttp { beginning: "SSH-2.0\r\n\r\n".into() })),
            "HPE_INVALID_CONSTANT",
            "failed, reason: Parse Error: Expected HTTP/, RTSP/ or ICE/",
        ),
        (change(|probe| probe.http = failed(RequestError::Closed)), "ECONNRESET", "failed, reason: socket hang up"),
        (change(|probe| probe.http = failed(RequestError::Reset)), "ECONNRESET", "failed, reason: read ECONNRESET"),
        (
            change(|probe| probe.http = failed(RequestError::NotHttp)),
            "HPE_INVALID_CONSTANT",
            "failed, reason: Parse Error: Expected HTTP/, RTSP/ or ICE/",
        ),
    ] {
        let (predicted, prints, hangs) = told(&unverified(Flow::Jwt), &probe).unwrap();
        assert_eq!((predicted, hangs), (text(code), false), "{measured}");
        let prints = prints.unwrap();
        assert!(measured.contains(&prints), "{prints} is no part of {measured}");
    }
    let waits = [
        change(|probe| probe.connect = silent()),
        change(|probe| probe.tls = silent()),
        change(|probe| probe.proxy_tls = silent()),
        change(|probe| probe.tunnel = silent()),
        change(|probe| probe.tunnel = failed(TunnelError::Closed)),
        change(|probe| probe.tunnel = failed(TunnelError::NotHttp { beginning: "SSH-2.0\r\n".into() })),
        change(|probe| probe.http = silent()),
    ];
    for probe in waits {
        assert_eq!(told(&unverified(Flow::Jwt), &probe), Some((None, None, true)), "{probe:#?}");
    }
    let forbidden = change(|probe| probe.tunnel = refused(403));
    assert_eq!(told(&unverified(Flow::Web), &forbidden), Some((None, text("Error authenticating with auth code"), false)));
}

/// The chains of the lab, and what the same sf printed.
#[test]
fn a_certificate_is_refused_in_openssls_words() {
    let pki = Pki::new("Acme");
    for (sent, node, code, measured) in [
        (&["leaf", "intermediate"][..], 20, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "failed, reason: unable to get local issuer certificate"),
        (
            &["leaf", "intermediate", "root"],
            20,
            "SELF_SIGNED_CERT_IN_CHAIN",
            "failed, reason: self-signed certificate in certificate chain",
        ),
        (
            &["leaf", "intermediate", "root"],
            16,
            "SELF_SIGNED_CERT_IN_CHAIN",
            "failed, reason: self signed certificate in certificate chain",
        ),
        (&["leaf"], 20, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "failed, reason: unable to verify the first certificate"),
        (&["expired", "intermediate"], 20, "CERT_HAS_EXPIRED", "failed, reason: certificate has expired"),
        (&["self"], 20, "DEPTH_ZERO_SELF_SIGNED_CERT", "failed, reason: self-signed certificate"),
    ] {
        let told = told(&old(Flow::Jwt, node), &probe("login.example.com", &sent.iter().map(|id| pki.der(id)).collect::<Vec<_>>()));
        assert_eq!(told, Some((text(code), text(measured), false)));
    }
}

#[test]
fn http_timeout_is_told_in_its_own_words() {
    let mut observations = old(Flow::Jwt, 20);
    observations.environment = world(&[("HTTP_TIMEOUT", "500"), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]).environment;
    let probe = Probe { http: silent(), ..healthy("acme.my.salesforce.com") };
    assert_eq!(told(&observations, &probe), Some((None, text("The user aborted a request"), false)));
}
