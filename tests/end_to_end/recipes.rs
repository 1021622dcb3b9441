//! The recipes: their shell steps are run in the lab, where the login works and where it does not.
#![cfg(unix)]

use crate::lab::world::{CLIENT_ID, World};
use crate::run::{PROGRAM, Run, world};
use sf_preflight::cli::Cli;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use yaml_rust2::{Yaml, YamlLoader};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes").join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

fn yaml(name: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(documents.len(), 1, "{name}");
    documents.remove(0)
}

/// A program of that name in the folders of PATH, or a loud word that it is left out.
fn installed(name: &str) -> bool {
    let is_here = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(name).is_file());
    if !is_here {
        let _ = writeln!(std::io::stderr(), "\nLEFT OUT: a recipe for {name}, which is not installed here\n");
    }
    is_here
}

/// A command in a world: its variables, sf-preflight on PATH, the lab's addresses, and what the recipes ask for.
fn command(world: &World, program: &str) -> Command {
    let bin = world.folder("lab").join("bin");
    if !bin.join("sf-preflight").exists() {
        std::os::unix::fs::symlink(PROGRAM, bin.join("sf-preflight")).unwrap();
        let run = world.folder("lab").join("lib/node_modules/@salesforce/cli/bin/run.js");
        fs::write(run, "#!/bin/sh\necho \"sf ran: $*\"\nexit 7\n").unwrap();
    }
    let like = world.command(Path::new(PROGRAM), &[]);
    let overrides: Vec<String> = world.overrides().iter().map(|option| option.trim_start_matches("--resolve=").to_owned()).collect();
    let system = std::env::var("PATH").unwrap_or_default();
    let key = world.folder("lab").join("server.key");
    let mut command = Command::new(program);
    command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(world.folder("cwd"));
    command.env("PATH", format!("{}:{system}", bin.display())).env("SF_PREFLIGHT_RESOLVE", overrides.join(","));
    command.env("SF_USERNAME", "dev@acme.lab").env("SF_CLIENT_ID", CLIENT_ID).env("SF_INSTANCE_URL", "https://acme.my.salesforce.com");
    command.env("JWT_KEY", fs::read_to_string(&key).unwrap()).env("SF_JWT_KEY_FILE", &key).env("KEY_FILE", &key);
    command.env("SF_JWT_KEY_BASE64", base64::Engine::encode(&base64::prelude::BASE64_STANDARD, fs::read(&key).unwrap()));
    command
}

fn run(mut command: Command, script: &str) -> Run {
    Run::read(command.arg("-c").arg(script).output().unwrap(), Duration::ZERO)
}

/// The shell steps of each recipe for a CI server, up to the one that looks.
fn steps(name: &str) -> Vec<String> {
    let document = match name {
        "Jenkinsfile" => return vec![text(name).split("'''").nth(1).unwrap().to_owned()],
        _ => yaml(name),
    };
    let of = |steps: &Yaml, key: &str| -> Vec<String> {
        steps.as_vec().unwrap().iter().filter_map(|step| step[key].as_str().or_else(|| step.as_str())).map(str::to_owned).collect()
    };
    match name {
        "github-actions.yml" => of(&document["jobs"]["deploy"]["steps"], "run"),
        "gitlab-ci.yml" => of(&document["preflight"]["script"], ""),
        "azure-pipelines.yml" => of(&document["steps"], "bash"),
        _ => of(&document["pipelines"]["default"][0]["step"]["script"], ""),
    }
}

#[test]
fn the_steps_of_the_ci_servers_let_a_login_through_or_stop_it() {
    for (name, report) in [
        ("github-actions.yml", "preflight.xml"),
        ("gitlab-ci.yml", "preflight.xml"),
        ("azure-pipelines.yml", "preflight.xml"),
        ("bitbucket-pipelines.yml", "test-reports/preflight.xml"),
        ("Jenkinsfile", "preflight.xml"),
    ] {
        let steps = steps(name);
        assert!(steps.iter().any(|step| step.contains("sf-preflight ")), "{name}: {steps:?}");
        for (id, status) in [("healthy", 0), ("untrusted-root", 1)] {
            let world = world(id);
            let looks = steps.iter().position(|step| step.contains("sf-preflight ")).unwrap();
            for step in &steps[..looks] {
                assert_eq!(run(command(&world, "bash"), step).status, Some(0), "{name}: {step}");
            }
            let run = run(command(&world, "bash"), &format!("set -e\n{}", steps[looks]));
            assert_eq!(run.status, Some(status), "{name} {id}: {run:?}");
            let junit = fs::read_to_string(world.folder("cwd").join(report)).unwrap();
            assert!(junit.contains("<testsuite"), "{name}: {junit}");
        }
    }
}

