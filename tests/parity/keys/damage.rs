//! The ways in which key files get damaged.

use base64::{Engine, engine::general_purpose::STANDARD};
use std::collections::BTreeMap;

type Keys = BTreeMap<String, Vec<u8>>;
type Damage = fn(&Keys, &str, &mut Random) -> Vec<u8>;

/// Pseudo-random numbers from a seed (xorshift64*).
pub struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % limit.max(1)
    }
}

/// Every key as it is, every key with each damage, and six thousand with two or three of them.
pub fn files(keys: &Keys, seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut files: Vec<(String, Vec<u8>)> = vec![("empty".into(), Vec::new())];
    for text in [" ", "\n", "\u{feff}", "***", "$KEY", "not a key", "/home/me/server.key", "{}", "<html>", "\0"] {
        files.push((format!("{text:?}"), text.into()));
    }
    files.extend(keys.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
    let pem: Vec<(&String, &str)> = keys.iter().filter_map(|(name, bytes)| Some((name, std::str::from_utf8(bytes).ok()?))).collect();
    for (name, text) in &pem {
        for (damage_name, damage) in fitting(name) {
            files.push((format!("{name} {damage_name}"), damage(keys, text, &mut random)));
        }
    }
    for name in ["rsa2048/pkcs8", "rsa2048/pkcs1"] {
        // The tag of the algorithm's parameters is left out: OpenSSL looks at it, and nobody damages it alone.
        for at in (0..36).filter(|at| *at != 20) {
            for value in [0, 1, 2, 3, 5, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x83, 0xff] {
                let mut der = keys[&format!("{name}.der")].clone();
                der[at] = value;
                let label = if name.ends_with('8') { "PRIVATE KEY" } else { "RSA PRIVATE KEY" };
                let body = wrapped(&STANDARD.encode(der), 64);
                files.push((
                    format!("{name} byte {at} = {value}"),
                    format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n").into(),
                ));
            }
        }
    }
    for _ in 0..6000 {
        let (name, text) = pem[random.below(pem.len())];
        let fitting: Vec<_> = fitting(name).collect();
        let mut damages: Vec<_> = (0..2 + random.below(2)).map(|_| fitting[random.below(fitting.len())]).collect();
        damages.sort_by_key(|(damage_name, _)| !INSIDE.contains(damage_name));
        let (mut name, mut bytes) = (name.clone(), text.as_bytes().to_vec());
        for (damage_name, damage) in damages {
            name = format!("{name} {damage_name}");
            bytes = damage(keys, &String::from_utf8_lossy(&bytes), &mut random);
        }
        files.push((name, bytes));
    }
    files
}

/// Damages that change the key and may leave one: done to plain RSA keys only, and first. Whether a point lies on its
/// curve and the like is not verified here, and sf refuses such keys in any case.
const INSIDE: &[&str] = &[
    "flipped",
    "der-byte",
    "der-cut",
    "der-longer-outside",
    "dropped-line",
    "doubled-line",
    "swapped-lines",
    "dropped-character",
    "bad-character",
];

fn fitting(name: &str) -> impl Iterator<Item = &'static (&'static str, Damage)> {
    let is_rsa = name.starts_with("rsa");
    DAMAGES.iter().filter(move |(damage, _)| is_rsa || !INSIDE.contains(damage))
}

