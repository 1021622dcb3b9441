//! A finding: what it means, and what to type.

use super::super::Shell;
use super::super::words::plain_lines;
use super::inline::{mark, prose};
use maud::{Markup, html};
use sf_preflight_checks::model::{CheckResult, Commands, Fix};

/// What to do about what decides.
pub fn what_to_do(check: &CheckResult, shell: Shell) -> Markup {
    html! {
        section aria-labelledby="fix" {
            h2 #fix { "What to do" }
            (fixes(check, shell))
            @if !check.detail.is_empty() {
                h3 { "What is behind it" }
                (paragraphs(&check.detail))
            }
            (more(check))
        }
    }
}

/// Another finding.
pub fn finding(check: &CheckResult, shell: Shell) -> Markup {
    html! {
        article.finding {
            h3 { (mark(check.status)) " " code { (check.id) } " " (prose(&check.summary)) }
            (paragraphs(&check.detail))
            (fixes(check, shell))
            (more(check))
        }
    }
}

fn fixes(check: &CheckResult, shell: Shell) -> Markup {
    html! {
        @if check.fixes.len() > 1 {
            p { @if check.fixes.len() == 2 { "Either of these, the better first:" } @else { "One of these, the best first:" } }
            ol.fixes { @for fix in &check.fixes { li { (step(fix, shell)) } } }
        } @else {
            @for fix in &check.fixes { (step(fix, shell)) }
        }
        @for text in &check.never {
            p.never { strong { "Never: " } (prose(text)) }
        }
    }
}

fn step(fix: &Fix, shell: Shell) -> Markup {
    html! {
        p { (prose(&fix.text)) }
        @if let Some(commands) = &fix.commands { (typed(commands, shell)) }
    }
}

const SHELLS: [(Shell, &str); 4] =
    [(Shell::Sh, "bash, zsh"), (Shell::Fish, "fish"), (Shell::PowerShell, "PowerShell"), (Shell::Cmd, "Command Prompt")];

/// The command in the person's shell; in the others, where it differs, folded away.
fn typed(commands: &Commands, shell: Shell) -> Markup {
    let own = shell.pick(commands);
    let others: Vec<(&str, &str)> =
        SHELLS.iter().filter(|(other, _)| *other != shell).map(|(other, name)| (*name, other.pick(commands))).collect();
    let is_same = others.iter().all(|(_, command)| *command == own);
    let name = SHELLS.iter().find(|(known, _)| *known == shell).map_or("", |(_, name)| *name);
    html! {
        (command(if is_same { "in any shell" } else { name }, own))
        @if !is_same {
            details.shells {
                summary { "In other shells" }
                @for (name, text) in others { (command(name, text)) }
            }
        }
    }
}

fn command(shell: &str, text: &str) -> Markup {
    html! {
        div.command {
            p.shell { (shell) }
            pre { code { (plain_lines(text).collect::<Vec<_>>().join("\n")) } }
        }
    }
}

fn paragraphs(text: &str) -> Markup {
    html! { @for line in text.lines().filter(|line| !line.is_empty()) { p { (prose(line)) } } }
}

fn more(check: &CheckResult) -> Markup {
    html! { p.more { "More: " code { "sf-preflight explain " (check.id) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_the_same_everywhere_is_shown_once() {
        let once = typed(&Commands::same("sf --version"), Shell::Fish).into_string();
        assert_eq!(once.matches("sf --version").count(), 1, "{once}");
        let each = typed(&Commands::unset_variable("HTTP_PROXY"), Shell::Cmd).into_string();
        let own = each.find("set HTTP_PROXY=").unwrap();
        assert!(
            ["unset HTTP_PROXY", "set -e HTTP_PROXY", "Remove-Item Env:HTTP_PROXY"].iter().all(|other| each.find(other) > Some(own)),
            "{each}"
        );
    }
}