#[test]
fn the_wrapper_of_each_shell_looks_before_a_login_and_only_then() {
    for (shell, wrapper) in [("bash", "sf.sh"), ("zsh", "sf.sh"), ("fish", "sf.fish")] {
        if !installed(shell) {
            continue;
        }
        let wrapper = path("shell").join(wrapper);
        for (id, arguments, status, sf_ran) in [
            ("healthy", "org login jwt -o dev@acme.lab -f $KEY_FILE -i $SF_CLIENT_ID -r $SF_INSTANCE_URL", 7, true),
            ("untrusted-root", "org login jwt -o dev@acme.lab -f $KEY_FILE -i $SF_CLIENT_ID -r $SF_INSTANCE_URL", 1, false),
            ("untrusted-root", "org list", 7, true),
            ("untrusted-root", "org login device", 7, true),
        ] {
            let world = world(id);
            let run = run(command(&world, shell), &format!("source '{}'\nsf {arguments}", wrapper.display()));
            assert_eq!((run.status, run.stdout.contains("sf ran: org")), (Some(status), sf_ran), "{shell} {id} {arguments}: {run:?}");
        }
        let world = world("untrusted-root");
        let mut off = command(&world, shell);
        off.env("SF_PREFLIGHT", "off");
        assert_eq!(run(off, &format!("source '{}'\nsf org login web", wrapper.display())).status, Some(7), "{shell}");
    }
}

#[test]
fn the_textfile_of_node_exporter_is_written_whichever_way_the_login_goes() {
    for (id, ready) in [("healthy", "1"), ("untrusted-root", "0")] {
        let world = world(id);
        let mut script = command(&world, "sh");
        script.arg(path("fleet/node-exporter.sh")).arg(world.folder("home")).env("FLOW", "jwt");
        let run = Run::read(script.output().unwrap(), Duration::ZERO);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{id}: {run:?}");
        let metrics = fs::read_to_string(world.folder("home").join("sf_preflight.prom")).unwrap();
        let sample = format!("sf_preflight_verdict{{verdict=\"ready\"}} {ready}\n");
        assert!(metrics.contains(&sample), "{id}: {metrics}");
    }
}

#[test]
fn the_attribute_of_jamf_says_the_verdict_and_the_code() {
    let world = world("untrusted-root");
    let mut script = command(&world, "sh");
    script.arg(path("fleet/jamf-extension-attribute.sh")).env("SF_PREFLIGHT_FLOW", "jwt");
    let run = Run::read(script.output().unwrap(), Duration::ZERO);
    assert!(run.stdout.starts_with("<result>blocked ") && run.stdout.ends_with("</result>\n"), "{run:?}");
}

