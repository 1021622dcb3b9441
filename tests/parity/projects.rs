//! The login URL that is found in a folder, against the one that the real sf finds there.

#![allow(clippy::unwrap_used, reason = "this is all test code")]

mod node;

use serde_json::{Value, json};
use sf_preflight::observe::{Context, observe};
use sf_preflight_checks::model::Observations;
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::salesforce::{domain, login_url};
use std::fs;
use std::path::{Path, PathBuf};

const ACME: &str = "https://acme.my.salesforce.com";

/// A folder in which sf is run: files (path, contents) below `cwd` and `home`, and variables.
#[derive(Default)]
struct World {
    name: String,
    files: Vec<(String, Vec<u8>)>,
    variables: Vec<(&'static str, String)>,
    below: &'static str,
}

impl World {
    /// With this sfdx-project.json.
    fn project(name: &str, text: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), files: vec![("cwd/sfdx-project.json".into(), text.into())], ..Self::default() }
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.into(), text.into()));
        self
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn write(&self, top: &Path) -> (PathBuf, PathBuf) {
        let (folder, home) = (top.join("cwd").join(self.below), top.join("home"));
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir_all(&home).unwrap();
        for (path, text) in &self.files {
            let path = top.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        (folder, home)
    }
}

#[tokio::test]
async fn the_login_url_is_the_one_that_sf_finds() {
    let Some(real) = node::real("@salesforce/plugin-auth") else { return };
    let top = tempfile::tempdir().unwrap();
    let (mut input, mut ours, worlds) = (Vec::new(), Vec::new(), worlds());
    for (index, world) in worlds.iter().enumerate() {
        let (folder, home) = world.write(&top.path().join(index.to_string()));
        let variables: serde_json::Map<String, Value> =
            world.variables.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect();
        input.push(json!({"folder": folder, "home": home, "variables": variables}));
        ours.push(found(&observed(world, folder, home).await));
    }
    let theirs: Vec<String> = serde_json::from_value(real.run("projects/resolve.mjs", &Value::Array(input))).unwrap();
    let differences: Vec<String> = worlds
        .iter()
        .zip(ours.iter().zip(&theirs))
        .filter(|(_, (ours, theirs))| ours != theirs)
        .map(|(world, (ours, theirs))| format!("{}: sf {theirs}, here {ours}", world.name))
        .collect();
    node::assert_none("projects", &differences, worlds.len());
}

async fn observed(world: &World, folder: PathBuf, home: PathBuf) -> Observations {
    let login = LoginRequest { from_sf_command: true, ..LoginRequest::of(Flow::Web) };
    let context = Context {
        variables: world.variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        home: Some(home),
        ..Context::new(login, folder)
    };
    observe(&context).await.unwrap()
}

/// As sf gives it: its own constant has no slash at its end.
fn found(observations: &Observations) -> String {
    let login = login_url::resolve(observations);
    let url = login.url.unwrap();
    if domain::is_refused(&url) { "LightningDomain".into() } else { login_url::href(observations).unwrap_or_default() }
}

