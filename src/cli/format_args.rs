//! A flag for each format that shows the words of a document.

use crate::formats::{FORMATS, Format};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// The formats that are written beside the document.
#[derive(Debug)]
pub(crate) struct FormatArgs {
    /// In the order of [`FORMATS`].
    pub(crate) formats: Vec<&'static Format>,
}

impl Args for FormatArgs {
    fn augment_args(command: Command) -> Command {
        let flag = |format: &Format| {
            Arg::new(format.name)
                .long(format.name)
                .help(format!("Also {}", format.title))
                .action(ArgAction::SetTrue)
        };
        command.args(FORMATS.iter().map(flag))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FormatArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let asked = FORMATS
            .iter()
            .filter(|format| matches.get_flag(format.name));
        Ok(FormatArgs {
            formats: asked.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