#[test]
fn the_command_lines_of_the_fleet_are_understood() {
    let container = &yaml("fleet/kubernetes.yml")["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    let playbook = yaml("fleet/ansible.yml");
    let tasks = playbook[0]["tasks"].as_vec().unwrap();
    let commands = tasks.iter().map(|task| &task["ansible.builtin.command"]["argv"]).filter(|argv| !argv.is_badvalue());
    let words = |list: &Yaml| list.as_vec().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let mut lines: Vec<Vec<String>> = commands.map(words).collect();
    assert_eq!(lines.len(), 2);
    lines.push([vec!["sf-preflight".to_owned()], words(&container["args"])].concat());
    for line in lines {
        let line: Vec<String> =
            line.iter().map(|word| word.replace("{{ flow }}", "web").replace("{{ instance_url }}", "https://x")).collect();
        assert!(Cli::read(&line).is_ok(), "{line:?}");
    }
}

#[test]
fn the_files_of_the_ci_servers_keep_to_the_schemas_of_their_servers() {
    if !installed("check-jsonschema") {
        return;
    }
    for (schema, name) in [
        ("github-workflows", "github-actions.yml"),
        ("gitlab-ci", "gitlab-ci.yml"),
        ("azure-pipelines", "azure-pipelines.yml"),
        ("bitbucket-pipelines", "bitbucket-pipelines.yml"),
    ] {
        let mut check = Command::new("check-jsonschema");
        check.args(["--regex-variant", "nonunicode", "--builtin-schema", &format!("vendor.{schema}")]).arg(path(name));
        let run = Run::read(check.output().unwrap(), Duration::ZERO);
        assert_eq!(run.status, Some(0), "{name}: {run:?}");
    }
}

#[test]
fn the_manifest_keeps_to_the_schemas_of_kubernetes() {
    if !installed("kubernetes-validate") {
        return;
    }
    let output = Command::new("kubernetes-validate").arg("--strict").arg(path("fleet/kubernetes.yml")).output().unwrap();
    let run = Run::read(output, Duration::ZERO);
    assert_eq!(run.status, Some(0), "{run:?}");
}

#[test]
fn the_playbook_says_what_stands_in_the_way_and_brings_the_capture_home() {
    if !installed("ansible-playbook") {
        return;
    }
    for (id, status) in [("healthy", 0), ("untrusted-root", 2)] {
        let world = world(id);
        let home = tempfile::tempdir().unwrap();
        let playbook = home.path().join("ansible.yml");
        fs::copy(path("fleet/ansible.yml"), &playbook).unwrap();
        let mut ansible = command(&world, "ansible-playbook");
        ansible.args(["-i", "localhost,", "-c", "local", "-e", "ansible_python_interpreter={{ ansible_playbook_python }}"]);
        ansible.args(["-e", "instance_url=https://acme.my.salesforce.com"]).arg(&playbook);
        let run = Run::read(ansible.env("LC_ALL", "C.UTF-8").env("ANSIBLE_LOCAL_TEMP", home.path()).output().unwrap(), Duration::ZERO);
        assert_eq!(run.status, Some(status), "{id}: {run:?}");
        let capture = home.path().join("localhost.json");
        assert_eq!(capture.exists(), status != 0, "{id}: only a blocked machine's is kept");
        if status != 0 {
            assert!(run.stdout.contains("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), "{run:?}");
            let replay = Command::new(PROGRAM).env_clear().arg("replay").arg(capture).args(["--skip=browser,oauth-port"]).output().unwrap();
            assert!(Run::read(replay, Duration::ZERO).stdout.contains("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"));
        }
    }
}

/// A node_exporter that serves a folder of text files on a port of its own choice, and what it shows.
fn scraped(program: &str, folder: &Path) -> String {
    let mut exporter = Command::new(program);
    exporter.args(["--web.listen-address=127.0.0.1:0", "--collector.disable-defaults", "--collector.textfile"]);
    exporter.arg(format!("--collector.textfile.directory={}", folder.display()));
    let mut exporter = exporter.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(exporter.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find_map(|line| {
        let rest = line.split_once("address=127.0.0.1:")?.1;
        rest.split(|character: char| !character.is_ascii_digit()).next()?.parse::<u16>().ok()
    });
    let mut page = String::new();
    if let Some(port) = address {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
        stream.read_to_string(&mut page).unwrap();
    }
    exporter.kill().unwrap();
    exporter.wait().unwrap();
    page
}

#[test]
fn node_exporter_shows_what_was_written() {
    let names = ["prometheus-node-exporter", "node_exporter"];
    let Some(program) = names.into_iter().find(|name| installed(name)) else { return };
    let world = world("untrusted-root");
    let mut script = command(&world, "sh");
    script.arg(path("fleet/node-exporter.sh")).arg(world.folder("home")).env("FLOW", "jwt");
    assert_eq!(script.output().unwrap().status.code(), Some(0));
    let page = scraped(program, &world.folder("home"));
    for line in ["node_textfile_scrape_error 0", "sf_preflight_ready 0", "sf_preflight_check_status{check=\"certificate-chain\"} 4"] {
        assert!(page.lines().any(|found| found == line), "{line}: {page}");
    }
}

#[test]
fn every_recipe_stands_on_the_page() {
    let page = text("README.md");
    for folder in ["", "shell", "fleet"] {
        for entry in fs::read_dir(path(folder)).unwrap().map(Result::unwrap).filter(|entry| entry.file_type().unwrap().is_file()) {
            let name = Path::new(folder).join(entry.file_name());
            let name = name.to_str().unwrap();
            assert!(name == "README.md" || page.contains(&format!("]({name})")), "{name}");
        }
    }
}
