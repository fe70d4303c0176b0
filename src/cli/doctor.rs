//! `baocao doctor`: what is there, what is missing, and the command that fixes it.

use super::config::Config;
use super::engine_args::EngineArgs;
use super::failure::Failure;
use super::isolation_args::WorkerArgs;
use crate::input::limits::Limits;
use crate::pipeline::engines;
use crate::pipeline::engines::LANGUAGE;
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

/// Arguments of `doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  baocao doctor")]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    workers: WorkerArgs,
}

/// What was found: a name, what it is, and how to fix it where it is not well.
struct Finding {
    name: &'static str,
    is: String,
    fix: Option<String>,
}

/// Runs `doctor`: 0 if all is well, 3 if anything is missing.
pub(crate) fn run(args: &DoctorArgs, config: &Config) -> Result<ExitCode, Failure> {
    let findings = findings(args, config);
    let mut out = std::io::stdout().lock();
    for Finding { name, is, fix } in &findings {
        let say = |text| config.language.say(text);
        let (mark, name) = (
            say(if fix.is_some() { "missing" } else { "well" }),
            say(name),
        );
        writeln!(out, "{mark:8} {name:14} {}", say(is))?;
        if let Some(fix) = fix {
            writeln!(out, "{:23} → {}", "", say(fix))?;
        }
    }
    let well = findings.iter().all(|finding| finding.fix.is_none());
    Ok(ExitCode::from(if well { 0 } else { 3 }))
}

fn findings(args: &DoctorArgs, config: &Config) -> Vec<Finding> {
    let ok = |name, is| Finding {
        name,
        is,
        fix: None,
    };
    let limits = Limits::default();
    vec![
        ok("program", format!("baocao {}", env!("CARGO_PKG_VERSION"))),
        ok("engine", engines::info(args.workers.engine.readers).version),
        language(&args.workers.engine, config),
        worker(args, config),
        match args.workers.made_with.trained.version(config) {
            Ok(version) => ok("model", version),
            Err(error) => Finding {
                name: "model",
                is: error.to_string(),
                fix: Some("name another with --model and --confusions, or none".to_owned()),
            },
        },
        ok("threads", rayon::current_num_threads().to_string()),
        match args.workers.isolation.options(config) {
            Ok(options) => ok("isolation", options.join(", ")),
            Err(error) => Finding {
                name: "isolation",
                is: error.to_string(),
                fix: Some("write seconds, and a size such as 2G".to_owned()),
            },
        },
        ok(
            "limits",
            format!(
                "{} million pixels a page, {} pages and {} MB a document, {} MB of text",
                limits.pixels / 1_000_000,
                limits.pages,
                limits.bytes >> 20,
                limits.text >> 20
            ),
        ),
    ]
}

fn language(engine: &EngineArgs, config: &Config) -> Finding {
    let (builtin, file) = (engine.builtin(config), engine.language_file(config));
    let is = match &file {
        _ if builtin.is_some() => format!("{} (part of the program)", engine.language_data(config)),
        Some(file) => format!("{} ({})", engine.language_data(config), file.display()),
        None => format!("{LANGUAGE}.traineddata was not found"),
    };
    let fix = match engine.tessdata(config) {
        _ if builtin.is_some() || file.is_some() => None,
        Some(folder) => Some(format!(
            "put {LANGUAGE}.traineddata into {}",
            folder.display()
        )),
        None if cfg!(target_os = "macos") => Some("brew install tesseract-lang".to_owned()),
        None => Some("sudo apt-get install tesseract-ocr-vie".to_owned()),
    };
    Finding {
        name: "language data",
        is,
        fix,
    }
}

/// Whether a page can be read as `run` reads it.
fn worker(args: &DoctorArgs, config: &Config) -> Finding {
    let (is, fix) = match args.workers.start(None, config) {
        Ok(_) => ("starts with its language data".to_owned(), None),
        Err(error) => {
            let fix = "install the language data, or allow more with --memory-per-worker";
            (error.to_string(), Some(fix.to_owned()))
        }
    };
    Finding {
        name: "worker",
        is,
        fix,
    }
}
