//! What documents are made with: trained files, and rules of a user's own.

use super::config::Config;
use super::failure::Failure;
use super::rules_args::RulesArgs;
use super::trained_args::TrainedArgs;
use crate::pipeline::Pipeline;
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;

/// Options that say what documents are made with.
#[derive(Debug, Clone, Args)]
pub(crate) struct PipelineArgs {
    #[command(flatten)]
    pub(crate) trained: TrainedArgs,
    #[command(flatten)]
    pub(crate) rules: RulesArgs,
}

impl PipelineArgs {
    /// The same; the dictionary is the one that is named, or the `usual` one where it is there.
    pub(crate) fn with_usual(&self, usual: Option<PathBuf>) -> PipelineArgs {
        PipelineArgs {
            trained: self.trained.with_usual(usual),
            rules: self.rules.clone(),
        }
    }

    /// What makes documents.
    pub(crate) fn pipeline(&self, version: String, config: &Config) -> Result<Pipeline, Failure> {
        Ok(Pipeline {
            restorer: self.trained.restorer(config)?,
            extractor: self.rules.extractor(config)?,
            model_version: version,
        })
    }

    /// Arguments that say the same.
    pub(crate) fn arguments(&self, config: &Config) -> Vec<OsString> {
        let mut arguments = self.trained.arguments(config);
        arguments.extend(self.rules.arguments(config));
        arguments
    }
}
