//! Where reports go: files, standard output, the log and the summary of a CI job.

use crate::run::{PROGRAM, Run, world};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// What each format begins with.
const FORMATS: [(&str, &str); 7] = [
    ("text", "sf org login jwt to "),
    ("json", "{\n  \"schema_version\": 1,"),
    ("html", "<!DOCTYPE html>"),
    ("markdown", "## "),
    ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "),
    ("github", "::error title=certificate-chain::"),
    ("prometheus", "# HELP sf_preflight_info "),
];

/// Runs in a world, with these options and variables.
fn run(id: &str, options: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = world(id).command(Path::new(PROGRAM), options).envs(variables.iter().copied()).output().unwrap();
    Run::read(output, Duration::ZERO)
}

#[test]
fn every_format_goes_to_standard_output() {
    for (format, beginning) in FORMATS {
        let run = run("untrusted-root", &["--format", format], &[]);
        assert_eq!((run.status, run.stderr.as_str()), (Some(1), ""), "{format}");
        assert!(run.stdout.starts_with(beginning), "{format}: {}", run.stdout);
        assert!(run.stdout.ends_with('\n'), "{format}");
    }
}

#[test]
fn one_run_writes_as_many_reports_as_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |format: &str| folder.path().join(format);
    let options: Vec<String> = FORMATS.iter().map(|(format, _)| format!("--report={format}={}", path(format).display())).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let run = run("untrusted-root", &options, &[]);
    assert_eq!(run.status, Some(1), "{run:?}");
    assert!(run.stdout.starts_with("sf org login jwt to "), "the text goes where it always goes");
    for (format, beginning) in FORMATS {
        let text = fs::read_to_string(path(format)).unwrap();
        assert!(text.starts_with(beginning), "{format}: {text}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), FORMATS.len(), "and nothing else is left there");
}

#[test]
fn a_report_in_a_file_leaves_standard_output_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (name, options, beginning) in [
        ("a.json", &[][..], "{"),
        ("a.html", &[], "<!DOCTYPE html>"),
        ("a.xml", &[], "<?xml"),
        ("a.md", &[], "## "),
        ("a.prom", &[], "# HELP"),
        ("a.txt", &[], "sf org login"),
        ("b.xml", &["--format=json"], "{"),
    ] {
        let path = folder.path().join(name);
        let output = format!("--output={}", path.display());
        let run = run("untrusted-root", &[options, &[output.as_str()]].concat(), &[("GITHUB_ACTIONS", "true")]);
        assert_eq!((run.status, run.everything().trim()), (Some(1), ""), "{name}");
        assert!(fs::read_to_string(&path).unwrap().starts_with(beginning), "{name}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_the_others_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.json");
    let options = [format!("--report=html={}/nowhere/a.html", folder.path().display()), format!("--report=json={}", good.display())];
    let run = run("healthy", &[options[0].as_str(), &options[1]], &[]);
    assert_eq!(run.status, Some(3), "{run:?}");
    assert!(
        run.stderr.starts_with("sf-preflight: the report could not be written: ")
            && run.stderr.contains("nowhere/a.html: there is no folder "),
        "{run:?}"
    );
    assert!(run.stdout.contains("\nready: ") && good.is_file(), "{run:?}");
}

#[test]
fn two_reports_for_one_place_are_a_mistake() {
    for options in [&["--report=json=-"][..], &["--output=a.json", "--report=html=a.json"], &["--output=a.json", "--report=html=./a.json"]]
    {
        let run = run("healthy", options, &[]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{options:?}");
        assert!(run.stderr.starts_with("sf-preflight: two reports cannot go to "), "{run:?}");
    }
}

#[test]
fn a_job_of_github_actions_gets_annotations_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "An earlier step.\n").unwrap();
    let job = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let text = run("untrusted-root", &["--format=text"], &job);
    assert!(text.stdout.starts_with("sf org login"), "what is asked for is done");
    assert_eq!(fs::read_to_string(&summary).unwrap(), "An earlier step.\n", "and nothing else");
    let annotated = run("untrusted-root", &[], &job);
    assert_eq!(annotated.status, Some(1));
    assert!(annotated.stdout.starts_with("::error title=certificate-chain::"), "{annotated:?}");
    let written = fs::read_to_string(&summary).unwrap();
    assert!(written.starts_with("An earlier step.\n## ✗ sf-preflight: blocked\n"), "{written}");
    let nowhere = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "/nowhere/summary.md")];
    let told = run("healthy", &[], &nowhere);
    assert_eq!(told.status, Some(0), "what nobody asked for stops no job");
    assert!(told.stderr.starts_with("sf-preflight: the job's summary could not be written: /nowhere/summary.md: "), "{told:?}");
    for not_true in [&[("GITHUB_ACTIONS", "false")][..], &[("CI", "true")]] {
        assert!(run("untrusted-root", &[], not_true).stdout.starts_with("sf org login"), "{not_true:?}");
    }
}

#[test]
fn under_exec_every_format_leaves_standard_output_to_sf() {
    for (format, beginning) in FORMATS {
        let run = run("untrusted-root", &["--exec", "--format", format], &[]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""), "{format}");
        assert!(run.stderr.starts_with(beginning), "{format}: {}", run.stderr);
    }
}

#[test]
fn only_text_has_colours() {
    for (format, _) in FORMATS {
        let run = run("untrusted-root", &["--color=always", "--format", format], &[]);
        assert_eq!(run.stdout.contains('\u{1b}'), format == "text", "{format}");
    }
}

#[test]
fn strict_and_quiet_have_their_exit_status_in_every_format() {
    for (format, _) in FORMATS {
        for (options, status) in [(&["--quiet"][..], 0), (&["--strict", "--quiet"], 1)] {
            let run = run("clock-skew", &[options, &["--format", format]].concat(), &[]);
            assert_eq!(run.status, Some(status), "{format} {options:?}");
            let says_nothing = status == 0 && ["text", "github"].contains(&format);
            assert_eq!(run.everything().trim().is_empty(), says_nothing, "{format} {options:?}: {run:?}");
        }
    }
}
