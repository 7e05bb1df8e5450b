use clap::CommandFactory;

use super::*;

fn names(command: &clap::Command, before: &str) -> Vec<String> {
    let name = format!("{before}{}", command.get_name());
    let below: Vec<_> = command.get_subcommands().flat_map(|below| names(below, &format!("{name} "))).collect();
    if below.is_empty() { vec![name] } else { below }
}

#[test]
fn every_command_is_listed_in_the_readme() {
    let readme = include_str!("../../README.md");
    for name in names(&Cli::command(), "") {
        assert!(readme.contains(&format!("| `{name}")), "{name}");
    }
}
