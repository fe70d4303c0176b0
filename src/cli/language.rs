//! The language of help and messages: `--lang`, or that of the system.

use crate::text::language::Language;
use clap::builder::{Resettable, StyledStr};
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

/// Begins the paragraph of a doc comment that says in Vietnamese what the one before says in English.
const VIETNAMESE: &str = "\n\nvi: ";

/// The program with its help in a language.
pub(crate) fn spoken(command: Command, language: Language) -> Command {
    let about = in_language(command.get_about(), command.get_long_about(), language);
    let after = command.get_after_help().map(|text| {
        let text = text.to_string();
        // Commands are indented, and stay as they are typed.
        let lines = text.lines().map(|line| match line.starts_with(' ') {
            true => line.into(),
            false => language.say(line),
        });
        StyledStr::from(lines.collect::<Vec<_>>().join("\n"))
    });
    let mut command = command
        .about(Resettable::from(about))
        .long_about(None::<&str>)
        .after_help(Resettable::from(after))
        .mut_args(|arg| {
            let help = in_language(arg.get_help(), arg.get_long_help(), language);
            arg.help(Resettable::from(help)).long_help(None::<&str>)
        })
        .mut_subcommands(|command| spoken(command, language));
    if language == Language::English {
        return command;
    }
    let own = Arg::new("help")
        .short('h')
        .long("help")
        .help(language.say("Print help").into_owned())
        .action(ArgAction::Help);
    command = command.help_template(TEMPLATE);
    command = command.subcommand_help_heading(language.say("Commands").into_owned());
    command
        .disable_help_flag(true)
        .arg(own)
        .mut_args(|arg| under_heading(arg, language))
}

/// A text of help: of a doc comment in both languages, its half; another as the list of messages has it.
fn in_language(
    short: Option<&StyledStr>,
    long: Option<&StyledStr>,
    language: Language,
) -> Option<StyledStr> {
    let long = long.map(ToString::to_string).unwrap_or_default();
    let text = match (long.split_once(VIETNAMESE), language) {
        (Some((english, _)), Language::English) => Some(english.to_owned()),
        (Some((_, vietnamese)), Language::Vietnamese) => Some(vietnamese.to_owned()),
        (None, _) => short.map(|short| language.say(&short.to_string()).into_owned()),
    };
    text.map(StyledStr::from)
}

fn under_heading(arg: Arg, language: Language) -> Arg {
    let heading = match (arg.get_help_heading(), arg.is_positional()) {
        (Some(heading), _) => heading,
        (None, true) => "Arguments",
        (None, false) => "Options",
    };
    let heading = language.say(heading).into_owned();
    arg.help_heading(heading)
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
            "no Vietnamese, neither as a paragraph `vi: …` of the doc comment nor in dictionaries/messages.tsv:\n{}",
            missing.join("\n")
        );
    }

    #[test]
    fn each_language_shows_its_own_help() {
        for (language, shown, other) in [
            (
                Language::English,
                "Find text, with marks or without",
                "Tìm chữ",
            ),
            (
                Language::Vietnamese,
                "Tìm chữ, có dấu hoặc không dấu",
                "Find text",
            ),
        ] {
            let mut program = spoken(super::super::Args::command(), language);
            let help = program.render_long_help().to_string();
            assert!(help.contains(shown) && !help.contains(other), "{help}");
            let is_marked = |line: &str| line.trim_start().starts_with("vi: ");
            assert!(!help.lines().any(is_marked), "{help}");
        }
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
        let mut check = |short: Option<&StyledStr>, long: Option<&StyledStr>| {
            let is_in_both = |text: &StyledStr| text.to_string().contains(VIETNAMESE);
            if let Some(text) = short.filter(|_| !long.is_some_and(is_in_both)) {
                missing.push(text.to_string());
            }
        };
        check(command.get_about(), command.get_long_about());
        for arg in command.get_arguments() {
            check(arg.get_help(), arg.get_long_help());
        }
        let headings = command
            .get_arguments()
            .filter_map(|arg| arg.get_help_heading());
        missing.extend(headings.map(str::to_owned));
        missing.retain(|text| !Language::knows(text));
        command
            .get_subcommands()
            .for_each(|command| look(command, missing));
    }
}