const DAMAGES: &[(&str, Damage)] = &[
    ("crlf", |_, text, _| text.replace('\n', "\r\n").into()),
    ("cr", |_, text, _| text.replace('\n', "\r").into()),
    ("bom", |_, text, _| format!("\u{feff}{text}").into()),
    ("bom-newline", |_, text, _| format!("\u{feff}\n{text}").into()),
    ("newline-bom", |_, text, _| format!("\n\u{feff}{text}").into()),
    ("utf16le", |_, text, _| text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ("utf16be-bom", |_, text, _| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect()),
    ("escaped", |_, text, _| text.replace('\n', "\\n").into()),
    ("quoted", |_, text, _| format!("\"{text}\"").into()),
    ("single-quoted", |_, text, _| format!("'{text}'").into()),
    ("spaces-for-newlines", |_, text, _| text.replace('\n', " ").into()),
    ("no-newlines", |_, text, _| text.replace('\n', "").into()),
    ("body-on-one-line", |_, text, _| body(text, |body| body.replace('\n', ""))),
    ("body-of-76", |_, text, _| body(text, |body| wrapped(body, 76))),
    ("body-of-63", |_, text, _| body(text, |body| wrapped(body, 63))),
    ("body-of-4", |_, text, _| body(text, |body| wrapped(body, 4))),
    ("body-of-1", |_, text, _| body(text, |body| wrapped(body, 1))),
    ("body-of-254", |_, text, _| body(text, |body| wrapped(body, 254))),
    ("indented", |_, text, _| text.lines().map(|line| format!("  {line}\n")).collect::<String>().into()),
    ("tabs", |_, text, _| text.lines().map(|line| format!("\t{line}\n")).collect::<String>().into()),
    ("body-indented", |_, text, _| body(text, |body| body.lines().map(|line| format!("   {line}\n")).collect())),
    ("leading-space", |_, text, _| format!(" {text}").into()),
    ("leading-newlines", |_, text, _| format!("\n\n{text}").into()),
    ("trailing-spaces", |_, text, _| text.replace('\n', "  \n").into()),
    ("nbsp-at-ends", |_, text, _| text.replace('\n', "\u{a0}\n").into()),
    ("no-final-newline", |_, text, _| text.trim_end().into()),
    ("no-footer", |_, text, _| text[..text.find("-----END").unwrap_or(text.len())].into()),
    ("no-header", |_, text, _| text.split_once('\n').map_or(text, |(_, rest)| rest).into()),
    ("half", |_, text, _| text.chars().take(text.chars().count() / 2).collect::<String>().into()),
    ("cut", |_, text, random| text.chars().take(random.below(text.chars().count())).collect::<String>().into()),
    ("bad-character", |_, text, random| replaced(text, random, b'!')),
    ("dash-in-body", |_, text, random| replaced(text, random, b'-')),
    ("padding-in-body", |_, text, random| replaced(text, random, b'=')),
    ("colon-in-body", |_, text, random| replaced(text, random, b':')),
    ("flipped", |_, text, random| replaced(text, random, b'A')),
    ("dropped-character", |_, text, random| {
        let mut bytes = text.as_bytes().to_vec();
        if !bytes.is_empty() {
            bytes.remove(random.below(bytes.len()));
        }
        bytes
    }),
    ("dropped-line", |_, text, random| {
        let mut lines: Vec<&str> = text.lines().collect();
        if !lines.is_empty() {
            lines.remove(random.below(lines.len()));
        }
        lines.join("\n").into()
    }),
    ("doubled-line", |_, text, random| {
        let mut lines: Vec<&str> = text.lines().collect();
        if !lines.is_empty() {
            let at = random.below(lines.len());
            lines.insert(at, lines[at]);
        }
        lines.join("\n").into()
    }),
    ("swapped-lines", |_, text, random| {
        let mut lines: Vec<&str> = text.lines().collect();
        if !lines.is_empty() {
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(a, b);
        }
        lines.join("\n").into()
    }),
    ("blank-lines", |_, text, _| text.replace('\n', "\n\n").into()),
    ("blank-line-after-begin", |_, text, _| body(text, |body| format!("\n{body}"))),
    ("blank-line-before-end", |_, text, _| body(text, |body| format!("{body}\n"))),
    ("comment-before", |_, text, _| format!("# the key\n{text}").into()),
    ("bag-attributes", |_, text, _| format!("Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n{text}").into()),
    ("words-on-the-line", |_, text, _| format!("key: {text}").into()),
    ("words-after", |_, text, _| format!("{text}and so on\n").into()),
    ("twice", |_, text, _| format!("{text}{text}").into()),
    ("after-rsa", |keys, text, _| [&keys["rsa2048/pkcs8.pem"], text.as_bytes()].concat()),
    ("after-rsa-pkcs1", |keys, text, _| [&keys["rsa2048/pkcs1.pem"], text.as_bytes()].concat()),
    ("after-ec", |keys, text, _| [&keys["p256/sec1.pem"], text.as_bytes()].concat()),
    ("after-small", |keys, text, _| [&keys["rsa1024/pkcs1.pem"], text.as_bytes()].concat()),
    ("after-public", |keys, text, _| [&keys["rsa2048/public.pem"], text.as_bytes()].concat()),
    ("after-rsa-public", |keys, text, _| [&keys["rsa2048/public1.pem"], text.as_bytes()].concat()),
    ("after-encrypted", |keys, text, _| [&keys["rsa2048/encrypted.pem"], text.as_bytes()].concat()),
    ("after-legacy", |keys, text, _| [&keys["rsa2048/legacy.pem"], text.as_bytes()].concat()),
    ("before-rsa", |keys, text, _| [text.as_bytes(), &keys["rsa2048/pkcs8.pem"]].concat()),
    ("before-encrypted", |keys, text, _| [text.as_bytes(), &keys["rsa2048/encrypted.pem"]].concat()),
    ("before-ec", |keys, text, _| [text.as_bytes(), &keys["p256/pkcs8.pem"]].concat()),
    ("after-ec-parameters", |_, text, _| {
        format!("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{text}").into()
    }),
    ("after-odd-block", |_, text, _| format!("-----BEGIN ODD-----\nYWJj\n-----END ODD-----\n{text}").into()),
    ("after-certificate", |_, text, _| format!("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n{text}").into()),
    ("after-bad-block", |_, text, _| format!("-----BEGIN ODD-----\n?\n-----END ODD-----\n{text}").into()),
    ("after-empty-block", |_, text, _| format!("-----BEGIN ODD-----\n-----END ODD-----\n{text}").into()),
    ("after-open-block", |_, text, _| format!("-----BEGIN ODD-----\nYWJj\n{text}").into()),
    ("after-damaged-key", |_, text, _| format!("-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n{text}").into()),
    ("after-damaged-rsa", |_, text, _| format!("-----BEGIN RSA PRIVATE KEY-----\nYWJj\n-----END RSA PRIVATE KEY-----\n{text}").into()),
    ("as-private", |_, text, _| relabelled(text, "PRIVATE KEY")),
    ("as-rsa", |_, text, _| relabelled(text, "RSA PRIVATE KEY")),
    ("as-ec", |_, text, _| relabelled(text, "EC PRIVATE KEY")),
    ("as-dsa", |_, text, _| relabelled(text, "DSA PRIVATE KEY")),
    ("as-dh", |_, text, _| relabelled(text, "DH PRIVATE KEY")),
    ("as-ed25519", |_, text, _| relabelled(text, "ED25519 PRIVATE KEY")),
    ("as-any", |_, text, _| relabelled(text, "ANY PRIVATE KEY")),
    ("as-openssh", |_, text, _| relabelled(text, "OPENSSH PRIVATE KEY")),
    ("as-encrypted", |_, text, _| relabelled(text, "ENCRYPTED PRIVATE KEY")),
    ("as-public", |_, text, _| relabelled(text, "PUBLIC KEY")),
    ("as-odd", |_, text, _| relabelled(text, "MY PRIVATE KEY")),
    ("as-certificate", |_, text, _| relabelled(text, "CERTIFICATE")),
    ("other-footer", |_, text, _| text.replacen("-----END ", "-----END X", 1).into()),
    ("four-dashes", |_, text, _| text.replace("-----", "----").into()),
    ("six-dashes", |_, text, _| text.replace("-----", "------").into()),
    ("em-dashes", |_, text, _| text.replace("-----", "—").into()),
    ("lower-case", |_, text, _| text.replace("BEGIN", "begin").replace("END", "end").into()),
    ("nul-at-end", |_, text, _| format!("{text}\0").into()),
    ("nul-inside", |_, text, random| replaced(text, random, 0)),
    ("nul-line", |_, text, _| format!("\0\n{text}").into()),
    ("latin1", |_, text, random| replaced(text, random, 0xe9)),
    ("base64", |_, text, _| STANDARD.encode(text).into()),
    ("header", |_, text, _| body(text, |body| format!("Comment: x\n\n{body}"))),
    ("short-header", |_, text, _| body(text, |body| format!("A: b\n\n{body}"))),
    ("proc-type", |_, text, _| {
        body(text, |body| format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n{body}"))
    }),
    ("proc-type-clear", |_, text, _| body(text, |body| format!("Proc-Type: 4,MIC-CLEAR\n\n{body}"))),
    ("der-and-more", |_, text, _| {
        rebodied(text, |mut der| {
            der.extend(b"more");
            der
        })
    }),
    ("der-cut", |_, text, _| {
        rebodied(text, |mut der| {
            der.pop();
            der
        })
    }),
    ("der-before", |_, text, _| rebodied(text, |der| [b"\0".as_slice(), &der].concat())),
    ("der-longer-outside", |_, text, _| {
        rebodied(text, |mut der| {
            if der.len() > 4 {
                der[3] = der[3].wrapping_add(1);
            }
            der
        })
    }),
    ("der-indefinite", |_, text, _| {
        rebodied(text, |mut der| {
            if der.len() > 4 && der[1] == 0x82 {
                der.splice(1..4, [0x80]);
                der.extend([0, 0]);
            }
            der
        })
    }),
    ("der-byte", |_, text, random| {
        let at = [random.below(20), 21 + random.below(43)][random.below(2)];
        let value = u8::try_from(random.below(256)).unwrap();
        rebodied(text, move |mut der| {
            if let Some(byte) = der.get_mut(at) {
                *byte = value;
            }
            der
        })
    }),
];

/// The body of the first block, rewritten.
fn body(text: &str, rewrite: impl Fn(&str) -> String) -> Vec<u8> {
    let Some(start) = text.find("-----BEGIN").and_then(|at| Some(at + text[at..].find('\n')? + 1)) else { return text.into() };
    let end = text[start..].find("-----END").map_or(text.len(), |at| start + at);
    let mut body = rewrite(&text[start..end]);
    if !body.ends_with('\n') {
        body.push('\n');
    }
    format!("{}{body}{}", &text[..start], &text[end..]).into()
}

/// The body of the first block, decoded, changed and encoded again.
fn rebodied(text: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    body(text, |body| {
        let compact: String = body.split_whitespace().collect();
        STANDARD.decode(&compact).map_or_else(|_| body.to_owned(), |der| wrapped(&STANDARD.encode(change(der)), 64))
    })
}

fn wrapped(body: &str, width: usize) -> String {
    let compact: Vec<char> = body.chars().filter(|c| !c.is_whitespace()).collect();
    compact.chunks(width).map(|line| line.iter().collect::<String>() + "\n").collect()
}

/// One byte of the text, replaced.
fn replaced(text: &str, random: &mut Random, byte: u8) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    if !bytes.is_empty() {
        let at = random.below(bytes.len());
        bytes[at] = byte;
    }
    bytes
}

/// The first block under another label.
fn relabelled(text: &str, label: &str) -> Vec<u8> {
    let old = text.split_once("-----BEGIN ").and_then(|(_, rest)| rest.split_once("-----")).map(|(label, _)| label);
    let Some(old) = old else { return text.into() };
    let begin = text.replacen(&format!("-----BEGIN {old}-----"), &format!("-----BEGIN {label}-----"), 1);
    begin.replacen(&format!("-----END {old}-----"), &format!("-----END {label}-----"), 1).into()
}
