//! The commands that write jwt.key, readable by its owner alone, for each shell.

use super::{Commands, Fix, KeyFile};

/// Base64 without the line ends and quotes that `base64 -d` stops at.
pub const DENSE: &str = "tr -cd 'A-Za-z0-9+/=' < {in}";
/// Quotes and doubled backslashes are taken off, line ends put back, and what is not the key is left out.
pub const UNESCAPED: &str = concat!(
    r#"printf '%b\n' "$(tr -d '\042\047\140' < {in} | tr -s '\134')" | tr -d '\134\r' | sed -n '/-----BEGIN/,/-----END/p'"#,
    r" | sed -e 's/.*-----BEGIN/-----BEGIN/' -e 's/\(-----END [A-Z ]*-----\).*/\1/' -e '/^$/d' > {out}"
);
/// The same.
pub const UNESCAPED_BY_POWERSHELL: &str = concat!(
    r"(Get-Content -Raw {in}) -replace '\\+r','' -replace '(\\+n)+',[string][char]10 -replace '\\',''",
    " -replace '(?s)^.*?(?=-----BEGIN)','' -replace '(?s)(-----END [A-Z ]+-----).*','$1'"
);

const TAKE_OUT: &str = "openssl pkcs12 -nodes -nocerts -in server.p12 -out jwt.key";

/// Base64 decoded, in PowerShell.
pub fn decoded_by_powershell(encoding: &str) -> String {
    format!("[Text.Encoding]::{encoding}.GetString([Convert]::FromBase64String(((Get-Content -Raw {{in}}) -replace '[^A-Za-z0-9+/=]','')))")
}

/// A pipeline that writes jwt.key; `{in}` and `{out}` stand for the files.
pub fn filter(file: &KeyFile, text: &str, unix: &str, powershell: &str) -> Fix {
    let path = Commands::run(&[file.path.raw()]);
    let with = |line: &str, path: &str| line.replace("{out}", "jwt.key").replace("{in}", path);
    let unix = format!("{unix} && chmod 600 jwt.key");
    let powershell = format!("{} | Set-Content -Encoding ascii -NoNewline jwt.key", with(powershell, &path.powershell));
    Fix::command(
        format!("{text} Then give jwt.key."),
        Commands {
            sh: with(&unix, &path.sh),
            fish: with(&unix, &path.fish),
            cmd: format!("powershell -Command \"{}\"", powershell.replace('"', "\\\"")),
            powershell,
        },
    )
}

/// A subcommand of openssl with its options, which writes jwt.key.
pub fn openssl(file: &KeyFile, text: &str, words: &[&str]) -> Fix {
    let words: Vec<&str> =
        ["openssl"].into_iter().chain(words.iter().copied()).chain(["-in", file.path.raw(), "-out", "jwt.key"]).collect();
    Fix::command(format!("{text} Then give jwt.key."), Commands::run(&words))
}

/// A program that takes the file first and jwt.key last.
pub fn then_jwt_key(file: &KeyFile, text: &str, program: &str, words: &[&str]) -> Fix {
    let words: Vec<&str> = [program, file.path.raw()].into_iter().chain(words.iter().copied()).chain(["jwt.key"]).collect();
    Fix::command(format!("{text} Then give jwt.key."), Commands::run(&words))
}

/// ssh-keygen rewrites a file in place, so it gets a copy, and it wants that unreadable to others.
pub fn openssh(file: &KeyFile) -> Fix {
    let path = Commands::run(&[file.path.raw()]);
    let unix = |path: &str| format!("cp {path} jwt.key && chmod 600 jwt.key && ssh-keygen -p -m PEM -N '' -f jwt.key");
    Fix::command(
        "Rewrite a copy of it as PEM. Then give jwt.key.",
        Commands {
            sh: unix(&path.sh),
            fish: unix(&path.fish),
            powershell: format!("Copy-Item {} jwt.key; ssh-keygen -p -m PEM -f jwt.key", path.powershell),
            cmd: format!("copy {} jwt.key && ssh-keygen -p -m PEM -N \"\" -f jwt.key", path.cmd),
        },
    )
}

/// Base64 of a keystore, in two steps.
pub fn keystore(file: &KeyFile) -> Fix {
    let path = Commands::run(&[file.path.raw()]);
    let unix = |path: &str| format!("{} | base64 -d > server.p12 && {TAKE_OUT}", DENSE.replace("{in}", path));
    Fix::command(
        "Decode it, and take the key out; openssl asks for the passphrase (a Java keystore first becomes PKCS#12: keytool -importkeystore). Then give jwt.key.",
        Commands {
            sh: unix(&path.sh),
            fish: unix(&path.fish),
            powershell: format!("certutil -decode {} server.p12; {TAKE_OUT}", path.powershell),
            cmd: format!("certutil -decode {} server.p12 && {TAKE_OUT}", path.cmd),
        },
    )
}

/// Base64 of a DER key.
pub fn without_markers(file: &KeyFile) -> Fix {
    let path = Commands::run(&[file.path.raw()]);
    let unix = |path: &str| format!("{} | base64 -d | openssl pkey -inform DER -out jwt.key", DENSE.replace("{in}", path));
    let windows = |path: &str| format!("certutil -decode {path} jwt.der; openssl pkey -inform DER -in jwt.der -out jwt.key");
    Fix::command(
        "Decode it, and let openssl write it with its BEGIN and END lines. Then give jwt.key.",
        Commands {
            sh: unix(&path.sh),
            fish: unix(&path.fish),
            powershell: windows(&path.powershell),
            cmd: windows(&path.cmd).replace("; ", " && "),
        },
    )
}
