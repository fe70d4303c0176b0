//! The language of help and messages: `--lang`, or that of the system.

use crate::text::language::Language;
use clap::{Arg, ArgAction, Command, ValueEnum};
use std::ffi::OsString;

/// What `--lang` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LanguageChoice {
    /// Vietnamese
    Vi,
    /// English
    En,
}

/// Variables that name the language of messages, the strongest first.
const LOCALES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language that arguments ask for, read before all others as their help is in it, or that of the system.
pub(crate) fn chosen(arguments: &[OsString]) -> Language {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let asked = words.clone().find_map(|word| word.strip_prefix("--lang="));
    let behind = || {
        words.find(|word| *word == "--lang")?;
        words.next()
    };
    let system = || {
        let set = LOCALES.iter().filter_map(|name| std::env::var(name).ok());
        set.into_iter().find(|locale| !locale.is_empty())
    };
    let locale = asked.or_else(behind).map(str::to_owned).or_else(system);
    Language::of_locale(&locale.unwrap_or_default())
}

/// Help in Vietnamese: usage, arguments, what follows.
const TEMPLATE: &str = "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";

/// The program with its help in a language.
pub(crate) fn spoken(command: Command, language: Language) -> Command {
    if language == Language::English {
        return command;
    }
    let say = |text: &dyn ToString| language.say(&text.to_string()).into_owned();
    let mut command = command.help_template(TEMPLATE);
    command = command.subcommand_help_heading(language.say("Commands").into_owned());
    for (set, text) in [
        (
            Command::about as fn(Command, String) -> Command,
            command.get_about().map(|text| say(text)),
        ),
        (
            Command::after_help,
            command.get_after_help().map(|text| say(text)),
        ),
    ] {
        if let Some(text) = text {
            command = set(command, text);
        }
    }
    let own = Arg::new("help")
        .short('h')
        .long("help")
        .help("Print help")
        .action(ArgAction::Help);
    command
        .disable_help_flag(true)
        .arg(own)
        .mut_args(|arg| in_language(arg, language))
        .mut_subcommands(|command| spoken(command, language))
}

fn in_language(arg: Arg, language: Language) -> Arg {
    let heading = match (arg.get_help_heading(), arg.is_positional()) {
        (Some(heading), _) => heading,
        (None, true) => "Arguments",
        (None, false) => "Options",
    };
    let heading = language.say(heading).into_owned();
    let help = arg
        .get_help()
        .map(|text| language.say(&text.to_string()).into_owned());
    let arg = arg.help_heading(heading);
    match help {
        Some(help) => arg.help(help),
        None => arg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::ask::questions::QUESTIONS;
    use clap::CommandFactory;

    #[test]
    fn the_language_is_asked_for() {
        let of = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            chosen(&words)
        };
        assert_eq!(of(&["baocao", "--lang", "vi", "run"]), Language::Vietnamese);
        assert_eq!(of(&["baocao", "run", "--lang=vi"]), Language::Vietnamese);
        assert_eq!(of(&["baocao", "--lang", "en"]), Language::English);
    }

    #[test]
    fn all_help_is_in_both_languages() {
        let mut missing = Vec::new();
        look(&super::super::Args::command(), &mut missing);
        let questions = QUESTIONS.iter().map(|question| question.about.to_owned());
        missing.extend(questions.filter(|about| !Language::knows(about)));
        missing.sort();
        missing.dedup();
        assert!(
            missing.is_empty(),
            "dictionaries/messages.tsv lacks:\n{}",
            missing.join("\n")
        );
    }

    #[test]
    fn short_help_has_the_common_options_and_each_stands_in_its_group() {
        let mut program = super::super::Args::command();
        program.build();
        let run = program.find_subcommand_mut("run").expect("a command");
        let (short, long) = (
            run.render_help().to_string(),
            run.render_long_help().to_string(),
        );
        for option in ["--tessdata", "--password", "--timeout-page", "--config"] {
            assert!(!short.contains(option) && long.contains(option), "{option}");
        }
        for name in ["mirror", "include", "out"] {
            let option = run.get_arguments().find(|option| option.get_id() == name);
            assert_eq!(
                option.expect("an option").get_help_heading(),
                None,
                "{name}"
            );
        }
    }

    /// Collects texts that the list has not.
    fn look(command: &Command, missing: &mut Vec<String>) {
        if command.is_hide_set() {
            return;
        }
        let helps = command.get_arguments().filter_map(|arg| arg.get_help());
        let headings = command
            .get_arguments()
            .filter_map(|arg| arg.get_help_heading());
        let texts = helps.chain(command.get_about()).map(ToString::to_string);
        for text in texts.chain(headings.map(str::to_owned)) {
            if !Language::knows(&text) {
                missing.push(text);
            }
        }
        command
            .get_subcommands()
            .for_each(|command| look(command, missing));
    }
}
