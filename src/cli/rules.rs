//! `baocao rules`: what rules there are, whether those of a file pass their cases, and what one says.

use super::config::Config;
use super::failure::Failure;
use super::rules_args;
use super::rules_args::RulesArgs;
use crate::extract::Extractor;
use crate::rules::{Rule, RuleFile, cases, precision, register};
use clap::{Args, Subcommand};
use std::io;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `rules`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  baocao rules list\n  baocao rules test my-rules.toml\n  baocao rules explain figure.percent"
)]
pub(crate) struct RulesCommandArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// All rules: name, how often each is right (`-`: not known), what it takes
    ///
    /// vi: Mọi quy tắc: tên, tỷ lệ đúng (`-`: chưa biết), lấy gì
    List(RulesArgs),
    /// Run the cases of a file's rules: 0 if all pass, 1 if not, 2 if the file is wrong
    ///
    /// vi: Chạy các ca thử của tệp quy tắc: 0 nếu qua hết, 1 nếu không, 2 nếu tệp sai
    Test {
        /// A file of rules
        ///
        /// vi: Tệp quy tắc
        file: PathBuf,
    },
    /// What a rule takes, its pattern and its cases
    ///
    /// vi: Một quy tắc lấy gì, mẫu và các ca thử
    Explain {
        /// Its name
        ///
        /// vi: Tên quy tắc
        name: String,
        #[command(flatten)]
        rules: RulesArgs,
    },
}

/// Runs `rules`.
pub(crate) fn run(args: &RulesCommandArgs, config: &Config) -> Result<ExitCode, Failure> {
    match &args.command {
        RulesCommand::List(rules) => list(rules, config),
        RulesCommand::Test { file } => test(rules_args::read(file)?, config),
        RulesCommand::Explain { name, rules } => explain(name, rules, config),
    }
}

/// The rules of a user's file and the built-in ones.
fn all(rules: &RulesArgs, config: &Config) -> Result<(RuleFile, Vec<Rule>), Failure> {
    let own = rules.file(config)?.unwrap_or_default();
    Ok((own, register::all().collect()))
}

/// How often a rule is right, as its author or the counts of this project say.
fn share(rule: &Rule) -> String {
    let known = rule.confidence.or_else(|| precision::of(&rule.name));
    known.map_or("-".to_owned(), |share| format!("{share:.2}"))
}

fn list(rules: &RulesArgs, config: &Config) -> Result<ExitCode, Failure> {
    let (own, builtin) = all(rules, config)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for rule in own.rules.iter().chain(&builtin) {
        let off = match own.off.contains(&rule.name) {
            true => " (off)",
            false => "",
        };
        writeln!(out, "{}\t{}\t{}{off}", rule.name, share(rule), rule.term)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn test(file: RuleFile, config: &Config) -> Result<ExitCode, Failure> {
    let extractor = Extractor::builtin().with_rules(file.clone());
    let problems = cases::problems(&file, &|text| extractor.extract(text));
    let mut out = BufWriter::new(std::io::stdout().lock());
    for problem in &problems {
        config.tell(&mut out, &problem.to_string())?;
    }
    let cases = file
        .rules
        .iter()
        .map(|rule| rule.hits.len() + rule.near_misses.len());
    let (name, count, cases) = (&file.name, file.rules.len(), cases.sum::<usize>());
    let wrong = problems.len();
    config.tell(
        &mut out,
        &format!("{name}: rules: {count}, cases: {cases}, problems: {wrong}"),
    )?;
    out.flush()?;
    Ok(ExitCode::from(u8::from(!problems.is_empty())))
}

fn explain(name: &str, rules: &RulesArgs, config: &Config) -> Result<ExitCode, Failure> {
    let (own, builtin) = all(rules, config)?;
    let mut known = own.rules.iter().chain(&builtin);
    let rule = known.find(|rule| rule.name == name).ok_or_else(|| {
        Failure::Usage(format!(
            "there is no rule {name}; `baocao rules list` names them"
        ))
    })?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    describe(rule, &mut out)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn describe(rule: &Rule, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}: {}", rule.name, rule.term)?;
    if !rule.about.is_empty() {
        writeln!(out, "{}", rule.about)?;
    }
    writeln!(out, "right: {}", share(rule))?;
    let own = rule.pattern.iter().map(|pattern| ("pattern", pattern));
    let forms = rule
        .forms
        .iter()
        .map(|form| (form.kind.as_str(), &form.pattern));
    for (kind, pattern) in own.chain(forms) {
        writeln!(out, "{kind}: {pattern}")?;
    }
    for hit in &rule.hits {
        let expected = hit
            .expected
            .iter()
            .map(|(key, value)| format!("{key} = {value}"));
        let expected: Vec<String> = expected.collect();
        writeln!(out, "finds in    {:?}: {}", hit.text, expected.join(", "))?;
    }
    for miss in &rule.near_misses {
        writeln!(out, "nothing in  {miss:?}")?;
    }
    Ok(())
}
