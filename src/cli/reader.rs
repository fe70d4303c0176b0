//! What `run` and `watch` read documents with.

use super::config::Config;
use super::engines::{EngineArgs, Engines};
use super::failure::Failure;
use super::isolation::IsolationArgs;
use super::signals;
use super::trained::TrainedArgs;
use crate::batch::folder::OutFolder;
use crate::batch::manifest::{Status, Versions};
use crate::batch::pages::StoredPages;
use crate::batch::progress::Progress;
use crate::batch::{Again, Batch, BatchError, DocumentReader, Job, STRICT, Stop, Unread};
use crate::ocr::Effort;
use crate::ocr::text_layer::LayerUse;
use crate::output::{self, Document, Format};
use crate::pipeline::{Origin, PageResult, Processed};
use crate::store::correct::DICTIONARY;
use crate::worker::{Answer, Ask, Crew, FileToRead, Material, Unanswered};
use clap::Args;
use rayon::prelude::*;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Options of reading documents into a folder of results.
#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Folder of results
    #[arg(short, long)]
    pub(super) out: PathBuf,
    /// Also a searchable PDF/A-2u of every scan
    #[arg(long)]
    pdf: bool,
    /// Also ALTO 4
    #[arg(long)]
    alto: bool,
    /// Also hOCR
    #[arg(long)]
    hocr: bool,
    /// Write the results as a BagIt bag (RFC 8493)
    #[arg(long)]
    bagit: bool,
    /// Mend nothing in silence: any doubt about an input is an error
    #[arg(long)]
    strict: bool,
    /// Password of encrypted PDFs
    #[arg(long)]
    pub(super) password: Option<String>,
    #[command(flatten)]
    isolation: IsolationArgs,
    #[command(flatten)]
    engine: EngineArgs,
    #[command(flatten)]
    trained: TrainedArgs,
}

impl ReadArgs {
    /// The folder of results, locked.
    fn folder(&self) -> Result<OutFolder, Failure> {
        OutFolder::open(&self.out, self.bagit).map_err(|error| Failure::Nothing(error.to_string()))
    }

    /// The folder, the reader and what they need, made in the order in which they may fail.
    pub(super) fn setting(&self, config: &Config) -> Result<Setting, Failure> {
        let stop = signals::stop()?;
        let out = self.folder()?;
        let reader = self.reader(config, stop.clone())?;
        Ok(Setting {
            stop,
            out,
            reader,
            progress: progress(config),
        })
    }

    /// What reads the documents.
    fn reader(&self, config: &Config, stop: Stop) -> Result<Reader, Failure> {
        let versions = Versions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: Engines::info().version,
            language_data: self.engine.language_data(config),
            model: self.trained.version(config)?,
        };
        let words = Some(self.out.join(DICTIONARY));
        let crew = self
            .isolation
            .crew(&self.engine, &self.trained, words, config)?;
        let formats = [(self.alto, "alto"), (self.hocr, "hocr")].into_iter();
        Ok(Reader {
            crew,
            versions,
            stop,
            pdf: self.pdf,
            formats: formats
                .filter_map(|(asked, name)| output::format(name).filter(|_| asked))
                .collect(),
            strict: self.strict,
            text_layer: self.engine.text_layer,
            password: self.password.clone(),
            options: self.options(config)?,
        })
    }

    fn options(&self, config: &Config) -> Result<Vec<String>, Failure> {
        let asked = [
            (self.pdf, "pdf"),
            (self.alto, "alto"),
            (self.hocr, "hocr"),
            (self.strict, STRICT),
            (self.engine.text_layer == LayerUse::Keep, "text-layer=keep"),
            (
                self.engine.text_layer == LayerUse::Ignore,
                "text-layer=ignore",
            ),
        ];
        let asked = asked.into_iter().filter(|(asked, _)| *asked);
        let asked = asked.map(|(_, name)| name.to_owned());
        Ok(asked.chain(self.isolation.options(config)?).collect())
    }
}

/// What batches are run with.
pub(super) struct Setting {
    /// Asked by Ctrl-C.
    pub(super) stop: Stop,
    /// The folder of results, locked.
    pub(super) out: OutFolder,
    reader: Reader,
    progress: Progress,
}

impl Setting {
    /// A batch that is to be run here.
    pub(super) fn batch(&self, again: Again) -> Batch<'_> {
        Batch {
            out: &self.out,
            reader: &self.reader,
            again,
            stop: &self.stop,
            progress: &self.progress,
        }
    }
}

/// Reads documents with Tesseract.
struct Reader {
    crew: Crew,
    versions: Versions,
    stop: Stop,
    /// Whether a searchable PDF is asked for.
    pdf: bool,
    formats: Vec<&'static Format>,
    strict: bool,
    text_layer: LayerUse,
    password: Option<String>,
    options: Vec<String>,
}

/// Longest side of a thumbnail, in pixels.
const THUMBNAIL: u32 = 240;
/// Name of the searchable PDF.
const PDF: &str = "searchable.pdf";

impl Reader {
    fn file(&self, path: &Path, sha256: &str) -> FileToRead {
        FileToRead {
            path: path.into(),
            sha256: sha256.to_owned(),
            password: self.password.clone(),
            strict: self.strict,
            text_layer: self.text_layer,
        }
    }

    fn ask(&self, file: &FileToRead, ask: Ask) -> Result<Answer, Unread> {
        let failed = |error: Unanswered| Unread::Failed(error.reason());
        self.crew.ask(file, ask).map_err(failed)
    }

