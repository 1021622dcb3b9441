//! Machines with random npm settings.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// Xorshift: repeatable, and good enough to choose with.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// A machine made of one folder.
pub struct Machine {
    pub variables: BTreeMap<String, String>,
    pub working_directory: PathBuf,
    pub home: PathBuf,
    pub node: PathBuf,
    pub npm: PathBuf,
    files: BTreeMap<PathBuf, String>,
}

const VALUES: &[&str] = &[
    "false",
    "false",
    "false",
    "false",
    "true",
    "true",
    "0",
    "no",
    "off",
    "False",
    "null",
    "undefined",
    "",
    " ",
    "\"false\"",
    "'false'",
    "\" false \"",
    "'0'",
    "\"true\"",
    "'null'",
    "\"null\"",
    "false ; note",
    "false # note",
    "false;x",
    "\\;false",
    "false\\",
    "${SSLV}",
    "${UNSET}",
    "${UNSET?}",
    "\\${SSLV}",
    "=false",
    "\u{a0}false",
    "[]",
    "'[1]'",
    "'{}'",
    "\"",
    "'",
    "''",
    "\"\"",
    "false\u{2028}",
    "\"false",
    "tru\\e",
];
const KEYS: &[&str] = &[
    "strict-ssl",
    "strict-ssl",
    "strict-ssl",
    "strict-ssl",
    "strict-ssl",
    "strict-ssl",
    " strict-ssl ",
    "\"strict-ssl\"",
    "'strict-ssl'",
    "${K}",
    "strict-ssl[]",
    "strict_ssl",
    "Strict-SSL",
    "\u{feff}strict-ssl",
    "strict-ssl;x",
    "${NOTHING?}strict-ssl",
    "no-strict-ssl",
    "\\${K}",
];
const OTHER_LINES: &[&str] = &[
    "",
    "; a comment",
    "# strict-ssl=false",
    "registry=https://registry.invalid/",
    "[section]",
    "[strict-ssl]",
    "[strict-ssl.x]",
    "[a.strict-ssl]",
    "  [strict-ssl]",
    "[strict-ssl] x",
    "loglevel=silent",
    "key[]=a",
    "=b",
    "a",
    "__proto__=1",
    "'null'=1",
    "'5'=6",
    "strict-ssl",
    "[\"strict-ssl\"]",
];
const ENDINGS: &[&str] = &["\n", "\n", "\n", "\r\n", "\r", "\n\n"];
const PATHS: &[&str] =
    &["ROOT/custom/a", "ROOT/custom/b", "~/custom", "${HOME}/custom", "custom", "../custom", "ROOT/home/.npmrc", "ROOT/none", "~/.npmrc"];

impl Machine {
    /// Makes one and writes its files.
    pub fn generate(random: &mut Random, root: &Path) -> Self {
        let mut machine = Self {
            variables: BTreeMap::new(),
            working_directory: root.join(random.pick(&["project", "project/sub", "project/packages/one", "home", "home/x", "project"])),
            home: root.join("home"),
            node: root.join("node/bin/node"),
            npm: root.join("npm"),
            files: BTreeMap::new(),
        };
        let home = machine.home.to_string_lossy().into_owned();
        machine.set("HOME", &home);
        machine.set("PATH", &root.join("node/bin").to_string_lossy());
        machine.set("K", "strict-ssl");
        machine.set("SSLV", "false");
        machine.add_variables(random, root);
        machine.add_packages(random, root);
        let settings = [
            ("project/.npmrc", 50),
            ("project/sub/.npmrc", 25),
            ("project/packages/one/.npmrc", 25),
            ("home/.npmrc", 50),
            ("home/custom", 40),
            ("home/x/.npmrc", 20),
            ("custom/a", 60),
            ("custom/b", 60),
            ("project/custom", 40),
            ("node/etc/npmrc", 40),
            ("prefix/etc/npmrc", 60),
            ("npm/npmrc", 25),
            ("home/prefix/etc/npmrc", 60),
        ];
        for (path, percent) in settings {
            if random.chance(percent) {
                let text = settings_text(random, root, path == "npm/npmrc");
                machine.files.insert(root.join(path), text);
            }
        }
        machine.write(root);
        machine
    }

    fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    fn add_variables(&mut self, random: &mut Random, root: &Path) {
        let spelled = |random: &mut Random, name: &str| match random.below(4) {
            0 => name.to_ascii_uppercase(),
            1 => name.replace("strict_ssl", "strict-ssl"),
            _ => name.to_owned(),
        };
        for _ in 0..random.below(3) {
            if random.chance(60) {
                let name = random.pick(&[
                    "npm_config_strict_ssl",
                    "npm_config_strict_ssl",
                    "Npm_Config_Strict_Ssl",
                    "npm_config_strictssl",
                    "npm_config__strict_ssl",
                ]);
                let name = spelled(random, name);
                self.set(&name, random.pick(VALUES));
            }
        }
        for (name, percent) in [("npm_config_userconfig", 20), ("npm_config_globalconfig", 20), ("npm_config_prefix", 15)] {
            if random.chance(percent) {
                let name = spelled(random, name);
                let path = path(random, root);
                self.set(&name, &path);
            }
        }
        for (name, values, percent) in [
            ("npm_config_global", &["true", "false", ""][..], 15),
            ("npm_config_location", &["global", "user", "project"], 15),
            ("PREFIX", &["ROOT/prefix", ""], 15),
            ("DESTDIR", &["ROOT/destination", ""], 10),
            ("NODE_TLS_REJECT_UNAUTHORIZED", &["0", "1", ""], 30),
        ] {
            if random.chance(percent) {
                let value = random.pick(values).replace("ROOT", &root.to_string_lossy());
                self.set(name, &value);
            }
        }
    }

    fn add_packages(&mut self, random: &mut Random, root: &Path) {
        self.files.insert(root.join("npm/package.json"), r#"{"name":"npm","version":"11.0.0"}"#.to_owned());
        let workspaces = random.pick(&[
            "",
            r#""workspaces":["packages/*"]"#,
            r#""workspaces":["packages/two"]"#,
            r#""workspaces":{"packages":["packages/**"]}"#,
        ]);
        for (path, text, percent) in [
            ("project/package.json", format!("{{{workspaces}}}"), 60),
            ("project/packages/one/package.json", r#"{"name":"one","version":"1.0.0"}"#.to_owned(), 50),
            ("project/sub/node_modules/.keep", String::new(), 30),
            ("home/node_modules/.keep", String::new(), 20),
        ] {
            if random.chance(percent) {
                self.files.insert(root.join(path), text);
            }
        }
    }

    fn write(&self, root: &Path) {
        for folder in ["project/sub", "project/packages/one", "home/x", "node/bin", "npm/bin"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for (path, text) in &self.files {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        for program in [&self.node, &self.npm.join("bin/npm-cli.js")] {
            fs::write(program, "").unwrap();
            fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let link = root.join("node/bin/npm");
        if !link.exists() {
            symlink(self.npm.join("bin/npm-cli.js"), link).unwrap();
        }
    }
}

fn path(random: &mut Random, root: &Path) -> String {
    random.pick(PATHS).replace("ROOT", &root.to_string_lossy())
}

fn settings_text(random: &mut Random, root: &Path, is_builtin: bool) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(4) {
        let line = match random.below(100) {
            0..60 => format!("{}{}{}", random.pick(KEYS), random.pick(&["=", "=", " = ", "", ":"]), random.pick(VALUES)),
            60..85 => random.pick(OTHER_LINES).to_owned(),
            85..90 => format!("userconfig={}", path(random, root)),
            90..94 => format!("globalconfig={}", path(random, root)),
            94..98 => {
                format!("prefix={}", random.pick(&["ROOT/prefix", "~/prefix", "${HOME}/prefix"]).replace("ROOT", &root.to_string_lossy()))
            }
            98 if is_builtin => "global=true".to_owned(),
            _ => "prefix".to_owned(),
        };
        text.push_str(&line);
        text.push_str(random.pick(ENDINGS));
    }
    text
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "in {}", self.working_directory.display())?;
        for (name, value) in &self.variables {
            writeln!(f, "{name}={value:?}")?;
        }
        for (path, text) in &self.files {
            writeln!(f, "{}: {text:?}", path.display())?;
        }
        Ok(())
    }
}
