//! Whether a short text is an error that somebody took out of its surroundings, and says nothing of another program.

use super::events::events;
use super::normal::Squeezed;
use super::patterns::Meaning;
use super::prefix::{is_frame, prefix};

/// So many in a line that merely announces it: "this is what I get:".
const ANNOUNCING: usize = 3;
/// So many frames of a stack in Node's own files alone say nothing: Node prints them with an error's cause.
const NODE_FRAMES: usize = 2;
/// The least letters of a word that says something.
const LEAST: usize = 3;
/// What stands beside errors whoever prints them: of Node's own errors, of JSON, of a CI's log, of English.
const NEUTRAL: &[&str] = &[
    "address",
    "aggregateerror",
    "and",
    "any",
    "are",
    "but",
    "cause",
    "certs",
    "code",
    "comes",
    "command",
    "completed",
    "connection",
    "context",
    "crash",
    "data",
    "debug",
    "directory",
    "due",
    "during",
    "eacces",
    "enoent",
    "eproto",
    "errno",
    "error",
    "errors",
    "exception",
    "execution",
    "exit",
    "exitcode",
    "exited",
    "extra",
    "fail",
    "failed",
    "fails",
    "failure",
    "fatal",
    "fetcherror",
    "file",
    "fopen",
    "for",
    "from",
    "get",
    "getting",
    "has",
    "help",
    "here",
    "host",
    "hostname",
    "ignoring",
    "internal",
    "invalid",
    "job",
    "keeps",
    "lib",
    "library",
    "load",
    "log",
    "login",
    "message",
    "mkdir",
    "name",
    "node",
    "not",
    "now",
    "null",
    "opensslerrorstack",
    "out",
    "output",
    "path",
    "pem",
    "pipeline",
    "port",
    "pre",
    "process",
    "rangeerror",
    "read",
    "reason",
    "referenceerror",
    "rejection",
    "request",
    "requesterror",
    "result",
    "returned",
    "routines",
    "running",
    "says",
    "script",
    "see",
    "shown",
    "spawn",
    "ssl",
    "stack",
    "status",
    "stderr",
    "stdout",
    "step",
    "still",
    "stops",
    "stream",
    "such",
    "syntaxerror",
    "syscall",
    "system",
    "testcase",
    "text",
    "that",
    "the",
    "there",
    "this",
    "time",
    "true",
    "type",
    "typeerror",
    "uncaught",
    "undefined",
    "unhandled",
    "warning",
    "warnings",
    "what",
    "when",
    "where",
    "with",
    "write",
    "you",
    "your",
];

/// Whether the text is little more than what is known of it: words, paths, addresses, stack.
pub fn is_alone(text: &[u8]) -> bool {
    let events = events(text, &Squeezed::of(text));
    let mut rest = text.to_vec();
    for event in events.iter().filter(|event| matches!(event.meaning, Meaning::Entry(..) | Meaning::ErrorLine)) {
        rest[event.start..event.end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    }
    let (text, rest) = (String::from_utf8_lossy(text), String::from_utf8_lossy(&rest));
    let (frames, lines): (Vec<_>, Vec<_>) = text.lines().zip(rest.lines()).partition(|(line, _)| is_of_stack(line));
    // What announces the error: "she wrote:".
    let announces = |line: &str, rest: &str| {
        line == rest && line.trim_end().ends_with(':') && self::others(line).take(ANNOUNCING + 1).count() <= ANNOUNCING
    };
    let mut lines = lines.into_iter().filter(|(line, rest)| !announces(line, rest));
    let has_others = lines.any(|(line, rest)| others(rest.get(prefix(line.as_bytes())..).unwrap_or_default()).next().is_some());
    let frames: Vec<&str> = frames.into_iter().map(|(line, _)| line).collect();
    !has_others && (frames.len() <= NODE_FRAMES || frames.iter().any(|frame| is_own(frame))) && !frames.into_iter().any(is_of_another)
}

/// Whether a line is a frame of a stack, or the place that was wrapped out of one.
fn is_of_stack(line: &str) -> bool {
    let place = line.get(prefix(line.as_bytes())..).unwrap_or_default();
    is_frame(line.as_bytes()) || place.starts_with('(') && place.ends_with(')') && place.contains(':')
}

/// Whether a frame of a stack lies in a file of sf's.
fn is_own(frame: &str) -> bool {
    ["salesforce", "sfdx", "/sf/", "\\sf\\", "oclif", "jsforce"].iter().any(|own| frame.contains(own))
}

/// Whether it lies in a file that is neither Node's nor sf's.
fn is_of_another(frame: &str) -> bool {
    let is_nodes = ["node:", "internal/", "undici"].iter().any(|own| frame.contains(own));
    frame.contains(['/', '\\']) && !is_nodes && !is_own(frame)
}

/// The words of a line that say something else: no paths, addresses, times, names of variables.
fn others(line: &str) -> impl Iterator<Item = &str> {
    let tokens =
        line.split_whitespace().filter(|token| !token.contains(['/', '\\', '@', '_']) && !token.contains(|c: char| c.is_ascii_digit()));
    let words = tokens.flat_map(|token| token.split(|character: char| !character.is_alphabetic()));
    words.filter(|word| word.len() >= LEAST && !NEUTRAL.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_alone_is_told_from_one_in_another_s_words() {
        for (text, expected) in [
            ("unable to get local issuer certificate", true),
            (
                "Error: connect ETIMEDOUT 10.1.2.3:443\n    at TCPConnectWrap.afterConnect [as oncomplete] (net.js:1141:16) {\n  errno: 'ETIMEDOUT',",
                true,
            ),
            ("ENOENT: no such file or directory, open '/var/lib/jenkins/workspace/job@tmp/secretFiles/d3/server.key'", true),
            (
                "{ library: 'SSL routines', reason: 'wrong version number', opensslErrorStack: [], code: 'ERR_SSL_WRONG_VERSION_NUMBER' }",
                true,
            ),
            ("We are getting read ECONNRESET", true),
            ("{\"log\": \"read ECONNRESET\", \"stream\": \"stderr\"}", true),
            ("     [exec] read ECONNRESET\n     [exec] Result: 1", true),
            ("Nov 25 10:00:00 build-07 jenkins[1234]: read ECONNRESET", true),
            ("[Pipeline] sh\n[2026-11-25T10:00:00.123Z] read ECONNRESET\nERROR: script returned exit code 1", true),
            (
                "> Error: read ECONNRESET\n>     at Socket.emit (node:events:1:1)\n>     at onread (node:net:2:2)\n>     at x (node:a:3:3)",
                false,
            ),
            ("The assistant could not connect to its server. Activation failed: unable to get local issuer certificate", false),
            ("Error: unable to get local issuer certificate\n    at Request.done (/opt/tool/cli.cjs:195:143)", false),
            ("2022-01-06 10:40:15: useOnInstallHandler: \"Error: unable to get local issuer certificate", false),
            ("I cannot install extensions in the editor: self signed certificate in certificate chain", false),
        ] {
            assert_eq!(is_alone(text.as_bytes()), expected, "{text}");
        }
    }
}
