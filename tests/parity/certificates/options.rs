//! NODE_OPTIONS: whether Node starts, what it says if it does not, and the roots it has compiled in.

use super::node::find;
use fastrand::Rng;
use sf_preflight_checks::node::options::NodeOptions;
use sf_preflight_checks::node::roots::compiled_in;

const PIECES: [&str; 48] = [
    "--title=",
    "--title=-x",
    "--title \\-x",
    "--title -x",
    "--use-openssl-ca",
    "--use-openssl-ca",
    "--use-bundled-ca",
    "--use-system-ca",
    "--use-system-ca",
    "--no-use-system-ca",
    "--no-use-openssl-ca",
    "--no-use-bundled-ca",
    "--use_system_ca",
    "--use-system-ca=1",
    "--tls-min-v1.0",
    "--tls-min-v1.3",
    "--tls-max-v1.2",
    "--tls-max-v1.3",
    "--tls-cipher-list=DEFAULT",
    "--tls-cipher-list DEFAULT",
    "--tls-cipher-list",
    "--no-tls-cipher-list",
    "--insecure-http-parser",
    "--max-http-header-size=16384",
    "--max-http-header-size 16384",
    "--dns-result-order=ipv4first",
    "--openssl-legacy-provider",
    "--openssl-shared-config",
    "--no-warnings",
    "--warnings",
    "--no-deprecation",
    "--max-old-space-size=4096",
    "--max_old_space_size=4096",
    "--stack-trace-limit=50",
    "--title=x",
    "--title x",
    "--network-family-autoselection",
    "--enable-network-family-autoselection",
    "--foo",
    "--foo=1",
    "-e",
    "-p",
    "--",
    "stray",
    "'--use-system-ca'",
    "\"--use-system-ca\"",
    "\"--title=a b\"",
    "\"",
];

#[test]
fn node_starts_where_the_model_says_so() {
    let seed = super::seed();
    for node in find() {
        let mut rng = Rng::with_seed(seed);
        let mut differences = Vec::new();
        for number in 0..150 {
            let count = if number < PIECES.len() { 1 } else { rng.usize(2..=4) };
            let pieces: Vec<&str> = (0..count).map(|_| PIECES[if count == 1 { number } else { rng.usize(0..PIECES.len()) }]).collect();
            let text = pieces.join(" ");
            let (started, errors) = node.starts(&text);
            let fatal = NodeOptions::parse(&text, node.version).fatal;
            let fits = match &fatal {
                Some(words) => !started && errors.contains(&format!(": {words}")),
                None => started,
            };
            if !fits {
                differences.push(format!("{text:?}: started {started}, {errors:?}, model {fatal:?}"));
            }
        }
        assert!(differences.is_empty(), "Node {} (seed {seed}):\n{}", node.version, differences.join("\n"));
        eprintln!("Node {}: 150 values of NODE_OPTIONS agree (seed {seed})", node.version);
    }
}

#[test]
fn the_compiled_roots_are_nearly_nodes() {
    let ours: Vec<String> = compiled_in().map(|root| root.fingerprint()).collect();
    for node in find().into_iter().filter(|node| node.version.major >= 22) {
        let theirs = node.roots();
        let missing: Vec<&String> = theirs.iter().filter(|root| !ours.contains(root)).collect();
        let more: Vec<String> =
            compiled_in().filter(|root| !theirs.contains(&root.fingerprint())).map(|root| root.subject.shown()).collect();
        eprintln!("Node {}: {} roots; lacking here: {missing:?}; more here: {more:?}", node.version, theirs.len());
        assert!(missing.len() + more.len() < 20, "the list of roots is out of date: update webpki-root-certs");
    }
}
