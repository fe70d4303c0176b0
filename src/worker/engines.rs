//! The page servers of workers.

use super::server::PageServer;
use crate::handwriting::Recogniser;
use crate::pipeline::Pipeline;
use crate::pipeline::engines::engine;
use std::path::PathBuf;
use std::sync::Arc;

/// Makes page servers that read with the language data in `tessdata`.
pub(crate) fn servers(
    tessdata: Option<PathBuf>,
    pipeline: Pipeline,
) -> impl Fn() -> PageServer + Send + Sync {
    let recogniser = Arc::new(Recogniser::builtin());
    let pipeline = Arc::new(pipeline);
    move || {
        let tessdata = tessdata.clone();
        let make = move |readers| engine(readers, tessdata.as_deref());
        PageServer::new(Arc::new(make), recogniser.clone(), pipeline.clone())
    }
}