fn worlds() -> Vec<World> {
    let file =
        |extra: &str| format!(r#"{{"packageDirectories":[{{"path":"force-app","default":true}}],{extra}"sourceApiVersion":"60.0"}}"#);
    let url = |url: &str| file(&format!(r#""sfdcLoginUrl":"{url}","#));
    let (acme, none) = (url(ACME), file(""));
    let setting = format!(r#"{{"org-instance-url":"{ACME}"}}"#);
    let mut worlds = vec![
        World { name: "no project".into(), ..World::default() }
            .variable("FORCE_SFDC_LOGIN_URL", ACME)
            .variable("SF_ORG_INSTANCE_URL", ACME),
        World::project("BOM", format!("\u{feff}{acme}")),
        World::project("UTF-16", format!("\u{feff}{acme}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        World::project("blanks around", format!("\n\t {acme} \n\u{a0}")),
        World::project("cut", &acme[..acme.len() - 1]),
        World::project("comment", format!("// c\n{acme}")),
        World::project("trailing comma", acme.replace('}', ",}")),
        World::project("empty file", ""),
        World::project("list", "[]"),
        World::project("null", "null"),
        World::project("twice", file(&format!(r#""sfdcLoginUrl":"https://x.my.salesforce.com","sfdcLoginUrl":"{ACME}","#))),
        World { files: vec![("cwd/sfdx-project.json/x".into(), Vec::new())], name: "a folder".into(), ..World::default() }
            .file("home/.sf/config.json", &setting),
        World { below: "a/b", ..World::project("from below", acme.clone()) },
        World { below: "a", ..World::project("broken below", acme.clone()).file("cwd/a/sfdx-project.json", "{") },
        World::project("capital key", file(&format!(r#""SfdcLoginUrl":"{ACME}","#))).file("home/.sf/config.json", &setting),
        World::project("small key", file(&format!(r#""sfdcloginurl":"{ACME}","#))),
        World::project("capital inside", file(&format!(r#""sfdcLoginUrl":"{ACME}","x":{{"y":{{"Zed":1}}}},"#))),
        World::project("capital in a list", file(&format!(r#""sfdcLoginUrl":"{ACME}","x":[{{"Foo":1}}],"#))),
        World::project("capital in plugins", file(&format!(r#""sfdcLoginUrl":"{ACME}","plugins":{{"Foo":1}},"#))),
        World::project("signup elsewhere", file(&format!(r#""sfdcLoginUrl":"{ACME}","signupTargetLoginUrl":"https://x.example.com","#))),
        World::project("signup", file(&format!(r#""sfdcLoginUrl":"{ACME}","signupTargetLoginUrl":"https://x.my.salesforce.com","#))),
        World::project("signup variable", acme.clone()).variable("SFDX_SCRATCH_ORG_CREATION_LOGIN_URL", "x"),
        World::project("forced", url("https://x.my.salesforce.com")).variable("FORCE_SFDC_LOGIN_URL", ACME),
        World::project("forced empty", acme.clone()).variable("FORCE_SFDC_LOGIN_URL", ""),
        World::project("forced badly", acme.clone()).variable("FORCE_SFDC_LOGIN_URL", "x"),
        World::project("forced over a number", file(r#""sfdcLoginUrl":5,"#)).variable("FORCE_SFDC_LOGIN_URL", ACME),
        World::project("file before variable", acme.clone()).variable("SF_ORG_INSTANCE_URL", "https://x.my.salesforce.com"),
        World::project("user's setting", none.clone()).file("home/.sf/config.json", &setting),
        World::project("bad setting", none.clone()).file("home/.sf/config.json", r#"{"org-instance-url":"nope"}"#),
        World::project("setting not JSON", acme.clone()).file("cwd/.sf/config.json", r#"{"org"#),
        World::project("own setting first", none.clone())
            .file("cwd/.sf/config.json", &setting)
            .file("home/.sf/config.json", r#"{"org-instance-url":"https://x.my.salesforce.com"}"#),
        World::project("old setting", none.clone()).file("home/.sfdx/sfdx-config.json", &format!(r#"{{"instanceUrl":"{ACME}"}}"#)),
        World::project("old own setting", none.clone()).file("cwd/.sfdx/sfdx-config.json", &format!(r#"{{"instanceUrl":"{ACME}"}}"#)),
        World::project("setting for a cut file", &acme[..acme.len() - 1])
            .file("home/.sf/config.json", r#"{"org-instance-url":"https://x.my.salesforce.com"}"#),
    ];
    let login_url = |url: &str| format!(r#"{{"sfdcLoginUrl":"{url}"}}"#);
    const OTHER: &str = "https://x.my.salesforce.com";
    let at_home = "home/.sfdx/sfdx-project.json";
    worlds.extend([
        World::project("at home", none.clone()).file(at_home, &login_url(ACME)),
        World::project("at home, not in the state folder", none.clone()).file("home/sfdx-project.json", &login_url(ACME)),
        World::project("at home and here", acme.clone()).file(at_home, &login_url(OTHER)),
        World::project("at home, empty here", url("")).file(at_home, &login_url(OTHER)),
        World::project("at home, elsewhere", none.clone()).file(at_home, &login_url("https://acme.example.com")),
        World::project("at home before the setting", none.clone()).file(at_home, &login_url(OTHER)).file("home/.sf/config.json", &setting),
        World::project("at home and nothing here", "").file(at_home, &login_url(OTHER)),
        World { name: "at home without a project".into(), ..World::default() }.file(at_home, &login_url(OTHER)),
        World::project("in the settings", none.clone()).file("home/.sf/config.json", &login_url(ACME)),
        World::project("in the settings before the file", acme.clone()).file("cwd/.sf/config.json", &login_url(OTHER)),
        World::project("in the old settings", none.clone()).file("home/.sfdx/sfdx-config.json", &login_url(OTHER)),
        World::project("in the old settings and at home", none.clone())
            .file("home/.sfdx/sfdx-config.json", &login_url(OTHER))
            .file(at_home, &login_url(ACME)),
        World::project("in the old settings and the file", acme.clone()).file("home/.sfdx/sfdx-config.json", &login_url(OTHER)),
        World::project("in both settings", none.clone())
            .file("cwd/.sf/config.json", &login_url(ACME))
            .file("home/.sf/config.json", &login_url(OTHER)),
        World::project("empty in the settings", acme.clone()).file("home/.sf/config.json", &login_url("")),
        World::project("in the settings over a number", file(r#""sfdcLoginUrl":5,"#)).file("home/.sf/config.json", &login_url(ACME)),
    ]);
    for name in ["SF_ORG_INSTANCE_URL", "SFDX_INSTANCE_URL", "SF_INSTANCE_URL"] {
        worlds.push(World::project(name, none.clone()).variable(name, ACME));
    }
    for value in ["5", "0", "null", "true", "false", "{}", "[]", r#"["https://acme.my.salesforce.com"]"#, r#""""#] {
        let setting = r#"{"org-instance-url":"https://x.my.salesforce.com"}"#;
        worlds.push(World::project(value, file(&format!(r#""sfdcLoginUrl":{value},"#))).file("home/.sf/config.json", setting));
    }
    for text in [
        ACME,
        " https://acme.my.salesforce.com ",
        "http://acme.my.salesforce.com/x",
        "acme.my.salesforce.com",
        "login.salesforce.com:443",
        "https://login.salesforce.com",
        "https://test.salesforce.com/",
        "https://acme.lightning.force.com",
        "https://acme.lightning.force.com.mcas.ms",
        "https://acme.my.salesforce.mil",
        "https://acme.my.site.com",
        "https://acme.my.salesforce-setup.com",
        "https://acme.example.com",
        "https://acme.my.saleforce.com",
        "https://x.crm.dev",
        "https://x.localhost.sfdcdev.salesforce.com:6101",
        "https://127.0.0.1",
        "https://salesforce.com",
        "ftp://acme.my.salesforce.com",
    ] {
        worlds.push(World::project(text, url(text)));
    }
    worlds
}