    /// The document of these pages, or of a text.
    fn document(
        &self,
        file: &FileToRead,
        origin: Origin,
        pages: Option<Vec<PageResult>>,
    ) -> Result<Processed, Unread> {
        let material = Material {
            origin,
            engine: Engines::info(),
            pages,
        };
        match self.ask(file, Ask::Document(Box::new(material)))? {
            Answer::Document(document, text) => Ok(Processed {
                document: *document,
                text,
                files: Vec::new(),
            }),
            _ => unreachable!("a document is answered by a document"),
        }
    }

    /// The pages of a scan in order: those that are kept, and those that are read now.
    fn pages(
        &self,
        file: &FileToRead,
        count: usize,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Vec<PageResult>, Unread> {
        let one = |index| {
            if let Some(page) = kept.get(index) {
                progress.page();
                return Ok(Ok(page));
            }
            if self.stop.is_asked() {
                return Err(Unread::Interrupted);
            }
            let page = self.page(file, index);
            if let Ok(page) = &page {
                kept.put(index, page)?;
                tracing::debug!("{}: page {} is read", file.path.display(), index + 1);
            }
            progress.page();
            Ok(page)
        };
        (0..count).into_par_iter().map(one).collect()
    }

    /// A page; one over which a worker was lost is read once more, with as little as can be done.
    fn page(&self, file: &FileToRead, index: usize) -> PageResult {
        let read = |effort| match self.crew.ask(file, Ask::Page { index, effort }) {
            Ok(Answer::Page(page)) => Ok(*page),
            Ok(_) => unreachable!("a page is answered by a page"),
            Err(error) => Err(error),
        };
        match read(Effort::Full) {
            Err(Unanswered::Lost(first)) if !self.strict => {
                tracing::debug!("{}: page {}: {first}", file.path.display(), index + 1);
                read(Effort::Plain).map_err(|again| {
                    let (what, next) = first.split_once(';').unwrap_or((&first, ""));
                    match again.reason() {
                        again if again == first => format!("{what} (read plainly too);{next}"),
                        again => format!("{what} (read plainly: {again});{next}"),
                    }
                })
            }
            other => other.map_err(Unanswered::reason),
        }
    }

    /// The other files of a scan.
    fn extras(
        &self,
        file: &FileToRead,
        document: &Document,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, Unread> {
        let formats = self.formats.iter();
        let texts = formats.map(|format| (format.file, (format.write)(document).into_bytes()));
        let mut files: Vec<_> = texts.collect();
        if self.pdf {
            let ask = Ask::Searchable(Box::new(document.clone()));
            if let Answer::Bytes(bytes) = self.ask(file, ask)? {
                files.push((PDF, bytes));
            }
        }
        Ok(files)
    }
}

impl DocumentReader for Reader {
    fn read(
        &self,
        job: &Job,
        kept: &StoredPages<'_>,
        progress: &Progress,
    ) -> Result<Processed, Unread> {
        let file = self.file(&job.path, &job.sha256);
        let mut origin = Origin {
            path: Some(job.name.clone()),
            sha256: job.sha256.clone(),
            signatures: Vec::new(),
        };
        let (count, signatures) = match self.ask(&file, Ask::Open)? {
            Answer::Text => return self.document(&file, origin, None),
            Answer::Pages { count, signatures } => (count, signatures),
            _ => unreachable!("opening is answered by what a file holds"),
        };
        origin.signatures = signatures;
        let pages = self.pages(&file, count, kept, progress)?;
        let mut processed = self.document(&file, origin, Some(pages))?;
        let failed = processed.failed_pages().next();
        match failed.map(|(page, reason)| format!("page {page}: {reason}")) {
            Some(failed) if self.strict => return Err(failed.into()),
            Some(_) => {}
            None => processed.files = self.extras(&file, &processed.document)?,
        }
        Ok(processed)
    }

    fn versions(&self) -> Versions {
        self.versions.clone()
    }

    fn options(&self) -> Vec<String> {
        self.options.clone()
    }

    fn files(&self) -> Vec<&'static str> {
        let formats = self.formats.iter().map(|format| format.file);
        formats.chain(self.pdf.then_some(PDF)).collect()
    }

    fn thumbnail(&self, path: &Path, sha256: &str, page: u32) -> Option<Vec<u8>> {
        let index = page.checked_sub(1)? as usize;
        let file = self.file(path, sha256);
        let ask = Ask::Picture {
            index,
            longest: THUMBNAIL,
        };
        match self.crew.ask(&file, ask) {
            Ok(Answer::Bytes(bytes)) if !self.stop.is_asked() => Some(bytes),
            _ => None,
        }
    }
}

/// The exit code of what a batch came to: 1 where any document failed, 3 where nothing was done.
pub(super) fn code(error: Option<&BatchError>, outcomes: &[crate::batch::Outcome]) -> u8 {
    let done = outcomes.iter().any(|outcome| outcome.has_results);
    let all_well = outcomes.iter().all(|outcome| outcome.status == Status::Ok);
    match error {
        Some(_) if !done => 3,
        Some(_) => 1,
        None => u8::from(!all_well),
    }
}

/// A bar on a terminal, lines otherwise.
fn progress(config: &Config) -> Progress {
    match std::io::stderr().is_terminal() && !config.quiet {
        true => Progress::bar(),
        false => Progress::log(),
    }
}
